"""The patterns of moments, put together from the words of each locale.

Groups: `y` year, `era` and `ey` year of an era, `a` anchor, `m` `m2` months, `d` day, `w` `w2` weekday, `p` part, `q`
quarter, `h` half (`new`: written in a way that is no plain figure), `f` matched: a fiscal year, `end` matched: a fiscal year
named by its last month, `dec` decade, `cen` century; `hw` half of the day, `hh` hour, `hu` its unit, `mi` minute, `hf`
matched: half past, `cm` minute behind a colon, `sure` matched: what stands around makes it a time of day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from babel.dates import get_day_names, get_month_names

from translate_pipeline.figures.moment_forms import MONTHLY, Anchor, Part
from translate_pipeline.figures.moment_words import WORDS, Words

if TYPE_CHECKING:
    from collections.abc import Iterable

_ZONE = r"(?:[A-Z]?[SD]?T|UTC|GMT|CES?T|BST|HKT|[JKI]ST)(?![A-Za-z])"
_GUARD = r"(?<![0-9A-Za-z_#@=/\\^&$€£¥₩百千万億兆亿萬第数])(?<![0-9A-Za-z][.,:'-])"
_LINK = r"(?P<skip>(?:https?://|www\.)[!-~]++)"
_MONTH, _DAY = "1[0-2]|0?[1-9]", "3[01]|[12][0-9]|0?[1-9]"
_HOUR, _MINUTE = "2[0-3]|1[0-9]|0?[0-9]", "[0-5]?[0-9]"
_ONES = "[一二三四五六七八九]"
_HAN_YEAR = "[一二][〇零○一二三四五六七八九]{3}"
_HAN_MONTH, _HAN_DAY = f"十[一二]?|{_ONES}", f"三十一?|二?十{_ONES}?|{_ONES}"
_HAN_NUMBER = rf"(?:一百)?{_ONES}?十{_ONES}?|{_ONES}{{1,3}}"
_QUARTERS = tuple(
    pattern + "(?![0-9A-Za-z])"
    for pattern in (
        r"Q(?P<q>[1-4]) ?(?:of )?(?P<f>FY) ?'?(?P<y>[0-4][0-9])",
        r"Q(?P<q>[1-4]) ?'(?P<y>[0-4][0-9])",
        r"(?P<new>)(?P<q>[1-4])Q(?=[0-9']| ?20[0-9]{2}| ') ?'?(?P<y>(?:20)?[0-4][0-9])",
        r"(?P<new>)(?P<q>[1-4])Q ?(?P<f>FY) ?'?(?P<y>(?:20)?[0-4][0-9])",
        r"(?P<f>FY) ?'?(?P<y>[0-4][0-9]) ?Q(?P<q>[1-4])",
        r"(?P<y>[0-4][0-9])Q(?P<q>[1-4])",
        r"(?P<f>FY) ?'?(?P<y>[0-4][0-9])",
    )
)
"""Quarters and fiscal years as analysts write them, in any language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """The words of a locale as compiled patterns and tables."""

    start: re.Pattern[str]
    patterns: tuple[re.Pattern[str], ...]
    anchors: dict[str, Anchor]
    parts: dict[str, Part]
    halves: dict[str, int]
    half_days: dict[str, tuple[int, int]]
    weekdays: dict[str, int]
    ranks: dict[str, int] = field(default_factory=dict)
    """Words that are numbers: months and ordinals."""
    bare_hour: bool = False


def _any(words: Iterable[str]) -> str:
    """Return a pattern of any of some words, the longest first."""
    return "(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + ")" if words else "(?!)"


def _either(plain: str, han: str, words: Words) -> str:
    return f"{plain}|{han}" if words.digits else plain


