"""The real engine on real packages: the bundled one, and packages of one pair as Argos Translate has them."""

from __future__ import annotations

import json
import shutil
import zipfile
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from translate_pipeline.commands import app
from translate_pipeline.commands.tools import STARTER
from translate_pipeline.engines.ctranslate import CTranslateEngine
from translate_pipeline.engines.packages import read_package, store_probe
from translate_pipeline.engines.probe import SENTENCES, probe
from translate_pipeline.errors import NoPairError, PackageError
from translate_pipeline.model import Draft, Request, Shield, ShieldKind
from translate_pipeline.restore import mark, unmark
from translate_pipeline.shapes import SHAPES

from .conftest import DATA

# Registers the commands.
from translate_pipeline.commands import models, run  # noqa: F401, isort: skip

LINES = ["新しいモデルが公開されました。", "⟦0⟧は強い。", "価格は⟦0⟧下がり、⟦1⟧になりました。", "半導体"]


@pytest.fixture(scope="module")
def starter():
    return CTranslateEngine([read_package(STARTER)], threads=1)


def ask(engine, texts, target="en", hypotheses=1, source="ja"):
    return engine.translate([Request(text=text, source=source, target=target) for text in texts], hypotheses=hypotheses)


def test_answers_come_in_order_whatever_the_batch(starter):
    together = ask(starter, LINES)
    assert all(len(drafts) == 1 and drafts[0].text for drafts in together)
    assert [drafts[0].text for drafts in ask(starter, LINES[::-1])] == [drafts[0].text for drafts in together][::-1]


def test_hypotheses_are_best_first(starter):
    (drafts,) = ask(starter, LINES[:1], hypotheses=4)
    assert len(drafts) == 4
    scores = [draft.score for draft in drafts]
    assert scores == sorted(scores, reverse=True)
    assert all(score < 0 for score in scores)


def test_targets_are_told_apart_in_one_call(starter):
    requests = [Request(text=LINES[0], source="ja", target=target) for target in ("en", "ko", "zh")]
    en, ko, zh = (drafts[0].text for drafts in starter.translate(requests))
    assert not any("぀" <= char <= "鿿" or "가" <= char <= "힣" for char in en)
    assert any("가" <= char <= "힣" for char in ko)
    assert any("一" <= char <= "鿿" for char in zh)


def test_empty_and_enormous_texts(starter):
    drafts = ask(starter, ["", " ", "文" * 5000])
    assert [len(found) for found in drafts] == [1, 1, 1]
    assert drafts[0][0].text == ""


def test_progress_counts_every_request(starter):
    seen = []
    starter.translate([Request(text=text, source="ja", target="en") for text in LINES], progress=seen.append)
    assert sum(seen) == len(LINES)


def one_pair(source, target, name):
    return replace(read_package(STARTER), pairs=((source, target),), name=name)


def test_pivot_through_english(starter):
    engine = CTranslateEngine([one_pair("ja", "en", "ja_en"), one_pair("en", "ko", "en_ko")], threads=1)
    assert engine.route("ja", "en") == ("ja", "en")
    assert engine.route("ja", "ko") == ("ja", "en", "ko")
    (found,) = ask(engine, LINES[:1], "ko")
    english = ask(starter, LINES[:1])[0][0].text
    assert found[0].text == ask(engine, [english], "ko", source="en")[0][0].text
    with pytest.raises(NoPairError, match="zh→ko"):
        engine.route("zh", "ko")


def test_marks_only_where_every_model_on_the_way_knows_them():
    plain = replace(one_pair("en", "ko", "en_ko"), marks="")
    engine = CTranslateEngine([one_pair("ja", "en", "ja_en"), plain])
    assert (engine.shapes("ja", "en")[0], engine.shapes("ja", "ko")[0]) == ("brackets", "codes")


class Carrier:
    """Carries the marks of one shape and garbles all others."""

    def translate(self, requests, *, progress=None, **_):
        if progress:
            progress(len(requests))
        return [
            [Draft(text=request.text.replace("#", "").replace("⟦", "(").replace("XQ", "xx").replace("“", ""), score=0)]
            for request in requests
        ]


