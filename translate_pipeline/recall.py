"""What the translation memory has to say to a segment that is being planned: a decision to keep, or one to look at."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from translate_pipeline.formats.gettext import RECALLED
from translate_pipeline.locales import parse_locale
from translate_pipeline.memory import How
from translate_pipeline.model import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from translate_pipeline.formats.gettext import Review
    from translate_pipeline.memory import Match, Memory, Query

_SPECIAL = frozenset("\\&<>*_`[]~|#")
"""What is markup in one format and nothing in another."""
_FORMATS = {".md": "markdown", ".markdown": "markdown", ".txt": "text", ".html": "html", ".htm": "html"}
_SHOWN = 80
"""Letters of a sentence that a finding shows."""


def neighbours(segments: Iterable[tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """Return the sentences before and after each, as a review file has them: those with letters, each once.

    `segments` are raw sources with their words.

    >>> neighbours([("A.", "A."), ("---", "---"), ("B.", "B."), ("A.", "A.")])
    {'A.': ('', 'B.'), 'B.': ('A.', '')}
    """
    sources = list(dict.fromkeys(source for source, words in segments if any(map(str.isalpha, words))))
    return {source: (sources[at - 1] if at else "", "".join(sources[at + 1 : at + 2])) for at, source in enumerate(sources)}


def decision(memory: Memory, query: Query, suffix: str) -> tuple[str, str] | None:
    """Return what people decided for the very same sentence elsewhere, and where, for the unit's reason.

    `suffix` is of the post's name: what has markup in it is not taken from a post of another format.
    """
    match = memory.exact(query)
    if match is None or match.draft or not _fits(match, suffix):
        return None
    where = "".join(match.posts) or match.entries[0].origin or "the memory"
    return match.target, RECALLED + ", ".join(filter(None, (where, match.reviewed)))


def _fits(match: Match, suffix: str) -> bool:
    """Whether a match is written as a post of that name would be."""
    theirs = {_FORMATS.get(PurePath(post).suffix.lower(), "") for post in match.posts} - {""}
    return theirs <= {_FORMATS.get(suffix.lower(), "")} or not _SPECIAL & {*match.source, *match.target}


def offer(memory: Memory, query: Query) -> tuple[Finding, ...]:
    """Return a note with what people decided for a sentence like this one, for the reviewer to look at."""
    return tuple(map(_note, memory.fuzzy(query, most=1)))


def _note(match: Match) -> Finding:
    how = {How.DIRECT: "", How.REVERSED: ", translated from it", How.PIVOT: ", by way of another language"}[match.how]
    where = f" in {', '.join(match.posts)}" if match.posts else ""
    figures = ", with the figures of this one" if match.put else ""
    said = f"“{_short(match.source)}”{where} is “{_short(match.target)}”{figures}{how}"
    return Finding(check="memory", severity=Severity.NOTE, message=f"{match.score:.0%} alike: {said}")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"


def settled(review: Review, memory: Memory | None) -> Mapping[str, str]:
    """Return what was decided in a review file, without what the memory gave it and still has: it is asked again."""
    if memory is None or not review.recalled:
        return review.decisions
    source, target = parse_locale(review.source), parse_locale(review.target)
    again = {text for text in review.recalled if memory.has(text, source, target)}
    return {text: said for text, said in review.decisions.items() if text not in again}
