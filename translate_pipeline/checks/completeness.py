"""Is all of it there, and translated? Blank targets, copies of the source, lengths, one target for many sources."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher

from translate_pipeline.checks import (
    CJK_LANGUAGES,
    Context,
    code_of,
    fold,
    language_of,
    left_alone,
    own_words,
    place,
    script_of,
)
from translate_pipeline.model import Finding, Origin, SegmentKind, Severity, Unit

SHORTEST, LONGEST = 0.45, 2.2
"""Lengths outside this range, times the usual ratio, are reported."""
_SHORT_LONG_TEXT, _LONG_TEXT = {"zh": 0.45}, 80
"""The same for what would be so many letters of English, by source language, else `_SHORT`: 99.5 % of good translations are
longer (FLORES-200 dev)."""
_SHORT = 0.52
_FEWER, _MORE = 0.8, 1.3
"""Lengths at which one sentence less or more is no merging or splitting."""

_LATIN_WORD = re.compile(r"(?<![\w.-])[^\W\d_]+(?:['’-][^\W\d_]+)*(?![\w-])")
_KEPT = re.compile(r"[A-Za-z0-9@#][\w@#./:+-]*", re.ASCII)
_SENTENCE_END = re.compile(
    r"[。！？!?]+[」』”’\"')）\]*_]*|(?<=[^\W\d_]{3})(?<!Inc)(?<!Corp)(?<!Ltd)(?<!Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    r"\.[」』”’\"')）\]*_]*(?=\s|$)|(?<=[\d%A-Z가-힣)）”\"’])\.[”’\"')）\]*_]*(?=\s+[A-Z“\"‘가-힣「]|\s*$)"
)
_LATIN_STRETCH = re.compile(r"[A-Za-z][A-Za-z'’-]*(?:,? [A-Za-z][A-Za-z'’-]*){2,}")
_LONG_HAN, _SOME_HAN = 8, 6
_KANA = re.compile(r"[\u3041-\u30ff]")


def empty(unit: Unit, context: Context) -> Iterator[Finding]:  # noqa: ARG001 (every check has the same shape)
    """Find a target with nothing to read in it, where the source has words."""
    letters = sum(map(str.isalpha, unit.plain_source))
    # `a`와 `b` may become `a`, `b`: then the code is what there is to read.
    enough = 4 if any(code_of(unit.target)) else 1
    if letters >= enough and not any(map(_is_readable, unit.plain)):
        found = f"only {unit.plain.strip()}" if unit.plain.strip() else "nothing"
        yield Finding(
            check="empty",
            severity=Severity.ERROR,
            message=f"found {found}, expected a translation of {_short(unit.plain_source)}",
        )


def untranslated(unit: Unit, context: Context) -> Iterator[Finding]:
    """Find a model's target that is its source again, though languages differ and there is more in it than names."""
    language = language_of(unit, context)
    if unit.origin is not Origin.MODEL or language is None or language == context.target:
        return
    if fold(unit.plain) != fold(unit.plain_source):
        return
    own = own_words(unit)
    scripts = [script_of(char) for char in own]
    foreign = sum(script not in {None, "Latn", *context.facts.scripts} for script in scripts)
    shared = sum(script not in {None, "Latn"} for script in scripts) - foreign
    # 中国政府 is the same in Japanese and Chinese; eight such characters in a row hardly ever are.
    if foreign >= 4 or shared >= 8 or _plain_latin(own, language.language) >= 4:
        yield Finding(
            check="untranslated",
            severity=Severity.WARNING,
            message=f"found the source again, expected {context.target} for {_short(unit.plain_source)}",
        )


def length(unit: Unit, context: Context) -> Iterator[Finding]:
    """Find a target much shorter or longer than is usual: something was left out or made up."""
    usual = _usual_ratio(unit, context)
    source, target = _without_kept(fold(unit.plain_source), fold(unit.plain))
    size = len(source)
    if usual is None or size < 15 or left_alone(unit) or unit.segment.kind is SegmentKind.HASHTAGS:
        return
    ratio = len(target) / size
    shortest = _shortest(unit, context, size)
    if unit.plain.strip() and not shortest * usual <= ratio <= LONGEST * usual:
        word = "short" if ratio < usual else "long"
        yield Finding(
            check="length",
            severity=Severity.WARNING,
            message=f"too {word}: found {ratio:.2f} of the source's length, expected about {usual:.2f}",
        )


def sentences(unit: Unit, context: Context) -> Iterator[Finding]:
    """Find a sentence that was left out or added: fewer or more than in the source, and the length agrees."""
    usual = _usual_ratio(unit, context)
    source, target = _without_kept(fold(unit.plain_source), fold(unit.plain))
    if usual is None or left_alone(unit) or not source or not target:
        return
    found, expected = _sentence_count(unit.plain), _sentence_count(unit.plain_source)
    ratio = len(target) / (len(source) * usual)
    fewer = found < expected and ratio < max(_FEWER, 1 - 0.5 / expected)
    more = found > expected >= 1 and ratio > _MORE
    if fewer or more:
        yield Finding(
            check="sentences",
            severity=Severity.WARNING,
            message=f"found {found} sentence{'s' * (found != 1)}, expected {expected} as in the source",
        )


