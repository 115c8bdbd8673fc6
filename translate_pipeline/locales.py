"""Locale tags, and what is known of each locale: `locales/<tag>/locale.toml`.

A tag is BCP 47. Chinese is always told apart by script here: `zh`, `zh-CN` and `zh_SG` are `zh-Hans`, `zh-TW`, `zh-HK` and
Argos' `zt` are `zh-Hant`. Babel knows the tags and the likely scripts.
"""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import babel
from babel import localedata

from translate_pipeline.errors import CatalogError, LocaleError
from translate_pipeline.model import Locale

if TYPE_CHECKING:
    from collections.abc import Mapping

CJK = frozenset({"ja", "ko", "zh"})
"""Languages written without, or (Korean) with other, spaces than Latin ones."""

_ALIASES = {"zt": "zh-Hant", "cn": "zh-Hans", "tw": "zh-Hant", "zh-chs": "zh-Hans", "zh-cht": "zh-Hant"}
_SLIPS = {
    "jp": "ja",
    "jpn": "ja",
    "kr": "ko",
    "kor": "ko",
    "chn": "zh-Hans",
    "eng": "en",
    "jap": "ja",
    "chi": "zh-Hans",
}


def parse_locale(tag: str) -> Locale:
    """Return the locale that `tag` names.

    >>> str(parse_locale("zh_TW")), str(parse_locale("zh-cn")), str(parse_locale("JA"))
    ('zh-Hant', 'zh-Hans', 'ja')
    >>> str(parse_locale("pt-br"))
    'pt-BR'
    >>> parse_locale("jp")
    Traceback (most recent call last):
    ...
    translate_pipeline.errors.LocaleError: unknown locale 'jp': did you mean 'ja'?
    """
    wanted = tag.strip().replace("_", "-")
    wanted = _ALIASES.get(wanted.lower(), wanted)
    found: babel.Locale | None
    try:
        found = babel.Locale.parse(wanted, sep="-", resolve_likely_subtags=False)
    except (ValueError, babel.UnknownLocaleError, TypeError):
        found = _with_likely_script(wanted)
    if found is None or not localedata.exists(found.language) or wanted.lower() in _SLIPS:
        raise LocaleError(f"unknown locale {tag!r}: {_advice(wanted)}")
    if found.language == "zh":
        return Locale(language="zh", script=_chinese_script(found))
    return Locale(language=found.language, script=found.script, territory=found.territory)


def _with_likely_script(tag: str) -> babel.Locale | None:
    """Babel refuses `zh-SG` and the like unless it may add the script itself."""
    try:
        return babel.Locale.parse(tag, sep="-")
    except (ValueError, babel.UnknownLocaleError, TypeError):
        return None


def _chinese_script(found: babel.Locale) -> str:
    if found.script in {"Hans", "Hant"}:
        return str(found.script)
    return "Hant" if found.territory in {"TW", "HK", "MO"} else "Hans"


def _advice(tag: str) -> str:
    low = tag.lower()
    close = _SLIPS.get(low) or next(
        iter(difflib.get_close_matches(low, ["ja", "ko", "en", "zh-hans", "zh-hant"], 1, 0.6)), None
    )
    if close:
        close = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}.get(close, close)
        return f"did you mean {close!r}?"
    return "expected a BCP 47 tag such as ja, ko, en, zh-Hans, zh-Hant"


def babel_locale(locale: Locale) -> babel.Locale:
    """Return Babel's locale, for names, numbers, dates and plural rules."""
    return babel.Locale.parse(str(locale), sep="-")


def display_name(locale: Locale) -> str:
    """Return the locale's English name: `Chinese (Traditional)`."""
    return str(babel_locale(locale).english_name)


def model_language(locale: Locale) -> str:
    """Return the code that translation models use: `zh` for both Chinese scripts (the rest is conversion)."""
    return locale.language


def fallbacks(locale: Locale) -> tuple[str, ...]:
    """Return the tags to look a form up under, best first.

    >>> fallbacks(parse_locale("pt-BR"))
    ('pt-BR', 'pt')
    >>> fallbacks(parse_locale("zh-Hant"))
    ('zh-Hant',)
    """
    if locale.language == "zh":
        return (str(locale),)
    return tuple(dict.fromkeys((str(locale), locale.language)))


