"""`translate batch`: what is done, what is skipped and why, one post's failure kept from the others."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import time
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from typer.testing import CliRunner

from translate_pipeline.batch import run_jobs
from translate_pipeline.commands import app
from translate_pipeline.commands import batch as _batch  # noqa: F401  (registers the command)
from translate_pipeline.commands.tools import STARTER
from translate_pipeline.engines.ctranslate import CTranslateEngine
from translate_pipeline.engines.decode import Fit, LocalDecoder, cut
from translate_pipeline.engines.packages import read_package
from translate_pipeline.errors import DiskFullError, InputError, LockedError, PackageError
from translate_pipeline.jobs import Job
from translate_pipeline.locales import parse_locale
from translate_pipeline.lock import locked
from translate_pipeline.meter import Meter
from translate_pipeline.model import Draft, Request
from translate_pipeline.schedule import find_posts
from translate_pipeline.store import Record, Store, peek

from . import batches
from .conftest import translated

KO = "요즘 인공지능이 화제입니다. 가격도 내렸습니다.\n"
JA = "# 新しいモデル\n\n7 분 읽기\n\n価格は下がります。性能は同じです。\n"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A folder with three posts, entered."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name, text in {"a.ja.md": JA, "2025/b.ja.md": JA.replace("新しい", "古い"), "c.ko.md": KO}.items():
        path = tmp_path / "posts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def call(*words, code=0):
    done = CliRunner().invoke(app, ["batch", *map(str, words)])
    assert done.exit_code == code, done.output
    return done


def said(*words, code=0):
    return json.loads(call(*words, "--json", code=code).stdout)


def due(*words):
    """Return the posts that are due, each with the reason for every locale."""
    found = said(*words, "--dry-run")["due"]
    return {Path(one["post"]).name: one["due"] for one in found}


WORDS = ("posts", "--to", "en,zh-Hant", "--model", "echo")


def test_every_post_and_locale_once(project):
    done = said(*WORDS)
    assert done["posts"] == 3
    assert {tag: row["drafted"] for tag, row in done["locales"].items()} == {"en": 3, "zh-Hant": 3}
    names = sorted(path.relative_to("locales/en/posts").as_posix() for path in Path("locales/en").rglob("*.md"))
    assert names == ["2025/b.md", "a.md", "c.md"]


def test_what_is_up_to_date_is_left(project):
    call(*WORDS)
    before = {path: path.stat().st_mtime_ns for path in Path("locales").rglob("*.*") if ".translate" not in path.parts}
    assert due(*WORDS) == {}
    assert "6 outputs, all up to date" in call(*WORDS).stdout
    assert {path: path.stat().st_mtime_ns for path in before} == before


def change(path, text="変わりました。\n"):
    Path(path).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (lambda: change("posts/a.ja.md"), {"a.ja.md": dict.fromkeys(["en", "zh-Hant"], "the post changed")}),
        (lambda: Path("locales/en/posts/a.md").unlink(), {"a.ja.md": {"en": "the output was changed or removed"}}),
        (lambda: change("locales/en/posts/a.md"), {"a.ja.md": {"en": "the output was changed or removed"}}),
        (lambda: change("locales/en/posts/a.po", ""), {"a.ja.md": {"en": "the review file changed"}}),
        (lambda: Path("posts/c.ko.md").rename("posts/d.ko.md"), {"d.ko.md": dict.fromkeys(["en", "zh-Hant"], "new")}),
        (lambda: os.utime("posts/a.ja.md", (0, 0)), {}),  # the clock was set back: only contents count
        (lambda: os.utime("locales/en/posts/a.po", (4e9, 4e9)), {}),
        (lambda: None, {}),
    ],
    ids=["post", "removed", "edited", "reviewed", "renamed", "old-post", "future-review", "nothing"],
)
def test_only_what_changed_is_due(project, act, expected):
    call(*WORDS)
    act()
    assert due(*WORDS) == expected


TOOLS = "model, glossary, catalogs, settings or version changed"


@pytest.mark.parametrize(
    "more",
    [("--model", "starter"), ("--from", "ja"), ("--glossary", "own.csv")],
    ids=["model", "language", "glossary"],
)
def test_other_tools_make_everything_due(project, more):
    call(*WORDS)
    row = "id,ja,en\nx,性能,performance\n"
    Path("own.csv").write_text(row, encoding="utf-8")
    found = due("posts", "--to", "en", "--model", "echo", *more)
    assert {reason for reasons in found.values() for reason in reasons.values()} == {TOOLS}


def test_a_locale_more_is_all_that_is_due(project):
    call(*WORDS)
    assert due("posts", "--to", "en,ko,zh-Hant", "--model", "echo") == {
        name: {"ko": "new"} for name in ("a.ja.md", "b.ja.md", "c.ko.md")
    }


def test_a_dry_run_touches_nothing(project):
    done = call(*WORDS, "--dry-run")
    assert "6 outputs to draft (6 new), 0 up to date" in done.stdout
    assert "posts/a.ja.md  en, zh-Hant: new" in done.stdout
    assert not Path("locales").exists()


def test_a_reviewers_decision_is_applied_and_kept(project):
    words = ("posts", "--to", "en")
    call(*words)
    review = Path("locales/en/posts/a.po")
    text = review.read_text(encoding="utf-8")
    edited = re.sub(r'(?:#, fuzzy\n)?(msgid "性能は同じです。"\nmsgstr ").*"', r'\1It performs the same."', text)
    assert edited != text
    review.write_text(edited, encoding="utf-8")
    done = said(*words)
    assert done["posts"] == 2  # b.ja.md has the sentence too, and the memory gives it
    for name in ("a", "2025/b"):
        assert "It performs the same." in Path(f"locales/en/posts/{name}.md").read_text(encoding="utf-8")
    assert "#. origin: memory (as in a.ja.md, 2" in Path("locales/en/posts/2025/b.po").read_text(encoding="utf-8")
    assert 'msgstr "It performs the same."' in review.read_text(encoding="utf-8")
    assert due(*words) == {}


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("empty.md", b"", "the file is empty"),
        ("binary.md", b"\x00\x01", "binary"),
        ("front.md", b"---\ntitle: [\n---\ntext\n", "front.md:"),
    ],
)
def test_a_broken_post_does_not_stop_the_others(project, name, content, error):
    (project / "posts" / name).write_bytes(content)
    done = said(*WORDS, code=2)
    assert done["posts"] == 3
    assert [Path(one["post"]).name for one in done["failed"]] == [name]
    assert error in done["failed"][0]["error"]
    assert done["locales"]["en"]["failed"] == 1


def test_a_broken_review_file_stops_only_its_post(project):
    call(*WORDS)
    broken = Path("locales/en/posts/a.po")
    broken.write_text('msgid "x\n', encoding="utf-8")
    done = said(*WORDS, code=2)
    assert "not a PO file" in done["failed"][0]["error"]
    assert broken.read_text(encoding="utf-8") == 'msgid "x\n'
    assert done["locales"]["en"]["up_to_date"] == 2


def test_two_posts_of_one_name(project):
    (project / "posts" / "a.txt").write_text("価格です。\n", encoding="utf-8")
    done = said(*WORDS, code=2)
    assert "would both be written" in done["failed"][0]["error"]
    assert done["posts"] == 3


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (["posts"], ["2025/b.ja.md", "a.ja.md", "c.ko.md"]),
        (["posts/*.md"], ["a.ja.md", "c.ko.md"]),
        (["posts/**/*.ja.md"], ["2025/b.ja.md", "a.ja.md"]),
        (["posts/2025/b.ja.md"], ["b.ja.md"]),
        (["posts", "posts/a.ja.md"], ["2025/b.ja.md", "a.ja.md", "c.ko.md"]),
        (["."], ["posts/2025/b.ja.md", "posts/a.ja.md", "posts/c.ko.md"]),
    ],
)
def test_folders_patterns_and_posts(project, pattern, expected):
    (project / "locales/en/posts").mkdir(parents=True)
    for name in ("locales/en/posts/a.md", "posts/.hidden.md", "posts/a.edited-1.md", "posts/notes.csv"):
        (project / name).write_text("x", encoding="utf-8")
    found = [(folder / path.name).as_posix() for path, folder in find_posts(pattern, Path("locales"))]
    assert found == expected


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["nowhere", "--to", "en"], "nowhere: no such file or folder"),
        (["empty", "--to", "en"], "empty: no posts there: expected files that end in .md"),
        (["x*.md", "--to", "en"], "x*.md: no posts there"),
        (["posts"], "--to: name the locales"),
        (["posts", "--to", "en", "--model", "nobody"], "--model nobody: no such model"),
    ],
)
def test_bad_usage_is_one_line(project, words, error):
    (project / "empty").mkdir()
    done = call(*words, code=2)
    assert error in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_model_that_is_cut_short(project):
    folder = shutil.copytree(STARTER, project / "short")
    model = folder / "model" / "model.bin"
    model.write_bytes(model.read_bytes()[: model.stat().st_size // 2])
    done = call("posts", "--to", "en", "--model", folder, code=2)
    assert "the model does not load" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not list(Path("locales").rglob("*.md"))


def test_clocks_that_run_backwards(project, monkeypatch):
    ticks = iter(range(10_000_000, 0, -3600))
    monkeypatch.setattr(time, "time", lambda: next(ticks))
    call(*WORDS)
    assert due(*WORDS) == {}


# ---------------------------------------------------------------- the runner, with an engine that meddles


@pytest.fixture
def jobs(project):
    def make(*names):
        out = project / "locales"
        return [Job(path=project / "posts" / name, locales=(parse_locale("en"),), out=out, digest="x") for name in names]

    return make


def meddling(act):
    """An answer that does something once, while the post is being translated."""
    left = [act]

    def answer(request):
        if left:
            left.pop()()
        return translated(request)

    return answer


def test_a_post_that_vanishes_meanwhile(jobs, tools):
    some = jobs("a.ja.md", "c.ko.md")
    outcomes = {one.job.path.name: one for one in run_jobs(some, tools(meddling(some[0].path.unlink)))}
    assert "no such file" in str(outcomes["a.ja.md"].error)
    assert outcomes["c.ko.md"].error is None


def test_a_post_that_changes_meanwhile_is_translated_as_it_is_now(jobs, tools):
    (job,) = jobs("a.ja.md")
    (outcome,) = run_jobs([job], tools(meddling(lambda: change(job.path, "別の文です。\n\n二つ目です。\n\n三つ目です。\n"))))
    assert outcome.error is None
    assert outcome.results[0].written.path.read_text(encoding="utf-8") == "Some words.\n\nSome words.\n\nSome words.\n"


def test_a_post_that_never_stays_the_same(jobs, tools):
    (job,) = jobs("a.ja.md")
    number = iter(range(100))

    def answer(request):
        change(job.path, f"{next(number)}番目の文です。\n")
        return translated(request)

    (outcome,) = run_jobs([job], tools(answer))
    assert "was changed while it was being translated" in str(outcome.error)


def test_an_edit_made_meanwhile_is_not_lost(jobs, tools):
    (job,) = jobs("a.ja.md")
    list(run_jobs([job], tools()))
    review = job.where(job.locales[0])[1]

    def edit():
        text = review.read_text(encoding="utf-8")
        mine = text.replace('msgid "性能は同じです。"\nmsgstr "Some words."', 'msgid "性能は同じです。"\nmsgstr "Mine."')
        assert mine != text
        review.write_text(mine, encoding="utf-8")

    (outcome,) = run_jobs([job], tools(meddling(edit)))
    assert outcome.error is None
    assert "Mine." in outcome.results[0].written.path.read_text(encoding="utf-8")
    assert 'msgstr "Mine."' in review.read_text(encoding="utf-8")


def test_a_fault_of_ours_stops_one_post(jobs, tools):
    def answer(request):
        if "性能" in request.text:
            raise ZeroDivisionError("oops")
        return translated(request)

    outcomes = {one.job.path.name: one for one in run_jobs(jobs("a.ja.md", "c.ko.md"), tools(answer))}
    assert re.search(r"unexpected ZeroDivisionError at test_batch.py:\d+ \(oops\)", str(outcomes["a.ja.md"].error))
    assert outcomes["c.ko.md"].error is None


@pytest.mark.parametrize("error", [PackageError("the model is gone"), DiskFullError("no space left")])
def test_what_stops_every_post_stops_the_run(jobs, tools, error):
    def answer(_):
        raise error

    with pytest.raises(type(error), match=str(error)):
        list(run_jobs(jobs("a.ja.md", "c.ko.md"), tools(answer)))


def test_closing_stops_the_work(jobs, tools):
    calls = []
    kit = tools(lambda request: calls.append(1) or translated(request))
    running = run_jobs(jobs("a.ja.md") * 200, kit)
    next(running)
    running.close()
    assert len(calls) < 200 * 3


def test_cut_off_between_post_and_review_the_post_is_still_ours(jobs, tools, monkeypatch):
    (job,) = jobs("a.ja.md")
    store = Store(job.out)
    path, review = job.where(job.locales[0])
    list(run_jobs([job], tools(), store=store))
    real, moved = os.replace, []

    def killed(source, target):
        if Path(target) == review:
            raise KeyboardInterrupt
        moved.append(target)
        real(source, target)

    monkeypatch.setattr(os, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        list(run_jobs([job], tools(lambda _: "Half done."), store=store))
    monkeypatch.undo()
    assert "Half done" in path.read_text(encoding="utf-8")
    (outcome,) = run_jobs([job], tools(lambda _: "Third."), store=store)
    store.close()
    assert outcome.results[0].written.kept is None
    assert not list(path.parent.glob("*.edited-*"))
    assert not list(path.parent.glob("*.part"))


def test_parts_of_killed_processes_are_swept(project):
    part = Path("locales/en/posts/.a.md.999999999.part")
    part.parent.mkdir(parents=True)
    part.write_text("half", encoding="utf-8")
    other = part.with_name(f".a.md.{os.getppid()}.part")
    other.write_text("another process is at it", encoding="utf-8")
    call(*WORDS)
    assert not part.exists()
    assert other.exists()


# ---------------------------------------------------------------- state


def test_a_second_batch_is_told_who_is_at_work(project):
    with locked(Path("locales/.translate"), "translate batch"):
        done = call(*WORDS, code=2)
    assert re.search(r"error: locales: 'translate batch.*' is at work there \(process \d+ on \S+, since 20", done.stderr)
    assert done.stderr.count("\n") == 1
    call(*WORDS)


def test_the_lock_of_a_killed_process_is_free(project):
    process = batches.start("posts", "--to", "en,ko", "--watch", "--quiet")
    while process.poll() is None and not list(Path("locales").rglob("*.po")):
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    call("posts", "--to", "en,ko")


def test_a_lock_that_says_nothing(tmp_path):
    with locked(tmp_path / "x", "one"):
        (tmp_path / "x" / "holder.json").write_text("{", encoding="utf-8")
        with pytest.raises(LockedError, match="another batch is at work there"), locked(tmp_path / "x", "two"):
            pass


def test_a_damaged_state_is_put_aside(project):
    call(*WORDS)
    state = Path("locales/.translate/state.sqlite3")
    state.write_bytes(b"no database at all" * 1000)
    done = call(*WORDS)
    assert "was damaged and is put aside" in done.stderr
    assert state.with_suffix(".damaged-1").read_bytes().startswith(b"no database")
    assert due(*WORDS) == {}


def test_the_state_is_not_for_version_control(project):
    call(*WORDS)
    assert Path("locales/.translate/.gitignore").read_text(encoding="utf-8") == "*\n"


def test_drafts_and_records_come_back(tmp_path):
    store = Store(tmp_path)
    drafts = [Draft(text="One 가 一", score=-0.5), Draft(text="", score=-1.25), Draft(text="x", score=0, held=True)]
    store.put([(b"k", drafts)])
    record = Record(review="en/posts/a.po", job="j", source_sha256="s", post_sha256="p", review_sha256="r", report={"n": 1})
    store.record(record, "en/posts/a.md")
    store.close()
    again = Store(tmp_path)
    assert again.get([b"k", b"x", b"k"]) == {b"k": drafts}
    assert again.records() == {record.review: record} == peek(tmp_path)
    again.close()


def test_old_drafts_make_room(tmp_path, monkeypatch):
    store = Store(tmp_path)
    store.put((str(n).encode(), [Draft(text=f"{n} " * 50, score=0.0)]) for n in range(300))
    store.close()
    monkeypatch.setattr("translate_pipeline.store.LIMIT", 1000)
    store = Store(tmp_path)
    used = [str(n).encode() for n in range(100)]
    store.get(used)
    store.close()
    store = Store(tmp_path)
    left = set(store.get([str(n).encode() for n in range(300)]))
    store.close()
    assert left == set(used)


def test_a_full_database_is_a_full_disk(tmp_path):
    store = Store(tmp_path)
    store._connection.execute("PRAGMA max_page_count = 20")
    with pytest.raises(DiskFullError, match="no space left on the disk"):
        store.put((str(n).encode(), [Draft(text=os.urandom(500).hex(), score=0.0)]) for n in range(1000))
    store.close()


def test_a_newer_state_is_put_aside_not_misread(tmp_path):
    Store(tmp_path).close()
    connection = sqlite3.connect(tmp_path / ".translate" / "state.sqlite3")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    store = Store(tmp_path)
    assert store.moved
    store.close()


# ---------------------------------------------------------------- the engine


LINES = [
    "新しいモデルが公開されました。",
    "価格は⟦0⟧下がり、⟦1⟧になりました。",
    "半導体",
    "AI半導体の需要は強い。",
    "株価が下がった。",
] * 3


@pytest.fixture(scope="module")
def package():
    return read_package(STARTER)


def asked(engine, lines, hypotheses=2):
    requests = [Request(text=line, source="ja", target=target) for line in lines for target in ("en", "ko")]
    return engine.translate(requests, hypotheses=hypotheses)


@pytest.mark.parametrize("fit", [Fit(workers=1, tokens=8), Fit(workers=2), Fit(workers=1, threads=2, tokens=4096)])
def test_a_draft_does_not_hang_on_its_batch(package, fit):
    long = [one[:120] for one in batches.sentences()[:40]]
    engine = CTranslateEngine([package], decoder=LocalDecoder(fit))
    alone = CTranslateEngine([package], threads=1)
    one_by_one = [drafts for line in long for drafts in asked(alone, [line])]
    assert asked(engine, long) == one_by_one


def test_kept_drafts_are_not_made_again(package, tmp_path):
    store, meter = Store(tmp_path), Meter()
    engine = CTranslateEngine([package], drafts=store, meter=meter)
    first = asked(engine, LINES)
    again = CTranslateEngine([package], drafts=store, meter=meter)
    assert asked(again, LINES) == first
    counts = meter.counts()
    assert counts["sentences_drafted"] == 10  # five lines into two languages, once
    assert counts["requests"] == 60
    assert counts["drafts_reused"] == 50
    store.close()


@pytest.mark.parametrize(("lengths", "tokens"), [([], 8), ([0], 8), ([900], 8), ([3, 3, 3, 7, 1], 6), ([4] * 100, 10**6)])
def test_batches_hold_one_length_and_everything_once(lengths, tokens):
    found = cut(lengths, tokens)
    assert sorted(number for one in found for number in one) == list(range(len(lengths)))
    for one in found:
        assert len({lengths[number] for number in one}) == 1
        assert len(one) == 1 or sum(lengths[number] for number in one) <= tokens


def test_greedy_and_wide_searches_differ_and_say_so(package):
    greedy, wide = (CTranslateEngine([package], threads=1, beam=beam) for beam in (1, 4))
    assert (greedy.name, wide.name) == ("ctranslate-beam1", "ctranslate-beam4")
    assert greedy.hypotheses == 1
    lines = batches.sentences()[:20]
    assert [d[0].text for d in asked(greedy, lines, 1)] != [d[0].text for d in asked(wide, lines, 1)]


# ---------------------------------------------------------------- watching it


def test_metrics_can_be_scraped(project):
    call("posts", "--to", "en", "--metrics", "batch.prom")
    text = Path("batch.prom").read_text(encoding="utf-8")
    families = {family.name: family for family in text_string_to_metric_families(text)}
    values = {sample.name: sample.value for family in families.values() for sample in family.samples if not sample.labels}
    assert values["translate_posts_drafted_total"] == 3
    assert values["translate_sentences_drafted_total"] > 3
    assert values["translate_source_tokens_total"] > values["translate_sentences_drafted_total"]
    outputs = {tuple(sorted(s.labels.items())): s.value for s in families["translate_outputs"].samples}
    assert outputs[("locale", "en"), ("outcome", "drafted")] == 3
    stages = {sample.labels["stage"] for sample in families["translate_stage_seconds"].samples}
    assert stages == {"read", "plan", "draft", "fill", "check", "compose", "write"}
    assert families["translate_model"].samples[0].labels["model"].startswith("starter-")
    call("posts", "--to", "en", "--metrics", "batch.prom")
    assert 'translate_outputs_total{locale="en",outcome="up_to_date"} 3.0' in Path("batch.prom").read_text(encoding="utf-8")


def test_the_log_is_json(project):
    (project / "posts" / "empty.md").write_text("", encoding="utf-8")
    done = call(*WORDS, "--log", "json", code=2)
    events = [json.loads(line) for line in done.stderr.splitlines()]
    assert [event["event"] for event in events[:: len(events) - 1]] == ["start", "end"]
    assert sorted(event["event"] for event in events[1:-1]) == ["failed", "post", "post", "post"]
    assert events[0]["due"] == 8
    assert events[-1]["interrupted"] is False
    assert events[-1]["locales"]["en"]["drafted"] == 3


def test_the_profile_names_every_stage(project):
    text = call("posts", "--to", "en", "--profile").stdout
    for stage in ("read", "plan", "draft", "fill", "check", "compose", "write"):
        assert re.search(rf"^ {stage} +\d+\.\d\d +\d+ %", text, re.MULTILINE), text


def test_findings_of_what_is_up_to_date_still_count(project):
    change("posts/a.ja.md", "価格は80%下がります。\n")
    first = said("posts", "--to", "en", "--from", "ja")
    again = said("posts", "--to", "en", "--from", "ja")
    assert again["posts"] == 0
    assert again["locales"]["en"]["findings"] == first["locales"]["en"]["findings"]
    assert again["locales"]["en"]["segments"] == first["locales"]["en"]["segments"]


def test_watching_it_runs_again_on_a_change(project):
    process = batches.start("posts", "--to", "en", "--watch", "--model", "echo")
    output = Path("locales/en/posts/a.md")

    def until(condition):
        while process.poll() is None and not condition():
            time.sleep(0.05)
        assert process.poll() is None

    try:
        until(lambda: output.exists() and not Path("locales/.translate/holder.json").exists())
        time.sleep(0.7)
        change("posts/a.ja.md", "変わりました。\n")
        until(lambda: output.read_text(encoding="utf-8") == "変わりました。\n")
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == 130
    assert "watching for changes" in errors


def test_jobs_that_share_an_output_are_refused_at_once(jobs, tools):
    (job,) = jobs("a.ja.md")
    with pytest.raises(InputError, match="would both be written"):
        run_jobs([job, replace(job, path=job.path.with_suffix(".txt"))], tools())
