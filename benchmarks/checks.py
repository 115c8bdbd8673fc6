"""Precision and recall of the checks: errors planted into correct translations, and the outputs of real systems.

    python benchmarks/checks.py [--seed N] [--show CHECK|KIND] [--per N]
    python benchmarks/checks.py SET

The first plants every kind of `planting.py` into the parallel commentary of `benchmarks/data`, from each language into each
locale, and prints what was found of it, and what was found in the sentences as they are, which are correct. SET is a
folder with one file a language, aligned line by line, and outputs of other systems in `SET/systems` (`quality.py` has the
details): prints how many lines of each are flagged at warning level or above. No glossary is in force there.
"""

from __future__ import annotations

import argparse
import csv
import html
import random
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from planting import KINDS, Kind, Pair

from translate_pipeline.check import CHECKS, POST_CHECKS, check_id, check_translation
from translate_pipeline.checks import Context
from translate_pipeline.glossary import Glossary, load_glossary
from translate_pipeline.locales import data_root, facts, parse_locale
from translate_pipeline.model import Detected, Origin, Segment, SegmentKind, Severity, ShieldKind, Span, Unit
from translate_pipeline.plan import block_words
from translate_pipeline.protect import Setting, form_in, protect
from translate_pipeline.read import parse_post

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from translate_pipeline.model import Finding, Locale, Post

DATA = Path(__file__).parent / "data"
TAGS = ("ja", "ko", "zh-Hans", "zh-Hant", "en")
_HEAD = "x "
_NAMES = {"company", "model", "product", "chip"}


def words_of(raw: str) -> str:
    """Return the words of a piece of Markdown."""
    if not raw.strip():
        return ""
    post = _post(raw)
    return "\n".join(block_words(post, block) for block in post.blocks).removeprefix(_HEAD).strip()


def _post(raw: str) -> Post:
    """Read a piece of Markdown as running text, whatever it begins with."""
    return parse_post((_HEAD if re.match(r"[#>+|-]|\* |\d+[.)] ", raw) else "") + raw, Path("post.md"), "markdown")


def unit_of(source: str, target: str, here: Locale, there: Locale, glossary: Glossary) -> Unit:
    """Return a unit as the pipeline makes one of a sentence."""
    post = _post(source)
    block = post.blocks[0]
    segment = Segment(block=0, kind=SegmentKind.SENTENCE, span=block.span, core=block.span, inlines=block.inlines)
    setting = Setting(source=here, target=there, glossary=glossary, unescape=str, escape=str)
    shields = protect(post.source, segment, setting).shields if source.strip() else ()
    return Unit(
        segment=segment,
        source=source,
        target=target,
        origin=Origin.MODEL,
        detected=Detected(locale=here, confidence=1.0, reason="given"),
        terms=tuple(shield for shield in shields if shield.kind is ShieldKind.TERM),
        plain=words_of(target),
        plain_source=words_of(source),
    )


def context_of(here: Locale, there: Locale, glossary: Glossary) -> Context:
    known = facts(there)
    return Context(
        source=here,
        target=there,
        facts=known,
        forbidden=glossary.forbidden(there),
        glossary=glossary,
        length_ratio=known.length.get(here.language),
    )


def serious(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity is not Severity.NOTE]


