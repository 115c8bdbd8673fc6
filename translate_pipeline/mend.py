"""Mend a unit: what the checks suggest is put in, and the unit is checked again, until nothing is left to do.

Pure, and the same twice as once: a suggestion that would make more findings than it takes away is left, and so is a unit
whose suggestions chase one another in a circle.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from translate_pipeline.model import Finding, Origin, Severity, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Find = Callable[[Unit], tuple[Finding, ...]]
"""What finds, in a unit with its target and words, what is wrong there."""
Words = Callable[[Unit], str]
"""What tells the words of a unit's target, without markup."""

_ROUNDS = 50
"""More than any sentence needs; a unit that has not come to rest by then is left as it was."""


def is_draft(unit: Unit) -> bool:
    """Whether a machine wrote the unit's target and nobody has decided it since."""
    return not unit.reviewed and unit.origin not in {Origin.SOURCE, Origin.MEMORY}


def suggested(findings: Iterable[Finding]) -> bool:
    """Whether any of the findings says what would mend it."""
    return any(finding.span is not None and finding.suggestion is not None for finding in findings)


def mended(unit: Unit, find: Find, words: Words) -> Unit:
    """Return the unit with every safe suggestion put into its target; its findings are not renewed."""
    now, found = unit, find(unit)
    seen = {unit.target}
    for _ in range(_ROUNDS):
        step = next(_steps(now, found, find, words), None)
        if step is None:
            return now
        now, found = step
        if now.target in seen:
            return unit
        seen.add(now.target)
    return unit


def _steps(unit: Unit, found: tuple[Finding, ...], find: Find, words: Words) -> Iterator[tuple[Unit, tuple[Finding, ...]]]:
    """Yield what may become of a unit and what is then found in it: with all suggestions, or else with one of them."""
    safe = _apart(found)
    for chosen in (safe, *([one] for one in safe if len(safe) > 1)):
        target = applied(unit.target, chosen)
        if target == unit.target:
            continue
        after = replace(unit, target=target)
        after = replace(after, plain=words(after))
        left = find(after)
        if _is_no_worse(left, found):
            yield after, left


def _apart(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that can be mended together, in order; of those that overlap, the first."""
    able = [one for one in findings if one.span is not None and one.suggestion is not None]
    chosen: list[Finding] = []
    at = -1
    for one in sorted(able, key=lambda one: (one.span.start, one.span.end) if one.span else (0, 0)):
        assert one.span is not None  # noqa: S101  (chosen for it)
        if one.span.start > at or (one.span.start == at and one.span.end > one.span.start):
            chosen.append(one)
            at = one.span.end
    return chosen


def applied(target: str, findings: Iterable[Finding]) -> str:
    """Return a target with suggestions put in, which must not overlap; one that lies outside it is left out."""
    spans = [(one.span.start, one.span.end, one.suggestion) for one in findings if one.span and one.suggestion is not None]
    for start, end, new in sorted(spans, reverse=True):
        if 0 <= start <= end <= len(target):
            target = target[:start] + new + target[end:]
    return target


def _is_no_worse(after: Iterable[Finding], before: Iterable[Finding]) -> bool:
    """Whether there are no more findings than before, counted from each level up."""
    return all(one <= other for one, other in zip(_counts(after), _counts(before), strict=True))


def _counts(findings: Iterable[Finding]) -> list[int]:
    levels = list(Severity)
    ranks = [levels.index(one.severity) for one in findings]
    return [sum(rank >= level for rank in ranks) for level in range(len(levels))]
