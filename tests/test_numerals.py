"""Figures: golden tables that a translator can read (`data/numerals`), and the laws of finding and saying."""

from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate_pipeline.figures.numeral_forms import FORMS
from translate_pipeline.figures.numerals import Figure, FigureKind, find_figures, say
from translate_pipeline.locales import parse_locale
from translate_pipeline.model import Span

DATA = Path(__file__).parent / "data" / "numerals"
TAGS = ("ja", "ko", "zh-Hans", "zh-Hant", "en")
CURRENCIES = ("USD", "EUR", "GBP", "JPY", "KRW", "CNY", "TWD", "HKD", "INR")
IN_REACH = Decimal(10) ** 20
"""Greater figures are none."""
PAIRS = [tuple(path.stem.split("-", 1)) for path in sorted(DATA.glob("*.tsv")) if not path.stem.startswith("zh-")]
PAIRS += [(f"zh-{path.stem.split('-')[1]}", path.stem.split("-", 2)[2]) for path in sorted(DATA.glob("zh-*.tsv"))]


def rows(name):
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]


def facts(figure):
    """What a figure says, without where and how it was written."""
    return (
        *(figure.kind, figure.value, figure.currency, figure.year, figure.month, figure.day),
        *(figure.quarter, figure.half, figure.fiscal),
    )


def said_in(text, source, target):
    """Put every figure of a text into the words of `target`, and leave all else."""
    out, at = [], 0
    for figure in find_figures(text, parse_locale(source)):
        out += [text[at : figure.span.start], say(figure, parse_locale(target)) or figure.span.of(text)]
        at = figure.span.end
    return "".join([*out, text[at:]])


GOLDEN = [(source, target, *row) for source, target in PAIRS for row in rows(f"{source}-{target}.tsv")]


@pytest.mark.parametrize(("source", "target", "text", "expected"), GOLDEN)
def test_golden(source, target, text, expected):
    assert len(find_figures(text, parse_locale(source))) == 1
    assert said_in(text, source, target) == expected


def test_golden_tables_are_big_enough():
    sizes = {pair: len(rows(f"{pair[0]}-{pair[1]}.tsv")) for pair in PAIRS}
    assert all(sizes["ja", target] >= 15 for target in TAGS if target != "ja")
    assert len(sizes) >= 13


@pytest.mark.parametrize(("tag", "text", "figures"), rows("negatives.txt"))
def test_no_figure_or_only_a_part(tag, text, figures):
    found = find_figures(text, parse_locale(tag))
    assert [figure.span.of(text) for figure in found] == [part for part in figures.split("|") if part]


@pytest.mark.parametrize(
    ("tag", "text", "value", "scale", "decimals"),
    [
        ("ja", "1億2000万", "120000000", 8, 0),
        ("ja", "2千5百億", "250000000000", 11, 0),
        ("ja", "１，２００．５０", "1200.50", 0, 2),
        ("ko", "3조 2천억", "3200000000000", 12, 0),
        ("ko", "3만 5,000", "35000", 4, 0),
        ("zh-Hans", "3.5千万", "35000000", 7, 1),
        ("zh-Hans", "1.25万亿", "1250000000000", 12, 2),
        ("zh-Hant", "−3.5兆", "-3500000000000", 12, 1),
        ("en", "3.50 billion", "3500000000", 9, 2),
        ("en", "120,000", "120000", 0, 0),
    ],
)
def test_number_values(tag, text, value, scale, decimals):
    (figure,) = find_figures(text, parse_locale(tag))
    assert figure.span == Span(start=0, end=len(text))
    assert (figure.value, figure.scale, figure.decimals) == (Decimal(value), scale, decimals)


@pytest.mark.parametrize(
    ("tag", "text", "currency"),
    [
        *[("ja", f"200{word}", code) for word, code in (("米ドル", "USD"), ("円", "JPY"), ("人民元", "CNY"))],
        *[("ja", f"￥{n}", "JPY") for n in (200, "３００")],
        *[("ko", f"200{word}", code) for word, code in (("엔", "JPY"), ("위안", "CNY"), ("유로", "EUR"), ("원이", "KRW"))],
        *[("zh-Hans", f"2亿{word}", code) for word, code in (("元", "CNY"), ("美金", "USD"), ("港币", "HKD"))],
        *[("zh-Hans", f"{sign}200", code) for sign, code in (("¥", "CNY"), ("新台币", "TWD"), ("US$", "USD"))],
        *[("zh-Hant", f"2億{word}", code) for word, code in (("元", "TWD"), ("人民幣", "CNY"), ("日圓", "JPY"))],
        *[("en", f"{sign}200", code) for sign, code in (("¥", "JPY"), ("₩", "KRW"), ("NT$", "TWD"), ("RMB ", "CNY"))],
        *[("en", f"200 {word}", code) for word, code in (("U.S. dollars", "USD"), ("KRW", "KRW"), ("yuan", "CNY"))],
    ],
)
def test_currencies(tag, text, currency):
    (figure,) = find_figures(text, parse_locale(tag))
    assert (figure.kind, figure.currency) == (FigureKind.MONEY, currency)


def test_offsets_count_code_points_of_the_text_given():
    text = "𠮷野家🎉は８０％、３月５日に１００ドル"
    found = find_figures(text, parse_locale("ja"))
    assert [figure.span.of(text) for figure in found] == ["８０％", "３月５日", "１００ドル"]


def test_a_date_that_does_not_exist_is_none():
    assert [figure.day for figure in find_figures("2025年2月30日", parse_locale("ja"))] == [None]
    assert [figure.day for figure in find_figures("2月29日", parse_locale("ja"))] == [29]


