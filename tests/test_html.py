"""HTML: where the words of a page are, and that hostile pages cost nothing but their size."""

from __future__ import annotations

import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from translate_pipeline.formats.html import escape, parse, unescape
from translate_pipeline.model import BlockKind, Role, Span

from .conftest import DATA


def found(source):
    """Say each block as `(kind, [piece, ...])`, a piece as its role and text: `T:words`, `O0:<b>`."""
    return [
        (
            block.kind.value,
            [
                f"{inline.role.value[0].upper()}{'' if inline.pair is None else inline.pair}:{inline.span.of(source)}"
                if inline.role is not Role.CLOSE and inline.role is not Role.CODE
                else f"{'/' if inline.role is Role.CLOSE else '#'}{'' if inline.pair is None else inline.pair}:"
                f"{inline.span.of(source)}"
                for inline in block.inlines
            ],
        )
        for block in parse(source).blocks
    ]


def words(source):
    return [block.span.of(source) for block in parse(source).blocks]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("words", [("paragraph", ["T:words"])]),
        ("<p>a <b>c</b></p>", [("paragraph", ["T:a ", "O0:<b>", "T:c", "/0:</b>"])]),
        ("<h2> a </h2>b", [("heading", ["T:a"]), ("paragraph", ["T:b"])]),
        ("<ul><li>a<li>b</ul>", [("item", ["T:a"]), ("item", ["T:b"])]),
        ("<li><p>a</p>b</li>c", [("item", ["T:a"]), ("item", ["T:b"]), ("paragraph", ["T:c"])]),
        ("<dl><dt>a<dd>b</dl>", [("item", ["T:a"]), ("item", ["T:b"])]),
        ("<table><tr><td>a<th>b</table>", [("cell", ["T:a"]), ("cell", ["T:b"])]),
        ("<figure><figcaption>a</figure>", [("caption", ["T:a"])]),
        ("<p>a\r\n  b\n\nc", [("paragraph", ["T:a", "B:\r\n  ", "T:b", "B:\n\n", "T:c"])]),
        ("a <br>\n<br/> b<BR>", [("paragraph", ["T:a", "H: <br>\n<br/> ", "T:b"])]),
        ("a &amp; b&nbsp;c", [("paragraph", ["T:a &amp; b&nbsp;c"])]),
        ("a < b <3 c<", [("paragraph", ["T:a < b <3 c<"])]),
    ],
)
def test_blocks(source, expected):
    assert found(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a<b><i>c</b></i>d", ["T:a", "O0:<b>", "#:<i>", "T:c", "/0:</b>", "#:</i>", "T:d"]),
        ("a<b>c", ["T:a", "#:<b>", "T:c"]),
        ("a</b>c", ["T:a", "#:</b>", "T:c"]),
        ("a<b>c<b>d</b></b>", ["T:a", "O0:<b>", "T:c", "O1:<b>", "T:d", "/1:</b>", "/0:</b>"]),
        ("a<x-y>c</x-y>", ["T:a", "O0:<x-y>", "T:c", "/0:</x-y>"]),
        ("a<!-- <p> -->c<?x?>d<!e>f", ["T:a", "#:<!-- <p> -->", "T:c", "#:<?x?>", "T:d", "#:<!e>", "T:f"]),
        ("a<![CDATA[ > ]]>c<?php 1->2 ?>d", ["T:a", "#:<![CDATA[ > ]]>", "T:c", "#:<?php 1->2 ?>", "T:d"]),
        ("<code>a<b></code> c <kbd>d</kbd>", ["#:<code>a<b></code>", "T: c ", "#:<kbd>d</kbd>"]),
        ("a<svg><p>c</p><svg></svg></svg>d", ["T:a", "#:<svg><p>c</p><svg></svg></svg>", "T:d"]),
        ("a<i translate=no>c<i>d</i></i>e", ["T:a", "#:<i translate=no>c<i>d</i></i>", "T:e"]),
        ("a<i class='x notranslate'>c</i>e", ["T:a", "#:<i class='x notranslate'>c</i>", "T:e"]),
        ("a<i class='notranslated'>c</i>", ["T:a", "O0:<i class='notranslated'>", "T:c", "/0:</i>"]),
        ("a<img alt='c'>d<input>e<wbr>f", ["T:a", "#:<img alt='c'>", "T:d", "#:<input>", "T:e", "#:<wbr>", "T:f"]),
        ("a<i title='>'>c</i>", ["T:a", "O0:<i title='>'>", "T:c", "/0:</i>"]),
        ("a<i x='\">'y=\"'>\">c</i >", ["T:a", "O0:<i x='\">'y=\"'>\">", "T:c", "/0:</i >"]),
        ("a<i x=/>c</i>", ["T:a", "O0:<i x=/>", "T:c", "/0:</i>"]),
        ("a<i />c", ["T:a", "#:<i />", "T:c"]),
        ("<ruby>漢<rt>かん</rt></ruby>字", ["O0:<ruby>", "T:漢", "#:<rt>かん</rt>", "/0:</ruby>", "T:字"]),
        ("<p>\n<img><i></i> <a><b>a</b></a><a><img></a> </i>\n", ["O0:<a>", "O1:<b>", "T:a", "/1:</b>", "/0:</a>"]),
    ],
)
def test_inlines(source, expected):
    assert found(source) == [("paragraph", expected)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>12 &nbsp; 3<p>&copy; &#x41;<p>—", ["&copy; &#x41;"]),
        ("<p><code>abc</code></p>", []),
        ("a<script>if (a<b) c</script>d<style>p{}</style>e", ["a", "d", "e"]),
        ("a<pre>b<p>c</p></pre>d<textarea><p>e</textarea>f", ["a", "d", "f"]),
        ("a<template>b</template><noscript>c</noscript><iframe>d</iframe><object>e</object>f", ["a", "f"]),
        ("<div translate='NO'><p>a<div>b</div></div>c", ["c"]),
        ("<p translate=no>a<p>b", ["b"]),
        ("<p>a<code>b</p>c<li>d<span translate=no>e<li>f", ["a<code>b", "c", "d<span translate=no>e", "f"]),
        ("<td translate=no>a</tr>", []),
        ("<tr><td translate=no>a</tr>b", ["b"]),
        ("<title>a <b> c</title>d", ["a <b> c", "d"]),
        ("<title>a", []),
        ("a<title>b", ["a"]),
        ("a <b", ["a"]),
        ("a <b c='>d", ["a <b c='>d"]),
        ("a <!-- b", ["a"]),
        ("a <!b", ["a"]),
        ("a</ >b</>c", ["a</ >b</>c"]),
        ("a</p>b</div>c", ["a", "b", "c"]),
        ("<script/>a<div/>b", ["a", "b"]),
        ("a<plaintext>b", ["a"]),
        ("\ufeffa", ["a"]),
    ],
)
def test_what_holds_words(source, expected):
    assert words(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<img alt='a &amp; b' src=x title=\"c\">", [("a &amp; b", "'"), ("c", '"')]),
        ("<meta name=description content='a'><meta property=og:title content='b'>", [("a", "'"), ("b", "'")]),
        ("<meta name=viewport content='a'><link title='b'><img alt=''><img alt='1'>", []),
        ("<img alt=a>", []),
        ("<img alt='a' alt='b'>", [("a", "'")]),
        ("<p title='a'>b<i title='c'>d</i></p><hr title='e'>", [("a", "'"), ("b<i title='c'>d</i>", ""), ("e", "'")]),
        ("<p><img alt='a'> b <img alt='c'></p>", [("a", "'"), ("b", ""), ("c", "'")]),
        ("<p>b <img alt='a'> c</p>", [("b <img alt='a'> c", "")]),
        ("<div translate=no title='a'><img alt='b'></div><pre title='c'><img alt='d'></pre>", [("c", "'")]),
    ],
)
def test_attributes(source, expected):
    blocks = parse(source).blocks
    assert [(block.span.of(source), block.style) for block in blocks] == expected
    assert all((block.kind is BlockKind.ATTRIBUTE) == bool(block.style) for block in blocks)


