"""`translate status`: what is up to date, stale, untranslated, orphaned; how much is reviewed; golden table and JSON."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from translate_pipeline.commands import app
from translate_pipeline.sources import find_sources

from .sites import decide, lay_out, review_all

# Registers the command.
from translate_pipeline.commands import status  # noqa: F401, isort: skip

TABLE = """\
 post         locale   state         reviewed             findings
 ──────────────────────────────────────────────────────────────────────────────────────────
 2025/hbm.md  ko       up to date         2/5  1 error, 2 warnings  decisions not in it yet
              zh-Hant  up to date         1/5  1 error, 2 warnings
              en       untranslated
 a note.md    ko       untranslated
              zh-Hant  untranslated
              en       untranslated
 note.md      ko       orphaned           0/2
              zh-Hant  orphaned           0/2                       edited by hand
 toml.md      ko       stale              0/2
              zh-Hant  stale              0/2
              en       untranslated
"""


@pytest.fixture
def site(tmp_path, tools, monkeypatch):
    lay_out(tmp_path, tools())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    return tmp_path


def call(*words, code=0):
    done = CliRunner().invoke(app, ["status", *map(str, words)])
    assert done.exit_code == code, done.output
    return done


def states(*words, code=0):
    report = json.loads(call(*words, "--json", code=code).stdout)
    return {(one["post"], one["locale"]): one["state"] for one in report["posts"]}


def disturb():
    """Change one source, remove one, add one; review a sentence; edit an output by hand; plant findings of our own."""
    for review in Path("locales").rglob("*.po"):
        text = re.sub(r"^#\. (?:note|warning|error): .*\n", "", review.read_text(encoding="utf-8"), flags=re.MULTILINE)
        planted = (
            "#. error: numbers: 3 became 4\n#. warning: space: two\n#. warning: width: wide\n"
            if review.stem == "hbm"
            else ""
        )
        review.write_text(text.replace("#. language:", f"{planted}#. language:", 1), encoding="utf-8")
    decide(Path("locales/ko/posts/2025/hbm.po"), {"HBMの話": "HBM 이야기"})
    source = Path("posts/toml.ja.md")
    source.write_text(source.read_text(encoding="utf-8") + "\n新しい文です。\n", encoding="utf-8")
    Path("posts/note.ja.md").unlink()
    Path("posts/a note.ja.md").write_text("新しい文です。\n", encoding="utf-8")
    Path("locales/zh-Hant/posts/note.md").write_text("手\n", encoding="utf-8")


def test_golden_table(site):
    disturb()
    done = call("posts", "--to", "ko,zh-Hant,en")
    lines = [line.rstrip() for line in done.stdout.splitlines() if line.strip()]
    assert lines[-1] == ("2 up to date, 2 stale, 5 untranslated, 2 orphaned; 3 of 18 sentences reviewed (16 %)")
    assert lines[:-1] == TABLE.splitlines()


def test_json(site):
    disturb()
    report = json.loads(call("posts", "--to", "ko", "--json").stdout)
    first = report["posts"][0]
    assert first == {
        "post": "2025/hbm.md",
        "locale": "ko",
        "state": "up to date",
        "source": "posts/2025/hbm.ja.md",
        "output": "locales/ko/posts/2025/hbm.md",
        "entries": 5,
        "reviewed": 2,
        "reviewed_share": 0.4,
        "findings": {"note": 0, "warning": 2, "error": 1},
        "edited": False,
        "pending": True,
    }
    assert report["totals"]["orphaned"] == 1
    assert report["errors"] == []


def test_all_is_well_after_a_run(site):
    assert set(states("posts").values()) == {"up to date"}
    call("posts", "--fail-on", "stale", "--fail-on", "untranslated", "--fail-on", "orphaned", "--fail-on", "findings")


def test_content_counts_and_not_the_date(site):
    for path in Path("posts").rglob("*.md"):
        os.utime(path, (1, 1))
    assert set(states("posts").values()) == {"up to date"}


@pytest.mark.parametrize(
    ("kind", "code"), [("stale", 1), ("untranslated", 1), ("orphaned", 1), ("unreviewed", 1), ("findings", 1)]
)
def test_fail_on(site, kind, code):
    disturb()
    call("posts", "--fail-on", kind, code=code)


def test_fail_on_unreviewed_is_content_when_all_is_reviewed(site):
    call("posts", "--fail-on", "unreviewed", code=1)
    review_all(site)
    call("posts", "--fail-on", "unreviewed")


def test_fail_on_findings_means_errors(site):
    review = Path("locales/ko/posts/note.po")
    text = review.read_text(encoding="utf-8")
    review.write_text(text.replace("#. language:", "#. error: numbers: 3 became 4\n#. language:", 1), encoding="utf-8")
    call("posts", "--fail-on", "findings", code=1)


def test_without_a_folder_only_what_was_translated_is_expected(site):
    disturb()
    Path("README.md").write_text("No post.\n", encoding="utf-8")
    found = states("--to", "ko,en")
    assert not [name for name, _ in found if "README" in name or name.startswith("a note")]
    assert found["toml.md", "en"] == "untranslated"


def test_an_old_review_file_does_not_say_what_was_translated(site):
    review = Path("locales/ko/posts/note.po")
    lines = review.read_text(encoding="utf-8").splitlines(keepends=True)
    review.write_text("".join(line for line in lines if "X-Source-SHA256" not in line), encoding="utf-8")
    assert states("posts")["note.md", "ko"] == "unknown"


def test_what_cannot_be_read_is_an_error_and_the_rest_is_told(site):
    Path("locales/ko/posts/note.po").write_text("msgid\n", encoding="utf-8")
    done = call("posts", code=2)
    assert "locales/ko/posts/note.po" in done.stderr
    assert "toml.md" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["none"], "none: no such folder"),
        (["--out", "none"], "found no locale with posts"),
        (["--to", "xx-yy-zz"], "xx-yy-zz"),
    ],
)
def test_wrong_words(site, words, said):
    assert said in call(*words, code=2).stderr


def test_of_two_sources_of_a_name_the_one_that_was_translated_counts(tmp_path):
    for folder, text in {"a": "one", "b/2025": "two", "2025": "three"}.items():
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "x.md").write_text(text, encoding="utf-8")
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "x.md").write_text("four", encoding="utf-8")
    found = find_sources(tmp_path, tmp_path / "2025")
    two = "3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3"
    assert found.find("x.md", Path(), two) == tmp_path / "b" / "2025" / "x.md"
    assert found.find("x.md", Path("2025")) == tmp_path / "b" / "2025" / "x.md"
    assert found.find("x.md", Path("other")) == tmp_path / "a" / "x.md"
    assert found.find("y.md", Path()) is None
