"""What a translation memory holds, and the part of its database that SQLite and PostgreSQL have in common.

Two tables: texts, each once, and units, which tie a source to a target. So a unit serves both ways, and two units that
share a text serve as a bridge between their other ends.
"""

from __future__ import annotations

import hashlib
import re
from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from translate_pipeline.locales import parse_locale

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from translate_pipeline.model import Locale

_LIKE = re.compile(r"[\\%_]")
VERSION = 1
"""Of the tables."""
REVIEW, IMPORT = "review", "import"
"""Origins: a review file of ours, another tool's file."""
AT_ONCE = 500
"""Units in one transaction, keys in one question: others wait no longer than that takes."""
DATE = re.compile(r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2})?")
"""A day, or nothing where it is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A sentence and its translation, as a person approved it or a model drafted it."""

    source: str
    """Raw text, markup and all."""
    target: str
    source_locale: Locale
    target_locale: Locale
    previous: str = ""
    """Raw source of the sentence before it; empty where there is none or it is not known."""
    next: str = ""
    post: str = ""
    """Where it stands: a post's path below its locale's `posts`."""
    origin: str = ""
    """Where it is from: `REVIEW`, `IMPORT`, or what a table says."""
    reviewer: str = ""
    reviewed: str = ""
    """Day of the decision, `2026-11-25`; empty where it is not known."""
    draft: bool = False
    """Whether no person has approved it."""
    signature: str = ""
    """Of what drafted it."""

    def place(self) -> bytes:
        """Return what tells its place from others: of two entries with one place, the newer replaces the older.

        A review file has one decision for a sentence. What comes from elsewhere may stand beside other translations of it.
        """
        own = (self.post,) if self.origin == REVIEW else (self.post, self.target, self.previous, self.next)
        return digest(self.source, str(self.source_locale), str(self.target_locale), str(self.draft), self.origin, *own)


def digest(*parts: str) -> bytes:
    """Return 16 bytes that stand for some texts in turn."""
    whole = "\0".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.blake2b(whole.encode("utf-8", "surrogatepass"), digest_size=16).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text that the memory has."""

    id: int
    raw: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A unit, seen from one of its two texts."""

    here: int
    there: int
    entry: Entry
    forward: bool
    """Whether `here` is the source."""
    number: int
    """Of the unit: what came later has a greater one."""

    @property
    def locale(self) -> Locale:
        """Return the locale of the other text."""
        return self.entry.target_locale if self.forward else self.entry.source_locale

    @property
    def text(self) -> str:
        """Return the other text."""
        return self.entry.target if self.forward else self.entry.source


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """What came of putting entries."""

    added: int = 0
    changed: int = 0
    same: int = 0
    """Entries that were there already, or that a newer decision stands against."""

    def __add__(self, other: Put) -> Put:
        return Put(added=self.added + other.added, changed=self.changed + other.changed, same=self.same + other.same)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a memory holds for one pair of locales."""

    source: str
    target: str
    reviewed: int
    drafts: int
    posts: int
    oldest: str
    newest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which entries are meant: all that fit every wish."""

    source: Locale | None = None
    target: Locale | None = None
    post: str = ""
    origin: str = ""
    before: str = ""
    """Reviewed before that day."""
    drafts: bool | None = None
    """Only drafts, only reviewed ones, or both."""
    not_signed: str = ""
    """Drafts of any other signature."""

    def where(self) -> tuple[str, list[object]]:
        """Return the condition in SQL and its values."""
        wishes: list[tuple[str, object]] = [
            ("s.locale = ?", self.source and str(self.source)),
            ("t.locale = ?", self.target and str(self.target)),
            ("u.post = ?", self.post),
            ("u.origin = ?", self.origin),
            ("u.reviewed <> '' AND u.reviewed < ?", self.before),
            ("u.draft = ?", None if self.drafts is None else str(int(self.drafts))),
            ("u.draft = '1' AND u.signature <> ?", self.not_signed),
        ]
        asked = [(wish, value) for wish, value in wishes if value]
        return " AND ".join(wish for wish, _ in asked) or "1 = 1", [value for _, value in asked]


_PLAIN = ("previous", "next", "post", "origin", "reviewer", "reviewed", "draft", "signature")
"""Columns of a unit that are a field of an entry of the same name."""
_COLUMNS = ", ".join(f"u.{name}" for name in _PLAIN)
_JOINED = "tm_units u JOIN tm_texts s ON s.id = u.source JOIN tm_texts t ON t.id = u.target"
_ENTRY = f"s.raw, t.raw, s.locale, t.locale, {_COLUMNS}"
_ORDER = f"s.locale, t.locale, s.raw, {_COLUMNS}, t.raw"
assert {*_PLAIN, "source", "target", "source_locale", "target_locale"} == {one.name for one in fields(Entry)}  # noqa: S101

