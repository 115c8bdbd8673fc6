"""TMX 1.4b, in which translation memories are exchanged: written so that it reads back to the letter, read from any tool.

========================  ==============================================================================================
entry                     TMX
========================  ==============================================================================================
`source`, `target`        two `tuv`, their markup in `bpt`, `ept` and `ph`, so that other tools do not take it for words
`post`                    `prop type="file"`, as OmegaT has it
`previous`, `next`        `prop type="prev"`, `prop type="next"`
`reviewer`, `reviewed`    `changeid`, `changedate`
`origin`, `signature`     `prop type="x-origin"`, `prop type="x-signature"`
`draft`                   `prop type="x-state"`: draft
========================  ==============================================================================================

What XML cannot hold (control characters) stands as `<ph type="x-char">U+000C</ph>`; in a `prop`, as JSON (`x-json-file`).

Of other tools' files, inline codes are left out: what they hold is theirs (`<g0>`, nothing at all), not our markup. Of a
unit in more than two languages, the source goes with each of the others. A usual territory is left away (`ja-JP`).

Entities are neither expanded nor fetched, no DTD is loaded, no network is used: a file that declares an entity is refused.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from translate_pipeline import __version__
from translate_pipeline.errors import InputError, LocaleError
from translate_pipeline.formats.imported import short_tags
from translate_pipeline.locales import parse_locale
from translate_pipeline.memory.store import IMPORT, Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from translate_pipeline.model import Locale

_TOOL = "translate_pipeline"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TOKEN = re.compile(
    r"""
      (?P<code>`+[^`]+`+ | <!--.*?--> | \[\^[^\]\s]+\] | <[A-Za-z][^<>]*/> | <(?:br|img|hr|wbr)\b[^<>]*>)
    | (?P<open>!?\[ | <(?P<name>[A-Za-z][\w-]*)(?:\s[^<>]*)?>)
    | (?P<close>\](?:\([^()\n]*\)|\[[^\]\n]*\]) | </(?P<ended>[A-Za-z][\w-]*)>)
    | (?P<both>\*\*\*|\*\*|\*|~~|(?<!\w)__(?=\w)|(?<=\w)__(?!\w))
    | (?P<char>[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff])
    """,
    re.VERBOSE | re.DOTALL,
)
_DATE = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})")
_SEG = re.compile(r"<(?:seg|/seg)[^<>]*>")
_BEFORE, _AFTER = ("prev", "x-context-pre"), ("next", "x-context-post")
"""What OmegaT and memoQ call the sentences around."""
_FILES = ("file", "document", "x-document", "x-file")


def serialize_tmx(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Yield a TMX file in pieces. The same entries in the same order make the same bytes."""
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
        f'<header creationtool="{_TOOL}" creationtoolversion="{__version__}" segtype="sentence" o-tmf="{_TOOL}" '
        'adminlang="en" srclang="*all*" datatype="plaintext"/>\n<body>\n'
    ).encode()
    for entry in entries:
        yield _unit(entry).encode("utf-8")
    yield b"</body>\n</tmx>\n"


def _unit(entry: Entry) -> str:
    """Return a `tu` of its own lines."""
    attributes, props = f" srclang={quoteattr(str(entry.source_locale))}", ""
    if entry.reviewed:
        attributes += f' changedate="{entry.reviewed.replace("-", "")}T000000Z"'
    named = [("file", entry.post), ("prev", entry.previous), ("next", entry.next), ("x-origin", entry.origin)]
    named += [("x-signature", entry.signature), ("x-state", "draft" if entry.draft else "")]
    if _ILLEGAL.search(entry.reviewer):
        named.append(("reviewer", entry.reviewer))
    elif entry.reviewer:
        attributes += f" changeid={quoteattr(entry.reviewer)}"
    for name, value in named:
        if value:
            odd = _ILLEGAL.search(value) is not None
            said = json.dumps(value) if odd else value
            props += f'<prop type="{"x-json-" if odd else ""}{name}">{_escaped(said)}</prop>\n'
    sides = ((entry.source_locale, entry.source), (entry.target_locale, entry.target))
    said = "".join(f'<tuv xml:lang="{locale}"><seg>{_segment(text)}</seg></tuv>\n' for locale, text in sides)
    return f"<tu{attributes}>\n{props}{said}</tu>\n"


def _escaped(text: str) -> str:
    return escape(text, {"\r": "&#13;"})


def _segment(text: str) -> str:
    """Return the content of a `seg`: words, and markup in elements that other tools keep as it is."""
    tokens = [token for start, end in _stretches(text) for token in _TOKEN.finditer(text, start, end)]
    pairs = _pairs(tokens)
    pieces, at = [], 0
    for number, token in enumerate(tokens):
        pieces.append(_escaped(text[at : token.start()]))
        at = token.end()
        if token["char"]:
            pieces.append(f'<ph type="x-char">U+{ord(token[0]):04X}</ph>')
        elif number in pairs:
            pair, opens = pairs[number]
            name = "bpt" if opens else "ept"
            pieces.append(f'<{name} i="{pair}">{_escaped(token[0])}</{name}>')
        else:
            pieces.append(f"<ph>{_escaped(token[0])}</ph>")
    return "".join([*pieces, _escaped(text[at:])])


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Yield where characters that XML cannot hold stand, and what is between them: no markup spans them."""
    at = 0
    for char in _ILLEGAL.finditer(text):
        yield at, char.start()
        yield char.span()
        at = char.end()
    yield at, len(text)


def _pairs(tokens: Sequence[re.Match[str]]) -> dict[int, tuple[int, bool]]:
    """Return which tokens belong together: number of the token to number of the pair and whether it opens."""
    waiting: list[tuple[str, int]] = []
    found: dict[int, tuple[int, bool]] = {}
    for number, token in enumerate(tokens):
        kind = token["both"] or token["name"] or token["ended"] or "["
        if token["code"] or token["char"]:
            continue
        opened = next((at for at in range(len(waiting) - 1, -1, -1) if waiting[at][0] == kind), None)
        if token["open"] or (token["both"] and opened is None):
            waiting.append((kind, number))
        elif opened is not None:
            pair = len(found) // 2 + 1
            found |= {waiting[opened][1]: (pair, True), number: (pair, False)}
            del waiting[opened:]
    return found


def parse_tmx(path: Path, left_out: list[str] | None = None) -> Iterator[Entry]:
    """Yield the entries of a TMX file as it is read, however large it is. Raises `InputError` with the line.

    Units without two texts are named in `left_out`.
    """
    header: dict[str, str] = {}
    events = _events(path)
    for element in events:
        name = _local(element)
        if name == "header":
            header = {str(key): str(value) for key, value in element.attrib.items()}
        elif name == "tu":
            yield from _entries(element, header, path, [] if left_out is None else left_out)
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]  # type: ignore[union-attr]


def _events(path: Path) -> Iterator[etree._Element]:
    """Yield headers and units. Where a file stops being XML, what came before it has been yielded."""
    try:
        with path.open("rb") as file:
            first = True
            for event, element in etree.iterparse(
                file, events=("start", "end"), resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True
            ):
                if first:
                    _check_root(element, path)
                    first = False
                if event == "end" and isinstance(element.tag, str):
                    yield element
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path) from error
    except etree.XMLSyntaxError as error:
        reason = re.sub(r", line \d+, column \d+.*", "", error.msg or "") or "no elements"
        raise InputError(f"not an XML file: {reason}: export it again", path=path, line=error.lineno or None) from error


def _check_root(root: etree._Element, path: Path) -> None:
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        said = "declares an XML entity, which is not read for safety: write its text instead"
        raise InputError(said, path=path, line=root.sourceline)
    if _local(root) != "tmx":
        raise InputError(f"expected <tmx>, found <{_local(root)}>: not a TMX file", path=path, line=root.sourceline)


def _local(element: etree._Element) -> str:
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def _entries(unit: etree._Element, header: dict[str, str], path: Path, left_out: list[str]) -> Iterator[Entry]:
    ours = header.get("creationtool") == _TOOL
    sides = [
        (_locale_of(side, path, ours=ours), text, side)
        for side in unit
        if _local(side) == "tuv" and (text := _seg_text(side, path, ours=ours))
    ]
    source = _source(sides, unit.get("srclang") or header.get("srclang", ""))
    others = [side for side in sides if side is not source and side[0] != source[0]] if source else []
    if source is None or not others:
        left_out.append(f"{path}:{unit.sourceline}: a unit without texts in two languages")
        return
    props = _props(unit)
    for locale, text, side in others:
        props_here = {**props, **_props(side)}
        yield Entry(
            source=source[1],
            target=text,
            source_locale=source[0],
            target_locale=locale,
            previous=_around(props_here, _BEFORE, ours=ours),
            next=_around(props_here, _AFTER, ours=ours),
            post=next((props_here[name] for name in _FILES if name in props_here), ""),
            origin=props.get("x-origin", "") if ours else IMPORT,
            reviewer=props.get("reviewer") or _attribute((side, unit), ("changeid", "creationid")),
            reviewed=_day(_attribute((side, unit), ("changedate", "creationdate"))),
            draft=ours and props.get("x-state") == "draft",
            signature=props.get("x-signature", "") if ours else "",
        )


def _source(sides: Sequence[tuple[Locale, str, Any]], named: str) -> tuple[Locale, str, Any] | None:
    """Return the side that a unit was translated from: the one that is named, or the first."""
    try:
        wanted = parse_locale(named)
    except LocaleError:
        return sides[0] if sides else None  # `*all*`
    exact = [side for side in sides if side[0] == wanted]
    near = [side for side in sides if side[0].language == wanted.language]
    return next(iter([*exact, *near, *sides]), None)


def _locale_of(side: etree._Element, path: Path, *, ours: bool) -> Locale:
    line = side.sourceline
    tag = side.get(_LANG) or side.get("lang") or ""
    try:
        locale = parse_locale(tag)
    except LocaleError as error:
        raise InputError(f"<tuv> with xml:lang={tag!r}: {error}", path=path, line=line) from None
    return locale if ours else parse_locale(short_tags([locale])[locale])


def _seg_text(side: etree._Element, path: Path, *, ours: bool) -> str:
    seg = next((child for child in side if _local(child) == "seg"), None)
    if seg is None:
        return ""
    text = _content(seg, path, ours=ours)
    return text if ours else text.strip()


def _content(element: etree._Element, path: Path, *, ours: bool) -> str:
    pieces = [element.text or ""]
    for child in element:
        name = _local(child)
        if isinstance(child, etree._Entity):  # noqa: SLF001  (its only name)
            raise InputError(f"unknown entity {child.text}: write its text", path=path, line=child.sourceline)
        if ours and child.get("type") == "x-char":
            pieces.append(chr(int((child.text or "").removeprefix("U+") or "FFFD", base=16)))
        elif ours or name == "hi":
            pieces.append(_content(child, path, ours=ours))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _props(element: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for child in element:
        kind = child.get("type", "") if _local(child) == "prop" else ""
        if kind.startswith("x-json-"):
            found[kind.removeprefix("x-json-")] = str(json.loads(child.text or '""'))
        elif kind:
            found[kind] = child.text or ""
    return found


def _around(props: dict[str, str], names: Sequence[str], *, ours: bool) -> str:
    text = next((props[name] for name in names if props.get(name)), "")
    return text if ours else _bare(text)


def _bare(text: str) -> str:
    """Return a sentence without the elements that memoQ writes around it."""
    return _SEG.sub("", text).strip()


def _attribute(elements: Sequence[etree._Element], names: Sequence[str]) -> str:
    return next((value for name in names for element in elements if (value := element.get(name))), "")


def _day(stamp: str) -> str:
    found = _DATE.match(stamp)
    return "-".join(found.groups()) if found else ""
