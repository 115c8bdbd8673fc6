"""Drives CTranslate2 + SentencePiece packages directly: one process, no network, all requests in length-sorted batches.

A package of Argos serves one pair; the starter serves many, told apart by a target prefix. Where no package serves a pair,
two hops through English do.
"""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from math import prod
from typing import TYPE_CHECKING, Any

from translate_pipeline.engines.packages import Package, model_sha256
from translate_pipeline.errors import NoPairError, PackageError
from translate_pipeline.model import Draft, Request
from translate_pipeline.shapes import EXPECTED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PIVOT = "en"
_BEAM = 4
_BATCH_TOKENS = 2048
_SLICE = 96
"""Requests between two reports of progress."""

_MAX_SOURCE = 400
"""Pieces; the position table of the starter ends at 512."""


_UNTRAINED, _WORTH = 0.3, 0.5
"""Survival of other shapes in a model that was trained with one; survival from which another shape is worth a try."""


class _Loaded:
    """A package with its model and tokenizer in memory."""

    def __init__(self, package: Package, threads: int):
        import ctranslate2  # noqa: PLC0415  (heavy: only where a model is used)
        import sentencepiece  # noqa: PLC0415

        self.package = package
        try:
            self.tokens: Any = sentencepiece.SentencePieceProcessor(model_file=str(package.path / "sentencepiece.model"))
            self.model: Any = ctranslate2.Translator(
                str(package.path / "model"), device="cpu", compute_type="auto", inter_threads=1, intra_threads=threads
            )
        except (RuntimeError, ValueError, OSError) as error:
            first = str(error).splitlines()[0]
            raise PackageError(f"{package.path}: the model does not load ({first}); install the package again") from error

    def run(self, texts: Sequence[str], targets: Sequence[str], hypotheses: int) -> list[list[Draft]]:
        """Translate texts, each into its own target language."""
        pieces = [line[:_MAX_SOURCE] for line in self.tokens.encode(list(texts), out_type=str)]
        prefixes = [[prefix] if (prefix := self.package.prefixes.get(target, "")) else [] for target in targets]
        longest = max(map(len, pieces), default=1)
        results = self.model.translate_batch(
            pieces,
            target_prefix=prefixes if any(prefixes) else None,
            beam_size=max(_BEAM, hypotheses),
            num_hypotheses=hypotheses,
            max_batch_size=_BATCH_TOKENS,
            batch_type="tokens",
            return_scores=True,
            max_input_length=0,
            max_decoding_length=min(480, 3 * longest + 16),
            repetition_penalty=1.1,
        )
        return [
            [
                Draft(text=self._text(found[len(prefix) :]), score=round(score, 4))
                for found, score in zip(result.hypotheses, result.scores, strict=True)
            ]
            for result, prefix in zip(results, prefixes, strict=True)
        ]

    def _text(self, pieces: list[str]) -> str:
        return str(self.tokens.decode(pieces)).strip()


def _survival(package: Package | None, pair: tuple[str, str], shape: str) -> float:
    """Return how often a mark of a shape comes through a model: trained with, measured by the probe, or expected."""
    if package is None or package.marks == shape:
        return 1.0
    return package.probed.get(pair, {}).get(shape, _UNTRAINED if package.marks else EXPECTED[shape])


class CTranslateEngine:
    """Translates with one or more packages. Nothing is loaded before it is needed."""

    name = "ctranslate"
    translates = True

    def __init__(self, packages: Sequence[Package], *, threads: int | None = None):
        if not packages:
            raise NoPairError("no translation model is installed: see 'translate models available', or use --model starter")
        self.packages = tuple(packages)
        self._threads = threads or min(os.cpu_count() or 1, 8)
        self._loaded: dict[str, _Loaded] = {}

    @cached_property
    def model(self) -> str:
        """Names and versions of the packages."""
        return ",".join(f"{package.name}-{package.version}" for package in self.packages)

    @cached_property
    def model_sha256(self) -> str:
        """SHA-256 of the model, or of the models' digests joined where there are several."""
        digests = [model_sha256(package) for package in self.packages]
        if len(digests) == 1:
            return digests[0]
        import hashlib  # noqa: PLC0415

        return hashlib.sha256("".join(digests).encode()).hexdigest()

    @cached_property
    def licence(self) -> str:
        """Licences of the models, as their packages state them."""
        return ", ".join(dict.fromkeys(package.licence or "not stated" for package in self.packages))

    def _direct(self, source: str, target: str) -> Package | None:
        return next((package for package in self.packages if (source, target) in package.pairs), None)

    def route(self, source: str, target: str) -> tuple[str, ...]:
        """Return the languages a text passes: direct where a package serves the pair, else through English."""
        if self._direct(source, target):
            return (source, target)
        if self._direct(source, PIVOT) and self._direct(PIVOT, target):
            return (source, PIVOT, target)
        served = ", ".join(sorted({f"{a}→{b}" for package in self.packages for a, b in package.pairs}))
        pivot = "" if PIVOT in {source, target} else f", nor both {source}→{PIVOT} and {PIVOT}→{target}"
        raise NoPairError(
            f"no installed model translates {source}→{target}{pivot}; found {served}: see 'translate models available'"
        )

    def shapes(self, source: str, target: str) -> tuple[str, ...]:
        """Return the mark shapes that are worth trying on this way: what the weakest hop carries decides."""
        hops = list(pairwise(self.route(source, target)))
        survival = {shape: prod(_survival(self._direct(*hop), hop, shape) for hop in hops) for shape in EXPECTED}
        best, *others = sorted(survival, key=lambda shape: -survival[shape])
        return (best, *(shape for shape in others if survival[shape] >= _WORTH))

    def translate(
        self, requests: Sequence[Request], *, hypotheses: int = 1, progress: Callable[[int], None] | None = None
    ) -> list[list[Draft]]:
        """Return up to `hypotheses` drafts for each request, best first."""
        drafts: list[list[Draft]] = [[] for _ in requests]
        direct: dict[str, list[int]] = {}
        pivoted: list[int] = []
        for index, request in enumerate(requests):
            if not request.text.strip():
                drafts[index] = [Draft(text="", score=0.0)]
            elif len(self.route(request.source, request.target)) > 2:
                pivoted.append(index)
            else:
                package = self._direct(request.source, request.target)
                direct.setdefault(package.name if package else "", []).append(index)
        if pivoted:
            firsts = [replace(requests[i], target=PIVOT) for i in pivoted]
            middle = self.translate(firsts, progress=None)
            seconds = [
                Request(text=found[0].text, source=PIVOT, target=requests[i].target)
                for i, found in zip(pivoted, middle, strict=True)
            ]
            for index, found in zip(pivoted, self.translate(seconds, hypotheses=hypotheses, progress=progress), strict=True):
                drafts[index] = found
        for name, indexes in direct.items():
            for start in range(0, len(indexes), _SLICE):
                part = sorted(indexes, key=lambda i: -len(requests[i].text))[start : start + _SLICE]
                found_all = self._load(name).run(
                    [requests[i].text for i in part], [requests[i].target for i in part], hypotheses
                )
                for index, found in zip(part, found_all, strict=True):
                    drafts[index] = found
                if progress:
                    progress(len(part))
        return drafts

    def _load(self, name: str) -> _Loaded:
        if name not in self._loaded:
            package = next(package for package in self.packages if package.name == name)
            self._loaded[name] = _Loaded(package, self._threads)
        return self._loaded[name]
