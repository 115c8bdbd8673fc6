"""The whole line with engines that need no model."""

from __future__ import annotations

from dataclasses import replace

import pytest

from translate_pipeline.engines.echo import EchoEngine
from translate_pipeline.errors import NoPairError
from translate_pipeline.glossary import load_glossary
from translate_pipeline.locales import parse_locale
from translate_pipeline.model import Origin, Severity
from translate_pipeline.pipeline import terms_honoured, translate_post
from translate_pipeline.write import compose

from .conftest import translated

POST = """\
# サムスン電子とDeepSeek

Editor
7 분 읽기

サムスン電子はDeepSeekの**新モデル**を2025年11月28日に公開しました。価格は80%下がります。

#NVIDIA #Advanced Micro Devices #サムスン電子

この記事は华尔街见闻の記事を読んで、個人的な意見と分析を加えて作成しました。

댓글 남기기
"""


def run(text, tag, tools, markdown, **more):
    (translation,) = translate_post(markdown(text), [parse_locale(tag)], tools, **more)
    return translation


def by_source(translation):
    return {unit.source: unit for unit in translation.units}


def test_every_kind_of_segment_in_english(tools, markdown):
    kit = tools()
    translation = run(POST, "en", kit, markdown)
    units = by_source(translation)
    assert str(translation.source_locale) == "ja"
    assert (units["7 분 읽기"].target, units["7 분 읽기"].origin) == ("7 min read", Origin.CATALOG)
    assert units["댓글 남기기"].target == "Leave a comment"
    assert units["Editor"].origin is Origin.SOURCE
    assert units["#NVIDIA #Advanced Micro Devices #サムスン電子"].target == "#NVIDIA #AMD #Samsung Electronics"
    notice = units["この記事は华尔街见闻の記事を読んで、個人的な意見と分析を加えて作成しました。"]
    assert "an article in Wallstreetcn, with" in notice.target
    assert [term.word for term in notice.terms] == ["Wallstreetcn"]
    assert "Samsung Electronics" in units["サムスン電子はDeepSeekの**新モデル**を2025年11月28日に公開しました。"].target
    assert not {"7 분 읽기", "댓글 남기기", "Editor"} & {request.text for call in kit.engine.calls for request in call}


def test_hashtags_follow_the_script(tools, markdown):
    translation = run("人工智能公司发布了新的软件。\n\n#半导体 #三星电子 #NVIDIA\n", "zh-Hant", tools(), markdown)
    assert compose(translation).endswith("#半導體 #三星電子 #NVIDIA\n")


def test_names_in_latin_letters_stay_names_in_a_cjk_document(tools, markdown):
    kit = tools()
    translation = run("# Ruby Box\n\n[[Feature #21311]]\n\n# DeepSeek V9\n\n日本語の本文です。\n", "ko", kit, markdown)
    output = compose(translation)
    assert output.startswith("# Ruby Box\n\n[[Feature #21311]]\n\n# 딥시크 V9\n\n")
    assert [request.text for call in kit.engine.calls for request in call] == ["日本語の本文です。"]


def test_a_notice_inside_a_paragraph_is_said_by_the_catalog(tools, markdown, locale):
    kit = tools(lambda request: "The author is responsible." if "責任" in request.text else "It is well.")
    source = "元気です。本稿を参考にした取引で損失が生じても、筆者は責任を負いかねます。**投資は自己責任でお願いします。**"
    (done,) = translate_post(markdown(source), [locale("en")], replace(kit, source=locale("ja")))
    assert [unit.origin for unit in done.units] == [Origin.MODEL, Origin.CATALOG, Origin.CATALOG]
    assert compose(done).strip() == (
        "It is well. The author accepts no liability for any loss arising from the use of this article. "
        "**Investment decisions are your own responsibility.**"
    )
    assert "".join(request.text for call in kit.engine.calls for request in call) == "元気です。"


def test_dates_and_names_of_furniture_and_topics_of_hashtags_are_said_in_the_target(tools, markdown, locale):
    kit = replace(tools(), source=locale("ko"))
    post = markdown("사진: 삼성전자 제공\n\n에디터 · 최종 수정: 2025년 5월 24일\n\n#반도체 #삼성전자 #모르는말")
    (done,) = translate_post(post, [locale("en")], kit)
    assert compose(done).split("\n\n") == [
        "Photo: Samsung Electronics",
        "Editor · Last updated: May 24, 2025",
        "#Semiconductors #SamsungElectronics #모르는말",
    ]


