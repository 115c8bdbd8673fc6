"""Figures, dates and money: found in a text of one locale, said the way the press of another writes them.

A figure is exact: what `say` writes has the value that the source has, no digit more or less. What is part of a name, a
code, a version or a time of day is no figure, and neither is what a reader could take in two ways: a model sees it as it
stands. `numeral_forms` has each locale's ways. Reading takes time in proportion to the text, whatever the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from babel.dates import format_date
from babel.numbers import format_decimal

from translate_pipeline.figures.number_reading import LIMIT, read_count
from translate_pipeline.figures.numeral_forms import FORMS, GENERIC_UNITS, RANGE_GAP, Forms, Reader, reader_of
from translate_pipeline.locales import babel_locale, fallbacks
from translate_pipeline.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from translate_pipeline.figures.number_reading import Count
    from translate_pipeline.model import Locale


class FigureKind(StrEnum):
    """What a figure is."""

    NUMBER = "number"
    PERCENT = "percent"
    MONEY = "money"
    DATE = "date"
    """A day, a month of a year, a day of a month, or a year."""
    PERIOD = "period"
    """A quarter, a half of a year, or a fiscal year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure in a text. `span` counts code points of the text that was given to `find_figures`."""

    span: Span
    kind: FigureKind
    value: Decimal | None = None
    """The number, the per cent (80 for 80%), or the amount in whole units of the currency."""
    scale: int = 0
    """Power of ten of the scale word that it was written with: 8 for 3億, 9 for 3 billion, 0 for plain digits."""
    decimals: int = 0
    """Decimals that were written before the scale word: 2 for 12.50%."""
    currency: str = ""
    """ISO 4217 code."""
    year: int | None = None
    month: int | None = None
    day: int | None = None
    quarter: int | None = None
    half: int | None = None
    fiscal: bool = False
    sign: bool = False
    """Written with the sign ¥ or ₩, which English then keeps: ¥10億 is ¥1 billion, 10億円 is 1 billion yen."""
    verbatim: bool = False
    """Stands in every locale as it stands in the source: an ISO date, or a bare 2024 that may be a year."""


_NARROW = str.maketrans(
    {**{wide: wide - 0xFEE0 for wide in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}}
    | dict(zip("％．＄￡￥￦＋－　\u00a0\u2009\u202f", "%.$£¥₩+-    ", strict=True))
)
"""Full-width letters, digits and signs to the usual ones, one for one, so that offsets hold."""
_WIDE_COMMA = re.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
_AFTER = re.compile(r"[A-Za-z_]|[.,:/][0-9]|[.-][0-9A-Za-z]|[0-9]")
_RANGE_GAP = re.compile(RANGE_GAP)
_LATIN_WORD = re.compile(r"([A-Za-z](?:[A-Za-z0-9+#._-]*[A-Za-z0-9+#])?) \Z")
_LEAST_IN_HAN, _HAN_STOPS = 10, frozenset("のをがはにで的、。，；")
"""The least amount in Han numerals without a scale word (関東一円 is no yen), and what may follow a number in them."""
_LOOK_BACK = 24
"""Code points before a figure in which a word that tells of it may stand."""


def forms_tag(locale: Locale) -> str | None:
    """Return under which tag `numeral_forms` knows a locale's ways; None: not at all."""
    return next((tag for tag in fallbacks(locale) if tag in FORMS), None)


def narrow(text: str) -> str:
    """Return a text with usual digits and signs for full-width ones, one for one, so that offsets hold."""
    return _WIDE_COMMA.sub(",", text).translate(_NARROW)


def find_figures(text: str, locale: Locale) -> tuple[Figure, ...]:
    """Return the figures of a text in order, none overlapping; none where nothing is known of the locale's figures.

    >>> from translate_pipeline.locales import parse_locale
    >>> text = "売上は1億2000万ドル、R1は80%減"
    >>> [figure.span.of(text) for figure in find_figures(text, parse_locale("ja"))]
    ['1億2000万ドル', '80%']
    """
    tag = forms_tag(locale)
    if tag is None:
        return ()
    plain = narrow(text)
    return tuple(_without_open_ranges(_figures(plain, reader_of(tag)), plain))


def _figures(text: str, reader: Reader) -> Iterator[Figure]:
    at = 0
    while start := reader.start.search(text, at):
        at = start.end()
        if start["skip"]:
            continue
        first = start.start("body") if start["body"] else start.start()
        found = [_calendar(text, first, pattern, reader) for pattern in reader.calendar]
        found.append(_amount(text, start.start(), reader) if start["body"] or start["han"] else None)
        figure = max(filter(None, found), key=lambda figure: figure.span.end, default=None)
        if figure:
            yield figure
            at = figure.span.end


