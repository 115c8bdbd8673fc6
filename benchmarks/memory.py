"""How soon a translation memory of a million units answers, and whether it finds what a look at every unit finds.

    python benchmarks/memory.py [--units N] [--queries N] [--peers N] [--file PATH]

Units are made of the term sentences in tests/data/terms, ja and en: one of them or two together, their names exchanged for
other names of the glossary, their figures for others; no two are equal. Asked in one run: 1,000 sentences that are
there, and 1,000 that are there but for a changed, a lost or an added piece. Beside it, with fewer questions for they take
longer: RapidFuzz over all sources (`process.extract`), and the memory of translate-toolkit (translate-toolkit on PyPI),
which both hold all units in memory. Prints a Markdown table, and how often the best of ours is as good as the best of all.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import random
import resource
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from translate_pipeline.locales import parse_locale
from translate_pipeline.memory import LEAST, Entry, Memory, Query, open_memory
from translate_pipeline.memory.similarity import key, score
from translate_pipeline.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent
JA, EN = parse_locale("ja"), parse_locale("en")


def templates() -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return Japanese sentences with their English ones and the names that both have."""
    found = []
    with (ROOT / "tests/data/terms/terms.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            names = [tuple(one.split("=", 1)) for one in row["terms"].split("|") if "=" in one]
            if (row["from"], row["to"]) == ("ja", "en"):
                found.append((row["source"], row["reference"], names))
            elif (row["from"], row["to"]) == ("en", "ja"):
                found.append((row["reference"], row["source"], [(ja, en) for en, ja in names]))
    return found


def names() -> list[tuple[str, str]]:
    """Return the glossary's names in both locales."""
    found = []
    for path in Settings().all_glossaries():
        with path.open(encoding="utf-8", newline="") as file:
            found += [(row["ja"], row["en"]) for row in csv.DictReader(file) if row.get("ja") and row.get("en")]
    return found


def units(number: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Yield so many pairs of sentences, no two equal, the same for the same seed."""
    chance, models, others = random.Random(seed), templates(), names()  # noqa: S311  (no secrets)
    seen: set[int] = set()
    for count in itertools.count():
        if len(seen) == number:
            return
        sides = [_varied(chance, chance.choice(models), others) for _ in range(1 + chance.randrange(2))]
        month, share = 1 + chance.randrange(12), 1 + count % 99
        if chance.randrange(4) == 0:
            sides.insert(0, (f"{month}月の時点で{share}%だった。", f"As of {month} it was {share}%."))
        pair = "".join(ja for ja, _ in sides), " ".join(en for _, en in sides)
        if hash(pair) not in seen:
            seen.add(hash(pair))
            yield pair


def _varied(
    chance: random.Random, model: tuple[str, str, list[tuple[str, str]]], others: Sequence[tuple[str, str]]
) -> tuple[str, str]:
    ja, en, held = model
    for old_ja, old_en in held:
        new_ja, new_en = chance.choice(others)
        ja, en = ja.replace(old_ja, new_ja), en.replace(old_en, new_en)
    return ja, en


def changed(chance: random.Random, text: str) -> str:
    """Return a sentence with a piece changed, lost or added: alike, and another."""
    at, size = chance.randrange(len(text)), 1 + len(text) // 12
    return text[:at] + chance.choice(["", "などの", "新しい市場"]) + text[at + size :]


def timed(ask: Callable[[str], object], questions: Sequence[str]) -> list[float]:
    """Return the milliseconds of each question, in order of length of time."""
    took = []
    for question in questions:
        began = time.perf_counter()
        ask(question)
        took.append(1000 * (time.perf_counter() - began))
    return sorted(took)


def row(name: str, took: Sequence[float]) -> None:
    total, middle, late = sum(took) / 1000, took[len(took) // 2], took[int(len(took) * 0.99)]
    print(f"| {name} | {len(took):,} | {total:.2f} | {middle:.2f} | {late:.2f} |", flush=True)


def toolkit(pairs: Sequence[tuple[str, str]]) -> Callable[[str], object] | None:
    """Return the matcher of translate-toolkit over all pairs; None where it is not installed."""
    try:
        from translate.search.match import matcher
        from translate.storage.base import TranslationStore, TranslationUnit
    except ImportError:
        return None
    TranslationUnit.__lt__ = lambda unit, other: unit.source < other.source  # it fails on two that are equally like
    store = TranslationStore()
    for ja, en in pairs:
        unit = TranslationUnit(ja)
        unit.target = en
        store.units.append(unit)
    return matcher(store, max_candidates=5, min_similarity=int(100 * LEAST), max_length=1000).matches


def main() -> None:
    parser = argparse.ArgumentParser()
    for name, usual in (("--units", 1_000_000), ("--queries", 1000), ("--peers", 20)):
        parser.add_argument(name, type=int, default=usual)
    parser.add_argument("--file", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(args.units, args.queries, args.peers, args.file or Path(folder) / "memory.sqlite3")


def measure(number: int, queries: int, peers: int, path: Path) -> None:
    from rapidfuzz import fuzz, process

    pairs = list(units(number))
    memory = open_memory(str(path), path.parent)
    assert memory is not None  # noqa: S101
    if not memory.revision():
        began = time.perf_counter()
        memory.put(Entry(source=ja, target=en, source_locale=JA, target_locale=EN, origin="made") for ja, en in pairs)
        print(f"{number:,} units put in {time.perf_counter() - began:.0f} s, {path.stat().st_size / 2**20:,.0f} MiB")
    chance = random.Random(2)  # noqa: S311  (no secrets)
    same = [chance.choice(pairs)[0] for _ in range(queries)]
    like = [changed(chance, chance.choice(pairs)[0]) for _ in range(queries)]
    print("\n| look-up | questions | seconds in all | ms, median | ms, 99th of 100 |\n|---|--:|--:|--:|--:|")
    row("exact", timed(lambda text: memory.exact(Query(text=text, source=JA, target=EN)), same))
    row("fuzzy", timed(lambda text: memory.fuzzy(Query(text=text, source=JA, target=EN)), like))
    print(
        f"| (at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:,} MiB, the made units among it) | | | | |"
    )
    sources, few = [ja for ja, _ in pairs], like[:peers]
    scan = lambda text: process.extract(text, sources, scorer=fuzz.ratio, limit=5, score_cutoff=100 * LEAST)  # noqa: E731
    row("RapidFuzz `process.extract`", timed(scan, few))
    other = toolkit(pairs)
    if other:
        row("translate-toolkit", timed(other, few[: max(1, peers // 4)]))
    agreement(memory, like[: 5 * peers])


def agreement(memory: Memory, questions: Sequence[str]) -> None:
    """Say for how many questions our best is as like as the best of all units."""
    from rapidfuzz import fuzz, process

    keys = [row[0] for row in memory.store.all("SELECT key FROM tm_texts WHERE locale = 'ja'")]
    good = found = 0
    for text in questions:
        wanted = key(text, JA)
        best = process.extractOne(wanted, keys, scorer=fuzz.ratio, score_cutoff=100 * LEAST)
        if best is None:
            continue
        found += 1
        ours = memory.fuzzy(Query(text=text, source=JA, target=EN), least=0.5, most=1)
        good += bool(ours) and score(wanted, key(ours[0].source, JA)) * 100 >= best[1] - 1e-6
    print(f"\nas good as the best of all units: {good} of {found} questions")


if __name__ == "__main__":
    main()
