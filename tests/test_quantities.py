"""Quantities: golden tables that a translator can read (`data/quantities`), and the laws of finding and saying."""

from __future__ import annotations

import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from translate_pipeline.figures.numerals import Figure, FigureKind
from translate_pipeline.figures.quantities import Quantity, find_quantities
from translate_pipeline.figures.quantity_forms import Bound, Kind
from translate_pipeline.figures.quantity_phrases import PHRASES
from translate_pipeline.figures.quantity_saying import say_quantity
from translate_pipeline.figures.quantity_units import UNIT_PATTERNS, UNIT_TEMPLATES
from translate_pipeline.locales import parse_locale
from translate_pipeline.model import Span
from translate_pipeline.pipeline import translate_post

DATA = Path(__file__).parent / "data" / "quantities"
TAGS = ("en", "ja", "ko", "zh-Hans", "zh-Hant")


def rows(name):
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]


def said_in(text, source, target):
    """Put every quantity of a text into the words of `target`, and leave all else."""
    out, at = [], 0
    for quantity in find_quantities(text, parse_locale(source)):
        said = say_quantity(quantity, parse_locale(target)) or quantity.span.of(text)
        out += [text[at : quantity.span.start], said]
        at = quantity.span.end
    return "".join([*out, text[at:]])


GOLDEN = [(source, *row) for source in TAGS for row in rows(f"{source}.tsv")[1:]]


@pytest.mark.parametrize(("source", "text", "expected"), [(row[0], row[1], row[2:]) for row in GOLDEN])
def test_golden(source, text, expected):
    assert len(list(find_quantities(text, parse_locale(source)))) == 1
    assert tuple(said_in(text, source, target) for target in TAGS) == expected


def test_golden_tables_are_whole():
    for source in TAGS:
        assert rows(f"{source}.tsv")[0] == ("text", *TAGS)
        assert len(rows(f"{source}.tsv")) > (40 if source == "ja" else 20)


@pytest.mark.parametrize(("tag", "text", "found"), rows("negatives.txt"))
def test_no_quantity_or_only_a_part(tag, text, found):
    quantities = find_quantities(text, parse_locale(tag))
    assert [quantity.span.of(text) for quantity in quantities] == [part for part in found.split("|") if part]


def test_an_unknown_locale_has_none():
    (quantity,) = find_quantities("about 80%", parse_locale("en"))
    assert list(find_quantities("ungefähr 80 %", parse_locale("de"))) == []
    assert say_quantity(quantity, parse_locale("de")) is None


@pytest.mark.parametrize("tag", TAGS)
def test_offsets_count_code_points_of_the_text_given(tag):
    text = {"en": "𠮷🎉 at least 80%", "ko": "𠮷🎉 ８０％ 이상"}.get(tag, "𠮷🎉８０％以上")
    (quantity,) = find_quantities(text, parse_locale(tag))
    assert quantity.span.of(text) == text[2:].strip()


def facts(quantity):
    """What a quantity says, without where and how it was written."""
    ends = [end and (end.kind, end.value, end.currency, end.year) for end in (quantity.first, quantity.last)]
    return quantity.kind, *ends, quantity.bound, quantity.open, quantity.unit, quantity.per, quantity.whole


NOWHERE = Span(start=0, end=0)
NUMBER, PERCENT, MONEY = FigureKind.NUMBER, FigureKind.PERCENT, FigureKind.MONEY
BOUNDS = st.sampled_from([None, *Bound])


@st.composite
def figures(draw, kind=NUMBER, most=10**13):
    scale = draw(st.sampled_from([0, 0, 4, 6, 8, 9, 12])) if kind is not PERCENT else 0
    decimals = draw(st.integers(0, 2))
    value = Decimal(draw(st.integers(1, 10 ** draw(st.integers(1, 7))))).scaleb(scale - decimals)
    assume(value < most)
    currency = draw(st.sampled_from(["USD", "EUR", "JPY", "KRW", "CNY", "TWD"])) if kind is MONEY else ""
    return Figure(span=NOWHERE, kind=kind, value=value, scale=scale, decimals=decimals, currency=currency)


@st.composite
def measures(draw):
    kind = draw(st.sampled_from([Kind.PLAIN, Kind.POINTS, Kind.MULTIPLE, Kind.UNIT]))
    what = draw(st.sampled_from([PERCENT, MONEY])) if kind is Kind.PLAIN else NUMBER
    first = draw(figures(kind=what, most=10**13))
    assume(kind is not Kind.MULTIPLE or first.value != 1)
    unit = draw(st.sampled_from(sorted(UNIT_TEMPLATES["en"]))) if kind is Kind.UNIT else ""
    assume(unit not in {"parameter", "token"} or first.value >= 1000)
    last, bound, per = None, draw(BOUNDS), ""
    if draw(st.booleans()):
        last = replace(first, value=first.value * draw(st.integers(2, 9)))
        bound = bound if bound in {None, Bound.ABOUT, Bound.UP_TO} else None
    if what is MONEY:
        per = draw(st.sampled_from(["", *sorted(PHRASES["en"].rates)]))
    assume(kind is not Kind.PLAIN or last or bound or per)
    return Quantity(span=NOWHERE, kind=kind, first=first, last=last, bound=bound, unit=unit, per=per)


@st.composite
def fractions(draw):
    whole = draw(st.integers(2, 10))
    first = Figure(span=NOWHERE, kind=NUMBER, value=Decimal(draw(st.integers(1, whole - 1))))
    return Quantity(span=NOWHERE, kind=Kind.FRACTION, first=first, whole=whole, bound=draw(BOUNDS))


