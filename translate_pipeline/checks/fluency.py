"""Does it read like a text? Loops that a model falls into, and words it says twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from translate_pipeline.checks import Context, fold, is_cjk, left_alone
from translate_pipeline.model import Finding, Severity, Span, Unit

MOST_MORE = 2
"""How many times more than the source's most frequent n-gram the target's may stand there, plus one."""

_UNSPACED = r"\u3041-\u309f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_UNSPACED}]|[\u30a1-\u30fa\u30fc]+|[^\W_{_UNSPACED}\u30a1-\u30fa\u30fc]+")
_TWICE = re.compile(r"(?<![\w'’-])([^\W\d_]{2,})[\s*_~]+\1(?![\w'’-])", re.IGNORECASE)
_HAN_TWICE = re.compile(r"([\u3400-\u9fff]{2,})\1|(?<![ァ-ヺー])([ァ-ヺー]{3,})\2(?![ァ-ヺー])")
_TWICE_IN_SOURCE = re.compile(r"(\w{2,})[\s,，、・·-]*\1", re.IGNORECASE)
_NEVER_TWICE = frozenset(
    f"{word} {word}" for word in ("the", "a", "an", "of", "to", "in", "and", "for", "on", "at", "by", "with")
)
_FINE_TWICE = frozenset({"had", "that", "is", "so", "very", "many", "blah", "bye", "no"})


def repetition(unit: Unit, context: Context) -> Iterator[Finding]:
    """Find a chunk that stands three times in a row, or an n-gram that is much more frequent than in the source."""
    if left_alone(unit):
        return
    target, source = _tokens(unit.plain), _tokens(unit.plain_source)
    size = 3 if context.facts.spaced else 6
    gram, times = _top_gram(target, size)
    _, usual = _top_gram(source, 6 if is_cjk("".join(source[:20])) else 3)
    loop = _loop(target)
    found = f"{loop} three times in a row" if loop and not _loop(source, 2) else ""
    if not found and times >= usual + MOST_MORE:
        found = f"{gram} {times} times"
    if found:
        yield Finding(
            check="repetition",
            severity=Severity.WARNING,
            message=f"found {found}, expected no more repetition than in the source",
        )


def doubled(unit: Unit, context: Context) -> Iterator[Finding]:  # noqa: ARG001 (every check has the same shape)
    """Find a word, or a part of a term, that stands twice though nothing in the source does."""
    if left_alone(unit) or _TWICE_IN_SOURCE.search(unit.plain_source):
        return
    # In the raw text, where code still stands between words; emphasis may.
    found = [f"{match[1]} {match[1]}" for match in _TWICE.finditer(unit.target) if match[1].lower() not in _FINE_TWICE]
    found += [match[0] for match in _HAN_TWICE.finditer(unit.target)]
    found += [said for term in unit.terms if (said := _doubled_term(term.word, unit.plain))]
    for said in dict.fromkeys(found):
        at = unit.target.find(said)
        yield Finding(
            check="doubled",
            severity=Severity.WARNING,
            message=f"found {said}, expected it once",
            span=Span(start=at, end=at + len(said)) if at >= 0 else None,
            suggestion=said.split()[0] if said.casefold() in _NEVER_TWICE and unit.target.count(said) == 1 else None,
        )


def _tokens(text: str) -> list[str]:
    """Split into words; where words are not spaced, into katakana words and characters."""
    return _TOKEN.findall(fold(text))


def _join(tokens: Sequence[str]) -> str:
    text = " ".join(tokens)
    return text.replace(" ", "") if all(len(token) == 1 for token in tokens) else text


def _top_gram(tokens: list[str], size: int) -> tuple[str, int]:
    grams = Counter(zip(*(tokens[start:] for start in range(size)), strict=False))
    gram, times = next(((gram, times) for gram, times in grams.most_common() if _is_chunk(gram, 3)), ((), 0))
    return _join(gram), times


def _loop(tokens: list[str], letters: int = 3) -> str:
    """Return the shortest chunk of one to twelve tokens, so many letters at least, that stands three times in a row."""
    for size in range(1, 13):
        for start in range(len(tokens) - 3 * size + 1):
            chunk = tokens[start : start + size]
            if chunk * 2 == tokens[start + size : start + 3 * size] and _is_chunk(chunk, letters):
                return _join(chunk)
    return ""


def _is_chunk(chunk: Sequence[str], letters: int) -> bool:
    text = "".join(chunk)
    return len(text) >= letters and any(map(str.isalpha, text))


def _doubled_term(word: str, text: str) -> str:
    """Return where a term, or two or more of its last or first characters, stands twice: 삼성전자전자, 華為公司公司."""
    if not is_cjk(word) or len(word) < 2:
        return ""
    for pattern in _doubles(word):
        if match := pattern.search(text):
            return match[0]
    return ""


@lru_cache(maxsize=4096)
def _doubles(word: str) -> tuple[re.Pattern[str], ...]:
    """Return what finds a word with its end or its start twice, the longest first; terms come again in every sentence."""
    parts = (part for size in range(len(word), 1, -1) for part in (word + word[-size:], word[:size] + word))
    return tuple(re.compile(r"\s*".join(map(re.escape, part))) for part in parts)