def test_the_probe_finds_the_shape_that_survives():
    done = []
    measured = probe(Carrier(), "ja", "en", done.append)
    assert {shape for shape, share in measured.items() if share == 1} == {"letters", "quotes"}
    assert measured["brackets"] == measured["codes"] == measured["hashes"] == 0
    assert sum(done) == 12 * len(SHAPES)
    assert probe(Carrier(), "fr", "en") == {}


def test_every_probe_has_one_two_and_three_marks():
    for sentences in SENTENCES.values():
        assert sorted(sentence.count("{}") for sentence in sentences) == [1] * 4 + [2] * 4 + [3] * 4


def test_what_was_probed_decides_the_shape(tmp_path):
    folder = tmp_path / "plain"
    shutil.copytree(STARTER, folder)
    metadata = folder / "metadata.json"
    metadata.write_text(metadata.read_text().replace('"marks": "brackets",', ""))
    package = read_package(folder)
    assert CTranslateEngine([package]).shapes("ja", "en")[0] == "codes"
    store_probe(package, {("ja", "en"): {"codes": 0.2, "letters": 0.9, "quotes": 0.6, "hashes": 0.1, "brackets": 0.0}})
    engine = CTranslateEngine([read_package(folder)])
    assert engine.shapes("ja", "en") == ("letters", "quotes")
    assert engine.shapes("ja", "ko")[0] == "codes", "not probed"
    (folder / "model" / "model.bin").write_bytes(b"another model")
    assert read_package(folder).probed == {}


@pytest.mark.parametrize("text", ["", "[]", '{"bytes": 1}', '{"bytes": 11714215, "pairs": [["ja", "en"]]}'])
def test_a_probe_that_does_not_fit_counts_for_nothing(tmp_path, text):
    folder = tmp_path / "plain"
    shutil.copytree(STARTER, folder)
    (folder / "probe.json").write_text(text)
    assert read_package(folder).probed == {}


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_a_shape_is_found_again_in_what_was_marked(shape):
    shields = tuple(Shield(kind=ShieldKind.TERM, source=word, target=word, word=word) for word in ("A", "B", "C"))
    parts = (shields[0], "は", shields[1], "と", shields[2], "だ。")
    text, marked = mark(parts, SHAPES[shape])
    found = unmark(text, marked, SHAPES[shape])
    assert [part for part in found if isinstance(part, Shield)] == list(shields)
    assert "".join(part.strip() for part in found if isinstance(part, str)) == "はとだ。"


def test_a_model_that_does_not_load_is_one_line(tmp_path):
    folder = tmp_path / "broken"
    shutil.copytree(STARTER, folder)
    (folder / "model" / "model.bin").write_bytes(b"no model")
    engine = CTranslateEngine([read_package(folder)])
    with pytest.raises(PackageError, match="does not load") as caught:
        ask(engine, LINES[:1])
    assert "\n" not in str(caught.value)


def test_an_argos_package_from_file_to_translation(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "packages"))
    archive = tmp_path / "translate-ja_en-1_0.argosmodel"
    metadata = {
        "package_version": "1.0",
        "argos_version": "1.9",
        "from_code": "ja",
        "from_name": "Japanese",
        "to_code": "en",
        "to_name": "English",
        "target_prefix": "<2en>",
    }
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("translate-ja_en-1_0/metadata.json", json.dumps(metadata))
        packed.write(STARTER / "sentencepiece.model", "translate-ja_en-1_0/sentencepiece.model")
        for path in (STARTER / "model").iterdir():
            packed.write(path, f"translate-ja_en-1_0/model/{path.name}")
    call = CliRunner().invoke
    assert call(app, ["models", "install", str(archive)]).exit_code == 0
    assert "ja_en" in call(app, ["models", "list"]).stdout
    for model in ("argos", "ja_en", str(next((tmp_path / "packages").iterdir()))):
        words = [
            "run",
            str(DATA / "posts" / "brief.ja.txt"),
            "--to",
            "en",
            "--model",
            model,
            "--out",
            f"out-{model[-5:]}",
            "--json",
        ]
        done = call(app, words)
        assert done.exit_code in {0, 1}, done.output
        report = json.loads(done.stdout)["locales"]["en"]
        assert report["terms_expected"] == report["terms_honoured"] > 0
        assert report["signature"]["model"] == "ja_en-1.0"
    assert call(app, ["models", "remove", "ja_en"]).exit_code == 0
    assert not list((tmp_path / "packages").glob("translate*"))
