"""Markdown: where its words are, and what becomes of its markup."""

from __future__ import annotations

import pytest

from translate_pipeline.formats import emphasis, escapes, markdown, syntax
from translate_pipeline.locales import parse_locale
from translate_pipeline.model import Block, BlockKind, Inline, Role, Span
from translate_pipeline.pipeline import translate_post
from translate_pipeline.write import compose


def blocks(source):
    return [(str(block.kind), block.span.of(source)) for block in markdown.parse(source).blocks]


def test_blocks_of_every_kind():
    source = (
        "---\ntitle: '題名'\ntags: [a]\n---\n# 見出し {#top}\n\n段落\n続き\n\n- 項目\n\n"
        "> 引用\n\n| 列 |\n|--|\n| 値 |\n\n"
        "```\nコード\n```\n\n    字下げ\n\n![画像](a.png)\n\n[^1]: 脚注\n\n本文[^1]\n\n"
        "<div>\n<p>箱</p>\n</div>\n\n下線見出し\n===\n"
    )
    assert blocks(source) == [
        ("meta", "題名"),
        ("heading", "見出し {#top}"),
        ("paragraph", "段落\n続き"),
        ("item", "項目"),
        ("paragraph", "引用"),
        ("cell", "列"),
        ("cell", "値"),
        ("caption", "![画像](a.png)"),
        ("paragraph", "脚注"),
        ("paragraph", "本文[^1]"),
        ("paragraph", "箱"),
        ("heading", "下線見出し"),
    ]


def test_roles_of_inlines():
    source = 'これは**太字**と[リンク](http://a.b "題")と`code`と<b>強</b>と![絵](a.png)です\\*。'
    (block,) = markdown.parse(source).blocks
    assert [(str(inline.role), inline.span.of(source)) for inline in block.inlines] == [
        ("text", "これは"),
        ("open", "**"),
        ("text", "太字"),
        ("close", "**"),
        ("text", "と"),
        ("open", "["),
        ("text", "リンク"),
        ("close", '](http://a.b "題")'),
        ("text", "と"),
        ("code", "`code`"),
        ("text", "と"),
        ("open", "<b>"),
        ("text", "強"),
        ("close", "</b>"),
        ("text", "と"),
        ("code", "![絵](a.png)"),
        ("text", "です\\*。"),
    ]


def target(source, tools, markdown_post, tag="en"):
    (translation,) = translate_post(markdown_post(source), [parse_locale(tag)], tools)
    return compose(translation)


def test_structure_survives_translation(tools, markdown):
    source = (
        "# 見出し\n\n- **太字**の項目と[リンク](http://a.b)です。\n- [ ] 課題です\n\n"
        "| 列です | 値 |\n|----|:-:|\n| `x` | 2 |\n\n```py\nコード\n```\n"
    )
    output = target(source, tools(), markdown)
    assert output.count("\n") == source.count("\n")
    for kept in (
        "# ",
        "\n- Some words **some words** some words [",
        "](http://a.b)",
        "- [ ] ",
        "|----|:-:|",
        "| `x` | 2 |",
        "```py\nコード\n```",
    ):
        assert kept in output


def test_a_linked_heading_keeps_its_anchor(tools, markdown):
    source = "[後述](#価格の話)です。\n\n## 価格の話\n\n## ほかの話\n"
    output = target(source, tools(), markdown)
    assert '## <a id="価格の話"></a>Some words' in output
    assert output.count("<a id") == 1
    assert "](#価格の話)" in output


def test_a_shortcut_reference_keeps_its_label(tools, markdown):
    source = "[用語集]を見てください。\n\n[用語集]: http://a.b\n"
    output = target(source, tools(), markdown)
    assert "][用語集]" in output
    assert "[用語集]: http://a.b" in output


def test_the_declared_language_becomes_the_targets(tools, markdown):
    output = target("---\nlang: ja\ntitle: 題名です\nslug: x\n---\n本文です。\n", tools(), markdown, "ko")
    assert output.startswith("---\nlang: ko\ntitle: 어떤 말")
    assert "\nslug: x\n---\n" in output


