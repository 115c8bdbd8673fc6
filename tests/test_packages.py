"""Packages: what is read, what is refused, and that installing leaves one package or none, never half of one."""

import hashlib
import io
import json
import ntpath
import os
import posixpath
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from translate_pipeline.engines import packages
from translate_pipeline.engines.packages import install_archive, member_parts, model_sha256, read_package, remove_package
from translate_pipeline.errors import PackageError

STARTER = Path(packages.__file__).parent.parent / "starter"
ARGOS = {"package_version": "1.1", "argos_version": "1.1", "from_code": "ja", "to_code": "en"}
MANY = {
    "package_version": "0.1",
    "code": "starter",
    "from_code": "ja",
    "to_code": "en",
    "target_prefix": "<2en>",
    "source_languages": [{"code": "ja"}, {"code": "en"}],
    "target_languages": [{"code": "en"}, {"code": "zh"}],
    "target_prefixes": {"en": "<2en>", "zh": "<2zh>"},
}


def files(metadata=ARGOS, **more):
    made = {
        "metadata.json": metadata if isinstance(metadata, (str, bytes)) else json.dumps(metadata),
        "sentencepiece.model": "pieces",
        "model/model.bin": "weights",
        "model/config.json": "{}",
    }
    return {name: data for name, data in (made | more).items() if data is not None}


@pytest.fixture
def folder(tmp_path):
    def make(metadata=ARGOS, name="package", **more):
        root = tmp_path / name
        for file, data in files(metadata, **more).items():
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            (root / file).write_bytes(data if isinstance(data, bytes) else data.encode())
        return root

    return make


@pytest.fixture
def archive(tmp_path):
    def make(metadata=ARGOS, top="ja_en/", name="x.argosmodel", members=(), **more):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
            for file, data in files(metadata, **more).items():
                opened.writestr(top + file, data)
            for member, data in members:
                opened.writestr(member, data)
        return path

    return make


def left(into):
    """All that is in a folder, hidden things too."""
    return sorted(path.name for path in into.iterdir()) if into.exists() else []


def one_line(error):
    assert "\n" not in str(error)


def refused(call, *words):
    with pytest.raises(PackageError) as caught:
        call()
    text = str(caught.value)
    one_line(caught.value)
    for word in words:
        assert str(word) in text
    return text


# reading


def test_argos_package(folder):
    package = read_package(folder())
    assert (package.name, package.version, package.licence, package.marks) == ("ja_en", "1.1", "", "")
    assert package.pairs == (("ja", "en"),)
    assert package.prefixes == {"en": ""}
    assert package.size == sum(len(data) for data in files().values())
    assert hash(package) == hash(read_package(package.path))


def test_argos_target_prefix_and_zt(folder):
    package = read_package(folder(ARGOS | {"to_code": "zt", "target_prefix": ">>cmn_Hant<<", "code": "translate-ja_zt"}))
    assert (package.name, package.pairs, package.prefixes) == ("ja_zt", (("ja", "zt"),), {"zt": ">>cmn_Hant<<"})


def test_many_to_many(folder):
    package = read_package(folder(MANY | {"marks": "brackets", "license": "Apache-2.0"}))
    assert package.pairs == (("ja", "en"), ("ja", "zh"), ("en", "zh"))
    assert package.prefixes == {"en": "<2en>", "zh": "<2zh>"}
    assert (package.name, package.marks, package.licence) == ("starter", "brackets", "Apache-2.0")


def test_explicit_pairs(folder):
    package = read_package(folder(MANY | {"code": None, "pairs": [["ja", "en"], ["ja", "en"], ["ko", "en"]]}))
    assert (package.pairs, package.prefixes, package.name) == ((("ja", "en"), ("ko", "en")), {"en": "<2en>"}, "ja-ko_en")
    many_to_one = read_package(folder({"pairs": [["ja", "en"], ["ko", "en"]]}))
    assert (many_to_one.prefixes, many_to_one.version) == ({"en": ""}, "")


