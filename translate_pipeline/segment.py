"""Cut blocks into segments without losing a character.

sentencex finds sentence ends; the CJK rules it lacks are here: a quotation followed by と, という or 라고 stays in its
sentence, a full stop followed by a digit or a Latin letter ends one, `U.S.の` does not. Lines that are furniture, photo
credits or hashtags are segments of their own.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

import sentencex

from translate_pipeline.model import Block, BlockKind, Inline, Role, Segment, SegmentKind, Span
from translate_pipeline.scripts import HANGUL, is_wide

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from translate_pipeline.model import Locale, Post

_CODES = {"zh": "zh", "ja": "ja", "ko": "ko", "en": "en"}
_LONG = 20_000
"""Code points."""

_NEAR = 80
"""Code points before and after a supposed sentence end that tell whether it is one."""

_CLOSERS = "」』）)】》〉”’\"'］]｝}"
_OPENERS = {"「": "」", "『": "』", "（": "）", "(": ")", "【": "】", "《": "》", "〈": "〉", "“": "”", "‘": "’", "［": "］"}
_CLOSING = frozenset(_OPENERS.values())
_END = re.compile(f"[。！？!?｡]+[{re.escape(_CLOSERS)}]*")
_JA_QUOTED_ON = re.compile(
    r"(?!そして|しかし|だが|でも(?:[、,]|そ)|また|それ|これ|ここ|その|この|いま|ただ|だから|なお|もし|まず|つまり|とはいえ|ところ|とくに|とりわけ|ともあれ|もちろん|もっとも|はたして|はじめ|なぜ|どう)"
    r"(?:と|って|など|なんて|の|を|が|は|も|に|へ|で|から|まで|より|な|だ|か|や|ほど|くらい|ばかり|だけ|さえ|こそ|、|，)"
)
_KO_QUOTED_ON = re.compile(f"[{HANGUL}]")
_TAG_ONLY = re.compile(r"^\s*[#＃](?![\s#＃]|\d+[\s,:：ぁ-ゖ])[^。．！？!?、]*$")
_LATIN_DOT = re.compile(r"[A-Za-z0-9]\.$")


def is_hashtag_line(text: str) -> bool:
    """Whether a line is nothing but hashtags, multi-word ones included.

    >>> is_hashtag_line("#NVIDIA #Advanced Micro Devices #サムスン電子"), is_hashtag_line("#1 in the market. And more")
    (True, False)
    """
    return _TAG_ONLY.match(text) is not None


def sentence_ends(text: str, language: str) -> tuple[int, ...]:
    """Return the offsets after which a new sentence begins, the end of the text not among them.

    >>> sentence_ends("「安い。速い。」と言う。実際、そうだ。3倍だ。", "ja")
    (12, 19)
    """
    cuts = {start for start in _starts(text, language) if 0 < start < len(text)}
    if language in {"ja", "zh"}:
        depth = _depths(text)
        cuts = {cut for cut in cuts if not depth[cut]} | set(_bare_stops(text, depth))
    return tuple(cut for cut in sorted(cuts) if not _goes_on(text, cut, language))


def _starts(text: str, language: str) -> Iterator[int]:
    """Yield where sentencex lets sentences begin. It is quadratic, so long texts are asked in slices."""
    at = 0
    while at < len(text):
        end = at + _LONG
        if end < len(text):
            end = max((match.end() for match in _END.finditer(text, at + _LONG // 2, end)), default=end)
        for item in sentencex.get_sentence_boundaries(_CODES.get(language, language), text[at:end]):
            yield at + int(item["start_index"])
        at = end


def _bare_stops(text: str, depth: list[int]) -> Iterator[int]:
    """Yield the ends after 。！？ that stand outside every bracket and quotation."""
    for match in _END.finditer(text):
        ascii_stop = match.group()[0] in "!?"
        end = match.end()
        if not depth[match.start()] and end < len(text) and (not ascii_stop or text[end].isspace()):
            yield end


def _depths(text: str) -> list[int]:
    """Return, for each offset (the end included), how many brackets that do close are open there."""
    opened: list[tuple[str, int]] = []
    depth = [0] * (len(text) + 2)
    for index, char in enumerate(text):
        if char in _OPENERS:
            opened.append((_OPENERS[char], index))
        elif char in _CLOSING:
            at = next((i for i in range(len(opened) - 1, max(-1, len(opened) - 9), -1) if opened[i][0] == char), None)
            if at is not None:
                depth[opened[at][1] + 1] += 1
                depth[index + 1] -= 1
                del opened[at:]
    return list(accumulate(depth))


def _goes_on(text: str, cut: int, language: str) -> bool:
    """Whether what follows a supposed sentence end belongs to the sentence before it."""
    before, after = text[max(0, cut - _NEAR) : cut].rstrip(), text[cut : cut + _NEAR]
    solid = not text[cut - 1].isspace() and not after[:1].isspace()
    if not before or after.lstrip()[:1] in _NEVER_FIRST:
        return True
    if language in {"ja", "zh"} and solid and _LATIN_DOT.search(before):
        return True  # U.S.の, Node.js
    if not solid:
        return False
    if language == "ja" and before[-1] in _CLOSERS:
        return _JA_QUOTED_ON.match(after) is not None
    if language == "ko":
        return before[-1] in _CLOSERS and _KO_QUOTED_ON.match(after) is not None
    return language == "en" and before[-1] not in "。！？"


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a block: its words, the source offset of each, and the range of the block that it takes up."""

    text: str
    offsets: tuple[int, ...]
    span: Span
    hard: bool
    """Whether a hard break ends it."""


