"""One style in a text: plain sentences made polite, and what style a post has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate_pipeline import japanese, korean
from translate_pipeline.pipeline import translate_post
from translate_pipeline.write import compose

from .conftest import ROOT

STYLES = {"ja": japanese, "ko": korean}
GOLDEN = [
    (tag, *line.split(" -> "))
    for tag in STYLES
    for line in (ROOT / "tests" / "data" / "register" / f"{tag}.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("tag", "plain", "polite"), GOLDEN)
def test_golden(tag, plain, polite):
    assert STYLES[tag].polite(plain) == (None if polite == "-" else polite)


@given(st.sampled_from(GOLDEN), st.text(max_size=8))
def test_what_is_made_polite_is_polite_and_changes_only_its_end(case, before):
    tag, plain, _ = case
    style = STYLES[tag]
    said = style.polite(before + plain)
    if said is not None:
        assert style.is_polite(said)
        assert not style.is_plain(said)
        assert style.polite(said) is None
        assert said.startswith(before[:-2])
        assert said[-1] == plain[-1]


@given(st.text(alphabet="るたいだうくす。.!かもなんつ見入ァx가다는니요 ", max_size=12))
def test_any_text_is_answered(text):
    for style in STYLES.values():
        assert not (style.is_plain(text) and style.is_polite(text))
        assert style.polite(text) is None or style.is_plain(text)


SOURCES = {
    "ko": ["첫째 문장입니다.", "둘째 문장입니다.", "셋째 문장입니다.", "넷째 문장입니다.", "다섯째 문장입니다."],
    "en": ["This came first.", "That came next.", "Then it was late.", "At last it ended."],
}


def translated(tools, markdown, locale, answers, *, source="ko", to="ja", decisions=None):
    said = dict(zip(SOURCES[source], answers, strict=False))
    kit = tools(lambda request: said[request.text], source=locale(source))
    (done,) = translate_post(markdown("\n\n".join(said)), [locale(to)], kit, decisions and {to: decisions})
    found = [(one.segment, one.message) for one in done.findings if one.check == "register"]
    return [unit.target for unit in done.units], found, done


def test_a_polite_source_makes_plain_drafts_polite(tools, markdown, locale):
    drafts = ["価格は下がった。", "これは課題である。", "次が続く。", "さあ走ろう。", "ひとつの転換点。"]
    targets, found, done = translated(tools, markdown, locale, drafts)
    assert targets == ["価格は下がりました。", "これは課題です。", "次が続きます。", "さあ走ろう。", "ひとつの転換点。"]
    assert found == [(3, "found 走ろう。, expected the polite style as in the rest of the post")]
    assert "価格は下がりました。" in compose(done)


def test_drafts_decide_where_the_source_has_no_style(tools, markdown, locale):
    mostly = ["가격이 내렸다.", "값이 올랐습니다.", "문제입니다."]
    assert translated(tools, markdown, locale, mostly, source="en", to="ko")[0] == ["가격이 내렸습니다.", *mostly[1:]]
    plain = ["가격이 내렸다.", "값이 올랐다.", "문제다.", "문제입니다."]
    targets, found, _ = translated(tools, markdown, locale, plain, source="en", to="ko")
    assert targets == plain
    assert [segment for segment, _ in found] == [3]


def test_two_sentences_show_no_style(tools, markdown, locale):
    targets, found, _ = translated(tools, markdown, locale, ["価格は下がった。", "課題です。"])
    assert (targets, found) == (["価格は下がった。", "課題です。"], [])


def test_what_a_reviewer_wrote_is_only_noted(tools, markdown, locale):
    drafts = ["価格は下がりました。", "課題です。", "続きます。"]
    _, _, done = translated(tools, markdown, locale, drafts, decisions={"둘째 문장입니다.": "課題だ。"})
    assert [unit.target for unit in done.units] == ["価格は下がりました。", "課題だ。", "続きます。"]
    assert [(one.segment, one.suggestion) for one in done.findings if one.check == "register"] == [(1, "題です。")]