def test_emphasis_next_to_cjk_punctuation_is_read_and_mended():
    source = "これは**「重要」**です。"
    (block,) = markdown.parse(source).blocks
    assert [inline.span.of(source) for inline in block.inlines if inline.literal] == ["**", "**"]
    raw = "이것은 **'중요'**입니다"
    paragraph = Block(
        kind=BlockKind.PARAGRAPH,
        span=Span(start=0, end=len(raw)),
        inlines=(Inline(role=Role.TEXT, span=Span(start=0, end=len(raw))),),
        syntax="markdown",
    )
    assert syntax.finish(paragraph, raw) == "이것은 '**중요**'입니다"


@pytest.mark.parametrize(
    ("before", "inside", "after", "expected"),
    [
        ("これは", "「重要」", "です", "「**重要**」"),
        ("これは", "重要", "です", "**重要**"),
        ("", "重要。", "次", "**重要**。"),
        ("約", "80%", "で", "<strong>80%</strong>"),
        ("は", "。", "で", "<strong>。</strong>"),
    ],
)
def test_mend(before, inside, after, expected):
    mended = emphasis.mend(before, "**", inside, after)
    assert mended == expected or (expected.startswith("<") and "**" not in mended)
    assert not markdown.literal_pairs(before + mended + after)


@pytest.mark.parametrize(
    "text",
    [
        "# x",
        "1. x",
        "- x",
        "> x",
        "a*b*c",
        "[a](b)",
        "`x`",
        "<b>",
        "a_b_c _d_",
        "~~x~~",
        "&amp;",
        "[^1]",
        "a | b",
        "\\*",
        "***",
    ],
)
@pytest.mark.parametrize("kind", [BlockKind.PARAGRAPH, BlockKind.CELL])
def test_escaped_words_read_as_themselves(text, kind):
    raw = escapes.guard_line_start(escapes.escape(text, kind=kind))
    table = kind is BlockKind.CELL
    source = f"| h |\n|--|\n| {raw} |\n" if table else raw
    block = markdown.parse(source).blocks[-1]
    assert all(inline.role is Role.TEXT for inline in block.inlines)
    assert escapes.unescape(block.span.of(source)) == text


def test_over_long_paragraphs_are_parsed_in_slices():
    source = "**太字**と[リンク](http://a.b)です。" * 2000
    (block,) = markdown.parse(source).blocks
    assert block.span == Span(start=0, end=len(source))
    assert sum(inline.role is Role.OPEN for inline in block.inlines) == 4000


def test_reference_links_that_are_defined_elsewhere_are_links(tools, markdown):
    source = "[HTLC][topic htlc]と[Core #25573][]と[BTCPay\nServer][btcpay repo]です。"
    (block,) = markdown(source).blocks
    closes = [(inline.span.of(source), inline.rewrite) for inline in block.inlines if inline.role is Role.CLOSE]
    assert closes == [("][topic htlc]", ""), ("][]", "][Core #25573]"), ("][btcpay repo]", "")]
    output = target(source, tools(), markdown)
    for kept in ("HTLC][topic htlc]", "[Core #25573][]", "][btcpay repo]"):
        assert kept in output
    assert "\\" not in output


def test_links_that_only_the_page_sees(tools, markdown):
    source = (
        '<aside markdown="1">\n言葉 ["記事の題"](https://a.b/c)\n</aside>\n\n[ログ](https://a.b/{{ site.tag }}/x)を参照。\n'
    )
    output = target(source, tools(), markdown)
    assert output.count("](https://a.b/c)") == 1
    assert output.count("](https://a.b/{{ site.tag }}/x)") == 1
    assert "\\" not in output


def test_code_in_html_stays_code_across_blank_lines(markdown):
    """CommonMark ends an HTML block at a blank line; an element that is left alone goes on."""
    source = (
        "<p>intro</p>\n<pre><code>import x\n\nif a < b:\n    main()\n\nx = 1\n</code></pre>\n<p>after</p>\n\n"
        'para\n\n<div translate="no">\n\nkeep this\n\n</div>\n\nlast <iframe src="x">\n\n<p>never <span translate="no">closed\n\nend\n'
    )
    words = [block.span.of(source) for block in markdown(source).blocks]
    assert words == ["intro", "after", "para", 'last <iframe src="x">', 'never <span translate="no">closed\n', "end"]
