"""Find what is to be checked, and read it: review files with the posts beside them, and posts alone, each once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from translate_pipeline.errors import InputError, LocaleError, TranslateError
from translate_pipeline.files import file_sha256, is_set_aside, is_unplaced
from translate_pipeline.formats import FORMATS, fragments, po
from translate_pipeline.locales import has_profile, parse_locale
from translate_pipeline.model import BlockKind
from translate_pipeline.read import read_post

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from translate_pipeline.formats.po import PoFile
    from translate_pipeline.model import Locale, Post, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A translated post: its review file and what lies beside it, or the post alone."""

    path: Path
    """The review file; the post where there is none."""
    locale: Locale
    text: str
    """Of `path`."""
    sha256: str
    """Of `path`."""
    main: Locale | None = None
    """The language of most of the source."""
    po: PoFile | None = None
    """None for a post alone."""
    post: Post | None = None
    """The translated post as it lies there; None where there is none."""
    kind: str = "markdown"
    """Its format."""
    labels: frozenset[str] = frozenset()
    """Labels of links and notes that the post defines."""
    headings: frozenset[str] = frozenset()
    """Letters of each heading, of the source where it was found and else of the post."""
    source: Post | None = None
    """What it was translated from, where that was found as it was then."""

    def words(self, unit: Unit) -> str:
        """Return the words of a unit's target."""
        return fragments.words(unit.target, fragments.read("", self.kind)[1], self.labels)


@dataclass(slots=True)
class Found:
    """What there is to check, and what is to be said of the rest."""

    targets: list[Target] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    """One line for each file that cannot be checked; the others are not kept from it."""


def find_targets(paths: Iterable[Path], to: Locale | None = None) -> Found:
    """Read what lies at the paths. `to` keeps to one locale, and is that of posts which nothing else tells."""
    found = Found()
    seen: set[Path] = set()
    for path in paths:
        if path.is_dir():
            some = list(_below(path, to))
            if not some:
                found.errors.append(f"{path}: found no review file and no post in it, expected some: name another folder")
            for one in some:
                _take(one, to, found, seen, named=False)
        else:
            _take(path, to, found, seen, named=True)
    for locale in dict.fromkeys(target.locale for target in found.targets):
        if not has_profile(locale):
            found.notes.append(f"{locale} has no profile (locales/{locale}/locale.toml): only general checks apply")
    return found


def _below(folder: Path, to: Locale | None) -> Iterator[Path]:
    """Yield the review files and posts below a folder, in order; hidden files, catalogs and what was set aside left out."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        fits = path.suffix == ".po" or path.suffix.lower() in FORMATS
        if hidden or not fits or is_set_aside(path) or is_unplaced(path) or _is_catalog(path) or not path.is_file():
            continue
        if to is None or folder_locale(path) in {to, None}:
            yield path


def _is_catalog(path: Path) -> bool:
    """Whether a file is the catalog of page furniture of a locale: `<locale>/messages.po`."""
    if path.name != "messages.po":
        return False
    try:
        parse_locale(path.absolute().parent.name)
    except LocaleError:
        return False
    return True


def _take(path: Path, to: Locale | None, found: Found, seen: set[Path], *, named: bool) -> None:
    """Read one file, with what lies beside it, unless it was read before."""
    review = path if path.suffix == ".po" else path.with_suffix(".po")
    pair = review.is_file() and (path is review or post_beside(review) is not None)
    main = review if pair or path.suffix == ".po" else path
    if main.absolute() in seen:
        return
    seen.add(main.absolute())
    try:
        if main is path and path.suffix != ".po":
            target = read_alone(path, to)
            found.notes.append(f"{path}: has no review file beside it: checked alone, for what needs no source")
        else:
            if _is_catalog(main):
                raise InputError("is a catalog of page furniture, expected a review file or a post", path=main)
            target = read_pair(main, to if named else None)
            if target.post is None:
                found.notes.append(f"{main}: has no post beside it: only the review file is checked")
        if to is None or target.locale == to:
            found.targets.append(target)
    except TranslateError as error:
        found.errors.append(str(error))


def read_pair(path: Path, expected: Locale | None = None) -> Target:
    """Read a review file and the post beside it. Raises `InputError` for what is none, or not of its folder's locale."""
    data, text = _text(path)
    found = po.scan(text, path)
    if "X-Source-Language" not in found.header:
        raise InputError("found no X-Source-Language in its header, expected a review file that translate wrote", path=path)
    locale = _locale(found.header.get("Language", ""), "Language", path)
    wanted = expected or folder_locale(path)
    if wanted is not None and locale != wanted:
        by = "as was asked for" if expected else "as its folder says"
        raise InputError(f"is for {locale}, expected {wanted} {by}: move it, or correct Language", path=path)
    source = found.header["X-Source-Language"]
    name = found.header.get("Project-Id-Version", "").rpartition(" ")[0]
    beside = post_beside(path, name)
    post = read_post(beside) if beside else None
    suffix = beside.suffix if beside else path.with_name(name or "x.md").suffix
    kind = FORMATS.get(suffix.lower(), "markdown")
    digest = found.header.get("X-Source-SHA256", "")
    original = _source(path, name, digest) if digest and name and "/" not in name else None
    shown = original or post
    return Target(
        path=path,
        locale=locale,
        text=text,
        sha256=hashlib.sha256(data).hexdigest(),
        main=None if source in {"", "und"} else _locale(source, "X-Source-Language", path),
        po=found,
        post=post,
        kind=kind,
        labels=fragments.labels(post.source) if post and kind == "markdown" else frozenset(),
        headings=_headings(shown) if shown else frozenset(),
        source=original,
    )


