"""Is it written in the target's letters? Scripts that the locale does not use, Chinese of the other kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from translate_pipeline.checks import Context, left_alone, own_words, place, script_of
from translate_pipeline.model import Finding, Severity, Span, Unit

if TYPE_CHECKING:
    from opencc import OpenCC

_NAMES = {
    "Latn": "Latin words that the source has not",
    "Han": "Chinese characters",
    "Hira": "hiragana",
    "Kana": "katakana",
    "Hang": "Hangul",
    "Bopo": "Bopomofo",
    "Cyrl": "Cyrillic",
    "Grek": "Greek",
    "Arab": "Arabic",
    "Hebr": "Hebrew",
    "Thai": "Thai",
    "Deva": "Devanagari",
}
_LATIN = re.compile(r"(?<![A-Za-z0-9._@/#-])[a-z]{4,}(?![A-Za-z0-9._@/-])")
_OLD_FORMS = 3
"""Different characters of old forms from which a Japanese text is Chinese in part, and no name."""
_LOANS = frozenset(
    ["token", "tokens", "prompt", "prompts", "agent", "agents", "cookie", "blog", "email", "wafer", "chiplet"]
)
"""Words of the trade that the Chinese, Japanese and Korean press leaves in Latin letters now and then."""
_EAST_ASIAN = frozenset({"Han", "Hira", "Kana", "Hang", "Bopo"})
_SIMPLIFIED_IN_BIG5 = frozenset("万与么价优体党厂听圣坏异怀怜惊扑扰极构洁种网胜腊触赶适")
"""In Big5 as rare old characters; in today's texts they are nothing but Simplified."""
_TRADITIONAL_IN_GB2312 = frozenset("後於")
"""In GB 2312 by accident; in today's texts they are nothing but Traditional."""
_TRADITIONAL_IN_USE = frozenset("瞭藉昇陞邨釐谿頫")
"""Not in GB 2312, but standard since 2013 in some words and names: 瞭望, 慰藉, 昇腾."""


def script(unit: Unit, context: Context) -> Iterator[Finding]:
    """Find letters of a script that the target locale does not use, outside terms, code and addresses."""
    if left_alone(unit):
        return
    used = _used_scripts(context)
    runs: dict[str, list[str]] = {}
    for foreign, run in _runs(own_words(unit)):
        # One Greek letter is a symbol (α, μ); a Greek word is not.
        if foreign not in used and (foreign in _EAST_ASIAN or len(run) > 1):
            runs.setdefault(foreign, []).append(run)
    if _EAST_ASIAN & {*context.facts.scripts} and (words := _latin_of_its_own(unit)):
        runs["Latn"] = words
    for foreign, found in runs.items():
        quoted = " ".join(dict.fromkeys(found[:5]))
        yield Finding(
            check="script",
            severity=Severity.WARNING,
            message=f"found {_NAMES[foreign]} in {context.target}: {quoted}; expected a translation",
            span=_first(unit, found[0]),
        )


def _first(unit: Unit, piece: str) -> Span | None:
    at = unit.plain.find(piece)
    return place(unit, at, at + len(piece)) if at >= 0 else None


def _other_form(found: dict[str, None], context: Context) -> str | None:
    """Return the right form of a lone wrong character, where there is only one: 后 may be 后 or 後."""
    if len(found) != 1 or context.target.language != "zh":
        return None
    (char,) = found
    converted = str(_converter("t2s" if context.target.script == "Hans" else "s2t").convert(char))
    return converted if context.target.script == "Hans" or char not in _AMBIGUOUS else None


_AMBIGUOUS = frozenset("发干后里面只台复钟范谷松斗丑几系卷历尽当制准出冲云征折致志注岩升沈舍术表曲伙获汇获坛团脏")
"""Simplified characters that stand for several Traditional ones."""


def _latin_of_its_own(unit: Unit) -> list[str]:
    """Return plain Latin words of a target that its source has not: what a model left in another language."""
    known = unit.source.casefold()
    return [word for word in _LATIN.findall(own_words(unit)) if word.casefold() not in known and word not in _LOANS]


