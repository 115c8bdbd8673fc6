"""How each locale writes moments: the tables behind `moments`. A language fact is a row here, never an `if` there.

What is written is here, as templates and CLDR patterns; what is read is in `moment_words`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum


class Part(StrEnum):
    """A part of a month, a year, a quarter, a decade or a century."""

    EARLY = "early"
    FIRST_TEN = "first ten days"
    MIDDLE = "middle"
    LATE = "last ten days"
    END = "end"
    FIRST_HALF = "first half"
    SECOND_HALF = "second half"


class Anchor(StrEnum):
    """A year or a month that is told from another: from that of the text, or from one just named."""

    LAST_YEAR = "last year"
    THIS_YEAR = "this year"
    NEXT_YEAR = "next year"
    BEFORE_LAST = "the year before last"
    AFTER_NEXT = "the year after next"
    SAME_YEAR = "the same year"
    YEAR_BEFORE = "the previous year"
    YEAR_AFTER = "the following year"
    LAST_MONTH = "last month"
    THIS_MONTH = "this month"
    NEXT_MONTH = "next month"


MONTHLY = frozenset({Anchor.LAST_MONTH, Anchor.THIS_MONTH, Anchor.NEXT_MONTH})
"""Anchors that are months."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one locale writes: templates around what stands inside, and CLDR patterns of dates and times."""

    month: str = "M月"  # CLDR pattern of a month alone
    anchors: dict[Anchor, str]
    of_anchor: str = "{anchor}{inner}"
    month_of: dict[Anchor, str] = field(default_factory=dict)  # a month of a year, where that is said otherwise
    month_parts: dict[Part, str]
    year_parts: dict[Part, str]
    lone_year_parts: dict[Part, str]  # of a year that is told from another
    lone_month_parts: dict[Part, str]  # of a month that is told from another
    age_parts: dict[Part, str]
    century_parts: dict[Part, str] = field(default_factory=dict)  # those that are said otherwise of a century
    age: str = "{}"  # a decade or a century without a part
    quarter_end: str = "{}末"
    quarters: tuple[str, ...]
    halves: tuple[str, str]
    half_of: str = "{year}{half}"
    weekday: str = "{date}（{weekday}）"
    weekday_width: str = "abbreviated"
    day: str = "{}日"
    lone_day: str = "{date}（{weekday}）"
    fiscal_end: str
    quarter_of: str = "{whole}{quarter}"
    months: str  # three months of a year: {first}, {last} and {year}
    lone_months: str
    decade: str = "{}年代"
    old_decade: str = "{decade}"  # before 2000: {decade}, {century} and {tens} (90)
    century: str
    ordinals: tuple[str, ...] = ()  # endings of ordinal numbers: of most, and of those that end in 1, 2, 3
    clock: tuple[
        str, str, str, str
    ]  # CLDR patterns of a time of day: whole hours and hours with minutes, before and after noon
    first_hour: tuple[str, ...] = ()  # the two of the hour after midnight, where they are others
    day_clock: tuple[str, ...] = ()  # the two of a day of 24 hours; none: as above
    open_clock: tuple[str, str]  # the same where nobody says which half it is
    range: str = "至"  # what joins the ends of a range
    half_behind: bool = False  # whether the half of the day stands after the hour
    noon: str = ""  # what twelve o'clock is called, where it has a name
    dated_clock: tuple[str, str] = ("{date}{clock}", "{date}{clock}")  # the second where the date has a comma


