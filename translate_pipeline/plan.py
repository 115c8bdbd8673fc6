"""Decide, for each segment and locale, how it gets its target.

Left alone, decided by a reviewer, furniture from a catalog, hashtags and names from the glossary, converted from the other
Chinese script, or drafted by the model.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from translate_pipeline.detect import detect
from translate_pipeline.errors import NoPairError
from translate_pipeline.formats import fragments, syntax
from translate_pipeline.formats.emphasis import close_single
from translate_pipeline.labels import Labels
from translate_pipeline.locales import facts, model_language
from translate_pipeline.memory import Query
from translate_pipeline.model import (
    BlockKind,
    Detected,
    Finding,
    Origin,
    Protected,
    Role,
    SegmentKind,
    Severity,
    Shield,
    ShieldKind,
    Unit,
)
from translate_pipeline.protect import Setting, convert, protect
from translate_pipeline.recall import decision, offer
from translate_pipeline.restore import has_words, peel, plain, render
from translate_pipeline.scripts import has_letters, is_cjk
from translate_pipeline.translate import Task
from translate_pipeline.typeset import begin, finish, settle
from translate_pipeline.wide import COMMAS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from translate_pipeline.engines import Engine
    from translate_pipeline.furniture import Catalogs
    from translate_pipeline.glossary import Glossary
    from translate_pipeline.memory import Memory
    from translate_pipeline.model import Block, Locale, Parts, Post, Segment


_LATIN_WORD = re.compile(r"[A-Za-z0-9][\w'’.+-]*")
_CREDIT = re.compile(r"\s*[—–―-]+ ?[@＠]\w")
"""Whom a quotation is from: `— @alloy, "Why We Don't Accept Donations"`."""
_PACKAGE = re.compile(r"[a-z][\w.-]*,? v?[0-9]+(?:[.][0-9A-Za-z]+)*", re.ASCII)
"""A package and its version: `rake 13.3.1`."""
_HANDLE = re.compile(r"[@＠][\w.]+")
_SMALL = frozenset(["a", "an", "the", "of", "and", "or", "in", "on", "at", "for", "to", "by", "with", "from"])
_STOPPED = re.compile(r"[.!?][”’\"')\]]*$")
_RUNNING = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM})
"""Blocks whose names are introduced: a title or a cell stays short."""
_INTRODUCED = frozenset({"company", "person", "model", "product", "press", "institution"})
_NAME_WORDS = 4
"""Words; a longer line in capitals is a title, and is translated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What a translation is made with, handed down from the command."""

    engine: Engine
    glossary: Glossary
    catalogs: Catalogs
    source: Locale | None = None
    """Language of the posts, where it was named; found out otherwise."""
    first_mention: frozenset[Locale] = frozenset()
    """Locales in which the first mention of a name in a post carries its English form in brackets."""
    levels: Mapping[str, Severity | None] = field(default_factory=dict)
    """How bad the site takes findings to be: `grades.Levels`."""
    repair: bool = False
    """Whether what fails a hard check is decoded again (`repair`)."""
    memory: Memory | None = None
    """What people decided in other posts."""


@dataclass(slots=True)
class Plan:
    """A unit on its way: what is known, and what the engine is asked for it."""

    unit: Unit
    block: Block
    head: Parts = ()
    tail: Parts = ()
    task: Task | None = None
    inner: dict[str, Task] = field(default_factory=dict)
    """Source text of a foreign run to the task that translates it."""


def block_words(post: Post, block: Block) -> str:
    """Return the words of a block, without markup; a space stands for code and for line breaks."""
    return "".join(
        syntax.unescape(block, inline.span.of(post.source)) if inline.role is Role.TEXT else " "
        for inline in block.inlines
        if inline.role not in {Role.OPEN, Role.CLOSE}
    )


def segment_words(post: Post, one: Segment) -> str:
    """Return the words of a segment, without markup."""
    block = post.blocks[one.block]
    return block_words(post, replace(block, inlines=one.inlines)).strip()


class Planner:
    """Decides, for one post and locale, how each segment gets its target."""

    def __init__(self, post: Post, target: Locale, main: Locale | None, tools: Tools, decisions: Mapping[str, str]):
        self.post, self.target, self.main, self.tools, self.decisions = post, target, main, tools, decisions
        self.labels = Labels(tools.catalogs, tools.glossary, main, target)
        self.mentioned: set[str] = set()
        self.around: Mapping[str, tuple[str, str]] = {}
        """Source of a segment to those before and after it, for the memory."""

    def plan(self, one: Segment, detected: Detected) -> Plan:
        """Return the plan of a segment: first what needs no model, then what does."""
        block = self.post.blocks[one.block]
        source = one.core.of(self.post.source)
        words = segment_words(self.post, one)
        if _is_names(words, detected, self.main):
            detected = replace(detected, locale=self.main, reason=f"names in Latin letters in a document in {self.main}")
        unit = Unit(
            segment=one,
            source=source,
            target=source,
            origin=Origin.SOURCE,
            detected=detected,
            plain=words,
            plain_source=words,
        )
        plan = Plan(unit, block)
        if not has_letters(words):
            return _alone(plan, "no words")
        if decided := self._known(plan):
            return self._decided(plan, *decided)
        if one.kind is SegmentKind.FURNITURE:
            return self._furniture(plan)
        if one.kind is SegmentKind.HASHTAGS:
            return self._hashtags(plan)
        if not self.tools.engine.translates:
            return self._protected(plan)
        if detected.locale is None:
            return _alone(plan, detected.reason)
        if detected.locale == self.target or detected.locale.language == self.target.language != "zh":
            return _alone(plan, f"already in {self.target}")
        notice = self.tools.catalogs.says_notice(words, self.target, self.main)
        return self._furniture(plan) if notice else self._protected(plan)

    def _known(self, plan: Plan) -> tuple[str, str] | None:
        """Return what people decided for a segment, in this post or in another, and the reason to give."""
        source = plan.unit.source
        if source in self.decisions:
            return self.decisions[source], ""
        query = self._query(plan)
        return decision(self.tools.memory, query, self.post.path.suffix) if query and self.tools.memory else None

    def _query(self, plan: Plan) -> Query | None:
        """Return what the memory is to be asked; nothing where there is none, or nothing to translate."""
        locale, text = plan.unit.detected.locale or self.main, plan.unit.source
        if not (self.tools.memory and self.tools.engine.translates) or locale in {None, self.target} or locale is None:
            return None
        before, after = self.around.get(text, ("", ""))
        return Query(text=text, source=locale, target=self.target, previous=before, next=after)

    def _decided(self, plan: Plan, target: str, reason: str) -> Plan:
        known = fragments.labels(self.post.source) if "[" in target else ()
        words, terms = fragments.words(target, plan.block, known), _terms(self._protect(plan).parts)
        unit = replace(plan.unit, target=target, plain=words, origin=Origin.MEMORY, reviewed=True, terms=terms)
        plan.unit = replace(unit, reason=reason)
        return plan

    def _furniture(self, plan: Plan) -> Plan:
        found = self.tools.catalogs.match(plan.unit.plain_source, self.main)
        if not self.tools.engine.translates or found is None:
            return _alone(plan, "page furniture; dry run")
        if found.locale == self.target:
            return _alone(plan, f"page furniture, already in {self.target}")
        text, terms = self.labels.furniture(found)
        if text is None:
            return _alone(plan, f"page furniture that no catalog says in {self.target}")
        plan.unit = replace(
            plan.unit,
            target=self._around(plan, syntax.escape(plan.block, text)),
            plain=text,
            origin=Origin.CATALOG,
            reason=found.message,
            terms=terms,
        )
        return plan

    def _around(self, plan: Plan, raw: str) -> str:
        """Keep markup that stands around the whole furniture (`*7 분 읽기*`)."""
        before, _, after = peel(self._protect(plan))
        return render(before, str) + raw + render(after, str)

    def _hashtags(self, plan: Plan) -> Plan:
        """Translate the tags that the glossary knows; the model never sees one."""
        if not self.tools.engine.translates:
            return _alone(plan, "hashtags; dry run")
        target, terms = self.labels.hashtags(plan.unit.source)
        if target == plan.unit.source:
            return _alone(plan, "hashtags")
        plan.unit = replace(plan.unit, target=target, plain=target, origin=Origin.GLOSSARY, terms=terms)
        return plan

    def _protect(self, plan: Plan) -> Protected:
        block, keep = plan.block, not self.tools.engine.translates
        setting = Setting(
            source=plan.unit.detected.locale or self.main or self.target,
            target=self.target,
            glossary=self.tools.glossary,
            unescape=lambda raw: syntax.unescape(block, raw),
            escape=lambda text: syntax.escape(block, text),
            keep=keep,
        )
        return protect(self.post.source, plan.unit.segment, setting)

    def _protected(self, plan: Plan) -> Plan:
        source = plan.unit.detected.locale or self.main or self.target
        protected = self._introduced(self._protect(plan), plan.block)
        head, core, tail = peel(protected)
        plan.unit = replace(plan.unit, terms=_terms(protected.parts) if self.tools.engine.translates else ())
        plan.head, plan.tail = head, tail
        if not has_words(core):
            if not any(isinstance(part, Shield) and part.target != part.source for part in core):
                return _alone(plan, "names and figures that stay")
            return self._done(plan, core, Origin.GLOSSARY)
        if source.language == self.target.language and self.tools.engine.translates:
            return self._done(plan, _converted(core, self.target), Origin.CONVERTED)
        if not self._served(source):
            return _alone(plan, f"no installed model translates {source} to {self.target}", warn=True)
        plan.task = Task(parts=_simplified(core, source), source=source, target=self.target)
        plan.inner = self._runs(core)
        query = self._query(plan)
        if query and self.tools.memory:
            plan.unit = replace(plan.unit, findings=(*plan.unit.findings, *offer(self.tools.memory, query)))
        return plan

    def _introduced(self, protected: Protected, block: Block) -> Protected:
        """Return the parts with its English form behind each name that the post has not had yet: 딥시크(DeepSeek)."""
        if self.target not in self.tools.first_mention or block.kind not in _RUNNING:
            return protected
        return replace(protected, parts=tuple(map(self._with_original, protected.parts)))

    def _with_original(self, part: str | Shield) -> str | Shield:
        if not isinstance(part, Shield) or not part.concept or part.concept in self.mentioned:
            return part
        self.mentioned.add(part.concept)
        concept = self.tools.glossary.by_id.get(part.concept)
        original = concept.forms.get("en", "") if concept and concept.kind in _INTRODUCED else ""
        if not original or original.casefold() in part.word.casefold() or part.word not in part.target:
            return part
        opening, closing = ("（", "）") if self.target.language in {"ja", "zh"} else ("(", ")")
        word = f"{part.word}{opening}{original}{closing}"
        return replace(part, word=word, target=part.target.replace(part.word, word, 1))

    def _served(self, source: Locale) -> bool:
        if not self.tools.engine.translates:
            return True
        try:
            self.tools.engine.route(model_language(source), model_language(self.target))
        except NoPairError:
            return False
        return True

    def _runs(self, parts: Parts) -> dict[str, Task]:
        """Return the tasks that translate foreign runs from their own languages."""
        tasks: dict[str, Task] = {}
        for part in parts:
            if not isinstance(part, Shield) or part.kind is not ShieldKind.RUN or part.word != part.source:
                continue
            locale = detect(part.word).locale
            if locale and locale.language != self.target.language and self._served(locale):
                tasks[part.source] = Task(parts=_simplified((part.word,), locale), source=locale, target=self.target)
        return tasks

    def _done(self, plan: Plan, core: Parts, origin: Origin) -> Plan:
        plan.unit = targeted(plan, core, self.target, origin)
        return plan


def _is_names(words: str, detected: Detected, main: Locale | None) -> bool:
    """Whether a segment in Latin letters is nothing but names (`Ruby Box`, `Feature #21311`) in a CJK document."""
    if main is None or main.language not in {"ja", "ko", "zh"} or detected.locale is None or detected.locale == main:
        return False
    if any(is_cjk(char) for char in words):
        return False
    if _PACKAGE.fullmatch(words) or _CREDIT.match(words):
        return True
    latin = [word for word in _LATIN_WORD.findall(_HANDLE.sub(" ", words)) if word not in _SMALL]
    numbered = [word for word in latin if any(map(str.isdigit, word))]
    plain = len(latin) - len(numbered)
    return bool(latin) and plain <= _NAME_WORDS and all(word[0].isupper() for word in latin if word not in numbered)


def _alone(plan: Plan, reason: str, *, warn: bool = False) -> Plan:
    findings = (Finding(check="no-model", severity=Severity.WARNING, message=reason),) if warn else ()
    plan.unit = replace(plan.unit, origin=Origin.SOURCE, reason=reason, findings=findings, terms=())
    return plan


def _terms(parts: Parts) -> tuple[Shield, ...]:
    return tuple(part for part in parts if isinstance(part, Shield) and part.kind is ShieldKind.TERM)


def _converted(parts: Parts, target: Locale) -> Parts:
    return tuple(part if isinstance(part, Shield) else convert(part, target) for part in parts)


def _simplified(parts: Parts, source: Locale) -> Parts:
    """Models read Simplified Chinese."""
    if str(source) != "zh-Hant":
        return parts
    hans = replace(source, script="Hans")
    return tuple(part if isinstance(part, Shield) else convert(part, hans) for part in parts)


def targeted(plan: Plan, parts: Parts, locale: Locale, origin: Origin) -> Unit:
    """Return the plan's unit with its target made of parts that are yet to be finished, the markup around them put back."""
    core = finish(parts, locale, converted=origin is Origin.CONVERTED)
    colon = "：" if locale.language in COMMAS else ":"
    tail = (colon if isinstance(part, str) and part.strip() in {":", "："} else part for part in plan.tail)
    whole = settle((*plan.head, *core, *tail), locale)
    if plan.block.syntax == "markdown":
        whole = close_single(whole)
    if facts(locale).scripts == ("Latn",) and (plan.block.kind is BlockKind.HEADING or _STOPPED.search(plain(whole))):
        whole = begin(whole)
    raw = render(whole, lambda text: syntax.escape(plan.block, text))
    return replace(plan.unit, target=raw.strip() or plan.unit.source, plain=plain(whole).strip(), origin=origin)
