"""Languages, by evidence."""

from __future__ import annotations

import pytest

from translate_pipeline.detect import detect, foreign_runs, main_language
from translate_pipeline.locales import parse_locale

JA, KO = parse_locale("ja"), parse_locale("ko")

ALONE = [
    ("DeepSeekの衝撃", "ja"),
    ("半導体制裁", "ja"),
    ("人工知能開発競争", "ja"),
    ("同志社大学", "ja"),
    ("サムスン", "ja"),
    ("ディープシーク(딥시크)は中国の「深度求索」が開発した。", "ja"),
    ("記事によると「深度求索发布了新模型，成本很低」という。", "ja"),
    ("댓글 남기기", "ko"),
    ("7 분 읽기", "ko"),
    ("국내 HBM 시장", "ko"),
    ("삼성전자와 華爲", "ko"),
    ("深度求索发布新模型", "zh-Hans"),
    ("中国人工智能公司DeepSeek", "zh-Hans"),
    ("保險公司條例草案月底首讀 政府建議成立", "zh-Hant"),
    ("這些機構主辦的課程，多以基本電腦使用為主", "zh-Hant"),
    ("ㄅㄆㄇ", "zh-Hant"),
    ("DeepSeek R1 / OpenAI", "en"),
    ("The model was trained on far fewer chips than its rivals.", "en"),
]


@pytest.mark.parametrize(("text", "tag"), ALONE, ids=[text for text, _ in ALONE])
def test_without_a_document(text, tag):
    found = detect(text)
    assert str(found.locale) == tag
    assert 0 < found.confidence <= 1
    assert found.reason


@pytest.mark.parametrize(
    ("text", "prior", "tag"),
    [
        ("同志社大学", "ja", "ja"),
        ("北京大学", "zh-Hans", "zh-Hans"),
        ("技術革新", "zh-Hant", "zh-Hant"),
        ("댓글 남기기", "ja", "ko"),
        ("华尔街见闻", "ja", "zh-Hans"),
        ("Le modèle est moins cher", "fr", "fr"),
        ("Photo by DALL-E 3 on OpenAI DALL-E", "ja", "en"),
    ],
)
def test_the_document_decides_where_the_script_does_not(text, prior, tag):
    assert str(detect(text, prior=parse_locale(prior)).locale) == tag


@pytest.mark.parametrize(
    ("text", "declared", "tag"), [("技術革新", "ja", "ja"), ("댓글", "ja", "ko"), ("Editor", "ja", "en")]
)
def test_a_declaration_never_overrules_a_script(text, declared, tag):
    assert str(detect(text, declared=parse_locale(declared)).locale) == tag


@pytest.mark.parametrize("text", ["", "123", "— 80% …", "🎉"])
def test_nothing_to_tell_by(text):
    found = detect(text)
    assert found.locale is None
    assert found.confidence == 0


def test_answers_do_not_change_between_calls():
    assert len({detect("AI chips and models for the enterprise", prior=None) for _ in range(5)}) == 1


@pytest.mark.parametrize(
    ("text", "locale", "runs"),
    [
        ("ディープシーク(딥시크)は深度求索发布了という", JA, [("딥시크", "ko"), ("深度求索发布了", "zh-Hans")]),
        ("この記事は华尔街见闻の記事", JA, [("华尔街见闻", "zh-Hans")]),
        ("中国の半導体企業は強い", JA, []),
        ("費用の補填、新しい機能", JA, []),
        ("OpenAIのo1 proは高い", JA, [("OpenAI", "en"), ("o1 pro", "en")]),
        ("화웨이(华为)의 칩", KO, [("华为", "zh-Hans")]),
        ("파운드리 사업", KO, []),
    ],
)
def test_foreign_runs(text, locale, runs):
    found = foreign_runs(text, locale)
    assert [(run.text, str(run.detected.locale)) for run in found] == runs
    assert all(run.span.of(text) == run.text for run in found)


def test_the_main_language_is_that_of_most_letters():
    assert main_language(["Editor", "7 분 읽기", "中国AIの新たな転換点です。", "댓글 남기기"]) == JA
    assert main_language(["123"], JA) == JA
    assert main_language([]) is None
