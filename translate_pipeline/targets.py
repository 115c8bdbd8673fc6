"""Find what is to be checked: review files and posts, in folders or named, each pair once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from translate_pipeline.errors import InputError, LocaleError, TranslateError
from translate_pipeline.files import is_set_aside
from translate_pipeline.formats import FORMATS
from translate_pipeline.locales import has_profile, parse_locale
from translate_pipeline.recheck import Target, folder_locale, post_beside, read_alone, read_pair

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from translate_pipeline.model import Locale


@dataclass(slots=True)
class Found:
    """What there is to check, and what is to be said of the rest."""

    targets: list[Target] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    """One line for each file that cannot be checked; the others are not kept from it."""


def find_targets(paths: Iterable[Path], to: Locale | None = None) -> Found:
    """Read what lies at the paths. `to` keeps to one locale, and is that of posts which nothing else tells."""
    found = Found()
    seen: set[Path] = set()
    for path in paths:
        if path.is_dir():
            some = list(_below(path, to))
            if not some:
                found.errors.append(f"{path}: found no review file and no post in it, expected some: name another folder")
            for one in some:
                _take(one, to, found, seen, named=False)
        else:
            _take(path, to, found, seen, named=True)
    for locale in dict.fromkeys(target.locale for target in found.targets):
        if not has_profile(locale):
            found.notes.append(f"{locale} has no profile (locales/{locale}/locale.toml): only general checks apply")
    return found


def _below(folder: Path, to: Locale | None) -> Iterator[Path]:
    """Yield the review files and posts below a folder, in order; hidden files, catalogs and what was set aside left out."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        fits = path.suffix == ".po" or path.suffix.lower() in FORMATS
        if hidden or not fits or is_set_aside(path) or _is_catalog(path) or not path.is_file():
            continue
        if to is None or folder_locale(path) in {to, None}:
            yield path


def _is_catalog(path: Path) -> bool:
    """Whether a file is the catalog of page furniture of a locale: `<locale>/messages.po`."""
    if path.name != "messages.po":
        return False
    try:
        parse_locale(path.absolute().parent.name)
    except LocaleError:
        return False
    return True


def _take(path: Path, to: Locale | None, found: Found, seen: set[Path], *, named: bool) -> None:
    """Read one file, with what lies beside it, unless it was read before."""
    review = path if path.suffix == ".po" else path.with_suffix(".po")
    pair = review.is_file() and (path is review or post_beside(review) is not None)
    main = review if pair or path.suffix == ".po" else path
    if main.absolute() in seen:
        return
    seen.add(main.absolute())
    try:
        if main is path and path.suffix != ".po":
            target = read_alone(path, to)
            found.notes.append(f"{path}: has no review file beside it: checked alone, for what needs no source")
        else:
            if _is_catalog(main):
                raise InputError("is a catalog of page furniture, expected a review file or a post", path=main)
            target = read_pair(main, to if named else None)
            if target.post is None:
                found.notes.append(f"{main}: has no post beside it: only the review file is checked")
        if to is None or target.locale == to:
            found.targets.append(target)
    except TranslateError as error:
        found.errors.append(str(error))
