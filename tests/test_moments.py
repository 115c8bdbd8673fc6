"""Moments: golden tables that a translator can read (`data/moments`), and the laws of finding and saying."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate_pipeline.figures.moment_forms import MONTHLY, SAID, Anchor, Part
from translate_pipeline.figures.moment_patterns import reader_of
from translate_pipeline.figures.moments import Moment, find_moments, said_moments, say_moment
from translate_pipeline.locales import parse_locale
from translate_pipeline.model import Span
from translate_pipeline.pipeline import translate_post

DATA = Path(__file__).parent / "data" / "moments"
TAGS = ("en", "ja", "ko", "zh-Hans", "zh-Hant")
NOWHERE = Span(start=0, end=0)


def lines(path):
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def golden():
    for path in sorted(DATA.glob("*.tsv")):
        head, *rows = lines(path)
        _, *targets = head.split("\t")
        for row in rows:
            text, *cells = row.split("\t")
            yield from ((path.stem, target, text, cell) for target, cell in zip(targets, cells, strict=True) if cell)


def said_in(text, source, target):
    """Put every moment of a text into the words of `target`, and leave all else."""
    out, at = [], 0
    for moment in find_moments(text, parse_locale(source)):
        out += [text[at : moment.span.start], say_moment(moment, parse_locale(target)) or moment.span.of(text)]
        at = moment.span.end
    return "".join([*out, text[at:]])


GOLDEN = list(golden())


@pytest.mark.parametrize(("source", "target", "text", "expected"), GOLDEN)
def test_golden(source, target, text, expected):
    assert said_in(text, source, target) == expected


def test_golden_tables_are_big_enough():
    sizes = {path.stem: len(lines(path)) - 1 for path in DATA.glob("*.tsv")}
    assert set(sizes) == set(TAGS)
    assert sizes["ja"] >= 40
    assert all(size >= 20 for size in sizes.values())
    assert len(lines(DATA / "negatives.txt")) >= 60


@pytest.mark.parametrize(("tag", "text", "moments"), [line.split("\t") for line in lines(DATA / "negatives.txt")])
def test_no_moment_or_only_a_part(tag, text, moments):
    found = [moment.span.of(text) for moment in find_moments(text, parse_locale(tag))]
    assert found == [part for part in moments.split("|") if part]


@pytest.mark.parametrize(
    ("text", "year"),
    [
        *[("令和元年5月1日", 2019), ("令和１年", 2019), ("令和七年十二月三十一日", 2025), ("平成31年4月30日", 2019)],
        *[("平成元年1月8日", 1989), ("昭和64年1月7日", 1989), ("昭和元年", 1926), ("大正15年", 1926), ("明治元年", 1868)],
        *[("平成31年5月1日", None), ("令和元年4月30日", None), ("昭和64年2月", None), ("平成0年", None), ("大正16年", None)],
        *[("平成元年1月7日", None), ("明治100年", None)],
    ],
)
def test_an_era_must_have_been_in_force(text, year):
    found = [moment.year for moment in find_moments(text, parse_locale("ja"))]
    assert found == ([] if year is None else [year])


def test_a_weekday_that_is_wrong_is_said_as_it_stands():
    assert date(2025, 11, 29).strftime("%A") == "Saturday"
    assert said_in("2025年11月29日(月)", "ja", "en") == "Monday, November 29, 2025"


def test_a_range_tells_the_half_of_the_day():
    first, last = find_moments("9時〜17時", parse_locale("ja"))
    assert (first.hour, first.open, last.hour, last.open) == (9, False, 17, False)
    first, last = find_moments("午後1時〜3時", parse_locale("ja"))
    assert (first.hour, last.hour) == (13, 15)
    assert [moment.open for moment in find_moments("9時、17時", parse_locale("ja"))] == [True, False]


def test_offsets_count_code_points_of_the_text_given():
    text = "𠮷野家🎉は１１月２９日（土）１５：３０に、２０２５年１１月末"
    found = find_moments(text, parse_locale("ja"))
    assert [moment.span.of(text) for moment in found] == ["１１月２９日（土）１５：３０", "２０２５年１１月末"]


def test_an_unknown_locale_has_no_moments():
    (moment,) = find_moments("2025年11月末", parse_locale("ja"))
    assert list(find_moments("2025年11月末", parse_locale("de"))) == []
    assert say_moment(moment, parse_locale("de")) is None
    assert say_moment(moment, parse_locale("en-GB")) == "the end of November 2025"


def fields(**parts):
    return st.fixed_dictionaries(parts)


def both(*strategies):
    return st.tuples(*strategies).map(lambda found: {key: value for one in found for key, value in one.items()})


NONE = st.just({})
ANCHORS = fields(anchor=st.sampled_from(sorted(set(Anchor) - MONTHLY)))
YEARS = fields(year=st.integers(1950, 2099))
OWNERS = YEARS | ANCHORS
WEEKDAYS = fields(weekday=st.integers(0, 6))
MONTHS = fields(month=st.integers(1, 12))
DAYS = fields(month=st.integers(1, 12), day=st.integers(1, 28))
CLOCKS = fields(hour=st.integers(0, 23), minute=st.integers(0, 59), halved=st.just(value=True))
CLOCKS |= fields(hour=st.integers(13, 23), minute=st.integers(0, 59))
ANY_PART = fields(part=st.sampled_from(Part))
AGE_PART = fields(part=st.sampled_from(sorted(set(Part) - {Part.FIRST_TEN, Part.LATE}))) | NONE
QUARTERS = fields(quarter=st.integers(1, 4))
KINDS = {
    "weekday": both(DAYS, WEEKDAYS, YEARS | NONE),
    "lone weekday": both(fields(day=st.integers(1, 31)), WEEKDAYS),
    "day with a clock": both(fields(day=st.integers(1, 31)), CLOCKS.filter(lambda clock: "halved" in clock)),
    "dated clock": both(DAYS, CLOCKS, YEARS | NONE, WEEKDAYS | NONE),
    "clock": CLOCKS,
    "part of a month": both(MONTHS, ANY_PART, OWNERS | NONE),
    "part of a year": both(fields(part=st.sampled_from([Part.EARLY, Part.MIDDLE, Part.END])), OWNERS),
    "month of a year": both(MONTHS | DAYS, ANCHORS),
    "quarter or half": both(QUARTERS | fields(half=st.integers(1, 2)), ANCHORS),
    "end of a quarter": both(QUARTERS, OWNERS | NONE, fields(part=st.just(Part.END))),
    "of a month": both(fields(anchor=st.sampled_from(sorted(MONTHLY))), ANY_PART | fields(day=st.integers(1, 31))),
    "decade": both(fields(decade=st.integers(170, 209).map(lambda tens: 10 * tens)), AGE_PART),
    "century": both(fields(century=st.integers(10, 22)), AGE_PART),
    "fiscal year by its end": both(YEARS, MONTHS, fields(fiscal_end=st.just(value=True)), QUARTERS | NONE),
    "three months": both(st.sampled_from([{"month": n, "last_month": n + 2} for n in (1, 4, 7, 10)]), OWNERS | NONE),
}


def facts(moment):
    """What a moment says, without where and how it was written; an open hour may be written in 24 hours."""
    return replace(moment, span=NOWHERE, halved=False, part=None, open=moment.open and moment.hour is None), moment.part


NOT_SAID = {("ko", Part.FIRST_HALF), ("ko", Part.SECOND_HALF)}
"""Parts of a month that a locale has no word of its own for."""
ONE_WORD = {("en", Part.FIRST_TEN): Part.EARLY}
"""Parts that a locale has one word for: early November is its beginning and its first ten days."""
NOT_FOUND = {("zh-Hans", "fiscal year by its end"), ("zh-Hans", "three months"), ("ko", "fiscal year by its end")}
NOT_FOUND |= {("zh-Hant", "fiscal year by its end"), ("zh-Hant", "three months"), ("ko", "three months")}
"""What is said in plain words that could be read in another way, or that nobody writes first: never read."""


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("kind", KINDS)
@given(st.data())
def test_what_is_said_is_found_again(kind, tag, data):
    moment = Moment(span=NOWHERE, **data.draw(KINDS[kind]))
    said = say_moment(moment, parse_locale(tag))
    if kind in {"part of a month", "of a month"} and (tag, moment.part) in NOT_SAID:
        assert said is None
        return
    assert said
    if (tag, kind) in NOT_FOUND or said.endswith(("noon", "正午")):
        return
    if kind == "clock" and tag.startswith("zh") and not (moment.minute or moment.halved):
        return  # 15时 may be "when it was 15"
    (found,) = find_moments(said, parse_locale(tag))
    assert found.span == Span(start=0, end=len(said) - said.endswith("m."))
    part = ONE_WORD.get((tag, moment.part), moment.part)
    assert facts(found) == facts(replace(moment, part=part))


PIECES = """2025 11 29 3 15 30 〇 二 十 年 月 日 년 월 일 末 初 半ば 上旬 말 초 底 時 시 点 點 分 분 半 : 午後 오후 下午 a.m. p.m. PM
来年 昨年 내년 지난해 올해 明年 去年 来月 이달 本月 令和 平成 民國 元 年代 년대 世紀 세기 世纪 上世纪 第 四半期 분기 季度 上半年 FY Q '
early mid- late the end of first half of quarter November Saturday , . (土) （周六） (토) 〜 JST http:// v . の 的"""
TEXTS = st.lists(
    st.one_of(st.sampled_from([*PIECES.split(), " ", "\u3000", *sorted({row[2] for row in GOLDEN})]), st.characters()),
    max_size=24,
).map("".join)


