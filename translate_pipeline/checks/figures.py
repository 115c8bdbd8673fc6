"""Are the figures the same, and written as the locale writes them? Compared as values: 5億 is 500 million.

Figures change their shape between languages without changing their value: 3月 is March, 15時 is 3 p.m., 三社 is 3
companies. Raw comparison is wrong in 43 % of good translations, so a value must be nowhere on the other side, in digits or
in words, to be reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from translate_pipeline.checks import Context, code_of, language_of, left_alone, place, without
from translate_pipeline.figures.amounts import Amount, Amounts, read_amounts
from translate_pipeline.figures.moments import said_moments
from translate_pipeline.figures.numerals import Figure, FigureKind, find_figures
from translate_pipeline.model import Finding, Locale, Severity, Span, Unit

_NEVER_MISSED = frozenset({"0", "1"})
"""11:00 is 11時, 1つ is one, a, another or nothing."""
_OTHER_END = r"(?:\s?(?:[-–—~〜～]|至|到|to|or|and|から|에서|、|,|및|내지|と|和|/)\s?[+-]?[\d.,]+%?){0,4}\s?-?\s?"
_PERCENT = re.compile(rf"{_OTHER_END}(?:[%％]|パーセント|퍼센트|per ?cent|pct)", re.IGNORECASE)
_MAY_BE_PERCENT = re.compile(
    rf"{_OTHER_END}(?:[%％‰割折]|パーセント|퍼센트|프로|[個个]?百分|成|할(?![인부당])"
    r"|per ?cent|pct|ポイント|포인트|percentage|points?\b)",
    re.IGNORECASE,
)
"""What makes a figure a percentage, perhaps behind the other end of its range; in a target more will do."""
_NARROW = str.maketrans("０１２３４５６７８９，．％", "0123456789,.%")
_WRONG_GROUPS = re.compile(r"(?<![\d.,])\d{1,3},(?:\d{3},)*(?:\d{1,2}|\d{4,})(?![\d,])")
_WIDE_DIGITS = re.compile(r"[０-９][０-９，．％]*")
_SPACED_PERCENT = re.compile(r"(?<=\d) +%(?![A-Za-z])")
_SPACED_SIGN = re.compile(r"(?<![A-Za-z])[$€£¥₩] +(?=\d)")
_SCALE_IN_ENGLISH = re.compile(r"\d\s?[万萬億亿兆만억조]")


def figure_changed(unit: Unit, context: Context) -> Iterator[Finding]:
    """Find a figure whose value, percent sign or currency is another than in the source."""
    if left_alone(unit):
        return
    missing, extra = _compared(unit, context)
    for old, new in zip(missing, extra, strict=False):
        yield _finding("figure-changed", f"found {new.written}, expected {old.written}", unit, new)
    yield from _changed_kind(unit, context)


def figure_missing(unit: Unit, context: Context) -> Iterator[Finding]:
    """Find a figure of the source that stands nowhere in the target."""
    if left_alone(unit):
        return
    missing, extra = _compared(unit, context)
    for old in missing[len(extra) :]:
        yield _finding("figure-missing", f"expected {old.written} of the source", unit)


def figure_extra(unit: Unit, context: Context) -> Iterator[Finding]:
    """Find a figure that the source does not have."""
    if left_alone(unit):
        return
    missing, extra = _compared(unit, context)
    for new in extra[len(missing) :]:
        yield _finding("figure-extra", f"found {new.written}, which is not in the source", unit, new)


def figure_format(unit: Unit, context: Context) -> Iterator[Finding]:
    """Find figures that are not written as the target's press writes them."""
    if left_alone(unit):
        return
    rules = [(_WRONG_GROUPS, "groups of three digits"), (_SPACED_PERCENT, "%")]
    if context.target.language in {"en", "ko"}:
        rules.append((_WIDE_DIGITS, "narrow digits"))
    if context.target.language == "en":
        rules += [(_SPACED_SIGN, "no space behind the sign"), (_SCALE_IN_ENGLISH, "million, billion or trillion")]
    code = code_of(unit.target)
    for pattern, expected in rules:
        for match in pattern.finditer(unit.plain):
            kept = match[0] in unit.plain_source and pattern not in {_WIDE_DIGITS, _SCALE_IN_ENGLISH}
            if kept or any(match[0] in one for one in code):
                continue
            yield Finding(
                check="figure-format",
                severity=Severity.WARNING,
                message=f"found {match[0].strip() or match[0]}, expected {expected}",
                span=place(unit, match.start(), match.end()),
                suggestion=_mended(match[0], pattern),
            )


def _mended(found: str, pattern: re.Pattern[str]) -> str | None:
    if pattern is _WIDE_DIGITS:
        return found.translate(_NARROW)
    return found.strip() if pattern in {_SPACED_PERCENT, _SPACED_SIGN} else None


def _finding(check: str, message: str, unit: Unit, where: Amount | None = None) -> Finding:
    span = place(unit, where.span.start, where.span.end) if where else None
    return Finding(check=check, severity=Severity.WARNING, message=message, span=span)


def _compared(unit: Unit, context: Context) -> tuple[tuple[Amount, ...], tuple[Amount, ...]]:
    """Return the amounts that only the source has, and those that only the target has."""
    language = language_of(unit, context)
    moments = _well_said(unit, language, context.target) if language else []
    sources = (*(term.source for term in unit.terms), *(source for source, _ in moments))
    forms = (*(form for term in unit.terms for form in (term.word, term.target)), *(said for _, said in moments))
    return _differing((unit.plain_source, sources, language), (unit.plain, forms, context.target))


