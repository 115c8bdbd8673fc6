"""The table of contents: from a post to its translations. No file is read or written here.

segment -> detect -> (left alone | decided | furniture | hashtags | converted | protect -> translate -> restore -> repair)
-> check

All segments of all posts that are drafted together, for all their locales, go to the engine in one call; the many-to-many
model batches them together.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from translate_pipeline import __version__
from translate_pipeline.check import check_translation, check_unit
from translate_pipeline.checks import Context
from translate_pipeline.checks.register import styled
from translate_pipeline.detect import detect, main_language
from translate_pipeline.formats import fragments
from translate_pipeline.grades import graded, graded_units
from translate_pipeline.locales import facts, model_language
from translate_pipeline.mend import is_draft, mended, suggested
from translate_pipeline.model import Finding, Signature, Translation
from translate_pipeline.plan import Plan, Planner, Tools, block_words, segment_words
from translate_pipeline.recall import neighbours
from translate_pipeline.repair import Case, repair
from translate_pipeline.segment import segment
from translate_pipeline.translate import translate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager

    from translate_pipeline.engines import Engine
    from translate_pipeline.glossary import Glossary
    from translate_pipeline.grades import Levels
    from translate_pipeline.model import Detected, Locale, Post, Segment, Unit
    from translate_pipeline.translate import Answer, Task

__all__ = [
    "Prepared",
    "Tools",
    "complete",
    "context_for",
    "draft",
    "fill",
    "prepare",
    "signature",
    "terms_honoured",
    "translate_post",
]

_FREE = nullcontext()
"""Holds nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A post on its way: its segments planned for each locale, not yet drafted."""

    post: Post
    main: Locale | None
    plans: tuple[tuple[Locale, list[Plan]], ...]

    def tasks(self) -> list[Task]:
        """Return what the engine is to be asked."""
        plans = [plan for _, group in self.plans for plan in group]
        return [plan.task for plan in plans if plan.task] + [task for plan in plans for task in plan.inner.values()]


def translate_post(
    post: Post,
    locales: Sequence[Locale],
    tools: Tools,
    decisions: Mapping[str, Mapping[str, str]] | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[Translation, ...]:
    """Translate a post into each locale.

    `decisions` maps a locale tag to what reviewers decided: source text to target. Raises `NoPairError` where no model
    serves the post's language.
    """
    prepared = prepare(post, locales, tools, decisions)
    answers = draft([prepared], tools.engine, progress)
    return complete(prepared, fill([prepared], answers, tools, progress), tools)


def prepare(
    post: Post, locales: Sequence[Locale], tools: Tools, decisions: Mapping[str, Mapping[str, str]] | None = None
) -> Prepared:
    """Cut a post into segments, find out their languages and plan each for each locale."""
    words = [block_words(post, block) for block in post.blocks]
    main = tools.source or main_language(words, post.declared)
    segments = segment(
        post,
        lambda text: detect(text, prior=main).locale,
        lambda text: bool(text) and tools.catalogs.match(text, main) is not None,
    )
    if main is not None and tools.engine.translates:
        for locale in locales:
            if model_language(locale) != model_language(main):
                tools.engine.route(model_language(main), model_language(locale))
    seen = [_detect(post, one, main, tools.source) for one in segments]
    around = neighbours((one.core.of(post.source), segment_words(post, one)) for one in segments) if tools.memory else {}
    plans = []
    for locale in locales:
        known = (decisions or {}).get(str(locale), {})
        planner = Planner(post, locale, main, tools, known)
        planner.around = around
        plans.append((locale, [planner.plan(one, detected) for one, detected in zip(segments, seen, strict=True)]))
    return Prepared(post=post, main=main, plans=tuple(plans))


def draft(prepared: Sequence[Prepared], engine: Engine, progress: Callable[[int], None] | None = None) -> dict[int, Answer]:
    """Ask the engine for all tasks of all posts in one call; answers by the identity of their task."""
    tasks = [task for one in prepared for task in one.tasks()]
    return {id(task): answer for task, answer in zip(tasks, translate(tasks, engine, progress), strict=True)}


def fill(
    prepared: Sequence[Prepared],
    answers: Mapping[int, Answer],
    tools: Tools,
    progress: Callable[[int], None] | None = None,
    held: AbstractContextManager[object] = _FREE,
) -> dict[int, Unit]:
    """Put the answers into units, by the identity of their task, and decode again what fails a hard check.

    `held` is held whenever the engine is not asked.
    """
    with held:
        cases = [
            Case(plan, task, context, answers)
            for one in prepared
            for locale, group in one.plans
            for context in [context_for(one.main, locale, tools.glossary)]
            for plan in group
            if (task := plan.task)
        ]
    if tools.repair and tools.engine.translates:
        repair(cases, tools.engine, progress, held)
    return {id(case.task): case.unit for case in cases}


def complete(prepared: Prepared, units: Mapping[int, Unit], tools: Tools) -> tuple[Translation, ...]:
    """Return a post's translations, with what was filled in put in its place and all of it checked."""
    return tuple(
        _translation(prepared, locale, tools, tuple(units[id(plan.task)] if plan.task else plan.unit for plan in group))
        for locale, group in prepared.plans
    )


def _detect(post: Post, one: Segment, main: Locale | None, declared: Locale | None) -> Detected:
    words = segment_words(post, one)
    return detect(words, prior=main, declared=declared if declared == main else None)


def _translation(one: Prepared, locale: Locale, tools: Tools, units: tuple[Unit, ...]) -> Translation:
    checked, findings = units, tuple[Finding, ...]()
    if tools.engine.translates:
        checked, findings = _checked(one.post, units, context_for(one.main, locale, tools.glossary), tools.levels)
    return Translation(
        post=one.post,
        locale=locale,
        source_locale=one.main,
        units=checked,
        findings=findings,
        signature=signature(tools),
    )


def _checked(
    post: Post, units: tuple[Unit, ...], context: Context, levels: Levels
) -> tuple[tuple[Unit, ...], tuple[Finding, ...]]:
    """Return the units with their findings, and all findings, after the machine's own targets are mended."""

    def find(unit: Unit) -> tuple[Finding, ...]:
        return graded(check_unit(unit, context), levels)

    def words(unit: Unit) -> str:
        return fragments.words(unit.target, post.blocks[unit.segment.block], known)

    context = styled(context, units)
    checked, findings = check_translation(units, context)
    known = fragments.labels(post.source) if suggested(findings) else frozenset[str]()
    better = tuple(mended(one, find, words) if is_draft(one) and suggested(one.findings) else one for one in checked)
    if better != checked:
        checked, findings = check_translation(better, context)
    return graded_units(checked, levels), graded(findings, levels)


def context_for(main: Locale | None, locale: Locale, glossary: Glossary) -> Context:
    """Return what the checks know of a translation from `main` into `locale`."""
    return Context(
        source=main,
        target=locale,
        facts=facts(locale),
        forbidden=glossary.forbidden(locale),
        glossary=glossary,
        length_ratio=facts(locale).length.get(main.language) if main else None,
    )


def signature(tools: Tools) -> Signature:
    """Return what identifies the tools an output was made with."""
    return Signature(
        engine=tools.engine.name,
        model=tools.engine.model,
        model_sha256=tools.engine.model_sha256,
        licence=tools.engine.licence,
        glossary=tools.glossary.digest,
        version=__version__,
    )


def terms_honoured(unit: Unit) -> int:
    """Return how many of a unit's expected terms its target has."""
    return len(unit.terms) - sum(finding.check == "term-missing" for finding in unit.findings)
