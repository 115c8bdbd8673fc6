"""Check a translation: every check in order, over every unit. Doubt comes out as findings, never as an exception."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from translate_pipeline.checks import Check, Context
from translate_pipeline.checks.completeness import copied, empty, length, same_target, sentences, untranslated
from translate_pipeline.checks.consistency import same_source, score, term_mixed
from translate_pipeline.checks.figures import figure_changed, figure_extra, figure_format, figure_missing
from translate_pipeline.checks.fluency import doubled, repetition
from translate_pipeline.checks.marks import mark_leaked
from translate_pipeline.checks.markup import anchor, code, emphasis, link, markup, tags, unsafe_html
from translate_pipeline.checks.names import name_altered, name_missing
from translate_pipeline.checks.provenance import hedge
from translate_pipeline.checks.register import register, styled
from translate_pipeline.checks.scripts import script, variant
from translate_pipeline.checks.style import capital, characters, ending, gap, particle, quotes
from translate_pipeline.checks.terms import term_forbidden, term_invented, term_missing
from translate_pipeline.checks.typography import brackets, punctuation, space, width
from translate_pipeline.model import Finding, Unit

PostCheck = Callable[[tuple[Unit, ...], Context], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    empty,
    untranslated,
    copied,
    sentences,
    length,
    mark_leaked,
    term_missing,
    term_forbidden,
    term_invented,
    name_missing,
    name_altered,
    script,
    variant,
    repetition,
    figure_changed,
    figure_missing,
    figure_extra,
    figure_format,
    ending,
    punctuation,
    brackets,
    quotes,
    markup,
    link,
    code,
    emphasis,
    tags,
    unsafe_html,
    hedge,
    space,
    width,
    gap,
    capital,
    particle,
    characters,
    doubled,
    register,
)
"""Every check of a single unit, in the order of their findings; docs/checks.md describes them in this order."""

POST_CHECKS: tuple[PostCheck, ...] = (same_target, same_source, term_mixed, anchor, score)
"""Every check that compares the units of a post."""


def check_id(check: Check | PostCheck) -> str:
    """Return the id under which a check reports.

    >>> check_id(term_missing)
    'term-missing'
    """
    return getattr(check, "__name__", "").replace("_", "-")


def check_unit(unit: Unit, context: Context) -> tuple[Finding, ...]:
    """Return what the checks find in one unit."""
    return tuple(finding for check in CHECKS for finding in check(unit, context))


def check_translation(units: tuple[Unit, ...], context: Context) -> tuple[tuple[Unit, ...], tuple[Finding, ...]]:
    """Return the units with their findings, and all findings; each carries the number of its unit.

    Findings that come from an earlier stage stay; those of an earlier run of these checks are found anew.
    """
    context = styled(context, units)
    ours = {check_id(check) for check in CHECKS} | {check_id(check) for check in POST_CHECKS}
    compared = [finding for check in POST_CHECKS for finding in check(units, context)]
    checked = []
    for number, unit in enumerate(units):
        earlier = (finding for finding in unit.findings if finding.check not in ours)
        wider = (finding for finding in compared if finding.segment == number)
        findings = (*earlier, *check_unit(unit, context), *wider)
        checked.append(replace(unit, findings=tuple(replace(finding, segment=number) for finding in findings)))
    whole = tuple(finding for finding in compared if finding.segment is None)
    return tuple(checked), tuple(finding for unit in checked for finding in unit.findings) + whole
