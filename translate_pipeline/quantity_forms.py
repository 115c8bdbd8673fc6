"""How each locale writes quantities: the tables behind `quantities`. A language fact is a row here, never an `if` there.

A *pattern* is a regular expression on a text with usual digits; a template has `{}` for the number. No quantifier here is
unbounded, so that reading stays linear. Units are not CLDR's: that has no long names for Chinese, and 메트릭 톤 for 톤.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum


class Kind(StrEnum):
    """What a quantity is."""

    PLAIN = "plain"
    """A number, a percentage or money, with a bound, as a range, or per something."""
    TENTHS = "tenths"
    """3割, 3할, 三成: said as a percentage."""
    POINTS = "points"
    """Percentage points."""
    MULTIPLE = "multiple"
    FRACTION = "fraction"
    ORDINAL = "ordinal"
    """One of a series, before the word for what it counts: 第3世代."""
    PLACE = "place"
    """One of several: 3番目."""
    RANK = "rank"
    UNIT = "unit"


class Bound(StrEnum):
    """What a quantity is to the figure that is written."""

    ABOUT = "about"
    UP_TO = "up to"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    MORE_THAN = "more than"
    LESS_THAN = "less than"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """What one locale writes. Rows that come first win."""

    # Reading
    suffixes: tuple[tuple[Kind, str], ...]  # patterns of what stands right after a number
    wordings: tuple[tuple[Kind, str], ...]  # patterns of whole phrases: `n` the number, `d` what divides, `m` hundredths
    before: tuple[tuple[Bound, str], ...]  # patterns of what bounds any figure that follows; the group `b`: only this of it
    before_unit: tuple[tuple[Bound, str], ...] = ()  # the same before any but a bare number
    after: tuple[tuple[Bound, str], ...]
    no_bound: str  # pattern of what, right after a bare number, makes it a point or a length of time
    per_before: dict[str, str] = field(default_factory=dict)  # what money is for, to the pattern before it
    per_after: dict[str, str] = field(default_factory=dict)
    unit_end: str  # pattern of what may not follow the name of a unit

    # Saying
    sign: str  # between the ends of a range
    says: dict[Kind, str]
    bounds: dict[Bound, str]
    open_bounds: dict[Bound, str]  # where the bare number stands before what it counts, of which the model says the rest
    fewer: str = ""  # less than, of a bare number
    rates: dict[str, str]
    han: bool = False  # whether fractions and ordinals are said in Han numerals
    words: bool = False  # whether they are said in English words


_UNITS = r"""
nm  nanomet(?:er|re)s?  ナノメートル  나노미터  纳米  奈米
um  micromet(?:er|re)s?  マイクロメートル  마이크로미터  微米  微米
mm  millimet(?:er|re)s?  ミリメートル  밀리미터  毫米  公釐|毫米
cm  centimet(?:er|re)s?  センチメートル  센티미터  厘米  公分|釐米
km2  square kilomet(?:er|re)s?  平方キロメートル  제곱킬로미터  平方公里|平方千米  平方公里
m2  square met(?:er|re)s?  平方メートル  제곱미터  平方米  平方公尺
km  kilomet(?:er|re)s?  キロメートル  킬로미터  公里|千米  公里
m  met(?:er|re)s?  メートル  미터  米(?![饭粉线制勒拉兰奇其罗哈老尔国德尼])  公尺
kg  kilograms?  キログラム  킬로그램  公斤|千克  公斤
t  metric tons?|tonnes?  トン  톤  吨  公噸|噸
l  lit(?:er|re)s?  リットル  리터  -  公升
kwh  kilowatt-hours?|kilowatt hours?  キロワット時|キロワットアワー  킬로와트시  千瓦时  =kWh
gw  gigawatts?  ギガワット  기가와트  吉瓦  =GW
mw  megawatts?  メガワット  메가와트  兆瓦  =MW
kw  kilowatts?  キロワット  킬로와트  千瓦  =kW
mb  megabytes?  メガバイト  메가바이트  =MB  =MB
gb  gigabytes?  ギガバイト  기가바이트  =GB  =GB
tb  terabytes?  テラバイト  테라바이트  =TB  =TB
pb  petabytes?  ペタバイト  페타바이트  =PB  =PB
mhz  megahertz  メガヘルツ  메가헤르츠  兆赫  =MHz
ghz  gigahertz  ギガヘルツ  기가헤르츠  吉赫  =GHz
parameter  parameters  パラメーター?  (?:개의? )?(?:파라미터|매개변수)  [个個]?参数  個?參數
token  tokens  トークン  (?:개의? )?토큰  个?(?: ?[Tt]okens?(?![A-Za-z])|词元)  個?(?: ?[Tt]okens?(?![A-Za-z])|詞元)
"""
"""Key, then English, Japanese, Korean, Simplified and Traditional Chinese: a pattern, or = and what is said but not read
(the press writes the sign), or - (not said)."""
COUNTED = frozenset({"parameter", "token"})
"""Units that a model or a text has thousands of; three of them are the model's own business."""
TAGS = ("en", "ja", "ko", "zh-Hans", "zh-Hant")
_SAID = {
    "t": ("{} metric tons", "{}トン", "{} 톤|{}톤", "{}吨", "{}公噸"),
    "l": ("{} liters", "{}リットル", "{} 리터|{}리터", "{}升", "{}公升"),
    "m": ("{} meters", "{}メートル", "{} 미터|{}미터", "{}米", "{}公尺"),
    "kwh": ("{} kilowatt-hours", "{}キロワット時", "{} 킬로와트시|{}킬로와트시", "{}千瓦时", "{} kWh"),
    "parameter": ("{} parameters", "{}パラメータ", "{} 파라미터|{}파라미터", "{}参数|{}个参数", "{}參數|{}個參數"),
    "token": ("{} tokens", "{}トークン", "{} 토큰|{}토큰", "{}token|{} token", "{}token|{} token"),
}
"""What is said where it is not simply the first form that is read."""