@st.composite
def ordinals(draw):
    first = Figure(span=NOWHERE, kind=NUMBER, value=Decimal(draw(st.integers(2, 120))))
    return Quantity(span=NOWHERE, kind=draw(st.sampled_from([Kind.ORDINAL, Kind.PLACE, Kind.RANK])), first=first)


CONTEXT = {
    ("en", Kind.MULTIPLE): ("", " faster"),
    ("en", Kind.ORDINAL): ("", " generation"),
    ("en", Kind.PLACE): ("the ", " model"),
    ("en", Kind.RANK): ("ranked ", ""),
    ("ja", Kind.ORDINAL): ("", "世代"),
    ("ko", Kind.ORDINAL): ("", "세대"),
    ("zh-Hans", Kind.ORDINAL): ("", "代"),
    ("zh-Hant", Kind.ORDINAL): ("", "代"),
}
"""What has to stand around a quantity of a kind, so that it can be nothing else: `3 times` may be occasions."""


def unread(quantity, tag):
    """Whether a locale says it in a way that it does not read: the press writes 80 GB there, which stays as it stands."""
    return quantity.kind is Kind.UNIT and quantity.unit not in UNIT_PATTERNS[tag]


@given(st.one_of(measures(), fractions(), ordinals()), st.sampled_from(TAGS))
def test_what_is_said_is_found_again(quantity, tag):
    assume(not unread(quantity, tag))
    said = say_quantity(quantity, parse_locale(tag))
    if said is None:  # a range whose ends would be misread
        assert quantity.last is not None
        return
    before, after = CONTEXT.get((tag, quantity.kind), ("", ""))
    (found,) = find_quantities(before + said + after, parse_locale(tag))
    assert found.span == Span(start=len(before), end=len(before) + len(said))
    assert facts(found) == facts(quantity)


PIECES = """0 1 3 10 2000 1,000 2.5 . , - − % ％ $ ¥ 第 제 分の 分之 분의 割 成 할 倍 배 番目 位 위 万 億 亿 만 억 million
約 约 약 以上 이상 以下 未満 超 超过 不到 about over at_least up_to more_than 〜 ～ ~ – ドル 円 元 달러 美元 月額 每月 월 a_month
トン 吨 톤 tons パラメータ 参数 token 1株当たり 100万トークン当たり per_million_tokens ポイント 个百分点 %포인트 一 三 十 千 百
third 3rd one-third No._3 x 時 年 月 の は 는 的 : / ( 🎉""".replace("_", "\u00a0").split()
PIECES = [piece.replace("\u00a0", " ") for piece in PIECES]
TEXTS = st.lists(st.one_of(st.sampled_from([*PIECES, " ", *(row[1] for row in GOLDEN)]), st.characters()), max_size=16)


@given(TEXTS.map("".join), st.sampled_from(TAGS), st.sampled_from(TAGS))
def test_finding_in_any_text(text, source, target):
    """It never raises; spans lie in the text, in order, none empty, none overlapping; and each can be asked to be said."""
    at = 0
    for quantity in find_quantities(text, parse_locale(source)):
        assert at <= quantity.span.start < quantity.span.end <= len(text)
        at = quantity.span.end
        say_quantity(quantity, parse_locale(target))


HOSTILE = ["1〜", "1-", "約", "約1", "第", "第3", "1%", "3分の", "一", "三分之", "約 ", "about ", "1 or more ", "at least "]
HOSTILE += [
    "$1 per ",
    "1億〜",
    "1x",
    "3割",
    "1以上",
    "월 ",
    "每百万",
    "100万トークン",
    "1,",
    "one-",
    "~",
    "1 %",
    "No. 3",
    "1~2",
]


@pytest.mark.parametrize("tag", ["ja", "zh-Hans", "en"])
def test_time_is_linear(tag):
    started = time.perf_counter()
    for piece in HOSTILE:
        list(find_quantities((piece * 6_000)[:6_000], parse_locale(tag)))
    assert time.perf_counter() - started < 30


@pytest.mark.parametrize("tag", TAGS)
def test_every_locale_says_every_kind(tag):
    phrases, english = PHRASES[tag], PHRASES["en"]
    assert phrases.says.keys() == english.says.keys()
    assert phrases.bounds.keys() == set(Bound)
    assert phrases.rates.keys() == english.rates.keys()
    assert UNIT_TEMPLATES[tag].keys() == UNIT_TEMPLATES["en"].keys()


@pytest.mark.parametrize(
    ("tag", "answer", "expected"),
    [
        ("en", "⟦0⟧ of users pay ⟦1⟧.", "At least 30% of users pay $20 a month."),
        ("ko", "사용자 ⟦0⟧이 ⟦1⟧를 낸다.", "사용자 30% 이상이 월 20달러를 낸다."),
        ("zh-Hans", "⟦0⟧的用户支付⟦1⟧。", "30%以上的用户支付每月20美元。"),
    ],
)
def test_a_quantity_is_one_mark(tools, markdown, locale, tag, answer, expected):
    kit = tools(lambda _: answer, source=locale("ja"))
    (done,) = translate_post(markdown("30%以上の利用者が月額20ドルを払う。"), [locale(tag)], kit)
    assert done.units[0].target == expected


def test_the_checks_know_a_range_with_one_scale_word(tools, markdown, locale):
    kit = tools(lambda _: "It raised ⟦0⟧.", source=locale("ja"))
    (done,) = translate_post(markdown("1〜2億ドルを調達した。"), [locale("en")], kit)
    assert done.units[0].target == "It raised $100–200 million."
    assert not [finding for finding in done.units[0].findings if finding.check.startswith("figure")]
