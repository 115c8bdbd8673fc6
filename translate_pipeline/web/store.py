"""Read a review file for the page, and write one decision into it: by position, atomically, losing nobody's edit.

Each entry has a version: a digest of what people can change in it. A decision says which version it was made on; where the
file has another one by then, nothing is written and the other text is shown.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from translate_pipeline.errors import ChangedError, InputError, OutputError
from translate_pipeline.files import file_sha256, publish, write_part
from translate_pipeline.formats.gettext import digest
from translate_pipeline.formats.po_entries import Change, read_entries, rewrite
from translate_pipeline.lock import briefly

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from translate_pipeline.formats.po_entries import Entry

_TRIES = 5


class ConflictError(ChangedError):
    """Somebody else changed the entry since it was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What is to become of an entry; None: as it is."""

    target: str | None = None
    approved: bool | None = None
    remark: str = ""
    """A comment to be added."""
    unremark: str = ""
    """A comment to be taken out, as it stands there."""


def key_of(entry: Entry) -> str:
    """Return what an entry is called in addresses, whatever stands around it."""
    return digest(f"{entry.context}\0{entry.source}" if entry.context else entry.source)


def version_of(entry: Entry) -> str:
    """Return the digest of what people can change in an entry."""
    return digest(json.dumps([entry.target, entry.fuzzy, entry.remarks], ensure_ascii=True))


def read_all(path: Path) -> tuple[str, dict[str, Entry]]:
    """Return a review file's text and its entries by key, in order."""
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read ({error}): check the file", path=path) from error
    return text, entries_of(text, path)


def entries_of(text: str, path: Path) -> dict[str, Entry]:
    """Return the entries of a review file by key, in order, but for its header and what is obsolete."""
    some = (one for one in read_entries(text, path) if one.source and not one.plural and not one.obsolete)
    return {key_of(one): one for one in some}


def edit(text: str, path: Path, key: str, version: str, wanted: Edit) -> str:
    """Return a review file's text with a decision in it. Raises `ConflictError`, or `InputError` for what cannot be."""
    entry = entries_of(text, path).get(key)
    if entry is None:
        raise ConflictError(f"{path}: the sentence is no longer in it: load the page again")
    if version_of(entry) != version:
        raise ConflictError(f"{path}: somebody else changed the sentence")
    wanted = replace(wanted, target=_as_there(wanted.target, entry.target))
    target = entry.target if wanted.target is None else wanted.target
    fuzzy = entry.fuzzy if wanted.approved is None else not wanted.approved
    if not target.strip() and not fuzzy and wanted.approved:
        raise InputError("found no text, expected some: write a translation before you approve it", path=path)
    text = rewrite(text, [(entry, _change(entry, wanted))])
    return _without(text, path, key, wanted.unremark) if wanted.unremark else text


def _change(entry: Entry, wanted: Edit) -> Change:
    fuzzy = None if wanted.approved is None or wanted.approved is not entry.fuzzy else not wanted.approved
    target = None if wanted.target == entry.target else wanted.target
    remarks = tuple(line.strip() for line in wanted.remark.splitlines() if line.strip())
    return Change(target=target, fuzzy=fuzzy, remarks=remarks)


def _as_there(target: str | None, before: str) -> str | None:
    r"""Return a text with the line ends of the one it replaces: a browser's are all `\n`."""
    if target is None:
        return None
    said = target.replace("\r\n", "\n").replace("\r", "\n")
    return said.replace("\n", "\r\n") if "\r\n" in before else said


def _without(text: str, path: Path, key: str, remark: str) -> str:
    """Return the text without a comment of an entry."""
    entry = entries_of(text, path)[key]
    lines = text.split("\n")
    for number in entry.lines:
        said = lines[number].strip(" \t\r\ufeff")
        if said.startswith("#") and not said.startswith(("#.", "#:", "#,", "#|", "#~")) and said[1:].strip() == remark:
            del lines[number]
            break
    return "\n".join(lines)


def save(path: Path, key: str, version: str, wanted: Edit) -> tuple[str, Mapping[str, Entry]]:
    """Write a decision into a review file and return its new text and entries.

    One process at a time; where another program wrote the file in between, the decision is put into what that wrote.
    """
    with briefly(path):
        for _ in range(_TRIES):
            data = _bytes(path)
            text = edit(data.decode("utf-8"), path, key, version, wanted)
            if text.encode("utf-8") == data or _replaced(path, data, text.encode("utf-8")):
                return text, entries_of(text, path)
    raise ChangedError(f"{path}: is being written all the time: save again when the other program has ended")


def _bytes(path: Path) -> bytes:
    try:
        data = path.read_bytes()
        data.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read ({error}): check the file", path=path) from error
    return data


def _replaced(path: Path, before: bytes, after: bytes) -> bool:
    """Put a new review file in place, unless the old one changed meanwhile."""
    part = write_part(path, after)
    try:
        if file_sha256(path) != hashlib.sha256(before).hexdigest():
            return False
        publish(part, path)
    except OutputError:
        raise
    else:
        return True
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
