"""A translation memory in one SQLite file, which several processes may use at once.

Nothing is made before there is something to remember. The file is looked up by pieces of two letters (Chinese, Japanese,
Korean) or three (other words) in a full-text index of FTS5: its own trigrams find nothing of two letters, and most words of
Chinese and Japanese have two.
"""

from __future__ import annotations

import heapq
import sqlite3
import threading
import time
from collections import Counter
from contextlib import contextmanager, suppress
from itertools import chain
from typing import TYPE_CHECKING, Any

from translate_pipeline.errors import DiskFullError, MemoryFileError, OutputError
from translate_pipeline.memory.store import VERSION, Store, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_OURS = 0x544D454D
"""Marks the file as a memory: TMEM."""
_PATIENCE = 60.0
"""Seconds that a process waits for another that is writing."""
_CACHE = 65_536
"""KiB of pages in memory, and in the log before it is worked into the file: an import touches pages all over it."""
_MANY = 2000
"""Texts from which a piece counts as frequent: they are not gone through."""
_PIECES, _PAIRS = 12, 4
"""Rare pieces of a sentence that are looked up, and pairs of frequent ones."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS tm_meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tm_texts (
    id INTEGER PRIMARY KEY, locale TEXT NOT NULL, raw TEXT NOT NULL, key TEXT NOT NULL,
    digest BLOB NOT NULL UNIQUE, key_digest BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS tm_texts_key ON tm_texts (key_digest);
CREATE TABLE IF NOT EXISTS tm_units (
    id INTEGER PRIMARY KEY, place BLOB NOT NULL UNIQUE,
    source INTEGER NOT NULL REFERENCES tm_texts, target INTEGER NOT NULL REFERENCES tm_texts,
    previous TEXT NOT NULL, next TEXT NOT NULL, post TEXT NOT NULL, origin TEXT NOT NULL, reviewer TEXT NOT NULL,
    reviewed TEXT NOT NULL, draft TEXT NOT NULL, signature TEXT NOT NULL, revision INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS tm_units_source ON tm_units (source);
CREATE INDEX IF NOT EXISTS tm_units_target ON tm_units (target);
CREATE INDEX IF NOT EXISTS tm_units_revision ON tm_units (revision);
CREATE VIRTUAL TABLE IF NOT EXISTS tm_grams USING fts5 (
    grams, content='', detail=none, columnsize=0, tokenize='ascii'
);
"""


