"""How each locale writes figures: the tables behind `numerals`. A language fact is a row here, never an `if` there.

Fields that say *pattern* are regular expressions; all others are plain words. Calendar patterns use named groups: `y`
year, `m` month, `d` day, `q` quarter, `h` half, `f` (matched: it is a fiscal year), `p` percent in words, `bare` (matched:
a year with no word beside it, which the words around it may rule out). No quantifier here is unbounded.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

YEAR = r"(?P<y>[12][0-9]{3})"
MONTH = r"(?P<m>1[0-2]|0?[1-9])"
DAY = r"(?P<d>3[01]|[12][0-9]|0?[1-9])"
QUARTER = r"(?P<q>[1-4一二三四])"
HALF = r"(?P<h>{})"
ISO_DATE = r"[12][0-9]{3}-(?:1[0-2]|0[1-9])-(?:3[01]|[12][0-9]|0[1-9])"
_ISO = r"(?P<y>[12][0-9]{3})-(?P<m>1[0-2]|0[1-9])-(?P<d>3[01]|[12][0-9]|0[1-9])"

RANGE_GAP = r" ?(?:[〜~～–—、-]|から|ないし|至|到|或|에서|내지|to|or|and) ?"
"""Pattern of what parts the ends of a range; in `1〜2億` the first end has no scale of its own."""

_SYMBOLS = {
    "USD": r"US\$|USD|\$",
    "TWD": r"NT\$|TWD",
    "HKD": r"HK\$|HKD",
    "EUR": r"EUR|€",
    "GBP": r"GBP|£",
    "INR": r"INR|₹",
    "KRW": r"KRW|₩",
    "CNY": r"RMB|CNY|CN¥",
    "JPY": r"JPY|¥",
}
_CODES = {code: rf"{code}(?![A-Za-z])" for code in ("USD", "TWD", "HKD", "EUR", "GBP", "INR", "KRW", "CNY", "JPY")}
_AFTER = {"USD": r"\$(?![0-9])", "EUR": r"€(?![0-9])", "CNY": r"RMB(?![A-Za-z])"}


def _units(words: dict[str, str]) -> dict[str, str]:
    """Add to the words of a locale the signs and ISO codes that every locale takes after an amount."""
    rows = {code: [words[code]] for code in words}
    for extra in (_AFTER, _CODES):
        for code, pattern in extra.items():
            rows.setdefault(code, []).append(pattern)
    return {code: "|".join(patterns) for code, patterns in rows.items()}


_HAN = dict(zip("零一二三四五六七八九", range(10), strict=True))
_RANKS = {**_HAN, **{str(n): n for n in range(1, 13)}}
_HAN_PERCENT = {
    **_HAN,
    **{
        f"{'' if tens == '一' else tens}十{ones}": 10 * _HAN[tens] + (_HAN[ones] if ones else 0)
        for tens in "一二三四五六七八九"
        for ones in ("", *"一二三四五六七八九")
    },
    "百": 100,
    "一百": 100,
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # one of a kind: hashed by identity
class Forms:
    """What one locale writes."""

    big: dict[str, int]
    """Scale word to its power of ten; in running order, each after a number of its own: 1億2000万."""
    small: dict[str, int] = field(default_factory=dict)
    """Words for 1000 and 100 that may stand before a big one: 2千億."""
    scale_traps: str = ""
    """Pattern of longer words that only begin like a scale word: 千瓦."""
    scale_gap: str = " ?"
    """Pattern of what may stand between digits and scale word."""
    rest_gap: bool = False
    """Whether the last digits may stand after a space: 3만 5000."""
    rest_digits: int = 1
    """Fewest last digits that are no shorthand: Chinese 3万5 is 35,000."""
    calendar: tuple[str, ...]
    """Patterns of dates and periods."""
    openers: str
    """Pattern of how a date or period begins where it does not begin with a digit."""
    ranks: dict[str, int]
    """What stands in `m`, `q`, `h` and `p`, lower case, to its number."""
    prefixes: dict[str, str]
    """Currency code to the pattern of what stands before an amount; earlier rows win."""
    units: dict[str, str]
    """Currency code to the pattern of what stands after an amount; earlier rows win."""
    percent: str
    """Pattern of what makes a number a percentage."""
    not_after: str
    """Pattern of what, right before a bare number, makes it a name, an ordinal or a version."""
    not_before: str
    """Pattern of what, right after a bare number, makes it an ordinal, a point in time or a part of a vague number."""
    name_words: bool = True
    """Whether any Latin word before a bare number makes a name of both (`Llama 3`), or only one with a capital."""
    sentence_words: frozenset[str] = frozenset()
    """Words, lower case, whose capital is only that of a sentence's beginning: `In 2024`."""
    year_not_after: str = r"(?!)"
    """Pattern of what, right before a bare year, makes it a quantity: `about 2000`."""
    particles: str = ""
    """Letters that are no counter: a bare 2024 before one of them may be a year."""

    scales: tuple[tuple[int, str, int], ...]
    """Power of ten, word, and most decimals to write before it; greatest first."""
    scale_space: str = ""
    """What is written between digits and scale word."""
    mixed: bool = False
    """Whether a number is written in groups (1億2000万) rather than with decimals (1.2亿)."""
    separate: int
    """Power of ten from which digits get thousands separators."""
    money: dict[str, str]
    """Currency code to how an amount of it is written."""
    tight_unit: bool = False
    """Whether the space before a currency falls away after a digit: 200달러 beside 2억 달러."""
    quarters: tuple[str, str, str, str]
    halves: tuple[str, str]
    fiscal: str
    """How a fiscal year is written."""
    period: str
    """How year and quarter or half stand together."""


