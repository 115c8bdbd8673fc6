"""Look into bundles: whether one is whole, and what two differ in. What is in an archive is not trusted."""

from __future__ import annotations

import gettext
import hashlib
import io
import json
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from translate_pipeline import __version__
from translate_pipeline.bundle import MANIFEST, SCHEMA, archive, review_of, summary
from translate_pipeline.bundle_posts import describe
from translate_pipeline.errors import InputError, TranslateError
from translate_pipeline.layouts import LAYOUTS, place, shown, unsafe

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_COUNTS = {"note": int, "warning": int, "error": int}
_SUMS = {"entries": int, "reviewed": int, "reviewed_share": float, "findings": _COUNTS}
_MODEL = {"engine": str, "model": str, "model_sha256": str, "licence": str}
_POST = {
    "slug": str,
    "path": str,
    "sha256": str,
    "source": {"name": str, "sha256": str, "locale": str},
    "relay": {"languages": {str: int}, "sources": [str]},
    **_SUMS,
    "signature": {**_MODEL, "glossary": str, "version": str},
    "edited": bool,
    "stale": bool,
}
_SHAPE = {
    "schema": int,
    "version": str,
    "locale": str,
    "layout": str,
    "reviewed_only": bool,
    "posts": [_POST],
    "models": [_MODEL],
    "glossaries": [str],
    "totals": {"posts": int, **_SUMS},
    "files": {str: {"sha256": str, "bytes": int}},
}
"""What a manifest of our schema is like: `{str: x}` has any keys, `[x]` any number of them."""

_HEAD = ("version", "locale", "layout", "reviewed_only", "glossaries")
_FACTS = ("sha256", "source", "signature", "edited")
_COUNTED = ("entries", "reviewed", "reviewed_share", "findings", "stale")
"""What another version of this package may count otherwise; it is held only against the version that counted it."""

_UNREADABLE = (OSError, zipfile.BadZipFile, zlib.error, struct.error, RuntimeError, EOFError, ValueError, OverflowError)
"""What zipfile raises on archives that are none, or damaged, or made to hurt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that is otherwise in the second of two bundles."""

    subject: str
    """`bundle`, `model`, `post`, `message` or `file`."""
    name: str
    change: str

    def __str__(self) -> str:
        return f"{self.subject} {shown(self.name)}: {self.change}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    members: Mapping[str, bytes]
    manifest: Mapping[str, Any]
    faults: tuple[str, ...]


def verify(path: Path) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """Return a bundle's manifest, and what is wrong with it: nothing where it is whole.

    Raises `InputError` where it is no bundle at all.
    """
    opened = _open(path)
    return opened.manifest, opened.faults


def _open(path: Path) -> _Opened:
    data, members = _members(path)
    if MANIFEST not in members:
        raise InputError(f"no {MANIFEST} in it: expected a bundle that translate bundle made", path=path)
    try:
        manifest = json.loads(members[MANIFEST])
    except (ValueError, RecursionError) as error:
        raise InputError(f"{MANIFEST} is not JSON ({_line(error)}): make or fetch the bundle again", path=path) from error
    schema = manifest.get("schema") if isinstance(manifest, dict) else None
    if type(schema) is not int or schema != SCHEMA:
        found = schema if isinstance(schema, int | None) else "of another kind"
        raise InputError(f"{MANIFEST} has schema {found}, expected {SCHEMA}: use the version that made it", path=path)
    if wrong := next(_misfits(manifest, _SHAPE, ""), None):
        raise InputError(f"{MANIFEST}: {wrong}: make or fetch the bundle again", path=path)
    faults = list(_faults(members, manifest))
    if archive(members) != data:
        # Bundles are the same byte for byte, so whatever is not is an accident or an addition: links, dates, other bytes.
        faults.append("is not packed as translate bundle packs: links, dates, modes, order or bytes between differ")
    return _Opened(members=members, manifest=manifest, faults=tuple(faults))


def _members(path: Path) -> tuple[bytes, dict[str, bytes]]:
    """Return an archive's bytes and its members; no more is unpacked than the archive is large."""
    try:
        data = path.read_bytes()
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            infos = opened.infolist()
            stored = all(info.compress_type == zipfile.ZIP_STORED for info in infos)
            if not stored or sum(info.file_size for info in infos) > len(data):
                raise InputError("has compressed members, expected stored ones as in any bundle: do not trust it", path=path)
            members = {info.filename: opened.read(info) for info in infos}
    except FileNotFoundError as error:
        raise InputError("no such file", path=path) from error
    except _UNREADABLE as error:
        raise InputError(f"not a whole ZIP archive ({_line(error)}): make or fetch it again", path=path) from error
    if len(members) < len(infos):
        raise InputError("two members of one name, expected one: do not trust it", path=path)
    return data, members


