"""Bundles: all posts of a locale in one archive, with their review files, the catalogs, and a manifest of what is in it.

The same files make the same bytes, on any machine and at any time. So members are stored, not packed (builds of zlib pack
differently), in order of their names, with one date and one mode.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from translate_pipeline import __version__
from translate_pipeline.errors import InputError, OutputError, TranslateError
from translate_pipeline.files import is_set_aside, write_atomic
from translate_pipeline.formats import FORMATS
from translate_pipeline.layouts import place
from translate_pipeline.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from translate_pipeline.glossary import Glossary
    from translate_pipeline.model import Locale

SCHEMA = 1
"""Of the manifest."""

MANIFEST = "manifest.json"
_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """What was made of a locale, and what a person should know of it."""

    path: Path
    locale: Locale
    manifest: Mapping[str, Any]
    left_out: int = 0
    """Posts that are not reviewed, where only reviewed ones were asked for."""
    stale: tuple[Path, ...] = ()
    """Review files with decisions that are not in the posts yet."""
    edited: tuple[Path, ...] = ()
    """Posts that were edited by hand after they were written."""
    errors: tuple[TranslateError, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Post:
    name: str
    """Its path below `<locale>/posts`."""
    data: bytes
    review: bytes
    said: dict[str, Any] = field(default_factory=dict)
    """Its entry in the manifest."""
    stale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What bundles are to be like."""

    layout: str = "plain"
    reviewed_only: bool = False
    roots: tuple[Path, ...] = ()
    """Folders with message catalogs, later ones in force over earlier ones."""
    glossary: Glossary | None = None
    """Where it is given, the manifest says which papers a post names."""


def make_bundle(out: Path, locale: Locale, dest: Path, order: Order) -> Bundle:
    """Write `<dest>/<locale>.zip`.

    Posts that cannot be read are left out and said. Raises `InputError` where nothing is left.
    """
    posts, errors = _read(out / str(locale) / "posts", order.glossary)
    chosen = [post for post in posts if not order.reviewed_only or post.said["reviewed"] == post.said["entries"]]
    if not chosen:
        found = f"none of {len(posts)} posts is reviewed" if posts else "found no posts"
        wanted = "review them" if posts else f"run translate batch or run --to {locale}"
        for error in errors:
            raise error
        raise InputError(f"{found}, expected some to bundle: {wanted}", path=out / str(locale) / "posts")
    members = dict(_catalogs(locale, order.roots))
    for post in chosen:
        post.said["path"] = place(order.layout, str(locale), post.name)
        members[post.said["path"]] = post.data
        members[f"review/{post.said['slug']}.po"] = post.review
    manifest = _manifest(locale, order, [post.said for post in chosen], members)
    members[MANIFEST] = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
    path = dest / f"{locale}.zip"
    write_atomic(path, archive(members))
    folder = out / str(locale) / "posts"
    return Bundle(
        path=path,
        locale=locale,
        manifest=manifest,
        left_out=len(posts) - len(chosen),
        stale=tuple(folder / post.name for post in chosen if post.stale),
        edited=tuple(folder / post.name for post in chosen if post.said["edited"]),
        errors=tuple(errors),
    )