@dataclass
class Tally:
    """What was tried and found."""

    show: str
    per: int
    tries: Counter[str] = field(default_factory=Counter)
    hits: Counter[str] = field(default_factory=Counter)
    by_locale: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    true: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    false_by_locale: Counter[str] = field(default_factory=Counter)
    sentences: Counter[str] = field(default_factory=Counter)

    def correct(self, pair: Pair, name: str, findings: Iterable[Finding]) -> None:
        """Count what is found in a sentence that is correct."""
        self.sentences[pair.target_tag] += 1
        for finding in serious(findings):
            self.false[finding.check] += 1
            self.false_by_locale[pair.target_tag] += 1
            self._print(finding.check, pair, name, finding.message, pair.target)

    def wants(self, kind: Kind, pair: Pair) -> bool:
        return not self.per or self.tries[f"{kind.name} {pair.source_tag} {pair.target_tag}"] < self.per

    def planted(self, kind: Kind, pair: Pair, name: str, found: set[str], wrong: str) -> None:
        """Count what is found of an error."""
        self.tries.update([kind.name, f"{kind.name} {pair.source_tag} {pair.target_tag}"])
        self.by_locale[kind.name][pair.target_tag] += 1
        self.true.update(found & kind.checks)
        if found & kind.checks:
            self.hits[kind.name] += 1
            self.by_locale[kind.name][f"+{pair.target_tag}"] += 1
        else:
            self._print(kind.name, pair, name, str(sorted(found)), wrong)

    def _print(self, what: str, pair: Pair, name: str, message: str, target: str) -> None:
        if what == self.show:
            print(f"{pair.source_tag}-{pair.target_tag} {name} {message}\n  {pair.source}\n  {target}")


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def planted(seed: int, show: str, per: int) -> None:
    """Print what is found of planted errors, and of none."""
    glossary = load_glossary(sorted((data_root() / "glossaries").glob("*.csv")))
    rows, plain = read_rows(DATA / "commentary.tsv"), {row["id"]: row for row in read_rows(DATA / "plain.tsv")}
    rng, tally = random.Random(seed), Tally(show, per)  # noqa: S311 (no secret: the same errors in each run)
    for source_tag, target_tag in product(TAGS, TAGS):
        if source_tag.split("-")[0] == target_tag.split("-")[0]:
            continue
        here, there = parse_locale(source_tag), parse_locale(target_tag)
        context = context_of(here, there, glossary)
        names = [name for c in glossary.concepts if c.kind in _NAMES and (name := form_in(c, there))][:60]
        for number, row in enumerate(rows):
            unit = unit_of(row[source_tag], row[target_tag], here, there, glossary)
            other = rows[(number + 7) % len(rows)][target_tag]
            pair = _pair(row, unit, (source_tag, target_tag), other, names, glossary)
            pair = replace(pair, plain=plain.get(row["id"], {}).get(target_tag, ""))
            _, findings = check_translation((unit,), context)
            tally.correct(pair, row["id"], findings)
            usual = {finding.check for finding in findings}
            for kind in (kind for kind in KINDS if tally.wants(kind, pair)):
                wrong = kind.plant(pair, rng)
                if wrong is not None and wrong != pair.target:
                    changed = unit_of(pair.source, wrong, here, there, glossary)
                    _, findings = check_translation((changed,), context)
                    tally.planted(kind, pair, row["id"], {finding.check for finding in findings} - usual, wrong)
    report(tally)


def report(tally: Tally) -> None:
    _table(tally.tries, tally.hits, tally.by_locale)
    total, false = sum(tally.sentences.values()), sum(tally.false.values())
    share = f"{100 * false / total:.2f} in 100"
    print(f"\ncorrect sentences: {total}, findings at warning level or above: {false}, {share}")
    print("  " + ", ".join(f"{tag} {100 * tally.false_by_locale[tag] / tally.sentences[tag]:.2f}" for tag in TAGS))
    print("\n| check | planted, found | in correct sentences | precision |\n|---|--:|--:|--:|")
    for check in [check_id(one) for one in (*CHECKS, *POST_CHECKS)]:
        if found := tally.true[check] + tally.false[check]:
            print(f"| `{check}` | {tally.true[check]} | {tally.false[check]} | {tally.true[check] / found:.3f} |")