class SqliteStore(Store):
    """The tables in a file. It is made when the first entry is put; until then there is nothing in it."""

    def __init__(self, path: Path):
        self.path, self.where = path, str(path)
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._frequent: set[str] = set()
        if path.exists():
            self._connection = self._open()

    def _open(self) -> sqlite3.Connection:
        connection = None
        try:
            connection = sqlite3.connect(self.path, timeout=_PATIENCE, check_same_thread=False, isolation_level=None)
            self._prepare(connection)
        except sqlite3.Error as error:
            if connection is not None:
                connection.close()
            raise self._said(error) from error
        except MemoryFileError:
            if connection is not None:
                connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        owner, version, tables = _facts(connection)
        if tables and owner != _OURS:
            raise MemoryFileError(f"{self.path}: another program's SQLite file, expected a translation memory: name another")
        if version > VERSION:
            found = f"found tables of version {version}, expected {VERSION}"
            raise MemoryFileError(f"{self.path}: {found}: a newer translate_pipeline made it: use that one")
        connection.execute("PRAGMA synchronous = FULL")  # people's work: a power cut may not take it either
        connection.execute(f"PRAGMA cache_size = -{_CACHE}")
        connection.execute(f"PRAGMA wal_autocheckpoint = {_CACHE // 4}")
        if tables:
            return
        _patient(connection, "PRAGMA journal_mode = WAL")
        _patient(connection, "BEGIN IMMEDIATE")
        try:
            if not _facts(connection)[2]:  # no other process has made them meanwhile
                for statement in _SCHEMA.split(";\n"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {_OURS}")
                connection.execute(f"PRAGMA user_version = {VERSION}")
        except BaseException:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def _said(self, error: sqlite3.Error) -> OutputError | MemoryFileError:
        name = getattr(error, "sqlite_errorname", "") or ""
        if name == "SQLITE_FULL":
            return DiskFullError(f"{self.path}: no space left on the disk: make room and run again, what is done stays done")
        if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
            return MemoryFileError(
                f"{self.path}: damaged, or no translation memory ({error}): move it away; "
                "'translate memory import' fills a new one from review files or from an export"
            )
        if name.startswith("SQLITE_BUSY"):
            return OutputError(f"{self.path}: another process has been writing for {_PATIENCE:.0f} seconds: try again later")
        return OutputError(f"{self.path}: cannot be used ({error}): check the folder, or name another with 'memory'")

    def all(self, question: str, values: Sequence[object] = ()) -> list[Any]:
        """Return all rows of a question."""
        with self._lock:
            if self._connection is None and self.path.exists():
                self._connection = self._open()  # another process made it
            if self._connection is None:
                return []
            try:
                return self._connection.execute(question, values).fetchall()
            except sqlite3.Error as error:
                raise self._said(error) from error

    def stream(self, question: str, values: Sequence[object] = ()) -> Iterator[Any]:
        """Yield the rows of a question, in a connection of its own: others may write meanwhile."""
        if not self.path.exists():
            return
        connection = self._open()
        try:
            yield from connection.execute(question, values)
        except sqlite3.Error as error:
            raise self._said(error) from error
        finally:
            connection.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold a transaction."""
        with self._lock:
            if self._connection is None:
                self._make_folder()
                self._connection = self._open()
            self.all("BEGIN IMMEDIATE")
            try:
                yield
                self.all("COMMIT")
            except BaseException:
                with suppress(OutputError, MemoryFileError):
                    self.all("ROLLBACK")
                raise

    def _make_folder(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(
                f"{self.path.parent}: cannot be made ({error.strerror}): name another with 'memory'"
            ) from error

    def index(self, number: int, locale: str, folded: str) -> None:
        """Make a new text findable by its pieces."""
        self.all("INSERT INTO tm_grams (rowid, grams) VALUES (?, ?)", [number, _indexed(folded, locale)])

    def unindex(self, texts: Iterable[tuple[int, str, str]]) -> None:
        """Undo `index`."""
        for number, locale, folded in texts:
            question = "INSERT INTO tm_grams (tm_grams, rowid, grams) VALUES ('delete', ?, ?)"
            self.all(question, [number, _indexed(folded, locale)])

    def near(self, folded: str, locale: str, most: int) -> list[Text]:
        """Return the texts that share most of a key's rarest pieces."""
        lists: list[list[int]] = []
        frequent: list[str] = []
        for piece in _indexed(folded, locale).split():
            found = [] if piece in self._frequent else self._having(piece)
            if len(found) >= _MANY:
                self._frequent.add(piece)
            if piece in self._frequent:
                frequent.append(piece)
            elif found:
                lists.append(found)
        lists = sorted(lists, key=len)[:_PIECES]
        if len(lists) < _PIECES:
            half = (len(frequent) + 1) // 2
            pairs = [f"{one} AND {other}" for one, other in zip(frequent[:half], frequent[half:], strict=False)]
            lists += [self._having(pair) for pair in (pairs or frequent)[:: max(1, len(pairs) // _PAIRS)][:_PAIRS]]
        shared = Counter(chain.from_iterable(lists))
        best = heapq.nsmallest(most, shared, key=lambda number: (-shared[number], number))
        marks = ", ".join("?" * len(best))
        rows = self.all(f"SELECT id, raw, key FROM tm_texts WHERE id IN ({marks}) AND locale = ?", [*best, locale])
        return [Text(id=row[0], raw=row[1], key=row[2]) for row in rows]

    def _having(self, question: str) -> list[int]:
        found = self.all(f"SELECT rowid FROM tm_grams WHERE tm_grams MATCH ? LIMIT {_MANY}", [question])
        return [row[0] for row in found]

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._connection is not None:
                with suppress(sqlite3.Error):
                    self._connection.close()
            self._connection = None


def _facts(connection: sqlite3.Connection) -> tuple[int, int, int]:
    """Return whose file it is, the version of its tables, and how many it has."""
    questions = ("PRAGMA application_id", "PRAGMA user_version", "SELECT count(*) FROM sqlite_master")
    owner, version, tables = (connection.execute(question).fetchone()[0] for question in questions)
    return owner, version, tables


def _indexed(folded: str, locale: str) -> str:
    """Return the words of the index for a key: its pieces, each with its locale before it.

    In hexadecimal, for SQLite has its own mind, of an older Unicode, about what is a letter.
    """
    from translate_pipeline.memory.similarity import grams  # noqa: PLC0415

    tag = locale.replace("-", "").lower()
    return " ".join(f"{tag}{piece.encode('utf-16-be', 'surrogatepass').hex()}" for piece in grams(folded))


def _patient(connection: sqlite3.Connection, statement: str) -> None:
    """Run a statement that SQLite refuses at once, without waiting, while another process makes the same file."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute(statement)
            return
        except sqlite3.OperationalError as error:
            if not (getattr(error, "sqlite_errorname", "") or "").startswith("SQLITE_BUSY") or time.monotonic() > until:
                raise
            time.sleep(0.02)