def _clock(words: Words) -> str:
    minute = rf" ?(?P<mi>{_either(_MINUTE, _HAN_NUMBER, words)}) ?{words.minute}"
    hour = rf"(?P<hh>{_either(_HOUR, f'十{_ONES}?|{_ONES}', words)})"
    colon = rf":(?P<cm>[0-5][0-9])(?![:0-9])(?P<zone>(?= ?{_ZONE}))?"
    sure = "".join(rf"|(?<={prefix})|(?<={prefix} )" for prefix in words.prefixes)
    sure = f"(?P<sure>{sure[1:]})?" if sure else ""
    return (
        rf"{sure}(?!(?:{words.no_twelve}) ?12 ?[時시:])(?:(?P<hw>{_any(words.half_days)}) ?)?{hour}"
        rf"(?:{colon}| ?(?P<hu>{words.hour})(?:{minute}| ?(?P<hf>半|반))?(?!{words.clock_end}))"
    )


def _east(words: Words) -> tuple[str, ...]:
    """Return the patterns of a locale that writes year, month and day in this order."""
    yearly = [word for word, anchor in words.anchors.items() if anchor not in MONTHLY]
    monthly = [word for word, anchor in words.anchors.items() if anchor in MONTHLY]
    era = rf"(?P<era>{_any(words.eras)}) ?(?P<ey>元|[0-9]{{1,3}}|{_HAN_NUMBER}) ?"
    year = rf"(?P<y>{_either('[12][0-9]{3}', _HAN_YEAR, words)}) ?"
    owner = rf"(?:(?:{year}|{era}){words.year}|(?P<a>{_any(yearly)})) ?{words.of} ?"
    month = rf"(?P<m>{_either(_MONTH, _HAN_MONTH, words)}) ?{words.month}"
    day = rf"(?P<d>{_either(_DAY, _HAN_DAY, words)}) ?{words.day}"
    clock = _clock(words)
    span = rf"(?:{words.quarter}|{words.half})"
    return (
        rf"(?:{owner})?{month} ?{day}(?:{words.weekday})?(?:の? ?{clock})?",
        rf"(?:{owner})?{month} ?{words.month_part}",
        rf"{owner}{month}(?!{words.month_trap})份?",
        rf"{owner}{words.year_part}",
        rf"{owner}{span}(?: ?{words.quarter_part})?",
        rf"{words.quarter} ?{words.quarter_part}",
        rf"{era}(?P<f>{words.fiscal})(?: ?{words.of} ?{span})?",
        rf"(?P<y>[0-4][0-9])(?P<f>{words.two_digit_fiscal})(?: ?{words.of} ?{span})?",
        rf"(?:{year}|{era}){words.year}(?!{words.year_trap}| ?[0-9{words.digits}]{{1,3}} ?{words.month})",
        rf"(?:{owner})?{words.months}",
        rf"(?P<y>[0-4][0-9]) ?{words.year} ?{words.months}",
        *words.other,
        rf"{words.decade}(?: ?{words.age_part})?",
        rf"{words.century} ?{words.age_part}",
        rf"(?!{_ONES}世|[0-9] ?[^0-9 ]){words.century}",  # 2世紀 may be two of them
        clock,
        rf"(?P<a>{_any(monthly)}) ?{words.of} ?(?:{day}(?:{words.weekday})?(?:の? ?{clock})?|{words.month_part})",
        rf"(?<!{words.month})(?<!{words.month} ){day}{words.weekday}(?: ?{clock})?",
        rf"(?<!{words.month})(?<!{words.month} ){day} ?の? ?(?={_any(words.half_days)}){clock}",
        *_QUARTERS,
    )


