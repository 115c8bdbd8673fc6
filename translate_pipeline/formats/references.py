"""Reference links whose definition is somewhere else, as in posts that a site generator puts together.

`[HTLC][topic htlc]` is no link to CommonMark where nothing in the file defines `topic htlc`; on the page it is one.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from translate_pipeline.formats.emphasis import levels
from translate_pipeline.model import Inline, Role, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BRACKETS = re.compile(r"\\.|(?P<close>\]\[[^\[\]\n]*\])|(?P<open>!?\[(?!\^))|(?P<lone>\])", re.DOTALL)


def pair_references(inlines: tuple[Inline, ...], source: str) -> tuple[Inline, ...]:
    """Return the inlines with `[words][label]` in text turned into OPEN and CLOSE; `[words][]` keeps its words as label."""
    opened: dict[int, list[tuple[int, int, int]]] = {}
    cuts: dict[int, list[Inline]] = {}
    for index, (inline, level) in enumerate(zip(inlines, levels(inlines), strict=True)):
        if inline.role is not Role.TEXT:
            continue
        for match in _BRACKETS.finditer(source, inline.span.start, inline.span.end):
            waiting = opened.setdefault(level, [])
            if match["open"]:
                waiting.append((index, match.start(), match.end()))
            elif match["lone"] and waiting:
                waiting.pop()
            elif match["close"] and waiting:
                first, start, end = waiting.pop()
                if end < match.start():
                    label = " ".join(source[end : match.start()].split())
                    rewrite = f"][{label}]" if match["close"] == "][]" else ""
                    cuts.setdefault(first, []).append(_half(Role.OPEN, start, end, start))
                    close = _half(Role.CLOSE, match.start(), match.end(), start)
                    cuts.setdefault(index, []).append(replace(close, rewrite=rewrite))
    if not cuts:
        return inlines
    return tuple(piece for index, inline in enumerate(inlines) for piece in _cut(inline, cuts.get(index, [])))


def _half(role: Role, start: int, end: int, pair: int) -> Inline:
    return Inline(role=role, span=Span(start=start, end=end), pair=pair)


def _cut(inline: Inline, halves: Sequence[Inline]) -> Iterator[Inline]:
    """Yield a text with the halves of links cut out of it."""
    at = inline.span.start
    for half in sorted(halves, key=lambda half: half.span.start):
        if at < half.span.start:
            yield replace(inline, span=Span(start=at, end=half.span.start))
        yield half
        at = half.span.end
    if at < inline.span.end:
        yield replace(inline, span=Span(start=at, end=inline.span.end))