def data_root() -> Path:
    """Return the folder that holds the shipped `glossaries/` and `locales/`: in the wheel, or at the top of a checkout."""
    here = Path(__file__).resolve().parent
    packed = here / "data"
    return packed if packed.is_dir() else here.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a locale's own file says of it."""

    locale: Locale
    scripts: tuple[str, ...]
    """Scripts that its text is written in: `Hang`, `Hira`, `Kana`, `Han`, `Latn`."""
    quotes: tuple[str, str] = ("“", "”")
    spaced: bool = True
    """Whether words are parted by spaces (English, Korean)."""
    latin_gap: bool = False
    """Whether a space stands between CJK and Latin letters or digits in this house's style."""
    length: dict[str, float] = field(default_factory=dict)
    """Source language to the usual length in characters, target over source."""
    particles: dict[str, dict[str, str]] = field(default_factory=dict)
    """Source language to its words that may stand alone between two names, each with what it is here."""
    regional: dict[str, str] = field(default_factory=dict)
    """Words of another region that writes the same language, each with this locale's word."""
    hints: tuple[str, ...] = ()
    """Words written in Han characters that give this language away where its script does not."""


@cache
def facts(locale: Locale) -> Facts:
    """Return what `locales/<tag>/locale.toml` says of a locale; bland defaults where there is no such file."""
    path = _profile(locale)
    return Facts(locale=locale, scripts=("Latn",)) if path is None else _read_facts(locale, path)


def has_profile(locale: Locale) -> bool:
    """Whether there is a `locale.toml` for a locale: where there is none, little is known that it could be checked by."""
    return _profile(locale) is not None


def _profile(locale: Locale) -> Path | None:
    files = (data_root() / "locales" / tag / "locale.toml" for tag in fallbacks(locale))
    return next((path for path in files if path.is_file()), None)


@cache
def common_words(locale: Locale) -> frozenset[str]:
    """Return the words of `locales/<tag>/common.txt`, one a line: what looks like a name in this locale and is none."""
    for tag in fallbacks(locale):
        path = data_root() / "locales" / tag / "common.txt"
        if path.is_file():
            lines = path.read_text(encoding="utf-8").splitlines()
            return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))
    return frozenset()


def _read_facts(locale: Locale, path: Path) -> Facts:
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogError(f"not a TOML file: {error}", path=path) from error
    known = [one.name for one in fields(Facts) if one.name != "locale"]
    for key in data:
        if key not in known:
            close = difflib.get_close_matches(key, known, 1, 0.5)
            advice = f"did you mean {close[0]!r}?" if close else f"expected one of {', '.join(known)}"
            raise CatalogError(f"unknown key {key!r}: {advice}", path=path)
    try:
        return Facts(
            locale=locale,
            scripts=_texts(data, "scripts"),
            quotes=_pair(data, "quotes"),
            spaced=_flag(data, "spaced"),
            latin_gap=_flag(data, "latin_gap"),
            length={str(key): _number(value, f"length.{key}") for key, value in _table(data, "length").items()},
            regional=_words(_table(data, "regional"), "regional"),
            particles={str(key): _words(table, f"particles.{key}") for key, table in _table(data, "particles").items()},
            hints=_texts(data, "hints") if "hints" in data else (),
        )
    except KeyError as error:
        raise CatalogError(f"missing key {error}, expected it; see docs/formats.md", path=path) from error
    except TypeError as error:
        raise CatalogError(f"{error}; see docs/formats.md", path=path) from error


def _texts(data: Mapping[str, Any], key: str) -> tuple[str, ...]:
    found = data[key]
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise TypeError(f"{key} is {found!r}, expected a list of texts")
    return tuple(found)


def _pair(data: Mapping[str, Any], key: str) -> tuple[str, str]:
    found = _texts(data, key)
    if len(found) != 2:
        raise TypeError(f"{key} is {list(found)!r}, expected two texts: what opens and what closes")
    return found[0], found[1]


def _flag(data: Mapping[str, Any], key: str) -> bool:
    if not isinstance(data[key], bool):
        raise TypeError(f"{key} is {data[key]!r}, expected true or false")
    return bool(data[key])


def _number(found: object, key: str) -> float:
    if isinstance(found, bool) or not isinstance(found, (int, float)):
        raise TypeError(f"{key} is {found!r}, expected a number")
    return float(found)


def _table(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    found = data.get(key, {})
    if not isinstance(found, dict):
        raise TypeError(f"{key} is {found!r}, expected a table: [{key}]")
    return found


def _words(found: object, key: str) -> dict[str, str]:
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        raise TypeError(f"{key} is {found!r}, expected a table of texts")
    return found