def test_the_starter_is_one():
    package = read_package(STARTER)
    assert package.name == "starter"
    assert ("ja", "en") in package.pairs
    assert set(package.prefixes) == {target for _, target in package.pairs}
    assert len(model_sha256(package)) == 64


def test_byte_order_mark(folder):
    assert read_package(folder(b"\xef\xbb\xbf" + json.dumps(ARGOS).encode())).name == "ja_en"


@pytest.mark.parametrize(
    ("readme", "licence"),
    [
        ("# Japanese - English\n\nLicense: CC-BY 4.0\n", "CC-BY 4.0"),
        ("**Licence**: [MIT](https://example.org/mit)\r\nMore.\r\n", "MIT"),
        ("---\nlicense: cc-by-4.0\n---\n", "cc-by-4.0"),
        ("# Model\n\n## License\n\nApache-2.0\n", "Apache-2.0"),
        ("The original OPUS model from which this is derived is licensed CC-BY 4.0\n", "CC-BY 4.0"),
        ("It is licensed under the MIT license. Have fun.\n", "MIT license"),
        ("Ask us about licensing.\n", ""),
        ("This is not licensed CC0.\n", ""),
        ("# Model\n\n## Data\n\nLicense: CC-BY-SA 3.0\n", ""),
        ("License: \x1b[31mred\n", "31mred"),
        ("\n" * 100_000, ""),
        ("", ""),
    ],
)
def test_licence_of_a_readme(folder, readme, licence):
    assert read_package(folder(**{"README.md": readme})).licence == licence


def test_metadata_licence_comes_first(folder):
    assert read_package(folder(ARGOS | {"licence": "CC0"}, **{"README.md": "License: MIT"})).licence == "CC0"


@pytest.mark.parametrize("part", ["metadata.json", "sentencepiece.model", "model/model.bin"])
def test_missing_and_empty_files(folder, part):
    refused(lambda: read_package(folder(name="a", **{part: None})), "/a", part, "get the package again")
    refused(lambda: read_package(folder(name="b", **{part: ""})), "/b", part, "empty")


def test_no_folder(tmp_path):
    refused(lambda: read_package(tmp_path / "none"), tmp_path / "none", "translate models list")


def test_bpe(folder):
    path = folder(**{"sentencepiece.model": None, "bpe.model": "codes"})
    refused(lambda: read_package(path), path, "bpe.model", "not supported")


@pytest.mark.parametrize(
    "metadata",
    [
        "",
        "{",
        "[]",
        "null",
        '"ja"',
        "[" * 100_000,
        b"\xff\xfe\x00",
        " " * 2 * 1024**2 + "{}",
        {},
        {"from_code": "ja"},
        {"from_code": "ja", "to_code": "ja"},
        {"from_code": 1, "to_code": "en"},
        {"from_code": "../..", "to_code": "en"},
        {"from_code": "ja\n", "to_code": "en"},
        ARGOS | {"type": "sbd"},
        ARGOS | {"package_version": 1.1},
        ARGOS | {"package_version": "1\n2"},
        ARGOS | {"license": ["MIT"]},
        ARGOS | {"license": "\x1b[31m"},
        ARGOS | {"license": "x" * 1000},
        ARGOS | {"marks": {}},
        ARGOS | {"code": "../evil"},
        ARGOS | {"code": "."},
        ARGOS | {"code": 7},
        ARGOS | {"target_prefix": 3},
        ARGOS | {"target_prefix": "two words"},
        ARGOS | {"pairs": "ja"},
        ARGOS | {"pairs": []},
        ARGOS | {"pairs": [["ja"]]},
        ARGOS | {"pairs": [["ja", None]]},
        ARGOS | {"pairs": [["ja", "ja"]]},
        ARGOS | {"pairs": [["ja", "en"], ["ja", "ko"]]},
        MANY | {"source_languages": None},
        MANY | {"source_languages": ["ja"]},
        MANY | {"source_languages": [{"name": "Japanese"}]},
        MANY | {"target_languages": {}},
        MANY | {"source_languages": [{"code": "en"}], "target_languages": [{"code": "en"}]},
        MANY | {"target_prefixes": []},
        MANY | {"target_prefixes": {"en": "<2en>"}},
        MANY | {"target_prefixes": {"en": "<2en>", "zh": 2}},
        MANY | {"target_prefixes": {"en": "<2>", "zh": "<2>"}},
    ],
)
def test_metadata_that_does_not_fit(folder, metadata):
    path = folder(metadata)
    assert len(refused(lambda: read_package(path), path)) < 500


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["ja", "en", "<2en>"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["code", "ja", "en", "name"]) | st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from([*MANY, "pairs", "type", "marks", "license"]), JSON))
def test_any_metadata_is_read_or_refused(tmp_path, data):
    for name, content in files(MANY | data).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    try:
        package = read_package(tmp_path)
    except PackageError as error:
        one_line(error)
    else:
        assert package.pairs
        assert set(package.prefixes) == {target for _, target in package.pairs}
        assert all(isinstance(token, str) for token in package.prefixes.values())