@pytest.mark.parametrize(
    ("source", "declared"),
    [
        ("<!DOCTYPE html><HTML class=x LANG = 'ja'>", "ja"),
        ("<html lang=zh-Hant>a", "zh-Hant"),
        ("<html lang='ja' translate=no><p lang=ko>", "ja"),
        ("<html><p lang=ko>", None),
        ("<html lang>", None),
    ],
)
def test_declared_language(source, declared):
    page = parse(source)
    assert page.declared == declared
    assert (page.declared_span.of(source) if page.declared_span else None) == declared


def test_a_piece_of_a_larger_source():
    source = "> <p>a <b\n\n<div>x <i>y</i></div>\n\nz</i> <!-- -->"
    start, end = source.index("<div>"), source.index("</div>")
    (block,) = parse(source, start, end).blocks
    assert block.span == Span(start=start + 5, end=end)
    assert block.inlines[-1].pair == 0
    assert parse(source, start, start + 4).blocks == ()


def test_a_real_page():
    source = (DATA / "posts" / "page.ja.html").read_text(encoding="utf-8")
    page = parse(source)
    kinds = [block.kind for block in page.blocks]
    assert page.declared == "ja"
    assert kinds.count(BlockKind.HEADING) == 4
    assert kinds.count(BlockKind.CELL) == 7  # 50% is no word
    assert kinds.count(BlockKind.ATTRIBUTE) == 2
    assert "翌朝" not in "".join(block.span.of(source) for block in page.blocks)