def _first(pattern: str) -> str:
    """Return the plain word that a pattern of the table begins with.

    >>> _first("met(?:er|re)s?"), _first("公噸|噸"), _first("kilograms?")
    ('meters', '公噸', 'kilograms')
    """
    return re.sub(r"\(\?!.*?\)", "", re.sub(r"\(\?:er\|re\)", "er", pattern)).split("|")[0].replace("?", "")


_ROWS = {row.split("  ")[0]: tuple(row.split("  ")[1:]) for row in _UNITS.strip().splitlines()}
UNIT_PATTERNS = {tag: {key: row[at] for key, row in _ROWS.items() if row[at][0] not in "=-"} for at, tag in enumerate(TAGS)}
"""Locale tag to unit to the pattern that is read."""
_SHAPES = ("{{}} {0}", "{{}}{0}", "{{}} {0}|{{}}{0}", "{{}}{0}", "{{}}{0}")
UNIT_TEMPLATES = {
    tag: {
        key: _SAID[key][at]
        if key in _SAID
        else f"{{}} {row[at][1:]}"
        if row[at][0] == "="
        else _SHAPES[at].format(_first(row[at]))
        for key, row in _ROWS.items()
    }
    for at, tag in enumerate(TAGS)
}
"""Locale tag to unit to how a number of it is written."""

_DIGITS = {char: value for value, char in enumerate("一二三四五六七八九", 1)}
_CARDINALS = dict(zip("one two three four five six seven eight nine ten".split(), range(1, 11), strict=True))
ORDINALS = dict(zip("first second third fourth fifth sixth seventh eighth ninth".split(), range(1, 10), strict=True))
PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10}
PARTS |= {"twentieth": 20, "hundredth": 100, "thousandth": 1000}
"""What English calls a part, to how many make a whole."""
HAN = {f"{ten}十{one}": 10 * _DIGITS.get(ten, 1) + _DIGITS.get(one, 0) for ten in ("", *_DIGITS) for one in ("", *_DIGITS)}
HAN |= {**_DIGITS, "百": 100, "千": 1000}
"""Small numbers in Han numerals, in the form that is said."""
NUMBER_WORDS = {**HAN, "两": 2, "兩": 2, **_CARDINALS, **ORDINALS, **PARTS, "a": 1}
"""Any word that stands in `n`, `d` and `m`, lower case, to its number."""
EN_NUMBERS = {number: word for word, number in _CARDINALS.items() if number < 10}

