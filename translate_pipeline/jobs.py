"""What a batch works on and what comes of it: posts, the locales they go into, counts and errors."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from translate_pipeline.errors import InputError
from translate_pipeline.files import paths
from translate_pipeline.model import Origin, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from translate_pipeline.errors import TranslateError
    from translate_pipeline.model import Finding, Locale, Signature, Translation
    from translate_pipeline.write import Written


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A post to be translated into some locales."""

    path: Path
    locales: tuple[Locale, ...]
    out: Path
    folder: Path = Path()
    """Of its outputs, below `<locale>/posts`."""
    digest: str = ""
    """Of the tools it is made with: what a batch remembers it by."""

    def where(self, locale: Locale) -> tuple[Path, Path]:
        """Return the paths of its translation and of its review file."""
        return paths(self.path, locale, self.out, self.folder)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What a table or a JSON report says of a translation."""

    segments: int
    origins: dict[str, int]
    terms_expected: int
    terms_honoured: int
    findings: dict[str, int]
    repaired: int = 0
    """Units that were decoded again, and are better for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A post in one locale as it was written. It does not hold the text: a batch keeps thousands of these."""

    locale: Locale
    source_locale: Locale | None
    encoding: str
    counts: Counts
    findings: tuple[Finding, ...]
    signature: Signature
    written: Written


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a job: what was written, or the error that stopped it."""

    job: Job
    results: tuple[Result, ...] = ()
    error: TranslateError | None = None


def collisions(jobs: Sequence[Job]) -> dict[Path, InputError]:
    """Return the posts whose outputs would replace those of a post before them, with what to say of it."""
    taken: dict[Path, Path] = {}
    found: dict[Path, InputError] = {}
    for job in jobs:
        for locale in job.locales:
            _, review = job.where(locale)
            if review in taken and taken[review] != job.path:
                found[job.path] = InputError(
                    f"{taken[review]} and {job.path} would both be written to {review.with_suffix('')}: "
                    "run them apart, with different --out"
                )
            else:
                taken[review] = job.path
    return found


def weight(job: Job) -> int:
    """Return how much work a job is: the bytes of its post times its locales."""
    try:
        return job.path.stat().st_size * len(job.locales)
    except OSError:
        return 0


def key_of(path: Path, out: Path) -> str:
    """Return the name by which a file below `out` is remembered."""
    return path.relative_to(out).as_posix()


def job_digest(job: Job, locale: Locale, source_sha256: str) -> str:
    """Return the digest of all that an output is made of, but for what people decided."""
    whole = json.dumps([job.digest, str(locale), source_sha256, job.path.name, str(job.folder)])
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def count(translation: Translation) -> Counts:
    """Count a translation's units by origin, its terms and its findings. Segments of white space are not counted."""
    # heavy, and a batch may have nothing to count
    from translate_pipeline.pipeline import terms_honoured  # noqa: PLC0415
    from translate_pipeline.repair import is_repaired  # noqa: PLC0415

    units = [unit for unit in translation.units if unit.source]
    return Counts(
        segments=len(units),
        origins={str(origin): sum(unit.origin is origin for unit in units) for origin in Origin},
        terms_expected=sum(len(unit.terms) for unit in units),
        terms_honoured=sum(map(terms_honoured, units)),
        findings={str(level): sum(f.severity is level for f in translation.findings) for level in Severity},
        repaired=sum(map(is_repaired, units)),
    )


def exit_code(outcomes: Iterable[Outcome]) -> int:
    """Return 2 where a job failed, 1 where there are findings at error level, else 0."""
    code = 0
    for outcome in outcomes:
        if outcome.error:
            return 2
        if any(result.counts.findings[Severity.ERROR] for result in outcome.results):
            code = 1
    return code
