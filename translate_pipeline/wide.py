"""What Chinese and Japanese write wide and solid: stops, brackets, quotation marks, and no space beside them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from translate_pipeline.codes import ITEM
from translate_pipeline.locales import facts
from translate_pipeline.model import Shield, ShieldKind
from translate_pipeline.scripts import is_wide

if TYPE_CHECKING:
    from collections.abc import Sequence

    from translate_pipeline.model import Locale, Parts

_WIDE_SPACE = re.compile(
    r"(?<=[\u3040-\u30ff\u3400-\u9fff、。，！？：；」』）])\s+(?=[\u3040-\u30ff\u3400-\u9fff、。，！？：；「『（])"
)
_BEFORE_STOP = re.compile(r"\s+(?=[,.;:!?%)\]’”、。，！？」』）])")
COMMAS = {"ja": "、", "zh": "，"}
_CJK = r"\u3040-\u30ff\u3400-\u9fff々〇"
_AFTER_CJK = rf"(?<=[{_CJK}」』”）》])"
_BESIDE_CJK = re.compile(
    rf"{_AFTER_CJK}(?P<stop>[,;:!?]) ?|(?P<comma>[,:]) ?(?=[{_CJK}「『“（《])|{_AFTER_CJK}(?P<end>\.)(?![\w.])"
)
_LAST_STOP = re.compile(r"(?<![.])\.$")
_AT_BRACKETS = re.compile(rf" +(?=[（）」』”])|(?<=[（）「『“]) +|(?<=[{_CJK}]) +(?=[「『“])|(?<=[」』”]) +(?=[{_CJK}])")
_WIDE_STOPS = {";": "；", ":": "：", "!": "！", "?": "？"}
_CJK_LATIN = re.compile(rf"(?<=[{_CJK}，。、：；！？]) +(?=[A-Za-z0-9])|(?<=[A-Za-z0-9]) +(?=[{_CJK}])")
_TEMPLATE = ("{{", "{%")
"""What a template fills in, and a word to those who read it."""
_KEEPS_GAP = ("#", "＃", "@", "＠", "http", "www.", "<http")
"""How code begins that would take what follows into itself, or lose itself in what stands before: hashtags, addresses."""


def widen(parts: Sequence[str | Shield], locale: Locale) -> list[str | Shield]:
    """Return finished parts with stops, brackets and quotation marks as wide as the letters that they stand beside."""
    out: list[str | Shield] = []
    for index, part in enumerate(parts):
        if isinstance(part, Shield):
            out.append(part)
        elif part.strip() in {",", "、"} and len(parts) > 1:
            out.append("、" if _between_names(parts, index) else COMMAS[locale.language])
        else:
            out.append(_stops(part, _last(parts[:index]), _first(parts[index + 1 :]), locale))
    if not any(map(is_wide, _all(out))):
        return out
    out = _pairs(out, locale)
    if out and isinstance(out[-1], str):
        out[-1] = _LAST_STOP.sub("。", out[-1])
    return out


def _between_names(parts: Sequence[str | Shield], index: int) -> bool:
    """Whether a comma parts two names of a list: not a date from its clause, nor a name from what owns the next words."""
    neighbours = [*parts[max(0, index - 1) : index], *parts[index + 1 : index + 2]]
    following = parts[index + 2] if index + 2 < len(parts) else ""
    owner = isinstance(following, str) and following.lstrip().startswith(("的", "の"))
    named = (isinstance(part, Shield) and part.word and part.kind is not ShieldKind.FIGURE for part in neighbours)
    return len(neighbours) == 2 and all(named) and not owner


def _stops(text: str, before: str, after: str, locale: Locale) -> str:
    """Return a text with the stops of Chinese or Japanese, as wide as what stands beside them, and no space at them.

    `before` and `after` are the characters that are read on either side of the text.
    """
    comma = COMMAS[locale.language]
    text = text.replace("，", comma) if locale.language == "ja" else text

    def wide(match: re.Match[str]) -> str:
        stop = match["stop"] or match["comma"]
        return "。" if match["end"] else _WIDE_STOPS.get(stop, comma)

    framed = _BESIDE_CJK.sub(wide, before + text + after)
    text = framed[len(before) : len(framed) - len(after)] if after else framed[len(before) :]
    return _BEFORE_STOP.sub("", _WIDE_SPACE.sub("", text))


def _pairs(parts: Sequence[str | Shield], locale: Locale) -> list[str | Shield]:
    """Set brackets and straight quotation marks in pairs, whatever names and code stand between the two."""
    flat: list[tuple[str, int, int]] = []
    for number, part in enumerate(parts):
        if isinstance(part, str):
            flat += [(char, number, at) for at, char in enumerate(part)]
        else:
            flat += [(char, -1, -1) for char in part.word]
    new = _brackets(flat) | _straight(flat, facts(locale).quotes)
    texts = [list(part) if isinstance(part, str) else [] for part in parts]
    for place, char in new.items():
        _, number, at = flat[place]
        texts[number][at] = char
    return [
        _AT_BRACKETS.sub("", "".join(text)) if isinstance(part, str) else part
        for part, text in zip(parts, texts, strict=True)
    ]


def _brackets(flat: Sequence[tuple[str, int, int]]) -> dict[int, str]:
    """Return the wide brackets for pairs that follow a wide letter or hold one, by place."""
    wide: dict[int, str] = {}
    stack: list[int] = []
    for place, (char, number, _) in enumerate(flat):
        if number < 0:
            continue
        if char in "(（":
            stack.append(place)
        elif char in ")）" and stack:
            first = stack.pop()
            before = next((one for one, _, _ in reversed(flat[:first]) if not one.isspace()), "")
            held = (one for one, _, _ in flat[first + 1 : place])
            if (is_wide(before) and before not in "，。、：；") or any(map(is_wide, held)):
                wide |= {first: "（", place: "）"}
    return wide


def _straight(flat: Sequence[tuple[str, int, int]], quotes: tuple[str, str]) -> dict[int, str]:
    """Return the quotation marks of the locale for straight ones, by place; none where they do not come in pairs."""
    places = [  # 27" is a size
        place
        for place, (char, number, _) in enumerate(flat)
        if char == '"' and number >= 0 and not (place and flat[place - 1][1] >= 0 and flat[place - 1][0].isdigit())
    ]
    if len(places) % 2:
        return {}
    return {place: quotes[turn % 2] for turn, place in enumerate(places)}


def _all(parts: Sequence[str | Shield]) -> str:
    return "".join(part.word if isinstance(part, Shield) else part for part in parts)


def _first(parts: Sequence[str | Shield]) -> str:
    """Return the first character that is read of some parts; a space is none."""
    return next((edge for part in parts if (edge := edge_of(part.lstrip() if isinstance(part, str) else part, 0))), "")


def _last(parts: Sequence[str | Shield]) -> str:
    """Return the last character that is read of some parts; a space is none."""
    turned = reversed(parts)
    return next((edge for part in turned if (edge := edge_of(part.rstrip() if isinstance(part, str) else part, -1))), "")


def edge_of(part: str | Shield, at: int) -> str:
    """Return the first or last character that is read of a part; code reads as a word, a footnote mark as nothing."""
    if isinstance(part, Shield) and part.kind is ShieldKind.CODE and (not part.word or part.word.startswith(_TEMPLATE)):
        return "" if part.source.startswith("[^") else "x"
    text = part if isinstance(part, str) else part.word
    return text[at] if text else ""


def close_up(parts: Parts, locale: Locale) -> Parts:
    """Return Chinese or Japanese parts with no space beside a wide character; between it and Latin as the house has it."""
    gap = facts(locale).latin_gap
    out: list[str | Shield] = []
    depth = seen = 0
    for index, part in enumerate(parts):
        if isinstance(part, Shield):
            out.append(part)
            continue
        text = _AT_BRACKETS.sub("", _WIDE_SPACE.sub("", part if gap else _CJK_LATIN.sub("", part)))
        before, after = _beside(parts[:index], -1), _beside(parts[index + 1 :], 0)
        depth += sum(
            len(one.opens) - len(one.closes) for one in parts[seen:index] if isinstance(one, Shield) and _stars(one)
        )
        seen = index
        if depth > 0:  # asterisks inside asterisks are told apart by the spaces beside them
            before = " " if index and _stars(parts[index - 1]) else before
            after = " " if index + 1 < len(parts) and _stars(parts[index + 1]) else after
        bare = text.strip()
        if not bare:
            text = "" if _solid_joint(before, after, gap=gap) else " "
        else:
            lead = "" if _solid_joint(before, bare[0], gap=gap) else text[: len(text) - len(text.lstrip())]
            tail = "" if _solid_joint(bare[-1], after, gap=gap) else text[len(text.rstrip()) :]
            text = lead + bare + tail
        out.append(text)
    return tuple(part for part in out if part)


def _stars(part: str | Shield) -> bool:
    return isinstance(part, Shield) and bool(part.opens or part.closes) and part.target[:1] in {"*", "_"}


def _beside(parts: Sequence[str | Shield], at: int) -> str:
    """Return the character that is read next to a text, going away from it; a space for what wants a gap beside it."""
    direct = True
    for part in parts if at == 0 else reversed(parts):
        code = isinstance(part, Shield) and part.kind is ShieldKind.CODE
        if direct and isinstance(part, Shield) and code:
            said = part.word or part.source
            if said.startswith(_KEEPS_GAP) or ITEM.fullmatch(said.strip()):
                return " "
        if edge := (part.strip()[at : at + 1 or None] if isinstance(part, str) else edge_of(part, at)):
            return edge
        direct = False  # a hashtag in a link is held by the link
    return ""


def _solid_joint(one: str, other: str, *, gap: bool) -> bool:
    """Whether two characters stand with no space between them."""
    if " " in {one, other} or not one or not other:
        return False
    wide = is_wide(one), is_wide(other)
    return all(wide) or (any(wide) and (not gap or not (one.isalnum() and other.isalnum())))
