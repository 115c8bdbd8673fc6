"""Lengths of time: what is one, and how each locale says it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate_pipeline.figures.durations import Duration, find_durations, say_duration
from translate_pipeline.locales import parse_locale
from translate_pipeline.model import Span
from translate_pipeline.pipeline import translate_post

TAGS = ("en", "ja", "ko", "zh-Hans", "zh-Hant")


@pytest.mark.parametrize(
    ("tag", "text", "expected"),
    [
        ("ja", "10秒で、20分後に、3時間、５日間、2週間、6か月間、10年間", "10秒 20分 3時間 ５日間 2週間 6か月間 10年間"),
        ("ja", "1秒あたり、10〜20時間、1.5時間", "1秒 10〜20時間 1.5時間"),
        ("ja", "9時10分、10分野、3分の1、11月3日、2025年、第3分科会、24時間制", "24時間"),
        ("ko", "10초 만에, 20분 동안, 3 시간은, 5일간, 2주간, 6개월, 10년간", "10초 20분 3 시간 5일간 2주간 6개월 10년간"),
        ("ko", "9시 10분, 3분의 1, 3분기, 11월 3일, 2025년, 10주를 샀다", ""),
        (
            "zh-Hans",
            "10秒，20分钟，3小时，3个小时，5天，2周，6个月，10年后",
            "10秒 20分钟 3小时 3个小时 5天 2周 6个月 10年后",
        ),
        ("zh-Hant", "20分鐘、3小時、2週、6個月", "20分鐘 3小時 2週 6個月"),
        ("zh-Hans", "2025年，三天，10分，5周年", ""),
        ("en", "10 seconds, 1 minute, 3 hours, 5 days and 10–20 years", "10 seconds|1 minute|3 hours|5 days|10–20 years"),
        ("en", "5-year plan, 5 years old, 3 hourly, 24/7 days", ""),
        ("fr", "3 heures", ""),
    ],
)
def test_what_is_a_length_of_time(tag, text, expected):
    found = [duration.span.of(text) for duration in find_durations(text, parse_locale(tag))]
    wanted = expected.split("|") if tag == "en" else expected.replace("3 시간", "3시간").split()
    assert [one.replace("3 시간", "3시간").removesuffix("后") for one in found] == [
        one.removesuffix("后") for one in wanted if one
    ]


@given(
    st.integers(0, 999), st.sampled_from(["second", "minute", "hour", "day", "week", "month", "year"]), st.sampled_from(TAGS)
)
def test_what_is_said_is_found_again(number, unit, tag):
    locale = parse_locale(tag)
    said = say_duration(Duration(span=Span(start=0, end=0), unit=unit, first=str(number)), locale)
    ambiguous = {("ko", "day"), ("ko", "year"), ("ko", "week"), ("zh-Hans", "year"), ("zh-Hant", "year")}
    found = list(find_durations(said, locale))
    if (tag, unit) not in ambiguous:
        assert [(one.unit, one.first, one.last) for one in found] == [(unit, str(number), "")]


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("en", "in 10–20 hours and 7 minutes"), ("ko", "약 10~20시간 7분"), ("zh-Hant", "約10～20小時7分鐘")],
)
def test_a_length_of_time_is_not_left_to_the_model(tools, markdown, locale, tag, expected):
    said = {"en": "in ⟦0⟧ and ⟦1⟧", "ko": "약 ⟦0⟧ ⟦1⟧", "zh": "约⟦0⟧⟦1⟧"}
    kit = tools(lambda request: said[request.target], source=locale("ja"))
    (done,) = translate_post(markdown("約10〜20時間と7分で"), [locale(tag)], kit)
    assert done.units[0].target == expected


@pytest.mark.parametrize(("tag", "expected"), [("en", "10–20%"), ("ko", "10~20%"), ("zh-Hans", "10～20%")])
def test_a_range_is_one_figure(tools, markdown, locale, tag, expected):
    kit = tools(lambda request: {"en": "up ⟦0⟧", "ko": "⟦0⟧ 증가", "zh": "增长⟦0⟧"}[request.target], source=locale("ja"))
    (done,) = translate_post(markdown("10〜20%増加"), [locale(tag)], kit)
    assert expected in done.units[0].target
