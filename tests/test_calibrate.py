"""Fitting the work to the machine: measured once, remembered for a model and a machine, and never a matter of what comes out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from translate_pipeline.commands import app
from translate_pipeline.commands.tools import STARTER, make_engine
from translate_pipeline.engines import calibrate as fitting
from translate_pipeline.engines.decode import Fit, cpus, default_fit
from translate_pipeline.engines.packages import read_package
from translate_pipeline.settings import Settings

from . import batches

# Registers the commands.
from translate_pipeline.commands import batch, models  # noqa: F401, isort: skip


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(fitting, "SECONDS", 0.02)
    return tmp_path / "cache" / "translate_pipeline" / "fit.json"


@pytest.fixture(scope="module")
def packages():
    return (read_package(STARTER),)


def test_the_fastest_way_is_chosen(packages, cache):
    fit, rates = fitting.calibrate(packages[0], batches.sentences()[:12], "en")
    assert rates[fit] == max(rates.values())
    assert all(rate > 0 for rate in rates.values())
    assert {one.workers * one.threads for one in rates} == {cpus() // one.threads * one.threads for one in rates}
    assert len({one.tokens for one in rates}) == 4


def test_it_is_remembered_for_the_model_and_the_machine(packages, cache):
    assert fitting.stored(packages) is None
    fitting.store(packages, Fit(workers=3, threads=2, tokens=99))
    assert fitting.stored(packages) == Fit(workers=3, threads=2, tokens=99)
    (key,) = json.loads(cache.read_text(encoding="utf-8"))
    assert key.startswith("".join(fitting.model_sha256(packages[0])[:12]))
    assert make_engine(Settings()).decoder.fit == Fit(workers=3, threads=2, tokens=99)


def test_who_asks_for_threads_gets_them(packages, cache):
    fitting.store(packages, Fit(workers=3, threads=2, tokens=99))
    assert make_engine(Settings(threads=1)).decoder.fit == Fit(workers=1)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"x": 1}'])
def test_what_cannot_be_read_counts_for_nothing(packages, cache, content):
    cache.parent.mkdir(parents=True)
    cache.write_text(content, encoding="utf-8")
    assert fitting.fit_for(packages, None) == default_fit()
    fitting.store(packages, Fit(workers=1))
    assert fitting.stored(packages) == Fit(workers=1)


def test_a_cache_that_cannot_be_written_is_no_error(packages, cache):
    cache.parent.parent.mkdir(parents=True)
    cache.parent.write_text("a file", encoding="utf-8")
    fitting.store(packages, Fit(workers=1))
    assert fitting.stored(packages) is None


def test_the_command_measures_and_remembers(packages, cache):
    done = CliRunner().invoke(app, ["models", "calibrate"])
    assert done.exit_code == 0, done.output
    assert done.stdout.count("pieces a second") >= 4
    fit = fitting.stored(packages)
    assert f"from now on: {fit.workers} × {fit.threads}, {fit.tokens} pieces a batch" in done.stdout


def test_a_large_batch_measures_by_itself_and_a_small_one_does_not(packages, cache, tmp_path, monkeypatch):
    posts = batches.make_posts(tmp_path / "posts", 2, 3)
    words = ["batch", str(posts), "--to", "en", "--out", str(tmp_path / "locales")]
    assert "fitting" not in CliRunner().invoke(app, words).stderr
    assert fitting.stored(packages) is None
    monkeypatch.setattr("translate_pipeline.commands.fit._WORTH", 1)
    Path(posts / "post-0000.ja.md").write_text("新しい文です。\n", encoding="utf-8")
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    assert "fitting the model to this machine, once" in done.stderr
    assert fitting.stored(packages) is not None