_H = "[一二三四五六七八九十]"
_NO_HAN = r"(?<![0-9.,数數几幾第一二三四五六七八九十百千万])"
_N = rf"(?P<n>[1-9][0-9]{{0,2}}|{_H}{{1,3}})"
_NOT_IN_NAME = "合契条條预預节節纽紐签簽违違公制简簡邀特相爽续續履解租盟婚赴隐隱集誓毁毀失规規要成确確先协協密旧舊新"
_JA_END = r"(?=[のがをはにでとなへもや、。」）)・,\s]|$)"
_JA_TENTHS_END = r"(?![りるれっら合当愛譲腹烹箸印賦方烈])"

_JA = Phrases(
    suffixes=(
        (Kind.POINTS, r"(?:%|パーセント)ポイント"),
        (Kind.MULTIPLE, r"倍(?![体増率数音満量返々角])"),
        (Kind.TENTHS, rf"割{_JA_TENTHS_END}(?![0-9])"),
    ),
    wordings=(
        (
            Kind.FRACTION,
            rf"{_NO_HAN}(?<![時点])(?<![0-9]と)(?P<d>[1-9][0-9]{{0,3}}|{_H}{{1,3}}|百|千)分の(?P<n>[1-9][0-9]{{0,2}}|{_H})"
            r"(?![0-9%]|[.,][0-9]|[一二三四五六七八九十百千万拍])",
        ),
        (Kind.TENTHS, r"(?<![0-9.,])(?P<n>[1-9])割(?P<m>[1-9])分(?![の野])"),
        (
            Kind.TENTHS,
            rf"{_NO_HAN}(?P<n>[一二三四五六七八九])割{_JA_TENTHS_END}(?:(?P<m>[一二三四五六七八九])分(?![の野]))?",
        ),
        (Kind.ORDINAL, rf"第 ?{_N}(?=世代|回(?!路)|段階|版(?!権)|波)"),
        (Kind.PLACE, rf"{_NO_HAN}{_N}番目(?!に|まで|以)"),
        (Kind.RANK, r"(?<![0-9.,〜～~–-])第?(?P<n>[1-9][0-9]{0,2})位(?!置|相|階|牌|数|以|まで|から|決|一体|タイ|[〜～~])"),
    ),
    before=(
        (Bound.AT_LEAST, "少なくとも|最低でも"),
        (Bound.ABOUT, r"(?:(?<![㐀-鿿])|(?<=[計均額数率員年月日で]))約|およそ|(?<![㐀-鿿])ほぼ(?!100%)"),
        (Bound.UP_TO, r"最大(?:で)?"),
    ),
    after=(
        (Bound.AT_LEAST, "以上(?![述])"),
        (Bound.AT_MOST, "以下(?!の(?:とおり|通り|よう))"),
        (Bound.LESS_THAN, "未満"),
        (Bound.MORE_THAN, f"超{_JA_END}"),
    ),
    no_bound=r" ?(?:[年月日時分秒週歳才泊]|[かカヶケ]月)",
    per_before={
        "month": r"月額|(?<![0-9一-鿿])月",
        "year": "年額",
        "hour": r"1時間(?:当たり|あたり|につき)",
        "share": r"1株(?:当たり|あたり|につき)",
        "user": r"1ユーザー(?:当たり|あたり|につき)",
        "million tokens": r"(?:100|百)万トークン(?:当たり|あたり|につき)",
        "million input tokens": r"(?:100|百)万入力トークン(?:当たり|あたり|につき)|入力(?:トークン)?100万トークン(?:当たり|あたり|につき)",
        "million output tokens": r"(?:100|百)万出力トークン(?:当たり|あたり|につき)|出力(?:トークン)?100万トークン(?:当たり|あたり|につき)",
    },
    per_after={
        "month": r"[/／]月(?![0-9])",
        "year": r"[/／]年(?![0-9])",
        "hour": r"[/／]時間?",
        "share": r"[/／]株",
        "million tokens": r"[/／]100万トークン",
    },
    unit_end=r"[ァ-ヴー時毎法/／]",
    sign="〜",
    says={
        Kind.POINTS: "{}%ポイント",
        Kind.MULTIPLE: "{}倍",
        Kind.FRACTION: "{d}分の{n}",
        Kind.ORDINAL: "第{}",
        Kind.PLACE: "{}番目",
        Kind.RANK: "{}位",
    },
    bounds={
        Bound.ABOUT: "約{}",
        Bound.UP_TO: "最大{}",
        Bound.AT_LEAST: "{}以上",
        Bound.AT_MOST: "{}以下",
        Bound.MORE_THAN: "{}超",
        Bound.LESS_THAN: "{}未満",
    },
    open_bounds={Bound.ABOUT: "約{}", Bound.UP_TO: "最大{}", Bound.AT_LEAST: "少なくとも{}"},
    rates={
        "month": "月額{}",
        "year": "年額{}",
        "hour": "1時間当たり{}",
        "share": "1株当たり{}",
        "user": "1ユーザー当たり{}",
        "million tokens": "100万トークン当たり{}",
        "million input tokens": "100万入力トークン当たり{}",
        "million output tokens": "100万出力トークン当たり{}",
    },
)

