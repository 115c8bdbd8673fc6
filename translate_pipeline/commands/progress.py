"""A progress bar on stderr, for work that takes over a second."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import TracebackType


class Bar:
    """Counts sentences. Shows itself only on a terminal and only once a second has passed."""

    def __init__(self, *, quiet: bool):
        self._quiet = quiet or not sys.stderr.isatty()
        self._began = time.monotonic()
        self._done = 0
        self._progress: Any = None

    def __enter__(self) -> Bar:
        return self

    def advance(self, sentences: int) -> None:
        """Count sentences that the engine has drafted."""
        self._done += sentences
        if self._quiet or time.monotonic() - self._began < 1:
            return
        if self._progress is None:
            self._progress = self._start()
        self._progress.update(0, completed=self._done)

    def _start(self) -> Any:
        from rich.console import Console  # noqa: PLC0415
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

        columns = (TextColumn("translating"), BarColumn(), TextColumn("{task.completed} sentences"), TimeElapsedColumn())
        progress = Progress(*columns, console=Console(stderr=True), transient=True)
        progress.add_task("translating", total=None)
        progress.start()
        return progress

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        if self._progress is not None:
            self._progress.stop()