def test_a_name_is_said_though_the_model_gives_its_question_back(tools, markdown, locale):
    (done,) = translate_post(markdown("Samsung Electronics, CEO"), [locale("ko")], tools(lambda request: request.text))
    assert done.units[0].target == "삼성전자, CEO"


def test_furniture_already_in_the_target_is_left_alone(tools, markdown):
    unit = by_source(run(POST, "ko", tools(), markdown))["댓글 남기기"]
    assert (unit.origin, unit.reason) == (Origin.SOURCE, "page furniture, already in ko")


def test_terms_are_honoured_and_counted(tools, markdown):
    translation = run(POST, "ko", tools(), markdown)
    expected = sum(len(unit.terms) for unit in translation.units)
    assert expected >= 6
    assert sum(map(terms_honoured, translation.units)) == expected


def test_all_segments_of_all_locales_go_to_the_engine_in_one_call(tools, markdown):
    kit = tools()
    translate_post(markdown(POST), [parse_locale(tag) for tag in ("en", "ko", "zh-Hans", "zh-Hant")], kit)
    (call,) = kit.engine.calls
    assert {request.target for request in call} == {"en", "ko", "zh"}
    assert len({(request.text, request.target) for request in call}) == len(call)


def test_traditional_chinese_is_converted_with_its_own_terms(tools, markdown):
    translation = run(
        "アメリカの新モデルです。", "zh-Hant", tools(lambda r: r.text.replace("の新モデルです", "的软件信息")), markdown
    )
    assert compose(translation) == "美國的軟體資訊。"


def test_between_chinese_scripts_no_model_is_asked(tools, markdown):
    kit = tools()
    translation = run("# 新软件\n\n美国的人工智能公司发布了新的软件。\n", "zh-Hant", kit, markdown)
    assert compose(translation) == "# 新軟體\n\n美國的人工智慧公司發布了新的軟體。\n"
    assert not any(kit.engine.calls)
    assert {unit.origin for unit in translation.units} == {Origin.CONVERTED}


def test_decisions_of_reviewers_are_kept(tools, markdown):
    source = "価格は80%下がります。"
    translation = run(POST, "en", tools(), markdown, decisions={"en": {source: "Prices fall by 80%."}})
    unit = by_source(translation)[source]
    assert (unit.target, unit.origin, unit.reviewed) == ("Prices fall by 80%.", Origin.MEMORY, True)


def test_a_post_in_the_target_language_is_left_alone(tools, markdown):
    translation = run(POST, "ja", tools(), markdown)
    output = compose(translation)
    assert output.startswith("# サムスン電子とDeepSeek\n")
    assert "7分で読めます" in output
    assert "コメントを残す" in output


def test_no_model_for_the_posts_language_is_refused(tools, markdown):
    with pytest.raises(NoPairError):
        run(POST, "ko", tools(pairs={("ja", "en")}), markdown)


def test_no_model_for_a_foreign_segment_is_a_finding(tools, markdown):
    text = "日本語の長い本文です。これは二つ目の文です。\n\n이것은 다른 언어로 쓴 문장입니다.\n"
    translation = run(text, "en", tools(pairs={("ja", "en")}), markdown)
    (finding,) = [finding for finding in translation.findings if finding.check == "no-model"]
    assert finding.severity is Severity.WARNING
    assert "ko" in finding.message


def test_a_foreign_run_is_translated_from_its_own_language(tools, markdown):
    kit = tools(lambda r: "it is very cheap" if r.source == "zh" else translated(r))
    translation = run("記事は「深度求索发布了新模型，成本很低」と伝えました。", "en", kit, markdown)
    assert "it is very cheap" in translation.units[0].target
    assert {request.source for call in kit.engine.calls for request in call} == {"ja", "zh"}


def test_korean_particles_follow_the_name(tools, markdown):
    answers = {"ko": lambda text: text.replace("は", "은 ").replace("を買う", "을 산다")}
    kit = tools(lambda r: answers["ko"](r.text))
    assert compose(run("サムスン電子はDeepSeekを買う。", "ko", kit, markdown)).startswith("삼성전자는 딥시크를 산다")


