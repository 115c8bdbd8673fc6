"""HTML: where its words are. A page is never written anew; what lies between the blocks comes out byte for byte.

The tokenizer follows the rules that browsers follow and reads every character about once. (`html.parser` takes five
seconds for 30 kB of `<a <a <a …`, raises on `<![x[`, and reports tags as text after a second bare `&#`.) What makes no
sense, such as a tag or a comment that never ends, is skeleton to the end. A missing end tag is nothing unusual: a block
is whatever inline content stands between two block-level tags.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from translate_pipeline.model import Block, BlockKind, Inline, Role, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_KINDS = {
    **dict.fromkeys(_names("h1 h2 h3 h4 h5 h6 title"), BlockKind.HEADING),
    **dict.fromkeys(_names("li dt dd"), BlockKind.ITEM),
    **dict.fromkeys(_names("td th"), BlockKind.CELL),
    **dict.fromkeys(_names("figcaption caption"), BlockKind.CAPTION),
}
# block-level here, but no reason for an open `<p>` to end
_PHRASING = _names("button datalist label optgroup option select")
_BLOCKS = _PHRASING.union(
    _KINDS,
    _names("html head body p hgroup ul ol dl menu dir table colgroup thead tbody tfoot tr div section article aside"),
    _names("header footer nav main search blockquote figure address details summary dialog form fieldset legend"),
    _names("hr center"),
)
# they part blocks and stay as they are, with all that is in them; `plaintext` never ends
_SKELETON = _names("applet audio canvas iframe noembed noframes noscript object plaintext pre").union(
    _names("script style template textarea video xmp")
)
_APART = _BLOCKS | _SKELETON
# they stand inside a block as they are, with all that is in them; `rt` says how a name is read
_CODES = _names("code kbd math rp rt rtc samp svg tt var")
_VOID = _names("area base br col embed frame hr img input link meta param source track wbr")
# nothing but their own end tag is a tag in them
_RAW = {
    name: re.compile(rf"</{name}(?=[ \t\n\r\f/>])", re.IGNORECASE)
    for name in _names("iframe noembed noframes script style textarea title xmp")
}
# start tags, and the open elements that they end
_IMPLIED = {
    **dict.fromkeys(_names("li"), _names("li")),
    **dict.fromkeys(_names("option optgroup"), _names("option")),
    **dict.fromkeys(_names("dt dd"), _names("dt dd")),
    **dict.fromkeys(_names("td th"), _names("td th")),
    **dict.fromkeys(_names("tr"), _names("td th tr")),
    **dict.fromkeys(_names("thead tbody tfoot"), _names("td th tr thead tbody tfoot")),
}
_META = _names("description og:title og:description twitter:title twitter:description")

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """Where the words of a page are, and the raw value of `<html lang>`."""

    blocks: tuple[Block, ...]
    declared: str | None
    declared_span: Span | None


def parse(source: str, start: int = 0, end: int | None = None) -> Parsed:
    """Find the words of `source[start:end]`, a page or a piece of one. All offsets count from the start of `source`.

    >>> [block.span.of("<p>a <b>word</b>") for block in parse("<p>a <b>word</b>").blocks]
    ['a <b>word</b>']
    >>> parse("<p>12 &nbsp;").blocks
    ()
    """
    end = len(source) if end is None else min(end, len(source))
    builder = _Builder(source)
    for token in _tokens(source, start + source.startswith("\ufeff", start), end):
        builder.feed(token)
    builder.close(end)
    span = builder.language
    return Parsed(blocks=tuple(builder.blocks), declared=span.of(source) if span else None, declared_span=span)


def escape(text: str, *, attribute: bool = False) -> str:
    """Write plain words as raw HTML text, or as the inside of a quoted attribute.

    >>> escape("R&D 'all'"), escape("R&D 'all'", attribute=True), escape("半導体")
    ("R&amp;D 'all'", 'R&amp;D &#x27;all&#x27;', '半導体')
    """
    return html.escape(text, quote=attribute)


def unescape(raw: str) -> str:
    """Read raw HTML text as plain words; undoes `escape`.

    >>> unescape("R&amp;D &#xC9;t&eacute;"), unescape("R&D")
    ('R&D Été', 'R&D')
    """
    return html.unescape(raw) if "&" in raw else raw


class _Token(NamedTuple):
    """A text, a tag, a `<br>` with the white space around it, or CODE: an element with no content, a comment."""

    role: Role
    start: int
    end: int
    name: str = ""
    words: bool = False
    attributes: Mapping[str, Span] = MappingProxyType({})  # where the values stand, without their quotes


def _tokens(source: str, position: int, end: int) -> Iterator[_Token]:
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
            yield _Token(Role.TEXT, position, position + len(text), words=not text.isspace())
        if not token:
            return
        yield token
        position = token.end
        raw = token.name if token.role is Role.OPEN and token.name in _RAW else ""


def _markup(source: str, at: int, end: int) -> _Token:
    """Read the tag or the comment that begins at `at`."""
    tag = _TAG.match(source, at, end)
    if not tag:
        closer = next(closer for opener, closer in _OTHER.items() if source.startswith(opener, at, end))
        found = closer.search(source, at + 2, end)
        return _Token(Role.CODE, at, found.end()) if found else _rest(at, end)
    name, attributes, position = tag[2].lower(), dict[str, Span](), tag.end()
    while piece := _ATTRIBUTE.match(source, position, end):
        position = piece.end()
        if piece[1]:
            empty = name in _VOID or piece[0].endswith("/>")
            role = Role.HARD if name == "br" else Role.CLOSE if tag[1] else Role.CODE if empty else Role.OPEN
            return _Token(role, at, position, name, attributes=attributes)
        if piece[3]:  # of two attributes with one name the first counts
            quoted = int(piece[3][0] in "\"'")
            attributes.setdefault(piece[2].lower(), Span(start=piece.start(3) + quoted, end=piece.end(3) - quoted))
    return _rest(at, end)


def _rest(at: int, end: int) -> _Token:
    """Give up: the rest makes no sense, as after `<plaintext>`."""
    return _Token(Role.OPEN, at, end, "plaintext")


@dataclass(slots=True)
class _Subtree:
    """An element that is left alone, until it ends."""

    name: str
    start: int
    outer: str  # the block-level element whose end would end this one too
    words: bool = False
    inner: Counter[str] = field(default_factory=Counter)  # what is open in it


class _Builder:
    """Makes blocks of tokens."""

    def __init__(self, source: str):
        self.blocks: list[Block] = []
        self.language: Span | None = None
        self._source = source
        self._open: list[str] = []  # block-level elements
        self._count: Counter[str] = Counter()
        self._subtree: _Subtree | None = None
        self._pieces: list[_Token] = []  # of the block that is being read
        self._attributes: list[Block] = []

    def feed(self, token: _Token) -> None:
        """Take the next token."""
        if self._subtree and self._stays_in(self._subtree, token):
            return
        if token.role is Role.OPEN or (token.role is Role.CODE and token.name):
            self._start(token)
        elif token.role is Role.CLOSE and token.name in _APART:
            self._flush()
            while self._count[token.name] and self._pop() != token.name:
                pass
        elif token.role is Role.HARD and self._pieces and self._pieces[-1].role is Role.HARD:
            self._pieces[-1] = self._pieces[-1]._replace(end=token.end)
        else:
            self._pieces.append(token)

    def close(self, end: int) -> None:
        """End everything."""
        self._leave(end)
        self._flush()

    def _start(self, token: _Token) -> None:
        name, apart = token.name, token.name in _APART
        frozen = "no" in self._values(token, "translate") or "notranslate" in self._values(token, "class")
        if name == "html":
            self.language = self.language or token.attributes.get("lang")
        if not frozen:
            self._collect(token)
        if apart:
            self._flush()
            while self._open and _ends(name, self._open[-1]):
                self._pop()
        if token.role is Role.OPEN and (frozen or name in _SKELETON or name in _CODES):
            outer = self._open[-1] if self._open and name not in {"math", "svg"} else ""
            self._subtree = _Subtree(name, token.start, name if apart else outer)
        elif not apart:
            self._pieces.append(token)
        elif token.role is Role.OPEN:
            self._open.append(name)
            self._count[name] += 1

    def _pop(self) -> str:
        name = self._open.pop()
        self._count[name] -= 1
        return name

    def _values(self, token: _Token, name: str) -> list[str]:
        """Return the words of an attribute."""
        span = token.attributes.get(name)
        return span.of(self._source).lower().split() if span else []

    def _stays_in(self, tree: _Subtree, token: _Token) -> bool:
        """Tell whether the token belongs to the subtree; end the subtree if it does not, or is its end."""
        name = token.name
        tree.words = tree.words or token.words
        if token.role is Role.OPEN:
            if _ends(name, tree.outer) and not any(tree.inner[block] for block in _BLOCKS):
                self._leave(token.start)
                return False
            tree.inner[name] += 1
        elif token.role is Role.CLOSE and tree.inner[name]:
            tree.inner[name] -= 1
        elif token.role is Role.CLOSE and name == tree.name:
            self._leave(token.end)
        elif token.role is Role.CLOSE and self._count[name]:
            self._leave(token.start)
            return False
        return True

    def _leave(self, end: int) -> None:
        """End the subtree that is left alone."""
        tree, self._subtree = self._subtree, None
        if tree and tree.name not in _APART:
            words = tree.words and tree.name != "svg"
            self._pieces.append(_Token(Role.CODE, tree.start, end, words=words))

    def _collect(self, token: _Token) -> None:
        """Note the attributes that people read: quoted ones, as a translation may hold a space."""
        wanted = {"alt", "title"} if token.name == "img" else {"title"}
        if token.name in {"link", "meta", "style"}:
            keys = self._values(token, "name") + self._values(token, "property")
            wanted = {"content"} if token.name == "meta" and not _META.isdisjoint(keys) else set()
        for name, span in token.attributes.items():
            quote, text = self._source[span.start - 1], Inline(role=Role.TEXT, span=span)
            if name in wanted and quote in "\"'" and _has_letter(span.of(self._source)):
                block = Block(kind=BlockKind.ATTRIBUTE, span=span, inlines=(text,), syntax="html", style=quote)
                self._attributes.append(block)

    def _flush(self) -> None:
        """End the block; keep it if there are words in it."""
        # a paragraph in a list item or a cell is one still
        kind = next((_KINDS[name] for name in self._open[:-3:-1] if name in _KINDS), BlockKind.PARAGRAPH)
        found = self._attributes
        texts = (self._source[one.start : one.end] for one in self._pieces if one.role is Role.TEXT)
        if any(map(_has_letter, texts)):
            block = _block(self._source, self._pieces, kind)
            inside = range(block.span.start, block.span.end)
            found = [one for one in found if one.span.start not in inside]
            found = sorted([*found, block], key=lambda one: one.span.start)
        self.blocks += found
        self._pieces, self._attributes = [], []


def _ends(name: str, top: str) -> bool:
    """Tell whether the start tag `name` ends the open element `top`."""
    return top in _IMPLIED.get(name, ()) or (top == "p" and name in _BLOCKS and name not in _PHRASING)


def _has_letter(raw: str) -> bool:
    return any(map(str.isalpha, unescape(raw)))


def _block(source: str, pieces: list[_Token], kind: BlockKind) -> Block:
    """Make a block of pieces, without what stands at its ends and holds no words."""
    mates, pairs, inlines = _mates(pieces), dict[int, int](), list[Inline]()
    words = [number for number, piece in enumerate(pieces) if piece.words]
    first = min((one for one, other in mates.items() if one < words[0] < other), default=words[0])
    last = max((one for one, other in mates.items() if other < words[-1] < one), default=words[-1])
    for number in range(first, last + 1):
        role, start, end, *_ = pieces[number]
        if role is Role.TEXT:
            text = source[start:end]
            here = end - len(text.lstrip()) if number == first else start
            inlines += _words(source, here, start + len(text.rstrip()) if number == last else end)
        elif number in mates:
            pair = pairs.setdefault(min(number, mates[number]), len(pairs))
            inlines.append(Inline(role=role, span=Span(start=start, end=end), pair=pair))
        else:
            role = Role.HARD if role is Role.HARD else Role.CODE
            inlines.append(Inline(role=role, span=Span(start=start, end=end)))
    span = Span(start=inlines[0].span.start, end=inlines[-1].span.end)
    return Block(kind=kind, span=span, inlines=tuple(inlines), syntax="html")


def _mates(pieces: list[_Token]) -> dict[int, int]:
    """Return which tags belong together, both ways round."""
    mates: dict[int, int] = {}
    opened: list[int] = []
    count: Counter[str] = Counter()
    for number, piece in enumerate(pieces):
        if piece.role is Role.OPEN:
            opened.append(number)
            count[piece.name] += 1
        while piece.role is Role.CLOSE and number not in mates and count[piece.name]:
            other = opened.pop()
            count[pieces[other].name] -= 1
            if pieces[other].name == piece.name:
                mates[number], mates[other] = other, number
    return mates


def _words(source: str, start: int, end: int) -> Iterator[Inline]:
    """Part a text at its line breaks."""
    for space in _SPACES.finditer(source, start, end):
        if "\n" in space[0] or "\r" in space[0]:
            if start < space.start():
                yield Inline(role=Role.TEXT, span=Span(start=start, end=space.start()))
            yield Inline(role=Role.BREAK, span=Span(start=space.start(), end=space.end()))
            start = space.end()
    if start < end:
        yield Inline(role=Role.TEXT, span=Span(start=start, end=end))
