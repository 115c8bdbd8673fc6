"""Paired markup goes around what became of the words that it was around."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate_pipeline.commands.tools import make_tools
from translate_pipeline.engines.decode import Hypothesis
from translate_pipeline.engines.project import Lifted, lift, project
from translate_pipeline.locales import parse_locale
from translate_pipeline.pipeline import translate_post
from translate_pipeline.settings import Settings
from translate_pipeline.shapes import SHAPES
from translate_pipeline.translate import Task, translate

from .conftest import ScriptedEngine

BRACKETS = SHAPES["brackets"].pattern
SPELLED = {str(number): (f"⟦{number}⟧",) for number in range(10)}


def linked(pieces, links, sources=9):
    """An answer each piece of which looks at one piece of the source."""
    return Hypothesis(pieces, -1.0, [[float(at == link) for at in range(sources)] for link in links])


@pytest.mark.parametrize(
    ("pieces", "pairs", "kept", "spans"),
    [
        (["a", "⟦0⟧", "b", "c", "⟦1⟧", "d"], [("0", "1")], ["a", "b", "c", "d"], [(1, 3)]),
        (["▁a", "▁", "⟦0⟧", "▁b", "⟦1⟧", "."], [("0", "1")], ["▁a", "▁b", "."], [(1, 2)]),
        (["▁a", "▁", "⟦0⟧", "b", "⟦1⟧"], [("0", "1")], ["▁a", "▁", "b"], [(2, 3)]),
        (["⟦2⟧", "a", "⟦0⟧", "b", "⟦1⟧", "⟦3⟧"], [("0", "1"), ("2", "3")], ["a", "b"], [(0, 2), (1, 2)]),
        (["a", "⟦0⟧", "⟦5⟧", "⟦1⟧"], [("0", "1")], ["a", "⟦5⟧"], [(1, 2)]),
        (["a", "⟦0⟧", "b"], [("0", "1")], ["a", "⟦0⟧", "b"], []),
    ],
)
def test_pairs_are_lifted(pieces, pairs, kept, spans):
    left, lifted = lift(pieces, pairs, BRACKETS)
    assert (left, [(one.start, one.end) for one in lifted]) == (kept, spans)


@pytest.mark.parametrize(
    ("pieces", "links", "pairs", "expected"),
    [
        (["▁w", "▁x", "▁y", "▁z"], [0, 3, 1, 2], [Lifted("0", "1", 1, 3)], "▁w ▁x ⟦0⟧ ▁y ▁z ⟦1⟧"),
        (["▁see", "▁glos", "sary", "▁first"], [2, 5, 1, 0], [Lifted("0", "1", 1, 2)], "▁see ⟦0⟧ ▁glos sary ⟦1⟧ ▁first"),
        (["▁용어", "집", "을", "▁보세요"], [1, 1, 1, 0], [Lifted("0", "1", 1, 2)], "⟦0⟧ ▁용어 집 ⟦1⟧ 을 ▁보세요"),
        (["用", "語", "集", "を"], [1, 1, 1, 0], [Lifted("0", "1", 1, 2)], "⟦0⟧ 用 語 集 ⟦1⟧ を"),
        (
            ["▁a", "▁b", "▁c", "▁d"],
            [1, 2, 3, 0],
            [Lifted("0", "1", 1, 4), Lifted("2", "3", 2, 3)],
            "⟦0⟧ ▁a ⟦2⟧ ▁b ⟦3⟧ ▁c ⟦1⟧ ▁d",
        ),
        (["▁a", "▁b"], [1, 2], [Lifted("0", "1", 1, 3), Lifted("2", "3", 1, 3)], "⟦0⟧ ⟦2⟧ ▁a ▁b ⟦3⟧ ⟦1⟧"),
        (["▁a", "▁b"], [1, 2], [Lifted("0", "1", 1, 2), Lifted("2", "3", 2, 3)], "⟦0⟧ ▁a ⟦1⟧ ⟦2⟧ ▁b ⟦3⟧"),
        (["▁a", "▁b"], [0, 0], [Lifted("0", "1", 1, 3)], None),
    ],
)
def test_pairs_are_projected(pieces, links, pairs, expected):
    found = project(linked(pieces, links), pairs, SPELLED)
    assert (found and " ".join(found.pieces)) == expected


@given(st.integers(0, 1 << 32), st.integers(1, 9), st.integers(0, 4))
def test_whatever_a_model_looks_at_pairs_nest(seed, length, count):
    rng = random.Random(seed)
    pieces = rng.choices(["▁a", "b", "▁", "를", "▁한", ".", "の"], k=length)
    spans = sorted({tuple(sorted(rng.sample(range(7), 2))) for _ in range(count)}, key=lambda span: (span[0], -span[1]))
    spans = [one for at, one in enumerate(spans) if all(one[0] >= two[1] or one[1] <= two[1] for two in spans[:at])]
    pairs = [Lifted(str(2 * at), str(2 * at + 1), *span) for at, span in enumerate(spans)]
    answer = Hypothesis(pieces, -1.0, [[rng.random() for _ in range(6)] for _ in pieces])
    found = project(answer, pairs, SPELLED)
    if found is None:
        return
    text = "".join(found.pieces)
    assert re.sub(r"⟦\d⟧", "", text) == "".join(pieces)
    while (
        less := re.sub(r"⟦([02468])⟧[^⟦]*⟦([13579])⟧", lambda m: "" if int(m[1]) + 1 == int(m[2]) else m[0], text)
    ) != text:
        text = less
    assert "⟦" not in text, found.pieces


def test_the_engine_is_asked_to_project_at_first_and_once(markdown, tools, locale):
    kit = tools(lambda request: "⟦0⟧The list⟦1⟧ is new." if request.pairs else "lost", source=locale("ja"))
    (done,) = translate_post(markdown("[一覧](/a)は新しい。"), [locale("en")], kit)
    assert done.units[0].target == "[The list](/a) is new."
    (asked,) = [request for call in kit.engine.calls for request in call]
    assert (asked.text, asked.hold, asked.pairs) == ("⟦0⟧一覧⟦1⟧は新しい。", "brackets", (("0", "1"),))


def test_what_cannot_be_projected_is_asked_with_its_marks(markdown, tools, locale):
    kit = tools(lambda request: "The list is new." if request.pairs else "⟦0⟧The list⟦1⟧ is new.", source=locale("ja"))
    (done,) = translate_post(markdown("[一覧](/a)は新しい。"), [locale("en")], kit)
    assert done.units[0].target == "[The list](/a) is new."
    assert [bool(request.pairs) for call in kit.engine.calls for request in call] == [True, False]


def test_words_without_pairs_are_asked_as_ever():
    engine = ScriptedEngine()
    translate([Task(parts=("静かだ。",), source=parse_locale("ja"), target=parse_locale("en"))], engine)
    assert [(request.hold, request.pairs) for call in engine.calls for request in call] == [("", ())]


def test_the_bundled_model_puts_links_and_emphasis_around_what_they_were_around(markdown):
    tools = make_tools(Settings(threads=1, source=parse_locale("ja")))
    source = (
        "結論を急ぐ方は、先に[後述](#price)の表をご覧ください。\n\n"
        "本稿では、公開する側と使う側、それぞれの*損得勘定*を整理します。\n\n"
        "細かな違いは[ライセンスの一覧](/a)が参考になりますし、言葉の整理には[用語集](/b)も役立ちます。\n"
    )
    for tag in ("en", "ko"):
        (done,) = translate_post(markdown(source), [parse_locale(tag)], tools)
        assert not [one for one in done.findings if one.check in {"mark-lost", "markup"}]
        first, second, third = (unit.target for unit in done.units)
        assert re.search(r"\[[^\[\]]{2,20}\]\(#price\)", first)
        assert re.search(r"(?<!\*)\*[^*]{2,24}\*(?!\*)|<em>", second)
        assert re.search(r"\[[^\[\]]{2,40}\]\(/a\).*\[[^\[\]]{2,20}\]\(/b\)", third)
