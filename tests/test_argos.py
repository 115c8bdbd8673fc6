"""Where packages lie, what an index offers, and downloads that are complete or not there at all."""

import http.server
import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate_pipeline.engines import argos
from translate_pipeline.engines.argos import (
    Available,
    download,
    fetch_index,
    index_url,
    installed,
    packages_dir,
    parse_index,
)
from translate_pipeline.errors import NetworkError, OutputError, PackageError

ADVICE = "install from a file instead: translate models install FILE.argosmodel"
ENTRY = {
    "package_version": "1.1",
    "argos_version": "1.1",
    "from_code": "ja",
    "from_name": "Japanese",
    "to_code": "en",
    "to_name": "English",
    "links": ["https://example.org/v1/translate-ja_en-1_1.argosmodel", "ipfs://Qm", 7],
    "code": "translate-ja_en",
}
VARIABLES = ["ARGOS_PACKAGES_DIR", "ARGOS_PACKAGE_INDEX", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "SNAP", "SNAP_USER_DATA"]


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr(argos, "TIMEOUT", 10)
    return tmp_path / "home"


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers from a table: path to (status, headers, body)."""

    answers: dict

    def do_GET(self):
        status, headers, body = self.answers[self.path]
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    handler = type("Here", (Handler,), {"answers": {}})
    with http.server.HTTPServer(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        base = f"http://127.0.0.1:{running.server_port}"

        def answer(path, body, status=200, **headers):
            table = {key.replace("_", "-"): value for key, value in headers.items()}
            handler.answers[path] = (status, table, body)
            return base + path

        yield answer
        running.shutdown()
        thread.join()


def unreachable(call, *words):
    with pytest.raises(NetworkError) as caught:
        call()
    text = str(caught.value)
    assert "\n" not in text
    assert text.startswith("cannot reach ")
    assert text.endswith(ADVICE)
    for word in words:
        assert str(word) in text


# where packages lie


def test_default_folder(home, monkeypatch, tmp_path):
    assert packages_dir() == home / ".local/share/argos-translate/packages"
    assert not home.exists()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert packages_dir() == tmp_path / "data/argos-translate/packages"
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", "/models")
    assert packages_dir() == Path("/models")


def test_folder_in_a_snap(monkeypatch):
    monkeypatch.setenv("SNAP", "/snap/x")
    monkeypatch.setenv("SNAP_USER_DATA", "/data")
    assert packages_dir() == Path("/data/.local/share/argos-translate/packages")


@pytest.mark.parametrize("content", ["", "[", "[1]", '{"ARGOS_PACKAGES_DIR": 3}', "[" * 100_000, "\xff"])
def test_settings_file_that_does_not_fit(home, content):
    (home / ".config/argos-translate").mkdir(parents=True)
    (home / ".config/argos-translate/settings.json").write_text(content, encoding="latin-1")
    assert packages_dir() == home / ".local/share/argos-translate/packages"


def test_settings_file_and_index(home, monkeypatch):
    assert index_url() == "https://raw.githubusercontent.com/argosopentech/argospm-index/main/index.json"
    (home / ".config/argos-translate").mkdir(parents=True)
    values = {"ARGOS_PACKAGES_DIR": "/from/file", "ARGOS_PACKAGE_INDEX": "https://example.org/main/"}
    (home / ".config/argos-translate/settings.json").write_text(json.dumps(values))
    assert packages_dir() == Path("/from/file")
    assert index_url() == "https://example.org/main/index.json"
    monkeypatch.setenv("ARGOS_PACKAGE_INDEX", "https://example.org/main")
    assert index_url() == "https://example.org/main/index.json"
    monkeypatch.setenv("ARGOS_PACKAGE_INDEX", "https://example.org/other.json")
    assert index_url() == "https://example.org/other.json"


def test_the_same_as_argostranslate(home):
    """Where it is installed. Its settings are asked in a process of their own, since their import makes folders."""
    pytest.importorskip("argostranslate", reason="argostranslate is not installed")
    code = "from argostranslate import settings as s; print(s.package_data_dir, s.remote_package_index)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ))
    assert done.stdout.split() == [str(packages_dir()), index_url()]


def test_importing_opens_nothing_and_imports_no_client():
    code, root = "import sys, translate_pipeline.engines.argos; print(*sys.modules)", Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert not {"urllib.request", "http.client", "ssl", "ctranslate2", "argostranslate"} & set(done.stdout.split())


def package(root, source="ja", target="en", version="1.1"):
    for name, text in (
        ("metadata.json", json.dumps({"from_code": source, "to_code": target, "package_version": version})),
        ("sentencepiece.model", "pieces"),
        ("model/model.bin", "weights"),
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


def test_installed(tmp_path, monkeypatch):
    root = tmp_path / "p"
    assert installed(root) == ((), ())
    package(root / "z", "en", "ja")
    package(root / "b", version="1.10")
    package(root / "c", version="1.9")
    package(root / ".hidden")
    (root / "notes.txt").touch()
    (root / "broken").mkdir()
    (root / "bpe").mkdir()
    (root / "bpe" / "bpe.model").touch()
    found, broken = installed(root)
    assert [(one.name, one.version) for one in found] == [("en_ja", "1.1"), ("ja_en", "1.9"), ("ja_en", "1.10")]
    assert [path.name for path, _ in broken] == ["bpe", "broken"]
    assert "not supported" in broken[0][1]
    assert broken[1][1].startswith("metadata.json is missing")
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(root))
    assert installed() == (found, broken)
    assert installed(root / "notes.txt") == ((), ())


def test_installed_reads_links(tmp_path):
    package(tmp_path / "elsewhere")
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "linked").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "p" / "dangling").symlink_to(tmp_path / "nowhere")
    found, broken = installed(tmp_path / "p")
    assert ([one.name for one in found], broken) == (["ja_en"], ())


# the index


def test_index():
    assert parse_index(json.dumps([ENTRY])) == (
        Available(name="ja_en", source="ja", target="en", version="1.1", links=(ENTRY["links"][0],)),
    )
    (stated,) = parse_index(json.dumps([ENTRY | {"sha256": "a" * 64}]))
    assert stated.sha256 == "a" * 64


def test_index_gives_the_newest_version_by_name():
    versions = [ENTRY | {"package_version": version} for version in ("1.9", "1.10", "1.2")]
    found = parse_index(json.dumps([ENTRY | {"from_code": "zt"}, *versions]))
    assert [(entry.name, entry.version) for entry in found] == [("ja_en", "1.10"), ("zt_en", "1.1")]


@pytest.mark.parametrize(
    "entry",
    [
        None,
        [],
        "ja",
        {},
        ENTRY | {"from_code": None},
        ENTRY | {"from_code": "../../evil"},
        ENTRY | {"to_code": 1},
        ENTRY | {"links": None},
        ENTRY | {"links": []},
        ENTRY | {"links": ["ipfs://Qm", "file:///etc/passwd"]},
        ENTRY | {"links": ["https://example.org/\nx"]},
        ENTRY | {"type": "sbd"},
    ],
)
def test_index_entries_that_make_no_sense_are_left_out(entry):
    assert [one.name for one in parse_index(json.dumps([entry, ENTRY | {"from_code": "ko"}]))] == ["ko_en"]


def test_index_entry_with_odd_extras():
    (entry,) = parse_index(json.dumps([ENTRY | {"package_version": 1.1, "sha256": "no"}]))
    assert (entry.version, entry.sha256) == ("", "")


@pytest.mark.parametrize("text", ["", "<html>", "{}", "null", "[" * 100_000])
def test_no_index(text):
    with pytest.raises(PackageError, match=r"^package index: .*check its address$"):
        parse_index(text)


@given(
    st.text()
    | st.lists(st.dictionaries(st.sampled_from(list(ENTRY)), st.text() | st.integers() | st.none())).map(json.dumps)
)
def test_any_text_as_an_index(text):
    try:
        found = parse_index(text)
    except PackageError:
        return
    assert all(entry.links for entry in found)


def test_fetch_index(server, monkeypatch):
    url = server("/main/index.json", json.dumps([ENTRY]).encode())
    assert [entry.name for entry in fetch_index(url)] == ["ja_en"]
    monkeypatch.setenv("ARGOS_PACKAGE_INDEX", url.removesuffix("index.json"))
    assert fetch_index() == fetch_index(url)


def test_fetch_index_from_where_there_is_none(server, monkeypatch):
    unreachable(lambda: fetch_index(server("/a", b"<html>log in first</html>")), "127.0.0.1:", "not JSON")
    unreachable(lambda: fetch_index(server("/b", b"", 404)), "HTTP 404 Not Found")
    monkeypatch.setattr(argos, "MAX_INDEX", 10)
    unreachable(lambda: fetch_index(server("/c", b" " * 11)), "more than 10 bytes")


# downloads


def test_download(server, tmp_path):
    seen, body = [], os.urandom(600_000)
    to = tmp_path / "new" / "x.argosmodel"
    url = server("/x", body, Content_Length=str(len(body)))
    assert download(url, to, lambda done, total: seen.append((done, total))) == to
    assert to.read_bytes() == body
    assert seen[-1] == (600_000, 600_000)
    assert [path.name for path in to.parent.iterdir()] == ["x.argosmodel"]


def test_download_of_unknown_length(server, tmp_path):
    for number, length in enumerate(["", "many", "-3", "²"]):
        seen = []
        headers = {"Content_Length": length.encode().decode("latin-1")} if length else {}
        download(server(f"/{number}", b"abc", **headers), tmp_path / "x", lambda *both: seen.append(both))  # noqa: B023
        assert seen == [(3, 0)]


def test_download_takes_the_next_link(server, tmp_path):
    bad, good = server("/bad", b"", 503), server("/good", b"data")
    entry = Available(name="ja_en", source="ja", target="en", version="1", links=(bad, good))
    assert download(entry, tmp_path / "x").read_bytes() == b"data"
    entry = Available(name="ja_en", source="ja", target="en", version="1", links=(bad, server("/worse", b"", 500)))
    unreachable(lambda: download(entry, tmp_path / "y"), "HTTP 500")
    with pytest.raises(NetworkError, match="no address"):
        download(Available(name="ja_en", source="ja", target="en", version="1", links=()), tmp_path / "y")
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_download_follows_redirects(server, tmp_path):
    url = server("/here", b"", 302, Location=server("/there", b"data"))
    assert download(url, tmp_path / "x").read_bytes() == b"data"


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://127.0.0.1/x", "/loop"])
def test_download_does_not_follow_everywhere(server, tmp_path, location):
    unreachable(lambda: download(server("/loop", b"", 302, Location=location), tmp_path / "x"), "127.0.0.1:")
    assert not list(tmp_path.iterdir())


def test_download_that_breaks_off(server, tmp_path):
    (tmp_path / "x").write_bytes(b"older")
    url = server("/x", b"abc", Content_Length="10")
    unreachable(lambda: download(url, tmp_path / "x"), "after 3 of 10 bytes")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("x", b"older")]


def test_download_that_is_too_big(server, tmp_path, monkeypatch):
    monkeypatch.setattr(argos, "MAX_ARCHIVE", 10)
    unreachable(lambda: download(server("/said", b"", Content_Length="11"), tmp_path / "x"))
    unreachable(lambda: download(server("/unsaid", b"x" * 11), tmp_path / "x"), "more than 10 bytes")
    assert not list(tmp_path.iterdir())


def test_interrupted_download_leaves_nothing(server, tmp_path):
    def interrupt(_done, _total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download(server("/x", b"data"), tmp_path / "x", interrupt)
    assert not list(tmp_path.iterdir())


def test_download_to_where_one_cannot_write(server, tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "folder" / "full").mkdir(parents=True)
    for to in (tmp_path / "file" / "x", tmp_path / "folder"):
        with pytest.raises(OutputError, match="cannot be written") as caught:
            download(server("/x", b"data"), to)
        assert str(to) in str(caught.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]


def test_nobody_answers(tmp_path):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    unreachable(lambda: download(f"http://user:secret@127.0.0.1:{port}/x?a", tmp_path / "x"), f"127.0.0.1:{port}: ")
    unreachable(lambda: fetch_index(f"http://127.0.0.1:{port}/"), "refused")


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab"])
def test_a_server_that_says_nothing_more(tmp_path, monkeypatch, answer):
    monkeypatch.setattr(argos, "TIMEOUT", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:

        def accept():
            connection, _ = silent.accept()
            with connection:
                connection.sendall(answer)
                connection.settimeout(2)
                while connection.recv(4096):
                    pass

        thread = threading.Thread(target=accept)
        thread.start()
        unreachable(lambda: download(f"http://127.0.0.1:{silent.getsockname()[1]}/x", tmp_path / "x"), "timed out")
        thread.join()
    assert not list(tmp_path.iterdir())


def test_a_server_that_talks_nonsense(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as odd:

        def accept():
            connection, _ = odd.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"no\r\nway\r\n")

        thread = threading.Thread(target=accept)
        thread.start()
        unreachable(lambda: download(f"http://127.0.0.1:{odd.getsockname()[1]}/x", tmp_path / "x"))
        thread.join()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "file:///etc/passwd",
        "ftp://h/x",
        "data:,x",
        "x.argosmodel",
        "http://",
        "http://[::1",
        "https://h/a b",
        "http://é\n",
    ],
)
def test_addresses_that_are_none(tmp_path, url):
    unreachable(lambda: download(url, tmp_path / "x"))
    assert not list(tmp_path.iterdir())


def test_https_does_not_fall_back_to_http(server, tmp_path, monkeypatch):
    import urllib.request

    url, opened = server("/x", b"data"), urllib.request.urlopen
    monkeypatch.setattr(urllib.request, "urlopen", lambda _url, timeout: opened(url, timeout=timeout))
    unreachable(lambda: download("https://example.org/x", tmp_path / "x"), "example.org", "without https")
