"""What a model package is on disk, and how one gets there and goes again.

A package is a folder with `metadata.json`, `sentencepiece.model`, `model/model.bin` (CTranslate2, its vocabulary beside
it) and often a `README.md`: Argos Translate's format. Packages of ours add keys that stock Argos Translate ignores; they
are listed in docs/models.md. Nothing in a package is believed, neither the types in its JSON nor the names and sizes in
its archive. No model is loaded here and no connection opened.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import stat
import time
import uuid
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from translate_pipeline.errors import PackageError

MAX_MEMBERS, MAX_BYTES = 10_000, 4 * 1024**3  # of an archive: how many files, how many bytes unpacked
MAX_RATIO, RATIO_FROM = 200, 10 * 1024**2  # bytes unpacked for one byte packed, in what is bigger than the second
_CHUNK, _MAX_TEXT, _DAY, _HIDDEN = 1024**2, 1024**2, 86_400, ".translate-"
PROBE = "probe.json"
"""The file in a package that holds what a probe measured."""
_CODE = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LINE, _TOKEN = re.compile(".{0,200}"), re.compile(r"\S{0,64}")
_LICENCE = re.compile(
    r"(?im:^[#>*_ \t-]{0,8}licen[cs]e[*_ \t]{0,8}[:：\n]\W{0,8}(\w.{0,99}))"
    r"|(?<!not )(?i:licen[cs]ed(?: under)?(?: the)?) ((?:[A-Z0-9]|cc)\S.{0,98})"
)
_CREDITS = re.compile(r"(?im)^#+.*\b(?:credit|data|corpus|corpora)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A model package that is fit for use."""

    path: Path
    name: str
    """What people call it: `starter`, `ja_en`. A folder holds at most one package of a name, unless others put it there."""
    version: str
    licence: str
    """Of the model, as the package states it; empty where it states none."""
    pairs: tuple[tuple[str, str], ...]
    """Source and target language, as models name them: `zh` is Simplified Chinese, Argos' `zt` is Traditional."""
    prefixes: Mapping[str, str] = field(hash=False)
    """Every target language to the token that its translations start with; empty where the model needs none."""
    marks: str = ""
    """Name of the mark shape that the model was trained with (`brackets`); empty where it was trained with none."""
    size: int = 0
    """Bytes on disk."""
    probed: Mapping[tuple[str, str], Mapping[str, float]] = field(default_factory=dict, hash=False)
    """Pair to mark shape to how many of the probe's sentences kept every mark, 0 to 1; empty before a probe."""


def read_package(path: Path) -> Package:
    """Return the package in the folder `path`. Raises `PackageError` where a file is missing or its metadata unfit."""
    return _read(path, str(path))


def model_sha256(package: Package) -> str:
    """Return the SHA-256 of the package's `model.bin`, 64 hex digits; read once while the file stays as it is."""
    file = package.path / "model" / "model.bin"
    try:
        now = file.stat()
        return _digest(file, now.st_mtime_ns, now.st_size)
    except OSError as error:
        raise PackageError(f"{file}: cannot be read ({error.strerror}); install the package again") from error


@lru_cache(maxsize=64)
def _digest(file: Path, _mtime_ns: int, _size: int) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _read(path: Path, shown: str) -> Package:
    """Read a package; `shown` is what messages call it (an archive, while its files still lie in a hidden folder)."""
    try:
        _require_files(path, shown)
        data = _metadata(path / "metadata.json")
        pairs = _pairs(data)
        spelled = "_".join("-".join(dict.fromkeys(side)) for side in zip(*pairs, strict=True))
        return Package(
            path=path,
            name=_text(data, "code", _NAME).removeprefix("translate-") or spelled,
            version=_text(data, "package_version"),
            licence=_text(data, "license") or _text(data, "licence") or _readme_licence(path),
            pairs=pairs,
            prefixes=_prefixes(data, tuple(dict.fromkeys(target for _, target in pairs))),
            marks=_text(data, "marks"),
            probed=_probed(path),
            size=sum(file.stat().st_size for file in path.rglob("*") if file.is_file()),
        )
    except (ValueError, RecursionError) as error:
        reason = f"metadata.json does not fit: {error}"
        raise PackageError(f"{shown}: {reason}; get the package again or mend it, see docs/models.md") from error
    except OSError as error:
        raise PackageError(f"{shown}: cannot be read ({error.strerror}); check who may read it") from error


