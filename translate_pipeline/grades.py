"""How bad a site takes each finding to be: `[checks]` of `translate.toml`, the ids of all checks and what they are for."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from translate_pipeline.check import CHECKS, POST_CHECKS, PostCheck, check_id
from translate_pipeline.checks import Check
from translate_pipeline.errors import SettingsError
from translate_pipeline.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from translate_pipeline.model import Finding, Unit

Levels = Mapping[str, Severity | None]
"""Id of a check to what its findings count as; None: they are not reported. Others keep their own."""

ELSEWHERE = {
    "mark-lost": "Find a sentence that the model could not translate whole without losing names or markup.",
    "mark-held": "Find a sentence in which the model had left out names or markup, and was made to put them in.",
    "no-model": "Find a segment in a language that no installed model translates.",
    "structure": "Find a page whose headings, items or cells became more or fewer.",
    "post-edited": "Find a post that was edited by hand since it was written.",
}
"""What other stages report, and what each is for."""


def descriptions() -> dict[str, str]:
    """Return the id of everything that can be found, in order, and a sentence on it."""
    checks = {check_id(check): (inspect.getdoc(check) or "").splitlines() for check in _all()}
    return {**{name: lines[0] if lines else name for name, lines in checks.items()}, **ELSEWHERE}


def _all() -> tuple[Check | PostCheck, ...]:
    return (*CHECKS, *POST_CHECKS)


def ours() -> frozenset[str]:
    """Return the ids that `check_translation` finds anew."""
    return frozenset(map(check_id, _all()))


def known_id(name: str, where: str) -> str:
    """Return the id of a check that somebody named. Raises `SettingsError` with the nearest one where there is none."""
    known = descriptions()
    if name in known:
        return name
    close = difflib.get_close_matches(name, known, 1, 0.5)
    advice = f"did you mean {close[0]!r}?" if close else "see docs/checks.md"
    raise SettingsError(f"{where}: found no check {name!r}, expected one that there is: {advice}")


def levels_of(said: Mapping[str, str], where: str) -> dict[str, Severity | None]:
    """Return the levels that settings name: `off`, `note`, `warning` or `error`. Raises `SettingsError`."""
    expected = ["off", *map(str, Severity)]
    for name, level in said.items():
        known_id(name, where)
        if level not in expected:
            close = difflib.get_close_matches(str(level), expected, 1, 0.5)
            advice = f"did you mean {close[0]!r}?" if close else f'set it to one of them, as in {name} = "warning"'
            raise SettingsError(f"{where}: {name} is {level!r}, expected off, note, warning or error: {advice}")
    return {name: None if level == "off" else Severity(level) for name, level in said.items()}


def only(chosen: Iterable[str], levels: Levels, where: str = "--check") -> dict[str, Severity | None]:
    """Return levels under which nothing but the chosen checks reports; one that is off counts as it does by itself."""
    wanted = {known_id(name, where) for name in chosen}
    off = dict.fromkeys(name for name in descriptions() if name not in wanted)
    return {**{name: level for name, level in levels.items() if name in wanted and level}, **off}


def graded(findings: Iterable[Finding], levels: Levels) -> tuple[Finding, ...]:
    """Return the findings as the levels have them: what is off is left out."""
    kept = []
    for finding in findings:
        level = levels.get(finding.check, finding.severity)
        if level is not None:
            kept.append(finding if level is finding.severity else replace(finding, severity=level))
    return tuple(kept)


def graded_units(units: Iterable[Unit], levels: Levels) -> tuple[Unit, ...]:
    """Return the units with their findings graded."""
    return tuple(replace(unit, findings=graded(unit.findings, levels)) for unit in units)
