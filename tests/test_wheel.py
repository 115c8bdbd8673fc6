"""The package works from a wheel too, outside any checkout: glossaries, locales and model are in it."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from shutil import which

import pytest

from .conftest import DATA, ROOT

UV = which("uv") or which("uv", path=str((ROOT / sys.executable).parent))
POST = DATA / "posts" / "brief.ja.txt"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    if UV is None:
        pytest.skip("uv is not installed")
    out = tmp_path_factory.mktemp("wheel")
    words = [
        UV,
        "build",
        "--wheel",
        "-q",
        "--no-build-isolation",
        "--python",
        sys.executable,
        "--out-dir",
        str(out),
        str(ROOT),
    ]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (found,) = out.glob("*.whl")
    return found


def test_what_is_in_it(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for name in (
        "translate_pipeline/data/glossaries/companies.csv",
        "translate_pipeline/data/locales/zh-Hant/messages.po",
        "translate_pipeline/data/locales/ja/locale.toml",
        "translate_pipeline/starter/model/model.bin",
        "translate_pipeline/starter/README.md",
        "translate_pipeline/py.typed",
        "translate_pipeline/web/static/review.js",
        "translate_pipeline/web/static/review.css",
        "translate_pipeline/web/static/icon.svg",
        "translate_pipeline/web/templates/unit.html",
        "translate_pipeline/web/locales/zh-Hant/messages.po",
    ):
        assert name in names
    assert not [name for name in names if "/posts/" in name or name.startswith(("tests/", "training/"))]


def test_it_translates_from_the_wheel(wheel, tmp_path):
    site = tmp_path / "site-packages"
    zipfile.ZipFile(wheel).extractall(site)
    code = (
        f"import sys; sys.path.insert(0, {str(site)!r});"
        "import translate_pipeline; assert translate_pipeline.__file__.startswith(sys.path[0]), translate_pipeline.__file__;"
        "from translate_pipeline.commands import main; main()"
    )
    words = [sys.executable, "-c", code, "run", str(POST), "--to", "en,zh-Hant", "--out", str(tmp_path / "out"), "--json"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode in {0, 1}, done.stderr
    report = json.loads(done.stdout)["locales"]["en"]
    assert report["terms_expected"] == report["terms_honoured"] > 0
    assert report["signature"]["glossary"]
    assert "min read" in (tmp_path / "out/en/posts/brief.txt").read_text(encoding="utf-8")
