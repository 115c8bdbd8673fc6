"""Concepts in CSV files that translators edit in a spreadsheet: one a row, its forms in every locale (docs/glossaries.md).

Reading is strict and says where a row does not fit; writing keeps every line that it does not have to change.
"""

from __future__ import annotations

import csv
import difflib
import hashlib
import io
import re
import unicodedata
from dataclasses import dataclass
from itertools import chain, count
from typing import TYPE_CHECKING

from translate_pipeline.errors import GlossaryError, LocaleError
from translate_pipeline.locales import parse_locale
from translate_pipeline.model import Concept

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

FIXED = ("id", "kind", "domain", "status", "dnt", "case", "match")
"""Columns that every file has, in this order, before the locales."""
TRAILING = ("note", "source_url", "updated")
"""Columns for people, after the forms."""
STATUSES = ("approved", "proposed", "obsolete")
CASES, MATCHES = ("any", "exact"), ("word", "prefix", "exact")
SHIPPED_LOCALES = ("ja", "ko", "zh-Hans", "zh-Hant", "en")

_GUARDED = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet takes for a formula (OWASP, CSV injection)."""
_LISTS = ("aliases_", "forbidden_")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_DAMAGE = {"\0": "looks like UTF-16 without a BOM", "\ufffd": "has a character lost when it was saved before"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a file: its first line, counted from 1, and the concept in it or what is wrong with it."""

    line: int
    concept: Concept | None = None
    error: GlossaryError | None = None


def read_concepts(path: Path) -> Iterator[Concept]:
    """Yield the concepts of a CSV file (comma, semicolon or tab; UTF-8 with or without a BOM, UTF-16 with one).

    Raises `GlossaryError` with file, line and column for the first row that does not fit.
    """
    yield from _concepts_of(read_text(path), path)


def read_rows(path: Path) -> Iterator[Row]:
    """Yield every row of a CSV file but blank ones, good or bad. Raises `GlossaryError` where it is no such file."""
    yield from parse_rows(read_text(path), path)


def _concepts_of(text: str, path: Path) -> Iterator[Concept]:
    for row in parse_rows(text, path):
        if row.error:
            raise row.error
        if row.concept:
            yield row.concept


def parse_rows(text: str, path: Path) -> Iterator[Row]:
    """Yield every row of the text of a CSV file; `path` is for messages only."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    line = 1
    try:
        reader = _RowReader(path, [name.strip() for name in next(rows, [])])
        line = rows.line_num + 1
        for cells in rows:
            if any(cell.strip() for cell in cells):
                try:
                    yield Row(line=line, concept=reader.concept(cells, line))
                except GlossaryError as error:
                    yield Row(line=line, error=error)
            line = rows.line_num + 1
    except csv.Error as error:
        raise GlossaryError(f"not CSV: {error}", path=path, line=line) from error


def read_text(path: Path) -> str:
    """Return the text of a glossary file. Raises `GlossaryError`, with the line that is not UTF-8 where there is one."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise GlossaryError("no such glossary file", path=path) from error
    except OSError as error:
        raise GlossaryError(f"cannot be read: {error.strerror}", path=path) from error
    return decode(raw, path)


def decode(raw: bytes, path: Path) -> str:
    """Return the text of a file of terms. Raises `GlossaryError` with the first line that is not in its encoding."""
    wide = raw.startswith(_UTF16)
    try:
        text = raw.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        found = f"the byte 0x{raw[error.start]:02X} is not {'UTF-16' if wide else 'UTF-8'}"
        line = None if wide else raw.count(b"\n", 0, error.start) + 1
        raise GlossaryError(f"{found}: save the file as 'CSV UTF-8'", path=path, line=line) from error
    for char, what in _DAMAGE.items():
        if char in text:
            line = text.count("\n", 0, text.index(char)) + 1
            found = f"found U+{ord(char):04X}: {what}"
            raise GlossaryError(f"{found}; save the file as 'CSV UTF-8' from where it came from", path=path, line=line)
    return text


def delimiter_of(text: str) -> str:
    """Return what parts the cells of a CSV text: the one of comma, semicolon and tab that its header has most of."""
    return max(",;\t", key=text.split("\n", 1)[0].count)


