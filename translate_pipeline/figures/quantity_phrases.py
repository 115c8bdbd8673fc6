"""How each locale writes quantities: the tables behind `quantities`. A language fact is a row here, never an `if` there.

A *pattern* is a regular expression on a text with usual digits; a template has `{}` for the number. No quantifier here is
unbounded, so that reading stays linear.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from translate_pipeline.figures.quantity_forms import Bound, Kind, Phrases
from translate_pipeline.figures.quantity_phrases_en import EN

_H = "[一二三四五六七八九十]"
_NO_HAN = r"(?<![0-9.,数數几幾第一二三四五六七八九十百千万])"
_N = rf"(?P<n>[1-9][0-9]{{0,2}}|{_H}{{1,3}})"
_NOT_IN_NAME = "合契条條预預节節纽紐签簽违違公制简簡邀特相爽续續履解租盟婚赴隐隱集誓毁毀失规規要成确確先协協密旧舊新"
_JA_END = r"(?=[のがをはにでとなへもや、。」）)・,\s]|$)"
_JA_FOR_SO_MANY = "トークン(?:当たり|あたり|につき)"
_JA_TENTHS_END = r"(?![りるれっら合当愛譲腹烹箸印賦方烈])"

_JA_FRACTION = (
    rf"{_NO_HAN}(?<![時点])(?<![0-9]と)(?P<d>[1-9][0-9]{{0,3}}|{_H}{{1,3}}|百|千)分の(?P<n>[1-9][0-9]{{0,2}}|{_H})"
    r"(?![0-9%]|[.,][0-9]|[一二三四五六七八九十百千万拍])"
)
_JA = Phrases(
    suffixes=(
        (Kind.POINTS, r"(?:%|パーセント)ポイント"),
        (Kind.MULTIPLE, r"倍(?![体増速率数音満量返々角])"),
        (Kind.TENTHS, rf"割{_JA_TENTHS_END}(?![0-9])"),
    ),
    wordings=(
        (
            Kind.FRACTION,
            _JA_FRACTION,
        ),
        (Kind.TENTHS, r"(?<![0-9.,])(?P<n>[1-9])割(?P<m>[1-9])分(?![の野])"),
        (
            Kind.TENTHS,
            rf"{_NO_HAN}(?P<n>[一二三四五六七八九])割{_JA_TENTHS_END}(?:(?P<m>[一二三四五六七八九])分(?![の野]))?",
        ),
        (Kind.ORDINAL, rf"第 ?{_N}(?=世代|回(?!路)|段階|版(?!権)|波)"),
        (Kind.PLACE, rf"{_NO_HAN}(?<!から){_N}番目(?!に|まで|以|から)"),
        (
            Kind.RANK,
            r"(?<![0-9.,〜～~–-])(?<!上位)(?<!トップ)(?<!ベスト)第?(?P<n>[1-9][0-9]{0,2})位(?!置|相|階|牌|数|以|まで|から|決|一体|タイ|[〜～~])",
        ),
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
    no_bound=r" ?(?:[年月日時分秒週歳才泊]|[かカヶケ]月|[^\s、。0-9]{1,4}(?:以上|以下|未満|超|を[超下]|程度|前後|弱|強))",
    per_before={
        "month": r"月額|(?<![0-9一-鿿])月",
        "year": "年額",
        "hour": r"1時間(?:当たり|あたり|につき)",
        "share": r"1株(?:当たり|あたり|につき)",
        "user": r"1ユーザー(?:当たり|あたり|につき)",
        "million tokens": rf"(?<!入力)(?<!出力)(?<!トークン)(?:100|百)万{_JA_FOR_SO_MANY}",
        "million input tokens": rf"(?:100|百)万入力{_JA_FOR_SO_MANY}|入力(?:トークン)?100万{_JA_FOR_SO_MANY}",
        "million output tokens": rf"(?:100|百)万出力{_JA_FOR_SO_MANY}|出力(?:トークン)?100万{_JA_FOR_SO_MANY}",
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
        (
            Kind.RANK,
            r"(?<![0-9.,~–-])(?<!상위 )(?<!상위)(?<!톱 )(?P<n>[1-9][0-9]{0,2})위(?!권|까지|부터|[가-힣]*안|와 ?[0-9])",
        ),
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
    no_bound=r" ?(?:[년월일시분초주달세살박]|개월|학년|[가-힣]{1,4} ?(?:이상|이하|미만|초과|가량|정도|[을를] [넘밑]))",
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
    no_bound=r" ?(?:[年月日号时点分秒天周岁届]|个月|个?小时|[^\s，。0-9]{1,3}(?:以上|以下|左右|上下))",
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

PHRASES = {"ja": _JA, "ko": _KO, "zh-Hans": _HANS, "zh-Hant": _HANT, "en": EN}
"""Locale tag to its phrases."""