_KO = Phrases(
    suffixes=(
        (Kind.POINTS, r" ?(?:(?:%|퍼센트) ?포인트|%[pP](?![A-Za-z]))"),
        (Kind.MULTIPLE, r" ?배"),
        (Kind.TENTHS, r" ?할(?![가-힣]{2}|인|당|부|증)"),
    ),
    wordings=(
        (Kind.FRACTION, r"(?<![0-9.,시점])(?P<d>[1-9][0-9]{0,3})분의 ?(?P<n>[1-9][0-9]{0,2})(?![0-9%]|[.,][0-9])"),
        (Kind.TENTHS, r"(?<![0-9.,])(?P<n>[1-9])할 ?(?P<m>[1-9])푼"),
        (Kind.ORDINAL, r"(?<![가-힣])제 ?(?P<n>[1-9][0-9]{0,2})(?= ?(?:세대|회(?![의사담로])|단계))"),
        (Kind.PLACE, r"(?<![0-9.,제~])(?P<n>[1-9][0-9]{0,2}) ?번째(?!로)"),
        (Kind.RANK, r"(?<![0-9.,~–-])(?P<n>[1-9][0-9]{0,2})위(?!권|까지|부터|[가-힣]*안|와 ?[0-9])"),
    ),
    before=(
        (Bound.ABOUT, r"(?<![가-힣A-Za-z0-9])(?:약|대략) ?"),
        (Bound.UP_TO, r"(?<![가-힣])최대 ?"),
        (Bound.AT_LEAST, r"(?<![가-힣])(?:적어도|최소한|최소) ?"),
    ),
    after=(
        (Bound.AT_LEAST, r" ?이상(?![한하적향형해치값기])"),
        (Bound.AT_MOST, r" ?이하"),
        (Bound.LESS_THAN, r" ?미만"),
        (Bound.MORE_THAN, r" ?초과(?![근이수학])"),
        (Bound.ABOUT, r" ?가량"),
    ),
    no_bound=r" ?(?:년|월|일|시|분|초|주|개월|달|세|살|박|학년)",
    per_before={
        "month": r"(?<![가-힣0-9])월 ?",
        "year": r"(?<![가-힣0-9])연 ?",
        "hour": r"(?<![가-힣])시간당 ?",
        "share": r"(?<![가-힣])(?:1주당|주당) ?",
        "user": r"(?<![가-힣])(?:사용자당|사용자 1인당) ?",
        "million tokens": r"100만 ?토큰당 ?|토큰 100만 ?개당 ?",
        "million input tokens": r"100만 ?입력 ?토큰당 ?|입력 ?토큰 100만 ?개당 ?",
        "million output tokens": r"100만 ?출력 ?토큰당 ?|출력 ?토큰 100만 ?개당 ?",
    },
    per_after={"million tokens": r" ?/ ?100만 ?토큰"},
    unit_end=r"[/]",
    sign="~",
    says={
        Kind.POINTS: "{}%포인트",
        Kind.MULTIPLE: "{} 배|{}배",
        Kind.FRACTION: "{d}분의 {n}",
        Kind.ORDINAL: "제{}",
        Kind.PLACE: "{}번째",
        Kind.RANK: "{}위",
    },
    bounds={
        Bound.ABOUT: "약 {}",
        Bound.UP_TO: "최대 {}",
        Bound.AT_LEAST: "{} 이상",
        Bound.AT_MOST: "{} 이하",
        Bound.MORE_THAN: "{} 초과",
        Bound.LESS_THAN: "{} 미만",
    },
    open_bounds={Bound.ABOUT: "약 {}", Bound.UP_TO: "최대 {}", Bound.AT_LEAST: "최소 {}"},
    rates={
        "month": "월 {}",
        "year": "연 {}",
        "hour": "시간당 {}",
        "share": "주당 {}",
        "user": "사용자당 {}",
        "million tokens": "100만 토큰당 {}",
        "million input tokens": "100만 입력 토큰당 {}",
        "million output tokens": "100만 출력 토큰당 {}",
    },
)