PIECES = (
    "a|日本|&amp;|&#|&|<|>|/|'|\"|=| |\n|\r\n|\u3000|\ufeff|-->|]]>|<!--|<![CDATA[|<?php |<!|</|"
    "<p>|</p>|<li>|<ul>|</ul>|<td>|<tr>|<b>|</b>|<i>|</i>|<a href='|<br>|<br/>|<hr>|<img alt='x'>|<img alt=\"|"
    "<code>|</code>|<svg>|</svg>|<pre>|</pre>|<script>|</script>|<title>|</title>|<html lang=ja>|<span translate=no>|"
    "</span>|<div class=notranslate>|</div>|<div>|<div title='y'>|<meta name=description content='z'>|<x|<option>"
)
SOURCES = st.one_of(st.text(), st.lists(st.sampled_from(PIECES.split("|")), max_size=30).map("".join))


@settings(deadline=None, max_examples=500)
@given(source=SOURCES, start=st.integers(0, 20), short=st.integers(0, 20))
def test_any_text_parses(source, start, short):
    start = min(start, len(source))
    end = max(start, len(source) - short)
    at, parts = start, [source[:start]]
    for block in parse(source, start, end).blocks:
        assert at <= block.span.start < block.span.end <= end
        ends = [block.span.start, *(inline.span.end for inline in block.inlines)]
        assert [inline.span.start for inline in block.inlines] == ends[:-1]
        assert all(inline.span.start < inline.span.end for inline in block.inlines)
        assert ends[-1] == block.span.end
        plain = unescape("".join(inline.span.of(source) for inline in block.inlines if inline.role is Role.TEXT))
        assert any(map(str.isalpha, plain))
        assert_pairs_nest(block)
        parts += [source[at : block.span.start], block.span.of(source)]
        at = block.span.end
    assert "".join([*parts, source[at:]]) == source


def assert_pairs_nest(block):
    opened = []
    for inline in block.inlines:
        if inline.role is Role.OPEN:
            opened.append(inline.pair)
        elif inline.role is Role.CLOSE:
            assert opened.pop() == inline.pair
        else:
            assert inline.pair is None
    assert not opened
    pairs = [inline.pair for inline in block.inlines if inline.role is Role.OPEN]
    assert len(set(pairs)) == len(pairs)


class Texts(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.texts = []

    def handle_data(self, data):
        self.texts.append(data)


NODES = st.recursive(
    st.sampled_from(["word", "日本語", "a &amp; b", " ", "\n", "<br>", "<!-- c -->"]),
    lambda inner: st.tuples(
        st.sampled_from(["p", "li", "b", "a href='x>y'", "td class=k", "x-y", "h1"]), st.lists(inner, max_size=4)
    ).map(lambda node: f"<{node[0]}>{''.join(node[1])}</{node[0].split()[0]}>"),
    max_leaves=12,
)


@settings(deadline=None)
@given(source=st.lists(NODES, max_size=4).map("".join))
def test_no_word_of_a_sound_page_is_missed(source):
    peer = Texts()
    peer.feed(source)
    peer.close()
    mine = [unescape(i.span.of(source)) for b in parse(source).blocks for i in b.inlines if i.role is Role.TEXT]
    assert "".join("".join(mine).split()) == "".join("".join(peer.texts).split())


@given(text=st.text())
def test_unescape_undoes_escape(text):
    assert unescape(escape(text)) == text
    assert unescape(escape(text, attribute=True)) == text
    assert not set("<>\"'") & set(escape(text, attribute=True))


@given(text=st.text(alphabet="a<>&\"'; bé日/!-"))
def test_escaped_words_stay_words(text):
    source = f"<p>a{escape(text)}b</p><img alt='a{escape(text, attribute=True)}'>"
    block, alt = parse(source).blocks
    assert block.span.of(source) == f"a{escape(text)}b"
    assert unescape(alt.span.of(source)) == f"a{text}"


@pytest.mark.parametrize(
    "unit",
    [
        *("word ", "日本語。", "<", "&", "&#", "</", "<!--", "<![CDATA[>", "<?php>", "<a ", '<a b="><a " ', "<b>x", "</b>"),
        *(
            "<div>",
            "<p>x",
            "x <br>\n ",
            "a\n",
            " ",
            "<b><i></b></i>",
            "<title>",
            "<script>",
            "<span translate=no><div>",
            "<svg>",
        ),
        *("<img alt='x' ", "<a" + " " * 50, "<code>"),
    ],
)
def test_time_grows_with_size(unit):
    begun = time.process_time()
    parse("<p>" + unit * (500_000 // len(unit)))
    assert time.process_time() - begun < 20


def test_five_megabytes_on_one_line():
    source = "<p>" + "日本語の文です。 Some words &amp; more. " * 150_000
    (block,) = parse(source).blocks
    assert len(block.inlines) == 1
