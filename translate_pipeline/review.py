"""Review files out to CAT tools and back: what is said of each entry, and where what comes back belongs.

All here is a function of texts; `review_files` reads and writes. An edit is taken where it can be seen that it is one: the
returned file says what its text was when it left (`Incoming.base`). It is refused, and kept aside, where its source is gone,
where another decision was made since, or where markup is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from translate_pipeline.formats.gettext import CLASHED, UNKNOWN, alternatives, decided, digest, parse
from translate_pipeline.formats.inline_codes import faults, syntax_of
from translate_pipeline.formats.po_entries import Change, Entry, escape, read_entries, rewrite
from translate_pipeline.formats.xliff import PEOPLE, File, Note, Unit
from translate_pipeline.formats.xliff_codes import CodeError, codes_of, untokened
from translate_pipeline.model import Origin, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from translate_pipeline.formats.xliff import Returned, ReturnedFile

_PRIORITY = {Severity.ERROR: 1, Severity.WARNING: 3, Severity.NOTE: 7}
_KEYS = frozenset(
    {"origin", "draft", "machine", "flagged", "language", "place", "term", "score", "repair", "alternative", *_PRIORITY}
)
_QUALIFIERS = {
    Origin.MODEL: "leveraged-mt",
    Origin.GLOSSARY: "leveraged-glossary",
    Origin.CATALOG: "leveraged-repository",
    Origin.CONVERTED: "leveraged-inherited",
}


def outgoing(text: str, path: Path, original: str) -> File:
    """Return a review file as it goes into XLIFF; `original` is where it lies below the folder of locales."""
    head = parse(text, path)
    syntax = syntax_of(head.name)
    units = tuple(_unit(key, entry) for key, entry in _by_id(_entries(text, path)).items())
    source = head.source or "und"
    return File(
        original=original,
        source=source,
        target=head.target.replace("_", "-"),
        syntax=syntax,
        signature=head.signature,
        units=units,
    )


def _entries(text: str, path: Path) -> list[Entry]:
    return [one for one in read_entries(text, path) if one.source and not one.plural and not one.obsolete]


def _by_id(entries: Iterable[Entry]) -> dict[str, Entry]:
    """Return entries by an id that stays while others come and go: a digest of the source, and which of these it is."""
    found: dict[str, Entry] = {}
    for entry in entries:
        number = 1
        while (key := f"{digest(entry.source)}-{number}") in found:
            number += 1
        found[key] = entry
    return found


def _unit(key: str, entry: Entry) -> Unit:
    origin = entry.said.get("origin", "").split(" ", 1)[0]
    mine = bool(entry.target) and decided(entry)
    state, qualifier = "translated", _QUALIFIERS.get(Origin(origin), "") if origin in set(Origin) else ""
    if not entry.target:
        state, qualifier = "needs-translation", ""
    elif entry.fuzzy:
        state, qualifier = "needs-review-translation", "" if mine else qualifier
    elif mine:
        state, qualifier = "final" if origin == Origin.MEMORY else "signed-off", ""
    return Unit(
        id=key,
        source=entry.source,
        target=entry.target,
        state=state,
        qualifier=qualifier,
        approved=mine and not entry.fuzzy,
        base=digest(entry.target),
        where=entry.where,
        place=entry.said.get("place", ""),
        notes=tuple(_notes(entry)),
        alternatives=alternatives(entry),
    )


def _notes(entry: Entry) -> Iterator[Note]:
    for comment in _unwrapped(entry.comments):
        key, _, text = comment.partition(": ")
        if key in set(Severity):
            yield Note(text=f"{key}: {text}", about="target", priority=_PRIORITY[Severity(key)])
        elif key == "term":
            yield Note(text=f"glossary: {text}", about="source", priority=2)
        elif key in {"origin", "language"}:
            yield Note(text=comment, about="target" if key == "origin" else "source", priority=9)
    if any(entry.remarks):
        yield Note(text="\n".join(entry.remarks), who=PEOPLE, priority=1)


def _unwrapped(comments: Iterable[str]) -> list[str]:
    """Return comments whole: Babel breaks those of more than 76 characters."""
    whole: list[str] = []
    for comment in comments:
        if not whole or comment.partition(": ")[0] in _KEYS:
            whole.append(comment)
        else:
            whole[-1] += f" {comment}"
    return whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A translation that comes back."""

    source: str
    target: str
    approved: bool | None
    """None: the file does not say; then it is as it was."""
    base: str | None = None
    """Digest of the target when it left; None: nobody knows."""
    base_fuzzy: bool | None = None
    remarks: tuple[str, ...] = ()
    fault: str = ""
    """Why it cannot be taken whatever it says."""