def variant(unit: Unit, context: Context) -> Iterator[Finding]:
    """Find characters that only Simplified Chinese has in Traditional or Japanese text, or the other way round."""
    wrong = _wrong_characters(context)
    if wrong is None or left_alone(unit):
        return
    han = [char for char in own_words(unit) if script_of(char) == "Han"]
    found = dict.fromkeys(filter(wrong, han))
    if context.target.language == "ja" and len(old := dict.fromkeys(filter(is_old_form, han))) >= _OLD_FORMS:
        found |= old
    if found:
        kind = "Traditional" if str(context.target) == "zh-Hans" else "Simplified"
        yield Finding(
            check="variant",
            severity=Severity.WARNING,
            message=f"found {kind} {''.join(found)} in {context.target}{_advice(found, context)}",
            span=_first(unit, next(iter(found))),
            suggestion=_other_form(found, context),
        )


@lru_cache(maxsize=16384)
def is_simplified_only(char: str) -> bool:
    """Whether `char` is written otherwise in every Traditional text.

    >>> "".join(char for char in "这国与后里面台只于為這" if is_simplified_only(char))
    '这国与'
    """
    converted: str = _converter("s2t").convert(char)
    return converted != char and (char in _SIMPLIFIED_IN_BIG5 or not _encodes(char, "big5"))


@lru_cache(maxsize=16384)
def is_traditional_only(char: str) -> bool:
    """Whether `char` is written otherwise in every Simplified text.

    >>> "".join(char for char in "這國後後里面台只乾著瞭為" if is_traditional_only(char))
    '這國後後為'
    """
    if char in _TRADITIONAL_IN_USE:
        return False
    converted: str = _converter("t2s").convert(char)
    return converted != char and (char in _TRADITIONAL_IN_GB2312 or not _encodes(char, "gb2312"))


def is_foreign_to_japanese(char: str) -> bool:
    """Whether `char` is a Simplified form that no Japanese text has.

    >>> "".join(char for char in "华尔国会学经済" if is_foreign_to_japanese(char))
    '华尔经'
    """
    return is_simplified_only(char) and not _encodes(char, "cp932")


@lru_cache(maxsize=16384)
def is_old_form(char: str) -> bool:
    """Whether `char` is a Traditional form that Japanese texts have only in names: 國學院.

    >>> "".join(char for char in "國會說來計画価格" if is_old_form(char))
    '國會說來'
    """
    return str(_converter("t2jp").convert(char)) != char


def _wrong_characters(context: Context) -> Callable[[str], bool] | None:
    tests: dict[str, Callable[[str], bool]] = {
        "zh-Hant": is_simplified_only,
        "zh-Hans": is_traditional_only,
        "ja": is_foreign_to_japanese,
    }
    return tests.get(str(context.target))


def _used_scripts(context: Context) -> set[str]:
    """Latin names stand in texts of every language; of a locale with no file of its own, only East Asian is known."""
    used = {*context.facts.scripts, "Latn"}
    bland = context.facts.scripts == ("Latn",) and context.target.language != "en"
    return used | (_NAMES.keys() - _EAST_ASIAN) if bland else used


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """Yield the stretches of letters of one script; ー and 々 go with what they follow."""
    scripts: list[str | None] = []
    for char in text:
        scripts.append(scripts[-1] if char in "ー々" and scripts else script_of(char))
    for found, pairs in groupby(zip(scripts, text, strict=True), key=lambda pair: pair[0]):
        if found is not None:
            yield found, "".join(char for _, char in pairs)


def _advice(found: dict[str, None], context: Context) -> str:
    if context.target.language == "ja":
        return "; expected a translation"
    direction = "t2s" if context.target.script == "Hans" else "s2t"
    return f", expected {''.join(_converter(direction).convert(char) for char in found)}"


@cache
def _converter(direction: str) -> OpenCC:
    from opencc import OpenCC  # noqa: PLC0415 (a dictionary of megabytes, only for Chinese)

    return OpenCC(direction)


def _encodes(char: str, charset: str) -> bool:
    try:
        char.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
