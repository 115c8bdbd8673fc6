"""Packages where Argos Translate keeps them, and the index they come from.

`argostranslate` is not imported, even where it is installed: its settings module makes four folders at import and sets an
environment variable, its `install_from_path` unpacks archives unchecked, and both installing and removing import its
`translate` module, which pulls in stanza and torch. The folders are simple, so they are read here, and they are looked
for where Argos Translate 1.11 looks for them: both programs see the same packages.

Only `fetch_index` and `download` open a connection.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate_pipeline.engines.packages import Package, read_package
from translate_pipeline.errors import NetworkError, OutputError, PackageError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

INDEX = "https://raw.githubusercontent.com/argosopentech/argospm-index/main/"
"""Argos Translate's own default; `ARGOS_PACKAGE_INDEX` overrules it."""
TIMEOUT = 30
"""Seconds without a byte before a connection counts as lost."""
MAX_INDEX, MAX_ARCHIVE = 16 * 1024**2, 4 * 1024**3
"""Most bytes of an index, and of an archive."""

_CHUNK = 256 * 1024
_CODE = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8}){0,3}")
_VERSION, _DIGEST = re.compile(r"[0-9A-Za-z.+-]{1,40}"), re.compile(r"[0-9a-fA-F]{64}")


def packages_dir() -> Path:
    """Return the folder that Argos Translate installs packages into; it need not exist. Empty variables count as unset."""
    data = Path(os.environ.get("XDG_DATA_HOME") or _home() / ".local" / "share")
    return Path(_setting("ARGOS_PACKAGES_DIR") or data / "argos-translate" / "packages")


def index_url() -> str:
    """Return the address of the package index in force. `ARGOS_PACKAGE_INDEX` names a folder, or the file itself."""
    base = _setting("ARGOS_PACKAGE_INDEX") or INDEX
    return base if base.endswith(".json") else f"{base.rstrip('/')}/index.json"


def _home() -> Path:
    return Path(os.environ["SNAP_USER_DATA"]) if {"SNAP", "SNAP_USER_DATA"} <= os.environ.keys() else Path.home()


def _setting(key: str) -> str:
    """Return a setting of Argos Translate: from the environment, else from its settings.json; empty where there is none."""
    if os.environ.get(key):
        return os.environ[key]
    file = Path(os.environ.get("XDG_CONFIG_HOME") or _home() / ".config") / "argos-translate" / "settings.json"
    try:
        data = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return ""
    value = data.get(key) if isinstance(data, dict) else None
    return value if isinstance(value, str) else ""


def installed(folder: Path | None = None) -> tuple[tuple[Package, ...], tuple[tuple[Path, str], ...]]:
    """Return the packages in the folder, by name, and what lies there but is no usable package: (path, reason).

    Hidden folders and loose files are passed over, and a folder that does not exist holds nothing. Raises `PackageError`
    where the folder cannot be listed.
    """
    root = folder or packages_dir()
    packages, broken = [], []
    try:
        paths = sorted(path for path in root.iterdir() if path.is_dir() and path.name[0] != ".")
    except (FileNotFoundError, NotADirectoryError):
        paths = []
    except OSError as error:
        raise PackageError(f"{root}: cannot be listed ({error.strerror}); check who may read it") from error
    for path in paths:
        try:
            packages.append(read_package(path))
        except PackageError as error:
            broken.append((path, str(error).removeprefix(f"{path}: ")))
    return tuple(sorted(packages, key=lambda package: (package.name, _age(package.version)))), tuple(broken)


def _age(version: str) -> tuple[int, ...]:
    """Return what versions are sorted by: 1.10 comes after 1.9."""
    return tuple(int(number) for number in re.findall(r"[0-9]{1,9}", version))


@dataclass(frozen=True, slots=True, kw_only=True)
class Available:
    """A package that the index offers."""

    name: str
    """`ja_en`, fit to be a file's name."""
    source: str
    target: str
    version: str
    links: tuple[str, ...]
    """Addresses of the archive, each as good as the other; http and https only, though indexes have others too."""
    sha256: str = ""
    """Of the archive, 64 hex digits, where the index states it (Argos' own does not)."""


