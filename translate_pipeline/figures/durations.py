"""Lengths of time: found in a text of one locale, said in another with Babel's units.

Only what can be nothing else is one: `10分` is ten minutes where a particle, a stop or the end follows (not in `10分野`,
nor after an hour), `3日` is a date and `3日間` is not, `5년` may be a year's name and `5년간` is not. Ranges keep both ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from babel.units import format_unit

from translate_pipeline.locales import babel_locale
from translate_pipeline.model import Span
from translate_pipeline.scripts import is_suffix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from translate_pipeline.model import Locale

_NUMBER = (
    r"(?<![0-9０-９.,:/-])(?P<first>[0-9０-９]{1,4}(?:[.．][0-9０-９]{1,2})?)(?:\s?[〜～~–—-]\s?(?P<last>[0-9０-９]{1,4}))?"
)
_JA_END = r"(?=[はがをにでのともやへ、。，．！？」』）)\s]|以[上内下]|程度|あたり|当たり|ごと|ほど|前|後|未満|$)"
_PATTERNS: dict[str, tuple[tuple[str, str], ...]] = {
    "ja": (
        ("second", rf"秒(?:間|{_JA_END})"),
        ("minute", rf"(?<!時)分(?:間|(?!の[0-9０-９一二三四五六七八九])(?:{_JA_END}))"),
        ("hour", r"時間(?![割帯外差給軸])"),
        ("day", r"日間"),
        ("week", r"週間(?!後?予報)"),
        ("month", r"[かカヶケヵ箇]月(?:間)?"),
        ("year", r"年間(?!売|予|契|の売)"),
    ),
    "ko": (
        ("second", r" ?초(?!반)"),
        ("minute", r" ?분(?:간)?(?!의 ?[0-9]|기)"),
        ("hour", r" ?시간"),
        ("day", r" ?일간"),
        ("week", r" ?주간"),
        ("month", r" ?개월(?:간)?"),
        ("year", r" ?년간"),
    ),
    "zh": (
        ("second", r" ?秒(?:[钟鐘])?(?![杀殺表])"),
        ("minute", r" ?分[钟鐘]"),
        ("hour", r" ?(?:个|個)?小[时時]"),
        ("day", r" ?天(?![王后然空文生才下])"),
        ("week", r" ?[周週](?![年岁歲])"),
        ("month", r" ?[个個]月"),
        ("year", r" ?年(?=[前后後来內内间間])"),
    ),
    "en": tuple(
        (unit, rf"[ \u00a0]{unit}s?(?![\w-]| old)") for unit in ("second", "minute", "hour", "day", "week", "month", "year")
    ),
}
_RANGES = {"en": "–", "ja": "〜", "ko": "~", "zh": "～"}
_ASCII = str.maketrans("０１２３４５６７８９．", "0123456789.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """A length of time, or a range of them, as digits: `first` to `last` (empty: no range) of a unit."""

    span: Span
    unit: str
    """`second`, `minute`, `hour`, `day`, `week`, `month` or `year`."""
    first: str
    last: str = ""


@cache
def _pattern(language: str) -> re.Pattern[str] | None:
    units = _PATTERNS.get(language)
    if units is None:
        return None
    return re.compile(_NUMBER + "(?:" + "|".join(f"(?P<{unit}>{pattern})" for unit, pattern in units) + ")")


def find_durations(text: str, locale: Locale) -> Iterator[Duration]:
    """Yield the lengths of time in a text, in order.

    >>> from translate_pipeline.locales import parse_locale
    >>> text = "約10〜20時間、9時10分、10分野で7分"
    >>> [duration.span.of(text) for duration in find_durations(text, parse_locale("ja"))]
    ['10〜20時間', '7分']
    """
    pattern = _pattern(locale.language)
    for match in pattern.finditer(text) if pattern else ():
        if locale.language == "ko" and not is_suffix(text[match.end() :]):
            continue
        if match["minute"] and re.search(r"[時시点點] ?$", text[: match.start()]):
            continue
        unit = next(unit for unit, _ in _PATTERNS[locale.language] if match[unit] is not None)
        first, last = match["first"].translate(_ASCII), (match["last"] or "").translate(_ASCII)
        yield Duration(span=Span(start=match.start(), end=match.end()), unit=unit, first=first, last=last)


def say_duration(duration: Duration, locale: Locale) -> str | None:
    """Return a length of time as a locale writes it; None where its way with ranges is not known.

    >>> from translate_pipeline.locales import parse_locale
    >>> seven = Duration(span=Span(start=0, end=2), unit="minute", first="7")
    >>> ten = Duration(span=Span(start=0, end=2), unit="hour", first="10", last="20")
    >>> [say_duration(seven, parse_locale(tag)) for tag in ("en", "ja", "ko", "zh-Hans", "zh-Hant")]
    ['7 minutes', '7分', '7분', '7分钟', '7分鐘']
    >>> [say_duration(ten, parse_locale(tag)) for tag in ("en", "ja", "ko", "zh-Hans", "zh-Hant")]
    ['10–20 hours', '10〜20時間', '10~20시간', '10～20小时', '10～20小時']
    """
    sign = _RANGES.get(locale.language)
    if sign is None:
        return None
    number = duration.last or duration.first
    value = float(number) if "." in number else int(number)
    length: Literal["long", "short"] = "long" if locale.language == "en" else "short"  # CLDR 45 has no long ones for CJK
    said = format_unit(value, f"duration-{duration.unit}", length, locale=babel_locale(locale))
    if locale.language != "en":
        said = said.replace(" ", "")
    if locale.language == "ja" and duration.unit in {"day", "year"}:
        said += "間"  # 3日 alone is a date
    digits = re.search(r"[0-9][0-9.,]*", said)
    if digits is None:  # a language that has a word for one or two of them
        return None
    whole = f"{duration.first}{sign}{duration.last}" if duration.last else duration.first
    return said[: digits.start()] + whole + said[digits.end() :]
