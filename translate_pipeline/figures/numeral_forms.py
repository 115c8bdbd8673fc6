"""How each locale writes figures: the tables behind `numerals`. A language fact is a row here, never an `if` there.

A *pattern* is a regular expression; everything else is plain words. Calendar patterns use named groups: `y` year, `m`
month, `d` day, `q` quarter, `h` half, `f` (matched: a fiscal year), `p` percent in words, `bare` (matched: a year with no
word of its own, which the words around it may rule out). No quantifier here is unbounded, so that reading stays linear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache

RANGE_GAP = r" ?(?:[〜~～–—、-]|から|ないし|至|到|或|에서|내지|to|or|and) ?"
"""Pattern of what parts the ends of a range; in `1〜2億` the first end has no scale of its own."""
ABBREVIATIONS = {"tn": 12, "trn": 12, "T": 12, "bn": 9, "B": 9, "b": 9, "mn": 6, "M": 6, "m": 6, "K": 3, "k": 3}
"""Scale letters that are taken after a currency sign only: `$3.5B`, but `405B` is a model's size."""
GENERIC_UNITS = frozenset({"元"})  # they say nothing where a currency stands before the amount: 人民幣200元

_PREFIXES = {"USD": r"US\$|USD|\$", "TWD": r"NT\$|TWD", "HKD": r"HK\$|HKD", "EUR": "EUR|€", "GBP": "GBP|£"}
_PREFIXES |= {"INR": "INR|₹", "KRW": "KRW|₩", "CNY": "RMB|CNY|CN¥", "JPY": "JPY|¥"}
_SUFFIXES = {"USD": r"\$(?![0-9])", "EUR": r"€(?![0-9])", "CNY": r"RMB(?![A-Za-z])"}


def _table(rows: str) -> dict[str, tuple[str, str]]:
    """Read rows of code, template and pattern, two spaces between; signs and ISO codes are taken after any amount."""
    table = {}
    for row in rows.strip().splitlines():
        code, template, pattern = re.split(r" {2,}", row.strip(), maxsplit=2)
        table[code] = (template, "|".join(filter(None, (pattern, _SUFFIXES.get(code), rf"{code}(?![A-Za-z])"))))
    return table


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """What one locale writes. Rows that come first win."""

    # Reading
    big: dict[str, int]  # scale word to its power of ten, each after a number of its own: 1億2000万
    small: dict[str, int]  # words for 1000 and 100 that may stand before a big one: 2千億
    scale_traps: str  # pattern of words that only begin like a scale word: 千瓦
    scale_gap: str  # pattern of what may stand between digits and scale word
    rest_gap: bool = False  # whether the last four digits may stand after a space: 3만 5000원
    rest_digits: int = 1  # fewest last digits that are no shorthand: Chinese 3万5 is 35,000
    calendar: tuple[str, ...]  # patterns of dates and periods
    openers: str  # pattern of how a date or period begins where it does not begin with a digit
    ranks: dict[str, int]  # what stands in `m`, `q`, `h` and `p`, lower case, to its number
    prefixes: dict[str, str]  # currency code to the pattern of what stands before an amount
    percent: str  # pattern of what makes a number a percentage
    not_after: str  # pattern of what, right before a bare number, makes it an ordinal or a version
    not_before: str  # pattern of what, right after a number, makes it an ordinal, a point in time, a part of a vague number
    name_words: bool = True  # whether any Latin word before a bare number makes a name (Llama 3), or only one with a capital
    sentence_words: frozenset[str] = frozenset()  # words whose capital is only that of a sentence's beginning: In 2024
    year_not_after: str = r"(?!)"  # pattern of what, right before a bare year, makes it a quantity: about 2000
    han: str = ""  # letters of numbers in Han numerals
    counters: str = ""  # letters that count: 2000 right before one of them is no year

    # Saying
    scales: tuple[tuple[int, str, int], ...]  # power of ten, word, most decimals to write before it; greatest first
    scale_space: str = ""  # what stands between digits and scale word
    mixed: bool = False  # whether a number is written in groups (1億2000万) rather than with decimals (1.2亿)
    separate: int  # power of ten from which digits get thousands separators
    dates: tuple[str, str, str, str]  # CLDR patterns: whole date, year and month, month and day, year
    quarters: tuple[str, str, str, str]
    halves: tuple[str, str]
    fiscal: str  # how a fiscal year is written
    period: str  # how year and quarter or half stand together; the year is written as `dates` has it, except:
    bare_year: bool = False  # whether the year stands as plain digits there

    signs: dict[str, str] = field(default_factory=dict)  # currency code to how an amount that had a sign is written
    currencies: dict[str, tuple[str, str]]  # code to how an amount is written (|: otherwise where it ends in a digit), and
    # the pattern of what stands after one


