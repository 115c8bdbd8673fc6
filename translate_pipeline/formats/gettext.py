"""Review files: one PO per post and locale, for Poedit, Weblate or any CAT tool.

Machine drafts are `fuzzy`; a reviewer edits `msgstr` and takes the flag off. Everything the next run must know to keep
what people decided is in the entry itself, as a comment: `draft:` is a digest of what the machine wrote. A fuzzy text
without these comments (a tool dropped them) decides nothing, as nobody can tell who wrote it; it is kept as an
`alternative:`. `machine:` is the draft itself and stays when it is edited, with the checks that had `flagged:` it, so that
it can be told what reviewers change.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from translate_pipeline.formats import machine
from translate_pipeline.formats.machine import MADE, flagged_in, machine_comments, machine_of, with_machine
from translate_pipeline.formats.po_entries import Change, escape, read_entries, rewrite, unescape
from translate_pipeline.model import Origin, SegmentKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from translate_pipeline.formats.po_entries import Entry
    from translate_pipeline.glossary import Glossary
    from translate_pipeline.model import Translation, Unit

_LEFT_OUT = {
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Report-Msgid-Bugs-To",
    "Last-Translator",
    "Language-Team",
    "Generated-By",
}
"""Headers of Babel's that change from run to run or hold only placeholders."""

digest = machine.digest
"""Tells a machine's draft from a reviewer's edit."""