class Verdict(StrEnum):
    """What becomes of what came back."""

    APPROVED = "approved"
    """As it stood."""
    EDITED = "edited"
    REOPENED = "reopened"
    """Its approval was taken back."""
    REMARKED = "remarked"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What became of one."""

    incoming: Incoming
    verdict: Verdict
    reason: str = ""
    """Why it was refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """A review file with what came back in it."""

    text: str
    placed: tuple[Placed, ...]

    @property
    def refused(self) -> tuple[Placed, ...]:
        """Those that must be kept elsewhere."""
        return tuple(one for one in self.placed if one.verdict is Verdict.REFUSED)


def from_xliff(file: ReturnedFile, text: str, path: Path) -> tuple[Incoming, ...]:
    """Return what an XLIFF file brings for a review file."""
    syntax = syntax_of(parse(text, path).name)
    known = _by_id(_entries(text, path))
    return tuple(_from_unit(unit, known, syntax) for unit in file.units)


def _from_unit(unit: Returned, known: Mapping[str, Entry], syntax: str) -> Incoming:
    entry, fault = known.get(unit.id), unit.fault
    codes = codes_of(entry.source, syntax) if entry else unit.codes
    source, target = entry.source if entry else "", ""
    try:
        said = untokened(unit.source, unit.codes)
        source = source or said
        target = untokened(unit.target, codes)
        if entry and said.split() != source.split():
            source, fault = said, "its source is not that of the review file"
    except CodeError as error:
        fault = fault or str(error)
        target = target or "".join(token if isinstance(token, str) else f"⟦{token[1]}⟧" for token in unit.target)
    remarks = tuple(line.strip() for note in unit.notes for line in note.splitlines() if line.strip())
    return Incoming(
        source=source,
        target=target,
        approved=unit.approved,
        base=unit.base,
        base_fuzzy=unit.base_fuzzy,
        remarks=remarks,
        fault=fault,
    )


def from_po(text: str, path: Path) -> tuple[Incoming, ...]:
    """Return what a PO file brings: a review file that was worked on elsewhere."""
    return tuple(
        _from_entry(entry) for entry in read_entries(text, path) if entry.source and not entry.plural and not entry.context
    )


def _from_entry(entry: Entry) -> Incoming:
    said = entry.said
    origin = said.get("origin", "").split(" ", 1)[0]
    fault = "holds two texts of which msgcat could not choose" if CLASHED in entry.target else ""
    if entry.fuzzy and entry.previous:
        fault = "is msgmerge's guess for another source"
    return Incoming(
        source=entry.source,
        target=entry.target,
        approved=not entry.fuzzy and origin != UNKNOWN,
        base=said.get("draft"),
        base_fuzzy={Origin.MODEL: True, Origin.MEMORY: None, "": None}.get(origin, False),
        remarks=tuple(filter(None, entry.remarks)),
        fault=fault,
    )


def merge(text: str, path: Path, incoming: Sequence[Incoming]) -> Merged:
    """Put what came back into a review file. Only the lines of entries that change are other than before."""
    syntax = syntax_of(parse(text, path).name)
    everything = [one for one in read_entries(text, path) if one.source and not one.plural]
    known = {entry.source: entry for entry in sorted(everything, key=lambda entry: not entry.obsolete)}
    changes: dict[str, tuple[Entry, Change]] = {}
    placed = []
    for one in incoming:
        entry = known.get(one.source)
        verdict, reason, change = _judge(one, entry, syntax)
        if entry and change != Change():
            if one.source in changes and changes[one.source][1] != change:
                verdict, reason = Verdict.REFUSED, "the file has another text for the same source"
            else:
                changes[one.source] = entry, change
        placed.append(Placed(incoming=one, verdict=verdict, reason=reason))
    return Merged(text=rewrite(text, list(changes.values())), placed=tuple(placed))


Judged = tuple[Verdict, str, Change]


