"""The glossary: concepts in CSV files that translators edit in a spreadsheet, and where they stand in a text.

One concept a row, its forms in every locale (docs/glossaries.md). Any locale can be the source. Matching works on a
shadow of the text (NFKC, case-folded) with a map back to its offsets, leftmost-longest, and knows where a name may end in
each script: Latin words are whole, katakana runs are whole, Korean particles may follow.
"""

from __future__ import annotations

import csv
import hashlib
import io
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from translate_pipeline.errors import GlossaryError, LocaleError
from translate_pipeline.locales import parse_locale
from translate_pipeline.model import Concept, Locale, Span
from translate_pipeline.scripts import can_end, can_start, foreign_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

FIXED = ("id", "kind", "domain", "status", "dnt", "case", "match")
"""Columns that every file has, in this order, before the locales."""

STATUSES = ("approved", "proposed", "obsolete")
_CASES, _MATCHES = ("any", "exact"), ("word", "prefix", "exact")
_TRAILING = ("note", "source_url", "updated")
_GUARDED = ("=", "+", "-", "@")


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


def read_concepts(path: Path) -> Iterator[Concept]:
    """Yield the concepts of one CSV file (comma, semicolon or tab; UTF-8 with or without a BOM)."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise GlossaryError("no such glossary file", path=path) from error
    except UnicodeDecodeError as error:
        raise GlossaryError("not UTF-8: save the file as 'CSV UTF-8'", path=path) from error
    except OSError as error:
        raise GlossaryError(f"cannot be read: {error.strerror}", path=path) from error
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [name.strip() for name in next(rows, [])]
        reader = _RowReader(path, header)
        for cells in rows:
            if any(cell.strip() for cell in cells):
                yield reader.concept(cells, rows.line_num)
    except csv.Error as error:
        raise GlossaryError(f"not CSV: {error}", path=path, line=rows.line_num) from error


class _RowReader:
    """Turns the rows of one file into concepts, and says exactly what does not fit."""

    def __init__(self, path: Path, header: list[str]):
        self.path, self.header = path, header
        missing = [name for name in FIXED if name not in header]
        if missing:
            found = ", ".join(header[:4]) or "nothing"
            raise GlossaryError(f"expected a header with {', '.join(missing)}; found {found}", path=path, line=1)
        if len(set(header)) < len(header):
            twice = next(name for name in header if header.count(name) > 1)
            raise GlossaryError("column stands twice in the header", path=path, line=1, field=twice)
        self.locales = [name for name in header if self._is_locale(name)]
        self.seen: dict[str, int] = {}

    def _is_locale(self, name: str) -> bool:
        if name in FIXED or name in _TRAILING or name.startswith(("aliases_", "forbidden_")):
            return False
        try:
            tag = str(parse_locale(name))
        except LocaleError as error:
            raise GlossaryError(f"unknown column: {error}", path=self.path, line=1, field=name) from None
        if tag != name:
            raise GlossaryError(f"write the locale as {tag}", path=self.path, line=1, field=name)
        return True

    def concept(self, cells: list[str], line: int) -> Concept:
        """Return the concept of one row."""
        if len(cells) != len(self.header):
            raise GlossaryError(
                f"found {len(cells)} cells, expected {len(self.header)} as in the header: quote cells with the separator",
                path=self.path,
                line=line,
            )
        row = {
            name: _unguard(unicodedata.normalize("NFC", cell.strip())) for name, cell in zip(self.header, cells, strict=True)
        }
        if not row["id"]:
            raise GlossaryError("empty: every concept needs an id", path=self.path, line=line, field="id")
        if row["id"] in self.seen:
            first = self.seen[row["id"]]
            raise GlossaryError(f"{row['id']!r} stands in line {first} too", path=self.path, line=line, field="id")
        self.seen[row["id"]] = line
        forms = {tag: row[tag] for tag in self.locales if row[tag]}
        if not forms:
            raise GlossaryError("no form in any locale", path=self.path, line=line)
        return Concept(
            id=row["id"],
            kind=row["kind"],
            domain=row["domain"],
            status=self._choice(row, "status", STATUSES, line),
            dnt=self._choice(row, "dnt", ("no", "yes"), line) == "yes",
            case=self._choice(row, "case", _CASES, line),
            match=self._choice(row, "match", _MATCHES, line),
            forms=forms,
            aliases=self._lists(row, "aliases_"),
            forbidden=self._lists(row, "forbidden_"),
            note=row.get("note", ""),
            source_url=row.get("source_url", ""),
            updated=row.get("updated", ""),
        )

    def _choice(self, row: dict[str, str], name: str, allowed: tuple[str, ...], line: int) -> str:
        value = row[name].lower() or allowed[0]
        if value not in allowed:
            raise GlossaryError(
                f"found {row[name]!r}, expected {' or '.join(allowed)}", path=self.path, line=line, field=name
            )
        return value

    def _lists(self, row: dict[str, str], prefix: str) -> dict[str, tuple[str, ...]]:
        lists = {
            name.removeprefix(prefix): tuple(part.strip() for part in row[name].split("|") if part.strip())
            for name in self.header
            if name.startswith(prefix)
        }
        return {tag: parts for tag, parts in lists.items() if parts}


def _unguard(cell: str) -> str:
    """Undo the apostrophe that keeps a spreadsheet from reading a cell as a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:2] in _GUARDED else cell