def _cjk_calendar(year: str, fiscal: str, quarter: str, half: str, link: str = "") -> tuple[str, ...]:
    """Return the patterns of quarters and halves, alone and after a year, that are built alike in Japanese and Chinese."""
    owner = rf"{YEAR}(?:{year}|(?P<f>{fiscal}))(?:{link})?"
    return (quarter, owner + quarter, owner + HALF.format(half), rf"{owner} ?Q{QUARTER}", rf"{YEAR} ?Q{QUARTER}", _ISO)


_JA = Forms(
    big={"京": 16, "兆": 12, "億": 8, "万": 4},
    small={"千": 3, "百": 2},
    scale_traps=r"百(?:貨|科)|千(?:葉|代)|兆候|億劫",
    calendar=(
        rf"{YEAR}年 ?{MONTH}月 ?{DAY}日",
        rf"{YEAR}年 ?{MONTH}月",
        rf"{MONTH}月 ?{DAY}日(?!間)",
        rf"{YEAR}年(?![代間度前来]|以[上内]|ぶり|余り?)",
        rf"{YEAR}(?P<f>会計年度|年度)",
        *_cjk_calendar("年", "会計年度|年度", rf"第{QUARTER}四半期", "上半期|下半期", "の"),
    ),
    openers=r"第",
    ranks={**_RANKS, "上半期": 1, "下半期": 2},
    prefixes=_SYMBOLS,
    currencies=_table(
        r"""
        TWD   {}台湾ドル   台湾ドル
        HKD   {}香港ドル   香港ドル
        USD   {}ドル     (?:米|US)?ドル(?!ビー|フィン)
        JPY   {}円      (?:日本)?円(?![形周卓柱盤滑熟弧]|グラフ)
        CNY   {}元      (?:人民|中国)?元(?![素気祖号年首来々])
        KRW   {}ウォン    (?:韓国)?ウォン
        EUR   {}ユーロ    ユーロ(?!ファイター|ビジョン)
        GBP   {}ポンド    (?:英)?ポンド
        INR   {}ルピー    (?:インド)?ルピー
        """
    ),
    percent=r"(?:%|パーセント)(?!ポイント| ?[0-9])",
    not_after=r"(?:第|バージョン|版本|ver\.?|v\.) ?",
    not_before=r" ?(?:%|パーセント)|年|[月日](?!刊)|世[紀代]|代(?!理)|つ|番|位|次|氪|[数余] ?[百千万億兆]",
    particles="はがをにでと",
    scales=((16, "京", 0), (12, "兆", 0), (8, "億", 0), (4, "万", 0)),
    mixed=True,
    separate=4,
    quarters=("第1四半期", "第2四半期", "第3四半期", "第4四半期"),
    halves=("上半期", "下半期"),
    fiscal="{}年度",
    period="{year}{part}",
)

