"""Which posts have a sentence that people decided since: what came into the translation memory makes outputs out of date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from translate_pipeline.jobs import Job
    from translate_pipeline.memory import Memory
    from translate_pipeline.model import Locale

_MOST = 20_000
"""Decisions at once, as when another memory is imported, above which every post counts as concerned."""


class News:
    """What a memory has learned since outputs were made."""

    def __init__(self, memory: Memory):
        self._memory, self.revision = memory, memory.revision()
        self._searches: dict[tuple[int, Locale], tuple[Any, list[str]] | None] = {}

    def concern(self, post: bytes, job: Job, locale: Locale, knew: int) -> bool:
        """Whether a post, made when the memory was at a revision, has a sentence that was decided in another post since."""
        if knew == self.revision:
            return False
        if (knew, locale) not in self._searches:
            self._searches[knew, locale] = self._search(knew if knew < self.revision else 0, locale)
        search = self._searches[knew, locale]
        if search is None:
            return True
        finder, posts = search
        own = (job.folder / job.path.name).as_posix()
        text = post.decode("utf-8", "ignore").replace("\r\n", "\n")
        return any(posts[number] != own for number, _, _ in finder.find_matches_as_indexes(text, overlapping=True))

    def _search(self, knew: int, locale: Locale) -> tuple[Any, list[str]] | None:
        """Return what finds the sentences in a post, and in which post each was decided; None where they are too many."""
        from ahocorasick_rs import AhoCorasick  # noqa: PLC0415

        entries = self._memory.since(knew, _MOST + 1)
        if len(entries) > _MOST:
            return None
        found = [(entry.source, entry.post) for entry in entries if entry.target_locale == locale]
        found += [(entry.target, "") for entry in entries if entry.source_locale == locale]
        return AhoCorasick([text for text, _ in found]), [post for _, post in found]