_Y, _M, _D = r"(?P<y>[12][0-9]{3})", r"(?P<m>1[0-2]|0?[1-9])", r"(?P<d>3[01]|[12][0-9]|0?[1-9])"
_ISO = r"(?P<iso>)(?P<y>[12][0-9]{3})-(?P<m>1[0-2]|0[1-9])-(?P<d>3[01]|[12][0-9]|0[1-9])"
_Q = r"(?P<q>[1-4一二三四])"
_HAN = {word: n for n, word in enumerate("一二三四五六七八九", 1)}
_RANKS = {**_HAN, **{str(n): n for n in range(1, 13)}}
_HAN_PERCENT = {f"{t}十{o}": 10 * _HAN.get(t, 1) + _HAN.get(o, 0) for t in ("", *_HAN) for o in ("", *_HAN)} | {"百": 100}


def _cjk_calendar(year: str, day: str, fiscal: str, quarter: str, halves: str) -> tuple[str, ...]:
    """Return the patterns of dates, quarters and halves, which Japanese and Chinese build alike."""
    owner, month_day = rf"{_Y} ?(?:年|(?P<f>{fiscal})) ?[の的]?", rf"{_M} ?月 ?{_D} ?{day}"
    dates = (rf"{_Y} ?年 ?{month_day}", rf"{_Y} ?年 ?{_M} ?月", rf"{month_day}(?![間间])", rf"{_Y} ?年{year}")
    periods = (rf"{_Y} ?(?P<f>{fiscal})", quarter, owner + quarter, rf"{owner}(?P<h>{halves})", rf"{owner} ?Q{_Q}")
    return (*dates, *periods, rf"{_Y} ?Q{_Q}", _ISO)


_JA = Forms(
    big={"京": 16, "兆": 12, "億": 8, "万": 4},
    small={"千": 3, "百": 2},
    scale_traps=r"百[貨科]|千[葉代]|兆候|億劫",
    scale_gap=" ?",
    calendar=_cjk_calendar(
        r"(?![代間度前来余]|以[上内]|ぶり)", "日", "会計年度|年度", rf"第 ?{_Q} ?四半期", "上半期|下半期"
    ),
    openers=r"第(?= ?[0-9一二三四])",
    ranks={**_RANKS, "上半期": 1, "下半期": 2},
    prefixes=_PREFIXES,
    percent=r"(?:%|パーセント)(?!ポイント| ?[0-9])",
    not_after=r"(?:第|バージョン|版本|[vV]er\.?|[vV]\.) ?",
    not_before=r" ?(?:%|パーセント|[年月](?!刊)|日(?!本)|世[紀代]|代(?!理)|つ|番|位|次|氪|[数余] ?[百千万億兆])",
    han="一二三四五六七八九十百千万億兆",
    counters="件人社個台名本枚回店種カケヶか者",
    scales=((16, "京", 0), (12, "兆", 0), (8, "億", 0), (4, "万", 0)),
    mixed=True,
    separate=4,
    dates=("y年M月d日", "y年M月", "M月d日", "y年"),
    quarters=("第1四半期", "第2四半期", "第3四半期", "第4四半期"),
    halves=("上半期", "下半期"),
    fiscal="{}年度",
    period="{year}{part}",
    currencies=_table(r"""
        TWD  {}台湾ドル  台湾ドル
        HKD  {}香港ドル  香港ドル
        USD  {}ドル      (?:米|US)?ドル(?!ビー|フィン)
        JPY  {}円        (?:日本)?円(?![形周卓柱盤滑熟弧]|グラフ)
        CNY  {}元        (?:人民|中国)?元(?![素気祖号年首来々])
        KRW  {}ウォン    (?:韓国)?ウォン
        EUR  {}ユーロ    ユーロ(?!ファイター|ビジョン)
        GBP  {}ポンド|£{}  英ポンド|(?<=[万億兆京])ポンド
        INR  {}ルピー    (?:インド)?ルピー
    """),
)