def test_iso_dates_and_what_may_be_a_year_stay_as_they_are():
    for text, tag in (("2025-11-03", "en"), ("2025-11-03", "ja"), ("2024", "ja"), ("2024は", "ja"), ("2012 올림픽", "ko")):
        (figure,) = find_figures(text, parse_locale(tag))
        assert figure.verbatim
        assert all(say(figure, parse_locale(target)) is None for target in TAGS)
    (figure,) = find_figures("2024社", parse_locale("ja"))
    assert say(figure, parse_locale("en")) == "2,024"


def test_an_unknown_locale_has_no_figures():
    (figure,) = find_figures("80%", parse_locale("en"))
    assert find_figures("1.234,5 €", parse_locale("de")) == ()
    assert say(figure, parse_locale("de")) is None
    assert find_figures("80%", parse_locale("en-GB")) == (figure,)


@st.composite
def numbers(draw, kind=FigureKind.NUMBER, currency=""):
    scale = draw(st.sampled_from([0, 0, 3, 4, 6, 8, 9, 12, 16])) if kind is not FigureKind.PERCENT else 0
    decimals = draw(st.integers(0, 4))
    digits = draw(st.integers(0, 10 ** draw(st.integers(1, 15)) - 1))
    value = Decimal(digits).scaleb(scale - decimals) % IN_REACH
    if draw(st.booleans()) and value:
        value = -value
    span = Span(start=0, end=0)
    return Figure(span=span, kind=kind, value=value, scale=scale, decimals=decimals, currency=currency)


dates = st.dates().filter(lambda day: 1950 <= day.year <= 2099)


@st.composite
def calendars(draw):
    day = draw(dates)
    fields = draw(
        st.sampled_from(
            [
                {"year": day.year, "month": day.month, "day": day.day},
                {"year": day.year, "month": day.month},
                {"month": day.month, "day": day.day},
                {"year": day.year},
                {"quarter": 1 + day.month % 4},
                {"year": day.year, "quarter": 1 + day.month % 4},
                {"year": day.year, "half": 1 + day.month % 2},
                {"year": day.year, "fiscal": True},
                {"year": day.year, "fiscal": True, "quarter": 1 + day.month % 4},
                {"year": day.year, "fiscal": True, "half": 1 + day.month % 2},
            ]
        )
    )
    kind = FigureKind.PERIOD if fields.keys() & {"quarter", "half", "fiscal"} else FigureKind.DATE
    return Figure(span=Span(start=0, end=0), kind=kind, **fields)


FIGURES = st.one_of(
    numbers(),
    numbers(kind=FigureKind.PERCENT),
    st.sampled_from(CURRENCIES).flatmap(lambda code: numbers(kind=FigureKind.MONEY, currency=code)),
    calendars(),
)


@given(FIGURES, st.sampled_from(TAGS))
def test_what_is_said_is_found_again(figure, tag):
    """Exactness: not a digit is lost or made up, whatever the value and the locale."""
    said = say(figure, parse_locale(tag))
    assert said
    (found,) = find_figures(said, parse_locale(tag))
    assert found.span == Span(start=0, end=len(said))
    assert facts(found) == facts(figure)


PIECES = """0 1 5 12 2000 2024 1,000 12.50 . , - − % ％ ＄ $ US$ NT$ ¥ € ２０２４ 第 제 百分之 八十 万 亿 億 兆 京 千 百
만 억 조 천 million billion 年 月 日 년 월 일 년도 年度 四半期 季度 분기 上半期 ドル 円 元 人民币 人民幣 달러 원 美元 yen won
dollars Q H FY first quarter of November May Nov. 3 〜 to から http:// # v GPT R A a の は 는 的 : / ' + ( 🎉"""
PHRASES = sorted({row[2] for row in GOLDEN})
TEXTS = st.lists(st.one_of(st.sampled_from([*PIECES.split(), " ", "\u3000", *PHRASES]), st.characters()), max_size=24).map(
    "".join
)


@given(TEXTS, st.sampled_from(TAGS))
def test_finding_any_text(text, tag):
    """It never raises; spans lie in the text, in order, none empty, none overlapping."""
    at = 0
    for figure in find_figures(text, parse_locale(tag)):
        assert at <= figure.span.start < figure.span.end <= len(text)
        at = figure.span.end


@given(TEXTS, st.sampled_from(TAGS), st.sampled_from(TAGS))
def test_figures_of_any_text_keep_their_value(text, source, target):
    for figure in find_figures(text, parse_locale(source)):
        said = say(figure, parse_locale(target))
        assert figure.verbatim == (said is None)
        if said is not None:
            (found,) = find_figures(said, parse_locale(target))
            assert facts(found) == facts(figure)


HOSTILE = [
    "1",
    "1,",
    "1,234",
    "1.",
    "億",
    "1億",
    "1億2",
    "2千",
    "1 ",
    "$",
    "$1",
    "2024年",
    "-",
    " -5",
    "第",
    "Nov ",
    "first ",
]
HOSTILE += ["百分之", "http", "http://", "1〜", "1 million ", "A 1 ", "3만 5000 ", "2024-", "9:", "Q3 FY"]


@pytest.mark.parametrize("tag", TAGS)
def test_time_is_linear(tag):
    """A 200 kB text of nothing but one piece is read in seconds; a pattern that goes back over it would take hours."""
    started = time.perf_counter()
    for piece in HOSTILE:
        find_figures((piece * 200_000)[:50_000], parse_locale(tag))
    find_figures(("1234567890,億" * 20_000)[:200_000], parse_locale(tag))
    find_figures("1" * 200_000, parse_locale(tag))
    assert time.perf_counter() - started < 30


def test_every_locale_writes_every_currency():
    assert {tag: set(forms.currencies) for tag, forms in FORMS.items()} == {tag: set(CURRENCIES) for tag in TAGS}
