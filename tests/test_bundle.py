"""`translate bundle`: the same files make the same bytes, and what is in an archive is what its manifest says."""

from __future__ import annotations

import gettext
import hashlib
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from translate_pipeline.bundle import archive
from translate_pipeline.commands import app
from translate_pipeline.layouts import LAYOUTS, shown, unsafe

from .conftest import ROOT

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


@pytest.fixture(scope="module")
def packed(made, tmp_path_factory):
    """The bytes of the English bundle: what damages it need not make it anew."""
    dest = tmp_path_factory.mktemp("packed")
    call("--to", "en", "--out", made / "locales", "--dest", dest)
    return (dest / "en.zip").read_bytes()


@pytest.fixture
def bundled(project, packed):
    Path("bundles").mkdir()
    Path("bundles/en.zip").write_bytes(packed)
    return project


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


GOLDEN = """\
layout: "plain"
locale: "en"
reviewed_only: false
schema: 1
posts.0.edited: false
posts.0.entries: 1
posts.0.path: "posts/2025/r2.md"
posts.0.reviewed: 0
posts.0.slug: "2025/r2"
posts.0.stale: false
posts.1.path: "posts/names.md"
posts.1.reviewed: 1
posts.1.reviewed_share: 1.0
posts.2.edited: false
posts.2.entries: 5
posts.2.path: "posts/r1.md"
posts.2.relay.languages.ja: 4
posts.2.relay.languages.ko: 1
posts.2.relay.sources.0: "Wallstreetcn"
posts.2.signature.licence: "CC BY-SA 4.0"
posts.2.source.locale: "ja"
posts.2.source.name: "r1.ja.md"
totals.entries: 7
totals.posts: 3
"""
"""What must not change unless it is meant to. Digests and what hangs on the model are held elsewhere."""


def flat(value, at=""):
    """Yield the leaves of a manifest, a line each."""
    if isinstance(value, dict | list):
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from flat(one, f"{at}.{key}".lstrip("."))
    else:
        yield f"{at}: {json.dumps(value)}"


def test_the_manifest_is_as_it_was(bundled):
    said = set(flat(manifest()))
    assert [line for line in GOLDEN.splitlines() if line not in said] == []


