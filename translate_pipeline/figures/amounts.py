"""The amounts that a text names, read tolerantly, for comparing two texts: `5億`, `500 million` and `5억` are one amount.

Where `numerals` reads only what it can say exactly, this reads whatever may be an amount in Japanese, Korean, Chinese or
English, and gives every value that it may have: 令和7年 is 7 or 2025, 7〜9月期 is 7, 9 or 3. What is said in words (三社,
three companies) is kept apart: it excuses, and is never asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import zip_longest

from translate_pipeline.figures.amount_words import said_in_words
from translate_pipeline.locales import babel_locale
from translate_pipeline.model import Locale, Span

_SCALES = {
    **dict.fromkeys("十십", 1),
    **dict.fromkeys(("百", "백", "hundred"), 2),
    **dict.fromkeys(("千", "천", "thousand", "k"), 3),
    **dict.fromkeys("万萬만", 4),
    "lakh": 5,
    **dict.fromkeys(("million", "mn", "m"), 6),
    "crore": 7,
    **dict.fromkeys("億亿억", 8),
    **dict.fromkeys(("billion", "bn", "b"), 9),
    **dict.fromkeys(("trillion", "trn", "tn"), 12),
    **dict.fromkeys(("兆", "조", "万亿", "萬億", "万億"), 12),
    **dict.fromkeys("割成할", 1),
    **dict.fromkeys("京경", 16),
}
"""Scale word to its power of ten."""
_SMALL = frozenset("十십百백千천")
_MAY_END = "k m b mn bn tn trn"
"""Abbreviations: taken right behind digits only, and only where the word ends."""
_TOKEN = re.compile(
    r"(?P<number>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)*)"
    r"|(?P<scale>万[亿億]|萬億|[十십백천만億亿억조]|(?<=\d)(?:割(?!り?算)|成(?![分功立長长員员果本])|할(?![인부당]))|百(?![分貨货科])|千(?![瓦米克卡伏赫兆字比位帕])|[万萬](?![科達达豪])|兆(?![瓦赫位字比候豐])"
    r"|京(?![都城東东])|경(?=[0-9\s원])"
    r"|(?<![A-Za-z])(?:hundred|thousand|million|billion|trillion|lakh|crore)s?(?![A-Za-z])"
    rf"|(?<=[0-9])(?:{_MAY_END.replace(' ', '|')})(?![A-Za-z0-9]))",
    re.IGNORECASE,
)
_NARROW = str.maketrans("０１２３４５６７８９，．", "0123456789,.")
_ARTICLE = re.compile(r"[제第] ?\Z")
"""Before the number of an article of law: 제247조."""
_GAPS = frozenset(["", " ", "-", "\u00a0"])
_NO_AMOUNT = re.compile(
    r"(?:https?://|www\.)\S+|(?<![A-Za-z])[kcm]?m[23](?![0-9A-Za-z])|\d{1,2}\s?(?:世紀|世纪|세기)\s?(?=\d)"
)
"""Addresses, square metres, and the century of 20世紀90年代, which is 1990s elsewhere."""
_CENTS = re.compile(r"(\d+)(\s?(?:ドル|ユーロ|달러|유로|美元|欧元|歐元)\s?)(\d{2})(?=\s?(?:セント|센트|美分|欧分))")
_RANGE = re.compile(r"\s?(?:[-–—~〜～]|至|到|to|and|から|에서)\s?", re.IGNORECASE)
_ERAS = {
    "令和": 2018,
    "Reiwa ": 2018,
    "平成": 1988,
    "Heisei ": 1988,
    "昭和": 1925,
    "Showa ": 1925,
    "民國": 1911,
    "民国": 1911,
}
_ERA = re.compile(rf"({'|'.join(_ERAS)})\Z")
_QUARTER = re.compile(r"(1|4|7|10)(?:月)?[-–—~〜～](3|6|9|12)月期")
_HALF_DAY = re.compile(r"\b[ap]\.?\s?m\b|午[前後后]|[上下]午|오[전후]|朝|夜|晚|凌晨|새벽|저녁|밤", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """An amount that is written with digits."""

    span: Span
    written: str
    value: Decimal | None
    """None for what has no one value: `1.2.3`."""
    digits: str
    """In one spelling: `1200`, `3.5`, `1.2.3`."""
    others: frozenset[str] = frozenset()
    """What else it may be called."""
    scaled: bool = False
    """Whether a scale word stands with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """What a text names."""

    written: tuple[Amount, ...]
    words: frozenset[str]
    """Values that are said in words of any of the languages."""
    half_days: bool
    """Whether morning or afternoon is said: 3 p.m. is 15時."""


@lru_cache(maxsize=4096)
def read_amounts(text: str, locale: Locale | None = None) -> Amounts:
    """Return the amounts of a text; `locale` tells a decimal comma. Spans count code points of `text`.

    >>> [str(one.value) for one in read_amounts("1億2000万人の3.5%").written]
    ['120000000', '3.5']
    >>> [str(one.value) for one in read_amounts("120 million people, 3.5 percent").written]
    ['120000000', '3.5']
    """
    plain = _blanked(text.translate(_NARROW))
    if locale is not None and _has_decimal_comma(locale):
        plain = plain.translate({ord(","): ".", ord("."): ","})
    return Amounts(
        written=tuple(_amounts(plain, text)),
        words=said_in_words(plain.lower()),
        half_days=bool(_HALF_DAY.search(text)),
    )