def _headings(post: Post) -> frozenset[str]:
    blocks = (block.span.of(post.source) for block in post.blocks if block.kind is BlockKind.HEADING)
    return frozenset(map(letters, blocks))


def letters(text: str) -> str:
    """Return what markup, escapes and line breaks make no difference to.

    >>> letters("a **b**")
    'ab'
    """
    return "".join(char for char in text if char.isalnum())


def read_alone(path: Path, locale: Locale | None = None) -> Target:
    """Read a post that has no review file. Raises `InputError` where nothing tells its locale."""
    post = read_post(path)
    locale = locale or folder_locale(path) or post.declared
    if locale is None:
        raise InputError(
            "found no review file beside it and no locale it is in, expected one of them: name the locale with --to",
            path=path,
        )
    return Target(path=path, locale=locale, text=post.source, sha256=post.sha256, post=post, kind=post.format)


def _text(path: Path) -> tuple[bytes, str]:
    try:
        data = path.read_bytes()
        return data, data.decode("utf-8")
    except FileNotFoundError as error:
        raise InputError("no such file", path=path) from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise InputError(f"not UTF-8 (byte {error.start}), expected it: save it as UTF-8", path=path, line=line) from error
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror}): check the file", path=path) from error


def _locale(tag: str, field: str, path: Path) -> Locale:
    try:
        return parse_locale(tag)
    except LocaleError as error:
        raise InputError(f"found {field}: {tag or '(nothing)'}: {error}", path=path) from error


def folder_locale(path: Path) -> Locale | None:
    """Return the locale of the folder that a file lies in, `<locale>/posts/…`; None where no folder names one."""
    parts = path.absolute().parts
    for at in range(len(parts) - 2, 0, -1):
        if parts[at] == "posts":
            try:
                return parse_locale(parts[at - 1])
            except LocaleError:
                continue
    return None


def post_beside(review: Path, name: str = "") -> Path | None:
    """Return the post beside a review file: of the suffix that the review file's own source has, or else any."""
    first = review.with_name(name).suffix if name else ""
    suffixes = dict.fromkeys([first, *FORMATS] if first.lower() in FORMATS else FORMATS)
    return next((path for suffix in suffixes if (path := review.with_suffix(suffix)).is_file()), None)


def _source(review: Path, name: str, digest: str) -> Post | None:
    """Return what a review file was made from where it lies above it, or in a `posts` there, as it was then."""
    parents = review.absolute().parents
    at = next((number for number, up in enumerate(parents) if up.name == "posts"), 0)
    inner = review.absolute().parent.relative_to(parents[at])
    for up in parents[at + 1 :]:
        for path in (up / name, up / "posts" / inner / name):
            if path.is_file() and file_sha256(path) == digest:
                return read_post(path)
    return None
