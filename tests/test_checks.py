"""Each check fires on its bad cases and is silent on its good ones.

Golden files that translators can edit, `data/checks/<check>.txt`: a line `bad LOCALE` or `good LOCALE` (then perhaps
`terms=SOURCE:TARGET`, `forbidden=FORM:PREFERRED`, `ratio=N`), the source, `---`, the target, `===`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate_pipeline.check import CHECKS, POST_CHECKS, check_id, check_translation
from translate_pipeline.checks import Context
from translate_pipeline.detect import detect
from translate_pipeline.glossary import load_glossary
from translate_pipeline.locales import facts, parse_locale
from translate_pipeline.model import Finding, Origin, Segment, SegmentKind, Severity, Shield, ShieldKind, Span, Unit

from .conftest import DATA, ROOT

SHIPPED = load_glossary(sorted((ROOT / "glossaries").glob("*.csv")))
IDS = [check_id(check) for check in CHECKS]


@dataclass(frozen=True)
class Case:
    check: str
    bad: bool
    locale: str
    source: str
    target: str
    terms: tuple[tuple[str, str], ...] = ()
    forbidden: tuple[tuple[str, str], ...] = ()
    ratio: float | None = None
    polite: bool | None = None


def read(path):
    for number, block in enumerate(path.read_text(encoding="utf-8").strip().removesuffix("===").split("\n===\n"), start=1):
        head, _, rest = block.strip().partition("\n")
        source, separator, target = rest.partition("\n---\n")
        match = re.fullmatch(r"(bad|good) ([\w-]+)((?: \w+=.+)?)", head)
        assert match, f"{path.name}, case {number}: expected 'bad LOCALE' or 'good LOCALE', found {head!r}"
        assert separator, f"{path.name}, case {number}: expected a line --- between source and target"
        name, _, value = match[3].strip().partition("=")
        options = {}
        if name == "ratio":
            options["ratio"] = float(value)
        elif name == "style":
            options["polite"] = value == "polite"
        elif name:
            options[name] = (tuple(value.split(":", 1)),)
        yield Case(path.stem, match[1] == "bad", match[2], source.strip(), target.strip("\n"), **options)


CASES = [case for path in sorted((DATA / "checks").glob("*.txt")) for case in read(path)]


def words(text):
    """Return the text without markup and without code, as the pipeline does (roughly)."""
    text = re.sub(r"(`+)[^`]+\1", "", text)
    return re.sub(r"!?\[([^\[\]]*)\]\([^()\s]*\)|\*\*|</?\w+>", r"\1", text)


def unit_of(case, origin=Origin.MODEL):
    span = Span(start=0, end=len(case.source))
    segment = Segment(block=0, kind=SegmentKind.SENTENCE, span=span, core=span, inlines=())
    terms = tuple(Shield(kind=ShieldKind.TERM, source=one, target=other, word=other) for one, other in case.terms)
    return Unit(
        segment=segment,
        source=case.source,
        target=case.target,
        plain=words(case.target),
        plain_source=words(case.source),
        origin=origin,
        detected=detect(case.source),
        terms=terms,
    )


def findings_of(case):
    target = parse_locale(case.locale)
    context = Context(
        source=detect(case.source).locale,
        target=target,
        facts=facts(target),
        forbidden=dict(case.forbidden),
        glossary=SHIPPED,
        length_ratio=case.ratio,
        polite=case.polite,
    )
    _, findings = check_translation((unit_of(case),), context)
    return findings


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.check}-{'bad' if case.bad else 'good'}-{case.target[:20]}")
def test_golden(case):
    found = [finding for finding in findings_of(case) if finding.check == case.check]
    assert bool(found) == case.bad, found
    for finding in found:
        assert finding.segment == 0
        assert finding.message
        assert "\n" not in finding.message


@pytest.mark.parametrize("check", IDS)
def test_every_check_has_cases_of_both_kinds_and_is_documented(check):
    kinds = [case.bad for case in CASES if case.check == check]
    assert kinds.count(True) >= 2
    assert kinds.count(False) >= 2
    assert f"`{check}`" in (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")


def test_no_case_file_without_a_check():
    assert {case.check for case in CASES} == set(IDS)


def test_what_was_left_alone_is_not_judged():
    case = Case("script", bad=True, locale="en", source="7 분 읽기", target="7 분 읽기")
    context = Context(source=parse_locale("ja"), target=parse_locale("en"), facts=facts(parse_locale("en")))
    _, findings = check_translation((unit_of(case, Origin.SOURCE),), context)
    assert findings == ()


def test_the_same_target_for_different_sources():
    one = Case(
        "same-target",
        bad=True,
        locale="en",
        source="価格は今年に入って大きく下がりました。",
        target="We are going to use it.",
    )
    two = Case(
        "same-target", bad=True, locale="en", source="性能はこれまでと変わらないままです。", target="We are going to use it."
    )
    context = Context(source=parse_locale("ja"), target=parse_locale("en"), facts=facts(parse_locale("en")))
    _, findings = check_translation((unit_of(one), unit_of(two)), context)
    assert [finding.segment for finding in findings if finding.check == "same-target"] == [0, 1]
    assert [check_id(check) for check in POST_CHECKS] == ["same-target", "same-source", "term-mixed", "anchor", "score"]


def test_the_documented_severity_is_the_one_found():
    page = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w-]+)` \| (error|warning|note) \|", page, re.MULTILINE)
    assert [check for check, _ in rows] == IDS
    found = {finding.check: finding.severity for case in CASES if case.bad for finding in findings_of(case)}
    assert {check: str(found[check]) for check, _ in rows} == dict(rows)


def test_checking_again_finds_the_same_and_keeps_what_earlier_stages_found():
    case = Case("script", bad=True, locale="en", source="価格は下がります。", target="Prices ガガガ soon.")
    target = parse_locale("en")
    context = Context(source=parse_locale("ja"), target=target, facts=facts(target))
    earlier = Finding(check="mark-lost", severity=Severity.WARNING, message="lost")
    once, findings = check_translation((replace(unit_of(case), findings=(earlier,)),), context)
    twice, again = check_translation(once, context)
    assert (once, findings) == (twice, again)
    assert [finding.check for finding in findings] == ["mark-lost", "script"]


def test_the_same_words_around_different_code_are_not_the_same_target():
    context = Context(source=parse_locale("ko"), target=parse_locale("en"), facts=facts(parse_locale("en")))
    units = tuple(
        unit_of(Case("same-target", bad=False, locale="en", source=source, target=target))
        for source, target in (
            ("`a`과 `b`이 이번에 완전히 제거되었습니다.", "`a` and `b` were removed."),
            ("`c`와 `d`가 이번에 완전히 제거되었습니다.", "`c` and `d` were removed."),
        )
    )
    _, findings = check_translation(units, context)
    assert [finding for finding in findings if finding.check == "same-target"] == []


TEXT = st.text(st.sampled_from('ab A1，,.。「」()（）"“”![]`<>/⟦⟧株価カナ한국어年月割万百二半 \n\u3000%？'), max_size=60)


@given(source=TEXT, target=TEXT, locale=st.sampled_from(["ja", "ko", "zh-Hans", "zh-Hant", "en", "fr"]))
def test_no_text_breaks_a_check(source, target, locale):
    term, form = (("株価", target[:3]),), (("株", "株価"),)
    for finding in findings_of(Case("any", True, locale, source, target, term, form, 1.0)):  # noqa: FBT003
        assert finding.check in {*IDS, "same-target"}
        assert finding.message


@given(text=TEXT, locale=st.sampled_from(["ja", "ko", "zh-Hans", "en"]))
def test_a_copy_differs_from_its_source_in_nothing(text, locale):
    found = {finding.check for finding in findings_of(Case("any", False, locale, text, text))}  # noqa: FBT003
    assert not found & {
        "mark-leaked",
        "markup",
        "figure-changed",
        "figure-missing",
        "figure-extra",
        "punctuation",
        "brackets",
        "repetition",
        "space",
    }