def _pair(
    row: dict[str, str], unit: Unit, tags: tuple[str, str], other: str, names: Sequence[str], glossary: Glossary
) -> Pair:
    here, there = tags
    concepts = [glossary.by_id[term.concept] for term in unit.terms if term.concept]
    return Pair(
        source=row[here],
        target=row[there],
        source_tag=here,
        target_tag=there,
        terms=tuple((term.source, term.word) for term in unit.terms if term.word in unit.plain),
        forbidden=tuple(form for concept in concepts for form in concept.forbidden.get(there, ())),
        other=other,
        other_names=tuple(name for name in names if name not in row[there] and name not in row[here]),
    )


def _table(tries: Counter[str], hits: Counter[str], by_locale: dict[str, Counter[str]]) -> None:
    print("| planted | checks that are to find it | tried | recall | " + " | ".join(TAGS) + " |")
    print("|---|---|--:|--:|" + "--:|" * len(TAGS))
    for kind in KINDS:
        shares = [
            f"{by_locale[kind.name][f'+{tag}'] / by_locale[kind.name][tag]:.2f}" if by_locale[kind.name][tag] else "–"
            for tag in TAGS
        ]
        recall = hits[kind.name] / tries[kind.name] if tries[kind.name] else 0.0
        checks = ", ".join(sorted(kind.checks))
        print(f"| {kind.name} | {checks} | {tries[kind.name]} | {recall:.3f} | {' | '.join(shares)} |")
    tried = sum(tries[kind.name] for kind in KINDS)
    found = sum(hits[kind.name] for kind in KINDS)
    print(f"| all {len(KINDS)} kinds | | {tried} | {found / tried:.3f} | |")


def systems(folder: Path, show: str) -> None:
    """Print how many lines of each system are flagged, and by what."""
    known = {"zh": "zh-Hans"}
    texts = {
        path.suffix[1:]: path.read_text(encoding="utf-8").splitlines() for path in folder.glob("*.*") if path.suffix != ".md"
    }
    print("| output | lines | flagged | by |\n|---|--:|--:|---|")
    outputs = [(path.name, path.read_text(encoding="utf-8").splitlines()) for path in sorted((folder / "systems").iterdir())]
    outputs += [
        (f"{one}-{other}.reference", texts[other]) for one in sorted(texts) for other in sorted(texts) if one != other
    ]
    for name, lines in outputs:
        pair, system = name.split(".", 1)
        one, other = pair.split("-")
        here, there = parse_locale(known.get(one, one)), parse_locale(known.get(other, other))
        units = [_line(source, html.unescape(line), here) for source, line in zip(texts[one], lines, strict=True)]
        checked, _ = check_translation(tuple(units), context_of(here, there, Glossary()))
        flagged = [unit for unit in checked if serious(unit.findings)]
        by = Counter(check for unit in flagged for check in {finding.check for finding in serious(unit.findings)})
        counts = ", ".join(f"{check} {count}" for check, count in by.most_common(6))
        print(f"| {pair} {system} | {len(units)} | {100 * len(flagged) / len(units):.1f} % | {counts} |", flush=True)
        for unit in flagged:
            for finding in serious(unit.findings):
                if show in {finding.check, name}:
                    print(f"  {finding.check}: {finding.message}\n    {unit.source}\n    {unit.target}")


def _line(source: str, target: str, here: Locale) -> Unit:
    """Return a line of plain text as a unit."""
    span = Span(start=0, end=len(source))
    segment = Segment(block=0, kind=SegmentKind.SENTENCE, span=span, core=span, inlines=())
    detected = Detected(locale=here, confidence=1.0, reason="given")
    return Unit(
        segment=segment,
        source=source,
        target=target,
        origin=Origin.MODEL,
        detected=detected,
        plain=target,
        plain_source=source,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("set", nargs="?", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", default="", help="a check, to see its false findings; a kind, to see what is missed")
    parser.add_argument("--per", type=int, default=25, help="most of one kind from one language into one locale; 0: all")
    options = parser.parse_args()
    if options.set:
        systems(options.set, options.show)
    else:
        planted(options.seed, options.show, options.per)


if __name__ == "__main__":
    main()
