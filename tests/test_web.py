"""The server of the review page: who may ask, what is said, what is written, and that nothing is lost."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient
from typer.testing import CliRunner

from translate_pipeline.commands import app as command
from translate_pipeline.concepts import read_concepts
from translate_pipeline.errors import InputError
from translate_pipeline.formats.gettext import parse
from translate_pipeline.formats.po_entries import escape, read_entries
from translate_pipeline.glossary import Glossary
from translate_pipeline.locales import parse_locale
from translate_pipeline.web import store
from translate_pipeline.web.app import make_app
from translate_pipeline.web.documents import find_documents
from translate_pipeline.web.marks import Mark, known, pieces
from translate_pipeline.web.messages import FOLDER, TAGS, Messages, catalog, chosen
from translate_pipeline.web.page import _SCRIPT_WORDS
from translate_pipeline.web.preview import sanitised, to_html
from translate_pipeline.web.security import Gate
from translate_pipeline.web.store import ConflictError, Edit

from .pages import HOSTILE, POST, TOKEN, desk, remembered, review_file, site, spoil

# Each registers its commands.
from translate_pipeline.commands import review, review_page  # noqa: F401, isort: skip

PORT = 8765
HERE = f"http://127.0.0.1:{PORT}"
JSON = {"origin": HERE, "content-type": "application/json"}


@pytest.fixture
def client(tmp_path, tools):
    site(tmp_path, tools)
    return enter(desk(tmp_path))


def enter(one, *, inside=True):
    found = TestClient(make_app(one, Gate(token=TOKEN, port=PORT)), base_url=HERE, follow_redirects=True)
    if inside:
        assert found.get(f"/?token={TOKEN}").status_code == 200
    return found


def entries(path):
    return {one.source: one for one in read_entries(path.read_text("utf-8"), path) if one.source}


def where(client, path, source):
    """Address of a sentence and the version it has in the file."""
    (document,) = client.app.state.desk.documents
    entry = entries(path)[source]
    return f"/d/{document}/units/{store.key_of(entry)}", store.version_of(entry)


# Who may ask


def test_without_the_token_nothing_is_said(tmp_path, tools):
    site(tmp_path, tools)
    stranger = enter(desk(tmp_path), inside=False)
    for path in ("/", "/static/review.js", "/terms"):
        answer = stranger.get(path)
        assert (answer.status_code, "post.ja.md" in answer.text) == (403, False)
    assert stranger.get("/?token=wrong").status_code == 403
    assert stranger.post("/terms", content="{}", headers=JSON).status_code == 403


def test_token_leaves_the_address_and_stays_in_a_cookie(tmp_path, tools):
    site(tmp_path, tools)
    client = enter(desk(tmp_path), inside=False)
    answer = client.get(f"/?lang=ja&token={TOKEN}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/?lang=ja")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert client.get(f"{HERE}//evil.example/?token={TOKEN}", follow_redirects=False).headers["location"].startswith("/evil")


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "127.0.0.1", "127.0.0.1:1", ""])
def test_other_hosts_are_refused(client, host):
    assert client.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": ""}, 403),
        ({"origin": "http://localhost:8765"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"content-type": "text/plain"}, 415),
        ({"content-type": "application/x-www-form-urlencoded"}, 415),
    ],
)
def test_changes_from_elsewhere_are_refused(client, tmp_path, headers, status):
    path, version = where(client, review_file(tmp_path), "性能は同じです。")
    before = review_file(tmp_path).read_bytes()
    answer = client.post(path, content=json.dumps({"version": version, "approved": True}), headers={**JSON, **headers})
    assert answer.status_code == status
    assert review_file(tmp_path).read_bytes() == before


def test_too_much_is_refused(client):
    assert client.post("/terms", content="[" * (1 << 20) + "]", headers=JSON).status_code == 413


@pytest.mark.parametrize(
    "body", ["", "[]", "{", '{"version": 1}', '{"target": "\\ud800"}', '{"target": "\\u0007"}', "[" * 5000]
)
def test_what_is_no_decision_is_refused(client, tmp_path, body):
    path, _ = where(client, review_file(tmp_path), "性能は同じです。")
    before = review_file(tmp_path).read_bytes()
    assert client.post(path, content=body, headers=JSON).status_code == 400
    assert review_file(tmp_path).read_bytes() == before


def test_policy_lets_nothing_inline_run_and_nothing_outside_load(client):
    page = client.get("/")
    policy = page.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["cache-control"] == "no-store"
    assert not re.findall(r'(?:src|href)="(?!/|#|\?lang=)', page.text)
    assert not re.findall(r"<[^>]* (?:on\w+|style)=", page.text)
    assert re.findall(r"<script[^>]*>", page.text) == [
        '<script type="application/json" id="data">',
        '<script src="/static/review.js" defer>',
    ]


def test_only_its_own_files_are_served(client):
    assert client.get("/static/review.css").status_code == 200
    for name in ("..%2Fapp.py", "app.py", "%2e%2e/%2e%2e/model.py"):
        assert client.get(f"/static/{name}").status_code == 404


# What is seen


def test_page_has_the_layout_of_the_post(client):
    text = client.get("/").text
    kinds = re.findall(r'<section class="block k-(\w+)(?: (h\d))?"', text)
    assert kinds == [
        ("meta", ""),
        ("heading", "h1"),
        ("paragraph", ""),
        ("item", ""),
        ("item", ""),
        *[("cell", "")] * 4,
        ("paragraph", ""),
        ("paragraph", ""),
    ]
    assert text.count('class="again quiet"') == 1  # the sentence that stands twice


def test_marks_terms_figures_findings_and_relay(client, tmp_path):
    spoil(tmp_path)
    text = client.get("/").text
    assert '<span class="m m-term" title="삼성전자">サムスン電子</span>' in text
    assert '<span class="m m-figure">1億2000万ドル</span>' in text
    assert '<span class="m m-markup">**</span>' in text
    assert re.search(r'<span class="m m-note" title="[^"]+"> \.</span>', text)
    assert 'data-target="성능은 같습니다."' in text
    relay = re.sub(r"<[^>]+>", " ", text[text.index("<b>Relay</b>") :])
    assert " ".join(relay.split()[1:8]) == "zh 华尔街见闻 → ko → ja →"


def test_figures_are_marked_as_far_as_they_go():
    words = "約80%が11月29日(土)の午後3時に、3時間で1億2000万ドルを払う。"
    found, names = known(words, parse_locale("ja"), Glossary(), parse_locale("en"))
    said = ["約80%", "11月29日(土)の午後3時", "3時間", "1億2000万ドル"]
    assert [words[mark.start : mark.end] for mark in found] == said
    assert {mark.kind for mark in found} == {"figure"}
    assert names == ()


def test_everything_is_escaped(tmp_path, tools):
    site(tmp_path, tools, HOSTILE)
    text = enter(desk(tmp_path)).get("/").text
    assert "alert(" in text
    assert len(re.findall(r"<script", text)) == 2
    assert not re.search(r"<(?:img|iframe|svg)(?! id=\"frame\")", text)
    assert text.count("</textarea>") == text.count("<textarea")


def test_preview_is_the_finished_post_and_runs_nothing(tmp_path, tools):
    site(tmp_path, tools, POST + "\n" + HOSTILE)
    client = enter(desk(tmp_path))
    (document,) = client.app.state.desk.documents
    answer = client.get(f"/d/{document}/preview")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    body = answer.text.split("<main>")[1]
    assert "<h1>반도체의 현재 위치</h1>" in body
    assert "<td>비싸다</td>" in body
    assert "title:" not in body
    assert not re.search(r"<(?:script|iframe|img|svg|style)|<[^>]*\s(?:on\w+=|href=.javascript)", body, re.IGNORECASE)


def test_index_lists_documents_with_progress(tmp_path, tools):
    site(tmp_path, tools, tags=("ko", "en"))
    text = enter(desk(tmp_path)).get("/").text
    assert text.count('<a href="/d/') == 2
    assert "post.ja.md" in text


def test_page_without_the_source_has_every_sentence(tmp_path, tools):
    post = site(tmp_path, tools)
    post.unlink()
    one = desk(tmp_path, review_file(tmp_path))
    text = enter(one).get("/").text
    assert len(re.findall("<article", text)) == len(entries(review_file(tmp_path)))
    assert "not at hand" in text
    (document,) = one.documents.values()
    assert "반도체의 현재 위치" in one.preview(document)


# What is written


def test_decisions_are_in_the_file_and_nothing_else_changes(client, tmp_path):
    path = review_file(tmp_path)
    text = path.read_text("utf-8").replace("#. origin: model\n", "# A colleague's remark.\n#. origin: model\n", 1)
    path.write_text(text, encoding="utf-8")
    before = text.splitlines()
    address, version = where(client, path, "高い")
    answer = client.post(address, content=json.dumps({"version": version, "target": "높다", "approved": True}), headers=JSON)
    assert answer.status_code == 200
    assert answer.json()["state"] == "approved"
    after = path.read_text("utf-8").splitlines()
    gone, new = Counter(before) - Counter(after), Counter(after) - Counter(before)
    assert (list(gone), list(new)) == (["#, fuzzy", 'msgstr "비싸다"'], ['msgstr "높다"'])
    assert parse("\n".join(after), path).decisions["高い"] == "높다"
    assert {str(one.id) for one in read_po(BytesIO(path.read_bytes()))} == {"", *entries(path)}


def test_autosave_keeps_a_draft_open(client, tmp_path):
    path = review_file(tmp_path)
    address, version = where(client, path, "価格")
    for said in ("값", "값이", "값이다"):
        answer = client.post(
            address, content=json.dumps({"version": version, "target": said, "approved": False}), headers=JSON
        )
        version = answer.json()["version"]
        assert (entries(path)["価格"].target, answer.json()["state"]) == (said, "edited")
        assert 'data-target="가격"' in answer.json()["html"]  # the machine's draft can be taken back


def test_reject_reopens_and_a_comment_comes_and_goes(client, tmp_path):
    path = review_file(tmp_path)
    address, version = where(client, path, "会社")
    steps = [{"approved": True}, {"approved": False}, {"remark": "왜 회사?\n업체가 낫다"}, {"unremark": "왜 회사?"}]
    states = []
    for step in steps:
        answer = client.post(address, content=json.dumps({**step, "version": version}), headers=JSON).json()
        version = answer["version"]
        states.append((answer["state"], entries(path)["会社"].remarks))
    assert states == [
        ("approved", ()),
        ("draft", ()),
        ("draft", ("왜 회사?", "업체가 낫다")),
        ("draft", ("업체가 낫다",)),
    ]


def test_an_empty_target_is_not_approved(client, tmp_path):
    path = review_file(tmp_path)
    address, version = where(client, path, "会社")
    answer = client.post(address, content=json.dumps({"version": version, "target": " ", "approved": True}), headers=JSON)
    assert answer.status_code == 422
    assert entries(path)["会社"].target == "회사"


def test_two_people_on_one_sentence(client, tmp_path):
    path = review_file(tmp_path)
    address, version = where(client, path, "高い")
    first = client.post(address, content=json.dumps({"version": version, "target": "높다"}), headers=JSON)
    second = client.post(address, content=json.dumps({"version": version, "target": "비쌈"}), headers=JSON)
    assert (first.status_code, second.status_code) == (200, 409)
    assert (second.json()["target"], second.json()["mine"]) == ("높다", "비쌈")
    assert entries(path)["高い"].target == "높다"
    again = client.post(address, content=json.dumps({"version": second.json()["version"], "target": "비쌈"}), headers=JSON)
    assert again.status_code == 200
    assert entries(path)["高い"].target == "비쌈"


def test_two_people_on_two_sentences_lose_nothing(client, tmp_path):
    path = review_file(tmp_path)
    one, two = where(client, path, "高い"), where(client, path, "会社")
    for (address, version), said in ((one, "높다"), (two, "업체")):
        assert (
            client.post(address, content=json.dumps({"version": version, "target": said}), headers=JSON).status_code == 200
        )
    assert (entries(path)["高い"].target, entries(path)["会社"].target) == ("높다", "업체")


def test_versions_tell_what_others_changed(client, tmp_path):
    path = review_file(tmp_path)
    (document,) = client.app.state.desk.documents
    before = client.get(f"/d/{document}/versions").json()
    text = path.read_text("utf-8")
    path.write_text(text.replace('msgstr "회사"', 'msgstr "업체"'), encoding="utf-8")
    after = client.get(f"/d/{document}/versions").json()
    (changed,) = (key for key in before if before[key] != after[key])
    assert "업체" in client.get(f"/d/{document}/units/{changed}").json()["html"]


def test_a_sentence_that_is_gone_is_said_so(client, tmp_path):
    path = review_file(tmp_path)
    address, version = where(client, path, "会社")
    path.write_text(path.read_text("utf-8").replace('msgid "会社"', 'msgid "企業"'), encoding="utf-8")
    answer = client.post(address, content=json.dumps({"version": version, "target": "x"}), headers=JSON)
    assert answer.status_code == 410


def test_a_broken_file_is_said_in_one_line(client, tmp_path):
    path = review_file(tmp_path)
    address, version = where(client, path, "会社")
    path.write_text(path.read_text("utf-8") + '\nmsgid "x"\nmsgstr "y\n', encoding="utf-8")
    answer = client.post(address, content=json.dumps({"version": version, "target": "x"}), headers=JSON)
    assert answer.status_code == 422
    assert re.fullmatch(r"[^\n]*post\.po:\d+: not a PO file[^\n]*", answer.text)


def test_term_is_added_and_used_at_once(client, tmp_path):
    wanted = {"forms": {"ja": "半導体", "ko": "반도체"}, "kind": "term", "note": "업계 용어"}
    answer = client.post("/terms", content=json.dumps(wanted), headers=JSON)
    assert answer.status_code == 200, answer.text
    found = {one.id: one for one in read_concepts(tmp_path / "glossaries" / "site.csv")}
    assert found[answer.json()["id"]].forms == {"ja": "半導体", "ko": "반도체"}
    assert '<span class="m m-term" title="반도체">半導体</span>' in client.get("/").text


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"forms": []},
        {"forms": {"ja": " "}},
        {"forms": {"xx-nonsense": "a"}},
        {"forms": {"ja": "あ" * 300}},
        {"forms": {"ja": "半導体"}, "kind": "weapon"},
    ],
)
def test_what_is_no_term_is_refused(client, tmp_path, wanted):
    before = (tmp_path / "glossaries" / "site.csv").read_bytes()
    assert client.post("/terms", content=json.dumps(wanted), headers=JSON).status_code == 422
    assert (tmp_path / "glossaries" / "site.csv").read_bytes() == before


def test_memory_offers_what_is_like_a_sentence(tmp_path, tools):
    site(tmp_path, tools)
    memory = remembered(tmp_path)
    client = enter(desk(tmp_path, memory=memory))
    address, _ = where(client, review_file(tmp_path), "性能は同じです。")
    said = client.get(f"{address}/matches").json()["html"]
    assert "性能は<del>ほぼ</del>同じです。" in said
    assert 'data-target="성능은 거의 &lt;같습니다&gt;."' in said
    assert re.search(r"\d\d% alike</b> <span[^>]*>old\.md<", said)
    other, _ = where(client, review_file(tmp_path), "会社")
    assert client.get(f"{other}/matches").json() == {"html": ""}
    memory.close()


def test_line_ends_stay_those_of_the_file(tmp_path, tools):
    site(tmp_path, tools)
    path = review_file(tmp_path)
    text = path.read_text("utf-8").replace('msgstr "회사"', 'msgstr "회\\r\\n사"')
    path.write_bytes(text.replace("\n", "\r\n").encode())
    (key,) = (key for key, one in store.read_all(path)[1].items() if one.source == "会社")
    version = store.version_of(store.read_all(path)[1][key])
    store.save(path, key, version, Edit(target="업\n체", approved=True))
    assert entries(path)["会社"].target == "업\r\n체"
    assert b"\n" not in path.read_bytes().replace(b"\r\n", b"")


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], include_characters='\n\t"\\'), max_size=60)


@given(targets=st.lists(texts, min_size=1, max_size=3), remark=texts)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_comes_back_as_it_was_said(tmp_path, targets, remark):
    path = tmp_path / "law.po"
    head = 'msgid ""\nmsgstr ""\n"Language: ko\\n"\n'
    path.write_text(
        head + '\n# 남의 말\n#. origin: model\n#, fuzzy\nmsgid "一"\nmsgstr "하나"\n\nmsgid "二"\nmsgstr "둘"\n', "utf-8"
    )
    for target in targets:
        key, entry = next(iter(store.read_all(path)[1].items()))
        store.save(path, key, store.version_of(entry), Edit(target=target, approved=bool(target.strip()), remark=remark))
    one, two = store.read_all(path)[1].values()
    assert one.target == targets[-1].replace("\r\n", "\n").replace("\r", "\n")
    assert one.remarks[0] == "남의 말"
    assert (two.source, two.target, two.fuzzy) == ("二", "둘", False)
    assert escape(one.source) == '"一"'


def test_a_program_that_writes_in_between_is_not_overwritten(tmp_path, tools, monkeypatch):
    site(tmp_path, tools)
    path = review_file(tmp_path)
    key, entry = next((key, one) for key, one in store.read_all(path)[1].items() if one.source == "高い")
    sneaked, real = [], store.write_part

    def sneak(target, data):
        if not sneaked:
            sneaked.append(1)
            path.write_text(path.read_text("utf-8").replace('msgstr "회사"', 'msgstr "업체"'), encoding="utf-8")
        return real(target, data)

    monkeypatch.setattr(store, "write_part", sneak)
    store.save(path, key, store.version_of(entry), Edit(target="높다"))
    assert (entries(path)["高い"].target, entries(path)["会社"].target) == ("높다", "업체")
    assert not list(path.parent.glob("*.part"))
    with pytest.raises(ConflictError):
        store.save(path, key, store.version_of(entry), Edit(target="비쌈"))


SAVER = """
import sys
from pathlib import Path
from translate_pipeline.web import store
path, number = Path(sys.argv[1]), 0
while True:
    key, entry = next(iter(store.read_all(path)[1].items()))
    number += 1
    store.save(path, key, store.version_of(entry), store.Edit(target=f"{sys.argv[2]} {number}", approved=number % 2 == 0))
    print(number, flush=True)
