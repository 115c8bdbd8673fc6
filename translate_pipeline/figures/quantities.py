"""Quantities: figures with what stands around them, found in a text of one locale: about 80%, 1〜2億ドル, 3分の1, 第3世代.

Built on `numerals`: a bound, a range, a unit or what money is for goes with the figure, so that a model sees one mark. What
a reader could take in two ways is none. `quantity_phrases` has each locale's ways, `quantity_saying` says them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from translate_pipeline.figures.durations import find_durations
from translate_pipeline.figures.numeral_forms import reader_of
from translate_pipeline.figures.numerals import Figure, FigureKind, find_figures, forms_tag, narrow, read_amount
from translate_pipeline.figures.quantity_forms import NUMBER_WORDS, Bound, Kind, Phrases
from translate_pipeline.figures.quantity_phrases import PHRASES
from translate_pipeline.figures.quantity_units import COUNTED, UNIT_PATTERNS
from translate_pipeline.model import Span
from translate_pipeline.scripts import is_suffix

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from translate_pipeline.model import Locale


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A figure, or a range of two, with what stands around it."""

    span: Span
    kind: Kind
    first: Figure
    """Its own span says where the digits stand; the scale and currency of a whole range are worked in."""
    last: Figure | None = None
    """The end of a range."""
    bound: Bound | None = None
    open: bool = False
    """Whether the bound stands before a bare number, whose noun comes after: at least 300 users."""
    unit: str = ""
    """A key of the table of units."""
    per: str = ""
    """What the money is for: `month`, `share`, `million tokens`."""
    whole: int = 0
    """How many parts make a whole, of a fraction."""


_NO_TIME = frozenset({Kind.TENTHS, Kind.FRACTION})
"""Kinds whose words hold one for minutes: 3割5分."""
_GAP = re.compile(r"\s?[〜～~–—]\s?|-(?=[0-9$€£¥₩₹])")
_YUAN = re.compile(r"[0-9.,]+[百千万萬億亿]*元")
"""Of whichever currency was named before it."""
_ONE_GROUP = re.compile(r"[^0-9.,]*[0-9.,]+[^0-9]*")
_WINDOW = 24
"""Code points before a figure in which what bounds it may stand."""
_MOST_SHARED = 20
"""How much greater the last of a range may be than the first for both to share its scale word."""
_NOT_AFTER = re.compile(r"[\w%]\s?[〜～–—]\s?\Z|[\w%]~\s?\Z|[0-9A-Za-z]-\Z")
_GOES_ON = re.compile(r"[.-]?[0-9A-Za-z]|[.,/:][0-9]|\s?[〜～~–—]\s?[0-9]|-[0-9]")


@dataclass(frozen=True, slots=True)
class _Reader:
    phrases: Phrases
    suffix: re.Pattern[str]
    wordings: tuple[tuple[Kind, re.Pattern[str]], ...]
    before: re.Pattern[str]
    before_unit: re.Pattern[str]
    after: re.Pattern[str]
    no_bound: re.Pattern[str]
    per_before: re.Pattern[str] | None
    per_after: re.Pattern[str] | None
    names: dict[str, Kind | Bound | str]
    """What the group of a pattern stands for."""


@cache
def _reader(tag: str) -> _Reader:
    phrases, names = PHRASES[tag], dict[str, Kind | Bound | str]()

    def either(rows: Sequence[tuple[Kind | Bound | str, str]], end: str = "") -> str:
        patterns = []
        for name, pattern in rows:
            group = f"g{len(names)}"
            names[group] = name
            own = pattern.replace("(?P<b>", f"(?P<b{group}>")  # the name of a group may stand only once
            patterns.append(rf"(?P<{group}>{own})")
        return rf"(?:{'|'.join(patterns)}){end}"

    units = [(key, rf"{' ' if tag == 'en' else ' ?'}(?:{pattern})") for key, pattern in UNIT_PATTERNS[tag].items()]
    suffix = f"{either(phrases.suffixes)}|{either(units, f'(?!{phrases.unit_end})')}"
    pers = (list(phrases.per_before.items()), list(phrases.per_after.items()))
    return _Reader(
        phrases,
        re.compile(suffix),
        tuple((kind, re.compile(pattern)) for kind, pattern in phrases.wordings),
        re.compile(either(phrases.before, r" ?\Z"), re.MULTILINE),
        re.compile(either((*phrases.before_unit, *phrases.before), r" ?\Z"), re.MULTILINE),
        re.compile(" ?" + either(phrases.after)),
        re.compile(phrases.no_bound),
        re.compile(either(pers[0], r" ?\Z")) if pers[0] else None,
        re.compile(either(pers[1])) if pers[1] else None,
        names,
    )