_KO_QUARTER = rf"(?:제 ?)?{QUARTER} ?분기(?! ?(?:연속|째|만에))"
_KO = Forms(
    big={"경": 16, "조": 12, "억": 8, "만": 4},
    small={"천": 3, "백": 2},
    scale_traps=r"만(?:큼|기|족|약|들|나)|조(?:건|각|사|직|합|치|항)|천(?:천히|재)|백(?:화점|신|업|엔드)|경(?:기|우|쟁|험|로)",
    rest_gap=True,
    calendar=(
        rf"{YEAR}년 ?{MONTH}월 ?{DAY}일",
        rf"{YEAR}년 ?{MONTH}월",
        rf"{MONTH}월 ?{DAY}일(?!간)",
        rf"{YEAR}년(?![대간도])",
        rf"{YEAR}(?P<f> ?회계연도)",
        rf"{YEAR}(?:년|(?P<f> ?회계연도)) ?{_KO_QUARTER}",
        rf"{YEAR}(?:년|(?P<f> ?회계연도)) ?{HALF.format('상반기|하반기')}",
        rf"{YEAR}(?:년)? ?Q{QUARTER}",
        _KO_QUARTER,
        _ISO,
    ),
    openers=r"제(?= ?[0-9])",
    ranks={**_RANKS, "상반기": 1, "하반기": 2},
    prefixes=_SYMBOLS,
    currencies=_table(
        r"""
        TWD   {} 대만달러   대만 ?달러
        HKD   {} 홍콩달러   홍콩 ?달러
        USD   {} 달러     (?:미국? ?)?달러
        KRW   {}원       원(?![칙색소고본자격형천])
        JPY   {} 엔      엔(?![진드지비터트])
        CNY   {} 위안     위안(?!부)
        EUR   {} 유로     유로(?!파)
        GBP   {} 파운드    파운드(?!리)
        INR   {} 루피     루피(?!아)
        """
    ),
    percent=r"(?:%|퍼센트)(?! ?포인트| ?[0-9])",
    not_after=r"(?:제|버전|v\.) ?",
    not_before=r" ?(?:%|퍼센트)|[년월](?!간)|일(?!반)|세[기대]|번째|위|차|氪|[여몇수] ?[백천만억조]",
    particles="은는이가을를에의와과도로",
    scales=((16, "경", 0), (12, "조", 0), (8, "억", 0), (4, "만", 0)),
    mixed=True,
    separate=4,
    tight_unit=True,
    quarters=("1분기", "2분기", "3분기", "4분기"),
    halves=("상반기", "하반기"),
    fiscal="{}회계연도",
    period="{year} {part}",
)

_HANS_QUARTER = rf"第?{QUARTER}季度(?!末)"
_HANS = Forms(
    big={"万亿": 12, "亿": 8, "万": 4},
    small={"千": 3, "百": 2},
    scale_traps=r"千(?:瓦|米|克|卡|伏|赫|兆|字|比|帕)|百(?:[分度姓货]|家号)|万(?:科|达|向|豪|事|物)|亿纬",
    rest_digits=4,
    calendar=(
        rf"{YEAR}年 ?{MONTH}月 ?{DAY}[日号]",
        rf"{YEAR}年 ?{MONTH}月(?!份额)",
        rf"{MONTH}月 ?{DAY}[日号](?!间)",
        rf"{YEAR}年(?![代间度前来]|以[上内]|多)",
        rf"{YEAR}(?P<f>财年|会计年度)",
        *_cjk_calendar("年", "财年|会计年度", _HANS_QUARTER, "上半年|下半年", "的"),
        r"百分之(?P<p>[零一二三四五六七八九十百]{1,3})(?![零一二三四五六七八九十百点之])",
    ),
    openers=r"第|(?<![一二三四五六七八九十、和至到及])[一二三四](?=季)|百分之(?=[零一二三四五六七八九十百])",
    ranks={**_RANKS, **_HAN_PERCENT, "上半年": 1, "下半年": 2},
    prefixes={"CNY": r"人民币|RMB|CNY|CN¥|¥", "TWD": r"新台币|NT\$|TWD", **_SYMBOLS},
    currencies=_table(
        r"""
        USD   {}美元    美[元金]
        JPY   {}日元    日[元圆]
        KRW   {}韩元    韩[元圆]
        EUR   {}欧元    欧元
        GBP   {}英镑    英镑
        HKD   {}港元    港[元币]
        INR   {}卢比    (?:印度)?卢比
        TWD   {}新台币   (?:元)?新?台币
        CNY   {}元     元?人民币|元(?![素年件老首旦组编宇数])|块钱
        """
    ),
    percent=r"%(?! ?[0-9])",
    not_after=r"(?:第|版本|[vV]\.) ?",
    not_before=r" ?%|年|[月日号](?!机)|世纪|代(?!理)|氪|兆|[多余几数] ?[百千万亿]",
    particles="的",
    scales=((12, "万亿", 4), (8, "亿", 4), (4, "万", 2)),
    separate=4,
    quarters=("第一季度", "第二季度", "第三季度", "第四季度"),
    halves=("上半年", "下半年"),
    fiscal="{}财年",
    period="{year}{part}",
)

