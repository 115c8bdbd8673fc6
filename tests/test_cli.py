"""The command line, as a person or a script uses it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from translate_pipeline.commands import app
from translate_pipeline.commands.init import lay_out

from .conftest import DATA

# Each registers its commands.
from translate_pipeline.commands import detect, init, lines, models, run  # noqa: F401, isort: skip

POST = DATA / "posts" / "brief.ja.txt"


@pytest.fixture
def cli(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "packages"))

    def call(*words, text=None):
        return CliRunner().invoke(app, list(map(str, words)), input=text)

    return call


def test_run_writes_and_reports_as_json(cli, tmp_path):
    done = cli("run", POST, "--to", "en,zh-Hant", "--json")
    assert done.exit_code in {0, 1}, done.output
    report = json.loads(done.stdout)
    assert report["from"] == "ja"
    assert list(report["locales"]) == ["en", "zh-Hant"]
    for tag, one in report["locales"].items():
        assert one["path"] == f"locales/{tag}/posts/brief.txt"
        assert (tmp_path / one["path"]).is_file()
        assert (tmp_path / one["review"]).is_file()
        assert one["segments"] > one["left_alone"] >= 0
        assert one["terms_expected"] >= one["terms_honoured"] >= 0
        assert one["signature"]["model_sha256"]
        for finding in one["findings"]:
            assert set(finding) == {"check", "severity", "segment", "message"}


def test_run_prints_a_table(cli):
    done = cli("run", POST, "--to", "en", "--model", "echo")
    assert done.exit_code == 0
    for word in (
        "locale",
        "segments",
        "memory",
        "glossary",
        "model",
        "alone",
        "terms",
        "findings",
        "locales/en/posts/brief.po",
    ):
        assert word in done.stdout


def test_quiet_prints_nothing(cli):
    done = cli("run", POST, "--to", "en", "--model", "echo", "--quiet")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")


def test_echo_gives_the_bytes_back(cli, tmp_path):
    for post in sorted((DATA / "posts").glob("*.*.*")):
        assert cli("run", post, "--to", "ko", "--model", "echo", "-q").exit_code == 0
        suffix = post.suffix
        assert (tmp_path / f"locales/ko/posts/{post.name.split('.')[0]}{suffix}").read_bytes() == post.read_bytes()


def test_several_posts_are_kept_apart(cli, tmp_path):
    done = cli("run", POST, tmp_path / "none.md", "--to", "en", "--model", "echo", "--json")
    assert done.exit_code == 2
    first, second = json.loads(done.stdout)["posts"]
    assert first["error"] is None
    assert "no such file" in second["error"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["run", "none.md", "--to", "en"], "none.md: no such file"),
        (["run", POST], "--to: name the locales"),
        (["run", POST, "--to", "jp"], "--to: unknown locale 'jp': did you mean 'ja'?"),
        (["run", POST, "--to", "en", "--from", "xx"], "--from: unknown locale 'xx'"),
        (["run", POST, "--to", "en", "--glossary", "none.csv"], "none.csv: no such glossary file"),
        (["run", POST, "--to", "en", "--glossary", "bad.csv"], "bad.csv:1: expected a header"),
        (["run", POST, "--to", "en", "--model", "none"], "--model none: no such model or folder"),
        (["run", POST, "--to", "en", "--model", "."], "metadata.json"),
        (["run", POST, "--to", "en", "--model", "argos"], "no package is installed"),
        (["run", POST, "--to", "fr"], "no installed model translates ja→fr"),
        (["run", POST, "--to", "en", "--out", "bad.csv"], "bad.csv: is a file"),
        (["run", "empty.md", "--to", "en"], "empty.md: the file is empty"),
        (["run", "binary.md", "--to", "en"], "binary.md: a binary file"),
        (["run", "front.md", "--to", "en"], "front.md:2: broken front matter"),
        (["lines", "--to", "en,ko"], "--to: name the one locale"),
        (["models", "info", "none"], "no installed package is called 'none'"),
        (["models", "remove", "starter"], "cannot be removed"),
        (["models", "install", "none.argosmodel"], "none.argosmodel"),
        (["models", "install", "bad.argosmodel"], "bad.argosmodel"),
    ],
)
def test_bad_input_is_one_clear_line(cli, tmp_path, words, message):
    (tmp_path / "bad.csv").write_text("x\n")
    (tmp_path / "bad.argosmodel").write_text("no zip")
    (tmp_path / "empty.md").touch()
    (tmp_path / "binary.md").write_bytes(b"\x00\xff")
    (tmp_path / "front.md").write_text("---\ntitle: a: b\n---\n")
    done = cli(*words)
    assert done.exit_code == 2, done.output
    assert message in done.stderr
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "locales").exists()


def test_an_unwritable_folder(cli, tmp_path):
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    (tmp_path / "out").mkdir(mode=0o500)
    done = cli("run", POST, "--to", "en", "--out", "out")
    assert done.exit_code == 2
    assert "not writable" in done.stderr


def test_lines_one_in_one_out(cli):
    text = "サムスン電子は強い。\n\n7 분 읽기\n二つの文。です。\n#タグ\n  字下げ\n"
    done = cli("lines", "--from", "ja", "--to", "en", text=text)
    assert done.exit_code == 0
    out = done.stdout.split("\n")
    assert len(out) == len(text.split("\n"))
    assert (out[1], out[2], out[4]) == ("", "7 min read", "#タグ")


def test_lines_with_echo_are_the_same(cli):
    text = "一行目。二つ。\r\n# 見出し\n\n  x\n最後"
    done = cli("lines", "--to", "en", "--model", "echo", text=text)
    assert done.stdout == "一行目。二つ。\n# 見出し\n\n  x\n最後\n"


def test_detect(cli):
    done = cli("detect", text="半導体制裁\n댓글 남기기\n\nDeepSeekの深度求索发布\n")
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert [row[0] for row in rows] == ["ja", "ko", "und", "ja"]
    assert all(len(row) == 3 for row in rows)
    done = cli("detect", "--runs", text="DeepSeekの深度求索发布\n")
    assert done.stdout.rstrip("\n").split("\t")[3] == "0-8 en DeepSeek; 9-15 zh-Hans 深度求索发布"


def test_init_lays_out_a_site_and_keeps_what_is_there(cli, tmp_path):
    (tmp_path / "translate.toml").write_text('[translate]\nto = ["ko"]\nmodel = "echo"\n')
    done = cli("init")
    assert done.exit_code == 0
    assert (tmp_path / "glossaries/site.csv").is_file()
    assert "ko" in (tmp_path / "translate.toml").read_text()
    assert all(not made for _, made in lay_out(tmp_path))
    assert cli("run", POST).exit_code == 0
    assert (tmp_path / "locales/ko/posts/brief.txt").is_file()


def test_a_new_site_works_as_laid_out(cli, tmp_path):
    assert cli("init", "site").exit_code == 0
    os.chdir(tmp_path / "site")
    assert cli("run", POST, "--model", "echo").exit_code == 0
    assert {path.name for path in Path("locales").iterdir()} == {"en", "ja", "ko", "zh-Hans", "zh-Hant"}


def test_models_list_and_info(cli):
    assert "starter" in cli("models", "list").stdout
    info_text = cli("models", "info", "starter").stdout
    assert "ja→en" in info_text
    assert "sha256" in info_text


def test_no_network_is_one_clear_line(cli, monkeypatch):
    monkeypatch.setenv("ARGOS_PACKAGE_INDEX", "http://127.0.0.1:1/")
    for words in (["models", "available"], ["models", "install", "ja_en"]):
        done = cli(*words)
        assert done.exit_code == 2
        assert "cannot reach 127.0.0.1:1" in done.stderr
        assert "install from a file" in done.stderr
        assert done.stderr.count("\n") == 1


NO_SOCKETS = """
import socket, sys
def refuse(*_, **__):
    raise AssertionError("a socket was opened")