def _name(match: re.Match[str], reader: _Reader) -> Kind | Bound | str:
    return next(name for group, name in reader.names.items() if match.groupdict().get(group) is not None)


def find_quantities(text: str, locale: Locale) -> Iterator[Quantity]:
    """Yield the quantities of a text in order, none overlapping; figures with nothing around them are not among them.

    >>> from translate_pipeline.locales import parse_locale
    >>> text = "約80%が月額200ドル以上、3分の1は1〜2億ドル、100万人超は3"
    >>> [quantity.span.of(text) for quantity in find_quantities(text, parse_locale("ja"))]
    ['約80%', '月額200ドル以上', '3分の1', '1〜2億ドル']
    """
    tag = forms_tag(locale)
    if tag is None:
        return
    plain, reader = narrow(text), _reader(tag)
    times = [length.span for length in find_durations(text, locale)]
    found = [*_worded(plain, reader), *_counted(plain, find_figures(text, locale), tag)]
    found = [_around(plain, one, reader) for one in found]
    found = [one for one in found if one.kind is not Kind.PLAIN or one.last or one.bound or one.per]
    taken, timed, chosen = bytearray(len(text)), bytearray(len(text)), []
    for span in times:
        timed[span.start : span.end] = b"\1" * (span.end - span.start)
    for one in sorted(found, key=lambda one: (one.span.start - one.span.end, one.span.start)):
        start, end = one.span.start, one.span.end
        if not any(taken[start:end]) and (one.kind in _NO_TIME or one.per or not any(timed[start:end])):
            taken[start:end] = b"\1" * (end - start)
            chosen.append(one)
    yield from sorted(chosen, key=lambda one: one.span.start)


def _number(word: str) -> int:
    """Return the number of a small number word, digits or not.

    >>> [_number(word) for word in ("3", "21st", "二十一", "Three", "third")]
    [3, 21, 21, 3, 3]
    """
    digits = word.rstrip("stndrh") if word[0].isdigit() else ""
    return int(digits) if digits else NUMBER_WORDS.get(word.lower(), 0)


def _worded(text: str, reader: _Reader) -> Iterator[Quantity]:
    """Yield fractions, ordinals and what else is read as a whole."""
    korean = reader.phrases is PHRASES["ko"]
    for kind, pattern in reader.wordings:
        for match in pattern.finditer(text):
            groups = match.groupdict()
            number, whole = _number(groups["n"]), _number(groups.get("d") or "0")
            if not number or (kind is Kind.PLACE and number == 1) or (kind is Kind.FRACTION and not number < whole):
                continue
            if (
                korean
                and kind in {Kind.RANK, Kind.PLACE, Kind.FRACTION}
                and not is_suffix(text[match.end() : match.end() + 9])
            ):
                continue
            span, value = Span(start=match.start(), end=match.end()), Decimal(number)
            figure = Figure(span=span, kind=FigureKind.NUMBER, value=value)
            if kind is Kind.TENTHS:
                value = value * 10 + _number(groups.get("m") or "0")
                figure = replace(figure, kind=FigureKind.PERCENT, value=value)
            yield Quantity(span=span, kind=kind, first=figure, whole=whole)