def segment(
    post: Post, locale_of: Callable[[str], Locale | None], is_furniture: Callable[[str], bool]
) -> tuple[Segment, ...]:
    """Cut every block of a post. `locale_of` tells the language of words, `is_furniture` knows page furniture."""
    found: list[Segment] = []
    cutter = _Cutter(post.source, locale_of, is_furniture)
    for number, block in enumerate(post.blocks):
        found += cutter.segments(block, number)
    return tuple(found)


_LEAD_IN = 80
"""Characters; a shorter first line that ends in a colon stands for itself."""
_NEVER_FIRST = frozenset("，、；：。！？）」』】》〉”’")
"""No sentence begins with these."""
_TEMPLATE = re.compile(r"\s*(?:\{%.*?%\}\s*)+")
"""A line of nothing but template tags."""
_ENTRY = re.compile(r"\s*\ufffc\s+[-–—:]\s")
"""How a line begins that says what some code is for: `upload()` - stores a file."""


def _lines(source: str, block: Block) -> Iterator[_Line]:
    """Yield the lines of a block. Markup is left out; code stands as one U+FFFC, so that a sentence keeps its shape."""
    text: list[str] = []
    offsets: list[int] = []
    start = block.span.start
    for inline in block.inlines:
        if inline.role is Role.TEXT:
            text.append(inline.span.of(source))
            offsets.extend(range(inline.span.start, inline.span.end))
        elif inline.role is Role.CODE:
            text.append("\ufffc")
            offsets.append(inline.span.start)
        elif inline.role in {Role.BREAK, Role.HARD}:
            span = Span(start=start, end=inline.span.end)
            yield _Line("".join(text), tuple(offsets), span, inline.role is Role.HARD)
            text, offsets, start = [], [], inline.span.end
    yield _Line("".join(text), tuple(offsets), Span(start=start, end=block.span.end), hard=True)


def _stretches(lines: list[_Line], is_furniture: Callable[[str], bool]) -> Iterator[_Line]:
    """Yield stretches of running text: lines joined, parted by hard breaks and by lines that stand on their own."""
    run: list[_Line] = []
    for line in lines:
        alone = is_furniture(line.text.strip()) or is_hashtag_line(line.text) or _TEMPLATE.fullmatch(line.text) is not None
        if (alone or _ENTRY.match(line.text)) and run:
            yield _join(run)
            run = []
        run.append(line)
        lead_in = len(run) == 1 and line.text.rstrip().endswith((":", "：")) and len(line.text) < _LEAD_IN
        if alone or line.hard or lead_in:
            yield _join(run)
            run = []
    if run:
        yield _join(run)


def _join(lines: list[_Line]) -> _Line:
    text, offsets = lines[0].text, list(lines[0].offsets)
    for before, line in pairwise(lines):
        if text and line.text and not (is_wide(text[-1]) and is_wide(line.text[0])):
            text += " "
            offsets.append(before.span.end - 1)
        text += line.text
        offsets += line.offsets
    return _Line(text, tuple(offsets), Span(start=lines[0].span.start, end=lines[-1].span.end), hard=True)