def archive(members: Mapping[str, bytes]) -> bytes:
    """Return a ZIP archive of files, the same for the same files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as opened:
        for name in sorted(members):
            info = zipfile.ZipInfo(name, _DATE)
            info.create_system, info.external_attr = 3, 0o100644 << 16
            opened.writestr(info, members[name])
    return packed.getvalue()


def _read(folder: Path, glossary: Glossary | None) -> tuple[list[_Post], list[TranslateError]]:
    posts, errors = [], []
    reviews = {path for path in folder.rglob("*.po") if not path.name.startswith(".")}
    for path in sorted(folder.rglob("*")):
        if path.name.startswith(".") or path.suffix.lower() not in FORMATS or is_set_aside(path) or not path.is_file():
            continue
        review = path.with_suffix(".po")
        reviews.discard(review)
        try:
            posts.append(_post(path, review, folder, glossary))
        except TranslateError as error:
            errors.append(error)
    errors += [
        InputError("found no post beside it, expected one: run translate batch again", path=path) for path in sorted(reviews)
    ]
    return posts, errors


def _post(path: Path, review: Path, folder: Path, glossary: Glossary | None) -> _Post:
    from translate_pipeline.formats.gettext import parse  # noqa: PLC0415  (heavy)

    try:
        data, po = path.read_bytes(), review.read_bytes()
        text = po.decode("utf-8")
    except FileNotFoundError as error:
        raise InputError("found no review file beside it, expected one: run translate batch again", path=path) from error
    except (OSError, UnicodeDecodeError) as error:
        raise OutputError(f"{path}: cannot be read with its review file ({error}): check them") from error
    head = parse(text, review)
    entries = list(_entries(text))
    signature = dict(part.split(":", 1) for part in head.signature.split("|") if ":" in part)
    findings = Counter(level for entry in entries for level in entry.findings)
    sha256 = hashlib.sha256(data).hexdigest()
    said = {
        "slug": path.relative_to(folder).with_suffix("").as_posix(),
        "source": {"name": head.name, "sha256": head.source_sha256, "locale": head.source},
        "relay": _relay(entries, glossary),
        "entries": len(entries),
        "reviewed": sum(entry.reviewed for entry in entries),
        "findings": {str(level): findings[str(level)] for level in Severity},
        "signature": signature,
        "edited": sha256 != head.output_sha256,
    }
    stale = any(entry.edited for entry in entries)
    return _Post(name=path.relative_to(folder).as_posix(), data=data, review=po, said=said, stale=stale)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    source: str
    language: str
    reviewed: bool
    edited: bool
    """Decided after the post was written."""
    findings: tuple[str, ...]


def _entries(text: str) -> Iterator[_Entry]:
    from babel.messages.pofile import read_po  # noqa: PLC0415

    from translate_pipeline.formats.gettext import decided, digest  # noqa: PLC0415

    for message in read_po(io.StringIO(text)):
        if not message.id or not isinstance(message.id, str):
            continue
        comments = [comment.split(": ", 1) for comment in message.auto_comments if ": " in comment]
        said = dict(reversed(comments))
        origin = said.get("origin", "").split(" ", 1)[0]
        yield _Entry(
            source=message.id,
            language=said.get("language", "und").split(" ", 1)[0],
            reviewed=origin != "model" or decided(message),
            edited=bool(said.get("draft")) and digest(str(message.string)) != said["draft"],
            findings=tuple(key for key, _ in comments if key in set(map(str, Severity))),
        )


def _relay(entries: Sequence[_Entry], glossary: Glossary | None) -> dict[str, Any]:
    """Return the languages and the press that a post shows it came through."""
    from translate_pipeline.locales import parse_locale  # noqa: PLC0415

    languages = Counter(entry.language for entry in entries if entry.language != "und")
    sources: dict[str, None] = {}
    for entry in entries if glossary else ():
        if entry.language == "und" or glossary is None:
            continue
        for match in glossary.find(entry.source, parse_locale(entry.language)):
            if match.concept.kind == "press":
                sources[match.concept.forms.get("en") or match.text] = None
    return {"languages": dict(sorted(languages.items())), "press": sorted(sources)}


def _catalogs(locale: Locale, roots: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    """Yield the locale's page furniture, compiled for gettext and as JSON for web pages."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415
    from babel.messages.pofile import read_po  # noqa: PLC0415

    from translate_pipeline.formats.gettext import DatelessCatalog  # noqa: PLC0415

    merged = DatelessCatalog(locale=str(locale).replace("-", "_"), project="page furniture", version="1", fuzzy=False)
    said: dict[Any, Any] = {}
    for path in (root / str(locale) / "messages.po" for root in roots):
        if not path.is_file():
            continue
        try:
            catalog = read_po(io.StringIO(path.read_text(encoding="utf-8-sig")), abort_invalid=True)
        except (OSError, ValueError) as error:
            raise InputError(f"not a message catalog ({error}): mend it", path=path) from error
        said |= {message.id: message.string for message in catalog if message.id and message.string and not message.fuzzy}
    if not said:
        return
    for message_id, string in said.items():
        merged.add(message_id, string)
    compiled = io.BytesIO()
    write_mo(compiled, merged)
    singular = {key[0] if isinstance(key, tuple) else key: string for key, string in said.items()}
    yield "catalogs/messages.mo", compiled.getvalue()
    yield "catalogs/messages.json", json.dumps(singular, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def _manifest(locale: Locale, order: Order, posts: list[dict[str, Any]], members: Mapping[str, bytes]) -> dict[str, Any]:
    signatures = [post["signature"] for post in posts]
    keys = ("engine", "model", "sha256", "licence")
    models = {tuple(one.get(key, "") for key in keys) for one in signatures}
    entries, reviewed = sum(post["entries"] for post in posts), sum(post["reviewed"] for post in posts)
    return {
        "schema": SCHEMA,
        "version": __version__,
        "locale": str(locale),
        "layout": order.layout,
        "reviewed_only": order.reviewed_only,
        "posts": posts,
        "models": [dict(zip(keys, model, strict=True)) for model in sorted(models)],
        "glossaries": sorted({one.get("glossary", "") for one in signatures}),
        "totals": {
            "posts": len(posts),
            "entries": entries,
            "reviewed": reviewed,
            "reviewed_share": round(reviewed / entries, 4) if entries else 1.0,
            "findings": {str(level): sum(post["findings"][level] for post in posts) for level in Severity},
        },
        "files": {
            name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)} for name, data in sorted(members.items())
        },
    }