def _well_said(unit: Unit, source: Locale, target: Locale) -> list[tuple[str, str]]:
    """Return the moments that the target says in its own way, which may share no digit: 令和元年 is 2019, 3時半 is 3:30."""
    found = said_moments(unit.plain_source, source, target)
    return [(span.of(unit.plain_source), said) for span, said in found if said[1:] in unit.plain]


Side = tuple[str, tuple[str, ...], Locale | None]
"""A text, the terms in it, its language."""


@lru_cache(maxsize=256)
def _differing(source: Side, target: Side) -> tuple[tuple[Amount, ...], tuple[Amount, ...]]:
    here, own_here = _both(*source)
    there, own_there = _both(*target)
    return _only_in(own_here, there, rounded=True), _only_in(own_there, here, rounded=False)


def _both(text: str, terms: Sequence[str], locale: Locale | None) -> tuple[Amounts, Amounts]:
    """Return the amounts of a text, and those outside terms: those of a term need not come out, but they excuse."""
    whole = read_amounts(text, locale)
    numbered = tuple(term for term in terms if any(map(str.isdigit, term)))
    if not numbered:
        return whole, whole
    rest = read_amounts(without(text, numbered), locale)
    left = {one.written for one in rest.written}
    own = tuple(one for one in whole.written if one.written in left)
    return whole, Amounts(written=own, words=rest.words, half_days=whole.half_days)


def _only_in(these: Amounts, those: Amounts, *, rounded: bool) -> tuple[Amount, ...]:
    """Return the amounts that those do not have; with `rounded`, an amount of those may have fewer digits."""
    return tuple(
        one
        for one in these.written
        if not _is_said(one, these, those)
        and not any(_rounded(*((one, other) if rounded else (other, one))) for other in those.written)
    )


def _is_said(one: Amount, here: Amounts, there: Amounts) -> bool:
    """Whether an amount stands there: in digits, in words, rounded, as another spelling of a year, as another hour."""
    said = {other.digits for other in there.written}
    called = said.union(*(other.others for other in there.written)) | there.words
    if one.digits in called or one.digits in _NEVER_MISSED or one.others & ((said | there.words) if one.scaled else called):
        return True
    if one.value is None:
        return False
    if one.digits.isdigit() and _year_or_hour(one.digits, said, called, half_days=here.half_days or there.half_days):
        return True
    return _half(one.value, called)


def _year_or_hour(digits: str, said: set[str], called: set[str], *, half_days: bool) -> bool:
    if len(digits) == 2 and any(len(other) == 4 and other[0] in "12" and other[2:] == digits for other in said):
        return True
    if len(digits) == 4 and digits[2:].lstrip("0") in said:
        return True
    return half_days and int(digits) <= 24 and not {str(int(digits) + 12), str(int(digits) - 12)}.isdisjoint(called)


def _half(value: Decimal, called: set[str]) -> bool:
    """Whether half is said for what ends in a half: 1.5 is one and a half."""
    return value % 1 == Decimal("0.5") and "50" in called


def _rounded(source: Amount, target: Amount) -> bool:
    """Whether the target is the source with fewer digits: 123 million for 1億2345万. More digits are made up."""
    if source.value is None or target.value is None or not (source.scaled or target.scaled):
        return False
    fine, coarse = source.value.normalize().as_tuple(), target.value.normalize().as_tuple()
    if not 2 <= len(coarse.digits) < len(fine.digits) or not isinstance(coarse.exponent, int):
        return False
    return abs(source.value - target.value) * 2 <= Decimal(10) ** coarse.exponent


def _percent_lost(unit: Unit, source: Locale, target: Locale) -> Iterator[Finding]:
    theirs = read_amounts(unit.plain_source, source).written
    for old in (one for one in theirs if _is_percent(unit.plain_source, one.span, _PERCENT)):
        same = [one for one in read_amounts(unit.plain, target).written if one.digits == old.digits]
        if same and not any(_is_percent(unit.plain, one.span, _MAY_BE_PERCENT) for one in same):
            found = same[0].written
            if sum(one.digits == old.digits for one in theirs) == 1:
                yield _finding("figure-changed", f"found {found}, expected {old.written}%", unit, same[0])


def _is_percent(text: str, span: Span, behind: re.Pattern[str]) -> bool:
    before, after = text[max(0, span.start - 4) : span.start], text[span.end : span.end + 40]
    own = span.of(text)[-1] in "割成할"
    return own or before.endswith("百分之") or behind.match(after) is not None


def _changed_kind(unit: Unit, context: Context) -> Iterator[Finding]:
    """Find per cents that became plain numbers, and amounts of money in another currency."""
    language = language_of(unit, context)
    if language is None:
        return
    yield from _percent_lost(unit, language, context.target)
    here = find_figures(unit.plain_source, language)
    kinds = {one.kind for one in here}
    if FigureKind.MONEY not in kinds:
        return
    money: dict[Decimal | None, list[Figure]] = {}
    for one in here:
        if one.kind is FigureKind.MONEY:
            money.setdefault(one.value, []).append(one)
    for said in find_figures(unit.plain, context.target):
        owed = money.get(said.value, []) if said.kind is FigureKind.MONEY else []
        if owed and all(one.currency != said.currency for one in owed):
            one = owed[0]
            found, expected = said.span.of(unit.plain), one.span.of(unit.plain_source)
            span = place(unit, said.span.start, said.span.end)
            message = f"found {found}, expected {expected}: another currency"
            yield Finding(check="figure-changed", severity=Severity.WARNING, message=message, span=span)
