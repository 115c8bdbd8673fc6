"""Put translations in the place of their sources, and write them so that nothing is ever half-written or lost."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from translate_pipeline.errors import ChangedError, OutputError
from translate_pipeline.files import file_sha256, publish, write_part
from translate_pipeline.formats import gettext, markdown, syntax
from translate_pipeline.formats.gettext import Review
from translate_pipeline.scripts import is_wide

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from translate_pipeline.glossary import Glossary
    from translate_pipeline.model import Block, Locale, Post, Translation, Unit

_CHARSET = re.compile(r"(<meta\b[^>]*?charset\s*=\s*[\"']?)([\w-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Where a translation went."""

    path: Path
    review: Path
    kept: Path | None = None
    """Where a post went that somebody had edited by hand; None where nobody had."""
    post_sha256: str = ""
    review_sha256: str = ""


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


def read_review(review: Path) -> Review:
    """Return what people decided in an earlier review file; nothing where there is none."""
    try:
        data = review.read_bytes()
        found = gettext.parse(data.decode("utf-8"), review)
    except FileNotFoundError:
        return Review(decisions={})
    except (OSError, UnicodeDecodeError) as error:
        raise OutputError(f"{review}: the review file there cannot be read ({error}): move it away") from error
    return replace(found, sha256=hashlib.sha256(data).hexdigest())


def render_review(
    translation: Translation, output: str, earlier: Review, glossary: Glossary | None = None
) -> tuple[bytes, bytes]:
    """Return the bytes of a post and of its review file."""
    data = output.encode("utf-8", "surrogatepass")
    return data, gettext.serialize(translation, earlier, hashlib.sha256(data).hexdigest(), glossary).encode("utf-8")


def write(
    files: tuple[bytes, bytes], where: tuple[Path, Path], earlier: Review, ours: Collection[str] = frozenset()
) -> Written:
    """Write a post and its review file, each atomically. A post edited by hand since is moved aside, not lost.

    `ours` are digests of what was written there by runs that may have been cut off. Raises `ChangedError` where the review
    file is no longer the one that was read: somebody works on it.
    """
    (data, po), (path, review) = files, where
    part, review_part = write_part(path, data), None
    try:
        review_part = write_part(review, po)
        if file_sha256(review) != earlier.sha256:
            raise ChangedError(f"{review}: was changed while the post was being translated: run again")
        kept = _set_aside(path, data, {earlier.output_sha256, *ours})
        publish(part, path)
        publish(review_part, review)
    finally:
        for left in (part, review_part):
            if left is not None:
                with contextlib.suppress(OSError):
                    left.unlink(missing_ok=True)
    digests = (hashlib.sha256(one).hexdigest() for one in files)
    post_sha256, review_sha256 = digests
    return Written(path=path, review=review, kept=kept, post_sha256=post_sha256, review_sha256=review_sha256)


def _set_aside(path: Path, data: bytes, ours: Collection[str]) -> Path | None:
    if not path.is_file():
        return None
    now = path.read_bytes()
    if now == data or hashlib.sha256(now).hexdigest() in ours:
        return None
    number = 1
    while (kept := path.with_name(f"{path.stem}.edited-{number}{path.suffix}")).exists():
        number += 1
    os.replace(path, kept)  # noqa: PTH105  (atomic on every platform)
    return kept
