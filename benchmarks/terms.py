"""What a glossary does to a model's drafts, and what it costs.

    python benchmarks/terms.py [--model NAME|DIR] [--terms FILE.tsv] [--glossary FILE]...

Prints a Markdown table of term success over a term test set (`tests/data/terms` unless told otherwise), with the glossary in
force and without, for each difficulty tag; and the time that one post takes with no glossary, with the shipped one, and with
10,000 concepts, side by side in one run (the best of five each, the model's own time included).
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING

from translate_pipeline.commands.tools import make_engine
from translate_pipeline.evaluate_terms import TermResult, by_tag, evaluate_terms, read_terms, term_scores
from translate_pipeline.furniture import load_catalogs
from translate_pipeline.glossary import Glossary, _shadows, load_glossary
from translate_pipeline.locales import parse_locale
from translate_pipeline.model import Concept
from translate_pipeline.pipeline import translate_post
from translate_pipeline.plan import Tools
from translate_pipeline.read import read_post
from translate_pipeline.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data"
MANY = 10_000
ROUNDS = 5


def table(forced: Sequence[TermResult], free: Sequence[TermResult]) -> None:
    bare = by_tag(free)
    rows = {tag: (scores, bare[tag]) for tag, scores in by_tag(forced).items()}
    rows["all"] = (term_scores(forced), term_scores(free))
    print(
        "| tag | sentences | terms | exact % | lenient % | forbidden | unflagged | chrF2 outside | bare: exact % | chrF2 |"
    )
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    for tag, (ours, none) in rows.items():
        success = [100 * scores / max(1, ours.terms) for scores in (ours.exact, ours.lenient)]
        print(
            f"| {tag} | {ours.sentences} | {ours.terms} | {success[0]:.1f} | {success[1]:.1f} | {ours.forbidden} "
            f"| {ours.unflagged} | {ours.chrf_outside:.1f} | {100 * none.exact / max(1, none.terms):.1f} "
            f"| {none.chrf_outside:.1f} |"
        )


def many(glossary: Glossary) -> Glossary:
    """Return a glossary filled up with made-up names to 10,000 concepts."""
    made = [
        Concept(
            id=f"made-{number}",
            kind="company",
            domain="",
            status="approved",
            dnt=False,
            case="any",
            match="word",
            forms={
                "ja": f"仮名{number}社",
                "en": f"Madeup{number}",
                "ko": f"가명{number}사",
                "zh-Hans": f"假名{number}公司",
            },
        )
        for number in range(MANY - len(glossary.concepts))
    ]
    return Glossary((*glossary.concepts, *made))


def forget(glossary: Glossary) -> None:
    """Let a glossary forget the sentences it has seen: a batch asks for each only a few times."""
    glossary._found.cache_clear()
    _shadows.cache_clear()


def cost(tools: Tools, glossary: Glossary) -> None:
    post = read_post(DATA / "posts" / "hbm-race.ja.md")
    locales = [parse_locale(tag) for tag in ("en", "ko", "zh-Hans", "zh-Hant")]
    kinds = {"none": Glossary(), "shipped": glossary, "10,000 concepts": many(glossary)}
    kits = {
        name: Tools(engine=tools.engine, glossary=one, catalogs=tools.catalogs, source=tools.source)
        for name, one in kinds.items()
    }
    best = dict.fromkeys(kits, float("inf"))
    texts = [post.source[block.span.start : block.span.end] for block in post.blocks]
    finding = dict.fromkeys(kits, float("inf"))
    for _ in range(ROUNDS):
        for name, kit in kits.items():
            forget(kit.glossary)
            began = time.perf_counter()
            translate_post(post, locales, kit)
            best[name] = min(best[name], time.perf_counter() - began)
            forget(kit.glossary)
            began = time.perf_counter()
            for text in texts:
                kit.glossary.find(text, parse_locale("ja"))
            finding[name] = min(finding[name], time.perf_counter() - began)
    print("\n| glossary | concepts | seconds a post, four locales | looking for names | share |\n|---|--:|--:|--:|--:|")
    for name, kit in kits.items():
        looked = finding[name] * len(locales)
        share = 100 * looked / best[name]
        print(f"| {name} | {len(kit.glossary.concepts)} | {best[name]:.2f} | {looked:.3f} | {share:.1f} % |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--model", default="starter")
    parser.add_argument("--terms", type=Path, default=DATA / "terms" / "terms.tsv")
    parser.add_argument("--glossary", type=Path, action="append")
    options = parser.parse_args()
    shipped = sorted((ROOT / "glossaries").glob("*.csv"))
    own = options.glossary or [DATA / "terms" / "glossary.csv"]
    engine = make_engine(Settings(model=options.model))
    tools = Tools(engine=engine, glossary=load_glossary([*own, *shipped]), catalogs=load_catalogs(ROOT / "locales"))
    cases = read_terms(options.terms)
    print(f"{engine.model}, {len(cases)} sentences, glossary {tools.glossary.digest}\n")
    table(evaluate_terms(cases, tools), evaluate_terms(cases, tools, glossary=False))
    cost(tools, load_glossary(shipped))


if __name__ == "__main__":
    main()
