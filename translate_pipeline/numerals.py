"""Figures, dates and money: found in the source's language, said in the target's; `numeral_forms` has each locale's ways.

A figure is exact: its value is what the source says, no digit more or less. What is part of a name, a code, a version or a
time is no figure and stays as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from babel.dates import format_date

from translate_pipeline.locales import fallbacks
from translate_pipeline.model import Span
from translate_pipeline.numeral_forms import FORMS, ISO_DATE, Forms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from translate_pipeline.model import Locale


class FigureKind(StrEnum):
    """What a figure is."""

    NUMBER = "number"
    PERCENT = "percent"
    MONEY = "money"
    DATE = "date"
    PERIOD = "period"
    """A quarter, a half or a fiscal year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure in a text. `span` counts from the text's start."""

    span: Span
    kind: FigureKind
    value: Decimal | None = None
    currency: str = ""
    """ISO 4217 code."""
    year: int | None = None
    month: int | None = None
    day: int | None = None
    quarter: int | None = None
    half: int | None = None
    fiscal: bool = False
    verbatim: bool = False
    """Written the same everywhere (ISO dates)."""


_ASCII = str.maketrans(
    {**{0xFF10 + n: str(n) for n in range(10)}, 0xFF05: "%", 0xFF0E: ".", 0xFF0C: ",", 0x3000: " ", 0xA0: " "}
)
_NUMBER = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?")
_RUN = re.compile(r"[0-9][0-9.,:/A-Za-z_\-]*")
_GLUED_BEFORE = re.compile(r"(?:[A-Za-z0-9#@_]|[A-Za-z0-9][-./:_]|[.:/\-−–][0-9]?)$")
_GLUED_AFTER = re.compile(r"[A-Za-z_]|[-./:][0-9A-Za-z]|,[0-9]")
_LATIN_BEFORE = re.compile(r"([A-Za-z][A-Za-z0-9.\-]*)[ \-]?$")
_MOST_DIGITS = 30
_DATES = {
    "en": ("MMMM d, y", "MMMM y", "MMMM d", "y"),
    "ko": ("y년 M월 d일", "y년 M월", "M월 d일", "y년"),
    "ja": ("y年M月d日", "y年M月", "M月d日", "y年"),
    "zh": ("y年M月d日", "y年M月", "M月d日", "y年"),
}
"""Patterns of a whole date, year and month, month and day, year: what the press writes (CLDR's own differ in spaces)."""


def forms_of(locale: Locale) -> Forms | None:
    """Return what is known of a locale's figures; None where nothing is."""
    return next((FORMS[tag] for tag in fallbacks(locale) if tag in FORMS), None)


def find_figures(text: str, locale: Locale) -> tuple[Figure, ...]:
    """Return the figures of a text, in order, none overlapping."""
    forms = forms_of(locale)
    return tuple(_figures(text.translate(_ASCII), forms)) if forms else ()


def _figures(text: str, forms: Forms) -> Iterator[Figure]:
    starts, at = _starts(forms), 0
    while found := starts.search(text, at):
        start = found.start()
        figure = _at(text, start, forms)
        if figure:
            yield figure
            at = figure.span.end
            continue
        run = _RUN.match(text, start)
        at = run.end() if run else start + 1


@cache
def _starts(forms_id: Forms) -> re.Pattern[str]:
    prefixes = "|".join(forms_id.prefixes.values())
    return re.compile(rf"[0-9]|(?:{prefixes})(?= ?[0-9])|{forms_id.openers}")


@cache
def _calendar(forms: Forms) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in forms.calendar)


def _at(text: str, start: int, forms: Forms) -> Figure | None:
    """Return the longest figure that starts here."""
    before = text[max(0, start - 40) : start]
    if _GLUED_BEFORE.search(before):
        return None
    found = [figure for pattern in _calendar(forms) if (figure := _date(text, start, pattern, forms, before))]
    amount = _amount_figure(text, start, forms, before)
    if amount:
        found.append(amount)
    return max(found, key=lambda figure: figure.span.end, default=None)


