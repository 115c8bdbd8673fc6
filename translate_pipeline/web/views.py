"""What is to be seen of a review file: values for the templates, and nothing else. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from translate_pipeline.formats.gettext import alternatives, decided, digest
from translate_pipeline.formats.machine import machine_of
from translate_pipeline.model import Origin
from translate_pipeline.web.layout import repeated
from translate_pipeline.web.marks import Mark, Named, Piece, known, masked, pieces
from translate_pipeline.web.store import key_of, version_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from translate_pipeline.formats.po_entries import Entry
    from translate_pipeline.glossary import Glossary
    from translate_pipeline.model import Concept, Finding, Locale, Unit
    from translate_pipeline.web.layout import Laid
    from translate_pipeline.web.relay import Stop

_DONE = frozenset({"approved", "given"})
_LEVELS = ("note: ", "warning: ", "error: ")
_WEAK = 4
"""One draft in so many is weak: scores of different models cannot be compared, those of one post can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingView:
    """A finding, and what would mend it."""

    check: str
    severity: str
    message: str
    old: str
    """What stands at its place; empty where it has none."""
    mended: str | None
    """The whole target with the suggestion in it; None where a person must decide."""
    suggestion: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermView:
    """A glossary name in the source or the target."""

    text: str
    concept: str
    kind: str
    preferred: str
    note: str
    status: str
    missing: bool
    """Whether the source has it and the target has it not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitView:
    """A sentence, as a reviewer sees it."""

    key: str
    version: str
    number: int
    kind: str
    """`sentence`, `furniture` or `hashtags`."""
    state: str
    """`draft`, `edited` (by a person, not approved), `approved`, or `given` (not made by the model: needs no review)."""
    origin: str
    reason: str
    score: float | None
    low: bool
    """Whether it is among the weakest drafts of its post."""
    language: str
    raw_source: str
    raw_target: str
    base: str
    """Digest of the target as it is now, for edits that come back in a file."""
    source: tuple[Piece, ...]
    target: tuple[Piece, ...]
    findings: tuple[FindingView, ...]
    terms: tuple[TermView, ...]
    alternatives: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def worst(self) -> str:
        """The worst severity of its findings; empty where it has none."""
        found = {one.severity for one in self.findings}
        return next((level for level in ("error", "warning", "note") if level in found), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A place in a block: a sentence to decide on, one that stood before, or words that no entry is for."""

    unit: UnitView | None = None
    again: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockView:
    """A block of the page."""

    kind: str
    level: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How much of a post is reviewed."""

    done: int
    total: int
    findings: int

    @property
    def percent(self) -> int:
        """Whole per cent, rounded down: 100 is all."""
        return 100 * self.done // self.total if self.total else 100


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """A review page."""

    id: str
    title: str
    source: str
    """Tag of the post's language."""
    target: str
    signature: str
    blocks: tuple[BlockView, ...]
    progress: Progress
    relay: tuple[Stop, ...]
    findings: tuple[FindingView, ...]
    """Those of the whole post."""
    with_source: bool
    """Whether the source is at hand, so that the page has its layout and there is a preview of the post."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What sentences are looked at with."""

    glossary: Glossary
    target: Locale
    kind: str
    labels: frozenset[str] = frozenset()
    low: float = -math.inf
    """The score up to which drafts are weak."""


