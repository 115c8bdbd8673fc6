"""TBX: what other tools write is read, what we write comes back whole, and nothing in a file makes us fetch anything."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from translate_pipeline.concepts import CASES, MATCHES, STATUSES, read_concepts
from translate_pipeline.errors import GlossaryError
from translate_pipeline.formats import imported
from translate_pipeline.formats.tbx import NAMESPACE, parse_tbx, serialize_tbx
from translate_pipeline.model import Concept

from .conftest import DATA, ROOT

FILES = DATA / "glossary"
HERE = Path("terms.tbx")


def concept(**changes):
    given_ = {"id": "samsung", "kind": "company", "domain": "", "status": "approved", "dnt": False, "case": "any"}
    return Concept(**{**given_, "match": "word", "forms": {"ko": "삼성", "en": "Samsung"}, **changes})


def entry(body, lang="en"):
    return (
        f'<tbx xmlns="{NAMESPACE}" type="TBX-Basic" style="dca" xml:lang="en"><text><body><conceptEntry id="c1">\n'
        f'<langSec xml:lang="{lang}">{body}</langSec></conceptEntry></body></text></tbx>'
    ).encode()


TERM = "<termSec><term>x</term></termSec>"

# The law


def cells(alphabet=None):
    """Text as a cell has it: NFC, stripped, of characters that XML has."""
    letters = alphabet or st.characters(
        exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff", include_characters="\n\r\t"
    )
    return st.text(letters, max_size=12).map(lambda text: unicodedata.normalize("NFC", text).strip())


FORM = cells().filter(bool)
TAGS = ["ja", "ko", "zh-Hans", "zh-Hant", "en", "en-US", "pt-BR"]
LISTS = st.dictionaries(st.sampled_from(TAGS), st.lists(FORM, min_size=1, max_size=3, unique=True).map(tuple), max_size=3)
NOTES = cells() | cells().map(lambda text: f"translate-pipeline: {text}")
CONCEPTS = st.builds(
    Concept,
    id=FORM | st.sampled_from(["samsung", "3nm", "a b", "é"]),
    kind=cells(),
    domain=cells(),
    status=st.sampled_from(STATUSES),
    dnt=st.booleans(),
    case=st.sampled_from(CASES),
    match=st.sampled_from(MATCHES),
    forms=st.dictionaries(st.sampled_from(TAGS), FORM, min_size=1),
    aliases=LISTS,
    forbidden=LISTS,
    note=NOTES,
    source_url=cells() | st.sampled_from(["https://example.com/a?b=c&d=東京", "http://x y", "ftp://x"]),
    updated=cells() | st.sampled_from(["2025-11-25", "2025-11", "November"]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(CONCEPTS, max_size=3, unique_by=lambda concept: concept.id).map(tuple))
def test_what_is_written_is_read_again(concepts):
    data = serialize_tbx(concepts)
    back = parse_tbx(data, HERE)
    assert back == concepts
    assert serialize_tbx(back) == data


def test_the_shipped_glossary_comes_back_whole():
    concepts = tuple(concept for path in sorted((ROOT / "glossaries").glob("*.csv")) for concept in read_concepts(path))
    back = parse_tbx(serialize_tbx(concepts), HERE)
    assert len(back) > 1000
    assert [repr(concept) for concept in back] == [repr(concept) for concept in concepts]  # columns in their order, too


# Writing

CATEGORIES = {
    "descrip": {"subjectField"},
    "xref": {"externalCrossReference"},
    "transac": {"transactionType"},
    "termNote": {"administrativeStatus"},
}
"""Of those that the schema of TBX-Basic has, the ones used here."""
CHILDREN = {
    "tbx": ["tbxHeader", "text"],
    "conceptEntry": ["descrip", "xref", "transacGrp", "note", "note", "langSec", "langSec"],
    "transacGrp": ["transac", "date"],
    "termSec": ["term", "termNote"],
}


def test_output_keeps_to_tbx_basic():
    full = concept(
        domain="chips", source_url="https://samsung.com", updated="2025-11-25", note="n", aliases={"ko": ("삼성그룹",)}
    )
    root = etree.fromstring(serialize_tbx([full]))
    assert dict(root.attrib)["style"] == "dca"
    assert dict(root.attrib)["type"] == "TBX-Basic"
    for element in root.iter():
        name = etree.QName(element)
        assert name.namespace == NAMESPACE
        if "type" in element.attrib and name.localname != "tbx":
            assert element.get("type") in CATEGORIES[name.localname]
        if name.localname in CHILDREN:
            assert [etree.QName(child).localname for child in element] == CHILDREN[name.localname]


@pytest.mark.parametrize(
    ("changes", "shown", "hidden"),
    [
        ({"id": "3nm"}, 'conceptEntry id="_3nm"', "id=3nm"),
        ({"id": "a b~"}, 'conceptEntry id="_a.20b.7E"', "id=a%20b~"),
        ({"source_url": "the paper"}, "<conceptEntry", "source_url=the%20paper"),
        ({"updated": "spring"}, "<conceptEntry", "updated=spring"),
        ({"aliases": {"ja": ("サムスン",)}}, "admittedTerm-admn-sts", "formless=ja"),
    ],
)
def test_what_the_schema_forbids_goes_into_the_note(changes, shown, hidden):
    text = serialize_tbx([concept(**changes)]).decode()
    assert shown in text
    assert hidden in text
    assert "xref" not in text
    assert "<date>" not in text
    assert parse_tbx(text.encode(), HERE) == (concept(**changes),)


@pytest.mark.parametrize("bad", ["a\0b", "a\x0bb", "\ud800", "\uffff"])
def test_a_character_that_xml_has_not(bad):
    with pytest.raises(GlossaryError, match=r"^concept 'samsung' has a .*character.*$"):
        serialize_tbx([concept(forms={"en": bad})])


# Reading


def test_version_2():
    hbm, foundry, nvlink = parse_tbx((FILES / "v2.tbx").read_bytes(), HERE)
    assert hbm == Concept(
        id="c1",
        kind="term",
        domain="semiconductors",
        status="approved",
        dnt=False,
        case="any",
        match="word",
        forms={"en": "high bandwidth memory", "ja": "広帯域メモリー", "zh-Hans": "高带宽内存", "zh-Hant": "高頻寬記憶體"},
        aliases={"en": ("HBM",)},
        forbidden={"ja": ("高帯域メモリ",)},
        note="Memory that stacks several dies.",
        source_url="https://example.com/hbm",
        updated="2024-05-02",
    )
    assert (foundry.id, foundry.status, foundry.forms, foundry.aliases) == (
        "foundry",
        "proposed",
        {"en": "Foundry", "ko": "파운드리"},
        {},
    )
    assert (nvlink.id, nvlink.dnt, nvlink.note) == ("c4", True, "brand")


def test_version_3_is_one_in_both_styles():
    dca, dct = (parse_tbx((FILES / name).read_bytes(), HERE) for name in ("v3-dca.tbx", "v3-dct.tbx"))
    assert dca == dct
    (found,) = dca
    assert found.forms == {"zh-Hans": "华尔街见闻", "en": "Wallstreetcn"}
    assert found.aliases == {"zh-Hans": ("见闻",)}
    assert found.forbidden == {"en": ("Wall Street News",)}
    assert (found.domain, found.source_url, found.updated, found.note, found.status) == (
        "press",
        "https://wallstreetcn.com",
        "2025-05-01",
        "relayed often",
        "proposed",
    )


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (["zh", "zh-TW"], ["zh-Hans", "zh-Hant"]),
        (["ja-JP", "en_US"], ["ja", "en"]),
        (["en", "en-US"], ["en", "en-US"]),
        (["pt-PT", "KO-kr"], ["pt-PT", "ko"]),
    ],
)
def test_languages(tags, expected):
    sections = "</langSec>".join(f'{TERM}</langSec><langSec xml:lang="{tag}">' for tag in tags[1:]).replace(
        "</langSec></", "</"
    )
    (found,) = parse_tbx(entry(sections + TERM, tags[0]), HERE)
    assert list(found.forms) == expected


def test_two_sections_of_a_language_are_one():
    data = entry(
        '<termSec><term>a</term></termSec></langSec><langSec xml:lang="zh-CN"><termSec><term>b</term></termSec>', "zh"
    )
    (found,) = parse_tbx(data, HERE)
    assert (found.forms, found.aliases) == ({"zh-Hans": "a"}, {"zh-Hans": ("b",)})


def test_ids_that_are_missing_or_stand_twice():
    body = '<conceptEntry{}><langSec xml:lang="en"><termSec><term>{}</term></termSec></langSec></conceptEntry>'
    rows = [("", "Über C"), ("", "Über-C"), (' id="x"', "a"), (' id="x"', "b"), ("", "X"), ("", "エヌビディア")]
    data = f'<tbx xmlns="{NAMESPACE}"><text><body>{"".join(body.format(*row) for row in rows)}</body></text></tbx>'.encode()
    ids = [found.id for found in parse_tbx(data, HERE)]
    assert ids[:1] + ids[2:4] == ["uber-c", "x", "b"]
    assert ids[1].startswith("uber-c-")
    assert ids[4].startswith("x-")
    assert ids[5].startswith("term-")
    assert len(set(ids)) == len(rows)
    assert ids == [found.id for found in parse_tbx(data, HERE)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_encodings(encoding):
    text = entry("<termSec><term>삼성</term></termSec>", "ko").decode()
    (found,) = parse_tbx(text.encode(encoding), HERE)
    assert found.forms == {"ko": "삼성"}


# Files that are refused

LAUGHS = "".join(f'<!ENTITY a{number} "{f"&a{number - 1};" * 10}">' for number in range(1, 10))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ((FILES / "external-entity.tbx").read_bytes(), "3: declares an XML entity"),
        (b'<!DOCTYPE tbx [\n<!ENTITY % p SYSTEM "http://127.0.0.1:9/x">%p;]><tbx/>', "2: declares an XML entity"),
        (f'<!DOCTYPE tbx [<!ENTITY a0 "ha">{LAUGHS}]><tbx>&a9;</tbx>'.encode(), "1: declares an XML entity"),
        (f'<!DOCTYPE tbx [<!ENTITY a0 "ha">{LAUGHS}]><tbx type="&a9;"/>'.encode(), "1: declares an XML entity"),
        ('<!DOCTYPE tbx [<!ENTITY a "ha">]><tbx>&a;</tbx>'.encode("utf-16"), "1: declares an XML entity"),
        (b'<!DOCTYPE martif SYSTEM "x.dtd">\n<martif>&nbsp;</martif>', "unknown entity &nbsp;"),
        (entry("<termSec><term>&nbsp;</term></termSec>"), "2: not an XML file: Entity 'nbsp' not defined"),
        (b"", "empty: expected a list of terms"),
        (b" \n", "empty: expected a list of terms"),
        (b"source,target\n", "1: not an XML file: Start tag expected"),
        (b"<tbx>\n<text></tbx>", "2: not an XML file: Opening and ending tag mismatch"),
        (b"<a>" * 300 + b"</a>" * 300, "1: not an XML file: Excessive depth"),
        ("<tbx>\nサムスン</tbx>".encode("cp932"), "2: not an XML file"),
        (b'<xliff version="1.2"/>', "1: expected <tbx> or <martif>, found <xliff>"),
        (entry(TERM, "jp"), "2: unknown locale 'jp': did you mean 'ja'?"),
        (entry(TERM, "mul"), "2: unknown locale 'mul'"),
        (entry(TERM).replace(b' xml:lang="en">', b">"), "2: unknown locale ''"),
    ],
)
def test_files_that_are_refused(data, message):
    with pytest.raises(GlossaryError) as caught:
        parse_tbx(data, HERE)
    assert message in str(caught.value)
    assert str(caught.value).startswith("terms.tbx:")
    assert "\n" not in str(caught.value)


def test_a_status_that_a_tool_garbled():
    data = serialize_tbx([concept()]).replace(b"status=approved", b"status=fine")
    with pytest.raises(GlossaryError, match=r"^terms.tbx:\d+: column 'status': found 'fine', expected approved or proposed"):
        parse_tbx(data, HERE)


def test_a_file_too_large(monkeypatch):
    monkeypatch.setattr(imported, "LIMIT", 100)
    with pytest.raises(GlossaryError, match="split the file"):
        parse_tbx(b"<tbx>" + b" " * 100, HERE)


def test_a_dtd_is_not_fetched(tmp_path):
    (tmp_path / "x.dtd").write_text('<!ENTITY e "leak">\nno DTD at all', encoding="utf-8")
    head = f'<!DOCTYPE tbx SYSTEM "{tmp_path / "x.dtd"}">'.encode()
    (found,) = parse_tbx(head + entry(TERM), HERE)  # had the DTD been read, it would be an error
    assert found.forms == {"en": "x"}
    with pytest.raises(GlossaryError, match="unknown entity &e;"):
        parse_tbx(head + entry("<termSec><term>&e;</term></termSec>"), HERE)
