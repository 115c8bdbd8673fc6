"""The review page as people use it: driven in the system's Chromium."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from shutil import which

import pytest
from typer.testing import CliRunner

from translate_pipeline.commands import app as command
from translate_pipeline.formats.po_entries import read_entries

from .pages import HOSTILE, POST, TOKEN, desk, remembered, review_file, served, site, spoil

# Each registers its commands.
from translate_pipeline.commands import review, review_page  # noqa: F401, isort: skip

sync_api = pytest.importorskip("playwright.sync_api", reason="the playwright package is not installed")
CHROMIUM = next(filter(None, map(which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (apt-get install chromium)")
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield found
        found.close()


class Seen:
    """A page, and everything that went wrong on it."""

    def __init__(self, browser, **options):
        self.context = browser.new_context(**{"viewport": WIDE, "locale": "en-US", **options})
        self.context.set_default_timeout(8000)
        self.page = self.context.new_page()
        self.wrong, self.asked = [], []
        self.page.on("dialog", lambda dialog: (self.wrong.append(dialog.message), dialog.dismiss()))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda said: said.type in {"error", "warning"} and self.wrong.append(said.text))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def go(self, address):
        self.page.goto(address)
        self.page.wait_for_selector("html[data-ready]")
        return self.page


@pytest.fixture
def visit(browser):
    """Open an address in a fresh browser; at the end nothing may have gone wrong there."""
    seen = []

    def go(address, **options):
        seen.append(Seen(browser, **options))
        return seen[-1].go(address)

    go.seen = seen
    yield go
    for one in seen:
        one.context.close()
    expected = ("409", "ERR_CONNECTION_REFUSED")  # a conflict; a page that outlives its server for a moment
    assert [wrong for one in seen for wrong in one.wrong if not any(one in wrong for one in expected)] == []


@pytest.fixture
def address(tmp_path, tools):
    site(tmp_path, tools)
    spoil(tmp_path)
    with served(desk(tmp_path)) as found:
        yield found


def stored(folder):
    path = review_file(folder)
    return {one.source: one for one in read_entries(path.read_text("utf-8"), path) if one.source}


def unit(page, source):
    return page.locator(".unit", has=page.locator(".source", has_text=re.compile(f"^{re.escape(source)}$")))


def said(page, text):
    page.wait_for_function("text => document.querySelector('#saved').textContent === text", arg=text)


def test_opens_in_the_layout_of_the_post(visit, address):
    page = visit(address)
    assert TOKEN not in page.url
    assert "post.ja.md" in page.title()
    assert page.locator(".unit").count() == 12
    assert page.locator(".k-heading .source").inner_text() == "半導体の現在地"
    source, target = (unit(page, "半導体の現在地").locator(one).bounding_box() for one in (".source", ".target"))
    assert source["x"] + source["width"] < target["x"]
    assert abs(source["y"] - target["y"]) < 8
    assert all(url.startswith("http://127.0.0.1:") for url in visit.seen[0].asked)


def test_filters_and_searches(visit, address):
    page = visit(address)
    visible = page.locator(".unit:visible")
    page.select_option("#show", "findings")
    assert unit(page, "性能は同じです。").is_visible()
    assert not unit(page, "会社").is_visible()
    page.select_option("#show", "open")
    assert not unit(page, "7 분 읽기").is_visible()
    page.select_option("#show", "all")
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("/")
    page.keyboard.type("비싸")
    assert visible.count() == 1
    assert page.locator("#shown").inner_text() == "1 shown"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.classList.contains('current')")


def test_edits_are_saved_as_they_are_written_and_approved(visit, address, tmp_path):
    page = visit(address)
    one = unit(page, "高い")
    one.click()
    page.keyboard.press("e")
    one.locator("textarea").fill("높다")
    said(page, "Saved")
    assert (stored(tmp_path)["高い"].target, stored(tmp_path)["高い"].fuzzy) == ("높다", True)
    page.keyboard.type("!")
    page.keyboard.press("Control+Enter")
    said(page, "Approved")
    assert (stored(tmp_path)["高い"].target, stored(tmp_path)["高い"].fuzzy) == ("높다!", False)
    assert one.locator(".state").inner_text() == "approved"
    assert page.locator("#done").inner_text().startswith("3 of 12")
    page.reload()
    assert unit(page, "高い").locator(".target").inner_text() == "높다!"


def test_typing_is_not_disturbed_by_saving(visit, address, tmp_path):
    page = visit(address)
    unit(page, "会社").click()
    page.keyboard.press("e")
    page.keyboard.press("End")
    for letter in "는 아주 큰 회사":
        page.keyboard.type(letter, delay=120)
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.querySelector('#saved').textContent === 'Saved'")
    assert stored(tmp_path)["会社"].target == "회사는 아주 큰 회사"
    assert unit(page, "会社").locator(".target").inner_text() == "회사는 아주 큰 회사"


def test_a_finding_is_mended_with_one_key_and_undone(visit, address, tmp_path):
    page = visit(address)
    one = unit(page, "性能は同じです。")
    assert one.locator(".m-note").inner_text() == " ."
    one.click()
    page.keyboard.press("1")
    said(page, "Fixed: space")
    assert stored(tmp_path)["性能は同じです。"].target == "성능은 같습니다."
    assert one.locator(".m-note").count() == 0
    page.keyboard.press("u")
    said(page, "Undone")
    assert stored(tmp_path)["性能は同じです。"].target == "성능은 같습니다 ."


def test_comment_comes_and_goes(visit, address, tmp_path):
    page = visit(address)
    unit(page, "会社").click()
    page.keyboard.press("c")
    page.fill("#remark", "업체가 <b>낫다</b>")
    page.click("dialog#comment button[type=submit]")
    said(page, "Comment added")
    assert stored(tmp_path)["会社"].remarks == ("업체가 <b>낫다</b>",)
    assert unit(page, "会社").locator(".remarks span").inner_text() == "업체가 <b>낫다</b>"
    page.keyboard.press("u")
    said(page, "Undone")
    assert stored(tmp_path)["会社"].remarks == ()


def test_everything_by_keyboard_alone(visit, address, tmp_path):
    page = visit(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("?")
    assert page.locator("dialog#help").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    first = page.evaluate("document.activeElement.dataset.key")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.dataset.key") == first
    page.keyboard.press("a")
    said(page, "Approved")
    assert page.evaluate("document.activeElement.dataset.key") != first
    page.keyboard.press("f")
    assert page.evaluate("document.activeElement.dataset.findings") != "0"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('textarea.edit')")
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    said(page, "Undone")
    assert all(one.fuzzy for one in stored(tmp_path).values() if one.said["origin"] == "model")


def test_two_people_on_one_sentence_see_both_texts(visit, address, tmp_path):
    mine, theirs = visit(address), visit(address)
    for page in (mine, theirs):
        unit(page, "高い").click()
        page.keyboard.press("e")
    unit(theirs, "高い").locator("textarea").fill("높다")
    said(theirs, "Saved")
    unit(mine, "高い").locator("textarea").fill("비쌈")
    box = unit(mine, "高い").locator(".conflict")
    box.wait_for()
    assert box.locator(".mine").inner_text() == "비쌈"
    assert unit(mine, "高い").locator(".target").inner_text() == "높다"
    assert stored(tmp_path)["高い"].target == "높다"
    mine.keyboard.type("aaxx")  # whoever was writing decides nothing by it
    assert box.is_visible()
    mine.keyboard.press("Enter")
    said(mine, "Saved")
    assert stored(tmp_path)["高い"].target == "비쌈"
    theirs.keyboard.press("Escape")
    theirs.wait_for_function("() => [...document.querySelectorAll('.target')].some(one => one.textContent === '비쌈')")


def test_term_from_a_selection(visit, address):
    page = visit(address)
    heading = unit(page, "半導体の現在地").locator(".source")
    heading.click()
    heading.evaluate("""node => {
        const range = document.createRange();
        range.setStart(node.firstChild, 0);
        range.setEnd(node.firstChild, 3);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
    }""")
    page.keyboard.press("t")
    assert page.input_value("#term-source") == "半導体"
    page.fill("#term-target", "반도체")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('#saved').textContent.startsWith('Added to the glossary')")
    page.wait_for_selector(".k-heading .terms")
    assert "半導体" in page.locator(".k-heading .terms").inner_text()


def test_what_the_memory_has_is_taken_with_one_key(visit, tmp_path, tools):
    site(tmp_path, tools)
    memory = remembered(tmp_path)
    with served(desk(tmp_path, memory=memory)) as address:
        page = visit(address)
        unit(page, "性能は同じです。").click()
        page.wait_for_selector(".matches")
        page.keyboard.press("1")
        said(page, "Fixed: From the memory")
    assert stored(tmp_path)["性能は同じです。"].target == "성능은 거의 <같습니다>."
    memory.close()


def test_preview_shows_the_post(visit, address):
    page = visit(address)
    page.keyboard.press("p")
    frame = page.frame_locator("#frame")
    frame.locator("h1").wait_for()
    assert frame.locator("h1").inner_text() == "반도체의 현재 위치"


def test_a_post_that_holds_script_runs_none(visit, tmp_path, tools):
    site(tmp_path, tools, POST + HOSTILE)
    with served(desk(tmp_path)) as address:
        page = visit(address)
        for key in ("n", "f", "e", "Escape", "p"):
            page.keyboard.press(key)
        page.frame_locator("#frame").locator("h1").first.wait_for()
        page.keyboard.press("Escape")
        last = page.locator(".unit").last
        last.click()
        page.keyboard.press("e")
        last.locator("textarea").fill("<img src=x onerror=alert(1)></textarea><script>alert(2)</script>")
        said(page, "Saved")
        page.keyboard.press("Control+Enter")
        said(page, "Approved")
        assert "<script>alert(2)</script>" in last.locator(".target").inner_text()
        assert page.locator("script").count() == 2
    assert visit.seen[0].wrong == []


def test_narrow_screen_needs_no_sideways_scrolling(visit, address):
    page = visit(address, viewport=NARROW, has_touch=True)
    unit(page, "性能は同じです。").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    source, target = (unit(page, "性能は同じです。").locator(one).bounding_box() for one in (".source", ".target"))
    assert source["y"] + source["height"] <= target["y"] + 1
    small = page.evaluate("""() => [...document.querySelectorAll('button, select, input')]
        .filter(one => one.offsetParent && one.getBoundingClientRect().height < 24).length""")
    assert small == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_accessibility(visit, address, scheme, viewport):
    axe = pytest.importorskip("axe_playwright_python", reason="the axe-playwright-python package is not installed")
    script = (Path(axe.__file__).parent / "axe.min.js").read_text("utf-8")
    page = visit(address, viewport=viewport, color_scheme=scheme)
    unit(page, "性能は同じです。").click()
    page.keyboard.press("e")
    assert faults(page, script) == []
    page.keyboard.press("Escape")
    for key in ("?", "c", "t"):
        page.keyboard.press(key)
        assert faults(page, script) == []
        page.keyboard.press("Escape")


def faults(page, script):
    """What axe-core finds that is serious; evaluated past the page's policy, as it is no part of the page."""
    page.evaluate(script)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in {"serious", "critical"}]


