"""Propose glossary rows from reviewed translations: what reviewers keep calling a name that no concept covers.

A name of the source and a string of the target belong together when they keep turning up in the same sentences (Dice's
coefficient over sentences) and not elsewhere. Where it is known what the machine had written, a name that reviewers changed
the same way in several sentences is evidence enough, and what they took out is proposed as a form that must not come out.
A draft that nobody decided is never read.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from translate_pipeline.changes import replaced, words_of
from translate_pipeline.checks import form_pattern
from translate_pipeline.concepts import concept_id, proposed
from translate_pipeline.model import Concept, Locale
from translate_pipeline.names import KINDS, find_names
from translate_pipeline.scripts import is_cjk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from translate_pipeline.glossary import Glossary

_SURE = 0.8
"""Dice's coefficient from which a pair is proposed."""
_LONGEST = 12
"""Characters of a CJK form that is looked for without a sign of its own (capitals, katakana)."""
_CJK_RUN = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]+|[가-힣]+")
_CAPITAL = re.compile(r"\b[A-Z][\w-]*(?: [A-Z][\w-]*)*")
_HANGUL_END = re.compile(r"(?:은|는|이|가|을|를|와|과|의|에|에서|에게|으로|로|도|만|부터|까지|라는|이라는|라고|이라고)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A sentence and what a reviewer made of it."""

    source: str
    target: str
    source_locale: Locale
    target_locale: Locale
    machine: str | None = None
    """What the machine had made of it, where that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A proposed concept, with the evidence for it."""

    concept: Concept
    count: int
    """Sentences that it is seen in."""
    score: float
    """Dice's coefficient of its weakest form, 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputed:
    """A concept whose form reviewers did not use."""

    concept: Concept
    locale: Locale
    expected: str
    missing: int
    of: int
    """Sentences whose source has the concept."""


def suggest(decided: Iterable[Decided], glossary: Glossary, least: int = 2) -> tuple[Suggestion, ...]:
    """Return proposed concepts, the best evidence first. A pair must stand in `least` sentences."""
    groups: defaultdict[tuple[str, str], list[Decided]] = defaultdict(list)
    for one in decided:
        groups[str(one.source_locale), str(one.target_locale)].append(one)
    found: dict[tuple[str, str], Suggestion] = {}
    for (source, target), sentences in sorted(groups.items()):
        for name, kind, form, count, score, old in _pairs(sentences, glossary, least):
            key = (source, name)
            concept = found[key].concept if key in found else _new(name, kind, source)
            forms = {**concept.forms, target: form}
            forbidden = {**concept.forbidden, target: (old,)} if old else concept.forbidden
            merged = replace(concept, forms=forms, forbidden=forbidden, dnt=set(forms.values()) == {name})
            best = found.get(key)
            found[key] = Suggestion(
                concept=merged,
                count=max(count, best.count if best else 0),
                score=min(score, best.score if best else 1.0),
            )
    ranked = sorted(found.values(), key=lambda one: (-one.count, -one.score, one.concept.id))
    return tuple(_named_apart(ranked))


def disputed(decided: Iterable[Decided], glossary: Glossary) -> tuple[Disputed, ...]:
    """Return the concepts whose form reviewers left out of their sentences, the most frequent first."""
    seen: defaultdict[tuple[str, Locale], list[bool]] = defaultdict(list)
    for one in decided:
        for match in glossary.find(words_of(one.source), one.source_locale):
            form = match.concept.forms.get(str(one.target_locale))
            if form and not match.concept.dnt:
                said = form_pattern(form).search(unicodedata.normalize("NFKC", one.target)) is not None
                seen[match.concept.id, one.target_locale].append(said)
    found = [
        Disputed(
            concept=glossary.by_id[name],
            locale=locale,
            expected=glossary.by_id[name].forms[str(locale)],
            missing=said.count(False),
            of=len(said),
        )
        for (name, locale), said in seen.items()
        if not all(said)
    ]
    return tuple(sorted(found, key=lambda one: (-one.missing, one.concept.id, str(one.locale))))


def _pairs(sentences: Sequence[Decided], glossary: Glossary, least: int) -> Iterator[tuple[str, str, str, int, float, str]]:
    """Yield name, kind, target form, sentences, score and what must not come out of each pair that is sure enough."""
    names: defaultdict[str, set[int]] = defaultdict(set)
    kinds: dict[str, str] = {}
    targets = [words_of(one.target) for one in sentences]
    for number, one in enumerate(sentences):
        text = words_of(one.source)
        covered = [match.span for match in glossary.find(text, one.source_locale)]
        for name in find_names(text, one.source_locale):
            if not any(name.span.start < span.end and span.start < name.span.end for span in covered):
                names[name.text].add(number)
                kinds[name.text] = name.kind
    renamed = _renamed(sentences, names, least)
    for text, where in names.items():
        if text in renamed:
            form, score, old = renamed[text]
            yield text, kinds[text], form, len(where), score, "" if _is_known(old, form, sentences[0], glossary) else old
        elif len(where) >= least:
            form, score = _best(text, where, targets, sentences[0].target_locale, glossary)
            if form and score >= _SURE:
                yield text, kinds[text], form, len(where), score, ""


def _renamed(sentences: Sequence[Decided], names: Mapping[str, set[int]], least: int) -> dict[str, tuple[str, float, str]]:
    """Return the names that reviewers changed the same way: name to its form, Dice's coefficient, and what it had been."""
    changed: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for number, one in enumerate(sentences):
        if one.machine is not None and one.machine != one.target:
            for pair in replaced(one.machine, one.target, one.target_locale):
                changed[pair].add(number)
    found: dict[str, tuple[str, float, str]] = {}
    for (old, new), where in sorted(changed.items()):
        if len({sentences[number].source for number in where}) < least:
            continue
        scored = [(2 * len(where & seen) / (len(where) + len(seen)), name) for name, seen in names.items()]
        score, name = max(scored, default=(0.0, ""))
        if score >= _SURE and score > found.get(name, ("", 0.0, ""))[1]:
            found[name] = new, score, old
    return found


def _is_known(old: str, form: str, one: Decided, glossary: Glossary) -> bool:
    """Whether what was taken out is a good name of something, or is in what was put in: then it must not be forbidden."""
    return old in form or form in old or bool(glossary.find(old, one.target_locale))


def _best(name: str, where: set[int], targets: Sequence[str], locale: Locale, glossary: Glossary) -> tuple[str, float]:
    """Return the string of the targets that goes best with a name, and Dice's coefficient of the two."""
    if all(name in targets[number] for number in where):
        return name, 1.0
    counts: defaultdict[str, int] = defaultdict(int)
    for number in where:
        for candidate in set(_candidates(targets[number], locale, glossary)):
            counts[candidate] += 1
    scored = []
    for candidate, joint in counts.items():
        if 2 * joint >= len(where):
            total = sum(candidate in target for target in targets)
            scored.append((2 * joint / (len(where) + total), len(candidate), candidate))
    score, _, form = max(scored, default=(0.0, 0, ""))
    return form, score


def _candidates(text: str, locale: Locale, glossary: Glossary) -> Iterator[str]:
    """Yield what may be a name in a target: by its signs, and in CJK every short stretch of letters."""
    covered = [match.span for match in glossary.find(text, locale)]
    clear = list(text)
    for span in covered:
        clear[span.start : span.end] = " " * (span.end - span.start)
    rest = "".join(clear)
    yield from (name.text for name in find_names(rest, locale))
    if locale.language == "en":
        yield from _CAPITAL.findall(rest)  # at the start of a sentence too: what does not go with the name drops out
        return
    for run in _CJK_RUN.findall(rest):
        bare = _HANGUL_END.sub("", run) if locale.language == "ko" else run
        if locale.language == "ko":
            yield bare
            continue
        for start in range(len(bare)):
            yield from (bare[start:end] for end in range(start + 2, min(len(bare), start + _LONGEST) + 1))


def _new(name: str, kind: str, source: str) -> Concept:
    concept = proposed({source: name}, (), note="proposed from reviewed translations")
    return replace(concept, kind=KINDS.get(kind, "term"), case="any" if is_cjk(name) else "exact")


def _named_apart(ranked: Sequence[Suggestion]) -> Iterator[Suggestion]:
    """Give each concept an id of its own, from all the forms that it has come to have."""
    taken: set[str] = set()
    for one in ranked:
        name = concept_id(one.concept.forms, taken)
        taken.add(name)
        yield replace(one, concept=replace(one.concept, id=name))
