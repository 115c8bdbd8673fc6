"""Counts and seconds by stage, added up over threads."""

from __future__ import annotations

import threading
import time
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Meter:
    """What was done, and how long it took. Everything that works on a batch writes to one of these."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._seconds: Counter[str] = Counter()
        self._lock = threading.Lock()

    def count(self, name: str, number: int = 1) -> None:
        """Add to a count: `sentences`, `source_tokens`, `cache_hits`."""
        with self._lock:
            self._counts[name] += number

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time that the body takes to a stage's seconds. Clocks that are set back do not matter."""
        began = time.perf_counter()
        try:
            yield
        finally:
            took = time.perf_counter() - began
            with self._lock:
                self._seconds[name] += took  # type: ignore[assignment]  # Counter adds floats as well

    def counts(self) -> dict[str, int]:
        """Return the counts so far."""
        with self._lock:
            return dict(self._counts)

    def seconds(self) -> dict[str, float]:
        """Return the seconds of each stage so far, of all threads together."""
        with self._lock:
            return {name: float(value) for name, value in self._seconds.items()}
