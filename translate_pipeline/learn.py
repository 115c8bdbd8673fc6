"""What reviewers change most: by locale, by check, by concept, and name by name."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from translate_pipeline.changes import replaced, share_changed, words_of
from translate_pipeline.checks import form_pattern
from translate_pipeline.evaluate import TestSet, score
from translate_pipeline.formats.machine import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from translate_pipeline.edits import Edit, Edits
    from translate_pipeline.glossary import Glossary
    from translate_pipeline.model import Locale

NOTHING = "nothing found"
"""Stands for a check where none found anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """What reviewing a locale took."""

    locale: str
    drafts: int
    """Not decided yet."""
    approved: int
    """As the machine had them."""
    edited: int
    unknown: int
    """Decided, though nobody knows what the machine had made of them."""
    changed: float
    """Characters that were changed, over all of the drafts that were decided; 0 to 1."""
    chrf: float | None
    """chrF2 of the drafts against what became of them; None where there are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caught:
    """Drafts in which a check found something, and how many of them were edited."""

    check: str
    decided: int
    edited: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """A concept in the sentences of a locale that were decided, and what reviewers did with its form."""

    concept: str
    locale: str
    form: str
    sentences: int
    put_in: int
    """The draft lacked the form."""
    taken_out: int
    """The draft had it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing put in the place of another, again and again."""

    locale: str
    old: str
    new: str
    sentences: int
    sources: tuple[str, ...]
    """Some of the sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """The whole report."""

    locales: tuple[Effort, ...]
    checks: tuple[Caught, ...]
    concepts: tuple[Used, ...]
    changes: tuple[Change, ...]


def learn(found: Edits, glossary: Glossary, least: int = 2) -> Learnt:
    """Return what reviewers did; a change is told from `least` sentences on."""
    known = [edit for edit in found.edits if edit.machine is not None]
    return Learnt(
        locales=tuple(_efforts(found)),
        checks=_caught(known),
        concepts=_used(known, glossary),
        changes=changes(known, least),
    )


def _efforts(found: Edits) -> Iterable[Effort]:
    by_locale: defaultdict[str, list[Edit]] = defaultdict(list)
    for edit in found.edits:
        by_locale[str(edit.target_locale)].append(edit)
    for locale in sorted({*by_locale, *(tag for tag, count in found.drafts.items() if count)}):
        some = by_locale[locale]
        known = [(edit.machine, edit) for edit in some if edit.machine is not None]
        pairs = [share_changed(machine, edit.target) for machine, edit in known]
        whole = sum(of for _, of in pairs)
        drafted, final = [machine for machine, _ in known], [edit.target for _, edit in known]
        yield Effort(
            locale=locale,
            drafts=found.drafts[locale],
            approved=sum(not edit.touched for _, edit in known),
            edited=sum(edit.touched for _, edit in known),
            unknown=len(some) - len(known),
            changed=sum(changed for changed, _ in pairs) / whole if whole else 0.0,
            chrf=score(drafted, final, known[0][1].target_locale).chrf if known else None,
        )


def _caught(known: Sequence[Edit]) -> tuple[Caught, ...]:
    seen: defaultdict[str, list[bool]] = defaultdict(list)
    for edit in known:
        for check in edit.checks or (NOTHING,):
            seen[check].append(edit.touched)
    rows = [Caught(check=check, decided=len(touched), edited=sum(touched)) for check, touched in seen.items()]
    return tuple(sorted(rows, key=lambda row: (row.check == NOTHING, -row.edited, -row.decided, row.check)))


def _used(known: Sequence[Edit], glossary: Glossary) -> tuple[Used, ...]:
    """Return the concepts whose forms reviewers put in or took out, those of which they did most first."""
    seen: defaultdict[tuple[str, str, str], list[tuple[bool, bool]]] = defaultdict(list)
    for edit in known:
        for name, form in _forms(edit, glossary):
            pattern = form_pattern(form)
            had = [
                pattern.search(unicodedata.normalize("NFKC", text)) is not None for text in (edit.machine or "", edit.target)
            ]
            seen[name, str(edit.target_locale), form].append((had[0], had[1]))
    rows = [
        Used(
            concept=name,
            locale=locale,
            form=form,
            sentences=len(had),
            put_in=sum(after and not before for before, after in had),
            taken_out=sum(before and not after for before, after in had),
        )
        for (name, locale, form), had in seen.items()
    ]
    told = [row for row in rows if row.put_in or row.taken_out]
    return tuple(sorted(told, key=lambda row: (-row.put_in - row.taken_out, row.concept, row.locale)))


def _forms(edit: Edit, glossary: Glossary) -> Iterable[tuple[str, str]]:
    """Return the concepts in a sentence, each once, and what they are called in its target."""
    found = glossary.find(words_of(edit.source), edit.source_locale)
    tag = str(edit.target_locale)
    return dict.fromkeys((one.concept.id, one.concept.forms[tag]) for one in found if one.concept.forms.get(tag))


def changes(known: Iterable[Edit], least: int = 2) -> tuple[Change, ...]:
    """Return what was put in the place of what in `least` different sentences of a locale, the most frequent first."""
    seen: defaultdict[tuple[str, str, str], dict[str, None]] = defaultdict(dict)
    for edit in known:
        for old, new in replaced(edit.machine or "", edit.target, edit.target_locale) if edit.touched else ():
            seen[str(edit.target_locale), old, new][edit.source] = None
    rows = [
        Change(locale=locale, old=old, new=new, sentences=len(sources), sources=tuple(sources)[:3])
        for (locale, old, new), sources in seen.items()
        if len(sources) >= least
    ]
    return tuple(sorted(rows, key=lambda row: (-row.sentences, row.locale, row.old, row.new)))


def own_sets(edits: Iterable[Edit]) -> list[tuple[Locale, Locale, TestSet]]:
    """Return what a site decided as test sets, one a direction: the same pair of texts once, without markup.

    Of two edits alike the first counts. The order is none in particular, and always the same: the first lines of a set are a
    fair sample of it.
    """

    def key(edit: Edit) -> tuple[str, str]:
        return str(edit.source_locale), str(edit.target_locale)

    once: dict[tuple[str, str, str, str], Edit] = {}
    for edit in edits:
        once.setdefault((*key(edit), words_of(edit.source), words_of(edit.target)), edit)
    ready = [(at, edit) for at, edit in once.items() if at[2] and at[3]]
    ready.sort(key=lambda item: (*item[0][:2], digest("\0".join(item[0])), item[0]))
    made = []
    for _, group in groupby(ready, key=lambda item: key(item[1])):
        some = list(group)
        first, approved = some[0][1], sum(edit.machine == edit.target for _, edit in some)
        name = f"reviewed sentences ({approved} of {len(some)} approved as drafted)"
        test = TestSet(name=name, sources=tuple(at[2] for at, _ in some), references=tuple(at[3] for at, _ in some))
        made.append((first.source_locale, first.target_locale, test))
    return made
