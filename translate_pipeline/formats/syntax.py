"""How words are written in each syntax of a block: the pair `unescape` and `escape`, and `finish` for whole blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translate_pipeline.formats import escapes, frontmatter, html, markdown
from translate_pipeline.model import BlockKind

if TYPE_CHECKING:
    from translate_pipeline.model import Block


def unescape(block: Block, raw: str) -> str:
    """Return the words behind a raw text piece of a block."""
    match block.syntax:
        case "markdown":
            return escapes.unescape(raw)
        case "html":
            return html.unescape(raw)
        case "scalar":
            return frontmatter.unescape(raw, block.style)
    return raw


def escape(block: Block, text: str) -> str:
    """Return the raw piece that reads as `text` in a block."""
    match block.syntax:
        case "markdown":
            return escapes.escape(text, kind=block.kind)
        case "html":
            return html.escape(text, attribute=block.kind is BlockKind.ATTRIBUTE)
        case "scalar":
            return frontmatter.escape(text, block.style)
    return text


def finish(block: Block, raw: str) -> str:
    """Return a block's new raw text ready to be spliced: emphasis that closes, no markup at its head, a valid scalar."""
    if block.syntax == "scalar":
        return frontmatter.finish(raw, block.style)
    if block.syntax != "markdown":
        return raw
    raw = markdown.close_strong(raw)
    return raw if block.kind in {BlockKind.CELL, BlockKind.HEADING} else escapes.guard_line_start(raw)
