"""Put shields where names, figures, code and markup stand, so that a model sees only what it may change.

`protect` turns a segment into words and shields in turn; `unprotect` is its inverse. What the model sees of it, and what is
made of its answer, is the business of `restore`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from translate_pipeline.codes import (
    CODE,
    CODELIKE,
    COMPOUND,
    HASHTAG,
    IDENTIFIER,
    NAMED_VERSION,
    NUMBERED,
    TOKEN,
    VERSION,
    VERSIONED,
)
from translate_pipeline.detect import foreign_runs
from translate_pipeline.figures.durations import find_durations, say_duration
from translate_pipeline.figures.moments import said_moments
from translate_pipeline.figures.numerals import FigureKind, find_figures, say
from translate_pipeline.figures.quantities import find_quantities
from translate_pipeline.figures.quantity_saying import say_quantity
from translate_pipeline.fuse import bracketed, fuse
from translate_pipeline.model import Inline, Protected, Role, Shield, ShieldKind, Span
from translate_pipeline.scripts import is_wide, opencc, script_of, to_traditional

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from translate_pipeline.glossary import Glossary, TermMatch
    from translate_pipeline.model import Concept, Locale, Segment

_QUARTER = re.compile(r"[QHF][1-4Y]")
_FREE_NAME = re.compile(r"[^\W_](?:[^\0]*[^\W_])?")
_PROPER = frozenset({"company", "person", "model"})
"""Kinds of concepts whose names no English article stands before."""
_SENTENCE_IN_RUN = 8
"""Letters from which a run of another language is translated as text of its own, not kept as a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What `protect` works with: the languages of the segment, the glossary in force, the format's way of writing words."""

    source: Locale
    target: Locale
    glossary: Glossary
    unescape: Callable[[str], str]
    escape: Callable[[str], str]
    keep: bool = False
    """Leave everything as it stands in the source (a dry run)."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a segment without markup, and where each character of them comes from.

    Shape: `text` and `spans` are of one length; `marks` are (offset in `text`, inline) for OPEN and CLOSE.
    """

    text: str
    spans: list[Span]
    marks: list[tuple[int, Inline]]


@dataclass(frozen=True, slots=True)
class _Claim:
    """A stretch of the words that one shield takes."""

    span: Span
    kind: ShieldKind
    target: str | None
    """Plain text to write there; None: the source as it stands."""
    concept: str | None = None
    common: bool = False
    proper: str = ""


def protect(source: str, segment: Segment, setting: Setting) -> Protected:
    """Return the segment of `source` as words and shields in turn."""
    words = _words(source, segment, setting.unescape)
    claims = _claims(words, setting)
    parts: list[str | Shield] = []
    at = 0
    marks = list(words.marks)
    bounds = sorted(
        {0, len(words.text), *(m[0] for m in marks), *(c.span.start for c in claims)} | {c.span.end for c in claims}
    )
    starts = {claim.span.start: claim for claim in claims}
    for bound in bounds:
        if bound > at:
            parts.append(words.text[at:bound])
            at = bound
        while marks and marks[0][0] == bound and marks[0][1].role is Role.CLOSE:
            parts.append(_markup(source, marks.pop(0)[1], keep=setting.keep))
        while marks and marks[0][0] == bound:
            parts.append(_markup(source, marks.pop(0)[1], keep=setting.keep))
        claim = starts.get(bound)
        if claim:
            parts.append(_shield(source, words, claim, setting))
            at = claim.span.end
    return Protected(parts=tuple(fuse(bracketed(parts))))


def unprotect(protected: Protected, escape: Callable[[str], str]) -> str:
    """Return the source behind a protected segment; the inverse of `protect` up to how words are escaped."""
    return "".join(part.source if isinstance(part, Shield) else escape(part) for part in protected.parts)


def _words(source: str, segment: Segment, unescape: Callable[[str], str]) -> _Words:
    text: list[str] = []
    spans: list[Span] = []
    marks: list[tuple[int, Inline]] = []
    broken: Span | None = None
    for inline in segment.inlines:
        raw = inline.span.of(source)
        if inline.role in {Role.BREAK, Role.HARD}:
            broken = inline.span
        elif inline.role in {Role.OPEN, Role.CLOSE}:
            marks.append((len(text), inline))
        else:
            plain = unescape(raw) if inline.role is Role.TEXT else "\ufffc"
            if broken is not None and text and not (is_wide(text[-1]) and is_wide(plain[:1])):
                text.append(" ")
                spans.append(broken)
            broken = None
            text += plain
            spans += _align(source, inline, plain, unescape)
    return _Words("".join(text), spans, marks)


_ESCAPED = re.compile(
    r"\\[!-/:-@\[-`{-~]|&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);|''|\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)|.", re.DOTALL
)


