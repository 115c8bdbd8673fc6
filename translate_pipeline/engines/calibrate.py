"""Fit the work to the machine: a few seconds of decoding in several ways, and the fastest is remembered.

It decides how fast answers come, never what they are (`engines.decode`). What was measured lies in the user's cache folder,
for each model and machine.
"""

from __future__ import annotations

import json
import os
import platform
import time
from contextlib import suppress
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from translate_pipeline.engines.decode import MAX_PIECES, Batch, Fit, LocalDecoder, cpus, cut, default_fit
from translate_pipeline.engines.packages import model_sha256

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from translate_pipeline.engines.packages import Package

SECONDS = 1.0
"""About what one way is decoded for."""

_SIZES = (128, 256, 512, 1024)
"""Source pieces in a batch."""

_FEW = 16
"""Texts that are decoded first, to see how slow the model is."""


def fit_for(packages: Sequence[Package], threads: int | None) -> Fit:
    """Return how the work is laid: as asked for, else as measured on this machine, else a batch on each CPU."""
    return default_fit(threads) if threads else stored(packages) or default_fit()


def stored(packages: Sequence[Package]) -> Fit | None:
    """Return what was measured for these packages on this machine; None where nothing was."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        data = json.loads(_file().read_text(encoding="utf-8"))
        return Fit(**data[_machine(packages)])
    return None


def store(packages: Sequence[Package], fit: Fit) -> None:
    """Remember a fit; where the cache folder cannot be written, it is measured again another time."""
    file = _file()
    data = {}
    with suppress(OSError, ValueError):
        data = json.loads(file.read_text(encoding="utf-8"))
    data = (data if isinstance(data, dict) else {}) | {_machine(packages): asdict(fit)}
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(f".{os.getpid()}.part")
        part.write_text(json.dumps(data, indent=1, sort_keys=True), encoding="utf-8")
        part.replace(file)


def _file() -> Path:
    from platformdirs import user_cache_path  # noqa: PLC0415

    return user_cache_path("translate_pipeline") / "fit.json"


def _machine(packages: Sequence[Package]) -> str:
    from importlib.metadata import version  # noqa: PLC0415

    models = "+".join(model_sha256(package)[:12] for package in packages)
    return f"{models} ctranslate2-{version('ctranslate2')} {platform.machine()} {platform.node()} {cpus()} cpus"


def calibrate(
    package: Package, texts: Sequence[str], target: str, report: Callable[[Fit, float], None] | None = None
) -> tuple[Fit, dict[Fit, float]]:
    """Measure ways of decoding texts into a language: the fastest, and source pieces a second of each."""
    import sentencepiece  # noqa: PLC0415

    tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(package.path / "sentencepiece.model"))
    pieces = [line[:MAX_PIECES] for line in tokenizer.encode(list(texts), out_type=str) if line]
    prefix = package.prefixes.get(target, "")
    rates: dict[Fit, float] = {}

    def measure(fit: Fit) -> float:
        decoder = LocalDecoder(fit)
        few = _seconds(decoder, package, pieces[:_FEW], prefix)  # loads the model as well
        few = min(few, _seconds(decoder, package, pieces[:_FEW], prefix))
        some = pieces[: max(_FEW, min(len(pieces), int(_FEW * SECONDS / max(few, 1e-4))))]
        rates[fit] = sum(map(len, some)) / _seconds(decoder, package, some, prefix)
        if report:
            report(fit, rates[fit])
        return rates[fit]

    laid = max(_layouts(cpus()), key=measure)
    sized = [replace(laid, tokens=tokens) for tokens in _SIZES if tokens != laid.tokens]
    for fit in sized:
        measure(fit)
    return max(rates, key=lambda fit: rates[fit]), rates


def _layouts(count: int) -> Iterator[Fit]:
    """Yield ways to lay batches on CPUs: one batch on each, or fewer batches with more threads each."""
    threads = 1
    while threads <= min(count, 8):
        yield Fit(workers=max(1, count // threads), threads=threads)
        threads *= 2


def _seconds(decoder: LocalDecoder, package: Package, pieces: Sequence[Sequence[str]], prefix: str) -> float:
    numbers = cut(list(map(len, pieces)), decoder.tokens)
    batches = [
        Batch(texts=tuple(tuple(pieces[i]) for i in batch), prefixes=(prefix,) * len(batch), beam=2, hypotheses=1)
        for batch in numbers
    ]
    began = time.perf_counter()
    for _ in decoder.decode(package, batches):
        pass
    return max(time.perf_counter() - began, 1e-6)
