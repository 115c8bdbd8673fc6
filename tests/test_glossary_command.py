"""`translate glossary`, as a translator or a script uses it."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from translate_pipeline.commands import app
from translate_pipeline.coverage import uncovered
from translate_pipeline.glossary import Glossary
from translate_pipeline.locales import parse_locale
from translate_pipeline.names import find_names
from translate_pipeline.suggest import Decided, disputed, suggest

from .conftest import DATA

from translate_pipeline.commands import exchange as _command  # noqa: F401, isort: skip  (registers itself)

EN, JA, KO, ZH = map(parse_locale, ("en", "ja", "ko", "zh-Hans"))
HEAD = "id,kind,domain,status,dnt,case,match,ja,ko,en,aliases_ja,forbidden_en,note,source_url,updated\n"


@pytest.fixture
def cli(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "glossaries").mkdir()
    (tmp_path / "glossaries" / "site.csv").write_text(
        HEAD + "b-soft,company,,approved,no,any,word,ビーソフト,비소프트,B Soft,,,,,\n", encoding="utf-8"
    )

    def call(*words, text=None):
        return CliRunner().invoke(app, ["glossary", *map(str, words)], input=text)

    return call


def site(tmp_path):
    return (tmp_path / "glossaries" / "site.csv").read_text(encoding="utf-8")


def test_add_puts_a_row_in_its_place(cli, tmp_path):
    done = cli(
        "add",
        "a-soft",
        "ja=エーソフト",
        "en=A Soft",
        "--kind",
        "company",
        "--alias",
        "ja=エーソ",
        "--forbid",
        "en=Asoft",
        "--note",
        "made up",
    )
    assert done.exit_code == 0, done.output
    lines = site(tmp_path).splitlines()
    assert re.fullmatch(
        r"a-soft,company,,approved,no,any,word,エーソフト,,A Soft,エーソ,Asoft,made up,,\d{4}-\d\d-\d\d", lines[1]
    )
    assert lines[2].startswith("b-soft,")
    assert cli("check").exit_code == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["add", "b-soft", "ja=x"], "'b-soft' is there already: edit its row"),
        (
            ["add", "new", "ja=ビーソフト"],
            "glossaries/site.csv:3: column 'ja': 'ビーソフト' is 'ビーソフト' of 'b-soft' too",
        ),
        (["add", "new", "japanese"], "found 'japanese', expected LOCALE=FORM as in ja=サムスン"),
        (["add", "new", "jp=x"], "unknown locale 'jp': did you mean 'ja'?"),
        (["add", "new", "fr=x"], "new: no column for fr; add it to the header"),
        (["add", "new", "ja=x", "--status", "fine"], "--status: found 'fine', expected approved or proposed or obsolete"),
        (["export", "out.bin"], "name the format with --format"),
        (["export", "out.tsv"], "--format omegat holds one language pair: name it, as in --from ja --to en"),
        (["export", "-", "--format", "xlsx"], "--format: found 'xlsx', expected one of tbx"),
        (["import", "none.tbx"], "none.tbx: cannot be read"),
        (["suggest", "none.po"], "none.po: no such review file"),
        (["coverage", "none.md"], "none.md: no such file"),
    ],
)
def test_bad_use_is_one_clear_line_and_changes_nothing(cli, tmp_path, words, message):
    before = site(tmp_path)
    done = cli(*words)
    assert done.exit_code == 2, done.output
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert site(tmp_path) == before


def test_check_says_what_is_wrong_and_fails(cli, tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_text(HEAD + "a,term,,maybe,no,any,word,あ,,A,,,,,\n", encoding="utf-8")
    done = cli("check", bad)
    assert done.exit_code == 1
    assert "column 'status': found 'maybe'" in done.stdout
    assert done.stdout.endswith("1 file: 1 errors\n")
    assert cli("check", "glossaries/site.csv").stdout == "1 file: nothing wrong\n"


def test_find_shows_the_forms_of_each_target(cli):
    done = cli("find", "--from", "ja", "--to", "en,ko", text="新しい\nビーソフトはGPT‑4oを使う\n")
    assert done.stdout.splitlines() == [
        "line\tcolumn\tfound\tid\ten\tko",
        "2\t1\tビーソフト\tb-soft\tB Soft\t비소프트",
        "2\t7\tGPT‑4o\tgpt-4o\tGPT-4o\tGPT-4o",
    ]


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("x.tbx", []),
        ("x.csv", []),
        ("x.tsv", ["--from", "ja", "--to", "en"]),
        ("x.deepl.csv", ["--format", "deepl", "--from", "ja", "--to", "en"]),
        ("x.google.csv", ["--format", "google", "--from", "ja", "--to", "en"]),
        ("x.set.csv", ["--format", "google-set"]),
        ("x.amazon.csv", ["--format", "amazon"]),
    ],
)
def test_what_is_exported_is_imported_again(cli, tmp_path, name, options):
    assert cli("export", name, *options).exit_code == 0
    done = cli("import", name, *options, "--into", "copy.csv")
    assert done.exit_code == 0, done.output
    done = cli("find", "ビーソフトとサムスン電子", "--glossary", "copy.csv", "--from", "ja", "--to", "en")
    assert "B Soft" in done.stdout
    assert "Samsung Electronics" in done.stdout
    assert "copy.csv: 0 added; " in cli("import", name, *options, "--into", "copy.csv").stderr


def test_stats_count(cli):
    done = cli("stats", "glossaries/site.csv")
    assert re.search(r"company\s+1\s+0\s+0\s+0\s+1\s+1\s+1", done.stdout)


def test_coverage_lists_what_no_concept_has(cli, tmp_path):
    post = tmp_path / "post.md"
    post.write_text(
        "ビーソフトとノヴァコアが提携した。ノヴァコアのデータセンターは大きい。\n\nOpenAIとZeta Labsも。\n", encoding="utf-8"
    )
    done = cli("coverage", post)
    assert done.stdout.splitlines()[0] == "   2  ノヴァコア  (ja, katakana)"
    assert "[ノヴァコア]" in done.stdout
    assert "Zeta Labs" in done.stdout
    for known in ("ビーソフト", "データセンター", "OpenAI"):
        assert not re.search(rf"^ +\d+  {known}", done.stdout, re.MULTILINE)
    rows = cli("coverage", post, "--csv", "--least", "2").stdout
    assert re.match(r"term-[0-9a-f]{8},term,,proposed,no,any,word,ノヴァコア,", rows.splitlines()[1])


@pytest.mark.parametrize(
    ("locale", "text", "names"),
    [
        (JA, "半導体大手のノヴァコアとOpenAIが『三体』の劉慈欣氏と", ["ノヴァコア", "OpenAI", "三体", "劉慈欣"]),
        (JA, "データセンターのサーバーとメモリ", []),
        (EN, "Yesterday Jane Doe of Acme Robotics met the press. However, it rained.", ["Jane Doe", "Acme Robotics"]),
        (EN, "The GPT-4o model and Bank of America’s API", ["GPT-4o", "Bank of America"]),
        (KO, "이재용 회장은 한빛증권과 Naver Cloud를", ["이재용", "한빛증권", "Naver Cloud"]),
        (ZH, "昨日，王兴先生表示，蔚蓝科技将推出Model X2。", ["王兴", "蔚蓝科技", "Model X2"]),
    ],
)
def test_names_are_found_by_how_they_are_written(locale, text, names):
    assert [name.text for name in find_names(text, locale)] == names


def test_posts_are_ranked_by_how_many_have_a_name(markdown):
    posts = [markdown("ノヴァコアが来た。ゼータワンとゼータワン。"), markdown("ノヴァコアも。")]
    found = uncovered(posts, Glossary(), JA)
    assert [(one.text, one.count) for one in found] == [("ゼータワン", 2), ("ノヴァコア", 2)], "one path, so one post"


DECIDED = [
    ("ノヴァコアは新製品を出した。", "Novacore launched a product.", "노바코어는 신제품을 냈다.", "新核科技推出了新产品。"),
    (
        "市場ではノヴァコアが強い。",
        "Novacore is strong in the market.",
        "시장에서는 노바코어가 강하다.",
        "在市场上新核科技很强。",
    ),
    ("市場は静かだ。", "The market is quiet.", "시장은 조용하다.", "市场很安静。"),
    ("製品は新しい。", "The product is new.", "제품은 새롭다.", "产品是新的。"),
]


def decided(*targets):
    tags = {"en": 1, "ko": 2, "zh-Hans": 3}
    return [
        Decided(source=row[0], target=row[tags[tag]], source_locale=JA, target_locale=parse_locale(tag))
        for tag in targets
        for row in DECIDED
    ]


def test_reviewers_words_become_proposals():
    (one,) = suggest(decided("en", "ko", "zh-Hans"), Glossary())
    assert one.concept.forms == {"ja": "ノヴァコア", "en": "Novacore", "ko": "노바코어", "zh-Hans": "新核科技"}
    assert (one.concept.id, one.concept.status, one.count) == ("novacore", "proposed", 2)


def test_one_sentence_is_no_evidence():
    assert suggest(decided("en")[1:], Glossary()) == ()


def test_what_reviewers_say_otherwise_is_disputed(glossary):
    pairs = [("サムスン電子は強い。", "Samsung Electronics is strong."), ("サムスン電子だ。", "It is SEC.")]
    said = [Decided(source=a, target=b, source_locale=JA, target_locale=EN) for a, b in pairs]
    (one,) = disputed(said, glossary)
    assert (one.concept.id, one.expected, one.missing, one.of) == ("samsung-electronics", "Samsung Electronics", 1, 2)


def test_suggest_reads_review_files(cli, tmp_path):
    post = tmp_path / "post.md"
    post.write_text("".join(f"{row[0]}\n\n" for row in DECIDED), encoding="utf-8")
    run = CliRunner().invoke(app, ["run", str(post), "--to", "en", "--from", "ja"])
    assert run.exit_code in {0, 1}, run.output
    review = tmp_path / "locales" / "en" / "posts" / "post.po"
    text = review.read_text(encoding="utf-8")
    for source, target, *_ in DECIDED:
        text = re.sub(rf'(?:#, fuzzy\n)?(msgid "{source}"\n)msgstr ".*"', rf'\1msgstr "{target}"', text)
    review.write_text(text, encoding="utf-8")
    done = cli("suggest", "--into", "glossaries/site.csv")
    assert done.exit_code == 0, done.output
    assert "4 reviewed sentences, 1 proposals" in done.stderr
    assert "novacore,term,,proposed,no,any,word,ノヴァコア,,Novacore," in site(tmp_path)


def test_the_sample_posts_are_covered():
    done = CliRunner().invoke(app, ["glossary", "coverage", str(DATA / "posts" / "hbm-race.ja.md"), "--least", "2"])
    assert done.stdout.splitlines()[-1].startswith(("0 names", "1 names", "2 names")), done.stdout