_HANT_QUARTER = rf"第{QUARTER}季度?"
_HANT = replace(
    _HANS,
    big={"兆": 12, "萬億": 12, "億": 8, "萬": 4, "万": 4},
    scale_traps=r"千(?:瓦|米|克|卡|伏|赫|兆|字|位)|百(?:[分度姓貨]|家號)|[萬万](?:科|達|豪|事|物)|兆(?:赫|瓦|位|字|豐)",
    calendar=(
        rf"{YEAR}年 ?{MONTH}月 ?{DAY}[日號]",
        rf"{YEAR}年 ?{MONTH}月",
        rf"{MONTH}月 ?{DAY}[日號](?!間)",
        rf"{YEAR}年(?![代間度前來]|以[上內]|多)",
        rf"{YEAR}(?P<f>財年|會計年度)",
        *_cjk_calendar("年", "財年|會計年度", _HANT_QUARTER, "上半年|下半年", "的"),
        r"百分之(?P<p>[零一二三四五六七八九十百]{1,3})(?![零一二三四五六七八九十百點之])",
    ),
    prefixes={"CNY": r"人民幣|RMB|CNY|CN¥", "TWD": r"新[台臺]幣|NT\$|TWD", **_SYMBOLS},
    currencies=_table(
        r"""
        USD   {}美元     美[元金]
        JPY   {}日圓     日[圓元]
        KRW   {}韓元     韓[元圜]
        EUR   {}歐元     歐元
        GBP   {}英鎊     英鎊
        HKD   {}港元     港[元幣]
        INR   {}盧比     (?:印度)?盧比
        CNY   人民幣{}元   元?人民幣
        TWD   新台幣{}元   元?新?[台臺]幣|元(?![素年件老首旦組編宇數])
        """
    ),
    not_after=r"(?:第|版本|[vV]\.) ?",
    not_before=r" ?%|年|[月日號](?!機)|世紀|代(?!理)|氪|[多餘幾數] ?[百千萬億兆]",
    scales=((12, "兆", 4), (8, "億", 4), (4, "萬", 2)),
    quarters=("第一季", "第二季", "第三季", "第四季"),
    fiscal="{}財年",
)

_MONTHS = (
    "January February March April May June July August September October November December",
    "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
)
_MONTH_RANKS = {name: n for names in _MONTHS for n, name in enumerate(names.split(), 1)} | {"Sept": 9}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_NAMED = rf"(?P<m>{'|'.join(sorted(_MONTH_RANKS, key=len, reverse=True))})"
_NTH = rf"{DAY}(?:st|nd|rd|th)?"
_FISCAL_YEAR = rf"(?P<f>FY ?|[Ff]iscal (?:year )?)?{YEAR}"
_FUNCTION_WORDS = (
    "a about after all almost alone also and are around as at because been before between but by despite due during "
    "each early even following for from had has have he if in into is it its just last late least less mid more "
    "nearly next no not of on only or our over per she since so some than that the their then there these they this "
    "those through to under until up via was we were when where which while who will with would you"
)
_QUANTITY_WORDS = "about|over|nearly|almost|than|some|roughly|around|under|least|most|to|another|~"