def _align(source: str, inline: Inline, plain: str, unescape: Callable[[str], str]) -> list[Span]:
    """Map each plain character to the raw piece it was escaped as; all of it where that cannot be told."""
    span = inline.span
    if inline.role is Role.CODE:
        return [span]
    if plain == span.of(source):
        return [Span(start=at, end=at + 1) for at in range(span.start, span.end)]
    spans: list[Span] = []
    for match in _ESCAPED.finditer(source, span.start, span.end):
        spans += [Span(start=match.start(), end=match.end())] * len(unescape(match.group()))
    if len(spans) == len(plain):
        return spans
    return [Span(start=span.start, end=span.end)] * len(plain)


def _claims(words: _Words, setting: Setting) -> list[_Claim]:
    """Return what is to be shielded, in order, none overlapping; earlier families win."""
    taken = [False] * (len(words.text) + 1)
    fences = {at for at, _ in words.marks}
    chosen: list[_Claim] = []
    for family in (_code, _terms, _moments, _quarters, _codelike, _figures, _runs):
        for claim in _untaken(family(words.text, setting), words.text, taken):
            span = claim.span
            crossed = any(span.start < fence < span.end for fence in fences)
            if span.start < span.end and not crossed and not any(taken[span.start : span.end]):
                taken[span.start : span.end] = [True] * (span.end - span.start)
                chosen.append(claim)
    return sorted(chosen, key=lambda claim: claim.span.start)


def _untaken(claims: Iterator[_Claim], text: str, taken: list[bool]) -> Iterator[_Claim]:
    """Yield claims; of a name that is partly taken (`Kimi K3`, where Kimi is a term), the parts that are left."""
    for claim in claims:
        span = claim.span
        if claim.kind is not ShieldKind.NAME or not any(taken[span.start : span.end]):
            yield claim
            continue
        free = "".join("\0" if taken[at] else text[at] for at in range(span.start, span.end))
        for match in _FREE_NAME.finditer(free):
            yield replace(claim, span=Span(start=span.start + match.start(), end=span.start + match.end()))


def _code(text: str, setting: Setting) -> Iterator[_Claim]:  # noqa: ARG001
    for at, char in enumerate(text):
        if char == "\ufffc":
            yield _Claim(Span(start=at, end=at + 1), ShieldKind.CODE, None)
    for pattern in (CODE, HASHTAG):
        for match in pattern.finditer(text):
            yield _Claim(Span(start=match.start(), end=match.end()), ShieldKind.CODE, None)


def _terms(text: str, setting: Setting) -> Iterator[_Claim]:
    matches = list(setting.glossary.find(text, setting.source))
    for number, match in enumerate(matches):
        before, after = matches[number - 1] if number else None, matches[number + 1 : number + 2]
        form = match.text if match.concept.dnt else form_in(match.concept, setting.target)
        if form is None or _in_identifier(text, match.span) or (before and _glossed(text, before, match)):
            continue
        version, kind = _version(text, match), match.concept.kind
        span = Span(start=match.span.start, end=match.span.end + len(version))
        said = form + version
        if after and _glossed(text, match, after[0]):
            span = Span(start=match.span.start, end=after[0].span.end + 1)
            said = form + _gloss(form, after[0].text, setting.target)
        yield _Claim(span, ShieldKind.TERM, said, match.concept.id, kind == "term", kind if kind in _PROPER else "")


def _glossed(text: str, name: TermMatch, other: TermMatch) -> bool:
    """Whether a name stands again in brackets right behind itself: `月之暗面 (Moonshot AI)`."""
    between = text[name.span.end : other.span.start].strip()
    return (
        name.concept is other.concept and between in {"(", "（"} and text[other.span.end : other.span.end + 1] in {")", "）"}
    )


def _gloss(form: str, other: str, target: Locale) -> str:
    """Return what stands in brackets behind a name in the target: a Latin form that the name does not have itself."""
    if not other.isascii() or other.casefold() in form.casefold() or form.isascii():
        return ""
    return f"（{other}）" if target.language in {"ja", "zh"} else f"({other})"


def _in_identifier(text: str, span: Span) -> bool:
    """Whether a name is only a part of an identifier of small letters and numbers: `kimi-k2-0711-preview`."""
    for token in TOKEN.finditer(text, max(0, span.start - 64), min(len(text), span.end + 64)):
        if token.start() <= span.start < token.end():
            word = token[0].rstrip(".")
            code = "-" in word and word.islower() and any(map(str.isdigit, word))
            return code and token.start() + len(word) > span.end
    return False