def test_the_manifest_says_what_is_in_it(bundled):
    said, inside = manifest(), members()
    post = next(one for one in said["posts"] if one["slug"] == "r1")
    assert post["sha256"] == hashlib.sha256(Path("locales/en/posts/r1.md").read_bytes()).hexdigest()
    assert post["source"]["sha256"] == hashlib.sha256(Path("posts/r1.ja.md").read_bytes()).hexdigest()
    assert 0 < post["reviewed"] < post["entries"]
    assert post["reviewed_share"] == pytest.approx(post["reviewed"] / post["entries"], abs=1e-4)
    assert re.fullmatch("[0-9a-f]{12}", post["signature"]["model_sha256"])
    (model,) = said["models"]
    assert model == {key: post["signature"][key] for key in ("engine", "model", "model_sha256", "licence")}
    assert model["model"].startswith("starter-")
    assert said["glossaries"] == [post["signature"]["glossary"]]
    assert said["totals"]["findings"]["warning"] == sum(one["findings"]["warning"] for one in said["posts"])
    assert set(said["files"]) == set(inside) - {"manifest.json"}
    for name, file in said["files"].items():
        assert file == {"sha256": hashlib.sha256(inside[name]).hexdigest(), "bytes": len(inside[name])}
    text = inside["manifest.json"].decode()
    assert text == json.dumps(said, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def test_catalogs_are_ready_for_gettext_and_for_pages(project):
    call("--to", "ko")
    inside = members("bundles/ko.zip")
    compiled = gettext.GNUTranslations(io.BytesIO(inside["catalogs/messages.mo"]))
    assert compiled.gettext("Leave a comment") == "댓글 남기기"
    assert compiled.ngettext("{n} comment", "{n} comments", 3) == "댓글 {n}개"
    said = json.loads(inside["catalogs/messages.json"])
    assert said["Leave a comment"] == "댓글 남기기"
    assert said["{n} comment"] == ["댓글 {n}개"]
    assert said[""] == {"language": "ko", "plural_forms": "nplurals=1; plural=0;"}
    assert b"POT-Creation-Date" not in inside["catalogs/messages.mo"]


def test_a_sites_own_messages_are_in_force(project):
    site = Path("locales/ko/messages.po")
    site.write_text(
        'msgid ""\nmsgstr "Language: ko\\n"\n\nmsgid "Leave a comment"\nmsgstr "한마디"\n\n#, fuzzy\nmsgid "Comments"\nmsgstr "?"\n',
        encoding="utf-8",
    )
    call("--to", "ko")
    said = json.loads(members("bundles/ko.zip")["catalogs/messages.json"])
    assert said["Leave a comment"] == "한마디"
    assert said["Comments"] == "댓글"


def test_a_broken_catalog_is_one_line(project):
    Path("locales/ko/messages.po").write_text('msgid "x\nmsgstr', encoding="utf-8")
    done = call("--to", "en,ko", code=2)
    assert {line.split(":")[1] for line in done.stderr.splitlines()} == {" locales/ko/messages.po"}
    assert not Path("bundles").exists()


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


def test_what_is_decided_but_not_in_the_post_is_no_reviewed_text(project):
    decide("It performs the same.")
    done = call("--to", "en", "--reviewed-only", code=1)
    assert "2 not reviewed and left out" in done.stdout
    assert "r2.md: its review file has decisions" in done.stdout
    assert {post["slug"] for post in manifest()["posts"]} == {"names"}


def test_a_share_is_rounded_down():
    from translate_pipeline.bundle_posts import share

    assert (share(99_999, 100_000), share(3, 3), share(0, 0)) == (0.9999, 1.0, 1.0)


def test_none_is_reviewed(project):
    Path("locales/en/posts/names.md").unlink()
    Path("locales/en/posts/names.po").unlink()
    done = call("--to", "en", "--reviewed-only", code=2)
    assert "none of 2 posts is reviewed" in done.stderr


def decide(target):
    """Write what one draft is to be, and leave it fuzzy."""
    path = Path("locales/en/posts/2025/r2.po")
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r'(msgid "性能は同じです。"\nmsgstr ").*"', rf'\1{target}"', text), encoding="utf-8")


def test_decisions_that_are_not_in_the_post_yet(project):
    decide("It performs the same.")
    done = call("--to", "en", code=1)
    assert "r2.md: its review file has decisions that are not in it yet: run translate batch or run again" in done.stdout
    assert [post["slug"] for post in manifest()["posts"] if post["stale"]] == ["2025/r2"]
    assert CliRunner().invoke(app, ["batch", "posts", "--to", "en", "--from", "ja", "-q"]).exit_code == 0
    call("--to", "en")
    assert b"It performs the same." in members()["posts/2025/r2.md"]


def test_an_emptied_target_is_no_decision(project):
    decide("")
    call("--to", "en")
    assert next(post for post in manifest()["posts"] if post["slug"] == "2025/r2")["reviewed"] == 0


def test_entries_that_lost_their_comments_are_not_taken_for_reviewed(project):
    path = Path("locales/en/posts/2025/r2.po")
    path.write_text(re.sub(r"(?m)^#\. .*\n", "", path.read_text(encoding="utf-8")), encoding="utf-8")
    call("--to", "en", code=1)
    post = next(post for post in manifest()["posts"] if post["slug"] == "2025/r2")
    assert (post["reviewed"], post["stale"]) == (0, True)


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
        (lambda: edit("locales/en/posts/r1.po", "X-Output-SHA256", "X-Other"), "found no X-Output-SHA256"),
        (lambda: shutil.copy("locales/ko/posts/r1.po", "locales/en/posts/r1.po"), "r1.po: is for ko, expected en"),
    ],
)
def test_what_cannot_be_bundled_is_said_and_the_rest_is(project, act, error):
    act()
    done = call("--to", "en", code=2)
    assert error in done.stderr
    assert done.stderr.count("\n") == 1
    assert {post["slug"] for post in manifest()["posts"]} == {"2025/r2", "names"}


