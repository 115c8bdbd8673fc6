"""The table `[publish]` of `translate.toml`: how a site's posts are published. Flags overrule it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate_pipeline.errors import SettingsError
from translate_pipeline.layouts import LAYOUTS
from translate_pipeline.settings import find_file

if TYPE_CHECKING:
    from collections.abc import Mapping

_CHOICES = {"layout": tuple(LAYOUTS), "policy": ("reviewed", "mark", "all"), "notice": ("above", "below", "none")}
_PATHS = ("out", "source")
_KEYS = sorted({*_CHOICES, *_PATHS, "reviewer"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Publishing:
    """How posts are published, as far as a site says."""

    layout: str = "plain"
    policy: str = "reviewed"
    notice: str | None = None
    out: Path | None = None
    """Folder of the site generator."""
    source: Path | None = None
    """Folder of the posts that are translated."""
    reviewers: tuple[str, ...] = ()


def load_publishing(folder: Path) -> Publishing:
    """Return what the `translate.toml` in force in a folder says. Raises `SettingsError` where it does not fit."""
    path = find_file(folder)
    if path is None:
        return Publishing()
    try:
        section = tomllib.loads(path.read_text(encoding="utf-8")).get("publish", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: not a TOML file: {error}") from error
    if not isinstance(section, dict):
        raise SettingsError(f"{path}: 'publish' must be a table: [publish]")
    unknown = sorted(set(section) - set(_KEYS))
    if unknown:
        raise SettingsError(f"{path}: unknown key {unknown[0]!r} in [publish]; expected {', '.join(_KEYS)}")
    return _made(section, path)


def _made(section: Mapping[str, Any], path: Path) -> Publishing:
    made = Publishing()
    for key, value in section.items():
        if key in _CHOICES and value not in _CHOICES[key]:
            raise SettingsError(f"{path}: {key} cannot be {value!r}: expected one of {', '.join(_CHOICES[key])}")
        if key == "reviewer":
            names = [value] if isinstance(value, str) else value
            if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
                raise SettingsError(f"{path}: reviewer cannot be {value!r}: expected a name, or a list of names")
            made = replace(made, reviewers=tuple(name for name in names if name.strip()))
        elif key in _PATHS:
            made = _with_path(made, key, value, path)
        else:
            made = replace(made, **{key: value})
    return made


def _with_path(made: Publishing, key: str, value: object, path: Path) -> Publishing:
    if not isinstance(value, str) or not value.strip():
        raise SettingsError(f"{path}: {key} cannot be {value!r}: expected the path of a folder")
    given = Path(value).expanduser()
    whole = given if given.is_absolute() or path.parent == Path.cwd() else path.parent / given
    return replace(made, out=whole) if key == "out" else replace(made, source=whole)