def _counted(text: str, figures: Sequence[Figure], tag: str) -> Iterator[Quantity]:
    """Yield numbers with what stands right after them, and ranges of two; plain figures too, for what is around them."""
    known = {figure.span.start: figure for figure in figures}
    at = 0
    while start := reader_of(tag).start.search(text, at):
        at = start.end()
        one = None if start["skip"] else _operand(text, start.start(), tag, known)
        if one is None:
            continue
        gap = _GAP.match(text, one.span.end)
        other = _operand(text, gap.end(), tag, known) if gap else None
        both = _range(text, one, other, tight=text[one.span.end] == "-") if other else None
        chained = _NOT_AFTER.search(text, max(0, one.span.start - 4), one.span.start)
        if both and not chained and not _GOES_ON.match(text, both.span.end):
            yield both
            at = both.span.end
        elif _stands(one, known) and not (gap and other and _vague(one, other)):
            yield one
            at = max(at, one.span.end)


def _stands(one: Quantity, known: dict[int, Figure]) -> bool:
    """Whether it is a figure that `find_figures` would give, or has a unit that makes it one."""
    figure = known.get(one.span.start)
    return one.kind is not Kind.PLAIN or (figure is not None and figure.span == one.span)


def _vague(one: Quantity, other: Quantity) -> bool:
    """Whether a range sign stands between two that make no range: neither is to be taken out of it."""
    return one.kind is not other.kind or one.unit != other.unit


def _operand(text: str, start: int, tag: str, known: dict[int, Figure]) -> Quantity | None:
    """Read a figure with its unit at an offset, whatever stands before it."""
    figure = known.get(start)
    if figure is not None and figure.value is None:  # a date or a period
        return Quantity(span=figure.span, kind=Kind.PLAIN, first=figure)
    amount = read_amount(text, start, reader_of(tag))
    if amount is None:
        return None
    suffix = _suffix(text, amount, tag) if amount.kind is not FigureKind.MONEY else None
    if suffix is None:
        same = figure is not None and figure.span == amount.span
        return Quantity(span=amount.span, kind=Kind.PLAIN, first=figure if figure is not None and same else amount)
    end, name = suffix
    kind, unit = (name, "") if isinstance(name, Kind) else (Kind.UNIT, name)
    number, value = replace(amount, kind=FigureKind.NUMBER), amount.value or Decimal(0)
    if kind is Kind.TENTHS:
        number = replace(amount, kind=FigureKind.PERCENT, value=value * 10, decimals=max(0, amount.decimals - 1))
    return Quantity(span=Span(start=start, end=end), kind=kind, first=number, unit=unit)


def _suffix(text: str, amount: Figure, tag: str) -> tuple[int, str] | None:
    """Return where what stands right after a number ends, and its kind or unit; None: nothing that is known."""
    reader, end, value = _reader(tag), amount.span.end, amount.value or Decimal(0)
    end -= text.startswith("%", end - 1)  # 3.5%p
    match = reader.suffix.match(text, end)
    if match is None or value < 0 or (tag == "ko" and not is_suffix(text[match.end() : match.end() + 9])):
        return None
    name = _name(match, reader)
    if name is Kind.MULTIPLE and value == 1 and not amount.decimals:
        return None
    if name is Kind.TENTHS and (amount.scale or not 0 < value <= 10):
        return None
    if name in COUNTED and value < 1000:
        return None
    return match.end(), str(name) if not isinstance(name, Kind) else name


def _range(text: str, one: Quantity, other: Quantity, *, tight: bool) -> Quantity | None:
    """Make a range of two; `tight`: a hyphen alone is between them, which is a range only where a unit follows."""
    span = Span(start=one.span.start, end=other.span.end)
    first, last = one.first, other.first
    bare = other.kind is Kind.PLAIN and last.kind is FigureKind.NUMBER and not last.scale
    if tight and bare and first.kind is not FigureKind.MONEY:
        return None
    if one.kind is not other.kind and (one.kind is not Kind.PLAIN or first.kind is not FigureKind.NUMBER):
        return None
    if one.kind is other.kind and one.unit != other.unit:
        return None
    if first.value is None or last.value is None or (first.verbatim and last.verbatim):
        return None if tight else Quantity(span=span, kind=Kind.PLAIN, first=first, last=last)
    ends = _ends(text, first, last)
    if ends is None:
        return None
    if other.kind is Kind.TENTHS and one.kind is Kind.PLAIN:  # 3〜4割
        ends = (replace(ends[0], value=(ends[0].value or Decimal(0)) * 10, decimals=max(0, first.decimals - 1)), ends[1])
    if all(end.kind is FigureKind.NUMBER and end.span.of(text).isdecimal() for end in ends) and other.kind is Kind.PLAIN:
        ends = (replace(ends[0], verbatim=True), replace(ends[1], verbatim=True))  # ports, models or quantities: who knows
    return Quantity(span=span, kind=other.kind, first=ends[0], last=ends[1], unit=other.unit)


