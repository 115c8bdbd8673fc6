"""What is markup in the raw text of a sentence, as a CAT tool should see it: codes to be kept, around and between words.

Unlike `markdown` and `html`, which read a post, this reads one sentence of it alone, source or target, and whatever a person
made of it. So it is total: the pieces of any text join to that text. What does not pair is a code of its own, or words.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

FORBIDDEN = r"\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
"""What XML cannot hold, inside a class of a pattern."""
_TARGET = r"\((?:[^()\s]|\([^()\s]*\))*(?:\s+(?:\"[^\"]*\"|'[^']*'))?\)|\[[^\[\]]*\]"
_CONTROL = rf"(?P<control>[\r{FORBIDDEN}])"
_MARK = r"(?P<mark>⟦[^⟦⟧]*⟧)"
_TAGS = r"(?P<comment><!--.*?-->)|(?P<tag></?[A-Za-z][A-Za-z0-9-]*(?=[\s/>])(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>)"
_PATTERNS = {
    "text": re.compile(f"{_CONTROL}|{_MARK}"),
    "html": re.compile(f"{_CONTROL}|{_MARK}|{_TAGS}", re.DOTALL),
    "markdown": re.compile(
        rf"{_CONTROL}|{_MARK}|(?P<escape>\\[!-/:-@\[-`{{-~])|(?P<code>(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))"
        rf"|(?P<template>\{{\{{.*?\}}\}}|\{{%.*?%\}}|\{{:[^{{}}\n]*\}})|(?P<autolink><(?:https?|ftp|mailto):[^<>\s]*>)|{_TAGS}"
        rf"|(?P<image>!\[[^\[\]]*\](?:{_TARGET}))|(?P<footnote>\[\^[^\[\]\s]+\])|(?P<leave>\](?:{_TARGET}))"
        r"|(?P<enter>\[)|(?P<shut>\])|(?P<run>\*{1,3}|_{1,3}|~~)",
        re.DOTALL,
    ),
}
_VOID = frozenset({"br", "img", "wbr", "hr", "input"})
_DELIMITERS = {"*": "emphasis", "_": "emphasis", "**": "strong", "__": "strong", "~~": "strike"}
_SAME_AS = {"em": "emphasis", "i": "emphasis", "strong": "strong", "b": "strong", "del": "strike", "s": "strike"}
"""Tags that stand for delimiters which would not close in the target."""


class Kind(StrEnum):
    """What a piece is."""

    WORDS = "words"
    ALONE = "alone"
    OPEN = "open"
    CLOSE = "close"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a raw text."""

    raw: str
    kind: Kind = Kind.WORDS
    what: str = ""
    """`strong`, `link`, `code`, …; empty for words."""
    pair: int = -1
    """Same number on the two halves of a pair."""


def syntax_of(name: str) -> str:
    """Return the syntax of a post's sentences by its file name.

    >>> syntax_of("a.html"), syntax_of("a.txt"), syntax_of("a.md"), syntax_of("")
    ('html', 'text', 'markdown', 'markdown')
    """
    suffix = name.rpartition(".")[2].lower()
    return {"html": "html", "htm": "html", "txt": "text"}.get(suffix, "markdown")


def split(raw: str, syntax: str) -> tuple[Piece, ...]:
    """Return the pieces of a raw text; joined they are the text."""
    pieces: list[Piece] = []
    open_at: list[tuple[str, int]] = []
    at = 0
    for match in _PATTERNS[syntax].finditer(raw):
        if match.start() > at:
            pieces.append(Piece(raw=raw[at : match.start()]))
        at = match.end()
        _take(pieces, open_at, match)
    if at < len(raw):
        pieces.append(Piece(raw=raw[at:]))
    return tuple(_joined(pieces))


