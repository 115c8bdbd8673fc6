"""What people made of the machine's drafts, read from review files."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from translate_pipeline.errors import InputError, LocaleError, OutputError
from translate_pipeline.files import is_unplaced
from translate_pipeline.formats.gettext import decided, parse
from translate_pipeline.formats.machine import MADE, flagged_in, machine_of
from translate_pipeline.formats.po_entries import read_entries
from translate_pipeline.locales import parse_locale
from translate_pipeline.memory.store import Chosen
from translate_pipeline.model import Locale, Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from translate_pipeline.memory import Memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A sentence that a person decided."""

    source: str
    target: str
    source_locale: Locale
    target_locale: Locale
    machine: str | None = None
    """What the machine had made of it; None where nobody knows."""
    checks: tuple[str, ...] = ()
    """Those that found something in the machine's draft."""
    post: str = ""
    """Name of the post's file."""

    @property
    def touched(self) -> bool:
        """Whether the person changed the draft."""
        return self.machine is not None and self.machine != self.target


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """All that was decided in some review files."""

    edits: tuple[Edit, ...]
    drafts: Counter[str] = field(default_factory=Counter)
    """Locale to the number of drafts that nobody has decided yet."""


def remembered(memory: Memory) -> Iterator[Edit]:
    """Yield what people decided as far as the translation memory has it; what a machine had made is not in it."""
    for entry in memory.entries(Chosen(drafts=False)):
        yield Edit(
            source=entry.source,
            target=entry.target,
            source_locale=entry.source_locale,
            target_locale=entry.target_locale,
            post=entry.post,
        )


def review_files(folder: Path) -> list[Path]:
    """Return the review files below a folder, or the one that was named."""
    if folder.is_file():
        return [folder]
    if not folder.is_dir():
        raise InputError("no such file or folder; expected that of the locales", path=folder)
    return [path for path in sorted(folder.glob("*/posts/**/*.po")) if not is_unplaced(path)]


def read_edits(reviews: Iterable[Path]) -> Edits:
    """Read what was decided. The same sentence in several posts counts in each."""
    edits: list[Edit] = []
    drafts: Counter[str] = Counter()
    for path in reviews:
        edits += _read(path, drafts)
    return Edits(edits=tuple(edits), drafts=drafts)


def _read(path: Path, drafts: Counter[str]) -> Iterator[Edit]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise OutputError(f"{path}: the review file there cannot be read ({error}): move it away") from error
    head = parse(text, path)
    try:
        source, target = parse_locale(head.source), parse_locale(head.target)
    except LocaleError:
        return  # not ours, or of a post whose language nobody could tell
    for entry in read_entries(text, path):
        if not entry.source or entry.plural or entry.obsolete or not entry.target:
            continue
        origin = entry.said.get("origin", "").split(" ", 1)[0]
        if entry.fuzzy or not decided(entry):
            drafts[str(target)] += origin in {*MADE, Origin.MEMORY} and entry.fuzzy
            continue
        yield Edit(
            source=entry.source,
            target=entry.target,
            source_locale=source,
            target_locale=target,
            machine=machine_of(entry),
            checks=flagged_in(entry),
            post=head.name,
        )
