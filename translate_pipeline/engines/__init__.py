"""Translation engines: each turns a list of requests into drafts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from translate_pipeline.model import Draft, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """How an engine looks for an answer. A draft depends on its question, its search and how many are asked for."""

    beam: int | None = None
    """Width; None: the engine's own."""
    repetition_penalty: float = 1.1
    """What a piece that stands in the answer already is divided by; 1: nothing."""
    no_repeat_ngram: int = 0
    """Length of a run of pieces that must not come twice; 0: any may."""


USUAL = Search()
"""The search that everything is asked with at first."""


class Engine(Protocol):
    """A translator. It is made in `commands` and handed down; nothing else knows which one it is."""

    @property
    def name(self) -> str:
        """As it stands in signatures: `ctranslate`, `echo`."""
        ...

    @property
    def model(self) -> str:
        """Name and version of the model or models behind it."""
        ...

    @property
    def model_sha256(self) -> str:
        """Digest of the model or models; empty where there is none."""
        ...

    @property
    def licence(self) -> str:
        """Licence of the model or models, as stated."""
        ...

    @property
    def translates(self) -> bool:
        """False for a dry run: everything, terms and furniture too, stays as it is in the source."""
        ...

    @property
    def hypotheses(self) -> int:
        """How many hypotheses one question yields at no extra cost: the width of its search."""
        ...

    def route(self, source: str, target: str) -> tuple[str, ...]:
        """Return the languages a text passes, both ends included. Raises `NoPairError` where there is no way."""
        ...

    def shapes(self, source: str, target: str) -> tuple[str, ...]:
        """Return names of mark shapes (`shapes.SHAPES`), the one that survives best on this way first."""
        ...

    def translate(
        self,
        requests: Sequence[Request],
        *,
        hypotheses: int = 1,
        search: Search = USUAL,
        progress: Callable[[int], None] | None = None,
    ) -> list[list[Draft]]:
        """Return, for each request and in their order, up to `hypotheses` drafts, best first.

        `progress` is called with the number of requests done since it was last called.
        """
        ...
