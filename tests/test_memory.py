"""The translation memory: what was put is found, by whoever asks, whatever happens meanwhile."""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from translate_pipeline.batch import run_jobs
from translate_pipeline.commands import app
from translate_pipeline.commands import memory as memory_command  # noqa: F401  (registers itself)
from translate_pipeline.errors import MemoryFileError, OutputError
from translate_pipeline.jobs import Job
from translate_pipeline.locales import parse_locale
from translate_pipeline.memory import Chosen, Entry, How, Put, Query, open_memory
from translate_pipeline.memory.similarity import differing, fill, fold, grams, key, score
from translate_pipeline.news import News
from translate_pipeline.pipeline import Tools
from translate_pipeline.recall import neighbours
from translate_pipeline.remember import remember
from translate_pipeline.write import read_review

from .conftest import ScriptedEngine

JA, EN, KO, HANS = map(parse_locale, ("ja", "en", "ko", "zh-Hans"))
DAY = "2026-11-25"


def entry(source, target, pair=(JA, EN), **more):
    return Entry(source=source, target=target, source_locale=pair[0], target_locale=pair[1], **{"reviewed": DAY, **more})


def ask(text, pair=(JA, EN), **more):
    return Query(text=text, source=pair[0], target=pair[1], **more)


# --- PostgreSQL, where a server is installed --------------------------------------------------------------------------


