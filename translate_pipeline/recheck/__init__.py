"""Check what lies on the disk: review files with the posts beside them, and posts that stand alone.

The units of a translation are made again from its review file, so that what people decided since is checked as well. A post
without a review file has no source: it is checked for what can be wrong in a text by itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from translate_pipeline.check import CHECKS, check_id, check_translation
from translate_pipeline.checks.register import styled
from translate_pipeline.detect import detect
from translate_pipeline.errors import LocaleError
from translate_pipeline.formats import fragments, gettext, po, syntax
from translate_pipeline.grades import Levels, graded, graded_units, ours
from translate_pipeline.locales import parse_locale
from translate_pipeline.model import Detected, Finding, Origin, Post, Segment, SegmentKind, Severity, ShieldKind, Span, Unit
from translate_pipeline.pipeline import context_for
from translate_pipeline.plan import segment_words
from translate_pipeline.protect import Setting, protect
from translate_pipeline.recheck.targets import Target, letters
from translate_pipeline.segment import is_hashtag_line, segment
from translate_pipeline.write import structure_differs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from translate_pipeline.checks import Context
    from translate_pipeline.formats.po import Entry
    from translate_pipeline.glossary import Glossary
    from translate_pipeline.model import Locale

_FOUND = re.compile(r"(note|warning|error): ([\w-]+): (.*)", re.DOTALL)
_ORIGIN = re.compile(r"(\w+)(?: \((.*)\))?", re.DOTALL)
_LANGUAGE = re.compile(r"(\S+) ([\d.]+) \((.*)\)", re.DOTALL)
_BY_ITSELF = frozenset({"mark-leaked", "doubled", "brackets", "space", "width", "capital", "characters", "emphasis"})
"""Checks that hold a target against its source only to excuse it: a text alone is checked as if the source had nothing.
Others are given the text as its own source, so that they find only what is wrong in any text of the locale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A target with its units and what was found in them."""

    target: Target
    context: Context
    units: tuple[Unit, ...]
    """One for each entry of the review file; for a post alone one for each segment."""
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a finding is: lines and columns of `Target.path` from 1, columns in code points; 0 where it is not known."""

    line: int
    column: int = 0
    end_line: int = 0
    end_column: int = 0


def check_target(target: Target, glossary: Glossary, levels: Levels) -> Checked:
    """Check one translated post. Levels say what is reported, and as how bad."""
    context = context_for(target.main, target.locale, glossary)
    if target.po is None:
        units, findings = _checked_alone(target, context)
    else:
        units = tuple(_unit(entry, target, context) for entry in target.po.entries)
        context = styled(context, units)
        units, findings = check_translation(units, context)
        edited = tuple(_edited(target, units))
        units = tuple(
            replace(unit, findings=(*unit.findings, *(one for one in edited if one.segment == number)))
            for number, unit in enumerate(units)
        )
        findings = (*findings, *edited)
    return Checked(target=target, context=context, units=graded_units(units, levels), findings=graded(findings, levels))


def place_of(checked: Checked, finding: Finding) -> Place:
    """Return where a finding is."""
    target = checked.target
    if finding.segment is None:
        return Place(line=1)
    if target.po is None:
        start = checked.units[finding.segment].segment.core.start
        span = finding.span or Span(start=0, end=len(checked.units[finding.segment].target))
        return _place(target.text, start + span.start, start + span.end, known=finding.span is not None)
    text = target.po.entries[finding.segment].text
    span = finding.span or Span(start=0, end=0)
    if not 0 <= span.start <= span.end <= len(text.value):
        span = Span(start=0, end=0)
    return _place(target.text, *text.raw(span.start, span.end), known=finding.span is not None)


def _place(text: str, start: int, end: int, *, known: bool) -> Place:
    line, column = po.position(text, start)
    if not known:
        return Place(line=line)
    end_line, end_column = po.position(text, end)
    return Place(line=line, column=column, end_line=end_line, end_column=end_column)


def _unit(entry: Entry, target: Target, context: Context) -> Unit:
    """Make a unit again from an entry of a review file."""
    said = dict(reversed([comment.split(": ", 1) for comment in entry.auto_comments if ": " in comment]))
    text, block = fragments.read(entry.id, target.kind, target.labels)
    whole = Segment(block=0, kind=SegmentKind.SENTENCE, span=block.span, core=block.span, inlines=block.inlines)
    piece = Post(path=target.path, format=target.kind, source=text, encoding="UTF-8", blocks=(block,))
    words = segment_words(piece, whole)
    mine = bool(entry.string) and gettext.decided(entry)
    origin, reason = _origin(said.get("origin", ""), fuzzy=entry.fuzzy)
    reviewed = mine and ("origin" in said or not entry.fuzzy)
    detected = _detected(said.get("language", ""), words, context.source)
    unit = Unit(
        segment=replace(whole, kind=_kind(words, entry, target, origin)),
        source=entry.id,
        target=entry.string,
        origin=Origin.MEMORY if reviewed else origin,
        detected=detected,
        reason=reason,
        plain_source=words,
        reviewed=reviewed,
        score=_score(said.get("score", "")),
        findings=() if reviewed else tuple(_earlier(entry)),
    )
    plain = target.words(unit)
    if origin in {Origin.CATALOG, Origin.SOURCE} or context.glossary is None:
        return replace(unit, plain=plain)
    setting = Setting(
        source=detected.locale or context.source or context.target,
        target=context.target,
        glossary=context.glossary,
        unescape=lambda raw: syntax.unescape(block, raw),
        escape=lambda plain: syntax.escape(block, plain),
    )
    terms = tuple(shield for shield in protect(text, whole, setting).shields if shield.kind is ShieldKind.TERM)
    return replace(unit, plain=plain, terms=terms)


