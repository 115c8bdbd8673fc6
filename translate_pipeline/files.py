"""Files and where they lie: paths of outputs, atomic writes, what killed processes left."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from translate_pipeline.errors import DiskFullError, LocaleError, OutputError
from translate_pipeline.locales import parse_locale

if TYPE_CHECKING:
    from translate_pipeline.model import Locale

_HERE = Path()
_PART = ".part"
_UNPLACED = ".unplaced.po"
_SET_ASIDE = re.compile(r"\.edited-\d+$")
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT}


def paths(source: Path, locale: Locale, out: Path, folder: Path = _HERE) -> tuple[Path, Path]:
    """Return where a translation and its review file go: `<out>/<locale>/posts/<folder>/<slug><suffix>` and `<slug>.po`."""
    home = out / str(locale) / "posts" / folder
    slug = slug_of(source)
    return home / f"{slug}{source.suffix}", home / f"{slug}.po"


def slug_of(path: Path) -> str:
    """Return the name of a post without its suffix and without the locale that may stand before it.

    >>> slug_of(Path("posts/r1.ja.md")), slug_of(Path("v2.0.md"))
    ('r1', 'v2.0')
    """
    stem, dot, tag = path.stem.rpartition(".")
    if not dot or not stem:
        return path.stem
    try:
        parse_locale(tag)
    except LocaleError:
        return path.stem
    return stem


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file; empty where there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise OutputError(f"{path}: cannot be read ({error.strerror}): check the folder") from error


def is_set_aside(path: Path) -> bool:
    """Whether a file is a post that was edited by hand and moved aside.

    >>> is_set_aside(Path("r1.edited-2.md")), is_set_aside(Path("edited.md"))
    (True, False)
    """
    return _SET_ASIDE.search(path.stem) is not None


def unplaced_path(review: Path) -> Path:
    """Return where edits go that could not be placed in a review file: beside it.

    >>> unplaced_path(Path("ko/posts/r1.po")).name
    'r1.unplaced.po'
    """
    return review.with_name(f"{review.stem}{_UNPLACED}")


def is_unplaced(path: Path) -> bool:
    """Whether a file holds edits that could not be placed, and so is no review file."""
    return path.name.endswith(_UNPLACED)


def check_writable(path: Path) -> None:
    """Raise `OutputError` where `path` cannot become a file: before any work is done for it."""
    if path.is_dir():
        raise OutputError(f"{path}: is a directory, expected to write a file there: use another --out")
    folder = path.parent
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    if not folder.is_dir():
        raise OutputError(f"{folder}: is a file, expected a folder to write into: use another --out")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OutputError(f"{folder}: not writable: use another --out")


def write_atomic(path: Path, data: bytes) -> None:
    """Write a file so that at any moment either the old or the new one is there, whole. Raises `OutputError`."""
    publish(write_part(path, data), path)


def write_part(path: Path, data: bytes) -> Path:
    """Write what is to become a file beside it, down to the disk. Its name has our process in it: see `sweep`."""
    part = path.with_name(f".{path.name}.{os.getpid()}{_PART}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o644)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise _unwritten(path, error) from error
    return part


def publish(part: Path, path: Path) -> None:
    """Put a written part in its file's place."""
    try:
        os.replace(part, path)  # noqa: PTH105  (atomic on every platform)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise _unwritten(path, error) from error


def _unwritten(path: Path, error: OSError) -> OutputError:
    if error.errno in _NO_SPACE:
        return DiskFullError(f"{path}: no space left on the disk: make room and run again, what is done stays done")
    return OutputError(f"{path}: cannot be written ({error.strerror}): check the folder or use another --out")


def sweep(folder: Path) -> None:
    """Remove the parts that killed processes left in a folder and below."""
    for part in folder.rglob(f".*{_PART}"):
        pid = part.name.removesuffix(_PART).rpartition(".")[2]
        if pid.isdigit() and (int(pid) == os.getpid() or not _alive(int(pid))):
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)


def _alive(pid: int) -> bool:
    if os.name != "posix":
        return False  # the batch holds the lock; on Windows a signal would end the process
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