LADDER = "サムスン電子は、DeepSeekの新モデルを、アメリカで公開しました。"


def test_the_second_hypothesis_is_taken_where_the_first_loses_a_mark(tools, markdown):
    kit = tools(lambda r: ["lost all", translated(r)])
    (unit,) = run(LADDER, "en", kit, markdown).units
    assert terms_honoured(unit) == len(unit.terms) == 3
    assert not [finding for finding in unit.findings if finding.check == "mark-lost"]


def test_clauses_are_tried_where_every_hypothesis_fails(tools, markdown):
    kit = tools(lambda r: translated(r) if r.text.count("⟦") < 2 else "lost")
    (unit,) = run(LADDER, "en", kit, markdown).units
    assert terms_honoured(unit) == 3
    assert [finding.check for finding in unit.findings if finding.check == "mark-lost"] == ["mark-lost"]


def test_a_function_word_alone_between_names_is_not_given_to_the_model(tools, markdown):
    kit = tools(lambda _: "lost")
    (unit,) = run("三星电子从华尔街见闻至美国。", "en", kit, markdown).units
    assert not {request.text for call in kit.engine.calls for request in call} & {"从", "至"}
    assert unit.target.startswith("Samsung Electronics from Wallstreetcn to United States")


@pytest.mark.parametrize("answer", ["", "nothing left", "⟦0⟧⟦0⟧", "⟦7⟧", "⟦", "one ⟦0⟧ two ⟦0⟧"])
def test_names_and_markup_survive_any_answer(tools, markdown, answer):
    source = "サムスン電子は**DeepSeekの新モデル**を[アメリカの店](http://a.b)で`code`と公開しました。"
    (unit,) = run(source, "en", tools(lambda _: answer), markdown).units
    assert terms_honoured(unit) == len(unit.terms) == 3
    for kept in ("**", "](http://a.b)", "`code`", "["):
        assert unit.target.count(kept) == source.count(kept)
    assert not set("⟦⟧") & set(unit.target)


def test_findings_carry_the_number_of_their_unit(tools, markdown):
    translation = run(POST, "en", tools(lambda _: ""), markdown)
    assert all(finding.segment is None or 0 <= finding.segment < len(translation.units) for finding in translation.findings)


def test_the_signature_names_engine_model_and_glossary(tools, markdown):
    kit = tools()
    signature = run(POST, "en", kit, markdown).signature
    assert (signature.engine, signature.model, signature.glossary) == ("scripted", "scripted-1", kit.glossary.digest)
    assert replace(signature, glossary="") != signature


def pieces_only(request):
    """An engine that loses every mark, so that sentences are put together; what it says ends as models end it."""
    return "" if "⟦" in request.text else {"en": "words.", "ko": "말.", "zh": "话。"}[request.target]


@pytest.mark.parametrize(
    ("source", "tag", "expected"),
    [
        ("サムスン電子の新しい製品は80%減少した。", "en", "Samsung Electronics words 80% words."),
        ("DeepSeek の AMD の計画", "en", "DeepSeek's AMD words"),
        ("新製品のDeepSeek、サムスン電子のような企業", "zh-Hans", "话DeepSeek、三星电子话"),
        ("サムスン電子は[計画を発表](http://a.b)した。", "ko", "삼성전자는 [말](http://a.b) 말."),
    ],
)
def test_what_is_put_together_reads_as_one(tools, markdown, source, tag, expected):
    assert compose(run(source, tag, tools(pieces_only), markdown)) == expected


@pytest.mark.parametrize("inside", ["", ",", '"', " "])
def test_a_link_without_a_word_in_it_is_refused(tools, markdown, inside):
    def answer(request):
        return f"all ⟦0⟧{inside}⟦1⟧ words" if request.text.count("⟦") > 1 else translated(request)

    output = compose(run("これは[後で述べる話](http://a.b)です。", "en", tools(answer), markdown))
    assert "[some words](http://a.b)" in output


