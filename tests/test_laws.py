"""Laws that hold for any input."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from translate_pipeline.engines.echo import EchoEngine
from translate_pipeline.errors import ReadError
from translate_pipeline.furniture import load_catalogs
from translate_pipeline.glossary import load_glossary
from translate_pipeline.locales import parse_locale
from translate_pipeline.model import Shield
from translate_pipeline.pipeline import Tools, translate_post
from translate_pipeline.read import parse_post, read_post
from translate_pipeline.restore import mark, unmark
from translate_pipeline.segment import sentence_ends
from translate_pipeline.shapes import SHAPES
from translate_pipeline.write import compose

from .conftest import DATA, GLOSSARY, ROOT, ScriptedEngine

PIECES = """# |## |**|*|`|](|http://a.b/c|)|!|<b>|</b>|<!--|-->|- |1. |> |  |[^1]|[^1]: |&amp;|\\*|「|」|。|[|][x]|][]
日本語です|これは|한국어는|中文，|Word |#タグ |⟦0⟧|⟧|_|~~|<div>|</div>|{#a}|$x$|\ufeff|\u3000|🎉|[r]: /u "t"|[r]|title: x
'|"|: |サムスン電子|GPT-4o|7 분 읽기|华尔街见闻|2025年11月|80%|XQ1|第3四半期|3.5億ドル"""
FRAGMENTS = st.sampled_from(
    [
        *PIECES.replace("\n", "|").split("|"),
        "|",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "\t",
        "\x0c",
        "|--|\n",
        "```\n",
        "---\n",
        "===\n",
        "+++\n",
    ]
)
TEXTS = st.one_of(st.lists(FRAGMENTS, max_size=25).map("".join), st.text(max_size=60))
FORMATS = st.sampled_from(["markdown", "html", "text"])
SLOW = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


@cache
def tools(engine):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "small.csv"
        path.write_text(GLOSSARY, encoding="utf-8")
        return Tools(engine=engine(), glossary=load_glossary([path]), catalogs=load_catalogs(ROOT / "locales"))


def parsed(text, kind):
    try:
        return parse_post(text, Path("post.x"), kind)
    except ReadError:
        return None


@pytest.mark.parametrize("text", ["[^1]:\tx\n", "- [^1]: \tx", "> [^1]:\tx", "[^a\tb]:\tx", "1. [^1]:\t- a\n   \t- b\n"])
def test_a_tab_in_a_footnote_ends(text):
    """marko would look for the footnote's beginning for ever."""
    assert parsed(text, "markdown") is not None


@SLOW
@given(text=TEXTS, kind=FORMATS)
def test_inlines_tile_blocks_and_blocks_never_overlap(text, kind):
    post = parsed(text, kind)
    if post is None:
        return
    for block in post.blocks:
        ends = [block.span.start, *(inline.span.end for inline in block.inlines)]
        assert [inline.span.start for inline in block.inlines] == ends[:-1]
        assert ends[-1] == block.span.end
    for one, other in zip(post.blocks, post.blocks[1:], strict=False):
        assert one.span.end <= other.span.start


@SLOW
@given(text=TEXTS, kind=FORMATS, target=st.sampled_from(["en", "ja", "zh-Hant"]))
def test_echo_changes_nothing(text, kind, target):
    post = parsed(text, kind)
    if post is None:
        return
    kit = tools(EchoEngine)
    (translation,) = translate_post(post, [parse_locale(target)], kit)
    assert compose(translation) == text


@pytest.mark.parametrize("path", sorted(DATA.glob("posts/*.[mth]*")), ids=lambda path: path.name)
def test_echo_changes_nothing_in_a_real_post(path):
    kit = tools(EchoEngine)
    (translation,) = translate_post(read_post(path), [parse_locale("ko")], kit)
    assert compose(translation).encode() == path.read_bytes()


@SLOW
@given(text=TEXTS, kind=FORMATS, target=st.sampled_from(["en", "ko", "zh-Hans"]))
def test_no_mark_ever_comes_out(text, kind, target):
    post = parsed(text.replace("⟦", "").replace("⟧", ""), kind)
    if post is None:
        return
    kit = tools(ScriptedEngine)
    (translation,) = translate_post(post, [parse_locale(target)], kit)
    assert not set("⟦⟧") & set(compose(translation))


@SLOW
@given(text=TEXTS, kind=FORMATS)
def test_segments_cover_their_blocks(text, kind):
    post = parsed(text, kind)
    if post is None:
        return
    kit = tools(EchoEngine)
    (translation,) = translate_post(post, [parse_locale("en")], kit)
    for number, block in enumerate(post.blocks):
        spans = [unit.segment.span for unit in translation.units if unit.segment.block == number]
        assert "".join(span.of(text) for span in spans) == block.span.of(text)


@given(
    text=st.text(alphabet="。！？.!? 「」『』（)\"'aあ漢한1", max_size=80),
    language=st.sampled_from(["ja", "ko", "zh", "en"]),
)
def test_sentence_ends_lie_inside_and_grow(text, language):
    ends = sentence_ends(text, language)
    assert list(ends) == sorted(set(ends))
    assert all(0 < end < len(text) for end in ends)


SHIELDS = st.integers(0, 9).map(lambda n: Shield(kind="term", source=f"s{n}", target=f"t{n}", word=f"t{n}"))
WORDS = st.text(alphabet="あ漢한ab。 ", min_size=1, max_size=5)


@given(parts=st.lists(st.one_of(WORDS, SHIELDS), max_size=12), shape=st.sampled_from(sorted(SHAPES)))
def test_unmark_undoes_mark(parts, shape):
    if sum(isinstance(part, Shield) for part in parts) > 10:
        return
    text, shields = mark(tuple(parts), SHAPES[shape])
    back = unmark(text, shields, SHAPES[shape])
    flat = "".join(part if isinstance(part, str) else part.target for part in parts)
    assert back is not None
    assert "".join("".join(part if isinstance(part, str) else part.target for part in back).split()) == "".join(flat.split())
