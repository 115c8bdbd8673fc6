"""What each locale reads as a moment: the tables that `moment_patterns` makes patterns of.

Strings are regular expressions, but for the keys of tables, which are words to what they mean. No quantifier here is
unbounded, so that reading stays linear. Full-width digits, letters, brackets and colons were made narrow before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from translate_pipeline.figures.moment_forms import Anchor, Part

ERAS = {
    "令和": (date(2019, 5, 1), date(9999, 12, 31)),
    "平成": (date(1989, 1, 8), date(2019, 4, 30)),
    "昭和": (date(1926, 12, 25), date(1989, 1, 7)),
    "大正": (date(1912, 7, 30), date(1926, 12, 24)),
    "明治": (date(1868, 1, 25), date(1912, 7, 29)),
    "民國": (date(1912, 1, 1), date(9999, 12, 31)),
    "民国": (date(1912, 1, 1), date(9999, 12, 31)),
}
"""Era to its first and last day. Its first year is the year of its first day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a locale that writes year, month and day in this order reads. All strings but keys of tables are patterns."""

    year: str = "年"
    month: str = "月"
    day: str
    of: str  # what may stand between a year and what is of it, spaces apart
    digits: str = ""  # Han digits, where numbers may be written in them
    eras: tuple[str, ...] = ()
    anchors: dict[str, Anchor]
    not_before_anchor: str = "(?!)"  # letters that make another word of an anchor, right before it
    weekday: str  # with the group `w`
    weekdays: str  # one letter a day, Monday first
    month_part: str  # with the group `p`, like those that follow
    year_part: str
    age_part: str  # of a decade or a century
    quarter: str  # with the group `q`
    quarter_part: str
    half: str  # with the group `h`
    halves: dict[str, int]
    parts: dict[str, Part]
    month_trap: str = "(?!)"  # what, right after a month, makes something else of it
    fiscal: str = "(?!)"  # right after the year of an era
    two_digit_fiscal: str = "(?!)"  # the same, right after two digits
    year_trap: str = "(?!)"
    half_days: dict[str, tuple[int, int]]  # to the first and the last hour that it may tell of
    no_twelve: str = "(?!)"  # halves of the day whose twelve o'clock may be noon or midnight
    hour: str  # what stands after the hour, with what it may not be a part of
    minute: str
    clock_end: str  # what may not stand after a time of day
    bare_hour: bool  # whether an hour alone is a time of day
    not_before_half: str = "[今昨毎翌明当當]"  # letters that make another word of a half of the day, right before it
    prefixes: tuple[str, ...] = ()  # words after which an hour alone is a time of day anyhow
    decade: str  # with the groups `cen` and `dec`
    century: str  # with the group `cen`
    months: str = "(?!)"  # a quarter that is named by its months, with the groups `m` and `m2`
    other: tuple[str, ...] = ()  # whole patterns of the locale's own


_HAN = "〇零○一二三四五六七八九十"
_JA_PARTS = {"初め": Part.EARLY, "初頭": Part.EARLY, "始め": Part.EARLY, "はじめ": Part.EARLY, "上旬": Part.FIRST_TEN}
_JA_PARTS |= {"初旬": Part.FIRST_TEN, "中旬": Part.MIDDLE, "半ば": Part.MIDDLE, "なかば": Part.MIDDLE, "中頃": Part.MIDDLE}
_JA_PARTS |= {"央": Part.MIDDLE, "下旬": Part.LATE, "末": Part.END, "前半": Part.FIRST_HALF, "後半": Part.SECOND_HALF}

JA = Words(
    day="日",
    of="の?",
    digits=_HAN,
    eras=("令和", "平成", "昭和", "大正", "明治"),
    anchors={
        "昨年": Anchor.LAST_YEAR,
        "去年": Anchor.LAST_YEAR,
        "今年": Anchor.THIS_YEAR,
        "本年": Anchor.THIS_YEAR,
        "来年": Anchor.NEXT_YEAR,
        "再来年": Anchor.AFTER_NEXT,
        "一昨年": Anchor.BEFORE_LAST,
        "同年": Anchor.SAME_YEAR,
        "翌年": Anchor.YEAR_AFTER,
        "前年": Anchor.YEAR_BEFORE,
        "先月": Anchor.LAST_MONTH,
        "今月": Anchor.THIS_MONTH,
        "来月": Anchor.NEXT_MONTH,
    },
    not_before_anchor="[日本近以昨不今毎翌]",
    weekdays="月火水木金土日",
    weekday=r" ?(?:\( ?(?P<w>[月火水木金土日])(?:曜日?)? ?\)|(?P<w2>[月火水木金土日])曜日?)",
    month_part=r"(?:の(?=[初半な]))?(?P<p>初め(?!て)|初頭|(?:始|はじ)め(?![たてるは])|上旬|初旬|中旬|半ば|なかば|中頃|下旬|末(?![日端梢っ])|[前後]半(?!戦))",
    year_part=r"(?:の(?=[初半な]))?(?P<p>初め(?!て)|初頭|(?:始|はじ)め(?![たてるは])|半ば|なかば|中頃|央|末(?![日年端っ]|商戦|調整|賞与|セール|ジャンボ))",
    age_part=r"(?:の(?=[初半な]))?(?P<p>初め(?!て)|初頭|はじめ(?![たてるは])|半ば|なかば|中頃|末(?![っ])|[前後]半(?!戦))",
    quarter=r"第 ?(?P<q>[1-4一二三四]) ?四半期",
    quarter_part=r"(?P<p>末)",
    half=r"(?P<h>上半期|下半期|(?P<new>[前後]半(?![戦生])))",
    halves={"上半期": 1, "下半期": 2, "前半": 1, "後半": 2},
    parts=_JA_PARTS,
    month_trap="[刊期号分度限〜～~]",
    fiscal="年度",
    two_digit_fiscal="年度",
    year_trap="[代間度前来余]|以[上内]|ぶり|生まれ",
    no_twelve="午前|午後",
    half_days={
        "午前": (0, 11),
        "午後": (12, 23),
        "朝": (4, 11),
        "夕方": (15, 19),
        "夜": (18, 23),
        "未明": (0, 5),
        "深夜": (0, 4),
    },
    hour=r"時(?![間点代期限計刻空速給差短事価局制折効系的])",
    minute="分(?![野析岐間割])",
    clock_end="の[0-9一二三]|[分端]",
    bare_hour=True,
    decade=r"(?:(?P<cen>[12]?[0-9]) ?世紀 ?)?(?P<dec>(?:1[0-9]|20)[0-9]0|[5-9]0) ?年代",
    century=r"(?P<cen>[12]?[0-9]|十[五六七八九]|二十一?) ?世紀(?![ァ-ヶー少枠博病余]|前(?!半)|ぶり|近く|にわた|以上|分の)",
    months=r"(?P<m>10|[147])月?[〜～~‐–-](?P<m2>12|[369]) ?月期(?![待末限間])",
    other=(
        (
            r"(?P<y>(?:[12][0-9])?[0-9]{2}) ?年 ?(?P<m>1[0-2]|0?[1-9]) ?月(?P<end>期)"
            r"(?:[の ]?第(?P<q>[1-4一二三四])四半期)?(?![待末限間])"
        ),
    ),
)

_KO_PARTS = {"초": Part.EARLY, "초반": Part.EARLY, "초순": Part.FIRST_TEN, "상순": Part.FIRST_TEN, "중순": Part.MIDDLE}
_KO_PARTS |= {"중반": Part.MIDDLE, "하순": Part.LATE, "말": Part.END, "전반": Part.FIRST_HALF, "후반": Part.SECOND_HALF}
_KO_END = "초(?!과|도 )|말(?!고|도 안)"

KO = Words(
    year="년",
    month="월",
    day="일",
    of="",
    anchors={
        "지난해": Anchor.LAST_YEAR,
        "작년": Anchor.LAST_YEAR,
        "올해": Anchor.THIS_YEAR,
        "금년": Anchor.THIS_YEAR,
        "올": Anchor.THIS_YEAR,
        "내년": Anchor.NEXT_YEAR,
        "내후년": Anchor.AFTER_NEXT,
        "재작년": Anchor.BEFORE_LAST,
        "같은 해": Anchor.SAME_YEAR,
        "그해": Anchor.SAME_YEAR,
        "이듬해": Anchor.YEAR_AFTER,
        "전년": Anchor.YEAR_BEFORE,
        "지난달": Anchor.LAST_MONTH,
        "이달": Anchor.THIS_MONTH,
        "이번 달": Anchor.THIS_MONTH,
        "다음 달": Anchor.NEXT_MONTH,
        "다음달": Anchor.NEXT_MONTH,
        "내달": Anchor.NEXT_MONTH,
    },
    not_before_anchor="[가-힣]",
    not_before_half="[가-힣]",
    weekdays="월화수목금토일",
    weekday=r" ?(?:\( ?(?P<w>[월화수목금토일])(?:요일)? ?\)|(?P<w2>[월화수목금토일])요일)",
    month_part=rf"(?P<p>초순|{_KO_END}|상순|중순|하순)",
    year_part=rf"(?P<p>연초|중반|연말|{_KO_END})",
    age_part=r"(?P<p>초반|초|중반|전반|후반|말)",
    quarter=r"(?:제 ?)?(?P<q>[1-4]) ?분기(?! ?(?:연속|째|만에))",
    quarter_part="(?P<p>말)",
    half=r"(?P<h>상반기|하반기)",
    halves={"상반기": 1, "하반기": 2},
    parts={**_KO_PARTS, "연초": Part.EARLY, "연말": Part.END},
    month_trap="[~∼〜-]|호|에서 ",
    no_twelve="오전",
    half_days={
        "오전": (0, 11),
        "오후": (12, 23),
        "아침": (4, 11),
        "새벽": (0, 6),
        "낮": (11, 16),
        "저녁": (17, 23),
        "밤": (19, 23),
    },
    hour="시(?!간)",
    minute="분",
    clock_end="(?!)",
    bare_hour=True,
    decade=r"(?P<cen>(?!))?(?P<dec>(?:1[0-9]|20)[0-9]0|[5-9]0) ?년대",
    century=r"(?P<cen>[12]?[0-9]) ?세기",
)

_ZH_ANCHORS = {
    "去年": Anchor.LAST_YEAR,
    "今年": Anchor.THIS_YEAR,
    "明年": Anchor.NEXT_YEAR,
    "前年": Anchor.BEFORE_LAST,
    "同年": Anchor.SAME_YEAR,
    "次年": Anchor.YEAR_AFTER,
    "翌年": Anchor.YEAR_AFTER,
    "前一年": Anchor.YEAR_BEFORE,
    "本月": Anchor.THIS_MONTH,
    "上月": Anchor.LAST_MONTH,
    "下月": Anchor.NEXT_MONTH,
}
_ZH_PARTS = {"年初": Part.EARLY, "初期": Part.EARLY, "初": Part.EARLY, "上旬": Part.FIRST_TEN, "中旬": Part.MIDDLE}
_ZH_PARTS |= {"年中": Part.MIDDLE, "中期": Part.MIDDLE, "中叶": Part.MIDDLE, "中葉": Part.MIDDLE, "下旬": Part.LATE}
_ZH_PARTS |= dict.fromkeys(("年底", "年末", "底", "末", "末期"), Part.END)
_ZH_PARTS |= {f"上半{word}": Part.FIRST_HALF for word in "月叶葉"} | {"前半期": Part.FIRST_HALF}
_ZH_PARTS |= {f"下半{word}": Part.SECOND_HALF for word in "月叶葉"}
_ZH_PARTS |= {"后期": Part.SECOND_HALF, "後期": Part.SECOND_HALF, "晚期": Part.SECOND_HALF}
_ZH_END = (
    "初(?![步级級次始选選中衷学學代创創出恋戀一二三春夏秋冬伏])"
    "|末(?![端尾日梢世路班])|底(?![部层層线線气氣片盘盤色特薪蕴蘊])"
)

HANS = Words(
    day="[日号]",
    of="的?",
    digits=_HAN,
    eras=("令和", "平成", "昭和", "民国"),
    anchors={
        **_ZH_ANCHORS,
        "后年": Anchor.AFTER_NEXT,
        "这个月": Anchor.THIS_MONTH,
        "上个月": Anchor.LAST_MONTH,
        "下个月": Anchor.NEXT_MONTH,
    },
    not_before_anchor="[今然前以之先最过不相每多首说证表声发申文光清透年线网晚日成资根三两几数]",
    weekdays="一二三四五六日",
    weekday=(
        r"(?: ?\( ?(?:周|星期|礼拜)(?P<w>[一二三四五六日天]) ?\)"
        "|(?:周|星期)(?P<w2>[一二三四五六日天])(?![福大至到刊报期]))"
    ),
    month_part=rf"份?(?P<p>[上中下]旬|[上下]半月|{_ZH_END})",
    year_part=rf"(?P<p>年[初底末]|年中(?![奖獎国國])|{_ZH_END})",
    age_part="(?P<p>初期|初(?![步级次始])|中期|中叶|前半期|上半叶|下半叶|后期|晚期|末期|末(?![端尾]))",
    quarter="第? ?(?P<q>[1-4一二三四]) ?季度",
    quarter_part="(?P<p>[末底](?!部))",
    half="(?P<h>[上下]半年)",
    halves={"上半年": 1, "下半年": 2},
    parts=_ZH_PARTS,
    month_trap="份?(?:[至到~～—-]|刊)|[号號]",
    year_trap="[代间度前来多]|以[上内]|后",
    half_days={
        "上午": (1, 11),
        "下午": (12, 19),
        "晚上": (18, 23),
        "中午": (11, 14),
        "凌晨": (0, 6),
        "傍晚": (15, 19),
        "早上": (4, 11),
        "清晨": (4, 9),
        "早晨": (4, 11),
        "晚间": (18, 23),
    },
    hour="(?:点钟?|时)(?![间代期候分])",
    minute="分(?![钟析])",
    clock_end="[钟分]",
    bare_hour=False,
    prefixes=("北京时间", "当地时间"),
    decade=(
        r"(?:(?P<cen>上个?|[12]?[0-9]|十[五六七八九]|二十) ?世纪 ?)?"
        "(?P<dec>(?:1[0-9]|20)[0-9]0|[1-9]0|[二三四五六七八九]十) ?年代"
    ),
    century=r"(?P<cen>[12]?[0-9]|十[五六七八九]|二十一?) ?世纪(?![经福教互证新人杯大多]|之?前(?!半)|以[上来])",
)

HANT = replace(
    HANS,
    day="[日號]",
    eras=("令和", "平成", "昭和", "民國"),
    anchors={
        **_ZH_ANCHORS,
        "後年": Anchor.AFTER_NEXT,
        "這個月": Anchor.THIS_MONTH,
        "上個月": Anchor.LAST_MONTH,
        "下個月": Anchor.NEXT_MONTH,
    },
    not_before_anchor="[今然前以之先最過不相每多首說證表聲發申文光清透年線網晚日成資根三兩幾數]",
    weekday=(
        r"(?: ?\( ?(?:[週周]|星期|禮拜)(?P<w>[一二三四五六日天]) ?\)"
        "|(?:[週周]|星期)(?P<w2>[一二三四五六日天])(?![福大至到刊報期]))"
    ),
    age_part="(?P<p>初期|初(?![步級次始])|中期|中葉|前半期|上半葉|下半葉|後期|晚期|末期|末(?![端尾]))",
    quarter="第? ?(?P<q>[1-4一二三四]) ?季度?(?![節報])",
    year_trap="[代間度前來多]|以[上內]|後",
    fiscal="年度(?!(?:的)?[總計])",
    half_days={**{word: hours for word, hours in HANS.half_days.items() if word != "晚间"}, "晚間": (18, 23)},
    hour="[點時](?![間代期候鐘分])",
    minute="分(?![鐘析])",
    clock_end="[鐘分]",
    prefixes=("台灣時間", "臺灣時間", "台北時間", "當地時間", "北京時間"),
    decade=(
        r"(?:(?P<cen>上個?|[12]?[0-9]|十[五六七八九]|二十) ?世紀 ?)?"
        "(?P<dec>(?:1[0-9]|20)[0-9]0|[1-9]0|[二三四五六七八九]十) ?年代"
    ),
    century=r"(?P<cen>[12]?[0-9]|十[五六七八九]|二十一?) ?世紀(?![經福教互證新人盃大多]|之?前(?!半)|以[上來])",
)
WORDS = {"ja": JA, "ko": KO, "zh-Hans": HANS, "zh-Hant": HANT}
"""Locale tag to what is read there; English is put together otherwise (`moment_patterns`)."""
