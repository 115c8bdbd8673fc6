"""The glossary in force, and where its concepts stand in a text.

Any locale can be the source. Matching works on a shadow of the text (NFKC, case-folded) with a map back to its offsets,
leftmost-longest, and knows where a name may end in each script: Latin words are whole, katakana runs are whole, Korean
particles may follow.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from translate_pipeline.concepts import read_concepts
from translate_pipeline.model import Concept, Locale, Span
from translate_pipeline.scripts import can_end, can_start, foreign_to, script_of
from translate_pipeline.shadow import VERSIONED, shadow, tight
from translate_pipeline.words import is_part_of_word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from translate_pipeline.shadow import Shadow

_LONE_LETTER = re.compile(r"[A-Za-z][ \u00a0]")
"""`A 100` in `a team of A 100 people` is no A100; `A-100` is."""
_NUMBER = re.compile(r"[0-9]{1,2}(?:[.][0-9]+)?(?![0-9A-Za-z.]|-[0-9A-Za-z])")
"""The version that stands solid after a family's name: `Llama3.1`."""
_FIRST_NAME = re.compile(r"(?<![A-Za-z])[A-Z][a-z]+\s$")
_GAPS = re.compile(r"[- \u00a0]")
_ONE_HYPHEN = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
_NO_DOTS = dict.fromkeys(map(ord, "·・‧•．∙⋅"))
_OF_A_PLACE = re.compile(r"[人語语]|인(?=은|이|을|들|의|과|에|도|만|$|[^가-힣])|어(?=는|가|를|로|와|의|판|$|[^가-힣])")
"""What makes people or a language of a place: 日本語, 한국인, 중국어."""
_VERSIONED = frozenset({"model", "product", "chip"})
_WHOLE = _VERSIONED | {"company", "person", "press"}
"""Kinds that are no part of a longer word; places and terms are (美国政府)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermMatch:
    """A concept found in a text."""

    span: Span
    """Offsets in the text that was searched."""
    text: str
    concept: Concept


@dataclass(frozen=True, slots=True)
class _Form:
    concept: Concept
    tag: str
    text: str


class _Automaton:
    """Finds all keys of a table in a shadow."""

    def __init__(self, forms: dict[str, list[_Form]]):
        self.forms = list(forms.values())
        self.search = AhoCorasick(list(forms), matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA)

    def hits(self, where: Shadow) -> Iterator[tuple[Span, list[_Form]]]:
        """Yield where a key stands, in offsets of the text behind the shadow, and its forms; only at whole characters."""
        starts, ends = where.starts, where.ends
        for key, first, after in self.search.find_matches_as_indexes(where.text, overlapping=True):
            begins = first == 0 or starts[first] != starts[first - 1]
            if begins and (after == len(starts) or starts[after] != starts[after - 1]):
                yield Span(start=starts[first], end=ends[after - 1]), self.forms[key]


def _accept(forms: list[_Form], text: str, span: Span, locale: Locale, *, close: bool) -> _Form | None:
    """Return the best form behind a hit, if the text around lets a name stand there."""
    tag, said = str(locale), span.of(text)
    best: _Form | None = None
    for form in forms:
        concept = form.concept
        if form.tag != tag and not (form.text.isascii() or foreign_to(form.text, locale)):
            continue
        if concept.case == "exact" and _plain(said, close=close) != _plain(form.text, close=close):
            continue
        if close and _LONE_LETTER.match(said):
            continue
        numbered = concept.kind in _VERSIONED and said[-1].isalpha() and _NUMBER.match(text, span.end) is not None
        if not can_start(text, span.start):
            continue
        if not numbered and not can_end(text, span.end, prefix=concept.match == "prefix"):
            continue
        if _is_surname(concept, text, span, locale) or _counted(concept, text, span.start):
            continue
        if is_part_of_word(text, span, locale.language, whole=concept.kind in _WHOLE):
            continue
        if best is None or (form.tag == tag and best.tag != tag):
            best = form
    return best


def _plain(text: str, *, close: bool) -> str:
    """Return what is compared where case counts."""
    text = unicodedata.normalize("NFKC", text.translate(_NO_DOTS)).translate(_ONE_HYPHEN)
    return _GAPS.sub("", text) if close else text


def _is_surname(concept: Concept, text: str, span: Span, locale: Locale) -> bool:
    """Whether a company's one-word Latin name stands after another name in a CJK text: the Ford of Michael Ford."""
    said = span.of(text)
    if concept.kind != "company" or locale.language not in {"ja", "zh"} or not re.fullmatch(r"[A-Z][a-z]+", said):
        return False
    return _FIRST_NAME.search(text, max(0, span.start - 24), span.start) is not None


def _counted(concept: Concept, text: str, start: int) -> bool:
    """Whether a number right before makes something else of a name: 5대만 counts machines, 30日本周 is a date."""
    if concept.kind == "term" or not start or text[start].isascii():
        return False
    return text[start - 1].isdecimal()