_KO_QUARTER = rf"(?:제 ?)?{_Q} ?분기(?! ?(?:연속|째|만에))"
_KO_OWNER = rf"{_Y} ?(?:년|(?P<f>회계연도)) ?"
_KO = Forms(
    big={"경": 16, "조": 12, "억": 8, "만": 4},
    small={"천": 3, "백": 2},
    scale_traps=r"만(?:큼|기|족|약|들|나)|조(?:건|각|사|직|합|치|항)|천(?:천히|재)|백(?:화점|신|업|엔드)|경(?:기|우|쟁|험|로)",
    scale_gap=" ?",
    rest_gap=True,
    calendar=(
        *(rf"{_Y} ?년 ?{_M}월 ?{_D}일", rf"{_Y} ?년 ?{_M}월", rf"{_M}월 ?{_D}일(?!간)", rf"{_Y} ?년(?![대간도])"),
        *(rf"{_Y} ?(?P<f>회계연도)", _KO_QUARTER, _KO_OWNER + _KO_QUARTER, rf"{_KO_OWNER}(?P<h>상반기|하반기)"),
        *(rf"{_KO_OWNER}Q{_Q}", rf"{_Y} ?Q{_Q}", _ISO),
    ),
    openers=r"제(?= ?[0-9])",
    ranks={**_RANKS, "상반기": 1, "하반기": 2},
    prefixes=_PREFIXES,
    percent=r"(?:%|퍼센트)(?! ?포인트| ?[0-9])",
    not_after=r"(?:제|버전|[vV]\.) ?",
    not_before=r" ?(?:%|퍼센트|년|월)|일(?![반본부])|세[기대]|번째|위(?!안)|차(?!례)|氪|[여몇수] ?[백천만억조]",
    counters="개명대건곳여회권장",
    scales=((16, "경", 0), (12, "조", 0), (8, "억", 0), (4, "만", 0)),
    mixed=True,
    separate=4,
    dates=("y년 M월 d일", "y년 M월", "M월 d일", "y년"),
    quarters=("1분기", "2분기", "3분기", "4분기"),
    halves=("상반기", "하반기"),
    fiscal="{}회계연도",
    period="{year} {part}",
    currencies=_table(r"""
        TWD  {} 대만달러|{}대만달러  대만 ?달러
        HKD  {} 홍콩달러|{}홍콩달러  홍콩 ?달러
        USD  {} 달러|{}달러          (?:미국? ?)?달러
        KRW  {}원                    원(?![칙색소고본자격형천])
        JPY  {} 엔|{}엔              엔(?![진드지비터트])
        CNY  {} 위안|{}위안          위안(?!부)
        EUR  {} 유로|{}유로          유로(?!파)
        GBP  {} 파운드|£{}           영국 ?파운드|(?:(?<=[만억조경])|(?<=[만억조경] ))파운드
        INR  {} 루피|{}루피          루피(?!아)
    """),
)

