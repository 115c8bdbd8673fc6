"""TBX, the standard for term bases (ISO 30042): written as TBX-Basic v3, read in v2 and v3.

Written in DCA style (`<descrip type="subjectField">`), not DCT (`<min:subjectField>`): OmegaT reads `termNote`, `descrip`
and `admin` only so, Pontoon writes it, and it differs from v2, which most tools know, only in the names of some elements.
Data categories are those of the TBX-Basic dialect (LTAC-Global/TBX-Basic_dialect).

=======================  ==============================================================================================
concept                  TBX
=======================  ==============================================================================================
`id`                     `conceptEntry/@id`
`domain`                 `descrip type="subjectField"`
`source_url`             `xref type="externalCrossReference"`
`updated`                `transacGrp`: `transactionType` modification, `date`
`note`                   `note`
form, alias, forbidden   `term` with `administrativeStatus`: `preferredTerm-admn-sts`, `admittedTerm-…`, `deprecatedTerm-…`
all else                 a `note`: `translate-pipeline: kind=company; status=approved; dnt=no; case=any; match=word`
=======================  ==============================================================================================

TBX-Basic has no category for what stands in that note, nor a place for what breaks a rule of its schema: an id that is no
XML name, an address that is not http, a date that is no ISO date, a locale that has aliases but no form. All of it goes into
the note, percent-encoded. An entry with such a note is ours: its text is taken to the letter. Of any other entry, white
space is collapsed, doubles are dropped, a usual territory is left away (`ja-JP`), and the status is `proposed`.

Entities are neither expanded nor fetched, no DTD is loaded, no network is used: a file that declares an entity is refused.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from lxml import etree

from translate_pipeline.concepts import CASES, MATCHES, STATUSES, concept_id
from translate_pipeline.errors import GlossaryError
from translate_pipeline.formats.imported import check_size, locale_of, short_tags
from translate_pipeline.model import Concept

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from translate_pipeline.model import Locale

NAMESPACE = "urn:iso:std:iso:30042:ed-2"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PREFERRED, _ADMITTED, _DEPRECATED = (f"{word}Term-admn-sts" for word in ("preferred", "admitted", "deprecated"))

_ENTRIES, _LANGUAGES = frozenset({"conceptEntry", "termEntry"}), frozenset({"langSec", "langSet"})
_TERMS = frozenset({"termSec", "tig", "ntig"})
_STATUS_OF_TERM = ("administrativeStatus", "normativeAuthorization")
_BAD = ("deprecated", "superseded", "obsolete", "forbidden", "notrecommended")
"""How the status of a term begins that must not come out; TermWeb and others shorten `deprecatedTerm-admn-sts`."""
_STATUS_OF_ENTRY = frozenset({"status", "entryStatus", "processStatus"})
_CHOICES: Mapping[str, tuple[str, ...]] = {"status": STATUSES, "dnt": ("no", "yes"), "case": CASES, "match": MATCHES}

_MARK = "translate-pipeline: "
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
"""What the schema lets an id be, as far as ids are ASCII."""
_URL, _DATE = re.compile(r"https?://\S+"), re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def serialize_tbx(concepts: Iterable[Concept]) -> bytes:
    """Return a TBX-Basic v3 file, UTF-8, the same bytes for the same concepts.

    Inverse of `parse_tbx`. Raises `GlossaryError` for a concept with a character that XML does not have.
    """
    root = etree.Element(f"{{{NAMESPACE}}}tbx", {"type": "TBX-Basic", "style": "dca"}, nsmap={None: NAMESPACE})
    root.set(_LANG, "en")
    description = _add(_add(_add(root, "tbxHeader"), "fileDesc"), "sourceDesc")
    _add(description, "p", "Glossary of translate-pipeline")
    body = _add(_add(root, "text"), "body")
    for concept in concepts:
        try:
            _write_entry(body, concept)
        except ValueError as error:  # lxml's word for U+0000 and the like
            raise GlossaryError(f"concept {concept.id!r} has a control character, which no XML file can hold") from error
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + etree.tostring(root, encoding="UTF-8", pretty_print=True)


def _add(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)
    element.text = text
    return element


def _write_entry(body: etree._Element, concept: Concept) -> None:
    rest = {"kind": concept.kind, "status": concept.status, "dnt": "yes" if concept.dnt else "no"}
    rest |= {"case": concept.case, "match": concept.match}
    name = concept.id
    if not _NAME.fullmatch(name):
        rest["id"], name = name, "_" + quote(name, safe="").replace("%", ".").replace("~", ".7E")
    entry = _add(body, "conceptEntry", id=name)
    if concept.domain:
        _add(entry, "descrip", concept.domain, type="subjectField")
    if _URL.fullmatch(concept.source_url):
        _add(entry, "xref", concept.source_url, type="externalCrossReference", target=concept.source_url)
    elif concept.source_url:
        rest["source_url"] = concept.source_url
    if _DATE.fullmatch(concept.updated):
        group = _add(entry, "transacGrp")
        _add(group, "transac", "modification", type="transactionType")
        _add(group, "date", concept.updated)
    elif concept.updated:
        rest["updated"] = concept.updated
    if concept.note:
        _add(entry, "note", concept.note)
    formless = [tag for tag in concept.aliases if tag not in concept.forms]
    if formless:
        rest["formless"] = ",".join(formless)
    _add(entry, "note", _MARK + "; ".join(f"{key}={quote(value)}" for key, value in rest.items()))
    _write_terms(entry, concept)


def _write_terms(entry: etree._Element, concept: Concept) -> None:
    for tag in dict.fromkeys((*concept.forms, *concept.aliases, *concept.forbidden)):
        section = _add(entry, "langSec")
        section.set(_LANG, tag)
        terms = [(concept.forms[tag], _PREFERRED)] if tag in concept.forms else []
        terms += [(alias, _ADMITTED) for alias in concept.aliases.get(tag, ())]
        terms += [(bad, _DEPRECATED) for bad in concept.forbidden.get(tag, ())]
        for text, status in terms:
            term = _add(section, "termSec")
            _add(term, "term", text)
            _add(term, "termNote", status, type="administrativeStatus")


def parse_tbx(data: bytes, path: Path) -> tuple[Concept, ...]:
    """Return the concepts of a TBX file of version 2 (`martif`) or 3 (`tbx`), in DCA or DCT style, in the file's order.

    Entries without terms are left out. Raises `GlossaryError`, with the line where there is one, for a file that is not TBX,
    declares an entity, or has a language that is no locale.
    """
    check_size(data, path)
    root = _root(data, path)
    entries = [_entry(element, path) for element in root.iter(etree.Element) if _local(element) in _ENTRIES]
    short = short_tags(locale for entry in entries for locale, _ in entry.sections)
    taken = {entry.id for entry in entries}
    done: dict[str, Concept] = {}
    for entry in entries:
        concept = _concept(entry, short)
        if not concept.forms:
            continue
        if not concept.id or concept.id in done:  # an id that stands twice must not hide an entry
            concept = replace(concept, id=concept_id(concept.forms, taken))
            taken.add(concept.id)
        done[concept.id] = concept
    return tuple(done.values())


def _root(data: bytes, path: Path) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    declared = data.find(b"<!ENTITY")
    refused = GlossaryError(
        "declares an XML entity, which is not read for safety: write its text instead",
        path=path,
        line=data.count(b"\n", 0, max(declared, 0)) + 1,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if declared >= 0:
            raise refused from None
        reason = re.sub(r", line \d+, column \d+.*", "", error.msg or "no elements")
        raise GlossaryError(f"not an XML file: {reason}", path=path, line=error.lineno) from error
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        raise refused
    unknown = next(iter(root.iter(etree.Entity)), None)
    if unknown is not None:
        raise GlossaryError(f"unknown entity {unknown.text}: write its text", path=path, line=unknown.sourceline)
    if _local(root) not in {"tbx", "martif"}:
        raise GlossaryError(f"expected <tbx> or <martif>, found <{_local(root)}>: not TBX", path=path, line=root.sourceline)
    return root


def _local(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """An entry as it stands in the file."""

    id: str
    facts: tuple[tuple[str, etree._Element], ...]
    """Data category and its element, of the entry itself."""
    sections: tuple[tuple[Locale, tuple[etree._Element, ...]], ...]
    """Locale and its terms."""
    rest: Mapping[str, str]
    """What our own note says; empty for entries of other tools."""


def _entry(element: etree._Element, path: Path) -> _Entry:
    facts = tuple(_facts(element))
    line = element.sourceline or 0
    notes = [_raw(fact) for name, fact in facts if name == "note" and _raw(fact).startswith(_MARK)]
    rest = _rest(notes[-1]) if notes else {}  # the last: what a person writes may begin so, too
    for key, allowed in _CHOICES.items():
        if rest and rest.get(key) not in allowed:
            found = f"found {rest.get(key, '')!r}, expected {' or '.join(allowed)}"
            raise GlossaryError(f"{found} in the note '{_MARK.strip()}'", path=path, line=line, field=key)
    sections = []
    for section in element:
        if _local(section) in _LANGUAGES:
            locale = locale_of(section.get(_LANG, section.get("lang", "")), path, section.sourceline or line)
            sections.append((locale, tuple(term for term in section if _local(term) in _TERMS)))
    return _Entry(id=rest.get("id") or element.get("id") or "", facts=facts, sections=tuple(sections), rest=rest)


def _facts(element: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Yield data categories and their elements, without those of languages and terms below.

    DCA and v2 name a category in `type`, DCT names the element after it; `note`, `date` and `term` have their own names.
    """
    for child in element:
        name = _local(child)
        if name.endswith("Grp"):
            yield from _facts(child)
        elif name not in _LANGUAGES | _TERMS:
            yield child.get("type") or name, child