@given(TEXTS, st.sampled_from(TAGS), st.sampled_from(TAGS))
def test_finding_any_text(text, source, target):
    """It never raises; spans lie in the text, in order, none empty, none overlapping; what is said is not empty."""
    at = 0
    for moment in find_moments(text, parse_locale(source)):
        assert at <= moment.span.start < moment.span.end <= len(text)
        at = moment.span.end
        assert say_moment(moment, parse_locale(target)) != ""


HOSTILE = [
    "1",
    "1年",
    "2025年",
    "11月",
    "29日",
    "15時",
    "15:",
    "十",
    "一",
    "二〇",
    "令和",
    "令和7年",
    "来年",
    "来年の",
    "第1",
    "世紀",
]
HOSTILE += [
    "20世紀",
    "午後",
    "午後3時",
    "(土)",
    "the ",
    "the end of ",
    "early ",
    "Nov. ",
    "3 p.m. ",
    "Saturday, ",
    "Q3",
    "FY2",
    "'2",
]
HOSTILE += [
    "올해 ",
    "3분기 ",
    "http://",
    "1 ",
    "20",
    "上世纪",
    "11月29日",
    "the first quarter of ",
    "2025年11月29日(土)15時",
]


@pytest.mark.parametrize("tag", TAGS)
def test_time_is_linear(tag):
    """Text of nothing but one piece is read in seconds; a pattern that goes back over it would take hours."""
    started = time.perf_counter()
    for piece in HOSTILE:
        list(find_moments((piece * 30_000)[:30_000], parse_locale(tag)))
    assert time.perf_counter() - started < 30


