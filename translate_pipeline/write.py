"""Put translations in the place of their sources, and write them so that nothing is ever half-written or lost."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from translate_pipeline.errors import LocaleError, OutputError
from translate_pipeline.formats import gettext, markdown, syntax
from translate_pipeline.formats.gettext import Review
from translate_pipeline.locales import parse_locale
from translate_pipeline.scripts import is_wide

if TYPE_CHECKING:
    from translate_pipeline.model import Block, Locale, Post, Translation, Unit

_CHARSET = re.compile(r"(<meta\b[^>]*?charset\s*=\s*[\"']?)([\w-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Where a translation went."""

    path: Path
    review: Path
    kept: Path | None = None
    """Where a post went that somebody had edited by hand; None where nobody had."""


def compose(translation: Translation) -> str:
    """Return the translated post: new words in the source's skeleton."""
    post = translation.post
    edits: list[tuple[int, int, str]] = []
    for number, group in groupby(translation.units, key=lambda unit: unit.segment.block):
        units = list(group)
        if any(unit.target != unit.source for unit in units):
            block = post.blocks[number]
            edits.append((block.span.start, block.span.end, _block(post, block, units, translation.locale)))
    changed = {start: new for start, _, new in edits}
    for anchor in post.anchors:
        new = changed.get(anchor.span.start)
        if new is not None and markdown.slugify(new) != anchor.slug:
            edits.append((anchor.span.start, anchor.span.start, f'<a id="{anchor.slug}"></a>'))
    if post.declared_span and edits:
        edits.append((post.declared_span.start, post.declared_span.end, str(translation.locale)))
    return _recharset(_splice(post.source, edits), post)


def _splice(source: str, edits: list[tuple[int, int, str]]) -> str:
    out: list[str] = []
    at = 0
    for start, end, new in sorted(edits, key=lambda edit: (edit[0], edit[1])):
        out += [source[at:start], new]
        at = end
    return "".join([*out, source[at:]])


def _recharset(text: str, post: Post) -> str:
    """Make a page that declares a legacy encoding say what it is now: outputs are UTF-8."""
    if post.format != "html" or post.encoding == "UTF-8":
        return text
    return _CHARSET.sub(r"\1utf-8", text, count=1)


def _block(post: Post, block: Block, units: list[Unit], locale: Locale) -> str:
    """Return a block's new raw text: targets joined as the locale joins sentences, the source's line ends kept."""
    spaced = locale.language not in {"ja", "zh"}
    out: list[str] = []
    for index, unit in enumerate(units):
        segment = unit.segment
        lead = post.source[segment.span.start : segment.core.start]
        if index and lead:
            lead = _joint(lead, units[index - 1], unit, spaced=spaced)
        out += [lead, unit.target]
        trail = post.source[segment.core.end : segment.span.end]
        if index + 1 < len(units):
            trail = _joint(trail, unit, units[index + 1], spaced=spaced)
        out.append(trail)
    return syntax.finish(block, "".join(out))


_ENDS_SINGLE, _STARTS_SINGLE = re.compile(r"(?<![*_])[*_]$"), re.compile(r"[*_](?![*_])")
"""Asterisks that are no strong emphasis, at the end or the start of a target; `emphasis.mend` looks after that."""


def _joint(gap: str, unit: Unit, following: Unit, *, spaced: bool) -> str:
    """Return what stands between two sentences."""
    if unit.target == unit.source and following.target == following.source:
        return gap
    if not gap and spaced and unit.target and following.target and not following.target[0].isspace():
        return " "
    if gap and gap.isspace() and not spaced and not re.search(r"[\r\n]", gap):
        marked = bool(_ENDS_SINGLE.search(unit.target) or _STARTS_SINGLE.match(following.target))  # it may need the gap
        return "" if not marked and (is_wide(unit.plain[-1:]) or is_wide(following.plain[:1])) else gap
    return gap


def structure_differs(post: Post, output: str) -> str:
    """Return how the output's structure differs from the source's (`""`: not at all): read back before it is written."""
    if post.format != "markdown":
        return ""
    before, after = _shape(post.blocks), _shape(markdown.parse(output).blocks)
    if len(before) != len(after):
        return f"{len(before)} blocks became {len(after)}"
    for number, (one, other) in enumerate(zip(before, after, strict=True), start=1):
        if one != other:
            return f"block {number} was {one} and became {other}"
    return ""


def _shape(blocks: tuple[Block, ...]) -> list[str]:
    return [str(block.kind) for block in blocks]


def paths(source: Path, locale: Locale, out: Path) -> tuple[Path, Path]:
    """Return where a translation and its review file go: `<out>/<locale>/posts/<slug><suffix>` and `<slug>.po`."""
    folder = out / str(locale) / "posts"
    slug = slug_of(source)
    return folder / f"{slug}{source.suffix}", folder / f"{slug}.po"


def slug_of(path: Path) -> str:
    """Return the name of a post without its suffix and without the locale that may stand before it.

    >>> slug_of(Path("posts/r1.ja.md")), slug_of(Path("v2.0.md"))
    ('r1', 'v2.0')
    """
    stem, dot, tag = path.stem.rpartition(".")
    if not dot or not stem:
        return path.stem
    try:
        parse_locale(tag)
    except LocaleError:
        return path.stem
    return stem


def read_review(review: Path) -> Review:
    """Return what people decided in an earlier review file; nothing where there is none."""
    try:
        return gettext.parse(review.read_text(encoding="utf-8"), review)
    except FileNotFoundError:
        return Review(decisions={})
    except (OSError, UnicodeDecodeError) as error:
        raise OutputError(f"{review}: the review file there cannot be read ({error}): move it away") from error


def write(translation: Translation, output: str, out: Path, earlier: Review) -> Written:
    """Write a translation and its review file, each atomically. A post edited by hand since is moved aside, not lost."""
    path, review = paths(translation.post.path, translation.locale, out)
    data = output.encode("utf-8", "surrogatepass")
    sha256 = hashlib.sha256(data).hexdigest()
    po = gettext.serialize(translation, earlier, sha256).encode("utf-8")
    kept = _set_aside(path, data, earlier)
    write_atomic(path, data)
    write_atomic(review, po)
    return Written(path=path, review=review, kept=kept)


def _set_aside(path: Path, data: bytes, earlier: Review) -> Path | None:
    if not path.is_file():
        return None
    now = path.read_bytes()
    if now == data or hashlib.sha256(now).hexdigest() == earlier.output_sha256:
        return None
    number = 1
    while (kept := path.with_name(f"{path.stem}.edited-{number}{path.suffix}")).exists():
        number += 1
    os.replace(path, kept)  # noqa: PTH105  (atomic on every platform)
    return kept


def check_writable(path: Path) -> None:
    """Raise `OutputError` where `path` cannot become a file: before any work is done for it."""
    if path.is_dir():
        raise OutputError(f"{path}: is a directory, expected to write a file there: use another --out")
    folder = path.parent
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    if not folder.is_dir():
        raise OutputError(f"{folder}: is a file, expected a folder to write into: use another --out")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OutputError(f"{folder}: not writable: use another --out")


def write_atomic(path: Path, data: bytes) -> None:
    """Write a file so that at any moment either the old or the new one is there, whole. Raises `OutputError`."""
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        os.replace(temporary, path)  # noqa: PTH105  (atomic on every platform)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror}): check the folder or use another --out") from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