_EN_PARTS = {
    Part.EARLY: "early {}",
    Part.FIRST_TEN: "early {}",
    Part.MIDDLE: "mid-{}",
    Part.LATE: "late {}",
    Part.END: "the end of {}",
    Part.FIRST_HALF: "the first half of {}",
    Part.SECOND_HALF: "the second half of {}",
}
_EN = Said(
    month="MMMM",
    anchors={anchor: str(anchor) for anchor in Anchor},
    of_anchor="{inner} of {anchor}",
    month_of={anchor: "{inner} " + anchor for anchor in (Anchor.LAST_YEAR, Anchor.THIS_YEAR, Anchor.NEXT_YEAR)},
    month_parts=_EN_PARTS,
    year_parts=_EN_PARTS,
    lone_year_parts=_EN_PARTS | {Part.MIDDLE: "the middle of {}"},
    lone_month_parts=_EN_PARTS | {Part.MIDDLE: "the middle of {}"},
    age_parts={
        Part.EARLY: "the early {}",
        Part.MIDDLE: "the mid-{}",
        Part.SECOND_HALF: "the late {}",
        Part.END: "the end of the {}",
        Part.FIRST_HALF: "the first half of the {}",
    },
    age="the {}",
    quarter_end="the end of {}",
    quarters=("the first quarter", "the second quarter", "the third quarter", "the fourth quarter"),
    halves=("the first half", "the second half"),
    half_of="{half} of {year}",
    weekday="{weekday}, {date}",
    weekday_width="wide",
    day="the {}",
    lone_day="{weekday} {date}",
    fiscal_end="the fiscal year to {}",
    quarter_of="{quarter} of {whole}",
    months="the {first}–{last} quarter of {year}",
    lone_months="the {first}–{last} quarter",
    decade="{}s",
    century="{} century",
    ordinals=("th", "st", "nd", "rd"),
    clock=("h 'a.m.'", "h:mm 'a.m.'", "h 'p.m.'", "h:mm 'p.m.'"),
    open_clock=("h 'o''clock'", "h:mm"),
    range=" to ",
    half_behind=True,
    noon="noon",
    dated_clock=("{date} at {clock}", "{date}, at {clock}"),
)


def _parts(words: str) -> dict[Part, str]:
    """Read parts and words in turn, a space between; `_` is a space inside a word."""
    items = words.split()
    return {Part[name]: "{}" + word.replace("_", " ") for name, word in zip(items[::2], items[1::2], strict=True)}