def _probed(path: Path) -> dict[tuple[str, str], dict[str, float]]:
    """Read what a probe of this very model has stored; nothing where there is none, or it does not fit."""
    try:
        data = json.loads((path / PROBE).read_bytes())
        if data["bytes"] != (path / "model" / "model.bin").stat().st_size:
            return {}
        return {
            (str(source), str(target)): {str(shape): float(share) for shape, share in shapes.items()}
            for source, target, shapes in data["pairs"]
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def store_probe(package: Package, measured: Mapping[tuple[str, str], Mapping[str, float]]) -> Path:
    """Store what a probe measured beside the model. Raises `PackageError` where the folder cannot be written."""
    file = package.path / PROBE
    pairs = [[source, target, dict(shapes)] for (source, target), shapes in sorted(measured.items())]
    data = {"bytes": (package.path / "model" / "model.bin").stat().st_size, "pairs": pairs}
    part = file.with_suffix(".part")
    try:
        part.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
        return part.replace(file)
    except OSError as error:
        raise PackageError(f"{file}: cannot be written ({error.strerror}); the probe's result is lost") from error


def _require_files(path: Path, shown: str) -> None:
    if not path.is_dir():
        raise PackageError(f"{shown}: no such folder, expected a model package; `translate models list` shows them")
    if (path / "bpe.model").is_file() and not (path / "sentencepiece.model").is_file():
        raise PackageError(f"{shown}: has bpe.model, BPE packages are not supported; get one with sentencepiece.model")
    for part in ("metadata.json", "sentencepiece.model", "model/model.bin"):
        if not (path / part).is_file() or not (path / part).stat().st_size:
            raise PackageError(f"{shown}: {part} is missing or empty, expected in every package; get the package again")


def _metadata(file: Path) -> dict[str, Any]:
    with file.open("rb") as opened:
        data = json.loads(opened.read(_MAX_TEXT))
    if not isinstance(data, dict) or data.get("type", "translate") != "translate":
        raise _misfit("all of it", data, "an object, and type 'translate' where it has a type")
    return data


def _misfit(key: str, found: object, expected: str) -> ValueError:
    return ValueError(f"{key} is {repr(found)[:80]}, expected {expected}")


def _text(data: dict[str, Any], key: str, pattern: re.Pattern[str] = _LINE) -> str:
    value = "" if data.get(key) is None else data[key]
    if not isinstance(value, str) or not value.isprintable() or (value and not pattern.fullmatch(value)):
        raise _misfit(key, value, "one line of text" if pattern is _LINE else "a plain word as in 'ja_en' or '<2en>'")
    return value.strip()


def _pairs(data: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    given = data.get("pairs")
    if given is None and data.get("target_prefixes") is None:
        given = [[data.get("from_code"), data.get("to_code")]]
    elif given is None:
        sources, targets = _languages(data, "source_languages"), _languages(data, "target_languages")
        given = [[source, target] for source in sources for target in targets if source != target]
    listed = given if isinstance(given, list) and all(isinstance(pair, list) and len(pair) == 2 for pair in given) else []
    good = all(isinstance(code, str) and _CODE.fullmatch(code) for pair in listed for code in pair)
    if not listed or not good or any(source == target for source, target in listed):
        raise _misfit("from_code, to_code, or pairs", given, "different languages, as in [['ja', 'en']]")
    return tuple(dict.fromkeys((source, target) for source, target in listed))


def _languages(data: dict[str, Any], key: str) -> list[object]:
    given = data.get(key)
    if not isinstance(given, list) or not all(isinstance(entry, dict) for entry in given):
        raise _misfit(key, given, "a list like [{'code': 'ja', 'name': 'Japanese'}]")
    return [entry.get("code") for entry in given]


def _prefixes(data: dict[str, Any], targets: tuple[str, ...]) -> dict[str, str]:
    given = data.get("target_prefixes")
    if given is None and len(targets) == 1:
        given = {targets[0]: _text(data, "target_prefix", _TOKEN)}
    prefixes = {code: given.get(code) for code in targets} if isinstance(given, dict) else {}
    found = {code: token for code, token in prefixes.items() if isinstance(token, str) and _TOKEN.fullmatch(token)}
    if len(found) < len(targets) or len(set(found.values())) < len(targets):
        raise _misfit("target_prefixes", given, f"a token of its own for each of {', '.join(targets)}")
    return found


def _readme_licence(path: Path) -> str:
    """Return the licence that a README states; those of training data, under a heading of their own, are not meant."""
    if not (path / "README.md").is_file():
        return ""
    with (path / "README.md").open("rb") as opened:
        text = opened.read(_MAX_TEXT).decode("utf-8", "replace").replace("\r\n", "\n")
    found = _LICENCE.search(_CREDITS.split(text, maxsplit=1)[0])
    line = re.sub(r"\]\([^)]*\)|[*_`\[\]]", "", found[1] or found[2]) if found else ""
    return "".join(filter(str.isprintable, line.split(". ")[0])).strip().removesuffix(".")


def install_archive(
    archive: Path, into: Path, *, progress: Callable[[int, int], None] | None = None, sha256: str | None = None
) -> Package:
    """Unpack an `.argosmodel` file into a folder of its own in `into`, in place of every package of the same name.

    `progress` is told bytes written and bytes in all; `sha256` is what the archive's digest has to be. Raises
    `PackageError` where the archive is damaged, unsafe or no package; what is installed then stays as it was. Whoever
    looks in between finds the old package or the new one, never neither: all is unpacked into a hidden folder first.
    """
    try:
        with archive.open("rb") as file:
            if sha256 and (found := hashlib.file_digest(file, "sha256").hexdigest()) != sha256.strip().lower():
                raise PackageError(f"{archive}: SHA-256 is {found}, expected {sha256.strip()}; download it again")
            with zipfile.ZipFile(file) as opened, _scratch(into) as folder:
                _unpack(opened, folder, archive.stat().st_size, progress or (lambda _done, _total: None))
                package = _read(folder, str(archive))
                return replace(package, path=_publish(folder, package, into))
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as error:
        reason = str(error) or "it ends too early"
        raise PackageError(f"{archive}: damaged or unsafe ({reason}), expected an .argosmodel; get it again") from error
    except OSError as error:
        reason = f"{error.strerror or error}: {error.filename or into}"
        raise PackageError(f"{archive}: cannot be installed ({reason}); check path, rights and space") from error


def remove_package(package: Package, root: Path) -> None:
    """Delete a package that lies in the folder `root`; of a linked one only the link. Raises `PackageError`."""
    path = package.path
    if path.name in {"", ".."} or path.parent.resolve() != root.resolve():
        raise PackageError(f"{path}: not in {root}, expected a package that was installed there; delete it by hand")
    try:
        with _scratch(root) as gone:
            path.rename(gone)
    except OSError as error:
        raise PackageError(f"{path}: cannot be removed ({error.strerror}); check who may write there") from error


def member_parts(name: str) -> tuple[str, ...]:
    """Return the parts of a path in an archive. Raises `ValueError` where it could lead out of the archive's folder."""
    parts = tuple(name.removesuffix("/").split("/"))
    if any(not part.rstrip(". ") or not part.isprintable() or set(part) & set("\\:") for part in parts):
        raise ValueError(f"unsafe name {name!r}")
    return parts


def _unpack(opened: zipfile.ZipFile, folder: Path, packed: int, progress: Callable[[int, int], None]) -> None:
    """Write the members into `folder`, counting what comes out of the `packed` bytes, whatever the archive says."""
    members = _members(opened)
    total, done = sum(info.file_size for _, info in members), 0
    folder.mkdir(parents=True)
    # stock Argos Translate fails on any folder without metadata.json, even a hidden one: that file comes first
    for parts, info in sorted(members, key=lambda member: member[0] != ("metadata.json",)):
        target = folder.joinpath(*parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        with opened.open(info) as source, target.open("xb") as sink:
            while chunk := source.read(_CHUNK):
                done += len(chunk)
                if done > MAX_BYTES or (done > RATIO_FROM and done > MAX_RATIO * packed):
                    raise ValueError("it unpacks to more than is allowed")
                sink.write(chunk)
                progress(done, total)


def _members(opened: zipfile.ZipFile) -> list[tuple[tuple[str, ...], zipfile.ZipInfo]]:
    """Return the files to unpack, with their paths below the top folder. Raises `ValueError` at the first doubt."""
    infos, found = opened.infolist(), []
    if len(infos) > MAX_MEMBERS or sum(info.file_size for info in infos) > MAX_BYTES:
        raise ValueError(f"more than {MAX_MEMBERS} files or {MAX_BYTES} bytes")
    for info in infos:
        parts = member_parts(info.orig_filename)
        plain = stat.S_IFMT(info.external_attr >> 16) in {0, stat.S_IFREG, stat.S_IFDIR}
        if not plain or info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise ValueError(f"{info.filename!r} is a link, a device or packed otherwise than by deflate")
        if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * info.compress_size:
            raise ValueError(f"{info.filename!r} is packed over {MAX_RATIO} to 1")
        if not info.is_dir() and parts[0] != "__MACOSX" and parts[-1] != ".DS_Store":
            found.append((parts, info))
    if not any(parts == ("metadata.json",) for parts, _ in found):
        if len({parts[0] for parts, _ in found}) != 1 or any(len(parts) == 1 for parts, _ in found):
            raise ValueError("neither metadata.json nor one folder at its top")
        found = [(parts[1:], info) for parts, info in found]
    if len({"/".join(parts).casefold() for parts, _ in found}) < len(found):
        raise ValueError("two files of one name")
    return found


def _publish(folder: Path, package: Package, into: Path) -> Path:
    """Move a package to where it stays, and the packages of its name away. Returns its new path."""
    home = into / f"translate-{package.name}-{re.sub('[^A-Za-z0-9]+', '_', package.version)}"
    olds = []
    for old in into.iterdir():
        with suppress(PackageError):
            killed = old.name.startswith(_HIDDEN) and old.stat().st_mtime < time.time() - _DAY
            if killed or old == home or (old.name[0] != "." and read_package(old).name == package.name):
                olds.append(old)
    first = into / f"{home.name}.{uuid.uuid4().hex}" if home in olds else home
    with ExitStack() as stack:
        moves = [(folder, first), *((old, stack.enter_context(_scratch(into))) for old in olds), (first, home)]
        done = []
        try:
            for here, there in moves:
                here.rename(there)
                done.append((here, there))
        except BaseException:
            for here, there in reversed(done):
                with suppress(OSError):
                    there.rename(here)
            raise
    return home


@contextmanager
def _scratch(into: Path) -> Iterator[Path]:
    """Yield a free hidden path in `into`. Whatever has come to lie there is deleted in the end."""
    path = into / f"{_HIDDEN}{uuid.uuid4().hex}"
    try:
        yield path
    finally:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