def _version(text: str, match: TermMatch) -> str:
    """Return the version that stands after a name, with the space before it."""
    ascii_version = VERSION.match(text, match.span.end) if match.text.isascii() else None
    if ascii_version is None and match.concept.kind in VERSIONED and not match.text[-1].isdigit():
        ascii_version = NUMBERED.match(text, match.span.end)
    return ascii_version.group() if ascii_version else ""


def form_in(concept: Concept, locale: Locale) -> str | None:
    """Return what a concept is called in a locale; Traditional Chinese falls back on the converted Simplified form."""
    form = concept.forms.get(str(locale)) or concept.forms.get(locale.language)
    if form is None and str(locale) == "zh-Hant" and "zh-Hans" in concept.forms:
        return to_traditional(concept.forms["zh-Hans"])
    return form


def _codelike(text: str, setting: Setting) -> Iterator[_Claim]:  # noqa: ARG001
    """Yield product codes that no glossary knows (`GPT-5.5`, `x86_64`: letters and digits), identifiers, versions."""
    for pattern in (IDENTIFIER, CODELIKE):
        for match in pattern.finditer(text):
            if not COMPOUND.fullmatch(match[0]):
                yield _Claim(Span(start=match.start(), end=match.end()), ShieldKind.NAME, None)
    for match in NAMED_VERSION.finditer(text):
        yield _Claim(Span(start=match.start("number"), end=match.end("number")), ShieldKind.NAME, None)


def _moments(text: str, setting: Setting) -> Iterator[_Claim]:
    for span, said in said_moments(text, setting.source, setting.target):
        yield _Claim(span, ShieldKind.FIGURE, said, common=said[0].islower())


def _quarters(text: str, setting: Setting) -> Iterator[_Claim]:
    """Yield quarters, halves and fiscal years that would pass for product codes: Q3 2024, H1, FY2025."""
    for figure in find_figures(text, setting.source) if _QUARTER.search(text) else ():
        if figure.kind is FigureKind.PERIOD:
            yield _Claim(figure.span, ShieldKind.FIGURE, say(figure, setting.target))


def _figures(text: str, setting: Setting) -> Iterator[_Claim]:
    for quantity in find_quantities(text, setting.source):
        said = say_quantity(quantity, setting.target)
        if said is not None:
            yield _Claim(quantity.span, ShieldKind.FIGURE, said, common=said[0].islower() and said.isascii())
    for length in find_durations(text, setting.source):
        said = say_duration(length, setting.target)
        if said is not None:
            yield _Claim(length.span, ShieldKind.FIGURE, said)
    for figure in find_figures(text, setting.source):
        # A bare number may be a port, a model or a quantity: who knows.
        said = None if figure.span.of(text).isdecimal() else say(figure, setting.target)
        yield _Claim(figure.span, ShieldKind.FIGURE, said)


def _runs(text: str, setting: Setting) -> Iterator[_Claim]:
    for run in foreign_runs(text, setting.source):
        letters = sum(map(str.isalpha, run.text))
        locale = run.detected.locale
        if script_of(run.text[0]) == "Latn" or locale is None:
            yield _Claim(run.span, ShieldKind.NAME, None)
        elif locale == setting.target:
            yield _Claim(run.span, ShieldKind.RUN, run.text)
        elif locale.language == setting.target.language:
            yield _Claim(run.span, ShieldKind.RUN, convert(run.text, setting.target))
        elif letters < _SENTENCE_IN_RUN:
            yield _Claim(run.span, ShieldKind.NAME, None)
        else:
            yield _Claim(run.span, ShieldKind.RUN, None)


def convert(text: str, target: Locale) -> str:
    """Return Chinese text in the script of `target`."""
    if target.language != "zh":
        return text
    return to_traditional(text) if target.script == "Hant" else str(opencc("tw2sp").convert(text))


def _markup(source: str, inline: Inline, *, keep: bool) -> Shield:
    raw = inline.span.of(source)
    pair = (inline.pair,) if inline.pair is not None else ()
    return Shield(
        kind=ShieldKind.MARKUP,
        source=raw,
        target=raw if keep else inline.rewrite or raw,
        opens=pair if inline.role is Role.OPEN else (),
        closes=pair if inline.role is Role.CLOSE else (),
    )


def _shield(source: str, words: _Words, claim: _Claim, setting: Setting) -> Shield:
    first, last = words.spans[claim.span.start], words.spans[claim.span.end - 1]
    raw = source[first.start : last.end]
    plain = claim.span.of(words.text)
    keep = setting.keep or claim.target is None or claim.target == plain
    word = plain if keep or claim.target is None else claim.target
    return Shield(
        kind=claim.kind,
        source=raw,
        target=raw if keep else setting.escape(word),
        concept=claim.concept,
        word="" if plain == "\ufffc" else word,
        common=claim.common and not setting.keep,
        proper="" if setting.keep else claim.proper,
    )
