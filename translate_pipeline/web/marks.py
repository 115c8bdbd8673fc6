"""What is marked in a sentence: names of the glossary, figures, markup and findings, each where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from translate_pipeline.figures.durations import find_durations
from translate_pipeline.figures.moments import find_moments
from translate_pipeline.figures.numerals import find_figures
from translate_pipeline.figures.quantities import find_quantities
from translate_pipeline.formats import fragments
from translate_pipeline.model import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from translate_pipeline.glossary import Glossary
    from translate_pipeline.model import Concept, Locale

_UNSEEN = "\ufffc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A stretch of a raw text, in code points, and what it is."""

    start: int
    end: int
    kind: str
    """`term`, `figure`, `markup`, or `note`, `warning`, `error` for a finding."""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text that is marked in one way."""

    text: str
    kinds: tuple[str, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A glossary name in a text."""

    text: str
    concept: Concept


def pieces(text: str, marks: Iterable[Mark]) -> tuple[Piece, ...]:
    """Cut a text where marks begin and end; what stands in several has the kinds of all. A mark of nothing is left out.

    >>> [(p.text, p.kinds) for p in pieces("ab cd", [Mark(start=0, end=4, kind="term"), Mark(start=3, end=5, kind="error")])]
    [('ab ', ('term',)), ('c', ('term', 'error')), ('d', ('error',))]
    """
    able = [mark for mark in marks if 0 <= mark.start < mark.end <= len(text)]
    bounds = sorted({0, len(text), *(one.start for one in able), *(one.end for one in able)})
    return tuple(_pieces(text, bounds, able))


def _pieces(text: str, bounds: list[int], marks: list[Mark]) -> Iterator[Piece]:
    for start, end in pairwise(bounds):
        here = [mark for mark in marks if mark.start <= start and end <= mark.end]
        kinds = tuple(dict.fromkeys(mark.kind for mark in here))
        yield Piece(text=text[start:end], kinds=kinds, title=" · ".join(mark.title for mark in here if mark.title))


def masked(raw: str, kind: str, labels: Iterable[str] = ()) -> tuple[str, list[Mark]]:
    """Return a raw text of the same length with its markup blotted out, and where that is."""
    text, block = fragments.read(raw, kind, labels)
    at = text.find(raw)
    if at < 0:
        return raw, []
    out, marks = list(raw), list[Mark]()
    for inline in block.inlines:
        start, end = inline.span.start - at, inline.span.end - at
        if inline.role in {Role.OPEN, Role.CLOSE, Role.CODE} and 0 <= start < end <= len(raw):
            out[start:end] = _UNSEEN * (end - start)
            marks.append(Mark(start=start, end=end, kind="code" if inline.role is Role.CODE else "markup"))
    return "".join(out), marks


def known(words: str, locale: Locale | None, glossary: Glossary, about: Locale) -> tuple[list[Mark], tuple[Named, ...]]:
    """Return where names and figures stand in a masked text, and which names; `about` is the locale whose form is told."""
    if locale is None:
        return [], ()
    found = glossary.find(words, locale)
    terms = [
        Mark(start=one.span.start, end=one.span.end, kind="term", title=one.concept.forms.get(str(about), ""))
        for one in found
    ]
    figures = [Mark(start=start, end=end, kind="figure") for start, end in _figures(words, locale)]
    named = {one.concept.id: Named(text=one.text, concept=one.concept) for one in reversed(found)}
    return [*terms, *figures], tuple(reversed(named.values()))


def _figures(words: str, locale: Locale) -> list[tuple[int, int]]:
    """Return where figures stand, each as far as it goes: `約80%` and not its `80%`."""
    finders = (find_figures, find_quantities, find_durations, find_moments)
    spans = {(one.span.start, one.span.end) for find in finders for one in find(words, locale)}
    return sorted(span for span in spans if not any(_within(span, other) for other in spans))


def _within(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return span != other and other[0] <= span[0] and span[1] <= other[1]
