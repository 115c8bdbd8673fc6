"""Writing: atomic, nothing lost, reviewers' edits above all."""

from __future__ import annotations

import os
import subprocess
from shutil import which

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate_pipeline.batch import run_jobs
from translate_pipeline.errors import InputError, OutputError
from translate_pipeline.files import paths, slug_of, write_atomic
from translate_pipeline.formats import gettext
from translate_pipeline.jobs import Job
from translate_pipeline.locales import parse_locale
from translate_pipeline.pipeline import translate_post

POST = "# 新モデル\n\n7 분 읽기\n\n価格は80%下がります。性能は同じです。\n"


def run_job(job, tools):
    (outcome,) = run_jobs([job], tools)
    if outcome.error:
        raise outcome.error
    return outcome


@pytest.fixture
def job(tmp_path):
    path = tmp_path / "post.ja.md"
    path.write_text(POST, encoding="utf-8")
    return Job(path=path, locales=(parse_locale("en"), parse_locale("zh-Hant")), out=tmp_path / "locales")


def review_of(job, tag="en"):
    return paths(job.path, parse_locale(tag), job.out)[1]


def test_one_version_and_one_review_file_a_locale(job, tools):
    outcome = run_job(job, tools())
    names = [(one.written.path.relative_to(job.out).as_posix(), one.written.review.name) for one in outcome.results]
    assert names == [("en/posts/post.md", "post.po"), ("zh-Hant/posts/post.md", "post.po")]
    assert not list(job.out.rglob(".*"))


def test_the_same_input_makes_the_same_files(job, tools):
    run_job(job, tools())
    first = {path: path.read_bytes() for path in job.out.rglob("*.*")}
    run_job(job, tools())
    assert {path: path.read_bytes() for path in job.out.rglob("*.*")} == first


@pytest.mark.skipif(which("msgfmt") is None, reason="gettext's own tools are not installed")
def test_msgfmt_takes_the_review_file(job, tools):
    run_job(job, tools())
    done = subprocess.run(
        [which("msgfmt") or "", "--check", "-o", os.devnull, review_of(job)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def edit(path, before, after):
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_a_reviewers_edit_survives_the_next_run(job, tools):
    run_job(job, tools())
    edit(
        review_of(job),
        'msgid "性能は同じです。"\nmsgstr "Some words."',
        'msgid "性能は同じです。"\nmsgstr "It performs the same."',
    )
    for _ in range(3):
        outcome = run_job(job, tools())
        assert "It performs the same." in outcome.results[0].written.path.read_text(encoding="utf-8")
        assert outcome.results[0].counts.origins["memory"] == 1


def test_an_approved_draft_is_a_decision(job, tools):
    run_job(job, tools())
    edit(review_of(job), '#, fuzzy\nmsgid "性能は同じです。"', 'msgid "性能は同じです。"')
    run_job(job, tools(lambda _: "something else entirely"))
    assert 'msgid "性能は同じです。"\nmsgstr "Some words."' in review_of(job).read_text(encoding="utf-8")


def test_an_untouched_review_file_decides_nothing(job, tools):
    run_job(job, tools())
    assert gettext.parse(review_of(job).read_text(encoding="utf-8"), review_of(job)).decisions == {}


def test_decisions_whose_source_is_gone_are_kept_aside(job, tools):
    run_job(job, tools())
    edit(review_of(job), 'msgid "性能は同じです。"\nmsgstr "Some words."', 'msgid "性能は同じです。"\nmsgstr "Kept."')
    job.path.write_text("別の文です。\n", encoding="utf-8")
    run_job(job, tools())
    assert '#~ msgid "性能は同じです。"\n#~ msgstr "Kept."' in review_of(job).read_text(encoding="utf-8")
    job.path.write_text(POST, encoding="utf-8")
    run_job(job, tools())
    assert 'msgid "性能は同じです。"\nmsgstr "Kept."' in review_of(job).read_text(encoding="utf-8")


def test_a_post_edited_by_hand_is_moved_aside(job, tools):
    run_job(job, tools())
    path, _ = paths(job.path, parse_locale("en"), job.out)
    path.write_text("edited by hand", encoding="utf-8")
    kept = run_job(job, tools()).results[0].written.kept
    assert kept is not None
    assert kept.read_text(encoding="utf-8") == "edited by hand"


def test_a_broken_review_file_stops_the_job_and_is_not_touched(job, tools):
    run_job(job, tools())
    review_of(job).write_text('msgid "x\n', encoding="utf-8")
    with pytest.raises(InputError, match="not a PO file"):
        run_job(job, tools())
    assert review_of(job).read_text(encoding="utf-8") == 'msgid "x\n'


def test_an_output_that_is_a_directory(job, tools):
    path, _ = paths(job.path, parse_locale("zh-Hant"), job.out)
    path.mkdir(parents=True)
    with pytest.raises(OutputError, match="directory"):
        run_job(job, tools())
    assert not (job.out / "en").exists()


def test_an_output_folder_that_is_a_file(job, tools):
    job.out.write_text("x")
    with pytest.raises(OutputError, match="is a file"):
        run_job(job, tools())


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "post.md"
    path.write_text("old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OutputError, match="no space left"):
        write_atomic(path, b"new")
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["post.md"]


@pytest.mark.parametrize(
    ("name", "slug"), [("r1.ja.md", "r1"), ("r1.zh-Hans.md", "r1"), ("v2.0.md", "v2.0"), ("a.jp.md", "a.jp"), ("a.md", "a")]
)
def test_slugs(tmp_path, name, slug):
    assert slug_of(tmp_path / name) == slug


@given(text=st.text(st.characters(blacklist_categories=["Cs", "Cc"], whitelist_characters="\n\t"), max_size=40))
def test_digests_tell_edits_apart(text):
    assert gettext.digest(text) == gettext.digest(text)
    assert gettext.digest(text) != gettext.digest(text + "x")


def test_a_percent_sign_makes_no_format_string(tools, markdown, locale):
    """Babel reads `% o` in `20% of`; with its flag, msgfmt refuses a translation without one."""
    (done,) = translate_post(markdown("They said 20% of it was lost."), [locale("ko")], tools(source=locale("en")))
    assert "python-format" not in gettext.serialize(done, gettext.Review(decisions={}), "")
