"""What a check is, and the few questions about a unit that several families ask.

A check is a generator `check(unit, context)`: pure, silent where all is well, and named after its id (`term_missing` is
`term-missing`). It reads the texts without markup unless markup is its subject. The checks in order: `check.CHECKS`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from translate_pipeline.locales import Facts
from translate_pipeline.model import Finding, Locale, Origin, Span, Unit

if TYPE_CHECKING:
    from translate_pipeline.glossary import Glossary


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What all units of one translation share."""

    source: Locale | None
    """The language of most of the post."""
    target: Locale
    facts: Facts
    """`locales.facts(target)`."""
    forbidden: Mapping[str, str] = field(default_factory=dict)
    """A form that must not come out in the target locale, to the form that is preferred."""
    glossary: Glossary | None = None
    """What names are told by; None where there is none."""
    polite: bool | None = None
    """Whether the post's sentences are in the polite style (Japanese, Korean); None where that cannot be told."""
    length_ratio: float | None = None
    """The usual length in characters, target over source, from `source`; None where nobody measured it."""


Check = Callable[[Unit, Context], Iterator[Finding]]
CJK_LANGUAGES = frozenset({"ja", "ko", "zh"})

_SCRIPTS = {
    "CJK": "Han",
    "HIRAGANA": "Hira",
    "KATAKANA": "Kana",
    "HANGUL": "Hang",
    "BOPOMOFO": "Bopo",
    "LATIN": "Latn",
    "CYRILLIC": "Cyrl",
    "GREEK": "Grek",
    "ARABIC": "Arab",
    "HEBREW": "Hebr",
    "THAI": "Thai",
    "DEVANAGARI": "Deva",
}
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)|<code\b[^>]*>(.*?)</code>", re.DOTALL)
_URL = re.compile(r"(?:https?://|www\.)[^\s<>「」（）、。]+")


def left_alone(unit: Unit) -> bool:
    """Whether the unit stands as it stood in the source, on purpose: nothing was translated that could be wrong."""
    return unit.origin is Origin.SOURCE


def language_of(unit: Unit, context: Context) -> Locale | None:
    """Return the language that the unit was translated from: its own, or else the post's."""
    return unit.detected.locale or context.source


@lru_cache(maxsize=16384)
def script_of(char: str) -> str | None:
    """Return the script of a letter, None for what is no letter or belongs to no one script.

    >>> [script_of(char) for char in "株ぶカ회aЖ"]
    ['Han', 'Hira', 'Kana', 'Hang', 'Latn', 'Cyrl']
    >>> [script_of(char) for char in "ー々3µ!"]
    [None, None, None, None, None]
    """
    if not char.isalpha():
        return None
    name = unicodedata.name(unicodedata.normalize("NFKC", char)[0], "")
    return None if "MARK" in name or unicodedata.name(char, "") == "MICRO SIGN" else _SCRIPTS.get(name.split(" ")[0])


def place(unit: Unit, start: int, end: int) -> Span | None:
    """Return where a stretch of `unit.plain` stands in the raw target; None where that cannot be told for certain.

    Markup and escapes make the raw text longer: the stretch is looked for, and must stand as often there as in `plain`.
    """
    if unit.plain == unit.target:
        return Span(start=start, end=end)
    piece = unit.plain[start:end]
    if not piece or unit.plain.count(piece) != unit.target.count(piece):
        return None
    at = -1
    for _ in range(unit.plain.count(piece, 0, start) + 1):
        at = unit.target.find(piece, at + len(piece) if at >= 0 else 0)
    return Span(start=at, end=at + len(piece)) if at >= 0 else None


def is_cjk(text: str) -> bool:
    """Whether there is a letter that is written without spaces between words, or (Hangul) with spaces that vary."""
    return any(script_of(char) in {"Han", "Hira", "Kana", "Hang", "Bopo"} for char in text)


def fold(text: str) -> str:
    r"""Return `text` as it is compared: compatible forms and cases made one, white space collapsed.

    >>> fold("ＧＰＵ  Cloud\n")
    'gpu cloud'
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@lru_cache(maxsize=4096)
def form_pattern(form: str) -> re.Pattern[str]:
    """Return what finds `form` as a word of its own in a text that went through NFKC.

    Latin words may take an English plural or possessive; CJK ones may be spaced in any way.

    >>> bool(form_pattern("삼성전자").search("삼성 전자는")), bool(form_pattern("GPU").search("엔비디아 gpus"))
    (True, True)
    >>> bool(form_pattern("Ada").search("adapt"))
    False
    """
    words = fold(form)
    if is_cjk(words):
        core = r"\s*".join(re.escape(char) for char in words if not char.isspace())
    else:
        core = r"\s+".join(re.escape(word) for word in words.split())
        core = rf"{core[:-1]}(?:y|ies)" if words.endswith("y") else core
    left = r"(?<![a-z0-9])" if words[:1].isascii() and words[:1].isalnum() else ""
    right = r"(?:['’]?s|es)?(?![a-z0-9])" if words[-1:].isascii() and words[-1:].isalnum() else ""
    return re.compile(left + core + right, re.IGNORECASE)


def without(text: str, forms: tuple[str, ...]) -> str:
    """Return `text` in NFKC with a gap where each of the `forms` stood, the longest first.

    >>> without("Ask 华尔街见闻 today", ("华尔街", "华尔街见闻"))
    'Ask   today'
    """
    text = unicodedata.normalize("NFKC", text)
    for form in sorted(filter(str.strip, forms), key=len, reverse=True):
        text = form_pattern(form).sub(" ", text)
    return text


def code_of(raw: str) -> tuple[str, ...]:
    """Return what stands in code spans of a raw text. The texts without markup lack it.

    >>> code_of("Use `a` or <code>b</code>.")
    ('a', 'b')
    """
    return tuple(match[2] or match[3] or "" for match in _CODE.finditer(raw))


def own_words(unit: Unit) -> str:
    """Return the target's text without expected terms, code and addresses: what the model itself wrote."""
    terms = tuple(form for term in unit.terms for form in (term.word, term.target))
    return without(_URL.sub(" ", unit.plain), code_of(unit.target) + terms)
