"""Set a translation: script, spaces, stops, quotation marks, particles and capitals as the locale writes them.

`finish` works on the words that a model or a glossary gave, `settle` on the same once the markup around them is back.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from translate_pipeline.korean import fix_particle, is_particle
from translate_pipeline.locales import facts
from translate_pipeline.model import Shield, ShieldKind
from translate_pipeline.protect import convert
from translate_pipeline.restore import legible
from translate_pipeline.scripts import is_cjk, is_wide, opencc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from translate_pipeline.model import Locale, Parts

_SPACES = re.compile(r"\s+")
_WIDE_SPACE = re.compile(
    r"(?<=[\u3040-\u30ff\u3400-\u9fff、。，！？：；」』）])\s+(?=[\u3040-\u30ff\u3400-\u9fff、。，！？：；「『（])"
)
_BEFORE_STOP = re.compile(r"\s+(?=[,.;:!?%)\]’”、。，！？」』）])")
_TWO_STOPS = re.compile(r"([!?])\.(?=\s|$)")
_STOPS = str.maketrans(
    {"。": ".", "、": ", ", "，": ", ", "！": "!", "？": "?", "：": ": ", "；": "; ", "（": " (", "）": ") ", "・": ", "}
)
_COMMAS = {"ja": "、", "zh": "，"}
_CJK = r"\u3040-\u30ff\u3400-\u9fff々〇"
_AFTER_CJK = rf"(?<=[{_CJK}」』”）》])"
_BESIDE_CJK = re.compile(
    rf"{_AFTER_CJK}(?P<stop>[,;:!?]) ?|(?P<comma>,) ?(?=[{_CJK}「『“（《])|{_AFTER_CJK}(?P<end>\.)(?![\w.])"
)
_LAST_STOP = re.compile(r"(?<![.])\.$")
_PARENTHESES = re.compile(rf"(?<=[{_CJK}]) ?\(([^()]*)\)|\(([^()]*[{_CJK}][^()]*)\)")
_WIDE_STOPS = {";": "；", ":": "：", "!": "！", "?": "？"}
_CJK_LATIN = re.compile(rf"(?<=[{_CJK}]) +(?=[A-Za-z0-9])|(?<=[A-Za-z0-9]) +(?=[{_CJK}])")
_KEEPS_GAP = ("#", "＃", "@", "＠", "http", "www.", "<http")
"""How code begins that would take what follows into itself, or lose itself in what stands before: hashtags, addresses."""


def finish(parts: Parts, locale: Locale) -> Parts:
    """Return target parts with script, spacing, particles and stops put right for the locale."""
    out: list[str | Shield] = []
    for index, part in enumerate(parts):
        if isinstance(part, Shield):
            out.append(part)
            continue
        text = _SPACES.sub(" ", _in_script(part, locale))
        before = _word(parts, index - 1)
        if locale.language == "ko" and before:
            text = fix_particle(before, text)
        text = _quotes(text, locale)
        if locale.language in _COMMAS:
            out.append(_wide(text, _last(parts[:index]), _first(parts[index + 1 :]), locale))
        else:
            out.append(_narrow(text))
    if locale.language in _COMMAS and out and isinstance(out[-1], str) and any(map(is_wide, _all(out))):
        out[-1] = _LAST_STOP.sub("。", out[-1])
    return _trimmed(_space(out, locale))


def settle(parts: Parts, locale: Locale) -> Parts:
    """Return a whole target, markup and all, with its spaces where the locale has them and on the right side of markup."""
    hugged = _hug(parts, locale)
    return _trimmed(_closed_up(hugged, locale) if locale.language in _COMMAS else hugged)


def _in_script(text: str, locale: Locale) -> str:
    """Return what a model that writes Simplified Chinese wrote, in the script of the locale; strays put right."""
    if locale.language != "zh":
        return text
    return convert(text, locale) if locale.script == "Hant" else str(opencc("t2s").convert(text))


def _word(parts: Sequence[str | Shield], index: int) -> str:
    part = parts[index] if 0 <= index < len(parts) else ""
    return part.word if isinstance(part, Shield) else ""


def _quotes(text: str, locale: Locale) -> str:
    """Return a text with the quotation marks of the locale in place of East Asian and curly ones."""
    opening, closing = facts(locale).quotes
    return text.translate({**dict.fromkeys(map(ord, "「『“"), opening), **dict.fromkeys(map(ord, "」』”"), closing)})


def _narrow(text: str) -> str:
    """Return a text with the stops of languages that write them narrow, with a space after."""
    return _TWO_STOPS.sub(r"\1", _BEFORE_STOP.sub("", _SPACES.sub(" ", text.translate(_STOPS))))


def _wide(text: str, before: str, after: str, locale: Locale) -> str:
    """Return a text with the stops of Chinese or Japanese, as wide as what stands beside them, and no space at them.

    `before` and `after` are the characters that are read on either side of the text.
    """
    comma = _COMMAS[locale.language]
    text = text.replace("，", comma) if locale.language == "ja" else text

    def widen(match: re.Match[str]) -> str:
        stop = match["stop"] or match["comma"]
        return "。" if match["end"] else _WIDE_STOPS.get(stop, comma)

    framed = _BESIDE_CJK.sub(widen, before + text + after)
    text = framed[len(before) : len(framed) - len(after)] if after else framed[len(before) :]
    text = _PARENTHESES.sub(lambda match: f"（{match[1] or match[2] or ''}）", text)
    return _BEFORE_STOP.sub("", _WIDE_SPACE.sub("", text))


def _all(parts: Sequence[str | Shield]) -> str:
    return "".join(part.word if isinstance(part, Shield) else part for part in parts)


def _first(parts: Sequence[str | Shield]) -> str:
    """Return the first character that is read of some parts."""
    return next((edge for part in parts if (edge := _edge(part, 0))), "")


def _last(parts: Sequence[str | Shield]) -> str:
    """Return the last character that is read of some parts."""
    return next((edge for part in reversed(parts) if (edge := _edge(part, -1))), "")


def _space(parts: list[str | Shield], locale: Locale) -> Parts:
    """Return the parts with spaces between words where the locale has them, and none where it has none.

    A space goes outside markup: before what opens, after what closes.
    """
    spaced = locale.language not in _COMMAS
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
    if locale.language in _COMMAS:
        return last.isascii() and first.isascii() and last.isalnum() and first.isalnum()
    if not (last.isalnum() and first.isalnum()):
        solid = locale.language == "ko" and particle
        return (last in ",;:%" and first.isalnum() and not solid) or (last.isalnum() and first in "@#$" and not particle)
    return not (locale.language == "ko" and particle and is_cjk(first))


def _hug(parts: Parts, locale: Locale) -> Parts:
    """Return the parts with white space on the outer side of paired markup: asterisks beside a space do not close."""
    out: list[str | Shield] = []
    moved = False
    for part in parts:
        last = out[-1] if out else ""
        if isinstance(part, Shield) and part.closes and isinstance(last, str) and last != last.rstrip():
            out[-1:] = [last.rstrip(), part, " "]
            moved = True
            continue
        if isinstance(part, str) and isinstance(last, Shield) and last.opens and part != part.lstrip():
            out[-1:] = [" ", last, part.lstrip()]
        elif moved and isinstance(part, str) and locale.language == "ko" and is_particle(part):
            out[-1:] = [fix_particle(_read(out), part)]  # solid with the word before, markup or not
        else:
            out.append(part)
        moved = False
    return _one_space(out)


def _read(parts: Sequence[str | Shield]) -> str:
    """Return the last words of some parts."""
    texts = (part.word if isinstance(part, Shield) else part for part in reversed(parts))
    return next((text.strip() for text in texts if text.strip()), "")


def _closed_up(parts: Parts, locale: Locale) -> Parts:
    """Return Chinese or Japanese parts with no space beside a wide character; between it and Latin as the house has it."""
    gap = facts(locale).latin_gap
    out: list[str | Shield] = []
    for index, part in enumerate(parts):
        if isinstance(part, Shield):
            out.append(part)
            continue
        text = part if gap else _CJK_LATIN.sub("", part)
        before, after = _beside(parts[:index], -1), _beside(parts[index + 1 :], 0)
        bare = text.strip()
        if not bare:
            text = "" if _solid_joint(before, after, gap=gap) else " "
        else:
            lead = "" if _solid_joint(before, bare[0], gap=gap) else text[: len(text) - len(text.lstrip())]
            tail = "" if _solid_joint(bare[-1], after, gap=gap) else text[len(text.rstrip()) :]
            text = lead + bare + tail
        out.append(text)
    return tuple(part for part in out if part)


def _beside(parts: Sequence[str | Shield], at: int) -> str:
    """Return the character that is read next to a text, going away from it; a space for what wants a gap beside it."""
    for part in parts if at == 0 else reversed(parts):
        if isinstance(part, Shield) and part.kind is ShieldKind.CODE and (part.word or part.source).startswith(_KEEPS_GAP):
            return " "
        if edge := (part.strip()[at : at + 1 or None] if isinstance(part, str) else _edge(part, at)):
            return edge
    return ""


def _solid_joint(one: str, other: str, *, gap: bool) -> bool:
    """Whether two characters stand with no space between them."""
    if " " in {one, other} or not one or not other:
        return False
    wide = is_wide(one), is_wide(other)
    return all(wide) or (any(wide) and (not gap or not (one.isalnum() and other.isalnum())))


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


def begin(parts: Parts) -> Parts:
    """Return a sentence with a capital on the common noun of the glossary that begins it."""
    for index, part in enumerate(parts):
        if isinstance(part, Shield) and part.common and part.word.split()[0].islower() and part.word in part.target:
            word = part.word[0].upper() + part.word[1:]
            begun = replace(part, word=word, target=part.target.replace(part.word, word, 1))
            return (*parts[:index], begun, *parts[index + 1 :])
        if legible(part):
            break
    return parts