class _RowReader:
    """Turns the rows of one file into concepts, and says exactly what does not fit."""

    def __init__(self, path: Path, header: list[str]):
        self.path, self.header = path, header
        missing = [name for name in FIXED if name not in header]
        misspelt = any(difflib.get_close_matches(name, missing, n=1, cutoff=0.7) for name in header)
        self.locales = [name for name in header if self._is_locale(name)] if misspelt or not missing else []
        if missing:
            found = ", ".join(header[:4]) or "nothing"
            raise GlossaryError(f"expected a header with {', '.join(missing)}; found {found}", path=path, line=1)
        if len(set(header)) < len(header):
            twice = next(name for name in header if header.count(name) > 1)
            raise GlossaryError("column stands twice in the header", path=path, line=1, field=twice)
        self.seen: dict[str, int] = {}

    def _is_locale(self, name: str) -> bool:
        if name in FIXED or name in TRAILING:
            return False
        prefix = next((prefix for prefix in _LISTS if name.startswith(prefix)), "")
        try:
            tag = str(parse_locale(name.removeprefix(prefix)))
        except LocaleError as error:
            close = difflib.get_close_matches(name, (*FIXED, *TRAILING, *_every_list()), n=1, cutoff=0.7)
            hint = f"unknown column: did you mean {close[0]!r}?" if close else f"unknown column: {error}"
            raise GlossaryError(hint, path=self.path, line=1, field=name) from None
        if prefix + tag != name:
            raise GlossaryError(f"write the locale as {tag}", path=self.path, line=1, field=name)
        return not prefix

    def concept(self, cells: list[str], line: int) -> Concept:
        """Return the concept of one row."""
        if len(cells) != len(self.header):
            raise GlossaryError(
                f"found {len(cells)} cells, expected {len(self.header)} as in the header: quote cells with the separator",
                path=self.path,
                line=line,
            )
        row = {name: self._cell(name, cell, line) for name, cell in zip(self.header, cells, strict=True)}
        self._name(row["id"], line)
        forms = {tag: row[tag] for tag in self.locales if row[tag]}
        if not forms:
            raise GlossaryError("no form in any locale", path=self.path, line=line)
        return Concept(
            id=row["id"],
            kind=row["kind"],
            domain=row["domain"],
            status=self._choice(row, "status", STATUSES, line),
            dnt=self._choice(row, "dnt", ("no", "yes"), line) == "yes",
            case=self._choice(row, "case", CASES, line),
            match=self._choice(row, "match", MATCHES, line),
            forms=forms,
            aliases=self._lists(row, "aliases_"),
            forbidden=self._lists(row, "forbidden_"),
            note=row.get("note", ""),
            source_url=row.get("source_url", ""),
            updated=row.get("updated", ""),
        )

    def _cell(self, name: str, cell: str, line: int) -> str:
        text = unicodedata.normalize("NFC", cell.strip())
        if text.startswith("="):
            raise GlossaryError(
                f"found the formula {text[:40]!r}, expected text: if it is meant so, write '{text[:20]} with an apostrophe",
                path=self.path,
                line=line,
                field=name,
            )
        return unguard(text)

    def _name(self, name: str, line: int) -> None:
        if not name:
            raise GlossaryError("empty: every concept needs an id", path=self.path, line=line, field="id")
        if name in self.seen:
            raise GlossaryError(f"{name!r} stands in line {self.seen[name]} too", path=self.path, line=line, field="id")
        self.seen[name] = line

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


def _every_list() -> list[str]:
    return [prefix + tag for prefix in _LISTS for tag in SHIPPED_LOCALES]


def unguard(cell: str) -> str:
    """Undo the apostrophe that keeps a spreadsheet from reading a cell as a formula. Inverse of `guard`."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_GUARDED) else cell


def guard(cell: str) -> str:
    """Return a cell that no spreadsheet reads as a formula."""
    return f"'{cell}" if cell.lstrip("'").startswith(_GUARDED) else cell


def header_for(concepts: Iterable[Concept], locales: Sequence[str] = SHIPPED_LOCALES) -> list[str]:
    """Return the columns of a file for these concepts: those of the shipped files, and any further locale they have."""
    found = (tag for concept in concepts for tag in (*concept.forms, *concept.aliases, *concept.forbidden))
    tags = list(dict.fromkeys([*locales, *found]))
    return [*FIXED, *tags, *(prefix + tag for prefix in _LISTS for tag in tags), *TRAILING]


def cells_of(concept: Concept, header: Sequence[str]) -> list[str]:
    """Return the cells of a concept's row under a header. Inverse of reading it."""
    fixed = {
        **{name: str(getattr(concept, name)) for name in (*FIXED, *TRAILING)},
        "dnt": "yes" if concept.dnt else "no",
        **concept.forms,
        **{f"aliases_{tag}": "|".join(parts) for tag, parts in concept.aliases.items()},
        **{f"forbidden_{tag}": "|".join(parts) for tag, parts in concept.forbidden.items()},
    }
    split = [part for parts in (*concept.aliases.values(), *concept.forbidden.values()) for part in parts if "|" in part]
    if split:
        raise GlossaryError(f"{concept.id}: {split[0]!r} cannot stand in a list, whose members are parted by |")
    lost = {name for name, value in fixed.items() if value and name not in header}
    if lost:
        raise GlossaryError(f"{concept.id}: no column for {', '.join(sorted(lost))}; add it to the header")
    return [guard(fixed.get(name, "")) for name in header]