"""


COLLEAGUE = """
import sys
from pathlib import Path
from translate_pipeline.web import store
path, mine = Path(sys.argv[1]), sys.argv[2]
for number in range(40):
    (key, entry), = ((key, one) for key, one in store.read_all(path)[1].items() if one.source == mine)
    store.save(path, key, store.version_of(entry), store.Edit(target=f"{mine}{number}", remark=str(number)))
"""


def test_processes_that_write_at_once_lose_nothing(tmp_path):
    path = tmp_path / "shared.po"
    path.write_text('msgid ""\nmsgstr ""\n"Language: ko\\n"\n\nmsgid "a"\nmsgstr ""\n\nmsgid "b"\nmsgstr ""\n', "utf-8")
    both = [subprocess.Popen([sys.executable, "-c", COLLEAGUE, str(path), mine]) for mine in "ab"]
    assert [one.wait(60) for one in both] == [0, 0]
    numbers = tuple(map(str, range(40)))
    assert {source: (one.target, one.remarks) for source, one in entries(path).items()} == {
        "a": ("a39", numbers),
        "b": ("b39", numbers),
    }


@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX does")
def test_killed_in_the_middle_of_a_save_nothing_is_lost(tmp_path):
    path = tmp_path / "killed.po"
    rest = "".join(f'\nmsgid "{n}"\nmsgstr "{n}."\n' for n in range(300))
    path.write_text('msgid ""\nmsgstr ""\n"Language: ko\\n"\n\n#, fuzzy\nmsgid "一"\nmsgstr ""\n' + rest, "utf-8")
    chance = random.Random(7)
    for life in "abc":
        with subprocess.Popen([sys.executable, "-c", SAVER, str(path), life], stdout=subprocess.PIPE, text=True) as saver:
            assert saver.stdout.readline() == "1\n"
            time.sleep(chance.uniform(0.05, 0.3))
            saver.send_signal(signal.SIGKILL)
            said = [1, *map(int, saver.stdout.read().split())]
        found = list(store.read_all(path)[1].values())
        assert len(found) == 301
        assert found[0].target in {
            f"{life} {said[-1]}",
            f"{life} {said[-1] + 1}",
        }  # said to be saved, or a moment before that
        assert [one.target for one in found[1:]] == [f"{n}." for n in range(300)]


# What is said, and by which command


def test_each_language_says_everything():
    said = (FOLDER.parent / "templates").glob("*.html")
    asked = {m[2] for path in said for m in re.finditer(r"""say\((["'])([^"'~]+?)\1\s*[,)]""", path.read_text("utf-8"))}
    english = catalog("en")
    assert asked | set(_SCRIPT_WORDS) <= set(english)
    for tag in TAGS:
        words = catalog(tag)
        assert set(words) == set(english)
        for message, text in words.items():
            assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", message)), (tag, message)
    for tag in ("ja", "ko", "zh-Hans", "zh-Hant"):
        same = [message for message, text in catalog(tag).items() if text == english[message]]
        assert not same, (tag, same)


def test_language_of_the_page(client):
    assert '<html lang="en">' in client.get("/").text
    assert "검토" in client.get("/", headers={"accept-language": "ko-KR,ko;q=0.9"}).text
    assert '<html lang="zh-Hant">' in client.get("/?lang=zh-Hant").text
    assert '<html lang="zh-Hant">' in client.get("/").text  # it is remembered
    assert chosen(["<b>"], ";;q=x,,*") == "en"
    assert Messages("ja")("{n} shown", n=3) == "3 文を表示"


def test_pieces_tell_the_text_whatever_is_marked():
    @given(st.text(max_size=20), st.lists(st.tuples(st.integers(-2, 22), st.integers(-2, 22)), max_size=6))
    def law(text, spans):
        cut = pieces(text, [Mark(start=start, end=end, kind="term") for start, end in spans])
        assert "".join(one.text for one in cut) == text

    law()


@pytest.mark.parametrize(
    "page",
    [
        "<script>x</script>",
        "<a href='java\tscript:x'>a</a>",
        "<p onclick=x style=y>a",
        "<<script>script>x",
        "<svg><script>x</script></svg>",
        "<math><mi xlink:href='javascript:x'>",
        "<img src=x onerror=x>",
        "<form action=//x><input name=a></form>",
        "<base href=//x>",
        "<meta http-equiv=refresh content='0;url=//x'>",
        "<!-- <script>x</script> -->",
        "<div>" * 3000,
        "<table><td background=//x>",
        "<a href='&#106;avascript:x'>a</a>",
        "\0",
    ],
)
def test_sanitised_html_holds_nothing_that_acts(page):
    once = sanitised(page)
    tags = re.findall(r"<([^>]*)>", once)
    assert all(re.fullmatch(r'/?[a-z0-9]+(?: (?:href|start|colspan|rowspan)="[^"]*")?', tag) for tag in tags)
    assert not re.search(r'href="(?!https?:|mailto:|#)', once)


@pytest.mark.parametrize("kind", ["markdown", "html", "text"])
def test_any_post_can_be_previewed(kind):
    assert "<script" not in to_html(HOSTILE, kind).lower()
    assert to_html("", kind) == ""


def test_documents_are_found_whatever_names_them(tmp_path, tools):
    post = site(tmp_path, tools, tags=("ko", "en"))
    out = tmp_path / "locales"

    def found(path, *tags):
        return [str(one.path.relative_to(out)) for one in find_documents([path], out, map(parse_locale, tags))]

    both = ["en/posts/post.po", "ko/posts/post.po"]
    assert found(post) == found(out) == found(tmp_path) == both
    assert found(post, "ko") == found(review_file(tmp_path)) == found(review_file(tmp_path).with_suffix(".md")) == both[1:]
    for wrong in (tmp_path / "none.md", out / "ko" / "posts" / "post.txt"):
        with pytest.raises(InputError, match="no such file"):
            found(wrong)
    with pytest.raises(InputError, match="found no review file for zh-Hant"):
        found(post, "zh-Hant")


def test_static_file_holds_itself(tmp_path, tools, monkeypatch):
    post = site(tmp_path, tools, POST + HOSTILE)
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(command, ["review", "--static", str(post), "--lang", "ja"])
    assert (done.exit_code, done.output) == (0, "post.ko.html\n")
    text = Path("post.ko.html").read_text("utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    assert "unsafe" not in policy
    assert len(re.findall("sha256-", policy)) == 2
    assert '<html lang="ja">' in text
    assert not re.findall(r'(?:src|href)="(?!#)', text.split('class="preview"')[0])
    assert len(re.findall("<script", text.replace("\\u003cscript", ""))) == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["none.md"], "no such file"),
        (["--lang", "ko", "post.ja.md"], "--lang goes with --static"),
        (["--static", "--lang", "fr", "post.ja.md"], "found 'fr', expected one of en, ja"),
        (["--static", "-o", "x.html", "locales"], "one file cannot hold 2 review files"),
    ],
)
def test_wrong_use_is_said_in_one_line(tmp_path, tools, monkeypatch, words, said):
    site(tmp_path, tools, tags=("ko", "en"))
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(command, ["review", *words])
    assert done.exit_code == 2
    assert said in done.output
    assert done.output.count("\n") == 1
