"""Put what a review file holds into the place of a post's sentences: no model is asked, and nothing is decided.

So a post that was reviewed after it was written can be published at once. It is checked as a run would check it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from translate_pipeline.engines.echo import EchoEngine
from translate_pipeline.errors import InputError
from translate_pipeline.formats.gettext import parse
from translate_pipeline.formats.po_entries import read_entries
from translate_pipeline.locales import parse_locale
from translate_pipeline.model import Finding, Severity
from translate_pipeline.pipeline import complete, prepare
from translate_pipeline.read import read_post
from translate_pipeline.write import compose, structure_differs

if TYPE_CHECKING:
    from pathlib import Path

    from translate_pipeline.model import Locale, Post
    from translate_pipeline.pipeline import Tools

_ADVICE = "run translate run or batch again"


class _NoModel(EchoEngine):
    """An engine that is never asked: a sentence for which it would be is missing from the review file."""

    translates = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomposed:
    """A post as its review file has it now."""

    text: str
    findings: tuple[Finding, ...]


def recompose(source: Path, review: Path, text: str, locale: Locale, tools: Tools) -> Recomposed:
    """Return a post with every sentence as its review file (whose text is given) has it.

    Raises `InputError` where the source is no longer the one that was translated, or has sentences that the review file
    does not have.
    """
    head = parse(text, review)
    post = read_post(source)
    if post.sha256 != head.source_sha256:
        raise InputError(f"was changed after {review} was made from it: {_ADVICE}", path=source)
    entries = (entry for entry in read_entries(text, review) if entry.source and not entry.obsolete)
    targets = {entry.source: entry.target for entry in entries if entry.target}
    declared = None if head.source in {"", "und"} else parse_locale(head.source)
    return _composed(post, locale, targets, replace(tools, engine=_NoModel(), source=declared), review)


def _composed(post: Post, locale: Locale, targets: dict[str, str], tools: Tools, review: Path) -> Recomposed:
    prepared = prepare(post, [locale], tools, {str(locale): targets})
    missing = len(prepared.tasks())
    if missing:
        raise InputError(f"has no text for {missing} sentences of {post.path}: {_ADVICE}", path=review)
    (translation,) = complete(prepared, {}, tools)
    output = compose(translation)
    difference = structure_differs(post, output)
    changed = Finding(check="structure", severity=Severity.ERROR, message=f"the page's structure changed: {difference}")
    return Recomposed(text=output, findings=(*translation.findings, *([changed] if difference else ())))
