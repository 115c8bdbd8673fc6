"""`translate check`: what lies on the disk is checked, said in four ways, and mended without touching anything else."""

from __future__ import annotations

import hashlib
import json
import re
import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from translate_pipeline import check as check_module
from translate_pipeline import grades, locales, recheck
from translate_pipeline.batch import run_jobs
from translate_pipeline.commands import app
from translate_pipeline.formats import fragments, gettext, po
from translate_pipeline.jobs import Job
from translate_pipeline.locales import parse_locale
from translate_pipeline.model import Finding, SegmentKind, Severity, Span
from translate_pipeline.recheck import check_target
from translate_pipeline.recheck.fix import fixed
from translate_pipeline.recheck.targets import read_pair
from translate_pipeline.write import read_review

from .conftest import DATA, ROOT

# Each registers its commands.
from translate_pipeline.commands import check, run  # noqa: F401, isort: skip

POST = "# 新モデル\n\nサムスン電子は強い。性能は同じです。\n\n価格は80%下がります。\n"


def buzz(unit, context):
    """Find a z too many."""
    for match in re.finditer("z{2,}", unit.target):
        span = Span(start=match.start(), end=match.end())
        yield Finding(check="buzz", severity=Severity.NOTE, message="z twice", span=span, suggestion="z")


def shout(unit, context):
    """Find a word in capitals, and wish for what the other check does not like."""
    if (at := unit.target.find("LOUD")) >= 0:
        span = Span(start=at, end=at + 4)
        yield Finding(check="shout", severity=Severity.WARNING, message="loud", span=span, suggestion="zz a zz")


def use(patch, *checks):
    for module in (check_module, grades, recheck):
        patch.setattr(module, "CHECKS", checks)


@pytest.fixture
def extra(monkeypatch):
    """No checks but two with suggestions, so that the tests do not hang on what today's checks suggest."""
    use(monkeypatch, buzz, shout)