_locale = lru_cache(maxsize=256)(parse_locale)


def _entry(row: Sequence[Any]) -> Entry:
    named = dict(zip(_PLAIN, row[4:], strict=True)) | {"draft": row[4 + _PLAIN.index("draft")] == "1"}
    return Entry(source=row[0], target=row[1], source_locale=_locale(row[2]), target_locale=_locale(row[3]), **named)


def _cells(entry: Entry) -> list[str]:
    return [str(int(entry.draft)) if name == "draft" else getattr(entry, name) for name in _PLAIN]


class Store(ABC):
    """A memory's tables. Threads may share it; what a call has put is on the disk when it returns."""

    where: str
    """Its path or address, without a password."""

    @abstractmethod
    def all(self, question: str, values: Sequence[object] = ()) -> list[Any]:
        """Return all rows of a question, whose values are marked by `?`."""

    @abstractmethod
    def stream(self, question: str, values: Sequence[object] = ()) -> Iterator[Any]:
        """Yield the rows of a question as they stood when it was asked."""

    @abstractmethod
    def writing(self) -> AbstractContextManager[None]:
        """Hold a transaction: all that is written in it is kept, or nothing."""

    @abstractmethod
    def index(self, number: int, locale: str, folded: str) -> None:
        """Make a new text findable by its pieces."""

    @abstractmethod
    def unindex(self, texts: Iterable[tuple[int, str, str]]) -> None:
        """Undo `index`."""

    @abstractmethod
    def near(self, folded: str, locale: str, most: int) -> list[Text]:
        """Return the texts of a locale that share most with a key, the most promising first."""

    @abstractmethod
    def close(self) -> None:
        """Close it."""

    def put(self, entries: Iterable[Entry]) -> Put:
        """Remember entries. What is there already stays as it is, with its day; an older decision replaces no newer one."""
        done, rest = Put(), iter(entries)
        while some := list(islice(rest, AT_ONCE)):
            with self.writing():
                revision = self.revision() + 1
                counts = Counter(self._put(entry, revision) for entry in some)
                if counts["added"] or counts["changed"]:
                    question = (
                        "INSERT INTO tm_meta VALUES ('revision', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
                    )
                    self.all(question, [revision])
            done += Put(**counts)
        return done

    def _put(self, entry: Entry, revision: int) -> str:
        place, cells = entry.place(), _cells(entry)
        found = self.all(f"SELECT u.id, {_ENTRY} FROM {_JOINED} WHERE u.place = ?", [place])
        if found:
            known = _entry(found[0][1:])
            if replace(known, reviewed=entry.reviewed) == entry or (entry.reviewed and entry.reviewed < known.reviewed):
                return "same"
            target = self._text(entry.target, entry.target_locale)
            names = ", ".join(f"{name} = ?" for name in _PLAIN)
            question = f"UPDATE tm_units SET target = ?, revision = ?, {names} WHERE id = ?"
            self.all(question, [target, revision, *cells, found[0][0]])
            return "changed"
        source, target = self._text(entry.source, entry.source_locale), self._text(entry.target, entry.target_locale)
        names = ", ".join(("place", "source", "target", "revision", *_PLAIN))
        marks = ", ".join("?" * (4 + len(_PLAIN)))
        question = f"INSERT INTO tm_units ({names}) VALUES ({marks})"
        self.all(question, [place, source, target, revision, *cells])
        return "added"

    def _text(self, raw: str, locale: Locale) -> int:
        """Return the number of a text, which is put if it is new."""
        from translate_pipeline.memory.similarity import key  # noqa: PLC0415

        tag = str(locale)
        named = digest(tag, raw)
        if found := self.all("SELECT id FROM tm_texts WHERE digest = ?", [named]):
            return int(found[0][0])
        folded = key(raw, locale)
        question = "INSERT INTO tm_texts (locale, raw, key, digest, key_digest) VALUES (?, ?, ?, ?, ?) RETURNING id"
        number = int(self.all(question, [tag, raw, folded, named, digest(tag, folded)])[0][0])
        self.index(number, tag, folded)
        return number

    def text(self, raw: str, locale: Locale) -> Text | None:
        """Return a text by its letters."""
        found = self.all("SELECT id, raw, key FROM tm_texts WHERE digest = ?", [digest(str(locale), raw)])
        return _text(found[0]) if found else None

    def alike(self, folded: str, locale: Locale, most: int) -> list[Text]:
        """Return the texts of a locale that have a key: they differ in figures, codes and markup alone."""
        question = "SELECT id, raw, key FROM tm_texts WHERE key_digest = ? ORDER BY id LIMIT ?"
        return [_text(row) for row in self.all(question, [digest(str(locale), folded), most])]

    def edges(self, texts: Sequence[int]) -> list[Edge]:
        """Return all units that have one of some texts, seen from that text."""
        found: list[Edge] = []
        for at in range(0, len(texts), AT_ONCE):
            some = [*texts[at : at + AT_ONCE]]
            marks = ", ".join("?" * len(some))
            for here, there, forward in (("source", "target", True), ("target", "source", False)):
                question = (
                    f"SELECT u.{here}, u.{there}, u.id, {_ENTRY} FROM {_JOINED} WHERE u.{here} IN ({marks}) ORDER BY u.id"
                )
                found += [
                    Edge(here=row[0], there=row[1], number=row[2], entry=_entry(row[3:]), forward=forward)
                    for row in self.all(question, some)
                ]
        return found

    def contains(self, piece: str, locale: Locale, most: int) -> list[Text]:
        """Return the texts that have a piece in them, however it is written; the piece may be a single letter."""
        from translate_pipeline.memory.similarity import fold  # noqa: PLC0415

        folded, raw = ("%" + _LIKE.sub(r"\\\g<0>", one) + "%" for one in (fold(piece) or piece, piece))
        question = (
            "SELECT id, raw, key FROM tm_texts WHERE locale = ? "
            "AND (key LIKE ? ESCAPE '\\' OR raw LIKE ? ESCAPE '\\') ORDER BY id LIMIT ?"
        )
        return [_text(row) for row in self.all(question, [str(locale), folded, raw, most])]

    def entries(self, chosen: Chosen | None = None) -> Iterator[Entry]:
        """Yield entries in an order that depends on nothing but them."""
        where, values = (chosen or Chosen()).where()
        question = f"SELECT {_ENTRY} FROM {_JOINED} WHERE {where} ORDER BY {_ORDER}"
        return map(_entry, self.stream(question, values))

    def revision(self) -> int:
        """Return a number that grows with every change."""
        found = self.all("SELECT value FROM tm_meta WHERE name = 'revision'")
        return int(found[0][0]) if found else 0

    def since(self, revision: int, most: int) -> list[Entry]:
        """Return the reviewed entries that came or changed after a revision, not more than so many."""
        question = f"SELECT {_ENTRY} FROM {_JOINED} WHERE u.revision > ? AND u.draft = '0' ORDER BY u.id LIMIT ?"
        return [_entry(row) for row in self.all(question, [revision, most])]

    def count(self) -> tuple[Counted, ...]:
        """Return what is there, by pair of locales."""
        question = (
            "SELECT s.locale, t.locale, sum(CASE u.draft WHEN '0' THEN 1 ELSE 0 END), "
            "sum(CASE u.draft WHEN '1' THEN 1 ELSE 0 END), count(DISTINCT NULLIF(u.post, '')), "
            f"min(NULLIF(u.reviewed, '')), max(u.reviewed) FROM {_JOINED} GROUP BY s.locale, t.locale ORDER BY 1, 2"
        )
        return tuple(
            Counted(source=a, target=b, reviewed=int(c), drafts=int(d), posts=int(e), oldest=f or "", newest=g or "")
            for a, b, c, d, e, f, g in self.all(question)
        )

    def prune(self, chosen: Chosen, *, pretend: bool = False) -> int:
        """Forget entries, and the texts that nothing needs then. Returns how many entries."""
        where, values = chosen.where()
        with self.writing():
            found = [row[0] for row in self.all(f"SELECT u.id FROM {_JOINED} WHERE {where}", values)]
            if found and not pretend:
                for at in range(0, len(found), AT_ONCE):
                    some = found[at : at + AT_ONCE]
                    self.all(f"DELETE FROM tm_units WHERE id IN ({', '.join('?' * len(some))})", some)
                loose = (
                    "FROM tm_texts x WHERE NOT EXISTS (SELECT 1 FROM tm_units u WHERE u.source = x.id) "
                    "AND NOT EXISTS (SELECT 1 FROM tm_units u WHERE u.target = x.id)"
                )
                self.unindex(self.all(f"SELECT x.id, x.locale, x.key {loose}"))
                self.all(f"DELETE FROM tm_texts WHERE id IN (SELECT x.id {loose})")
        return len(found)


def _text(row: Sequence[Any]) -> Text:
    return Text(id=row[0], raw=row[1], key=row[2])
