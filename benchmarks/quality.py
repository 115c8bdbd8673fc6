"""Quality of a model's drafts on a parallel test set, beside other systems' outputs where there are any.

    python benchmarks/quality.py SET [--model NAME|DIR] [--lines N] [--directions ja-en,ja-ko] [--beams 1,2,4] [--pivot]

SET is a folder with one file a language, aligned line by line, `NAME.LANG` (`flores-dev.ja`, `flores-dev.en`, …); outputs of
other systems lie in `SET/systems/SOURCE-TARGET.SYSTEM`. Prints a Markdown table of chrF2 and BLEU (sacrebleu, whose
signatures stand below it). No glossary is in force: this measures the model, not the pipeline. `translate eval` measures
one direction in more detail.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from translate_pipeline.commands.tools import make_engine
from translate_pipeline.errors import NoPairError
from translate_pipeline.evaluate import evaluate, read_outputs, read_set, score, translate_all
from translate_pipeline.furniture import Catalogs
from translate_pipeline.glossary import Glossary
from translate_pipeline.locales import parse_locale
from translate_pipeline.plan import Tools
from translate_pipeline.settings import Settings


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("set", type=Path)
    parser.add_argument("--model", default="starter")
    parser.add_argument("--lines", type=int, default=200)
    parser.add_argument("--directions", default="ja-en,ja-ko,ja-zh,ko-en,ko-ja,ko-zh,zh-en,zh-ja,zh-ko,en-ja,en-ko,en-zh")
    parser.add_argument("--pivot", action="store_true", help="also by way of English, where neither side is English")
    parser.add_argument("--beams", default="", help="widths of the search to compare, as in 1,2,4")
    options = parser.parse_args()
    beams = [int(beam) for beam in options.beams.split(",") if beam] or [None]
    engines = [make_engine(Settings(model=options.model, beam=beam)) for beam in beams]
    signatures = set()
    print(f"{engines[0].model}, first {options.lines} lines\n")
    print("| direction | system | chrF2 | BLEU | seconds |\n|---|---|--:|--:|--:|")
    for direction in options.directions.split(","):
        source, target = map(parse_locale, direction.split("-"))
        test = read_set(options.set, source, target, options.lines)
        rows = []
        for beam, engine in zip(beams, engines, strict=True):
            tools = Tools(engine=engine, glossary=Glossary(), catalogs=Catalogs(says={}, forms={}), source=source)
            try:
                report = evaluate(test, target, tools)
            except NoPairError:
                continue
            rows.append((f"ours, beam {beam}" if beam else "ours", report.scores, f"{report.seconds:.1f}"))
            if options.pivot and "en" not in direction:
                _, first = translate_all(test.sources, parse_locale("en"), tools)
                report = evaluate(replace(test, sources=tuple(first)), target, replace(tools, source=parse_locale("en")))
                rows.append(("ours, through English", report.scores, ""))
        others = sorted((options.set / "systems").glob(f"{direction}.*"))
        for path in others:
            outputs = read_outputs(path)[: options.lines]
            rows += [(path.suffix[1:], score(outputs, test.references, target), "")]
        for system, scores, seconds in rows:
            signatures.update(scores.signatures)
            print(f"| {direction} | {system} | {scores.chrf:.1f} | {scores.bleu:.1f} | {seconds} |", flush=True)
    print("\n" + "\n".join(sorted(signatures)))


if __name__ == "__main__":
    main()
