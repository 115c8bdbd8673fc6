"""Moments: dates with their weekday, parts of months and years, times of day, eras, decades; found and said.

Plain dates and quarters are figures already (`numerals`); a moment is what is said around them, or otherwise than in
digits. Only what can be read in one way is one: 15:30 needs a date, a half of the day or a time zone beside it, `来年`
alone stays with the model, an era must have been in force. A weekday that does not fit its date is said as it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, time
from typing import TYPE_CHECKING, Literal, cast

from babel.dates import format_date, format_time, get_day_names

from translate_pipeline.figures.moment_forms import MONTHLY, SAID, Anchor, Part, Said
from translate_pipeline.figures.moment_patterns import reader_of
from translate_pipeline.figures.moment_values import HAN, NoMomentError, values_of
from translate_pipeline.figures.numerals import Figure, FigureKind, say
from translate_pipeline.locales import babel_locale, fallbacks
from translate_pipeline.model import Span
from translate_pipeline.scripts import is_suffix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from translate_pipeline.figures.moment_patterns import Reader
    from translate_pipeline.model import Locale


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A point or a stretch of the calendar. `span` counts code points of the text that was given to `find_moments`."""

    span: Span
    year: int | None = None
    """Of the Gregorian calendar, whatever the source counts by."""
    anchor: Anchor | None = None
    """The year, or the month, where it is told from another."""
    month: int | None = None
    last_month: int | None = None
    """The third month of a quarter that is named by its months: 9 of 7〜9月期."""
    day: int | None = None
    weekday: int | None = None
    """0 is Monday."""
    part: Part | None = None
    quarter: int | None = None
    half: int | None = None
    fiscal: bool = False
    """The year is a fiscal one."""
    fiscal_end: bool = False
    """The fiscal year that ends with `month` of `year`."""
    decade: int | None = None
    """Its first year: 1990."""
    century: int | None = None
    hour: int | None = None
    """0 to 23; where `open`, 0 to 12 as it was written."""
    minute: int = 0
    halved: bool = False
    """The source names the half of the day."""
    open: bool = False
    """Nobody says which half of the day it is."""


