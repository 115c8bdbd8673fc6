"""Quantities, said the way the press of a locale writes them."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from translate_pipeline.figures.numeral_forms import FORMS
from translate_pipeline.figures.numerals import Figure, FigureKind, fill, forms_tag, say, template_of
from translate_pipeline.figures.quantities import takes_scale
from translate_pipeline.figures.quantity_forms import EN_NUMBERS, HAN, ORDINALS, PARTS, Bound, Kind
from translate_pipeline.figures.quantity_phrases import PHRASES
from translate_pipeline.figures.quantity_units import UNIT_TEMPLATES
from translate_pipeline.locales import babel_locale

if TYPE_CHECKING:
    from translate_pipeline.figures.quantities import Quantity
    from translate_pipeline.figures.quantity_forms import Phrases
    from translate_pipeline.model import Locale

_SCALED = re.compile(r"(?P<digits>[0-9.,]+)(?P<word>[^0-9]*)")
_HAN_OF = {number: word for word, number in sorted(HAN.items(), key=lambda item: -len(item[0]))}
_ORDINAL_OF = {number: word for word, number in ORDINALS.items()}
_PART_OF = {number: word for word, number in PARTS.items()}
_ENDINGS = {"one": "st", "two": "nd", "few": "rd"}
_MOST_IN_HAN = 10


def say_quantity(quantity: Quantity, locale: Locale) -> str | None:
    """Return a quantity as the press of a locale writes it; None: that does not come out well there.

    >>> from translate_pipeline.locales import parse_locale
    >>> from translate_pipeline.figures.quantities import find_quantities
    >>> (found,) = find_quantities("約1〜2億ドル", parse_locale("ja"))
    >>> [say_quantity(found, parse_locale(tag)) for tag in ("en", "ja", "ko", "zh-Hans", "zh-Hant")]
    ['about $100–200 million', '約1〜2億ドル', '약 1~2억 달러', '约1～2亿美元', '約1～2億美元']
    """
    tag = forms_tag(locale)
    if tag is None:
        return None
    phrases = PHRASES[tag]
    if quantity.kind is Kind.FRACTION:
        said = _fraction(quantity, phrases)
    elif quantity.kind in {Kind.ORDINAL, Kind.PLACE, Kind.RANK}:
        said = _ordinal(quantity, phrases, locale)
    else:
        said = _measure(quantity, phrases, locale, tag)
    if said is None or quantity.bound is None:
        return said
    template = (phrases.open_bounds if quantity.open else phrases.bounds).get(quantity.bound)
    bare = quantity.kind is Kind.PLAIN and quantity.first.kind is FigureKind.NUMBER
    if bare and quantity.bound is Bound.LESS_THAN and phrases.fewer:
        template = phrases.fewer
    if template is None:
        return None
    bounded = template.format(said)
    return phrases.rates[quantity.per].format(bounded) if quantity.per else bounded


def _fraction(quantity: Quantity, phrases: Phrases) -> str | None:
    number, whole = int(quantity.first.value or 0), quantity.whole
    if phrases.words:
        part, count = _PART_OF.get(whole), EN_NUMBERS.get(number)
        return f"{count}-{part}{'s' * (number > 1)}" if part and count else None
    if phrases.han:
        part, count = _HAN_OF.get(whole), _HAN_OF.get(number)
        small = whole != 100 and (whole <= _MOST_IN_HAN or whole == 1000)  # 百分之一 is 1%
        return phrases.says[Kind.FRACTION].format(d=part, n=count) if part and count and small else None
    return phrases.says[Kind.FRACTION].format(d=whole, n=number)


def _ordinal(quantity: Quantity, phrases: Phrases, locale: Locale) -> str:
    number = int(quantity.first.value or 0)
    said = str(number)
    if phrases.words and quantity.kind is not Kind.RANK:
        form = babel_locale(locale).ordinal_form(number)
        said = _ORDINAL_OF.get(number) or said + _ENDINGS.get(form, "th")
    elif phrases.han and number <= _MOST_IN_HAN:
        said = _HAN_OF[number]
    return phrases.says[quantity.kind].format(said)


def _measure(quantity: Quantity, phrases: Phrases, locale: Locale, tag: str) -> str | None:
    """Say an amount, or a range of two, with its unit or currency; and what it is for, where nothing bounds it."""
    first, last = quantity.first, quantity.last
    if last is not None and (first.value is None or last.value is None or first.verbatim or last.verbatim):
        return _joined(first, last, phrases, locale)
    number = _digits(first, locale)
    if last is not None:
        number = _range(first, last, phrases.sign, locale)
    template = _template(quantity, phrases, tag)
    if number is None or template is None:
        return None
    if phrases.words and number == "1" and quantity.kind in {Kind.UNIT, Kind.POINTS}:
        template = template.removesuffix("s")
    said = fill(template, number)
    return phrases.rates[quantity.per].format(said) if quantity.per and quantity.bound is None else said


def _template(quantity: Quantity, phrases: Phrases, tag: str) -> str | None:
    if quantity.kind is Kind.UNIT:
        return UNIT_TEMPLATES[tag].get(quantity.unit)
    if quantity.kind in {Kind.POINTS, Kind.MULTIPLE}:
        return phrases.says[quantity.kind]
    if quantity.first.kind is FigureKind.MONEY:
        return template_of(quantity.first, FORMS[tag])
    return "{}%" if quantity.first.kind is FigureKind.PERCENT else "{}"


def _digits(figure: Figure, locale: Locale) -> str | None:
    """Say the number of a figure without its unit."""
    if figure.kind is FigureKind.PERCENT:
        said = say(replace(figure, verbatim=False), locale)
        return said and said.removesuffix("%")
    return say(replace(figure, kind=FigureKind.NUMBER, currency="", verbatim=False), locale)


def _range(first: Figure, last: Figure, sign: str, locale: Locale) -> str | None:
    """Say two numbers as a range, a scale word that both have only once; None where that could be misread."""
    one, other = _digits(first, locale), _digits(last, locale)
    if one is None or other is None or first.value is None or last.value is None:
        return None
    parts = (_SCALED.fullmatch(one), _SCALED.fullmatch(other))
    if parts[0] and parts[1] and parts[1]["word"]:
        low, high = first.value, last.value
        scale = _value(parts[1]["digits"]) / high
        if parts[0]["word"] == parts[1]["word"] and takes_scale(low * scale, high * scale):
            return f"{parts[0]['digits']}{sign}{other}"
        if not parts[0]["word"] and not high * scale <= low:
            return None
    return f"{one}{sign}{other}"


def _value(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))


def _joined(first: Figure, last: Figure, phrases: Phrases, locale: Locale) -> str | None:
    """Say dates, or numbers that may be anything, with the sign of a range between them."""
    ends = [_as_it_stands(end) if end.verbatim else say(end, locale) for end in (first, last)]
    return phrases.sign.join(end for end in ends if end) if all(ends) else None


def _as_it_stands(figure: Figure) -> str | None:
    if figure.value is not None:
        return format(figure.value, "f")
    if figure.month is not None and figure.day is not None:
        return f"{figure.year}-{figure.month:02}-{figure.day:02}"
    return str(figure.year) if figure.year is not None else None
