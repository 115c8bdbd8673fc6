"""XLIFF: what is written can be read to the letter, by us and by others, and nothing hostile is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from translate_pipeline.errors import InputError
from translate_pipeline.formats import xliff
from translate_pipeline.formats.inline_codes import Kind, faults, split
from translate_pipeline.formats.xliff_codes import NAMESPACE, codes_of, fill, read, said_codes, tokens_of, untokened
from translate_pipeline.review import outgoing

from .conftest import DATA

REVIEW = DATA / "review" / "r1.po"
SYNTAXES = ("markdown", "html", "text")
PARTS = [
    *("**", "*", "_", "__", "***", "~~", "`", "``", "[", "]", "](https://a.example/x)", "][ref]", "![図](a.png)", "[^1]"),
    *("<b>", "</b>", '<a href="?a=1&b=2">', "</a>", "<br>", "<br/>", "<!-- x -->", "{{ x }}", "{% y %}", "⟦0⟧", "\\*"),
    *(
        " ",
        "  ",
        "\n",
        "\r\n",
        "\r",
        "\t",
        "\n> ",
        "\x00",
        "\x07",
        "\x0b",
        "\x1b",
        "\ufffe",
        "\x85",
        "\u2028",
        "…",
        "&amp;",
        "<",
        ">",
    ),
    *("価格", "가격", "Price", "a", "1", "。", ". "),
]
raw = st.lists(st.sampled_from(PARTS), max_size=12).map("".join) | st.text(max_size=20)
syntaxes = st.sampled_from(SYNTAXES)


def through_xml(tokens, codes=()):
    element = etree.Element(f"{{{NAMESPACE}}}target")
    fill(element, tokens, codes)
    return etree.fromstring(etree.tostring(element, encoding="UTF-8"))


@given(text=raw, syntax=syntaxes)
def test_pieces_join_to_the_text_and_pairs_have_two_halves(text, syntax):
    pieces = split(text, syntax)
    assert "".join(piece.raw for piece in pieces) == text
    opened = [piece.pair for piece in pieces if piece.kind is Kind.OPEN]
    assert sorted(opened) == sorted(piece.pair for piece in pieces if piece.kind is Kind.CLOSE)
    assert len(set(opened)) == len(opened)


@settings(deadline=None)
@given(source=raw, target=raw, syntax=syntaxes)
def test_any_text_comes_back_to_the_letter(source, target, syntax):
    codes = codes_of(source, syntax)
    for text in (source, target):
        assert untokened(read(through_xml(tokens_of(text, syntax, codes))), codes) == text


@given(source=raw, syntax=syntaxes)
def test_a_source_is_all_codes_and_words(source, syntax):
    """Every code of a source stands in it once, and the element says of itself what each stands for."""
    codes = codes_of(source, syntax)
    tokens = tokens_of(source, syntax, codes)
    opened = [token[1] for token in tokens if not isinstance(token, str) and token[0] != "close" and token[1].isdigit()]
    assert opened == [code.id for code in codes]
    element = through_xml(tokens, codes)
    if not re.search("[\x00-\x1f\ufffe…]", source):
        assert untokened(read(element), said_codes(element)) == source


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("**価格**は", "<g>価格</g>は"),
        ("[報告](https://a.example)の*先*", "<g>報告</g>の<g>先</g>"),
        ("5 * 3 * 2, snake_case_name", "5 * 3 * 2, snake_case_name"),
        ("[ ] done, [label] and \\*not\\*", "[ ] done, [label] and \\*not\\*"),
        ("`a*b`![x](y.png)[^1]<https://a.example>", "<x/><x/><x/><x/>"),
        ("**[太字](u)**", "<g><g>太字</g></g>"),
        ("**[太**字](u)", "<bx/><bx/>太<ex/>字<ex/>"),
        ("前半の**続き", "前半の<x/>続き"),
        ("<b>a<br>b</b>", "<g>a<x/>b</g>"),
        ("bell\x07", "bell<x/>"),
    ],
)
def test_what_a_translator_sees(text, content):
    element = through_xml(tokens_of(text, "markdown", codes_of(text, "markdown")))
    shown = etree.tostring(element, encoding="unicode")
    shown = re.sub(r"^<[^>]*?/?>|</[a-z0-9:]*target>$", "", shown)
    assert re.sub(r"<(/?)(?:ns0:)?(\w+)[^>/]*(/?)>", r"<\1\2\3>", shown) == content


def test_markup_of_the_target_alone_is_text_there():
    codes = codes_of("*先*に", "markdown")
    assert tokens_of("<em>먼저</em>에", "markdown", codes) == ["<em>", "먼저", "</em>", "에"]


@pytest.mark.parametrize(
    ("source", "target", "before", "said"),
    [
        ("**a**と`b`", "`b`와 **a**", "", ""),
        ("**a**", "<strong>a</strong>", "", ""),
        ("[a](u)", "[b](u)", "", ""),
        ("[a](u)", "b", "[b](u)", "lacks"),
        ("[a](u)", "[b](v)", "[b](u)", "lacks"),
        ("a", "⟦0⟧ b", "b", "⟦0⟧ too many"),
        ("`a`", "나", "가", ""),
        ("a\x07", "b", "b\x07", "U+0007"),
    ],
)
def test_markup_must_stand_unless_it_did_not_before(source, target, before, said):
    found = faults(source, target, before or source, "markdown")
    assert said in found
    assert bool(said) == bool(found)


def exported():
    return xliff.serialize([outgoing(REVIEW.read_text(encoding="utf-8"), REVIEW, "ko/posts/r1.po")])


def test_the_golden_file():
    found = re.sub(rb'tool-version="[^"]*"', b'tool-version="0"', exported())
    assert found.decode() == (DATA / "review" / "r1.xlf").read_text(encoding="utf-8")


PLACES = {"source": 0, "target": 1, "alt-trans": 2, "note": 2}
"""Where the schema has the children of a unit."""
STATES = {"needs-translation", "needs-review-translation", "translated", "signed-off", "final"}
ATTRIBUTES = {
    "xliff": {"version"},
    "file": {"original", "source-language", "target-language", "datatype", "tool-id"},
    "header": set(),
    "body": set(),
    "tool": {"tool-id", "tool-name", "tool-version"},
    "trans-unit": {"id", "approved", "{http://www.w3.org/XML/1998/namespace}space", "resname", "restype", "extradata"},
    "source": set(),
    "target": {"state", "state-qualifier"},
    "alt-trans": {"alttranstype", "origin", "{http://www.w3.org/XML/1998/namespace}space"},
    "note": {"from", "annotates", "priority"},
    "g": {"id", "ctype", "equiv-text"},
    "x": {"id", "ctype", "equiv-text"},
}
"""Those of the 1.2 schema that are used."""


def test_what_the_schema_asks_for():
    root = etree.fromstring(exported())
    ids = [unit.get("id") for unit in root.iter(f"{{{NAMESPACE}}}trans-unit")]
    assert len(set(ids)) == len(ids) == 5
    for element in root.iter():
        name = etree.QName(element)
        assert name.namespace == NAMESPACE
        assert set(element.attrib) <= ATTRIBUTES[name.localname], name
        if name.localname == "trans-unit":
            order = [PLACES[etree.QName(child).localname] for child in element]
            assert order == sorted(order)
            assert order[:2] == [0, 1]
        if name.localname == "target" and etree.QName(element.getparent()).localname == "trans-unit":
            assert element.get("state") in STATES
    header = root.find(f".//{{{NAMESPACE}}}file")
    assert [etree.QName(child).localname for child in header] == ["header", "body"]


def test_another_reader_reads_the_same(tmp_path):
    """translate-toolkit, as Weblate and Pootle use it."""
    factory = pytest.importorskip("translate.storage.xliff")
    path = tmp_path / "r1.xlf"
    path.write_bytes(exported())
    store = factory.xlifffile.parsefile(str(path))
    units = [unit for unit in store.units if not unit.isheader()]
    assert [unit.isapproved() for unit in units] == [False, False, True, True, False]
    assert units[0].get_state_n() == units[0].S_NEEDS_REVIEW
    assert str(units[2].target) == "성능은 <strong>같습니다</strong>."
    assert "glossary: Samsung = 삼성" in units[1].getnotes()
    assert "length: found 40" in units[1].getnotes()
    assert len(units[1].getalttrans()) == 1
    assert (store.getsourcelanguage(), store.gettargetlanguage()) == ("ja", "ko")


def wrap(inside, version="1.2", head=""):
    return (
        f'{head}<xliff version="{version}" xmlns="{NAMESPACE}"><file original="ko/posts/r1.po" source-language="ja" '
        f'target-language="ko" datatype="x"><body>{inside}</body></file></xliff>'
    ).encode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "not an XML file"),
        (b"<a", "not an XML file"),
        (b"<tmx version='1.4'/>", "found <tmx> of version 1.4, expected <xliff> of version 1.2"),
        (wrap("", version="2.0"), "found <xliff> of version 2.0"),
        (f'<xliff version="1.2" xmlns="{NAMESPACE}"/>'.encode(), "found no <file>"),
        (wrap("&e;", head='<!DOCTYPE xliff [<!ENTITY e SYSTEM "file:///etc/passwd">]>'), "declares an XML entity"),
        (wrap("", head='<!DOCTYPE xliff [<!ENTITY e "x">]>'), "declares an XML entity"),
    ],
)
def test_what_is_no_xliff_is_one_line(data, said):
    with pytest.raises(InputError, match=re.escape(said)) as caught:
        xliff.parse(data, Path("x.xlf"))
    assert "\n" not in str(caught.value)


def test_what_other_tools_add_is_looked_through():
    inside = (
        '<group id="1"><trans-unit id="a" approved="yes" xmlns:t="urn:tool" t:status="x"><!-- a --><source>前<g id="1">太</g></source>'
        '<seg-source><mrk mtype="seg" mid="1">前<g id="1">太</g></mrk></seg-source>'
        '<target><mrk mtype="seg" mid="1">앞<g id="1">굵</g></mrk></target><t:extra>z</t:extra><note>why?</note></trans-unit>'
        '<trans-unit id="b"><source>x</source></trans-unit><bin-unit id="c" mime-type="x"/></group>'
    )
    (file,) = xliff.parse(wrap(inside), Path("x.xlf"))
    first, second = file.units
    assert first.target == ["앞", ("open", "1"), "굵", ("close", "1")]
    assert (first.approved, first.base, first.notes) == (True, None, ("why?",))
    assert (second.target, second.approved) == ([], None)


@pytest.mark.parametrize(
    ("approved", "state", "expected"),
    [
        ("no", "needs-review-translation", False),
        ("yes", "needs-review-translation", True),
        ("no", "translated", True),
        ("no", "final", True),
        ("no", "needs-adaptation", False),
        ("no", None, None),
    ],
)
def test_tools_say_in_two_ways_that_a_unit_is_done(approved, state, expected):
    said = f' state="{state}"' if state else ""
    inside = f'<trans-unit id="a" approved="{approved}"><source>x</source><target{said}>y</target></trans-unit>'
    (file,) = xliff.parse(wrap(inside), Path("x.xlf"))
    assert file.units[0].approved is expected