class DatelessCatalog(Catalog):
    """A catalog without dates in its header (the same input makes the same file), and with headers of its own."""

    extra: tuple[tuple[str, str], ...] = ()

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """Headers in the order they are written."""
        kept = [(key, value) for key, value in super().mime_headers if key not in _LEFT_OUT]
        *others, (name, value) = [*kept, *self.extra]
        return [*others, (name, f"{value}\n")]

    @mime_headers.setter
    def mime_headers(self, headers: Iterable[tuple[str | bytes, str | bytes]]) -> None:
        vars(Catalog)["mime_headers"].fset(self, headers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What an earlier review file holds."""

    decisions: Mapping[str, str]
    """Source text to the target that a person decided, or edited without approving it."""
    unapproved: frozenset[str] = frozenset()
    """Sources whose decision is still fuzzy: their text is kept, and the flag."""
    alternatives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Source text to other targets: texts of which nobody can tell whether a person wrote them."""
    remarks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Source text to what people remarked, line by line."""
    machine: Mapping[str, str] = field(default_factory=dict)
    """Source text to what the machine made of it, where that is known."""
    flagged: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Source text to the checks that found something in the machine's draft."""
    output_sha256: str = ""
    """Of the post that was written beside it."""
    source_sha256: str = ""
    """Of the post that it was made from."""
    source: str = ""
    """Tag of the language that the post is in."""
    target: str = ""
    """Tag of the locale that it is for."""
    sha256: str = ""
    """Of the review file itself; empty where there is none."""
    name: str = ""
    """Of the post's file."""
    signature: str = ""
    """Of what the post was translated with."""
    recalled: frozenset[str] = frozenset()
    """Sources of decisions that the translation memory made, from another post: it is asked again."""
    reviewer: str = ""
    """Who worked on it last, as its `Last-Translator` has it."""


def serialize(translation: Translation, earlier: Review, output_sha256: str, glossary: Glossary | None = None) -> str:
    """Return the PO text of a translation. Decisions whose source is gone stay in it as obsolete entries.

    The glossary is asked for the notes of terms.
    """
    post = translation.post
    catalog = DatelessCatalog(
        locale=str(translation.locale).replace("-", "_"),
        project=post.path.name,
        version=translation.signature.version,
        header_comment=f"# {post.path.name} in {translation.locale}: machine drafts are fuzzy; review, then clear the flag.",
        fuzzy=False,
    )
    catalog.extra = (
        ("X-Source-Language", str(translation.source_locale or "und")),
        *([("X-Source-SHA256", post.sha256)] if post.sha256 else []),
        ("X-Signature", str(translation.signature)),
        ("X-Output-SHA256", output_sha256),
        *([("Last-Translator", earlier.reviewer)] if earlier.reviewer else []),
    )
    lines = _LineCounter(post.source)
    written: dict[str, Unit] = {}
    for unit in translation.units:
        if not unit.source or (unit.origin is Origin.SOURCE and not any(map(str.isalpha, unit.plain_source))):
            continue
        where = [(post.path.name, lines.at(unit.segment.core.start))]
        if unit.source in written:
            catalog.add(unit.source, locations=where)
            continue
        written[unit.source] = unit
        draft = unit.origin is Origin.MODEL and not unit.reviewed
        unapproved = unit.origin is Origin.MEMORY and unit.source in earlier.unapproved
        message = catalog.add(
            unit.source,
            unit.target,
            locations=where,
            flags={"fuzzy"} if draft or unapproved else set(),
            auto_comments=_comments(unit, _place(translation, unit), glossary),
        )
        message.flags -= {"python-format", "python-brace-format"}  # Babel reads one in `20% of`; msgfmt would insist on it
    for source, target in _gone(earlier, written):
        catalog.obsolete[source] = Catalog().add(source, target)
    out = io.BytesIO()
    write_po(out, catalog, width=0, sort_output=False)
    whole = with_machine(out.getvalue().decode("utf-8"), [_machine(unit, earlier) for unit in written.values()])
    return _with_kept(whole, earlier, written, post.path)


def _machine(unit: Unit, earlier: Review) -> str:
    """Return the comments that say what the machine made of a unit; nothing where nobody knows."""
    if unit.origin in MADE:
        return machine_comments(unit.target)
    text = earlier.machine.get(unit.source) if unit.origin is Origin.MEMORY else None
    return "" if text is None else machine_comments(text, earlier.flagged.get(unit.source, ()))


UNKNOWN = "unknown"
"""Origin of a text whose source is gone and of which nobody can tell who wrote it."""


def _gone(earlier: Review, written: Mapping[str, Unit]) -> Iterator[tuple[str, str]]:
    """Yield what is kept of sources that are gone: source and target."""
    for source, target in earlier.decisions.items():
        if source not in written and source not in earlier.recalled:
            yield source, target
    for source, others in earlier.alternatives.items():
        if source not in written and source not in earlier.decisions:
            yield source, others[0]
    for source in earlier.remarks:
        if not any(source in kept for kept in (written, earlier.decisions, earlier.alternatives)):
            yield source, ""


def _with_kept(text: str, earlier: Review, written: Mapping[str, Unit], path: Path) -> str:
    """Return a PO text with what Babel would wrap or leave away: remarks, alternatives, comments of obsolete entries."""
    if not (earlier.remarks or earlier.alternatives or earlier.unapproved):
        return text
    changes: list[tuple[Entry, Change]] = []
    for entry in read_entries(text, path):
        unit = written.get(entry.source)
        others = earlier.alternatives.get(entry.source, ())
        if unit and unit.origin is Origin.MEMORY and entry.source not in earlier.unapproved:
            others = ()  # a person saw them and decided
        comments = [f"{_ALTERNATIVE}{escape(one)}" for one in others if one != entry.target]
        unapproved = entry.obsolete and entry.source in earlier.unapproved
        if entry.obsolete:
            origin = Origin.MEMORY if entry.source in earlier.decisions else UNKNOWN
            comments.insert(0, f"origin: {origin}")
        change = Change(
            fuzzy=True if unapproved else None, remarks=earlier.remarks.get(entry.source, ()), comments=tuple(comments)
        )
        if entry.source and change != Change():
            changes.append((entry, change))
    return rewrite(text, changes)


_ALTERNATIVE = "alternative: "


def alternatives(entry: Entry) -> tuple[str, ...]:
    """Return the other targets that an entry holds."""
    found = [one.removeprefix(_ALTERNATIVE) for one in entry.comments if one.startswith(f'{_ALTERNATIVE}"')]
    return tuple(unescape(one[1:-1]) for one in found if len(one) > 1 and one.endswith('"'))


def _place(translation: Translation, unit: Unit) -> str:
    """Return what a unit is on the page."""
    kind = unit.segment.kind
    if kind in {SegmentKind.FURNITURE, SegmentKind.HASHTAGS}:
        return str(kind)
    return str(translation.post.blocks[unit.segment.block].kind)


def _comments(unit: Unit, place: str, glossary: Glossary | None) -> list[str]:
    detected = unit.detected
    comments = [
        f"origin: {unit.origin}{f' ({unit.reason})' if unit.reason else ''}",
        f"draft: {digest(unit.target)}",
        f"language: {detected.locale or 'und'} {detected.confidence:.2f} ({detected.reason})",
        f"place: {place}",
        *([f"score: {unit.score:.2f}"] if unit.score is not None else []),
    ]
    for term in dict.fromkeys((term.source, term.word or term.target, term.concept) for term in unit.terms):
        concept = glossary.by_id.get(term[2] or "") if glossary else None
        note = f" ({concept.note})" if concept and concept.note else ""
        comments.append(f"term: {term[0]} = {term[1]}{note}")
    comments += [f"{finding.severity}: {finding.check}: {finding.message}" for finding in unit.findings]
    return [" ".join(comment.split()) for comment in comments]


class _LineCounter:
    """Line numbers, from 1, of growing offsets."""

    def __init__(self, text: str):
        self.text, self.offset, self.line = text, 0, 1

    def at(self, offset: int) -> int:
        if offset < self.offset:
            self.offset, self.line = 0, 1
        self.line += self.text.count("\n", self.offset, offset)
        self.offset = offset
        return self.line


def parse(text: str, path: Path) -> Review:
    """Return what people decided in a review file: entries that are no longer fuzzy, or whose text was edited."""
    found_entries = read_entries(text, path)
    head = headers(found_entries)
    entries = [one for one in found_entries if one.source and not one.plural]
    entries.sort(key=lambda entry: not entry.obsolete)  # what is in force comes last, and so counts
    decisions: dict[str, str] = {}
    others: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        found = alternatives(entry)
        if entry.target and decided(entry):
            decisions[entry.source] = entry.target
        elif entry.target and (_made_up(entry) or digest(entry.target) != entry.said.get("draft")):
            found = (entry.target, *found)
        if found:
            others[entry.source] = tuple(dict.fromkeys((*others.get(entry.source, ()), *found)))
    return Review(
        decisions=decisions,
        unapproved=frozenset(one.source for one in entries if one.fuzzy and decisions.get(one.source) == one.target),
        alternatives=others,
        remarks={one.source: one.remarks for one in entries if any(one.remarks)},
        machine={one.source: made for one in entries if (made := machine_of(one)) is not None},
        flagged={one.source: checks for one in entries if (checks := flagged_in(one))},
        output_sha256=head.get("X-Output-SHA256", ""),
        source_sha256=head.get("X-Source-SHA256", ""),
        source=head.get("X-Source-Language", ""),
        name=head.get("Project-Id-Version", "").rpartition(" ")[0],
        signature=head.get("X-Signature", ""),
        target=head.get("Language", ""),
        recalled=frozenset(one.source for one in entries if recalled(one)),
        reviewer=head.get("Last-Translator", ""),
    )


def headers(entries: Iterable[Entry]) -> dict[str, str]:
    """Return the headers of a file by their names."""
    header = next((entry.target for entry in entries if not entry.source and not entry.obsolete), "")
    return dict(line.split(": ", 1) for line in header.split("\n") if ": " in line)


CLASHED = "#-#-#-#-#"
"""What msgcat puts around two texts of which somebody must choose one."""


class Stated(Protocol):
    """An entry as it stands in a file, whoever read it; called as Babel's."""

    @property
    def string(self) -> str:
        """The target."""

    @property
    def fuzzy(self) -> bool:
        """Whether it is flagged."""

    @property
    def previous(self) -> bool:
        """Whether the source that the target was made for is said (`#|`)."""

    @property
    def auto_comments(self) -> tuple[str, ...]:
        """Comments of programs."""


def _made_up(entry: Stated) -> bool:
    """Whether a tool made up a target: msgmerge from another source's, msgcat from two."""
    return CLASHED in entry.string or (entry.fuzzy and entry.previous)


def decided(entry: Stated) -> bool:
    """Whether a person decided an entry: its text was edited, or its draft approved.

    A fuzzy entry that lost the comments that would tell decides nothing, nor does a guess of msgmerge's, nor two texts that
    msgcat put together.
    """
    if _made_up(entry):
        return False
    said = dict(comment.split(": ", 1) for comment in reversed(entry.auto_comments) if ": " in comment)
    origin, draft = said.get("origin", "").split(" ", 1)[0], said.get("draft", "")
    edited = bool(draft) and digest(entry.string) != draft
    return edited or origin == Origin.MEMORY or (origin in {Origin.MODEL, ""} and not entry.fuzzy)


RECALLED = "as in "
"""How the reason of a unit begins that the translation memory has from another post."""


def recalled(entry: Stated) -> bool:
    """Whether a decision is the translation memory's, from another post, and nobody has touched it here."""
    said = dict(comment.split(": ", 1) for comment in reversed(entry.auto_comments) if ": " in comment)
    untouched = said.get("draft", "") == digest(entry.string)
    return untouched and said.get("origin", "").startswith(f"{Origin.MEMORY} ({RECALLED}")
