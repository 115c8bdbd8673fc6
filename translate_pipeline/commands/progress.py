"""A progress bar on stderr, for work that takes over a second."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import TracebackType

_PATIENCE = 1.0
"""Seconds."""


class Bar:
    """Counts sentences. Shows itself only on a terminal and only once a second has passed."""

    def __init__(self, *, quiet: bool):
        self._quiet = quiet or not sys.stderr.isatty()
        self._done = 0
        self._progress: Any = None
        self._timer = threading.Timer(_PATIENCE, self._start)
        self._timer.daemon = True

    def __enter__(self) -> Bar:
        if not self._quiet:
            self._timer.start()
        return self

    def advance(self, sentences: int) -> None:
        """Count sentences that the engine has drafted."""
        self._done += sentences
        if self._progress is not None:
            self._progress.update(0, completed=self._done)

    def _start(self) -> None:
        from rich.console import Console  # noqa: PLC0415
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

        columns = (TextColumn("translating"), BarColumn(), TextColumn("{task.completed} sentences"), TimeElapsedColumn())
        progress = Progress(*columns, console=Console(stderr=True), transient=True)
        progress.add_task("translating", total=None, completed=self._done)
        progress.start()
        self._progress = progress

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._timer.cancel()
        if self._progress is not None:
            self._progress.stop()
