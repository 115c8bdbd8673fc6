"""The translation memory: what people decided, found again for the same sentence and for sentences like it.

A look-up gives matches. An exact match is the same text, letter for letter, in the same pair of locales or its reverse; with
the same sentences around it, it counts for more. Any other match is for a person to look at: a sentence that is like it
(`similarity`), whose figures are put in where that can be done, or a translation by way of a third locale.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from translate_pipeline.memory.sqlite import SqliteStore
from translate_pipeline.memory.store import Chosen, Counted, Edge, Entry, Put, Store, Text
from translate_pipeline.store import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from translate_pipeline.model import Locale

__all__ = ["Chosen", "Counted", "Entry", "How", "Match", "Memory", "Put", "Query", "open_memory"]

FILE = "memory.sqlite3"
OFF = "off"
"""The setting under which nothing is remembered."""
LEAST = 0.75
"""Likeness from which a match is worth a reviewer's look."""
IN_CONTEXT, EXACT, NEARLY = 1.01, 1.0, 0.99
"""Scores: the same sentence between the same sentences; the same sentence; the same but for figures, codes or markup."""
_PER_FIGURE = 0.05
"""What a figure costs that could not be put in."""
_LOOKED_AT = 120
"""Candidates that are compared."""


class How(StrEnum):
    """By which way a match was found."""

    DIRECT = "direct"
    REVERSED = "reversed"
    """The text is a translation, and the match is what it was translated from."""
    PIVOT = "pivot"
    """By way of a text in a third locale that both are tied to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A sentence that a translation is looked for."""

    text: str
    """Raw text, markup and all."""
    source: Locale
    target: Locale
    previous: str = ""
    next: str = ""
    signature: str = ""
    """Under which drafts count; empty: only what people approved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What the memory has for a sentence."""

    score: float
    """1.01 exact with context, 1.0 exact, below: how like the sentences are."""
    source: str
    """The sentence that is remembered, in the locale that was asked from."""
    target: str
    """Its translation, the figures of the sentence that was asked for put in."""
    how: How
    entries: tuple[Entry, ...]
    """The unit, or the two units of a pivot."""
    put: int = 0
    """Figures and codes that were put in."""
    missed: int = 0
    """Figures and codes that differ and still stand as they are remembered."""

    @property
    def exact(self) -> bool:
        """Whether it may be taken without anybody looking."""
        return self.score >= EXACT

    @property
    def draft(self) -> bool:
        """Whether no person has approved it."""
        return any(entry.draft for entry in self.entries)

    @property
    def posts(self) -> tuple[str, ...]:
        """Return where it stands."""
        return tuple(dict.fromkeys(entry.post for entry in self.entries if entry.post))

    @property
    def reviewed(self) -> str:
        """Return the day of the decision, of two the earlier."""
        return min(entry.reviewed for entry in self.entries)


class Memory:
    """An open memory. Threads may share it."""

    def __init__(self, store: Store):
        self.store = store

    def put(self, entries: Iterable[Entry]) -> Put:
        """Remember entries; they are on the disk when this returns."""
        return self.store.put(entries)

    def exact(self, query: Query) -> Match | None:
        """Return the best translation of the very same text, or nothing; pivots, for a person to look at, are left out."""
        text = self.store.text(query.text, query.source)
        if text is None:
            return None
        edges = [edge for edge in self.store.edges([text.id]) if edge.locale == query.target and _counts(edge, query)]
        best = max(edges, key=lambda edge: _rank(edge, query), default=None)
        return None if best is None else _match(_context(best, query) or EXACT, text, [best])

    def fuzzy(self, query: Query, *, least: float = LEAST, most: int = 5) -> tuple[Match, ...]:
        """Return translations of the same text and of texts like it, the best first, no target twice."""
        texts = self._like(query, least, most * 4)
        ways = self._ways([text.id for _, text in texts], query)
        found = [
            match
            for likeness, text in texts
            for path in ways.get(text.id, ())
            if (match := _offer(likeness, query, text, path)).score >= least
        ]
        ordered = sorted(found, key=_order, reverse=True)
        best: dict[str, Match] = {}
        for match in ordered:
            best.setdefault(match.target, match)
        return tuple(best.values())[:most]

    def containing(self, piece: str, source: Locale, target: Locale, most: int = 20) -> tuple[Match, ...]:
        """Return sentences that have a word or a piece of one in them, with their reviewed translations."""
        query = Query(text=piece, source=source, target=target)
        texts = self.store.contains(piece, source, most)
        ways = self._ways([text.id for text in texts], query)
        return tuple(
            Match(score=0.0, source=text.raw, target=path[-1].text, how=_how(path), entries=_entries(path))
            for text in texts
            for path in ways.get(text.id, ())
        )[:most]

    def has(self, text: str, source: Locale, target: Locale) -> bool:
        """Whether an approved translation of the very same text is there."""
        return self.exact(Query(text=text, source=source, target=target)) is not None

    def since(self, revision: int, most: int) -> list[Entry]:
        """Return the reviewed entries that came or changed after a revision, not more than so many."""
        return self.store.since(revision, most)

    def revision(self) -> int:
        """Return a number that grows with every change."""
        return self.store.revision()

    def entries(self, chosen: Chosen | None = None) -> Iterator[Entry]:
        """Yield entries in an order that depends on nothing but them."""
        return self.store.entries(chosen)

    def close(self) -> None:
        """Close it."""
        self.store.close()

    def _like(self, query: Query, least: float, most: int) -> list[tuple[float, Text]]:
        from translate_pipeline.memory.similarity import key, score  # noqa: PLC0415

        folded = key(query.text, query.source)
        found = {text.id: text for text in self.store.alike(folded, query.source, most)}
        if same := self.store.text(query.text, query.source):
            found[same.id] = same
        if len(found) < most:
            found |= {text.id: text for text in self.store.near(folded, str(query.source), _LOOKED_AT)}
        scored = [(score(folded, text.key, least), text) for text in found.values()]
        return sorted((one for one in scored if one[0]), key=lambda one: (-one[0], one[1].raw != query.text, one[1].id))[
            :most
        ]

    def _ways(self, texts: Sequence[int], query: Query) -> dict[int, list[list[Edge]]]:
        """Return the ways from each text to one of the target locale, over one unit or over two."""
        first = [edge for edge in self.store.edges(texts) if _counts(edge, query)]
        ways: dict[int, list[list[Edge]]] = {}
        for edge in first:
            if edge.locale == query.target:
                ways.setdefault(edge.here, []).append([edge])
        bridges = [edge for edge in first if edge.locale not in {query.source, query.target} and edge.here not in ways]
        second: dict[int, list[Edge]] = {}
        for edge in self.store.edges([*dict.fromkeys(edge.there for edge in bridges)]) if bridges else ():
            if edge.locale == query.target and _counts(edge, query):
                second.setdefault(edge.here, []).append(edge)
        for edge in bridges:
            ways.setdefault(edge.here, []).extend([edge, other] for other in second.get(edge.there, ()))
        return ways


