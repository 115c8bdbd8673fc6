"""What a model sees of a protected segment, and what is made of its answer. Inverse of `protect`.

A mark stands for a shield. An answer is taken only when every mark is in it exactly once and paired markup closes after it
opens; anything else is for the caller's ladder (`translate`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from translate_pipeline.korean import fix_particle
from translate_pipeline.locales import facts
from translate_pipeline.model import Shield, ShieldKind
from translate_pipeline.protect import convert
from translate_pipeline.scripts import has_letters, is_cjk, is_wide, opencc

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from translate_pipeline.model import Locale, Protected

Parts = tuple[str | Shield, ...]

MAX_MARKS = 10
"""Marks that a model knows apart: 0 to 9."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a mark looks like to a model, and how it is found again, whatever the model did to its spaces and case."""

    form: str
    pattern: re.Pattern[str]
    spaced: bool = False
    """Whether it must be kept apart from letters and digits beside it."""


SHAPES = {
    "brackets": Shape("⟦{}⟧", re.compile(r"⟦\s?([0-9])\s?⟧")),
    "codes": Shape("XQ{}", re.compile(r"(?<![A-Za-z])X\s?Q\s?([0-9])(?![0-9])", re.IGNORECASE), spaced=True),
}
"""`brackets` for models that were trained with them; `codes` survive best in models that were not."""

_NO_WORDS = ("![", "<!--", "[^", "<img", "<a ", "</")
"""How code begins that is not read as a word."""

_UNKNOWN = re.compile(r"\s?(?:⁇|<unk>|\ufffd)\s?")
_WORD_JOINT = re.compile(r"^[A-Za-z0-9]{2}$")
_SPACES = re.compile(r"\s+")
_WIDE_SPACE = re.compile(
    r"(?<=[\u3040-\u30ff\u3400-\u9fff、。，！？：；」』）])\s+(?=[\u3040-\u30ff\u3400-\u9fff、。，！？：；「『（])"
)
_BEFORE_STOP = re.compile(r"\s+(?=[,.;:!?%)\]’”、。，！？」』）])")
_TWO_STOPS = re.compile(r"([!?])\.(?=\s|$)")
_STOPS = str.maketrans(
    {"。": ".", "、": ", ", "，": ", ", "！": "!", "？": "?", "：": ": ", "；": "; ", "（": " (", "）": ") ", "・": ", "}
)
_STOPS_JA = str.maketrans({"，": "、"})
_STOPS_ZH = str.maketrans({"、": "、"})


def peel(protected: Protected) -> tuple[Parts, Parts, Parts]:
    """Return the markup and code before the words, what a model should see, and the markup and code after them."""
    parts = list(protected.parts)
    before: list[str | Shield] = []
    after: list[str | Shield] = []
    while parts and _outer(parts[0]):
        before.append(parts.pop(0))
    while parts and _outer(parts[-1]):
        after.insert(0, parts.pop())
    return tuple(before), tuple(parts), tuple(after)


def _outer(part: str | Shield) -> bool:
    """Whether a part at the edge is no word of the sentence: markup, an image, a comment, a footnote mark."""
    if isinstance(part, str):
        return not part.strip()
    return part.kind is ShieldKind.MARKUP or (part.kind is ShieldKind.CODE and part.source.startswith(_NO_WORDS))


def has_words(parts: Parts) -> bool:
    """Whether there is anything left for a model to translate."""
    return any(has_letters(part) for part in parts if isinstance(part, str))


def mark(parts: Parts, shape: Shape) -> tuple[str, tuple[Shield, ...]]:
    """Return the text a model sees, marks in place of shields, and the shields in the order of their numbers."""
    shields = tuple(part for part in parts if isinstance(part, Shield))
    numbers = iter(range(len(shields)))
    text = ""
    for part in parts:
        piece = part if isinstance(part, str) else shape.form.format(next(numbers))
        text += f" {piece}" if shape.spaced and _WORD_JOINT.search(text[-1:] + piece[:1]) else piece
    return _SPACES.sub(" ", text).strip(), shields


