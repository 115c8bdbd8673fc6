"""What a model sees of a protected segment, and what is found again in its answer. Inverse of `protect`.

A mark stands for a shield. An answer is taken only when every mark is in it exactly once and paired markup closes after it
opens; anything else is for the caller's ladder (`translate`).
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from translate_pipeline.codes import ITEM
from translate_pipeline.model import Shield, ShieldKind
from translate_pipeline.scripts import has_letters

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from translate_pipeline.model import Parts, Protected
    from translate_pipeline.shapes import Shape

_NO_WORDS = ("![", "<!--", "[^", "<img", "<a ", "</")
"""How code begins that is not read as a word."""

_PROPORTION, _ENOUGH = 3, 12
"""A pair may hold a third of what it held; letters from which that is asked."""
_OPENING, _CLOSING = "(（[［「『“", ")）]］」』”"
_UNKNOWN = re.compile(r"\s?(?:⁇|<unk>|\ufffd)\s?")
_WORD_JOINT = re.compile(r"^[A-Za-z0-9]{2}$")
_SPACES = re.compile(r"\s+")


def peel(protected: Protected) -> tuple[Parts, Parts, Parts]:
    """Return the markup and code before the words, what a model should see, and the markup and code after them."""
    parts = list(protected.parts)
    before: list[str | Shield] = []
    after: list[str | Shield] = []
    while parts and _outer(parts[0]):
        before.append(parts.pop(0))
    if before and parts and isinstance(parts[0], str) and parts[0][:1].isspace():
        before.append(" ")
        parts[0] = parts[0].lstrip()
    while parts and (_outer(parts[-1]) or _colon_after_markup(parts)):
        after.insert(0, parts.pop())
    opened, closed = (_halves(side, half) for side, half in ((before, "opens"), (after, "closes")))
    while any(_halves([part], "opens") - closed for part in before):  # [a list](/x) is new: the pair stays together
        parts.insert(0, before.pop())
    while any(_halves([part], "closes") - opened for part in after):
        parts.append(after.pop(0))
    return tuple(before), tuple(parts), tuple(after)


def _halves(parts: Sequence[str | Shield], half: str) -> set[int]:
    """Return the pairs whose opening or closing half is among some parts."""
    return {pair for part in parts if isinstance(part, Shield) for pair in getattr(part, half)}


def _colon_after_markup(parts: Sequence[str | Shield]) -> bool:
    """Whether the last part is the colon behind a lead-in: `**Payment failures**:`."""
    last = parts[-1]
    before = parts[-2] if len(parts) > 1 else None
    return isinstance(last, str) and last.strip() in {":", "："} and isinstance(before, Shield) and bool(before.closes)


def _outer(part: str | Shield) -> bool:
    """Whether a part at the edge is no word of the sentence: markup, an image, a comment, a footnote mark."""
    if isinstance(part, str):
        return not part.strip()
    if part.kind is not ShieldKind.CODE:
        return part.kind is ShieldKind.MARKUP
    return part.source.startswith(_NO_WORDS) or ITEM.fullmatch(part.source.strip()) is not None


def has_words(parts: Parts) -> bool:
    """Whether there is anything left for a model to translate."""
    return any(has_letters(part) for part in parts if isinstance(part, str))


def mark(parts: Parts, shape: Shape) -> tuple[str, tuple[Shield, ...]]:
    """Return the text a model sees, marks in place of shields, and the shields in the order of their numbers."""
    shields = tuple(part for part in parts if isinstance(part, Shield))
    numbers = iter(range(len(shields)))
    text = ""
    for part in parts:
        piece = part if isinstance(part, str) else shape.form.format(next(numbers))
        text += f" {piece}" if shape.spaced and _WORD_JOINT.search(text[-1:] + piece[:1]) else piece
    return _SPACES.sub(" ", text).strip(), shields


def unmark(answer: str, shields: Sequence[Shield], shape: Shape) -> Parts | None:
    """Return an answer with the shields back in place; None unless each mark is there once and markup nests."""
    cut = shape.pattern.split(_UNKNOWN.sub(" ", answer))
    numbers = [int(number) for number in cut[1::2]]
    if sorted(numbers) != list(range(len(shields))):
        return None
    parts: list[str | Shield] = []
    for index, piece in enumerate(cut):
        part = shields[int(piece)] if index % 2 else piece
        if part:
            parts.append(part)
    if any("⟦" in part or "⟧" in part for part in parts if isinstance(part, str)) or not nests(parts):
        return None
    return tuple(parts)


def nests(parts: Sequence[str | Shield]) -> bool:
    """Whether markup that opens and closes among these parts does so in order, with something to read inside.

    What closes here and opened before them, or opens here and closes after them, has something to read on this side too.
    """
    opening = {pair for part in parts if isinstance(part, Shield) for pair in part.opens}
    closing = {pair for part in parts if isinstance(part, Shield) for pair in part.closes}
    stack: list[tuple[int, int]] = []
    read, lowest, highest = 0, math.inf, -math.inf
    for part in parts:
        if isinstance(part, Shield):
            for pair in part.closes:
                if pair in opening:
                    if not stack or stack[-1][0] != pair or stack.pop()[1] == read:
                        return False
                elif stack or not read or pair > lowest:  # what opened last, closes first
                    return False
                else:
                    lowest = pair
            for pair in part.opens:
                if pair not in closing and (pair < highest or any(one in closing for one, _ in stack)):
                    return False
                highest = highest if pair in closing else pair
                stack.append((pair, read))
        read += legible(part)
    return all(before < read for _, before in stack)


def enclosed(parts: Sequence[str | Shield]) -> dict[int, frozenset[int]]:
    """Return, for each shield that is read, the pairs of markup around it: a name does not leave its link.

    Keys are the identities of shields, which an answer shares with its question.
    """
    opening = {pair for part in parts if isinstance(part, Shield) for pair in part.opens}
    around = {pair for part in parts if isinstance(part, Shield) for pair in part.closes} - opening
    found: dict[int, frozenset[int]] = {}
    for part in parts:
        if isinstance(part, Shield):
            around = (around - {*part.closes}) | {*part.opens}
            if part.word or part.kind is ShieldKind.CODE:
                found[id(part)] = frozenset(around)
    return found


def proportionate(source: Sequence[str | Shield], target: Sequence[str | Shield]) -> bool:
    """Whether each pair of markup holds about as much of the target as of the source: no link on a lone particle."""
    ours, theirs = _shares(source), _shares(target)
    return all(theirs[pair] * _PROPORTION >= share for pair, share in ours.items() if pair in theirs)


def balanced(parts: Sequence[str | Shield]) -> bool:
    """Whether no bracket or quotation mark of the words opens inside a pair of markup and closes outside it."""
    open_at: dict[int, int] = {}
    depth = 0
    for part in parts:
        if isinstance(part, str):
            depth += sum(char in _OPENING for char in part) - sum(char in _CLOSING for char in part)
            continue
        if any(open_at.get(pair, depth) != depth for pair in part.closes):
            return False
        open_at |= dict.fromkeys(part.opens, depth)
    return True


def _shares(parts: Sequence[str | Shield]) -> dict[int, float]:
    """Return the share of what is read that each pair holds, of pairs that open and close here."""
    total = sum(map(legible, parts)) or 1
    if total < _ENOUGH:
        return {}
    read, begun, shares = 0, dict[int, int](), dict[int, float]()
    for part in parts:
        if isinstance(part, Shield):
            shares |= {pair: (read - begun[pair]) / total for pair in part.closes if pair in begun}
            begun |= dict.fromkeys(part.opens, read)
        read += legible(part)
    return shares


def legible(part: str | Shield) -> int:
    """Count what can be read of a part; code is one word."""
    if isinstance(part, Shield) and part.kind is ShieldKind.CODE:
        return 1
    return sum(map(str.isalnum, part if isinstance(part, str) else part.word))


def render(parts: Parts, escape: Callable[[str], str]) -> str:
    """Return the raw text of target parts."""
    return "".join(part.target if isinstance(part, Shield) else escape(part) for part in parts)


def plain(parts: Parts) -> str:
    """Return the words of target parts, without markup."""
    return "".join(part.word if isinstance(part, Shield) else part for part in parts)
