"""XLIFF 1.2, for CAT tools: a review file as `<file>`, each of its entries as `<trans-unit>`.

======================  ==============================================================================================
review file             XLIFF
======================  ==============================================================================================
its place               `file/@original`, below the folder of locales: `ko/posts/r1.po`
`msgid`, `msgstr`       `source`, `target`, markup as codes (`xliff_codes`), `xml:space="preserve"`
place in the post       `@resname`; what it is there (`place:`) `@restype`
fuzzy, approved         `@approved` and `target/@state`, below
comments                `note from="translate"`: origin, language, findings, glossary
remarks of people       `note from="translator"`
`alternative:`          `alt-trans`
======================  ==============================================================================================

States: `needs-translation` where there is no target; `needs-review-translation` for fuzzy entries (`leveraged-mt` where the
machine wrote them); `translated` where no model had a part; `signed-off` for what a person decided, `final` once it is in
the post. `@extradata` is a digest of the target as it was exported: what tells, on the way back, an edit from none.

moz.l10n was looked at and not taken: it breaks the lines inside a `<source>` that begins with a code, so that the text that
is read is not the one that was written, and refuses files that other tools added elements to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from translate_pipeline import __version__
from translate_pipeline.errors import InputError
from translate_pipeline.formats.xliff_codes import (
    NAMESPACE,
    Code,
    CodeError,
    Tokens,
    codes_of,
    fill,
    printable,
    read,
    said_codes,
    tokens_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

TOOL = "translate"
"""`note/@from` of the notes that are ours."""
PEOPLE = "translator"
LIMIT = 64 * 1024 * 1024
"""Bytes that a file may have."""
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_DATATYPES = {"markdown": "x-markdown", "html": "html", "text": "plaintext"}
_DONE = frozenset({"translated", "signed-off", "final"})
_BASE = re.compile(r"translate:([0-9a-f]{12}):(fuzzy|done)")
_OLDER = ("1.0", "1.1", "1.2")


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What a translator should know."""

    text: str
    who: str = TOOL
    about: str = "general"
    """`source`, `target` or `general`."""
    priority: int = 5
    """1 is the highest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """An entry on its way out."""

    id: str
    source: str
    target: str
    state: str
    qualifier: str = ""
    approved: bool = False
    base: str = ""
    """Digest of the target."""
    where: str = ""
    place: str = ""
    notes: tuple[Note, ...] = ()
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A review file on its way out."""

    original: str
    source: str
    target: str
    """Tags of its languages."""
    syntax: str
    signature: str
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A `<trans-unit>` that came back."""

    id: str
    source: Tokens
    target: Tokens
    codes: tuple[Code, ...]
    """Of the source, as the file itself says."""
    approved: bool | None
    """Whether it is called done; None: nothing is said of it."""
    base: str | None
    """Digest of the target as it was exported; None: the tool dropped it."""
    base_fuzzy: bool | None
    notes: tuple[str, ...] = ()
    """Those of people."""
    fault: str = ""
    """What cannot be read of it."""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedFile:
    """A `<file>` that came back."""

    original: str
    target: str
    units: tuple[Returned, ...]


def serialize(files: Sequence[File]) -> bytes:
    """Return an XLIFF file. The same entries make the same bytes."""
    root = etree.Element(f"{{{NAMESPACE}}}xliff", {"version": "1.2"}, nsmap={None: NAMESPACE})
    for file in files:
        languages = {"source-language": file.source, "target-language": file.target}
        said = {"original": file.original, **languages, "datatype": _DATATYPES[file.syntax], "tool-id": TOOL}
        element = _add(root, "file", said)
        header = _add(element, "header")
        tool = {"tool-id": TOOL, "tool-name": "translate_pipeline", "tool-version": __version__}
        if file.signature:
            _add(header, "note", {"from": TOOL}).text = printable(f"drafts by {file.signature}")
        _add(header, "tool", tool)
        body = _add(element, "body")
        for unit in file.units:
            _unit(body, unit, file.syntax)
    _indent(root)
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return data + b"\n"


def _add(parent: etree._Element, tag: str, attributes: dict[str, str] | None = None) -> etree._Element:
    said = {key: printable(value) for key, value in (attributes or {}).items() if value}
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}", said)


def _unit(body: etree._Element, unit: Unit, syntax: str) -> None:
    fuzzy = unit.state == "needs-review-translation" or not unit.target
    said = {"id": unit.id, "approved": "yes" if unit.approved else "no", _SPACE: "preserve", "resname": unit.where}
    said |= {"restype": f"x-{'-'.join(unit.place.split())}" if unit.place else ""}
    said |= {"extradata": f"translate:{unit.base}:{'fuzzy' if fuzzy else 'done'}"}
    element = _add(body, "trans-unit", said)
    codes = codes_of(unit.source, syntax)
    fill(_add(element, "source"), tokens_of(unit.source, syntax, codes), codes)
    target = _add(element, "target", {"state": unit.state, "state-qualifier": unit.qualifier})
    fill(target, tokens_of(unit.target, syntax, codes))
    for text in unit.alternatives:
        other = _add(element, "alt-trans", {"alttranstype": "proposal", "origin": TOOL, _SPACE: "preserve"})
        fill(_add(other, "target"), tokens_of(text, syntax, codes))
    for note in unit.notes:
        about = {"from": note.who, "annotates": note.about, "priority": str(note.priority)}
        _add(element, "note", about).text = printable(note.text)


_LAID_OUT = frozenset({"xliff", "file", "header", "body", "trans-unit", "alt-trans"})


def _indent(element: etree._Element, depth: int = 0) -> None:
    """Break lines between elements that hold no text. What holds text stays as it is, to the letter."""
    if etree.QName(element).localname not in _LAID_OUT or not len(element):
        return
    element.text = "\n" + "  " * (depth + 1)
    for child in element:
        _indent(child, depth + 1)
        child.tail = element.text
    element[-1].tail = "\n" + "  " * depth


def parse(data: bytes, path: Path) -> tuple[ReturnedFile, ...]:
    """Return the files in an XLIFF file. Raises `InputError` for what is none, is of version 2, or declares an entity."""
    root = _root(data, path)
    files = []
    for file in (one for one in root.iter(etree.Element) if _local(one) == "file"):
        units = tuple(_returned(one) for one in file.iter(etree.Element) if _local(one) == "trans-unit")
        files.append(ReturnedFile(original=file.get("original", ""), target=file.get("target-language", ""), units=units))
    if not files:
        raise InputError("found no <file> in it, expected what translate review export wrote", path=path)
    return tuple(files)


def _root(data: bytes, path: Path) -> etree._Element:
    if len(data) > LIMIT:
        raise InputError(f"found {len(data) // 2**20} MiB, expected at most {LIMIT // 2**20}: split the file", path=path)
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        reason = re.sub(r", line \d+, column \d+.*", "", error.msg or "no elements")
        raise InputError(f"not an XML file: {reason}", path=path, line=error.lineno) from error
    dtd = root.getroottree().docinfo.internalDTD
    if (dtd is not None and any(True for _ in dtd.iterentities())) or next(iter(root.iter(etree.Entity)), None) is not None:
        raise InputError("declares an XML entity, which is not read for safety: write its text instead", path=path)
    version = root.get("version", "")
    if _local(root) != "xliff" or version not in _OLDER:
        found = f"<{_local(root)}>{f' of version {version}' if version else ''}"
        raise InputError(f"found {found}, expected <xliff> of version 1.2: export it as that", path=path)
    return root


def _local(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _child(unit: etree._Element, tag: str) -> etree._Element | None:
    return next((child for child in unit if _local(child) == tag), None)


def _returned(unit: etree._Element) -> Returned:
    source, target, fault = _child(unit, "source"), _child(unit, "target"), ""
    base = _BASE.fullmatch(unit.get("extradata", ""))
    was, came = Tokens(), Tokens()
    codes: tuple[Code, ...] = ()
    try:
        if source is None:
            raise CodeError("has no <source>")
        codes, was = said_codes(source), read(source)
        came = read(target) if target is not None else came
    except CodeError as error:
        fault = str(error)
        came = came or ["".join(map(str, target.itertext()))] if target is not None else came  # so that no word is lost
    return Returned(
        id=unit.get("id", ""),
        source=was,
        target=came,
        codes=codes,
        approved=_approved(unit, target),
        base=base[1] if base else None,
        base_fuzzy=base[2] == "fuzzy" if base else None,
        notes=tuple(_notes(unit)),
        fault=fault,
        line=int(unit.sourceline or 0),
    )


def _approved(unit: etree._Element, target: etree._Element | None) -> bool | None:
    """Whether a unit is done: tools say so by `approved`, by `state` or by both. A state that is gone says nothing."""
    state = target.get("state") if target is not None else None
    if unit.get("approved") == "yes" or state in _DONE:
        return True
    return False if state else None


def _notes(unit: etree._Element) -> Iterator[str]:
    for note in unit:
        if _local(note) == "note" and note.get("from") != TOOL:
            yield "".join(str(text) for text in note.itertext())