@pytest.mark.parametrize("lang", ["ja", "ko", "zh-Hans", "zh-Hant"])
def test_every_language_fits_a_narrow_screen(visit, address, lang):
    page = visit(f"{address}&lang={lang}", viewport=NARROW)
    assert page.locator("html").get_attribute("lang") == lang
    unit(page, "会社").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_static_file_goes_out_and_its_edits_come_back(visit, tmp_path, tools, monkeypatch):
    post = site(tmp_path, tools, POST + HOSTILE)
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(command, ["review", "--static", str(post), "--lang", "en"]).exit_code == 0
    before = stored(tmp_path)
    page = visit((tmp_path / "post.ko.html").as_uri(), accept_downloads=True)
    unit(page, "高い").click()
    page.keyboard.press("e")
    unit(page, "高い").locator("textarea").fill('높다 "따옴표" \\ 역슬래시')
    page.keyboard.press("Control+Enter")
    said(page, "Approved")
    unit(page, "会社").click()
    page.keyboard.press("a")
    unit(page, "価格").click()
    page.keyboard.press("e")
    unit(page, "価格").locator("textarea").fill("값")
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.fill("#remark", "가격? 값?")
    page.click("dialog#comment button[type=submit]")
    page.wait_for_function("() => document.querySelector('.remarks.own')")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert unit(page, "価格").locator(".target").inner_text() == "값"  # the browser kept it
    with page.expect_download() as coming:
        page.locator('[data-do="download"]').click()
    coming.value.save_as(tmp_path / coming.value.suggested_filename)
    name = "post.ja.ko.edits.po"
    assert coming.value.suggested_filename == name
    done = CliRunner().invoke(command, ["review", "import", name])
    assert done.exit_code == 0, done.output
    after = stored(tmp_path)
    changed = {source: (one.target, one.fuzzy, one.remarks) for source, one in after.items() if one != before[source]}
    lines = {
        source: one
        for source, one in changed.items()
        if one != tuple(getattr(before[source], n) for n in ("target", "fuzzy", "remarks"))
    }
    assert lines == {
        "高い": ('높다 "따옴표" \\ 역슬래시', False, ()),
        "会社": ("회사", False, ()),
        "価格": ("값", True, ("가격? 값?",)),
    }
    text = review_file(tmp_path).read_bytes()
    assert CliRunner().invoke(command, ["review", "import", name]).exit_code == 0
    assert review_file(tmp_path).read_bytes() == text  # twice is once
    assert visit.seen[0].asked == [(tmp_path / "post.ko.html").as_uri()] * 2 or all(
        url.startswith(("file:", "blob:")) for url in visit.seen[0].asked
    )


def test_the_command_serves_until_it_is_ended(visit, tmp_path, tools):
    post = site(tmp_path, tools)
    words = [sys.executable, "-c", "from translate_pipeline.commands import main; main()", "review", str(post), "--no-open"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=tmp_path) as server:
        try:
            assert server.stdout.readline() == "1 review file; Ctrl-C ends it\n"
            page = visit(server.stdout.readline().strip())
            assert page.locator(".unit").count() == 12
            server.send_signal(signal.SIGINT)
            assert server.wait(8) in {0, 130, -signal.SIGINT}
        finally:
            server.kill()
