"""What `quantities` finds: kinds, bounds, what a locale's table of phrases holds, and small numbers in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a quantity is."""

    PLAIN = "plain"
    """A number, a percentage or money, with a bound, as a range, or per something."""
    TENTHS = "tenths"
    """3割, 3할, 三成: said as a percentage."""
    POINTS = "points"
    """Percentage points."""
    MULTIPLE = "multiple"
    FRACTION = "fraction"
    ORDINAL = "ordinal"
    """One of a series, before the word for what it counts: 第3世代."""
    PLACE = "place"
    """One of several: 3番目."""
    RANK = "rank"
    UNIT = "unit"


class Bound(StrEnum):
    """What a quantity is to the figure that is written."""

    ABOUT = "about"
    UP_TO = "up to"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    MORE_THAN = "more than"
    LESS_THAN = "less than"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """What one locale writes. Rows that come first win."""

    # Reading
    suffixes: tuple[tuple[Kind, str], ...]  # patterns of what stands right after a number
    wordings: tuple[tuple[Kind, str], ...]  # patterns of whole phrases: `n` the number, `d` what divides, `m` hundredths
    before: tuple[tuple[Bound, str], ...]  # patterns of what bounds any figure that follows; the group `b`: only this of it
    before_unit: tuple[tuple[Bound, str], ...] = ()  # the same before any but a bare number
    after: tuple[tuple[Bound, str], ...]
    no_bound: str  # pattern of what, right after a bare number, makes it a point or a length of time
    per_before: dict[str, str] = field(default_factory=dict)  # what money is for, to the pattern before it
    per_after: dict[str, str] = field(default_factory=dict)
    unit_end: str  # pattern of what may not follow the name of a unit

    # Saying
    sign: str  # between the ends of a range
    says: dict[Kind, str]
    bounds: dict[Bound, str]
    open_bounds: dict[Bound, str]  # where the bare number stands before what it counts, of which the model says the rest
    fewer: str = ""  # less than, of a bare number
    rates: dict[str, str]
    han: bool = False  # whether fractions and ordinals are said in Han numerals
    words: bool = False  # whether they are said in English words


_DIGITS = {char: value for value, char in enumerate("一二三四五六七八九", 1)}
_TEN = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NINE_TH = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_CARDINALS = {word: number for number, word in enumerate(_TEN, 1)}
ORDINALS = {word: number for number, word in enumerate(_NINE_TH, 1)}
PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10}
PARTS |= {"twentieth": 20, "hundredth": 100, "thousandth": 1000}
"""What English calls a part, to how many make a whole."""
HAN = {f"{ten}十{one}": 10 * _DIGITS.get(ten, 1) + _DIGITS.get(one, 0) for ten in ("", *_DIGITS) for one in ("", *_DIGITS)}
HAN |= {**_DIGITS, "百": 100, "千": 1000}
"""Small numbers in Han numerals, in the form that is said."""
NUMBER_WORDS = {**HAN, "两": 2, "兩": 2, **_CARDINALS, **ORDINALS, **PARTS, "a": 1}
"""Any word that stands in `n`, `d` and `m`, lower case, to its number."""
EN_NUMBERS = {number: word for word, number in _CARDINALS.items() if number < 10}
