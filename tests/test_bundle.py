"""`translate bundle`: the same files make the same bytes, and what is in an archive is what its manifest says."""

from __future__ import annotations

import gettext
import hashlib
import io
import json
import os
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from translate_pipeline.bundle import archive
from translate_pipeline.commands import app
from translate_pipeline.layouts import LAYOUTS

# Registers the commands.
from translate_pipeline.commands import batch, bundle  # noqa: F401, isort: skip

JA = "# DeepSeekの話\n\n7 분 읽기\n\n华尔街见闻が報じた。価格は下がります。性能は同じです。\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder of locales as a batch writes it."""
    folder = tmp_path_factory.mktemp("made")
    for name, text in {"r1.ja.md": JA, "2025/r2.ja.md": "性能は同じです。\n", "names.ja.md": "DeepSeek\n"}.items():
        path = folder / "posts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    words = ["batch", str(folder / "posts"), "--to", "en,ko", "--out", str(folder / "locales"), "--from", "ja"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture
def project(made, tmp_path, monkeypatch):
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*words, code=0):
    done = CliRunner().invoke(app, ["bundle", *map(str, words)])
    assert done.exit_code == code, done.output
    return done


def members(path="bundles/en.zip"):
    with zipfile.ZipFile(path) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def manifest(path="bundles/en.zip"):
    return json.loads(members(path)["manifest.json"])


def edit(path, before, after):
    path = Path(path)
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_one_archive_per_locale(project):
    done = call()
    assert "bundles/en.zip  3 posts" in done.stdout
    assert "bundles/ko.zip  3 posts" in done.stdout
    assert sorted(members()) == [
        "catalogs/messages.json",
        "catalogs/messages.mo",
        "manifest.json",
        "posts/2025/r2.md",
        "posts/names.md",
        "posts/r1.md",
        "review/2025/r2.po",
        "review/names.po",
        "review/r1.po",
    ]
    assert members()["posts/r1.md"] == Path("locales/en/posts/r1.md").read_bytes()


def test_the_same_files_make_the_same_bytes(project, monkeypatch):
    call("--to", "en")
    first = Path("bundles/en.zip").read_bytes()
    for path in Path("locales").rglob("*"):
        os.utime(path, (1, 1))
    monkeypatch.setenv("TZ", "Asia/Seoul")
    os.umask(os.umask(0o077))
    call("--to", "en")
    assert Path("bundles/en.zip").read_bytes() == first
    assert {info.date_time for info in zipfile.ZipFile("bundles/en.zip").infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_manifest_says_what_is_in_it(project):
    call("--to", "en")
    said = manifest()
    post = next(one for one in said["posts"] if one["slug"] == "r1")
    assert post["path"] == "posts/r1.md"
    assert post["source"]["name"] == "r1.ja.md"
    assert post["source"]["locale"] == "ja"
    assert re.fullmatch("[0-9a-f]{64}", post["source"]["sha256"])
    assert post["relay"]["languages"]["ja"] >= 3
    assert post["relay"]["languages"]["ko"] == 1
    assert post["relay"]["press"] == ["Wallstreetcn"]
    assert 0 < post["reviewed"] < post["entries"]
    assert post["signature"]["licence"] == "CC BY-SA 4.0"
    assert said["models"][0]["model"].startswith("starter-")
    assert said["totals"]["posts"] == 3
    assert said["locale"] == "en"
    assert said["glossaries"] == [post["signature"]["glossary"]]


def test_catalogs_are_ready_for_gettext_and_for_pages(project):
    call("--to", "ko")
    inside = members("bundles/ko.zip")
    compiled = gettext.GNUTranslations(io.BytesIO(inside["catalogs/messages.mo"]))
    assert compiled.gettext("Leave a comment") == "댓글 남기기"
    assert compiled.ngettext("{n} comment", "{n} comments", 3) == "댓글 {n}개"
    said = json.loads(inside["catalogs/messages.json"])
    assert said["Leave a comment"] == "댓글 남기기"
    assert b"POT-Creation-Date" not in inside["catalogs/messages.mo"]


def test_a_sites_own_messages_are_in_force(project):
    site = Path("locales/ko/messages.po")
    site.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Leave a comment"\nmsgstr "한마디"\n',
        encoding="utf-8",
    )
    call("--to", "ko")
    said = json.loads(members("bundles/ko.zip")["catalogs/messages.json"])
    assert said["Leave a comment"] == "한마디"
    assert said["Comments"] == "댓글"


@pytest.mark.parametrize(("layout", "pattern"), sorted(LAYOUTS.items()))
def test_layouts(project, layout, pattern):
    call("--to", "en", "--layout", layout)
    assert pattern.format(tag="en", post="2025/r2.md") in members()
    assert {post["path"] for post in manifest()["posts"]} <= set(members())


def approve(locale="en"):
    """Clear every fuzzy flag of one post."""
    edit(f"locales/{locale}/posts/2025/r2.po", "#, fuzzy\n", "")


def test_only_reviewed_posts(project):
    approve()
    done = call("--to", "en", "--reviewed-only")
    assert "1 not reviewed and left out" in done.stdout
    assert {post["slug"] for post in manifest()["posts"]} == {"2025/r2", "names"}
    assert manifest()["totals"]["reviewed_share"] == 1.0


def test_none_is_reviewed(project):
    Path("locales/en/posts/names.md").unlink()
    Path("locales/en/posts/names.po").unlink()
    done = call("--to", "en", "--reviewed-only", code=2)
    assert "none of 2 posts is reviewed" in done.stderr