def _line(error: BaseException) -> str:
    return shown(" ".join(str(error).split()))


def _misfits(value: object, shape: Any, where: str) -> Iterator[str]:
    """Yield where a value from JSON is not of a shape."""
    if isinstance(shape, type):
        kinds = int | float if shape is float else shape
        if not isinstance(value, kinds) or (isinstance(value, bool) and shape is not bool):
            yield f"{shown(where)} is {type(value).__name__}, expected {shape.__name__}"
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield f"{shown(where)} is {type(value).__name__}, expected a list"
            return
        for number, one in enumerate(value):
            yield from _misfits(one, shape[0], f"{where}[{number}]")
    elif not isinstance(value, dict):
        yield f"{shown(where) or 'it'} is {type(value).__name__}, expected an object"
    elif str in shape:
        for key, one in value.items():
            yield from _misfits(one, shape[str], f"{where}.{key}")
    else:
        if wrong := sorted(set(shape) ^ set(value)):
            yield f"missing or unknown keys: {', '.join(shown(f'{where}.{key}'.lstrip('.')) for key in wrong)}"
        for key in sorted(set(shape) & set(value)):
            yield from _misfits(value[key], shape[key], f"{where}.{key}".lstrip("."))


def _faults(members: Mapping[str, bytes], manifest: Mapping[str, Any]) -> Iterator[str]:
    files, posts = manifest["files"], manifest["posts"]
    for name in sorted({*members, *files}):
        if why := unsafe(name):
            yield f"{shown(name)}: its name {why}"
        if fault := _differing(name, members, files):
            yield f"{shown(name)}: {fault}"
    if manifest["layout"] not in LAYOUTS:
        yield f"{MANIFEST}: unknown layout {_quoted(manifest['layout'])}, expected {', '.join(LAYOUTS)}"
        return
    for post in posts:
        for fault in _misdescribed(post, members, manifest):
            yield f"{shown(post['path'])}: {fault}"
    known = {name for post in posts for name in (post["path"], review_of(post["slug"]))}
    for name in sorted(set(files) - known):
        if not name.startswith("catalogs/"):
            yield f"{shown(name)}: belongs to no post"
    if len({post["slug"] for post in posts}) < len(posts):
        yield f"{MANIFEST}: lists a post twice"
    yield from (
        f"{MANIFEST}: its {key} are not those of its posts" for key, said in summary(posts).items() if manifest[key] != said
    )


def _differing(name: str, members: Mapping[str, bytes], files: Mapping[str, Any]) -> str:
    """Return how a file differs from what the manifest says, or why it cannot be read; empty where all is well."""
    if name not in members:
        return "is missing"
    if name == MANIFEST and name not in files:
        return ""
    if name not in files:
        return "is not in the manifest"
    data, said = members[name], files[name]
    if hashlib.sha256(data).hexdigest() != said["sha256"] or len(data) != said["bytes"]:
        return "is not what the manifest says"
    return _unreadable(name, data)


def _unreadable(name: str, data: bytes) -> str:
    """Return why a catalog cannot be read; empty where it can, and for any other file."""
    if not name.startswith("catalogs/"):
        return ""
    try:
        if name.endswith(".mo"):
            gettext.GNUTranslations(io.BytesIO(data))
        elif not isinstance(json.loads(data), dict):
            return "is not an object, expected messages"
    except Exception as error:  # whatever a reader stumbles over: both were written for files that are meant well
        return f"cannot be read ({_line(error)})"
    return ""


def _misdescribed(post: Mapping[str, Any], members: Mapping[str, bytes], manifest: Mapping[str, Any]) -> Iterator[str]:
    """Yield in what the manifest says of a post what the post and its review file do not say."""
    path, review = post["path"], review_of(post["slug"])
    suffix = PurePosixPath(path).suffix
    if path != place(manifest["layout"], manifest["locale"], post["slug"] + suffix):
        yield f"does not lie where the layout {manifest['layout']} has it"
    for name in sorted({path, review} - set(manifest["files"])):
        yield f"{shown(name)} is not among the files of the manifest"
    if path not in members or review not in members:
        return
    try:
        said = describe(members[path], members[review].decode("utf-8"), Path(review))
    except (TranslateError, ValueError) as error:
        yield f"its review file cannot be read ({_line(error)})"
        return
    keys = _FACTS + (_COUNTED if manifest["version"] == __version__ else ())
    wrong = [key for key in keys if said[key] != post[key]]
    if wrong:
        yield f"the manifest is wrong about its {', '.join(wrong)}"


