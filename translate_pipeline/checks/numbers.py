"""Are the figures the same? Digits of the source that the target lacks, and digits that it made up.

Figures change their shape between languages without changing their value: 3月 is March, 15時 is 3 p.m., 三社 is 3
companies, 3兆5000億 is 3.5 trillion. Raw comparison is wrong in 43 % of good translations, so whatever may have been
said in words or in another scale is excused here. A number must be nowhere on the other side to be reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from translate_pipeline.checks import Context, left_alone, without
from translate_pipeline.locales import babel_locale
from translate_pipeline.model import Finding, Locale, Severity, Unit

_FIGURE = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)*")
_SCALE = (
    r"(?:[十百千万萬億亿兆京割]|成(?!分|功|立|長|员|員|年|本|果)|천|백|만|억|조|할"
    r"|(?:hundred|thousand|million|billion|trillion|dozen|lakh|crore)s?\b|(?:k|m|b|mn|bn|tn)\b)"
)
_RANGE = r"(?:\s?(?:[-–—~〜～至到]|to|and|から|에서)\s?[\d.,]+)?"
_BEFORE_SCALE = re.compile(rf"{_RANGE}[\s-]?(?:[數数余餘多幾几여]\s?)?{_SCALE}", re.IGNORECASE)
_AFTER_SCALE = re.compile(r"[十百千万萬億亿兆京천백만억조]\s?$")
_NO_FIGURE = re.compile(
    r"(?:https?://|www\.)\S+|(?<![A-Za-z])[kcm]?m[23](?![0-9A-Za-z])|\d{1,2}\s?(?:世紀|世纪|세기)\s?(?=\d)"
)
"""Addresses, square metres, and the century of 20世紀90年代, which is 1990s elsewhere."""
_CENTS = re.compile(r"(\d+)\s?(?:ドル|ユーロ|달러|유로|美元|欧元|歐元)\s?(\d{2})\s?(?=セント|센트|美分|欧分)")
_TENTHS = re.compile(r"(\d{1,2})\s?(?=割|할(?![인부당])|成(?!分))")
_SCALE_WORD = re.compile(
    r"(?<!\d)(?<!\d[\s-])\b(?:hundred|thousand|million|billion|trillion|dozen|decade|score)s?\b"
    r"|(?<![가-힣\d])[수일이삼사오육칠팔구]*[십백천만억]+(?![가-힣])",
    re.IGNORECASE,
)
_NEVER_MISSED = frozenset({"0", "1"})
"""11:00 is 11時, 1つ is one, a, another or nothing."""
_ERA = re.compile(r"令和|平成|昭和|大正|明治|民國|민국|Reiwa|Heisei|Showa")
_HALF_DAY = re.compile(r"\b[ap]\.?\s?m\b|午[前後后]|[上下]午|오[전후]|朝|夜|晚|凌晨|새벽|저녁|밤", re.IGNORECASE)

_NUMBER_WORDS = """
0 zero midnight 자정 深夜
1 one first january jan a an single once only each every per 初 首 单 單 各 毎 ひと 한 하나 첫 매 각 하루
2 two second february feb twice double doubled both pair couple dual 双 雙 両 倍 次 ふた ダブル 두 둘 양 이중 이틀
3 three third march mar triple tripled thrice trio みっ トリプル 세 셋 석 사흘
4 four fourth april apr quarter quadruple quadrupled 季度 四半 よっ 네 넷 분기 나흘
5 five fifth may いつつ 다섯 닷새
6 six sixth june jun むっ 여섯 엿새
7 seven seventh july jul week weekly 日曜 周 週 일곱
8 eight eighth august aug やっ 여덟
9 nine ninth september sep sept 아홉
10 ten tenth october oct decade 열 열흘
11 eleven eleventh november nov 열한 열하나
12 twelve twelfth december dec dozen noon 正午 열두 열둘 정오
13 thirteen thirteenth
14 fourteen fourteenth fortnight
15 fifteen fifteenth 一刻 보름
16 sixteen sixteenth
17 seventeen seventeenth
18 eighteen eighteenth
19 nineteen nineteenth
20 twenty twenties twentieth 스무 스물
30 thirty thirties thirtieth 서른
40 forty forties fortieth 마흔
50 fifty fifties fiftieth half 半 절반 반
60 sixty sixties sixtieth
70 seventy seventies seventieth
80 eighty eighties eightieth
90 ninety nineties ninetieth
100 century centuries 世紀 世纪 세기
"""
"""What a value may be called in English, Japanese, Chinese or Korean, for excuses alone: better one too many."""


def _words(pattern: str) -> dict[str, str]:
    rows = (row.split() for row in _NUMBER_WORDS.strip().splitlines())
    return {word: value for value, *words in rows for word in words if re.fullmatch(pattern, word)}


_ENGLISH, _KOREAN, _EAST_ASIAN = _words("[a-z]+"), _words("[가-힣]+"), _words("[ぁ-ヿ一-鿿]+")
_ENGLISH_WORD = re.compile(
    r"(?<![a-z])(?:(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[- ]"
    r"(one|two|three|four|five|six|seven|eight|nine|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)"
    rf"|({'|'.join(sorted(_ENGLISH, key=len, reverse=True))})(?:s|fold)?)(?![a-z])"
)
_KOREAN_WORD = re.compile(
    rf"(?<![가-힣])({'|'.join(sorted(_KOREAN, key=len, reverse=True))})"
    r"(?=$|[^가-힣]|[번개명가지째달해살사차배곳쪽팀편시측이을은의간만에도치])"
)
_A_LATIN, _A_HANGUL = re.compile("[a-z]"), re.compile("[가-힣]")
"""A look that spares most texts the long patterns."""
_HAN_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "兩": 2}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000}
_HAN_NUMBER = re.compile(r"([〇零一二三四五六七八九十百千两兩]+)([万萬億亿兆割成]?)")


@dataclass(frozen=True, slots=True)
class _Figures:
    """The figures of a text."""

    digits: dict[str, str]
    """Value in one spelling, to how it stands in the text; those beside a scale word are not among them."""
    words: frozenset[str]
    """Values that are said in words."""
    scaled: int
    """How many stand beside a scale word or an era, where the other language may have one figure or several."""


def numbers(unit: Unit, context: Context) -> Iterator[Finding]:
    """Find figures that stand on one side only."""
    if left_alone(unit):
        return
    sources = tuple(term.source for term in unit.terms)
    targets = tuple(form for term in unit.terms for form in (term.word, term.target))
    # A figure of a term need not come out; where it does, it may be anyone's.
    source, own_source = (
        _figures(text, unit.detected.locale or context.source) for text in _both(unit.plain_source, sources)
    )
    target, own_target = (_figures(text, context.target) for text in _both(unit.plain, targets))
    half_days = bool(_HALF_DAY.search(unit.plain_source) or _HALF_DAY.search(unit.plain))
    missing = _only_in(own_source, target, half_days=half_days)
    extra = _only_in(own_target, source, half_days=half_days)
    parts = [f"expected {', '.join(missing)} of the source"] if missing else []
    parts = [f"found {', '.join(extra)}, which is not in the source", *parts] if extra else parts
    if parts:
        yield Finding(check="numbers", severity=Severity.WARNING, message="; ".join(parts))


def _both(text: str, terms: tuple[str, ...]) -> tuple[str, str]:
    """Return a text as it is, and without the terms."""
    return without(text, ()), without(text, terms)


def _only_in(these: _Figures, those: _Figures, *, half_days: bool) -> list[str]:
    """Return the figures of these that are not among those in any way."""
    alone = [written for value, written in these.digits.items() if not _is_said(value, those, half_days=half_days)]
    return alone[max(0, those.scaled - these.scaled) :]


def _is_said(value: str, there: _Figures, *, half_days: bool) -> bool:
    """Whether a value stands there as digits, in words, as another spelling of a year, or as another hour."""
    if value in there.digits or value in there.words or value in _NEVER_MISSED:
        return True
    if not value.isdigit():
        return value.endswith(".5") and "50" in there.words
    if len(value) == 2 and any(len(other) == 4 and other[0] in "12" and other[2:] == value for other in there.digits):
        return True
    if len(value) == 4 and value[2:].lstrip("0") in there.digits:
        return True
    hours = (str(int(value) + 12), str(int(value) - 12)) if half_days and int(value) <= 24 else ()
    return any(hour in there.digits or hour in there.words for hour in hours)


@lru_cache(maxsize=2048)
def _figures(text: str, locale: Locale | None) -> _Figures:
    text = _CENTS.sub(r"\1.\2", _NO_FIGURE.sub(" ", text))
    if locale is not None and _has_decimal_comma(locale):
        text = text.translate({ord(","): ".", ord("."): ","})
    digits: dict[str, str] = {}
    scaled = len(_ERA.findall(text))
    for match in _FIGURE.finditer(text):
        if _BEFORE_SCALE.match(text, match.end()) or _AFTER_SCALE.search(text[max(0, match.start() - 2) : match.start()]):
            scaled += 1
        else:
            digits.setdefault(_normal(match[0]), match[0])
    scaled += len(_SCALE_WORD.findall(text))
    words, more = _said_in_words(text.lower())
    return _Figures(digits, frozenset(words), scaled + more)


def _normal(figure: str) -> str:
    """Return a figure in one spelling.

    >>> [_normal(figure) for figure in ("1,200", "05", "3.50", "3.0", "1.2.3")]
    ['1200', '5', '3.5', '3', '1.2.3']
    """
    figure = figure.replace(",", "")
    if figure.count(".") == 1:
        figure = figure.rstrip("0").rstrip(".")
    return figure.lstrip("0") if figure.lstrip("0")[:1].isdigit() else f"0{figure.lstrip('0')}"


def _said_in_words(text: str) -> tuple[set[str], int]:
    """Return the values said in words of any of the languages, and how many of them carry a scale."""
    said, scaled = set[str](), 0
    for tens, ones, word in _ENGLISH_WORD.findall(text) if _A_LATIN.search(text) else ():
        said.add(_ENGLISH[word] if word else str(int(_ENGLISH[tens]) + int(_ENGLISH[ones])))
    for match in _HAN_NUMBER.finditer(text):
        scaled += match[2] in set("万萬億亿兆")
        said.update(f"{value}0" if match[2] in {"割", "成"} else value for value in _han_values(match[1]))
    said.update(f"{tenths}0" for tenths in _TENTHS.findall(text))
    said.update(value for word, value in _EAST_ASIAN.items() if word in text)
    said.update(_KOREAN[word] for word in (_KOREAN_WORD.findall(text) if _A_HANGUL.search(text) else ()))
    return said, scaled


def _han_values(run: str) -> Iterator[str]:
    """Yield what a run of Chinese numerals may mean.

    >>> list(_han_values("二十三")), list(_han_values("二〇二五")), list(_han_values("百"))
    (['23'], ['2025', '2', '0', '2', '5'], ['100'])
    """
    if not _HAN_UNITS.keys() & set(run):
        yield "".join(str(_HAN_DIGITS[char]) for char in run).lstrip("0") or "0"
        yield from (str(_HAN_DIGITS[char]) for char in run[: len(run) if len(run) > 1 else 0])
        return
    total = digit = 0
    for char in run:
        if char in _HAN_UNITS:
            total, digit = total + (digit or 1) * _HAN_UNITS[char], 0
        else:
            digit = _HAN_DIGITS[char]
    yield str(total + digit)


@lru_cache(maxsize=64)
def _has_decimal_comma(locale: Locale) -> bool:
    symbols = babel_locale(locale).number_symbols
    return bool(symbols.get("latn", symbols).get("decimal") == ",")
