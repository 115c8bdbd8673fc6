r"""Review files by position: where each text stands in a PO file, so that one can be mended and every other byte stays.

`formats.gettext` writes review files and reads what people decided; this module reads strictly, for whoever must know the
line of a text, or change it. A file that is no PO file is refused with the line that is wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NoReturn

from translate_pipeline.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

_KEYWORD = re.compile(r"(msgctxt|msgid|msgstr)(?=[\s\"]|$)[ \t]*")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"[ \t]*')
_CHARACTER = re.compile(r"\\.|[^\\]")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_SAID = re.compile(
    r"(?:origin|draft|machine|flagged|language|place|term|score|note|warning|error|repair|alternative)\b[\w-]*: "
)
"""How a comment of ours begins; what does not begin so goes on with the line before."""
_DRAFT = re.compile(r"(?<=draft: )[0-9a-f]+")
_MEND = "mend it or move it away"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text of a PO file and where each of its characters stands there."""

    value: str
    places: tuple[int, ...]
    """Offset in the file of each character of `value`, and then of the end."""
    widths: tuple[int, ...]
    """How many characters of the file each character of `value` takes."""

    def raw(self, start: int, end: int) -> tuple[int, int]:
        """Return where `value[start:end]` stands in the file, escapes, quotes and line ends between included.

        An empty stretch stands right behind the character before it.
        """
        if start == end:
            at = self.places[start]
            return at, at
        return self.places[start], self.places[end - 1] + self.widths[end - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One message. Its attributes are called as Babel's, so that `gettext.decided` reads either."""

    line: int
    """Of `msgid`, from 1."""
    id: str
    text: Text
    """Of `msgstr`."""
    context: str | None = None
    auto_comments: tuple[str, ...] = ()
    """What we said of it, each comment on one line."""
    locations: int = 0
    """In how many places of the source it stands."""
    fuzzy: bool = False
    previous: bool = False
    """Whether the source that the target was made for is said (`#|`)."""
    draft: tuple[int, int] | None = None
    """Where the digest of the draft stands in the file."""

    @property
    def string(self) -> str:
        """The target."""
        return self.text.value


@dataclass(frozen=True, slots=True, kw_only=True)
class PoFile:
    """A whole file: its text, its header, and its entries that are not obsolete."""

    source: str
    header: Mapping[str, str]
    header_text: Text
    entries: tuple[Entry, ...]


def position(text: str, offset: int) -> tuple[int, int]:
    """Return the line and the column of an offset, both from 1, the column in code points.

    >>> position("one two", 4)
    (1, 5)
    """
    before = text[:offset]
    return _breaks(before) + 1, offset - (max(before.rfind("\n"), before.rfind("\r")) + 1) + 1


@dataclass(slots=True)
class _Open:
    """An entry that is being read."""

    comments: list[tuple[str, int]] = field(default_factory=list)
    """Our comments, and where each begins in the file."""
    locations: int = 0
    fuzzy: bool = False
    previous: bool = False
    texts: dict[str, list[tuple[str, int, int]]] = field(default_factory=dict)
    """Keyword to the characters of its text, each with its place and width."""
    ends: dict[str, int] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    last: str = ""


def scan(source: str, path: Path) -> PoFile:
    """Read a review file. Raises `InputError`, with the line, for what is no PO file or lacks its header."""
    reader = _Scanner(path)
    at = int(source.startswith("\ufeff"))
    for number, line in enumerate(_lines(source[at:]), start=1):
        reader.read(line.rstrip("\r\n"), number, at)
        at += len(line)
    reader.close()
    entries = reader.entries
    if not entries or entries[0].id:
        raise InputError(f'found no header (an entry of msgid ""), expected one as translate writes it: {_MEND}', path=path)
    _once(entries, path)
    head = entries[0].text
    fields = (line.partition(": ") for line in head.value.splitlines())
    header = {name: value.strip() for name, colon, value in fields if colon}
    return PoFile(source=source, header=header, header_text=head, entries=tuple(entries[1:]))


def _lines(text: str) -> Iterator[str]:
    r"""Yield lines as an editor counts them: parted by `\n`, `\r\n` or `\r` alone, not by U+2028 and the like."""
    yield from re.findall(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+", text)


def _breaks(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def _once(entries: Sequence[Entry], path: Path) -> None:
    lines: dict[tuple[str | None, str], int] = {}
    for entry in entries:
        key = entry.context, entry.id
        if key in lines:
            what = f"the msgid of line {lines[key]} again" if entry.id else "a second header"
            raise InputError(f"found {what}, expected it once: remove one of the two", path=path, line=entry.line)
        lines[key] = entry.line


class _Scanner:
    """Reads a PO file line by line."""

    def __init__(self, path: Path):
        self.path, self.entries, self.open, self.number = path, list[Entry](), _Open(), 0

    def read(self, line: str, number: int, at: int) -> None:
        """Take one line, without its end; `at` is where it begins in the file."""
        self.number = number
        body = line.lstrip(" \t")
        at += len(line) - len(body)
        if not body:
            self._finish_if_whole()
        elif body.startswith("#"):
            self._comment(body, at)
        elif match := _KEYWORD.match(body):
            self._keyword(match[1], number)
            self._quoted(body, match.end(), at)
        elif body.startswith('"'):
            if not self.open.last:
                self._refuse("a text in quotes with no msgid or msgstr before it", "a keyword first")
            self._quoted(body, 0, at)
        elif body.startswith(("msgid_plural", "msgstr[")):
            self._refuse("a plural", "one msgid and one msgstr: posts have no plurals")
        else:
            self._refuse(repr(_short(body)), "msgid, msgstr, a text in quotes or a comment")

    def close(self) -> None:
        """End the last entry."""
        self._finish_if_whole()
        if self.open.texts:
            self._lacks_target()

    def _comment(self, body: str, at: int) -> None:
        if self.open.texts and not body.startswith("#~"):
            self._finish_if_whole()
        now = self.open
        if body.startswith("#."):
            said = body[2:].strip()
            if now.comments and not _SAID.match(said):
                now.comments[-1] = (f"{now.comments[-1][0]} {said}", now.comments[-1][1])
            else:
                now.comments.append((said, at + body.index(said)))
        elif body.startswith("#,"):
            now.fuzzy = now.fuzzy or "fuzzy" in {flag.strip() for flag in body[2:].split(",")}
        elif body.startswith("#|"):
            now.previous = True
        elif body.startswith("#:"):
            now.locations += len(re.findall(r":\d+(?=\s|$)", body))

    def _keyword(self, keyword: str, number: int) -> None:
        if keyword != "msgstr":
            self._finish_if_whole()
        now = self.open
        if keyword in now.texts:
            if keyword == "msgid":
                self._lacks_target()
            self._refuse(f"{keyword} twice", "one")
        if keyword == "msgstr" and "msgid" not in now.texts:
            self._refuse("msgstr with no msgid before it", "both")
        now.texts[keyword], now.lines[keyword], now.last = [], number, keyword

    def _quoted(self, body: str, start: int, at: int) -> None:
        match = _QUOTED.fullmatch(body, start)
        if match is None:
            closed = _QUOTED.match(body, start)
            if closed:
                self._refuse(f"{_short(body[closed.end() :])!r} after the text", 'nothing there, or \\" for a quote in it')
            self._refuse("a text whose quotes do not close", 'it between two "')
        now = self.open
        for one in _CHARACTER.finditer(match[1]):
            char = _ESCAPES.get(one[0][1:], one[0][1:]) if len(one[0]) > 1 else one[0]
            now.texts[now.last].append((char, at + match.start(1) + one.start(), len(one[0])))
        if match[1] or now.last not in now.ends:
            now.ends[now.last] = at + match.end(1)

    def _finish_if_whole(self) -> None:
        now = self.open
        if "msgstr" not in now.texts:
            return
        texts = {keyword: "".join(char for char, _, _ in found) for keyword, found in now.texts.items()}
        found = now.texts["msgstr"]
        places = tuple(at for _, at, _ in found)
        draft = next(((at + m.start(), at + m.end()) for said, at in now.comments if (m := _DRAFT.match(said, 7))), None)
        self.entries.append(
            Entry(
                line=now.lines["msgid"],
                id=texts["msgid"],
                context=texts.get("msgctxt"),
                text=Text(
                    value=texts["msgstr"],
                    places=(*places, now.ends["msgstr"]),
                    widths=tuple(width for _, _, width in found),
                ),
                auto_comments=tuple(said for said, _ in now.comments),
                locations=now.locations,
                fuzzy=now.fuzzy,
                previous=now.previous,
                draft=draft,
            )
        )
        self.open = _Open()

    def _lacks_target(self) -> NoReturn:
        self.number = self.open.lines.get("msgid", self.number)
        self._refuse("msgid with no msgstr after it" if "msgid" in self.open.texts else "msgctxt alone", "both")

    def _refuse(self, found: str, expected: str) -> NoReturn:
        raise InputError(f"not a PO file: found {found}, expected {expected}: {_MEND}", path=self.path, line=self.number)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def escape(text: str) -> str:
    r"""Return a text as it stands between the quotes of a PO file.

    >>> print(escape('a "b"\n'))
    a \"b\"\n
    """
    said = text.replace("\\", "\\\\").replace('"', '\\"')
    return said.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


Edit = tuple[int, int, str]
"""A stretch of a file and what is to stand there instead."""


def retarget(text: Text, new: str) -> tuple[Edit, ...]:
    """Return what makes a text of the file read `new`: only what differs is touched, and its lines stay as many."""
    codes = SequenceMatcher(None, text.value, new, autojunk=False).get_opcodes()
    return tuple(
        edit
        for what, start, end, first, last in codes
        if what != "equal"
        for edit in _replace(text, start, end, escape(new[first:last]))
    )


def _replace(text: Text, start: int, end: int, new: str) -> Iterator[Edit]:
    """Yield the edits of one stretch: what is new goes into the first line that it takes up."""
    stretches: list[list[int]] = []
    for at in range(start, end):
        here, there = text.raw(at, at + 1)
        if stretches and stretches[-1][1] == here:
            stretches[-1][1] = there
        else:
            stretches.append([here, there])
    for begin, stop in stretches or [[*text.raw(start, end)]]:
        yield begin, stop, new
        new = ""


def set_header(po: PoFile, name: str, value: str) -> tuple[Edit, ...]:
    """Return what gives a field of the header another value; nothing where there is no such field."""
    match = re.search(rf"^{re.escape(name)}: ?(.*)$", po.header_text.value, re.MULTILINE)
    if match is None:
        return ()
    now = po.header_text
    start, end = now.raw(*match.span(1)) if match[1] else (now.places[match.start(1)],) * 2
    return ((start, end, escape(value)),)


def splice(source: str, edits: Sequence[Edit]) -> str:
    """Return a text with edits made, which must not overlap.

    >>> splice("one two", [(4, 7, "three"), (0, 0, "> ")])
    '> one three'
    """
    for start, end, new in sorted(edits, key=lambda edit: (edit[0], edit[1]), reverse=True):
        source = source[:start] + new + source[end:]
    return source
