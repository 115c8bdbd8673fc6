"""Put what the checks suggest into review files, and into the posts beside them; nothing else in them changes by a byte."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from translate_pipeline.check import check_unit
from translate_pipeline.errors import ChangedError, TranslateError
from translate_pipeline.files import file_sha256, publish, write_part
from translate_pipeline.formats import gettext, po
from translate_pipeline.grades import Levels, graded
from translate_pipeline.mend import mended
from translate_pipeline.model import Origin
from translate_pipeline.read import parse_post

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from translate_pipeline.formats.po import Edit, Entry, PoFile
    from translate_pipeline.model import Finding, Post, Unit
    from translate_pipeline.recheck import Checked
    from translate_pipeline.recheck.targets import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A target that was mended."""

    line: int
    old: str
    new: str
    in_post: bool
    """Whether the post beside it says so too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """What mending a file comes to: its new bytes and those of the post beside it, not written yet."""

    changes: tuple[Change, ...]
    files: tuple[tuple[Path, str, bytes], ...]
    """Each file with the digest that it must still have, and its new bytes."""


def fixed(checked: Checked, levels: Levels) -> Fixed:
    """Return what becomes of a review file once every safe suggestion is in it. A post alone is left to its author."""
    target = checked.target
    if target.po is None:
        return Fixed(changes=(), files=())

    def find(unit: Unit) -> tuple[Finding, ...]:
        return graded(check_unit(unit, checked.context), levels)

    edits: list[Edit] = []
    mendings: list[tuple[Entry, str]] = []
    for entry, unit in zip(target.po.entries, checked.units, strict=True):
        new = mended(unit, find, target.words).target if unit.origin is not Origin.SOURCE else unit.target
        own = _entry_edits(entry, new)
        if own:
            edits += own
            mendings.append((entry, new))
    if not mendings:
        return Fixed(changes=(), files=())
    post, done = _in_post(target, mendings)
    files = []
    if target.post is not None and post is not None:
        data = post.encode("utf-8", "surrogatepass")
        files.append((target.post.path, target.post.sha256, data))
        if target.po.header.get("X-Output-SHA256") == target.post.sha256:
            edits += po.set_header(target.po, "X-Output-SHA256", hashlib.sha256(data).hexdigest())
    files.append((target.path, target.sha256, po.splice(target.text, edits).encode("utf-8")))
    changes = tuple(
        Change(line=po.position(target.text, entry.text.places[0])[0], old=entry.string, new=new, in_post=entry.line in done)
        for entry, new in mendings
    )
    return Fixed(changes=changes, files=tuple(files))


def _entry_edits(entry: Entry, new: str) -> tuple[Edit, ...]:
    """Return what gives an entry another target: a machine's draft stays one, what a person decided stays decided."""
    if new == entry.string or not new.strip():
        return ()
    edits = po.retarget(entry.text, new)
    digest = gettext.digest(new)
    if gettext.decided(entry):
        # Mended back to what the machine wrote, it would read as its draft: the person's own text takes the draft's place.
        back = f"draft: {digest}" in entry.auto_comments
        digest = gettext.digest(entry.string) if back else ""
    return (*edits, (*entry.draft, digest)) if entry.draft and digest else edits


def _in_post(target: Target, mendings: Iterable[tuple[Entry, str]]) -> tuple[str | None, set[int]]:
    """Return the post with the new targets in it, and the lines of the entries for which that was safe."""
    post, found = target.post, target.po
    if post is None or found is None or post.encoding != "UTF-8":
        return None, set()
    text, done = post.source, set[int]()
    for entry, new in mendings:
        tried = _replaced(text, entry, new, found)
        if tried is not None and _same_shape(post, tried):
            text = tried
            done.add(entry.line)
    return (text, done) if done else (None, set())


def _replaced(text: str, entry: Entry, new: str, found: PoFile) -> str | None:
    """Return a post with one target replaced; None where it does not stand there exactly once, as a text of its own."""
    old = entry.string
    inside = sum(old in other.string for other in found.entries)
    if not old or inside != 1 or text.count(old) != 1:
        return None
    return text.replace(old, new)


def _same_shape(post: Post, text: str) -> bool:
    """Whether a post with another text still reads as the same blocks."""
    try:
        after = parse_post(text, post.path, post.format)
    except TranslateError:
        return False
    return [block.kind for block in after.blocks] == [block.kind for block in post.blocks]


def write_fixed(one: Fixed) -> None:
    """Write what was mended, each file atomically. Raises `ChangedError` where one is no longer as it was read."""
    parts: list[tuple[Path, Path]] = []
    try:
        for path, _, data in one.files:
            parts.append((write_part(path, data), path))
        for path, sha256, _ in one.files:
            if file_sha256(path) != sha256:
                raise ChangedError(f"{path}: was changed while it was being checked: run again")
        for part, path in parts:
            publish(part, path)
    finally:
        for part, _ in parts:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)


def reread(checked: Checked, one: Fixed) -> Target:
    """Return the target as it is once the files are written."""
    target = checked.target
    new = {path: data for path, _, data in one.files}
    if target.path not in new:
        return target
    text = new[target.path].decode("utf-8")
    post = target.post
    if post is not None and post.path in new:
        data = new[post.path]
        source = data.decode("utf-8", "surrogatepass")
        post = replace(parse_post(source, post.path, post.format), sha256=hashlib.sha256(data).hexdigest())
    sha256 = hashlib.sha256(new[target.path]).hexdigest()
    return replace(target, text=text, sha256=sha256, po=po.scan(text, target.path), post=post)
