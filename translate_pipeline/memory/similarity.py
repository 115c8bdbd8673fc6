"""How alike two sentences are, whatever figures, codes and markup stand in them; and figures put into another's translation.

Sentences are compared by their *keys*: markup taken out, widths and case folded, one sign in place of every figure, address
and product code. Two sentences that differ in a figure alone have one key, and the translation of the one serves the other
once its figure is put in, said the target's way.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from translate_pipeline.codes import CODE, CODELIKE, COMPOUND
from translate_pipeline.figures.numerals import Figure, find_figures, say
from translate_pipeline.model import Span
from translate_pipeline.scripts import CJK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from translate_pipeline.model import Locale

SLOT = "\ufffc"
"""What stands in a key for a figure or a code."""
_MARKUP = re.compile(
    r"!?\[(?!\^)|\]\([^()\n]*\)|\]\[[^\]\n]*\]|`+|\*+|(?<!\w)_+|_+(?!\w)|~~|</?[A-Za-z][^<>]*>|\\(?=[!-/:-@\[-`{-~])"
)
_RUNS = re.compile(f"(?P<wide>[{CJK}]+)|[^\\W_{CJK}]+")
_SPACES = re.compile(r"\s+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_WIDE, _NARROW = "[\u3041-\u30ff\u3400-\u9fff]", "[0-9A-Za-z\ufffc]"
_BESIDE_WIDE = re.compile(f"(?<={_WIDE}) (?={_NARROW})|(?<={_NARROW}) (?={_WIDE})")
_LINK = re.compile(r"\]\([^()\n]*\)|<[^<>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeable:
    """A piece of a sentence that may be another one in the next sentence without changing the words around it."""

    span: Span
    text: str
    figure: Figure | None = None
    """None for addresses and codes, which stand as they are in every locale."""

    def same(self, other: Placeable) -> bool:
        """Whether two mean the same: equal values of figures, however written; equal letters of codes."""
        if self.figure and other.figure:
            return _value(self.figure) == _value(other.figure)
        return self.text == other.text


def _value(figure: Figure) -> tuple[object, ...]:
    calendar = (figure.year, figure.month, figure.day, figure.quarter, figure.half, figure.fiscal)
    return (figure.kind, figure.value, figure.currency, *calendar)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A translation with the figures of another sentence put into it."""

    text: str
    put: int
    """How many were another's and are put in."""
    missed: int
    """How many are another's and could not be placed: what stands there is still the old one."""


def placeables(text: str, locale: Locale) -> tuple[Placeable, ...]:
    """Return the figures, addresses and codes of a text in order, none overlapping.

    >>> from translate_pipeline.locales import parse_locale
    >>> [one.text for one in placeables("H100は80%減、https://a.example/ を見よ", parse_locale("ja"))]
    ['H100', '80%', 'https://a.example/']
    """
    found: list[Placeable] = []
    taken: list[Span] = []
    if any(map(str.isnumeric, text)):
        figures = find_figures(text, locale)
        found = [Placeable(span=figure.span, text=figure.span.of(text), figure=figure) for figure in figures]
        taken = [one.span for one in found] + [Span(start=m.start(), end=m.end()) for m in _LINK.finditer(text)]
    for span in _codes(text):
        if not any(span.start < other.end and other.start < span.end for other in taken):
            found.append(Placeable(span=span, text=span.of(text)))
            taken.append(span)
    return tuple(sorted(found, key=lambda one: one.span.start))


def _codes(text: str) -> Iterator[Span]:
    for pattern in (CODE, CODELIKE):
        for match in pattern.finditer(text):
            if not COMPOUND.fullmatch(match[0]):
                yield Span(start=match.start(), end=match.end())


def key(text: str, locale: Locale) -> str:
    """Return what a sentence is compared by.

    >>> from translate_pipeline.locales import parse_locale
    >>> ja = parse_locale("ja")
    >>> key("売上は**80%**減った", ja) == key("売上は７％減った", ja)
    True
    """
    pieces, at = [], 0
    for one in placeables(text, locale):
        pieces += [text[at : one.span.start], SLOT]
        at = one.span.end
    pieces.append(text[at:])
    return fold("".join(pieces))


