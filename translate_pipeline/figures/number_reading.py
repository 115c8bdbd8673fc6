"""Numbers as they are written: digits with scale words, and Han numerals. What they count is the business of `numerals`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from translate_pipeline.figures.numeral_forms import ABBREVIATIONS

if TYPE_CHECKING:
    from translate_pipeline.figures.numeral_forms import Forms, Reader

_WELL_FORMED = re.compile(r"(?:0|[1-9][0-9]{0,14}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,6})(?:\.[0-9]{1,8})?")
LIMIT = Decimal(10) ** 20
"""No figure is as great: beyond it digits are a code. With 8 decimals at most, the usual 28 digits hold any exactly."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Digits with the scale words right after them."""

    value: Decimal
    """With the small scale word worked in: 2000 for the 2千 of 2千億."""
    small: int
    big: int | None
    size: int
    """Number of code points of the digits."""
    decimals: int
    last: bool
    """Whether nothing may follow: no scale word, decimals, or an abbreviation."""
    end: int


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number phrase: `1億2000万`, `3.5 billion`, `120,000`, `三千五百万`."""

    value: Decimal
    scale: int
    """Power of ten of the first scale word; 0: none."""
    decimals: int
    end: int
    han: bool = False
    """Whether it is written in Han numerals alone."""


def read_count(text: str, at: int, reader: Reader, *, short: bool = False) -> Count | None:
    """Read one number with all its scale words, or nothing; `short`: abbreviations count as such ($3.5B)."""
    if reader.forms.han and text[at : at + 1] in reader.forms.han:
        return _han_count(text, at, reader.forms)
    return _digit_count(text, at, reader, reader.short_part if short else reader.part)


_SMALL = {"千": 3, "百": 2, "十": 1}
_ONES = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "兩": 2}
_BIG = {"兆": 12, "億": 8, "亿": 8, "万": 4, "萬": 4}
_LONGEST_HAN = 24
_GOES_ON = frozenset("〇数數几幾余餘多来來半点點分之")
"""What makes a number before it vague, or a part of another."""


def _han_count(text: str, at: int, forms: Forms) -> Count | None:
    """Read Han numerals built as they are read out: 二十三, 三千五百万. What is not built so is none."""
    total, group, one, scale, room, below = 0, 0, 0, 0, 99, 9
    end = at
    for char in text[at : at + _LONGEST_HAN]:
        if char not in forms.han:
            break
        end += 1
        if char in _ONES and not one:
            one = _ONES[char]
        elif char in _SMALL and _SMALL[char] < below:
            below, group, one = _SMALL[char], group + (one or 1) * 10 ** _SMALL[char], 0
        elif char in forms.big and _BIG[char] < room and group + one:
            scale, room, total = scale or _BIG[char], _BIG[char], total + (group + one) * 10 ** _BIG[char]
            group, one, below = 0, 0, 9
        elif char in {"亿", "億"} and scale == 4 and not group + one:  # 三万亿
            total, scale, room = total * 10**8, 12, 8
        else:
            return None
    if text[end : end + 1] in _GOES_ON or text[end : end + 1].isdecimal():
        return None
    return Count(Decimal(total + group + one), scale, 0, end, han=True) if total + group + one else None


def _part_at(text: str, at: int, pattern: re.Pattern[str], forms: Forms) -> _Part | None:
    match = pattern.match(text, at)
    if match is None or not _WELL_FORMED.fullmatch(match["digits"]):
        return None
    digits, word = match["digits"], match["big"] or match["only"]
    small = forms.small.get(match["small"], 0)
    big = None if word is None else forms.big.get(word) or ABBREVIATIONS[word]
    decimals = len(digits.partition(".")[2])
    last = bool(decimals) or not (small or word) or word in ABBREVIATIONS
    value = Decimal(digits.replace(",", "")).scaleb(small)
    return _Part(value, small, big, len(digits), decimals, last, match.end())


def _digit_count(text: str, at: int, reader: Reader, pattern: re.Pattern[str]) -> Count | None:
    """Read digits with all their scale words."""
    forms, first = reader.forms, _part_at(text, at, pattern, reader.forms)
    if first is None:
        return None
    part, total, group, scale = first, Decimal(0), Decimal(0), first.small
    room = 99  # power of ten that the next group must stay below
    while True:
        group += part.value
        below = part.small
        if part.big is not None:
            scale = scale if total else first.small + part.big
            total, group, room, below = total + group.scaleb(part.big), Decimal(0), part.big, part.big
        spaced = text.startswith(" ", part.end)
        more = None if part.last else _part_at(text, part.end + spaced, pattern, forms)
        if more is None or more.decimals or more.value >= Decimal(10) ** below:
            break
        if more.big is not None and (group + more.value).scaleb(more.big) >= Decimal(10) ** room:
            break
        if more.big is None and not _rest(more, reader, text, spaced=spaced):
            break
        part = more
    value, end = total + group, part.end
    if value >= LIMIT or reader.goes_on.match(text, end):
        return None
    return Count(value, scale, first.decimals, end)


def _rest(part: _Part, reader: Reader, text: str, *, spaced: bool) -> bool:
    """Whether digits without a big scale word go on with the number before them: 3만 5000, 1万2345."""
    if spaced and not (reader.forms.rest_gap and part.value >= 1000 and not reader.not_before.match(text, part.end)):
        return False
    return bool(part.small) or part.size >= reader.forms.rest_digits
