"""Does the target say what the glossary says? Terms that are missing, forms that are forbidden."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from translate_pipeline.checks import Context, fold, form_pattern, left_alone, without
from translate_pipeline.model import Finding, Severity, Shield, Unit


def term_missing(unit: Unit, context: Context) -> Iterator[Finding]:  # noqa: ARG001 (every check has the same shape)
    """Find a term of the source whose form in the target locale did not come out."""
    if left_alone(unit):
        return
    text = unicodedata.normalize("NFKC", unit.plain).casefold()
    wanted = {_word(term): term for term in unit.terms if _word(term)}
    for word, term in wanted.items():
        if not form_pattern(word).search(text):
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
    for form, preferred in context.forbidden.items():
        if _squeeze(form) in squeezed and _is_forbidden(form, preferred, unit):
            advice = f", expected {preferred}" if preferred else ""
            yield Finding(
                check="term-forbidden",
                severity=Severity.WARNING,
                message=f"found {form}{advice}",
            )


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


def _squeeze(text: str) -> str:
    return fold(text).replace(" ", "")