def _counts(edge: Edge, query: Query) -> bool:
    """Whether a unit may be used: people's always, a machine's only under the same signature."""
    return not edge.entry.draft or bool(query.signature and edge.entry.signature == query.signature)


def _context(edge: Edge, query: Query) -> float:
    """Return the score of an exact match in its context; 0 where the context is another, or not known."""
    around = (query.previous, query.next)
    return IN_CONTEXT if edge.forward and any(around) and around == (edge.entry.previous, edge.entry.next) else 0.0


def _rank(edge: Edge, query: Query) -> tuple[object, ...]:
    """Sort key: approved before drafted, in context, beside one sentence of it, as it was translated, the latest."""
    entry = edge.entry
    beside = (query.previous and query.previous == entry.previous) or (query.next and query.next == entry.next)
    return (
        not entry.draft,
        bool(_context(edge, query)),
        edge.forward and bool(beside),
        edge.forward,
        entry.reviewed,
        edge.number,
    )


def _how(path: Sequence[Edge]) -> How:
    if len(path) > 1:
        return How.PIVOT
    return How.DIRECT if path[0].forward else How.REVERSED


def _entries(path: Sequence[Edge]) -> tuple[Entry, ...]:
    return tuple(edge.entry for edge in path)


def _match(likeness: float, text: Text, path: Sequence[Edge]) -> Match:
    return Match(score=likeness, source=text.raw, target=path[-1].text, how=_how(path), entries=_entries(path))


def _offer(likeness: float, query: Query, text: Text, path: Sequence[Edge]) -> Match:
    """Return a match of a text that is like the one asked for, or is the same, with the figures asked for put in."""
    from translate_pipeline.memory.similarity import fill  # noqa: PLC0415

    if text.raw == query.text:
        exact = _context(path[0], query) or EXACT
        return _match(exact if len(path) == 1 else NEARLY, text, path)
    filled = fill(query.text, text.raw, path[-1].text, (query.source, query.target))
    scored = min(likeness, NEARLY) - 0.01 * bool(filled.put) - _PER_FIGURE * filled.missed
    return Match(
        score=round(scored, 4),
        source=text.raw,
        target=filled.text,
        how=_how(path),
        entries=_entries(path),
        put=filled.put,
        missed=filled.missed,
    )


def _order(match: Match) -> tuple[object, ...]:
    """Sort key, the best greatest: approved, likeness, the shorter way, the later."""
    return (match.score, not match.draft, match.how is How.DIRECT, match.how is not How.PIVOT, match.reviewed)


def open_memory(setting: str | None, out: Path) -> Memory | None:
    """Return the memory that the settings name: a file, a PostgreSQL address, or the one beside the locales; None: off.

    A file is made when there is something to remember. Raises `MemoryFileError` for one that is damaged or is none.
    """
    if setting == OFF:
        return None
    if setting and setting.startswith(("postgresql://", "postgres://")):
        from translate_pipeline.memory.postgres import PostgresStore  # noqa: PLC0415

        return Memory(PostgresStore(setting))
    return Memory(SqliteStore(Path(setting) if setting else out / FOLDER / FILE))