def _ends_well(concept: Concept, text: str, end: int) -> bool:
    """Whether what follows leaves a name what it is: 日本 is no country in 日本語, KOSPI none of itself in 코스피200."""
    if concept.kind == "place" and _OF_A_PLACE.match(text, end):
        return False
    # Korean parts a word from a number that counts something.
    solid = text[end : end + 1].isdecimal() and script_of(text[end - 1]) == "Hang"
    return not solid or concept.kind in _VERSIONED


@dataclass(frozen=True)
class Glossary:
    """Concepts in force, and the machinery to find them. Build with `load_glossary`; empty by default."""

    concepts: tuple[Concept, ...] = ()

    @cached_property
    def digest(self) -> str:
        """First 12 hex digits of the SHA-256 over all rows, what is there for people aside; empty for an empty glossary."""
        if not self.concepts:
            return ""
        bare = (replace(concept, note="", source_url="", updated="") for concept in self.concepts)
        rows = "\n".join(repr(concept) for concept in sorted(bare, key=lambda c: c.id))
        return hashlib.sha256(rows.encode()).hexdigest()[:12]

    @cached_property
    def by_id(self) -> Mapping[str, Concept]:
        """Concepts by their id."""
        return {concept.id: concept for concept in self.concepts}

    @cached_property
    def _forms(self) -> tuple[dict[str, list[_Form]], dict[str, list[_Form]]]:
        """Shadow of a form to the concepts that have it (the first file's first), and the same for tight shadows."""
        loose: dict[str, list[_Form]] = {}
        close: dict[str, list[_Form]] = {}
        for concept in self.concepts:
            if concept.status == "obsolete":
                continue
            for tag, form in concept.forms.items():
                for text in (form, *concept.aliases.get(tag, ())):
                    key = shadow(text)
                    loose.setdefault(key.text, []).append(_Form(concept, tag, text))
                    if VERSIONED.fullmatch(key.text):
                        close.setdefault(tight(key).text, []).append(_Form(concept, tag, text))
        return loose, close

    @cached_property
    def _automata(self) -> tuple[_Automaton, _Automaton]:
        loose, close = self._forms
        return _Automaton(loose), _Automaton(close)

    def find(self, text: str, locale: Locale) -> tuple[TermMatch, ...]:
        """Find concepts in a text of `locale`: leftmost-longest, none overlapping.

        Latin names match in any text; forms of other locales match where their script cannot be this locale's
        (华尔街见闻 in a Japanese sentence).
        """
        return self._found(text, locale) if self.concepts and text else ()

    @cached_property
    def _found(self) -> Callable[[str, Locale], tuple[TermMatch, ...]]:
        """Remember some sentences: each is searched when it is protected and when it is checked, for every target."""
        return lru_cache(maxsize=2048)(self._search)

    def _search(self, text: str, locale: Locale) -> tuple[TermMatch, ...]:
        found = [
            (span.start, -span.end, form if _ends_well(form.concept, text, span.end) else None)
            for automaton, where in zip(self._automata, _shadows(text), strict=True)
            for span, forms in automaton.hits(where)
            if (form := _accept(forms, text, span, locale, close=automaton is self._automata[1]))
        ]
        found.sort(key=lambda item: item[:2])
        matches: list[TermMatch] = []
        taken = 0
        for start, end, form in found:
            if start >= taken:
                taken = -end  # 印度尼西亚 in 印度尼西亚语 is no country, but 印度 is none there either
                if form:
                    matches.append(TermMatch(span=Span(start=start, end=-end), text=text[start:-end], concept=form.concept))
        return tuple(matches)

    def forbidden(self, locale: Locale) -> Mapping[str, str]:
        """Forms that must not come out in `locale`, each with the form to use instead."""
        return self._forbidden(locale)

    @cached_property
    def _forbidden(self) -> Callable[[Locale], Mapping[str, str]]:
        return lru_cache(maxsize=32)(self._forbidden_in)

    def _forbidden_in(self, locale: Locale) -> Mapping[str, str]:
        tag = str(locale)
        return {
            bad: concept.forms[tag]
            for concept in self.concepts
            for bad in concept.forbidden.get(tag, ())
            if tag in concept.forms
        }

    def lookup(self, text: str, locale: Locale) -> Concept | None:
        """Return the concept that is called exactly `text` (as compared) in `locale` or in Latin letters."""
        matches = self.find(text.strip(), locale)
        whole = len(matches) == 1 and matches[0].span == Span(start=0, end=len(text.strip()))
        return matches[0].concept if whole else None


@lru_cache(maxsize=2048)
def _shadows(text: str) -> tuple[Shadow, Shadow]:
    loose = shadow(text)
    return loose, tight(loose)


def load_glossary(paths: Iterable[Path]) -> Glossary:
    """Read glossary files, the ones named first in force over later ones (site before shipped), row by row.

    Raises `GlossaryError` with file, line and column for a row that does not fit.
    """
    concepts: dict[str, Concept] = {}
    for path in paths:
        for concept in read_concepts(path):
            concepts.setdefault(concept.id, concept)
    return Glossary(tuple(concepts.values()))
