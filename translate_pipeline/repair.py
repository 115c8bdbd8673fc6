"""Put answers into units, and decode again what fails a hard check: repair before a reviewer has to.

first answer -> hard finding? -> repetition barred, four hypotheses -> a wider search, six -> clause by clause

Every answer that comes back becomes a unit on the same way as the first one and is checked. The one with the fewest hard
findings is kept, then the one with the fewest others, then the one that the model likes best; an answer that does not lower
the number of findings replaces nothing. Each rung is one call to the engine, for all units that still need it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from translate_pipeline.check import CHECKS, check_id, check_unit
from translate_pipeline.engines import Search
from translate_pipeline.formats import syntax
from translate_pipeline.model import Finding, Origin, Severity, Shield
from translate_pipeline.plan import targeted
from translate_pipeline.restore import plain
from translate_pipeline.translate import candidates
from translate_pipeline.typeset import finish

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager

    from translate_pipeline.checks import Context
    from translate_pipeline.engines import Engine
    from translate_pipeline.model import Locale, Unit
    from translate_pipeline.plan import Plan
    from translate_pipeline.translate import Answer, Task

AGAIN = "decoded again"
"""How the reason of a repaired unit begins."""

HARD = frozenset(
    {
        *("empty", "untranslated", "copied", "sentences", "length", "ending", "mark-leaked", "mark-lost", "markup"),
        *("script", "variant", "repetition"),
    }
)
"""Findings that say that the model failed, not that it may have."""

SHORTEST = 0.7
"""Length, over the first answer's, under which an answer counts as having left something out, and is not taken."""

_HARD_CHECKS = tuple(check for check in CHECKS if check_id(check) in HARD)


_BLOATED = frozenset({"length", "sentences", "ending", "repetition"})
"""Findings of targets whose length says nothing of what belongs there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One way to ask again."""

    how: str
    search: Search
    hypotheses: int
    split: bool = False
    """Whether clause by clause."""


RUNGS = (
    Rung(how="repetition barred", search=Search(beam=4, repetition_penalty=1.3, no_repeat_ngram=6), hypotheses=4),
    Rung(how="wider search", search=Search(beam=6), hypotheses=6),
    Rung(how="clause by clause", search=Search(beam=4), hypotheses=4, split=True),
)
"""What mends most for least comes first; docs/checks.md has the figures."""


class Case:
    """A unit, the answer that it was made of, and how it stands with the checks."""

    def __init__(self, plan: Plan, task: Task, context: Context, answers: Mapping[int, Answer]):
        self.plan, self.task, self.context, self.answers = plan, task, context, answers
        self.answer = answers[id(task)]
        self.unit = filled(plan, self.answer, answers, context.target)
        self.faults: tuple[int, int, int] = (0, 0, 0)
        self.shortest = 0.0

    def screen(self) -> bool:
        """Look for hard findings; whether there are any."""
        found = (*self.unit.findings, *(one for check in _HARD_CHECKS for one in check(self.unit, self.context)))
        failed = {finding.check for finding in found} & HARD
        if failed:
            self.faults = self._judged(self.unit)
            self.shortest = 0.0 if failed & _BLOATED else SHORTEST * len(self.unit.plain)
        return self.faults[0] > 0

    def _judged(self, unit: Unit) -> tuple[int, int, int]:
        """Return how many hard findings a unit has, and how many other errors and warnings."""
        findings = (*unit.findings, *check_unit(unit, self.context))
        levels = Counter(finding.severity for finding in findings if finding.check not in HARD)
        return sum(finding.check in HARD for finding in findings), levels[Severity.ERROR], levels[Severity.WARNING]

    def take(self, found: Sequence[Answer], how: str) -> None:
        """Take the best of some answers, if it is better than what there is."""
        best = None
        for answer in found:
            # what was cut into clauses by choice has lost no mark
            tried = replace(answer, rung=min(answer.rung, self.answer.rung), how=f"{AGAIN}: {how}")
            unit = filled(self.plan, tried, self.answers, self.context.target)
            if len(unit.plain) < self.shortest:
                continue
            rank = (self._judged(unit), -answer.score)
            if best is None or rank < best[0]:
                best = (rank, unit)
        if best and best[0][0] < self.faults:
            (self.faults, _), self.unit = best


def repair(
    cases: Sequence[Case], engine: Engine, progress: Callable[[int], None] | None, held: AbstractContextManager[object]
) -> None:
    """Decode again what fails a hard check, rung by rung as long as it does.

    `held` is held whenever the engine is not asked.
    """
    with held:
        failed = [case for case in cases if case.screen()]
    for rung in RUNGS:
        if not failed:
            return
        found = candidates(
            [case.task for case in failed],
            engine,
            rung.search,
            hypotheses=rung.hypotheses,
            split=rung.split,
            progress=progress,
        )
        with held:
            for case, answers in zip(failed, found, strict=True):
                case.take(answers, rung.how)
        failed = [case for case in failed if case.faults[0]]


def is_repaired(unit: Unit) -> bool:
    """Whether a unit's target is not the first answer, which failed a hard check."""
    return unit.origin is Origin.MODEL and AGAIN in unit.reason


def filled(plan: Plan, answer: Answer, answers: Mapping[int, Answer], locale: Locale) -> Unit:
    """Return the plan's unit with an answer put in, and those of the foreign runs inside."""
    parts = tuple(_run_answered(part, plan, answers, locale) for part in answer.parts)
    said = any(isinstance(part, Shield) and part.target != part.source for part in answer.parts)
    unit = targeted(plan, parts, locale, Origin.MODEL) if said or not answer.same else plan.unit
    reason = "; ".join(filter(None, (unit.reason, answer.how)))
    unit = replace(unit, origin=Origin.MODEL, score=answer.score or None, reason=reason)
    finding = None if answer.same else _placed(answer)
    return replace(unit, findings=(*unit.findings, finding)) if finding else unit


def _placed(answer: Answer) -> Finding | None:
    """Return what a reviewer should know of how names and markup came into an answer."""
    if answer.rung < 2:
        said = (
            "the model had left out names or markup, and was made to put them in: see whether they stand where they belong"
        )
        return Finding(check="mark-held", severity=Severity.NOTE, message=said) if answer.held else None
    how = "clause by clause" if answer.rung == 2 else "piece by piece, in the source's order"
    said = f"the model dropped names or markup from the whole sentence: translated {how}"
    return Finding(check="mark-lost", severity=Severity.WARNING, message=said)


def _run_answered(part: str | Shield, plan: Plan, answers: Mapping[int, Answer], locale: Locale) -> str | Shield:
    if not isinstance(part, Shield) or part.source not in plan.inner:
        return part
    answer = answers[id(plan.inner[part.source])]
    text = plain(finish(answer.parts, locale)).strip().rstrip(".。")
    return replace(part, target=syntax.escape(plan.block, text), word=text) if text else part