def diff(one: Path, other: Path) -> list[Change]:
    """Return what is otherwise in the second bundle; nothing where they are the same.

    Raises `InputError` where one of them is not whole.
    """
    was, now = _whole(one), _whole(other)
    old, new = was.manifest, now.manifest
    heads = ({key: manifest[key] for key in _HEAD} for manifest in (old, new))
    changes = [Change(subject="bundle", name=key, change=said) for key, said in _differences(*heads)]
    changes += [
        Change(subject="model", name=_model(gone), change="gone") for gone in old["models"] if gone not in new["models"]
    ]
    changes += [
        Change(subject="model", name=_model(came), change="new") for came in new["models"] if came not in old["models"]
    ]
    changes += _posts(was, now)
    changes += _messages(was.members, now.members)
    if not changes and was.members != now.members:
        names = (name for name in {*was.members, *now.members} if was.members.get(name) != now.members.get(name))
        changes += [Change(subject="file", name=name, change="changed") for name in sorted(names)]
    return changes


def _whole(path: Path) -> _Opened:
    opened = _open(path)
    if opened.faults:
        more = f" and {len(opened.faults) - 1} more" if len(opened.faults) > 1 else ""
        raise InputError(f"is damaged: {opened.faults[0]}{more}: see translate bundle verify", path=path)
    return opened


def _posts(was: _Opened, now: _Opened) -> Iterator[Change]:
    old, new = ({post["slug"]: post for post in one.manifest["posts"]} for one in (was, now))
    for slug in sorted({*old, *new}):
        if slug not in new or slug not in old:
            yield Change(subject="post", name=slug, change="removed" if slug in old else "added")
        elif changes := list(_post(old[slug], new[slug], was.members, now.members)):
            yield Change(subject="post", name=slug, change=", ".join(changes))


def _post(
    old: Mapping[str, Any], new: Mapping[str, Any], before: Mapping[str, bytes], after: Mapping[str, bytes]
) -> Iterator[str]:
    if old["source"] != new["source"]:
        yield "source changed"
    if old["sha256"] != new["sha256"]:
        yield "text changed"
    if PurePosixPath(old["path"]).suffix != PurePosixPath(new["path"]).suffix:
        yield f"is {new['path']} now"
    for key, name in (("edited", "edited by hand"), ("stale", "stale")):
        if old[key] != new[key]:
            yield name if new[key] else f"no longer {name}"
    if (old["reviewed"], old["entries"]) != (new["reviewed"], new["entries"]):
        yield f"reviewed {old['reviewed']}/{old['entries']} became {new['reviewed']}/{new['entries']}"
    yield from (f"{level}s {said}" for level, said in _differences(old["findings"], new["findings"]))
    yield from (f"{key} {said}" for key, said in _differences(old["signature"], new["signature"]))
    if old["relay"] != new["relay"]:
        yield "relay changed"
    if before[review_of(old["slug"])] != after[review_of(new["slug"])]:
        yield "review file changed"


def _differences(old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    return ((key, _became(old[key], new[key])) for key in new if old[key] != new[key])


def _messages(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Iterator[Change]:
    """Yield the messages of the catalogs that differ."""
    old, new = (json.loads(members.get("catalogs/messages.json", b"{}")) for members in (before, after))
    for message in sorted({*old, *new}):
        if message not in old or message not in new:
            yield Change(subject="message", name=message, change="removed" if message in old else "added")
        elif old[message] != new[message]:
            yield Change(subject="message", name=message or "head", change=_became(old[message], new[message]))


def _became(old: object, new: object) -> str:
    """Say a change in JSON, which shows what a terminal would obey as an escape."""
    return f"{_quoted(old)} became {_quoted(new)}"


def _quoted(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isprintable() else json.dumps(value)


def _model(model: Mapping[str, str]) -> str:
    return f"{model['model']} ({model['engine']}, {model['model_sha256']}, {model['licence']})"
