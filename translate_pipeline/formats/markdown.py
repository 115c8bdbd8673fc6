"""Markdown (CommonMark with GFM tables, task lists, footnotes and front matter): where its words are.

marko reports a source span for every element; this module turns them into blocks whose inlines tile the block exactly.
Nothing is ever rendered from marko's tree: whatever is not a word comes out byte for byte.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from marko import Markdown, parser
from marko.ext import footnote
from marko.ext.gfm import GFM
from marko.helpers import MarkoExtension

from translate_pipeline.formats import emphasis, frontmatter, html
from translate_pipeline.formats.escapes import unescape
from translate_pipeline.formats.references import pair_references
from translate_pipeline.model import Anchor, Block, BlockKind, Inline, Role, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LONG = 8_000
"""Code points; marko's inline parser is quadratic, so longer paragraphs are parsed in slices cut at sentence ends."""

_SENTENCE_END = re.compile(r"[。！？]|[.!?](?=\s)")
_EXPLICIT_ID = re.compile(r"\{[^}]*#[^}]*\}\s*$")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)[^>]*?(/?)>", re.DOTALL)
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_ADDRESS = re.compile(r"[!-~\u30a1-\u30fe\u4e00-\u9fff]*[0-9A-Za-z/#&=_~%+*$@\-\u30a1-\u30fe\u4e00-\u9fff]")
"""An address: ASCII, and the Han and katakana of page names; kana, Hangul and full stops are the sentence that goes on."""
_VOID = frozenset({"br", "img", "hr", "wbr", "input", "source", "col", "area", "embed", "track"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What a Markdown source holds: its blocks in order, the language it declares, the headings its own links point to."""

    blocks: tuple[Block, ...]
    declared: str | None = None
    declared_span: Span | None = None
    anchors: tuple[Anchor, ...] = ()


class _SlicingParser(parser.Parser):
    """marko's parser, with over-long inline text parsed in slices."""

    def _parse_inline(self, text: str, source: Any, positions: Sequence[int] | None = None) -> list[Any]:
        if len(text) <= _LONG or positions is None:
            return super()._parse_inline(text, source, positions)
        found: list[Any] = []
        for start, end in _slices(text):
            found += super()._parse_inline(text[start:end], source, positions[start : end + 1])
        return found


class FootnoteDef(footnote.FootnoteDef):
    """A footnote; as on GitHub, it need not be parted from the one before by a blank line."""

    breaks_paragraph = True

    def __init__(self, match: re.Match[str]):
        super().__init__(match)  # type: ignore[no-untyped-call]
        # marko looks for prefixes in lines whose tabs are expanded: one with a tab is never found, and parsing never ends.
        self._prefix = re.sub(r"(?:\\[ \t])+", " +", re.escape(match.group().rstrip())) + " *"


def _slices(text: str) -> Iterator[tuple[int, int]]:
    """Yield ranges of about `_LONG` code points that end at a sentence end where there is one."""
    start = 0
    while start < len(text):
        end = min(start + _LONG, len(text))
        if end < len(text):
            last = max((m.end() for m in _SENTENCE_END.finditer(text, start + _LONG // 2, end)), default=end)
            end = last
        yield start, end
        start = end


@cache
def _markdown() -> Markdown:
    notes = MarkoExtension(elements=[footnote.Document, FootnoteDef, footnote.FootnoteRef])
    return Markdown(parser=_SlicingParser, extensions=[GFM, notes])


def parse(source: str) -> Parsed:
    """Find the words of a Markdown source. Raises `ReadError` for broken front matter."""
    front = frontmatter.parse(source)
    text, offsets = _normalise(source, front.end)
    document = _markdown().parse(text)
    reader = _Reader(source=source, text=text, offsets=offsets)
    reader.visit(document, in_item=False)
    fragments = reader.fragments | {unquote(m) for m in re.findall(r"""href=["']#([^"']+)["']""", source)}
    return Parsed(
        blocks=front.blocks + tuple(sorted(reader.blocks, key=lambda block: block.span.start)),
        declared=front.declared,
        declared_span=front.declared_span,
        anchors=tuple(anchor for anchor in reader.anchors if anchor.slug in fragments),
    )


def _normalise(source: str, start: int) -> tuple[str, list[int] | int]:
    r"""Return the body with `\n` line ends, as marko counts it, and a map from its offsets to the source's."""
    body = source[start:]
    if "\r" not in body:
        return body, start
    kept, offsets = [], []
    for match in re.finditer(r"\r\n|\r|[^\r]+", body):
        piece = match.group()
        if piece[0] == "\r":
            kept.append("\n")
            offsets.append(start + match.start())
        else:
            kept.append(piece)
            offsets.extend(range(start + match.start(), start + match.end()))
    offsets.append(len(source))
    return "".join(kept), offsets


class _Reader:
    """Walks marko's tree and collects blocks, heading anchors and the fragments that links point to."""

    def __init__(self, *, source: str, text: str, offsets: list[int] | int):
        self.source, self.text, self.offsets = source, text, offsets
        self.blocks: list[Block] = []
        self.anchors: list[Anchor] = []
        self.fragments: set[str] = set()
        self._slugs: dict[str, int] = {}
        self._unclosed = False
        self._alone = 0
        """Where an HTML element ends that is left alone and holds blank lines, which end its HTML block for CommonMark."""

    def at(self, offset: int) -> int:
        """Map an offset of marko's text to one of the source."""
        return offset + self.offsets if isinstance(self.offsets, int) else self.offsets[offset]

    def visit(self, element: Any, *, in_item: bool) -> None:
        """Collect what `element` and its children hold."""
        name = type(element).__name__
        if name in {"Heading", "SetextHeading"}:
            self._heading(element)
        elif name == "Paragraph":
            self._block(element, BlockKind.ITEM if in_item else BlockKind.PARAGRAPH)
        elif name == "TableCell":
            self._block(element, BlockKind.CELL)
        elif name == "HTMLBlock":
            self._html(*map(self.at, element.source_span))
        elif isinstance(element.children, list):
            for child in element.children:
                self.visit(child, in_item=in_item or name == "ListItem")

    def _html(self, start: int, end: int) -> None:
        if self._alone >= end:
            return
        found = html.parse(self.source, max(start, self._alone), end)
        self.blocks += [replace(block, inlines=pair_references(block.inlines, self.source)) for block in found.blocks]
        if found.unclosed is not None and not self._unclosed:
            self._alone = html.end_of_left_alone(self.source, found.unclosed)
            self._unclosed = self._alone == found.unclosed  # nor will later ones end: the search is not made again

    def _heading(self, element: Any) -> None:
        block = self._block(element, BlockKind.HEADING)
        if block is None or _EXPLICIT_ID.search(block.span.of(self.source)):
            return
        slug = slugify(_plain(element))
        seen = self._slugs.get(slug, 0)
        self._slugs[slug] = seen + 1
        self.anchors.append(Anchor(slug=f"{slug}-{seen}" if seen else slug, span=block.span))

    def _block(self, element: Any, kind: BlockKind) -> Block | None:
        tiles = list(self._tiles(element.children))
        if kind is BlockKind.PARAGRAPH and len(element.children) == 1 and type(element.children[0]).__name__ == "Image":
            kind, tiles = BlockKind.CAPTION, list(self._halves(element.children[0]))
        inlines = _tile(tiles)
        if not inlines:
            return None
        inlines = pair_references(pair_html(inlines, self.source), self.source)
        inlines = emphasis.pair_literal_strong(inlines, self.source)
        span = Span(start=inlines[0].span.start, end=inlines[-1].span.end)
        block = Block(kind=kind, span=span, inlines=inlines, syntax="markdown")
        if span.start < self._alone:
            return None
        if any(inline.role is Role.TEXT for inline in inlines):
            self.blocks.append(block)
        return block

    def _tiles(self, children: Any) -> Iterator[tuple[Role, int, int, int | None, str]]:
        for child in children:
            span = child.source_span
            if span is None or span[0] >= span[1]:
                continue
            name = type(child).__name__
            start, end = self.at(span[0]), self.at(span[1])
            if name in {"RawText", "Literal"}:
                yield Role.TEXT, start, end, None, ""
            elif name == "LineBreak":
                yield (Role.BREAK if child.soft else Role.HARD), start, end, None, ""
            elif name in {"Emphasis", "StrongEmphasis", "Strikethrough", "Link"}:
                yield from self._halves(child)
            elif name == "InlineHTML" and _LINE_BREAK.fullmatch(self.source, start, end):
                yield Role.HARD, start, end, None, ""
            elif name == "Url" and (bare := _ADDRESS.match(self.source, start, end)):
                yield Role.CODE, start, bare.end(), None, ""
                if bare.end() < end:  # GFM takes 。 and ） into an address
                    yield Role.TEXT, bare.end(), end, None, ""
            else:
                yield Role.CODE, start, end, None, ""

    def _halves(self, element: Any) -> Iterator[tuple[Role, int, int, int | None, str]]:
        """Yield the opening half, what is inside, and the closing half of paired markup."""
        start, end = (self.at(offset) for offset in element.source_span)
        if type(element).__name__ == "Link" and element.dest.startswith("#"):
            self.fragments.add(unquote(element.dest[1:]))
        spans = element.syntax_spans or []
        if len(spans) != 2 or not element.children:
            yield Role.CODE, start, end, None, ""
            return
        (_, opened), (closing, _) = spans
        inner, closer = self.at(opened), self.at(closing)
        rewrite = ""
        if self.source[closer:end] in {"]", "][]"}:
            rewrite = f"][{self.source[inner:closer]}]"
        yield Role.OPEN, start, inner, start, ""
        yield from self._tiles(element.children)
        yield Role.CLOSE, closer, end, start, rewrite


def _tile(tiles: list[tuple[Role, int, int, int | None, str]]) -> tuple[Inline, ...]:
    """Return inlines that cover everything from the first tile to the last.

    Gaps after a line break are its container prefix; other gaps stand as they are. Outer breaks are left out.
    """
    while tiles and tiles[0][0] in {Role.BREAK, Role.HARD}:
        tiles.pop(0)
    while tiles and tiles[-1][0] in {Role.BREAK, Role.HARD}:
        tiles.pop()
    inlines: list[Inline] = []
    for role, start, end, pair, rewrite in tiles:
        before = inlines[-1] if inlines else None
        if before and before.span.end < start:
            gap = Role.CODE if before.role not in {Role.BREAK, Role.HARD} else before.role
            inlines.append(Inline(role=gap, span=Span(start=before.span.end, end=start)))
        elif before and before.span.end > start:
            return ()
        inlines.append(Inline(role=role, span=Span(start=start, end=end), pair=pair, rewrite=rewrite))
    return merge(inlines)


def merge(inlines: Sequence[Inline]) -> tuple[Inline, ...]:
    """Join neighbours of the same role where the role allows it (text with text, a break with its prefix)."""
    merged: list[Inline] = []
    for inline in inlines:
        last = merged[-1] if merged else None
        if last and last.role is inline.role and inline.role in {Role.TEXT, Role.BREAK, Role.HARD}:
            merged[-1] = Inline(role=last.role, span=Span(start=last.span.start, end=inline.span.end))
        else:
            merged.append(inline)
    return tuple(merged)


def pair_html(inlines: tuple[Inline, ...], source: str) -> tuple[Inline, ...]:
    """Turn inline HTML tags that open and close properly into OPEN and CLOSE; others stay CODE."""
    out = list(inlines)
    stack: list[tuple[str, int, int]] = []
    depth: list[int] = []
    for index, inline in enumerate(inlines):
        if inline.role is Role.OPEN:
            depth.append(inline.span.start)
        elif inline.role is Role.CLOSE and depth:
            depth.pop()
        tag = _TAG.fullmatch(inline.span.of(source)) if inline.role is Role.CODE else None
        if tag is None or tag[3] or tag[2].lower() in _VOID:
            continue
        here = depth[-1] if depth else -1
        if not tag[1]:
            stack.append((tag[2].lower(), index, here))
        elif stack and stack[-1][0] == tag[2].lower() and stack[-1][2] == here:
            _, opener, _ = stack.pop()
            pair = inlines[opener].span.start
            out[opener] = Inline(role=Role.OPEN, span=inlines[opener].span, pair=pair)
            out[index] = Inline(role=Role.CLOSE, span=inline.span, pair=pair)
    return tuple(out)


def _plain(element: Any) -> str:
    children = getattr(element, "children", "")
    if isinstance(children, str):
        return unescape(children)
    return "".join(_plain(child) for child in children)


def slugify(heading: str) -> str:
    """Return the anchor that GitHub and most site generators give a heading.

    >>> slugify("価格の話: GPT-4o と API")
    '価格の話-gpt-4o-と-api'
    """
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return kept.replace(" ", "-")


def literal_pairs(raw: str) -> tuple[tuple[int, int], ...]:
    """Return where `**` opens and closes in a block's raw text without CommonMark seeing it.

    >>> literal_pairs("これは**「重要」**です"), literal_pairs("これは**重要**です")
    (((3, 9),), ())
    """
    literal = [inline for block in parse_blocks(raw) for inline in block.inlines if inline.literal]
    closes = {inline.pair: inline.span.start for inline in literal if inline.role is Role.CLOSE}
    return tuple((inline.span.start, closes[inline.pair]) for inline in literal if inline.role is Role.OPEN)


def close_strong(raw: str) -> str:
    """Return a block's raw text with strong emphasis that opens and closes where CommonMark would show its asterisks.

    >>> close_strong("これは**「重要」**です"), close_strong("これは**重要**です")
    ('これは「**重要**」です', 'これは**重要**です')
    """
    pairs = literal_pairs(raw) if "**" in raw else ()
    for start, end in reversed(pairs):
        raw = raw[:start] + emphasis.mend(raw[:start], "**", raw[start + 2 : end], raw[end + 2 :]) + raw[end + 2 :]
    return raw


def parse_blocks(raw: str) -> tuple[Block, ...]:
    """Return the blocks of a piece of Markdown without front matter."""
    text, offsets = _normalise(raw, 0)
    reader = _Reader(source=raw, text=text, offsets=offsets)
    reader.visit(_markdown().parse(text), in_item=False)
    return tuple(reader.blocks)
