"""What the translation memory has for a sentence, and how that differs from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from translate_pipeline.memory import Query
from translate_pipeline.memory.similarity import differing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from translate_pipeline.formats.po_entries import Entry
    from translate_pipeline.memory import Match
    from translate_pipeline.model import Locale


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchView:
    """A sentence of the memory."""

    percent: int
    """How like the sentences are, rounded down: 100 is the same."""
    difference: tuple[tuple[str, str], ...]
    """Pieces of the remembered source and of this one: `same`, `gone` or `new`, and the text."""
    target: str
    where: str
    """The posts that it stands in."""


def query_for(key: str, entries: Mapping[str, Entry], source: Locale, target: Locale) -> Query:
    """Return what the memory is asked for a sentence of a review file, with those beside it."""
    keys = list(entries)
    at = keys.index(key)
    before = entries[keys[at - 1]].source if at else ""
    after = entries[keys[at + 1]].source if at + 1 < len(keys) else ""
    return Query(text=entries[key].source, source=source, target=target, previous=before, next=after)


def match_views(matches: Iterable[Match], entry: Entry) -> tuple[MatchView, ...]:
    """Return what is seen of matches; one that says what stands there already tells nothing."""
    return tuple(
        MatchView(
            percent=min(100, int(100 * one.score)),
            difference=_difference(one.source, entry.source),
            target=one.target,
            where=", ".join(one.posts),
        )
        for one in matches
        if one.target != entry.target
    )


def _difference(theirs: str, ours: str) -> tuple[tuple[str, str], ...]:
    pieces: list[tuple[str, str]] = []
    for tag, old, new in differing(theirs, ours):
        pieces += [("same", old)] if tag == "equal" else [("gone", old), ("new", new)]
    return tuple((kind, text) for kind, text in pieces if text)
