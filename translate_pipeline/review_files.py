"""Review files on the disk: which there are, where what comes back belongs, and writing so that nothing is lost."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from translate_pipeline.errors import ChangedError, InputError, OutputError
from translate_pipeline.files import file_sha256, is_unplaced, publish, slug_of, unplaced_path, write_atomic, write_part
from translate_pipeline.formats import gettext, xliff
from translate_pipeline.review import Incoming, Merged, from_po, from_xliff, merge, outgoing, set_aside

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did to one review file."""

    came: Path
    """The file that came back."""
    review: Path
    merged: Merged
    unplaced: Path | None
    """Where edits lie that could not be placed; None: all could."""


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file. Raises `InputError`."""
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError as error:
        raise InputError("no such file: check its name", path=path) from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read ({error}), expected UTF-8 text", path=path) from error


def is_review(text: str, path: Path) -> bool:
    """Whether a PO file is the review file of a post, and not a catalog of messages."""
    return "X-Source-Language" in text and bool(gettext.parse(text, path).source)


def reviews_in(path: Path) -> tuple[Path, ...]:
    """Return the review file that is named, or those in a folder and below. Raises `InputError` where there is none."""
    if not path.is_dir():
        if is_unplaced(path) or not is_review(read_text(path), path):
            raise InputError("is no review file of a post, expected one that translate run wrote", path=path)
        return (path,)
    found = [one for one in sorted(path.rglob("*.po")) if not is_unplaced(one) and one.is_file()]
    reviews = tuple(one for one in found if not one.name.startswith(".") and is_review(read_text(one), one))
    if not reviews:
        raise InputError("found no review files in it: run translate run or batch first", path=path)
    return reviews


def original_of(review: Path, root: Path) -> str:
    """Return where a review file lies below the folder of locales.

    >>> original_of(Path("/site/locales/ko/posts/a/r1.po"), Path("/elsewhere"))
    'ko/posts/a/r1.po'
    """
    with contextlib.suppress(ValueError):
        return review.resolve().relative_to(root.resolve()).as_posix()
    parts = review.resolve().parts
    at = max((number for number, part in enumerate(parts[:-1]) if part == "posts"), default=len(parts))
    return "/".join(parts[at - 1 :]) if at < len(parts) else review.name


def export_xliff(review: Path, root: Path) -> bytes:
    """Return the XLIFF file of a review file."""
    return xliff.serialize([outgoing(read_text(review), review, original_of(review, root))])


def incoming_of(path: Path, into: Path) -> Iterator[tuple[Path, tuple[Incoming, ...]]]:
    """Yield the review files that a file is for, each with what it brings."""
    if path.suffix.lower() == ".po":
        text = read_text(path)
        yield _home_of_po(path, text, into), from_po(text, path)
        return
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror}): check its name", path=path) from error
    for file in xliff.parse(data, path):
        review = _home(file.original, into, path)
        text = read_text(review)
        _check_target(file.target, text, path, review)
        yield review, from_xliff(file, text, review)


def _home(original: str, into: Path, path: Path) -> Path:
    """Return the review file that is called so below a folder; no name leads out of it."""
    if into.is_file():
        return into
    parts = PurePosixPath(original.replace("\\", "/")).parts
    review = into.joinpath(*parts)
    if not parts or ".." in parts or PurePosixPath(original).is_absolute() or into.resolve() not in review.resolve().parents:
        raise InputError(
            f'found original="{original}", expected a path below {into}: name its review file with --into', path=path
        )
    if not review.is_file():
        raise InputError(
            f"found no review file {review} for it: name its folder of locales or review file with --into", path=path
        )
    return review


def _home_of_po(path: Path, text: str, into: Path) -> Path:
    """Return the review file of a PO file that was worked on elsewhere: by language, name and source."""
    head = gettext.parse(text, path)
    if into.is_file():
        _check_target(head.target, read_text(into), path, into)
        found = [into]
    else:
        names = {f"{slug_of(Path(head.name))}.po", path.name} if head.name else {path.name}
        folder = into / head.target.replace("_", "-") / "posts" if head.target else into
        found = [one for one in sorted(folder.rglob("*.po")) if one.name in names and not is_unplaced(one)]
        if len(found) > 1 and head.source_sha256:  # of one name in several folders: that of the same post
            same = [one for one in found if gettext.parse(read_text(one), one).source_sha256 == head.source_sha256]
            found = same or found
    if len(found) != 1:
        several = f"{len(found)} review files" if found else "no review file"
        raise InputError(f"found {several} for it below {into}: name the one with --into", path=path)
    if found[0].resolve() == path.resolve():
        raise InputError("is the review file itself: what is decided in it counts, it needs no import", path=path)
    return found[0]


def _check_target(target: str, text: str, path: Path, review: Path) -> None:
    expected = gettext.parse(text, review).target
    if target and expected and target.replace("_", "-").lower() != expected.replace("_", "-").lower():
        raise InputError(f"is for {target}, but {review} is for {expected}: check --into", path=path)


def take(came: Path, review: Path, incoming: tuple[Incoming, ...], *, dry: bool = False) -> Imported:
    """Put what came back into a review file, and what cannot be placed beside it. Raises `ChangedError`.

    What is set aside is written first: killed in between, nothing is lost, and another import does the rest.
    """
    text = read_text(review)
    merged = merge(text, review, incoming)
    lost = [one for one in merged.refused if one.incoming.target or one.incoming.remarks]
    unplaced = unplaced_path(review) if lost else None
    if unplaced and not dry:
        before = read_text(unplaced) if unplaced.exists() else ""
        head = gettext.parse(text, review)
        headers = {"Project-Id-Version": f"{review.name} unplaced", "Language": head.target.replace("-", "_")}
        headers |= {"MIME-Version": "1.0", "Content-Type": "text/plain; charset=utf-8", "Content-Transfer-Encoding": "8bit"}
        after = set_aside(before, lost, headers, unplaced, came.name)
        if after != before:
            write_atomic(unplaced, after.encode("utf-8", "surrogatepass"))
    if merged.text != text and not dry:
        _replace(review, text.encode("utf-8"), merged.text.encode("utf-8", "surrogatepass"))
    return Imported(came=came, review=review, merged=merged, unplaced=unplaced)


def _replace(review: Path, before: bytes, after: bytes) -> None:
    part = write_part(review, after)
    try:
        if file_sha256(review) != hashlib.sha256(before).hexdigest():
            raise ChangedError(f"{review}: was changed while it was read: import again")
        publish(part, review)
    except OutputError:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
