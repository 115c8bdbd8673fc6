"""Term lists of one language pair, one row a pair: OmegaT, DeepL, and the unidirectional glossaries of Google Cloud.

==========  =========================================================================================================
OmegaT      source, target, comment, parted by tabs; no quoting; lines with `#` are comments, the first names UTF-8
DeepL       CSV: source, target, source language, target language; no header, no source twice, at most 1,024 bytes a
            term and 10 MiB a file; Chinese is `zh` whatever the script
Google      CSV or TSV: source, target; no header (languages are named at upload), at most 1,023 bytes a term, 10 MiB
==========  =========================================================================================================

Sources: OmegaT manual, *Glossaries*, and its `GlossaryReaderTSV`; DeepL API, *Managing glossaries*; Google Cloud
Translation, *Creating and using glossaries*.

Written: a row for the form and one for each alias of the source, both with the target's form; never forbidden forms, nor
obsolete concepts. A concept that is not translated is its own target. Read: rows of one target are one concept, whose first
source is the form and the others aliases, so that a list survives the way here and back pair by pair.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from translate_pipeline.concepts import decode
from translate_pipeline.errors import GlossaryError, LocaleError
from translate_pipeline.formats.imported import by_target
from translate_pipeline.formats.termtables import (
    Exported,
    Row,
    clean,
    exported,
    form_for,
    names_in,
    plain,
    read_rows,
    too_long,
)
from translate_pipeline.locales import parse_locale

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from translate_pipeline.model import Concept, Locale

_OMEGAT_HEADER = "# Glossary in tab-separated format -*- coding: utf-8 -*-"
_TITLES = ({"source", "source term", "source text"}, {"target", "target term", "target text", "translation"})
"""Headers that people write over lists that have none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    source: str
    target: str
    concept: Concept


@dataclass(slots=True, kw_only=True)
class _Export:
    """Collects the pairs of an export and the reasons for what is not in it."""

    source: Locale
    target: Locale
    limit: int | None
    """Bytes of a term; None where there is no limit and no ban on two targets for one source."""
    pairs: dict[tuple[str, str], _Pair] = field(default_factory=dict)
    left_out: list[tuple[str, str]] = field(default_factory=list)

    def add(self, concept: Concept) -> None:
        """Add the pairs of a concept, or why it has none."""
        names, target = names_in(concept, self.source), form_for(concept, self.target)
        if concept.status == "obsolete":
            reason = "obsolete"
        elif not names:
            reason = f"no form in {self.source}"
        elif not target and not concept.dnt:
            reason = f"no form in {self.target}"
        else:
            for name in names:
                self._pair(_Pair(source=name, target=name if concept.dnt else target, concept=concept))
            return
        self.left_out.append((concept.id, reason))

    def _pair(self, pair: _Pair) -> None:
        key = (pair.source, pair.target if self.limit is None else "")
        reason = too_long((pair.source, pair.target), self.limit) if self.limit else ""
        first = self.pairs.get(key, pair)
        if not reason and first.target != pair.target:
            reason = f"{pair.source!r} stands for {first.concept.id} already"
        if reason:
            self.left_out.append((pair.concept.id, reason))
        else:
            self.pairs.setdefault(key, pair)


def _export(concepts: Iterable[Concept], source: Locale, target: Locale, *, limit: int | None) -> _Export:
    if source == target:
        raise GlossaryError(f"source and target are both {source}: expected two locales")
    export = _Export(source=source, target=target, limit=limit)
    for concept in concepts:
        export.add(concept)
    return export


def serialize_omegat(concepts: Iterable[Concept], source: Locale, target: Locale) -> Exported:
    """Return an OmegaT glossary for `glossary/` of a project; notes become comments. Inverse of `parse_omegat` for pairs."""
    export = _export(concepts, source, target, limit=None)
    rows = [(pair.source, pair.target, plain(pair.concept.note)) for pair in export.pairs.values()]
    lines = [_OMEGAT_HEADER, *("\t".join(filter(None, row)) for row in rows)]
    lines[1:] = [f" {line}" if line.startswith("#") else line for line in lines[1:]]  # OmegaT strips it after the comments
    return Exported(data="".join(f"{line}\n" for line in lines).encode(), rows=len(rows), left_out=tuple(export.left_out))


