"""Term lists of OmegaT, DeepL, Google and Amazon: what each may hold, what spreadsheets do to them, and the way back."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from translate_pipeline.concepts import read_concepts
from translate_pipeline.errors import GlossaryError
from translate_pipeline.formats import imported
from translate_pipeline.formats.termlists import (
    parse_deepl,
    parse_google,
    parse_omegat,
    serialize_deepl,
    serialize_google,
    serialize_omegat,
)
from translate_pipeline.formats.termsets import (
    Directionality,
    parse_amazon,
    parse_google_set,
    serialize_amazon,
    serialize_google_set,
)
from translate_pipeline.locales import parse_locale
from translate_pipeline.model import Concept

from .conftest import ROOT

JA, KO, EN, HANS, HANT = map(parse_locale, ["ja", "ko", "en", "zh-Hans", "zh-Hant"])
HERE = Path("terms.csv")
LISTS = {
    "omegat": (serialize_omegat, parse_omegat),
    "deepl": (serialize_deepl, parse_deepl),
    "google": (serialize_google, parse_google),
    "google-tsv": (lambda *args: serialize_google(*args, delimiter="\t"), parse_google),
}


def concept(name, forms, **changes):
    fixed = {"kind": "company", "domain": "", "status": "approved", "dnt": False, "case": "any", "match": "word"}
    return Concept(**{**fixed, "id": name, "forms": forms, **changes})


SAMSUNG = concept(
    "samsung",
    {"ja": "サムスン", "ko": "삼성", "en": "Samsung", "zh-Hans": "三星", "zh-Hant": "三星"},
    aliases={"ja": ("三星", "サムソン")},
    forbidden={"en": ("Samsong",)},
    note="group",
)
HBM = concept("hbm", {"ja": "広帯域メモリー", "en": "high, bandwidth"})
NVLINK = concept("nvlink", {"en": "NVLink"}, dnt=True, aliases={"ja": ("NVリンク",)})
OLD = concept("old", {"ja": "旧", "en": "old"}, status="obsolete")
HALF = concept("half", {"ja": "半分"})
CONCEPTS = (SAMSUNG, HBM, NVLINK, OLD, HALF)


def pairs(concepts, source=JA, target=EN):
    """Pairs of a list as its concepts hold them."""
    return {
        (name, found.forms[str(target)])
        for found in concepts
        for name in (
            *([found.forms[str(source)]] if str(source) in found.forms else []),
            *found.aliases.get(str(source), ()),
        )
    }


# Writing

PAIRS = [
    ("サムスン", "Samsung"),
    ("三星", "Samsung"),
    ("サムソン", "Samsung"),
    ("広帯域メモリー", "high, bandwidth"),
    ("NVLink", "NVLink"),
    ("NVリンク", "NVリンク"),
]
LEFT_OUT = (("old", "obsolete"), ("half", "no form in en"))


def test_omegat():
    out = serialize_omegat(CONCEPTS, JA, EN)
    head, *lines = out.data.decode().splitlines()
    assert head == "# Glossary in tab-separated format -*- coding: utf-8 -*-"
    assert lines == ["\t".join((*pair, "group") if pair[1] == "Samsung" else pair) for pair in PAIRS]
    assert (out.rows, out.left_out) == (6, LEFT_OUT)


def test_deepl():
    out = serialize_deepl(CONCEPTS, JA, EN)
    assert out.data.decode().splitlines() == [
        f'{source},"{target}",ja,en' if "," in target else f"{source},{target},ja,en" for source, target in PAIRS
    ]
    assert (out.rows, out.left_out) == (6, LEFT_OUT)
    assert serialize_deepl([SAMSUNG], EN, HANT).data == "Samsung,三星,en,zh\n".encode()


def test_google():
    assert serialize_google([HBM], JA, EN).data == '広帯域メモリー,"high, bandwidth"\n'.encode()
    assert serialize_google([HBM], JA, EN, delimiter="\t").data == "広帯域メモリー\thigh, bandwidth\n".encode()


def test_google_set():
    out = serialize_google_set(CONCEPTS, [EN, JA, HANS, HANT])
    assert out.data.decode().splitlines() == [
        "en,ja,zh-CN,zh-TW,description",
        "Samsung,サムスン,三星,三星,group",
        '"high, bandwidth",広帯域メモリー,,,',
        "NVLink,NVLink,NVLink,NVLink,",
    ]
    assert (out.rows, out.left_out) == (3, (("old", "obsolete"), ("half", "a form in less than two of the locales")))


@pytest.mark.parametrize(
    ("directionality", "aliases"),
    [(Directionality.UNI, ["三星,Samsung,三星", "サムソン,Samsung,三星"]), (Directionality.MULTI, [])],
)
def test_amazon(directionality, aliases):
    out = serialize_amazon([SAMSUNG, NVLINK, OLD, HALF], [JA, EN, HANT], directionality=directionality)
    dnt = ["NVLink,NVLink,NVLink", *(["NVリンク,NVリンク,NVリンク"] if aliases else [])]
    assert out.data.decode().splitlines() == ["ja,en,zh-TW", "サムスン,Samsung,三星", *aliases, *dnt]
    assert [name for name, _ in out.left_out] == ["old", "half"]


def test_amazon_codes():
    locales = [*map(parse_locale, ["en-US", "zh-CN", "pt-PT", "fr-CA", "de-AT"])]
    form = dict.fromkeys(map(str, locales), "x")
    assert serialize_amazon([concept("x", form)], locales).data == b"en,zh,pt-PT,fr-CA,de\nx,x,x,x,x\n"


@pytest.mark.parametrize(
    ("serialize", "locales", "message"),
    [
        (serialize_amazon, ["en", "en-US"], "two of the locales are 'en' in this format"),
        (serialize_amazon, ["en"], "found 1 locales, expected a source and a target"),
        (serialize_google_set, [], "found 0 locales"),
        (
            serialize_amazon,
            ["en", "ja", "ko", "zh", "zt", "de", "fr", "es", "it", "nl", "pl", "pt"],
            "found 11 targets, expected at most 10",
        ),
    ],
)
def test_locales_that_a_set_cannot_have(serialize, locales, message):
    with pytest.raises(GlossaryError, match=message):
        serialize([], [parse_locale(tag) for tag in locales])


def test_one_source_has_one_target_where_the_service_asks_for_it():
    twice = [concept("a", {"ja": "銀行", "en": "bank"}), concept("b", {"ja": "銀行", "en": "Bank of Japan"}), SAMSUNG]
    for serialize in (serialize_deepl, serialize_google):
        out = serialize(twice, JA, EN)
        assert out.left_out == (("b", "'銀行' stands for a already"),)
        assert "Bank of Japan" not in out.data.decode()
    out = serialize_amazon(twice, [JA, EN])
    assert out.left_out == (("b", "'銀行' stands for a already"),)
    assert serialize_omegat(twice, JA, EN).left_out == ()
    assert pairs(parse_omegat(serialize_omegat(twice, JA, EN).data, HERE, JA, EN)) >= {
        ("銀行", "bank"),
        ("銀行", "Bank of Japan"),
    }


@pytest.mark.parametrize(
    ("serialize", "fits"),
    [(serialize_deepl, 1024), (serialize_google, 1023), (serialize_amazon, 200), (serialize_omegat, 9000)],
)
def test_terms_too_long(serialize, fits):
    locales = ([JA, EN],) if serialize is serialize_amazon else (JA, EN)
    for length, written in ((fits, 1), (fits + 1, serialize is serialize_omegat)):
        out = serialize([concept("long", {"ja": "長", "en": "x" * length})], *locales)
        assert out.rows == written
        assert out.left_out == (() if written else (("long", f"longer than {fits} bytes: {'x' * 30}…"),))


def test_a_file_too_large():
    many = [concept(str(number), {"ja": f"{number}", "en": "x" * 1000}) for number in range(11_000)]
    with pytest.raises(GlossaryError, match=r"found 10\.\d MiB of terms, expected at most 10"):
        serialize_deepl(many, JA, EN)


@pytest.mark.parametrize("name", LISTS)
def test_forms_that_begin_like_formulas_are_written_as_they_are(name):
    serialize, parse = LISTS[name]
    data = serialize([concept("a", {"ja": "=あ", "en": "-a"}), concept("b", {"ja": "#い", "en": "@b"})], JA, EN).data
    assert "'" not in data.decode()
    assert pairs(parse(data, HERE, JA, EN)) == {("=あ", "-a"), ("#い", "@b")}


@pytest.mark.parametrize("name", LISTS)
def test_line_ends_in_a_form_do_not_end_the_row(name):
    serialize, parse = LISTS[name]
    data = serialize([concept("a", {"ja": "一\n二", "en": "one\ttwo"}, note="x\r\ny")], JA, EN).data
    assert pairs(parse(data, HERE, JA, EN)) == {("一 二", "one two")}


def test_a_language_stands_for_its_territories():
    out = serialize_omegat([HBM], JA, parse_locale("en-GB"))
    assert "high, bandwidth" in out.data.decode()


# The way back

FORM = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\ufffd\ufeff"), max_size=8
).map(lambda text: unicodedata.normalize("NFC", text).strip().lstrip("'"))
SOME = FORM.filter(bool).filter(lambda form: not form[0].isspace())
TRICKY = SOME | st.sampled_from(
    ["a;b", "a, b", 'say "x"', '"', "#x", "=1", "a; b,c", "ja", "en", "source", "target", "O'Neil"]
)


@pytest.mark.parametrize("name", LISTS)
@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(
        st.tuples(TRICKY, TRICKY, st.lists(TRICKY, max_size=2), FORM), min_size=1, max_size=4, unique_by=lambda row: row[0]
    )
)
def test_no_pair_is_lost(name, rows):
    serialize, parse = LISTS[name]
    concepts = [
        concept(str(number), {"ja": source, "en": target}, aliases={"ja": tuple(aliases)} if aliases else {}, note=note)
        for number, (source, target, aliases, note) in enumerate(rows)
    ]
    first = serialize(concepts, JA, EN)
    if parse is parse_google and first.data.splitlines()[0].replace(b"\t", b",") in {b"source,target", b"ja,en"}:
        return  # nothing tells such a row from a header
    back = parse(first.data, HERE, JA, EN)
    expected = {(form, target) for source, target, aliases, _ in rows for form in (source, *aliases)}
    dropped = len(first.left_out)
    assert pairs(back) <= expected
    assert len(pairs(back)) >= len(expected) - dropped
    assert len({found.id for found in back}) == len(back)
    assert pairs(parse(serialize(back, JA, EN).data, HERE, JA, EN)) == pairs(back)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(("source", "target"), [(JA, EN), (KO, HANS), (EN, HANT)])
def test_the_shipped_glossary_comes_back_pair_by_pair(name, source, target):
    serialize, parse = LISTS[name]
    concepts = tuple(found for path in sorted((ROOT / "glossaries").glob("*.csv")) for found in read_concepts(path))
    first = serialize(concepts, source, target)
    again = serialize(parse(first.data, HERE, source, target), source, target)
    assert first.rows > 1000
    assert sorted(again.data.splitlines()) == sorted(first.data.splitlines())


def test_sets_come_back_form_by_form():
    locales = [EN, JA, KO, HANS, HANT]
    concepts = [SAMSUNG, HBM]
    google = parse_google_set(serialize_google_set(concepts, locales).data, HERE)
    assert [(found.forms, found.note) for found in google] == [({**found.forms}, found.note) for found in concepts]
    amazon = parse_amazon(serialize_amazon(concepts, [JA, EN, KO]).data, HERE)
    assert [(found.forms, found.aliases) for found in amazon] == [
        ({"ja": "サムスン", "en": "Samsung", "ko": "삼성"}, {"ja": ("三星", "サムソン")}),
        (HBM.forms, {}),
    ]


# Reading


def test_defaults_of_what_is_read():
    (found,) = parse_omegat("サムスン\tSamsung Electronics\t会社\n三星\tSamsung Electronics\tgroup\n".encode(), HERE, JA, EN)
    assert found == concept(
        "samsung-electronics",
        {"ja": "サムスン", "en": "Samsung Electronics"},
        kind="term",
        status="proposed",
        aliases={"ja": ("三星",)},
        note="会社; group",
    )


EXPECTED = {("サムスン", "Samsung"), ("会社", "Foo, Inc.")}


@pytest.mark.parametrize("parse", [parse_deepl, parse_google, parse_omegat])
@pytest.mark.parametrize(
    "text",
    [
        'サムスン,Samsung\n会社,"Foo, Inc."\n',
        '"サムスン", "Samsung"\r\n"会社", "Foo, Inc."\r\n',
        "サムスン;Samsung\r\n会社;Foo, Inc.\r\n",
        "サムスン\tSamsung\r\n\r\n会社\tFoo, Inc.\r\n",
        "サムスン\tSamsung\r会社\tFoo, Inc.",
        "source\ttarget\nサムスン\tSamsung\n会社\tFoo, Inc.\n",
        "ja-JP;EN\nサムスン;Samsung\n会社;Foo, Inc.\n".replace("ja-JP", "ja"),
        "サムスン\tSamsung\n 会社 \t Foo, Inc. \n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_spreadsheets_write(parse, text, encoding):
    assert pairs(parse(text.encode(encoding), HERE, JA, EN)) == EXPECTED


def test_one_row_with_a_comma_in_a_semicolon_file():
    assert pairs(parse_deepl("会社;Foo, Inc.\n".encode(), HERE, JA, EN)) == {("会社", "Foo, Inc.")}


def test_guards_are_taken_off():
    assert pairs(parse_google("'=あ,'-a\n'90s,'s\n".encode(), HERE, JA, EN)) == {("=あ", "-a"), ("'90s", "'s")}


def test_omegat_comments_and_quotes():
    text = '# Glossary in tab-separated format -*- coding: utf-8 -*-\n#a\tb\n"19" rack\tラック\n #1\t一番\n'
    assert pairs(parse_omegat(text.encode(), HERE, EN, JA), EN, JA) == {('"19" rack', "ラック"), ("#1", "一番")}
    assert parse_omegat(text.splitlines()[0].encode(), HERE, EN, JA) == ()


def test_a_source_without_a_target_is_a_concept_without_a_form():
    found = parse_omegat("半分\t\n\tquarter\n半分\t\n".encode(), HERE, JA, EN)
    assert [one.forms for one in found] == [{"ja": "半分"}, {"en": "quarter"}, {"ja": "半分"}]


def test_deepl_rows_of_other_languages():
    data = "サムスン,Samsung,JA,EN-US\nSamsung,サムスン,en,ja\n三星,Samsung,ja,en,0.9\n".encode()
    assert pairs(parse_deepl(data, HERE, JA, EN)) == {("サムスン", "Samsung"), ("三星", "Samsung")}
    with pytest.raises(GlossaryError, match=r"^terms.csv:1: found rows in ja>en, expected ko>zh$"):
        parse_deepl(data, HERE, KO, HANT)


def test_sets_as_other_tools_write_them():
    text = "EN;ja-JP;zh_TW;POS;Description;\r\nSamsung;サムスン;三星;noun;group;\r\n;半分\r\n;;;verb;;\r\n"
    first, second = parse_google_set(text.encode("utf-16"), HERE)
    assert first.forms == {"en": "Samsung", "ja": "サムスン", "zh-Hant": "三星"}
    assert (first.id, first.note, first.status) == ("samsung", "group", "proposed")
    assert (second.forms, second.note) == ({"ja": "半分"}, "")


# Files that are refused

BROKEN = "サムスン,Samsung\n".encode() + "会社,company\n".encode("cp932")


@pytest.mark.parametrize("parse", [parse_deepl, parse_google, parse_omegat])
@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (BROKEN, "2: the byte 0x89 is not UTF-8: save the file as 'CSV UTF-8'"),
        ("a,b\n".encode("utf-16") + b"x", "the byte 0x78 is not UTF-16"),
        ("a,b\nc,d".encode("utf-16-le"), "1: found U+0000: looks like UTF-16 without a BOM"),
        ("a,b\nc\ufffd,d\n".encode(), "2: found U+FFFD: has a character lost"),
        ("a,b\nサムスン\n".encode(), "2: found one cell, 'サムスン', expected a source and a target"),
    ],
)
def test_lists_that_are_refused(parse, data, message):
    with pytest.raises(GlossaryError) as caught:
        parse(data, HERE, JA, EN)
    assert message in str(caught.value)
    assert str(caught.value).startswith("terms.csv:")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("parse", [parse_amazon, parse_google_set])
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Samsung,サムスン\n", "1: unknown locale 'Samsung'"),
        ("en\nx\n", "1: expected a header with two language codes at least; found en"),
        ("en,jp\na,b\n", "1: unknown locale 'jp': did you mean 'ja'?"),
        ("en,zh,zh-CN\na,b,c\n", "1: column 'zh': a second column of this language"),
        ("en,en\na,b\n", "1: column 'en': a second column of this language"),
        ("en,ja\na,b,c\n", "2: found 3 cells, expected 2 as in the header"),
        ('en,ja\n"a,b\n', "2: not CSV: unexpected end of data"),
    ],
)
def test_sets_that_are_refused(parse, text, message):
    with pytest.raises(GlossaryError) as caught:
        parse(text.encode(), HERE)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_pos_is_a_column_of_google_alone():
    assert parse_google_set(b"en,ja,pos\na,b,noun\n", HERE)[0].forms == {"en": "a", "ja": "b"}
    with pytest.raises(GlossaryError, match=r"unknown locale 'pos'"):
        parse_amazon(b"en,ja,pos\na,b,noun\n", HERE)


def test_a_language_into_itself():
    for serialize, parse in LISTS.values():
        with pytest.raises(GlossaryError, match="source and target are both ja"):
            serialize([HBM], JA, JA)
        with pytest.raises(GlossaryError, match="source and target are both ja"):
            parse(b"a,b\n", HERE, JA, JA)


def test_huge_files(monkeypatch):
    monkeypatch.setattr(imported, "LIMIT", 10)
    with pytest.raises(GlossaryError, match="split the file"):
        parse_deepl(b"aaaaaa,bbbbbb\n", HERE, JA, EN)
