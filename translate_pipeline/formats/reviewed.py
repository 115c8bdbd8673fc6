"""Review files as entries of the translation memory: what people decided in them, each between its neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translate_pipeline.errors import InputError, LocaleError
from translate_pipeline.formats.gettext import decided, headers, recalled
from translate_pipeline.formats.po_entries import read_entries
from translate_pipeline.locales import parse_locale
from translate_pipeline.memory.store import REVIEW, Entry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from translate_pipeline.model import Locale


def parse_reviewed(path: Path, today: str, *, drafts: bool = False) -> Iterator[Entry]:
    """Yield what people decided in a review file, dated `today`, and its drafts where they are wanted too.

    What the memory itself gave is not yielded: it stands in the post where it was decided. An edit that is still fuzzy is
    a draft. Obsolete entries are: the sentence is gone from the post, what was decided is not. Raises `InputError` with
    the line.
    """
    entries = read_entries(_read(path), path)
    head = headers(entries)
    source, target = (_locale(head.get(key, ""), path, key) for key in ("X-Source-Language", "Language"))
    name = head.get("Project-Id-Version", "").rpartition(" ")[0] or path.stem
    kept = [entry for entry in entries if entry.source and not entry.plural]
    live = [entry for entry in kept if not entry.obsolete]
    sources = ["", *(entry.source for entry in live), ""]
    around = [(entry, sources[at], sources[at + 2]) for at, entry in enumerate(live)]
    around += [(entry, "", "") for entry in kept if entry.obsolete]
    for entry, previous, following in around:
        approved = decided(entry) and not entry.fuzzy and not recalled(entry)
        if entry.target and (approved or (drafts and not decided(entry))):
            yield Entry(
                source=entry.source,
                target=entry.target,
                source_locale=source,
                target_locale=target,
                previous=previous,
                next=following,
                post=(_folder(path, target) + name),
                origin=REVIEW,
                reviewed=today if approved else "",
                draft=not approved,
                signature="" if approved else head.get("X-Signature", ""),
            )


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path) from error
    except ValueError as error:
        raise InputError(f"not a PO file: {error}", path=path) from error


def _locale(tag: str, path: Path, header: str) -> Locale:
    try:
        return parse_locale(tag)
    except LocaleError as error:
        said = f"header {header}: {error}" if tag else f"no header {header}: not a review file of a post"
        raise InputError(said, path=path, line=1) from None


def _folder(path: Path, target: Locale) -> str:
    """Return the folders between `<locale>/posts` and a review file: `2025/` for `locales/ko/posts/2025/r1.po`."""
    parts = path.resolve().parent.parts
    for at in range(len(parts) - 1):
        if parts[at : at + 2] == (str(target), "posts"):
            return "".join(f"{part}/" for part in parts[at + 2 :])
    return ""
