"""Bundles: all posts of a locale in one archive, with their review files, the catalogs, and a manifest of what is in it.

The same files make the same bytes, on any machine and at any time. docs/bundles.md describes the manifest.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from translate_pipeline import __version__
from translate_pipeline.bundle_posts import count_findings, share
from translate_pipeline.errors import InputError
from translate_pipeline.files import write_atomic
from translate_pipeline.layouts import place
from translate_pipeline.locales import fallbacks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from translate_pipeline.bundle_posts import Collected
    from translate_pipeline.model import Locale

SCHEMA = 1
"""Of the manifest."""

MANIFEST = "manifest.json"
_DATE = (1980, 1, 1, 0, 0, 0)
_MODEL = ("engine", "model", "model_sha256", "licence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What bundles are to be like."""

    layout: str = "plain"
    reviewed_only: bool = False
    roots: tuple[Path, ...] = ()
    """Folders with message catalogs, later ones in force over earlier ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """What was made of a locale, and what a person should know of it."""

    path: Path
    locale: Locale
    manifest: Mapping[str, Any]
    left_out: int = 0
    """Posts that are not reviewed, where only reviewed ones were asked for."""
    stale: tuple[Path, ...] = ()
    """Posts whose review files have decisions that are not in them yet, left out or not."""
    edited: tuple[Path, ...] = ()
    """Posts that were edited by hand after they were written."""


def make_bundle(found: Collected, dest: Path, order: Order) -> Bundle:
    """Write `<dest>/<locale>.zip`. Raises `InputError` where there is nothing to put into it."""
    chosen = [post for post in found.posts if post.reviewed or not order.reviewed_only]
    if not chosen:
        some = f"none of {len(found.posts)} posts is" if len(found.posts) > 1 else "the one post is not"
        said = f"{some} reviewed throughout" if found.posts else "found no posts"
        advice = "review them" if found.posts else f"run translate batch or run --to {found.locale}"
        raise InputError(f"{said}, expected some to bundle: {advice}", path=found.folder)
    tag = str(found.locale)
    members = dict(_catalogs(found.locale, order.roots))
    posts = []
    for post in chosen:
        where = place(order.layout, tag, post.name)
        members |= {where: post.data, review_of(post.said["slug"]): post.review}
        posts.append({**post.said, "path": where})
    manifest = _manifest(tag, order, posts, members)
    members[MANIFEST] = _json(manifest)
    path = dest / f"{tag}.zip"
    write_atomic(path, archive(members))
    return Bundle(
        path=path,
        locale=found.locale,
        manifest=manifest,
        left_out=len(found.posts) - len(chosen),
        stale=tuple(post.path for post in found.posts if post.said["stale"]),
        edited=tuple(post.path for post in chosen if post.said["edited"]),
    )


def archive(members: Mapping[str, bytes]) -> bytes:
    """Return a ZIP archive of files, the same for the same files.

    Members are stored, not deflated: builds of zlib deflate the same bytes differently. They stand in the order of their
    names, with one date (the first that ZIP can say) and one mode.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as opened:
        for name in sorted(members):
            info = zipfile.ZipInfo(name, _DATE)
            info.create_system, info.external_attr = 3, 0o100644 << 16
            opened.writestr(info, members[name])
    return packed.getvalue()


def review_of(slug: str) -> str:
    """Return where a post's review file lies in a bundle."""
    return f"review/{slug}.po"


def _catalogs(locale: Locale, roots: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    """Yield the locale's page furniture, compiled for gettext and as JSON for web pages."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415

    from translate_pipeline.formats.gettext import DatelessCatalog  # noqa: PLC0415
    from translate_pipeline.furniture import load_catalogs  # noqa: PLC0415

    says = load_catalogs(*roots).says if roots else {}
    said = {key: forms for tag in reversed(fallbacks(locale)) for key, forms in says.get(tag, {}).items()}
    if not said:
        return
    plurals = dict(_plurals(locale, roots))
    catalog = DatelessCatalog(locale=str(locale).replace("-", "_"), project="page furniture", version="1", fuzzy=False)
    for key, forms in said.items():
        catalog.add((key, plurals[key]) if key in plurals else key, forms if key in plurals else forms[0])
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    web = {key: list(forms) if key in plurals else forms[0] for key, forms in said.items()}
    head = {"language": str(locale), "plural_forms": catalog.plural_forms}
    yield "catalogs/messages.mo", compiled.getvalue()
    yield "catalogs/messages.json", _json({"": head, **web})


def _plurals(locale: Locale, roots: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """Yield the messages that have a plural, and it, from catalogs that were read before and found good."""
    from babel.messages.pofile import read_po  # noqa: PLC0415

    for path in (root / tag / "messages.po" for root in roots for tag in fallbacks(locale)):
        if path.is_file():
            for message in read_po(io.StringIO(path.read_text(encoding="utf-8-sig"))):
                if isinstance(message.id, tuple):
                    yield message.id[0], message.id[1]


def _manifest(tag: str, order: Order, posts: list[dict[str, Any]], members: Mapping[str, bytes]) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "version": __version__,
        "locale": tag,
        "layout": order.layout,
        "reviewed_only": order.reviewed_only,
        "posts": posts,
        **summary(posts),
        "files": {
            name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)} for name, data in sorted(members.items())
        },
    }


def summary(posts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what the manifest says of all posts together."""
    models = {tuple(post["signature"][key] for key in _MODEL) for post in posts}
    entries, reviewed = sum(post["entries"] for post in posts), sum(post["reviewed"] for post in posts)
    return {
        "models": [dict(zip(_MODEL, model, strict=True)) for model in sorted(models) if any(model)],
        "glossaries": sorted({post["signature"]["glossary"] for post in posts} - {""}),
        "totals": {
            "posts": len(posts),
            "entries": entries,
            "reviewed": reviewed,
            "reviewed_share": share(reviewed, entries),
            "findings": count_findings(post["findings"] for post in posts),
        },
    }


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True).encode() + b"\n"
