"""Cut words and shields into pieces that a model carries: at clauses, or at the shields themselves."""

from __future__ import annotations

import re

from translate_pipeline.model import Parts, Shield

MARKS_AT_ONCE = 4
"""Marks that models were trained to carry in one sentence; with more, clauses are tried at once."""

LONG = 240
"""Code points (three Latin letters count as one CJK character) above which a text is cut at clauses before it is asked."""

_POINT = re.compile(r"[、，；;：:,]\s*$")
_EDGES = re.compile(r"(\W*)(.*?)(\W*)", re.DOTALL)
_BRACKETS = re.compile(r"(\s*[()（）「」『』“”\"\[\]]+\s*)")
_POSSESSIVE = re.compile(r"['’]s\b")
"""Said as a particle of the name before it (`[particles.en]` of a locale)."""
_OPENING, _CLOSING = "(（[［", ")）]］"
_CLAUSE = re.compile(r"(?<=[、，；;：:])\s*|(?<=,)\s+|(?<=[。！？])|(?<=[.!?])\s+|\s+(?=[（(—–])")


def weight(parts: Parts) -> int:
    """Return how much text there is, in CJK characters; three Latin letters count as one."""
    letters = "".join(part for part in parts if isinstance(part, str))
    narrow = sum(char < "\u0250" for char in letters)
    return len(letters) - narrow + narrow // 3


def clauses(parts: Parts) -> list[Parts]:
    """Cut parts at clause punctuation outside paired markup and brackets, into pieces of few marks and little text."""
    pieces: list[list[str | Shield]] = [[]]
    depth = 0
    for part in parts:
        if isinstance(part, Shield):
            depth += len(part.opens) - len(part.closes)
            pieces[-1].append(part)
            continue
        at = 0
        for cut in _cuts(part, depth):
            after = cut + len(part[cut:]) - len(part[cut:].lstrip())
            pieces[-1].append(part[at:after])  # with the space after it, which short neighbours are joined by
            pieces.append([])
            at = after
        if at < len(part):
            pieces[-1].append(part[at:])
        depth = max(0, depth + _depth(part))
    return [part for piece in _merged([piece for piece in pieces if piece]) for part in _pointed(piece)]


def _depth(text: str) -> int:
    """Return how many more brackets open than close in a text."""
    return sum(char in _OPENING for char in text) - sum(char in _CLOSING for char in text)


def _cuts(text: str, depth: int) -> list[int]:
    """Return where a text may be cut: after clause punctuation, at no depth of markup or brackets."""
    cuts, at = [], 0
    for match in _CLAUSE.finditer(text):
        depth += _depth(text[at : match.start()])
        at = match.start()
        if depth <= 0 and text[:at].strip():
            cuts.append(at)
    return cuts


def _pointed(piece: list[str | Shield]) -> list[Parts]:
    """Part the punctuation at a clause's end from its words: the model need not carry it, and may not drop it."""
    last = piece[-1]
    match = _POINT.search(last) if isinstance(last, str) else None
    if match is None or not isinstance(last, str):
        return [tuple(piece)]
    words = tuple(part for part in (*piece[:-1], last[: match.start()]) if part)
    return [words, (match.group().strip(),)] if words else [(match.group().strip(),)]


def _merged(pieces: list[list[str | Shield]]) -> list[list[str | Shield]]:
    """Join short neighbours again as long as they stay within what a model carries."""
    merged: list[list[str | Shield]] = []
    for piece in pieces:
        joined = [*merged[-1], *piece] if merged else piece
        shields = sum(isinstance(part, Shield) for part in joined)
        if merged and shields <= MARKS_AT_ONCE // 2 and weight(tuple(joined)) <= LONG // 6:
            merged[-1] = joined
        else:
            merged.append(piece)
    return merged


def runs(parts: Parts) -> list[Parts]:
    """Cut parts at every shield: words, spaces and signs around them, and shields in turn; over-long words in slices."""
    found: list[Parts] = []
    for part in parts:
        if isinstance(part, Shield):
            found.append((part,))
            continue
        owner = _POSSESSIVE.match(part) if found and isinstance(found[-1][0], Shield) else None
        if owner:
            found.append((owner.group(),))
            part = part[owner.end() :]  # noqa: PLW2901
        match = _EDGES.fullmatch(part)
        before, words, after = match.groups() if match else ("", part, "")
        inner: list[str] = []
        for number, piece in enumerate(_BRACKETS.split(words)):
            inner += _signs(piece) if number % 2 else (piece[at : at + LONG] for at in range(0, len(piece), LONG))
        found += [(piece,) for piece in (*_signs(before), *inner, *_signs(after)) if piece]
    return found


def _signs(text: str) -> tuple[str, str, str]:
    """Part what is no word into the space before it, its signs, and the space after it; a space alone counts once."""
    signs = text.strip()
    if not signs:
        return " " if text else "", "", ""
    return " " if text[0].isspace() else "", signs, " " if text[-1].isspace() else ""
