"""TMX and tables of the memory: what is written reads back to the letter, and files of other tools are understood."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from translate_pipeline.errors import InputError
from translate_pipeline.formats.memory_table import parse_table, serialize_table
from translate_pipeline.formats.reviewed import parse_reviewed
from translate_pipeline.formats.tmx import parse_tmx, serialize_tmx
from translate_pipeline.locales import parse_locale
from translate_pipeline.memory.store import Entry

LOCALES = [parse_locale(tag) for tag in ("ja", "ko", "en", "zh-Hans", "zh-Hant", "pt-BR")]
JA, KO, EN = LOCALES[:3]
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
MARKUP = st.lists(
    st.sampled_from([
        "**", "*", "価格", "`x < 1`", "[", "](https://a.example/?a=1&b=2)", "<b>", "</b>", "<br/>", "&amp;", " ", "\n", "\r",
        "\x0c", "\ufffe", "]]>", "<!-- x -->", "![", "~~", "__", "\t", "'", '"', "=1+1", "\0",
    ]),
    min_size=1,
).map("".join)  # fmt: skip
TEXTS = st.one_of(WORDS, MARKUP)
ENTRIES = st.builds(
    Entry,
    source=TEXTS.filter(bool),
    target=TEXTS.filter(bool),
    source_locale=st.just(JA),
    target_locale=st.sampled_from(LOCALES[1:]),
    previous=TEXTS,
    next=TEXTS,
    post=WORDS,
    origin=WORDS,
    reviewer=WORDS,
    reviewed=st.sampled_from(["", "2026-11-25", "1999-01-01"]),
    draft=st.booleans(),
    signature=WORDS,
)
FILES = [HealthCheck.function_scoped_fixture]


@settings(max_examples=150, deadline=None, suppress_health_check=FILES)
@given(entries=st.lists(ENTRIES, max_size=4))
@pytest.mark.parametrize(
    ("write", "read"),
    [
        (serialize_tmx, parse_tmx),
        (serialize_table, parse_table),
        (lambda entries: serialize_table(entries, "\t"), parse_table),
    ],
    ids=["tmx", "csv", "tsv"],
)
def test_what_is_exported_is_imported_to_the_letter(tmp_path, write, read, entries):
    path = tmp_path / "file"
    path.write_bytes(b"".join(write(entries)))
    assert list(read(path)) == entries
    assert b"".join(write(read(path))) == path.read_bytes()


def one(**more):
    return Entry(**{"source": "価格。", "target": "Price.", "source_locale": JA, "target_locale": EN, **more})


@pytest.mark.parametrize("text", ["`x`\0`y`", "`a\0b`", "<b a='\0'>x</b>", "[a\ufffe](b)", "<!-- \0 -->"])
def test_no_markup_spans_what_xml_cannot_hold(tmp_path, text):
    path = tmp_path / "file.tmx"
    path.write_bytes(b"".join(serialize_tmx([one(source=text, target=text)])))
    assert list(parse_tmx(path)) == [one(source=text, target=text)]


def test_markup_is_kept_from_words():
    data = b"".join(
        serialize_tmx([one(source="[**価格**](https://a.example)は`x`で<br>*下がる", post="a.ja.md", reviewer="kim")])
    )
    (seg, _) = etree.fromstring(data).iterfind(".//seg")
    assert [(child.tag, child.get("i"), child.text) for child in seg] == [
        ("bpt", "2", "["), ("bpt", "1", "**"), ("ept", "1", "**"), ("ept", "2", "](https://a.example)"),
        ("ph", None, "`x`"), ("ph", None, "<br>"), ("ph", None, "*"),
    ]  # fmt: skip
    assert "".join(seg.itertext()) == "[**価格**](https://a.example)は`x`で<br>*下がる"
    assert [tail for child in seg if (tail := child.tail)] == ["価格", "は", "で", "下がる"]


def test_it_is_what_the_standard_asks_for():
    root = etree.fromstring(
        b"".join(serialize_tmx([one(post="a.md", previous="前", reviewer="kim", reviewed="2026-11-25")]))
    )
    assert root.get("version") == "1.4"
    header, body = root
    needed = {"creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang", "srclang", "datatype"}
    assert needed == set(header.attrib)
    (unit,) = body
    assert dict(unit.attrib) == {"srclang": "ja", "changedate": "20261125T000000Z", "changeid": "kim"}
    assert [child.tag for child in unit] == ["prop", "prop", "tuv", "tuv"]  # in the order of its content model


HEAD = '<tmx version="1.4"><header creationtool="{}" srclang="{}" segtype="sentence"/><body>'
END = "</body></tmx>"
OMEGAT = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'
    + HEAD.format("OmegaT", "ja-JP")
    + '<!-- Default translations -->\n<tu><tuv lang="ja-JP"><seg><bpt i="0" x="0">&lt;g0&gt;</bpt>価格<ept i="0">&lt;/g0&gt;</ept>。</seg></tuv>'
    '<tuv lang="en-US" changeid="ann" changedate="20240131T101112Z"><seg>Price.</seg></tuv></tu>\n'
    '<tu><prop type="file">a.md</prop><prop type="prev">前。</prop><prop type="next">後。</prop>'
    '<tuv lang="ja-JP"><seg>価格。</seg></tuv><tuv lang="en-US"><seg>Cost.</seg></tuv></tu>' + END
)
WEBLATE = (
    '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'
    + HEAD.format("Translate Toolkit", "en").replace("segtype", 'adminlang="en" o-tmf="UTF-8" segtype')
    + '<tu><note>seen</note><tuv xml:lang="en"><seg>Price.</seg></tuv><tuv xml:lang="zh_Hans"><seg>价格。</seg></tuv></tu>'
    + END
)
MEMOQ = (
    '<?xml version="1.0" encoding="utf-16"?>'
    + HEAD.format("MemoQ", "ja")
    + '<tu changedate="20230102T000000Z" changeid="bob"><prop type="client"/><prop type="document">b.md</prop>'
    '<prop type="x-context-pre">&lt;seg&gt;前。&lt;/seg&gt;</prop><prop type="x-context-post">&lt;seg&gt;後。&lt;/seg&gt;</prop>'
    '<tuv xml:lang="ja"><prop type="x"/><seg>価格<ph>&lt;mq:ch val="x" /&gt;</ph>。</seg></tuv>'
    '<tuv xml:lang="ko-KR"><seg>가격<it pos="begin">&lt;b&gt;</it>.</seg></tuv></tu>' + END
)
TRADOS = (
    '<?xml version="1.0" encoding="utf-8"?>'
    + HEAD.format("SDL Language Platform", "*all*")
    + '<tu creationdate="20220304T050607Z" creationid="X\\eve" tuid="7"><prop type="x-LastUsedBy">eve</prop>'
    '<tuv xml:lang="EN-us"><seg>The <bpt i="1" type="bold" x="1" /><hi>price</hi><ept i="1" /> fell.</seg></tuv>'
    '<tuv xml:lang="JA-JP"><seg>価格が下がった。</seg></tuv><tuv xml:lang="ko-kr"><seg>가격이 내렸다.</seg></tuv></tu>' + END
)


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        (OMEGAT, "utf-8", [
            one(reviewer="ann", reviewed="2024-01-31", origin="import"),
            one(target="Cost.", post="a.md", previous="前。", next="後。", origin="import"),
        ]),
        (WEBLATE, "utf-8-sig", [one(source="Price.", target="价格。", source_locale=EN, target_locale=LOCALES[3], origin="import")]),
        (MEMOQ, "utf-16", [
            one(target="가격.", target_locale=KO, post="b.md", previous="前。", next="後。", reviewer="bob", reviewed="2023-01-02", origin="import"),
        ]),
        (TRADOS, "utf-8", [
            one(source="The price fell.", target=target, source_locale=EN, target_locale=locale, reviewer="X\\eve", reviewed="2022-03-04", origin="import")
            for target, locale in (("価格が下がった。", JA), ("가격이 내렸다.", KO))
        ]),
    ],
    ids=["omegat", "weblate", "memoq", "trados"],
)  # fmt: skip
def test_files_of_other_tools(tmp_path, text, encoding, expected):
    path = tmp_path / "tm.tmx"
    path.write_bytes(text.encode(encoding))
    assert list(parse_tmx(path)) == expected


def test_utf_16_in_either_order(tmp_path):
    path = tmp_path / "tm.tmx"
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        path.write_bytes(mark + MEMOQ.encode(encoding))
        assert [entry.target for entry in parse_tmx(path)] == ["가격."]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not an XML file"),
        ("plain", "not an XML file"),
        ("<xliff/>", ":1: expected <tmx>, found <xliff>"),
        (
            '<tmx>\n<body>\n<tu><tuv xml:lang="xx-nope"><seg>a</seg></tuv></tu></body></tmx>',
            ":3: <tuv> with xml:lang='xx-nope'",
        ),
        ("<tmx>\n<body>\n<tu><tuv><seg>a</seg></tuv></tu></body></tmx>", ":3: <tuv> with xml:lang=''"),
        ("<tmx><body>\n<tu>\n", "not an XML file"),
        ('<!DOCTYPE tmx [<!ENTITY a "b">]>\n<tmx><body/></tmx>', "declares an XML entity"),
        ('<!DOCTYPE tmx [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n<tmx><body/></tmx>', "declares an XML entity"),
        (
            '<!DOCTYPE tmx SYSTEM "x.dtd">\n<tmx><body><tu><tuv xml:lang="ja"><seg>&what;</seg></tuv></tu></body></tmx>',
            "entity",
        ),
    ],
)
def test_what_is_wrong_is_one_line_with_the_place(tmp_path, text, said):
    path = tmp_path / "tm.tmx"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        list(parse_tmx(path))
    assert str(raised.value).startswith(str(path))
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_units_without_two_texts_are_named(tmp_path):
    path, left_out = tmp_path / "tm.tmx", []
    path.write_text('<tmx><body>\n<tu><tuv xml:lang="ja"><seg>a</seg></tuv></tu>\n</body></tmx>', encoding="utf-8")
    assert list(parse_tmx(path, left_out)) == []
    assert left_out == [f"{path}:2: a unit without texts in two languages"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty: expected a table of sentences"),
        ("ja\nx\n", ":1: expected two languages or more"),
        ("source,target,source_locale,target_locale,reviewed\na,b,ja,en,May\n", ":2: reviewed: found 'May'"),
        ("source,target,source_locale,target_locale,draft\na,b,ja,en,maybe\n", ":2: draft: found 'maybe'"),
        ("source,target,source_locale,target_locale\na,b,ja,en\na,b,ja,qq\n", ":3: unknown locale 'qq'"),
        ('ja,en\n"a,b\n', "not CSV"),
    ],
)
def test_tables_that_are_none(tmp_path, text, said):
    path = tmp_path / "tm.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        list(parse_table(path))
    assert said in str(raised.value)


def test_a_table_of_another_tool_in_utf_16(tmp_path):
    path = tmp_path / "tm.txt"
    path.write_text("ja-JP\ten-US\n価格。\tPrice.\n", encoding="utf-16")
    assert [(entry.source, entry.target) for entry in parse_table(path)] == [("価格。", "Price.")]


PO = r"""# x
msgid ""
msgstr ""
"Project-Id-Version: r1.ja.md 0.1\n"
"Language: ko\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"X-Source-Language: ja\n"
"X-Signature: engine:x|version:1\n"