def _raw(element: etree._Element) -> str:
    return "".join(str(piece) for piece in element.itertext())


def _text(element: etree._Element) -> str:
    """Return the text of an element as a cell would have it: one line, NFC."""
    return unicodedata.normalize("NFC", re.sub(r"[ \t\r\n]+", " ", _raw(element)).strip())


def _rest(note: str) -> dict[str, str]:
    parts = (part.strip().partition("=") for part in note.removeprefix(_MARK).split(";"))
    return {key: unquote(value) for key, _, value in parts if key}


def _concept(entry: _Entry, short: Mapping[Locale, str]) -> Concept:
    rest = entry.rest
    forms: dict[str, str] = {}
    aliases: dict[str, tuple[str, ...]] = {}
    forbidden: dict[str, tuple[str, ...]] = {}
    for tag, terms in _terms_by_tag(entry, short).items():
        used = [text for _, text in sorted((pair for pair in terms if pair[0] != _DEPRECATED), key=_preferred_last)]
        if used and tag not in rest.get("formless", "").split(","):
            forms[tag] = used.pop(0)
        if used:
            aliases[tag] = tuple(used)
        if bad := tuple(text for status, text in terms if status == _DEPRECATED):
            forbidden[tag] = bad
    return Concept(
        id=entry.id,
        kind=rest.get("kind", "term"),
        domain=_first(entry, "subjectField"),
        status=rest.get("status") or _status(entry),
        dnt=rest["dnt"] == "yes" if rest else _first(entry, "Translation needed").lower() == "no",
        case=rest.get("case", CASES[0]),
        match=rest.get("match", MATCHES[0]),
        forms=forms,
        aliases=aliases,
        forbidden=forbidden,
        note=_note(entry),
        source_url=rest.get("source_url") or _url(entry),
        updated=rest.get("updated") or max(_dates(entry), default=""),
    )