_HANS = Forms(
    big={"万亿": 12, "亿": 8, "万": 4},
    small={"千": 3, "百": 2},
    scale_traps=r"兆[瓦赫]|千[瓦米克卡伏赫兆字比帕]|百(?:[分度姓货]|家号)|万[科达向豪事物]|亿纬",
    scale_gap=" ?",
    rest_digits=4,
    calendar=(
        *_cjk_calendar(
            r"(?![代间度前来多]|以[上内])", "[日号]", "财年|会计年度", rf"第? ?{_Q} ?季度(?!末)", "上半年|下半年"
        ),
        r"百分之(?P<p>[一二三四五六七八九十百]{1,3})(?![零一二三四五六七八九十百点之])",
    ),
    openers=r"第(?= ?[0-9一二三四])|(?<![一二三四、和至到及])[一二三四](?=季)|百分之(?=[一二三四五六七八九十百])",
    ranks={**_RANKS, **_HAN_PERCENT, "上半年": 1, "下半年": 2},
    prefixes={**_PREFIXES, "CNY": "人民币|RMB|CNY|CN¥|¥", "TWD": r"新台币|NT\$|TWD"},
    percent=r"%(?! ?[0-9])",
    not_after=r"(?:第|版本|[vV]\.) ?",
    not_before=r" ?(?:%|年|[月日号](?!机|本)|世纪|代(?!理)|氪|兆(?![瓦赫])|[多余几数] ?[百千万亿])",
    han="零一二三四五六七八九两十百千万亿",
    counters="个個家人名件台臺项項种種次条條款位辆輛万萬",
    scales=((12, "万亿", 4), (8, "亿", 4), (4, "万", 2)),
    separate=4,
    dates=("y年M月d日", "y年M月", "M月d日", "y年"),
    quarters=("第一季度", "第二季度", "第三季度", "第四季度"),
    halves=("上半年", "下半年"),
    fiscal="{}财年",
    period="{year}{part}",
    currencies=_table(r"""
        USD  {}美元    美[元金]
        JPY  {}日元    日[元圆]
        KRW  {}韩元    韩[元圆]
        EUR  {}欧元    欧元
        GBP  {}英镑    英镑
        HKD  {}港元    港[元币]
        INR  {}卢比    (?:印度)?卢比
        TWD  {}新台币  元?新?台币
        CNY  {}元      元?人民币|元(?![素年件老首旦组编宇数])|块钱
    """),
)

_HANT = replace(
    _HANS,
    big={"兆": 12, "萬億": 12, "億": 8, "萬": 4, "万": 4},
    scale_traps=r"千[瓦米克卡伏赫兆字位]|百(?:[分度姓貨]|家號)|[萬万][科達豪事物]|兆[赫瓦位字豐]",
    calendar=(
        *_cjk_calendar(
            r"(?![代間度前來多]|以[上內])", "[日號]", "財年|會計年度", rf"第 ?{_Q} ?季度?(?!末)", "上半年|下半年"
        ),
        r"百分之(?P<p>[一二三四五六七八九十百]{1,3})(?![零一二三四五六七八九十百點之])",
    ),
    prefixes={**_PREFIXES, "CNY": "人民幣|RMB|CNY|CN¥", "TWD": r"新[台臺]幣|NT\$|TWD"},
    han="零一二三四五六七八九兩两十百千万萬億兆",
    not_before=r" ?(?:%|年|[月日號](?!機|本)|世紀|代(?!理)|氪|[多餘幾數] ?[百千萬億兆])",
    scales=((12, "兆", 4), (8, "億", 4), (4, "萬", 2)),
    quarters=("第一季", "第二季", "第三季", "第四季"),
    fiscal="{}財年",
    currencies=_table(r"""
        USD  {}美元      美[元金]
        JPY  {}日圓      日[圓元]
        KRW  {}韓元      韓[元圜]
        EUR  {}歐元      歐元
        GBP  {}英鎊      英鎊
        HKD  {}港元      港[元幣]
        INR  {}盧比      (?:印度)?盧比
        CNY  人民幣{}元  元?人民幣
        TWD  新台幣{}元  元?新?[台臺]幣|元(?![素年件老首旦組編宇數])
    """),
)

_MONTHS = "January February March April May June July August September October November December"
_MONTH_RANKS = {form: n for n, name in enumerate(_MONTHS.split(), 1) for form in (name, name[:3])} | {"Sept": 9}
_NAMED = rf"(?:{'|'.join(sorted(_MONTH_RANKS, key=len, reverse=True))})"
_MON, _NTH = rf"(?P<m>{_NAMED})", rf"{_D}(?:st|nd|rd|th)?"
_FISCAL_YEAR = rf"(?P<f>FY ?|[Ff]iscal (?:year )?)?{_Y}"
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_RANK = r"[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth"
_FUNCTION_WORDS = (
    "a about after all almost alone also and are around as at because been before between but by despite due during each "
    "early even following for from had has have he if in into is it its just last late least less mid more nearly next no "
    "not of on only or our over per she since so some than that the their then there these they this those through to "
    "under until up via was we were when where which while who will with would you"
)

