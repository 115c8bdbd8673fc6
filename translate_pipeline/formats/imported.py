"""What terms of other tools need before they are concepts: locale tags, aliases put together, a limit to their size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel.core import get_global

from translate_pipeline.concepts import proposed
from translate_pipeline.errors import GlossaryError, LocaleError
from translate_pipeline.locales import parse_locale

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from translate_pipeline.model import Concept, Locale

LIMIT = 64 * 1024 * 1024
"""Bytes that a file of terms may have: six times what the translation services take."""


def check_size(data: bytes, path: Path) -> None:
    """Raise `GlossaryError` for a file that is empty, or so large that it cannot be a list of terms."""
    if not data.strip():
        raise GlossaryError("empty: expected a list of terms", path=path)
    if len(data) > LIMIT:
        size, most = len(data) // 2**20, LIMIT // 2**20
        raise GlossaryError(f"found {size} MiB, expected at most {most}: split the file", path=path)


def locale_of(code: str, path: Path, line: int) -> Locale:
    """Return the locale that a file means by a code. Raises `GlossaryError` with the line."""
    try:
        return parse_locale(code)
    except LocaleError as error:
        raise GlossaryError(str(error), path=path, line=line) from None


def short_tags(locales: Iterable[Locale]) -> dict[Locale, str]:
    """Return the tag under which a glossary has each locale of a file.

    Tools write `ja-JP` and `en-US` where they mean the language. A territory that CLDR takes for granted is left away,
    unless the file has the language alone as well and so tells the two apart.

    >>> [*short_tags(map(parse_locale, ["ja-JP", "en-US", "pt-PT", "zh-TW"])).values()]
    ['ja', 'en', 'pt-PT', 'zh-Hant']
    >>> [*short_tags(map(parse_locale, ["en-US", "en"])).values()]
    ['en-US', 'en']
    """
    found = list(locales)
    exact = {str(locale) for locale in found}
    tags: dict[Locale, str] = {}
    for locale in found:
        likely = get_global("likely_subtags").get(locale.language, "").split("_")
        short = "-".join(part for part in (locale.language, locale.script) if part)
        usual = locale.territory is not None and locale.territory == likely[-1]
        tags[locale] = short if usual and short not in exact else str(locale)
    return tags


def by_target(rows: Iterable[tuple[Mapping[str, str], str]], source: str) -> tuple[Concept, ...]:
    """Return a concept for every group of rows that differ in their form in `source` alone: further ones are aliases.

    A row is its forms by tag, those it has, and its note. Order is that of the first rows; no row and no note is lost.
    """
    groups: dict[object, list[tuple[Mapping[str, str], str]]] = {}
    for number, (forms, note) in enumerate(rows):
        targets = tuple((tag, form) for tag, form in forms.items() if tag != source)
        groups.setdefault(targets or number, []).append((forms, note))
    taken: set[str] = set()
    concepts: list[Concept] = []
    for group in groups.values():
        names = list(dict.fromkeys(forms[source] for forms, _ in group if source in forms))
        forms = {
            **({source: names[0]} if names else {}),
            **{tag: form for tag, form in group[0][0].items() if tag != source},
        }
        notes = dict.fromkeys(note for _, note in group if note)
        aliases = {source: tuple(names[1:])} if names[1:] else {}
        concepts.append(proposed(forms, taken, aliases=aliases, note="; ".join(notes)))
        taken.add(concepts[-1].id)
    return tuple(concepts)
