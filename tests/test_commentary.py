"""The parallel commentary of `benchmarks/data`: its shape, its markup, and that its names are the glossary's."""

from __future__ import annotations

import re
from itertools import permutations

import pytest

from translate_pipeline.glossary import load_glossary
from translate_pipeline.locales import parse_locale
from translate_pipeline.protect import form_in

from .conftest import ROOT

PLACE = ROOT / "benchmarks" / "data"
LOCALES = ["ja", "ko", "zh-Hans", "zh-Hant", "en"]
HEAD, *ROWS = [line.split("\t") for line in (PLACE / "commentary.tsv").read_text(encoding="utf-8").splitlines()]
QUOTES = {"ja": "「」", "ko": "“”", "zh-Hans": "“”", "zh-Hant": "「」", "en": "“”"}
FOREIGN = {
    "ja": "[가-힣]",
    "ko": "[ぁ-ヿ一-鿿]",
    "zh-Hans": "[ぁ-ヺ가-힣]",
    "zh-Hant": "[ぁ-ヺ가-힣]",
    "en": "[ぁ-ヿ一-鿿가-힣]",
}
GLOSSARY = load_glossary(sorted((ROOT / "glossaries").glob("*.csv")))


def each(test):
    return pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])(test)


def test_the_table_is_whole():
    assert ["id", "tags", *LOCALES] == HEAD
    assert [row[0] for row in ROWS] == [f"{number:03}" for number in range(1, 161)]
    assert {len(row) for row in ROWS} == {len(HEAD)}
    for column in range(2, len(HEAD)):
        texts = [row[column] for row in ROWS]
        assert len({*texts}) == len(texts), HEAD[column]


def test_every_tag_is_explained():
    explained = {*re.findall(r"`([\w-]+)`", (PLACE / "README.md").read_text(encoding="utf-8"))}
    assert {tag for row in ROWS for tag in row[1].split()} <= explained


@each
def test_no_column_is_written_carelessly(row):
    for locale, text in zip(LOCALES, row[2:], strict=True):
        assert text == text.strip(), locale
        assert not re.search(r"  |[\"']", text), locale
        assert not re.search(FOREIGN[locale], text), locale
        left, right = QUOTES[locale]
        assert text.count(left) == text.count(right) == sum(text.count(sign) for sign in "「“"), locale
        assert bool(text.count(left)) == ("quote" in row[1].split()), locale


@each
def test_markup_is_the_same_in_every_column(row):
    for pattern in (r"\]\(([^()]*)\)", r"`([^`]*)`", r"(\*\*)", r"(?<!\*)(\*)(?!\*)"):
        assert len({tuple(sorted(re.findall(pattern, text))) for text in row[2:]}) == 1, pattern


@each
def test_names_have_the_form_of_the_glossary(row):
    texts = dict(zip(LOCALES, row[2:], strict=True))
    for source, target in permutations(LOCALES, 2):
        for match in GLOSSARY.find(texts[source], parse_locale(source)):
            form = form_in(match.concept, parse_locale(target))
            if form and match.concept.kind != "term":
                assert form in texts[target], (source, target, match.text)
