"""Publish posts: those that are reviewed, where a site generator looks for them, saying what they are.

What is published is what a person decided: a post whose review file has decisions that are not in it yet is composed anew
from its source. The same files make the same bytes.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from translate_pipeline.errors import InputError, ReadError, TranslateError
from translate_pipeline.files import check_writable, file_sha256, write_atomic
from translate_pipeline.formats import FORMATS
from translate_pipeline.formats.gettext import parse
from translate_pipeline.imprint import Imprint, notice, with_imprint, with_notice
from translate_pipeline.layouts import place, unsafe
from translate_pipeline.model import Severity
from translate_pipeline.recompose import recompose

if TYPE_CHECKING:
    from collections.abc import Callable

    from translate_pipeline.bundle_posts import Ready
    from translate_pipeline.model import Locale
    from translate_pipeline.pipeline import Tools
    from translate_pipeline.sources import Sources


class Policy(StrEnum):
    """What becomes of a post that is not reviewed throughout."""

    REVIEWED = "reviewed"
    """It is withheld."""
    MARK = "mark"
    """It is published with a notice that says so."""
    ALL = "all"
    """It is published like any other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How posts are to be published."""

    dest: Path
    layout: str = "plain"
    policy: Policy = Policy.REVIEWED
    notice: str | None = None
    """`above`, `below` or `none`; None: below, and above where not all is reviewed."""
    reviewers: tuple[str, ...] = ()
    """Who reviews this site, where a review file does not say."""
    force: bool = False
    """Whether posts with findings at error level are published too."""
    dry: bool = False


class Verdict(StrEnum):
    """What became of a post."""

    PUBLISHED = "published"
    UNCHANGED = "unchanged"
    """What was published before has the same bytes."""
    WITHHELD = "withheld"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A post, what became of it and why."""

    locale: Locale
    post: Path
    verdict: Verdict
    path: Path | None = None
    """Where it was published."""
    reason: str = ""
    """Why it was not."""
    recomposed: bool = False
    """Whether it was composed anew, because it was reviewed after it was written."""
    edited: bool = False
    """Whether somebody changed it by hand after it was written; it is published as it is."""
    whole: bool = False
    """Whether all of it is reviewed."""


class _Withheld(Exception):  # noqa: N818  (no error: a post that does not meet the terms)
    """Why a post is not published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Publishes posts of any locale."""

    order: Order
    tools: Tools
    """What posts are composed and checked with; its engine is not asked."""
    sources: Callable[[], Sources]
    """Asked only where a post must be composed anew."""

    def publish(self, post: Ready, locale: Locale) -> Published:
        """Publish a post, unless it does not meet the terms."""
        made = Published(locale=locale, post=post.path, verdict=Verdict.PUBLISHED, edited=bool(post.said["edited"]))
        try:
            text, post, recomposed = self._current(post, locale)
            self._meets_terms(post)
            path = self.where(post, locale)
            data = self._finished(text, post, locale).encode("utf-8", "surrogatepass")
            made = replace(made, path=path, recomposed=recomposed, whole=post.said["reviewed"] == post.said["entries"])
            if file_sha256(path) == hashlib.sha256(data).hexdigest():
                return replace(made, verdict=Verdict.UNCHANGED)
            if not self.order.dry:
                check_writable(path)
                write_atomic(path, data)
        except _Withheld as why:
            return replace(made, verdict=Verdict.WITHHELD, reason=str(why))
        except TranslateError as error:
            return replace(made, verdict=Verdict.FAILED, path=None, reason=str(error))
        return made

    def where(self, post: Ready, locale: Locale) -> Path:
        """Return where a post is published. In the layout `plain` each locale has a folder of its own."""
        tag = str(locale)
        if why := unsafe(post.name):
            raise InputError(f"its name {why}: rename it", path=post.path)
        placed = place(self.order.layout, tag, post.name)
        return self.order.dest / (f"{tag}/{placed}" if self.order.layout == "plain" else placed)

    def _current(self, post: Ready, locale: Locale) -> tuple[str, Ready, bool]:
        """Return a post's text with all decisions in it, what is said of it then, and whether it was composed anew."""
        if not post.said["stale"]:
            return post.data.decode("utf-8", "surrogatepass"), post, False
        review = post.path.with_suffix(".po")
        advice = "its review file has decisions that are not in it"
        if post.said["edited"]:
            raise InputError(
                f"was edited by hand, and {advice}: run translate run, which moves the edit aside", path=post.path
            )
        name, folder = post.said["source"]["name"], Path(post.name).parent
        sources = self.sources()
        source = sources.find(name, folder, post.said["source"]["sha256"])
        if source is None:
            raise InputError(
                f"{advice}, and no {name} is in {sources.root} to compose it from: name its folder with --source, "
                "or run translate run again",
                path=post.path,
            )
        text = post.review.decode("utf-8")
        text = post.review.decode("utf-8")
        made = recompose(source, review, text, locale, self.tools)
        errors = sum(finding.severity is Severity.ERROR for finding in made.findings)
        findings = {**post.said["findings"], str(Severity.ERROR): errors}
        return made.text, replace(post, said={**post.said, "findings": findings}), True

    def _meets_terms(self, post: Ready) -> None:
        """Raise `_Withheld` where a post is not fit to be published."""
        entries, reviewed = post.said["entries"], post.said["reviewed"]
        if self.order.policy is Policy.REVIEWED and reviewed < entries:
            raise _Withheld(f"{entries - reviewed} of {entries} sentences are not reviewed")
        errors = post.said["findings"][Severity.ERROR]
        if errors and not self.order.force:
            raise _Withheld(
                f"{errors} finding{'s' if errors > 1 else ''} at error level: mend what is wrong, or use --force"
            )

    def _finished(self, text: str, post: Ready, locale: Locale) -> str:
        """Return a post's text with its imprint."""
        said, kind = post.said, FORMATS[post.path.suffix.lower()]
        head = parse(post.review.decode("utf-8"), post.path.with_suffix(".po"))
        imprint = Imprint(
            locale=locale,
            translator=said["signature"]["model"] or said["signature"]["engine"] or "machine",
            source=said["source"]["name"],
            source_language=said["source"]["locale"],
            entries=said["entries"],
            reviewed=said["reviewed"],
            reviewers=people(head.reviewer) or self.order.reviewers,
            signature=head.signature,
        )
        try:
            marked = with_imprint(text, kind, imprint, self.order.layout)
        except ReadError as error:
            raise ReadError(str(error), path=post.path) from error
        if imprint.source_language == str(locale):
            return marked  # it was not translated
        return with_notice(marked, kind, notice(imprint, self.tools.catalogs), self._place(imprint))

    def _place(self, imprint: Imprint) -> str:
        """Return where the notice stands."""
        asked = self.order.notice
        if imprint.whole or self.order.policy is not Policy.MARK:
            return asked or "below"
        return asked if asked in {"above", "below"} else "above"


_PERSON = re.compile(r"\s*;\s*|(?<=>)\s*,\s*")
_NOBODY = {"", "FULL NAME", "Automatically generated", "Anonymous"}
"""What tools write where nobody is known."""


def people(header: str) -> tuple[str, ...]:
    """Return the names in a `Last-Translator` header; addresses are nobody's business.

    >>> people("Kim Min-su <kim@example.org>"), people("FULL NAME <EMAIL@ADDRESS>")
    (('Kim Min-su',), ())
    """
    names = (one.partition("<")[0].strip() for one in _PERSON.split(header))
    return tuple(dict.fromkeys(name for name in names if name not in _NOBODY))
