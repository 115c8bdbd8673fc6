"""Does the post agree with itself? One source and two targets, one thing and two names, drafts that a model is unsure of."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from statistics import quantiles

from translate_pipeline.checks import Context, fold, left_alone, place
from translate_pipeline.model import Finding, Origin, Severity, Unit

_NAMES = frozenset({"company", "person", "model", "product", "chip", "press"})
"""Kinds that have one name in a text; 米国 and アメリカ may well stand side by side."""
_FEWEST = 20
"""Scores from which one can tell which are low."""


def same_source(units: tuple[Unit, ...], context: Context) -> Iterator[Finding]:  # noqa: ARG001 (every post check has this shape)
    """Find one source with two targets."""
    first: dict[str, int] = {}
    for number, unit in enumerate(units):
        source = fold(unit.source)
        if left_alone(unit) or not any(map(str.isalpha, source)):
            continue
        earlier = first.setdefault(source, number)
        if fold(units[earlier].target) != fold(unit.target):
            yield Finding(
                check="same-source",
                severity=Severity.WARNING if len(source) >= 8 else Severity.NOTE,
                message=f"found {_short(unit.plain)}, expected {_short(units[earlier].plain)} as in segment {earlier}",
                segment=number,
            )


def term_mixed(units: tuple[Unit, ...], context: Context) -> Iterator[Finding]:
    """Find a thing that is called by its preferred name and by another one in the same post."""
    if context.glossary is None:
        return
    said: defaultdict[str, Counter[str]] = defaultdict(Counter)
    where: defaultdict[tuple[str, str], list[tuple[int, int, int]]] = defaultdict(list)
    for number, unit in enumerate(units):
        if left_alone(unit) or not any(map(str.isalpha, unit.plain)):
            continue
        for match in context.glossary.find(unit.plain, context.target):
            if match.concept.kind not in _NAMES or fold(match.text) in fold(unit.plain_source):
                continue  # quoted from the source, or Latin in both
            form = fold(match.text).removesuffix("s").replace(" ", "").replace("-", "")
            said[match.concept.id][form] += 1
            where[match.concept.id, form].append((number, match.span.start, match.span.end))
    for concept, forms in said.items():
        preferred = context.glossary.by_id[concept].forms.get(str(context.target), "")
        usual = fold(preferred).removesuffix("s").replace(" ", "").replace("-", "")
        if len(forms) < 2 or usual not in forms:
            continue
        for form in forms:
            for number, start, end in where[concept, form] if form != usual else ():
                span = place(units[number], start, end)
                yield Finding(
                    check="term-mixed",
                    severity=Severity.NOTE,
                    message=f"found {units[number].plain[start:end]}, expected {preferred} as elsewhere in the post",
                    segment=number,
                    span=span,
                )


def score(units: tuple[Unit, ...], context: Context) -> Iterator[Finding]:  # noqa: ARG001
    """Find drafts that the model is much less sure of than of the others in the post."""
    scores = [unit.score for unit in units if unit.origin is Origin.MODEL and unit.score is not None and not unit.reviewed]
    if len(scores) < _FEWEST:
        return
    lower, _, upper = quantiles(scores, n=4)
    fence = lower - 1.5 * (upper - lower)  # Tukey's: what lies beyond it is an outlier
    for number, unit in enumerate(units):
        if unit.origin is Origin.MODEL and unit.score is not None and unit.score < fence and not unit.reviewed:
            yield Finding(
                check="score",
                severity=Severity.NOTE,
                message=f"found a score of {unit.score:.2f}, expected over {fence:.2f} as in the rest of the post",
                segment=number,
            )


def _short(text: str) -> str:
    text = " ".join(text.split())
    return f"“{text}”" if len(text) <= 40 else f"“{text[:39]}…”"
