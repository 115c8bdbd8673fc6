"""Batches of texts that are equally long, and what decodes them on this machine.

CTranslate2 pads the texts of a batch to the longest one. That moves the last bits of its sums, and now and then another
hypothesis wins: what a sentence becomes would hang on what is translated beside it. Texts of exactly one length need no
padding, and their drafts and scores are the same bit for bit in any batch (`benchmarks/batching.py` measures
it, and that it costs no speed). So drafts can be kept, and work killed, resumed and spread over machines.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from translate_pipeline.engines import USUAL
from translate_pipeline.errors import PackageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from translate_pipeline.engines.packages import Package

MAX_PIECES = 400
"""Of a source text; the position table of the starter ends at 512."""

_MAX_TEXTS = 32
"""In a batch. A decoder's memory grows with the texts; more of them do not go faster."""

_MAX_TARGET = 480


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How the work is laid on a machine. It changes how fast answers come, never what they are."""

    workers: int
    """Batches that are decoded at once."""
    threads: int = 1
    """CPU threads of each."""
    tokens: int = 512
    """Source pieces in a batch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Texts of one length, in pieces, with the prefix that tells each its target language (empty: none)."""

    texts: tuple[tuple[str, ...], ...]
    prefixes: tuple[str, ...]
    beam: int
    hypotheses: int
    repetition_penalty: float = USUAL.repetition_penalty
    no_repeat_ngram: int = USUAL.no_repeat_ngram
    begun: tuple[tuple[str, ...], ...] = ()
    """Pieces that each answer begins with, behind the prefix; none given: the model begins."""
    barred: tuple[tuple[str, ...], ...] = ()
    """Runs of pieces that no answer has behind what is begun."""
    attention: bool = False
    """Whether to return what each piece of an answer attends to."""
    scored: bool = False
    """Whether `begun` are whole answers, to be scored and not searched for."""


class Hypothesis(NamedTuple):
    """An answer of a model."""

    pieces: list[str]
    """Without the prefix."""
    score: float
    """Mean log-probability; of what was searched for, so without what was begun."""
    attention: list[list[float]] = []  # noqa: RUF012  (nobody changes it)
    """Target pieces × source pieces: what the head that was trained as alignment looks at; else all heads together."""


class Decoder(Protocol):
    """What runs models: on this machine (`LocalDecoder`), or on many."""

    def decode(self, package: Package, batches: Sequence[Batch]) -> Iterator[tuple[int, list[list[Hypothesis]]]]:
        """Yield the number of each batch and the hypotheses of its texts, best first, as they are done, in any order."""
        ...

    @property
    def tokens(self) -> int:
        """Source pieces in a batch that suit what is underneath."""
        ...


def cut(lengths: Sequence[int], tokens: int) -> list[list[int]]:
    """Return the numbers of the texts in batches of one length and at most `tokens` pieces, the longest first.

    >>> cut([3, 5, 3, 3], 6)
    [[1], [0, 2], [3]]
    """
    groups: dict[int, list[int]] = {}
    for number, length in enumerate(lengths):
        groups.setdefault(length, []).append(number)
    batches = []
    for length in sorted(groups, reverse=True):
        size = min(max(1, tokens // max(length, 1)), _MAX_TEXTS)
        batches += [groups[length][at : at + size] for at in range(0, len(groups[length]), size)]
    return batches


def cpus() -> int:
    """Return how many CPUs this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def default_fit(threads: int | None = None) -> Fit:
    """Return the fit for a machine that was never measured: a batch on each CPU, in one thread."""
    return Fit(workers=threads or min(cpus(), 16))


def translator(package: Package, fit: Fit) -> Any:
    """Load a package's CTranslate2 model. Raises `PackageError` where it does not load."""
    import ctranslate2  # noqa: PLC0415  (heavy: only where a model is used)

    try:
        return ctranslate2.Translator(
            str(package.path / "model"),
            device="cpu",
            compute_type="auto",  # int8 as it lies on disk, by the best instructions that the machine has
            inter_threads=fit.workers,
            intra_threads=fit.threads,
        )
    except (RuntimeError, ValueError, OSError) as error:
        first = str(error).splitlines()[0]
        raise PackageError(f"{package.path}: the model does not load ({first}); install the package again") from error


def submit(model: Any, batch: Batch) -> list[Any]:
    """Hand a batch to a model's workers; return the results to wait for."""
    length = len(batch.texts[0])
    texts = [list(text) for text in batch.texts]
    begun = batch.begun or ((),) * len(texts)
    starts = [[prefix, *pieces] if prefix else [*pieces] for prefix, pieces in zip(batch.prefixes, begun, strict=True)]
    found: list[Any]
    if batch.scored:
        found = model.score_batch(texts, starts, max_batch_size=0, max_input_length=0, asynchronous=True)
        return found
    found = model.translate_batch(
        texts,
        target_prefix=starts if any(starts) else None,
        beam_size=max(batch.beam, batch.hypotheses),
        num_hypotheses=batch.hypotheses,
        max_batch_size=0,
        return_scores=True,
        return_attention=batch.attention,
        suppress_sequences=[list(pieces) for pieces in batch.barred] or None,
        max_input_length=0,
        max_decoding_length=min(_MAX_TARGET, 3 * length + 16),
        repetition_penalty=batch.repetition_penalty,
        no_repeat_ngram_size=batch.no_repeat_ngram,
        asynchronous=True,
    )
    return found


def collect(results: Sequence[Any], batch: Batch) -> list[list[Hypothesis]]:
    """Wait for a batch's results."""
    found = []
    for waited, prefix in zip(results, batch.prefixes, strict=True):
        result = waited.result()
        skip = 1 if prefix else 0
        if batch.scored:
            probabilities = result.log_probs[skip:]  # with that of the end
            mean = sum(probabilities) / max(len(probabilities), 1)
            found.append([Hypothesis(result.tokens[skip:-1], round(mean, 4))])
            continue
        seen = result.attention or [[]] * len(result.hypotheses)
        answers = zip(result.hypotheses, result.scores, seen, strict=True)
        found.append([Hypothesis(pieces[skip:], round(score, 4), rows[skip:]) for pieces, score, rows in answers])
    return found


class LocalDecoder:
    """Decodes on this machine's CPUs, some batches at once. Threads may share it."""

    def __init__(self, fit: Fit):
        self.fit = fit
        self._models: dict[str, Any] = {}
        self._lock = threading.Lock()

    @property
    def tokens(self) -> int:
        """Source pieces in a batch."""
        return self.fit.tokens

    def decode(self, package: Package, batches: Sequence[Batch]) -> Iterator[tuple[int, list[list[Hypothesis]]]]:
        """Yield the number of each batch and the hypotheses of its texts."""
        model = self._model(package)
        waiting: deque[tuple[int, list[Any]]] = deque()
        for number, batch in enumerate(batches):
            waiting.append((number, submit(model, batch)))
            if len(waiting) > 2 * self.fit.workers:  # enough to keep the workers busy; few to wait for when interrupted
                done, results = waiting.popleft()
                yield done, collect(results, batches[done])
        for done, results in waiting:
            yield done, collect(results, batches[done])

    def _model(self, package: Package) -> Any:
        with self._lock:
            key = str(package.path)
            if key not in self._models:
                self._models[key] = translator(package, self.fit)
            return self._models[key]
