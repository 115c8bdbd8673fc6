"""The term test set: that its sentences hold the terms they list, and that the glossary finds exactly those.

A row that is wrong would be counted against every system that is measured with it (`tests/data/terms/README.md`).
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from translate_pipeline.checks import form_pattern, without
from translate_pipeline.evaluate_terms import read_terms
from translate_pipeline.glossary import load_glossary, read_concepts
from translate_pipeline.korean import fix_particle
from translate_pipeline.protect import form_in
from translate_pipeline.scripts import simplified_only, traditional_only

from .conftest import DATA, ROOT

FOLDER = DATA / "terms"
SHIPPED = sorted((ROOT / "glossaries").glob("*.csv"))
CASES = read_terms(FOLDER / "terms.tsv")
LOCALES = ("en", "ja", "ko", "zh-Hans", "zh-Hant")
OWN = {concept.id for concept in read_concepts(FOLDER / "glossary.csv")}

TAGS = (
    *("adjacent", "repeated", "nested", "quoted", "katakana-run", "version", "compound", "particle", "variant", "unusual"),
    *("plain", "many", "heading", "foreign", "figure"),
)
"""In the order in which a row has them."""

EXACT = set(TAGS) - {"compound", "particle", "figure", "plain"}
"""Tags that stand at every row that fits them; the others stand where they make the difficulty."""

_OPENING, _CLOSING = "「『“‘《（(【", "」』”’》）)】"
_PARTICLE = re.compile("[は-んがをもとのにでへや製社側氏]|[가-힣]|['’]s?(?![a-z])")
_FIGURE = re.compile(
    r"\d|[一二三四五六七八九十百千万萬两兩半]|절반|두 |세 |나흘|\b(?:two|three|four|nine|ten|half)\b", re.IGNORECASE
)
_STOP = re.compile("[。.！？!?…][”」』）)]?$")


@pytest.fixture(scope="module")
def terms_glossary():
    return load_glossary([FOLDER / "glossary.csv", *SHIPPED])


@pytest.fixture(scope="module")
def known_forms(terms_glossary):
    """Locale to the (form, concept id) that may be found in a text of it."""
    forms = {tag: [] for tag in LOCALES}
    for concept in terms_glossary.concepts:
        for own in LOCALES:
            for form in (concept.forms.get(own, ""), *concept.aliases.get(own, ())):
                for tag in LOCALES:
                    if len(form) > 1 and (own == tag or form.isascii()):
                        forms[tag].append((form, concept.id))
    return forms


@pytest.fixture(scope="module")
def found(terms_glossary):
    return {case.id: terms_glossary.find(case.text, case.source) for case in CASES}


def expected(match, case):
    return match.text if match.concept.dnt else form_in(match.concept, case.target)


def taken_out(case):
    """The reference without its terms, and the terms it lacks.

    Each occurrence counts once, the longest forms first; a Latin form is a word of its own, but for an English s.
    """
    rest, missing = case.reference, []
    for form, times in sorted(Counter(form for _, form in case.terms).items(), key=lambda item: -len(item[0])):
        left = "(?<![A-Za-z0-9])" if re.match("[A-Za-z0-9]", form) else ""
        right = "(?:s|['’]s)?(?![A-Za-z0-9])" if re.search("[A-Za-z0-9]$", form) else ""
        rest, count = re.subn(left + re.escape(form) + right, "\0", rest)
        missing += [form] * (times - count)
    return rest, missing


def lacking(case):
    return taken_out(case)[1]


def outside(case, matches):
    """The source without its terms."""
    text = case.text
    for match in reversed(matches):
        text = f"{text[: match.span.start]} {text[match.span.end :]}"
    return text


def around(case, match):
    """The characters that touch a term."""
    return case.text[: match.span.start][-1:], case.text[match.span.end :][:1]


def is_quoted(case, match):
    before, after = around(case, match)
    return (before != "" and before in _OPENING) or (after != "" and after in _CLOSING)


def is_nested(match, forms):
    return any(form in match.text and form != match.text and other != match.concept.id for form, other in forms)


def is_foreign(match, case):
    own = (match.concept.forms.get(str(case.source), ""), *match.concept.aliases.get(str(case.source), ()))
    fold = lambda text: unicodedata.normalize("NFKC", text).casefold()  # noqa: E731
    return not fold(match.text).isascii() and fold(match.text) not in map(fold, own)


def has_longer_run(case, matches, forms):
    """Whether a katakana run holds the shorter name of another concept, or of none that was found there."""
    for run in re.finditer("[ァ-ヺー]+", case.text):
        whole = {m.concept.id for m in matches if m.span.start <= run.start() and run.end() <= m.span.end}
        if any(form in run[0] and form != run[0] and other not in whole for form, other in forms):
            return str(case.source) == "ja"
    return False


def fitting(case, matches, forms):
    """The tags that a row may have, by what stands in its source."""
    gaps = [b.span.start - a.span.end for a, b in pairwise(matches)]
    concepts = Counter(match.concept.id for match in matches)
    fits = {
        "adjacent": any(gap <= 2 for gap in gaps),
        "repeated": max(concepts.values()) > 1,
        "nested": any(is_nested(match, forms) for match in matches),
        "quoted": any(is_quoted(case, match) for match in matches),
        "katakana-run": has_longer_run(case, matches, [(f, c) for f, c in forms if re.fullmatch("[ァ-ヺー]+", f)]),
        "version": any(re.search("[A-Za-zＡ-Ｚａ-ｚ]", match.text) and re.search(r"\d", match.text) for match in matches),
        "compound": any(char.isalpha() or char == "-" for match in matches for char in around(case, match)),
        "particle": any(_PARTICLE.match(case.text, match.span.end) for match in matches),
        "variant": any(match.text != match.concept.forms.get(str(case.source)) for match in matches),
        "unusual": bool(OWN.intersection(concepts)),
        "plain": True,
        "many": len(matches) >= 4,
        "heading": _STOP.search(case.text) is None,
        "foreign": any(is_foreign(match, case) for match in matches),
        "figure": _FIGURE.search(outside(case, matches)) is not None,
    }
    return {tag for tag, fit in fits.items() if fit}


def test_the_file_is_in_order():
    lines = (FOLDER / "terms.tsv").read_text(encoding="utf-8").split("\n")
    assert lines[0].split("\t") == ["id", "tags", "from", "to", "source", "reference", "terms"]
    assert lines[-1] == "", "the last line ends with a line feed"
    assert len(lines) == len(CASES) + 2, "no empty lines"
    assert [cell for line in lines for cell in line.split("\t") if cell != cell.strip()] == []
    keys = [(str(case.source), str(case.target), case.id) for case in CASES]
    assert keys == sorted(keys)


def test_rows_have_ids_tags_and_texts_of_their_own():
    for case in CASES:
        assert re.fullmatch(rf"{case.source}-{case.target}-\d\d", case.id)
        assert case.source != case.target
        assert list(case.tags) == [tag for tag in TAGS if tag in case.tags], f"{case.id}: unknown, twice or out of order"
        assert case.tags
        assert "plain" not in case.tags or case.tags == ("plain",), f"{case.id}: plain has no other tag"
        assert case.terms, f"{case.id}: no terms"
        assert unicodedata.is_normalized("NFC", case.reference), case.id
    for texts in ([case.id for case in CASES], [case.text for case in CASES], [case.reference for case in CASES]):
        assert [text for text, times in Counter(texts).items() if times > 1] == []


def test_the_set_is_large_and_balanced():
    assert len(CASES) >= 320
    assert {str(case.source) for case in CASES} == {str(case.target) for case in CASES} == set(LOCALES)
    japanese = Counter(str(case.target) for case in CASES if str(case.source) == "ja")
    assert 0.4 <= japanese.total() / len(CASES) <= 0.5
    assert min(japanese[tag] for tag in LOCALES if tag != "ja") >= 30
    counts = Counter(tag for case in CASES for tag in case.tags)
    assert {tag: counts[tag] for tag in TAGS if counts[tag] < 15} == {}


def test_the_readme_counts_what_is_there():
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    counts = Counter(tag for case in CASES for tag in case.tags)
    assert re.findall(r"^\| `([a-z-]+)`(\*?) \| (\d+) \|", readme, re.MULTILINE) == [
        (tag, "*" if tag in EXACT else "", str(counts[tag])) for tag in TAGS
    ]
    assert readme.split("\n")[2].startswith(f"{len(CASES)} sentences")
    pairs = Counter((str(case.source), str(case.target)) for case in CASES)
    for source in LOCALES:
        cells = " | ".join(str(pairs[source, target] or "") for target in LOCALES)
        assert f"| {source} | {cells} |".replace("|  |", "| |") in readme


def test_the_glossary_of_the_set_has_every_form_and_every_concept_is_used(found):
    with (FOLDER / "glossary.csv").open(encoding="utf-8", newline="") as own, SHIPPED[0].open(encoding="utf-8") as shipped:
        assert next(csv.reader(own)) == next(csv.reader(shipped))
    concepts = tuple(read_concepts(FOLDER / "glossary.csv"))
    assert 25 <= len(concepts) <= 40
    assert [concept.id for concept in concepts] == sorted(concept.id for concept in concepts)
    assert [concept.id for concept in concepts if set(concept.forms) != set(LOCALES)] == []
    assert any(concept.dnt for concept in concepts)
    assert {match.concept.id for matches in found.values() for match in matches} >= OWN


def test_the_glossary_finds_the_listed_terms_in_order_and_no_others(found):
    wrong = {
        case.id: (listed, there)
        for case in CASES
        if (there := [(match.text, expected(match, case)) for match in found[case.id]]) != (listed := list(case.terms))
    }
    assert wrong == {}


def test_references_have_every_expected_form_letter_for_letter():
    assert {case.id: missing for case in CASES if (missing := lacking(case))} == {}


def test_a_reference_that_loses_a_term_is_noticed():
    case = next(case for case in CASES if case.id == "ja-en-02")
    assert lacking(replace(case, reference=case.reference.replace("Samsung Electronics", "Samsung"))) == [
        "Samsung Electronics"
    ]
    twice = next(case for case in CASES if case.id == "ja-en-03")
    assert lacking(replace(twice, reference=twice.reference.replace("DeepSeek's", "its"))) == ["DeepSeek"]
    inside = next(case for case in CASES if case.id == "en-ja-02")
    assert lacking(replace(inside, reference=inside.reference.replace("サムスンの", "同社の"))) == ["サムスン"]


def test_references_have_no_forbidden_form(terms_glossary):
    for case in CASES:
        rest = without(case.reference, tuple(form for _, form in case.terms))
        bad = [form for form in terms_glossary.forbidden(case.target) if form_pattern(form).search(rest)]
        assert bad == [], case.id


def test_korean_references_have_the_right_particles():
    for case in CASES:
        if str(case.target) == "ko":
            for form in {form for _, form in case.terms}:
                for match in re.finditer(re.escape(form), case.reference):
                    tail = case.reference[match.end() :]
                    assert fix_particle(form, tail) == tail, case.id


def test_chinese_texts_keep_to_their_script(found):
    stray = {"zh-Hans": traditional_only, "zh-Hant": simplified_only}
    for case in CASES:
        for locale, text in ((case.source, outside(case, found[case.id])), (case.target, taken_out(case)[0])):
            if str(locale) in stray:
                assert [char for char in text if stray[str(locale)](char)] == [], case.id


def test_tags_say_what_is_there(found, known_forms):
    wrong = {}
    for case in CASES:
        fits = fitting(case, found[case.id], known_forms[str(case.source)])
        # Which particle or figure makes a sentence hard is for people to say, but it must be there.
        if set(case.tags) & EXACT != fits & EXACT or not fits.issuperset(case.tags):
            wrong[case.id] = (case.tags, sorted(fits))
    assert wrong == {}