def low_score(scores: Iterable[float | None]) -> float:
    """Return the score up to which drafts are among the weakest quarter of a post.

    >>> low_score([-1.0, None, -2.0, -0.5, -0.7]), low_score([])
    (-2.0, -inf)
    """
    some = sorted(score for score in scores if score is not None)
    return some[len(some) // _WEAK - 1] if len(some) >= _WEAK else -math.inf


def unit_view(entry: Entry, unit: Unit, number: int, sight: Sight) -> UnitView:
    """Return what is seen of an entry, whose checked unit is given."""
    source_words, source_markup = masked(entry.source, sight.kind, sight.labels)
    target_words, target_markup = masked(entry.target, sight.kind, sight.labels)
    in_source, names = known(source_words, unit.detected.locale, sight.glossary, sight.target)
    in_target, said = known(target_words, sight.target, sight.glossary, sight.target)
    found = [
        Mark(start=one.span.start, end=one.span.end, kind=str(one.severity), title=one.message)
        for one in unit.findings
        if one.span
    ]
    return UnitView(
        key=key_of(entry),
        version=version_of(entry),
        number=number,
        kind=str(unit.segment.kind),
        state=state_of(entry),
        origin=entry.said.get("origin", "").split(" ", 1)[0] or str(unit.origin),
        reason=unit.reason,
        score=unit.score,
        low=unit.score is not None and unit.score <= sight.low,
        language=str(unit.detected.locale or "und"),
        raw_source=entry.source,
        raw_target=entry.target,
        base=digest(entry.target),
        source=pieces(entry.source, [*source_markup, *in_source]),
        target=pieces(entry.target, [*target_markup, *in_target, *found]),
        findings=tuple(finding_view(one, entry.target) for one in unit.findings),
        terms=tuple(_terms(names, said, unit, str(sight.target))),
        alternatives=_others(entry),
        remarks=tuple(filter(None, entry.remarks)),
    )


def _others(entry: Entry) -> tuple[str, ...]:
    """Return other texts to take: what the machine made of it first, where a person has edited that."""
    found = dict.fromkeys(filter(None, (machine_of(entry), *alternatives(entry))))
    return tuple(one for one in found if one != entry.target)


def state_of(entry: Entry) -> str:
    """Return how far an entry is: `draft`, `edited`, `approved` or `given`."""
    mine = bool(entry.target) and decided(entry)
    if entry.fuzzy or not entry.target:
        return "edited" if mine else "draft"
    origin = entry.said.get("origin", "").split(" ", 1)[0]
    machine = origin in {Origin.MODEL, Origin.MEMORY, ""}
    return "approved" if mine or machine else "given"


def finding_view(one: Finding, target: str) -> FindingView:
    """Return what is seen of a finding."""
    span, mended = one.span, None
    if span and one.suggestion is not None and 0 <= span.start <= span.end <= len(target):
        mended = target[: span.start] + one.suggestion + target[span.end :]
    return FindingView(
        check=one.check,
        severity=str(one.severity),
        message=one.message,
        old=span.of(target) if span else "",
        mended=mended,
        suggestion=one.suggestion or "",
    )


def _terms(names: Iterable[Named], said: Iterable[Named], unit: Unit, tag: str) -> list[TermView]:
    """Return the names of a sentence: those of the source first, then those that only the target has."""
    there = {one.concept.id for one in said}
    lost = {finding.message for finding in unit.findings if finding.check == "term-missing"}
    every = {one.concept.id: one for one in reversed((*names, *said))}
    return [
        TermView(
            text=one.text,
            concept=concept.id,
            kind=concept.kind,
            preferred=preferred(concept, one.text, tag),
            note=concept.note,
            status=concept.status,
            missing=bool(lost) and concept.id not in there,
        )
        for one in reversed(every.values())
        for concept in (one.concept,)
    ]


def preferred(concept: Concept, text: str, tag: str) -> str:
    """Return what a concept is called in a locale; as it stands where it is not translated."""
    return text if concept.dnt else concept.forms.get(tag, "")


def block_views(laid: Sequence[Laid], units: Mapping[str, UnitView]) -> tuple[BlockView, ...]:
    """Return the blocks of a page, with their sentences."""
    again = repeated(laid)
    return tuple(
        BlockView(
            kind=block.kind,
            level=block.level,
            cells=tuple(
                Cell(unit=units.get(place.key), again=(number, at) in again, words=place.words)
                for at, place in enumerate(block.places)
                if place.key or place.words.strip()
            ),
        )
        for number, block in enumerate(laid)
    )


def progress_of(entries: Iterable[Entry]) -> Progress:
    """Return how much is reviewed; findings as the review file has them."""
    some = list(entries)
    done = sum(state_of(one) in _DONE for one in some)
    findings = sum(comment.startswith(_LEVELS) for one in some for comment in one.comments)
    return Progress(done=done, total=len(some), findings=findings)
