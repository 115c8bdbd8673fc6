"""Read a post: bytes to text to blocks.

UTF-8 is taken at its word; Shift_JIS, EUC-JP, EUC-KR, GBK and Big5 are found out by charset-normalizer and said. The text
keeps its line ends and its byte order mark.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from translate_pipeline.errors import LocaleError, ReadError
from translate_pipeline.formats import FORMATS, html, markdown, text
from translate_pipeline.locales import parse_locale
from translate_pipeline.model import Post

if TYPE_CHECKING:
    from pathlib import Path

    from translate_pipeline.model import Locale

_LEGACY = {
    "cp932": "Shift_JIS",
    "shift_jis": "Shift_JIS",
    "euc_jp": "EUC-JP",
    "cp949": "EUC-KR",
    "euc_kr": "EUC-KR",
    "gbk": "GBK",
    "gb18030": "GBK",
    "big5": "Big5",
    "cp950": "Big5",
}
"""Python codec to the name people know it by."""

_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_post(path: Path) -> Post:
    """Read and parse a post. Raises `ReadError` for what cannot be read as one."""
    kind = FORMATS.get(path.suffix.lower())
    if kind is None and path.exists() and not path.is_dir():
        expected = ", ".join(FORMATS)
        raise ReadError(f"found {path.suffix or 'no'} suffix, expected one of {expected}: rename the file", path=path)
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise ReadError("no such file", path=path) from error
    except IsADirectoryError as error:
        raise ReadError("is a directory, expected a post: name the files in it", path=path) from error
    except OSError as error:
        raise ReadError(f"cannot be read: {error.strerror}", path=path) from error
    if not data.strip():
        raise ReadError("the file is empty: there is nothing to translate", path=path)
    source, encoding = decode(data, path)
    return replace(parse_post(source, path, kind or "markdown", encoding), sha256=hashlib.sha256(data).hexdigest())


def parse_post(source: str, path: Path, kind: str, encoding: str = "UTF-8") -> Post:
    """Parse the text of a post of a format (`markdown`, `text`, `html`)."""
    post = Post(path=path, format=kind, source=source, encoding=encoding, blocks=())
    if kind == "text":
        return replace(post, blocks=text.parse(source))
    if kind == "html":
        page = html.parse(source)
        blocks = tuple(replace(block, syntax="html") for block in page.blocks)
        return replace(post, blocks=blocks, declared=_locale(page.declared), declared_span=page.declared_span)
    try:
        found = markdown.parse(source)
    except ReadError as error:
        raise ReadError(str(error).split(": ", 1)[-1] if error.line else str(error), path=path, line=error.line) from error
    return replace(
        post,
        blocks=found.blocks,
        declared=_locale(found.declared),
        declared_span=found.declared_span,
        anchors=found.anchors,
    )


def _locale(tag: str | None) -> Locale | None:
    """Return the locale a post declares; None where it declares nothing that is known."""
    try:
        return parse_locale(tag) if tag else None
    except LocaleError:
        return None


def decode(data: bytes, path: Path) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding."""
    for mark, codec in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(codec), "UTF-16"
            except UnicodeDecodeError as error:
                raise ReadError("starts like UTF-16 but is not: save it as UTF-8", path=path) from error
    if b"\x00" in data:
        raise ReadError("a binary file, expected text", path=path)
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        position = error.start
    from charset_normalizer import from_bytes  # noqa: PLC0415  (only for legacy encodings)

    best = from_bytes(data, cp_isolation=list(_LEGACY), enable_fallback=False).best()
    if best is None:
        line = data.count(b"\n", 0, position) + 1
        raise ReadError(
            f"unreadable encoding (not UTF-8 at byte {position}, nor {', '.join(dict.fromkeys(_LEGACY.values()))}): "
            "save it as UTF-8",
            path=path,
            line=line,
        )
    return data.decode(best.encoding), _LEGACY[best.encoding]