def unmark(answer: str, shields: Sequence[Shield], shape: Shape) -> Parts | None:
    """Return an answer with the shields back in place; None unless each mark is there once and markup nests."""
    cut = shape.pattern.split(_UNKNOWN.sub(" ", answer))
    numbers = [int(number) for number in cut[1::2]]
    if sorted(numbers) != list(range(len(shields))):
        return None
    parts: list[str | Shield] = []
    for index, piece in enumerate(cut):
        part = shields[int(piece)] if index % 2 else piece
        if part:
            parts.append(part)
    if any("⟦" in part or "⟧" in part for part in parts if isinstance(part, str)) or not nests(parts):
        return None
    return tuple(parts)


def nests(parts: Sequence[str | Shield]) -> bool:
    """Whether markup that opens and closes among these parts does so in order, with something to read inside."""
    inside = {pair for part in parts if isinstance(part, Shield) for pair in part.opens}
    stack: list[tuple[int, int]] = []
    read = 0
    for part in parts:
        if isinstance(part, Shield):
            for pair in inside.intersection(part.closes):
                if not stack or stack[-1][0] != pair or stack.pop()[1] == read:
                    return False
            stack += [(pair, read) for pair in part.opens]
        read += _legible(part)
    return True


def _legible(part: str | Shield) -> int:
    """Count what can be read of a part; code is one word."""
    if isinstance(part, Shield) and part.kind is ShieldKind.CODE:
        return 1
    return sum(map(str.isalnum, part if isinstance(part, str) else part.word))


def finish(parts: Parts, locale: Locale) -> Parts:
    """Return target parts with script, spacing, particles and stops put right for the locale."""
    out: list[str | Shield] = []
    for index, part in enumerate(parts):
        if isinstance(part, Shield):
            out.append(part)
            continue
        text = _in_script(part, locale)
        text = _SPACES.sub(" ", text)
        before = _word(parts, index - 1)
        if locale.language == "ko" and before:
            text = fix_particle(before, text)
        out.append(_stops(text, locale))
    return _trimmed(_space(out, locale))


def _in_script(text: str, locale: Locale) -> str:
    """Return what a model that writes Simplified Chinese wrote, in the script of the locale; strays put right."""
    if locale.language != "zh":
        return text
    return convert(text, locale) if locale.script == "Hant" else str(opencc("t2s").convert(text))


def begin(parts: Parts) -> Parts:
    """Return a sentence with a capital on the common noun of the glossary that begins it."""
    for index, part in enumerate(parts):
        if isinstance(part, Shield) and part.common and part.word.split()[0].islower() and part.word in part.target:
            word = part.word[0].upper() + part.word[1:]
            begun = replace(part, word=word, target=part.target.replace(part.word, word, 1))
            return (*parts[:index], begun, *parts[index + 1 :])
        if _legible(part):
            break
    return parts


def hug(parts: Parts) -> Parts:
    """Return the parts with white space on the outer side of paired markup: asterisks beside a space do not close."""
    out: list[str | Shield] = []
    for part in parts:
        last = out[-1] if out else ""
        if isinstance(part, Shield) and part.closes and isinstance(last, str) and last != last.rstrip():
            out[-1:] = [last.rstrip(), part, " "]
        elif isinstance(part, str) and isinstance(last, Shield) and last.opens and part != part.lstrip():
            out[-1:] = [" ", last, part.lstrip()]
        else:
            out.append(part)
    return _one_space(out)


def _one_space(parts: list[str | Shield]) -> Parts:
    """Join texts that stand side by side, with one space between them and none before a stop."""
    out: list[str | Shield] = []
    for part in parts:
        if isinstance(part, str) and out and isinstance(out[-1], str):
            out[-1] = _TWO_STOPS.sub(r"\1", _BEFORE_STOP.sub("", _SPACES.sub(" ", out[-1] + part)))
        else:
            out.append(part)
    return tuple(part for part in out if part)


def _trimmed(parts: Parts) -> Parts:
    """Return the parts without white space at either end."""
    kept = list(parts)
    while kept and isinstance(kept[0], str) and kept[0] != (text := kept[0].lstrip()):
        kept[:1] = [text] if text else []
    while kept and isinstance(kept[-1], str) and kept[-1] != (text := kept[-1].rstrip()):
        kept[-1:] = [text] if text else []
    return tuple(kept)