def test_every_broken_post_is_named(project):
    for path in Path("locales/en/posts").rglob("*.po"):
        path.write_bytes(b"\xff")
    lines = call("--to", "en", code=2).stderr.splitlines()
    assert len(lines) == 4
    assert [line for line in lines if "cannot be read" not in line] == [
        "error: locales/en/posts: found no posts, expected some to bundle: run translate batch or run --to en"
    ]


def test_a_name_that_another_system_reads_as_a_path_is_refused(project):
    for suffix in (".md", ".po"):
        shutil.copy(f"locales/en/posts/r1{suffix}", f"locales/en/posts/a:b{suffix}")
        shutil.copy(f"locales/en/posts/r1{suffix}", os.fsdecode(f"locales/en/posts/c\n\xff{suffix}".encode("latin-1")))
    done = call("--to", "en", code=2)
    assert done.stderr.count("\n") == 2
    assert "a:b.md: its name has a character that parts folders" in done.stderr
    assert "c\\n\\udcff.md': its name has characters that cannot be seen" in done.stderr
    call("verify", "bundles/en.zip")


def test_two_posts_of_one_review_file(project):
    shutil.copy("locales/en/posts/r1.md", "locales/en/posts/r1.txt")
    done = call("--to", "en", code=2)
    assert done.stderr == (
        "error: locales/en/posts/r1.txt: its review file is that of r1.ja.md: rename or remove one of the two posts\n"
    )


def test_hidden_folders_and_folders_of_no_locale(project):
    for name in (
        "locales/en/posts/.git/x.md",
        "locales/.old/posts/x.md",
        "locales/drafts/posts/x.md",
        "locales/zh-TW/posts/x.md",
    ):
        Path(name).parent.mkdir(parents=True)
        Path(name).touch()
    lines = call(code=2).stderr.splitlines()
    assert len(lines) == 2
    assert "locales/drafts: unknown locale 'drafts'" in lines[0]
    assert "locales/zh-TW: expected a folder named zh-Hant: rename it" in lines[1]
    assert len(manifest()["posts"]) == 3


def test_as_json(project):
    Path("locales/en/posts/names.po").unlink()
    report = json.loads(call("--json", code=2).stdout)
    assert [(one["locale"], one["posts"], one["stale"]) for one in report["bundles"]] == [("en", 2, []), ("ko", 3, [])]
    (error,) = report["errors"]
    assert "names.md: found no review file" in error
    Path("bad.zip").touch()
    good, bad = json.loads(call("verify", "bundles/en.zip", "bad.zip", "--json", code=2).stdout)["bundles"]
    assert (good["ok"], good["posts"], good["faults"]) == (True, 2, [])
    assert not bad["ok"]
    assert "not a whole ZIP" in bad["error"]
    report = json.loads(call("diff", "bundles/en.zip", "bundles/ko.zip", "--json", code=1).stdout)
    assert not report["equal"]
    assert {"subject": "post", "name": "names", "change": "added"} in report["changes"]


def test_quiet(project):
    assert call("--quiet").output == ""


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


def other_post(**changes):
    def change(inside):
        said = json.loads(inside["manifest.json"])
        said["posts"][0] |= changes
        inside["manifest.json"] = json.dumps(said).encode()

    return change