def _date(text: str, start: int, pattern: re.Pattern[str], forms: Forms, before: str) -> Figure | None:
    match = pattern.match(text, start)
    if match is None or _letters_run_on(text, match.end()):
        return None
    groups = match.groupdict()
    if groups.get("bare") is not None and (re.search(forms.year_not_after + "$", before) or _name_before(before, forms)):
        return None
    span = Span(start=start, end=match.end())
    if groups.get("p"):
        return Figure(span=span, kind=FigureKind.PERCENT, value=Decimal(forms.ranks.get(groups["p"], 0)))

    def rank(name: str) -> int | None:
        word = groups.get(name)
        return None if not word else int(word) if word.isdigit() else forms.ranks[word.lower()]

    figure = Figure(
        span=span,
        kind=FigureKind.PERIOD if groups.get("q") or groups.get("h") or groups.get("f") else FigureKind.DATE,
        year=rank("y"),
        month=rank("m"),
        day=rank("d"),
        quarter=rank("q"),
        half=rank("h"),
        fiscal=bool(groups.get("f")),
        verbatim=re.fullmatch(ISO_DATE, match.group()) is not None,
    )
    return figure if _exists(figure) else None


def _exists(figure: Figure) -> bool:
    try:
        date(figure.year or 2000, figure.month or 1, figure.day or 1)
    except ValueError:
        return False
    return True


def _letters_run_on(text: str, end: int) -> bool:
    last, after = text[end - 1], text[end : end + 1]
    return bool(after) and last.isascii() and last.isalnum() and _GLUED_AFTER.match(text, end) is not None


def _amount_figure(text: str, start: int, forms: Forms, before: str) -> Figure | None:
    prefix = next(
        (
            (code, m.end())
            for code, pattern in forms.prefixes.items()
            if (m := re.compile(rf"(?:{pattern}) ?").match(text, start))
        ),
        None,
    )
    amount = _amount(text, prefix[1] if prefix else start, forms)
    if amount is None:
        return None
    end, value = amount
    if prefix:
        return None if _letters_run_on(text, end) else _money(start, end, value, prefix[0])
    percent = re.compile(rf" ?(?:{forms.percent})").match(text, end)
    if percent:
        return Figure(span=Span(start=start, end=percent.end()), kind=FigureKind.PERCENT, value=value)
    for code, pattern in forms.units.items():
        unit = re.compile(rf" ?(?:{pattern})").match(text, end)
        if unit:
            return _money(start, unit.end(), value, code)
    if _letters_run_on(text, end) or re.compile(forms.not_before).match(text, end):
        return None
    if re.search(rf"(?:{forms.not_after})$", before) or _name_before(before, forms):
        return None
    return Figure(span=Span(start=start, end=end), kind=FigureKind.NUMBER, value=value)


def _money(start: int, end: int, value: Decimal, currency: str) -> Figure:
    return Figure(span=Span(start=start, end=end), kind=FigureKind.MONEY, value=value, currency=currency)


def _name_before(before: str, forms: Forms) -> bool:
    """Whether a Latin word right before makes a name of both: `Llama 3`."""
    word = _LATIN_BEFORE.search(before)
    if word is None:
        return False
    if forms.name_words:
        return True
    return word[1][0].isupper() and word[1].lower() not in forms.sentence_words


def _amount(text: str, start: int, forms: Forms) -> tuple[int, Decimal] | None:
    """Read a number with its scale words: `1億2000万`, `3조 2천억`, `3.5 billion`. Returns its end and its value."""
    total, last, at = Decimal(0), 99, start
    end = None
    while read := _group(text, at, forms):
        stop, value, power = read
        rest = power is None and end is not None
        if power is not None and power < last:
            total, last, end = total + value * 10**power, power, stop
        elif end is None and power is None:
            return stop, value
        elif rest and _is_rest(text, at, stop, value, last, forms):
            return stop, total + value
        else:
            break
        at = stop + 1 if text[stop : stop + 1] == " " and forms.scale_space == "" else stop
    return None if end is None else (end, total)


def _is_rest(text: str, at: int, stop: int, value: Decimal, last: int, forms: Forms) -> bool:
    """Whether digits after a scale word are the rest of the number (3万5000), not a number of their own."""
    digits = stop - at
    spaced = text[at - 1] == " "
    return (
        value < 10**last and digits >= forms.rest_digits and (forms.rest_gap or not spaced) and not text[stop:][:1].isalpha()
    )


