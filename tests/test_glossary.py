"""Glossary files and where their names are found."""

from __future__ import annotations

import pytest

from translate_pipeline.concepts import parse_rows, read_concepts
from translate_pipeline.errors import GlossaryError
from translate_pipeline.glossary import Glossary, load_glossary
from translate_pipeline.locales import parse_locale
from translate_pipeline.protect import form_in

from .conftest import GLOSSARY, ROOT

HEAD = "id,kind,domain,status,dnt,case,match,ja,en\n"


def found(glossary, text, tag="ja"):
    return [(match.concept.id, match.text) for match in glossary.find(text, parse_locale(tag))]


@pytest.mark.parametrize(
    ("text", "tag", "expected"),
    [
        ("サムスン電子とサムスン", "ja", [("samsung-electronics", "サムスン電子"), ("samsung", "サムスン")]),
        ("サムスンド", "ja", []),
        ("メガサムスン", "ja", []),
        ("DeepSeekとディープシーク", "ja", [("deepseek", "DeepSeek"), ("deepseek", "ディープシーク")]),
        ("ＤｅｅｐＳｅｅｋと deepseek", "ja", [("deepseek", "ＤｅｅｐＳｅｅｋ"), ("deepseek", "deepseek")]),
        ("DeepSeeker", "ja", []),
        ("GPT-4oとGPT-4ox", "ja", [("gpt-4o", "GPT-4o")]),
        ("この記事は华尔街见闻の記事", "ja", [("wallstreetcn", "华尔街见闻")]),
        ("딥시크는 삼성전자와 달리", "ko", [("deepseek", "딥시크"), ("samsung-electronics", "삼성전자")]),
        ("삼성동 이야기", "ko", []),
        ("三星电子在美国", "zh-Hans", [("samsung-electronics", "三星电子"), ("us", "美国")]),
        (
            "Samsung's chips, by Samsung Electronics",
            "en",
            [("samsung", "Samsung"), ("samsung-electronics", "Samsung Electronics")],
        ),
        ("Advanced Micro Devices", "ja", [("amd", "Advanced Micro Devices")]),
        ("GPT‑4o、GPT 4o、ＧＰＴ－４ｏ", "ja", [("gpt-4o", "GPT‑4o"), ("gpt-4o", "GPT 4o"), ("gpt-4o", "ＧＰＴ－４ｏ")]),
        ("ｻﾑｽﾝとディープ・シーク", "ja", [("samsung", "ｻﾑｽﾝ"), ("deepseek", "ディープ・シーク")]),
        ("サムスン・ソニー", "ja", [("samsung", "サムスン")]),
        ("5아메리카와 30アメリカ", "ja", []),
        ("アメリカ人とアメリカ", "ja", [("us", "アメリカ")]),
        ("미국인은 미국의 삼성향", "ko", [("us", "미국"), ("samsung", "삼성")]),
    ],
)
def test_find(glossary, text, tag, expected):
    assert found(glossary, text, tag) == expected


def test_forms(glossary):
    concept = glossary.by_id["samsung-electronics"]
    assert [form_in(concept, parse_locale(tag)) for tag in ("en", "ko", "zh-Hant")] == [
        "Samsung Electronics",
        "삼성전자",
        "三星電子",
    ]