class Refused(socket.socket):
    def __init__(self, *_, **__):
        refuse()
socket.socket = Refused
socket.create_connection = socket.getaddrinfo = refuse
from translate_pipeline.commands import main
main()
"""


def test_the_main_job_opens_no_socket(tmp_path):
    words = ["run", str(POST), "--to", "en,ko,zh-Hans,zh-Hant", "--out", str(tmp_path)]
    done = subprocess.run([sys.executable, "-c", NO_SOCKETS, *words], capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stderr
    assert len(list(tmp_path.glob("*/posts/brief.txt"))) == 4


def test_the_guard_against_sockets_does_guard(tmp_path):
    code = NO_SOCKETS.replace("from translate_pipeline.commands import main\nmain()", "socket.socket()")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "a socket was opened" in done.stderr


def test_every_command_is_in_the_readme():
    readme = (DATA.parent.parent / "README.md").read_text(encoding="utf-8")
    names = [command.name or command.callback.__name__ for command in app.registered_commands]
    assert names
    for name in [*names, "models"]:
        assert f"translate {name}" in readme


@pytest.mark.parametrize("size", ["one 3 MB line", "10,000 paragraphs"])
def test_big_posts_need_bounded_memory(tmp_path, size):
    path = tmp_path / "big.md"
    if size.startswith("one"):
        unit = "**太字**と[リンク](http://a.b)の文です。サムスン電子は2025年11月28日に公開した。"
        path.write_text(unit * (3_000_000 // len(unit.encode())), encoding="utf-8")
    else:
        path.write_text("短い段落です。\n\n" * 10_000, encoding="utf-8")
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30));"
        "from translate_pipeline.commands import main; main()"
    )
    words = ["run", str(path), "--to", "en", "--model", "echo", "--out", str(tmp_path / "out"), "--quiet"]
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert (tmp_path / "out/en/posts/big.md").read_bytes() == path.read_bytes()
    assert time.monotonic() - began < 600
