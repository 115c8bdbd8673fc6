"""What reviewers change: the machine's draft kept in review files, the report, proposals, the model on reviewed text."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from translate_pipeline.changes import replaced, share_changed
from translate_pipeline.commands import app
from translate_pipeline.edits import Edit, Edits, read_edits, review_files
from translate_pipeline.formats.gettext import digest, parse
from translate_pipeline.formats.machine import flagged_in, machine_comments, machine_of
from translate_pipeline.formats.po_entries import read_entries
from translate_pipeline.glossary import Glossary
from translate_pipeline.learn import NOTHING, Caught, Change, learn, own_sets
from translate_pipeline.locales import parse_locale
from translate_pipeline.suggest import Decided, suggest

from .sites import decide, entries, lay_out

# Registers the commands.
import translate_pipeline.commands.glossary  # noqa: F401, isort: skip
from translate_pipeline.commands import evaluate, learning, memory  # noqa: F401, isort: skip

JA, EN, KO, HANS = map(parse_locale, ("ja", "en", "ko", "zh-Hans"))
POSTS = {"a.ja.md": "性能は同じです。\n\n価格は下がります。\n\n電力が足りない。\n", "b.ja.md": "性能は同じです。\n"}
MACHINE = {
    "性能は同じです。": "성능은 동일합니다.",
    "価格は下がります。": "가격이 인하됩니다.",
    "電力が足りない。": "전력이 부족하다.",
}


@pytest.fixture
def site(tmp_path, tools, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    lay_out(tmp_path, made(tools), POSTS)
    return tmp_path


def made(tools):
    return tools(lambda request: MACHINE[request.text] if request.target == "ko" else "价格。")


def call(*words, code=0):
    done = CliRunner().invoke(app, list(map(str, words)))
    assert done.exit_code == code, done.output
    return done


def entry(name="a", source="価格は下がります。"):
    path = Path("locales/ko/posts") / f"{name}.po"
    return next(one for one in read_entries(path.read_text(encoding="utf-8"), path) if one.source == source)


def flag(name, source, line):
    """Put a finding into a review file."""
    path = Path("locales/ko/posts") / f"{name}.po"
    head, tail = path.read_text(encoding="utf-8").split(f'msgid "{source}"')
    at = head.rindex("#:")
    path.write_text(f'{head[:at]}#. {line}\n{head[at:]}msgid "{source}"{tail}', encoding="utf-8")


# -- the machine's draft stays -----------------------------------------------------------------------------------


def test_the_draft_stays_when_it_is_edited_and_the_next_run_keeps_it(site, tools):
    review = Path("locales/ko/posts/a.po")
    decide(review, {"価格は下がります。": "가격은 내려갑니다.", "性能は同じです。": MACHINE["性能は同じです。"]})
    assert machine_of(entry()) == "가격이 인하됩니다."
    lay_out(site, made(tools), POSTS)
    lay_out(site, made(tools), POSTS)
    after = entry()
    assert (after.target, after.said["origin"], machine_of(after)) == ("가격은 내려갑니다.", "memory", "가격이 인하됩니다.")
    assert machine_of(entry(source="性能は同じです。")) == MACHINE["性能は同じです。"]


def test_who_reviewed_is_kept_by_the_next_run(site, tools):
    review = Path("locales/ko/posts/a.po")
    decide(review, {"価格は下がります。": "가격은 내려갑니다."}, "Kim Min-su")
    lay_out(site, made(tools), POSTS)
    assert parse(review.read_text(encoding="utf-8"), review).reviewer == "Kim Min-su <someone@example.org>"


def test_what_checks_had_found_stays_too(site, tools):
    flag("a", "価格は下がります。", "warning: numbers: 3 became 4")
    flag("a", "価格は下がります。", "note: width: wide: and more")
    assert set(flagged_in(entry())) >= {"numbers", "width"}
    decide(Path("locales/ko/posts/a.po"), {"価格は下がります。": "가격은 내려갑니다."})
    lay_out(site, made(tools), POSTS)
    lay_out(site, made(tools), POSTS)
    assert set(flagged_in(entry())) >= {"numbers", "width"}


def test_a_file_of_an_older_version_is_read_and_says_what_it_can(site, tools):
    path = Path("locales/ko/posts/a.po")
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("#. machine:")), encoding="utf-8")
    assert machine_of(entry()) == "가격이 인하됩니다."  # the draft still stands
    decide(path, {"価格は下がります。": "가격은 내려갑니다."})
    assert machine_of(entry()) is None
    lay_out(site, made(tools), POSTS)
    assert machine_of(entry()) is None
    (effort,) = learn(read_edits([path]), Glossary()).locales
    assert (effort.edited, effort.unknown) == (0, 1)


@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]) | st.sampled_from('\n\t"\\'), min_size=1
    )
)
def test_any_draft_comes_back_whole(text):
    po = f'#. origin: memory\n#. draft: {digest("x")}\n{machine_comments(text, ["numbers", "width"])}msgid "a"\nmsgstr "x"\n'
    (one,) = read_entries(po, Path("a.po"))
    assert machine_of(one) == text
    assert flagged_in(one) == ("numbers", "width")


# -- the report --------------------------------------------------------------------------------------------------

REPORT = """\
          drafts   approved          characters           draft
 locale     left  untouched  edited     changed  chrF2  unknown
 ──────────────────────────────────────────────────────────────
 ko            1          1       2        23 %   49.4        0
 zh-Hant       4          0       0                           0
 found in the draft  reviewed  edited  share
 ───────────────────────────────────────────
 numbers                    1       1  100 %
 nothing found              2       1   50 %