_ZH_STOP = r"(?=[的，。、；：！？）)\s,]|以上|以下|左右|$)"
_TOKENS = r"(?:100|百|一百)万个? ?(?:[Tt]okens?(?![A-Za-z])|词元) ?"
_HANS = Phrases(
    suffixes=(
        (Kind.POINTS, r" ?个?百分点"),
        (Kind.MULTIPLE, r" ?倍(?![率数增速镜频体感加受])"),
        (Kind.TENTHS, r"成(?![为員员本立果功长就绩品熟年交分都套型份群人才千上百语])"),
    ),
    wordings=(
        (
            Kind.FRACTION,
            rf"{_NO_HAN}(?P<d>[1-9][0-9]{{0,2}}|{_H}{{1,3}}|千)分之(?P<n>[1-9][0-9]?|{_H}{{1,2}})(?![0-9%百千万零点多几]|[.,][0-9])",
        ),
        (
            Kind.TENTHS,
            rf"{_NO_HAN}(?<![统之唯逐其划专合])(?P<n>[一二两三四五六七八九])成(?P<m>[一二三四五六七八九])?{_ZH_STOP}",
        ),
        (Kind.ORDINAL, rf"第 ?{_N}(?=代(?![表价码理])|届|轮(?![流胎])|阶段|版(?![权本])|波)"),
        (Kind.PLACE, rf"第 ?{_N}个(?![月小星季年世百千万人])"),
        (Kind.RANK, rf"(?:(?<=排名)|(?<=位居)|(?<=位列)|(?<=名列)|(?<=排在))第 ?{_N}(?:[名位]|(?!{_H}|[0-9个大次届代轮]))"),
        (Kind.RANK, rf"第 ?{_N}名{_ZH_STOP}"),
    ),
    before=(
        (Bound.AT_LEAST, "至少|不少于|不低于"),
        (Bound.AT_MOST, "不超过|不多于"),
        (Bound.ABOUT, rf"大约|(?<![大{_NOT_IN_NAME}])约"),
        (Bound.UP_TO, "最多"),
        (Bound.MORE_THAN, "(?<![不未没否])超过|逾"),
        (Bound.LESS_THAN, "(?<![看想找得等达料听做感收见遇买用学拿碰办赶])不到|(?<![美中心严供])不足|(?<!不)少于"),
    ),
    after=(
        (Bound.AT_LEAST, "以上"),
        (Bound.AT_MOST, "以下(?!是|为|几|的)|以下(?=的[公企用家人])"),
        (Bound.ABOUT, "左右(?![手为难互])"),
    ),
    no_bound=r" ?(?:[年月日号时点分秒天周岁届]|个月|个?小时)",
    per_before={
        "month": "每月",
        "year": "每年",
        "hour": "每小时",
        "share": "每股",
        "user": "每位?用户",
        "million tokens": f"每{_TOKENS}",
        "million input tokens": "每(?:100|百|一百)万个?输入 ?(?:[Tt]okens?|词元) ?",
        "million output tokens": "每(?:100|百|一百)万个?输出 ?(?:[Tt]okens?|词元) ?",
    },
    per_after={
        "month": r" ?[/／]月(?![0-9])",
        "year": r" ?[/／]年(?![0-9])",
        "hour": r" ?[/／]小时",
        "share": r" ?[/／]股",
        "million tokens": rf" ?[/／] ?{_TOKENS.removesuffix(' ?')}",
    },
    unit_end=r"[时時每/／]",
    sign="～",
    says={
        Kind.POINTS: "{}个百分点",
        Kind.MULTIPLE: "{}倍",
        Kind.FRACTION: "{d}分之{n}",
        Kind.ORDINAL: "第{}",
        Kind.PLACE: "第{}个",
        Kind.RANK: "第{}名",
    },
    bounds={
        Bound.ABOUT: "约{}",
        Bound.UP_TO: "最多{}",
        Bound.AT_LEAST: "{}以上",
        Bound.AT_MOST: "{}以下",
        Bound.MORE_THAN: "超过{}",
        Bound.LESS_THAN: "不到{}",
    },
    open_bounds={
        Bound.ABOUT: "约{}",
        Bound.UP_TO: "最多{}",
        Bound.AT_LEAST: "至少{}",
        Bound.AT_MOST: "不超过{}",
        Bound.MORE_THAN: "超过{}",
        Bound.LESS_THAN: "不到{}",
    },
    rates={
        "month": "每月{}",
        "year": "每年{}",
        "hour": "每小时{}",
        "share": "每股{}",
        "user": "每用户{}",
        "million tokens": "每百万token {}",
        "million input tokens": "每百万输入token {}",
        "million output tokens": "每百万输出token {}",
    },
    han=True,
)