def fold(text: str) -> str:
    """Return a text without markup, in one width and case, white space made one space, and none between scripts.

    >>> fold("[ＡＭＤ](https://amd.example)の **GPU**")
    'amdのgpu'
    """
    bare = _INVISIBLE.sub("", _MARKUP.sub("", text))
    folded = unicodedata.normalize("NFKC", bare).casefold()
    return _BESIDE_WIDE.sub("", _SPACES.sub(" ", folded).strip())


def score(one: str, other: str, least: float = 0.0) -> float:
    """Return how alike two keys are, 0 to 1; 0 where they are less alike than `least`. The order of the two is all one.

    >>> score("abcd", "abcd"), score("abcd", "abxd") == score("abxd", "abcd"), score("ab", "xyz")
    (1.0, True, 0.0)
    """
    from rapidfuzz.distance import Indel  # noqa: PLC0415

    return float(Indel.normalized_similarity(one, other, score_cutoff=least))


def fill(query: str, source: str, target: str, locales: tuple[Locale, Locale]) -> Filled:
    """Return a remembered `target` of `source` with the figures and codes of `query` in it. `locales`: source, target.

    >>> from translate_pipeline.locales import parse_locale
    >>> pair = parse_locale("ja"), parse_locale("en")
    >>> fill("売上は3億円だ", "売上は1億2000万ドルだ", "Sales are $120 million.", pair).text
    'Sales are 300 million yen.'
    """
    wanted, known = placeables(query, locales[0]), placeables(source, locales[0])
    if len(wanted) != len(known):
        return Filled(text=target, put=0, missed=abs(len(wanted) - len(known)))
    slots = list(placeables(target, locales[1]))
    changes: list[tuple[Span, str]] = []
    missed = 0
    for new, old in zip(wanted, known, strict=True):
        slot = next((slot for slot in slots if slot.same(old)), None)
        if slot is not None:
            slots.remove(slot)  # the same figure twice stands twice
        if new.same(old):
            continue
        said = None if slot is None else _said(new, old, slot, locales[1])
        if slot is None or said is None:
            missed += 1
        else:
            changes.append((slot.span, said))
    for span, said in sorted(changes, key=lambda change: -change[0].start):
        target = target[: span.start] + said + target[span.end :]
    return Filled(text=target, put=len(changes), missed=missed)


def _said(new: Placeable, old: Placeable, slot: Placeable, locale: Locale) -> str | None:
    """Return what takes a slot: the figure said in the locale, or the text itself where that is how the old one came."""
    said = say(new.figure, locale) if new.figure else None
    return said or (new.text if slot.text == old.text else None)


@lru_cache(maxsize=4096)
def grams(text: str) -> tuple[str, ...]:
    """Return the pieces by which keys are looked up: two letters of Chinese, Japanese and Korean, three of other words.

    Words of two letters are pieces of their own, so that what is short is found too.

    >>> grams("chip市場は")
    ('chi', 'hip', '市場', '場は')
    """
    found: dict[str, None] = {}
    for run in _RUNS.finditer(text):
        word = run[0]
        size = min(2 if run["wide"] else 3, len(word))
        found.update(dict.fromkeys(word[at : at + size] for at in range(len(word) - size + 1)))
    return tuple(found)


def differing(one: str, other: str) -> Sequence[tuple[str, str, str]]:
    """Return how `one` becomes `other`: pieces of (`equal`, `delete`, `insert` or `replace`), of one, and of other.

    >>> [*differing("売上は増えた", "売上は減った")]
    [('equal', '売上は', '売上は'), ('replace', '増え', '減っ'), ('equal', 'た', 'た')]
    """
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415

    return tuple(
        (op.tag, one[op.src_start : op.src_end], other[op.dest_start : op.dest_end])
        for op in Levenshtein.opcodes(one, other)
    )
