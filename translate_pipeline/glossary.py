"""The glossary in force, and where its concepts stand in a text.

Any locale can be the source. Matching works on a shadow of the text (NFKC, case-folded) with a map back to its offsets,
leftmost-longest, and knows where a name may end in each script: Latin words are whole, katakana runs are whole, Korean
particles may follow.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from translate_pipeline.concepts import read_concepts
from translate_pipeline.model import Concept, Locale, Span
from translate_pipeline.scripts import can_end, can_start, foreign_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class TermMatch:
    """A concept found in a text."""

    span: Span
    """Offsets in the text that was searched."""
    text: str
    concept: Concept


@dataclass(frozen=True, slots=True)
class _Form:
    concept: Concept
    tag: str
    text: str


def _shadow(text: str) -> tuple[str, list[int]]:
    """Return `text` as it is compared (NFKC, case-folded) and, for each shadow character, its offset in `text`."""
    shadow: list[str] = []
    offsets: list[int] = []
    for index, char in enumerate(text):
        for folded in unicodedata.normalize("NFKC", char).casefold():
            shadow.append(folded)
            offsets.append(index)
    offsets.append(len(text))
    return "".join(shadow), offsets


@dataclass(frozen=True)
class Glossary:
    """Concepts in force, and the machinery to find them. Build with `load_glossary`; empty by default."""

    concepts: tuple[Concept, ...] = ()

    @cached_property
    def digest(self) -> str:
        """First 12 hex digits of the SHA-256 over all rows; empty for an empty glossary."""
        if not self.concepts:
            return ""
        rows = "\n".join(repr(concept) for concept in sorted(self.concepts, key=lambda c: c.id))
        return hashlib.sha256(rows.encode()).hexdigest()[:12]

    @cached_property
    def by_id(self) -> Mapping[str, Concept]:
        """Concepts by their id."""
        return {concept.id: concept for concept in self.concepts}

    @cached_property
    def _forms(self) -> dict[str, list[_Form]]:
        """Shadow of a form to the concepts that have it; the first file that names it wins."""
        forms: dict[str, list[_Form]] = {}
        for concept in self.concepts:
            if concept.status == "obsolete":
                continue
            for tag, form in concept.forms.items():
                for text in (form, *concept.aliases.get(tag, ())):
                    forms.setdefault(_shadow(text)[0], []).append(_Form(concept, tag, text))
        return forms

    @cached_property
    def _automaton(self) -> tuple[AhoCorasick, list[str]]:
        keys = list(self._forms)
        automaton = AhoCorasick(keys, matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA)
        return automaton, keys

    def find(self, text: str, locale: Locale) -> tuple[TermMatch, ...]:
        """Find concepts in a text of `locale`: leftmost-longest, none overlapping.

        Latin names match in any text; forms of other locales match where their script cannot be this locale's
        (华尔街见闻 in a Japanese sentence).
        """
        if not self.concepts or not text:
            return ()
        shadow, offsets = _shadow(text)
        automaton, keys = self._automaton
        found: list[tuple[int, int, _Form]] = []
        for key, start, end in automaton.find_matches_as_indexes(shadow, overlapping=True):
            whole = (start == 0 or offsets[start] != offsets[start - 1]) and offsets[end] != offsets[end - 1]
            form = self._accept(keys[key], text, Span(start=offsets[start], end=offsets[end]), locale) if whole else None
            if form:
                found.append((offsets[start], offsets[end], form))
        found.sort(key=lambda item: (item[0], -item[1]))
        matches: list[TermMatch] = []
        for start, end, form in found:
            if not matches or start >= matches[-1].span.end:
                matches.append(TermMatch(span=Span(start=start, end=end), text=text[start:end], concept=form.concept))
        return tuple(matches)

    def _accept(self, key: str, text: str, span: Span, locale: Locale) -> _Form | None:
        """Return the best form behind a hit, if the text around lets a name stand there."""
        tag = str(locale)
        best: _Form | None = None
        for form in self._forms[key]:
            if form.tag != tag and not (form.text.isascii() or foreign_to(form.text, locale)):
                continue
            if form.concept.case == "exact" and unicodedata.normalize("NFKC", span.of(text)) != form.text:
                continue
            if not can_start(text, span.start) or not can_end(text, span.end, prefix=form.concept.match == "prefix"):
                continue
            if best is None or (form.tag == tag and best.tag != tag):
                best = form
        return best

    def forbidden(self, locale: Locale) -> Mapping[str, str]:
        """Forms that must not come out in `locale`, each with the form to use instead."""
        tag = str(locale)
        return {
            bad: concept.forms[tag]
            for concept in self.concepts
            for bad in concept.forbidden.get(tag, ())
            if tag in concept.forms
        }

    def lookup(self, text: str, locale: Locale) -> Concept | None:
        """Return the concept that is called exactly `text` (as compared) in `locale` or in Latin letters."""
        matches = self.find(text.strip(), locale)
        whole = len(matches) == 1 and matches[0].span == Span(start=0, end=len(text.strip()))
        return matches[0].concept if whole else None


def load_glossary(paths: Iterable[Path]) -> Glossary:
    """Read glossary files, the ones named first in force over later ones (site before shipped), row by row.

    Raises `GlossaryError` with file, line and column for a row that does not fit.
    """
    concepts: dict[str, Concept] = {}
    for path in paths:
        for concept in read_concepts(path):
            concepts.setdefault(concept.id, concept)
    return Glossary(tuple(concepts.values()))