def _east_reader(tag: str) -> Reader:
    words = WORDS[tag]
    digits = rf"(?<![{words.digits}〇零])[{words.digits}]" if words.digits else "(?!)"
    quarters = r"第(?= ?[1-4一二三四])|제(?= ?[1-4])|上个?(?=世纪)|上個?(?=世紀)"
    belongs = [*words.half_days, *words.eras, f"[0-9]{words.year}"]  # the 12 of 밤 12시 is no hour by itself
    alone = "".join(rf"(?<!{word})(?<!{word} )" for word in belongs)
    start = (
        rf"{_LINK}|{_GUARD}{alone}(?:(?<![〇零○一二三四五六七八九十])[0-9]|{digits}|(?:Q(?=[1-4])|FY))"
        rf"|(?<!{words.not_before_anchor}){_any(words.anchors)}|(?<!{words.not_before_half}){_any(words.half_days)}|{_any(words.eras)}|{quarters}"
    )
    return Reader(
        start=re.compile(start),
        patterns=tuple(map(re.compile, _east(words))),
        anchors=words.anchors,
        parts=words.parts,
        halves=words.halves,
        half_days=words.half_days,
        weekdays={letter: n for n, letter in enumerate(words.weekdays)} | {"天": 6},
        bare_hour=words.bare_hour,
    )


_EN_ANCHORS = {str(anchor): anchor for anchor in Anchor} | {"that year": Anchor.SAME_YEAR}
_EN_PARTS = {"early": Part.EARLY, "the beginning of": Part.EARLY, "mid": Part.MIDDLE, "the middle of": Part.MIDDLE}
_EN_PARTS |= {"late": Part.LATE, "the end of": Part.END, "the first half of": Part.FIRST_HALF}
_EN_PARTS |= {"the second half of": Part.SECOND_HALF, "the early": Part.EARLY, "the mid": Part.MIDDLE}
_EN_PARTS |= {"the late": Part.SECOND_HALF, "the end of the": Part.END, "the beginning of the": Part.EARLY}
_EN_PARTS |= {"the first half of the": Part.FIRST_HALF, "the second half of the": Part.SECOND_HALF}
_RANKS = {"first": 1, "second": 2, "third": 3, "fourth": 4}


def _english() -> tuple[dict[str, int], dict[str, int]]:
    """Return the names of months and of weekdays, long and short, small letters, with their numbers."""
    months: dict[str, int] = {"sept": 9}
    weekdays: dict[str, int] = {"tues": 1, "thur": 3, "thurs": 3}
    for width in ("wide", "abbreviated"):
        months |= {str(name).lower(): n for n, name in get_month_names(width, locale="en").items()}
        weekdays |= {str(name).lower(): n for n, name in get_day_names(width, locale="en").items()}
    return months, weekdays


def _capital(names: Iterable[str]) -> str:
    return _any([name.capitalize() for name in names])