_TRADITIONAL = str.maketrans(
    "个点约过严没达听见买学办赶户万输输词时为难员长绩语统划专轮阶码价届号岁",
    "個點約過嚴沒達聽見買學辦趕戶萬輸輸詞時為難員長績語統劃專輪階碼價屆號歲",
)


def _traditional(value: object) -> object:
    """Return a table of Chinese patterns and templates in Traditional letters, all through."""
    if isinstance(value, StrEnum) or not isinstance(value, str | tuple | dict):
        return value
    if isinstance(value, str):
        return value.translate(_TRADITIONAL)
    if isinstance(value, dict):
        return {key: _traditional(item) for key, item in value.items()}
    return tuple(_traditional(item) for item in value)


_HANT = replace(
    _HANS,
    **{name: _traditional(getattr(_HANS, name)) for name in ("suffixes", "wordings", "before", "after", "no_bound")},  # type: ignore[arg-type]
    **{name: _traditional(getattr(_HANS, name)) for name in ("per_before", "per_after", "says", "bounds")},  # type: ignore[arg-type]
    **{name: _traditional(getattr(_HANS, name)) for name in ("open_bounds", "rates")},  # type: ignore[arg-type]
)

_LEAD = (
    r"(?:^|[.,:;!?(—–] ?|(?<![A-Za-z])(?:of|to|by|with|at|from|has|have|had|only|for|reached|raised|costs?|takes?|spends?"
    r"|spent|pays?|paid|employs?|uses?|used|serves?|and|or|in|into|gained|lost|cut|cuts|save|saves|saved) )"
)
_LEAD_UNIT = _LEAD.replace("|only|", "|only|is|are|was|were|")
_MORE = "more(?= [a-z])|higher|lower|faster|slower|larger|bigger|greater|longer|cheaper|better|smaller|as [a-z]+ as"
_NTH = rf"(?P<n>{'|'.join(ORDINALS)}|[1-9][0-9]{{0,2}}(?:st|nd|rd|th))"
_OF = r" of (?:the|all|its|their|his|her|our|my|your|these|those|this|that|global|total|users|people|companies) "
_COUNTABLE = (
    "company|firm|startup|model|country|product|project|paper|question|problem|step|reason|option|feature|method|example"
)
_EN_TOKENS = r"(?:1?M|(?:1 )?million)"
_EN = Phrases(
    suffixes=(
        (Kind.POINTS, r" percentage points?(?![\w-])"),
        (Kind.MULTIPLE, r"[xX](?![\w-]| [A-Z0-9]| (?:engineer|developer|programmer|zoom))|×(?! ?[0-9A-Z])"),
        (Kind.MULTIPLE, rf"-fold(?![\w-]| cross)| times(?= (?:{_MORE})(?![A-Za-z]))"),
    ),
    wordings=(
        (Kind.FRACTION, rf"(?<![\w-])(?P<n>(?i:{'|'.join(EN_NUMBERS.values())}))-(?P<d>{'|'.join(PARTS)})s?(?![\w-])"),
        (
            Kind.FRACTION,
            rf"(?<![\w-])(?P<n>(?i:one|two|three|four|five))[ ](?P<d>third|fifth|sixth|eighth|tenth)s?(?={_OF})",
        ),
        (Kind.FRACTION, rf"(?<![\w-])(?P<n>[Aa])[ ](?P<d>third|fifth|tenth)(?={_OF})"),
        (Kind.MULTIPLE, r"(?<![\w-])(?P<n>(?i:two|three|four|five|six|seven|eight|nine|ten))-?fold(?![\w-]| cross)"),
        (Kind.ORDINAL, rf"(?<![\w-])(?i:{_NTH})(?= (?:generation|edition|round|stage|wave)(?![\w-]))"),
        (Kind.PLACE, rf"(?<=the )(?!first ){_NTH}(?= (?:{_COUNTABLE})(?![\w-]))"),
        (
            Kind.RANK,
            r"(?:(?<=ranked )|(?<=ranks )|(?<=rank )|(?<=world )|(?<=world's )|(?<=country's ))"
            r"No\. ?(?P<n>[1-9][0-9]{0,2})(?![0-9\w]|[.,][0-9]| [A-Z])",
        ),
    ),
    before=(
        (Bound.AT_LEAST, r"(?<![A-Za-z])(?i:at least|no (?:less|fewer) than) "),
        (Bound.AT_MOST, r"(?<![A-Za-z])(?i:at most|no more than|not more than) "),
        (Bound.MORE_THAN, r"(?<![A-Za-z])(?<!no )(?<!not )(?<!little )(?<!much )(?i:more than) "),
        (Bound.LESS_THAN, r"(?<![A-Za-z])(?<!no )(?<!not )(?<!much )(?<!nothing )(?i:less than|fewer than) "),
        (Bound.ABOUT, r"(?<![A-Za-z])(?i:approximately|roughly) |(?<![\w~/.])~"),
        (Bound.ABOUT, rf"{_LEAD}(?P<b>(?i:about|around|some) )"),
        (Bound.UP_TO, rf"{_LEAD}(?P<b>(?i:up to) )"),
        (Bound.MORE_THAN, rf"{_LEAD}(?P<b>over )"),
        (Bound.LESS_THAN, rf"{_LEAD}(?P<b>under )"),
    ),
    before_unit=(
        (Bound.ABOUT, r"(?<![A-Za-z])(?i:about|around) "),
        (Bound.MORE_THAN, rf"{_LEAD_UNIT}(?P<b>(?i:over) )"),
        (Bound.LESS_THAN, rf"{_LEAD_UNIT}(?P<b>(?i:under) )"),
    ),
    after=(
        (Bound.AT_LEAST, r" or (?:more|higher)(?![\w-]| than)"),
        (Bound.AT_MOST, r" or (?:less|fewer|lower)(?![\w-]| than)"),
    ),
    no_bound=r"[- ](?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|times?|percent\w*|per|degrees?|[ap]\.?m|o'clock)(?![a-z])|:",
    per_after={
        "month": r"(?: a month| per month|/month|/mo)(?![\w/-]| ago| earlier| later| after| before| from| per)",
        "year": r"(?: a year| per year|/year|/yr)(?![\w/-]| ago| earlier| later| after| before| from| per)",
        "hour": r"(?: an hour| per hour|/hour|/hr)(?![\w/-]| ago| earlier| later| after| before| per)",
        "share": r"(?: a share| per share|/share)(?![\w/-]| of)",
        "user": r"(?: per user|/user)(?![\w/-]| per)",
        "million tokens": rf"(?: per |/){_EN_TOKENS} tokens(?![\w/-])",
        "million input tokens": rf"(?: per |/){_EN_TOKENS} input tokens(?![\w/-])",
        "million output tokens": rf"(?: per |/){_EN_TOKENS} output tokens(?![\w/-])",
    },
    unit_end=r"[\w/-]| per(?![a-z])| of (?:input|output)",
    sign="–",
    says={
        Kind.POINTS: "{} percentage points",
        Kind.MULTIPLE: "{} times",
        Kind.FRACTION: "{n}-{d}",
        Kind.ORDINAL: "{}",
        Kind.PLACE: "{}",
        Kind.RANK: "No. {}",
    },
    bounds={bound: bound.value + " {}" for bound in Bound},
    open_bounds={bound: bound.value + " {}" for bound in Bound},
    fewer="fewer than {}",
    rates={
        "month": "{} a month",
        "year": "{} a year",
        "hour": "{} an hour",
        "share": "{} per share",
        "user": "{} per user",
        "million tokens": "{} per million tokens",
        "million input tokens": "{} per million input tokens",
        "million output tokens": "{} per million output tokens",
    },
    words=True,
)

PHRASES = {"ja": _JA, "ko": _KO, "zh-Hans": _HANS, "zh-Hant": _HANT, "en": _EN}
"""Locale tag to its phrases."""