_JA_SAID = Said(
    anchors={
        Anchor.LAST_YEAR: "昨年",
        Anchor.THIS_YEAR: "今年",
        Anchor.NEXT_YEAR: "来年",
        Anchor.BEFORE_LAST: "一昨年",
        Anchor.AFTER_NEXT: "再来年",
        Anchor.SAME_YEAR: "同年",
        Anchor.YEAR_BEFORE: "前年",
        Anchor.YEAR_AFTER: "翌年",
        Anchor.LAST_MONTH: "先月",
        Anchor.THIS_MONTH: "今月",
        Anchor.NEXT_MONTH: "来月",
    },
    month_parts=_parts("EARLY 初め FIRST_TEN 上旬 MIDDLE 中旬 LATE 下旬 END 末 FIRST_HALF 前半 SECOND_HALF 後半"),
    lone_month_parts=_parts("EARLY 初め FIRST_TEN 上旬 MIDDLE 中旬 LATE 下旬 END 末 FIRST_HALF 前半 SECOND_HALF 後半"),
    year_parts=_parts("EARLY 初め MIDDLE 半ば END 末"),
    lone_year_parts=_parts("EARLY 初め MIDDLE 半ば END 末"),
    age_parts=_parts("EARLY 初頭 MIDDLE 半ば END 末 FIRST_HALF 前半 SECOND_HALF 後半"),
    quarters=("第1四半期", "第2四半期", "第3四半期", "第4四半期"),
    halves=("上半期", "下半期"),
    fiscal_end="{}期",
    months="{year}{m}〜{m2}月期",
    lone_months="{m}〜{m2}月期",
    century="{}世紀",
    range="〜",
    noon="正午",
    clock=("aK時", "aK時m分") * 2,
    day_clock=("H時", "H時m分"),
    open_clock=("H時", "H時m分"),
)
_KO_SAID = Said(
    month="M월",
    anchors={
        Anchor.LAST_YEAR: "지난해",
        Anchor.THIS_YEAR: "올해",
        Anchor.NEXT_YEAR: "내년",
        Anchor.BEFORE_LAST: "재작년",
        Anchor.AFTER_NEXT: "내후년",
        Anchor.SAME_YEAR: "같은 해",
        Anchor.YEAR_BEFORE: "전년",
        Anchor.YEAR_AFTER: "이듬해",
        Anchor.LAST_MONTH: "지난달",
        Anchor.THIS_MONTH: "이달",
        Anchor.NEXT_MONTH: "다음 달",
    },
    of_anchor="{anchor} {inner}",
    month_parts=_parts("EARLY _초 FIRST_TEN _초순 MIDDLE _중순 LATE _하순 END _말"),
    lone_month_parts=_parts("EARLY _초 FIRST_TEN _초순 MIDDLE _중순 LATE _하순 END _말"),
    year_parts=_parts("EARLY _초 MIDDLE _중반 END _말"),
    lone_year_parts=_parts("EARLY _초 MIDDLE _중반 END _말"),
    age_parts=_parts("EARLY _초 MIDDLE _중반 END _말 FIRST_HALF _전반 SECOND_HALF _후반"),
    quarter_end="{} 말",
    quarters=("1분기", "2분기", "3분기", "4분기"),
    halves=("상반기", "하반기"),
    half_of="{year} {half}",
    weekday="{date}({weekday})",
    day="{}일",
    lone_day="{date}({weekday})",
    fiscal_end="{} 결산 회계연도",
    quarter_of="{whole} {quarter}",
    months="{year} {m}~{m2}월 분기",
    lone_months="{m}~{m2}월 분기",
    decade="{}년대",
    century="{}세기",
    range="~",
    noon="낮 12시",
    clock=("'오전' K시", "'오전' K시 m분", "'오후' h시", "'오후' h시 m분"),
    day_clock=("H시", "H시 m분"),
    open_clock=("H시", "H시 m분"),
    dated_clock=("{date} {clock}",) * 2,
)
_HANS_SAID = Said(
    anchors={
        Anchor.LAST_YEAR: "去年",
        Anchor.THIS_YEAR: "今年",
        Anchor.NEXT_YEAR: "明年",
        Anchor.BEFORE_LAST: "前年",
        Anchor.AFTER_NEXT: "后年",
        Anchor.SAME_YEAR: "同年",
        Anchor.YEAR_BEFORE: "前一年",
        Anchor.YEAR_AFTER: "次年",
        Anchor.LAST_MONTH: "上月",
        Anchor.THIS_MONTH: "本月",
        Anchor.NEXT_MONTH: "下月",
    },
    month_parts=_parts("EARLY 初 FIRST_TEN 上旬 MIDDLE 中旬 LATE 下旬 END 底 FIRST_HALF 上半月 SECOND_HALF 下半月"),
    lone_month_parts=_parts("EARLY 初 FIRST_TEN 上旬 MIDDLE 中旬 LATE 下旬 END 底 FIRST_HALF 上半月 SECOND_HALF 下半月"),
    year_parts=_parts("EARLY 初 MIDDLE 年中 END 底"),
    lone_year_parts=_parts("EARLY 年初 MIDDLE 年中 END 年底"),
    age_parts=_parts("EARLY 初 MIDDLE 中期 END 末 FIRST_HALF 前半期 SECOND_HALF 后期"),
    quarters=("第一季度", "第二季度", "第三季度", "第四季度"),
    halves=("上半年", "下半年"),
    fiscal_end="截至{}的财年",
    months="{year}{first}至{last}",
    lone_months="{first}至{last}",
    century_parts={Part.FIRST_HALF: "{}上半叶"},
    old_decade="{century}世纪{tens}年代",
    century="{}世纪",
    clock=("Bh点", "Bh点mm分") * 2,
    first_hour=("'凌晨'K点", "'凌晨'K点mm分"),
    day_clock=("H时", "H时mm分"),
    open_clock=("H点", "H点mm分"),
)
SAID = {
    "en": _EN,
    "ja": _JA_SAID,
    "ko": _KO_SAID,
    "zh-Hans": _HANS_SAID,
    "zh-Hant": replace(
        _HANS_SAID,
        anchors={**_HANS_SAID.anchors, Anchor.AFTER_NEXT: "後年"},
        lone_year_parts=_parts("EARLY 初 MIDDLE 年中 END 底"),
        age_parts={**_HANS_SAID.age_parts, Part.SECOND_HALF: "{}後期"},
        quarters=("第一季", "第二季", "第三季", "第四季"),
        fiscal_end="截至{}的財年",
        century_parts={Part.FIRST_HALF: "{}上半葉"},
        old_decade="{decade}",
        century="{}世紀",
        clock=("Bh點", "Bh點mm分") * 2,
        first_hour=("'凌晨'K點", "'凌晨'K點mm分"),
        open_clock=("H點", "H點mm分"),
        day_clock=("H時", "H時mm分"),
    ),
}
"""Locale tag to what is written there."""
