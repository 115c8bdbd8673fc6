"""One batch at a time on one folder of locales, and a word on who is at it; one writer at a time of a review file."""

from __future__ import annotations

import json
import os
import socket
import sys
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from translate_pipeline.errors import LockedError, OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def locked(folder: Path, what: str) -> Iterator[None]:
    """Hold a folder's lock. The system gives it back when the process ends, however it ends.

    Raises `LockedError` at once where another process holds it.
    """
    holder = folder / "holder.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "lock", timeout=0)
        lock.acquire()
    except Timeout as error:
        raise LockedError(f"{folder.parent}: {_holder(holder)}: wait for it, or stop it, or use another --out") from error
    except OSError as error:
        raise OutputError(f"{folder}: cannot be locked ({error.strerror}): use another --out") from error
    try:
        said = {
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "since": datetime.now().astimezone().isoformat(timespec="seconds"),
            "command": f"{what} {' '.join(sys.argv[2:])}".strip(),
        }
        with suppress(OSError):
            holder.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
        yield
    finally:
        with suppress(OSError):
            holder.unlink(missing_ok=True)
        lock.release()


_PATIENCE = 10.0
"""Seconds; a review file is written in milliseconds."""


@contextmanager
def briefly(path: Path) -> Iterator[None]:
    """Hold the lock of a file for the moment that it takes to change it; wait for whoever has it. Raises `LockedError`."""
    posts = next((up for up in path.absolute().parents if up.name == "posts"), path.absolute().parent / "x")
    folder = (posts.parent.parent if posts.name == "posts" else posts.parent) / ".translate"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "review.lock", timeout=_PATIENCE, thread_local=False)
        lock.acquire()
    except Timeout as error:
        raise LockedError(f"{path}: another program has been writing it for {_PATIENCE:.0f} s: try again") from error
    except OSError as error:
        raise OutputError(f"{folder}: cannot be locked ({error.strerror}): check the folder") from error
    try:
        yield
    finally:
        lock.release()


def _holder(holder: Path) -> str:
    try:
        said = json.loads(holder.read_text(encoding="utf-8"))
        return f"{said['command']!r} is at work there (process {said['pid']} on {said['host']}, since {said['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another batch is at work there"
