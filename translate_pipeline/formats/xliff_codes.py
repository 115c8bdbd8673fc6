"""Raw text as the content of an XLIFF element, and back: markup as `<g>`, `<x/>`, `<bx/>` and `<ex/>`.

Codes are numbered as they stand in the source. A target has those that it shares with its source; markup of its own is
text there, as are the words. `<g>` holds what lies between two halves; halves that cross are `<bx/>` and `<ex/>`; what has
no other half is an `<x/>`. A character that XML cannot hold (and the carriage return, which it would change) is an `<x/>`
whose id says which. So what is read is what was written, for any text and any source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from translate_pipeline.formats.inline_codes import FORBIDDEN, Kind, split

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from translate_pipeline.formats.inline_codes import Piece

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
_CTYPES = {"strong": "bold", "emphasis": "italic", "link": "link", "image": "image", "br": "lb"}
_CONTROL = re.compile(r"u([0-9a-f]{4,6})(?:-\d+)?")
_UNPRINTABLE = re.compile(f"[{FORBIDDEN}]")
_BETWEEN = "…"
"""Between the two halves of a pair in `equiv-text`."""


class CodeError(ValueError):
    """A code that the source does not have; `str()` says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A code of a source."""

    id: str
    raw: str
    """What it stands for: of a pair, the opening half."""
    closing: str | None = None
    """The other half; None: it has none."""
    what: str = ""


Tokens = list["str | tuple[str, str]"]
"""Words, and (`x`, `open` or `close`; id)."""


def codes_of(source: str, syntax: str) -> tuple[Code, ...]:
    """Return the codes of a source, numbered from 1."""
    pieces = split(source, syntax)
    closing = {piece.pair: piece.raw for piece in pieces if piece.kind is Kind.CLOSE}
    found: list[Code] = []
    for piece in pieces:
        if piece.kind in {Kind.ALONE, Kind.OPEN} and piece.what != "control":
            half = closing[piece.pair] if piece.kind is Kind.OPEN else None
            found.append(Code(id=str(len(found) + 1), raw=piece.raw, closing=half, what=piece.what))
    return tuple(found)


def tokens_of(raw: str, syntax: str, codes: Sequence[Code]) -> Tokens:
    """Return a raw text with the codes that it shares with its source."""
    pieces = split(raw, syntax)
    ids = _matched(pieces, codes)
    tokens: Tokens = []
    controls = 0
    for number, piece in enumerate(pieces):
        if piece.what == "control":
            controls += 1
            tokens.append(("x", f"u{ord(piece.raw):04x}-{controls}"))
        elif number in ids:
            tokens.append(({Kind.OPEN: "open", Kind.CLOSE: "close"}.get(piece.kind, "x"), ids[number]))
        else:
            tokens += _clean(piece.raw, controls)
            controls += len(_UNPRINTABLE.findall(piece.raw)) + piece.raw.count("\r")
    return tokens


def _clean(raw: str, controls: int) -> Iterator[str | tuple[str, str]]:
    """Yield markup that is text: what XML cannot hold may stand inside it too."""
    for piece in split(raw, "text"):
        if piece.what == "control":
            controls += 1
            yield "x", f"u{ord(piece.raw):04x}-{controls}"
        else:
            yield piece.raw


def _matched(pieces: Sequence[Piece], codes: Sequence[Code]) -> dict[int, str]:
    """Return the ids of the pieces that are codes of the source, each code once."""
    closes = {piece.pair: number for number, piece in enumerate(pieces) if piece.kind is Kind.CLOSE}
    free = list(codes)
    ids: dict[int, str] = {}
    for number, piece in enumerate(pieces):
        if piece.kind not in {Kind.ALONE, Kind.OPEN} or piece.what == "control":
            continue
        other = closes[piece.pair] if piece.kind is Kind.OPEN else None
        half = None if other is None else pieces[other].raw
        code = next((code for code in free if (code.raw, code.closing) == (piece.raw, half)), None)
        if code:
            free.remove(code)
            ids |= {number: code.id} if other is None else {number: code.id, other: code.id}
    return ids


def untokened(tokens: Tokens, codes: Sequence[Code]) -> str:
    """Return the raw text of tokens. Raises `CodeError` for a code that the source does not have."""
    known = {code.id: code for code in codes}
    out: list[str] = []
    for token in tokens:
        if isinstance(token, str):
            out.append(token)
            continue
        kind, key = token
        control, code = _CONTROL.fullmatch(key), known.get(key)
        if control:
            out.append(chr(min(int(control[1], 16), 0x10FFFF)))
        elif code is None or (kind == "x") != (code.closing is None):
            raise CodeError(f"has a code that the source has not ({kind} {key})")
        else:
            out.append(code.closing or "" if kind == "close" else code.raw)
    return "".join(out)


def fill(element: etree._Element, tokens: Tokens, codes: Sequence[Code] = ()) -> None:
    """Put tokens into an element. With codes, each says what it is and stands for, as in a `<source>`."""
    known = {code.id: code for code in codes}
    crossing = set(_crossing(tokens))
    parents = [element]
    for token in tokens:
        here = parents[-1]
        if isinstance(token, str):
            _say(here, token)
            continue
        kind, key = token
        if kind == "close" and key not in crossing:
            parents.pop()
            continue
        tag = "x" if kind == "x" else {"open": "bx", "close": "ex"}[kind] if key in crossing else "g"
        child = etree.SubElement(here, f"{{{NAMESPACE}}}{tag}", {"id": key})
        if tag in {"bx", "ex"}:
            child.set("rid", key)
        if key in known:
            _explain(child, known[key], tag)
        if tag == "g":
            parents.append(child)


def _explain(element: etree._Element, code: Code, tag: str) -> None:
    if tag != "ex":
        element.set("ctype", _CTYPES.get(code.what, f"x-{code.what or 'code'}"))
    halves = {"g": f"{code.raw}{_BETWEEN}{code.closing}", "ex": code.closing or ""}
    element.set("equiv-text", printable(halves.get(tag, code.raw)))


def printable(text: str) -> str:
    """Return a text that XML can hold: what it cannot hold replaced, for notes and names."""
    return _UNPRINTABLE.sub("\ufffd", text)


def _say(parent: etree._Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def _crossing(tokens: Tokens) -> Iterator[str]:
    """Yield the ids of pairs that open inside another and close outside it."""
    stack: list[str] = []
    for token in tokens:
        if isinstance(token, str) or token[0] == "x":
            continue
        kind, key = token
        if kind == "open":
            stack.append(key)
        elif stack and stack[-1] == key:
            stack.pop()
        elif key in stack:
            at = stack.index(key)
            yield from stack[at:]
            del stack[at]


def read(element: etree._Element) -> Tokens:
    """Return the tokens of a `<source>` or `<target>`. `<mrk>` is looked through; raises `CodeError` for what is no code."""
    tokens: Tokens = [element.text] if element.text else []
    for child in element:
        tokens += _read_code(child)
        if child.tail:
            tokens.append(child.tail)
    return tokens


def _read_code(element: etree._Element) -> Tokens:
    tag, key = etree.QName(element).localname, element.get("id", "")
    match tag:
        case "g":
            return [("open", key), *read(element), ("close", key)]
        case "mrk":
            return read(element)
        case "x" | "ph":
            return [("x", key)]
        case "bx" | "bpt":
            return [("open", key)]
        case "ex" | "ept":
            return [("close", element.get("rid") or key)]
    raise CodeError(f"has <{tag}>, which is no code of the source")


def said_codes(source: etree._Element) -> tuple[Code, ...]:
    """Return the codes of a `<source>` by what it says of them itself: where the review file no longer has that source."""
    found: dict[str, Code] = {}
    for element in source.iter(etree.Element):
        tag, key, said = etree.QName(element).localname, element.get("id", ""), element.get("equiv-text", "")
        if tag == "g":
            opening, _, closing = said.rpartition(_BETWEEN)
            found[key] = Code(id=key, raw=opening, closing=closing)
        elif tag == "ex":
            key = element.get("rid") or key
            found[key] = Code(id=key, raw=found[key].raw if key in found else "", closing=said)
        elif tag in {"x", "bx", "ph"} and key:
            found[key] = Code(id=key, raw=said, closing="" if tag == "bx" else None)
    return tuple(found.values())
