"""Markup projection: a model sees a sentence without its paired markup, and its attention says where the pair goes.

a ⟦0⟧b c⟦1⟧ d  -> a b c d -> the model -> w x y z -> which of these go back to b and c? y z -> w x ⟦0⟧y z⟦1⟧

A link or emphasis around words asks more of a small model than a mark that stands for a name: it must say the words between
two marks, and nothing else. Word alignment does not, and the sentence is translated as if there were no markup.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from translate_pipeline.engines.constrain import BOUNDARY, found_marks
from translate_pipeline.korean import is_particle

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping, Sequence

    from translate_pipeline.engines.decode import Hypothesis


class Lifted(NamedTuple):
    """A pair of markup that was taken out of a text: its marks' numbers, and the pieces that were between them."""

    opening: str
    closing: str
    start: int
    end: int


def lift(
    pieces: Sequence[str], pairs: Sequence[tuple[str, str]], pattern: re.Pattern[str]
) -> tuple[list[str], list[Lifted]]:
    """Return a text's pieces without the marks of some pairs, and where these were, outer pairs before inner ones."""
    marks = {mark.number: mark for mark in found_marks(pieces, pattern)}
    gone = {number for pair in pairs if set(pair) <= set(marks) for number in pair}
    dropped = {at for number in gone for at in range(marks[number].start, marks[number].end)}
    for at in range(len(pieces) - 1):  # a space alone before a mark goes with it where another follows
        if pieces[at] == BOUNDARY and at + 1 in dropped and _next(pieces, at + 1, dropped).startswith(BOUNDARY):
            dropped.add(at)
    kept = [at for at in range(len(pieces)) if at not in dropped]
    found = []
    for opening, closing in pairs:
        if {opening, closing} <= gone:
            start = sum(at < marks[opening].start for at in kept)
            end = sum(at < marks[closing].start for at in kept)
            found.append(Lifted(opening, closing, start, end))
    return [pieces[at] for at in kept], sorted(found, key=lambda pair: (pair.start, -pair.end))


def _next(pieces: Sequence[str], at: int, dropped: set[int]) -> str:
    return next((pieces[index] for index in range(at, len(pieces)) if index not in dropped), "")


def project(answer: Hypothesis, pairs: Sequence[Lifted], spelled: Mapping[str, tuple[str, ...]]) -> Hypothesis | None:
    """Return an answer with the marks of pairs around what goes back to what was between them; None where nothing does."""
    rows = answer.attention[: len(answer.pieces)]
    links = [max(range(len(row)), key=row.__getitem__) if any(row) else -1 for row in rows]
    put: list[tuple[int, int, int, str]] = []
    spans: dict[Lifted, tuple[int, int]] = {}
    for rank, pair in enumerate(pairs):
        places = []
        for low, high in _rooms(pair, spans, len(links)):
            span = _densest([pair.start <= link < pair.end for link in links[low:high]])
            if span is not None:
                start, end = _whole_words(answer.pieces, low + span[0], low + span[1])
                places.append((span[2], max(start, low), min(end, high)))
        if not places:
            return None
        _, start, end = max(places, key=lambda place: place[0])
        spans[pair] = start, end
        put += [(start, 1, rank, pair.opening), (end, 0, -rank, pair.closing)]  # at one place what closes comes first
    pieces: list[str] = []
    at = 0
    for cut, _, _, number in sorted(put):
        pieces += [*answer.pieces[at:cut], *spelled[number]]
        at = cut
    return answer._replace(pieces=[*pieces, *answer.pieces[at:]], attention=[])


def _rooms(pair: Lifted, spans: Mapping[Lifted, tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Return the stretches of an answer that a pair may be in: inside those around it, and between those beside it."""
    around = [span for other, span in spans.items() if other.start <= pair.start and pair.end <= other.end]
    beside = [span for other, span in spans.items() if other.end <= pair.start or pair.end <= other.start]
    low, high = max((span[0] for span in around), default=0), min((span[1] for span in around), default=length)
    rooms = []
    for start, end in sorted(beside):
        rooms.append((low, min(start, high)))
        low = max(low, end)
    return [(start, end) for start, end in (*rooms, (low, high)) if start < end]


def _whole_words(pieces: Sequence[str], start: int, end: int) -> tuple[int, int]:
    """Return a stretch of pieces that begins and ends with a word; a Korean particle behind it stays outside.

    >>> _whole_words(["▁see", "▁glos", "sary", "▁first"], 2, 3), _whole_words(["▁용어", "집", "을", "▁보"], 0, 3)
    ((1, 3), (0, 2))
    """
    if not any(piece.startswith(BOUNDARY) for piece in pieces[1:]):
        return start, end  # words are not spaced
    while start + 1 < end and is_particle(pieces[start]):
        start += 1
    while start > 0 and _goes_on(pieces[start]) and _goes_on(pieces[start - 1], letters_only=True):
        start -= 1
    while end < len(pieces) and _goes_on(pieces[end]) and not is_particle(pieces[end]):
        end += 1
    while end - 1 > start and is_particle(pieces[end - 1]):
        end -= 1
    return start, end


def _goes_on(piece: str, *, letters_only: bool = False) -> bool:
    """Whether a piece is letters that go on a word, or may be gone on from."""
    return piece.removeprefix(BOUNDARY).isalpha() and (letters_only or not piece.startswith(BOUNDARY))


def _densest(inside: Sequence[bool]) -> tuple[int, int, int] | None:
    """Return the stretch with the most pieces inside over those that are not, and how many more; None without any.

    Of equal ones, the longest.

    >>> _densest([False, True, True, False, True, False, False, True])
    (1, 5, 2)
    """
    best, total, start = (0, 0, 0), 0, 0
    for at, one in enumerate(inside):
        if total <= 0:
            total, start = 0, at
        total += 1 if one else -1
        if one and total >= best[2]:
            best = (start, at + 1, total)
    return best if best[2] else None
