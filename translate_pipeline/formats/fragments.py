r"""Read a piece of a post by itself: a sentence or a title as it stands in a review file, markup and all.

A piece is the inline content of one block, whatever it looks like: `- x` and `# x` are words here. What it needs from the
rest of its post are only the labels that its links and notes are defined by.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from translate_pipeline.formats import html, markdown, syntax
from translate_pipeline.model import Block, BlockKind, Inline, Role, Span
from translate_pipeline.scripts import is_wide

if TYPE_CHECKING:
    from collections.abc import Iterable

_HEAD = "x "
"""What makes a piece running text, whatever it begins with."""
_QUOTATION = re.compile(r"(\r\n|\n|\r)[ \t]*(?:>[ \t]?)+")
_DEFINITION = re.compile(r"^[ \t>]*\[([^\[\]\n]+)\]:", re.MULTILINE)
_BREAK = re.compile(r"[ \t]*(?:\r\n|\n|\r)[ \t]*")


def labels(post: str) -> frozenset[str]:
    r"""Return the labels of links and footnotes that a post defines.

    >>> sorted(labels("See [docs] and[^1].\n\n[docs]: https://a.b\n[^1]: A note.\n"))
    ['[^1]', '[docs]']
    """
    return frozenset(f"[{label}]" for label in _DEFINITION.findall(post))


def read(raw: str, kind: str, known: Iterable[str] = ()) -> tuple[str, Block]:
    """Return a piece of a post as a text and the one block in it. `kind` is the format or the syntax of its block.

    `known` are the labels that the post defines (`labels`). The text is the piece but for what marks its lines as quoted.
    """
    if not raw.strip():
        return raw, _lines(raw, kind)
    if kind == "html":
        return _only(f"<p>{raw}</p>", html.parse(f"<p>{raw}</p>").blocks, raw, "html")
    if kind != "markdown":
        return raw, _lines(raw, kind)
    words = _QUOTATION.sub(r"\1", raw)
    low = words.casefold()
    defined = [f"{label}: x" for label in known if label.casefold() in low]
    text = _HEAD + "\n\n".join([words, *defined])
    blocks = [block for block in markdown.parse_blocks(text) if block.span.start < len(_HEAD) + len(words)]
    return _only(text, blocks, words, "markdown")


def _only(text: str, blocks: Iterable[Block], raw: str, kind: str) -> tuple[str, Block]:
    """Return the one block without what was put before it; where there are several or none, lines of words."""
    some = list(blocks)
    if len(some) != 1:
        return raw, _lines(raw, kind)
    (block,) = some
    start = text.index(raw)
    kept = [
        replace(inline, span=Span(start=max(inline.span.start, start), end=inline.span.end))
        for inline in block.inlines
        if inline.span.end > start
    ]
    if not kept:
        return raw, _lines(raw, kind)
    span = Span(start=kept[0].span.start, end=kept[-1].span.end)
    return text, replace(block, kind=BlockKind.PARAGRAPH, span=span, inlines=tuple(kept), syntax=kind)


def _lines(raw: str, kind: str) -> Block:
    inlines: list[Inline] = []
    at = 0
    for match in _BREAK.finditer(raw):
        inlines.append(Inline(role=Role.TEXT, span=Span(start=at, end=match.start())))
        inlines.append(Inline(role=Role.BREAK, span=Span(start=match.start(), end=match.end())))
        at = match.end()
    inlines.append(Inline(role=Role.TEXT, span=Span(start=at, end=len(raw))))
    kept = tuple(inline for inline in inlines if inline.span.start < inline.span.end)
    return Block(kind=BlockKind.PARAGRAPH, span=Span(start=0, end=len(raw)), inlines=kept, syntax=kind)


def words(raw: str, block: Block, known: Iterable[str] = ()) -> str:
    r"""Return what is read in a target that stands in `block`: no markup, no code, lines joined.

    >>> from translate_pipeline.formats.fragments import read, words
    >>> words("# **Use** `x`\n> now &amp; [then](y)", read("", "markdown")[1])
    '# Use  now & then'
    """
    text, piece = read(raw, block.syntax, known)
    out: list[str] = []
    broken = False
    for inline in piece.inlines:
        if inline.role in {Role.BREAK, Role.HARD}:
            broken = True
        elif inline.role is Role.TEXT:
            said = syntax.unescape(replace(block, syntax=piece.syntax), inline.span.of(text))
            if broken and out and not (is_wide(out[-1][-1:]) and is_wide(said[:1])):
                out.append(" ")
            broken = False
            out.append(said)
    return "".join(out).strip()
