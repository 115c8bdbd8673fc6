"""What repair mends, and what it costs: the same texts with it and without.

    python benchmarks/repair.py SET|POST... [--model NAME|DIR] [--lines N] [--directions ja-en,ja-ko] [--to en,ko,zh-Hans]

SET is a folder with one file a language, aligned line by line (`benchmarks/quality.py`); POST is a post, which goes into the
locales of `--to` and has no reference. Prints units with a hard finding before and after, by check; how many each rung
mended, or made better, and the mean chrF2 of their sentences before and after; and the time that repair adds to a run. The
shipped glossary is in force: a mark that was lost is most often a name's.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sacrebleu.metrics.chrf import CHRF

from translate_pipeline import repair
from translate_pipeline.batch import translate_lines
from translate_pipeline.commands.tools import make_tools
from translate_pipeline.evaluate import read_set
from translate_pipeline.locales import parse_locale
from translate_pipeline.model import Origin
from translate_pipeline.pipeline import translate_post
from translate_pipeline.read import read_post
from translate_pipeline.repair import AGAIN, HARD, is_repaired
from translate_pipeline.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from translate_pipeline.engines import Engine, Search
    from translate_pipeline.model import Unit
    from translate_pipeline.plan import Tools
    from translate_pipeline.translate import Answer, Task

DIRECTIONS = "ja-en,ja-ko,ja-zh,ko-en,ko-ja,ko-zh,zh-en,zh-ja,zh-ko,en-ja,en-ko,en-zh"
Pairs = list[tuple["Unit", "Unit", str | None]]
"""A unit before and after repair, and the reference of its line where the unit is the whole line."""


class Counted:
    """What repair did, over all texts."""

    def __init__(self) -> None:
        self.units, self.seconds = 0, [0.0, 0.0]
        self.findings: list[Counter[str]] = [Counter(), Counter()]
        self.rungs: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.scores: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
        self.asked: defaultdict[str, Counter[str]] = defaultdict(Counter)
        """Units that each rung asked for, and its seconds in the engine."""
        self._chrf = CHRF()
        self._candidates = repair.candidates

    def candidates(self, tasks: Sequence[Task], engine: Engine, search: Search, **how: Any) -> list[list[Answer]]:
        """Do what `candidates` does, and note how many were asked for, and how long it took."""
        (rung,) = (one for one in repair.RUNGS if (one.search, one.split) == (search, how["split"]))
        began = time.process_time()
        answers = self._candidates(tasks, engine, search, **how)
        self.asked[rung.how].update({"units": len(tasks), "seconds": time.process_time() - began})
        return answers

    def take(self, pairs: Pairs) -> None:
        """Count units before and after."""
        for before, after, reference in pairs:
            if before.origin is not Origin.MODEL:
                continue
            self.units += 1
            for unit, counter in zip((before, after), self.findings, strict=True):
                counter.update(hard(unit))
                counter["any"] += bool(hard(unit))
            if is_repaired(after):
                how = after.reason.split(f"{AGAIN}: ")[1]
                self.rungs[how]["better" if hard(after) else "mended"] += 1
                if reference is not None:
                    points = [self._chrf.sentence_score(unit.plain, [reference]).score for unit in (before, after)]
                    self.scores[how].append((points[0], points[1]))

    def show(self) -> None:
        """Print it as Markdown tables."""
        before, after = self.findings
        print(f"{self.units} units drafted\n\n| hard finding | before | after |\n|---|--:|--:|")
        for check in sorted(HARD & before.keys() | HARD & after.keys(), key=lambda check: -before[check]):
            print(f"| `{check}` | {before[check]} | {after[check]} |")
        print(f"| any of them | {before['any']} | {after['any']} |")
        print("\n| rung | asked | mended | better | with a reference | chrF2 before | after | seconds |")
        print("|---|--:|--:|--:|--:|--:|--:|--:|")
        for how in (rung.how for rung in repair.RUNGS):
            made, seconds = self.rungs[how], f"{self.asked[how]['seconds']:.1f}"
            said = f"{self.asked[how]['units']:.0f} | {made['mended']} | {made['better']} | {self._means(self.scores[how])}"
            print(f"| {how} | {said} | {seconds} |")
        total = [pair for pairs in self.scores.values() for pair in pairs]
        sums = sum(self.rungs.values(), Counter[str]())
        print(f"| all | | {sums['mended']} | {sums['better']} | {self._means(total)} | |")
        without, with_repair = self.seconds
        print(f"\nCPU seconds: {without:.1f} without, {with_repair:.1f} with: {with_repair / without:.2f} times")

    @staticmethod
    def _means(pairs: Sequence[tuple[float, float]]) -> str:
        if not pairs:
            return "0 | | "
        one, other = (sum(side) / len(pairs) for side in zip(*pairs, strict=True))
        return f"{len(pairs)} | {one:.1f} | {other:.1f}"


def hard(unit: Unit) -> set[str]:
    """Return the hard checks that a unit fails."""
    return {finding.check for finding in unit.findings} & HARD


def on_set(folder: Path, direction: str, lines: int, model: str, counted: Counted) -> Pairs:
    """Translate a test set both ways."""
    source, target = map(parse_locale, direction.split("-", 1))
    test = read_set(folder, source, target, lines)
    references = dict(zip(test.sources, test.references, strict=True))
    tools = make_tools(Settings(source=source, model=model))
    tools.engine.route(source.language, target.language)

    def units(kit: Tools) -> Iterator[Unit]:
        for translation, _ in translate_lines(test.sources, target, kit):
            yield from translation.units

    list(translate_lines(test.sources[:20], target, replace(tools, repair=False)))  # loads what is loaded once
    sides = _timed(tools, units, counted)
    return [(one, other, references.get(one.source)) for one, other in zip(*sides, strict=True)]


def on_post(path: Path, to: str, model: str, counted: Counted) -> Pairs:
    """Translate a post both ways."""
    post, locales = read_post(path), [parse_locale(tag) for tag in to.split(",")]
    tools = make_tools(Settings(model=model))

    def units(kit: Tools) -> Iterator[Unit]:
        for translation in translate_post(post, locales, kit):
            yield from translation.units

    translate_post(post, locales[:1], replace(tools, repair=False))  # loads what is loaded once
    sides = _timed(tools, units, counted)
    return [(one, other, None) for one, other in zip(*sides, strict=True)]


def _timed(tools: Tools, units: Callable[[Tools], Iterable[Unit]], counted: Counted) -> list[list[Unit]]:
    sides = []
    for number, on in enumerate((False, True)):
        began = time.process_time()
        sides.append(list(units(replace(tools, repair=on))))
        counted.seconds[number] += time.process_time() - began
    return sides


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("paths", type=Path, nargs="+")
    parser.add_argument("--model", default="starter")
    parser.add_argument("--lines", type=int, default=200)
    parser.add_argument("--directions", default=DIRECTIONS)
    parser.add_argument("--to", default="en,ko,zh-Hans,zh-Hant,ja")
    options = parser.parse_args()
    counted = Counted()
    repair.candidates = counted.candidates  # type: ignore[assignment]
    for path in options.paths:
        if path.is_dir():
            for direction in options.directions.split(","):
                counted.take(on_set(path, direction, options.lines, options.model, counted))
        else:
            counted.take(on_post(path, options.to, options.model, counted))
    counted.show()


if __name__ == "__main__":
    main()
