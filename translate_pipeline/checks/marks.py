"""Did the marks of the pipeline come back as what they stand for? This reads the raw texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from translate_pipeline.checks import Context
from translate_pipeline.model import Finding, Severity, Unit

_MARK = re.compile(r"⟦[^⟦⟧]*⟧|[⟦⟧]")


def mark_leaked(unit: Unit, context: Context) -> Iterator[Finding]:  # noqa: ARG001 (every check has the same shape)
    """Find a mark that stood in for a term or figure and was not put back."""
    leaked = Counter(_MARK.findall(unit.target)) - Counter(_MARK.findall(unit.source))
    if leaked:
        yield Finding(
            check="mark-leaked",
            severity=Severity.ERROR,
            message=f"found {' '.join(sorted(leaked))}, expected what it stands for",
        )
