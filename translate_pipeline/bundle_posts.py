"""What lies in the folder of a locale, as bundles need it: posts, their review files, and what these say of them."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate_pipeline.errors import InputError, LocaleError, OutputError, TranslateError
from translate_pipeline.files import is_set_aside, is_unplaced
from translate_pipeline.formats import FORMATS
from translate_pipeline.layouts import shown, unsafe
from translate_pipeline.locales import parse_locale
from translate_pipeline.model import Origin, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from translate_pipeline.glossary import Glossary
    from translate_pipeline.model import Locale

_SIGNATURE = {
    "engine": "engine",
    "model": "model",
    "model_sha256": "sha256",
    "licence": "licence",
    "glossary": "glossary",
    "version": "version",
}
"""Key in the manifest to key in `X-Signature`."""
_SIGNED = re.compile(rf"\|(?=(?:{'|'.join(_SIGNATURE.values())}):)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A post that can be bundled."""

    path: Path
    name: str
    """Its path below `<locale>/posts`."""
    data: bytes
    review: bytes
    said: Mapping[str, Any]
    """Its entry in the manifest, but for where it lies in the archive."""

    @property
    def reviewed(self) -> bool:
        """Whether all of it is reviewed, as it stands in the post."""
        return bool(self.said["reviewed"] == self.said["entries"] and not self.said["stale"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What lies in the folder of a locale."""

    locale: Locale
    folder: Path
    posts: tuple[Ready, ...]
    errors: tuple[TranslateError, ...]
    """One for each post or review file that cannot be bundled."""


def collect(out: Path, locale: Locale, glossary: Glossary | None = None) -> Collected:
    """Read the posts of a locale and their review files. With a glossary it is said which papers a post names.

    What cannot be bundled is among the errors; the others are not kept from it.
    """
    folder = out / str(locale) / "posts"
    posts: list[Ready] = []
    errors: list[TranslateError] = []
    files = [path for path in folder.rglob("*") if not _hidden(path.relative_to(folder)) and path.is_file()]
    alone = {path for path in files if path.suffix == ".po" and not is_unplaced(path)}
    for path in files:
        if path.suffix.lower() not in FORMATS or is_set_aside(path):
            continue
        alone.discard(path.with_suffix(".po"))
        try:
            posts.append(_ready(path, folder, locale, glossary))
        except TranslateError as error:
            errors.append(error)
    advice = "found no post beside it, expected one: run translate batch or run again, or remove it"
    errors += [InputError(advice, path=shown(str(path))) for path in alone]
    return Collected(
        locale=locale,
        folder=folder,
        posts=tuple(sorted(posts, key=lambda post: post.name)),
        errors=tuple(sorted(errors, key=str)),
    )


def locales_in(out: Path) -> tuple[tuple[Locale, ...], list[TranslateError]]:
    """Return the locales that have a folder of posts, and what is wrong with folders that are no locale's."""
    found: list[Locale] = []
    errors: list[TranslateError] = []
    for folder in sorted(path.parent for path in out.glob("*/posts") if path.is_dir()):
        if folder.name.startswith("."):
            continue
        try:
            locale = parse_locale(folder.name)
        except LocaleError as error:
            errors.append(InputError(f"{error}; name the locales with --to, or move it", path=shown(str(folder))))
            continue
        if str(locale) == folder.name:
            found.append(locale)
        else:
            errors.append(InputError(f"expected a folder named {locale}: rename it", path=shown(str(folder))))
    return tuple(found), errors


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _ready(path: Path, folder: Path, locale: Locale, glossary: Glossary | None) -> Ready:
    name, review = path.relative_to(folder).as_posix(), path.with_suffix(".po")
    if why := unsafe(name):
        raise InputError(f"its name {why}: rename it", path=shown(str(path)))
    try:
        data, po = path.read_bytes(), review.read_bytes()
        text = po.decode("utf-8")
    except FileNotFoundError as error:
        raise InputError(
            "found no review file beside it, expected one: run translate batch or run again", path=path
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise OutputError(f"{path}: cannot be read with its review file ({error}): check them") from error
    said = describe(data, text, review, glossary)
    _check_review(text, review, path, locale)
    slug = path.relative_to(folder).with_suffix("").as_posix()
    return Ready(path=path, name=name, data=data, review=po, said={**said, "slug": slug})


def _check_review(text: str, review: Path, path: Path, locale: Locale) -> None:
    """Raise `InputError` where a review file is not this post's in this locale."""
    from translate_pipeline.formats.gettext import parse  # noqa: PLC0415  (heavy)

    head = parse(text, review)
    if not head.output_sha256:
        raise InputError(
            "found no X-Output-SHA256, expected what translate wrote: run translate batch or run again", path=review
        )
    if _locale(head.target) != locale:
        raise InputError(f"is for {head.target or 'no locale'}, expected {locale}: move it to its folder", path=review)
    if Path(head.name).suffix != path.suffix:
        raise InputError(f"its review file is that of {head.name}: rename or remove one of the two posts", path=path)


def describe(data: bytes, text: str, review: Path, glossary: Glossary | None = None) -> dict[str, Any]:
    """Return what a post and its review file say of themselves: its entry in the manifest, but for names and places.

    Raises `InputError` where the review file is no PO file.
    """
    from translate_pipeline.formats.gettext import parse  # noqa: PLC0415

    head = parse(text, review)
    entries = list(_entries(text, review))
    reviewed = sum(entry.reviewed for entry in entries)
    signed = dict(part.split(":", 1) for part in _SIGNED.split(head.signature) if ":" in part)
    sha256 = hashlib.sha256(data).hexdigest()
    return {
        "sha256": sha256,
        "source": {"name": head.name, "sha256": head.source_sha256, "locale": head.source},
        "relay": _relay(entries, glossary),
        "entries": len(entries),
        "reviewed": reviewed,
        "reviewed_share": share(reviewed, len(entries)),
        "findings": count_findings(entry.findings for entry in entries),
        "signature": {key: signed.get(name, "") for key, name in _SIGNATURE.items()},
        "edited": sha256 != head.output_sha256,
        "stale": any(entry.pending for entry in entries),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    source: str
    language: str
    reviewed: bool
    pending: bool
    """Decided after the post was written, or so that it cannot be told."""
    findings: Mapping[str, int]


def _entries(text: str, review: Path) -> Iterator[_Entry]:
    from translate_pipeline.formats.gettext import decided, digest  # noqa: PLC0415
    from translate_pipeline.formats.po_entries import read_entries  # noqa: PLC0415

    for entry in read_entries(text, review):
        if not entry.source or entry.plural or entry.obsolete:
            continue
        said = entry.said
        origin, draft = said.get("origin", "").split(" ", 1)[0], said.get("draft", "")
        mine = bool(entry.target) and decided(entry)  # an emptied target decides nothing: the next run drafts anew
        yield _Entry(
            source=entry.source,
            language=said.get("language", "und").split(" ", 1)[0],
            reviewed=not entry.fuzzy and (mine or origin not in {Origin.MODEL, ""}),
            pending=bool(entry.target) and digest(entry.target) != draft,
            findings=Counter(comment.split(": ", 1)[0] for comment in entry.comments if ": " in comment),
        )


def _locale(tag: str) -> Locale | None:
    try:
        return parse_locale(tag)
    except LocaleError:
        return None


def _relay(entries: Sequence[_Entry], glossary: Glossary | None) -> dict[str, Any]:
    """Return the languages and the papers that a post shows it came through."""
    languages: Counter[str] = Counter()
    sources: set[str] = set()
    for entry in entries:
        locale = None if entry.language == "und" else _locale(entry.language)
        if locale is None:
            continue
        languages[str(locale)] += 1
        for match in glossary.find(entry.source, locale) if glossary else ():
            if match.concept.kind == "press":
                sources.add(match.concept.forms.get("en") or match.text)
    return {"languages": dict(sorted(languages.items())), "sources": sorted(sources)}


def count_findings(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Return how many findings there are of each severity."""
    some = list(counts)
    return {str(level): sum(one.get(str(level), 0) for one in some) for level in Severity}


def share(reviewed: int, entries: int) -> float:
    """Return a share, rounded down, so that 1.0 is all: of nothing, all is reviewed."""
    return reviewed * 10_000 // entries / 10_000 if entries else 1.0