def test_english_titles_are_cited_as_they_are(tools, markdown):
    kit = tools()
    cited = '— @gvanrossum, ["Money and Open Source"](https://a.b/c)'
    translation = run(f"日本語の長い本文です。これも日本語です。\n\n{cited}\n", "ko", kit, markdown)
    assert compose(translation).endswith(cited + "\n")


@pytest.mark.parametrize(
    ("tag", "text", "expected"),
    [
        ("en", "人工知能が世界を変える。", "Artificial intelligence some words."),
        ("en", "**人工知能**が世界を変える。", "**Artificial intelligence** some words."),
        ("en", "世界を変える人工知能。", "Artificial intelligence some words."),
        ("zh-Hans", "人工知能が世界を変える。", "ai一些话语。"),
    ],
)
def test_a_common_noun_begins_a_sentence_with_a_capital(tools, markdown, tmp_path, tag, text, expected):
    path = tmp_path / "ai.csv"
    head = "id,kind,domain,status,dnt,case,match,ja,zh-Hans,en"
    path.write_text(f"{head}\nai,term,ai,approved,no,any,word,人工知能,ai,artificial intelligence\n", encoding="utf-8")
    answers = {"zh": "⟦0⟧一些话语。", "en": "⟦0⟧ some words."}
    kit = replace(tools(lambda request: answers[request.target]), glossary=load_glossary([path]))
    assert compose(run(text, tag, kit, markdown)).strip() == expected
    echo = replace(kit, engine=EchoEngine())
    assert compose(run("artificial intelligence grows.", "en", echo, markdown)) == "artificial intelligence grows."


def test_a_possessive_between_names_is_said_as_a_particle(tools, markdown, locale):
    lose = tools(lambda request: "某些话语。" if "⟦" in request.text else "编码。", source=locale("en"))
    (done,) = translate_post(markdown("Samsung’s DeepSeek and GPT-4o’s coding."), [locale("zh-Hans")], lose)
    assert "三星的DeepSeek" in done.units[0].target
    assert "’" not in done.units[0].target


def test_emphasis_that_was_peeled_is_never_left_empty(tools, markdown, locale):
    """`**名前**: 文`: the opening half stands outside what the model sees, and its answer may begin with the closing half."""
    early = tools(lambda request: "⟦0⟧ 그림: ⟦1⟧ 말." if "⟦1⟧" in request.text else "말", source=locale("en"))
    (done,) = translate_post(markdown("**Long processing** for GPT-4o and more."), [locale("ko")], early)
    assert "****" not in done.units[0].target


def test_a_bracketed_reference_keeps_both_brackets(tools, markdown, locale):
    source = "値で[[Feature #21268]]を使う。\n\n[Feature #21268]: https://a.b\n"
    (done,) = translate_post(markdown(source), [locale("en")], tools(source=locale("ja")))
    assert "[[Feature #21268]]" in compose(done)


@pytest.mark.parametrize(
    ("item", "kept"),
    [("rake 13.3.1", True), ("1.0.1 to [v1.0.2][x], [v1.0.3][x], [v1.0.4][x], [v1.0.5][x], [v1.1][x], [v1.2][x]", True)],
)
def test_a_package_and_its_version_are_names(tools, markdown, locale, item, kept):
    source = f"다음 라이브러리가 갱신되었습니다.\n\n* {item}\n\n[x]: https://a.b\n"
    kit = tools(lambda request: "メアリー。" if request.source == "en" else "更新されました。")
    (done,) = translate_post(markdown(source), [locale("ja")], kit)
    assert (done.units[1].target == item) is kept


def test_a_clause_is_not_cut_inside_brackets(tools, markdown, locale):
    kit = tools(lambda request: "一些话语。" if "⟦" in request.text else "话语", source=locale("ja"))
    translate_post(markdown("これは（例えば、`a`や、`b`）を含み、GPT-4oとDeepSeekが使う。"), [locale("zh-Hans")], kit)
    clauses = [request.text for request in kit.engine.calls[1]]
    assert any("（例えば、⟦0⟧や、⟦1⟧）" in text for text in clauses), clauses


def test_a_full_stop_that_the_model_left_out_is_put_back(tools, markdown, locale):
    kit = tools(lambda _: "市场会变", source=locale("ja"))
    (done,) = translate_post(markdown("市場は変わる。"), [locale("zh-Hans")], kit)
    assert done.units[0].target == "市场会变。"