def _take(pieces: list[Piece], open_at: list[tuple[str, int]], match: re.Match[str]) -> None:
    """Add what was found, paired with what it closes."""
    kind, raw = match.lastgroup or "", match[0]
    if kind == "tag":
        name = raw.strip("</>").split()[0].lower().rstrip("/")
        opens = not raw.startswith("</") and not raw.endswith("/>") and name not in _VOID
        _pair(pieces, open_at, Piece(raw=raw, kind=Kind.ALONE, what=name), f"<{name}", (opens, raw.startswith("</")))
    elif kind == "enter" or kind == "shut":  # noqa: PLR1714  (mypy)
        _pair(pieces, open_at, Piece(raw=raw), "[", (kind == "enter", kind == "shut"))
    elif kind == "leave":
        _pair(pieces, open_at, Piece(raw=raw, kind=Kind.ALONE, what="link"), "[", (False, True))
    elif kind == "run":
        what = _DELIMITERS.get(raw, "strong")
        orphan = Kind.ALONE if len(raw) > 1 and _flanked(match) != (False, False) else Kind.WORDS
        piece = Piece(raw=raw, kind=orphan, what=what if orphan is Kind.ALONE else "")
        _pair(pieces, open_at, piece, raw, _flanked(match), what)
    elif kind == "escape":
        pieces.append(Piece(raw=raw))
    else:
        kind = "code" if kind == "ticks" else kind
        pieces.append(Piece(raw=raw, kind=Kind.ALONE, what=kind))


def _pair(
    pieces: list[Piece], open_at: list[tuple[str, int]], piece: Piece, key: str, flanks: tuple[bool, bool], what: str = ""
) -> None:
    """Add a half: closed with the last of its kind that is open, or opened. A plain `[…]` is words on both sides."""
    opens, closes = flanks
    place = next((n for n in range(len(open_at) - 1, -1, -1) if open_at[n][0] == key), None) if closes else None
    if place is not None:
        _, start = open_at.pop(place)
        if piece.kind is not Kind.WORDS or what:
            said = what or piece.what
            pieces[start] = replace(pieces[start], kind=Kind.OPEN, what=said, pair=start)
            piece = replace(piece, kind=Kind.CLOSE, what=said, pair=start)
    elif opens:
        open_at.append((key, len(pieces)))
    pieces.append(piece)


def _flanked(match: re.Match[str]) -> tuple[bool, bool]:
    """Whether a run of delimiters may open and may close; an underscore within a word does neither."""
    before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    opens, closes = bool(after) and not after.isspace(), bool(before) and not before.isspace()
    if match[0].startswith("_"):
        opens, closes = opens and not before.isalnum(), closes and not after.isalnum()
    return opens, closes


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    done: list[Piece] = []
    for piece in pieces:
        if piece.kind is Kind.WORDS and done and done[-1].kind is Kind.WORDS:
            done[-1] = Piece(raw=done[-1].raw + piece.raw)
        else:
            done.append(piece if piece.kind is not Kind.WORDS else Piece(raw=piece.raw))
    return done


def faults(source: str, target: str, before: str, syntax: str) -> str:
    """Return what markup a new target lacks or has too much of, by its source; `""`: none.

    What was wrong already before it was edited is no reason to refuse the edit: it may have been the model.
    """
    expected, found, was = (_counts(text, syntax) for text in (source, target, before))
    lost = (expected - found) - (expected - was)
    more = (found - expected) - (was - expected)
    if not lost and not more:
        return ""
    said = [f"lacks {' '.join(sorted(lost.elements()))}"] if lost else []
    said += [f"has {' '.join(sorted(more.elements()))} too many"] if more else []
    return " ".join(" and ".join(said).split())


def _counts(text: str, syntax: str) -> Counter[str]:
    return Counter(_name(piece) for piece in split(text, syntax) if piece.kind is not Kind.WORDS)


def _name(piece: Piece) -> str:
    """Return what a piece is compared by: itself, but for the two ways to write emphasis."""
    what = _SAME_AS.get(piece.what, piece.what)
    if what in _DELIMITERS.values():
        return f"{what}({piece.kind})"
    return f"U+{ord(piece.raw):04X}" if piece.what == "control" else piece.raw
