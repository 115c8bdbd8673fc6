"""Translation memories as tables: CSV and TSV, one unit a row.

Written with all columns of an entry, cells guarded against spreadsheets that would compute them; read back to the letter.
Read as well: tables of other tools, whose header names the languages (`ja,en`), the source first.
"""

from __future__ import annotations

import csv
import io
from dataclasses import fields
from typing import TYPE_CHECKING

from translate_pipeline.concepts import guard, unguard
from translate_pipeline.errors import InputError, LocaleError
from translate_pipeline.locales import parse_locale
from translate_pipeline.memory.store import DATE, IMPORT, Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from translate_pipeline.model import Locale

COLUMNS = tuple(one.name for one in fields(Entry))
_NEEDED = ("source", "target", "source_locale", "target_locale")


def serialize_table(entries: Iterable[Entry], delimiter: str = ",") -> Iterator[bytes]:
    """Yield a table in pieces. The same entries in the same order make the same bytes."""
    yield _row(COLUMNS, delimiter)
    for entry in entries:
        cells = {**{name: str(getattr(entry, name)) for name in COLUMNS}, "draft": "yes" if entry.draft else "no"}
        yield _row([guard(cells[name]) for name in COLUMNS], delimiter)


def _row(cells: Sequence[str], delimiter: str) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerow(cells)  # both are quoted inside of cells then
    return out.getvalue().encode("utf-8")


def parse_table(path: Path, left_out: list[str] | None = None) -> Iterator[Entry]:
    """Yield the entries of a table. Raises `InputError` with the line. Rows without two texts are named in `left_out`."""
    text = _text(path)
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: list[str] | None = None
    line = 1
    try:
        for cells in reader:
            if header is None:
                header = _header(cells, path)
            elif any(cells):
                yield from _entries(dict(zip(header, cells, strict=False)), header, path, line, left_out)
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"not CSV: {error}", path=path, line=line) from error
    if header is None:
        raise InputError("empty: expected a table of sentences", path=path)


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path) from error
    wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return raw.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = None if wide else raw.count(b"\n", 0, error.start) + 1
        found = f"the byte 0x{raw[error.start]:02X} is not {'UTF-16' if wide else 'UTF-8'}"
        raise InputError(f"{found}: save the file as 'CSV UTF-8'", path=path, line=line) from error


def _header(cells: Sequence[str], path: Path) -> list[str]:
    """Return the names of the columns: ours, or the languages of another tool's table as tags."""
    names = [cell.strip() for cell in cells]
    if set(_NEEDED) <= set(names):
        return names
    try:
        tags = [str(parse_locale(name)) for name in names]
    except LocaleError as error:
        said = f"expected the columns {', '.join(_NEEDED)}, or languages such as ja,en: {error}"
        raise InputError(said, path=path, line=1) from None
    if len(set(tags)) < max(2, len(tags)):
        raise InputError(f"expected two languages or more, found {', '.join(names)}", path=path, line=1)
    return tags


def _entries(
    row: dict[str, str], header: Sequence[str], path: Path, line: int, left_out: list[str] | None
) -> Iterator[Entry]:
    cells = {name: unguard(cell) for name, cell in row.items()}
    if "source_locale" in header:
        pairs = [
            (
                cells.get("source", ""),
                cells.get("target", ""),
                cells.get("source_locale", ""),
                cells.get("target_locale", ""),
            )
        ]
    else:
        first, *others = header
        pairs = [(cells.get(first, ""), cells.get(other, ""), first, other) for other in others]
        cells = {"origin": IMPORT}
    for source, target, *tags in pairs:
        if not source or not target:
            if left_out is not None:
                left_out.append(f"{path}:{line}: a row without two texts")
            continue
        try:
            locales = [parse_locale(tag) for tag in tags]
        except LocaleError as error:
            raise InputError(str(error), path=path, line=line) from None
        yield _entry(cells, source, target, (locales[0], locales[1]), (path, line))


def _entry(
    cells: dict[str, str], source: str, target: str, locales: tuple[Locale, Locale], where: tuple[Path, int]
) -> Entry:
    day, draft = cells.get("reviewed", ""), cells.get("draft", "no") or "no"
    if not DATE.fullmatch(day):
        raise InputError(f"reviewed: found {day!r}, expected a day such as 2026-11-25", path=where[0], line=where[1])
    if draft not in {"yes", "no"}:
        raise InputError(f"draft: found {draft!r}, expected yes or no", path=where[0], line=where[1])
    names = ("previous", "next", "post", "origin", "reviewer", "signature")
    return Entry(
        source=source,
        target=target,
        source_locale=locales[0],
        target_locale=locales[1],
        reviewed=day,
        draft=draft == "yes",
        **{name: cells.get(name, "") for name in names},
    )
