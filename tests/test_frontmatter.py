"""Front matter: which values are words, how they are written back, what is refused."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from translate_pipeline.errors import ReadError
from translate_pipeline.formats import frontmatter

SOURCE = """---
title: "引用 \\"付き\\" の題"
description: >-
  折り返しの
  説明です。
summary: 'それは''本物''です'
date: 2025-11-28
lang: ja
tags: [AI, 半導体]
nested:
  title: 触らない
---
本文
"""


def test_values_that_people_read():
    front = frontmatter.parse(SOURCE)
    assert [(block.style, block.span.of(SOURCE)) for block in front.blocks] == [
        ('"', '引用 \\"付き\\" の題'),
        (">", "折り返しの\n  説明です。"),
        ("'", "それは''本物''です"),
    ]
    assert front.declared == "ja"
    assert SOURCE[front.end :] == "\n本文\n"


def test_toml():
    source = '+++\ntitle = "題名"\nlang = "ja"\n[params]\ntitle = "触らない"\n+++\n本文'
    front = frontmatter.parse(source)
    assert [block.span.of(source) for block in front.blocks] == ["題名"]
    assert front.declared == "ja"


@pytest.mark.parametrize("source", ["---\n\nただの線\n", "---\n本文\n---\n本文", "# 見出し", "", "---"])
def test_thematic_breaks_are_no_front_matter(source):
    assert frontmatter.parse(source) == frontmatter.FrontMatter()


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ('---\ntitle: "開いたまま\nlang: ja\n---\n', None),
        ("---\ntitle: a: b\n---\n", 2),
        ("---\ntitle: x\n\n本文\n", 1),
        ("+++\ntitle = x\n+++\n", 2),
    ],
)
def test_broken_front_matter_is_refused_with_its_line(source, line):
    with pytest.raises(ReadError, match="front matter") as caught:
        frontmatter.parse(source)
    assert caught.value.line is not None
    assert line is None or caught.value.line == line


@given(
    text=st.text(st.characters(blacklist_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1), style=st.sampled_from(["'", '"'])
)
def test_quoted_values_read_back(text, style):
    raw = frontmatter.escape(text, style)
    try:
        assert yaml.safe_load(f"k: {style}{raw}{style}")["k"] == text
    except yaml.reader.ReaderError:
        return  # characters that YAML does not allow at all


@pytest.mark.parametrize(
    "text", ["Chips: a race", "yes", "12", "- x", "#tag", "a #b", "plain words", "'q'", "null", "@x", "한국: 미국"]
)
def test_plain_values_read_back(text):
    assert yaml.safe_load(f"k: {frontmatter.finish(text, 'plain')}") == {"k": text}
