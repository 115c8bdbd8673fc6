"""What fails a hard check is decoded again: rung by rung, in one call each, and never for the worse."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate_pipeline.check import CHECKS, check_id
from translate_pipeline.commands.tools import make_engine, tools_digest
from translate_pipeline.engines import USUAL
from translate_pipeline.engines.echo import EchoEngine
from translate_pipeline.errors import SettingsError
from translate_pipeline.furniture import Catalogs
from translate_pipeline.glossary import Glossary
from translate_pipeline.jobs import count
from translate_pipeline.locales import parse_locale
from translate_pipeline.model import Draft, Origin
from translate_pipeline.pipeline import Tools, translate_post
from translate_pipeline.read import parse_post
from translate_pipeline.repair import HARD, RUNGS, is_repaired
from translate_pipeline.settings import Settings, load_settings
from translate_pipeline.write import compose, read_review, render_review

from .conftest import ScriptedEngine

BARRED, WIDER, CLAUSES = RUNGS
LOOP = "the price of " * 8 + "it"
GOOD = "The market for memory is expected to grow once more in the coming year, and prices will rise with it."
HALF = "The market for memory is expected to grow"
SOURCE = (
    "人工知能に使われるメモリの市場が来年も大きくなると見られており、それに伴って価格もこれから上がると予想されています。"
)
OTHER = "新しい工場の建設が来年の春から始まる予定であり、そのための費用もこれまでより大きく増えると考えられています。"
THIRD = "今日はとても良い天気で、多くの人が公園に集まり、春の一日をゆっくりと楽しんでいる様子が見られたということです。"


class SearchedEngine(ScriptedEngine):
    """Answers by the search that it is asked with: `says(request, search)` gives texts, or texts with scores."""

    hypotheses = 2

    def __init__(self, says):
        super().__init__()
        self.says, self.searches = says, []

    def translate(self, requests, *, hypotheses=1, search=USUAL, progress=None):
        self.calls.append(list(requests))
        self.searches.append((search, hypotheses))
        drafts = []
        for request in requests:
            said = self.says(request, search)
            scored = [(text, -1.0) for text in [said]] if isinstance(said, str) else said
            drafts.append([Draft(text=text, score=score) for text, score in scored])
        if progress:
            progress(len(requests))
        return drafts


def kit(says, **more):
    tools = Tools(engine=SearchedEngine(says), glossary=Glossary(), catalogs=Catalogs(says={}, forms={}), repair=True)
    return replace(tools, **more)


def units(tools, *sources, to="en"):
    (translation,) = translate_post(
        parse_post("\n\n".join(sources) + "\n", Path("post.md"), "markdown"), [parse_locale(to)], tools
    )
    return [unit for unit in translation.units if unit.source]


def hard(unit):
    return [finding.check for finding in unit.findings if finding.check in HARD]


def by_search(answers, otherwise=LOOP):
    """Answer whole sentences by their search, clauses with a good half each."""

    def says(request, search):
        if search == CLAUSES.search and CLAUSES in answers and request.text != SOURCE:
            return answers[CLAUSES]
        return next((said for rung, said in answers.items() if rung.search == search and not rung.split), otherwise)

    return says


def test_what_fails_no_check_is_asked_once():
    tools = kit(lambda *_: GOOD)
    (unit,) = units(tools, SOURCE)
    assert (unit.target, unit.reason, len(tools.engine.calls)) == (GOOD, "", 1)


@pytest.mark.parametrize("rung", RUNGS, ids=lambda rung: rung.how)
def test_each_rung_mends(rung):
    tools = kit(by_search({rung: HALF if rung.split else GOOD}))
    (unit,) = units(tools, SOURCE)
    assert unit.reason == f"decoded again: {rung.how}"
    assert not hard(unit)
    assert is_repaired(unit)
    assert tools.engine.searches == [(USUAL, 2), *((one.search, one.hypotheses) for one in RUNGS[: RUNGS.index(rung) + 1])]


def test_one_call_a_rung_for_all_units_and_only_for_those_that_failed():
    tools = kit(lambda request, _: GOOD if request.text == THIRD else LOOP)
    units(tools, SOURCE, OTHER, THIRD)
    assert [len(call) for call in tools.engine.calls[:3]] == [3, 2, 2]
    assert len(tools.engine.calls) == 1 + len(RUNGS)


def test_equal_questions_are_asked_once():
    tools = kit(lambda *_: LOOP)
    units(tools, SOURCE, SOURCE)
    assert all(len(set(call)) == len(call) for call in tools.engine.calls)
    assert len(tools.engine.calls[1]) == 1


def test_checks_decide_before_scores_and_scores_among_equals():
    drafts = [(LOOP, -0.1), (GOOD.replace("expected", "thought"), -0.9), (GOOD, -0.5)]
    (unit,) = units(kit(by_search({BARRED: drafts})), SOURCE)
    assert (unit.target, unit.score) == (GOOD, -0.5)


def test_the_first_answer_stays_where_none_has_fewer_findings():
    other = "a share of a " * 8 + "pie"
    (unit,) = units(kit(lambda _, search: LOOP if search == USUAL else [(other, -0.01)]), SOURCE)
    assert (unit.target.lower(), unit.reason) == (f"{LOOP}.", "")
    assert hard(unit) == ["repetition"]


def test_an_answer_that_left_much_out_is_not_taken():
    first = GOOD.replace("prices", "価格")
    (unit,) = units(kit(lambda _, search: first if search == USUAL else "Memory grows."), SOURCE)
    assert (unit.target, hard(unit)) == (first, ["script"])


def test_the_question_again_is_no_answer():
    (unit,) = units(kit(lambda request, _: request.text), SOURCE)
    assert "untranslated" in hard(unit)
    assert (unit.target, unit.reason) == (SOURCE, "")


def test_a_sentence_whose_mark_was_lost_is_made_whole():
    text = "`a`に使われるメモリの市場が来年も大きくなると見られており、それに伴って`b`もこれから上がると予想されています。"

    def says(request, search):
        if "⟦1⟧" not in request.text:
            return "⟦0⟧ is expected to grow in the coming year"
        return (
            GOOD if search == USUAL else "⟦0⟧ is expected to grow once more in the coming year, and ⟦1⟧ will rise with it."
        )

    lost, mended = (units(kit(says, repair=on), text)[0] for on in (False, True))
    assert "mark-lost" in hard(lost)
    assert mended.target == "`a` is expected to grow once more in the coming year, and `b` will rise with it."
    assert (hard(mended), mended.reason) == ([], "decoded again: repetition barred")


def test_clauses_do_not_hide_that_a_mark_was_lost():
    """What was put together clause by clause before is no better for being put together so again."""
    text = "`a`に使われるメモリの市場が来年も大きくなると見られており、それに伴って`b`もこれから上がると予想されています。"
    (unit,) = units(kit(lambda request, _: GOOD if "⟦1⟧" in request.text else f"⟦0⟧ {HALF.lower()}"), text)
    assert (hard(unit), unit.reason) == (["mark-lost"], "")


def test_it_can_be_switched_off():
    tools = kit(lambda *_: LOOP, repair=False)
    (unit,) = units(tools, SOURCE)
    assert (hard(unit), unit.reason, len(tools.engine.calls)) == (["repetition"], "", 1)


def test_a_dry_run_repairs_nothing():
    (unit,) = units(kit(None, engine=EchoEngine()), SOURCE)
    assert (unit.target, unit.reason, unit.score) == (SOURCE, "", None)


def test_repaired_units_are_counted_and_say_so_in_the_review_file(tmp_path):
    post = parse_post(f"{SOURCE}\n", Path("post.md"), "markdown")
    (translation,) = translate_post(post, [parse_locale("en")], kit(by_search({WIDER: GOOD})))
    assert count(translation).repaired == 1
    _, review = render_review(translation, compose(translation), read_review(tmp_path / "none.po"))
    assert "#. origin: model (decoded again: wider search)\n" in review.decode()


_SAID = st.sampled_from([LOOP, GOOD, "", "市場", "Prices rise", "の価格が上がる the price", SOURCE, "⟦0⟧ rises"])


@given(st.lists(st.tuples(_SAID, st.floats(-5, -0.01)), min_size=1, max_size=4), _SAID, _SAID)
def test_nothing_is_worse_than_before(again, first, clause):
    def says(request, search):
        return first if search == USUAL else clause if search == CLAUSES.search else again

    (before,), (after,) = units(kit(says, repair=False), SOURCE), units(kit(says), SOURCE)
    assert len(hard(after)) <= len(hard(before))
    assert is_repaired(after) or after == before


@given(st.sets(st.sampled_from([OTHER, THIRD, "新しい製品が売れています。"])))
def test_an_answer_does_not_hang_on_what_is_beside_it(beside):
    says = by_search({WIDER: GOOD})
    alone, *_ = units(kit(says), SOURCE)
    among = units(kit(says), *sorted(beside), SOURCE)[-1]
    assert (among.target, among.reason, among.score) == (alone.target, alone.reason, alone.score)


def test_hard_checks_are_checks():
    assert {check_id(check) for check in CHECKS} >= HARD - {"mark-lost"}


def test_scores_of_pieces_are_weighted_by_length():
    def says(request, search):
        return [("Memory", -1.0)] if len(request.text) < 4 else [("grows very fast", -2.0)]

    text = "あ" * 250 + "、市場。"
    (unit,) = units(kit(says, repair=False), text)
    assert unit.origin is Origin.MODEL
    assert unit.score is not None
    assert -2.0 < unit.score < -1.5


@pytest.mark.parametrize(("said", "on"), [("true", True), ("0", False), ("off", False), ("yes", True)])
def test_the_switch_is_read_from_the_environment(tmp_path, said, on):
    assert load_settings(tmp_path, {"TRANSLATE_REPAIR": said}, {}).repair is on


def test_a_switch_that_is_neither_says_so(tmp_path):
    with pytest.raises(SettingsError, match="TRANSLATE_REPAIR: repair cannot be 'perhaps': expected true or false"):
        load_settings(tmp_path, {"TRANSLATE_REPAIR": "perhaps"}, {})


def test_outputs_made_with_it_and_without_are_told_apart():
    engine = make_engine(Settings())
    with_it, without = (tools_digest(Settings(repair=on), engine) for on in (True, False))
    assert with_it != without


@pytest.mark.parametrize(
    ("source", "to", "fault"),
    [
        ("料理人の腕がどれほど良くても、食材が厨房に届かなければ料理を出せないのと同じですね。", "ko", "script"),
        ("For a longer checklist, see [our guide to agent audits](/guides/agent-audits).", "zh-Hans", "copied"),
    ],
)
def test_the_bundled_model_mends_what_it_fails_at(source, to, fault):
    """With another model the sentences fail at something else, or not at all; then find others."""
    tools = Tools(engine=make_engine(Settings(threads=1)), glossary=Glossary(), catalogs=Catalogs(says={}, forms={}))
    (before,), (after,) = (units(replace(tools, repair=on), source, to=to) for on in (False, True))
    assert fault in hard(before)
    assert hard(after) == []
    assert is_repaired(after)
    assert after.score is not None
