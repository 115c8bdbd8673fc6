"""What can go wrong, as a tree.

::

    TranslateError            anything this package raises on purpose
    ├── InputError            a file or text that cannot be read as what it should be
    │   ├── ReadError         a post: missing, empty, binary, unreadable encoding, broken front matter
    │   ├── GlossaryError     a row of a glossary file that does not fit
    │   └── CatalogError      a message catalog or locale file that does not fit
    ├── LocaleError           a locale tag that means nothing here
    ├── SettingsError         a setting that does not fit, and where it came from
    ├── ModelError            a model package that is missing, broken or unsafe
    │   ├── PackageError      a directory or archive that is no usable package
    │   ├── NoPairError       no model translates this pair
    │   └── NetworkError      the package index or a download could not be reached
    ├── MemoryFileError       a translation memory that is damaged or is none
    └── OutputError           a file that cannot be written
        ├── ChangedError      a post or its review file was changed while it was being translated
        ├── DiskFullError     no space is left: there is no use in going on
        └── LockedError       another batch is at work on the same outputs

Every message is one line: where, what was found, what was expected, what to do. Trouble with a *translation* is never an
exception: it is a `Finding` (see `model`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class TranslateError(Exception):
    """Root of everything this package raises on purpose. `str(error)` is one line for a person."""


class InputError(TranslateError):
    """A file or text that cannot be read as what it should be."""

    def __init__(self, message: str, *, path: Path | str | None = None, line: int | None = None, column: int | None = None):
        self.path, self.line, self.column = path, line, column
        where = ":".join(str(part) for part in (path, line, column) if part is not None)
        super().__init__(f"{where}: {message}" if where else message)


class ReadError(InputError):
    """A post that cannot be read: missing, empty, binary, unreadable encoding, broken front matter."""


class GlossaryError(InputError):
    """A row of a glossary file that does not fit; `line` counts from 1, `column` is the column's name."""

    def __init__(self, message: str, *, path: Path | str | None = None, line: int | None = None, field: str | None = None):
        super().__init__(f"column {field!r}: {message}" if field else message, path=path, line=line)
        self.field = field


class CatalogError(InputError):
    """A message catalog or locale file that does not fit."""


class LocaleError(TranslateError):
    """A locale tag that means nothing here."""


class SettingsError(TranslateError):
    """A setting that does not fit, and where it came from."""


class ModelError(TranslateError):
    """A model package that is missing, broken or unsafe."""


class PackageError(ModelError):
    """A directory or archive that is no usable package."""


class NoPairError(ModelError):
    """No model translates this pair, not even through English."""


class NetworkError(ModelError):
    """The package index or a download could not be reached."""


class MemoryFileError(TranslateError):
    """A translation memory that is damaged, or a file or database that is none."""


class OutputError(TranslateError):
    """A file that cannot be written."""


class ChangedError(OutputError):
    """A post or its review file was changed while it was being translated: what was made no longer fits."""


class DiskFullError(OutputError):
    """No space is left on the disk: there is no use in going on."""


class LockedError(OutputError):
    """Another batch is at work on the same outputs."""