def write_concepts(concepts: Iterable[Concept]) -> str:
    """Return the text of a CSV file of concepts, sorted by id: comma-separated, one line feed a row."""
    rows = sorted(concepts, key=lambda concept: concept.id)
    header = header_for(rows)
    return _lines([header, *(cells_of(concept, header) for concept in rows)], ",", "\n")


def _lines(rows: Iterable[Sequence[str]], delimiter: str, newline: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=newline).writerows(rows)
    return out.getvalue()


def insert(text: str, concept: Concept) -> str:
    """Return the text of a CSV file with one more row, before the first row whose id comes after; all else as it was."""
    delimiter = delimiter_of(text)
    newline = "\r\n" if "\r\n" in text else "\n"
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header = [name.strip().lstrip("\ufeff") for name in next(rows, [])]
    key, at, line = header.index("id"), None, rows.line_num
    for cells in rows:
        if len(cells) > key and unguard(cells[key].strip()) > concept.id:
            at = line
            break
        line = rows.line_num
    lines = list(io.StringIO(text, newline=""))  # parted as csv counts them
    at = len(lines) if at is None else at
    if at and not lines[at - 1].endswith(("\n", "\r")):
        lines[at - 1] += newline
    return "".join([*lines[:at], _lines([cells_of(concept, header)], delimiter, newline), *lines[at:]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The text of a glossary file with further concepts in it."""

    text: str
    added: tuple[str, ...]
    """Ids of the concepts that are new in it."""
    same: tuple[str, ...]
    """Ids that were there already and say the same."""
    differing: tuple[str, ...]
    """Ids that were there already and say something else: the file's row stays."""


def merge(text: str, concepts: Iterable[Concept], path: Path) -> Merged:
    """Return the text of a glossary file (empty: of a new one) with concepts added whose ids it does not have."""
    concepts = tuple(concepts)
    if not text.strip():
        return Merged(text=write_concepts(concepts), added=tuple(concept.id for concept in concepts), same=(), differing=())
    there = {concept.id: concept for concept in _concepts_of(text, path)}
    added: list[str] = []
    same: list[str] = []
    differing: list[str] = []
    for concept in concepts:
        if concept.id not in there:
            text = insert(text, concept)
            added.append(concept.id)
        else:
            (same if there[concept.id] == concept else differing).append(concept.id)
    return Merged(text=text, added=tuple(added), same=tuple(same), differing=tuple(differing))


def concept_id(forms: Mapping[str, str], taken: Collection[str]) -> str:
    """Return an id that is not taken: a slug of the English form, else of the first in Latin letters, else a hash.

    >>> concept_id({"ja": "サムスン電子", "en": "Samsung Electronics"}, ())
    'samsung-electronics'
    >>> concept_id({"ja": "華為"}, ()), concept_id({"en": "C++"}, {"c"})
    ('term-4297d98a', 'c-f1deb75f')
    """
    english = [form for tag, form in forms.items() if tag.split("-")[0] == "en"]
    names = [*english, *forms.values()]
    name = next((name for name in names if _slug(name)), names[0])
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    slug = _slug(name) or f"term-{digest}"
    own = slug if slug.endswith(digest) else f"{slug}-{digest}"  # not a number: it outlives a new order of the rows
    return next(tried for tried in chain((slug, own), (f"{own}-{n}" for n in count(2))) if tried not in taken)


def _slug(name: str) -> str:
    """Return `name` in ASCII letters, digits and hyphens; empty where letters of another script would be lost."""
    letters = [char for char in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(char)]
    if any(char.isalnum() and not char.isascii() for char in letters):
        return ""
    return "-".join(re.findall(r"[a-z0-9]+", "".join(letters)))[:60].strip("-")


def proposed(
    forms: Mapping[str, str],
    taken: Collection[str],
    *,
    aliases: Mapping[str, tuple[str, ...]] | None = None,
    note: str = "",
) -> Concept:
    """Return a concept that nobody has checked yet: kind `term`, status `proposed`, an id that is not taken."""
    return Concept(
        id=concept_id(forms, taken),
        kind="term",
        domain="",
        status="proposed",
        dnt=False,
        case="any",
        match="word",
        forms=dict(forms),
        aliases=dict(aliases or {}),
        note=note,
    )