def _ends(text: str, first: Figure, last: Figure) -> tuple[Figure, Figure] | None:
    """Return both ends with the unit, currency and scale word that stand at one of them alone."""
    if first.value is None or last.value is None:
        return None
    if last.kind is FigureKind.NUMBER and first.kind is FigureKind.MONEY:  # $1–2 billion
        last = replace(last, kind=first.kind, currency=first.currency, sign=first.sign, verbatim=False)
    if first.kind is FigureKind.NUMBER and last.kind is not FigureKind.NUMBER:
        first = replace(first, kind=last.kind, currency=last.currency, sign=last.sign, verbatim=False)
    if first.kind is last.kind is FigureKind.MONEY and _YUAN.fullmatch(last.span.of(text)):  # 人民幣1～3元
        last = replace(last, currency=first.currency)
    if first.kind is not last.kind or first.currency != last.currency or first.value is None or last.value is None:
        return None
    if last.scale and not first.scale:
        start, coefficient = first.value, last.value.scaleb(-last.scale)
        if takes_scale(start, coefficient) and _ONE_GROUP.fullmatch(last.span.of(text)):
            first = replace(first, value=start.scaleb(last.scale), scale=last.scale)
        elif not (coefficient <= start < last.value):
            return None
    return (first, last) if 0 <= (first.value or 0) < last.value else None


def takes_scale(first: Decimal, coefficient: Decimal) -> bool:
    """Whether the scale word at the end of a range is that of its beginning too: 1〜2億, but not 5000〜1万.

    >>> takes_scale(Decimal(1), Decimal(2)), takes_scale(Decimal(5000), Decimal(1)), takes_scale(Decimal(1), Decimal(5000))
    (True, False, False)
    """
    return 0 < first < coefficient <= _MOST_SHARED * first


def _around(text: str, one: Quantity, reader: _Reader) -> Quantity:
    """Return a quantity with the bound and the unit of price that stand around it."""
    if one.kind in {Kind.ORDINAL, Kind.PLACE, Kind.RANK} or one.first.value is None or one.first.verbatim:
        return one
    if _NOT_AFTER.search(text, max(0, one.span.start - 4), one.span.start):
        return one
    one = _bounded(text, one, reader)
    if one.kind is not Kind.PLAIN or one.first.kind is not FigureKind.MONEY:
        return one
    start, end = one.span.start, one.span.end
    before = reader.per_before.search(text, max(0, start - _WINDOW), start) if reader.per_before else None
    after = reader.per_after.match(text, end) if reader.per_after else None
    match = before or after
    if match is None or (before and after):
        return one
    span = Span(start=before.start() if before else start, end=after.end() if after else end)
    return replace(one, span=span, per=str(_name(match, reader)))


def _bounded(text: str, one: Quantity, reader: _Reader) -> Quantity:
    start, end = one.span.start, one.span.end
    bare = one.kind is Kind.PLAIN and one.first.kind is FigureKind.NUMBER
    if bare and reader.no_bound.match(text, end):
        return one
    pattern = reader.before if bare else reader.before_unit
    before, after = pattern.search(text, max(0, start - _WINDOW), start), reader.after.match(text, end)
    bounds = {_name(match, reader) for match in (before, after) if match}
    if len(bounds) != 1:
        return one
    bound = Bound(str(bounds.pop()))
    if one.last and bound not in {Bound.ABOUT, Bound.UP_TO}:
        return one
    if before:
        own = [group for group, words in before.groupdict().items() if group.startswith("b") and words is not None]
        start = before.start(own[0]) if own else before.start()
    span = Span(start=start, end=after.end() if after else end)
    return replace(one, span=span, bound=bound, open=bare and before is not None and not after)