def test_digest_is_of_the_file_as_it_is_now(folder):
    package = read_package(folder())
    assert model_sha256(package) == hashlib.sha256(b"weights").hexdigest()
    (package.path / "model/model.bin").write_bytes(b"other weights")
    assert model_sha256(package) == hashlib.sha256(b"other weights").hexdigest()
    (package.path / "model/model.bin").unlink()
    refused(lambda: model_sha256(package), "model.bin")


# installing


@pytest.mark.parametrize("top", ["ja_en/", "translate-ja_en-1_1/", ""])
def test_install(archive, tmp_path, top):
    seen = []
    into = tmp_path / "new" / "packages"
    package = install_archive(archive(top=top), into, progress=lambda done, total: seen.append((done, total)))
    assert left(into) == ["translate-ja_en-1_1"]
    assert package == read_package(into / "translate-ja_en-1_1")
    total = sum(map(len, files().values()))
    assert seen[-1] == (total, total)
    assert (package.path / "model/config.json").read_text() == "{}"


def test_install_leaves_out_what_a_mac_adds(archive, tmp_path):
    junk = [("__MACOSX/ja_en/._metadata.json", "x"), ("ja_en/.DS_Store", "x"), ("ja_en/model/", "")]
    package = install_archive(archive(members=junk), tmp_path / "p")
    assert sorted(path.name for path in package.path.iterdir()) == ["metadata.json", "model", "sentencepiece.model"]


def test_metadata_is_written_first(archive, tmp_path):
    """Stock Argos Translate fails on a folder without metadata.json: there must be no such moment."""
    into = tmp_path / "p"

    def watch(_done, _total):
        assert [(folder / "metadata.json").exists() for folder in into.iterdir()] == [True]

    install_archive(archive(), into, progress=watch)


@pytest.mark.parametrize(("first", "second"), [("1.1", "1.1"), ("1.1", "1.9"), ("1.9", "1.1")])
def test_reinstall_keeps_exactly_one(archive, tmp_path, first, second):
    into = tmp_path / "p"
    install_archive(archive(ARGOS | {"package_version": first}, **{"old.txt": "x"}), into)
    package = install_archive(archive(ARGOS | {"package_version": second}), into)
    assert left(into) == [package.path.name]
    assert package.version == second
    assert not (package.path / "old.txt").exists()


def test_reinstall_replaces_what_others_installed_and_nothing_else(archive, folder, tmp_path):
    folder(name="p/ja_en")
    folder(ARGOS | {"from_code": "ko"}, name="p/ko_en")
    (tmp_path / "p" / "notes.txt").write_text("mine")
    (tmp_path / "p" / "broken").mkdir()
    install_archive(archive(), tmp_path / "p")
    assert left(tmp_path / "p") == ["broken", "ko_en", "notes.txt", "translate-ja_en-1_1"]


def test_reinstall_repairs_a_broken_package(archive, tmp_path):
    into = tmp_path / "p"
    package = install_archive(archive(), into)
    (package.path / "model/model.bin").unlink()
    assert read_package(install_archive(archive(), into).path)
    assert left(into) == ["translate-ja_en-1_1"]


