"""Fit the decoding to the machine, once, with sentences of the work that is waiting."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from translate_pipeline.errors import TranslateError
from translate_pipeline.jobs import weight

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from translate_pipeline.engines import Engine
    from translate_pipeline.jobs import Job
    from translate_pipeline.settings import Settings

_WORTH = 1_000_000
"""Work (source bytes times locales) from which a few seconds of measuring pay."""
_TEXTS = 400


def fit_to_machine(engine: Engine, jobs: Sequence[Job], settings: Settings, *, say: bool) -> None:
    """Measure and remember how the model runs fastest here, where that is not known and there is enough to do."""
    from translate_pipeline.engines.calibrate import calibrate, store, stored  # noqa: PLC0415
    from translate_pipeline.engines.ctranslate import CTranslateEngine  # noqa: PLC0415
    from translate_pipeline.engines.decode import LocalDecoder  # noqa: PLC0415
    from translate_pipeline.locales import model_language  # noqa: PLC0415

    if settings.threads or not isinstance(engine, CTranslateEngine) or stored(engine.packages):
        return
    if sum(map(weight, jobs)) < _WORTH:
        return
    if say:
        sys.stderr.write("fitting the model to this machine, once …\n")
    texts = [text for job in jobs[:_TEXTS] for text in _texts(job)][:_TEXTS]
    target = model_language(jobs[0].locales[0])
    package = next((one for one in engine.packages if any(pair[1] == target for pair in one.pairs)), engine.packages[0])
    if not texts:
        return
    fit, _ = calibrate(package, texts, target)
    store(engine.packages, fit)
    engine.decoder = LocalDecoder(fit)


def _texts(job: Job) -> Iterator[str]:
    from translate_pipeline.read import read_post  # noqa: PLC0415

    try:
        post = read_post(job.path)
    except TranslateError:
        return  # the batch itself will say it
    for block in post.blocks:
        yield block.span.of(post.source)[:200]
