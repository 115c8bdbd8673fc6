"""Look into bundles: whether one is whole, and what two differ in."""

from __future__ import annotations

import gettext
import hashlib
import io
import json
import struct
import zipfile
from typing import TYPE_CHECKING, Any

from translate_pipeline.bundle import MANIFEST, SCHEMA
from translate_pipeline.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_KEYS = {"schema", "version", "locale", "layout", "reviewed_only", "posts", "models", "glossaries", "totals", "files"}
_POST_KEYS = {"slug", "path", "source", "relay", "entries", "reviewed", "findings", "signature", "edited"}
_LARGEST = 1 << 31
"""Bytes of all members; no bundle of posts comes near it."""


def verify(path: Path) -> tuple[dict[str, Any], list[str]]:
    """Return a bundle's manifest, and what is wrong with it: nothing where it is whole.

    Raises `InputError` where it is no bundle at all.
    """
    members, manifest = _open(path)
    return manifest, list(_faults(members, manifest))


def _open(path: Path) -> tuple[dict[str, bytes], dict[str, Any]]:
    try:
        with zipfile.ZipFile(path) as opened:
            infos = opened.infolist()
            if sum(info.file_size for info in infos) > _LARGEST:
                raise InputError("unpacks to more than any bundle: do not trust it", path=path)
            members = {info.filename: opened.read(info) for info in infos}
            if len(members) < len(infos):
                raise InputError("two members of one name: do not trust it", path=path)
    except FileNotFoundError as error:
        raise InputError("no such file", path=path) from error
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise InputError(f"not a whole ZIP archive ({error}): make or fetch it again", path=path) from error
    if MANIFEST not in members:
        raise InputError(f"no {MANIFEST} in it: expected a bundle that translate bundle made", path=path)
    try:
        manifest = json.loads(members[MANIFEST])
    except ValueError as error:
        raise InputError(f"{MANIFEST} is not JSON ({error}): make or fetch the bundle again", path=path) from error
    schema = manifest.get("schema") if isinstance(manifest, dict) else None
    if schema != SCHEMA:
        raise InputError(f"{MANIFEST} has schema {schema!r}, expected {SCHEMA}: use the version that made it", path=path)
    wrong = _KEYS ^ set(manifest)
    wrong |= {f"posts.{key}" for post in manifest.get("posts", ()) for key in _POST_KEYS ^ set(post)}
    if wrong:
        raise InputError(f"{MANIFEST} has missing or unknown keys: {', '.join(sorted(wrong))}", path=path)
    return members, manifest


def _faults(members: Mapping[str, bytes], manifest: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted(members):
        if name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name:
            yield f"{name}: leads out of the folder it is unpacked in"
    yield from _differing(members, manifest["files"])
    for post in manifest["posts"]:
        for name in (post["path"], f"review/{post['slug']}.po"):
            if name not in manifest["files"]:
                yield f"{name}: a post of the manifest that is not among its files"
    if manifest["totals"]["posts"] != len(manifest["posts"]):
        yield f"{MANIFEST}: counts {manifest['totals']['posts']} posts and lists {len(manifest['posts'])}"


def _differing(members: Mapping[str, bytes], files: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted(set(files) - set(members)):
        yield f"{name}: is missing"
    for name in sorted(set(members) - set(files) - {MANIFEST}):
        yield f"{name}: is not in the manifest"
    for name in sorted(set(files) & set(members)):
        if hashlib.sha256(members[name]).hexdigest() != files[name]["sha256"] or len(members[name]) != files[name]["bytes"]:
            yield f"{name}: is not what the manifest says"
        elif fault := _unreadable(name, members[name]):
            yield f"{name}: {fault}"


def _unreadable(name: str, data: bytes) -> str:
    """Return why a catalog cannot be read; empty where it can, and for any other file."""
    try:
        if name.endswith(".mo"):
            gettext.GNUTranslations(io.BytesIO(data))
        elif name.endswith(".json"):
            json.loads(data)
    except (ValueError, OSError, struct.error) as error:
        return f"cannot be read ({error})"
    return ""


def diff(one: Path, other: Path) -> list[str]:
    """Return what is different in the second bundle, a line each; nothing where they say the same."""
    (before, was), (after, now) = _open(one), _open(other)
    lines = [
        f"{key}: {was[key]} became {now[key]}"
        for key in ("locale", "layout", "version", "reviewed_only", "glossaries")
        if was[key] != now[key]
    ]
    lines += [f"model: {_said(model)} is gone" for model in was["models"] if model not in now["models"]]
    lines += [f"model: {_said(model)} is new" for model in now["models"] if model not in was["models"]]
    old, new = ({post["slug"]: post for post in manifest["posts"]} for manifest in (was, now))
    lines += [f"{slug}: removed" for slug in sorted(set(old) - set(new))]
    lines += [f"{slug}: added" for slug in sorted(set(new) - set(old))]
    for slug in sorted(set(old) & set(new)):
        changes = list(_changes(old[slug], new[slug], before, after))
        if changes:
            lines.append(f"{slug}: {', '.join(changes)}")
    return lines + list(_messages(before, after))


def _changes(
    old: Mapping[str, Any], new: Mapping[str, Any], before: Mapping[str, bytes], after: Mapping[str, bytes]
) -> Iterator[str]:
    if old["source"]["sha256"] != new["source"]["sha256"]:
        yield "source changed"
    if before.get(old["path"]) != after.get(new["path"]):
        yield "text changed"
    if old["reviewed"] != new["reviewed"]:
        yield f"reviewed {old['reviewed']}/{old['entries']} became {new['reviewed']}/{new['entries']}"
    for level in new["findings"]:
        if old["findings"].get(level) != new["findings"][level]:
            yield f"{level}s {old['findings'].get(level, 0)} became {new['findings'][level]}"
    if old["signature"] != new["signature"]:
        keys = sorted(
            key for key in {*old["signature"], *new["signature"]} if old["signature"].get(key) != new["signature"].get(key)
        )
        yield f"other {' and '.join(keys)}"
    if before.get(f"review/{old['slug']}.po") != after.get(f"review/{new['slug']}.po"):
        yield "review file changed"


def _messages(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the messages of the catalogs that differ."""
    old, new = (json.loads(members.get("catalogs/messages.json", b"{}")) for members in (before, after))
    for message in sorted({*old, *new}):
        if old.get(message) != new.get(message):
            yield f"message {message!r}: {old.get(message)!r} became {new.get(message)!r}"


def _said(model: Mapping[str, str]) -> str:
    return f"{model['model']} ({model['engine']}, {model['sha256']})"
