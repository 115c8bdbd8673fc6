"""A translation memory in a PostgreSQL database, for a team. Needs the extra `postgres`.

The same tables as in SQLite, with an array of pieces and a GIN index in place of FTS5. No extension is needed, so no
administrator is either.
"""

from __future__ import annotations

import re
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from translate_pipeline.errors import InputError, MemoryFileError, OutputError
from translate_pipeline.memory.similarity import grams
from translate_pipeline.memory.store import VERSION, Store, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_LOCK = 0x544D454D
"""Of those who write: units are put by one process at a time, so that the revision grows in order."""
_PIECES = 12
"""Rare pieces of a sentence that are looked up."""
_MANY = 2000
_SCHEMA = """
CREATE TABLE IF NOT EXISTS tm_meta (name TEXT PRIMARY KEY, value BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS tm_texts (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, locale TEXT COLLATE "C" NOT NULL, raw TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL, digest BYTEA NOT NULL UNIQUE, key_digest BYTEA NOT NULL, grams TEXT[] COLLATE "C"
);
CREATE INDEX IF NOT EXISTS tm_texts_key ON tm_texts (key_digest);
CREATE INDEX IF NOT EXISTS tm_texts_grams ON tm_texts USING gin (grams);
CREATE TABLE IF NOT EXISTS tm_units (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, place BYTEA NOT NULL UNIQUE,
    source BIGINT NOT NULL REFERENCES tm_texts, target BIGINT NOT NULL REFERENCES tm_texts,
    previous TEXT COLLATE "C" NOT NULL, next TEXT COLLATE "C" NOT NULL, post TEXT COLLATE "C" NOT NULL,
    origin TEXT COLLATE "C" NOT NULL, reviewer TEXT COLLATE "C" NOT NULL, reviewed TEXT COLLATE "C" NOT NULL,
    draft TEXT COLLATE "C" NOT NULL, signature TEXT COLLATE "C" NOT NULL, revision BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS tm_units_source ON tm_units (source);
CREATE INDEX IF NOT EXISTS tm_units_target ON tm_units (target);
CREATE INDEX IF NOT EXISTS tm_units_revision ON tm_units (revision)
"""


class PostgresStore(Store):
    """The tables in a database. They are made when it is first opened."""

    def __init__(self, address: str):
        try:
            import psycopg  # noqa: PLC0415
        except ImportError as error:
            raise OutputError(
                "memory: a PostgreSQL address needs the extra: install 'translate-pipeline[postgres]', or name a file"
            ) from error
        self.where = re.sub(r"(?<=://)([^:@/]*):[^@/]*@", r"\1@", address)
        self._error = psycopg.Error
        self._data_error = psycopg.DataError
        self._lock = threading.RLock()
        self._address = address
        try:
            self._connection = psycopg.connect(address, autocommit=True, connect_timeout=10)
        except psycopg.Error as error:
            raise self._said(error) from error
        self._make()

    def _make(self) -> None:
        with self.writing():
            self.all("CREATE TABLE IF NOT EXISTS tm_meta (name TEXT PRIMARY KEY, value BIGINT NOT NULL)")
            found = self.all("SELECT value FROM tm_meta WHERE name = 'version'")
            if found and found[0][0] != VERSION:
                said = f"found tables of version {found[0][0]}, expected {VERSION}"
                raise MemoryFileError(f"{self.where}: {said}: another translate_pipeline made it: use that one")
            if not found:
                for statement in _SCHEMA.split(";\n"):
                    self.all(statement)
                self.all("INSERT INTO tm_meta VALUES ('version', ?)", [VERSION])

    def _said(self, error: Exception) -> OutputError | InputError:
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        if isinstance(error, self._data_error):
            return InputError(f"a text that PostgreSQL cannot hold ({first}): take the character out", path=self.where)
        return OutputError(
            f"{self.where}: cannot be used ({first}): check the address and the server, or set memory = 'off'"
        )

    def all(self, question: str, values: Sequence[object] = ()) -> list[Any]:
        """Return all rows of a question."""
        with self._lock:
            try:
                cursor = self._connection.execute(_marked(question), values or None)
                return cursor.fetchall() if cursor.description else []
            except self._error as error:
                raise self._said(error) from error

    def stream(self, question: str, values: Sequence[object] = ()) -> Iterator[Any]:
        """Yield the rows of a question, in a connection of its own."""
        import psycopg  # noqa: PLC0415

        try:
            with psycopg.connect(self._address, connect_timeout=10) as connection, connection.cursor("rows") as cursor:
                cursor.execute(_marked(question), values or None)
                yield from cursor
        except self._error as error:
            raise self._said(error) from error

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold a transaction, and the lock of those who write."""
        with self._lock:
            try:
                with self._connection.transaction():
                    self._connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
                    yield
            except self._error as error:
                raise self._said(error) from error

    def index(self, number: int, locale: str, folded: str) -> None:  # noqa: ARG002  (rows have their locale beside it)
        """Make a new text findable by its pieces."""
        self.all("UPDATE tm_texts SET grams = ? WHERE id = ?", [[*grams(folded)], number])

    def unindex(self, texts: Iterable[tuple[int, str, str]]) -> None:
        """Do nothing: the pieces go with their row."""

    def near(self, folded: str, locale: str, most: int) -> list[Text]:
        """Return the texts that share most of a key's rarest pieces."""
        pieces = [*grams(folded)]
        often = (
            "SELECT p.piece, (SELECT count(*) FROM (SELECT 1 FROM tm_texts x "
            f"WHERE x.grams @> ARRAY[p.piece] LIMIT {_MANY}) AS found) FROM unnest(?::text[]) AS p(piece)"
        )
        counted = sorted((number, piece) for piece, number in self.all(often, [pieces]) if number)
        chosen = [piece for _, piece in counted[:_PIECES]]
        question = (
            "SELECT id, raw, key FROM tm_texts WHERE locale = ? AND grams && ?::text[] ORDER BY "
            '(SELECT count(*) FROM unnest(grams) g WHERE g COLLATE "C" = ANY (?::text[])) DESC, id LIMIT ?'
        )
        rows = self.all(question, [locale, chosen, pieces, most]) if chosen else []
        return [Text(id=row[0], raw=row[1], key=row[2]) for row in rows]

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def _marked(question: str) -> str:
    return question.replace("%", "%%").replace("?", "%s")
