r"""The entries of a PO file, and how to change some of them and nothing else.

Babel writes review files; this reads them. People re-save them with Poedit, Weblate, OmegaT, msgcat or msgmerge, which wrap
lines anew, reorder, add headers, previous sources (`#|`) and C escapes (`\a`) that Babel takes for letters. A change
touches the lines of its own entry alone: all else stays byte for byte, whoever wrote it.

`formats.po` reads strictly and knows the place of every character; this takes whatever other tools may leave in a PO file
(doubled and obsolete entries, plurals, remarks) and works by lines, flags and comments included.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from babel.messages.pofile import normalize

from translate_pipeline.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

_ESCAPE = re.compile(r"((?:\\(?:x[0-9A-Fa-f]{1,2}|[0-7]{1,3}))+)|\\(.)", re.DOTALL)
_BYTE = re.compile(r"x([0-9A-Fa-f]+)|([0-7]+)")
_LETTERS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"')
_KEYWORD = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)\s*(?=\")")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of a PO file, the header (whose source is empty) included."""

    source: str
    target: str
    fuzzy: bool = False
    comments: tuple[str, ...] = ()
    """Those of programs (`#.`), line by line."""
    remarks: tuple[str, ...] = ()
    """Those of people (`# `), line by line."""
    where: str = ""
    """The first place in the post, as in `r1.ja.md:12`."""
    context: str = ""
    plural: bool = False
    obsolete: bool = False
    previous: bool = False
    """Whether the source that the target was made for is said (`#|`): then the target is only msgmerge's guess."""
    lines: range = range(0)
    """Lines of the file, from 0."""

    @property
    def said(self) -> Mapping[str, str]:
        """Key to value of the comments `key: value`; the first counts."""
        return dict(comment.split(": ", 1) for comment in reversed(self.comments) if ": " in comment)

    @property
    def string(self) -> str:
        """The target, as Babel calls it."""
        return self.target

    @property
    def auto_comments(self) -> tuple[str, ...]:
        """The comments, as Babel calls them."""
        return self.comments


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is to be otherwise in an entry; None and nothing: as it is."""

    target: str | None = None
    fuzzy: bool | None = None
    remarks: tuple[str, ...] = ()
    """To be added."""
    comments: tuple[str, ...] = ()
    """To be added."""


def unescape(text: str) -> str:
    r"""Return what stands between the quotes of a PO file's string; C escapes included, which msgcat writes.

    >>> unescape(r"a\tb\\n\a\x41\101")
    'a\tb\\n\x07AA'
    """

    def one(match: re.Match[str]) -> str:
        if match[1]:  # bytes of UTF-8: what `msgcat --escape` makes of anything but ASCII
            found = bytes(int(byte[1], 16) if byte[1] else int(byte[2], 8) & 255 for byte in _BYTE.finditer(match[1]))
            return found.decode("utf-8", "replace")
        return _LETTERS.get(match[2], match[2])

    return _ESCAPE.sub(one, text)


def escape(text: str) -> str:
    """Return a text as one quoted string: Babel's way, never wrapped."""
    for char, code in (("\\", "\\\\"), ("\t", "\\t"), ("\r", "\\r"), ("\n", "\\n"), ('"', '\\"')):
        text = text.replace(char, code)
    return f'"{text}"'


def read_entries(text: str, path: Path) -> tuple[Entry, ...]:
    """Return the entries of a PO file in its order. Raises `InputError` with the line for what is none."""
    reader = _Reader(path)
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n")):
        bare = line.strip(" \t\r\f\v")
        if bare:
            reader.take(number, bare)
    reader.close()
    return tuple(reader.entries)