_EN = Forms(
    big={"trillion": 12, "billion": 9, "million": 6, "thousand": 3},
    small={},
    scale_traps="(?!)",
    scale_gap=" ",
    calendar=(
        *(
            rf"{_MON}\.? {_NTH},? {_Y}",
            rf"{_NTH} (?:of )?{_MON}\.?,? {_Y}",
            rf"{_MON}\.?,? {_Y}",
            rf"{_NTH} {_MON}(?![a-z])",
        ),
        rf"{_MON}\.? {_NTH}(?! (?:thousand|million|billion|trillion|per ?cent)| ?%)",
        *(rf"Q{_Q},? (?:of )?{_FISCAL_YEAR}", rf"{_FISCAL_YEAR} Q{_Q}", rf"Q{_Q}(?! ?(?:_|[Qq]uant|[Mm]odel|GGUF))"),
        *(rf"(?P<q>{_RANK})[ -]quarter(?![a-z])", rf"(?P<q>{_RANK}) quarter of {_FISCAL_YEAR}"),
        *(rf"H(?P<h>[12]),? (?:of )?{_FISCAL_YEAR}", rf"(?P<h>[Ff]irst|[Ss]econd) half of {_FISCAL_YEAR}"),
        rf"(?P<f>FY ?|[Ff]iscal (?:year )?){_Y}",
        rf"(?P<bare>)(?P<y>(?:19|20)[0-9]{{2}})(?![+]| (?!(?:{_FUNCTION_WORDS.replace(' ', '|')})(?![A-Za-z]))[A-Za-z])",
        _ISO,
    ),
    openers=rf"(?<![0-9A-Za-z_])(?:{_NAMED}(?=[. ,])|[QH](?=[1-4])|FY(?=[ 0-9])|[Ff]iscal(?= )|(?:{_RANK})(?=[ -][qh]))",
    ranks=_RANKS | {form.lower(): n for form, n in _MONTH_RANKS.items()} | _ORDINALS,
    prefixes=_PREFIXES,
    percent=r"(?:%|per ?cent(?![a-z]))(?! ?[0-9])",
    not_after=r"(?:[Vv]ersion|[Vv]er\.|[Cc]hapter|[Ss]ection|[Nn]o\.) ",
    not_before=r" ?(?:%|per ?cent(?![a-z]))| (?:thousand|million|billion|trillion)|氪",
    name_words=False,
    sentence_words=frozenset(_FUNCTION_WORDS.split()),
    year_not_after=r"(?:about|over|nearly|almost|than|some|roughly|around|under|least|most|to|another|~) ?",
    scales=((12, "trillion", 4), (9, "billion", 4), (6, "million", 4)),
    scale_space=" ",
    separate=3,
    dates=("MMMM d, y", "MMMM y", "MMMM d", "y"),
    quarters=("Q1", "Q2", "Q3", "Q4"),
    halves=("H1", "H2"),
    fiscal="FY{}",
    signs={"JPY": "¥{}", "KRW": "₩{}"},
    period="{part} {year}",
    currencies=_table(r"""
        TWD  NT${}    (?:New )?Taiwan dollars?(?![A-Za-z])
        HKD  HK${}    Hong Kong dollars?(?![A-Za-z])
        USD  ${}      (?:U\.?S\.? )?dollars?(?![A-Za-z])
        JPY  {} yen   (?:Japanese )?yen(?![A-Za-z])
        KRW  {} won   (?:Korean )?won(?![A-Za-z]| (?:an?(?! (?:hour|day|week|month|quarter|year)(?![A-Za-z]))|the|in|by|over|its|their|his|her|it|gold)(?![A-Za-z]))
        CNY  {} yuan  (?:Chinese )?yuan(?![A-Za-z])|renminbi(?![A-Za-z])
        EUR  €{}      euros?(?![A-Za-z])
        GBP  £{}      pounds sterling|British pounds
        INR  ₹{}      (?:Indian )?rupees?(?![A-Za-z])
    """),
)