def parse_index(text: str) -> tuple[Available, ...]:
    """Return what an index offers, by name, the newest version of each.

    Raises `PackageError` where it is no index at all. Entries that make no sense, or name no usable link, are left out.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise PackageError(f"package index: not JSON ({error}), expected Argos' index.json; check its address") from error
    if not isinstance(data, list):
        found = type(data).__name__
        raise PackageError(f"package index: found {found}, expected a list of packages; check its address")
    entries = sorted(filter(None, map(_available, data)), key=lambda entry: (entry.name, _age(entry.version)))
    return tuple({entry.name: entry for entry in entries}.values())


def _available(entry: Any) -> Available | None:
    get = entry.get if isinstance(entry, dict) else {}.get
    source, target, version = (get(key) for key in ("from_code", "to_code", "package_version"))
    links, digest = get("links"), get("sha256")
    usable = tuple(link for link in links if _fetchable(link)) if isinstance(links, list) else ()
    if not _fits(_CODE, source) or not _fits(_CODE, target) or not usable or get("type", "translate") != "translate":
        return None
    return Available(
        name=f"{source}_{target}",
        source=str(source),
        target=str(target),
        version=str(version) if _fits(_VERSION, version) else "",
        links=usable,
        sha256=str(digest) if _fits(_DIGEST, digest) else "",
    )


def _fits(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _fetchable(link: object) -> bool:
    return isinstance(link, str) and link.isprintable() and link.startswith(("https://", "http://"))


def fetch_index(url: str | None = None) -> tuple[Available, ...]:
    """Fetch the index of packages, from `index_url()` unless told otherwise. Raises `NetworkError`."""
    address = url or index_url()
    with closing(_chunks(address, MAX_INDEX)) as chunks:
        data = b"".join(chunk for chunk, _ in chunks)
    try:
        return parse_index(data.decode("utf-8", "replace"))
    except PackageError as error:
        raise _unreachable(address, str(error)) from error


def download(what: Available | str, to: Path, progress: Callable[[int, int], None] | None = None) -> Path:
    """Download an archive to the file `to`, which is there complete or not at all; return `to`.

    `what` is an address, or a package whose links are tried in turn. `progress` is told bytes got and bytes in all (0
    where the server does not say). Raises `NetworkError`, and `OutputError` where `to` cannot be written.
    """
    links = (what,) if isinstance(what, str) else what.links
    for number, link in enumerate(links, 1):
        try:
            return _save(link, to, progress or (lambda _done, _total: None))
        except NetworkError:
            if number == len(links):
                raise
    raise NetworkError("no address to download from; install from a file instead: translate models install FILE.argosmodel")


def _save(url: str, to: Path, progress: Callable[[int, int], None]) -> Path:
    done, part = 0, None
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        with (
            tempfile.NamedTemporaryFile(prefix=f".{to.name}.", suffix=".part", dir=to.parent, delete=False) as file,
            closing(_chunks(url, MAX_ARCHIVE)) as chunks,
        ):
            part = Path(file.name)
            for chunk, total in chunks:
                file.write(chunk)
                done += len(chunk)
                progress(done, total)
        return part.replace(to)
    except OSError as error:
        raise OutputError(f"{to}: cannot be written ({error.strerror or error}); check its folder and space") from error
    finally:
        if part:
            part.unlink(missing_ok=True)


def _chunks(url: str, limit: int) -> Generator[tuple[bytes, int], None, None]:
    """Yield what an address holds, piece by piece, each with the bytes in all (0: not known). Raises `NetworkError`."""
    from http.client import HTTPException  # noqa: PLC0415  (slow to import, and hardly ever needed)
    from urllib import error, request  # noqa: PLC0415

    got = 0
    try:
        if not _fetchable(url):
            raise ValueError("expected an address that starts with https://")
        with request.urlopen(url, timeout=TIMEOUT) as response:  # noqa: S310  (the scheme was checked)
            length = response.headers.get("Content-Length") or ""
            total = int(length) if re.fullmatch(r"[0-9]{1,18}", length) else 0
            if url.startswith("https:") and not response.geturl().startswith("https:"):
                raise ValueError("it sends us on to an address without https")
            while chunk := response.read(_CHUNK):
                got += len(chunk)
                if max(got, total) > limit:
                    raise ValueError(f"it sends more than {limit} bytes")
                yield chunk, total
            if got < total:
                raise ValueError(f"it broke off after {got} of {total} bytes")
    except error.HTTPError as failure:
        failure.close()
        raise _unreachable(url, f"HTTP {failure.code} {failure.reason}") from failure
    except (OSError, HTTPException, ValueError) as failure:
        raise _unreachable(url, str(getattr(failure, "reason", None) or failure or type(failure).__name__)) from failure


def _unreachable(url: str, reason: str) -> NetworkError:
    host = re.sub(r"^[a-z]+://(?:[^/@]*@)?|[/?#].*$", "", url) or url
    message = " ".join(f"cannot reach {host}: {reason}".split())
    return NetworkError(f"{message}; install from a file instead: translate models install FILE.argosmodel")
