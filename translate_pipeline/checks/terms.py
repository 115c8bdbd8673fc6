"""Does the target say what the glossary says? Terms that are missing, forms that are forbidden, names made up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from ahocorasick_rs import AhoCorasick

from translate_pipeline.checks import Context, fold, form_pattern, language_of, left_alone, place, without
from translate_pipeline.english import adjectives
from translate_pipeline.model import Concept, Finding, Locale, Origin, Severity, Shield, Unit

_NAMES = frozenset({"company", "person", "model", "product", "chip", "press"})
"""Kinds that a text does not name by accident; places and terms it may."""


def term_missing(unit: Unit, context: Context) -> Iterator[Finding]:
    """Find a term of the source whose form in the target locale did not come out. Chinese says China too."""
    if left_alone(unit):
        return
    text = unicodedata.normalize("NFKC", unit.plain).casefold()
    wanted = {_word(term): term for term in unit.terms if _word(term)}
    for word, term in wanted.items():
        said = (word, *(adjectives(word) if context.target.language == "en" else ()))
        if not any(form_pattern(form).search(text) for form in said):
            yield Finding(
                check="term-missing",
                severity=Severity.ERROR,
                message=f"expected {word} for {_bare(term.source)}",
            )


def term_forbidden(unit: Unit, context: Context) -> Iterator[Finding]:
    """Find a form that the glossary forbids in the target locale."""
    if left_alone(unit):
        return
    squeezed = _squeeze(unit.plain)
    if not _any_of(tuple(context.forbidden)).find_matches_as_indexes(squeezed):
        return
    for form, preferred in context.forbidden.items():
        if _squeezed(form) in squeezed and _is_forbidden(form, preferred, unit):
            advice = f", expected {preferred}" if preferred else ""
            at = unit.plain.find(form)
            yield Finding(
                check="term-forbidden",
                severity=Severity.WARNING,
                message=f"found {form}{advice}",
                span=place(unit, at, at + len(form)) if at >= 0 else None,
            )


def term_invented(unit: Unit, context: Context) -> Iterator[Finding]:
    """Find a name that the glossary knows in a model's target, where the source has no such name."""
    language = language_of(unit, context)
    if context.glossary is None or language is None or unit.origin is not Origin.MODEL:
        return
    source = context.glossary.find(unit.plain_source, language)
    known = {match.concept.id for match in source} | {term.concept for term in unit.terms}
    said = {_squeeze(form) for match in source for form in match.concept.forms.values()}
    for match in context.glossary.find(unit.plain, context.target):
        name = match.concept
        inside = any(_squeeze(match.text) in form for form in said)  # 三星 for the 三星电子 of the source
        inside = inside or _stands(name, language, unit.plain_source) or match.text in unit.plain_source
        if name.kind in _NAMES and name.id not in known and not inside:
            known.add(name.id)
            yield Finding(
                check="term-invented",
                severity=Severity.WARNING,
                message=f"found {match.text}, expected no such name: the source has none",
                span=place(unit, match.span.start, match.span.end),
            )


def _stands(concept: Concept, language: Locale, text: str) -> bool:
    """Whether any form of a concept stands in a text, in the middle of whatever: 对华为的, where 对华 is a word too."""
    tag = str(language)
    forms = (concept.forms.get(tag, ""), *concept.aliases.get(tag, ()))
    return any(form in text for form in forms if len(form) > 1)


def _is_forbidden(form: str, preferred: str, unit: Unit) -> bool:
    """Whether `form` stands in the text by itself, not as a part of the preferred form or of an expected term."""
    if _squeeze(form) == _squeeze(preferred):  # they differ in case, width or spaces alone: so these count
        pattern = rf"(?<![A-Za-z0-9]){re.escape(form)}(?![A-Za-z0-9])"
        return bool(re.search(pattern, unit.plain))
    allowed = tuple(_word(term) for term in unit.terms)
    longer = tuple(word for word in (*allowed, preferred) if _squeeze(form) in _squeeze(word) != _squeeze(form))
    return bool(form_pattern(form).search(without(unit.plain, longer)))


def _word(term: Shield) -> str:
    return term.word.strip() or _bare(term.target)


def _bare(text: str) -> str:
    """Return a shield's text without the emphasis or code marks around it."""
    return text.strip().strip("*_`~") or text.strip()


@lru_cache(maxsize=64)
def _any_of(forms: tuple[str, ...]) -> AhoCorasick:
    """Return what finds any of some forms in a squeezed text; nearly every text has none."""
    return AhoCorasick(sorted({_squeeze(form) for form in forms}))


@lru_cache(maxsize=16384)
def _squeezed(form: str) -> str:
    """Squeeze a form of the glossary, which every sentence is held against."""
    return _squeeze(form)


def _squeeze(text: str) -> str:
    return fold(text).replace(" ", "")