def test_a_missing_traditional_form_is_converted(tmp_path):
    path = tmp_path / "g.csv"
    path.write_text(
        "id,kind,domain,status,dnt,case,match,zh-Hans,en\na,term,ai,approved,no,any,word,人工智能,AI\n", encoding="utf-8"
    )
    (concept,) = read_concepts(path)
    assert form_in(concept, parse_locale("zh-Hant")) == "人工智慧"
    assert form_in(concept, parse_locale("ko")) is None


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_excel_accidents(tmp_path, delimiter):
    path = tmp_path / "g.csv"
    path.write_bytes(b"\xef\xbb\xbf" + GLOSSARY.replace(",", delimiter).replace("\n", "\r\n").encode())
    assert len(list(read_concepts(path))) == 7


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1: expected a header with id"),
        ("id,ja\n", "1: expected a header with kind"),
        (HEAD.replace("ja", "jp"), "1: column 'jp': unknown column: unknown locale 'jp': did you mean 'ja'"),
        (HEAD.replace("ja", "zh-CN"), "1: column 'zh-CN': write the locale as zh-Hans"),
        (HEAD.replace("en", "ja"), "1: column 'ja': column stands twice"),
        (HEAD + "a,company,ai,approved,no,any,word,あ\n", "2: found 8 cells, expected 9"),
        (
            HEAD + "a,company,ai,maybe,no,any,word,あ,A\n",
            "2: column 'status': found 'maybe', expected approved or proposed or obsolete",
        ),
        (HEAD + "a,company,ai,approved,dunno,any,word,あ,A\n", "2: column 'dnt': found 'dunno'"),
        (HEAD + ",company,ai,approved,no,any,word,あ,A\n", "2: column 'id': empty"),
        (HEAD + "a,company,ai,approved,no,any,word,,\n", "2: no form in any locale"),
        (
            HEAD + "a,c,ai,approved,no,any,word,あ,A\na,c,ai,approved,no,any,word,い,B\n",
            "3: column 'id': 'a' stands in line 2 too",
        ),
        (HEAD + 'a,c,ai,approved,no,any,word,"あ,A\n', "not CSV"),
    ],
)
def test_rows_that_do_not_fit(tmp_path, text, message):
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GlossaryError) as caught:
        load_glossary([path])
    assert message in str(caught.value)
    assert str(caught.value).startswith(f"{path}:")
    assert "\n" not in str(caught.value)


def test_site_overrules_shipped(tmp_path):
    site, shipped = tmp_path / "site.csv", tmp_path / "shipped.csv"
    site.write_text(HEAD + "a,c,ai,approved,no,any,word,あああ,Site\n", encoding="utf-8")
    shipped.write_text(HEAD + "a,c,ai,approved,no,any,word,あああ,Shipped\n", encoding="utf-8")
    assert load_glossary([site, shipped]).by_id["a"].forms["en"] == "Site"


def test_guarded_cells(tmp_path):
    path = tmp_path / "g.csv"
    path.write_text(HEAD + "a,c,ai,approved,no,any,word,'=あ,A\n", encoding="utf-8")
    assert next(read_concepts(path)).forms["ja"] == "=あ"


SHIPPED = sorted((ROOT / "glossaries").glob("*.csv"))


def test_the_shipped_glossary_is_complete():
    concepts = load_glossary(SHIPPED).concepts
    assert len(concepts) >= 80
    for concept in concepts:
        missing = {"ja", "ko", "zh-Hans", "zh-Hant", "en"} - set(concept.forms)
        assert not missing or concept.note, f"{concept.id}: no form in {missing}, and no note why"
    assert {concept.kind for concept in concepts} >= {"company", "model", "chip", "person", "place", "press"}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_shipped_files_are_sorted_for_clean_diffs(path):
    ids = [concept.id for concept in read_concepts(path)]
    assert ids == sorted(ids)


@pytest.mark.parametrize(
    ("text", "tag", "english"),
    [
        ("メラニア・トランプ氏", "ja", ["Trump"]),
        ("ドナルド・トランプ大統領", "ja", ["Donald Trump"]),
        ("Melania Trump", "en", ["Trump"]),
        ("マスクを外す", "ja", []),
    ],
)
def test_a_surname_alone_never_becomes_somebody_elses_whole_name(text, tag, english):
    found = load_glossary(SHIPPED).find(text, parse_locale(tag))
    assert [form_in(match.concept, parse_locale("en")) for match in found] == english


@pytest.mark.parametrize(
    ("tag", "text", "name", "stands"),
    [
        ("zh-Hans", "他将带领英伟达前进", "领英", False),
        ("zh-Hans", "高通道工厂", "高通", False),
        ("zh-Hans", "高通发布芯片", "高通", True),
        ("zh-Hans", "美国政府", "美国", True),
        ("zh-Hans", "其中国籍", "中国", False),
        ("ja", "明日本校へ来ます", "日本", False),
        ("ja", "日本企業が来る", "日本", True),
    ],
)
def test_a_dictionary_of_words_vetoes_names_cut_out_of_words(tag, text, name, stands):
    pytest.importorskip({"zh-Hans": "jieba", "ja": "sudachipy"}[tag])
    path_rows = f"id,kind,domain,status,dnt,case,match,{tag},en\na,{'place' if name in '美国中国日本' else 'company'},,,no,any,word,{name},X\n"
    glossary = Glossary(tuple(row.concept for row in parse_rows(path_rows, ROOT)))
    assert bool(found(glossary, text, tag)) is stands