FORMS = {"ja": _JA, "ko": _KO, "zh-Hans": _HANS, "zh-Hant": _HANT, "en": _EN}
"""Locale tag to its forms."""

_SCALES = frozenset("百千万萬亿億兆京백천만억조경")
"""Scale letters of all locales: a number with one that its own locale does not use is not known."""
_BEFORE = r"(?<![0-9A-Za-z_#@=/\\^&$€£¥₩₹])(?<![^.]\.)(?<!\A\.)(?<![0-9A-Za-z][−-])(?<![0-9][,:'’])(?<![+A-Za-z]\+)"
"""What a figure may not stand right after: a letter, a digit, a sign of code or of another currency."""
_BEFORE_HAN = r"(?<![0-9零〇一二三四五六七八九十百千万萬億亿兆両两兩数數几幾何第之点點分統统唯同単單专専毎每逐])"


@dataclass(frozen=True, slots=True)
class Reader:
    """The forms of a locale as compiled patterns."""

    forms: Forms
    start: re.Pattern[str]
    calendar: tuple[re.Pattern[str], ...]
    part: re.Pattern[str]
    short_part: re.Pattern[str]
    prefix: re.Pattern[str]
    unit: re.Pattern[str]
    percent: re.Pattern[str]
    goes_on: re.Pattern[str]
    not_before: re.Pattern[str]
    not_after: re.Pattern[str]
    year_not_after: re.Pattern[str]


def _words(words: dict[str, int]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(rf"{word}(?![A-Za-z])" if word.isascii() else word for word in ordered) or "(?!)"


def _part(forms: Forms, gap: str, big: dict[str, int]) -> re.Pattern[str]:
    trap = f"(?!{forms.scale_traps})"
    tail = rf"{trap}(?P<small>{_words(forms.small)})(?:{trap}(?P<big>{_words(big)}))?|{trap}(?P<only>{_words(big)})"
    return re.compile(rf"(?P<digits>[0-9]++(?:[.,][0-9]++)*+)(?:{gap}(?:{tail}))?")


@cache
def reader_of(tag: str) -> Reader:
    """Return the patterns of a tag of `FORMS`."""
    forms = FORMS[tag]
    prefix = "|".join(f"(?P<{code}>{pattern})" for code, pattern in forms.prefixes.items())
    unit = "|".join(f"(?P<{code}>{pattern})" for code, (_, pattern) in forms.currencies.items())
    scales = "".join({letter for word in (*forms.big, *forms.small) for letter in word if not letter.isascii()})
    others = "".join(sorted(_SCALES - set(scales)))
    before = _BEFORE + (f"(?<![{scales}])" if scales and not forms.rest_gap else "")
    bare_prefix = re.sub(r"\?P<\w+>", "?:", prefix)
    run = rf"[0-9]++(?:[.,{scales}]*+[0-9]++)*+"
    han = rf"{_BEFORE_HAN}(?P<han>[{forms.han or '〇'}]{{2,24}})"
    sign = rf"(?:(?<![^\s(（「【\[、。])[-−](?=[0-9]|{bare_prefix}))?"
    return Reader(
        forms,
        re.compile(
            rf"(?P<skip>(?:https?://|www\.)[!-~]++)|{before}{sign}(?P<body>(?:(?:{bare_prefix}) ?)?{run})|{han}|{forms.openers}"
        ),
        tuple(map(re.compile, forms.calendar)),
        _part(forms, forms.scale_gap, forms.big),
        _part(forms, " ?", forms.big | ABBREVIATIONS),
        re.compile(rf"(?:{prefix}) ?"),
        re.compile(rf" ?(?:{unit})"),
        re.compile(rf" ?(?:{forms.percent})"),
        re.compile(rf"[.,]?[0-9]| ?(?!{forms.scale_traps})[{others}]"),
        re.compile(forms.not_before),
        re.compile(rf"(?:{forms.not_after})\Z"),
        re.compile(rf"(?:{forms.year_not_after})\Z"),
    )