def _west(months: dict[str, int], weekdays: dict[str, int]) -> tuple[str, ...]:
    """Return the patterns of English."""
    yearly = _any([name for name, anchor in _EN_ANCHORS.items() if anchor not in MONTHLY])
    monthly = _any([name for name, anchor in _EN_ANCHORS.items() if anchor in MONTHLY])
    month, weekday = rf"(?P<m>{_capital(months)})\.?", rf"(?P<w>{_capital(weekdays)})\.?"
    day, year = rf"(?P<d>{_DAY})(?:st|nd|rd|th)?(?!-)", "(?P<y>[12][0-9]{3})"
    clock = (
        r"(?P<hh>1[0-2]|0?[1-9])(?::(?P<mi>[0-5][0-9]))? ?"
        r"(?P<hw>[ap]\.m\.|[AP]M|(?<=[0-9])[ap]m|(?<=[0-9] )[ap]m(?=[ .,;)]|$))"
    )
    part = r"(?P<p>[Ee]arly|[Mm]id|[Ll]ate|(?:[Tt]he )?(?:beginning|middle|end|first half|second half) of)[ -]"
    year_part = part.replace("|[Ll]ate", "").replace("|first half|second half", "")
    month_day = (rf"{month} {day}(?:,? {year})?", rf"{day} (?:of )?{month}(?:,? {year})?")
    age = (
        "(?P<p>[Tt]he (?:early|mid|late)|[Ee]arly|[Mm]id|[Ll]ate"
        "|(?:[Tt]he )?(?:beginning|end|(?:first|second) half) of the)[ -]|[Tt]he "
    )
    rank = "(?P<q>first|second|third|fourth)"
    quarter, half = rf"(?:[Tt]he )?{rank} quarter", r"(?:[Tt]he )?(?P<h>first|second) half"
    fiscal_end = rf"(?:[Tt]he )?(?:fiscal )?year (?P<end>to|ended|ending|through) {month}(?: (?P<d>2[89]|3[01]),)? {year}"
    return (
        *(rf"{weekday},? {dated}(?:,? (?:at )?{clock})?" for dated in month_day),
        *(rf"{dated},? \({weekday}\)(?:,? (?:at )?{clock})?" for dated in month_day),
        *(rf"{dated},? at {clock}" for dated in month_day),
        *(rf"{clock},? (?:on )?(?:{weekday},? )?{dated}" for dated in month_day),
        rf"{part}{month}(?:,? {year}| (?:of )?(?P<a>{yearly}))?",
        rf"{year_part}(?:{year}|(?P<a>{yearly}))",
        rf"{part}(?P<a>{monthly})",
        *(rf"{weekday_part}{month}(?: {day})?,? (?:of |in )?(?P<a>{yearly})" for weekday_part in ("", rf"{weekday},? ")),
        rf"(?:[Tt]he )?{day} of (?P<a>{monthly})(?:,? at {clock})?",
        rf"{weekday} the {day}(?:,? at {clock})?",
        rf"[Tt]he {day} at {clock}",
        *(rf"(?P<p>(?:[Tt]he )?end of )?{span} (?:of )?(?P<a>{yearly})" for span in (quarter, half)),
        rf"(?P<new>[Tt]he )(?P<h>first|second) half of {year}",
        rf"(?P<p>(?:[Tt]he )?end of ){quarter}(?: of {year})?",
        rf"(?P<p>(?:[Tt]he )?end of )Q(?P<q>[1-4])(?: {year})?",
        fiscal_end,
        rf"{quarter} of {fiscal_end}",
        rf"(?:[Tt]he )?{month}[–-](?P<m2>{_capital(months)}) quarter(?: of (?:{year}|(?P<a>{yearly})))?",
        rf"(?:{age})?(?P<dec>(?:1[0-9]|20)[0-9]0)s",
        r"[Tt]he '(?P<dec>[5-9]0)s",
        rf"(?:{age})(?P<cen>[12]?[0-9])(?:st|nd|rd|th) century",
        clock,
        r"(?P<hh>1[0-2]|[1-9]) (?P<hu>o'clock)(?! (?:in|at|sharp))",
        *_QUARTERS,
    )


def _west_reader() -> Reader:
    months, weekdays = _english()
    first, names = "(?:first|second|third|fourth)", _capital([*months, *weekdays])
    of = "(?:end|beginning|middle|first half|second half) of"
    mid = "[Ee]arly|(?<!early to )[Mm]id|(?<!mid to )(?<!mid- to )[Ll]ate"
    words = rf"[Tt]he(?= (?:[0-9'emlfbst]|{names}))|{mid}|{of}|{first} (?:quarter|half)|fiscal year|year (?=to|ended|ending)"
    start = rf"{_LINK}|{_GUARD}(?:[0-9]|(?:{names}|{words})(?=[ .,–-])|Q(?=[1-4])|FY)"
    return Reader(
        start=re.compile(start),
        patterns=tuple(re.compile(pattern + r"(?!['’]s(?![A-Za-z])|\w|-[A-Za-z])") for pattern in _west(months, weekdays)),
        anchors=_EN_ANCHORS,
        parts=_EN_PARTS,
        halves={"first": 1, "second": 2},
        half_days={"am": (0, 11), "pm": (12, 23)},
        weekdays=weekdays,
        ranks=months | _RANKS,
    )


@cache
def reader_of(tag: str) -> Reader | None:
    """Return the patterns of a locale; None where nothing is known of its moments."""
    if tag == "en":
        return _west_reader()
    return _east_reader(tag) if tag in WORDS else None