def test_reinstall_over_a_link_keeps_what_it_points_to(archive, folder, tmp_path):
    target = folder(name="elsewhere")
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "translate-ja_en-1_1").symlink_to(target)
    package = install_archive(archive(), tmp_path / "p")
    assert not package.path.is_symlink()
    assert read_package(target)


def test_never_a_moment_without_the_package(archive, tmp_path, monkeypatch):
    into, rename = tmp_path / "p", Path.rename
    install_archive(archive(), into)
    moments = []

    def watched(self, target):
        done = rename(self, target)
        names = [packages._read(path, "").name for path in into.iterdir() if not path.name.startswith(".")]
        moments.append(names.count("ja_en"))
        return done

    monkeypatch.setattr(Path, "rename", watched)
    install_archive(archive(), into)
    assert len(moments) == 3
    assert min(moments) >= 1


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("error", [OSError(13, "Permission denied"), KeyboardInterrupt()])
def test_a_failed_swap_is_undone(archive, tmp_path, monkeypatch, number, error):
    into, rename, calls = tmp_path / "p", Path.rename, []
    install_archive(archive(**{"old.txt": "x"}), into)

    def failing(self, target):
        calls.append(target)
        if len(calls) == number:
            raise error
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises((PackageError, KeyboardInterrupt)):
        install_archive(archive(), into)
    assert left(into) == ["translate-ja_en-1_1"]
    assert (into / "translate-ja_en-1_1" / "old.txt").exists()


@pytest.mark.parametrize("at", range(4))
@pytest.mark.parametrize("again", [False, True])
def test_interrupted_install_leaves_nothing_of_it(archive, tmp_path, at, again):
    into = tmp_path / "p"
    if again:
        install_archive(archive(**{"old.txt": "x"}), into)
    before, seen = left(into), []

    def interrupt(done, _total):
        seen.append(done)
        if len(seen) > at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        install_archive(archive(), into, progress=interrupt)
    assert left(into) == before
    assert not again or (into / before[0] / "old.txt").exists()


def test_what_a_killed_install_left_is_swept_after_a_day(archive, tmp_path):
    into = tmp_path / "p"
    for name, age in (("old", 2 * 86_400), ("new", 60)):
        stale = into / f".translate-{name}"
        stale.mkdir(parents=True)
        os.utime(stale, (stale.stat().st_mtime - age,) * 2)
    install_archive(archive(), into)
    assert left(into) == [".translate-new", "translate-ja_en-1_1"]


def test_sha256(archive, tmp_path):
    path, into = archive(), tmp_path / "p"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    refused(lambda: install_archive(path, into, sha256="0" * 64), path, digest, "0" * 64)
    assert not into.exists()
    assert install_archive(path, into, sha256=f" {digest.upper()}\n").name == "ja_en"


def test_no_archive(tmp_path):
    refused(lambda: install_archive(tmp_path / "no.argosmodel", tmp_path / "p"), "no.argosmodel", "No such file")
    refused(lambda: install_archive(tmp_path, tmp_path / "p"), tmp_path, "directory")
    (tmp_path / "text.argosmodel").write_text("hello")
    refused(lambda: install_archive(tmp_path / "text.argosmodel", tmp_path / "p"), "text.argosmodel", "not a zip")
    (tmp_path / "empty.argosmodel").touch()
    refused(lambda: install_archive(tmp_path / "empty.argosmodel", tmp_path / "p"), "empty.argosmodel")
    assert not (tmp_path / "p").exists()


def test_an_archive_that_holds_no_package(archive, tmp_path):
    into = tmp_path / "p"
    message = refused(lambda: install_archive(archive({"from_code": "ja"}), into), "x.argosmodel", "to_code")
    assert ".translate-" not in message
    refused(lambda: install_archive(archive(**{"model/model.bin": None}), into), "x.argosmodel", "model.bin")
    refused(lambda: install_archive(archive(top="a/b/"), into), "x.argosmodel")
    refused(lambda: install_archive(archive(members=[("other/x", "")]), into), "one folder")
    refused(lambda: install_archive(archive(members=[("x", "")]), into), "one folder")
    assert left(into) == []


