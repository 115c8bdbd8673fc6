"""Where each entry of a review file stands in the post: its blocks in order, as headings, paragraphs, items and cells.

With the source at hand its own blocks and sentences are used. Without it, entries are grouped by the lines that they say
they are from. An entry that has no place is in a block of its own at the end: none is ever left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from translate_pipeline.detect import detect
from translate_pipeline.model import BlockKind
from translate_pipeline.segment import segment

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from translate_pipeline.formats.po_entries import Entry
    from translate_pipeline.model import Locale, Post, Segment

_HASHES = re.compile(r"(#{1,6})[ \t]+$")
_TAG = re.compile(r"<h([1-6])\b[^<>]*>\s*$", re.IGNORECASE)
_SETEXT = re.compile(r"[^\n]*\n[ \t>]*=")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A sentence in its block: the key of its entry, or the words alone that no entry is for."""

    key: str = ""
    words: str = ""
    segment: Segment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A block of the page."""

    kind: str
    """A `BlockKind`, or `unplaced`."""
    level: int
    """Of a heading, from 1; 0 for all else."""
    places: tuple[Place, ...]


def lay_out(
    entries: Mapping[str, Entry], post: Post | None, main: Locale | None, is_furniture: Callable[[str], bool]
) -> tuple[Laid, ...]:
    """Return the blocks of a post with the entries in them."""
    return _by_lines(entries) if post is None else _by_source(entries, post, main, is_furniture)


def _by_source(
    entries: Mapping[str, Entry], post: Post, main: Locale | None, is_furniture: Callable[[str], bool]
) -> tuple[Laid, ...]:
    keys = {entry.source: key for key, entry in entries.items()}
    cut = segment(post, lambda text: detect(text, prior=main).locale, is_furniture)
    laid, placed = list[Laid](), set[str]()
    for number, group in groupby(cut, key=lambda one: one.block):
        block = post.blocks[number]
        places = [_place(one, post, keys) for one in group]
        placed.update(place.key for place in places)
        if any(place.key for place in places):
            level = _level(post.source, block.span.start) if block.kind is BlockKind.HEADING else 0
            laid.append(Laid(kind=str(block.kind), level=level, places=tuple(places)))
    rest = [Place(key=key) for key in entries if key not in placed]
    return (*laid, *([Laid(kind="unplaced", level=0, places=tuple(rest))] if rest else []))


def _place(one: Segment, post: Post, keys: Mapping[str, str]) -> Place:
    raw = one.core.of(post.source)
    return Place(key=keys.get(raw, ""), words=raw, segment=one)


def _level(source: str, start: int) -> int:
    r"""Return how deep a heading is, by what stands before or below it.

    >>> _level("### Three", 4), _level("<h2 id='x'>", 11), _level("One\n===", 0), _level("Two\n---", 0)
    (3, 2, 1, 2)
    """
    before = source[max(0, start - 200) : start]
    if match := _HASHES.search(before):
        return len(match[1])
    if match := _TAG.search(before):
        return int(match[1])
    return 1 if _SETEXT.match(source, start) else 2


def _by_lines(entries: Mapping[str, Entry]) -> tuple[Laid, ...]:
    """Return entries in their order, those of one line and one kind of place in one block."""
    laid = []
    for (_, said), group in groupby(entries.items(), key=lambda item: (item[1].where, _said(item[1]))):
        places = tuple(Place(key=key) for key, _ in group)
        kind = said if said in {str(kind) for kind in BlockKind} else str(BlockKind.PARAGRAPH)
        laid.append(Laid(kind=kind, level=2 if kind == BlockKind.HEADING else 0, places=places))
    return tuple(laid)


def _said(entry: Entry) -> str:
    return entry.said.get("place", "")


def repeated(laid: Sequence[Laid]) -> frozenset[tuple[int, int]]:
    """Return the places (block, sentence) whose entry has stood before: they are shown, and decided there."""
    seen, again = set[str](), set[tuple[int, int]]()
    for number, block in enumerate(laid):
        for at, place in enumerate(block.places):
            if place.key and place.key in seen:
                again.add((number, at))
            seen.add(place.key)
    return frozenset(again)