def _kind(words: str, entry: Entry, target: Target, origin: Origin) -> SegmentKind:
    if origin is Origin.CATALOG:
        return SegmentKind.FURNITURE
    if is_hashtag_line(words):
        return SegmentKind.HASHTAGS
    return (
        SegmentKind.HEADING
        if letters(entry.id if target.source else entry.string) in target.headings
        else SegmentKind.SENTENCE
    )


def _origin(said: str, *, fuzzy: bool) -> tuple[Origin, str]:
    match = _ORIGIN.fullmatch(said)
    if match and match[1] in {str(origin) for origin in Origin}:
        return Origin(match[1]), match[2] or ""
    return (Origin.MODEL if fuzzy else Origin.MEMORY), ""


def _detected(said: str, words: str, main: Locale | None) -> Detected:
    match = _LANGUAGE.fullmatch(said)
    if match is None:
        return detect(words, prior=main)
    try:
        locale = None if match[1] == "und" else parse_locale(match[1])
        return Detected(locale=locale, confidence=float(match[2]), reason=match[3])
    except (LocaleError, ValueError):
        return detect(words, prior=main)


def _score(said: str) -> float | None:
    try:
        return float(said.split(" ", 1)[0])
    except ValueError:
        return None


def _earlier(entry: Entry) -> list[Finding]:
    """Return what other stages found and no check finds anew."""
    found = [match for comment in entry.auto_comments if (match := _FOUND.fullmatch(comment))]
    return [
        Finding(check=match[2], severity=Severity(match[1]), message=match[3])
        for match in found
        if match[2] not in ours() and match[2] != "post-edited"
    ]


def _checked_alone(target: Target, context: Context) -> tuple[tuple[Unit, ...], tuple[Finding, ...]]:
    """Check a post with no source: each text against nothing or against itself, whichever leaves a check its sense."""
    post = target.post
    if post is None:
        return (), ()
    cut = segment(post, lambda _: target.locale, lambda _: False)
    units = tuple(_alone(post, one, target.locale) for one in cut if one.core.start < one.core.end)
    context = replace(context, source=None, length_ratio=None)
    as_itself, _ = check_translation(units, context)
    of_nothing = tuple(replace(unit, source="", plain_source="") for unit in units)
    checks = [check for check in CHECKS if check_id(check) in _BY_ITSELF]
    checked = []
    for number, (unit, bare) in enumerate(zip(as_itself, of_nothing, strict=True)):
        more = tuple(replace(one, segment=number) for check in checks for one in check(bare, context))
        kept = tuple(one for one in unit.findings if one.check not in _BY_ITSELF)
        checked.append(replace(unit, findings=(*kept, *more)))
    return tuple(checked), tuple(finding for unit in checked for finding in unit.findings)


def _alone(post: Post, one: Segment, locale: Locale) -> Unit:
    raw, words = one.core.of(post.source), segment_words(post, one)
    detected = Detected(locale=locale, confidence=1.0, reason="the post's locale")
    return Unit(
        segment=one,
        source=raw,
        target=raw,
        origin=Origin.MEMORY,
        detected=detected,
        plain=words,
        plain_source=words,
        reviewed=True,
    )


# The post against its review file


def _edited(target: Target, units: tuple[Unit, ...]) -> Iterator[Finding]:
    """Yield where the post says something else than its review file, or was edited by hand otherwise."""
    post, found = target.post, target.po
    if post is None or found is None or post.sha256 == found.header.get("X-Output-SHA256"):
        return
    there, name = letters(post.source), post.path.name
    said: list[tuple[int | None, str]] = [
        (number, f"not in {name}, expected there: the post was edited by hand; take the change over into msgstr")
        for number, unit in enumerate(units)
        if letters(unit.target) not in there and not _is_pending(found.entries[number])
    ]
    difference = structure_differs(target.source, post.source) if target.source else ""
    if difference:
        said.append((None, f"{name} was edited by hand: found that {difference}, expected the blocks of its source"))
    if not said:
        said.append((None, f"{name} was edited by hand since it was written: the next run moves it aside"))
    for number, message in said:
        yield Finding(check="post-edited", severity=Severity.NOTE, message=message, segment=number)


def _is_pending(entry: Entry) -> bool:
    """Whether a person changed an entry, so that its text is in the post only after the next run."""
    said = next((comment[7:] for comment in entry.auto_comments if comment.startswith("draft: ")), "")
    return gettext.digest(entry.string) != said