def _without_open_ranges(figures: Iterator[Figure], text: str) -> Iterator[Figure]:
    """Leave out ranges whose first end has its scale only at the last: the 1 of `1〜2億` is no 1."""
    last: Figure | None = None
    for figure in figures:
        open_end = last and last.value is not None and not last.scale and text[last.span.end - 1].isdigit()
        if last and open_end and figure.scale and _RANGE_GAP.fullmatch(text, last.span.end, figure.span.start):
            last = None
            continue
        if last:
            yield last
        last = figure
    if last:
        yield last


def _clean(text: str, end: int) -> bool:
    """Whether a figure may end here: not in the middle of a word, a version or a code."""
    last = text[end - 1]
    return not (last.isascii() and (last.isalnum() or last == "%") and _AFTER.match(text, end))


def _named(before: str, forms: Forms) -> bool:
    """Whether the word right before makes a name of itself and a bare number: `Llama 3`, `Windows 2000`."""
    found = _LATIN_WORD.search(before)
    if found is None:
        return False
    word = found[1]
    return forms.name_words or (word.lower() not in forms.sentence_words and not (word.islower() and word.isalpha()))


def _calendar(text: str, start: int, pattern: re.Pattern[str], reader: Reader) -> Figure | None:
    """Read a date or a period, or a percentage in words."""
    match = pattern.match(text, start)
    if match is None or not _clean(text, match.end()):
        return None
    groups, ranks, before = match.groupdict(), reader.forms.ranks, text[max(0, start - _LOOK_BACK) : start]
    if "bare" in groups and (_named(before, reader.forms) or reader.year_not_after.search(before)):
        return None
    span = Span(start=start, end=match.end())
    year, month, day, quarter, half, percent = (
        None if (word := groups.get(name)) is None else int(word) if word.isdigit() else ranks.get(word.lower(), 0)
        for name in ("y", "m", "d", "q", "h", "p")
    )
    if percent is not None:
        return Figure(span=span, kind=FigureKind.PERCENT, value=Decimal(percent)) if percent else None
    fiscal = groups.get("f") is not None
    kind = FigureKind.PERIOD if quarter or half or fiscal else FigureKind.DATE
    try:
        date(year or 2000, month or 1, day or 1)
    except ValueError:
        return None
    figure = Figure(span=span, kind=kind, year=year, month=month, day=day, quarter=quarter, half=half, fiscal=fiscal)
    return replace(figure, verbatim="iso" in groups)


def _amount(text: str, start: int, reader: Reader) -> Figure | None:
    figure = read_amount(text, start, reader)
    if figure is None or not _clean(text, figure.span.end):
        return None
    if figure.kind is not FigureKind.NUMBER:
        return figure
    at, end = start + (text[start] in "-−"), figure.span.end
    if _no_number(text, start, at, figure, reader):
        return None
    return replace(figure, verbatim=_may_be_year(text, at, end, reader.forms))


def read_amount(text: str, start: int, reader: Reader) -> Figure | None:
    """Read money, a percentage or a number that begins at an offset of a narrow text, whatever it is a part of."""
    minus = text[start : start + 1] in {"-", "−"}
    prefix = reader.prefix.match(text, start + minus)
    at = prefix.end() if prefix else start + minus
    count = read_count(text, at, reader, short=prefix is not None)
    if count is None:
        return None
    value, end = -count.value if minus else count.value, count.end
    unit, percent = reader.unit.match(text, end), reader.percent.match(text, end)
    money = prefix or unit
    currency = (money and money.lastgroup) or ""
    if prefix and unit and unit.lastgroup != currency and unit[0].strip() not in GENERIC_UNITS:
        unit = None
    kind = FigureKind.NUMBER
    if currency:
        kind, end = FigureKind.MONEY, unit.end() if unit else end
    elif percent and not count.scale:
        kind, end = FigureKind.PERCENT, percent.end()
    if count.han and not _is_han_number(text, at, count, kind, reader):
        return None
    span, sign = Span(start=start, end=end), prefix is not None and prefix[0].strip() in {"¥", "₩"}
    figure = Figure(span=span, kind=kind, value=value, scale=count.scale, decimals=count.decimals, currency=currency)
    return replace(figure, sign=sign)


def _is_han_number(text: str, at: int, count: Count, kind: FigureKind, reader: Reader) -> bool:
    """Whether Han numerals make a figure for certain: 三兆円 does; 一円, 百万長者 and 千万 are words."""
    if kind is FigureKind.PERCENT:
        return True
    if kind is FigureKind.MONEY:
        return bool(count.scale) or (count.value >= _LEAST_IN_HAN and not text.startswith("元", count.end))
    plain = text[at] not in "百千万萬億亿兆" and count.scale
    return bool(plain) and (text[count.end : count.end + 1] in {*reader.forms.counters, ""} or text[count.end] in _HAN_STOPS)


def _no_number(text: str, start: int, at: int, figure: Figure, reader: Reader) -> bool:
    """Whether a number without a unit is an ordinal, a version, a name or a part of something vague."""
    before, bare, end = text[max(0, start - _LOOK_BACK) : start], not figure.scale, figure.span.end
    ordinal = reader.not_after.search(before) or (bare and reader.not_before.match(text, end))
    return bool(ordinal) or (bare and "," not in text[at:end] and _named(before, reader.forms))