@pytest.mark.parametrize(
    ("change", "fault", "code"),
    [
        (lambda inside: inside.pop("posts/r1.md"), "posts/r1.md: is missing", 1),
        (lambda inside: inside.update({"posts/r1.md": b"other"}), "posts/r1.md: is not what the manifest says", 1),
        (lambda inside: inside.update({"extra": b""}), "extra: is not in the manifest", 1),
        (lambda inside: inside.update({"posts/r1.md": inside["posts/r1.md"] + b" "}), "posts/r1.md: is not what", 1),
        (lambda inside: inside.update({"manifest.json": b"[" * 200_000}), "manifest.json is not JSON", 2),
        (lambda inside: inside.pop("manifest.json"), "no manifest.json in it", 2),
        (lambda inside: inside.update({"manifest.json": b"{"}), "manifest.json is not JSON", 2),
        (other_manifest(schema=99), "has schema 99, expected 1", 2),
        (other_manifest(schema=True), "expected 1", 2),
        (other_manifest(surprise=1), "missing or unknown keys: surprise", 2),
        (other_manifest(posts=5), "posts is int, expected a list", 2),
        (other_manifest(posts=[5]), "posts[0] is int, expected an object", 2),
        (other_manifest(posts=[{}]), "missing or unknown keys: posts[0].edited", 2),
        (other_manifest(files=[]), "files is list, expected an object", 2),
        (other_manifest(files={"x": {}}), "missing or unknown keys: files.x.bytes", 2),
        (other_manifest(totals={}), "missing or unknown keys: totals.entries", 2),
        (other_manifest(files={}), "posts/r1.md: is not in the manifest", 1),
        (other_manifest(layout="jekyll"), 'unknown layout "jekyll"', 1),
        (other_manifest(layout="hugo"), "does not lie where the layout hugo has it", 1),
        (other_manifest(glossaries=["other"]), "its glossaries are not those of its posts", 1),
        (other_manifest(models=[]), "its models are not those of its posts", 1),
        (other_manifest(posts=[]), "its totals are not those of its posts", 1),
        (other_manifest(posts=[]), "posts/r1.md: belongs to no post", 1),
        (other_post(sha256="0" * 64), "the manifest is wrong about its sha256", 1),
        (other_post(edited=True), "the manifest is wrong about its edited", 1),
        (other_post(stale=True), "the manifest is wrong about its stale", 1),
        (other_post(reviewed=99), "the manifest is wrong about its reviewed", 1),
        (other_post(path="posts/none.md"), "posts/none.md is not among the files", 1),
        (other_post(slug="names"), "lists a post twice", 1),
    ],
)
def test_damage_is_found(bundled, change, fault, code):
    damaged(change)
    done = call("verify", "bundles/en.zip", code=code)
    assert fault in done.output
    assert code == 1 or done.stderr.count("\n") == 1
    assert call("diff", "bundles/en.zip", "bundles/en.zip", code=2).stderr.count("\n") == 1


@pytest.mark.parametrize("name", ["../up", "/etc/x", "a/../../x", "C:x", "a\\b", "a//b", "./a", "a/", "a\nb", "a\x1b[2Jb"])
def test_hostile_names(bundled, name):
    assert unsafe(name)
    said = manifest()
    said["files"][name] = {"sha256": hashlib.sha256(b"").hexdigest(), "bytes": 0}
    damaged(lambda inside: inside.update({name: b"", "manifest.json": json.dumps(said).encode()}))
    done = call("verify", "bundles/en.zip", code=1)
    assert f"{shown(name)}: its name " in done.stdout
    assert all(line.isprintable() for line in done.stdout.splitlines())


def test_names_of_other_scripts_are_safe():
    for name in ("posts/第 1 回.md", "posts/전망.md", "posts/a..b.md", "posts/👩‍💻.md"):
        assert unsafe(name) == ""


