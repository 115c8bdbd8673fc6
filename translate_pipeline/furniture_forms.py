"""The ways to write a message: what a catalog's forms look like to a text that may be one of them.

A form is compared without spaces, but between Latin words, and in compatible characters (NFKC). `{name}` in it is a slot,
`<one|other|>` a choice of words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

from translate_pipeline.model import Locale, Span

SPECIFIC = 20  # a form with so many characters of its own lets any words stand in its slots
UPPER, CJK = "A-ZÀ-ÖØ-ÞΑ-ΩА-Я", "\u2e80-\U0003ffff"
_NO_WIDTH = dict.fromkeys(map(ord, "\u200b\u2060\ufeff"))
_CLUSTER = re.compile("[\\s\\S][\u0300-\u036f\u1160-\u11ff\u3099\u309a\uff9e\uff9f]*")
SLOT = re.compile(r"\{([a-z]+)\}")
CHOICE = re.compile(r"<([^<>{}]*\|[^<>{}]*)>")
HOLE = re.compile(rf"{SLOT.pattern}|{CHOICE.pattern}")
_PART = re.compile(r"(?P<slot>\{[a-z]+\})|<(?P<choice>[^<>{}]*\|[^<>{}]*)>|[^<{]+|.")
_GAP = rf"(?-i: |(?<![^\W{CJK}])|(?![^\W{CJK}]))"  # Latin words are parted by a space, CJK need none
HEAD = (
    rf"(?-i:[\"'“‘(\[@]?(?:[{UPPER}{CJK}]|[a-z]{{1,3}}[A-Z]))"  # Reuters, 新华社, “The Verge”, iStock
    r"|(?:https?://)?[a-z][\w-]*(?:\.[\w-]+)*\.[a-z]{2,}(?![\w.])"  # scmp.com
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One way to write a message in a locale."""

    message: str
    locale: Locale
    text: str
    firsts: tuple[str, ...]  # what a text of this form may begin with, compared without spaces
    lasts: tuple[str, ...]
    anchor: str  # what it has for certain
    weight: int  # how many characters of its own it has: the more, the more specific
    rank: tuple[int, int]  # later roots first, then the order in the files

    def preference(self, prior: Locale | None, *, latin: bool) -> tuple[int, bool, bool, tuple[int, int]]:
        """Return what forms that fit a text are ordered by: the most specific first, then those of the likeliest locale."""
        return (-self.weight, latin and self.locale.language != "en", self.locale != prior, self.rank)


def bared(text: str) -> str:
    """Return a text as it is roughly compared: compatible forms and cases made one, without any space."""
    return "".join(normalize("NFKC", text).casefold().translate(_NO_WIDTH).split())


def shadowed(text: str, start: int, end: int) -> tuple[str, list[Span]]:
    """Return `text[start:end]` in NFKC, spaces only between Latin words, and where each character comes from.

    >>> shadowed("７ 분　읽기", 0, 6)[0], shadowed("7  min read", 0, 11)[0]
    ('7분읽기', '7 min read')
    """
    kept: list[tuple[str, Span]] = []
    blank = False
    for cluster in _CLUSTER.finditer(text, start, end):
        span = Span(start=cluster.start(), end=cluster.end())
        for char in normalize("NFKC", cluster[0]):
            if char.isspace() or char in "\u200b\u2060\ufeff":
                blank = True
                continue
            if blank and kept and all(side.isalnum() and side < "\u2e80" for side in (kept[-1][0], char)):
                kept.append((" ", span))
            blank = False
            kept.append((char, span))
    return "".join(char for char, _ in kept), [span for _, span in kept]


def make_form(message: str, locale: Locale, text: str, rank: tuple[int, int]) -> Form:
    """Make a form ready to match."""
    pieces = _pieces(text)
    return Form(
        message=message,
        locale=locale,
        text=text,
        firsts=_edges(text),
        lasts=_edges(text, last=True),
        anchor=max((piece.casefold() for piece in pieces), key=len),
        weight=sum(map(len, pieces)),
        rank=rank,
    )


def _pieces(text: str) -> list[str]:
    """Return what stands around the slots and choices of a form."""
    template = HOLE.sub("\ue000", text)
    return shadowed(template, 0, len(template))[0].split("\ue000")


@lru_cache(maxsize=2048)
def pattern_of(text: str) -> re.Pattern[str]:
    """Return what finds a form; made when it is asked for, as most forms never are."""
    first, *pieces = _pieces(text)
    sure = len(first) + sum(map(len, pieces)) >= SPECIFIC
    holes = (_hole(*hole.groups(), sure=sure) for hole in HOLE.finditer(text))
    pattern = (hole + re.escape(piece) for hole, piece in zip(holes, pieces, strict=True))
    return re.compile(re.escape(first) + "".join(pattern), re.IGNORECASE)


def _edges(text: str, *, last: bool = False) -> tuple[str, ...]:
    """Return what texts of a form may begin or end with, up to a slot; the empty string where that may be anything.

    >>> _edges("<本稿|本記事|>は{name}"), _edges("<本稿|本記事|>は{name}", last=True), _edges("by <A|B>.", last=True)
    (('本稿', '本記事', 'は'), ('',), ('.',))
    """
    parts = [*_PART.finditer(text)]
    found: dict[str, None] = {}
    for part in reversed(parts) if last else parts:
        slot, choice = part["slot"], part["choice"]
        words = [""] if slot else choice.split("|") if choice is not None else [part[0]]
        found |= dict.fromkeys(map(bared, filter(bared, words)))
        if slot or all(map(bared, words)):
            return tuple(found) if not slot else ("",)
    return tuple(found)


def _hole(slot: str | None, choice: str | None, *, sure: bool) -> str:
    """Return the pattern of a slot, or of a choice of words."""
    if choice is not None:
        return rf" ?(?:{'|'.join(re.escape(shadowed(words, 0, len(words))[0]) for words in choice.split('|'))}) ?"
    if slot == "n":
        return r" ?(?P<n>\d+(?:[.,]\d{3})*(?:[.,]\d+)?) ?"
    lead = "" if sure or slot == "date" else f"(?={HEAD})"
    return rf"{_GAP}(?P<{slot}>{lead}\S(?:.{{0,78}}?\S)?){_GAP}"
