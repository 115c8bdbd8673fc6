"""Find the review files that are meant, whatever names them: a source, a translated post, a review file, a folder."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from translate_pipeline.errors import InputError, LocaleError
from translate_pipeline.files import file_sha256, is_set_aside, slug_of
from translate_pipeline.formats import FORMATS
from translate_pipeline.formats.gettext import parse
from translate_pipeline.locales import parse_locale

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from translate_pipeline.model import Locale

_MARK = '"X-Source-Language: '
"""What the header of a review file has, and that of no other catalog."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A review file that is open for review."""

    path: Path
    locale: Locale
    title: str
    """Name of the source."""
    source: Path | None = None
    """The source, where it was named and is still the one that was translated; else it is looked for."""

    @property
    def id(self) -> str:
        """What it is called in addresses."""
        return hashlib.sha256(str(self.path.absolute()).encode()).hexdigest()[:16]


def find_documents(paths: Iterable[Path], out: Path, to: Iterable[Locale] = ()) -> tuple[Document, ...]:
    """Return the review files behind names, each once. `to` keeps to some locales; empty: all. Raises `InputError`."""
    wanted, found = set(to), dict[Path, Document]()
    for path in paths:
        some = list(_named(path, out, wanted))
        if not some:
            where = f" for {', '.join(sorted(map(str, wanted)))}" if wanted else ""
            raise InputError(
                f"found no review file{where}, expected one: run translate run first, or name another", path=path
            )
        for one in some:
            found.setdefault(one.path.absolute(), one)
    return tuple(found.values())


def _named(path: Path, out: Path, wanted: set[Locale]) -> Iterator[Document]:
    if path.is_dir():
        reviews = [document for one in sorted(path.rglob("*.po")) if (document := _document(one, wanted))]
        yield from reviews or (
            document
            for one in sorted(path.rglob("*"))
            if one.suffix.lower() in FORMATS and not is_set_aside(one) and not one.name.startswith(".")
            for document in _of_source(one, out, wanted)
        )
    elif not path.is_file():
        raise InputError("no such file or folder: check its name", path=path)
    elif path.suffix == ".po":
        one = _document(path, set())
        if one is None:
            raise InputError("is no review file of a post, expected one that translate wrote", path=path)
        yield one
    elif path.suffix.lower() not in FORMATS:
        raise InputError(f"found {path.suffix or 'no suffix'}, expected a post or a review file (.po)", path=path)
    elif beside := _document(path.with_suffix(".po"), wanted):
        yield beside
    else:
        yield from _of_source(path, out, wanted)


def _document(path: Path, wanted: set[Locale], source: Path | None = None) -> Document | None:
    """Return the review file at a path; None where there is none, or not one of the wanted locales."""
    if path.name.startswith(".") or path.name.endswith(".unplaced.po") or not path.is_file():
        return None
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    if _MARK not in text:
        return None
    head = parse(text, path)
    try:
        locale = parse_locale(head.target)
    except LocaleError as error:
        raise InputError(f"found Language: {head.target or '(nothing)'}: {error}", path=path) from error
    if (wanted and locale not in wanted) or (source is not None and head.name != source.name):
        return None
    if source is not None and head.source_sha256 != file_sha256(source):
        source = None  # it changed since it was translated
    return Document(path=path, locale=locale, title=head.name or path.stem, source=source)


def _of_source(path: Path, out: Path, wanted: set[Locale]) -> Iterator[Document]:
    """Yield the review files of a source, in the order of their locales."""
    for folder in sorted(out.glob("*/posts")):
        for review in sorted(folder.rglob(f"{_quoted(slug_of(path))}.po")):
            if document := _document(review, wanted, path):
                yield document


def _quoted(name: str) -> str:
    return "".join(f"[{char}]" if char in "*?[" else char for char in name)