def test_decisions_that_are_not_in_the_post_yet(project):
    text = Path("locales/en/posts/2025/r2.po").read_text(encoding="utf-8")
    edited = re.sub(r'(msgid "性能は同じです。"\nmsgstr ").*"', r'\1It performs the same."', text)
    Path("locales/en/posts/2025/r2.po").write_text(edited, encoding="utf-8")
    done = call("--to", "en", code=1)
    assert "r2.md: its review file has decisions that are not in it yet: run translate batch or run again" in done.stdout


def test_a_post_edited_by_hand_is_bundled_as_it_is(project):
    Path("locales/en/posts/r1.md").write_text("by hand\n", encoding="utf-8")
    Path("locales/en/posts/r1.edited-1.md").write_text("older\n", encoding="utf-8")
    done = call("--to", "en")
    assert "was edited by hand after it was written" in done.stdout
    assert members()["posts/r1.md"] == b"by hand\n"
    assert "posts/r1.edited-1.md" not in members()
    assert [post["slug"] for post in manifest()["posts"] if post["edited"]] == ["r1"]


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (lambda: Path("locales/en/posts/r1.po").unlink(), "found no review file beside it"),
        (lambda: Path("locales/en/posts/r1.md").unlink(), "found no post beside it"),
        (lambda: Path("locales/en/posts/r1.po").write_text('msgid "x\n'), "not a PO file"),
        (lambda: Path("locales/en/posts/r1.po").write_bytes(b"\xff"), "cannot be read"),
    ],
)
def test_what_cannot_be_bundled_is_said_and_the_rest_is(project, act, error):
    act()
    done = call("--to", "en", code=2)
    assert error in done.stderr
    assert done.stderr.count("\n") == 1
    assert {post["slug"] for post in manifest()["posts"]} == {"2025/r2", "names"}


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["--to", "fr"], "found no posts, expected some to bundle: run translate batch or run --to fr"),
        (["--out", "nowhere"], "nowhere: found no locale with posts"),
        (["verify", "nowhere.zip"], "nowhere.zip: no such file"),
        (["verify", "posts/r1.ja.md"], "not a whole ZIP archive"),
        (["diff", "nowhere.zip", "nowhere.zip"], "nowhere.zip: no such file"),
    ],
)
def test_bad_usage_is_one_line(project, words, error):
    done = call(*words, code=2)
    assert error in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_whole_bundle_is_ok(project):
    call()
    assert "bundles/en.zip  OK: 3 posts in en" in call("verify", "bundles/en.zip", "bundles/ko.zip").stdout


def damaged(change):
    inside = members()
    change(inside)
    Path("bundles/en.zip").write_bytes(archive(inside))


def other_manifest(**changes):
    def change(inside):
        inside["manifest.json"] = json.dumps(json.loads(inside["manifest.json"]) | changes).encode()

    return change


@pytest.mark.parametrize(
    ("change", "fault", "code"),
    [
        (lambda inside: inside.pop("posts/r1.md"), "posts/r1.md: is missing", 1),
        (lambda inside: inside.update({"posts/r1.md": b"other"}), "posts/r1.md: is not what the manifest says", 1),
        (lambda inside: inside.update({"extra": b""}), "extra: is not in the manifest", 1),
        (lambda inside: inside.update({"../up": b""}), "../up: leads out of the folder", 1),
        (lambda inside: inside.pop("manifest.json"), "no manifest.json in it", 2),
        (lambda inside: inside.update({"manifest.json": b"{"}), "manifest.json is not JSON", 2),
        (other_manifest(schema=99), "has schema 99, expected 1", 2),
        (other_manifest(surprise=1), "missing or unknown keys: surprise", 2),
        (other_manifest(posts=[]), "counts 3 posts and lists 0", 1),
    ],
)
def test_damage_is_found(project, change, fault, code):
    call("--to", "en")
    damaged(change)
    done = call("verify", "bundles/en.zip", code=code)
    assert fault in done.output


def test_a_catalog_that_cannot_be_loaded_is_found(project):
    call("--to", "en")
    said = manifest()
    said["files"]["catalogs/messages.mo"] = {"sha256": hashlib.sha256(b"x").hexdigest(), "bytes": 1}
    damaged(lambda inside: inside.update({"catalogs/messages.mo": b"x", "manifest.json": json.dumps(said).encode()}))
    assert "catalogs/messages.mo: cannot be read" in call("verify", "bundles/en.zip", code=1).output


def test_an_archive_cut_short(project):
    call("--to", "en")
    path = Path("bundles/en.zip")
    path.write_bytes(path.read_bytes()[:-200])
    done = call("verify", path, code=2)
    assert done.stderr.count("\n") == 1


def test_no_difference(project):
    call("--to", "en")
    assert call("diff", "bundles/en.zip", "bundles/en.zip").stdout == ""


def test_what_changed(project):
    call("--to", "en")
    shutil.copy("bundles/en.zip", "before.zip")
    approve()
    Path("locales/en/posts/names.md").unlink()
    Path("locales/en/posts/names.po").unlink()
    Path("locales/en/posts/r1.md").write_text("by hand\n", encoding="utf-8")
    call("--to", "en")
    lines = call("diff", "before.zip", "bundles/en.zip", code=1).stdout.splitlines()
    assert lines == ["names: removed", "2025/r2: reviewed 0/1 became 1/1, review file changed", "r1: text changed"]


def test_a_batch_may_bundle_at_once(project):
    words = ["batch", "posts", "--to", "en,ko", "--from", "ja", "--bundle"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    assert "6 outputs, all up to date" in done.stdout
    assert "bundles/ko.zip  3 posts" in done.stdout
