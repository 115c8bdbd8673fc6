"""Settings: defaults < `translate.toml` < environment < flags. Read when asked for, never at import."""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate_pipeline.errors import LocaleError, SettingsError
from translate_pipeline.locales import data_root, parse_locale

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from translate_pipeline.model import Locale

FILE = "translate.toml"
ENVIRONMENT = {
    "TRANSLATE_TO": "to",
    "TRANSLATE_FROM": "from",
    "TRANSLATE_OUT": "out",
    "TRANSLATE_GLOSSARIES": "glossaries",
    "TRANSLATE_MODEL": "model",
    "TRANSLATE_THREADS": "threads",
    "TRANSLATE_BEAM": "beam",
    "TRANSLATE_FIRST_MENTION": "first_mention",
    "TRANSLATE_REPAIR": "repair",
    "TRANSLATE_MEMORY": "memory",
}
"""Environment variable to the key of `[translate]` that it overrules. Lists are separated by commas."""

_KEYS = frozenset(ENVIRONMENT.values())
_TABLES = ("translate", "checks", "publish")
"""Those of a settings file; `publish_settings` reads the last."""
_ON, _OFF = frozenset({"true", "yes", "on", "1"}), frozenset({"false", "no", "off", "0"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a run is done with."""

    to: tuple[Locale, ...] = ()
    source: Locale | None = None
    """None: found out for each post."""
    out: Path = Path("locales")
    glossaries: tuple[Path, ...] = ()
    """The site's glossary files, in force over the shipped ones."""
    model: str = "starter"
    """`starter`, `echo`, `argos`, the name of an installed package, or a package folder."""
    threads: int | None = None
    """CPU threads of the engine; None: fitted to the machine."""
    beam: int | None = None
    """Width of the model's search: 1 is greedy, wider is better and slower; None: as measured to be worth it."""
    first_mention: frozenset[Locale] = frozenset()
    """Locales in which the first mention of a name in a post carries its English form in brackets."""
    checks: Mapping[str, str] = field(default_factory=dict)
    """Id of a check to how bad its findings are: `off`, `note`, `warning` or `error`; `grades.levels_of` reads it."""
    file: Path | None = None
    """The `translate.toml` in force."""
    repair: bool = True
    """Whether a sentence that fails a hard check is decoded again before anybody sees it."""
    memory: str | None = None
    """The translation memory: a file, a PostgreSQL address, or `off`; None: `.translate/memory.sqlite3` in `out`."""

    def all_glossaries(self) -> tuple[Path, ...]:
        """Return the site's glossary files and then the shipped ones."""
        shipped = sorted((data_root() / "glossaries").glob("*.csv"))
        own = {path.resolve() for path in self.glossaries}
        return self.glossaries + tuple(path for path in shipped if path.resolve() not in own)

    def catalog_roots(self) -> tuple[Path, ...]:
        """Return the folders with message catalogs: the shipped one and then the site's, which is in force over it."""
        shipped = data_root() / "locales"
        own = self.out.resolve() != shipped.resolve() and any(self.out.glob("*/messages.po"))
        return (shipped, self.out) if own else (shipped,)


def load_settings(folder: Path, environ: Mapping[str, str], flags: Mapping[str, Any]) -> Settings:
    """Return the settings in force in `folder`. `flags` holds only what was given on the command line.

    Raises `SettingsError`, naming the place a wrong value comes from.
    """
    settings = Settings()
    path = find_file(folder)
    if path is not None:
        section, checks = _read(path)
        settings = _apply(replace(settings, checks=checks, file=path), section, str(path), path.parent)
    elif (folder / "glossaries").is_dir():
        settings = replace(settings, glossaries=tuple(sorted((folder / "glossaries").glob("*.csv"))))
    from_environment = {key: environ[name] for name, key in ENVIRONMENT.items() if environ.get(name)}
    for name, key in ENVIRONMENT.items():
        if key in from_environment:
            settings = _apply(settings, {key: from_environment[key]}, name, folder)
    for key, value in flags.items():
        settings = _apply(settings, {key: value}, f"--{key}", folder)
    return settings


def find_file(folder: Path) -> Path | None:
    """Return the `translate.toml` of the folder or of the nearest folder above it."""
    return next((up / FILE for up in (folder, *folder.parents) if (up / FILE).is_file()), None)


def _read(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the tables `[translate]` and `[checks]` of a settings file."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: not a TOML file: {error}") from error
    _known(data, _TABLES, "at its top", path)
    section, checks = data.get("translate", {}), data.get("checks", {})
    for name in _TABLES:
        if not isinstance(data.get(name, {}), dict):
            raise SettingsError(f"{path}: {name!r} must be a table: [{name}]")
    _known(section, sorted(_KEYS), "in [translate]", path)
    return section, checks


def _known(table: Mapping[str, Any], names: Sequence[str], where: str, path: Path) -> None:
    """Raise `SettingsError` where a table has a key that means nothing."""
    for key in sorted(set(table) - set(names)):
        close = difflib.get_close_matches(key, names, 1, 0.6)
        advice = f"did you mean {close[0]!r}?" if close else f"expected {', '.join(names)}"
        raise SettingsError(f"{path}: unknown key {key!r} {where}: {advice}")


def _apply(settings: Settings, values: Mapping[str, Any], where: str, base: Path) -> Settings:
    for key, value in values.items():
        try:
            settings = _set(settings, key, value, base)
        except LocaleError as error:
            raise SettingsError(f"{where}: {error}") from error
        except (TypeError, ValueError) as error:
            raise SettingsError(f"{where}: {key} cannot be {value!r}: {error}") from error
    return settings


def _set(settings: Settings, key: str, value: Any, base: Path) -> Settings:
    match key:
        case "to":
            return replace(settings, to=tuple(dict.fromkeys(parse_locale(tag) for tag in _list(value))))
        case "from":
            return replace(settings, source=None if value == "auto" else parse_locale(str(value)))
        case "out":
            return replace(settings, out=_path(value, base))
        case "glossaries":
            return replace(settings, glossaries=tuple(_files(_list(value), base)))
        case "model":
            return replace(settings, model=str(value))
        case "first_mention":
            return replace(settings, first_mention=frozenset(parse_locale(tag) for tag in _list(value)))
        case "memory":
            return replace(settings, memory=_memory(value, base))
    return _set_engine(settings, key, value)


def _set_engine(settings: Settings, key: str, value: Any) -> Settings:
    match key:
        case "threads":
            return replace(settings, threads=_positive(value))
        case "beam":
            return replace(settings, beam=_positive(value))
        case "repair":
            return replace(settings, repair=_switch(value))
    raise ValueError("unknown key")


def _memory(value: object, base: Path) -> str:
    """Return where the memory is: an address and `off` as they stand, a file as a path."""
    if not isinstance(value, (str, Path)) or not str(value).strip():
        raise TypeError("expected a file, a PostgreSQL address or 'off'")
    said = str(value).strip()
    return said if said == "off" or "://" in said else str(_path(said, base))


def _positive(value: Any) -> int:
    number = int(value)
    if number < 1:
        raise ValueError("expected 1 or more")
    return number


def _switch(value: Any) -> bool:
    """Return what a TOML boolean means, or the words for one in an environment variable."""
    said = str(value).strip().lower()
    if said not in _ON | _OFF:
        raise ValueError("expected true or false")
    return said in _ON


def _path(value: object, base: Path) -> Path:
    """Return a path; relative ones from a settings file count from its folder."""
    path = Path(str(value)).expanduser()
    return path if path.is_absolute() or base == Path.cwd() else base / path


def _list(value: object) -> list[str]:
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    if isinstance(value, (list, tuple)) and all(isinstance(part, (str, Path)) for part in value):
        return [str(part) for part in value]
    raise TypeError("expected a list of texts")


def _files(patterns: Sequence[str], base: Path) -> list[Path]:
    """Return the files behind names and patterns; a name without a file stays, for a clear error later."""
    files: list[Path] = []
    for pattern in patterns:
        path = _path(pattern, base)
        found = sorted(path.parent.glob(path.name)) if "*" in path.name else [path]
        files += found
    return files
