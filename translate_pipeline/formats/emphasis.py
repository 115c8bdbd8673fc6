"""Strong emphasis next to CJK punctuation, which CommonMark does not close (commonmark-spec issue 650).

`これは**「重要」**です` renders its asterisks: `**` after `」` and before `で` cannot close. Sources are read as their
writers meant them, and translations are written so that they close.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from translate_pipeline.model import Inline, Role, Shield, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from translate_pipeline.model import Parts

_CLOSING = dict(zip("「『（【《〈“‘\"'", "」』）】》〉”’\"'", strict=True))
_OPENING = {closing: opening for opening, closing in _CLOSING.items()}
_MOVES = frozenset("「『（【《〈“‘」』）】》〉”’。、，．！？：；….,!?:;")
"""Punctuation that may stand outside the emphasis it was in; never what could be markup (brackets, backticks, angles)."""
_SINGLE = frozenset("*_")


def pair_literal_strong(inlines: tuple[Inline, ...], source: str) -> tuple[Inline, ...]:
    """Return the inlines with literal `**…**` in text turned into OPEN and CLOSE.

    Only on one nesting level, and only where the asterisks there pair up.
    """
    depths = levels(inlines)
    found: dict[int, list[tuple[int, int]]] = {}
    for index, (inline, level) in enumerate(zip(inlines, depths, strict=True)):
        if inline.role is Role.TEXT:
            found.setdefault(level, []).extend((index, at) for at in _stars(inline.span, source))
    cuts: dict[int, list[tuple[int, Role, int]]] = {}
    for marks in found.values():
        for (i, opener), (j, closer) in _pairs(marks, source):
            cuts.setdefault(i, []).append((opener, Role.OPEN, opener))
            cuts.setdefault(j, []).append((closer, Role.CLOSE, opener))
    if not cuts:
        return inlines
    return tuple(piece for index, inline in enumerate(inlines) for piece in _cut(inline, cuts.get(index, [])))


def levels(inlines: tuple[Inline, ...]) -> list[int]:
    """Return, for each inline, the pair that encloses it (-1: none); asterisks pair up only inside the same one."""
    found, stack = [], [-1]
    for inline in inlines:
        if inline.role is Role.CLOSE and len(stack) > 1:
            stack.pop()
        found.append(stack[-1])
        if inline.role is Role.OPEN:
            stack.append(inline.span.start)
    return found


def _stars(span: Span, source: str) -> Iterator[int]:
    at = source.find("**", span.start, span.end)
    while at >= 0:
        if source[at - 1 : at] not in {"\\", "*"} and source[at + 2 : at + 3] != "*":
            yield at
        at = source.find("**", at + 2, span.end)


def _pairs(marks: list[tuple[int, int]], source: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    if len(marks) % 2:
        return
    for opener, closer in zip(marks[::2], marks[1::2], strict=True):
        inside = source[opener[1] + 2 : closer[1]]
        if inside and not inside[0].isspace() and not inside[-1].isspace():
            yield opener, closer


def _cut(inline: Inline, cuts: list[tuple[int, Role, int]]) -> Iterator[Inline]:
    at = inline.span.start
    for start, role, pair in sorted(cuts):
        if at < start:
            yield Inline(role=Role.TEXT, span=Span(start=at, end=start))
        yield Inline(role=role, span=Span(start=start, end=start + 2), pair=pair, literal=True)
        at = start + 2
    if at < inline.span.end:
        yield Inline(role=inline.role, span=Span(start=at, end=inline.span.end), pair=inline.pair)


def _is_punctuation(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def opens(before: str, after: str) -> bool:
    """Whether asterisks between these two characters (`""`: edge) are left-flanking, as CommonMark 0.31 defines it.

    >>> opens("は", "「"), opens(" ", "「"), opens("は", "重")
    (False, True, True)
    """
    if not after or after.isspace():
        return False
    return not _is_punctuation(after) or not before or before.isspace() or _is_punctuation(before)


def closes(before: str, after: str) -> bool:
    """Whether asterisks between these two characters are right-flanking.

    >>> closes("」", "で"), closes("」", "。"), closes("要", "で")
    (False, True, True)
    """
    return opens(after, before)


def mend(before: str, mark: str, inside: str, after: str) -> str:
    """Return `mark + inside + mark` so that it opens after `before` and closes before `after`.

    Punctuation at the edges moves out of the emphasis; where none can move, HTML does what asterisks cannot.

    >>> mend("これは", "**", "「重要」", "です")
    '「**重要**」'
    >>> mend("これは", "**", "重要", "です")
    '**重要**'
    >>> mend("", "**", "重要。", "次の文")
    '**重要**。'
    >>> mend("", "**", "開放權重（open weights）", "和")
    '<strong>開放權重（open weights）</strong>'
    >>> mend("看", "**", "[文档](u)", "并"), mend("は", "**", "80%", "の")
    ('<strong>[文档](u)</strong>', '<strong>80%</strong>')
    """
    lead = trail = ""
    while inside and not (opens((before + lead)[-1:], inside[:1]) and closes(inside[-1:], (trail + after)[:1])):
        first, last = inside[0], inside[-1]
        paired = len(inside) > 1 and _CLOSING.get(first) == last
        if paired or (
            first in _MOVES and _CLOSING.get(first, "\0") not in inside[1:] and not opens((before + lead)[-1:], first)
        ):
            lead, inside = lead + first, inside[1:]
        if inside and (
            paired
            or (last in _MOVES and _OPENING.get(last, "\0") not in inside[:-1] and not closes(last, (trail + after)[:1]))
        ):
            inside, trail = inside[:-1], last + trail
        if inside and inside[0] == first and inside[-1] == last:
            break
    if inside and opens((before + lead)[-1:], inside[:1]) and closes(inside[-1:], (trail + after)[:1]):
        return f"{lead}{mark}{inside}{mark}{trail}"
    tag = {"*": "em", "**": "strong", "~~": "del"}.get(mark)
    whole = lead + inside + trail
    return f"<{tag}>{whole}</{tag}>" if tag and whole else whole


def close_single(parts: Parts) -> Parts:
    """Return parts with `<em>` where single asterisks or underscores would not open or close beside their neighbours."""
    out = list(parts)
    closing = {pair: at for at, part in enumerate(parts) if isinstance(part, Shield) for pair in part.closes}
    for at, part in enumerate(parts):
        if not isinstance(part, Shield) or part.source not in _SINGLE or len(part.opens) != 1:
            continue
        end = closing.get(part.opens[0])
        close = out[end] if end is not None else None
        if end is None or not isinstance(close, Shield) or close.source != part.source:
            continue
        before, first = _edge(out[:at], -1), _edge(out[at + 1 :], 0)
        last, after = _edge(out[:end], -1), _edge(out[end + 1 :], 0)
        sound = opens(before, first) and closes(last, after)
        if part.source == "_":
            sound = sound and not before.isalnum() and not after.isalnum()
        if not sound:
            out[at], out[end] = replace(part, target="<em>"), replace(close, target="</em>")
    return tuple(out)


def _edge(parts: Sequence[str | Shield], at: int) -> str:
    """Return the character of the raw target next to a place; nothing at the edge."""
    for part in parts if at == 0 else reversed(parts):
        text = part.target if isinstance(part, Shield) else part
        if text:
            return text[at]
    return ""