def parse_omegat(data: bytes, path: Path, source: Locale, target: Locale) -> tuple[Concept, ...]:
    """Return the concepts of an OmegaT glossary; one without any tab is read as CSV. Raises `GlossaryError`."""
    lines = re.split(r"\r\n|\r|\n", decode(data, path))
    rows = [
        Row(line=number, cells=tuple(map(clean, line.split("\t")))) for number, line in enumerate(lines, 1) if line.strip()
    ]
    if not any("\t" in line for line in lines):
        rows = read_rows(data, path)
    said = [row for row in rows if not lines[row.line - 1].startswith("#")]
    return _concepts(_pairs(said, path, source, target, titled=not lines[0].startswith("#")), source, target)


def serialize_deepl(concepts: Iterable[Concept], source: Locale, target: Locale) -> Exported:
    """Return a DeepL glossary with the languages in every row. Inverse of `parse_deepl` for pairs."""
    export = _export(concepts, source, target, limit=1024)
    rows = [(pair.source, pair.target, source.language, target.language) for pair in export.pairs.values()]
    return exported(rows, export.left_out)


def parse_deepl(data: bytes, path: Path, source: Locale, target: Locale) -> tuple[Concept, ...]:
    """Return the concepts of a DeepL glossary, of the rows in these two languages where rows say theirs.

    Raises `GlossaryError`, also where no row is in these languages.
    """
    rows = read_rows(data, path)
    wanted = (source.language, target.language)
    kept = [row for row in rows if _languages(row) in {None, wanted}]
    if rows and not kept:
        found = ">".join(_languages(rows[0]) or ())
        raise GlossaryError(f"found rows in {found}, expected {'>'.join(wanted)}", path=path, line=rows[0].line)
    titled = any(_languages(row) is None for row in kept[:1])
    return _concepts(_pairs(kept, path, source, target, comments=False, titled=titled), source, target)


def _languages(row: Row) -> tuple[str, str] | None:
    """Return the languages that a row of DeepL's says it is in; None where it does not."""
    try:
        first, second = (parse_locale(code).language for code in row.cells[2:4])
    except (ValueError, LocaleError):
        return None
    return first, second


def serialize_google(concepts: Iterable[Concept], source: Locale, target: Locale, *, delimiter: str = ",") -> Exported:
    """Return a unidirectional glossary for Google Cloud, CSV or with a tab TSV. Inverse of `parse_google` for pairs."""
    export = _export(concepts, source, target, limit=1023)
    return exported([(pair.source, pair.target) for pair in export.pairs.values()], export.left_out, delimiter=delimiter)


def parse_google(data: bytes, path: Path, source: Locale, target: Locale) -> tuple[Concept, ...]:
    """Return the concepts of a unidirectional glossary of Google Cloud, CSV or TSV. Raises `GlossaryError`."""
    return _concepts(_pairs(read_rows(data, path), path, source, target, comments=False), source, target)


def _pairs(
    rows: Sequence[Row], path: Path, source: Locale, target: Locale, *, comments: bool = True, titled: bool = True
) -> Iterator[Row]:
    """Yield the rows of a list, cells filled up to source, target and comment.

    None of these formats has a header, but spreadsheets do: where `titled` lets the first row be one, it is left away.
    """
    if source == target:
        raise GlossaryError(f"source and target are both {source}: expected two locales", path=path)
    for row in rows:
        if len(row.cells) < 2:
            found = f"found one cell, {row.cells[0][:30]!r}, expected a source and a target"
            raise GlossaryError(f"{found} parted by a tab or a comma", path=path, line=row.line)
        if titled and row is rows[0] and _is_header(row.cells, source, target):
            continue
        note = row.cells[2] if comments and len(row.cells) > 2 else ""
        yield Row(line=row.line, cells=(row.cells[0], row.cells[1], note))


def _is_header(cells: Sequence[str], source: Locale, target: Locale) -> bool:
    if all(cell.casefold().replace("_", " ") in titles for cell, titles in zip(cells, _TITLES, strict=False)):
        return True
    try:
        return [parse_locale(cell) for cell in cells[:2]] == [source, target]
    except LocaleError:
        return False


def _concepts(rows: Iterable[Row], source: Locale, target: Locale) -> tuple[Concept, ...]:
    tags = (str(source), str(target))
    forms = (({tag: cell for tag, cell in zip(tags, row.cells, strict=False) if cell}, row.cells[2]) for row in rows)
    return by_target((pair for pair in forms if pair[0]), tags[0])
