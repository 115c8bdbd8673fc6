"""What is seen of a batch while it runs: a live board on a terminal, a line now and then elsewhere, or JSON lines."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from translate_pipeline.commands.tables import table
from translate_pipeline.model import Severity

if TYPE_CHECKING:
    from translate_pipeline.jobs import Outcome
    from translate_pipeline.meter import Meter
    from translate_pipeline.tally import Row, Tally

_EVERY = 10.0
"""Seconds between two lines where there is no terminal."""


class Watcher(Protocol):
    """Something that shows a batch's progress."""

    def __enter__(self) -> Watcher:
        """Begin to show."""
        ...

    def __exit__(self, *_: object) -> None:
        """Leave the screen as it is to stay."""
        ...

    def saw(self, outcome: Outcome) -> None:
        """Show what became of a job; the tally has counted it already."""
        ...


def watcher(tally: Tally, meter: Meter, *, quiet: bool, log: str | None) -> Watcher:
    """Return what fits where the output goes."""
    if log == "json":
        return JsonLog(tally, meter)
    if quiet or not sys.stderr.isatty():
        return Lines(tally, meter, quiet=quiet)
    return Board(tally, meter)


class Board:
    """A table on the terminal: a row per locale, and how fast it goes."""

    def __init__(self, tally: Tally, meter: Meter):
        from rich.console import Console  # noqa: PLC0415
        from rich.live import Live  # noqa: PLC0415

        self.tally, self.meter = tally, meter
        self._live = Live(
            console=Console(stderr=True), get_renderable=self._drawn, refresh_per_second=4, transient=True, screen=False
        )

    def __enter__(self) -> Board:
        self._live.start(refresh=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def saw(self, outcome: Outcome) -> None:
        """Print errors above the board at once; the rest is drawn by and by."""
        if outcome.error:
            self._live.console.print(f"[red]error:[/red] {outcome.error}", highlight=False, soft_wrap=True)

    def _drawn(self) -> Any:
        from rich.console import Group  # noqa: PLC0415
        from rich.progress_bar import ProgressBar  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        shown = table("locale", "done", "", "segments", "findings")
        shown.columns[2].justify = shown.columns[-1].justify = "left"
        for tag, row in self.tally.rows.items():
            over = row.drafted + row.failed
            bar = ProgressBar(total=max(row.due, 1), completed=over if row.due else 1, width=24)
            shown.add_row(tag, f"{over}/{row.due}", bar, f"{row.segments:,}", findings_of(row))
        return Group(shown, Text(pace(self.tally, self.meter), style="dim"))


class Lines:
    """A line on stderr now and then, for logs and pipes."""

    def __init__(self, tally: Tally, meter: Meter, *, quiet: bool):
        self.tally, self.meter, self.quiet = tally, meter, quiet
        self._next = _EVERY

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def saw(self, outcome: Outcome) -> None:
        """Print errors at once, and how far it is when it is time."""
        if outcome.error:
            sys.stderr.write(f"error: {outcome.error}\n")
        if not self.quiet and self.tally.seconds >= self._next:
            self._next = self.tally.seconds + _EVERY
            over = sum(row.drafted + row.failed for row in self.tally.rows.values())
            due = sum(row.due for row in self.tally.rows.values())
            sys.stderr.write(f"{over}/{due} outputs, {pace(self.tally, self.meter)}\n")


class JsonLog:
    """One JSON object a line on stderr: `start`, `post`, `failed`, `end`."""

    def __init__(self, tally: Tally, meter: Meter):
        self.tally, self.meter = tally, meter

    def __enter__(self) -> JsonLog:
        rows = self.tally.rows.values()
        errors = [{"post": str(path), "error": error} for path, error in self.tally.errors]
        self._say("start", due=sum(row.due for row in rows), up_to_date=sum(row.fresh for row in rows), failed=errors)
        return self

    def __exit__(self, *raised: object) -> None:
        self._say("end", interrupted=bool(raised and raised[0]), **measured(self.tally, self.meter))

    def saw(self, outcome: Outcome) -> None:
        """Say what became of a job."""
        if outcome.error:
            self._say("failed", post=str(outcome.job.path), error=str(outcome.error))
            return
        locales = {
            str(result.locale): {
                "path": str(result.written.path),
                "segments": result.counts.segments,
                "findings": result.counts.findings,
            }
            for result in outcome.results
        }
        self._say("post", post=str(outcome.job.path), locales=locales)

    def _say(self, event: str, **more: Any) -> None:
        now = datetime.now().astimezone().isoformat(timespec="milliseconds")
        sys.stderr.write(json.dumps({"time": now, "event": event, **more}, ensure_ascii=False) + "\n")
        sys.stderr.flush()


def findings_of(row: Row) -> str:
    """Return a locale's findings in words.

    >>> from translate_pipeline.tally import Row
    >>> findings_of(Row()), findings_of(Row(findings={"note": 3, "warning": 1, "error": 0}))
    ('none', '1 warning, 3 notes')
    """
    said = [
        f"{number:,} {level}{'s' if number > 1 else ''}" for level in reversed(Severity) if (number := row.findings[level])
    ]
    return ", ".join(said) or "none"


def pace(tally: Tally, meter: Meter) -> str:
    """Return how fast it goes and what is left."""
    counts = meter.counts()
    answered = counts.get("sentences_drafted", 0) + counts.get("drafts_reused", 0)
    rate = answered / tally.seconds if tally.seconds else 0.0
    left = "…" if tally.left is None else spell(tally.left)
    said = [f"{rate:,.0f} sentences a second", f"{spell(tally.seconds)} gone", f"about {left} left"]
    if counts.get("drafts_reused"):
        said.insert(1, f"{counts['drafts_reused']:,} answers known already")
    return ", ".join(said)


def spell(seconds: float) -> str:
    """Return a length of time as a person says it.

    >>> spell(7.4), spell(3725)
    ('7 s', '1:02:05')
    """
    return f"{seconds:.0f} s" if seconds < 60 else str(timedelta(seconds=round(seconds)))


def measured(tally: Tally, meter: Meter) -> dict[str, Any]:
    """Return the figures of a batch, as `--json` and the log have them."""
    counts = meter.counts()
    return {
        "seconds": round(tally.seconds, 3),
        "posts": tally.posts,
        "locales": {
            tag: {
                "drafted": row.drafted,
                "up_to_date": row.fresh,
                "failed": row.failed,
                "segments": row.segments,
                "repaired": row.repaired,
                "findings": row.findings,
            }
            for tag, row in tally.rows.items()
        },
        "failed": [{"post": str(path), "error": error} for path, error in tally.errors],
        "kept": [str(path) for path in tally.kept],
        "counts": counts,
        "stages": {stage: round(took, 3) for stage, took in sorted(meter.seconds().items())},
    }
