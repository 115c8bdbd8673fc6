"""Constrained decoding: a model is made to write the marks that it left out, where its own attention says that they belong.

a mark is missing  -> the pieces that look at it most -> what stands before them, the mark, and the model goes on from there
a mark is too much -> what stands before it, and the model goes on without that mark; or only it is taken out

The model scores what comes of it, and the best answer is kept, until every mark is there as often as in the question.
Placing what must be in an answer by the alignment that a model was trained with is due to Song et al. (2020,
"Alignment-Enhanced Transformer for Constraining NMT with Pre-Specified Translations"). A mark that was forgotten often
stands for a clause that was left out, and brings it back with it.

What is tried for one question is a batch of its own, so that an answer never hangs on what is asked beside it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from translate_pipeline.engines.decode import Batch, Hypothesis

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Mapping, Sequence

PLACES = 2
"""Pieces of an answer that a mark is tried at: more of them find nothing better."""

BOUNDARY = "▁"
"""What SentencePiece writes for a space."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A text whose marks must come through."""

    pieces: tuple[str, ...]
    prefix: str
    """Token that tells the model what to write; empty: none."""
    marks: re.Pattern[str]
    """Finds marks; its group is their number."""
    spelled: Mapping[str, tuple[str, ...]]
    """Every number of a mark to its pieces, without a space before them if the model has them so."""

    def faults(self, pieces: Sequence[str]) -> int:
        """Return how many marks are missing from an answer, and how many too much."""
        wanted, got = (counted(side, self.marks) for side in (self.pieces, pieces))
        return ((wanted - got) + (got - wanted)).total()


class _Mark(NamedTuple):
    """A mark among pieces: its number, its first piece, and the one behind it."""

    number: str
    start: int
    end: int


def found_marks(pieces: Sequence[str], pattern: re.Pattern[str]) -> list[_Mark]:
    """Return the marks among pieces, in order."""
    owners = [index for index, piece in enumerate(pieces) for _ in piece]
    text = "".join(pieces).replace(BOUNDARY, " ")
    return [_Mark(one[1], owners[one.start()], owners[one.end() - 1] + 1) for one in pattern.finditer(text)]


def counted(pieces: Sequence[str], pattern: re.Pattern[str]) -> Counter[str]:
    """Return how often each mark is among pieces."""
    return Counter(mark.number for mark in found_marks(pieces, pattern))


def constrain(
    questions: Sequence[Question],
    answers: Sequence[Sequence[Hypothesis]],
    decode: Callable[[Sequence[Batch]], Mapping[int, list[list[Hypothesis]]]],
    beam: int,
) -> list[list[Hypothesis]]:
    """Return, for each question, answers that have each mark as often as it has, best first; none where none was found.

    `answers` are the plain ones, with attention; `decode` returns what comes of each of some batches.
    """
    cases = [_Case(question, found) for question, found in zip(questions, answers, strict=True)]
    left = [case for case in cases if case.faults]
    while left:
        grown = decode([case.tries(beam) for case in left])
        nearer = [(case, case.nearer([found[0] for found in grown[number]])) for number, case in enumerate(left)]
        some = [(case, candidates) for case, candidates in nearer if candidates]  # without any, a case is given up
        scored = decode([case.scoring(one) for case, candidates in some for one in candidates])
        scores = iter([scored[number][0][0].score for number in range(len(scored))])
        for case, candidates in some:
            case.take(candidates, [next(scores) for _ in candidates])
        left = [case for case, _ in some if case.faults]
    return [case.complete for case in cases]


