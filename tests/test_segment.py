"""Sentences, against golden files that translators can edit: text, ---, one sentence a line, ===."""

from __future__ import annotations

from itertools import pairwise

import pytest

from translate_pipeline.detect import EN
from translate_pipeline.model import SegmentKind
from translate_pipeline.pipeline import translate_post
from translate_pipeline.segment import is_hashtag_line, sentence_ends

from .conftest import DATA


def cases(path):
    found = []
    for number, case in enumerate(path.read_text(encoding="utf-8").strip().removesuffix("===").split("\n===\n"), start=1):
        text, separator, sentences = case.partition("\n---\n")
        assert separator, f"{path.name}, case {number}: expected a line --- between text and sentences"
        found.append((text.strip(), sentences.strip().splitlines()))
    assert len(found) >= 5, f"{path.name}: expected at least five cases"
    return found


GOLDEN = [(path.stem, *case) for path in sorted((DATA / "segment").glob("*.txt")) for case in cases(path)]


@pytest.mark.parametrize(("language", "text", "sentences"), GOLDEN, ids=[case[1][:30] for case in GOLDEN])
def test_golden(language, text, sentences):
    bounds = [0, *sentence_ends(text, language), len(text)]
    pieces = [text[start:end] for start, end in pairwise(bounds)]
    assert "".join(pieces) == text
    assert [piece.strip() for piece in pieces] == sentences


def test_every_language_has_a_golden_file():
    assert {path.stem for path in (DATA / "segment").glob("*.txt")} == {"ja", "ko", "zh", "en"}


@pytest.mark.parametrize(
    "line", ["#NVIDIA #Advanced Micro Devices #サムスン電子", "#半導体", "＃AI ＃GPU", "#5G", "#2025년"]
)
def test_hashtag_lines(line):
    assert is_hashtag_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "# Heading",
        "#1 in the market",
        "See #AI. It matters.",
        "issue #12 is closed",
        "#2225は、仕様の変更に際して",
        "#AIは、いま",
        "#12: fixed",
    ],
)
def test_not_hashtag_lines(line):
    assert not is_hashtag_line(line)


def units(markdown, text, tools):
    (translation,) = translate_post(markdown(text), [EN], tools)
    return [(unit.segment.kind, unit.source) for unit in translation.units]


def test_lines_that_are_furniture_stand_alone(markdown, echo):
    text = (
        "中国の挑戦\nPhoto by DALL-E 3 on OpenAI DALL-E\n\nEditor\n7 분 읽기\n\n本文の一行目は\n二行目に続きます。次の文。\n"
    )
    assert units(markdown, text, echo) == [
        (SegmentKind.SENTENCE, "中国の挑戦"),
        (SegmentKind.FURNITURE, "Photo by DALL-E 3 on OpenAI DALL-E"),
        (SegmentKind.FURNITURE, "Editor"),
        (SegmentKind.FURNITURE, "7 분 읽기"),
        (SegmentKind.SENTENCE, "本文の一行目は\n二行目に続きます。"),
        (SegmentKind.SENTENCE, "次の文。"),
    ]


def test_markup_goes_with_its_sentence(markdown, echo):
    found = units(markdown, "**最初の文。**次の[リンク](http://a.b)の文。`code`です。", echo)
    assert [source for _, source in found] == ["**最初の文。**", "次の[リンク](http://a.b)の文。", "`code`です。"]