#. origin: model
#. draft: 000000000000
msgid "一。"
msgstr "하나."

#. origin: model
#, fuzzy
msgid "二。"
msgstr "둘."

#. origin: memory (as in r0.ja.md, 2026-01-01)
#. draft: {draft}
msgid "三。"
msgstr "셋."

#. origin: memory
#~ msgid "四。"
#~ msgstr "넷."
"""


def test_review_files(tmp_path):
    from translate_pipeline.formats.gettext import digest

    path = tmp_path / "ko" / "posts" / "2025" / "r1.po"
    path.parent.mkdir(parents=True)
    path.write_text(PO.replace("{draft}", digest("셋.")), encoding="utf-8")
    common = {"source_locale": JA, "target_locale": KO, "post": "2025/r1.ja.md", "origin": "review"}
    decided = [
        Entry(source="一。", target="하나.", next="二。", reviewed="2026-11-25", **common),
        Entry(source="四。", target="넷.", reviewed="2026-11-25", **common),
    ]
    draft = Entry(
        source="二。", target="둘.", previous="一。", next="三。", draft=True, signature="engine:x|version:1", **common
    )
    assert list(parse_reviewed(path, "2026-11-25")) == decided
    assert draft in list(parse_reviewed(path, "2026-11-25", drafts=True))
    path.write_text('msgid ""\nmsgstr ""\n"Language: ko\\n"\n\nmsgid "a"\nmsgstr "b"\n', encoding="utf-8")
    with pytest.raises(InputError, match="no header X-Source-Language"):
        list(parse_reviewed(path, "2026-11-25"))
