"""Jobs: posts through the pipeline and onto the disk, one post's failure kept from the others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from translate_pipeline.errors import InputError, TranslateError
from translate_pipeline.formats.text import line_blocks
from translate_pipeline.model import Finding, Origin, Post, Severity
from translate_pipeline.pipeline import terms_honoured, translate_post
from translate_pipeline.read import read_post
from translate_pipeline.write import check_writable, compose, paths, read_review, structure_differs, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from translate_pipeline.model import Locale, Translation
    from translate_pipeline.pipeline import Tools
    from translate_pipeline.write import Written

_LINES_AT_ONCE = 2000
"""Lines that go to the engine together; also what `translate_lines` holds in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A post to be translated into some locales."""

    path: Path
    locales: tuple[Locale, ...]
    out: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a job: translations and where they were written, or the error that stopped it."""

    job: Job
    results: tuple[tuple[Translation, Written], ...] = ()
    error: TranslateError | None = None


def run_jobs(jobs: Sequence[Job], tools: Tools, progress: Callable[[int], None] | None = None) -> Iterator[Outcome]:
    """Yield the outcome of each job, in order. Raises `InputError` at once where two posts would share an output."""
    _check_collisions(jobs)
    for job in jobs:
        try:
            yield run_job(job, tools, progress)
        except TranslateError as error:
            yield Outcome(job=job, error=error)


def _check_collisions(jobs: Sequence[Job]) -> None:
    taken: dict[Path, Path] = {}
    for job in jobs:
        for locale in job.locales:
            _, review = paths(job.path, locale, job.out)
            if review in taken and taken[review] != job.path:
                raise InputError(
                    f"{taken[review]} and {job.path} would both be written to {review.with_suffix('')}: "
                    "run them apart, with different --out"
                )
            taken[review] = job.path


def run_job(job: Job, tools: Tools, progress: Callable[[int], None] | None = None) -> Outcome:
    """Read, translate and write one post. Nothing is written before every locale is done."""
    post = read_post(job.path)
    reviews = {}
    for locale in job.locales:
        path, review = paths(job.path, locale, job.out)
        check_writable(path)
        check_writable(review)
        if path.exists() and path.resolve() == job.path.resolve():
            raise InputError("the output would replace the post itself: use another --out", path=job.path)
        reviews[str(locale)] = read_review(review)
    decisions = {tag: review.decisions for tag, review in reviews.items()}
    translations = translate_post(post, job.locales, tools, decisions, progress)
    results = []
    for translation, output in [(one, compose(one)) for one in translations]:
        checked = _read_back(translation, output)
        results.append((checked, write(checked, output, job.out, reviews[str(checked.locale)])))
    return Outcome(job=job, results=tuple(results))


def _read_back(translation: Translation, output: str) -> Translation:
    """Return the translation, with a finding where its output would not have the source's structure."""
    difference = structure_differs(translation.post, output)
    if not difference:
        return translation
    finding = Finding(check="structure", severity=Severity.ERROR, message=f"the page's structure changed: {difference}")
    return replace(translation, findings=(*translation.findings, finding))


def translate_lines(source: Iterable[str], locale: Locale, tools: Tools) -> Iterator[tuple[Translation, list[str]]]:
    """Translate texts of one line each, some thousand at a time: yield their translation and as many lines as came in."""
    rest = iter(source)
    while some := list(islice(rest, _LINES_AT_ONCE)):
        text = "\n".join(some)
        post = Post(path=Path("standard input"), format="text", source=text, encoding="UTF-8", blocks=line_blocks(text))
        (translation,) = translate_post(post, [locale], tools)
        yield translation, compose(translation).split("\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What a table or a JSON report says of a translation."""

    segments: int
    origins: dict[str, int]
    terms_expected: int
    terms_honoured: int
    findings: dict[str, int]


def count(translation: Translation) -> Counts:
    """Count a translation's units by origin, its terms and its findings. Segments of white space are not counted."""
    units = [unit for unit in translation.units if unit.source]
    return Counts(
        segments=len(units),
        origins={origin: sum(unit.origin is origin for unit in units) for origin in Origin},
        terms_expected=sum(len(unit.terms) for unit in units),
        terms_honoured=sum(map(terms_honoured, units)),
        findings={level: sum(f.severity is level for f in translation.findings) for level in Severity},
    )


def exit_code(outcomes: Sequence[Outcome]) -> int:
    """Return 2 where a job failed, 1 where there are findings at error level, else 0."""
    if any(outcome.error for outcome in outcomes):
        return 2
    errors = (f for o in outcomes for t, _ in o.results for f in t.findings if f.severity is Severity.ERROR)
    return int(any(True for _ in errors))