class _Cutter:
    """Cuts the blocks of one source."""

    def __init__(self, source: str, locale_of: Callable[[str], Locale | None], is_furniture: Callable[[str], bool]):
        self.source, self.locale_of, self.is_furniture = source, locale_of, is_furniture

    def segments(self, block: Block, number: int) -> Iterator[Segment]:
        """Yield the segments of a block; their spans cover it exactly, in order."""
        starts = [inline.span.start for inline in block.inlines]
        ends = [inline.span.end for inline in block.inlines]
        opened = {inline.span.end: inline.span.start for inline in block.inlines if inline.role is Role.OPEN}
        for stretch in _stretches(list(_lines(self.source, block)), self.is_furniture):
            kind = _kind(block, stretch.text, self.is_furniture)
            inner = [_place(stretch.offsets[end], opened) for end in self._ends(block, kind, stretch.text)]
            if kind is SegmentKind.SENTENCE and (lead_in := _bold_lead_in(self.source, block)):
                inner = sorted({*inner, lead_in} if stretch.span.start < lead_in < stretch.span.end else inner)
            for start, end in pairwise([stretch.span.start, *inner, stretch.span.end]):
                if start < end:
                    span = Span(start=start, end=end)
                    touching = block.inlines[bisect_right(ends, start) : bisect_left(starts, end)]
                    core, inlines = _core(self.source, touching, span)
                    yield Segment(block=number, kind=kind, span=span, core=core, inlines=inlines)

    def _ends(self, block: Block, kind: SegmentKind, text: str) -> tuple[int, ...]:
        if kind is not SegmentKind.SENTENCE or block.kind is BlockKind.ATTRIBUTE:
            return ()
        locale = self.locale_of(text)
        return sentence_ends(text, locale.language if locale else "en")


def _bold_lead_in(source: str, block: Block) -> int | None:
    """Return where a bold lead-in ends that begins a block: after `**Payment failures:**` or `**Payment failures**:`."""
    first = block.inlines[0] if block.inlines else None
    if first is None or first.role is not Role.OPEN or not first.span.of(source).startswith(("**", "__", "<strong", "<b>")):
        return None
    at = next((i for i, one in enumerate(block.inlines) if one.role is Role.CLOSE and one.pair == first.pair), None)
    if at is None or block.inlines[at].span.start - first.span.end > _LEAD_IN:
        return None
    end = block.inlines[at].span.end
    if source[first.span.end : block.inlines[at].span.start].rstrip().endswith((":", "：")):
        return end
    return end + 1 if source[end : end + 1] in {":", "："} else None


def _kind(block: Block, text: str, is_furniture: Callable[[str], bool]) -> SegmentKind:
    if is_furniture(text.strip()):
        return SegmentKind.FURNITURE
    if block.kind is not BlockKind.META and is_hashtag_line(text):
        return SegmentKind.HASHTAGS
    return SegmentKind.HEADING if block.kind is BlockKind.HEADING else SegmentKind.SENTENCE


def _place(offset: int, opened: dict[int, int]) -> int:
    """Markup that opens right before a sentence belongs to it; what closes before it belongs to the one before."""
    while offset in opened:
        offset = opened[offset]
    return offset


def _core(source: str, inlines: Iterable[Inline], span: Span) -> tuple[Span, tuple[Inline, ...]]:
    """Return a segment's range without outer white space and breaks, and the inlines that touch it, clipped."""
    clipped = [
        replace(inline, span=Span(start=max(inline.span.start, span.start), end=min(inline.span.end, span.end)))
        for inline in inlines
    ]
    while clipped and (trimmed := _trim(source, clipped[0], left=True)) is not clipped[0]:
        clipped[:1] = [trimmed] if trimmed else []
    while clipped and (trimmed := _trim(source, clipped[-1], left=False)) is not clipped[-1]:
        clipped[-1:] = [trimmed] if trimmed else []
    if not clipped:
        return Span(start=span.end, end=span.end), ()
    return Span(start=clipped[0].span.start, end=clipped[-1].span.end), tuple(clipped)


def _trim(source: str, inline: Inline, *, left: bool) -> Inline | None:
    """Return the inline without white space on its outer side; None where nothing else is in it."""
    if inline.role in {Role.BREAK, Role.HARD}:
        return None
    if inline.role is not Role.TEXT:
        return inline
    text = inline.span.of(source)
    stripped = text.lstrip() if left else text.rstrip()
    if len(stripped) == len(text):
        return inline
    if not stripped:
        return None
    cut = len(text) - len(stripped)
    start, end = (inline.span.start + cut, inline.span.end) if left else (inline.span.start, inline.span.end - cut)
    return replace(inline, span=Span(start=start, end=end))