class _Reader:
    """Gathers an entry line by line."""

    def __init__(self, path: Path):
        self.path, self.entries = path, list[Entry]()
        self.reset()

    def reset(self) -> None:
        self.first, self.last, self.field, self.where = -1, -1, "", ""
        self.texts: dict[str, list[str]] = {}
        self.comments: list[str] = []
        self.remarks: list[str] = []
        self.fuzzy = self.previous = self.obsolete = False

    def take(self, number: int, line: str) -> None:
        obsolete = line.startswith("#~")
        body = line[2:].lstrip() if obsolete else line
        comment = body.startswith("#") or (obsolete and body.startswith("|"))
        keyword = None if comment or body.startswith('"') else _KEYWORD.match(body)
        if self.field.startswith("msgstr") and (comment or (keyword is not None and keyword[1] in {"msgid", "msgctxt"})):
            self.close()
        self.first, self.last = (number if self.first < 0 else self.first), number
        if not comment:
            self.string(number, body, keyword)
            self.obsolete = obsolete
        elif self.field:
            raise self.wrong(number, line, 'msgstr "…" before the next comment')
        else:
            self.comment(f"#{body}" if obsolete else body)

    def comment(self, line: str) -> None:
        kind, rest = line[:2], line[2:].strip()
        if kind == "#:":
            self.where = self.where or next(iter(rest.split()), "").strip("\u2068\u2069")
        elif kind == "#,":
            self.fuzzy = self.fuzzy or "fuzzy" in [flag.strip() for flag in rest.split(",")]
        elif kind == "#.":
            self.comments += [rest] if rest else []
        elif kind == "#|":
            self.previous = True
        else:
            self.remarks.append(line[1:].strip())

    def string(self, number: int, line: str, keyword: re.Match[str] | None) -> None:
        quoted = line[keyword.end() :] if keyword else line
        if not (keyword or self.field) or not _STRING.fullmatch(quoted):
            raise self.wrong(number, line, 'msgid "…", msgstr "…" or a comment')
        if keyword:
            self.field = keyword[1]
            if self.field in self.texts:
                raise self.wrong(number, line, "one of each in an entry")
            self.texts[self.field] = []
        self.texts[self.field].append(unescape(quoted[1:-1]) if "\\" in quoted else quoted[1:-1])

    def wrong(self, number: int, found: str, expected: str) -> InputError:
        shown = found if len(found) <= 40 else f"{found[:39]}…"
        message = f"not a PO file: found {shown}, expected {expected}; mend it or move it away"
        return InputError(message, path=self.path, line=number + 1)

    def close(self) -> None:
        """Take the entry that was read so far; comments with nothing after them are none."""
        if self.texts:
            texts = {field: "".join(parts) for field, parts in self.texts.items()}
            target = texts.get("msgstr", texts.get("msgstr[0]"))
            if target is None or "msgid" not in texts:
                raise self.wrong(self.last, "the end of an entry", "a msgid and a msgstr before it")
            entry = Entry(
                source=texts["msgid"],
                target=target,
                fuzzy=self.fuzzy,
                comments=tuple(self.comments),
                remarks=tuple(self.remarks),
                where=self.where,
                context=texts.get("msgctxt", ""),
                plural="msgid_plural" in texts,
                obsolete=self.obsolete,
                previous=self.previous,
                lines=range(self.first, self.last + 1),
            )
            self.entries.append(entry)
        self.reset()


def rewrite(text: str, changes: Sequence[tuple[Entry, Change]]) -> str:
    """Return the text of a PO file with some of its entries changed, and no other line."""
    lines = text.split("\n")
    end = "\r" if text.count("\r\n") * 2 > len(lines) else ""
    for entry, change in sorted(changes, key=lambda pair: -pair[0].lines.start):
        where = slice(entry.lines.start, entry.lines.stop)
        lines[where] = list(_changed(lines[where], entry, change, end))
    return "\n".join(lines)


def _changed(lines: list[str], entry: Entry, change: Change, end: str) -> Iterator[str]:
    fuzzy = entry.fuzzy if change.fuzzy is None else change.fuzzy
    prefix = "#~ " if entry.obsolete else ""
    kinds = list(_kinds(lines))
    fresh = {place: [f"# {one}".rstrip() + end for one in change.remarks] for place in (_after(kinds, "# "),)}
    fresh.setdefault(_after(kinds, "#."), []).extend(f"#. {one}{end}" for one in change.comments)
    if fuzzy and "#," not in kinds:
        fresh.setdefault(_after(kinds, "#,"), []).append(f"#, fuzzy{end}")
    for number, (line, kind) in enumerate(zip(lines, kinds, strict=True)):
        yield from fresh.get(number, ())
        if kind == "#," and fuzzy != entry.fuzzy:
            yield from _flags(line, fuzzy=fuzzy, end=end)
        elif change.target is None or not kind.startswith("msgstr"):
            yield line
        elif kind == "msgstr":
            quoted = normalize(change.target, width=0).split("\n")
            yield from (f"{prefix}{'msgstr ' if not at else ''}{one}{end}" for at, one in enumerate(quoted))


def _kinds(lines: Sequence[str]) -> Iterator[str]:
    """Yield what each line is: a comment by its sign, `msgstr` and `msgstr…` the target, nothing what comes before it."""
    field = ""
    for line in lines:
        bare = line.strip(" \t\r\ufeff")
        body = bare[2:].lstrip() if bare.startswith("#~") else bare
        if bare.startswith("#~") and body.startswith("|"):
            yield "#|"
        elif body.startswith("#"):
            yield body[:2] if body[:2] in _ORDER else "# "
        else:
            more = body.startswith('"')
            field = field if more else "msgstr" if body.startswith("msgstr") else ""
            yield f"{field}…" if more and field else field


_ORDER = ("# ", "#.", "#:", "#,", "#|", "")
"""In which lines of an entry stand."""


def _after(kinds: Sequence[str], kind: str) -> int:
    """Return the place of the first line that stands after all of a kind."""
    rank = _ORDER.index(kind)
    return next(number for number, one in enumerate(kinds) if one not in _ORDER or _ORDER.index(one) > rank)


def _flags(line: str, *, fuzzy: bool, end: str) -> Iterator[str]:
    flags = [flag.strip() for flag in line.strip()[2:].split(",")]
    flags = [flag for flag in flags if flag and flag != "fuzzy"]
    kept = ["fuzzy", *flags] if fuzzy else flags
    if kept:
        yield f"#, {', '.join(kept)}{end}"
