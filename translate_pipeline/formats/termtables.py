"""Tables of terms as bytes: what spreadsheets and translation tools make of a CSV or TSV file, read; and written plainly.

Read: UTF-8 with or without a BOM and UTF-16 with one (Excel's "Unicode text"); tab, comma or semicolon; CRLF; cells that
a spreadsheet guard stands before (`'=A1`). Anything else is refused with the line. Written: UTF-8 without a BOM, as the
services ask for, line feeds, quotes only where CSV needs them, and no guards: these files go to a machine, which would take
the apostrophe for a part of the term.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from translate_pipeline.concepts import decode, unguard
from translate_pipeline.errors import GlossaryError
from translate_pipeline.formats.imported import check_size
from translate_pipeline.locales import fallbacks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from translate_pipeline.model import Concept, Locale

_FILE_LIMIT = 10 * 1024 * 1024
"""Bytes that DeepL, Google and Amazon take."""
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
"""What would end a line or a cell, or be refused: DeepL takes no control characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A file for another tool, and what did not get into it."""

    data: bytes
    rows: int
    """How many rows of terms are in it."""
    left_out: tuple[tuple[str, str], ...]
    """Ids of concepts, each with the reason why it, or one of its forms, is not in the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row that is not blank: its line, counted from 1, and its cells, stripped, NFC, without guards."""

    line: int
    cells: tuple[str, ...]


def read_rows(data: bytes, path: Path) -> list[Row]:
    """Return the rows of a CSV or TSV file, parted by whichever of tab, comma and semicolon parts most of its lines.

    Raises `GlossaryError`, with the line, for bytes that are no text and for quotes that do not close.
    """
    check_size(data, path)
    text = decode(data, path)
    return _split(text, max("\t,;", key=lambda delimiter: _score(text, delimiter)), path)


def _score(text: str, delimiter: str) -> tuple[int, int]:
    """Return how many rows a delimiter parts: first those where no space follows it, as in `Foo, Inc.;フー`, then all."""
    parted = tight = 0
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            parted += len(cells) > 1
            tight += len(cells) > 1 and not cells[1].startswith(" ")
    except csv.Error:
        return tight, parted
    return tight, parted


def _split(text: str, delimiter: str, path: Path) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True)
    rows: list[Row] = []
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(Row(line=line, cells=tuple(map(clean, cells))))
            line = reader.line_num + 1
    except csv.Error as error:
        raise GlossaryError(f"not CSV: {error}", path=path, line=line) from error
    return rows


def clean(cell: str) -> str:
    """Return a cell as a glossary has it: NFC, stripped, without the apostrophe that guards a formula.

    >>> clean(" '=A1 "), clean("'90s"), clean("x'=")
    ('=A1', "'90s", "x'=")
    """
    return unguard(unicodedata.normalize("NFC", cell.strip()))


def plain(form: str) -> str:
    """Return a form as one line without control characters, as every format here needs it."""
    return _CONTROLS.sub(" ", form).strip()


def exported(
    rows: Sequence[Sequence[str]],
    left_out: Iterable[tuple[str, str]],
    *,
    header: Sequence[str] = (),
    delimiter: str = ",",
) -> Exported:
    """Return a file for a translation service. Raises `GlossaryError` where it is larger than they take."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows([header, *rows] if header else rows)
    data = out.getvalue().encode()
    if len(data) > _FILE_LIMIT:
        found = f"found {len(data) / 2**20:.1f} MiB of terms, expected at most {_FILE_LIMIT // 2**20}"
        raise GlossaryError(f"{found}: export fewer glossary files")
    return Exported(data=data, rows=len(rows), left_out=tuple(left_out))


def too_long(forms: Iterable[str], limit: int) -> str:
    """Return why forms do not get into a file that takes `limit` bytes a term; empty where they do."""
    long = next((form for form in forms if len(form.encode()) > limit), "")
    return f"longer than {limit} bytes: {long[:30]}…" if long else ""


def form_for(concept: Concept, locale: Locale) -> str:
    """Return the form for a locale, or for its language alone; empty where none is written down."""
    return next((plain(concept.forms[tag]) for tag in fallbacks(locale) if tag in concept.forms), "")


def names_in(concept: Concept, locale: Locale) -> tuple[str, ...]:
    """Return the form for a locale and all aliases there, none twice.

    A concept that is not translated is called by its English or first form where the locale has none of its own.
    """
    form = form_for(concept, locale)
    if not form and concept.dnt:
        form = plain(concept.forms.get("en") or next(iter(concept.forms.values())))
    aliases = [plain(alias) for tag in fallbacks(locale) for alias in concept.aliases.get(tag, ())]
    return tuple(dict.fromkeys(name for name in (form, *aliases) if name))
