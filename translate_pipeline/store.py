"""What a project's batches remember: drafts that were made, and outputs that were written, in one SQLite file.

It is a memory for speed. Who deletes it loses time and no work: posts, review files and what people decided in them are
all in the locale folders. A file that is damaged is put aside and begun anew.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import zlib
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from translate_pipeline.errors import DiskFullError, OutputError
from translate_pipeline.model import Draft

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

FOLDER = ".translate"
"""Beside the locale folders."""

_FILE = "state.sqlite3"
_VERSION = 1
_AT_ONCE = 500
"""Keys in one question."""

LIMIT = 1 << 30
"""Bytes of the file over which the drafts that were longest out of use are dropped."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS drafts (key BLOB PRIMARY KEY, drafts BLOB NOT NULL, used INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outputs (
    review TEXT PRIMARY KEY, job TEXT NOT NULL, source_sha256 TEXT NOT NULL, post_sha256 TEXT NOT NULL,
    review_sha256 TEXT NOT NULL, report TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS written (post TEXT NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (post, sha256)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs (run INTEGER PRIMARY KEY);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An output as it was written: of what, and what it was like."""

    review: str
    """Path of its review file, counted from the folder of the locales."""
    job: str
    """Digest of all that went into it."""
    source_sha256: str
    post_sha256: str
    review_sha256: str
    report: Mapping[str, Any]
    """Counts for summaries."""


class Store:
    """The open file. Threads may share it; every call is written out before it returns, so a killed process loses none."""

    def __init__(self, out: Path):
        self.folder = out / FOLDER
        self._path = self.folder / _FILE
        self._lock = threading.RLock()
        self.moved: Path | None = None
        """Where a damaged file was put."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            ignore = self.folder / ".gitignore"
            if not ignore.exists():
                ignore.write_text("*\n", encoding="utf-8")
        except OSError as error:
            raise OutputError(f"{self.folder}: cannot be made ({error.strerror}): use another --out") from error
        try:
            self._connection = self._open()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise _said(error, self._path) from error
            self._put_aside()
            self._connection = self._open()
        with self._asked():
            self._run = int(self._connection.execute("INSERT INTO runs DEFAULT VALUES").lastrowid or 0)

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=10, check_same_thread=False, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")  # a power cut may take the last drafts, never the file
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version not in {0, _VERSION}:
                raise sqlite3.DatabaseError(f"version {version}")
            connection.executescript(_SCHEMA)
            connection.execute(f"PRAGMA user_version = {_VERSION}")
            if connection.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                raise sqlite3.DatabaseError("damaged")
        except BaseException:
            connection.close()
            raise
        return connection

    def _put_aside(self) -> None:
        number = 1
        while (aside := self._path.with_suffix(f".damaged-{number}")).exists():
            number += 1
        self._path.rename(aside)
        for tail in ("-wal", "-shm"):
            self._path.with_name(_FILE + tail).unlink(missing_ok=True)
        self.moved = aside

    @contextmanager
    def _asked(self) -> Iterator[sqlite3.Connection]:
        """Yield the connection in one transaction. Raises `OutputError` for what SQLite could not do."""
        with self._lock:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                yield self._connection
                self._connection.execute("COMMIT")
            except sqlite3.Error as error:
                with suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                raise _said(error, self._path) from error

    def get(self, keys: Sequence[bytes]) -> Mapping[bytes, list[Draft]]:
        """Return the drafts that are known."""
        found: dict[bytes, list[Draft]] = {}
        unique = list(dict.fromkeys(keys))
        with self._lock:
            for at in range(0, len(unique), _AT_ONCE):
                some = unique[at : at + _AT_ONCE]
                question = f"SELECT key, drafts, used FROM drafts WHERE key IN ({','.join('?' * len(some))})"  # noqa: S608
                rows = self._connection.execute(question, some).fetchall()
                found.update((key, _unpacked(packed)) for key, packed, _ in rows)
                old = [(self._run, key) for key, _, used in rows if used != self._run]
                if old:
                    with self._asked() as connection:
                        connection.executemany("UPDATE drafts SET used = ? WHERE key = ?", old)
        return found

    def put(self, found: Iterable[tuple[bytes, list[Draft]]]) -> None:
        """Keep drafts."""
        rows = [(key, _packed(drafts), self._run) for key, drafts in found]
        with self._asked() as connection:
            connection.executemany("INSERT OR REPLACE INTO drafts VALUES (?, ?, ?)", rows)

    def records(self) -> dict[str, Record]:
        """Return all outputs that were written, by the path of their review file."""
        with self._lock:
            return _records(self._connection)

    def record(self, record: Record, post: str) -> None:
        """Remember an output once it is written; what was written there before is no longer of interest."""
        report = json.dumps(record.report, ensure_ascii=False, sort_keys=True)
        digests = (record.job, record.source_sha256, record.post_sha256, record.review_sha256)
        with self._asked() as connection:
            connection.execute("INSERT OR REPLACE INTO outputs VALUES (?, ?, ?, ?, ?, ?)", (record.review, *digests, report))
            connection.execute("DELETE FROM written WHERE post = ? AND sha256 != ?", (post, record.post_sha256))

    def saw(self, reviews: Iterable[str], revision: int) -> None:
        """Remember that outputs that stay as they are would be the same with the translation memory at a revision."""
        rows = [(revision, review) for review in reviews]
        with self._asked() as connection:
            connection.executemany("UPDATE outputs SET report = json_set(report, '$.memory', ?) WHERE review = ?", rows)

    def intend(self, post: str, sha256: str) -> None:
        """Remember what is about to be written: a post that is cut off between two files is still known as ours."""
        with self._asked() as connection:
            connection.execute("INSERT OR IGNORE INTO written VALUES (?, ?)", (post, sha256))

    def ours(self, post: str) -> frozenset[str]:
        """Return the digests of what was written, or about to be, at a path."""
        with self._lock:
            return frozenset(
                row[0] for row in self._connection.execute("SELECT sha256 FROM written WHERE post = ?", (post,))
            )

    def close(self, *, tidy: bool = True) -> None:
        """Drop the drafts that are too many (not where there is no time to `tidy`), and close the file."""
        with self._lock, closing(self._connection), suppress(sqlite3.Error):
            if not tidy:
                return
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            pages, size = (self._connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
            if pages * size > LIMIT:
                self._connection.execute(
                    "DELETE FROM drafts WHERE used <= (SELECT used FROM drafts ORDER BY used "
                    "LIMIT 1 OFFSET (SELECT count(*) / 3 FROM drafts))"
                )
                self._connection.execute("VACUUM")


def peek(out: Path) -> dict[str, Record]:
    """Return the records of a project without touching it, for a dry run."""
    path = out / FOLDER / _FILE
    if not path.exists():
        return {}
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return _records(connection)
    except sqlite3.Error:
        return {}


def _records(connection: sqlite3.Connection) -> dict[str, Record]:
    names = ("review", "job", "source_sha256", "post_sha256", "review_sha256", "report")
    rows = connection.execute(f"SELECT {', '.join(names)} FROM outputs")  # noqa: S608  (names of our own)
    found = (dict(zip(names, row, strict=True)) for row in rows)
    return {one["review"]: Record(**one | {"report": json.loads(one["report"])}) for one in found}


def _packed(drafts: Sequence[Draft]) -> bytes:
    return zlib.compress(json.dumps(list(map(_fields, drafts)), ensure_ascii=False).encode("utf-8"))


def _fields(draft: Draft) -> list[str | float | bool]:
    return [draft.text, draft.score, True] if draft.held else [draft.text, draft.score]


def _unpacked(packed: bytes) -> list[Draft]:
    return [Draft(text=text, score=score, held=bool(held)) for text, score, *held in json.loads(zlib.decompress(packed))]


def _said(error: sqlite3.Error, path: Path) -> OutputError:
    if getattr(error, "sqlite_errorname", "") == "SQLITE_FULL":
        return DiskFullError(f"{path}: no space left on the disk: make room and run again, what is done stays done")
    return OutputError(f"{path}: cannot be used ({error}): check the folder, or remove it: it only saves time")
