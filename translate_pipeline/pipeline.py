"""The table of contents: from a post to its translations. No file is read or written here.

segment -> detect -> (left alone | decided | furniture | hashtags | converted | protect -> translate -> restore) -> check

All segments of all posts that are drafted together, for all their locales, go to the engine in one call; the many-to-many
model batches them together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from translate_pipeline import __version__
from translate_pipeline.check import check_translation, check_unit
from translate_pipeline.checks import Context
from translate_pipeline.detect import detect, main_language
from translate_pipeline.formats import fragments, syntax
from translate_pipeline.grades import graded, graded_units
from translate_pipeline.locales import facts, model_language
from translate_pipeline.mend import is_draft, mended, suggested
from translate_pipeline.model import Detected, Finding, Origin, Severity, Shield, Signature, Translation, Unit
from translate_pipeline.plan import Plan, Planner, Tools, block_words, segment_words, targeted
from translate_pipeline.restore import plain
from translate_pipeline.segment import segment
from translate_pipeline.translate import translate
from translate_pipeline.typeset import finish

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from translate_pipeline.engines import Engine
    from translate_pipeline.glossary import Glossary
    from translate_pipeline.grades import Levels
    from translate_pipeline.model import Locale, Post, Segment
    from translate_pipeline.translate import Answer, Task

__all__ = [
    "Prepared",
    "Tools",
    "complete",
    "context_for",
    "draft",
    "prepare",
    "signature",
    "terms_honoured",
    "translate_post",
]


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
    return complete(prepared, draft([prepared], tools.engine, progress), tools)


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
    plans = []
    for locale in locales:
        known = (decisions or {}).get(str(locale), {})
        planner = Planner(post, locale, main, tools, known)
        plans.append((locale, [planner.plan(one, detected) for one, detected in zip(segments, seen, strict=True)]))
    return Prepared(post=post, main=main, plans=tuple(plans))


def draft(prepared: Sequence[Prepared], engine: Engine, progress: Callable[[int], None] | None = None) -> dict[int, Answer]:
    """Ask the engine for all tasks of all posts in one call; answers by the identity of their task."""
    tasks = [task for one in prepared for task in one.tasks()]
    return {id(task): answer for task, answer in zip(tasks, translate(tasks, engine, progress), strict=True)}


def complete(prepared: Prepared, answers: Mapping[int, Answer], tools: Tools) -> tuple[Translation, ...]:
    """Put the answers into a post's units, and check them."""
    return tuple(
        _translation(prepared.post, locale, prepared.main, tools, [_complete(plan, answers, locale) for plan in group])
        for locale, group in prepared.plans
    )


def _detect(post: Post, one: Segment, main: Locale | None, declared: Locale | None) -> Detected:
    words = segment_words(post, one)
    return detect(words, prior=main, declared=declared if declared == main else None)


def _complete(plan: Plan, answers: Mapping[int, Answer], locale: Locale) -> Unit:
    if plan.task is None:
        return plan.unit
    answer = answers[id(plan.task)]
    parts = tuple(_run_answered(part, plan, answers, locale) for part in answer.parts)
    if answer.same:
        return replace(plan.unit, origin=Origin.MODEL)
    unit = targeted(plan, parts, locale, Origin.MODEL)
    if answer.rung < 2:
        return unit
    how = "clause by clause" if answer.rung == 2 else "piece by piece, in the source's order"
    finding = Finding(
        check="mark-lost",
        severity=Severity.WARNING,
        message=f"the model dropped names or markup from the whole sentence: translated {how}",
    )
    return replace(unit, findings=(*unit.findings, finding))


def _run_answered(part: str | Shield, plan: Plan, answers: Mapping[int, Answer], locale: Locale) -> str | Shield:
    if not isinstance(part, Shield) or part.source not in plan.inner:
        return part
    answer = answers[id(plan.inner[part.source])]
    text = plain(finish(answer.parts, locale)).strip().rstrip(".。")
    return replace(part, target=syntax.escape(plan.block, text), word=text) if text else part


def _translation(post: Post, locale: Locale, main: Locale | None, tools: Tools, units: list[Unit]) -> Translation:
    checked, findings = tuple(units), tuple[Finding, ...]()
    if tools.engine.translates:
        checked, findings = _checked(post, checked, context_for(main, locale, tools.glossary), tools.levels)
    return Translation(
        post=post,
        locale=locale,
        source_locale=main,
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