def _group(text: str, at: int, forms: Forms) -> tuple[int, Decimal, int | None] | None:
    """Read one number and the scale word after it, if there is one: end, number, power of ten."""
    number = _NUMBER.match(text, at)
    if number is None or len(number.group()) > _MOST_DIGITS:
        return None
    value, end = Decimal(number.group().replace(",", "")), number.end()
    small = _word(text, end, forms.small, forms, "")
    while small:
        value, end = value * 10 ** small[1], small[0]
        more = _NUMBER.match(text, end)
        after = _word(text, more.end(), forms.small, forms, "") if more else None
        if more is None or after is None:
            break
        value, end, small = value + Decimal(more.group()) * 10 ** after[1], after[0], None
    big = _word(text, end, forms.big, forms, forms.scale_gap)
    if big:
        return big[0], value, big[1]
    if end > number.end():
        return end, value, 0
    return end, value, None


def _word(text: str, at: int, words: dict[str, int], forms: Forms, gap: str) -> tuple[int, int] | None:
    space = re.compile(gap).match(text, at)
    if space is None:
        return None
    if forms.scale_traps and re.compile(forms.scale_traps).match(text, space.end()):
        return None
    for word, power in words.items():
        if text.startswith(word, space.end()):
            end = space.end() + len(word)
            if word.isascii() and text[end : end + 1].isalpha():
                continue
            return end, power
    return None


def say(figure: Figure, locale: Locale) -> str | None:
    """Return a figure as the locale writes it; None: leave it as it stands in the source."""
    forms = forms_of(locale)
    if forms is None or figure.verbatim:
        return None
    match figure.kind:
        case FigureKind.DATE:
            return _say_date(figure, locale)
        case FigureKind.PERIOD:
            return _say_period(figure, forms, locale)
    if figure.value is None:
        return None
    if figure.kind is FigureKind.PERCENT:
        return f"{_digits(figure.value)}%"
    number = _say_number(figure.value, forms)
    if figure.kind is FigureKind.NUMBER:
        return number
    template = forms.money.get(figure.currency)
    if template is None:
        return None
    tight = forms.tight_unit and number[-1].isdigit()
    return (template.replace("{} ", "{}") if tight else template).format(number)


def _say_date(figure: Figure, locale: Locale) -> str:
    whole, year_month, month_day, year = _DATES.get(locale.language, _DATES["en"])
    with_day = whole if figure.year else month_day
    pattern = with_day if figure.day else year_month if figure.month else year
    when = date(figure.year or 2000, figure.month or 1, figure.day or 1)
    return format_date(when, pattern, locale=locale.language)


def _say_period(figure: Figure, forms: Forms, locale: Locale) -> str:
    part = forms.quarters[figure.quarter - 1] if figure.quarter else forms.halves[figure.half - 1] if figure.half else ""
    if figure.year is None:
        return part
    year = forms.fiscal.format(figure.year) if figure.fiscal else str(figure.year)
    if not part:
        return year
    if not figure.fiscal and locale.language != "en":
        year = _say_date(Figure(span=figure.span, kind=FigureKind.DATE, year=figure.year), locale)
    return forms.period.format(year=year, part=part)


def _digits(value: Decimal) -> str:
    return format(value, "f")


def _say_number(value: Decimal, forms: Forms) -> str:
    if forms.mixed:
        return _mixed(value, forms)
    for power, word, decimals in forms.scales:
        scaled = (value / (Decimal(10) ** power)).normalize()
        exponent = scaled.as_tuple().exponent
        if scaled >= 1 and isinstance(exponent, int) and -exponent <= decimals:
            return f"{_separated(Decimal(_digits(scaled)), forms)}{forms.scale_space}{word}"
    return _separated(value, forms)


def _mixed(value: Decimal, forms: Forms) -> str:
    """Write a number in groups of four digits with their scale words: 1億2000万."""
    whole = int(value)
    if whole < 10**4:
        return _digits(value)
    if value != whole:
        return _separated(value, forms)
    out = ""
    for power, word, _ in forms.scales:
        group, whole = divmod(whole, 10**power)
        out += f"{group}{word}" if group else ""
    return out + (str(whole) if whole else "")


def _separated(value: Decimal, forms: Forms) -> str:
    digits = _digits(value)
    return format(Decimal(digits), ",f") if value >= 10**forms.separate else digits
