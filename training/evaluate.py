"""Measure an exported package on an aligned test set: chrF2 and BLEU, and how marks survive.

    evaluate.py PACKAGE SET [--directions ja-en,ja-ko] [--lines N]

SET is a folder with one file a language, aligned line by line, whose names end in the language (flores-dev.ja). Translates
with the product's own engine, so it needs `translate_pipeline` beside it, and no PyTorch. Prints Markdown.
"""

from __future__ import annotations

import argparse
import math
import random
import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

# isort: split
from marks import MARKS, MOST, NAME, Span, put

# isort: split
from translate_pipeline.engines.ctranslate import CTranslateEngine
from translate_pipeline.engines.packages import read_package
from translate_pipeline.model import Request

_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]{3,}(?:・[\u30a1-\u30fa\u30fc]{2,})*")
_FOUND = re.compile(r"⟦\s?([0-9])\s?⟧")
_RESAMPLES = 1000


def read_lines(folder: Path, language: str, limit: int | None) -> list[str]:
    """Return the lines of a language's file in a test set."""
    found = sorted(folder.glob(f"*.{language}"))
    if not found:
        raise SystemExit(f"{folder}: no file for {language}, expected one whose name ends in .{language}")
    return found[0].read_text(encoding="utf-8").removesuffix("\n").split("\n")[:limit]


def candidates(text: str) -> list[Span]:
    """Return the spans of names and numbers in a source line, in order, none inside another."""
    spans = sorted({match.span() for pattern in (NAME, _KATAKANA) for match in pattern.finditer(text)})
    return [span for number, span in enumerate(spans) if not number or span[0] >= spans[number - 1][1]]


def with_marks(texts: Sequence[str], number: int, seed: int = 0) -> list[str]:
    """Return the texts that have so many names or numbers, with marks in the place of that many, drawn at random."""
    rng, out = random.Random(f"{seed} {number}"), []
    for text in texts:
        spans = candidates(text)
        if len(spans) < number or "⟦" in text:
            continue
        placed = zip(rng.sample(spans, number), rng.sample(MARKS, number), strict=True)
        out.append(put(text, list(placed)))
    return out


def survived(source: str, output: str) -> bool:
    """Whether the output has every mark of the source exactly once, and no other."""
    return sorted(_FOUND.findall(source)) == sorted(_FOUND.findall(output))


def interval(good: int, total: int) -> tuple[float, float]:
    """Return the 95 % Wilson score interval of a proportion."""
    if not total:
        return 0.0, 1.0
    z, share = 1.959964, good / total
    middle, half = share + z * z / (2 * total), z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return max(0.0, (middle - half) / (1 + z * z / total)), min(1.0, (middle + half) / (1 + z * z / total))


def score(outputs: Sequence[str], references: Sequence[str], target: str) -> tuple[str, str]:
    """Return chrF2 and BLEU with the half-widths of their 95 % bootstrap intervals; BLEU of characters but for en."""
    metrics = CHRF(), BLEU(tokenize={"zh": "zh", "ja": "char", "ko": "char"}.get(target, "13a"))
    scores = [metric.corpus_score(list(outputs), [list(references)], n_bootstrap=_RESAMPLES) for metric in metrics]
    chrf, bleu = (f"{one.score:.1f} ± {one._ci:.1f}" for one in scores)
    return chrf, bleu


def translate(engine: CTranslateEngine, texts: Sequence[str], source: str, target: str, hold: str = "") -> list[str]:
    """Return the best draft of each text; `hold` names the shape of the marks that it must not lose."""
    requests = [Request(text=text, source=source, target=target, hold=hold) for text in texts]
    return [drafts[0].text for drafts in engine.translate(requests)]


class Kept(NamedTuple):
    """Sentences with marks, and how many had each exactly once: in the first draft; in that or in one with marks held."""

    sentences: int
    first: int
    held: int


def survival(engine: CTranslateEngine, texts: Sequence[str], source: str, target: str) -> dict[int, Kept]:
    """Return number of marks to how many sentences kept them."""
    out = {}
    for number in range(1, MOST + 1):
        asked = with_marks(texts, number)
        answers = translate(engine, asked, source, target)
        lost = [text for text, answer in zip(asked, answers, strict=True) if not survived(text, answer)]
        held = sum(map(survived, lost, translate(engine, lost, source, target, hold="brackets")))
        out[number] = Kept(len(asked), len(asked) - len(lost), len(asked) - len(lost) + held)
    return out


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", type=Path)
    parser.add_argument("set", type=Path)
    parser.add_argument("--directions", help="as in ja-en,ja-ko (default: all that the package serves)")
    parser.add_argument("--lines", type=int, help="of the set to use (default: all)")
    parser.add_argument("--threads", type=int)
    options = parser.parse_args()
    package = read_package(options.package)
    engine = CTranslateEngine([package], threads=options.threads)
    named = [tuple(direction.split("-")) for direction in (options.directions or "").split(",") if direction]
    print(f"{engine.model}, {options.set.name}\n")
    print("| direction | lines | chrF2 | BLEU | seconds |\n|---|--:|--:|--:|--:|", flush=True)
    table: list[tuple[str, str, Kept]] = []
    for source, target in named or package.pairs:
        texts, references = (read_lines(options.set, language, options.lines) for language in (source, target))
        began = time.monotonic()
        chrf, bleu = score(translate(engine, texts, source, target), references, target)
        spent = time.monotonic() - began
        print(f"| {source}-{target} | {len(texts)} | {chrf} | {bleu} | {spent:.0f} |", flush=True)
        table += [(f"{source}-{target}", str(n), kept) for n, kept in survival(engine, texts, source, target).items()]
    every = Kept(*map(sum, zip(*(kept for *_, kept in table), strict=True)))
    print("\n| direction | marks | sentences | exactly once | 95 % interval | held | 95 % interval |")
    print("|---|--:|--:|--:|---|--:|---|")
    for direction, number, kept in [*table, ("all", f"1-{MOST}", every)]:
        shares = " | ".join(_share(good, kept.sentences) for good in (kept.first, kept.held))
        print(f"| {direction} | {number} | {kept.sentences} | {shares} |")


def _share(good: int, total: int) -> str:
    low, high = interval(good, total)
    return f"{100 * good / total:.1f} % | {100 * low:.1f} to {100 * high:.1f}" if total else "- | -"


if __name__ == "__main__":
    main()