_EN = Forms(
    big={"trillion": 12, "billion": 9, "million": 6, "thousand": 3},
    scale_traps=r"[a-z]+(?:th|ths|fold)(?![a-z])",
    scale_gap=" ",
    calendar=(
        rf"{_NAMED}\.? {_NTH},? {YEAR}",
        rf"{_NTH} (?:of )?{_NAMED}\.?,? {YEAR}",
        rf"{_NAMED}\.?,? {YEAR}",
        rf"{_NAMED}\.? {_NTH}(?! (?:thousand|million|billion|trillion|percent|per cent)| ?%)",
        rf"{_NTH} {_NAMED}(?![a-z])",
        rf"Q{QUARTER} (?:of )?{_FISCAL_YEAR}",
        rf"{_FISCAL_YEAR} Q{QUARTER}",
        rf"Q{QUARTER}(?! ?(?:_|quant|model|GGUF))",
        r"(?P<q>[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth)[ -]quarter(?!s|back|final)",
        rf"(?P<q>[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth) quarter of {_FISCAL_YEAR}",
        rf"H{HALF.format('[12]')} (?:of )?{_FISCAL_YEAR}",
        rf"{HALF.format('[Ff]irst|[Ss]econd')} half of {_FISCAL_YEAR}",
        rf"(?P<f>FY ?|[Ff]iscal (?:year )?){YEAR}",
        rf"(?P<bare>)(?P<y>(?:19|20)[0-9]{{2}})(?![+]| (?!(?:{'|'.join(_FUNCTION_WORDS.split())})\b)[A-Za-z])",
        _ISO,
    ),
    openers=rf"{_NAMED.replace('?P<m>', '?:')}(?=[. ,])|[QH](?=[1-4])|FY(?=[ 0-9])|[Ff]iscal(?= )"
    r"|(?:[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth)(?=[ -](?:quarter|half))",
    ranks={**_RANKS, **{name.lower(): n for name, n in _MONTH_RANKS.items()}, **_ORDINALS},
    prefixes=_SYMBOLS,
    currencies=_table(
        r"""
        TWD   NT${}     (?:New )?Taiwan dollars?(?![A-Za-z])
        HKD   HK${}     Hong Kong dollars?(?![A-Za-z])
        USD   ${}       (?:U\.?S\.? )?dollars?(?![A-Za-z])
        JPY   {} yen    (?:Japanese )?yen(?![A-Za-z])
        KRW   {} won    (?:South )?(?:Korean )?won(?![A-Za-z]| (?:a|an|the|in|by|over|its|their|his|her|it|gold)(?![A-Za-z]))
        CNY   {} yuan   (?:Chinese )?yuan(?![A-Za-z])|renminbi
        EUR   €{}       euros?(?![A-Za-z])
        GBP   £{}       pounds sterling|British pounds
        INR   ₹{}       (?:Indian )?rupees?(?![A-Za-z])
        """
    ),
    percent=r"(?:%|per ?cent(?!age|ile|[a-z]))(?! ?[0-9])",
    not_after=r"(?:[Vv]ersion|[Vv]er\.|[Cc]hapter|[Ss]ection|[Nn]o\.) ",
    not_before=r" ?(?:%|percent(?![a-z])|per cent(?![a-z]))",
    name_words=False,
    sentence_words=frozenset(_FUNCTION_WORDS.split()),
    year_not_after=rf"(?:{_QUANTITY_WORDS}) ?",
    scales=((12, "trillion", 4), (9, "billion", 4), (6, "million", 4)),
    scale_space=" ",
    separate=3,
    quarters=("Q1", "Q2", "Q3", "Q4"),
    halves=("H1", "H2"),
    fiscal="FY{}",
    period="{part} {year}",
)

FORMS = {"ja": _JA, "ko": _KO, "zh-Hans": _HANS, "zh-Hant": _HANT, "en": _EN}
"""Locale tag to its forms."""
