"""Cuts HTML into tokens, by the rules that browsers follow.

Every character is read about once. (`html.parser` takes five seconds for 30 kB of `<a <a <a …`, raises on `<![x[`, and
reports tags as text after a second bare `&#`.) What makes no sense, such as a tag or a comment that never ends, is one token
to the end.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from translate_pipeline.model import Role, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def names(text: str) -> frozenset[str]:
    """Return element names that stand in a text."""
    return frozenset(text.split())


_VOID = names("area base br col embed frame hr img input link meta param source track wbr")
# nothing but their own end tag is a tag in them
_RAW = {
    name: re.compile(rf"</{name}(?=[ \t\n\r\f/>])", re.IGNORECASE)
    for name in names("iframe noembed noframes script style textarea title xmp")
}
_MARKUP = re.compile(r"<(?=[a-zA-Z/!?])")
_TAG = re.compile(r"<(/?)([a-zA-Z][^ \t\n\r\f/>]*)")
# the end of a tag or its next attribute
_ATTRIBUTE = re.compile(
    r"""[ \t\n\r\f/]*(?:(>)|([^ \t\n\r\f/>][^ \t\n\r\f/>=]*)"""
    r"""(?:[ \t\n\r\f]*=[ \t\n\r\f]*("[^"]*"|'[^']*'|[^ \t\n\r\f"'>][^ \t\n\r\f>]*)?)?)"""
)
# how comments and the like begin, and how they end; the first that fits
_OTHER = {
    "<!--": re.compile(r"--!?>"),
    "<![CDATA[": re.compile(r"\]\]>"),
    **dict.fromkeys(("<?php", "<?=", "<?xml "), re.compile(r"\?>")),
    "<": re.compile(r">"),
}
_SPACES = re.compile(r"[ \t\n\r\f]+")


class Token(NamedTuple):
    """A text, a tag, a `<br>` with the white space around it, or CODE: an element with no content, a comment."""

    role: Role
    start: int
    end: int
    name: str = ""
    words: bool = False
    attributes: Mapping[str, Span] = MappingProxyType({})  # where the values stand, without their quotes


def tokens(source: str, position: int, end: int) -> Iterator[Token]:
    """Cut the source into tokens, with no gap."""
    raw = ""
    while position < end:
        match = (_RAW[raw] if raw else _MARKUP).search(source, position, end)
        token = _markup(source, match.start(), end) if match else _rest(position, end) if raw else None
        text = source[position : token.start if token else end]
        if token and token.role is Role.HARD:
            text = text.rstrip()
            space = _SPACES.match(source, token.end, end)
            token = token._replace(start=position + len(text), end=space.end() if space else token.end)
        if text:
            yield Token(Role.TEXT, position, position + len(text), words=not text.isspace())
        if not token:
            return
        yield token
        position = token.end
        raw = token.name if token.role is Role.OPEN and token.name in _RAW else ""


def _markup(source: str, at: int, end: int) -> Token:
    """Read the tag or the comment that begins at `at`."""
    tag = _TAG.match(source, at, end)
    if not tag:
        closer = next(closer for opener, closer in _OTHER.items() if source.startswith(opener, at, end))
        found = closer.search(source, at + 2, end)
        return Token(Role.CODE, at, found.end()) if found else _rest(at, end)
    name, attributes, position = tag[2].lower(), dict[str, Span](), tag.end()
    while piece := _ATTRIBUTE.match(source, position, end):
        position = piece.end()
        if piece[1]:
            empty = name in _VOID or piece[0].endswith("/>")
            role = Role.HARD if name == "br" else Role.CLOSE if tag[1] else Role.CODE if empty else Role.OPEN
            return Token(role, at, position, name, attributes=attributes)
        if piece[3]:  # of two attributes with one name the first counts
            quoted = int(piece[3][0] in "\"'")
            attributes.setdefault(piece[2].lower(), Span(start=piece.start(3) + quoted, end=piece.end(3) - quoted))
    return _rest(at, end)


def _rest(at: int, end: int) -> Token:
    """Give up: the rest makes no sense, as after `<plaintext>`."""
    return Token(Role.OPEN, at, end, "plaintext")
