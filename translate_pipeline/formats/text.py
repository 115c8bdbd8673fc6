"""Plain text: every line is a paragraph, as in posts copied from a page, unless a paragraph was wrapped by hand.

Nothing marks a wrapped paragraph, so a wrong guess must cost little: lines that stay apart are translated each for
itself, lines that are joined by mistake run a headline into the sentence after it. Lines are joined only if

- they look alike: all but the last 50 to 120 columns wide, of about one width, and most end inside a sentence;
- one width explains them: each line holds as many words as fit, so the first word of the next would not have fitted;
- they read on: in lower case or after a comma, or there are four or more lines and the last one ends a sentence, or
  the text is wrapped to that width elsewhere;
- the text has no more long lines than wrapped paragraphs: a text with long lines has its paragraphs on one line.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING

from translate_pipeline.model import Block, BlockKind, Inline, Role, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE = re.compile(r"[^\r\n]+")
_BREAK = re.compile(r"\r\n|\r|\n")
_HEADING = re.compile(r"#{1,6}[ \t]+(?=\S)")
_MARKER = re.compile(r"[-*+][ \t]|[•・‣▪◦※■□●○◆◇▶>|]|\(?\d{1,3}[.)、）][ \t\u3000]?(?!\d)|[\u2460-\u2473]")
"""How a line begins that goes on with no line before it: a list item, a quotation, a row of a table."""
_TERMINATOR = re.compile(r"[。！？.!?…][」』”’\"')）]*$")
_COMMA = re.compile(r"[,，、;；]$")
_HANGING = re.compile(r"[、。，．」』）]$")
_UNSPACED = re.compile(r"[\u2e80-\ua4cf\uf900-\uff60]")
"""Characters that stand without spaces: all wide ones but Hangul."""
_WORD = re.compile(
    r"[「『（“‘《〈【]*(?:[!-~\u00a1-\u02ff\u0370-\u052f\uac00-\ud7a3]+|.)[、。，．！？：；」』）”’》〉】ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ]*"
)
"""The first word of a line: what moves to the next line as a whole."""
_NARROW, _WIDE, _SPREAD, _WIDE_ENOUGH = 50, 120, 24, 60
"""Columns: what a line wrapped by hand measures, how much such lines differ, from when on one may end a sentence."""


def parse(source: str) -> tuple[Block, ...]:
    """Find the words of a plain text: one block a line, or one for a paragraph wrapped by hand."""
    paragraphs = list(_paragraphs(source, int(source.startswith("\ufeff"))))
    joined = _joined([[span.of(source) for span in paragraph] for paragraph in paragraphs])
    blocks: list[Block] = []
    for paragraph, join in zip(paragraphs, joined, strict=True):
        for lines in [paragraph] if join else [[span] for span in paragraph]:
            heading = _HEADING.match(source, lines[0].start, lines[0].end)
            if heading:
                blocks.append(_block([Span(start=heading.end(), end=lines[0].end)], BlockKind.HEADING))
            else:
                blocks.append(_block(lines, BlockKind.PARAGRAPH))
    return tuple(blocks)


def line_blocks(source: str) -> tuple[Block, ...]:
    """Return one block for each line that is not blank, however long or wrapped: for filters."""
    return tuple(
        _block([Span(start=match.start(), end=match.end())], BlockKind.PARAGRAPH)
        for match in re.finditer(r"[^\n]+", source)
        if match.group().strip()
    )


def _paragraphs(source: str, at: int) -> Iterator[list[Span]]:
    """Yield groups of lines that may belong together, each line without its outer white space."""
    group: list[Span] = []
    for match in _LINE.finditer(source, at):
        text = match.group()
        start = match.start() + len(text) - len(text.lstrip())
        end = start + len(text.strip())
        heading = start < end and _HEADING.match(source, start, end) is not None
        apart = heading or start == end or _MARKER.match(source, start, end) is not None
        if group and (apart or len(_BREAK.findall(source, at, match.start())) > 1):
            yield group
            group = []
        if start < end:
            group.append(Span(start=start, end=end))
        if heading:
            yield group
            group = []
        at = match.end()
    if group:
        yield group


def _joined(paragraphs: list[list[str]]) -> list[bool]:
    """Tell which groups of lines are wrapped paragraphs."""
    columns = [_column(lines) if _reads_on(lines) > 0 else 0 for lines in paragraphs]
    usual = max((column for column, lines in zip(columns, paragraphs, strict=True) if len(lines) > 2), default=0)
    if usual:  # what the text is wrapped to elsewhere explains shorter paragraphs
        columns = [
            column or (_column(lines, usual) if _reads_on(lines) == 0 else 0)
            for column, lines in zip(columns, paragraphs, strict=True)
        ]
    long = sum(_width(line) > _WIDE and len(line.split()) != 1 for lines in paragraphs for line in lines)
    return [column > 0 and long < sum(map(bool, columns)) for column in columns]


def _column(lines: list[str], usual: int = 0) -> int:
    """Return the width that these lines are wrapped to, at least `usual`; 0 if they are not.

    >>> _column(["短い行です。", "次の行です。"])
    0
    """
    widths = [_width(line) for line in lines]
    full = widths[:-1]
    if not full or min(full) < _NARROW or max(full) > _WIDE or max(full) - min(full) > _SPREAD:
        return 0
    ends = sum(_TERMINATOR.search(line) is not None for line in lines[:-1])
    if ends and (min(full) < _WIDE_ENOUGH or ends * 2 >= len(full)):
        return 0
    if not all(any(map(str.isalpha, line)) for line in lines):
        return 0
    column = max(usual, *(width - 2 * bool(_HANGING.search(line)) for width, line in zip(widths, lines, strict=True)))
    holds = all(column < width + _first(line, after) for width, (line, after) in zip(full, pairwise(lines), strict=True))
    return column if holds else 0


def _first(line: str, after: str) -> int:
    """Return how many columns the first word of `after` would take at the end of `line`."""
    word = _WORD.match(after)
    gap = not _UNSPACED.match(line[-1]) and not _UNSPACED.match(after[0])
    return gap + _width(word[0] if word else after)


def _reads_on(lines: list[str]) -> int:
    """Return whether lines look as if each went on with the one before: 1 they do, 0 nothing says so, -1 they do not."""
    goes_on = begins = 0
    for line, after in pairwise(lines):
        word = after.split(maxsplit=1)[0]
        if (word[0].islower() and word.islower()) or _COMMA.search(line):
            goes_on += 1
        elif word[:1].isupper():
            begins += 1
    if goes_on == begins:
        return int(len(lines) > 3 and _TERMINATOR.search(lines[-1]) is not None)
    return 1 if goes_on > begins else -1


def _width(line: str) -> int:
    """Return how many columns a line takes; no more than needed to see that it is too long."""
    line = line[: _WIDE + 1]
    return len(line) if line.isascii() else sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)


def _block(lines: list[Span], kind: BlockKind) -> Block:
    inlines: list[Inline] = []
    for span in lines:
        if inlines:
            inlines.append(Inline(role=Role.BREAK, span=Span(start=inlines[-1].span.end, end=span.start)))
        inlines.append(Inline(role=Role.TEXT, span=span))
    return Block(kind=kind, span=Span(start=lines[0].start, end=lines[-1].end), inlines=tuple(inlines))
