"""Plain text: which lines are paragraphs of their own, and which were wrapped by hand."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from translate_pipeline.formats.text import line_blocks, parse
from translate_pipeline.model import BlockKind, Role

EMAIL = """\
The regulator said on Tuesday that the two companies had agreed to share
their data centres for three years. The deal covers sites in Osaka and
Busan, and it leaves out every machine that was bought before the export
rules changed. Analysts had expected less.
"""
JAPANESE = """\
報道によると、同社は来年の春までに新しい推論モデルを公開し、その後も三か月ご
とに小さな改良を重ねていく計画だという。価格は従来の半分ほどになる見込みで、
競合する各社も対応を迫られることになりそうだ。もっとも、電力の確保については
まだ具体的な説明がない。
"""
BLOG = """\
中国AIの新たな転換点:DeepSeekの推論モデルがアメリカの技術覇権に挑戦
Photo by DALL-E 3 on OpenAI DALL-E

半導体の輸出規制が続くなかでも、独自の道を歩む企業が次々に現れている。
その背景には、計算資源の不足を設計の工夫で補うという割り切りがあった。
個人的には、この割り切りこそが今回の発表で最も注目すべき点だと思う。
"""


def texts(source):
    return [block.span.of(source) for block in parse(source)]


def roles(source):
    return [[(inline.role, inline.span.of(source)) for inline in block.inlines] for block in parse(source)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", []),
        (" \n\t\n\u3000\n", []),
        ("題名\n\n  本文です。 \r\n\u3000字下げです。\r終わり", ["題名", "本文です。", "字下げです。", "終わり"]),
        ("---\n2025\n", ["---", "2025"]),
        ("## 見出し\n### また\n#タグ #また\n##\n", ["見出し", "また", "#タグ #また", "##"]),
        ("\ufeff# 見出し\n", ["見出し"]),
        ("\ufeff", []),
        (BLOG, BLOG.split("\n")[:2] + BLOG.split("\n")[3:6]),
    ],
)
def test_a_line_is_a_paragraph(source, expected):
    assert texts(source) == expected


def test_headings():
    assert [block.kind for block in parse("# a\nb\n###### c")] == [BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.HEADING]


@pytest.mark.parametrize("source", [EMAIL, JAPANESE])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "  \n   "])
def test_a_wrapped_paragraph_is_one_block(source, line_end):
    lines = source.splitlines()
    text = line_end.join(lines)
    parts = [(Role.TEXT, line) for line in lines]
    expected = parts[:1]
    for part in parts[1:]:
        expected += [(Role.BREAK, line_end), part]
    assert roles(text) == [expected]


def test_a_short_paragraph_is_wrapped_where_the_rest_is():
    short = "規制の強化で影響を受けるのは大手だけではないという見方も根強く、市場の反応は\n割れている。"
    assert len(parse(short)) == 2
    assert len(parse(f"{JAPANESE}\n{short}\n")) == 2


def test_two_lines_that_read_on():
    first = "The company said on Monday that it would cut the price of its newest\n"
    assert len(parse(f"{first}model by half.")) == 1
    assert len(parse(f"{first}Photo by the company.")) == 2
    assert len(parse(f"{first}iPhone sales fall.")) == 2


@pytest.mark.parametrize(
    "source",
    [
        EMAIL.replace("\n", ".\n"),
        EMAIL.replace("said on Tuesday ", ""),
        "\n".join(line[:45] for line in EMAIL.splitlines()),
        "\n".join("- " + line for line in EMAIL.splitlines()),
        "\n".join("> " + line for line in EMAIL.splitlines()),
        EMAIL + "\n" + EMAIL.replace("\n", " "),
        ("=" * 72 + "\n") * 4,
        "\n\n".join(EMAIL.splitlines()),
    ],
    ids=["every line ends", "one explains none", "narrow", "list", "quoted", "long lines elsewhere", "rules", "blank lines"],
)
def test_lines_that_stay_apart(source):
    assert all(inline.role is Role.TEXT for block in parse(source) for inline in block.inlines)


def test_markers_and_headings_begin_anew():
    source = f"# About\n{EMAIL}1. {EMAIL}2. {EMAIL}"
    assert [block.span.of(source) for block in parse(source)] == [
        "About",
        EMAIL.strip(),
        "1. " + EMAIL.strip(),
        "2. " + EMAIL.strip(),
    ]


def test_line_blocks_never_join():
    assert len(line_blocks(EMAIL)) == 4


LINES = st.sampled_from(
    [*EMAIL.splitlines(), *JAPANESE.splitlines(), *BLOG.splitlines(), "## x", "- y", " ", "\u3000", "\ufeff"]
)
ENDS = st.sampled_from(["\n", "\r\n", "\r", " \n  ", "\n\n", "\x0b", "\u2028", ""])
SOURCES = st.one_of(st.text(), st.lists(st.tuples(LINES, ENDS).map("".join), max_size=12).map("".join))


@settings(deadline=None)
@given(source=SOURCES)
def test_any_text_parses(source):
    at, parts = 0, []
    for block in parse(source):
        assert at <= block.span.start < block.span.end
        ends = [block.span.start, *(inline.span.end for inline in block.inlines)]
        assert [inline.span.start for inline in block.inlines] == ends[:-1]
        assert all(inline.span.start < inline.span.end for inline in block.inlines)
        assert ends[-1] == block.span.end
        assert block.span.of(source) == block.span.of(source).strip()
        parts += [source[at : block.span.start], block.span.of(source)]
        at = block.span.end
    assert "".join([*parts, source[at:]]) == source
    kept = "".join(char for part in parts[1::2] for char in part if char.isalpha())
    assert kept == "".join(char for char in source if char.isalpha())


@pytest.mark.parametrize("unit", ["a", "あ", " ", "。", "「", "a \n", "\r", "1.", "あ" * 30 + "\n"])
def test_time_grows_with_size(unit):
    begun = time.process_time()
    parse(unit * (1_000_000 // len(unit)))
    assert time.process_time() - begun < 20