def test_a_file_where_a_folder_has_to_be(archive, tmp_path):
    into = tmp_path / "p"
    refused(lambda: install_archive(archive(model="x"), into), "x.argosmodel")
    assert left(into) == []
    (tmp_path / "file").touch()
    refused(lambda: install_archive(archive(), tmp_path / "file"), "x.argosmodel")


def test_truncated_anywhere(archive, tmp_path):
    data, into = archive().read_bytes(), tmp_path / "p"
    for length in range(0, len(data), 7):
        (tmp_path / "cut.argosmodel").write_bytes(data[:length])
        refused(lambda: install_archive(tmp_path / "cut.argosmodel", into), "cut.argosmodel")
    assert left(into) == []


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_damage_is_refused_or_harmless(tmp_path, data):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as opened:
        for file, content in files().items():
            opened.writestr(f"ja_en/{file}", content)
    damaged = bytearray(packed.getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    into = tmp_path / "p"
    (tmp_path / "damaged.argosmodel").write_bytes(damaged)
    try:
        package = install_archive(tmp_path / "damaged.argosmodel", into)
    except PackageError as error:
        one_line(error)
        assert left(into) == []
    else:
        assert left(into) == [package.path.name]
        remove_package(package, into)


# what an archive must not do

EVIL = [
    "../evil",
    "ja_en/../../evil",
    "/evil",
    "//evil",
    "C:/evil",
    "C:evil",
    "ja_en\\..\\evil",
    "..\\evil",
    "\\\\host\\share",
    "ja_en/./evil",
    "ja_en//evil",
    "ja_en/evil:stream",
    "ja_en/.. /evil",
    "ja_en/...",
    "ja_en/\x1bevil",
    "ja_en/e\nvil",
    "/",
    ".",
    "..",
]


@pytest.mark.parametrize("name", EVIL)
def test_names_that_lead_out(archive, tmp_path, name):
    refused(lambda: install_archive(archive(members=[(name, "evil")]), tmp_path / "a" / "p"), "x.argosmodel")
    assert not list(tmp_path.rglob("evil*"))
    assert left(tmp_path / "a" / "p") == []


def test_a_name_that_goes_on_after_a_null(archive, tmp_path):
    path = archive(members=[("ja_en/evilX.txt", "x")])
    path.write_bytes(path.read_bytes().replace(b"evilX", b"evil\0"))
    refused(lambda: install_archive(path, tmp_path / "p"), "unsafe")


@settings(max_examples=500)
@given(st.lists(st.sampled_from(["..", ".", "/", "\\", "C:", "a", "ja_en", "\0", " ", "é", "．．", "∕", ""])).map("".join))
def test_a_safe_name_stays_inside(name):
    try:
        parts = member_parts(name)
    except ValueError:
        return
    for flavour in (ntpath, posixpath):
        joined = flavour.normpath(flavour.join("root", *parts))
        assert joined.split(flavour.sep)[0] == "root"
        assert len(joined.split(flavour.sep)) == len(parts) + 1


@settings(max_examples=500)
@given(st.text())
def test_any_text_as_a_name(name):
    try:
        parts = member_parts(name)
    except ValueError as error:
        one_line(error)
    else:
        assert "/".join(parts) == name.removesuffix("/")
        assert not {"", ".", ".."} & set(parts)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_links_and_devices(archive, tmp_path, kind):
    info = zipfile.ZipInfo("ja_en/link")
    info.external_attr = (kind | 0o777) << 16
    refused(lambda: install_archive(archive(members=[(info, "/etc/passwd")]), tmp_path / "p"), "link")
    assert left(tmp_path / "p") == []


def test_twice_the_same_name(archive, tmp_path):
    refused(lambda: install_archive(archive(members=[("ja_en/Metadata.json", "{}")]), tmp_path / "p"), "two files")
    with pytest.warns(UserWarning, match="Duplicate"):
        path = archive(members=[("ja_en/metadata.json", "{}")])
    refused(lambda: install_archive(path, tmp_path / "p"), "two files")


def test_other_packing_is_refused(tmp_path):
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        path = tmp_path / "x.argosmodel"
        with zipfile.ZipFile(path, "w", method) as opened:
            for file, data in files().items():
                opened.writestr(file, data)
        refused(lambda: install_archive(path, tmp_path / "p"), "deflate")  # noqa: B023  (called at once)


def test_encrypted(archive, tmp_path):
    path = archive()
    data = bytearray(path.read_bytes())
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 8] |= 1
    path.write_bytes(data)
    refused(lambda: install_archive(path, tmp_path / "p"), "x.argosmodel", "encrypted")
    assert left(tmp_path / "p") == []


