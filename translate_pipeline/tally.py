"""What a batch has come to so far: for the board, the summary, the metrics and the exit code."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from translate_pipeline.jobs import weight
from translate_pipeline.model import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from translate_pipeline.jobs import Outcome
    from translate_pipeline.model import Locale
    from translate_pipeline.schedule import Schedule


@dataclass(slots=True)
class Row:
    """One locale's outputs."""

    drafted: int = 0
    fresh: int = 0
    failed: int = 0
    due: int = 0
    """What was to be drafted in all."""
    segments: int = 0
    repaired: int = 0
    findings: dict[str, int] = field(default_factory=lambda: dict.fromkeys(map(str, Severity), 0))

    def add(self, report: Mapping[str, Any]) -> None:
        """Add an output's counts."""
        self.segments += report["segments"]
        self.repaired += report.get("repaired", 0)
        for level, number in report["findings"].items():
            self.findings[level] += number


@dataclass(slots=True)
class Tally:
    """Counts by locale. One thread writes, others may read."""

    rows: dict[str, Row]
    began: float = field(default_factory=time.monotonic)
    errors: list[tuple[Path, str]] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)
    """Posts that were edited by hand and moved aside."""
    posts: int = 0
    """Posts that were drafted in at least one locale."""
    total: int = 0
    """Work before us: bytes times locales."""
    done: int = 0

    @property
    def seconds(self) -> float:
        """Return the seconds since the start."""
        return time.monotonic() - self.began

    @property
    def left(self) -> float | None:
        """Return about how many seconds are left; None before there is anything to tell by."""
        return self.seconds * (self.total - self.done) / self.done if self.done else None

    @property
    def exit_code(self) -> int:
        """Return 2 where a post failed, 1 where an output has findings at error level, else 0."""
        if self.errors:
            return 2
        return int(any(row.findings[Severity.ERROR] for row in self.rows.values()))

    def take(self, outcome: Outcome) -> None:
        """Count what became of a job."""
        self.done += weight(outcome.job)
        if outcome.error:
            self.errors.append((outcome.job.path, str(outcome.error)))
            for locale in outcome.job.locales:
                self.rows[str(locale)].failed += 1
            return
        self.posts += 1
        for result in outcome.results:
            row = self.rows[str(result.locale)]
            row.drafted += 1
            row.add(asdict(result.counts))
            if result.written.kept:
                self.kept.append(result.written.kept)

    def outputs(self) -> dict[tuple[str, str], int]:
        """Return outputs by locale and outcome."""
        return {
            (tag, name): number
            for tag, row in self.rows.items()
            for name, number in (("drafted", row.drafted), ("up_to_date", row.fresh), ("failed", row.failed))
        }

    def findings(self) -> dict[tuple[str, str], int]:
        """Return findings by locale and severity."""
        return {(tag, level): number for tag, row in self.rows.items() for level, number in row.findings.items()}


def tally(schedule: Schedule, locales: Sequence[Locale]) -> Tally:
    """Return the tally of a batch that has not begun."""
    rows = {str(locale): Row() for locale in locales}
    for due in schedule.due:
        for locale in due.reasons:
            rows[str(locale)].due += 1
        for locale, record in due.fresh.items():
            rows[str(locale)].fresh += 1
            rows[str(locale)].add(record.report)
    made = Tally(rows=rows, total=sum(map(weight, schedule.jobs)))
    for outcome in schedule.failed:
        made.errors.append((outcome.job.path, str(outcome.error)))
        for locale in outcome.job.locales:
            rows[str(locale)].failed += 1
    return made
