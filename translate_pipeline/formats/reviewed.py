"""Review files as entries of the translation memory: what people decided in them, each between its neighbours."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from babel.messages.pofile import PoFileError, read_po

from translate_pipeline.errors import InputError, LocaleError
from translate_pipeline.formats.gettext import decided, recalled
from translate_pipeline.locales import parse_locale
from translate_pipeline.memory_store import REVIEW, Entry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from babel.messages.catalog import Catalog, Message

    from translate_pipeline.model import Locale


def parse_reviewed(path: Path, today: str, *, drafts: bool = False) -> Iterator[Entry]:
    """Yield what people decided in a review file, dated `today`, and its drafts where they are wanted too.

    What the memory itself gave is not yielded: it stands in the post where it was decided. Obsolete entries are: the
    sentence is gone from the post, what was decided is not. Raises `InputError` with the line.
    """
    catalog, text = _read(path)
    source, target = _locale(text.get("X-Source-Language", ""), path, "X-Source-Language"), _target(catalog, path)
    name = text.get("Project-Id-Version", "").rpartition(" ")[0] or path.stem
    messages = [message for message in catalog if _texts(message)[0]]
    sources = ["", *(_texts(message)[0] for message in messages), ""]
    around = [(message, sources[at], sources[at + 2]) for at, message in enumerate(messages)]
    around += [(message, "", "") for message in catalog.obsolete.values() if _texts(message)[0]]
    for message, previous, following in around:
        wrote, said = _texts(message)
        approved = decided(message) and not recalled(message)
        if said and (approved or (drafts and not decided(message))):
            yield Entry(
                source=wrote,
                target=said,
                source_locale=source,
                target_locale=target,
                previous=previous,
                next=following,
                post=(_folder(path, target) + name),
                origin=REVIEW,
                reviewed=today if approved else "",
                draft=not approved,
                signature="" if approved else text.get("X-Signature", ""),
            )


def _read(path: Path) -> tuple[Catalog, dict[str, str]]:
    """Return a review file and its headers, those too that Babel does not keep."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        catalog = read_po(io.StringIO(text), abort_invalid=True)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path) from error
    except PoFileError as error:
        raise InputError(f"not a PO file: {error}", path=path, line=getattr(error, "lineno", None)) from error
    except ValueError as error:
        raise InputError(f"not a PO file: {error}", path=path) from error
    head = (line.strip('"').removesuffix("\\n").partition(": ") for line in text.split("\n\n", 1)[0].splitlines())
    return catalog, {key: value for key, _, value in head}


def _target(catalog: Catalog, path: Path) -> Locale:
    return _locale(str(catalog.locale_identifier or ""), path, "Language")


def _locale(tag: str, path: Path, header: str) -> Locale:
    try:
        return parse_locale(tag)
    except LocaleError as error:
        said = f"header {header}: {error}" if tag else f"no header {header}: not a review file of a post"
        raise InputError(said, path=path, line=1) from None


def _texts(message: Message) -> tuple[str, str]:
    """Return source and target; nothing for the header and for plurals."""
    source, target = message.id, message.string
    return (source, target) if source and isinstance(source, str) and isinstance(target, str) else ("", "")


def _folder(path: Path, target: Locale) -> str:
    """Return the folders between `<locale>/posts` and a review file: `2025/` for `locales/ko/posts/2025/r1.po`."""
    parts = path.resolve().parent.parts
    for at in range(len(parts) - 1):
        if parts[at : at + 2] == (str(target), "posts"):
            return "".join(f"{part}/" for part in parts[at + 2 :])
    return ""
