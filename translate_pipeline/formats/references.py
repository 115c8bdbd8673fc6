"""Links that CommonMark does not see, and the page does.

`[HTLC][topic htlc]` is no link where nothing in the file defines `topic htlc`, as in posts that a site generator puts
together; `[words](address)` is none inside an HTML block, but kramdown's `markdown="1"` makes it one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from translate_pipeline.formats.emphasis import levels
from translate_pipeline.model import Inline, Role, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_ADDRESS = r"(?:\{\{[^{}\n]*\}\}|[^()\s])*(?:\s\"[^\"\n]*\")?"
_BRACKETS = re.compile(
    rf"\\.|(?P<close>\]\[[^\[\]\n]*\]|\]\({_ADDRESS}\))|(?P<open>!?\[(?!\^))|(?P<lone>\])",
    re.DOTALL,
)


def pair_references(inlines: tuple[Inline, ...], source: str) -> tuple[Inline, ...]:
    """Return the inlines with `[words][label]` and `[words](address)` in text turned into OPEN and CLOSE.

    `[words][]` keeps its words as its label. An address may hold what the parser took for code.
    """
    if not inlines:
        return inlines
    starts, depths = [inline.span.start for inline in inlines], levels(inlines)
    opened: dict[int, list[tuple[int, int]]] = {}
    halves: list[Inline] = []
    for match in _BRACKETS.finditer(source, inlines[0].span.start, inlines[-1].span.end):
        index = bisect_right(starts, match.start()) - 1
        if inlines[index].role is not Role.TEXT:
            continue
        waiting = opened.setdefault(depths[index], [])
        if match["open"]:
            waiting.append((match.start(), match.end()))
        elif match["lone"] and waiting:
            waiting.pop()
        elif match["close"] and waiting:
            start, end = waiting.pop()
            if end < match.start():
                label = " ".join(source[end : match.start()].split())
                rewrite = f"][{label}]" if match["close"] == "][]" else ""
                halves.append(_half(Role.OPEN, start, end, start))
                halves.append(replace(_half(Role.CLOSE, match.start(), match.end(), start), rewrite=rewrite))
    return tuple(_rebuilt(inlines, sorted(halves, key=lambda half: half.span.start))) if halves else inlines


def _half(role: Role, start: int, end: int, pair: int) -> Inline:
    return Inline(role=role, span=Span(start=start, end=end), pair=pair)


def _rebuilt(inlines: Sequence[Inline], halves: Sequence[Inline]) -> Iterator[Inline]:
    """Yield the inlines with the halves in the place of what they cover."""
    waiting = deque(halves)
    covered = 0
    for inline in inlines:
        at = max(inline.span.start, covered)
        while waiting and waiting[0].span.start < inline.span.end:
            half = waiting.popleft()
            if at < half.span.start:
                yield replace(inline, span=Span(start=at, end=half.span.start))
            yield half
            at = covered = half.span.end
        if at < inline.span.end:
            yield replace(inline, span=Span(start=at, end=inline.span.end))
