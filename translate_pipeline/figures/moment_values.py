"""What a match of `moment_patterns` means: the fields of a moment, or that it is none."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from translate_pipeline.figures.moment_forms import Part
from translate_pipeline.figures.moment_words import ERAS

if TYPE_CHECKING:
    from translate_pipeline.figures.moment_patterns import Reader
    from translate_pipeline.figures.moments import Moment

HAN = re.compile("[〇零○一二三四五六七八九十]")
"""A digit in Han characters."""
_DIGITS = {letter: n for n, letter in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "元": 1}


class NoMomentError(ValueError):
    """What was matched is no moment after all."""


def _number(word: str) -> int:
    """Read digits of either kind: 29, 二十九, 二〇二五, 元."""
    if word.isdecimal():
        return int(word)
    hundred, _, rest = word.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    if ten or hundred:
        return 100 * bool(hundred) + (10 * _DIGITS.get(tens, 1) if ten else 0) + (_DIGITS[ones] if ones else 0)
    return int("".join(str(_DIGITS[letter]) for letter in word))


def values_of(groups: dict[str, str], reader: Reader, before: Moment | None) -> dict[str, Any]:
    """Return the fields of the moment that was matched."""
    values = _calendar(groups, reader) | _age(groups)
    if groups.get("hh"):
        values |= _clock(groups, reader, before, dated="day" in values)
    part = reader.parts.get(_phrase(groups.get("p", "")))
    if part is Part.LATE and ("decade" in values or "century" in values):
        part = Part.SECOND_HALF
    return values | ({"part": part} if part else {})


def _phrase(words: str) -> str:
    """Return words as tables have them: `end of` as `the end of`."""
    words = words.lower().strip(" -")
    return f"the {words}" if words.endswith(" of") and not words.startswith("the ") else words


def _rank(word: str, reader: Reader) -> int:
    known = reader.ranks.get(word.lower().rstrip("."))
    return _number(word) if known is None else known


def _calendar(groups: dict[str, str], reader: Reader) -> dict[str, Any]:
    names = {"m": "month", "m2": "last_month", "d": "day", "q": "quarter"}
    values: dict[str, Any] = {name: _rank(groups[key], reader) for key, name in names.items() if key in groups}
    if "y" in groups:
        year = _number(groups["y"])
        values["year"] = year if year > 99 else year + 2000
    if "era" in groups:
        values["year"] = _year_of_era(groups, values)
    if "a" in groups:
        values["anchor"] = reader.anchors[groups["a"].lower()]
    if "h" in groups:
        values["half"] = reader.halves[groups["h"]]
    if weekday := groups.get("w") or groups.get("w2"):
        values["weekday"] = reader.weekdays[weekday.lower()]
    values |= {name: True for key, name in {"f": "fiscal", "end": "fiscal_end"}.items() if key in groups}
    return _checked(values)


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values if there is such a day, and such a quarter."""
    year, month, last = values.get("year", 2000), values.get("month", 1), values.get("last_month")
    try:
        date(year, month, values.get("day", 1))
    except ValueError:
        raise NoMomentError from None
    if last is not None and (last - month != 2 or last % 3):
        raise NoMomentError
    if values.get("fiscal_end") and values.pop("day", None) not in {None, _last_day(year, month)}:
        raise NoMomentError
    return values


def _last_day(year: int, month: int) -> int:
    return (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day


def _year_of_era(groups: dict[str, str], values: dict[str, Any]) -> int:
    """Return the year of the Gregorian calendar, if the era was in force in that year, month, day."""
    first, last = ERAS[groups["era"]]
    year = first.year - 1 + _number(groups["ey"])
    month, day = values.get("month"), values.get("day")
    if not first.year <= year <= last.year:
        raise NoMomentError
    try:
        latest = date(year, month or 12, day or _last_day(year, month or 12))
        earliest = date(year, month or 1, day or 1)
    except ValueError:
        raise NoMomentError from None
    if latest < first or earliest > last:
        raise NoMomentError
    return year


def _age(groups: dict[str, str]) -> dict[str, Any]:
    """Return a decade (`90年代`: of the last century) or a century."""
    century = groups.get("cen")
    if "dec" not in groups:
        return {"century": _number(century)} if century else {}
    tens = _number(groups["dec"])
    if century is None:
        if tens < 50:
            raise NoMomentError
        return {"decade": tens if tens >= 1000 else 1900 + tens}
    number = 20 if century.startswith("上") else _number(century)
    if tens > 90 or not number:
        raise NoMomentError
    return {"decade": 100 * (number - 1) + tens}


def _clock(groups: dict[str, str], reader: Reader, before: Moment | None, *, dated: bool) -> dict[str, Any]:
    half, sure = groups.get("hw"), dated or "sure" in groups or before is not None
    certain = half or ("cm" not in groups and (sure or reader.bare_hour or "mi" in groups or "hf" in groups))
    certain = certain or ("cm" in groups and (dated or "zone" in groups))
    han = HAN.search(groups["hh"])
    if not (certain or "o'clock" in groups.values()) or (han and not (half or dated or "sure" in groups)):
        raise NoMomentError
    hour, minute = _number(groups["hh"]), _number(groups.get("mi") or groups.get("cm") or "0")
    minute = 30 if "hf" in groups else minute
    if minute > 59:
        raise NoMomentError
    if half:
        return {"hour": _hour(hour, *reader.half_days[half.replace(".", "").lower()]), "minute": minute, "halved": True}
    if before is not None and before.halved and not before.open and hour <= 12:
        return {"hour": _later(hour, before), "minute": minute, "halved": True}
    colon = "cm" in groups and groups["hh"].startswith("0")
    afternoon = hour > 12 or hour == 0 or colon or (before is not None and not before.open and not before.halved)
    return {"hour": hour, "minute": minute, "open": not afternoon}


def _hour(hour: int, first: int, last: int) -> int:
    """Return the hour of the day that a half of it and its own hour tell; none where it may be two."""
    hours = {hour} if hour > 12 else {hour, (hour + 12) % 24}
    fitting = [one for one in hours if first <= one <= last]
    if len(fitting) != 1:
        raise NoMomentError
    return fitting[0]


def _later(hour: int, before: Moment) -> int:
    """Return the hour that ends a range whose beginning names its half: 11 of 午前9時〜11時."""
    first = before.hour or 0
    if hour % 12 <= first % 12 or (hour == 12 and first >= 12):
        raise NoMomentError
    return hour % 12 + (12 if first >= 12 else 0)