_NARROW = str.maketrans(
    {wide: wide - 0xFEE0 for wide in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
    | dict(zip("（）：，．－　\u00a0\u2009\u202f’", "():,.-    '", strict=True))
)
"""Full-width letters, digits and signs to the usual ones, one for one, so that offsets hold."""
_TELLING = ("era", "a", "w", "w2", "p", "hh", "dec", "cen", "end", "m2", "new")
"""Groups of which one makes more than a plain figure of a match."""
_RANGE = re.compile(r" ?(?:[〜～~–—∼-]|から|부터|에서|至|到) ?")
_RANGE_SIGN = re.compile(r" ?(?:[〜～~–—∼-]|至|到) ?")
_LAST_STOP = re.compile(r"\.[)\]”’\"]*\Z")
_KO_ABOUT = re.compile("(?:경|쯤|께|무렵|정각|이후|이전)")


def find_moments(text: str, locale: Locale) -> Iterator[Moment]:
    """Yield the moments of a text in order, none overlapping.

    >>> from translate_pipeline.locales import parse_locale
    >>> text = "来年3月末、11月29日(土)午後3時半、令和7年、来年、15:30"
    >>> [moment.span.of(text) for moment in find_moments(text, parse_locale("ja"))]
    ['来年3月末', '11月29日(土)午後3時半', '令和7年']
    """
    reader = next(filter(None, map(reader_of, fallbacks(locale))), None)
    waiting: Moment | None = None
    for moment in _found(text.translate(_NARROW), reader) if reader else ():
        if waiting and waiting.open and moment.hour and moment.hour > 12 and not moment.halved:
            gap = text[waiting.span.end : moment.span.start]
            waiting = replace(waiting, open=not _RANGE.fullmatch(gap))  # the 9 of 9時〜17時 is one of 24
        if waiting:
            yield waiting
        waiting = moment
    if waiting:
        yield waiting


def _found(text: str, reader: Reader) -> Iterator[Moment]:
    at, before = 0, None
    while start := reader.start.search(text, at):
        at = start.end()
        if start["skip"]:
            continue
        moment = _moment_at(text, start.start(), reader, before)
        if moment and _ends_well(text, moment.span.end):
            yield moment
            at, before = moment.span.end, moment


def _ends_well(text: str, end: int) -> bool:
    """Whether a moment may end here: no Korean word goes on."""
    last = text[end - 1]
    if not "가" <= last <= "힣":
        return True
    about = _KO_ABOUT.match(text, end)
    return is_suffix(text[about.end() if about else end :][:16])


def _moment_at(text: str, start: int, reader: Reader, before: Moment | None) -> Moment | None:
    """Return the longest moment that begins here."""
    found = [match for pattern in reader.patterns if (match := pattern.match(text, start))]
    for match in sorted(found, key=re.Match.end, reverse=True):
        groups = {name: value for name, value in match.groupdict().items() if value is not None}
        if not any(name in groups for name in _TELLING) and not _unusual(groups):
            continue
        end = match.end() - (_LAST_STOP.match(text, match.end() - 1) is not None)
        try:
            return Moment(span=Span(start=start, end=end), **values_of(groups, reader, _beside(text, start, before)))
        except NoMomentError:
            if "era" in groups:  # not in force on that day: neither is a part of it
                return None
    return None


def _unusual(groups: dict[str, str]) -> bool:
    """Whether a plain date or period is written as no figure is: in Han digits, with two digits of its year."""
    letters = groups.get("y", ""), groups.get("m", ""), groups.get("d", "")
    short = "y" in groups and len(groups["y"]) == 2
    return short or any(map(HAN.search, letters))


def _beside(text: str, start: int, before: Moment | None) -> Moment | None:
    """Return the time of day that this one ends a range with."""
    if before is None or before.hour is None or not _RANGE.fullmatch(text, before.span.end, start):
        return None
    return before


def said_moments(text: str, source: Locale, target: Locale) -> Iterator[tuple[Span, str]]:
    """Yield where moments stand in a text, and what each is in another locale; the two ends of a range are one.

    >>> from translate_pipeline.locales import parse_locale
    >>> dict(said_moments("午前9時〜11時、3月末", parse_locale("ja"), parse_locale("zh-Hans"))).values()
    dict_values(['上午9点至11点', '3月底'])
    """
    waiting: tuple[Moment, str] | None = None
    for moment in find_moments(text, source):
        words = say_moment(moment, target)
        if words is None:
            continue
        if waiting and _RANGE_SIGN.fullmatch(text, waiting[0].span.end, moment.span.start):
            first, begun = waiting
            ended = say_moment(_without_half(moment, first, target), target) or words
            yield Span(start=first.span.start, end=moment.span.end), begun + _said(target).range + ended
            waiting = None
            continue
        if waiting:
            yield waiting[0].span, waiting[1]
        waiting = moment, words
    if waiting:
        yield waiting[0].span, waiting[1]


def _without_half(moment: Moment, first: Moment, target: Locale) -> Moment:
    """Return the end of a range without the half of the day that its beginning names, where that goes before the hour."""
    halved = moment.halved and first.halved and not (moment.day or moment.weekday) and not _said(target).half_behind
    if not halved or moment.hour is None or first.hour is None or not first.hour < moment.hour:
        return moment
    same = first.hour // 12 == moment.hour // 12 and moment.hour % 12
    return replace(moment, hour=moment.hour % 12, halved=False, open=True) if same else moment


def say_moment(moment: Moment, locale: Locale) -> str | None:
    """Return a moment as the press of a locale writes it; None where its way is not known.

    >>> from translate_pipeline.locales import parse_locale
    >>> end = Moment(span=Span(start=0, end=0), year=2025, month=11, part=Part.END)
    >>> [say_moment(end, parse_locale(tag)) for tag in ("en", "ja", "ko", "zh-Hans", "zh-Hant", "fr")]
    ['the end of November 2025', '2025年11月末', '2025년 11월 말', '2025年11月底', '2025年11月底', None]
    """
    if not any(tag in SAID for tag in fallbacks(locale)):
        return None
    said = _said(locale)
    clock = "" if moment.hour is None else _say_clock(moment, said, locale)
    if clock and not (moment.month or moment.day):
        return clock
    dated = _say_date(moment, said, locale)
    return said.dated_clock["," in dated].format(date=dated, clock=clock) if dated and clock else dated


def _said(locale: Locale) -> Said:
    return next(SAID[tag] for tag in fallbacks(locale) if tag in SAID)


def _say_date(moment: Moment, said: Said, locale: Locale) -> str | None:
    if moment.decade is not None or moment.century is not None:
        return _say_age(moment, said)
    if moment.fiscal_end or moment.last_month:
        return _say_months(moment, said, locale)
    if moment.quarter or moment.half or moment.fiscal:
        return _say_period(moment, said, locale)
    inner = _say_day(moment, said, locale)
    parts = said.month_parts if moment.month else said.year_parts
    if moment.anchor:
        anchor = said.anchors[moment.anchor]
        if inner is None:
            parts = said.lone_month_parts if moment.anchor in MONTHLY else said.lone_year_parts
        joined = said.month_of.get(moment.anchor, said.of_anchor) if inner else "{anchor}"
        inner = joined.format(inner=inner, anchor=anchor)
    template = parts.get(moment.part) if moment.part else "{}"
    return _with_weekday(template.format(inner), moment, said, locale) if template and inner else None


def _with_weekday(dated: str, moment: Moment, said: Said, locale: Locale) -> str:
    if moment.weekday is None:
        return dated
    width = cast("Literal['wide', 'abbreviated']", said.weekday_width)
    weekday = get_day_names(width, locale=babel_locale(locale))[moment.weekday]
    template = said.weekday if moment.month else said.lone_day
    return template.format(date=dated, weekday=weekday)


def _say_day(moment: Moment, said: Said, locale: Locale) -> str | None:
    """Return the plain date inside a moment: a year, a month, a day, or what there is of them."""
    if moment.month and not (moment.year or moment.day):
        return _month(moment.month, said, locale)
    if moment.day and not moment.month:
        return said.day.format(_ordinal(moment.day, said))
    return _plain(moment, locale)


def _plain(moment: Moment, locale: Locale) -> str | None:
    """Say what is a figure in a moment."""
    kind = FigureKind.PERIOD if moment.quarter or moment.half or moment.fiscal else FigureKind.DATE
    return say(
        Figure(
            span=moment.span,
            kind=kind,
            year=moment.year,
            month=moment.month,
            day=moment.day,
            quarter=moment.quarter,
            half=moment.half,
            fiscal=moment.fiscal,
        ),
        locale,
    )


def _month(month: int, said: Said, locale: Locale) -> str:
    return format_date(date(2000, month, 1), said.month, locale=babel_locale(locale))


def _ordinal(number: int, said: Said) -> str:
    """Return a number with its ending, where the locale has any: 21st."""
    if not said.ordinals:
        return str(number)
    return f"{number}{said.ordinals[number % 10 if number % 10 < 4 and number // 10 % 10 != 1 else 0]}"


def _say_age(moment: Moment, said: Said) -> str | None:
    if moment.century is not None:
        written = said.century.format(_ordinal(moment.century, said))
    else:
        century, tens = divmod(moment.decade or 0, 100)
        written = said.decade.format(moment.decade)
        if century < 20 and tens >= 20:  # nobody says 20世纪00年代
            written = said.old_decade.format(decade=written, century=century + 1, tens=tens)
    parts = said.age_parts | (said.century_parts if moment.century else {})
    template = parts.get(moment.part) if moment.part else said.age
    return template.format(written) if template else None


def _say_months(moment: Moment, said: Said, locale: Locale) -> str | None:
    """Say the three months of a quarter, or a fiscal year that is named by its last month."""
    if moment.fiscal_end:
        ended = Moment(span=moment.span, year=moment.year, month=moment.month)
        whole = said.fiscal_end.format(_plain(ended, locale))
        quarter = said.quarters[moment.quarter - 1] if moment.quarter else ""
        return said.quarter_of.format(whole=whole, quarter=quarter) if quarter else whole
    first, last = moment.month or 0, moment.last_month or 0
    year = _plain(Moment(span=moment.span, year=moment.year), locale) if moment.year else ""
    names = {"first": _month(first, said, locale), "last": _month(last, said, locale)}
    written = (said.months if year else said.lone_months).format(**names, m=first, m2=last, year=year)
    if moment.anchor is None:
        return written
    return said.of_anchor.format(inner=written, anchor=said.anchors[moment.anchor])


def _say_period(moment: Moment, said: Said, locale: Locale) -> str | None:
    """Say a quarter, a half or a fiscal year."""
    inner = said.quarters[moment.quarter - 1] if moment.quarter else said.halves[moment.half - 1] if moment.half else None
    if moment.anchor:
        written = said.of_anchor.format(inner=inner, anchor=said.anchors[moment.anchor])
    elif moment.half and not moment.fiscal:
        year = _plain(Moment(span=moment.span, year=moment.year), locale)
        written = said.half_of.format(half=inner, year=year)
    else:
        written = _plain(moment, locale) or ""
    return (said.quarter_end.format(written) if moment.part is Part.END else written) or None


def _say_clock(moment: Moment, said: Said, locale: Locale) -> str:
    hour = moment.hour or 0
    if said.noon and hour == 12 and not (moment.minute or moment.open):
        return said.noon
    patterns: tuple[str, ...] = said.clock[:2] if hour < 12 else said.clock[2:]
    if moment.open:
        patterns = said.open_clock
    elif moment.halved and not hour:
        patterns = said.first_hour or patterns
    elif not moment.halved:
        patterns = said.day_clock or patterns
    return str(format_time(time(hour, moment.minute), patterns[moment.minute > 0], locale=babel_locale(locale)))