class _Case:
    """A question, and the best answer so far."""

    def __init__(self, question: Question, answers: Sequence[Hypothesis]):
        self.question = question
        self.asked = found_marks(question.pieces, question.marks)
        self.wanted = Counter(mark.number for mark in self.asked)
        self.complete = [answer for answer in answers if not question.faults(answer.pieces)]
        self.answer = min(answers, key=lambda answer: question.faults(answer.pieces))  # of equal ones, the likeliest
        self.faults = 0 if self.complete else question.faults(self.answer.pieces)
        self.edited: list[Hypothesis] = []
        """The answer with a mark put in or taken out, and nothing else changed."""

    def tries(self, beam: int) -> Batch:
        """Return the batch of beginnings that the model is to go on from."""
        got = found_marks(self.answer.pieces, self.question.marks)
        counts = Counter(mark.number for mark in got)
        surplus = [mark for mark in got if counts[mark.number] > self.wanted[mark.number]]
        missing = [mark for mark in self.asked if counts[mark.number] < self.wanted[mark.number]]
        self.edited = []
        begun: list[tuple[str, ...]] = []
        barred: tuple[tuple[str, ...], ...] = ()
        if surplus:
            places = [mark for mark in surplus if mark.number == surplus[0].number]
            begun = [tuple(self.answer.pieces[: places[self.wanted[surplus[0].number]].start])]
            barred = (self.question.spelled[surplus[0].number],)
            self.edited = [self._changed(place.start, place.end, ()) for place in places]
        for mark in missing if not surplus else ():
            for cut in self._cuts(mark, got):
                spelled = self._spelled(cut, mark.number)
                begun.append((*self.answer.pieces[:cut], *spelled))
                self.edited.append(self._changed(cut, cut, spelled))
        some = tuple(dict.fromkeys(begun))
        return Batch(
            texts=(self.question.pieces,) * len(some),
            prefixes=(self.question.prefix,) * len(some),
            begun=some,
            barred=barred,
            beam=beam,
            hypotheses=1,
            attention=True,
        )

    def _cuts(self, mark: _Mark, got: Sequence[_Mark]) -> list[int]:
        """Return where a mark may stand in the answer: before the pieces that look at it, and behind them."""
        rows = self.answer.attention[: len(self.answer.pieces)]
        taken = {at for one in got for at in range(one.start, one.end)}
        looks = {at: max(row[mark.start : mark.end], default=0.0) for at, row in enumerate(rows) if at not in taken}
        places = sorted(looks, key=lambda at: -looks[at])[:PLACES]
        return list(dict.fromkeys(cut for place in places for cut in (place, place + 1))) or [len(self.answer.pieces)]

    def _spelled(self, cut: int, number: str) -> tuple[str, ...]:
        """Return the pieces of a mark, with a space before it where a word would begin there."""
        before, after, mark = self.answer.pieces[:cut], self.answer.pieces[cut:], self.question.spelled[number]
        word = not before or (bool(after) and after[0].startswith(BOUNDARY) and not before[-1].endswith(BOUNDARY))
        return (BOUNDARY, *mark) if word and not mark[0].startswith(BOUNDARY) else mark

    def _changed(self, start: int, end: int, pieces: tuple[str, ...]) -> Hypothesis:
        """Return the answer with some of its pieces replaced; nothing is known of what new ones look at."""
        old, rows = self.answer.pieces, self.answer.attention
        blind = [[0.0] * len(rows[0])] * len(pieces) if rows else []
        return Hypothesis([*old[:start], *pieces, *old[end:]], 0.0, [*rows[:start], *blind, *rows[end:]])

    def nearer(self, grown: Sequence[Hypothesis]) -> list[Hypothesis]:
        """Return the answers that are nearer to what is wanted than the best so far, each once.

        Where a mark is none beside its neighbours (`XQ2` before `2025`), it may stand before any word, the last one first.
        """
        near = {tuple(one.pieces): one for one in (*self.edited, *grown) if self.question.faults(one.pieces) < self.faults}
        if not near:
            pieces = self.answer.pieces
            counts = counted(pieces, self.question.marks)
            missing = next((mark.number for mark in self.asked if counts[mark.number] < self.wanted[mark.number]), None)
            cuts = [cut for cut in range(len(pieces), -1, -1) if cut in {0, len(pieces)} or pieces[cut].startswith(BOUNDARY)]
            anywhere = (self._changed(cut, cut, self._spelled(cut, missing)) for cut in cuts if missing)
            last = next((one for one in anywhere if self.question.faults(one.pieces) < self.faults), None)
            return [last] if last else []
        return list(near.values())

    def scoring(self, candidate: Hypothesis) -> Batch:
        """Return the batch that has the model score a whole answer: alone, as its every piece takes a whole vocabulary."""
        return Batch(
            texts=(self.question.pieces,),
            prefixes=(self.question.prefix,),
            begun=(tuple(candidate.pieces),),
            beam=1,
            hypotheses=1,
            scored=True,
        )

    def take(self, candidates: Sequence[Hypothesis], scores: Sequence[float]) -> None:
        """Take the best of some answers."""
        rated = [one._replace(score=score) for one, score in zip(candidates, scores, strict=True)]
        rated.sort(key=lambda one: (self.question.faults(one.pieces), -one.score))
        self.answer = rated[0]
        self.faults = self.question.faults(self.answer.pieces)
        self.complete = [one for one in rated if not self.question.faults(one.pieces)]