def binaries():
    """Return the folder of PostgreSQL's programs, on the path or where Debian puts them."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory):
    """The address of a real server of our own, which nobody else can reach."""
    pytest.importorskip("psycopg")
    folder = binaries()
    if folder is None:
        pytest.skip("no PostgreSQL server is installed")
    import tempfile

    with tempfile.TemporaryDirectory(prefix="tp") as home:  # a socket's path must be short
        as_other = {}
        if os.geteuid() == 0:  # it refuses to run as root
            try:
                import pwd

                as_other = {"user": pwd.getpwnam("postgres").pw_uid}
            except KeyError:
                pytest.skip("PostgreSQL does not run as root, and there is no user for it")
            os.chown(home, as_other["user"], -1)
        run = {"capture_output": True, "cwd": home, **as_other}
        subprocess.run(
            [folder / "initdb", "-D", f"{home}/data", "-U", "tm", "-A", "trust", "-E", "UTF8", "--locale=C"],
            check=True,
            **run,
        )
        options = f"-k {home} -p 5432 -c listen_addresses='' -c fsync=off"
        start = [folder / "pg_ctl", "-D", f"{home}/data", "-l", f"{home}/log", "-w", "-o", options, "start"]
        subprocess.run(start, stdout=subprocess.DEVNULL, check=True, cwd=home, **as_other)
        yield f"postgresql://tm@/postgres?host={home}"
        subprocess.run([folder / "pg_ctl", "-D", f"{home}/data", "-m", "immediate", "-w", "stop"], check=True, **run)


@pytest.fixture(params=["sqlite", "postgres"])
def memory(request, tmp_path):
    """An empty memory of each kind."""
    setting = str(tmp_path / "memory.sqlite3") if request.param == "sqlite" else request.getfixturevalue("postgres")
    opened = open_memory(setting, tmp_path)
    opened.store.prune(Chosen())
    yield opened
    opened.close()


# --- look-ups ---------------------------------------------------------------------------------------------------------


def test_it_finds_exactly_what_was_put(memory):
    one = entry("**価格**は下がります。", "**Prices** fall.", post="a.ja.md", previous="前。", next="後。", reviewer="kim")
    assert memory.put([one]) == Put(added=1)
    found = memory.exact(ask(one.source))
    assert (found.score, found.target, found.how, found.entries) == (1.0, one.target, How.DIRECT, (one,))
    assert memory.exact(ask(one.source, previous="前。", next="後。")).score == 1.01
    assert memory.exact(ask("価格は下がります。")) is None  # markup is a part of the text
    assert memory.exact(ask(one.source, (JA, KO))) is None
    assert memory.exact(ask(one.source, (HANS, EN))) is None


def test_the_context_decides_between_two(memory):
    memory.put([
        entry("高い。", "It is expensive.", post="a.md", previous="価格は？", next="終わり。"),
        entry("高い。", "It is tall.", post="b.md", previous="塔は？", next="終わり。", reviewed="2026-11-26"),
    ])  # fmt: skip
    assert memory.exact(ask("高い。", previous="価格は？", next="終わり。")).target == "It is expensive."
    assert memory.exact(ask("高い。", previous="価格は？", next="別。")).target == "It is expensive."
    assert memory.exact(ask("高い。", previous="別。")).target == "It is tall."  # the latest


def test_reviewed_before_drafts_and_drafts_only_under_their_signature(memory):
    draft = entry("性能は同じ。", "Machine.", draft=True, signature="m1", reviewed="")
    memory.put([draft])
    assert memory.exact(ask("性能は同じ。")) is None
    assert memory.exact(ask("性能は同じ。", signature="m2")) is None
    assert memory.exact(ask("性能は同じ。", signature="m1")).draft
    assert memory.fuzzy(ask("性能は同じ。")) == ()
    memory.put([entry("性能は同じ。", "Person.", reviewed="2020-01-01")])
    assert memory.exact(ask("性能は同じ。", signature="m1")).target == "Person."


def test_reversed_and_by_way_of_a_third_locale(memory):
    memory.put([entry("値段が下がった。", "Prices fell."), entry("値段が下がった。", "가격이 내렸다.", (JA, KO))])
    back = memory.exact(ask("Prices fell.", (EN, JA)))
    assert (back.target, back.how, back.score) == ("値段が下がった。", How.REVERSED, 1.0)
    assert memory.exact(ask("가격이 내렸다.", (KO, EN))) is None  # nobody has seen these two side by side
    (over,) = memory.fuzzy(ask("가격이 내렸다.", (KO, EN)))
    assert (over.target, over.how, over.score) == ("Prices fell.", How.PIVOT, 0.99)
    assert len(over.entries) == 2


def test_figures_and_codes_are_put_in(memory):
    memory.put([entry("H100の売上は1億2000万ドルで、80%増えた。", "H100 sales were $120 million, up 80%.", post="a.md")])
    (found,) = memory.fuzzy(ask("B200の売上は3億5000万ドルで、12%増えた。"))
    assert found.target == "B200 sales were $350 million, up 12%."
    assert (found.put, found.missed, found.score) == (3, 0, 0.98)
    assert not found.exact


def test_a_figure_that_cannot_be_put_in_costs(memory):
    memory.put([entry("売上は80%増えた。", "Sales nearly doubled.")])
    (found,) = memory.fuzzy(ask("売上は12%増えた。"))
    assert (found.target, found.missed, found.score) == ("Sales nearly doubled.", 1, 0.94)


def test_words_of_two_letters_and_of_one(memory):
    memory.put(
        [
            entry("関税", "tariffs"),
            entry("関税は高い。", "Tariffs are high."),
            entry("売上は5億ドル。", "Sales: $500 million."),
        ]
    )
    assert [match.target for match in memory.fuzzy(ask("関税"))] == ["tariffs"]
    assert {match.target for match in memory.containing("関税", JA, EN)} == {"tariffs", "Tariffs are high."}
    assert len(memory.containing("関", JA, EN)) == 2
    assert [match.target for match in memory.containing("ドル", JA, EN)] == ["Sales: $500 million."]
    assert memory.containing("100%", JA, EN) == ()  # a sign of LIKE is a letter like others
    assert memory.containing("_", JA, EN) == ()


def test_the_threshold(memory):
    memory.put([entry("新しい半導体工場は来年の春に完成する。", "The new chip plant will be finished next spring.")])
    assert [match.score for match in memory.fuzzy(ask("新しい半導体工場は来年の秋に完成する。"))] == [
        pytest.approx(18 / 19, abs=1e-4)
    ]
    assert memory.fuzzy(ask("古い工場は閉鎖される。")) == ()
    assert memory.fuzzy(ask("古い工場は閉鎖される。"), least=0.2)


def test_of_very_many_like_it_the_likest(memory):
    """Pieces that stand in thousands of texts say little: pairs of them, and the rare ones, find it all the same."""
    names = ["".join(pair) for pair in itertools.product("赤青黒白金銀", repeat=4)]
    rows = [entry(f"{name}社は新しい半導体の量産を始めた。", f"{name} began production.", reviewed="") for name in names]
    memory.put(rows)
    assert memory.fuzzy(ask("金銀青黒社は新しい半導体の量産を始めた。"))[0].target == "金銀青黒 began production."
    (best, *_) = memory.fuzzy(ask("金銀青黒社は新しい半導体の増産を始めた。"), most=3)
    assert best.source == "金銀青黒社は新しい半導体の量産を始めた。"


# --- putting ----------------------------------------------------------------------------------------------------------


def test_twice_equals_once(memory):
    one = entry("価格。", "Price.", post="a.md", origin="review")
    memory.put([one])
    before = memory.revision()
    assert memory.put([one, replace(one, reviewed="2026-12-31")]) == Put(same=2)
    assert memory.revision() == before
    assert list(memory.entries()) == [one]  # with the day it was decided


def test_a_newer_decision_replaces_an_older_one(memory):
    one = entry("価格。", "Price.", post="a.md", origin="review")
    memory.put([one])
    before = memory.revision()
    newer, older = replace(one, target="Cost.", reviewed="2026-12-01"), replace(one, target="Old.", reviewed="2020-01-01")
    assert memory.put([newer]) == Put(changed=1)
    assert memory.put([older]) == Put(same=1)
    assert list(memory.entries()) == [newer]
    assert [found.target for found in memory.since(before, 9)] == ["Cost."]
    assert memory.since(before + 1, 9) == []


def test_prune_forgets_what_was_chosen_and_nothing_else(memory):
    stays = entry("関税", "tariffs", post="b.md")
    memory.put([stays, entry("価格", "price", post="a.md"), entry("関税", "관세", (JA, KO), post="a.md")])
    assert memory.store.prune(Chosen(post="a.md"), pretend=True) == 2
    assert memory.store.prune(Chosen(post="a.md")) == 2
    assert list(memory.entries()) == [stays]
    assert memory.fuzzy(ask("価格")) == ()
    assert memory.fuzzy(ask("関税"))[0].target == "tariffs"
    assert memory.store.text("価格", JA) is None


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=30)
SENTENCES = st.one_of(
    TEXTS,
    st.lists(st.sampled_from(["売上は", "80%", "増え", "**", "関税", "H100", "の", "。", " "]), min_size=1).map("".join),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=st.lists(st.tuples(SENTENCES, SENTENCES), max_size=8))
def test_whatever_is_put_is_found(memory, pairs):
    memory.store.prune(Chosen())
    memory.put([entry(source, target) for source, target in pairs])
    for source, target in pairs:
        assert target in {one.target for one in memory.fuzzy(ask(source), most=99)}
        assert memory.exact(ask(source)).entries[0].source == source
        assert memory.exact(ask(target, (EN, JA))).target in {one for one, other in pairs if other == target}
    assert {(one.source, one.target) for one in memory.entries()} == set(pairs)


@settings(deadline=None)
@given(SENTENCES, SENTENCES)
def test_likeness_is_symmetric_and_one_for_itself(one, other):
    first, second = key(one, JA), key(other, JA)
    assert score(first, second) == score(second, first)
    assert score(first, first) == 1.0
    assert 0.0 <= score(first, second) <= 1.0
    pieces = differing(one, other)
    assert "".join(piece for _, piece, _ in pieces) == one
    assert "".join(piece for _, _, piece in pieces) == other


@settings(deadline=None)
@given(SENTENCES, SENTENCES)
def test_filling_in_ones_own_figures_changes_nothing(source, target):
    filled = fill(source, source, target, (JA, EN))
    assert (filled.text, filled.put, filled.missed) == (target, 0, 0)
    assert all(grams(fold(source)))


# --- many at once, and accidents --------------------------------------------------------------------------------------

WRITER = """
import sys
from pathlib import Path
from translate_pipeline.locales import parse_locale
from translate_pipeline.memory import Entry, open_memory
name, setting, number = sys.argv[1:]
memory = open_memory(setting, Path("."))
ja, en = parse_locale("ja"), parse_locale("en")
for count in range(int(number)):
    memory.put([Entry(source=f"{name}の{count}つ目。", target=f"{name} {count}", source_locale=ja, target_locale=en)])
    print(count, flush=True)