def _may_be_year(text: str, at: int, end: int, forms: Forms) -> bool:
    """Whether a bare number without a counter after it looks like a year."""
    return text[end : end + 1] not in {*forms.counters} and re.fullmatch(r"(?:19|20)[0-9]{2}", text[at:end]) is not None


def say(figure: Figure, locale: Locale) -> str | None:
    """Return a figure as the press of a locale writes it; None: leave it as it stands in the source.

    >>> from translate_pipeline.locales import parse_locale
    >>> figure = Figure(span=Span(start=0, end=0), kind=FigureKind.MONEY, value=Decimal(120_000_000), currency="USD")
    >>> [say(figure, parse_locale(tag)) for tag in ("en", "ja", "ko", "zh-Hans", "zh-Hant", "fr")]
    ['$120 million', '1億2000万ドル', '1억2000만 달러', '1.2亿美元', '1.2億美元', None]
    """
    tag = forms_tag(locale)
    if tag is None or figure.verbatim:
        return None
    forms = FORMS[tag]
    if figure.kind in {FigureKind.DATE, FigureKind.PERIOD}:
        return _say_calendar(figure, forms, locale)
    template = {FigureKind.NUMBER: "{}", FigureKind.PERCENT: "{}%"}.get(figure.kind)
    template = template or template_of(figure, forms)
    if template is None or figure.value is None or abs(figure.value) >= LIMIT:
        return None
    number = _say_number(abs(figure.value), figure, forms, locale)
    return ("-" if figure.value < 0 else "") + fill(template, number)


def template_of(figure: Figure, forms: Forms) -> str | None:
    """Return how an amount of money stands in its currency."""
    sign = forms.signs.get(figure.currency) if figure.sign else None
    return sign or forms.currencies.get(figure.currency, (None,))[0]


def fill(template: str, number: str) -> str:
    """Put a number into a template that may have another form, behind a |, for numbers that end in a digit.

    >>> [fill("{} 달러|{}달러", number) for number in ("3억", "300")]
    ['3억 달러', '300달러']
    """
    after_word, _, after_digit = template.partition("|")
    return (after_digit if after_digit and number[-1].isdigit() else after_word).format(number)


def _say_calendar(figure: Figure, forms: Forms, locale: Locale) -> str | None:
    shape = (figure.year is not None, figure.month is not None, figure.day is not None)
    shapes = ((True, True, True), (True, True, False), (False, True, True), (True, False, False))
    written = ""
    if shape in shapes:
        when = date(figure.year or 2000, figure.month or 1, figure.day or 1)
        written = format_date(when, forms.dates[shapes.index(shape)], locale=babel_locale(locale))
    if figure.fiscal and figure.year:
        written = forms.fiscal.format(figure.year)
    if figure.quarter:
        part = forms.quarters[figure.quarter - 1]
        return forms.period.format(year=written, part=part) if written else part
    if figure.half:
        return forms.period.format(year=written, part=forms.halves[figure.half - 1]) if written else None
    return written or None


def _say_number(value: Decimal, figure: Figure, forms: Forms, locale: Locale) -> str:
    exact = figure.kind is FigureKind.PERCENT or (not figure.scale and (figure.decimals or value % 100))
    words = None if exact else _in_groups(value, forms) if forms.mixed else _with_decimals(value, figure, forms, locale)
    return words or _digits(value, 0 if figure.scale else figure.decimals, forms, locale)


def _in_groups(value: Decimal, forms: Forms) -> str | None:
    """Write 1億2000万, or nothing where plain digits read better: 3500, 10,005, 12,345.5."""
    rest = int(value)
    least = 10 ** forms.scales[-1][0]
    if value != rest or rest < least or 0 < rest % least < 1000:
        return None
    words = ""
    for power, word, _ in forms.scales:
        group, rest = divmod(rest, 10**power)
        words += f"{group}{word}" if group else ""
    return words + (str(rest) if rest else "")


def _with_decimals(value: Decimal, figure: Figure, forms: Forms, locale: Locale) -> str | None:
    """Write 1.2亿, 3.5 billion, or nothing where that takes too many decimals."""
    for power, word, most in forms.scales:
        if value >= 10**power and (power == forms.scales[0][0] or value < 10 ** (power + 5)):
            scaled = value.scaleb(-power)
            least = figure.decimals if figure.scale == power else 0
            if _places(scaled) <= most:
                return _digits(scaled, min(least, most), forms, locale) + forms.scale_space + word
    return None


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _digits(value: Decimal, least: int, forms: Forms, locale: Locale) -> str:
    """Write plain digits with at least `least` decimals, and separators where the locale's press has them."""
    places = max(least, _places(value))
    pattern = ("#,##0" if value >= 10**forms.separate else "0") + ("." + "0" * places if places else "")
    return str(format_decimal(value, format=pattern, locale=babel_locale(locale)))