def _blanked(text: str) -> str:
    """Return the text, one character for one, without what only looks like an amount; cents as decimals."""
    text = _NO_AMOUNT.sub(lambda match: " " * len(match[0]), text)
    return _CENTS.sub(lambda match: f"{match[1]}.{match[3]}".ljust(len(match[0])), text)


def _amounts(plain: str, text: str) -> Iterator[Amount]:
    tokens = list(_TOKEN.finditer(plain))
    found: list[Amount] = []
    at = 0
    while at < len(tokens):
        if tokens[at]["number"] is None:
            at += 1
            continue
        last = _chain(tokens, at, plain)
        found.append(_amount(tokens[at : last + 1], plain, text))
        at = last + 1
    yield from _with_ranges(found, plain)


def _chain(tokens: list[re.Match[str]], first: int, plain: str) -> int:
    """Return the number of the last token of the amount that begins with the number `first`."""
    last, room = first, 99
    while last + 1 < len(tokens):
        token, gap = tokens[last + 1], plain[tokens[last].end() : tokens[last + 1].start()]
        if gap not in _GAPS:
            break
        if token["scale"]:
            word = _word(token)
            if word == "조" and _ARTICLE.search(plain[max(0, tokens[first].start() - 2) : tokens[first].start()]):
                break
            if _SCALES[word] >= room and word not in _SMALL:
                break
            room = room if word in _SMALL else _SCALES[word]
        elif not tokens[last]["scale"] or gap == "-" or not _goes_on(tokens[last : last + 3], gap, plain):
            break
        last += 1
    return last


def _goes_on(tokens: list[re.Match[str]], gap: str, plain: str) -> bool:
    """Whether digits behind a scale word are its rest: 3兆5000億, 3억 4천만, 1만 2345; not the 30 of `3억 30%`."""
    scale, digits, *more = tokens
    word = _word(scale)
    if word.isascii() or "." in digits[0]:
        return False
    scaled = bool(more) and more[0]["scale"] is not None and plain[digits.end() : more[0].start()] in {"", " "}
    written = digits[0].replace(",", "")
    return Decimal(written) < 10 ** _SCALES[word] and (not gap or scaled or len(written) >= 4)


def _word(token: re.Match[str]) -> str:
    word = token["scale"].lower()
    return word if word in _SCALES else word.removesuffix("s")


def _amount(tokens: list[re.Match[str]], plain: str, text: str) -> Amount:
    span = Span(start=tokens[0].start(), end=tokens[-1].end())
    digits, scaled = _normal(tokens[0][0]), len(tokens) > 1
    if digits.count(".") > 1:
        return Amount(span=span, written=span.of(text), value=None, digits=digits)
    value = _value(tokens)
    others = {digits} if scaled and tokens[-1][0].isascii() else set()
    if era := _ERA.search(plain[max(0, span.start - 8) : span.start]):
        others.add(str(_ERAS[era[1]] + int(value)))
    if quarter := _QUARTER.match(plain, span.start) or _QUARTER.match(plain, plain.rfind(" ", 0, span.start) + 1):
        others.add(str(int(quarter[2]) // 3))
    written = _normal(str(value)) if scaled else digits
    return Amount(span=span, written=span.of(text), value=value, digits=written, others=frozenset(others), scaled=scaled)


def _value(tokens: list[re.Match[str]]) -> Decimal:
    total, group, current = Decimal(0), Decimal(0), None
    for token in tokens:
        if token["number"]:
            current = Decimal(token[0].replace(",", ""))
            continue
        word = _word(token)
        if word in _SMALL:
            group += (Decimal(1) if current is None else current).scaleb(_SCALES[word])
        else:
            total += (group + (current or 0)).scaleb(_SCALES[word])
            group = Decimal(0)
        current = None
    return total + group + (current or 0)


def _with_ranges(found: list[Amount], plain: str) -> Iterator[Amount]:
    """Let the first end of a range have the scale of the second as well: the 3 of `3〜5億` is 300 million."""
    for amount, after in zip_longest(found, found[1:]):
        if after is None or amount.scaled or not after.scaled or amount.value is None or after.value is None:
            yield amount
            continue
        if not _RANGE.fullmatch(plain, amount.span.end, after.span.start):
            yield amount
            continue
        first = re.match(r"[\d.,]+", after.written)
        unit = after.value / Decimal(first[0].replace(",", "")) if first and Decimal(first[0].replace(",", "")) else 1
        yield Amount(
            span=amount.span,
            written=amount.written,
            value=amount.value,
            digits=amount.digits,
            others=amount.others | {_normal(str((amount.value * unit).normalize().__format__("f")))},
        )


def _normal(figure: str) -> str:
    """Return digits in one spelling.

    >>> [_normal(figure) for figure in ("1,200", "05", "3.50", "3.0", "1.2.3", "2E+3")]
    ['1200', '5', '3.5', '3', '1.2.3', '2000']
    """
    if "E" in figure:
        figure = f"{Decimal(figure):f}"
    figure = figure.replace(",", "")
    if figure.count(".") == 1:
        figure = figure.rstrip("0").rstrip(".")
    return figure.lstrip("0") if figure.lstrip("0")[:1].isdigit() else f"0{figure.lstrip('0')}"


@lru_cache(maxsize=64)
def _has_decimal_comma(locale: Locale) -> bool:
    symbols = babel_locale(locale).number_symbols
    return bool(symbols.get("latn", symbols).get("decimal") == ",")