def _judge(one: Incoming, entry: Entry | None, syntax: str) -> Judged:
    if _untouched(one) or (not one.target and not one.base):
        verdict: Judged = Verdict.UNCHANGED, "", Change()
    elif one.fault and not (entry and one.target == entry.target):
        verdict = Verdict.REFUSED, one.fault, Change()
    elif entry is None or entry.obsolete:
        same = entry is not None and entry.target == one.target
        verdict = (Verdict.UNCHANGED, "", Change()) if same else (Verdict.REFUSED, "its source is gone", Change())
    else:
        verdict = _flagged(one, entry) if one.target == entry.target else _edited(one, entry, syntax)
    return _remarked(one, entry, verdict)


def _untouched(one: Incoming) -> bool:
    """Whether it can be seen that a translation is as it left."""
    if one.base is None or digest(one.target) != one.base:
        return False
    return one.approved is None or one.base_fuzzy is (not one.approved) or (one.base_fuzzy is None and not one.approved)


def _flagged(one: Incoming, entry: Entry) -> Judged:
    """Judge a translation whose text is the one that stands there."""
    if one.approved and entry.fuzzy and one.target:
        return Verdict.APPROVED, "", Change(fuzzy=False)
    if one.approved is False and not entry.fuzzy and one.base_fuzzy is False:
        return Verdict.REOPENED, "", Change(fuzzy=True)
    return Verdict.UNCHANGED, "", Change()


def _edited(one: Incoming, entry: Entry, syntax: str) -> Judged:
    """Judge a translation with another text than the one that stands there."""
    approved = bool(one.approved) if one.approved is not None else one.base_fuzzy is False
    was_fuzzy = entry.fuzzy if one.base_fuzzy is None else one.base_fuzzy
    unmoved = one.base is not None and digest(entry.target) == one.base and entry.fuzzy is was_fuzzy
    if one.base is not None and digest(one.target) == one.base and not (one.approved and one.base_fuzzy):
        return Verdict.UNCHANGED, "", Change()  # it is as it left, and what stands there is newer
    if not one.target:
        return Verdict.REFUSED, "its target is empty", Change()
    if entry.target and decided(entry) and not unmoved:
        return Verdict.REFUSED, "it was decided otherwise since", Change()
    if one.base is None and not approved and entry.target:
        return Verdict.REFUSED, "it is fuzzy, and what would tell an edit from an older draft is lost", Change()
    if wrong := faults(one.source, one.target, entry.target or one.source, syntax):
        return Verdict.REFUSED, wrong, Change()
    return Verdict.EDITED, "", Change(target=one.target, fuzzy=not approved if entry.fuzzy is approved else None)


def _remarked(one: Incoming, entry: Entry | None, judged: Judged) -> Judged:
    """Add remarks that the entry does not have yet."""
    verdict, reason, change = judged
    fresh = tuple(line for line in one.remarks if entry and line not in entry.remarks)
    if not fresh:
        return judged
    verdict = Verdict.REMARKED if verdict is Verdict.UNCHANGED else verdict
    return verdict, reason, Change(target=change.target, fuzzy=change.fuzzy, remarks=fresh)


def set_aside(text: str, refused: Sequence[Placed], head: Mapping[str, str], path: Path, came: str) -> str:
    """Return the text of a file of edits that could not be placed, with more of them at its end; none stands there twice.

    `head` are the headers of a new one, `came` the name of the file that the edits came in.
    """
    there = {entry.context for entry in read_entries(text, path)} if text.strip() else set()
    if not text.strip():
        text = 'msgid ""\nmsgstr ""\n' + "".join(f'{escape(f"{key}: {value}")[:-1]}\\n"\n' for key, value in head.items())
    for one in refused:
        incoming = one.incoming
        key = digest("\0".join([incoming.source, incoming.target, str(bool(incoming.approved)), *incoming.remarks]))
        if key in there or not (incoming.target or incoming.remarks):
            continue
        there.add(key)
        lines = [f"# {line}" for line in incoming.remarks] + [f"#. from: {came}", f"#. reason: {one.reason}"]
        lines += [] if incoming.approved else ["#, fuzzy"]
        lines += [f"msgctxt {escape(key)}", f"msgid {escape(incoming.source or '?')}", f"msgstr {escape(incoming.target)}"]
        text += "\n" + "\n".join(lines) + "\n"
    return text