def _preferred_last(pair: tuple[str, str]) -> bool:
    """Sort key that puts preferred terms first and keeps the order otherwise."""
    return pair[0] != _PREFERRED


def _terms_by_tag(entry: _Entry, short: Mapping[Locale, str]) -> dict[str, list[tuple[str, str]]]:
    """Return the terms of every locale, each with its status, those of `zh` and `zh-CN` together."""
    found: dict[str, list[tuple[str, str]]] = {}
    for locale, sections in entry.sections:
        terms = found.setdefault(str(locale) if entry.rest else short[locale], [])
        for section in sections:
            facts = dict(reversed([*_facts(section)]))  # the first of a kind wins
            read = _raw if entry.rest else _text
            text = read(facts["term"]) if "term" in facts else ""
            stated = next((_text(facts[name]) for name in _STATUS_OF_TERM if name in facts), "")
            if text and (entry.rest or all(text != other for _, other in terms)):
                terms.append((_status_of_term(stated), text))
    return found


def _status_of_term(stated: str) -> str:
    low = stated.casefold()
    return _PREFERRED if low.startswith("preferred") else _DEPRECATED if low.startswith(_BAD) else _ADMITTED


def _first(entry: _Entry, category: str) -> str:
    read = _raw if entry.rest else _text
    return next((read(element) for name, element in entry.facts if name == category), "")


def _status(entry: _Entry) -> str:
    stated = [_text(element) for name, element in entry.facts if name in _STATUS_OF_ENTRY]
    return next((status for status in stated if status in STATUSES), "proposed")


def _note(entry: _Entry) -> str:
    """Return our own note, or what other tools say about a concept: definitions and notes."""
    if entry.rest:
        notes = [_raw(fact) for name, fact in entry.facts if name == "note"]
        ours = max(number for number, note in enumerate(notes) if note.startswith(_MARK))
        return "; ".join(notes[:ours] + notes[ours + 1 :])
    said = (_text(fact) for name, fact in entry.facts if name in {"definition", "note"})
    return "; ".join(dict.fromkeys(text for text in said if text))


def _url(entry: _Entry) -> str:
    links = [element for name, element in entry.facts if name in {"externalCrossReference", "xSource"}]
    found = ((link.get("target") or _raw(link)).strip() for link in links)
    return next((url for url in found if _URL.fullmatch(url)), "")


def _dates(entry: _Entry) -> Iterator[str]:
    for name, element in entry.facts:
        if name == "date" and _DATE.match(_text(element)):
            yield _text(element)[:10]
