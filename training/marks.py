"""Marks ⟦0⟧ to ⟦9⟧ in place of names, numbers and phrases that translate one another, so that a model learns to carry them.

Only strings that are equal on both sides would teach a model that marks are Latin names and digits; phrases found by word
alignment stand for everything else that a glossary holds. `place` and `restore` are inverse. Offsets are code points.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from typing import NamedTuple

# isort: split
import align

MARKS = tuple(f"⟦{number}⟧" for number in range(10))
MOST = 4
"""Marks in one sentence."""
LONGEST = 6
"""Pieces of a phrase, a side."""

Span = tuple[int, int]

NAME = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    r"[A-Z][A-Za-z0-9.+\-]{1,24}(?: [A-Z][A-Za-z0-9.+\-]{1,24}){0,2}"  # OpenAI, Red Hat
    r"|[A-Za-z]+\d[\w.\-]*"  # gpt-4, F16
    r"|\d[\d.,:]*\d%?"  # 2025, 1,000, 40%
    r")(?![A-Za-z0-9])"
)
_WORDS = re.compile(r"\w(?:[\w ・'’.&+\-]*\w)?")
"""What a phrase consists of: no brackets, quotation marks or clauses."""
_CONTENT = re.compile(r"[A-Za-z]{3}|[\u30a1-\u30fa]{2}|[\u4e00-\u9fff]{2}|[\uac00-\ud7a3]{2}")
"""What makes it worth a mark: particles, endings and auxiliaries lack it."""
_WHOLE = re.compile(r"[A-Za-z0-9'’][A-Za-z0-9]|[.,]\d|[\u30a1-\u30fa\u30fc]{2}|[0-9〇一二三四五六七八九十百千万億兆亿]{2}")
"""Two characters that are not parted: of a Latin word, a number, a katakana word."""
_HANGUL = re.compile(r"[\uac00-\ud7a3]{2}")
_PARTICLE = re.compile(r"(?<=[\uac00-\ud7a3]{2})(?:에서|으로|은|는|이|가|을|를|의|에|로|와|과|도)$")


class Pairing(NamedTuple):
    """A span of the source and the span of the target that says the same."""

    source: Span
    target: Span


class Marked(NamedTuple):
    """A pair with marks in it."""

    source: str
    target: str
    replaced: dict[str, tuple[str, str]]
    """Each mark to what it stands for, in the source and in the target."""


def equal_names(source: str, target: str) -> list[Pairing]:
    """Return names and numbers that stand once, and whole, on both sides."""
    found = []
    for match in NAME.finditer(source):
        text = match.group()
        if source.count(text) == 1 == target.count(text):
            start = target.index(text)
            span = (start, start + len(text))
            if not (_parted(target, span[0]) or _parted(target, span[1])):
                found.append(Pairing(match.span(), span))
    return found


def equal_phrases(
    source: str, target: str, offsets: tuple[Sequence[Span], Sequence[Span]], alignment: align.Alignment
) -> list[Pairing]:
    """Return phrases of words that alignment says translate one another; `offsets` are those of each side's pieces."""
    found = []
    for first, last, target_first, target_last in align.phrases(alignment, LONGEST):
        one = _words(source, offsets[0][first][0], offsets[0][last][1])
        other = _words(target, offsets[1][target_first][0], offsets[1][target_last][1])
        if one and other:
            found.append(Pairing(one, other))
    return found


def _words(text: str, start: int, end: int) -> Span | None:
    """Return the span without spaces around it and without a Korean particle, None where it is not whole words."""
    start += len(text[start:end]) - len(text[start:end].lstrip())
    particle = _PARTICLE.search(text[start:end].rstrip())
    end = start + (particle.start() if particle else len(text[start:end].rstrip()))
    phrase = text[start:end]
    good = _WORDS.fullmatch(phrase) and _CONTENT.search(phrase) and phrase != text.strip()
    cut = _parted(text, start) or _parted(text, end) or (start and _HANGUL.match(text, start - 1, start + 1))
    return (start, end) if good and not cut else None


def _parted(text: str, at: int) -> bool:
    """Whether a cut before code point `at` would part a word."""
    return at > 0 and _WHOLE.match(text, at - 1, at + 1) is not None


def place(source: str, target: str, names: Sequence[Pairing], phrases: Sequence[Pairing], rng: random.Random) -> Marked:
    """Return the pair with one to four marks, numbered at random, in place of names or phrases that do not overlap.

    Half of the time names come first, so that both kinds are learnt. Without any, or with marks in the text already, the
    pair comes back as it was.
    """
    if any("⟦" in text for text in (source, target)):
        return Marked(source, target, {})
    groups = [rng.sample(list(group), len(group)) for group in (names, phrases)]
    if rng.random() < 0.5:
        groups.reverse()
    chosen: list[Pairing] = []
    for pairing in (pairing for group in groups for pairing in group):
        if not any(_overlap(pairing.source, one.source) or _overlap(pairing.target, one.target) for one in chosen):
            chosen.append(pairing)
    chosen = chosen[: rng.randint(1, MOST)]
    marks = rng.sample(MARKS, len(chosen))
    replaced = {
        mark: (source[slice(*pairing.source)], target[slice(*pairing.target)])
        for mark, pairing in zip(marks, chosen, strict=True)
    }
    spans = list(zip(marks, chosen, strict=True))
    return Marked(
        put(source, [(pairing.source, mark) for mark, pairing in spans]),
        put(target, [(pairing.target, mark) for mark, pairing in spans]),
        replaced,
    )


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def put(text: str, marks: Sequence[tuple[Span, str]]) -> str:
    """Return the text with each mark in place of its span; spans do not overlap."""
    for (start, end), mark in sorted(marks, reverse=True):
        text = text[:start] + mark + text[end:]
    return text


def restore(marked: Marked) -> tuple[str, str]:
    """Return the pair that marks were placed in."""
    source, target = marked.source, marked.target
    for mark, (one, other) in marked.replaced.items():
        source, target = source.replace(mark, one), target.replace(mark, other)
    return source, target
