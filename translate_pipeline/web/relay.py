"""Through which languages a post came, as far as it shows: `zh 华尔街见闻 → ko → ja → en`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from translate_pipeline.detect import detect

if TYPE_CHECKING:
    from collections.abc import Iterable

    from translate_pipeline.glossary import Glossary
    from translate_pipeline.model import Locale, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A language on the way, and the papers in it that the post names."""

    language: str
    papers: tuple[str, ...] = ()


def relay(units: Iterable[Unit], glossary: Glossary, main: Locale | None, target: Locale) -> tuple[Stop, ...]:
    """Return the languages that a post shows it came through.

    First those of the papers it names, then those of what else was left in it, its own, and that of the translation.
    """
    languages: Counter[str] = Counter()
    papers: dict[str, dict[str, None]] = {}
    for unit in units:
        locale = unit.detected.locale
        if locale is None:
            continue
        languages[locale.language] += 1
        for match in glossary.find(unit.plain_source, locale):
            if match.concept.kind == "press":
                written = detect(match.text, prior=locale).locale or locale
                papers.setdefault(written.language, {})[match.text] = None
    own = main.language if main else ""
    first = [one for one in papers if one != own]
    rest = [one for one, _ in languages.most_common() if one not in {own, *first} and _is_relay(one, languages)]
    way = [*first, *rest, *([own] if own else []), str(target)]
    stops = [Stop(language=one, papers=tuple(papers.get(one, ()))) for one in way[:-1]]
    return (*stops, Stop(language=way[-1]))


def _is_relay(language: str, languages: Counter[str]) -> bool:
    """Whether a language that stands in a post is one it came through: Latin words are in every post."""
    return language != "en" or languages[language] * 4 > languages.total()
