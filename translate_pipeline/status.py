"""Say how posts stand in each locale: up to date, stale, untranslated, orphaned; how much is reviewed and what was found.

Only files are read: the outputs, their review files, and the posts that they were made from. What a post holds decides, not
its date.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from translate_pipeline.bundle_posts import collect, share
from translate_pipeline.files import file_sha256, slug_of
from translate_pipeline.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from translate_pipeline.bundle_posts import Ready
    from translate_pipeline.errors import TranslateError
    from translate_pipeline.model import Locale
    from translate_pipeline.sources import Sources


class State(StrEnum):
    """How an output stands to its source."""

    FRESH = "up to date"
    STALE = "stale"
    """The source holds something else than what was translated."""
    UNTRANSLATED = "untranslated"
    """There is a source and no output."""
    ORPHANED = "orphaned"
    """There is an output and no source."""
    UNKNOWN = "unknown"
    """The review file does not say what was translated: an old version wrote it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A post in a locale."""

    locale: Locale
    name: str
    """What the post is called: the path of its output below `<locale>/posts`, or what that would be."""
    state: State
    source: Path | None = None
    output: Path | None = None
    entries: int = 0
    reviewed: int = 0
    findings: Mapping[str, int] = field(default_factory=dict)
    """Of its sentences, as of the last run."""
    edited: bool = False
    """Whether somebody changed the output by hand."""
    pending: bool = False
    """Whether the review file has decisions that are not in the output."""

    @property
    def unreviewed(self) -> int:
        """How many entries nobody has reviewed."""
        return self.entries - self.reviewed

    @property
    def errors(self) -> int:
        """How many findings are at error level."""
        return self.findings.get(Severity.ERROR, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How all posts stand."""

    posts: tuple[Standing, ...]
    errors: tuple[TranslateError, ...] = ()
    """One for each output that cannot be read."""

    def totals(self) -> dict[str, int | float]:
        """Return the sums over all posts and locales."""
        states = Counter(one.state for one in self.posts)
        entries, reviewed = sum(one.entries for one in self.posts), sum(one.reviewed for one in self.posts)
        return {
            **{str(state): states[state] for state in State},
            "edited": sum(one.edited for one in self.posts),
            "pending": sum(one.pending for one in self.posts),
            "entries": entries,
            "reviewed": reviewed,
            "reviewed_share": share(reviewed, entries),
            "errors": sum(one.errors for one in self.posts),
        }


def look(out: Path, locales: Sequence[Locale], sources: Sources, *, all_sources: bool) -> Status:
    """Return how posts stand in the locales.

    With `all_sources` every post below the folder of the sources is expected in every locale; else those that have an
    output in one of them.
    """
    found = [(locale, collect(out, locale)) for locale in locales]
    posts = [_standing(post, locale, sources) for locale, some in found for post in some.posts]
    posts += _missing(posts, locales, sources, all_sources=all_sources)
    order = {str(locale): number for number, locale in enumerate(locales)}
    posts.sort(key=lambda one: (Path(one.name).with_suffix("").as_posix(), one.name, order[str(one.locale)]))
    return Status(posts=tuple(posts), errors=tuple(error for _, some in found for error in some.errors))


def _standing(post: Ready, locale: Locale, sources: Sources) -> Standing:
    said = post.said
    made_from = said["source"]
    source = sources.find(made_from["name"], Path(post.name).parent, made_from["sha256"])
    return Standing(
        locale=locale,
        name=post.name,
        state=_state(source, made_from["sha256"]),
        source=source,
        output=post.path,
        entries=said["entries"],
        reviewed=said["reviewed"],
        findings=said["findings"],
        edited=said["edited"],
        pending=said["stale"],
    )


def _state(source: Path | None, sha256: str) -> State:
    if source is None:
        return State.ORPHANED
    if not sha256:
        return State.UNKNOWN
    return State.FRESH if file_sha256(source) == sha256 else State.STALE


def _missing(
    posts: Iterable[Standing], locales: Sequence[Locale], sources: Sources, *, all_sources: bool
) -> Iterator[Standing]:
    """Yield the locales that a post has no output in."""
    there: defaultdict[Path, dict[str, str]] = defaultdict(dict)
    for post in posts:
        if post.source is not None:
            there[post.source][str(post.locale)] = post.name
    every = [path for paths in sources.by_name.values() for path in paths] if all_sources else list(there)
    for source in every:
        known = there.get(source, {})
        home = source.parent.relative_to(sources.root)
        name = next(iter(known.values()), (home / f"{slug_of(source)}{source.suffix}").as_posix())
        for locale in locales:
            if str(locale) not in known:
                yield Standing(locale=locale, name=name, state=State.UNTRANSLATED, source=source)
