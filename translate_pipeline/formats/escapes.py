"""Plain words to raw Markdown and back."""

from __future__ import annotations

import re
from html import unescape as unescape_entities

from translate_pipeline.model import BlockKind

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_SPECIAL = re.compile(r"[\\`*_\[\]<>|~]")
_LINE_START = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|[-+](?=\s|$)|>|\d{1,9}(?=[.)](?:\s|$))|={3,}\s*$|-{2,}\s*$)")
_ENTITY_LIKE = re.compile(r"&(?=#?\w+;)")


def unescape(raw: str) -> str:
    r"""Return the words behind a raw text piece: backslash escapes and entities undone.

    >>> unescape(r"1 \* 2 &amp; 3")
    '1 * 2 & 3'
    """
    return unescape_entities(_ESCAPE.sub(r"\1", raw))


def escape(text: str, *, kind: BlockKind = BlockKind.PARAGRAPH) -> str:
    r"""Return raw Markdown that reads as `text` and starts no markup of its own.

    Underscores inside words, lone tildes and a comparison sign before a space make no markup and stay.

    >>> escape("5 * 3 [x] [x](y) <b> snake_case a < b")
    '5 \\* 3 [x] [x\\](y) \\<b> snake_case a < b'
    """

    def guard(match: re.Match[str]) -> str:
        char, start, end = match.group(), match.start(), match.end()
        before, after = text[start - 1 : start], text[end : end + 1]
        harmless = (
            (char == "_" and before.isalnum() and after.isalnum())
            or (char == "<" and not (after.isalpha() or after in {"/", "!", "?"}))
            or char == ">"
            or (char == "[" and after != "^")
            or (char == "]" and after not in {"(", "[", ":"})
            or (char == "~" and "~" not in {before, after})
            or (char == "|" and kind is not BlockKind.CELL)
        )
        return char if harmless else f"\\{char}"

    return _ENTITY_LIKE.sub("&amp;", _SPECIAL.sub(guard, text))


def guard_line_start(raw: str) -> str:
    r"""Escape what would start a heading, a list or a quotation at the head of a block.

    >>> guard_line_start("# no heading"), guard_line_start("1. no list"), guard_line_start("#tag")
    ('\\# no heading', '1\\. no list', '#tag')
    """
    match = _LINE_START.match(raw)
    if match is None:
        return raw
    head, mark = match[1], match[2]
    if mark.isdigit():
        return f"{head}{mark}\\{raw[match.end() :]}"
    return f"{head}\\{raw[len(head) :]}"
