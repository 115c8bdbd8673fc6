"""Term sets, one row a concept, one column a language: equivalent term sets (Google), custom terminologies (Amazon).

==========  =========================================================================================================
Google      CSV; header of language codes (`zh-CN`, `zh-TW`), and optional columns `pos` and `description`; cells may be
            empty; every column can be source or target; at most 1,023 bytes a term, 10 MiB a file
Amazon      CSV; header of language codes (`zh`, `zh-TW`), the first is the source of a `UNI` terminology, any of a `MULTI`
            one (said at upload); no source twice; at most 10 targets, 200 bytes a term, 10 MB a file
==========  =========================================================================================================

Sources: Google Cloud Translation, *Creating and using glossaries*; Amazon Translate, *Creating a custom terminology*, *Best
practices*, *Guidelines and quotas*, *Supported languages*.

Aliases have no place in a row: in a `UNI` terminology they are further rows with the same targets, elsewhere they would be
targets themselves and are left away. Forbidden forms and obsolete concepts are never written. Of a concept that is not
translated, the form stands in every column.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from translate_pipeline.concepts import proposed
from translate_pipeline.errors import GlossaryError
from translate_pipeline.formats.imported import by_target, locale_of, short_tags
from translate_pipeline.formats.termtables import exported, form_for, names_in, plain, read_rows, too_long

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from translate_pipeline.formats.termtables import Exported, Row
    from translate_pipeline.model import Concept, Locale

_GOOGLE_CODES = {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW"}
_AMAZON_CODES = {"zh-Hans": "zh", "zh-Hant": "zh-TW", **{tag: tag for tag in ("es-MX", "fa-AF", "fr-CA", "pt-PT")}}
"""Variants that Amazon knows; of any other locale it takes the language."""
_AMAZON_TARGETS = 10


class Directionality(StrEnum):
    """Which languages of an Amazon terminology can be the source."""

    UNI = "UNI"
    """The first."""
    MULTI = "MULTI"
    """Any."""


def serialize_google_set(concepts: Iterable[Concept], locales: Sequence[Locale]) -> Exported:
    """Return an equivalent term set for Google Cloud, notes as `description`. Inverse of `parse_google_set` for forms."""
    header = _header(locales, [_GOOGLE_CODES.get(str(locale), str(locale)) for locale in locales])
    left_out: list[tuple[str, str]] = []
    rows: list[list[str]] = []
    for concept in concepts:
        cells = _cells(concept, locales)
        reason = _reason(concept, cells, 1023)
        if reason:
            left_out.append((concept.id, reason))
        else:
            rows.append([*cells, plain(concept.note)])
    return exported(rows, left_out, header=[*header, "description"])


def parse_google_set(data: bytes, path: Path) -> tuple[Concept, ...]:
    """Return the concepts of an equivalent term set, one a row. Raises `GlossaryError` with line and column."""
    taken: set[str] = set()
    concepts: list[Concept] = []
    for forms, note in _read(data, path, extra=("pos", "description"))[1]:
        concepts.append(proposed(forms, taken, note=note))
        taken.add(concepts[-1].id)
    return tuple(concepts)


def serialize_amazon(
    concepts: Iterable[Concept], locales: Sequence[Locale], *, directionality: Directionality = Directionality.UNI
) -> Exported:
    """Return a custom terminology for Amazon Translate, the first locale as source. Inverse of `parse_amazon` for pairs.

    Raises `GlossaryError` for more targets than Amazon takes.
    """
    header = _header(locales, [_AMAZON_CODES.get(str(locale), locale.language) for locale in locales])
    if len(locales) > _AMAZON_TARGETS + 1:
        raise GlossaryError(f"found {len(locales) - 1} targets, expected at most {_AMAZON_TARGETS}: export fewer locales")
    left_out: list[tuple[str, str]] = []
    rows: dict[str, tuple[str, list[str]]] = {}
    for concept in concepts:
        for cells in _amazon_rows(concept, locales, directionality):
            first, targets = rows.get(cells[0], (concept.id, cells[1:]))
            reason = _reason(concept, cells, 200) or ("" if cells[0] else f"no form in {locales[0]}")
            if not reason and targets != cells[1:]:
                reason = f"{cells[0]!r} stands for {first} already"
            if reason:
                left_out.append((concept.id, reason))
            else:
                rows.setdefault(cells[0], (concept.id, cells[1:]))
    return exported([[name, *targets] for name, (_, targets) in rows.items()], left_out, header=header)


def _amazon_rows(concept: Concept, locales: Sequence[Locale], directionality: Directionality) -> Iterator[list[str]]:
    """Yield the row of a concept and, where the first locale alone can be the source, one for each of its aliases there."""
    cells = _cells(concept, locales)
    aliased = directionality is Directionality.UNI and concept.status != "obsolete"
    names = names_in(concept, locales[0]) if aliased else ()
    for name in names or cells[:1]:
        yield [name] * len(cells) if concept.dnt else [name, *cells[1:]]


def parse_amazon(data: bytes, path: Path) -> tuple[Concept, ...]:
    """Return the concepts of a custom terminology; rows with the same targets are one, with aliases in the first language.

    Raises `GlossaryError` with line and column.
    """
    source, rows = _read(data, path)
    return by_target(rows, source)


def _header(locales: Sequence[Locale], codes: list[str]) -> list[str]:
    if len(locales) < 2:
        raise GlossaryError(f"found {len(locales)} locales, expected a source and a target at least")
    if len(set(codes)) < len(codes):
        twice = next(code for code in codes if codes.count(code) > 1)
        raise GlossaryError(f"two of the locales are {twice!r} in this format: export one of them")
    return codes


def _cells(concept: Concept, locales: Sequence[Locale]) -> list[str]:
    if concept.dnt:
        return [names_in(concept, locale)[0] for locale in locales]
    return [form_for(concept, locale) for locale in locales]


def _reason(concept: Concept, cells: Sequence[str], limit: int) -> str:
    """Return why a row does not get into a file; empty where it does."""
    if concept.status == "obsolete":
        return "obsolete"
    if sum(map(bool, cells)) < 2:
        return "a form in less than two of the locales"
    return too_long(cells, limit)


def _read(data: bytes, path: Path, *, extra: Sequence[str] = ()) -> tuple[str, list[tuple[dict[str, str], str]]]:
    """Return the tag of the first language, and forms and description of every row that has a form."""
    header, *rows = read_rows(data, path)
    columns = _columns(header, extra, path)
    found: list[tuple[dict[str, str], str]] = []
    for row in rows:
        spare = row.cells[len(header.cells) :]
        if any(spare):
            count = f"found {len(row.cells)} cells, expected {len(header.cells)} as in the header"
            raise GlossaryError(f"{count}: quote cells with the separator", path=path, line=row.line)
        cells = {name: cell for name, cell in zip(columns, row.cells, strict=False) if cell and name}
        note, _ = cells.pop("description", ""), cells.pop("pos", "")
        if cells:
            found.append((cells, note))
    return columns[0], found


def _columns(header: Row, extra: Sequence[str], path: Path) -> list[str]:
    """Return the tag of every column that is a language, and the names of the others."""
    names = [cell.casefold() if cell.casefold() in extra else cell for cell in header.cells]
    codes = [name for name in names if name and name not in extra]
    if len(codes) < 2:
        found = ", ".join(codes) or "nothing"
        message = f"expected a header with two language codes at least; found {found}"
        raise GlossaryError(message, path=path, line=header.line)
    locales = {code: locale_of(code, path, header.line) for code in codes}
    short = short_tags(locales.values())
    columns = [short[locales[name]] if name in locales else name for name in names]
    twice = next((name for name, tag in zip(names, columns, strict=True) if tag and columns.count(tag) > 1), None)
    if twice is not None:
        raise GlossaryError("a second column of this language", path=path, line=header.line, field=twice)
    return columns