def test_latin_words_alone_are_no_answer_in_chinese(tools, markdown, locale):
    kit = tools(lambda _: ["⟦0⟧ changes", "⟦0⟧变更"], source=locale("ko"))
    (done,) = translate_post(markdown("GPT-4o 변경"), [locale("zh-Hans")], kit)
    assert done.units[0].target == "GPT-4o变更"


def test_the_pieces_of_an_english_sentence_begin_small(tools, markdown, locale):
    kit = tools(lambda request: "Lost." if "⟦" in request.text else "The loop", source=locale("ko"))
    (done,) = translate_post(markdown("삭제된 `$SAFE` 루프와 `IO` 등을 쓴다."), [locale("en")], kit)
    assert done.units[0].target == "The loop `$SAFE` the loop `IO` the loop."


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("ko", "# 딥시크 말\n\n딥시크(DeepSeek)는 삼성전자(Samsung Electronics)는.\n\n딥시크는 말.\n"),
        ("zh-Hans", "# DeepSeek话\n\nDeepSeek和三星电子（Samsung Electronics）。\n\nDeepSeek话。\n"),
    ],
)
def test_the_first_mention_of_a_name_carries_its_english_form(tools, markdown, locale, tag, expected):
    source = "# DeepSeekの話\n\nDeepSeekとサムスン電子だ。\n\nDeepSeekの話だ。\n"
    said = {"ko": ["⟦0⟧ 말", "⟦0⟧은 ⟦1⟧는.", "⟦0⟧은 말."], "zh": ["⟦0⟧话", "⟦0⟧和⟦1⟧。", "⟦0⟧话。"]}
    answers = {"⟦0⟧の話": 0, "⟦0⟧と⟦1⟧だ。": 1, "⟦0⟧の話だ。": 2}
    kit = tools(lambda request: said[request.target][answers[request.text]], source=locale("ja"))
    (done,) = translate_post(markdown(source), [locale(tag)], replace(kit, first_mention=frozenset({locale(tag)})))
    assert compose(done) == expected
    assert not [finding for finding in done.findings if finding.check == "term-missing"]


def test_another_shape_is_tried_before_a_sentence_is_cut(tools, markdown, locale):
    kit = tools(lambda request: "lost" if "⟦" in request.text else request.text.replace("は", " is ").replace("だ。", "."))
    kit.engine.shapes = lambda *_: ("brackets", "codes")
    (done,) = translate_post(markdown("GPT-4oはサムスン電子だ。"), [locale("en")], replace(kit, source=locale("ja")))
    assert done.units[0].target == "GPT-4o is Samsung Electronics."
    assert [request.text for call in kit.engine.calls for request in call] == ["⟦0⟧は⟦1⟧だ。"] * 2 + ["XQ0はXQ1だ。"]
    assert [request.hold for call in kit.engine.calls for request in call] == ["", "brackets", ""]
    assert not [finding for finding in done.findings if finding.check == "mark-lost"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("**支払いの失敗:** ボブが応じない。", "**话**：话。"),
        ("**支払いの失敗**：ボブが応じない。", "**话**：话。"),
        ("**支払い**は失敗した：", "**话**话："),
    ],
)
def test_a_bold_lead_in_stands_for_itself(tools, markdown, locale, source, expected):
    kit = tools(
        lambda request: "⟦0⟧话。" if request.text.startswith("⟦") else "话⟦0⟧话" if "⟦" in request.text else "话",
        source=locale("ja"),
    )
    (done,) = translate_post(markdown(source), [locale("zh-Hans")], kit)
    assert compose(done).replace("**话：**", "**话**：") == expected


def test_brackets_do_not_cross_a_link(tools, markdown, locale):
    answers = ["见（⟦0⟧某些）话语⟦1⟧话", "（见⟦0⟧某些话语⟦1⟧）"]
    kit = tools(lambda request: answers if "⟦1⟧" in request.text else "话", source=locale("ja"))
    (done,) = translate_post(markdown("これは（[ニュース](http://a.b)参照）。"), [locale("zh-Hans")], kit)
    assert done.units[0].target.startswith("（见[某些话语](http://a.b)）")
