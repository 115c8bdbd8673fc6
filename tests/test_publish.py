"""`translate publish`: what a site generator gets, golden; what is withheld; and that nothing else in a post changes."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from translate_pipeline.commands import app
from translate_pipeline.errors import ReadError
from translate_pipeline.formats import frontmatter
from translate_pipeline.formats.frontmatter_keys import set_keys, top_keys
from translate_pipeline.imprint import Imprint, notice, with_imprint, with_notice
from translate_pipeline.locales import parse_locale
from translate_pipeline.publish import people
from translate_pipeline.read import read_post
from translate_pipeline.recompose import recompose

from .conftest import DATA
from .sites import HBM, SAID, decide, lay_out, review_all, tree

# Registers the command.
from translate_pipeline.commands import publish  # noqa: F401, isort: skip

GOLDEN = DATA / "publish"


@pytest.fixture
def site(tmp_path, tools, monkeypatch):
    lay_out(tmp_path, tools())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*words, code=0):
    done = CliRunner().invoke(app, ["publish", "--source", "posts", "--out", "site", *map(str, words)])
    assert done.exit_code == code, done.output
    return done


def review_of(slug, tag="ko"):
    return Path("locales") / tag / "posts" / f"{slug}.po"


# -- what generators get -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", ["hugo", "docusaurus", "astro", "plain"])
def test_golden_trees(site, layout):
    review_all(site, "Kim Min-su", ["ko"])
    review_all(site, locales=["zh-Hant"])
    done = call("--layout", layout, code=2 if layout == "docusaurus" else 0)
    if layout == "docusaurus":
        assert "toml.md: its front matter is TOML, which docusaurus does not read: write it in YAML" in done.stderr
    assert tree(Path("site")) == tree(GOLDEN / layout)


def test_golden_marked_post(site):
    decide(review_of("2025/hbm"), {"HBMの話": "HBM 이야기"})
    call("ko", "--policy", "mark", "--layout", "hugo")
    assert tree(Path("site")) == tree(GOLDEN / "marked")


def test_hugo_gets_no_key_that_it_refuses(site):
    review_all(site)
    call("--layout", "hugo")
    for path in Path("site").rglob("*.md"):
        assert "lang" not in top_keys(path.read_text(encoding="utf-8"))


# -- what is withheld --------------------------------------------------------------------------------------------


def test_nothing_that_is_not_reviewed_is_published(site):
    done = call(code=1)
    assert not Path("site").exists()
    assert "withheld: locales/ko/posts/note.md: 2 of 2 sentences are not reviewed" in done.stderr
    assert "6 withheld" in done.stdout


def test_policy_all_publishes_and_says_what_is_not_reviewed(site):
    call("ko", "--policy", "all")
    text = Path("site/ko/posts/note.md").read_text(encoding="utf-8")
    assert text.endswith("> 이 글은 기계로 번역했으며, 아직 사람이 검토하지 않았습니다.\n")
    assert "reviewed: false" in text


def test_no_setting_hides_the_warning_of_a_marked_post(site):
    call("note", "--policy", "mark", "--notice", "none")
    assert "검토하지 않았습니다" in Path("site/ko/posts/note.md").read_text(encoding="utf-8")


def test_errors_are_not_published_unless_forced(site):
    review_all(site)
    decide(review_of("note"), {"性能は同じです。": "성능은 ⟦0⟧ 같습니다."})  # a mark that leaked
    done = call("ko", code=1)
    assert "withheld: locales/ko/posts/note.md: 1 finding at error level" in done.stderr
    assert not Path("site/ko/posts/note.md").exists()
    call("ko", "--force")
    assert Path("site/ko/posts/note.md").exists()


# -- composed anew -----------------------------------------------------------------------------------------------


def test_what_was_reviewed_since_is_composed_without_a_model(site):
    before = Path("locales/ko/posts/note.md").read_bytes()
    review_all(site)
    report = json.loads(call("ko", "note", "--json").stdout)
    (post,) = report["posts"]
    assert (post["verdict"], post["recomposed"], post["reviewed"]) == ("published", True, True)
    assert "성능은 같습니다." in Path("site/ko/posts/note.md").read_text(encoding="utf-8")
    assert Path("locales/ko/posts/note.md").read_bytes() == before


@pytest.mark.parametrize("path", sorted((DATA / "posts").glob("*.md")), ids=lambda path: path.name)
def test_composing_anew_gives_what_the_run_wrote(tmp_path, tools, path):
    lay_out(tmp_path, tools(), {path.name: path.read_text(encoding="utf-8")})
    for tag in SAID:
        (review,) = (tmp_path / "locales" / tag / "posts").glob("*.po")
        text = review.read_text(encoding="utf-8")
        made = recompose(tmp_path / "posts" / path.name, review, text, parse_locale(tag), tools())
        assert made.text == review.with_suffix(".md").read_text(encoding="utf-8")


def test_a_source_that_is_gone_or_changed_is_named(site):
    review_all(site)
    source = Path("posts/note.ja.md")
    source.write_text("別の文です。\n", encoding="utf-8")
    done = call("ko", "note", code=2)
    assert "posts/note.ja.md: was changed after locales/ko/posts/note.po was made from it: run translate run" in done.stderr
    source.unlink()
    done = call("ko", "note", code=2)
    assert "no note.ja.md is in posts to compose it from: name its folder with --source" in done.stderr
    assert not Path("site").exists()


def test_an_emptied_target_is_named(site):
    review_all(site)
    decide(review_of("note"), {"性能は同じです。": ""})
    done = call("ko", "note", "--policy", "all", code=2)
    assert "has no text for 1 sentences of posts/note.ja.md" in done.stderr


def test_an_edit_by_hand_is_published_as_it_is_but_not_lost_for_a_decision(site):
    review_all(site)
    edited = Path("locales/ko/posts/note.md")
    edited.write_text("손으로 고쳤다.\n", encoding="utf-8")
    assert "was edited by hand, and its review file has decisions" in call("ko", "note", code=2).stderr
    lay_out(site, site_tools(site))
    edited.write_text("손으로 고쳤다.\n", encoding="utf-8")
    assert "edited by hand since it was written" in call("ko", "note").stdout
    assert "손으로 고쳤다." in Path("site/ko/posts/note.md").read_text(encoding="utf-8")


def site_tools(site):
    from translate_pipeline.engines.echo import EchoEngine
    from translate_pipeline.furniture import load_catalogs
    from translate_pipeline.glossary import Glossary
    from translate_pipeline.pipeline import Tools

    return Tools(engine=EchoEngine(), glossary=Glossary(), catalogs=load_catalogs(DATA.parents[1] / "locales"))


# -- laws --------------------------------------------------------------------------------------------------------


def test_twice_is_the_same_bytes_and_changes_nothing(site):
    review_all(site, "Kim Min-su")
    call("--layout", "hugo")
    first = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in Path("site").rglob("*.md")}
    done = call("--layout", "hugo")
    assert "6 unchanged" in done.stdout
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in Path("site").rglob("*.md")} == first


def test_a_dry_run_writes_nothing(site):
    review_all(site)
    assert "6 published (dry run: nothing was written)" in call("--dry-run").stdout
    assert not Path("site").exists()


_KEY = st.from_regex(r"\Ak[a-z_]{0,6}\Z")
_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), max_size=12)
_YAML_VALUE = st.recursive(
    _TEXT | st.booleans() | st.integers(-99, 99) | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEY, inner, max_size=3),
    max_leaves=6,
)
_OURS = {"lang": "ko", "translation": {"source": "a: b", "reviewed": True, "reviewers": ("Kim", 'L"ee')}}


@given(
    st.dictionaries(_KEY, _YAML_VALUE, max_size=4),
    st.booleans(),
    st.sampled_from(["\n", "\r\n"]),
    st.text("ab \n", max_size=9),
)
def test_yaml_keys_of_others_stay(values, flow, end, body):
    if flow:
        head = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())
    else:
        head = yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=40) if values else ""
    post = f"---\n{head}---\n{body}".replace("\n", end)
    once = set_keys(post, _OURS)
    assert set_keys(once, _OURS) == once
    at = frontmatter.parse(once).end
    read = yaml.safe_load(once[3 : at - 3])
    assert read == {
        **values,
        "lang": "ko",
        "translation": {"source": "a: b", "reviewed": True, "reviewers": ["Kim", 'L"ee']},
    }
    assert once.endswith(f"---{end}" + body.replace("\n", end))
    assert once.startswith(f"---{end}" + head.replace("\n", end))


@given(
    st.dictionaries(_KEY, st.booleans() | st.integers(-9, 9) | _TEXT, max_size=4), st.dictionaries(_KEY, st.integers(0, 9))
)
def test_toml_keys_of_others_stay(values, table):
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    lines += ["[zz]", *(f"{key} = {value}" for key, value in table.items())] if table else []
    post = "+++\n" + "".join(f"{line}\n" for line in lines) + "+++\nHi\n"
    once = set_keys(post, _OURS)
    assert set_keys(once, _OURS) == once
    read = tomllib.loads(once[3 : frontmatter.parse(once).end - 3])
    ours = {"lang": "ko", "translation": {"source": "a: b", "reviewed": True, "reviewers": ["Kim", 'L"ee']}}
    assert read == {**values, **({"zz": table} if table else {}), **ours}


def test_front_matter_in_braces_is_named():
    with pytest.raises(ReadError, match="one pair of braces"):
        set_keys("---\n{title: A}\n---\n", _OURS)


def test_front_matter_stays_byte_for_byte_but_for_our_keys(site):
    review_all(site)
    call("ko", "hbm", "--layout", "astro", code=2)
    call("ko", "2025/hbm", "--layout", "astro")
    ours = Path("site/src/content/blog/ko/2025/hbm.md").read_text(encoding="utf-8").splitlines()
    for line in HBM.splitlines()[1:6]:
        expected = line.replace("HBMの話", "HBM 이야기").replace("lang: ja", "lang: ko")
        assert expected in ours


# -- pieces ------------------------------------------------------------------------------------------------------

IMPRINT = Imprint(
    locale=parse_locale("ja"),
    translator="starter",
    source="a.md",
    source_language="en",
    entries=3,
    reviewed=3,
    reviewers=("金", "Lee <b>"),
    signature="model:starter",
)


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("en", "This post was machine-translated and reviewed by 金 and Lee <b>."),
        ("ja", "この記事は機械翻訳を金、Lee <b>が校閲したものです。"),
        ("ko", "이 글은 기계로 번역하고 사람이 검토했습니다(검토: 金 및 Lee <b>)."),
        ("zh-Hans", "本文由机器翻译，经金和Lee <b>审校。"),
        ("zh-Hant", "本文由機器翻譯，經金和Lee <b>審校。"),
        ("fr", "This post was machine-translated and reviewed by 金 and Lee <b>."),
    ],
)
def test_notice_in_each_language(catalogs, tag, said):
    from dataclasses import replace

    assert notice(replace(IMPRINT, locale=parse_locale(tag)), catalogs) == said


@pytest.mark.parametrize(
    ("where", "text", "kind", "expected"),
    [
        ("above", "# Title\n\nWords\n", "markdown", "# Title\n\n> N\\{1\\}\n\nWords\n"),
        ("above", "---\na: b\n---\nTitle\n===\nWords\n", "markdown", "---\na: b\n---\nTitle\n===\n\n> N\\{1\\}\n\nWords\n"),
        ("above", "Words\n", "markdown", "> N\\{1\\}\n\nWords\n"),
        ("above", "a\r\nb\r\n", "markdown", "> N\\{1\\}\r\n\r\na\r\nb\r\n"),
        ("below", "Words", "markdown", "Words\n\n> N\\{1\\}\n"),
        ("below", "```\nopen\n", "markdown", "> N\\{1\\}\n\n```\nopen\n"),
        ("none", "Words", "markdown", "Words"),
        ("below", "Words\n", "text", "Words\n\nN{1}\n"),
        ("above", "Words\n", "text", "N{1}\n\nWords\n"),
        (
            "above",
            "<body>\n<h1>T</h1>\n<p>x</p>",
            "html",
            '<body>\n<h1>T</h1>\n<p class="translation-notice">N{1}</p>\n<p>x</p>',
        ),
        ("below", "<main><p>x</p></main>", "html", '<main><p>x</p><p class="translation-notice">N{1}</p>\n</main>'),
        ("below", "<p>x</p>", "html", '<p>x</p>\n<p class="translation-notice">N{1}</p>\n'),
    ],
)
def test_where_a_notice_stands(where, text, kind, expected):
    assert with_notice(text, kind, "N{1}", where) == expected


def test_pages_say_it_in_their_head():
    page = with_imprint("<html><head></head><body></body></html>", "html", IMPRINT, "plain")
    assert '<meta name="translation:reviewers" content="金, Lee &lt;b&gt;">' in page
    assert '<meta name="translation:reviewed" content="true">' in page
    assert with_imprint("words", "text", IMPRINT, "plain") == "words"


def test_people():
    assert people("Kim <a@b>, Lee <c@d>; Kim <a@b>") == ("Kim", "Lee")
    assert people("Automatically generated") == people("") == ()


def test_site_settings(site):
    review_all(site)
    Path("translate.toml").write_text(
        '[publish]\nlayout = "astro"\nreviewer = ["朴", "Lee"]\nnotice = "above"\nout = "web"\nsource = "posts"\n',
        encoding="utf-8",
    )
    done = CliRunner().invoke(app, ["publish", "ko", "note"])
    assert done.exit_code == 0, done.output
    text = Path("web/src/content/blog/ko/note.md").read_text(encoding="utf-8")
    assert 'reviewers: ["朴", "Lee"]' in text
    assert text.index("검토: 朴 및 Lee") < text.index("성능은")


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ('layout = "jekyll"', "layout cannot be 'jekyll': expected one of plain, hugo, docusaurus, astro"),
        ("colour = 1", "unknown key 'colour' in [publish]"),
        ("reviewer = 3", "reviewer cannot be 3: expected a name, or a list of names"),
        ("out = 3", "out cannot be 3: expected the path of a folder"),
    ],
)
def test_wrong_settings_are_named(site, section, said):
    Path("translate.toml").write_text(f"[publish]\n{section}\n", encoding="utf-8")
    assert said in call("ko", code=2).stderr


def test_an_unknown_name_is_an_error_before_anything_is_written(site):
    review_all(site)
    assert "fr: no such locale or post in locales: expected ko, zh-Hant, or a post" in call("note", "fr", code=2).stderr
    assert not Path("site").exists()


def test_a_post_that_cannot_be_read_keeps_no_other_back(site):
    review_all(site)
    Path("locales/ko/posts/note.po").unlink()
    done = call("ko", code=2)
    assert "locales/ko/posts/note.md: found no review file beside it" in done.stderr
    assert Path("site/ko/posts/toml.md").exists()


def test_sources_are_read_only(site):
    review_all(site)
    before = {path: path.read_bytes() for path in (*Path("posts").rglob("*.md"), *Path("locales").rglob("*.*"))}
    call()
    assert {path: path.read_bytes() for path in before} == before
    assert read_post(Path("posts/note.ja.md")).sha256
