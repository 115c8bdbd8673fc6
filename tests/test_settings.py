"""Settings: defaults < translate.toml < environment < flags."""

from __future__ import annotations

import pytest

from translate_pipeline.errors import SettingsError
from translate_pipeline.settings import load_settings


def test_each_source_overrules_the_one_before(tmp_path):
    (tmp_path / "translate.toml").write_text('[translate]\nto = ["en"]\nmodel = "argos"\nthreads = 2\nout = "site"\n')
    settings = load_settings(tmp_path, {"TRANSLATE_TO": "ko,ja", "TRANSLATE_MODEL": "echo"}, {"model": "starter"})
    assert [str(locale) for locale in settings.to] == ["ko", "ja"]
    assert (settings.model, settings.threads, settings.out) == ("starter", 2, tmp_path / "site")
    assert settings.source is None


def test_the_file_is_found_from_a_folder_below(tmp_path):
    (tmp_path / "translate.toml").write_text('[translate]\nto = ["en"]\nglossaries = ["glossaries/*.csv"]\n')
    (tmp_path / "glossaries").mkdir()
    (tmp_path / "glossaries" / "b.csv").touch()
    (tmp_path / "glossaries" / "a.csv").touch()
    below = tmp_path / "posts" / "2025"
    below.mkdir(parents=True)
    settings = load_settings(below, {}, {})
    assert [path.name for path in settings.glossaries] == ["a.csv", "b.csv"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[translate\n", "not a TOML file"),
        ("translate = 3\n", "must be a table"),
        ("[translate]\nfrm = 1\n", "unknown key 'frm'"),
        ('[translate]\nto = ["jp"]\n', "did you mean 'ja'"),
        ("[translate]\nto = 3\n", "expected a list"),
        ("[translate]\nthreads = 0\n", "expected 1 or more"),
    ],
)
def test_a_wrong_file_is_named(tmp_path, text, message):
    (tmp_path / "translate.toml").write_text(text)
    with pytest.raises(SettingsError, match=message) as caught:
        load_settings(tmp_path, {}, {})
    assert str(tmp_path / "translate.toml") in str(caught.value)


def test_a_wrong_variable_and_a_wrong_flag_are_named(tmp_path):
    with pytest.raises(SettingsError, match="TRANSLATE_TO: unknown locale 'kr': did you mean 'ko'"):
        load_settings(tmp_path, {"TRANSLATE_TO": "kr"}, {})
    with pytest.raises(SettingsError, match="--to: unknown locale 'jp'"):
        load_settings(tmp_path, {}, {"to": "jp"})