"""


def writer(name, setting, number):
    command = [sys.executable, "-c", WRITER, name, str(setting), str(number)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_two_processes_write_at_once(memory, request):
    setting = memory.store.where
    both = [writer(name, setting, 30) for name in ("甲", "乙")]
    for process in both:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
    assert sum(1 for _ in memory.entries()) == 60
    assert memory.revision() >= 60
    assert memory.exact(ask("甲の29つ目。")).target == "甲 29"
    assert memory.fuzzy(ask("乙の7つめ。"))


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_killed_in_the_middle_of_a_write_it_loses_nothing(tmp_path):
    path = tmp_path / "memory.sqlite3"
    for wait in (0.0, 0.003, 0.011):
        process = writer(f"回{wait}", path, 100_000)
        said = [process.stdout.readline() for _ in range(20)]
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        rest, _ = process.communicate()
        last = int([*"".join([*said, rest]).split()][-1])
        memory = open_memory(str(path), tmp_path)
        there = {one.target for one in memory.entries()}
        assert {f"回{wait} {count}" for count in range(last + 1)} <= there
        assert memory.exact(ask(f"回{wait}の{last}つ目。")).target == f"回{wait} {last}"
        memory.close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"not a database at all, but long enough to be read as one" * 9, "damaged, or no translation memory"),
        (None, "another program's SQLite file"),
        ("newer", "found tables of version 99, expected 1"),
        ("middle", "damaged, or no translation memory"),
    ],
    ids=["text", "foreign", "newer", "middle"],
)
def test_a_file_that_is_none_is_one_line(tmp_path, content, said):
    path = tmp_path / "memory.sqlite3"
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content is None:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE x (y)")
    else:
        memory = open_memory(str(path), tmp_path)
        memory.put([entry(f"{number}番目の文。" * 9, f"{number}") for number in range(200)])
        memory.close()
        if content == "newer":
            with closing(sqlite3.connect(path)) as connection:
                connection.execute("PRAGMA user_version = 99")
        else:
            data = path.read_bytes()
            path.write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))

    def use():
        list(open_memory(str(path), tmp_path).entries())

    with pytest.raises(MemoryFileError) as raised:
        use()
    assert str(raised.value).startswith(f"{path}: ")
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_nothing_is_made_before_there_is_something_to_remember(tmp_path):
    memory = open_memory(None, tmp_path)
    assert memory.exact(ask("価格")) is None
    assert memory.fuzzy(ask("価格")) == ()
    assert (list(memory.entries()), memory.revision(), memory.store.count()) == ([], 0, ())
    assert list(tmp_path.iterdir()) == []
    assert open_memory("off", tmp_path) is None


def test_a_server_that_is_not_there_is_one_line():
    pytest.importorskip("psycopg")
    with pytest.raises(OutputError, match="cannot be used") as raised:
        open_memory("postgresql://me:secret@127.0.0.1:1/none", Path())
    assert "\n" not in str(raised.value)
    assert "secret" not in str(raised.value)


# --- in a run ---------------------------------------------------------------------------------------------------------

POST = "# 見出し\n\n価格は下がります。性能は同じです。\n"


@pytest.fixture
def site(tmp_path, glossary, catalogs):
    """A folder of posts, and what translates them with a memory."""
    memory = open_memory(None, tmp_path / "locales")

    def translate(name, text=POST, *, locale=EN):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        if text is not None:
            path.write_text(text, encoding="utf-8")
        job = Job(path=path, locales=(locale,), out=tmp_path / "locales")
        remember(memory, [job], DAY)
        tools = Tools(engine=ScriptedEngine(), glossary=glossary, catalogs=catalogs, memory=memory)
        (outcome,) = run_jobs([job], tools)
        assert outcome.error is None
        return job.where(locale)

    yield translate, memory
    memory.close()


def decide(review, source, target):
    text = review.read_text(encoding="utf-8")
    edited = re.sub(rf'(?:#, fuzzy\n)?(msgid "{re.escape(source)}"\nmsgstr ").*"', rf'\1{target}"', text)
    assert edited != text
    review.write_text(edited, encoding="utf-8")


def test_a_decision_counts_in_every_post(site):
    translate, memory = site
    _, review = translate("a.ja.md")
    decide(review, "価格は下がります。", "Prices fall.")
    translate("a.ja.md", None)
    (known,) = memory.entries()
    assert known == entry(
        "価格は下がります。", "Prices fall.", previous="見出し", next="性能は同じです。", post="a.ja.md", origin="review"
    )
    post, other = translate("b.ja.md", "価格は下がります。\n\n価格は必ず下がります。\n")
    assert post.read_text(encoding="utf-8").startswith("Prices fall.")
    said = other.read_text(encoding="utf-8")
    assert f"#. origin: memory (as in a.ja.md, {DAY})" in said
    assert "#. note: memory: 90% alike: “価格は下がります。” in a.ja.md is “Prices fall.”" in said  # offered, not pasted
    assert "Prices" not in post.read_text(encoding="utf-8").split("\n\n")[1]


def test_a_decision_that_is_changed_changes_where_it_was_taken_over(site):
    translate, memory = site
    _, review = translate("a.ja.md")
    decide(review, "価格は下がります。", "Prices fall.")
    translate("a.ja.md", None)
    post, other = translate("b.ja.md")
    assert "Prices fall." in post.read_text(encoding="utf-8")
    assert read_review(other).recalled == {"価格は下がります。"}
    decide(review, "価格は下がります。", "Prices are falling.")
    translate("a.ja.md", None)
    translate("b.ja.md", None)
    assert "Prices are falling." in post.read_text(encoding="utf-8")
    assert len(list(memory.entries())) == 1  # what the memory gave is no decision of its own
    decide(other, "価格は下がります。", "Here they fall.")  # now it is
    translate("b.ja.md", None)
    assert "Here they fall." in post.read_text(encoding="utf-8")
    assert {one.post: one.target for one in memory.entries()} == {
        "a.ja.md": "Prices are falling.",
        "b.ja.md": "Here they fall.",
    }


def test_a_lost_memory_takes_nothing_with_it(site, tmp_path):
    translate, memory = site
    _, review = translate("a.ja.md")
    decide(review, "価格は下がります。", "Prices fall.")
    translate("a.ja.md", None)
    post, _ = translate("b.ja.md")
    memory.store.prune(Chosen())
    translate("b.ja.md", None)
    assert "Prices fall." in post.read_text(encoding="utf-8")


def test_markup_of_another_format_is_not_taken_over(site):
    translate, memory = site
    memory.put(
        [
            entry("価格は*下がります*。", "Prices *fall*.", post="x.ja.md"),
            entry("性能は同じです。", "It is as fast.", post="x.ja.md"),
        ]
    )
    post, _ = translate("c.ja.txt", "価格は*下がります*。\n\n性能は同じです。\n")
    text = post.read_text(encoding="utf-8")
    assert "Prices *fall*." not in text
    assert "It is as fast." in text


def test_a_dry_run_is_the_source_whatever_is_remembered(site, tmp_path, glossary, catalogs):
    from translate_pipeline.engines.echo import EchoEngine

    _, memory = site
    memory.put([entry("価格は下がります。", "Prices fall.")])
    path = tmp_path / "d.ja.md"
    path.write_text(POST, encoding="utf-8")
    job = Job(path=path, locales=(EN,), out=tmp_path / "locales")
    list(run_jobs([job], Tools(engine=EchoEngine(), glossary=glossary, catalogs=catalogs, memory=memory)))
    assert job.where(EN)[0].read_text(encoding="utf-8") == POST


def test_neighbours_are_those_of_the_review_file():
    assert neighbours([("A", "A"), ("B", "B"), ("A", "A"), ("C", "C")]) == {"A": ("", "B"), "B": ("A", "C"), "C": ("B", "")}


def test_what_came_since_concerns_the_posts_that_have_it(memory, tmp_path):
    memory.put([entry("古い文。", "Old.")])
    knew = memory.revision()
    memory.put([entry("価格は下がります。", "Prices fall.", post="a.ja.md"), entry("関税", "관세", (JA, KO))])
    news, job = News(memory), Job(path=Path("b.ja.md"), locales=(EN, KO), out=tmp_path)
    text = POST.encode()
    assert news.concern(text, job, EN, knew)
    assert not news.concern(text, job, KO, knew)
    assert not news.concern("古い文。".encode(), job, EN, knew)
    assert not news.concern(text, job, EN, memory.revision())
    assert news.concern("古い文。".encode(), job, EN, memory.revision() + 9)  # the memory is another than it was
    assert not news.concern(text, replace(job, path=Path("a.ja.md")), EN, knew)  # its own decision
    assert news.concern(b"Prices fall.", job, JA, knew)  # the other way round


def test_so_much_that_came_since_concerns_every_post(memory, tmp_path, monkeypatch):
    monkeypatch.setattr("translate_pipeline.news._MOST", 3)
    memory.put([entry(f"文{number}。", "x") for number in range(4)])
    assert News(memory).concern(b"", Job(path=Path("b.ja.md"), locales=(EN,), out=tmp_path), EN, memory.revision() - 1)


# --- the command ------------------------------------------------------------------------------------------------------


def call(*words, code=0):
    done = CliRunner().invoke(app, ["memory", *map(str, words)])
    assert done.exit_code == code, done.output
    return done


def test_the_command(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("tm.csv").write_text(
        "ja,en,ko\n価格は下がります。,Prices fall.,가격이 내립니다.\n関税,tariffs,\n", encoding="utf-8"
    )
    assert call("import", "tm.csv").stdout == "3 units added, 0 changed, 0 there already\n"
    assert call("import", "tm.csv").stdout == "0 units added, 0 changed, 3 there already\n"
    pairs = json.loads(call("stats", "--json").stdout)["pairs"]
    assert [(one["source"], one["target"], one["reviewed"]) for one in pairs] == [("ja", "en", 2), ("ja", "ko", 1)]
    assert "ja → en" in call("stats").stdout
    found = call("search", "価格は下がります。", "--to", "en,ko").stdout.splitlines()
    assert [line.split("\t")[:4] for line in found] == [
        ["100", "en", "価格は下がります。", "Prices fall."],
        ["100", "ko", "価格は下がります。", "가격이 내립니다."],
    ]
    assert call("search", "税", "--contains", "--from", "ja", "--to", "en").stdout.split("\t")[3] == "tariffs"
    assert call("search", "別の話", "--from", "ja", "--to", "en", code=1).stdout == ""
    call("export", "all.tmx")
    call("export", "all.tsv")
    call("export", "en.tmx", "--to", "en")
    assert call("import", "all.tmx", "all.tsv", "en.tmx", "--memory", "other.sqlite3").stdout.startswith(
        "3 units added, 0 changed, 5"
    )
    call("export", "again.tmx", "--memory", "other.sqlite3")
    assert Path("again.tmx").read_bytes() == Path("all.tmx").read_bytes()
    assert call("prune", "--to", "ko", "--dry-run").stdout == "1 units would be forgotten\n"
    assert call("prune", "--to", "ko").stdout == "1 units forgotten\n"
    assert "2 reviewed units" in call("stats").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("import", "x.doc"), "x.doc: name the format with --format"),
        (("import", "none.tmx"), "none.tmx: cannot be read: No such file"),
        (("import", "bad.csv"), "bad.csv:1: expected the columns source, target"),
        (("prune",), "name what to forget"),
        (("prune", "--before", "May"), "--before: found 'May'"),
        (("search", "123"), "name the languages"),
        (("stats", "--memory", "off"), "memory is off"),
    ],
)
def test_what_is_wrong_is_one_line(tmp_path, monkeypatch, words, said):
    monkeypatch.chdir(tmp_path)
    Path("bad.csv").write_text("Quelle,Ziel\na,b\n", encoding="utf-8")
    done = call(*words, code=2)
    assert done.stderr.startswith("error: ")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