def test_every_locale_says_every_anchor():
    assert {tag: set(said.anchors) for tag, said in SAID.items()} == {tag: set(Anchor) for tag in TAGS}
    assert all(reader_of(tag) for tag in TAGS)


@pytest.mark.parametrize(
    ("tag", "answer", "expected"),
    [
        ("en", "⟦0⟧, it opens.", "The end of March next year, it opens."),
        ("ko", "⟦0⟧에 문을 연다.", "내년 3월 말에 문을 연다."),
        ("zh-Hans", "⟦0⟧开业。", "明年3月底开业。"),
    ],
)
def test_a_moment_is_not_left_to_the_model(tools, markdown, locale, tag, answer, expected):
    kit = tools(lambda _: answer, source=locale("ja"))
    (done,) = translate_post(markdown("来年3月末に開業する。"), [locale(tag)], kit)
    assert done.units[0].target == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("It opens at ⟦0⟧.", "It opens at 3 p.m."),
        ("At ⟦0⟧, it opens.", "At 3 p.m., it opens."),
        ("It opens at ⟦0⟧...", "It opens at 3 p.m...."),
        ("It opens on ⟦0⟧.", "It opens at 3 p.m."),
    ],
)
def test_one_stop_ends_a_sentence(tools, markdown, locale, answer, expected):
    kit = tools(lambda _: answer, source=locale("ja"))
    (done,) = translate_post(markdown("午後3時に開く。"), [locale("en")], kit)
    assert done.units[0].target == expected


@pytest.mark.parametrize(
    ("source", "text", "target", "expected"),
    [
        ("ja", "9時〜17時", "en", ["9 a.m. to 5 p.m."]),
        ("ja", "午前9時〜11時", "ko", ["오전 9시~11시"]),
        ("ja", "午前9時〜午後5時", "zh-Hans", ["上午9点至下午5点"]),
        ("ja", "午後11時〜午前1時", "zh-Hant", ["晚上11點至凌晨1點"]),
        ("ja", "11月29日(土)～30日(日)", "en", ["Saturday, November 29 to Sunday the 30th"]),
        ("ko", "오후 1시~3시", "ja", ["午後1時〜3時"]),
        ("zh-Hans", "上午9点至11点", "ja", ["午前9時〜11時"]),
        ("en", "9 a.m. – 5 p.m.", "ja", ["午前9時〜午後5時"]),
        ("ja", "11月末、12月末〜来年初め", "ko", ["11월 말", "12월 말~내년 초"]),
        ("ja", "11月前半〜12月末", "ko", ["12월 말"]),
    ],
)
def test_a_range_is_one(source, text, target, expected):
    assert [words for _, words in said_moments(text, parse_locale(source), parse_locale(target))] == expected


@pytest.mark.parametrize(
    ("text", "answer", "found"),
    [
        ("令和元年5月1日に始まる。", "It began on ⟦0⟧.", []),
        ("午後3時半に始まる。", "It begins at ⟦0⟧.", []),
        ("午後3時半に始まる。", "It begins at ⟦0⟧ with 47 guests.", ["figure-extra"]),
    ],
)
def test_a_moment_that_is_well_said_is_no_finding(tools, markdown, locale, text, answer, found):
    kit = tools(lambda _: answer, source=locale("ja"))
    (done,) = translate_post(markdown(text), [locale("en")], kit)
    checks = [finding.check for finding in done.units[0].findings]
    assert [check for check in checks if check.startswith("figure")] == found
