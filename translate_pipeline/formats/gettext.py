"""Review files: one PO per post and locale, for Poedit, Weblate or any CAT tool.

Machine drafts are `fuzzy`; a reviewer edits `msgstr` and takes the flag off. Everything the next run must know to keep
what people decided is in the entry itself, as a comment: `draft:` is a digest of what the machine wrote.
"""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po

from translate_pipeline.errors import InputError
from translate_pipeline.model import Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

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
    """Source text to the target that a person decided."""
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


def digest(text: str) -> str:
    """Return the 12 hex digits that tell a machine's draft from a reviewer's edit."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def serialize(translation: Translation, earlier: Review, output_sha256: str) -> str:
    """Return the PO text of a translation. Decisions whose source is gone stay in it as obsolete entries."""
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
    )
    lines = _LineCounter(post.source)
    written: set[str] = set()
    for unit in translation.units:
        if not unit.source or (unit.origin is Origin.SOURCE and not any(map(str.isalpha, unit.plain_source))):
            continue
        where = [(post.path.name, lines.at(unit.segment.core.start))]
        if unit.source in written:
            catalog.add(unit.source, locations=where)
            continue
        written.add(unit.source)
        message = catalog.add(
            unit.source,
            unit.target,
            locations=where,
            flags={"fuzzy"} if unit.origin is Origin.MODEL and not unit.reviewed else set(),
            auto_comments=_comments(unit),
        )
        message.flags -= {"python-format", "python-brace-format"}  # Babel reads one in `20% of`; msgfmt would insist on it
    for source, target in earlier.decisions.items():
        if source not in written and source not in earlier.recalled:
            gone = Catalog().add(source, target, auto_comments=[f"origin: {Origin.MEMORY}"])
            catalog.obsolete[source] = gone
    out = io.BytesIO()
    write_po(out, catalog, width=0, sort_output=False)
    return out.getvalue().decode("utf-8")


def _comments(unit: Unit) -> list[str]:
    detected = unit.detected
    comments = [
        f"origin: {unit.origin}{f' ({unit.reason})' if unit.reason else ''}",
        f"draft: {digest(unit.target)}",
        f"language: {detected.locale or 'und'} {detected.confidence:.2f} ({detected.reason})",
    ]
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
    try:
        catalog = read_po(io.StringIO(text), abort_invalid=True)
    except PoFileError as error:
        line = getattr(error, "lineno", None)
        raise InputError(f"not a PO file: {error}; mend it or move it away", path=path, line=line) from error
    except ValueError as error:
        raise InputError(f"not a PO file: {error}; mend it or move it away", path=path) from error
    decisions: dict[str, str] = {}
    known: set[str] = set()
    for message in [*catalog, *catalog.obsolete.values()]:
        source, target = message.id, message.string
        if isinstance(source, str) and isinstance(target, str) and source and target and decided(message):
            decisions[source] = target
            if recalled(message):
                known.add(source)
    return Review(
        decisions=decisions,
        output_sha256=_header(text, "X-Output-SHA256"),
        source_sha256=_header(text, "X-Source-SHA256"),
        source=_header(text, "X-Source-Language"),
        name=_header(text, "Project-Id-Version").rpartition(" ")[0],
        signature=_header(text, "X-Signature"),
        target=_header(text, "Language"),
        recalled=frozenset(known),
    )


def _header(text: str, name: str) -> str:
    """Read a header that Babel does not keep."""
    match = re.search(rf'^"{name}: ([^"\\]*)', text, re.MULTILINE)
    return match[1] if match else ""


def decided(message: object) -> bool:
    """Whether a person decided a message: its text was edited, or its draft approved."""
    comments = dict(comment.split(": ", 1) for comment in getattr(message, "auto_comments", ()) if ": " in comment)
    origin = comments.get("origin", "").split(" ", 1)[0]
    draft = comments.get("draft", "")
    edited = bool(draft) and digest(str(getattr(message, "string", ""))) != draft
    fuzzy = bool(getattr(message, "fuzzy", False))
    return edited or origin in {Origin.MEMORY, ""} or (origin == Origin.MODEL and not fuzzy)


RECALLED = "as in "
"""How the reason of a unit begins that the translation memory has from another post."""


def recalled(message: object) -> bool:
    """Whether a decision is the translation memory's, from another post, and nobody has touched it here."""
    comments = dict(comment.split(": ", 1) for comment in getattr(message, "auto_comments", ()) if ": " in comment)
    untouched = comments.get("draft", "") == digest(str(getattr(message, "string", "")))
    return untouched and str(comments.get("origin", "")).startswith(f"{Origin.MEMORY} ({RECALLED}")