def copied(unit: Unit, context: Context) -> Iterator[Finding]:
    """Find a stretch of the source that was left as it is in the middle of a translation."""
    language = language_of(unit, context)
    if (
        left_alone(unit)
        or unit.origin is Origin.CONVERTED
        or language is None
        or language.language == context.target.language
    ):
        return
    if fold(unit.plain) == fold(unit.plain_source):
        return  # `untranslated` says so
    own = own_words(unit)
    if language.language not in CJK_LANGUAGES and context.target.language in CJK_LANGUAGES:
        found = [match for match in _LATIN_STRETCH.finditer(own) if _is_prose(match[0])]
        stretches = [match[0] for match in found if fold(match[0]) in fold(unit.plain_source)]
    elif {language.language, context.target.language} == {"ja", "zh"}:
        stretches = list(_shared_han(unit.plain_source, own))
    else:
        stretches = []
    for stretch in stretches:
        at = unit.plain.find(stretch)
        yield Finding(
            check="copied",
            severity=Severity.WARNING,
            message=f"found {_short(stretch)} of the source, expected {context.target}",
            span=place(unit, at, at + len(stretch)) if at >= 0 else None,
        )


def _shared_han(source: str, target: str) -> Iterator[str]:
    """Yield the longest stretch that two texts share, where it is Chinese, perhaps with figures, and too long for a name."""
    match = SequenceMatcher(None, source, target, autojunk=False).find_longest_match()
    stretch = target[match.b : match.b + match.size]
    han = sum(map(_is_han, stretch))
    if (han >= _LONG_HAN or (match.size >= _LONG_HAN and han >= _SOME_HAN)) and not _KANA.search(stretch):
        yield stretch.strip("，、。；：")


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def same_target(units: tuple[Unit, ...], context: Context) -> Iterator[Finding]:  # noqa: ARG001 (as the others)
    """Find a model's target that stands for sources that differ: what a model says when it is lost."""
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for number, unit in enumerate(units):
        if unit.origin is Origin.MODEL and len(fold(unit.plain_source)) >= 12 and fold(unit.plain):
            groups[fold(unit.target)].append(number)  # with its code and links, which may be all that differs
    for target, numbers in groups.items():
        sources = {number: _letters(units[number].plain_source) for number in numbers}
        if len(set(sources.values())) < 2:
            continue
        for number in numbers:
            other = next(other for other in numbers if sources[other] != sources[number])
            said = f"the same target as segment {other}, {_short(target)}"
            yield Finding(
                check="same-target",
                severity=Severity.WARNING,
                message=f"found {said}, expected another: the sources differ",
                segment=number,
            )


def _sentence_count(text: str) -> int:
    """Count sentences by their ends; a text without any is one.

    >>> [_sentence_count(text) for text in ("One came. Two went? Three", "GPT-4.1 is out.", "一。二！", "Mr. X said.")]
    [2, 1, 2, 1]
    """
    return max(1, len(_SENTENCE_END.findall(text)))


def _is_prose(stretch: str) -> bool:
    words = stretch.split()
    return sum(word.islower() and len(word) > 2 for word in words) >= 2


_IN_ENGLISH = {"ja": 2.3, "ko": 2.0, "zh": 3.1}
"""About how many letters of English a letter is worth."""


def _shortest(unit: Unit, context: Context, size: int) -> float:
    locale = language_of(unit, context)
    language = locale.language if locale else ""
    long = size * _IN_ENGLISH.get(language, 1.0) >= _LONG_TEXT
    return _SHORT_LONG_TEXT.get(language, _SHORT) if long else SHORTEST


def _is_readable(char: str) -> bool:
    return unicodedata.category(char)[0] in "LNS"


def _plain_latin(text: str, language: str) -> int:
    """Count letters of Latin words that are no names: in a CJK source every one is a name, and so is `json 2.18.0`."""
    if language in {"ja", "ko", "zh"}:
        return 0
    words = {word for word in _LATIN_WORD.findall(text) if word.islower() and script_of(word[0]) == "Latn"}
    return sum(map(len, words)) if len(words) >= 3 else 0


def _without_kept(source: str, target: str) -> tuple[str, str]:
    """Return both texts without the Latin words and figures that stand in both: they are as long in any language."""
    kept = set(_KEPT.findall(source)) & set(_KEPT.findall(target))

    def rest(text: str) -> str:
        return " ".join(_KEPT.sub(lambda match: "" if match[0] in kept else match[0], text).split())

    return rest(source), rest(target)


def _usual_ratio(unit: Unit, context: Context) -> float | None:
    own = unit.detected.locale
    if own is None or context.source is None or own.language == context.source.language:
        return context.length_ratio
    return context.facts.length.get(str(own), context.facts.length.get(own.language))


def _letters(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum())


def _short(text: str) -> str:
    text = " ".join(text.split())
    return f"“{text}”" if len(text) <= 40 else f"“{text[:39]}…”"