def test_too_many_files(archive, tmp_path, monkeypatch):
    monkeypatch.setattr(packages, "MAX_MEMBERS", 20)
    assert install_archive(archive(members=[(f"ja_en/{n}", "") for n in range(16)]), tmp_path / "p")
    refused(lambda: install_archive(archive(members=[(f"ja_en/{n}", "") for n in range(17)]), tmp_path / "p"), "20 files")


def test_too_many_bytes(archive, tmp_path, monkeypatch):
    monkeypatch.setattr(packages, "MAX_BYTES", 1000)
    refused(lambda: install_archive(archive(members=[("ja_en/big", "x" * 1000)]), tmp_path / "p"), "1000 bytes")
    assert left(tmp_path / "p") == []


def test_packed_too_well(archive, tmp_path):
    path = archive(members=[("ja_en/bomb", b"\0" * 11 * 1024**2)])
    refused(lambda: install_archive(path, tmp_path / "p"), "200 to 1", "bomb")
    small = archive(members=[("ja_en/fine", b"\0" * 9 * 1024**2)])
    assert install_archive(small, tmp_path / "p").size > 9 * 1024**2


def test_a_bomb_of_many_small_parts(archive, tmp_path):
    path = archive(members=[(f"ja_en/{n}", b"\0" * 6 * 1024**2) for n in range(3)])
    refused(lambda: install_archive(path, tmp_path / "p"), "more than is allowed")
    assert left(tmp_path / "p") == []


def test_a_bomb_that_lies_about_its_packed_size(archive, tmp_path):
    path = archive(members=[("ja_en/bomb", b"\0" * 11 * 1024**2)])
    data = path.read_bytes()
    entry = data.rindex(b"PK\x01\x02")
    lied = data[: entry + 20] + (10 * 1024**2).to_bytes(4, "little") + data[entry + 24 :]
    path.write_bytes(lied)
    refused(lambda: install_archive(path, tmp_path / "p"))
    assert left(tmp_path / "p") == []


# removing


def test_remove(archive, tmp_path):
    into = tmp_path / "p"
    package = install_archive(archive(), into)
    remove_package(package, into)
    assert left(into) == []
    refused(lambda: remove_package(package, into), package.path)


def test_remove_only_inside(archive, folder, tmp_path):
    into = tmp_path / "p"
    outside, inside = read_package(folder()), install_archive(archive(), into)
    refused(lambda: remove_package(outside, into), outside.path, into)
    refused(lambda: remove_package(inside, tmp_path), into)
    refused(lambda: remove_package(read_package(STARTER), into), "by hand")
    for path in (inside.path / "model" / "..", into, tmp_path):
        escaped = packages.replace(inside, path=path)
        refused(lambda: remove_package(escaped, into))  # noqa: B023  (called at once)
    assert read_package(outside.path)
    assert read_package(inside.path)


def test_remove_of_a_link_keeps_what_it_points_to(folder, tmp_path):
    target, into = folder(name="elsewhere"), tmp_path / "p"
    into.mkdir()
    (into / "linked").symlink_to(target)
    remove_package(read_package(into / "linked"), into)
    assert left(into) == []
    assert read_package(target)


def test_a_folder_given_by_another_way_is_the_same(archive, tmp_path, monkeypatch):
    package = install_archive(archive(), tmp_path / "p")
    monkeypatch.chdir(tmp_path)
    remove_package(package, Path("p"))
    assert left(tmp_path / "p") == []
