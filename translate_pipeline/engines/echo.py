"""An engine that answers with its question: for dry runs and for the law that the pipeline changes nothing by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translate_pipeline.engines import USUAL
from translate_pipeline.model import Draft

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from translate_pipeline.engines import Search
    from translate_pipeline.model import Request


class EchoEngine:
    """Answers every request with its own text."""

    name = "echo"
    model = ""
    model_sha256 = ""
    licence = ""
    translates = False
    hypotheses = 1

    def route(self, source: str, target: str) -> tuple[str, ...]:
        """Every pair is direct."""
        return (source, target)

    def shapes(self, source: str, target: str) -> tuple[str, ...]:  # noqa: ARG002
        """Any shape survives."""
        return ("brackets",)

    def translate(
        self,
        requests: Sequence[Request],
        *,
        hypotheses: int = 1,  # noqa: ARG002
        search: Search = USUAL,  # noqa: ARG002
        progress: Callable[[int], None] | None = None,
    ) -> list[list[Draft]]:
        """Return each text as its own only draft."""
        if progress:
            progress(len(requests))
        return [[Draft(text=request.text, score=0.0)] for request in requests]
