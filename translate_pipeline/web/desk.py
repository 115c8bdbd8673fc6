"""A review file as it is worked on: read, checked, laid out, decided upon and previewed. All files are read here."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate_pipeline.formats import po
from translate_pipeline.read import read_post
from translate_pipeline.recheck import check_target
from translate_pipeline.recheck.targets import read_pair
from translate_pipeline.web import store
from translate_pipeline.web.layout import lay_out
from translate_pipeline.web.matches import match_views, query_for
from translate_pipeline.web.preview import render
from translate_pipeline.web.relay import relay
from translate_pipeline.web.terms import add_term
from translate_pipeline.web.views import PageView, Sight, block_views, finding_view, low_score, progress_of, unit_view

if TYPE_CHECKING:
    from collections.abc import Mapping

    from translate_pipeline.formats.po_entries import Entry
    from translate_pipeline.furniture import Catalogs
    from translate_pipeline.glossary import Glossary
    from translate_pipeline.grades import Levels
    from translate_pipeline.memory import Memory
    from translate_pipeline.model import Post, Unit
    from translate_pipeline.recheck import Checked
    from translate_pipeline.recheck.targets import Target
    from translate_pipeline.web.documents import Document
    from translate_pipeline.web.layout import Laid
    from translate_pipeline.web.matches import MatchView
    from translate_pipeline.web.store import Edit
    from translate_pipeline.web.views import Progress, UnitView

_MATCHES = 3
"""Sentences of the memory that are shown beside one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What a decision came to."""

    unit: UnitView
    progress: Progress


@dataclass(slots=True)
class Desk:
    """What reviewing is done with: the documents, the glossary in force, and where new terms go."""

    documents: Mapping[str, Document]
    glossary: Glossary
    catalogs: Catalogs
    levels: Levels
    terms: Path
    """The glossary file that terms are added to."""
    memory: Memory | None = None
    lock: threading.RLock = field(default_factory=threading.RLock)
    """Libraries underneath need not be thread-safe; a review file is read in milliseconds."""
    _low: dict[str, float] = field(default_factory=dict)
    """Document id to the score under which its drafts are weak."""

    def page(self, document: Document) -> PageView:
        """Return a whole page, everything read and checked anew."""
        with self.lock:
            target, entries, checked = self._read(document)
            self._low[document.id] = low_score(unit.score for unit in checked.units)
            views = self._views(document, target, entries, checked.units)
            post = _source(document, target)
            return PageView(
                id=document.id,
                title=document.title,
                source=str(target.main or "und"),
                target=str(document.locale),
                signature=target.po.header.get("X-Signature", "") if target.po else "",
                blocks=block_views(self._laid(entries, post, target), views),
                progress=progress_of(entries.values()),
                relay=relay(checked.units, self.glossary, target.main, document.locale),
                findings=tuple(finding_view(one, "") for one in checked.findings if one.segment is None),
                with_source=post is not None,
            )

    def progress(self, document: Document) -> Progress:
        """Return how much of a document is reviewed; findings as its review file has them."""
        _, entries = store.read_all(document.path)
        return progress_of(entries.values())

    def versions(self, document: Document) -> dict[str, str]:
        """Return the version of every entry, so that a page can see what others changed."""
        return {key: store.version_of(entry) for key, entry in store.read_all(document.path)[1].items()}

    def unit(self, document: Document, key: str) -> Saved | None:
        """Return a sentence as its file has it now; None where it has it no more."""
        with self.lock:
            text, entries = store.read_all(document.path)
            return self._one(document, key, text, entries) if key in entries else None

    def save(self, document: Document, key: str, version: str, edit: Edit) -> Saved:
        """Write a decision. Raises `ConflictError` where somebody else was faster."""
        with self.lock:
            text, entries = store.save(document.path, key, version, edit)
            return self._one(document, key, text, entries)

    def matches(self, document: Document, key: str) -> tuple[MatchView, ...]:
        """Return what people decided for sentences like one that is not decided yet."""
        with self.lock:
            main, (_, entries) = read_pair(document.path).main, store.read_all(document.path)
            if self.memory is None or main is None or key not in entries:
                return ()
            found = self.memory.fuzzy(query_for(key, entries, main, document.locale), most=_MATCHES)
            return match_views(found, entries[key])

    def preview(self, document: Document) -> str:
        """Return the post as it will be, in HTML that holds nothing but text and its structure."""
        with self.lock:
            target, entries, checked = self._read(document)
            post = _source(document, target)
            by_source = {unit.source: unit for unit in checked.units}
            units = {key: by_source[one.source] for key, one in entries.items()}
            laid = self._laid(entries, post, target) if post else ()
            return render(target, post, laid, units)

    def add(self, wanted: Mapping[str, Any]) -> str:
        """Add a term to the site's glossary, and use it from now on. Returns its id."""
        with self.lock:
            concept = add_term(wanted, self.terms, self.glossary)
            self.glossary = type(self.glossary)((concept, *self.glossary.concepts))
            return concept.id

    def _read(self, document: Document) -> tuple[Target, Mapping[str, Entry], Checked]:
        target = read_pair(document.path)
        entries = store.entries_of(target.text, document.path)
        checked = check_target(target, self.glossary, self.levels)
        return target, entries, checked

    def _laid(self, entries: Mapping[str, Entry], post: Post | None, target: Target) -> tuple[Laid, ...]:
        main = target.main

        def is_furniture(text: str) -> bool:
            return bool(text) and self.catalogs.match(text, main) is not None

        return lay_out(entries, post, main, is_furniture)

    def _views(
        self, document: Document, target: Target, entries: Mapping[str, Entry], units: tuple[Unit, ...]
    ) -> dict[str, UnitView]:
        low = self._low.get(document.id, -math.inf)
        sight = Sight(glossary=self.glossary, target=target.locale, kind=target.kind, labels=target.labels, low=low)
        by_source = {unit.source: unit for unit in units}
        numbered = enumerate(entries.items(), start=1)
        return {key: unit_view(one, by_source[one.source], number, sight) for number, (key, one) in numbered}

    def _one(self, document: Document, key: str, text: str, entries: Mapping[str, Entry]) -> Saved:
        """Return one sentence, checked anew by itself; what was found across sentences is found when the page is loaded."""
        target = read_pair(document.path)
        scanned = po.scan(text, document.path)
        numbers = {store.key_of(one): number for number, one in enumerate(entries.values(), start=1)}
        mine = tuple(one for one in scanned.entries if one.id == entries[key].source)
        alone = replace(target, text=text, po=replace(scanned, entries=mine), post=None)
        checked = check_target(alone, self.glossary, self.levels)
        views = self._views(document, alone, {key: entries[key]}, checked.units)
        return Saved(unit=replace(views[key], number=numbers[key]), progress=progress_of(entries.values()))


def _source(document: Document, target: Target) -> Post | None:
    """Return the source of a document, where it is at hand and unchanged."""
    return read_post(document.source) if document.source else target.source
