"""Review files out and back: what people decided is taken, what cannot be placed is kept, nothing else changes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from shutil import which

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from typer.testing import CliRunner

from translate_pipeline.commands import app
from translate_pipeline.errors import InputError
from translate_pipeline.files import is_unplaced
from translate_pipeline.formats import gettext, xliff
from translate_pipeline.formats.po_entries import Change, escape, read_entries, rewrite, unescape
from translate_pipeline.pipeline import translate_post
from translate_pipeline.review import Incoming, Verdict, from_po, from_xliff, merge, outgoing, set_aside

from .conftest import DATA

# Registers the commands.
from translate_pipeline.commands import review, run  # noqa: F401, isort: skip

NS = "{urn:oasis:names:tc:xliff:document:1.2}"
PO = (DATA / "review" / "r1.po").read_text(encoding="utf-8")
PATH = Path("locales/ko/posts/r1.po")
HEADING, LINK, SAME, IMAGE = (entry.source for entry in read_entries(PO, PATH)[1:5])


def entry_of(text, source):
    return next(entry for entry in read_entries(text, PATH) if entry.source == source and not entry.obsolete)


# --- entries -----------------------------------------------------------------------------------------------------------

words = st.text(st.characters(blacklist_categories=["Cs"]), max_size=20)


@given(text=words)
def test_strings_come_back(text):
    assert unescape(escape(text)[1:-1]) == text


@given(pairs=st.dictionaries(words.filter(bool), words, max_size=4), fuzzy=st.booleans())
def test_what_babel_writes_is_read_as_babel_reads_it(pairs, fuzzy):
    import io

    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po, write_po

    catalog = Catalog()
    for source, target in pairs.items():
        catalog.add(
            source, target, flags={"fuzzy"} if fuzzy else (), auto_comments=["origin: model"], locations=[("a.md", 3)]
        )
    out = io.BytesIO()
    write_po(out, catalog, width=0)
    text = out.getvalue().decode()
    found = {entry.source: (entry.target, entry.fuzzy, entry.where) for entry in read_entries(text, PATH) if entry.source}
    theirs = {one.id: (one.string, one.fuzzy, "a.md:3") for one in read_po(io.StringIO(text)) if one.id}
    assert found == theirs
    assert {source: target for source, (target, _, _) in found.items()} == pairs


@settings(deadline=None, max_examples=60)
@given(target=words, fuzzy=st.booleans(), remark=st.sampled_from([(), ("왜?",)]))
def test_a_change_touches_its_own_entry_alone(target, fuzzy, remark):
    for entry in read_entries(PO, PATH)[1:]:
        text = rewrite(PO, [(entry, Change(target=target, fuzzy=fuzzy, remarks=remark))])
        entries = read_entries(text, PATH)
        changed = next(one for one in entries if one.source == entry.source)
        assert (changed.target, changed.fuzzy, changed.remarks) == (target, fuzzy, (*entry.remarks, *remark))
        assert changed.comments == entry.comments
        old, new = PO.split("\n"), text.split("\n")
        assert new[: entry.lines.start] == old[: entry.lines.start]
        assert new[changed.lines.stop :] == old[entry.lines.stop :]


def test_flags_come_and_go_without_a_trace():
    entry = entry_of(PO, HEADING)
    off = rewrite(PO, [(entry, Change(fuzzy=False))])
    assert off == PO.replace("#, fuzzy\n", "", 1)
    assert rewrite(off, [(entry_of(off, HEADING), Change(fuzzy=True))]) == PO
    assert rewrite(PO, [(entry, Change())]) == PO


def test_lines_end_as_they_did():
    text = PO.replace("\n", "\r\n")
    changed = rewrite(text, [(entry_of(text, HEADING), Change(target="가\n나", fuzzy=False, remarks=("다",)))])
    assert "\n" not in changed.replace("\r\n", "")
    assert entry_of(changed, HEADING).target == "가\n나"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('msgid "x\n', 1),
        ('msgid "x"\n', 1),
        ('msgid "a"\nmsgstr "b"\nmsgfoo "c"\n', 3),
        ('"alone"\n', 1),
        ('msgid "a"\nmsgid "b"\nmsgstr "c"\n', 2),
        ('msgid "a"\n# b\nmsgstr "c"\n', 2),
        ('msgstr "a"\n', 1),
        ("nonsense", 1),
    ],
)
def test_what_is_no_po_file_is_one_line_with_its_number(text, line):
    with pytest.raises(InputError, match="not a PO file: found") as caught:
        read_entries(text, PATH)
    assert str(caught.value).startswith(f"{PATH}:{line}: ")
    assert "\n" not in str(caught.value)


# --- who decided what --------------------------------------------------------------------------------------------------


def test_what_a_review_file_says_was_decided():
    found = gettext.parse(PO, PATH)
    assert found.decisions == {
        SAME: "성능은 <strong>같습니다</strong>.",
        IMAGE: "![図](a.png)와 <b>굵은 글씨</b>입니다.",
        "消えた文。": "사라진 문장.",
    }
    assert (found.unapproved, found.remarks) == (frozenset(), {HEADING: ("なぜ過去形？",)})
    assert found.alternatives[LINK][0].startswith("삼성의")


def test_an_edit_under_the_flag_is_kept_and_not_approved():
    text = PO.replace('"새 모델 **가격**"', '"새 모델의 **가격**"')
    found = gettext.parse(text, PATH)
    assert found.decisions[HEADING] == "새 모델의 **가격**"
    assert found.unapproved == {HEADING}


@pytest.mark.parametrize("lost", [r"(?m)^#\. .*\n", r"(?m)^#\. (origin|draft).*\n", r"(?m)^#\. draft.*\n"])
def test_a_fuzzy_entry_that_lost_its_comments_decides_nothing_and_loses_nothing(lost):
    found = gettext.parse(re.sub(lost, "", PO), PATH)
    assert HEADING not in found.decisions
    assert found.alternatives[HEADING] == ("새 모델 **가격**",)
    assert SAME in found.decisions  # it is not fuzzy


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('msgid "新モデルの**価格**"', '#| msgid "旧モデルの**価格**"\nmsgid "新モデルの**価格**"'),
        ('"새 모델 **가격**"', '"#-#-#-#-#  a.po  #-#-#-#-#\\n"\n"새\\n"\n"#-#-#-#-#  b.po  #-#-#-#-#\\n"\n"신"'),
    ],
)
def test_what_a_tool_made_up_is_no_decision(before, after):
    assert before in PO
    text = PO.replace(before, after).replace("#. draft: 8b6363ea860c", "#. draft: 000000000000")
    found = gettext.parse(text, PATH)
    assert HEADING not in found.decisions
    assert found.alternatives[HEADING]


def drafted(tools, markdown, locale, text, earlier):
    (done,) = translate_post(markdown(text), [locale("en")], tools(), {"en": earlier.decisions})
    return gettext.serialize(done, earlier, "")


def test_what_nobody_can_tell_outlives_the_next_runs(tools, markdown, locale):
    first = drafted(tools, markdown, locale, "価格は下がります。\n", gettext.Review(decisions={}))
    bare = re.sub(r"(?m)^#\. .*\n", "", first).replace('"Some words."', '"Prices fall.\\n\\tSoon."')
    text = bare
    for _ in range(3):
        text = drafted(tools, markdown, locale, "価格は下がります。\n", gettext.parse(text, PATH))
        assert '#. alternative: "Prices fall.\\n\\tSoon."\n' in text
        assert '#, fuzzy\nmsgid "価格は下がります。"\nmsgstr "Some words."' in text
    gone = drafted(tools, markdown, locale, "別の文です。\n", gettext.parse(text, PATH))
    assert '#. origin: unknown\n#~ msgid "価格は下がります。"\n' in gone
    back = drafted(tools, markdown, locale, "価格は下がります。\n", gettext.parse(gone, PATH))
    assert '#. alternative: "Prices fall.\\n\\tSoon."\n' in back
    approved = rewrite(back, [(entry_of(back, "価格は下がります。"), Change(fuzzy=False))])
    assert "alternative:" not in drafted(tools, markdown, locale, "価格は下がります。\n", gettext.parse(approved, PATH))


def test_flags_and_remarks_outlive_the_next_runs(tools, markdown, locale):
    source = "価格は下がります。"
    text = drafted(tools, markdown, locale, source, gettext.Review(decisions={}))
    text = rewrite(text, [(entry_of(text, source), Change(target="Prices fall.", remarks=("so? " * 30,)))])
    for _ in range(3):
        text = drafted(tools, markdown, locale, source, gettext.parse(text, PATH))
        entry = entry_of(text, source)
        assert (entry.target, entry.fuzzy, entry.remarks) == ("Prices fall.", True, (("so? " * 30).strip(),))
    gone = drafted(tools, markdown, locale, "別の文です。", gettext.parse(text, PATH))
    assert gettext.parse(gone, PATH).unapproved == {source}
    assert source in gettext.parse(gone, PATH).remarks
    text = rewrite(text, [(entry_of(text, source), Change(fuzzy=False))])
    assert not entry_of(drafted(tools, markdown, locale, source, gettext.parse(text, PATH)), source).fuzzy


def test_a_remark_on_a_draft_outlives_its_source(tools, markdown, locale):
    source = "価格は下がります。"
    text = drafted(tools, markdown, locale, source, gettext.Review(decisions={}))
    text = rewrite(text, [(entry_of(text, source), Change(remarks=("?!",)))])
    for _ in range(2):
        text = drafted(tools, markdown, locale, "別の文です。", gettext.parse(text, PATH))
        assert f'# ?!\n#. origin: unknown\n#~ msgid "{source}"\n#~ msgstr ""\n' in text
    assert source not in gettext.parse(text, PATH).decisions


def test_terms_and_places_are_said(tools, glossary, markdown, locale):
    (done,) = translate_post(markdown("# サムスン電子の価格"), [locale("en")], tools(source=locale("ja")))
    text = gettext.serialize(done, gettext.Review(decisions={}), "", glossary)
    assert "#. term: サムスン電子 = Samsung Electronics\n" in text
    assert "#. place: heading\n" in text


# --- merging -----------------------------------------------------------------------------------------------------------


def exported(text=PO):
    return xliff.serialize([outgoing(text, PATH, "ko/posts/r1.po")])


def returned(data, text=PO):
    (file,) = xliff.parse(data, PATH)
    return from_xliff(file, text, PATH)


def verdicts(merged):
    return {one.incoming.source: one.verdict for one in merged.placed if one.verdict is not Verdict.UNCHANGED}


def work(data, source, target=None, *, state=None, approved=None, note=""):
    """Do what a CAT tool does to the unit of a source."""
    root = etree.fromstring(data)
    ids = {f"{gettext.digest(source)}-1"}
    (unit,) = (one for one in root.iter(f"{NS}trans-unit") if one.get("id") in ids)
    element = unit.find(f"{NS}target")
    if target is not None:
        fresh = etree.fromstring(f'<target xmlns="{NS[1:-1]}">{target}</target>')
        fresh.attrib.update(element.attrib)
        fresh.tail = element.tail
        unit.replace(element, fresh)
        element = fresh
    if state:
        element.set("state", state)
    if approved:
        unit.set("approved", approved)
    if note:
        etree.SubElement(unit, f"{NS}note").text = note
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def test_an_untouched_file_changes_nothing():
    merged = merge(PO, PATH, returned(exported()))
    assert (merged.text, verdicts(merged)) == (PO, {})
    merged = merge(PO, PATH, from_po(PO, PATH))
    assert (merged.text, verdicts(merged)) == (PO, {})


def test_an_approved_draft_loses_its_flag_and_nothing_else():
    for changed in (work(exported(), HEADING, approved="yes"), work(exported(), HEADING, state="translated")):
        merged = merge(PO, PATH, returned(changed))
        assert verdicts(merged) == {HEADING: Verdict.APPROVED}
        assert merged.text == PO.replace("#, fuzzy\n", "", 1)


def test_an_approved_edit_is_a_decision():
    merged = merge(PO, PATH, returned(work(exported(), HEADING, '새로운 <g id="1">값</g>', state="final")))
    assert verdicts(merged) == {HEADING: Verdict.EDITED}
    assert merged.text == PO.replace("#, fuzzy\n", "", 1).replace("새 모델 **가격**", "새로운 **값**")
    assert gettext.parse(merged.text, PATH).unapproved == frozenset()


def test_an_edit_that_is_not_approved_stays_fuzzy_and_is_kept():
    merged = merge(PO, PATH, returned(work(exported(), HEADING, '새로운 <g id="1">값</g>')))
    assert merged.text == PO.replace("새 모델 **가격**", "새로운 **값**")
    assert gettext.parse(merged.text, PATH).unapproved == {HEADING}


def test_an_approval_that_is_taken_back():
    merged = merge(PO, PATH, returned(work(exported(), IMAGE, state="needs-review-translation", approved="no")))
    assert verdicts(merged) == {IMAGE: Verdict.REOPENED}
    assert entry_of(merged.text, IMAGE).fuzzy


def test_remarks_come_back_once():
    changed = work(exported(), SAME, note="한 번 더\n보세요")
    merged = merge(PO, PATH, returned(changed))
    assert verdicts(merged) == {SAME: Verdict.REMARKED}
    assert entry_of(merged.text, SAME).remarks == ("한 번 더", "보세요")
    assert merge(merged.text, PATH, returned(changed, merged.text)).text == merged.text


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("새로운 값", "lacks strong(close) strong(open)"),
        ('<g id="1">값</g> <g id="1">값</g>', "has strong(close) strong(open) too many"),
        ('<g id="1">값</g><x id="7"/>', "has a code that the source has not (x 7)"),
        ('<g id="1">값</g> ⟦0⟧', "has ⟦0⟧ too many"),
        ('<g id="1">값</g><sub>x</sub>', "has <sub>, which is no code of the source"),
        ("", "its target is empty"),
    ],
)
def test_an_edit_without_its_markup_is_refused(target, reason):
    merged = merge(PO, PATH, returned(work(exported(), HEADING, target, state="final")))
    assert merged.text == PO
    assert [one.reason for one in merged.refused] == [reason]


def test_two_who_decide_otherwise():
    changed = work(exported(), HEADING, '새로운 <g id="1">값</g>', state="final")
    other = rewrite(PO, [(entry_of(PO, HEADING), Change(target="신형 **가격**", fuzzy=False))])
    merged = merge(other, PATH, returned(changed, other))
    assert merged.text == other
    assert [one.reason for one in merged.refused] == ["it was decided otherwise since"]


def test_a_newer_draft_gives_way_to_a_person():
    newer = PO.replace("새 모델 **가격**", "모델 **가격**").replace("8b6363ea860c", gettext.digest("모델 **가격**"))
    edited = work(exported(), HEADING, '새로운 <g id="1">값</g>', state="final")
    assert entry_of(merge(newer, PATH, returned(edited, newer)).text, HEADING).target == "새로운 **값**"
    approved = work(exported(), HEADING, approved="yes")
    entry = entry_of(merge(newer, PATH, returned(approved, newer)).text, HEADING)
    assert (entry.target, entry.fuzzy) == ("새 모델 **가격**", False)
    assert merge(newer, PATH, returned(exported(), newer)).text == newer


def test_a_copy_that_is_older_than_the_store_changes_nothing():
    """What left decided and came back so is no decision against the one that was made meanwhile."""
    newer = rewrite(PO, [(entry_of(PO, SAME), Change(target="성능은 **그대로**입니다."))])
    for came in (from_po(PO, PATH), returned(exported(), newer)):
        merged = merge(newer, PATH, came)
        assert (merged.text, verdicts(merged)) == (newer, {})


def test_languages_are_called_as_xliff_calls_them():
    file = outgoing(PO.replace("Language: ko", "Language: zh_Hant"), PATH, "x")
    assert (file.source, file.target) == ("ja", "zh-Hant")
    assert outgoing(PO.replace("Source-Language: ja", "Source-Language: und"), PATH, "x").source == "und"


def test_a_source_that_is_gone():
    changed = work(exported(), LINK, '<g id="2">보고</g>: <x id="1"/> <g id="3">비쌈</g>', state="final")
    moved = PO.replace(LINK, "別の文。")
    merged = merge(moved, PATH, returned(changed, moved))
    assert merged.text == moved
    (refused,) = merged.refused
    assert refused.reason == "its source is gone"
    assert (refused.incoming.source, refused.incoming.target) == (LINK, "[보고](https://a.example/x?y=1): `HBM` *비쌈*")


def test_a_source_that_somebody_changed_in_the_tool():
    changed = exported().replace("新モデルの".encode(), "旧モデルの".encode())
    changed = work(changed, HEADING, '옛 <g id="1">값</g>', state="final")
    merged = merge(PO, PATH, returned(changed))
    assert [one.reason for one in merged.refused] == ["its source is not that of the review file"]
    assert merged.text == PO


def test_a_tool_that_drops_what_it_does_not_know():
    """No `extradata`, no `resname`: what is approved is taken, what is fuzzy and otherwise is kept aside."""
    bare = re.sub(rb' (extradata|resname|restype)="[^"]*"', b"", exported())
    assert merge(PO, PATH, returned(bare)).text == PO
    done = merge(PO, PATH, returned(work(bare, HEADING, '새로운 <g id="1">값</g>', state="final")))
    assert entry_of(done.text, HEADING).target == "새로운 **값**"
    unsure = merge(PO, PATH, returned(work(bare, HEADING, '새로운 <g id="1">값</g>')))
    assert unsure.text == PO
    assert len(unsure.refused) == 1


targets = st.sampled_from(["새 모델 **가격**", "새로운 **값**", "값", "**값** ⟦0⟧", "", "a\x07**b**\r\n"])
decisions = st.lists(st.tuples(st.sampled_from([HEADING, LINK, SAME, IMAGE, "無い文"]), targets, st.booleans()), max_size=4)


@settings(deadline=None, max_examples=60)
@given(decided=decisions, stands=decisions, known=st.booleans())
def test_twice_is_once_and_nothing_is_lost(decided, stands, known):
    now = PO
    for source, target, fuzzy in stands:
        if source != "無い文":
            now = rewrite(now, [(entry_of(now, source), Change(target=target, fuzzy=fuzzy))])
    was = {entry.source: entry for entry in read_entries(PO, PATH)}
    came = [
        Incoming(
            source=source,
            target=target,
            approved=approved,
            base=gettext.digest(was[source].target) if known and source in was else None,
            base_fuzzy=was[source].fuzzy if known and source in was else None,
        )
        for source, target, approved in decided
    ]
    once = merge(now, PATH, came)
    aside = set_aside("", once.refused, {"Language": "ko"}, PATH, "r1.xlf")
    again = merge(once.text, PATH, came)
    if len({one.source for one in came}) == len(came):
        assert again.text == once.text
    assert set_aside(aside, again.refused, {"Language": "ko"}, PATH, "r1.xlf").startswith(aside)
    if len({one.source for one in came}) == len(came):
        assert set_aside(aside, again.refused, {"Language": "ko"}, PATH, "r1.xlf") == aside
    kept = {entry.target for text in (once.text, aside) for entry in read_entries(text, PATH)}
    for one in once.placed:
        assert not one.incoming.target or one.verdict is Verdict.UNCHANGED or one.incoming.target in kept
    for entry in read_entries(now, PATH)[1:]:
        if entry.target and gettext.decided(entry) and (not known or entry.target != was[entry.source].target):
            assert entry_of(once.text, entry.source).target == entry.target if not entry.obsolete else True


# --- files of others ---------------------------------------------------------------------------------------------------

gnu = pytest.mark.skipif(which("msgcat") is None, reason="gettext's own tools are not installed")


def gettext_tool(name, *words):
    done = subprocess.run([which(name) or "", *map(str, words)], capture_output=True, check=True)
    return done.stdout.decode("utf-8")


@gnu
@pytest.mark.parametrize("options", [["--width=30"], ["--sort-output"], ["--no-wrap"], ["--no-location"], ["--escape"]])
def test_msgcat_changes_no_decision(tmp_path, options):
    path = tmp_path / "r1.po"
    text = rewrite(PO, [(entry_of(PO, SAME), Change(target='벨\x07, "탭\t", \\n과 역\\'))])
    path.write_text(text, encoding="utf-8")
    saved = gettext_tool("msgcat", *options, path)
    assert saved != text
    before, after = gettext.parse(text, PATH), gettext.parse(saved, PATH)
    assert after == before
    merged = merge(text, PATH, from_po(saved, PATH))
    assert (merged.text, verdicts(merged)) == (text, {})


@gnu
def test_msgcat_cannot_choose_and_neither_do_we(tmp_path):
    other = PO.replace('"새 모델 **가격**"', '"신형 **가격**"')
    (tmp_path / "a.po").write_text(PO, encoding="utf-8")
    (tmp_path / "b.po").write_text(other, encoding="utf-8")
    both = gettext_tool("msgcat", tmp_path / "a.po", tmp_path / "b.po")
    assert "#-#-#-#-#" in entry_of(both, HEADING).target
    assert HEADING not in gettext.parse(both, PATH).decisions
    assert merge(PO, PATH, from_po(both, PATH)).text == PO


@gnu
def test_what_msgmerge_guesses_is_no_decision(tmp_path):
    (tmp_path / "old.po").write_text(PO, encoding="utf-8")
    fresh = re.sub(r'(?m)^msgstr "(?!")[^"]*"$', 'msgstr ""', PO.replace(SAME, "性能は**同じ**でした。"))
    (tmp_path / "new.pot").write_text(fresh.split("#~")[0], encoding="utf-8")
    merged = gettext_tool("msgmerge", "--quiet", "--previous", tmp_path / "old.po", tmp_path / "new.pot")
    guess = entry_of(merged, "性能は**同じ**でした。")
    assert (guess.fuzzy, guess.previous, guess.target) == (True, True, "성능은 <strong>같습니다</strong>.")
    found = gettext.parse(merged, PATH)
    assert "性能は**同じ**でした。" not in found.decisions
    assert found.alternatives["性能は**同じ**でした。"] == ("성능은 <strong>같습니다</strong>.",)
    assert found.decisions["消えた文。"] == "사라진 문장."
    assert found.decisions[IMAGE] == "![図](a.png)와 <b>굵은 글씨</b>입니다."


def test_translate_toolkit_saves_what_we_read(tmp_path):
    """The reader and writer behind Weblate."""
    po = pytest.importorskip("translate.storage.po")
    path = tmp_path / "r1.po"
    path.write_text(PO, encoding="utf-8")
    store = po.pofile.parsefile(str(path))
    assert gettext.parse(bytes(store).decode("utf-8"), PATH) == gettext.parse(PO, PATH)
    unit = next(unit for unit in store.units if unit.source == HEADING)
    unit.target = "새로운 **값**"
    unit.markfuzzy(False)  # noqa: FBT003
    merged = merge(PO, PATH, from_po(bytes(store).decode("utf-8"), PATH))
    assert merged.text == PO.replace("#, fuzzy\n", "", 1).replace("새 모델 **가격**", "새로운 **값**")


def test_translate_toolkit_saves_xliff_that_we_read(tmp_path):
    toolkit = pytest.importorskip("translate.storage.xliff")
    path = tmp_path / "r1.xlf"
    path.write_bytes(exported())
    store = toolkit.xlifffile.parsefile(str(path))
    assert merge(PO, PATH, returned(bytes(store))).text == PO
    units = {unit.source: unit for unit in store.units}
    next(unit for source, unit in units.items() if "新モデル" in str(source)).markfuzzy(False)  # noqa: FBT003
    merged = merge(PO, PATH, returned(bytes(store)))
    assert verdicts(merged) == {HEADING: Verdict.APPROVED}


# --- the command -------------------------------------------------------------------------------------------------------


@pytest.fixture
def site(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    PATH.parent.mkdir(parents=True)
    PATH.write_text(PO, encoding="utf-8")
    return tmp_path


def call(*words, code=0):
    done = CliRunner().invoke(app, ["review", *map(str, words)])
    assert done.exit_code == code, done.output
    return done


def test_out_and_back(site):
    call("export", PATH, "-o", "sent")
    sent = Path("sent/ko/posts/r1.xlf")
    assert sent.read_bytes() == exported()
    done = call("import", sent)
    assert done.stdout == "locales/ko/posts/r1.po: 0 approved, 0 edited, 5 unchanged, 0 refused\n"
    assert PATH.read_text(encoding="utf-8") == PO
    sent.write_bytes(work(exported(), HEADING, approved="yes"))
    assert "1 approved" in call("import", sent, "--dry-run").stdout
    assert PATH.read_text(encoding="utf-8") == PO
    assert "1 approved, 0 edited, 4 unchanged, 0 refused" in call("import", sent).stdout
    assert "0 approved, 0 edited, 5 unchanged, 0 refused" in call("import", sent).stdout
    assert PATH.read_text(encoding="utf-8") == PO.replace("#, fuzzy\n", "", 1)


def test_whole_folders(site):
    other = Path("locales/en/posts/2025/r2.po")
    other.parent.mkdir(parents=True)
    other.write_text(PO.replace("Language: ko", "Language: en"), encoding="utf-8")
    Path("locales/en/messages.po").write_text('msgid ""\nmsgstr "Language: en\\n"\n', encoding="utf-8")
    PATH.with_name("r1.unplaced.po").write_text(PO, encoding="utf-8")
    done = call("export", "locales", "-o", "sent")
    assert done.stdout.splitlines() == ["sent/en/posts/2025/r2.xlf", "sent/ko/posts/r1.xlf"]
    call("import", *done.stdout.split())
    call("export", "locales")
    assert PATH.with_suffix(".xlf").exists()


def test_a_post_names_its_review_files(site):
    other = Path("locales/en/posts/r1.po")
    other.parent.mkdir(parents=True)
    other.write_text(PO.replace("Language: ko", "Language: en"), encoding="utf-8")
    Path("r1.ja.md").write_text("# 新しい投稿\n", encoding="utf-8")
    done = call("export", "r1.ja.md", "-o", "sent")
    assert done.stdout.splitlines() == ["sent/en/posts/r1.xlf", "sent/ko/posts/r1.xlf"]
    assert call("export", "r1.ja.md", "--to", "ko", "-o", "sent").stdout == "sent/ko/posts/r1.xlf\n"
    assert call("export", "locales", "--to", "ko", "-o", "sent").stdout == "sent/ko/posts/r1.xlf\n"
    assert "found no review file for zh-Hans" in call("export", "r1.ja.md", "--to", "zh-Hans", code=2).stderr


def test_what_cannot_be_placed_is_kept_beside_and_added_to(site):
    changed = work(exported(), HEADING, "값", state="final", note="짧게")
    Path("a.xlf").write_bytes(changed)
    done = call("import", "a.xlf", code=1)
    assert "refused: 新モデルの**価格**: lacks strong(close) strong(open)\n" in done.stdout
    assert "kept in locales/ko/posts/r1.unplaced.po" in done.stdout
    kept = PATH.with_name("r1.unplaced.po")
    first = kept.read_text(encoding="utf-8")
    assert 'msgid "新モデルの**価格**"\nmsgstr "값"\n' in first
    assert "# 짧게\n#. from: a.xlf\n#. reason: lacks strong(close) strong(open)\n" in first
    assert is_unplaced(kept)
    call("import", "a.xlf", code=1)
    assert kept.read_text(encoding="utf-8") == first
    Path("b.xlf").write_bytes(work(exported(), HEADING, "가격", state="final"))
    call("import", "b.xlf", code=1)
    assert kept.read_text(encoding="utf-8").startswith(first)
    assert len(read_entries(kept.read_text(encoding="utf-8"), kept)) == 3


def test_no_word_of_what_cannot_be_read_is_lost(site):
    Path("a.xlf").write_bytes(
        work(exported(), HEADING, '새 <g id="1">값</g><ph id="9"><sub>주석</sub></ph><sub>더</sub>', state="final")
    )
    call("import", "a.xlf", code=1)
    assert 'msgstr "새 값주석더"' in PATH.with_name("r1.unplaced.po").read_text(encoding="utf-8")


def test_a_text_of_unknown_hand_approves_nothing():
    came = PO.replace("#~ msgid", "#. origin: unknown\n#~ msgid").replace("消えた文。", HEADING)
    assert merge(PO, PATH, from_po(came, PATH)).text == PO


@gnu
def test_msgfmt_takes_what_is_kept(site):
    for name, target in (("a.xlf", "값"), ("b.xlf", "가격")):
        Path(name).write_bytes(work(exported(), HEADING, target, state="final"))
        call("import", name, code=1)
    gettext_tool("msgfmt", "--check", "-o", "/dev/null", PATH.with_name("r1.unplaced.po"))


def test_a_po_file_finds_its_review_file(site):
    Path("back").mkdir()
    back = Path("back/r1.po")
    back.write_text(PO.replace("#, fuzzy\n", "", 1), encoding="utf-8")
    report = json.loads(call("import", back, "--json").stdout)
    assert report["imports"][0]["approved"] == 1
    assert report["imports"][0]["review"] == "locales/ko/posts/r1.po"
    assert PATH.read_text(encoding="utf-8") == back.read_text(encoding="utf-8")


def test_what_the_next_run_makes_of_it(site):
    Path("r1.ja.md").write_text("性能は同じです。\n", encoding="utf-8")
    shutil.rmtree("locales")
    words = ["run", "r1.ja.md", "--to", "ko", "--from", "ja", "-q"]
    assert CliRunner().invoke(app, words).exit_code == 0
    call("export", PATH, "-o", "a.xlf")
    Path("a.xlf").write_bytes(work(Path("a.xlf").read_bytes(), "性能は同じです。", "성능은 같습니다.", state="translated"))
    call("import", "a.xlf")
    assert CliRunner().invoke(app, words).exit_code == 0
    assert Path("locales/ko/posts/r1.md").read_text(encoding="utf-8") == "성능은 같습니다.\n"
    assert outgoing(PATH.read_text(encoding="utf-8"), PATH, "x").units[0].state == "final"


def hostile(original):
    return exported().replace(b'original="ko/posts/r1.po"', f'original="{original}"'.encode())


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.xlf", lambda: hostile("../../x.po"), "expected a path below locales"),
        ("a.xlf", lambda: hostile("/etc/passwd"), "expected a path below locales"),
        ("a.xlf", lambda: hostile("ko/posts/r9.po"), "found no review file locales/ko/posts/r9.po"),
        ("a.xlf", lambda: exported().replace(b'target-language="ko"', b'target-language="en"'), "is for en, but"),
        ("a.po", lambda: PO.replace("r1.ja.md", "r9.ja.md").encode(), "found no review file for it"),
        ("a.po", lambda: b"\xff", "cannot be read"),
        ("a.po", lambda: b'msgid "', "a.po:1: not a PO file"),
        ("locales/ko/posts/r1.po", PO.encode, "is the review file itself"),
    ],
)
def test_what_has_no_home_is_one_line(site, name, data, said):
    Path(name).write_bytes(data())
    done = call("import", name, code=2)
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert PATH.read_text(encoding="utf-8") == PO


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["none.po"], "no such file"),
        (["empty"], "found no review files in it"),
        (["plain.po"], "is no review file of a post"),
        (["locales/ko/posts/r1.po", "--format", "po"], "is the review file itself"),
        (["locales", "locales", "-o", "one.xlf"], "one file cannot hold 2 review files"),
    ],
)
def test_what_cannot_be_exported_is_one_line(site, words, said):
    Path("empty").mkdir()
    Path("plain.po").write_text('msgid ""\nmsgstr "Language: ko\\n"\n', encoding="utf-8")
    done = call("export", *words, code=2)
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