def _word(parts: Sequence[str | Shield], index: int) -> str:
    part = parts[index] if 0 <= index < len(parts) else ""
    return part.word if isinstance(part, Shield) else ""


def _quotes(text: str, locale: Locale) -> str:
    """Return a text with the quotation marks of the locale in place of East Asian and curly ones."""
    opening, closing = facts(locale).quotes
    return text.translate({**dict.fromkeys(map(ord, "「『“"), opening), **dict.fromkeys(map(ord, "」』”"), closing)})


def _stops(text: str, locale: Locale) -> str:
    """Return a text with the stops of the locale and no space where it writes none."""
    text = _quotes(text, locale)
    if locale.language not in {"ja", "zh"}:
        return _TWO_STOPS.sub(r"\1", _BEFORE_STOP.sub("", _SPACES.sub(" ", text.translate(_STOPS))))
    table = _STOPS_JA if locale.language == "ja" else _STOPS_ZH
    return _BEFORE_STOP.sub("", _WIDE_SPACE.sub("", text.translate(table)))


def _space(parts: list[str | Shield], locale: Locale) -> Parts:
    """Return the parts with spaces between words where the locale has them, and none where it has none.

    A space goes outside markup: before what opens, after what closes.
    """
    spaced = locale.language not in {"ja", "zh"}
    out: list[str | Shield] = []
    last, joint, opened = "", 0, False
    for part in parts:
        first = _edge(part, 0)
        # In Korean what follows a name, or markup that closes, may be its particle; what follows a bracket is none.
        particle = isinstance(part, str) and not opened
        if last and first and _needs_space(last, first, locale, particle=particle):
            out.insert(joint, " ")
        elif last and first and not spaced:
            part = _solid(out, part, last)  # noqa: PLW2901
        out.append(part)
        if first:
            last, joint, opened = _edge(part, -1) or last, len(out), False
        elif isinstance(part, Shield):
            opened = opened or bool(part.opens)
            joint = len(out) if part.closes and joint == len(out) - 1 else joint
    return tuple(part for part in out if part)


def _solid(out: list[str | Shield], part: str | Shield, last: str) -> str | Shield:
    """Take the spaces away between two wide characters, one on each side of a joint."""
    if isinstance(part, str):
        return part.lstrip() if part[0] == " " and is_wide(part.lstrip()[:1]) and is_wide(last) else part
    tail = out[-1]
    if isinstance(tail, str) and tail.endswith(" ") and is_wide(_edge(part, 0)) and is_wide(tail.rstrip()[-1:]):
        out[-1] = tail.rstrip()
    return part


def _edge(part: str | Shield, at: int) -> str:
    """Return the first or last character that is read of a part; code reads as a word, a footnote mark as nothing."""
    if isinstance(part, Shield) and part.kind is ShieldKind.CODE and not part.word:
        return "" if part.source.startswith("[^") else "x"
    text = part if isinstance(part, str) else part.word
    return text[at] if text else ""


def _needs_space(last: str, first: str, locale: Locale, *, particle: bool) -> bool:
    """Whether two neighbours would run into each other. In Korean what follows a name may be its particle."""
    if locale.language in {"ja", "zh"}:
        return last.isascii() and first.isascii() and last.isalnum() and first.isalnum()
    if not (last.isalnum() and first.isalnum()):
        solid = locale.language == "ko" and particle
        return (last in ",;:%" and first.isalnum() and not solid) or (last.isalnum() and first in "@#$" and not particle)
    return not (locale.language == "ko" and particle and is_cjk(first))


def render(parts: Parts, escape: Callable[[str], str]) -> str:
    """Return the raw text of target parts."""
    return "".join(part.target if isinstance(part, Shield) else escape(part) for part in parts)


def plain(parts: Parts) -> str:
    """Return the words of target parts, without markup."""
    return "".join(part.word if isinstance(part, Shield) else part for part in parts)
