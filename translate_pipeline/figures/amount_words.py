"""Numbers in words of English, Japanese, Chinese or Korean: they excuse an amount, and are never asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TENTHS = re.compile(r"(\d{1,2})\s?(?=割|할(?![인부당])|成(?!分))")
_NUMBER_WORDS = """
0 zero midnight 자정 深夜
1 one first primary january jan a an single once only each every per 初 首 单 單 各 毎 ひと 한 하나 첫 매 각 하루
2 two second secondary ii february feb twice double doubled doubles doubling half both pair couple dual
2 双 雙 両 倍 次 翻番 一番 ふた ダブル 두 둘 양 이중 이틀
3 three third iii march mar triple tripled thrice trio みっ トリプル 세 셋 석 사흘
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
_DISCOUNT = re.compile(r"([1-9一二三四五六七八九][.]?[1-9一二三四五六七八九]?)折(?![扣磨腾騰疊叠旧舊])")
_A_LATIN, _A_HANGUL = re.compile("[a-z]"), re.compile("[가-힣]")
"""A look that spares most texts the long patterns."""
_HAN_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "兩": 2}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000}
_HAN_NUMBER = re.compile(r"([〇零一二三四五六七八九十百千两兩]+)(万亿|[万萬億亿兆割成]?)")
_KOREAN_DIGITS = {word: value for value, word in enumerate("일이삼사오육칠팔구", 1)}
_SMALL_NUMBERS = [word for word in _ENGLISH if _ENGLISH[word].isdigit() and 1 <= int(_ENGLISH[word]) <= 90]


_ENGLISH_SCALED = re.compile(
    rf"(?<![a-z])(?:({'|'.join(_SMALL_NUMBERS)})[- ])?(decades|dozen|hundred|thousand|million|billion|trillion)(?![a-z])"
)
_KOREAN_SCALED = re.compile(
    r"(?<![가-힣0-9])([일이삼사오육칠팔구]?)([십백천]?)([만억조]?)(?= ?(?:명|원|달러|개|건|대|이상|가구|년|여))"
)
_POWERS = {"decades": 1, "hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_POWERS |= {"십": 1, "백": 2, "천": 3, "만": 4, "억": 8, "조": 12, "万": 4, "萬": 4, "億": 8, "亿": 8, "兆": 12, "万亿": 12}


def said_in_words(text: str) -> frozenset[str]:
    """Return the values said in words of any of the languages. `text` is lower case.

    >>> sorted(said_in_words("two million, 三億, 천만 명") & {"2000000", "300000000", "10000000"})
    ['10000000', '2000000', '300000000']
    """
    said = set[str]()
    latin, hangul = _A_LATIN.search(text), _A_HANGUL.search(text)
    for tens, ones, word in _ENGLISH_WORD.findall(text) if latin else ():
        said.add(_ENGLISH[word] if word else str(int(_ENGLISH[tens]) + int(_ENGLISH[ones])))
    for match in _HAN_NUMBER.finditer(text):
        values = list(_han_values(match[1]))
        scale = _POWERS.get(match[2], 0)
        said.update(f"{value}0" if match[2] in {"割", "成"} else f"{value}{'0' * scale}" for value in values)
    said.update(f"{tenths}0" for tenths in _TENTHS.findall(text))
    for digits in _DISCOUNT.findall(text):  # 八折 is 20 % off
        paid = "".join(str(_HAN_DIGITS.get(char, char)) for char in digits).replace(".", "").ljust(2, "0")
        said |= {paid, str(100 - int(paid))} if paid.isdigit() else set()
    said.update(value for word, value in _EAST_ASIAN.items() if word in text)
    said.update(_KOREAN[word] for word in (_KOREAN_WORD.findall(text) if hangul else ()))
    return frozenset(said.union(_scaled(text)) if latin or hangul else said)


def _scaled(text: str) -> Iterator[str]:
    """Yield numbers in words with a scale: a million, two billion, 천만, 삼천만."""
    for word, scale in _ENGLISH_SCALED.findall(text):
        if word and scale == "dozen":
            yield str(12 * int(_ENGLISH[word]))
        elif word:
            yield _ENGLISH[word] + "0" * _POWERS[scale]
    for digit, small, big in _KOREAN_SCALED.findall(text):
        if small or big:
            first = _KOREAN_DIGITS.get(digit, 1)
            yield str(first) + "0" * (_POWERS.get(small, 0) + _POWERS.get(big, 0))


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
