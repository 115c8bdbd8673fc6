"""List the names in posts that no concept covers, so that a glossary grows where it is needed."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from translate_pipeline.concepts import proposed
from translate_pipeline.detect import detect, main_language
from translate_pipeline.names import KINDS, find_names
from translate_pipeline.plan import block_words, segment_words
from translate_pipeline.segment import segment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from translate_pipeline.glossary import Glossary
    from translate_pipeline.model import Concept, Locale, Post
    from translate_pipeline.names import Name

_CONTEXTS = 3
_AROUND = 18
"""Characters of context on each side."""


@dataclass(slots=True)
class _Found:
    name: Name
    locale: Locale
    count: int = 0
    posts: set[str] = field(default_factory=set)
    contexts: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncovered:
    """A name that no concept has, most frequent spelling first found."""

    text: str
    locale: Locale
    """Language of the text it first stood in."""
    kind: str
    """By which sign it was found: `latin`, `katakana`, `title`, `person`, `company`."""
    count: int
    posts: int
    contexts: tuple[str, ...]
    """Up to three, the name between `[` and `]`."""


def uncovered(posts: Iterable[Post], glossary: Glossary, source: Locale | None = None) -> tuple[Uncovered, ...]:
    """Return the names of posts that no concept covers: those in most posts first, then the most frequent."""
    found: dict[str, _Found] = {}
    for post in posts:
        for text, locale in _texts(post, source):
            covered = [match.span for match in glossary.find(text, locale)]
            for name in find_names(text, locale):
                if not any(name.span.start < span.end and span.start < name.span.end for span in covered):
                    key = unicodedata.normalize("NFKC", name.text).casefold()
                    _add(found.setdefault(key, _Found(name, locale)), name, text, str(post.path))
    ranked = sorted(found.values(), key=lambda one: (-len(one.posts), -one.count, one.name.text))
    return tuple(
        Uncovered(
            text=one.name.text,
            locale=one.locale,
            kind=one.name.kind,
            count=one.count,
            posts=len(one.posts),
            contexts=tuple(one.contexts),
        )
        for one in ranked
    )


def rows_for(names: Iterable[Uncovered]) -> Iterator[Concept]:
    """Yield a row for each name, with the form it has in its own language: the rest is for people to fill in."""
    taken: set[str] = set()
    for name in names:
        note = f"stands {name.count} times: {name.contexts[0]}"
        concept = proposed({str(name.locale): name.text}, taken, note=note)
        taken.add(concept.id)
        yield replace(concept, kind=KINDS.get(name.kind, "term"), case="exact" if name.text.isascii() else "any")


def _texts(post: Post, source: Locale | None) -> Iterator[tuple[str, Locale]]:
    """Yield the words of each segment of a post with their language."""
    main = source or main_language([block_words(post, block) for block in post.blocks], post.declared)
    for one in segment(post, lambda text: detect(text, prior=main).locale, lambda _: False):
        words = segment_words(post, one)
        locale = detect(words, prior=main).locale or main
        if words and locale is not None:
            yield words, locale


def _add(one: _Found, name: Name, text: str, post: str) -> None:
    one.count += 1
    one.posts.add(post)
    if len(one.contexts) < _CONTEXTS:
        start, end = name.span.start, name.span.end
        before = ("…" if start > _AROUND else "") + text[max(0, start - _AROUND) : start]
        after = text[end : end + _AROUND] + ("…" if end + _AROUND < len(text) else "")
        context = " ".join(f"{before}[{name.text}]{after}".split())
        if context not in one.contexts:
            one.contexts.append(context)
