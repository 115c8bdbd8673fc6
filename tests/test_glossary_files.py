"""Glossary files: written as they are read, extended without touching other rows, checked row by row and between rows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate_pipeline.concepts import FIXED, cells_of, header_for, insert, merge, read_concepts, write_concepts
from translate_pipeline.errors import GlossaryError
from translate_pipeline.glossary_check import check_files
from translate_pipeline.model import Concept

from .conftest import ROOT

HEAD = "id,kind,domain,status,dnt,case,match,ja,en,aliases_ja,forbidden_en\n"
SHIPPED = sorted((ROOT / "glossaries").glob("*.csv"))

texts = st.text(st.sampled_from("aZ9=+-@'\"|,;\t\nあ漢가é "), min_size=1, max_size=6).map(lambda text: text.strip())
forms = texts.filter(lambda text: text and "\n" not in text)
lists = st.lists(forms.filter(lambda text: "|" not in text), min_size=1, max_size=3, unique=True).map(tuple)


@st.composite
def concepts(draw):
    tags = ["ja", "en", "zh-Hant"]
    return Concept(
        id=draw(st.text("abc-", min_size=1, max_size=4).filter(lambda name: name.strip("-") == name)),
        kind=draw(st.sampled_from(["term", "company"])),
        domain=draw(st.sampled_from(["", "ai"])),
        status=draw(st.sampled_from(["approved", "proposed", "obsolete"])),
        dnt=draw(st.booleans()),
        case=draw(st.sampled_from(["any", "exact"])),
        match=draw(st.sampled_from(["word", "prefix", "exact"])),
        forms={tag: draw(forms) for tag in tags},
        aliases={tag: draw(lists) for tag in draw(st.sets(st.sampled_from(tags)))},
        forbidden={tag: draw(lists) for tag in draw(st.sets(st.sampled_from(tags)))},
        note=draw(texts),
    )


@given(st.lists(concepts(), max_size=4, unique_by=lambda concept: concept.id))
def test_what_is_written_is_read_again(tmp_path_factory, found):
    path = tmp_path_factory.mktemp("g") / "g.csv"
    path.write_text(write_concepts(found), encoding="utf-8", newline="")
    assert list(read_concepts(path)) == sorted(found, key=lambda concept: concept.id)


@given(
    concepts(),
    st.lists(concepts(), min_size=1, max_size=4, unique_by=lambda concept: concept.id),
    st.sampled_from(["\n", "\r\n"]),
)
def test_a_row_is_inserted_and_no_other_line_changes(tmp_path_factory, new, found, newline):
    path = tmp_path_factory.mktemp("g") / "g.csv"
    found = [concept for concept in found if concept.id != new.id]
    before = write_concepts(found).replace("\n", newline)
    after = insert(before, new)
    path.write_text(after, encoding="utf-8", newline="")
    assert {concept.id for concept in read_concepts(path)} == {new.id, *(concept.id for concept in found)}
    row = len(after) - len(before)
    assert any(after[:at] + after[at + row :] == before for at in range(len(before) + 1))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_shipped_files_are_as_they_would_be_written(path):
    assert write_concepts(read_concepts(path)) == path.read_text(encoding="utf-8")


def test_the_shipped_files_have_nothing_wrong():
    assert check_files(SHIPPED) == ()


def test_cells_that_do_not_fit_are_refused():
    concept = Concept(id="a", kind="", domain="", status="approved", dnt=False, case="any", match="word", forms={"ja": "あ"})
    with pytest.raises(GlossaryError, match="a: no column for ja"):
        cells_of(concept, FIXED)
    with pytest.raises(GlossaryError, match=r"a: 'x\|y' cannot stand in a list"):
        cells_of(
            Concept(**{**{n: getattr(concept, n) for n in Concept.__dataclass_fields__}, "aliases": {"ja": ("x|y",)}}),
            header_for([concept]),
        )


def test_merging_keeps_what_is_there(tmp_path):
    path = tmp_path / "g.csv"
    text = HEAD + "a,term,,approved,no,any,word,あ,A,,\nc,term,,approved,no,any,word,う,C,,\n"
    path.write_text(text, encoding="utf-8")
    a, _ = read_concepts(path)
    b = Concept(id="b", kind="term", domain="", status="proposed", dnt=False, case="any", match="word", forms={"ja": "い"})
    other = Concept(
        id="c", kind="term", domain="", status="approved", dnt=False, case="any", match="word", forms={"ja": "え"}
    )
    merged = merge(text, [a, b, other], path)
    assert (merged.added, merged.same, merged.differing) == (("b",), ("a",), ("c",))
    assert merged.text == text.replace("c,term", "b,term,,proposed,no,any,word,い,,,\nc,term")


def problems(tmp_path, *files):
    paths = []
    for number, text in enumerate(files):
        paths.append(tmp_path / f"{number}.csv")
        paths[-1].write_text(HEAD + text, encoding="utf-8")
    return [
        (str(problem.severity), problem.message.removeprefix(f"{tmp_path}/").replace(f"{tmp_path}/", ""))
        for problem in check_files(paths)
    ]


@pytest.mark.parametrize(
    ("rows", "severity", "message"),
    [
        ("a,term,,maybe,no,any,word,あ,A,,\n", "error", "0.csv:2: column 'status': found 'maybe'"),
        ("a,term,,approved,no,any,word,=あ,A,,\n", "error", "0.csv:2: column 'ja': found the formula '=あ'"),
        (
            "a,term,,,no,any,word,あ,A,,\nb,term,,,no,any,word,い,a,,\n",
            "error",
            "0.csv:3: column 'en': 'a' is 'A' of 'a' too (0.csv:2)",
        ),
        (
            "a,term,,,no,any,word,あ,A,,\nb,term,,,no,any,word,い,B,あ,\n",
            "error",
            "0.csv:3: column 'aliases_ja': 'あ' is 'あ' of 'a' too",
        ),
        (
            "a,term,,,no,any,word,あ,A,,B\nb,term,,,no,any,word,い,B,,\n",
            "error",
            "0.csv:3: column 'en': 'B' is to be used here and forbidden by 'a' (0.csv:2)",
        ),
        ("a,term,,,no,any,word,あ,A,,A\n", "error", "0.csv:2: column 'en': 'A' is to be used here and forbidden by 'a'"),
        ("a,term,,,no,any,word,あ,A,あ,\n", "warning", "0.csv:2: column 'aliases_ja': 'あ' stands twice"),
        ("a,term,,,yes,any,word,あ,A,,\n", "warning", "0.csv:2: column 'dnt': 'yes', but the forms differ"),
        ("a,thing,,,no,any,word,あ,A,,\n", "warning", "0.csv:2: column 'kind': found 'thing', expected one of company"),
        ("a,term,,,no,any,word,あ,,,\n", "warning", "0.csv:2: only 'ja' has a form"),
        (
            "a,term,,,no,any,word,あ,,,B\n",
            "warning",
            "0.csv:2: column 'forbidden_en': forms are forbidden and none is given",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path, rows, severity, message):
    found = problems(tmp_path, rows)
    assert any(one == severity and said.startswith(message) for one, said in found), found


def test_all_that_is_wrong_is_said(tmp_path):
    found = problems(
        tmp_path, "a,term,,maybe,no,any,word,あ,A,,\n,term,,,no,any,word,い,B,,\nc,term,,,perhaps,any,word,う,C,,\n"
    )
    assert [said.split(":")[1] for _, said in found] == ["2", "3", "4"]


def test_layers_are_compared(tmp_path):
    site = "a,term,,,no,any,word,あ,Site,,\nb,term,,,no,any,word,い,Z,,\n"
    shipped = "a,term,,,no,any,word,あ,Shipped,,\nz,term,,,no,any,word,ん,Z,,\n"
    found = problems(tmp_path, site, shipped)
    assert found == [
        ("note", "1.csv:2: 'a' is overruled by 0.csv:2: not used here: Shipped (en)"),
        ("warning", "1.csv:3: column 'en': 'Z' is 'Z' of 'b' too (0.csv:3): take it from one of them"),
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (HEAD.replace("status", "statsu").encode(), "1: column 'statsu': unknown column: did you mean 'status'?"),
        (
            HEAD.replace("aliases_ja", "alias_ja").encode(),
            "1: column 'alias_ja': unknown column: did you mean 'aliases_ja'?",
        ),
        (
            (HEAD + "a,term,,,no,any,word,").encode() + "あ".encode("cp932") + b",A,,\n",
            "2: the byte 0x82 is not UTF-8: save the file as 'CSV UTF-8'",
        ),
    ],
)
def test_bad_files(tmp_path, data, message):
    path = tmp_path / "g.csv"
    path.write_bytes(data)
    with pytest.raises(GlossaryError) as caught:
        list(read_concepts(path))
    assert str(caught.value) == f"{path}:{message}"


def test_excel_unicode_text_is_read(tmp_path):
    path = tmp_path / "g.csv"
    path.write_bytes((HEAD + "a,term,,,no,any,word,あ,A,,\n").replace(",", "\t").encode("utf-16"))
    assert [concept.forms for concept in read_concepts(path)] == [{"ja": "あ", "en": "A"}]


def test_rows_of_nothing_but_separators_are_passed_over(tmp_path):
    path = tmp_path / "g.csv"
    path.write_text(HEAD + ",,,,,,,,,,\n\na,term,,,no,any,word,あ,A,,\n , ,,,,,,,,,\n", encoding="utf-8")
    assert [concept.id for concept in read_concepts(path)] == ["a"]
    assert check_files([path]) == ()
