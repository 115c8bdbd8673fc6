"""Measure a glossary on sentences that it must win: whether the terms are there, and what it cost the rest.

A term test set is a table (`read_terms`): sentences, references, and the form that is expected for each term in them.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from translate_pipeline.checks import fold, form_pattern, without
from translate_pipeline.errors import ReadError
from translate_pipeline.evaluate import read_outputs, translate_all
from translate_pipeline.glossary import Glossary
from translate_pipeline.locales import parse_locale

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from translate_pipeline.model import Locale, Translation
    from translate_pipeline.plan import Tools

_COLUMNS = ("id", "tags", "from", "to", "source", "reference", "terms")


@dataclass(frozen=True, slots=True, kw_only=True)
class TermCase:
    """A sentence with the terms in it."""

    id: str
    tags: tuple[str, ...]
    source: Locale
    target: Locale
    text: str
    reference: str
    terms: tuple[tuple[str, str], ...]
    """Each occurrence: the form as it stands in the sentence, the form expected in the target."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermResult:
    """What became of one sentence."""

    case: TermCase
    output: str
    exact: int
    """Terms whose expected form stands in the output, letter for letter, as often as it should, and not in a longer one."""
    lenient: int
    """The same, whatever the case, the spaces and an English plural."""
    flagged: bool
    """Whether a finding told the reviewer of what is missing."""
    forbidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TermScores:
    """Sums over some sentences."""

    sentences: int
    terms: int
    exact: int
    lenient: int
    forbidden: int
    unflagged: int
    """Sentences that lack a term and have no finding that says so."""
    chrf_outside: float
    """chrF2 of what is left when the expected forms are taken out of outputs and references."""


def read_terms(path: Path) -> tuple[TermCase, ...]:
    """Read a term test set: UTF-8, tab-separated, a header with `id tags from to source reference terms`.

    `terms` holds `form=expected` for each occurrence, joined by `|`. Raises `ReadError` with the line that does not fit.
    """
    rows = csv.reader(read_outputs(path), delimiter="\t", quoting=csv.QUOTE_NONE)
    header = next(rows, [])
    if tuple(header) != _COLUMNS:
        raise ReadError(
            f"expected the columns {', '.join(_COLUMNS)}; found {', '.join(header) or 'nothing'}", path=path, line=1
        )
    return tuple(_case(row, path, number) for number, row in enumerate(rows, start=2) if any(row))


def _case(row: list[str], path: Path, line: int) -> TermCase:
    if len(row) != len(_COLUMNS):
        raise ReadError(f"found {len(row)} cells, expected {len(_COLUMNS)}", path=path, line=line)
    cells = dict(zip(_COLUMNS, row, strict=True))
    pairs = [pair.partition("=") for pair in cells["terms"].split("|") if pair]
    for form, sign, expected in pairs:
        if not sign or not expected or form not in cells["source"]:
            raise ReadError(f"{form}: expected FORM=EXPECTED with a form that stands in the sentence", path=path, line=line)
    return TermCase(
        id=cells["id"],
        tags=tuple(cells["tags"].split()),
        source=parse_locale(cells["from"]),
        target=parse_locale(cells["to"]),
        text=cells["source"],
        reference=cells["reference"],
        terms=tuple((form, expected) for form, _, expected in pairs),
    )


def evaluate_terms(cases: Iterable[TermCase], tools: Tools, *, glossary: bool = True) -> tuple[TermResult, ...]:
    """Translate the sentences of a term test set, with the glossary in force or without, and look for the terms."""
    results: list[TermResult] = []
    direction: Callable[[TermCase], tuple[str, str]] = lambda case: (str(case.source), str(case.target))  # noqa: E731
    for _, group in groupby(sorted(cases, key=direction), key=direction):
        some = list(group)
        forced = replace(tools, source=some[0].source, glossary=tools.glossary if glossary else Glossary())
        translations, outputs = translate_all([case.text for case in some], some[0].target, forced)
        flagged = _flagged(translations)
        bad = tools.glossary.forbidden(some[0].target)
        for number, (case, output) in enumerate(zip(some, outputs, strict=True)):
            results.append(_result(case, output, flagged=number in flagged, bad=bad))
    return tuple(results)


def _flagged(translations: Sequence[Translation]) -> set[int]:
    """Return the numbers of the lines that have a finding about a term."""
    found, before = set(), 0
    for translation in translations:
        source = translation.post.source
        for unit in translation.units:
            if any(finding.check == "term-missing" for finding in unit.findings):
                found.add(before + source.count("\n", 0, unit.segment.core.start))
        before += source.count("\n") + 1
    return found


def _result(case: TermCase, output: str, *, flagged: bool, bad: Mapping[str, str]) -> TermResult:
    wanted = Counter(expected for _, expected in case.terms)
    exact = _count(wanted, output, _exact)
    lenient = _count(wanted, fold(output), form_pattern)
    rest = without(output, tuple(wanted))
    forbidden = tuple(form for form in bad if form_pattern(form).search(rest))
    return TermResult(case=case, output=output, exact=exact, lenient=lenient, flagged=flagged, forbidden=forbidden)


def _count(wanted: Counter[str], text: str, pattern: Callable[[str], re.Pattern[str]]) -> int:
    """Count the expected forms that stand in a text, each at most as often as it should; the longest first.

    So the Samsung in Samsung Electronics counts once, for the longer name.
    """
    found = 0
    for form, times in sorted(wanted.items(), key=lambda item: -len(item[0])):
        text, count = pattern(form).subn("\0", text)
        found += min(times, count)
    return found


@cache
def _exact(form: str) -> re.Pattern[str]:
    """Return what finds a form letter for letter, as a whole word; a sentence may begin with it, and give it a capital."""
    before = r"(?<![A-Za-z0-9])" if form[:1].isascii() and form[:1].isalnum() else ""
    after = r"(?![A-Za-z0-9])" if form[-1:].isascii() and form[-1:].isalnum() else ""
    start = rf"|(?:^|(?<=[.!?]\s)|(?<=[“\"(]))[{form[0].upper()}]{re.escape(form[1:])}" if form[:1].islower() else ""
    return re.compile(f"{before}(?:{re.escape(form)}{start}){after}")


def term_scores(results: Sequence[TermResult]) -> TermScores:
    """Add up the results of some sentences."""
    terms = sum(len(result.case.terms) for result in results)
    return TermScores(
        sentences=len(results),
        terms=terms,
        exact=sum(result.exact for result in results),
        lenient=sum(result.lenient for result in results),
        forbidden=sum(len(result.forbidden) for result in results),
        unflagged=sum(result.lenient < len(result.case.terms) and not result.flagged for result in results),
        chrf_outside=_chrf_outside(results),
    )


def _chrf_outside(results: Sequence[TermResult]) -> float:
    from sacrebleu.metrics.chrf import CHRF  # noqa: PLC0415

    if not results:
        return 0.0
    forms = [tuple(expected for _, expected in result.case.terms) for result in results]
    outputs = [without(result.output, some) for result, some in zip(results, forms, strict=True)]
    references = [without(result.case.reference, some) for result, some in zip(results, forms, strict=True)]
    return float(CHRF().corpus_score(outputs, [references]).score)


def by_tag(results: Sequence[TermResult]) -> dict[str, TermScores]:
    """Return the scores of the sentences of each tag, by name."""
    tags = sorted({tag for result in results for tag in result.case.tags})
    return {tag: term_scores([result for result in results if tag in result.case.tags]) for tag in tags}