def repacked(change, compression=zipfile.ZIP_STORED):
    """Write the same members, but otherwise."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as opened:
        for name, data in members().items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.create_system, info.external_attr = compression, 3, 0o100644 << 16
            change(info)
            opened.writestr(info, data)
    Path("bundles/en.zip").write_bytes(packed.getvalue())


@pytest.mark.parametrize(
    "change",
    [
        lambda info: setattr(info, "external_attr", 0o120777 << 16),
        lambda info: setattr(info, "external_attr", 0o100755 << 16),
        lambda info: setattr(info, "date_time", (2025, 1, 1, 0, 0, 0)),
        lambda info: setattr(info, "comment", b"x"),
        lambda info: setattr(info, "extra", b"\x99\x99\x00\x00"),
    ],
    ids=["link", "mode", "date", "comment", "extra"],
)
def test_another_packing_is_found(bundled, change):
    repacked(lambda _: None)
    call("verify", "bundles/en.zip")
    repacked(change)
    assert "is not packed as translate bundle packs" in call("verify", "bundles/en.zip", code=1).stdout


def test_nothing_compressed_is_unpacked(bundled):
    repacked(lambda _: None, zipfile.ZIP_DEFLATED)
    assert "has compressed members" in call("verify", "bundles/en.zip", code=2).stderr


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name(bundled):
    with zipfile.ZipFile("bundles/en.zip", "a") as opened:
        opened.writestr("posts/r1.md", b"other")
    assert "two members of one name" in call("verify", "bundles/en.zip", code=2).stderr


def test_every_bit_counts(bundled):
    whole, path, chance = Path("bundles/en.zip").read_bytes(), Path("bundles/en.zip"), random.Random(1)
    for _ in range(150):
        at = chance.choice([chance.randrange(len(whole)), chance.randrange(len(whole) - 900, len(whole))])
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :])
        done = CliRunner().invoke(app, ["bundle", "verify", str(path)])
        assert done.exit_code in {1, 2}, at
        assert isinstance(done.exception, SystemExit), at
        assert done.exit_code == 1 or done.stderr.count("\n") == 1, at


def test_a_catalog_that_cannot_be_loaded_is_found(bundled):
    said = manifest()
    said["files"]["catalogs/messages.mo"] = {"sha256": hashlib.sha256(b"x").hexdigest(), "bytes": 1}
    damaged(lambda inside: inside.update({"catalogs/messages.mo": b"x", "manifest.json": json.dumps(said).encode()}))
    assert "catalogs/messages.mo: cannot be read" in call("verify", "bundles/en.zip", code=1).output


def test_an_archive_cut_short(bundled):
    path = Path("bundles/en.zip")
    path.write_bytes(path.read_bytes()[:-200])
    done = call("verify", path, code=2)
    assert done.stderr.count("\n") == 1


def test_no_difference(bundled):
    assert call("diff", "bundles/en.zip", "bundles/en.zip").stdout == ""


def test_what_changed(bundled):
    shutil.copy("bundles/en.zip", "before.zip")
    approve()
    Path("locales/en/posts/names.md").unlink()
    Path("locales/en/posts/names.po").unlink()
    Path("locales/en/posts/r1.md").write_text("by hand\n", encoding="utf-8")
    call("--to", "en")
    lines = call("diff", "before.zip", "bundles/en.zip", code=1).stdout.splitlines()
    assert lines == [
        "post 2025/r2: reviewed 0/1 became 1/1, review file changed",
        "post names: removed",
        "post r1: text changed, edited by hand",
    ]


def test_what_changed_in_how_it_was_made(bundled):
    shutil.copy("bundles/en.zip", "before.zip")
    path = Path("locales/en/posts/r1.po")
    path.write_text(re.sub("glossary:[0-9a-f]+", "glossary:other", path.read_text(encoding="utf-8")), encoding="utf-8")
    edit(path, "licence:CC BY-SA 4.0", "licence:CC0|or else")
    site = Path("locales/en/messages.po")
    site.write_text('msgid ""\nmsgstr "Language: en\\n"\n\nmsgid "Comments"\nmsgstr "Replies"\n', encoding="utf-8")
    call("--to", "en", "--layout", "hugo")
    call("verify", "bundles/en.zip")
    said = call("diff", "before.zip", "bundles/en.zip", code=1).stdout
    for line in (
        'bundle layout: "plain" became "hugo"',
        ", CC0|or else): new",
        'licence "CC BY-SA 4.0" became "CC0|or else"',
        'became "other"',
        'message Comments: "Comments" became "Replies"',
    ):
        assert line in said
    assert "text changed" not in said
    assert "post names" not in said


def test_another_process_makes_the_same_bytes(bundled):
    first = Path("bundles/en.zip").read_bytes()
    code = "from translate_pipeline.commands import main; main()"
    words = [sys.executable, "-c", code, "bundle", "--to", "en", "--dest", "other", "--quiet"]
    environ = os.environ | {"PYTHONHASHSEED": "7", "LC_ALL": "C", "TZ": "Pacific/Auckland", "PYTHONPATH": str(ROOT)}
    subprocess.run(words, check=True, env=environ)
    assert Path("other/en.zip").read_bytes() == first


def test_a_batch_may_bundle_at_once(project):
    words = ["batch", "posts", "--to", "en,ko", "--from", "ja", "--bundle"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    assert "6 outputs, all up to date" in done.stdout
    assert "bundles/ko.zip  3 posts" in done.stdout
