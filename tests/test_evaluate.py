"""Measuring: corpus scores, terms, marks, flaws; test sets that do not fit."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from translate_pipeline.commands import app
from translate_pipeline.errors import ReadError
from translate_pipeline.evaluate import evaluate, read_set, score
from translate_pipeline.evaluate_terms import by_tag, evaluate_terms, read_terms, term_scores
from translate_pipeline.locales import parse_locale

from translate_pipeline.commands import evaluate as _command  # noqa: F401, isort: skip  (registers itself)

JA, EN, KO = map(parse_locale, ("ja", "en", "ko"))
SOURCES = ("サムスン電子は新製品を発表した。", "ディープシークとサムスンが提携した。", "", "市場は静かだった。")
REFERENCES = ("Samsung Electronics announced a new product.", "DeepSeek and Samsung teamed up.", "", "The market was quiet.")
ANSWERS = {
    "⟦0⟧は新製品を発表した。": "⟦0⟧ announced a new product.",
    "⟦0⟧と⟦1⟧が提携した。": "⟦0⟧ and ⟦1⟧ teamed up.",
    "市場は静かだった。": "The market was quiet.",
    "サムスン電子は新製品を発表した。": "Samson Electron announced a new product.",
    "ディープシークとサムスンが提携した。": "Deep Seek and Samsung teamed up.",
}


def answer(request):
    return ANSWERS.get(request.text, "some words.")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "tiny.ja").write_text("\n".join(SOURCES) + "\n", encoding="utf-8")
    (tmp_path / "tiny.en").write_text("\n".join(REFERENCES) + "\n", encoding="utf-8")
    return tmp_path


def test_a_perfect_output_scores_100(folder, tools):
    report = evaluate(read_set(folder, JA, EN), EN, tools(answer, source=JA))
    assert report.outputs == REFERENCES
    assert report.scores.chrf == pytest.approx(100)
    assert report.scores.bleu == pytest.approx(100)
    assert (report.terms_honoured, report.terms_expected) == (3, 3)
    assert report.marks == {1: (1, 1, 1), 2: (1, 1, 1)}
    assert report.length_ratio == pytest.approx(1)
    assert not any(report.flaws.values())
    assert any("version:" in signature for signature in report.scores.signatures)


def test_marks_that_a_first_draft_loses_are_counted(folder, tools):
    lossy = lambda request: [answer(request).replace("⟦1⟧", "⟦0⟧"), answer(request)]  # noqa: E731
    report = evaluate(read_set(folder, JA, EN), EN, tools(lossy, source=JA))
    assert report.marks == {1: (1, 1, 1), 2: (1, 0, 0)}
    assert report.outputs == REFERENCES, "the ladder took the second hypothesis"


def test_marks_that_the_engine_holds_when_it_is_told_to_are_counted_apart(folder, tools):
    lossy = lambda request: answer(request) if request.hold else answer(request).replace("⟦1⟧", "⟦0⟧")  # noqa: E731
    report = evaluate(read_set(folder, JA, EN), EN, tools(lossy, source=JA))
    assert report.marks == {1: (1, 1, 1), 2: (1, 0, 1)}
    assert report.outputs == REFERENCES


def test_flaws_are_counted_by_segment(folder, tools):
    report = evaluate(read_set(folder, JA, EN), EN, tools(lambda _: "静かだった。", source=JA))
    assert report.flaws["script"] >= 1
    assert report.scores.chrf < 60


def test_another_system_is_compared_by_bootstrap(folder, tools):
    others = {"same": REFERENCES, "bad": ("nothing here",) * 4}
    report = evaluate(read_set(folder, JA, EN), EN, tools(answer, source=JA), others)
    same, bad = report.others
    assert same.scores.chrf == pytest.approx(100)
    assert same.p_chrf > 0.5
    assert bad.scores.chrf < 30
    assert bad.p_chrf < same.p_chrf


def test_lines_limits_a_set(folder):
    assert read_set(folder, JA, EN, 2).references == REFERENCES[:2]


def test_chinese_scripts_share_a_file_named_zh(folder):
    (folder / "tiny.zh").write_text("一\n二\n\n三\n", encoding="utf-8")
    assert read_set(folder, parse_locale("zh-Hans"), EN).sources == ("一", "二", "", "三")


@pytest.mark.parametrize(
    ("break_it", "message"),
    [
        (lambda folder: (folder / "tiny.en").unlink(), "no file for en: expected one whose name ends in .en"),
        (lambda folder: (folder / "tiny.en").write_text("one\n"), "found 1 lines, expected 4 as in tiny.ja"),
        (lambda folder: (folder / "tiny.ja").write_bytes(b"\xff\n\n\n\n"), "not UTF-8"),
    ],
)
def test_sets_that_do_not_fit(folder, break_it, message):
    break_it(folder)
    with pytest.raises(ReadError, match=message):
        read_set(folder, JA, EN)


def test_outputs_of_another_length_are_refused():
    with pytest.raises(ReadError, match="found 1 lines of output, expected 2"):
        score(["a"], ["a", "b"], EN)


HEADER = "id\ttags\tfrom\tto\tsource\treference\tterms\n"
ROWS = (
    f"a\tplain compound\tja\ten\t{SOURCES[0]}\t{REFERENCES[0]}\tサムスン電子=Samsung Electronics\n"
    f"b\tadjacent\tja\ten\t{SOURCES[1]}\t{REFERENCES[1]}\tディープシーク=DeepSeek|サムスン=Samsung\n"
)


@pytest.fixture
def terms(tmp_path):
    path = tmp_path / "terms.tsv"
    path.write_text(HEADER + ROWS, encoding="utf-8")
    return path


def test_terms_with_the_glossary_and_without(terms, tools):
    forced = evaluate_terms(read_terms(terms), tools(answer))
    free = evaluate_terms(read_terms(terms), tools(answer), glossary=False)
    ours, bare = term_scores(forced), term_scores(free)
    assert (ours.sentences, ours.terms, ours.exact, ours.lenient) == (2, 3, 3, 3)
    assert ours.forbidden == ours.unflagged == 0
    assert ours.chrf_outside == pytest.approx(100)
    assert (bare.exact, bare.lenient) == (1, 1), "Samson Electron and Deep Seek are not the terms"
    assert bare.forbidden == 1, "Deep Seek"
    assert bare.unflagged == 2
    tags = by_tag(forced)
    assert list(tags) == ["adjacent", "compound", "plain"]
    assert tags["adjacent"].terms == 2


def test_a_term_that_stands_twice_must_come_out_twice(tmp_path, tools):
    path = tmp_path / "terms.tsv"
    row = "a\trepeated\tja\ten\tサムスンはサムスンだ。\tSamsung is Samsung.\tサムスン=Samsung|サムスン=Samsung\n"
    path.write_text(HEADER + row, encoding="utf-8")
    once = term_scores(evaluate_terms(read_terms(path), tools(lambda _: "Samsung is itself."), glossary=False))
    twice = term_scores(evaluate_terms(read_terms(path), tools(lambda _: "⟦0⟧ is ⟦1⟧.")))
    assert (once.exact, twice.exact) == (1, 2)


@pytest.mark.parametrize(
    ("expected", "output", "exact"),
    [
        ("Samsung Electronics|Samsung", "Samsung Electronics grew.", 1),
        ("Samsung Electronics|Samsung", "Samsung Electronics and Samsung grew.", 2),
        ("data center", "Data center demand. data centers", 1),
        ("data center", "The Data center.", 0),
        ("삼성전자", "삼성전자는 컸다.", 1),
    ],
)
def test_a_name_inside_a_longer_one_does_not_count(tmp_path, tools, expected, output, exact):
    path = tmp_path / "terms.tsv"
    terms = "|".join(f"市場={form}" for form in expected.split("|"))
    path.write_text(
        HEADER + f"a\tplain\tja\t{'ko' if exact and '삼' in output else 'en'}\t市場。\tx\t{terms}\n", encoding="utf-8"
    )
    (result,) = evaluate_terms(read_terms(path), tools(lambda _: output), glossary=False)
    assert result.exact == exact


def test_lenient_takes_case_spaces_and_plurals(terms, tools):
    said = lambda request: {"⟦": "x"}.get(request.text[:1], "The samsung electronics' product.")  # noqa: E731
    result = evaluate_terms(read_terms(terms)[:1], tools(said), glossary=False)[0]
    assert (result.exact, result.lenient) == (0, 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id\tsource\n", r":1: expected the columns id, tags"),
        ("", r":1: expected the columns .*found nothing"),
        (HEADER + "a\tplain\n", r":2: found 2 cells, expected 7"),
        (HEADER + ROWS.replace("サムスン電子=", "三星="), r":2: 三星: expected FORM=EXPECTED"),
    ],
)
def test_term_sets_that_do_not_fit(tmp_path, text, message):
    path = tmp_path / "terms.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match=message):
        read_terms(path)


def test_the_command_measures_a_set(folder):
    words = [
        "eval",
        "--set",
        folder,
        "--from",
        "ja",
        "--to",
        "en",
        "--glossary",
        "--against",
        folder / "tiny.en",
        "--lines",
        "2",
    ]
    done = CliRunner().invoke(app, list(map(str, words)))
    assert done.exit_code == 0, done.output
    for word in ("tiny ja→en, 2 lines", "tiny.en", "100.0", "terms honoured", "exactly once", "chrF2 nrefs:1"):
        assert word in done.output
    done = CliRunner().invoke(app, [*map(str, words), "--json"])
    (report,) = json.loads(done.stdout)
    assert report["others"][0]["scores"]["chrf"] == pytest.approx(100)
    assert report["terms_expected"] == report["terms_honoured"] == 3


def test_the_command_measures_terms(terms):
    done = CliRunner().invoke(app, ["eval", "--terms", str(terms)])
    assert done.exit_code == 0, done.output
    for word in ("adjacent", "compound", "all", "bare:"):
        assert word in done.output
    done = CliRunner().invoke(app, ["eval", "--terms", str(terms), "--json"])
    report = json.loads(done.stdout)
    assert report["glossary"]["all"]["exact"] == 3
    assert set(report["no_glossary"]["tags"]) == {"plain", "compound", "adjacent"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "name a test set with --set DIR, or a term test set with --terms FILE"),
        (["--set", "{folder}"], "--set: name the direction, as in --from ja --to en"),
        (["--terms", "{folder}/terms.tsv", "--to", "ko"], "no sentence in the direction that was asked for"),
    ],
)
def test_bad_use_is_one_clear_line(folder, terms, words, message, capfd):
    done = CliRunner().invoke(app, ["eval", *(word.format(folder=folder) for word in words)])
    assert done.exit_code == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