@pytest.fixture
def cli(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def call(*words):
        return CliRunner().invoke(app, ["check", *map(str, words)])

    return call


@pytest.fixture
def site(tmp_path, tools, monkeypatch):
    """A post in Korean and English, as a run writes it; `answer` is what the engine says."""
    monkeypatch.chdir(tmp_path)

    def make(answer=None, text=POST, name="post.ja.md", tags=("en", "ko")):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        job = Job(path=path, locales=tuple(map(parse_locale, tags)), out=tmp_path / "locales")
        (outcome,) = run_jobs([job], tools(answer))
        assert outcome.error is None
        return tmp_path / "locales"

    return make


def edit(path, before, after):
    text = path.read_bytes().decode("utf-8")
    assert before in text
    path.write_bytes(text.replace(before, after).encode("utf-8"))


# What is found


@pytest.mark.parametrize("post", ["brief.ja.txt", "hbm-race.ja.md", "cloud-price.ko.md", "chips.zh-Hans.md", "page.ja.html"])
def test_a_file_that_nobody_touched_is_found_to_have_what_its_run_found(post, tmp_path, tools, glossary):
    shutil.copy(DATA / "posts" / post, tmp_path)
    words = {
        "en": "It went up 30% today 中国.",
        "zh": "今天上涨了30%。ナトリウム",
        "ko": "오늘 30% 올랐다. ナトリウム",
        "ja": "今日は30%上がった。",
    }
    job = Job(path=tmp_path / post, locales=tuple(map(parse_locale, ("en", "ko", "zh-Hant"))), out=tmp_path / "out")
    (outcome,) = run_jobs([job], tools(lambda request: words[request.target] + "".join(re.findall("⟦\\d⟧", request.text))))
    assert outcome.error is None
    seen = 0
    for result in outcome.results:
        target = read_pair(result.written.review)
        checked = check_target(target, glossary, {})
        for entry, unit in zip(target.po.entries, checked.units, strict=True):
            said = {one for one in entry.auto_comments if re.match("note: |warning: |error: ", one)}
            again = {" ".join(f"{one.severity}: {one.check}: {one.message}".split()) for one in unit.findings}
            # Those that compare segments name them by number, and a review file has each sentence once.
            assert {one for one in again if " same-" not in one} == {one for one in said if " same-" not in one}
            seen += len(said)
    assert seen > 5


def test_headings_are_told_from_sentences(site, glossary):
    checked = check_target(read_pair(site() / "en/posts/post.po"), glossary, {})
    assert [unit.segment.kind for unit in checked.units] == [SegmentKind.HEADING, *[SegmentKind.SENTENCE] * 3]


def test_a_pair_is_checked_once_and_hidden_files_are_not(cli, site):
    out = site()
    for name in ("post.edited-1.md", ".post.md.1.part"):
        (out / "en" / "posts" / name).write_text("x  y")
    (out / "en" / "messages.po").write_text('msgid ""\nmsgstr ""\n')
    files = json.loads(cli(out, out / "en/posts/post.md", out / "en/posts/post.po", "--format", "json").stdout)["files"]
    assert [one["file"].split("locales/")[1] for one in files] == ["en/posts/post.po", "ko/posts/post.po"]


def test_what_a_reviewer_wrote_is_checked(cli, site):
    out = site()
    review = out / "en/posts/post.po"
    draft = next(one for one in po.scan(review.read_text("utf-8"), review).entries if one.id.startswith("サムスン"))
    edit(review, f'msgstr "{draft.string}"', 'msgstr "Someone is 弱い."')
    (line,) = [number for number, text in enumerate(review.read_text("utf-8").splitlines(), start=1) if "弱い" in text]
    done = cli(review, "--format", "json")
    found = json.loads(done.stdout)["findings"]
    assert {(one["check"], one["line"]) for one in found} >= {("term-missing", line), ("script", line)}
    (one,) = [one for one in found if one["check"] == "term-missing"]
    assert (one["source"], one["target"], one["severity"]) == ("サムスン電子は強い。", "Someone is 弱い.", "error")
    assert done.exit_code == 1
    assert cli(review, "--check", "script").exit_code == 0
    assert cli(review, "--check", "script", "--fail-on", "warning").exit_code == 1


def test_an_emptied_target_is_found_and_what_earlier_stages_found_is_kept(cli, site):
    out = site()
    review = out / "en/posts/post.po"
    draft = next(one for one in po.scan(review.read_text("utf-8"), review).entries if one.id.startswith("性能"))
    edit(review, f'msgid "{draft.id}"\nmsgstr "{draft.string}"', f'msgid "{draft.id}"\nmsgstr ""')
    edit(review, "#. origin: model\n", "#. origin: model\n#. warning: mark-lost: the model dropped\n#. names\n")
    found = json.loads(cli(review, "--format", "json").stdout)["findings"]
    assert ("empty", draft.id) in {(one["check"], one["source"]) for one in found}
    assert "the model dropped names" in {one["message"] for one in found if one["check"] == "mark-lost"}


def test_a_post_that_was_edited_by_hand(cli, site):
    out = site()
    post = out / "en/posts/post.md"
    assert "post-edited" not in cli(post, "--format", "json").stdout
    draft = next(one for one in po.scan(post.with_suffix(".po").read_text("utf-8"), post).entries if "80%" in one.id)
    edit(post, draft.string, "Another text.")
    (found,) = [one for one in json.loads(cli(post, "--format", "json").stdout)["findings"] if one["check"] == "post-edited"]
    assert (found["source"], found["severity"]) == (draft.id, "note")
    post.write_text(post.read_text("utf-8").replace("Another text.", draft.string) + "\n<!-- x -->\n", encoding="utf-8")
    (found,) = [one for one in json.loads(cli(post, "--format", "json").stdout)["findings"] if one["check"] == "post-edited"]
    assert found["segment"] is None
    post.write_text(post.read_text("utf-8") + "\n- one more\n", encoding="utf-8")
    (found,) = [one for one in json.loads(cli(post, "--format", "json").stdout)["findings"] if one["check"] == "post-edited"]
    assert "3 blocks became 4, expected the blocks of its source" in found["message"]


def test_a_post_alone_is_checked_for_what_needs_no_source(cli, tmp_path):
    folder = tmp_path / "ko" / "posts"
    folder.mkdir(parents=True)
    (folder / "x.md").write_text("삼성전자는 ナトリウム 강하다.\n\n괜찮은 글이다. 3개와 [링크](a).\n", encoding="utf-8")
    done = cli(folder / "x.md", "--format", "json")
    assert [(one["check"], one["line"]) for one in json.loads(done.stdout)["findings"]] == [("script", 1)]
    assert "no review file beside it" in done.stderr
    (tmp_path / "y.md").write_text("Some text.\n")
    lost = cli("y.md")
    assert lost.exit_code == 2
    assert lost.stderr.startswith("error: y.md: found no review file beside it and no locale")
    assert lost.stderr.count("\n") == 1
    assert cli("y.md", "--to", "en").exit_code == 0


def test_a_locale_without_a_profile_is_said_once(cli, tmp_path):
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("Bonjour tout le monde.\n")
    assert cli("a.md", "b.md", "--to", "fr").stderr.count("fr has no profile") == 1


# How it is said


def test_the_table_names_file_line_check_and_sums_up(cli, site, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    out = site(lambda request: "Somebody said ナトリウム." if request.target == "en" else "어떤 말.")
    done = cli(out / "en")
    for word in ("locales/en/posts/post.po", "script", "warning", "mark-lost", "1 file, 4 segments: "):
        assert word in done.stdout


def test_sarif_says_where_what_and_what_would_mend_it(cli, site, extra):
    out = site()
    review = out / "en/posts/post.po"
    draft = next(one for one in po.scan(review.read_text("utf-8"), review).entries if one.id.startswith("性能"))
    edit(review, f'msgstr "{draft.string}"', 'msgstr ""\n"It \\"izz\\" z"\n"z the zzame."')
    log = json.loads(cli(review, "--format", "sarif", "--check", "buzz").stdout)
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (run_,) = log["runs"]
    rules = run_["tool"]["driver"]["rules"]
    assert run_["columnKind"] == "unicodeCodePoints"
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        assert rule["shortDescription"]["text"].endswith(".")
        assert rule["helpUri"] == f"docs/checks.md#{rule['id']}"
    lines = review.read_text("utf-8").splitlines()
    assert len(run_["results"]) == 3
    for result in run_["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == "buzz"
        assert result["level"] in {"note", "warning", "error"}
        (place,) = result["locations"]
        assert place["physicalLocation"]["artifactLocation"] == {"uri": "locales/en/posts/post.po"}
        region = place["physicalLocation"]["region"]
        (change,) = result["fixes"][0]["artifactChanges"]
        (replacement,) = change["replacements"]
        assert replacement == {"deletedRegion": region, "insertedContent": {"text": "z"}}
        first = lines[region["startLine"] - 1]
        assert first[region["startColumn"] - 1 :].startswith("z")
    marks = [one["partialFingerprints"]["translateFinding/v1"] for one in run_["results"]]
    assert len(set(marks)) == 3
    review.write_text("# moved\n" + review.read_text("utf-8"), encoding="utf-8")
    again = json.loads(cli(review, "--format", "sarif", "--check", "buzz").stdout)["runs"][0]["results"]
    assert [one["partialFingerprints"]["translateFinding/v1"] for one in again] == marks


def test_github_commands_are_escaped(cli, site, monkeypatch):
    def odd(unit, context):
        """Find anything."""
        span = Span(start=0, end=2)
        yield Finding(check="odd", severity=Severity.NOTE, message="100%: so, it is", span=span)

    out = site(text="性能は同じ。\n")
    moved = out.parent / "a,b: c"
    shutil.move(out, moved)
    use(monkeypatch, odd)
    line = cli(moved / "en", "--format", "github").stdout.rstrip("\n")
    lines = (moved / "en/posts/post.po").read_text("utf-8").splitlines()
    at = max(number for number, text in enumerate(lines, start=1) if text.startswith("msgstr"))
    where = f"file=a%2Cb%3A c/en/posts/post.po,line={at},endLine={at},col=9,endColumn=11,title=odd"
    assert line == f"::notice {where}::100%25: so, it is"


# Settings


def test_settings_grade_findings_in_a_run_and_in_a_check(cli, tmp_path):
    (tmp_path / "translate.toml").write_text('[translate]\nto = ["en"]\n[checks]\nscript = "off"\nfigure-extra = "error"\n')
    (tmp_path / "brief.ja.txt").write_text((DATA / "posts/brief.ja.txt").read_text("utf-8"), encoding="utf-8")
    done = CliRunner().invoke(app, ["run", "brief.ja.txt", "--json"])
    found = json.loads(done.stdout)["locales"]["en"]["findings"]
    assert all(one["severity"] == "error" for one in found if one["check"] == "figure-extra")
    review = tmp_path / "locales/en/posts/brief.po"
    text = review.read_text("utf-8")
    source = next(one for one in po.scan(text, review).entries if one.fuzzy and not set('"0123456789') & set(one.string))
    edit(review, f'msgstr "{source.string}"', 'msgstr "Up 77 ナトリウム"')
    found = json.loads(cli(review, "--format", "json").stdout)["findings"]
    assert "script" not in {one["check"] for one in found}
    assert {one["severity"] for one in found if one["check"] == "figure-extra"} == {"error"}
    assert json.loads(cli(review, "--format", "json", "--check", "script").stdout)["findings"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[checks]\nlenght = "off"\n', "found no check 'lenght', expected one that there is: did you mean 'length'?"),
        ('[checks]\nlength = "of"\n', "length is 'of', expected off, note, warning or error: did you mean 'off'?"),
        ("[checks]\nlength = 3\n", "length is 3, expected off"),
        ("checks = 3\n", "'checks' must be a table: [checks]"),
        ('[check]\nlength = "off"\n', "unknown key 'check' at its top: did you mean 'checks'?"),
    ],
)
def test_wrong_settings_are_one_line(cli, tmp_path, text, message):
    (tmp_path / "translate.toml").write_text(text)
    done = cli("x.po")
    assert done.exit_code == 2
    assert message in done.stderr
    assert "translate.toml" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_wrong_check_is_one_line(cli):
    done = cli("x.po", "--check", "figure-exta")
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert "did you mean 'figure-extra'?" in done.stderr


# Mending


def spaced(site, *, decided=()):
    """Return a site whose English drafts have two spaces in them, as a run without the check wrote them."""
    out = site(
        lambda request: "It izz so." if request.target == "en" else "어떤 말.", text="価格は下がる。\n\n性能は同じ。\n"
    )
    review = out / "en/posts/post.po"
    for source in decided:
        edit(review, f'#, fuzzy\nmsgid "{source}"', f'msgid "{source}"')
    return review


def test_fix_mends_file_and_post_and_keeps_drafts_drafts(cli, site, extra, monkeypatch):
    use(monkeypatch)  # the run knows nothing of the checks
    review = spaced(site, decided=["性能は同じ。"])
    post = review.with_suffix(".md")
    before = review.read_text("utf-8")
    use(monkeypatch, buzz)
    edit(review, 'msgid "価格は下がる。"\nmsgstr "It izz so."', 'msgid "価格は下がる。"\nmsgstr "A heazzd"')
    done = cli(review, "--fix")
    assert done.exit_code == 0, done.output
    assert "fixed: " in done.stderr
    assert "It izz so. -> It iz so." in done.stderr
    after = read_review(review)
    assert after.decisions == {"価格は下がる。": "A heazd", "性能は同じ。": "It iz so."}
    assert len(before.splitlines()) == len(review.read_text("utf-8").splitlines())
    assert "run translate again to bring it into the post" in done.stderr
    assert cli(review, "--fix").stderr.count("fixed: ") == 0
    assert post.is_file()


def test_fix_moves_the_digests_of_a_draft_along(cli, site, extra, monkeypatch):
    use(monkeypatch)
    out = site(lambda _: "It izz so.", text="性能は同じ。\n", tags=("en",))
    use(monkeypatch, buzz)
    review, post = out / "en/posts/post.po", out / "en/posts/post.md"
    assert cli(out, "--fix").exit_code == 0
    assert post.read_text("utf-8") == "It iz so.\n"
    found = read_review(review)
    assert found.decisions == {}
    assert found.output_sha256 == hashlib.sha256(post.read_bytes()).hexdigest()
    assert json.loads(cli(out, "--format", "json").stdout)["findings"] == []


def test_a_decision_mended_back_to_the_draft_stays_a_decision(cli, site, extra):
    review = spaced(site)
    edit(review, 'msgid "性能は同じ。"\nmsgstr "It iz so."', 'msgid "性能は同じ。"\nmsgstr "It izz so."')
    assert read_review(review).decisions == {"性能は同じ。": "It izz so."}
    assert "fixed: " in cli(review, "--fix").stderr
    assert read_review(review).decisions == {"性能は同じ。": "It iz so."}


def test_every_run_mends_drafts_and_leaves_decisions(site, extra):
    review = spaced(site)
    assert "It iz so." in review.read_text("utf-8")
    assert "It iz so." in review.with_suffix(".md").read_text("utf-8")
    edit(review, 'msgid "性能は同じ。"\nmsgstr "It iz so."', 'msgid "性能は同じ。"\nmsgstr "My ozzn."')
    spaced(site)
    assert "My ozzn." in review.read_text("utf-8")


def test_fix_never_leaves_more_findings_than_before(cli, site, extra):
    review = spaced(site)
    edit(review, 'msgid "性能は同じ。"\nmsgstr "It iz so."', 'msgid "性能は同じ。"\nmsgstr "LOUD"')
    before = review.read_bytes()
    assert "fixed: " not in cli(review, "--fix").stderr
    assert review.read_bytes() == before


def test_a_file_changed_meanwhile_is_not_overwritten(site, extra, glossary, tmp_path):
    from translate_pipeline.errors import ChangedError
    from translate_pipeline.recheck.fix import write_fixed

    review = spaced(site)
    edit(review, 'msgid "性能は同じ。"\nmsgstr "It iz so."', 'msgid "性能は同じ。"\nmsgstr "It izz."')
    done = fixed(check_target(read_pair(review), glossary, {}), {})
    assert done.changes
    edit(review, "It izz.", "It wazz.")
    with pytest.raises(ChangedError, match="run again"):
        write_fixed(done)
    assert "It wazz." in review.read_text("utf-8")
    assert not list(review.parent.glob(".*"))


WORDS = st.lists(
    st.sampled_from(["a", "zz", "z", " ", '"', "\\", "\n", "\t", "価格", "😀", "LOUD", "b"]), min_size=1, max_size=9
)
ENTRY = st.tuples(WORDS.map("".join), st.sampled_from(["plain", "wrapped", "draft", "decided"]))


def quoted(text):
    return f'"{po.escape(text)}"'


def written(entries, end):
    """Return a review file as some editor wrote it, and where nothing may change."""
    lines = ['# A person\'s note  "x"', 'msgid ""', 'msgstr ""', '"Language: en\\n"', '"Project-Id-Version: x.txt 1\\n"']
    lines += ['"X-Source-Language: ja\\n"', '"X-Output-SHA256: 00\\n"', ""]
    for number, (target, how) in enumerate(entries):
        lines += ["#  kept  ", "#: x.txt:1 x.txt:2", "#, fuzzy, no-wrap"]
        lines += ["#. origin: model", f"#. draft: {gettext.digest(target if how != 'decided' else 'x')}"]
        middle = len(target) // 2
        split = ['msgstr ""', quoted(target[:middle]), quoted(target[middle:])]
        lines += [f'msgid "源{number}文です"', *(split if how == "wrapped" else [f"msgstr {quoted(target)}"]), ""]
    lines += ['#~ msgid "old zz"', '#~ msgstr "old zz"', ""]
    return end.join(lines)


@given(entries=st.lists(ENTRY, min_size=1, max_size=4), end=st.sampled_from(["\n", "\r\n"]))
def test_fixing_twice_is_fixing_once_and_nothing_else_changes(entries, end, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        use(patch, buzz, shout)
        review = tmp_path_factory.mktemp("fix") / "x.po"
        text = written(entries, end)
        review.write_bytes(text.encode("utf-8"))
        once = after(review)
        assert after(review) == once
    frozen = re.compile(r'^(?:msgstr )?".*"\r?$|^#\. draft: .*$', re.MULTILINE)
    assert frozen.sub("", once).split(end) == frozen.sub("", text).split(end)
    for old, new in zip(po.scan(text, review).entries, po.scan(once, review).entries, strict=True):
        assert gettext.decided(old) == gettext.decided(new)
        said = {re.sub("z{2,}", "z", way) for way in (old.string, old.string.replace("LOUD", "zz a zz"))}
        assert new.string == old.string or new.string in said or new.string.count("LOUD")


def after(review):
    from translate_pipeline.glossary import Glossary
    from translate_pipeline.recheck.fix import write_fixed

    one = fixed(check_target(read_pair(review), Glossary(), {}), {})
    if one.changes:
        write_fixed(one)
    return review.read_bytes().decode("utf-8")


# Bad input

HEAD = 'msgid ""\nmsgstr ""\n"Language: en\\n"\n"X-Source-Language: ja\\n"\n\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Dear diary\n", ":1: not a PO file: found 'Dear diary', expected msgid"),
        (HEAD + 'msgid "a"\nmsgstr "b\n', ":7: not a PO file: found a text whose quotes do not close"),
        (HEAD + 'msgid "a"\nmsgstr "b" c"\n', ":7: not a PO file: found 'c\"' after the text"),
        (HEAD + 'msgid "a"\n', ":6: not a PO file: found msgid with no msgstr after it"),
        (HEAD + 'msgid "a"\n\nmsgid "b"\nmsgstr "c"\n', ":6: not a PO file: found msgid with no msgstr after it"),
        (HEAD + 'msgstr "b"\n', ":6: not a PO file: found msgstr with no msgid before it"),
        (HEAD + '"b"\n', ":6: not a PO file: found a text in quotes with no msgid or msgstr before it"),
        (HEAD + 'msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n', ":9: found the msgid of line 6 again"),
        (HEAD + 'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\n', ":7: not a PO file: found a plural"),
        ('msgid "a"\nmsgstr "b"\n', ": found no header"),
        ("", ": found no header"),
        (HEAD.replace("en", "xx"), ": found Language: xx: unknown locale 'xx'"),
        (HEAD.replace("en", "ko"), ": is for ko, expected en as its folder says"),
        (HEAD.replace("X-Source-Language", "X-Other"), ": found no X-Source-Language in its header"),
        (b"\xff\xfe\xfa", ":1: not UTF-8 (byte 0)"),
    ],
)
def test_a_broken_review_file_is_one_line_and_stops_no_other(cli, site, text, message):
    out = site(tags=("en",))
    bad = out / "en/posts/bad.po"
    bad.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    done = cli(out, "--format", "json")
    assert done.exit_code == 2
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    assert f"bad.po{message}" in line
    assert [one["file"] for one in json.loads(done.stdout)["files"]] == [f"{out}/en/posts/post.po"]


def test_a_post_that_cannot_be_read_is_one_line(cli, site):
    out = site(tags=("en",))
    (out / "en/posts/post.md").write_bytes(b"\xff\x81\x00")
    done = cli(out)
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert "post.md: " in done.stderr
    assert cli("none.po").stderr == "error: none.po: no such file\n"
    assert "no such file" in cli("none.md", "--to", "en").stderr
    (out / "empty").mkdir()
    assert "found no review file and no post" in cli(out / "empty").stderr


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('qoutes = ["a", "b"]', "unknown key 'qoutes': did you mean 'quotes'?"),
        ("spaced = 1", "spaced is 1, expected true or false"),
        ('scripts = "Latn"', "scripts is 'Latn', expected a list of texts"),
        ('quotes = ["a"]', "quotes is ['a'], expected two texts"),
        ('length = {ja = "2"}', "length.ja is '2', expected a number"),
        ("length = 3", "length is 3, expected a table: [length]"),
        ("", "missing key"),
    ],
)
def test_a_wrong_profile_is_one_line(cli, site, tmp_path, monkeypatch, line, message):
    out = site(tags=("en",))
    right = ['scripts = ["Latn"]', 'quotes = ["a", "b"]', "spaced = true", "latin_gap = false"]
    key = line.split(" ")[0]
    lines = [*[one for one in right if one.split(" ")[0] != key][: 4 if line else 3], line]
    profile = tmp_path / "data" / "locales" / "en" / "locale.toml"
    profile.parent.mkdir(parents=True)
    profile.write_text("\n".join(lines), encoding="utf-8")
    shutil.copytree(ROOT / "glossaries", tmp_path / "data" / "glossaries")
    monkeypatch.setattr(locales, "data_root", lambda: tmp_path / "data")
    locales.facts.cache_clear()
    try:
        done = cli(out)
    finally:
        locales.facts.cache_clear()
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1), done.stderr
    assert message in done.stderr
    assert str(profile) in done.stderr


# Pieces of posts


@given(
    raw=st.text(st.sampled_from("ab# >-*_[]()`<>&;|\\!1. \n価。「」https://"), max_size=40),
    kind=st.sampled_from(["markdown", "html", "text"]),
)
def test_any_text_can_be_read_as_a_piece_of_a_post(raw, kind):
    text, block = fragments.read(raw, kind, ["[a]"])
    assert all(0 <= inline.span.start <= inline.span.end <= len(text) for inline in block.inlines)
    letters = "".join(char for char in fragments.words(raw, block, ["[a]"]) if char.isalpha())
    assert len(letters) <= len(raw)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("- no list", "- no list"),
        ("# no heading", "# no heading"),
        ("**bold** and\n> [link](x) 1 &amp; 2", "bold and link 1 & 2"),
        ("[docs] and [other][docs] `code`", "docs and other"),
        ("これは**「重要」**です。", "これは「重要」です。"),
        ("", ""),
    ],
)
def test_a_piece_is_running_text_whatever_it_begins_with(raw, words):
    assert fragments.words(raw, fragments.read("", "markdown")[1], ["[docs]"]) == words
