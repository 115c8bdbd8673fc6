"""Did what is not language come through? Marks of the pipeline, and markup of the format. These read the raw texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from translate_pipeline.checks import Context
from translate_pipeline.model import Finding, Severity, Unit

_MARK = re.compile(r"⟦[^⟦⟧]*⟧|[⟦⟧]")
_CODE = re.compile(r"(?<![`\\])(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_IMAGE = re.compile(r"(?<!\\)!\[")
_LINK = re.compile(r"(?<!\\)\]\(|(?<![\\\]])\]\[[^\[\]]*\]")
_TAG = re.compile(r"<(/?[A-Za-z][A-Za-z0-9-]*)(?=[\s/>])(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_EMPHASIS = frozenset({"<em>", "</em>", "<strong>", "</strong>", "<del>", "</del>"})
"""What stands for asterisks that would not close in the target."""


def mark_leaked(unit: Unit, context: Context) -> Iterator[Finding]:  # noqa: ARG001 (every check has the same shape)
    """Find a mark that stood in for a term or figure and was not put back."""
    leaked = Counter(_MARK.findall(unit.target)) - Counter(_MARK.findall(unit.source))
    if leaked:
        yield Finding(
            check="mark-leaked",
            severity=Severity.ERROR,
            message=f"found {' '.join(sorted(leaked))}, expected what it stands for",
        )


def markup(unit: Unit, context: Context) -> Iterator[Finding]:  # noqa: ARG001 (every check has the same shape)
    """Find links, images, code or tags that are more or fewer than in the source."""
    found, expected = _count_markup(unit.target), _count_markup(unit.source)
    for what in sorted(found.keys() | expected.keys()):
        more = found[what] > expected[what]
        if found[what] != expected[what] and not (more and what in _EMPHASIS):
            yield Finding(
                check="markup",
                severity=Severity.ERROR,
                message=f"found {found[what]} × {what}, expected {expected[what]} as in the source",
            )


def _count_markup(text: str) -> Counter[str]:
    """Count what a reader's browser would make something of; what stands in code spans is only code."""
    rest, code = _CODE.subn(" ", text)
    images = len(_IMAGE.findall(rest))
    links = len(_LINK.findall(rest)) - images
    counts = Counter(f"<{tag.lower()}>" for tag in _TAG.findall(rest))
    counts.update({"code span": code, "image": images, "link": max(links, 0)})
    return counts
