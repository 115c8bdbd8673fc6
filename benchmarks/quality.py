"""Quality of a model's drafts on a parallel test set, beside other systems' outputs where there are any.

    python benchmarks/quality.py SET [--model NAME|DIR] [--lines N] [--directions ja-en,ja-ko]

SET is a folder with one file a language, aligned line by line, `NAME.LANG` (`flores-dev.ja`, `flores-dev.en`, …); outputs of
other systems lie in `SET/systems/SOURCE-TARGET.SYSTEM`. Prints a Markdown table of chrF2 and BLEU (sacrebleu, whose
signatures stand below it). No glossary is in force: this measures the model, not the pipeline.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from sacrebleu.metrics import BLEU, CHRF

from translate_pipeline.commands.lines import translate_lines
from translate_pipeline.commands.tools import make_engine
from translate_pipeline.errors import NoPairError
from translate_pipeline.furniture import Catalogs
from translate_pipeline.glossary import Glossary
from translate_pipeline.locales import parse_locale
from translate_pipeline.plan import Tools
from translate_pipeline.settings import Settings


def read(folder: Path, language: str, lines: int) -> list[str]:
    (path,) = [path for path in folder.glob(f"*.{language}") if path.is_file()]
    return path.read_text(encoding="utf-8").splitlines()[:lines]


def bleu(target: str) -> BLEU:
    return BLEU(tokenize={"zh": "zh", "ja": "char", "ko": "char"}.get(target, "13a"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("set", type=Path)
    parser.add_argument("--model", default="starter")
    parser.add_argument("--lines", type=int, default=200)
    parser.add_argument("--directions", default="ja-en,ja-ko,ja-zh,ko-en,ko-ja,ko-zh,zh-en,zh-ja,zh-ko,en-ja,en-ko,en-zh")
    options = parser.parse_args()
    engine = make_engine(Settings(model=options.model))
    chrf, signatures = CHRF(), set()
    print(f"{engine.model}, first {options.lines} lines\n")
    print("| direction | system | chrF2 | BLEU | seconds |\n|---|---|--:|--:|--:|")
    for direction in options.directions.split(","):
        source, target = direction.split("-")
        references = [read(options.set, target, options.lines)]
        tools = Tools(engine=engine, glossary=Glossary(), catalogs=Catalogs(says={}, forms={}), source=parse_locale(source))
        outputs = {}
        began = time.monotonic()
        try:
            ours = list(translate_lines(read(options.set, source, options.lines), parse_locale(target), tools))
        except NoPairError:
            ours = []
        took = f"{time.monotonic() - began:.0f}"
        outputs["ours"] = (ours, took)
        for path in sorted((options.set / "systems").glob(f"{direction}.*")):
            outputs[path.suffix[1:]] = (path.read_text(encoding="utf-8").splitlines()[: options.lines], "")
        for system, (lines, seconds) in outputs.items():
            if lines:
                score, other = chrf.corpus_score(lines, references), bleu(target)
                points = other.corpus_score(lines, references)
                signatures |= {f"chrF2 {chrf.get_signature()}", f"BLEU {other.get_signature()}"}
                print(f"| {direction} | {system} | {score.score:.1f} | {points.score:.1f} | {seconds} |", flush=True)
    print("\n" + "\n".join(sorted(signatures)))


if __name__ == "__main__":
    main()
