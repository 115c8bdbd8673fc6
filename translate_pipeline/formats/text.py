"""Plain text: every line is a paragraph, as in posts copied from a page, unless a paragraph was wrapped by hand."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from translate_pipeline.model import Block, BlockKind, Inline, Role, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE = re.compile(r"[^\r\n]+")
_BREAK = re.compile(r"\r\n|\r|\n")
_HEADING = re.compile(r"#{1,6}[ \t]+(?=\S)")
_TERMINATOR = re.compile(r"[。！？.!?][」』”’\"')）]*$")
_NARROW, _WIDE, _SPREAD, _WIDE_ENOUGH = 50, 120, 24, 60
"""Columns: what a line wrapped by hand measures, how much such lines differ, from when on one may end a sentence."""


def parse(source: str) -> tuple[Block, ...]:
    """Find the words of a plain text: one block a line, or one for a paragraph wrapped by hand."""
    blocks: list[Block] = []
    paragraphs = list(_paragraphs(source))
    lines = [[span.of(source) for span in paragraph] for paragraph in paragraphs]
    wrapped = _is_wrapped_text(lines)
    for paragraph, texts in zip(paragraphs, lines, strict=True):
        if wrapped and _is_wrapped(texts):
            blocks.append(_block(paragraph, BlockKind.PARAGRAPH))
            continue
        for span in paragraph:
            heading = _HEADING.match(source, span.start, span.end)
            if heading:
                words = Span(start=heading.end(), end=span.end)
                blocks.append(_block([words], BlockKind.HEADING))
            else:
                blocks.append(_block([span], BlockKind.PARAGRAPH))
    return tuple(blocks)


def _paragraphs(source: str) -> Iterator[list[Span]]:
    """Yield groups of lines with no blank line between, each without its outer white space."""
    group: list[Span] = []
    at = 0
    for match in _LINE.finditer(source):
        gap = len(_BREAK.findall(source, at, match.start()))
        text = match.group()
        stripped = text.strip()
        if not stripped:
            if group:
                yield group
            group, at = [], match.end()
            continue
        if gap > 1 and group:
            yield group
            group = []
        start = match.start() + len(text) - len(text.lstrip())
        group.append(Span(start=start, end=start + len(stripped)))
        at = match.end()
    if group:
        yield group


def _is_wrapped_text(paragraphs: list[list[str]]) -> bool:
    """Whether a text was wrapped by hand: no line is long, and some paragraph has three lines that show it."""
    if any(_width(line) > _WIDE for lines in paragraphs for line in lines):
        return False
    return any(len(lines) > 2 and _is_wrapped(lines) for lines in paragraphs)


def _is_wrapped(lines: list[str]) -> bool:
    """Whether these lines are one paragraph: all but the last about equally long, and most end inside a sentence.

    >>> _is_wrapped(["短い行です。", "次の行です。"])
    False
    """
    widths = [_width(line) for line in lines[:-1]]
    if not widths or min(widths) < _NARROW or max(widths) > _WIDE or max(widths) - min(widths) > _SPREAD:
        return False
    ends = sum(_TERMINATOR.search(line) is not None for line in lines[:-1])
    return ends == 0 or (min(widths) >= _WIDE_ENOUGH and ends * 2 < len(widths))


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line[: _WIDE + 1])


def _block(lines: list[Span], kind: BlockKind) -> Block:
    inlines: list[Inline] = []
    for span in lines:
        if inlines:
            inlines.append(Inline(role=Role.BREAK, span=Span(start=inlines[-1].span.end, end=span.start)))
        inlines.append(Inline(role=Role.TEXT, span=span))
    return Block(kind=kind, span=Span(start=lines[0].start, end=lines[-1].end), inlines=tuple(inlines))


def line_blocks(source: str) -> tuple[Block, ...]:
    """Return one block for each line that is not blank, however long or wrapped: for filters."""
    return tuple(
        _block([Span(start=match.start(), end=match.end())], BlockKind.PARAGRAPH)
        for match in re.finditer(r"[^\n]+", source)
        if match.group().strip()
    )
