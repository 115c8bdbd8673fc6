"""HTML: where its words are. A page is never written anew; what lies between the blocks comes out byte for byte.

What makes no sense, such as a tag or a comment that never ends, is skeleton to the end. A missing end tag is nothing
unusual: a block is whatever inline content stands between two block-level tags.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from translate_pipeline.formats.html_tokens import Token, names, tokens
from translate_pipeline.model import Block, BlockKind, Inline, Role, Span

if TYPE_CHECKING:
    from collections.abc import Iterator


_KINDS = {
    **dict.fromkeys(names("h1 h2 h3 h4 h5 h6 title"), BlockKind.HEADING),
    **dict.fromkeys(names("li dt dd"), BlockKind.ITEM),
    **dict.fromkeys(names("td th"), BlockKind.CELL),
    **dict.fromkeys(names("figcaption caption"), BlockKind.CAPTION),
}
# block-level here, but no reason for an open `<p>` to end
_PHRASING = names("button datalist label optgroup option select")
_BLOCKS = _PHRASING.union(
    _KINDS,
    names("html head body p hgroup ul ol dl menu dir table colgroup thead tbody tfoot tr div section article aside"),
    names("header footer nav main search blockquote figure address details summary dialog form fieldset legend"),
    names("hr center"),
)
# they part blocks and stay as they are, with all that is in them; `plaintext` never ends
_SKELETON = names("applet audio canvas iframe noembed noframes noscript object plaintext pre").union(
    names("script style template textarea video xmp")
)
_APART = _BLOCKS | _SKELETON
# what people forget to close
_MEDIA = names("applet audio canvas iframe noembed noframes noscript object video plaintext")
# they stand inside a block as they are, with all that is in them; `rt` says how a name is read
_CODES = names("code kbd math rp rt rtc samp svg tt var")
# start tags, and the open elements that they end
_IMPLIED = {
    **dict.fromkeys(names("li"), names("li")),
    **dict.fromkeys(names("option optgroup"), names("option")),
    **dict.fromkeys(names("dt dd"), names("dt dd")),
    **dict.fromkeys(names("td th"), names("td th")),
    **dict.fromkeys(names("tr"), names("td th tr")),
    **dict.fromkeys(names("thead tbody tfoot"), names("td th tr thead tbody tfoot")),
}
_META = names("description og:title og:description twitter:title twitter:description")

_SPACES = re.compile(r"[ \t\n\r\f]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """Where the words of a page are, and the raw value of `<html lang>`."""

    blocks: tuple[Block, ...]
    declared: str | None
    declared_span: Span | None
    unclosed: int | None = None
    """Where an element begins that is left alone (`<pre>`, `translate="no"`) and does not end in this piece."""


def parse(source: str, start: int = 0, end: int | None = None) -> Parsed:
    """Find the words of `source[start:end]`, a page or a piece of one. All offsets count from the start of `source`.

    >>> [block.span.of("<p>a <b>word</b>") for block in parse("<p>a <b>word</b>").blocks]
    ['a <b>word</b>']
    >>> parse("<p>12 &nbsp;").blocks
    ()
    """
    end = len(source) if end is None else min(end, len(source))
    builder = _Builder(source)
    for token in tokens(source, start + source.startswith("\ufeff", start), end):
        builder.feed(token)
    unclosed = builder.left_alone
    builder.close(end)
    span = builder.language
    declared = span.of(source) if span else None
    return Parsed(blocks=tuple(builder.blocks), declared=declared, declared_span=span, unclosed=unclosed)


def end_of_left_alone(source: str, start: int) -> int:
    r"""Return where the element that begins at `start`, and is left alone, ends; `start` itself where it never does.

    >>> end_of_left_alone("<pre>a\n\n<b>b</pre> c", 0)
    18
    """
    builder = _Builder(source)
    for token in tokens(source, start, len(source)):
        before = builder.left_alone
        builder.feed(token)
        if before is not None and builder.left_alone is None:
            return token.end if token.role is Role.CLOSE else token.start
    return start


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
        self._pieces: list[Token] = []  # of the block that is being read
        self._attributes: list[Block] = []

    def feed(self, token: Token) -> None:
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

    @property
    def left_alone(self) -> int | None:
        """Where the element begins that is being left alone, if its end is worth waiting for."""
        return None if self._subtree is None or self._subtree.name in _MEDIA else self._subtree.start

    def close(self, end: int) -> None:
        """End everything."""
        self._leave(end)
        self._flush()

    def _start(self, token: Token) -> None:
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

    def _values(self, token: Token, name: str) -> list[str]:
        """Return the words of an attribute."""
        span = token.attributes.get(name)
        return span.of(self._source).lower().split() if span else []

    def _stays_in(self, tree: _Subtree, token: Token) -> bool:
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
            self._pieces.append(Token(Role.CODE, tree.start, end, words=words))

    def _collect(self, token: Token) -> None:
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


def _block(source: str, pieces: list[Token], kind: BlockKind) -> Block:
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


def _mates(pieces: list[Token]) -> dict[int, int]:
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
