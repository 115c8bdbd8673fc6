"""What is kept away from the model, and what is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from translate_pipeline.detect import detect
from translate_pipeline.formats import syntax
from translate_pipeline.locales import parse_locale
from translate_pipeline.model import Segment, SegmentKind, Shield, ShieldKind
from translate_pipeline.protect import Setting, protect
from translate_pipeline.read import parse_post
from translate_pipeline.restore import nests, peel, plain, render
from translate_pipeline.typeset import begin, finish, settle

EN, KO, ZH, JA = map(parse_locale, ("en", "ko", "zh-Hans", "ja"))


def shown(source, glossary, target="en", kind="markdown"):
    """The parts of one sentence: words as they are, shields as ⟦what they say in the target⟧."""
    post = parse_post(source, Path("post"), kind)
    block = post.blocks[0]
    segment = Segment(block=0, kind=SegmentKind.SENTENCE, span=block.span, core=block.span, inlines=block.inlines)
    setting = Setting(
        source=detect(source).locale,
        target=parse_locale(target),
        glossary=glossary,
        unescape=lambda raw: syntax.unescape(block, raw),
        escape=lambda text: syntax.escape(block, text),
    )
    return protect(source, segment, setting)


def text(protected):
    return "".join(part if isinstance(part, str) else f"⟦{part.target}⟧" for part in protected.parts)


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("サムスン電子は強い", "ko", "⟦삼성전자⟧は強い"),
        ("**DeepSeek**の挑戦", "ko", "⟦**딥시크**⟧の挑戦"),
        ("[DeepSeek](http://a.b)の挑戦", "ko", "⟦[딥시크](http://a.b)⟧の挑戦"),
        ("**DeepSeekの挑戦**です", "ko", "⟦**⟧⟦딥시크⟧の挑戦⟦**⟧です"),
        ("DeepSeek-V9が出た", "ko", "⟦딥시크-V9⟧が出た"),
        ("DeepSeek Coder V2が出た", "ko", "⟦딥시크 Coder V2⟧が出た"),
        (
            "2025年11月28日に80％下がり、1億2000万ドルになった",
            "en",
            "⟦November 28, 2025⟧に⟦80%⟧下がり、⟦$120 million⟧になった",
        ),
        ("`code`と$x^2$とa@b.comとhttps://a.b/c。", "en", "⟦`code`⟧と⟦$x^2$⟧と⟦a@b.com⟧と⟦https://a.b/c⟧。"),
        ("x86_64とGPT-5.5とv2.0の話", "en", "⟦x86_64⟧と⟦GPT-5.5⟧と⟦v2.0⟧の話"),
        ("バージョン2.31以降、約2.31倍", "en", "バージョン⟦2.31⟧以降、⟦about 2.31 times⟧"),
        ("버전 17.0으로 바꾼다", "en", "버전 ⟦17.0⟧으로 바꾼다"),
        ("版は1.85.0以上です", "en", "版は⟦1.85.0⟧以上です"),
        ("Issue #324で説明", "en", "⟦Issue #324⟧で説明"),
        ("脚注[^1]と[^none]です\n\n[^1]: 注", "en", "脚注⟦[^1]⟧と⟦[^none]⟧です"),
        ("この华尔街见闻の記事", "en", "この⟦Wallstreetcn⟧の記事"),
        ("この澎湃新闻の記事", "en", "この⟦澎湃新闻⟧の記事"),
        ("この澎湃新闻の記事", "zh-Hant", "この⟦澎湃新聞⟧の記事"),
        ("We saw 1536-dimensional arrays and 5-year plans", "ko", "We saw 1536-dimensional arrays and 5-year plans"),
        ("Then source_file and MilvusClient() at docs.rs", "ko", "Then ⟦source_file⟧ and ⟦MilvusClient()⟧ at ⟦docs.rs⟧"),
        ("We call deepseek-r1-0528-preview here", "ko", "We call ⟦deepseek-r1-0528-preview⟧ here"),
        ("Advanced Micro Devices(AMD)と協力", "en", "⟦AMD⟧と協力"),
        ("ディープシーク（DeepSeek）が出た", "ko", "⟦딥시크(DeepSeek)⟧が出た"),
        ("ディープシーク（DeepSeek）が出た", "zh-Hans", "⟦DeepSeek⟧が出た"),
        ("They say deepseek is good", "ko", "They say ⟦딥시크⟧ is good"),
        ("改行の\n中の電子と word\nword", "en", "改行の中の電子と ⟦word\nword⟧"),
    ],
)
def test_shields(glossary, source, target, expected):
    assert text(shown(source, glossary, target)) == expected


def test_a_dry_run_keeps_everything(glossary):
    source = "サムスン電子は80％と[DeepSeek](http://a.b)です"
    block = parse_post(source, Path("post"), "markdown").blocks[0]
    segment = Segment(block=0, kind=SegmentKind.SENTENCE, span=block.span, core=block.span, inlines=block.inlines)
    setting = Setting(
        source=parse_locale("ja"),
        target=parse_locale("en"),
        glossary=glossary,
        unescape=str,
        escape=str,
        keep=True,
    )
    parts = protect(source, segment, setting).parts
    assert "".join(part.target if isinstance(part, Shield) else part for part in parts) == source


@pytest.mark.parametrize(
    ("source", "head", "core", "tail"),
    [
        ("**強い**", "**", "強い", "**"),
        ("![絵](a.png)が出た[^1]\n\n[^1]: 注", "![絵](a.png)", "が出た", "[^1]"),
        ("`code`は速い", "", "`code`は速い", ""),
    ],
)
def test_only_what_is_no_word_is_peeled(glossary, source, head, core, tail):
    peeled = peel(shown(source, glossary))
    assert tuple("".join(p.source if isinstance(p, Shield) else p for p in parts) for parts in peeled) == (head, core, tail)


@pytest.mark.parametrize(
    ("tag", "parts", "expected"),
    [
        ("en", ["The", "*AMD", "is strong 。"], "The AMD is strong."),
        ("en", ["It", "*AMD", "、", "*IBM", "？"], "It AMD, IBM?"),
        ("ko", ["*삼성전자", "은 ", "*IBM", "는 "], "삼성전자는 IBM은"),
        ("ko", ["새로운", "*AMD", "와 칩"], "새로운 AMD와 칩"),
        ("zh-Hans", ["这是 ", "*三星", " 的芯片 ，很强"], "这是三星的芯片，很强"),
        ("zh-Hant", ["这是软件"], "這是軟體"),
        ("zh-Hans", ["這裡"], "这里"),
        ("zh-Hans", ["伺服器的记忆体和", "*矽品", "的應用軟體，方程式"], "服务器的内存和矽品的应用软件，方程式"),
        ("en", ["“It”と「AMD」"], "“It”と“AMD”"),
        ("zh-Hant", ["“软件”"], "「軟體」"),
        ("ja", ["これは ", "*AMD", "*IBM", "です，"], "これは AMD IBMです、"),
    ],
)
def test_finish_puts_the_locales_spaces_stops_and_particles_right(tag, parts, expected):
    made = tuple(Shield(kind="term", source=p[1:], target=p[1:], word=p[1:]) if p.startswith("*") else p for p in parts)
    assert plain(finish(made, parse_locale(tag))) == expected


CHINA = Shield(kind=ShieldKind.TERM, source="中国", target="China", word="China")
USA = Shield(kind=ShieldKind.TERM, source="米国", target="United States", word="United States")
HYNIX = Shield(kind=ShieldKind.TERM, source="SKハイニックス", target="SK hynix", word="SK hynix", proper="company")
JUN = Shield(kind=ShieldKind.TERM, source="雷軍", target="Lei Jun", word="Lei Jun", proper="person")
PHONE = Shield(kind=ShieldKind.TERM, source="iPhone", target="iPhone", word="iPhone")
BOLD = Shield(kind=ShieldKind.TERM, source="**中国**", target="**China**", word="China")
CHIP = Shield(kind=ShieldKind.TERM, source="半導体", target="semiconductors", word="semiconductors", common=True)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (["increases ", CHINA, " makers pushed"], "increases Chinese makers pushed"),
        (["the ", USA, " government and ", CHINA, " chips"], "the U.S. government and Chinese chips"),
        (["an ", CHINA, " company"], "a Chinese company"),
        ([CHINA, CHIP, "."], "Chinese semiconductors."),
        (["In ", CHINA, " companies compete"], "In China companies compete"),
        (["Nvidia's ", CHINA, " market"], "Nvidia's China market"),
        ([CHINA, " plans more"], "China plans more"),
        (["delaying the ", CHINA, "'s walk"], "delaying China's walk"),
        (["hits the ", USA, "."], "hits the United States."),
        (["The ", HYNIX, " is running"], "SK hynix is running"),
        (["by the ", HYNIX, ", "], "by SK hynix,"),
        (["The ", HYNIX, " chip is new"], "The SK hynix chip is new"),
        (["The ", PHONE, " is new"], "The iPhone is new"),
        (["the ", HYNIX, " ", CHIP, " are"], "the SK hynix semiconductors are"),
        ([BOLD, " makers"], "China makers"),
        (["The ", JUN, " chairman said."], "Chairman Lei Jun said."),
        ([JUN, " CEO and ", HYNIX], "Lei Jun CEO and SK hynix"),
        ([JUN, " chairman, and the ", JUN, " plan"], "Chairman Lei Jun, and the Lei Jun plan"),
        (["Yesterday ", JUN, " professor left."], "Yesterday Professor Lei Jun left."),
        ([HYNIX, " chairman left."], "SK hynix chairman left."),
        (["The board named ", JUN, " CEO."], "The board named Lei Jun CEO."),
        (["will ", JUN, " chair the meeting"], "will Lei Jun chair the meeting"),
        (["the ", USA, " and ", CHINA, " companies"], "the U.S. and Chinese companies"),
        ([CHINA, " rivals the ", USA, "."], "China rivals the United States."),
        (["a Bank of ", CHINA, " official"], "a Bank of China official"),
        ([HYNIX, " ", CHINA, " customers"], "SK hynix China customers"),
        (["the ", HYNIX, " designed chip"], "the SK hynix designed chip"),
    ],
)
def test_english_says_places_as_adjectives_and_names_without_articles(parts, expected):
    assert plain(finish(tuple(parts), parse_locale("en"))) == expected


def test_shields_are_values(glossary):
    (shield,) = [part for part in shown("サムスン電子だ", glossary, "ko").parts if isinstance(part, Shield)]
    assert replace(shield, target="x") != shield


def test_white_space_goes_outside_markup():
    opened = Shield(kind="markup", source="**", target="**", opens=(1,))
    closed = Shield(kind="markup", source="**", target="**", closes=(1,))
    assert render(settle(("It is", opened, " very strong ", closed, " now"), EN), str) == "It is **very strong** now"
    assert render(settle((opened, "In ", closed, ", the"), EN), str) == "**In**, the"


NOUN = Shield(kind="term", source="人工知能", target="artificial intelligence", word="artificial intelligence", common=True)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((NOUN, " grows."), "Artificial intelligence grows."),
        (("“", NOUN, "” grows."), "“Artificial intelligence” grows."),
        (("On ", NOUN, "."), "On artificial intelligence."),
        ((replace(NOUN, target="**artificial intelligence**"), "."), "**Artificial intelligence**."),
        ((replace(NOUN, common=False), "."), "artificial intelligence."),
        ((replace(NOUN, word="eVTOL", target="eVTOL"), "."), "eVTOL."),
    ],
)
def test_a_common_noun_begins_a_sentence_with_a_capital(parts, expected):
    assert render(begin(parts), str) == expected


OPEN = Shield(kind="markup", source="<b>", target="<b>", opens=(1,))
CLOSE = Shield(kind="markup", source="</b>", target="</b>", closes=(1,))
STRONG = Shield(kind="markup", source="**", target="**", opens=(2,))
STRONGED = Shield(kind="markup", source="**", target="**", closes=(2,))
LINK = Shield(kind="markup", source="[", target="[", opens=(3,))
LINKED = Shield(kind="markup", source="](u)", target="](u)", closes=(3,))
NAME = Shield(kind="name", source="Kimi K2", target="Kimi K2", word="Kimi K2")
OPENAI = Shield(kind="term", source="OpenAI", target="OpenAI", word="OpenAI")
SAMSUNG = Shield(kind="term", source="三星", target="Samsung", word="Samsung")
GPU = Shield(kind="term", source="GPU", target="GPU", word="GPU", common=True)
DAY = Shield(kind=ShieldKind.FIGURE, source="11月28日", target="2025年11月28日", word="2025年11月28日")
SHARE = Shield(kind="figure", source="60%", target="60%", word="60%")
TAG = Shield(kind=ShieldKind.CODE, source="#AI", target="#AI", word="#AI")
CODE = Shield(kind=ShieldKind.CODE, source="`x`", target="`x`")


@pytest.mark.parametrize(
    ("locale", "parts", "expected"),
    [
        (ZH, ("支持 ", OPEN, "的", CLOSE, " 系统"), "支持<b>的</b>系统"),
        (ZH, ("模块： ", OPEN, "向量", CLOSE), "模块：<b>向量</b>"),
        (ZH, (OPEN, " 检查 ", CLOSE, "：创建"), "<b>检查</b>：创建"),
        (ZH, ("集成了 ", NAME, " 和"), "集成了Kimi K2和"),
        (ZH, ("使用 GPU 训练",), "使用GPU训练"),
        (ZH, ("参见 ", TAG, " 和 ", CODE, " 字段"), "参见 #AI 和`x`字段"),
        (ZH, (NAME, " ", NAME), "Kimi K2 Kimi K2"),
        (JA, (NAME, " を使う"), "Kimi K2を使う"),
        (KO, ("통합 ", OPEN, NAME, " ", CLOSE, "을 쓰고"), "통합 <b>Kimi K2</b>를 쓰고"),
        (KO, (OPEN, "도구 ", CLOSE, "사용"), "<b>도구</b> 사용"),
        (ZH, (STRONG, LINK, " 文档 ", LINKED, STRONGED, "并"), "**[文档](u)**并"),
        (KO, (STRONG, LINK, "문서 ", LINKED, STRONGED, "를 보고"), "**[문서](u)**를 보고"),
        (ZH, (STRONG, "在单张 ", STRONG, "RTX", STRONGED, " 上", STRONGED), "**在单张 **RTX** 上**"),
    ],
)
def test_spaces_stand_where_the_locale_has_them_markup_or_not(locale, parts, expected):
    assert render(settle(parts, locale), str) == expected


@pytest.mark.parametrize(
    ("locale", "parts", "expected"),
    [
        (ZH, ("例如:GPT-4和Claude,多样."), "例如：GPT-4和Claude，多样。"),
        (ZH, ("在本指南,我认为: ", NAME, ",很好!"), "在本指南，我认为：Kimi K2，很好！"),
        (ZH, ("我们使用", NAME, "."), "我们使用Kimi K2。"),
        (ZH, ("接口(对方)与 API (v2)"), "接口（对方）与 API (v2)"),
        (ZH, ("价格是 3.5 美元, 见 10:30"), "价格是 3.5 美元，见 10:30"),
        (ZH, ("Kimi, Claude and GPT."), "Kimi, Claude and GPT."),
        (JA, ("例えば,これ."), "例えば、これ。"),
        (EN, ("这、那"), "这, 那"),
    ],
)
def test_stops_are_as_wide_as_the_text_they_stand_in(locale, parts, expected):
    parts = (parts,) if isinstance(parts, str) else parts
    assert plain(finish(parts, locale)) == expected


@pytest.mark.parametrize(
    ("locale", "parts", "expected"),
    [
        (ZH, ("对象 (", NAME, "，等) 和"), "对象（Kimi K2，等）和"),
        (ZH, ('他们说 "', NAME, '" 很强'), "他们说“Kimi K2”很强"),
        (JA, ('"これ" と "あれ"',), "「これ」と「あれ」"),
        (JA, ('27" の画面',), '27" の画面'),
        (ZH, (NAME, ", ", NAME, ",", NAME, "很强"), "Kimi K2、Kimi K2、Kimi K2很强"),
        (ZH, ("更多 (可选", NAME), "更多 (可选Kimi K2"),
    ],
)
def test_brackets_and_quotes_pair_across_names(locale, parts, expected):
    assert render(settle(finish(parts, locale), locale), str) == expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("download",), "Download"),
        (("iPhone sells",), "iPhone sells"),
        (("x86 sells",), "x86 sells"),
        (("main.py runs",), "main.py runs"),
        (("“it works”",), "“It works”"),
        ((NAME, " works"), "Kimi K2 works"),
    ],
)
def test_a_plain_word_begins_a_sentence_with_a_capital(parts, expected):
    assert render(begin(parts), str) == expected


@pytest.mark.parametrize(
    ("locale", "parts", "expected"),
    [
        (EN, ("It is a ", OPENAI, " model"), "It is an OpenAI model"),
        (EN, ("An ", SAMSUNG, " model"), "A Samsung model"),
        (EN, ("of ", SAMSUNG, "s."), "of Samsung."),
        (EN, ("two ", GPU, "s."), "two GPUs."),
        (EN, ("现在——", SAMSUNG), "现在 — Samsung"),
        (KO, (SHARE, "을 차지"), "60%를 차지"),
        (KO, (GPU, "관련 기사"), "GPU 관련 기사"),
        (KO, (GPU, "입니다"), "GPU입니다"),
        (ZH, ("现实", "、", "市场"), "现实，市场"),
        (ZH, (GPU, "、", OPENAI, "很强"), "GPU、OpenAI很强"),
        (ZH, (GPU, "、", OPENAI, "的模型"), "GPU，OpenAI的模型"),
        (ZH, (DAY, "、", OPENAI, "很强"), "2025年11月28日，OpenAI很强"),
    ],
)
def test_words_fit_the_names_they_stand_beside(locale, parts, expected):
    assert plain(finish(parts, locale)) == expected


def test_crossing_markup_is_no_answer():
    """`**[A](u)** (B)`: the opening halves are peeled, and what is left must still close in order."""
    one = replace(LINKED, closes=(1,))
    assert nests(("A", one, STRONGED, " (B)")) is False, "the link opened first, so it closes last"
    assert nests(("A", LINKED, STRONGED, " (B)")) is True
    assert nests(("A", STRONGED, " (B)", LINKED)) is False