"""


def review(site):
    """Approve one draft as it is, edit two, leave one."""
    for path in Path("locales").rglob("*.po"):
        text = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text(
            "".join(x for x in text if not x.startswith(("#. note:", "#. warning:", "#. error:"))), encoding="utf-8"
        )
    flag("a", "価格は下がります。", "warning: numbers: 3 became 4")
    one = Path("locales/ko/posts/a.po")
    decide(one, {"価格は下がります。": "가격은 내려갑니다.", "性能は同じです。": MACHINE["性能は同じです。"]})
    decide(Path("locales/ko/posts/b.po"), {"性能は同じです。": "성능은 같습니다."})


def test_report_counts_what_was_done(site):
    review(site)
    found = json.loads(call("review", "report", "--json").stdout)
    ko = found["locales"][0]
    assert {key: ko[key] for key in ("locale", "drafts", "approved", "edited", "unknown")} == {
        "locale": "ko",
        "drafts": 1,
        "approved": 1,
        "edited": 2,
        "unknown": 0,
    }
    before, after = MACHINE["価格は下がります。"], "가격은 내려갑니다."
    changed = [share_changed(before, after), share_changed("성능은 동일합니다.", "성능은 같습니다."), (0, 10)]
    assert ko["changed"] == pytest.approx(sum(one for one, _ in changed) / sum(of for _, of in changed))
    assert 0 < ko["chrf"] < 100
    assert found["checks"] == [
        {"check": "numbers", "decided": 1, "edited": 1},
        {"check": NOTHING, "decided": 2, "edited": 1},
    ]


def test_golden_report(site):
    review(site)
    lines = [line.rstrip() for line in call("review", "report", "locales").stdout.splitlines() if line.strip()]
    assert lines == REPORT.splitlines()


def test_a_site_without_reviews(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("locales").mkdir()
    assert call("review", "report").stdout == "no drafts and no reviewed sentences\n"
    assert "none: no such file or folder" in call("review", "report", "none", code=2).stderr


def edit(machine, target, source="ソースです。", locale=EN, checks=()):
    return Edit(source=source, target=target, machine=machine, source_locale=JA, target_locale=locale, checks=checks)


def test_what_reviewers_do_with_a_concept(glossary):
    edits = (
        edit("It is Samsung.", "It is Samsung Electronics.", "サムスン電子です。"),
        edit("Samsung Electronics is it.", "Samsung Electronics is good.", "サムスン電子だ。"),
        edit("Samsung Electronics won.", "SEC won.", "サムスン電子が勝った。"),
        edit("DeepSeek won.", "DeepSeek won.", "DeepSeekが勝った。"),
    )
    (used,) = learn(Edits(edits=edits), glossary).concepts
    assert (used.concept, used.form, used.sentences, used.put_in, used.taken_out) == (
        "samsung-electronics",
        "Samsung Electronics",
        3,
        1,
        1,
    )


def test_checks_that_reviewers_act_upon_come_first():
    edits = [edit("a", "a", checks=("width",))] * 3 + [edit("a", "b", checks=("numbers", "width"))] + [edit("c", "d")]
    assert learn(Edits(edits=tuple(edits)), Glossary()).checks == (
        Caught(check="width", decided=4, edited=1),
        Caught(check="numbers", decided=1, edited=1),
        Caught(check=NOTHING, decided=1, edited=1),
    )


def test_what_is_changed_the_same_way_twice_is_told():
    edits = [
        edit("We Mo drives.", "Waymo drives.", "一。"),
        edit("Then We Mo stops.", "Then Waymo stops.", "二。"),
        edit("Then We Mo stops.", "Then Waymo stops.", "二。"),
        edit("Kim drives.", "Lee drives.", "三。"),
    ]
    assert learn(Edits(edits=tuple(edits)), Glossary()).changes == (
        Change(locale="en", old="We Mo", new="Waymo", sentences=2, sources=("一。", "二。")),
    )


@pytest.mark.parametrize(
    ("before", "after", "locale", "found"),
    [
        ("여기서 웨모는 달린다.", "여기서 웨이모는 달린다.", KO, [("웨모", "웨이모")]),
        ("그가 말했다", "그는 말했다", KO, []),
        ("这是英特儿公司。", "这是英特尔公司。", HANS, [("特儿", "特尔")]),
        ("The big chip", "The large chip", EN, []),
        ("**We Mo** [x](http://a.b)", "**Waymo** [x](http://c.d)", EN, [("We Mo", "Waymo")]),
        ("same", "same", EN, []),
        ("", "Waymo", EN, []),
    ],
)
def test_replaced(before, after, locale, found):
    assert list(replaced(before, after, locale)) == found


@given(st.text(max_size=30), st.text(max_size=30))
def test_share_changed_is_nothing_for_equal_texts_alone(one, other):
    changed, of = share_changed(one, other)
    assert 0 <= changed <= len(one) + len(other)
    assert (changed == 0) == (one == other)
    assert of == max(len(one), len(other))


# -- proposals ---------------------------------------------------------------------------------------------------


def decided(source, target, machine=None):
    return Decided(source=source, target=target, machine=machine, source_locale=JA, target_locale=EN)


def test_a_name_that_was_changed_the_same_way_twice_is_proposed_with_what_must_not_come_out():
    said = [
        decided("ノヴァコアは強い。", "Novacore is strong.", "Nova Core is strong."),
        decided("昨日ノヴァコアが勝った。", "Novacore won yesterday.", "Nova Core won yesterday."),
        decided("競合は負けた。", "Novacore rivals lost.", "Novacore rivals lost."),
        decided("同社は強い。", "Novacore is strong.", "It is strong."),
    ]
    (one,) = suggest(said, Glossary())
    assert one.concept.forms == {"ja": "ノヴァコア", "en": "Novacore"}
    assert (one.concept.forbidden, one.count) == ({"en": ("Nova Core",)}, 2)
    assert suggest([replace(each, machine=None) for each in said], Glossary()) == ()  # alone it proves nothing


def test_a_good_name_is_never_proposed_as_forbidden(glossary):
    said = [
        decided("ノヴァコアは強い。", "Novacore is strong.", "Samsung is strong."),
        decided("ノヴァコアが勝った。", "Novacore won.", "Samsung won."),
    ]
    (one,) = suggest(said, glossary)
    assert one.concept.forbidden == {}


def test_suggest_reads_what_the_machine_had_written(site, tools):
    """In folders below `posts` too."""
    names = {"ノヴァコアは強い。": "노바 코어는 강하다.", "昨日ノヴァコアが勝った。": "어제 노바 코어가 이겼다."}
    lay_out(site, tools(lambda request: names.get(request.text, "价格。")), {"2025/n.ja.md": "\n\n".join(names)})
    decide(
        Path("locales/ko/posts/2025/n.po"),
        {source: text.replace("노바 코어", "노바코어사") for source, text in names.items()},
    )
    done = call("glossary", "suggest")
    assert "ノヴァコア" in done.stdout
    assert "노바코어사" in done.stdout


# -- the model on the site's own text ----------------------------------------------------------------------------


def test_own_sets_are_directions_without_doubles_and_markup():
    edits = [edit("A", "A", "一"), edit("A", "**A**", "一"), edit("x", "B", "二"), edit("가", "가", "一", KO)]
    sets = own_sets(edits)
    assert [(str(one), str(two), test.sources, test.references) for one, two, test in sets] == [
        (
            "ja",
            "en",
            *zip(*sorted([("一", "A"), ("二", "B")], key=lambda pair: digest("\0".join(("ja", "en", *pair)))), strict=True),
        ),
        ("ja", "ko", ("一",), ("가",)),
    ]
    assert "1 of 2 approved as drafted" in sets[0][2].name


def test_eval_memory_takes_what_the_memory_has_too(site):
    review(site)
    table = Path("more.tsv")
    table.write_text("ja\tko\n電力が足りない。\t전력이 모자라다.\n性能は同じです。\t성능은 같습니다.\n", encoding="utf-8")
    call("memory", "import", table)
    (report,) = json.loads(call("eval", "--memory", "--json").stdout)
    assert (report["lines"], report["name"]) == (4, "reviewed sentences (1 of 4 approved as drafted)")
    (less,) = json.loads(call("eval", "--memory", "--lines", "2", "--json").stdout)
    assert less["lines"] == 2


def test_eval_memory(site):
    review(site)
    (report,) = json.loads(call("eval", "--memory", "--json").stdout)
    assert (report["source"], report["target"], report["lines"]) == ("ja", "ko", 3)
    assert 0 <= report["scores"]["chrf"] <= 100
    assert report["name"] == "reviewed sentences (1 of 3 approved as drafted)"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--memory", "--to", "en"], "no reviewed sentence in"),
        (["--memory", "--set", "x"], "or the site's own with --memory"),
    ],
)
def test_eval_memory_says_what_is_missing(site, words, said):
    review(site)
    assert said in call("eval", *words, code=2).stderr


def test_review_files_are_found_in_folders_of_posts(site):
    assert [path.name for path in review_files(Path("locales"))] == ["a.po", "b.po", "a.po", "b.po"]
    assert review_files(Path("locales/ko/posts/a.po")) == [Path("locales/ko/posts/a.po")]
    assert entries(Path("locales/ko/posts/a.po"))["価格は下がります。"] == "가격이 인하됩니다."
