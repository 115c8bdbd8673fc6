"""Does a text keep to one style? Japanese です・ます beside だ・である, Korean 합니다 beside 한다: editors let one stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from translate_pipeline import japanese, korean
from translate_pipeline.checks import Context, language_of, left_alone, place
from translate_pipeline.model import Finding, SegmentKind, Severity, Unit

_STYLES = {"ja": japanese, "ko": korean}
_FEWEST = 3
"""Sentences that show a post's style."""


def register(unit: Unit, context: Context) -> Iterator[Finding]:
    """Find a sentence in the plain style in a polite text (Japanese, Korean), or the other way round."""
    style = _STYLES.get(context.target.language)
    if style is None or context.polite is None or not _speaks(unit):
        return
    text = unit.plain.rstrip()
    wrong = style.is_plain(text) if context.polite else style.is_polite(text)
    if not wrong:
        return
    said = style.polite(text) if context.polite else None
    same = (
        sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(text, said, strict=False))) if said else len(text) - 3
    )
    start = max(0, same - 1)  # with a character that stays, to be read
    expected = f"expected {said[start:]}" if said else f"expected the {'polite' if context.polite else 'plain'} style"
    span = place(unit, start, len(text))
    yield Finding(
        check="register",
        severity=Severity.NOTE,
        message=f"found {text[start:]}, {expected} as in the rest of the post",
        span=span,
        suggestion=said[start:] if said and span else None,
    )


def styled(context: Context, units: Sequence[Unit]) -> Context:
    """Return the context with the style that a post's sentences should have; a few of them show none.

    A source in Japanese or Korean that is polite asks for it. Otherwise the drafts decide: a third of them is enough, as a
    plain sentence can be made polite, and hardly the other way round.
    """
    language = context.target.language
    if language not in _STYLES:
        return context
    spoken = [unit for unit in units if _speaks(unit)]
    drafts = _votes((unit.plain, language) for unit in spoken)
    sources = _votes((unit.plain_source, found.language) for unit in spoken if (found := language_of(unit, context)))
    if drafts.total() < _FEWEST:
        return context
    asked = sources.total() >= _FEWEST and sources[True] > sources[False]
    return replace(context, polite=asked or 3 * drafts[True] >= drafts.total())


def _votes(sentences: Iterable[tuple[str, str]]) -> Counter[bool]:
    """Return how many sentences are polite (True), and how many plain."""
    votes: Counter[bool] = Counter()
    for text, language in sentences:
        style = _STYLES.get(language)
        if style and (style.is_polite(text.rstrip()) or style.is_plain(text.rstrip())):
            votes[style.is_polite(text.rstrip())] += 1
    return votes


def _speaks(unit: Unit) -> bool:
    """Whether a unit is a sentence of the post's own."""
    return unit.segment.kind is SegmentKind.SENTENCE and not left_alone(unit)
