"""Jobs: posts through the pipeline and onto the disk, many at a time, one post's failure kept from the others.

Posts are worked on in chunks, so that memory stays flat however many there are. All sentences of a chunk, for all locales,
go to the engine together. Two chunks are on their way at once: while the engine drafts one, the other is read, planned,
checked or written. What comes out does not depend on how posts fall into chunks (`engines.decode` says why).
"""

from __future__ import annotations

import hashlib
import queue
import threading
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from translate_pipeline.errors import ChangedError, DiskFullError, InputError, PackageError, TranslateError
from translate_pipeline.files import check_writable, file_sha256
from translate_pipeline.formats.text import line_blocks
from translate_pipeline.grades import graded
from translate_pipeline.jobs import Outcome, Result, collisions, count, job_digest, key_of, weight
from translate_pipeline.meter import Meter
from translate_pipeline.model import Finding, Post, Severity
from translate_pipeline.pipeline import complete, draft, fill, prepare, translate_post
from translate_pipeline.read import read_post
from translate_pipeline.recall import settled
from translate_pipeline.store import Record
from translate_pipeline.write import compose, read_review, render_review, structure_differs, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from translate_pipeline.formats.gettext import Review
    from translate_pipeline.jobs import Job
    from translate_pipeline.model import Locale, Translation, Unit
    from translate_pipeline.pipeline import Prepared, Tools
    from translate_pipeline.store import Store
    from translate_pipeline.write import Written

_LINES_AT_ONCE = 2000
"""Lines that go to the engine together; also what `translate_lines` holds in memory."""

_CHUNK_BYTES = 60_000
"""Source bytes times locales that are worked on together: about 600 sentences."""

_IN_FLIGHT = 2
"""Chunks. One is drafted while the other is read or written."""

_TRIES = 3
"""For a post that somebody edits while it is being translated."""


_PATIENCE = 1.5
"""Seconds that an interrupted run waits for its threads: long enough for a file to be written."""


class _StoppedError(Exception):
    """The run was interrupted."""


@dataclass(slots=True)
class _Started:
    """A job whose post has been read and planned."""

    job: Job
    prepared: Prepared
    reviews: dict[str, Review]


def run_jobs(
    jobs: Sequence[Job],
    tools: Tools,
    progress: Callable[[int], None] | None = None,
    *,
    store: Store | None = None,
    meter: Meter | None = None,
) -> Iterator[Outcome]:
    """Yield the outcome of each job as it is done.

    Raises `InputError` at once where two posts would share an output, and `PackageError` or `DiskFullError` where there is
    no use in going on. Closing the iterator stops the work.
    """
    clash = collisions(jobs)
    if clash:
        raise next(iter(clash.values()))
    knew = tools.memory.revision() if tools.memory else 0
    runner = _Runner(tools=tools, progress=progress, store=store, meter=meter or Meter(), knew=knew)
    return runner.run(jobs)


@dataclass(slots=True)
class _Runner:
    """Works on chunks in two threads."""

    tools: Tools
    progress: Callable[[int], None] | None
    store: Store | None
    meter: Meter
    knew: int
    """Revision of the translation memory when the run began."""
    stop: threading.Event = field(default_factory=threading.Event)
    stages: threading.Lock = field(default_factory=threading.Lock)
    """Held by whoever is not waiting for the engine or the disk: libraries underneath need not be thread-safe."""
    done: queue.SimpleQueue[Outcome | BaseException | None] = field(default_factory=queue.SimpleQueue)

    def run(self, jobs: Sequence[Job]) -> Iterator[Outcome]:
        """Yield outcomes as they come; end with the error that stopped the run, if one did."""
        chunks = _chunks(jobs)
        turn = threading.Lock()
        threads = [threading.Thread(target=self._work, args=(chunks, turn), daemon=True) for _ in range(_IN_FLIGHT)]
        for thread in threads:
            thread.start()
        working, fatal = len(threads), None
        try:
            while working:
                came = self.done.get()
                if came is None:
                    working -= 1
                elif isinstance(came, BaseException):
                    fatal = fatal or came
                else:
                    yield came
        finally:
            self.stop.set()
            for thread in threads:
                thread.join(_PATIENCE / len(threads))
        if fatal is not None:
            raise fatal

    def _work(self, chunks: Iterator[list[Job]], turn: threading.Lock) -> None:
        try:
            while not self.stop.is_set():
                with turn:
                    chunk = next(chunks, None)
                if chunk is None:
                    break
                self._chunk(chunk)
        except _StoppedError:
            pass
        except BaseException as error:
            self.stop.set()
            self.done.put(error)
        finally:
            self.done.put(None)

    def _chunk(self, jobs: Sequence[Job], tries: int = _TRIES) -> None:
        started = [one for one in map(self._start, jobs) if one]
        for one, units in self._drafted(started):
            outcome = self._outcome(one, units)
            if isinstance(outcome.error, ChangedError) and tries > 1:
                self._chunk([one.job], tries - 1)  # somebody works on it: what they wrote counts
            else:
                self.done.put(outcome)

    def _start(self, job: Job) -> _Started | None:
        """Read and plan a post; None where it cannot be, which is then said."""
        try:
            with self.stages:
                with self.meter.stage("read"):
                    post = read_post(job.path)
                    reviews = {str(locale): _review(job, locale) for locale in job.locales}
                with self.meter.stage("plan"):
                    decisions = {tag: settled(review, self.tools.memory) for tag, review in reviews.items()}
                    prepared = prepare(post, job.locales, self.tools, decisions)
            return _Started(job, prepared, reviews)
        except PackageError:
            raise
        except TranslateError as error:
            self.done.put(Outcome(job=job, error=error))
        except Exception as error:
            self.done.put(Outcome(job=job, error=_unexpected(job, error)))
        return None

    def _drafted(self, started: Sequence[_Started]) -> Iterator[tuple[_Started, dict[int, Unit]]]:
        """Yield each post with its units. Where drafting them together fails, each is tried by itself."""
        try:
            units = self._units([one.prepared for one in started])
        except (_StoppedError, PackageError, DiskFullError):
            raise
        except Exception as error:
            if len(started) == 1:
                self.done.put(Outcome(job=started[0].job, error=_unexpected(started[0].job, error)))
                return
            for one in started:
                yield from self._drafted([one])
            return
        for one in started:
            yield one, units

    def _units(self, prepared: Sequence[Prepared]) -> dict[int, Unit]:
        with self.meter.stage("draft"):
            answers = draft(prepared, self.tools.engine, self._advance)
        with self.meter.stage("fill"):
            return fill(prepared, answers, self.tools, self._advance, self.stages)

    def _advance(self, sentences: int) -> None:
        if self.stop.is_set():
            raise _StoppedError
        if self.progress:
            self.progress(sentences)

    def _outcome(self, one: _Started, units: dict[int, Unit]) -> Outcome:
        if self.stop.is_set():
            raise _StoppedError
        job = one.job
        try:
            with self.stages, self.meter.stage("check"):
                translations = complete(one.prepared, units, self.tools)
            with self.stages, self.meter.stage("compose"):
                composed = [self._composed(translation, one) for translation in translations]
            with self.meter.stage("write"):
                if file_sha256(job.path) != one.prepared.post.sha256:
                    raise ChangedError(f"{job.path}: was changed while it was being translated: run again")
                results = tuple(self._written(checked, files, one) for checked, files in composed)
        except DiskFullError:
            raise
        except TranslateError as error:
            return Outcome(job=job, error=error)
        except Exception as error:
            return Outcome(job=job, error=_unexpected(job, error))
        self.meter.count("posts")
        return Outcome(job=job, results=results)

    def _composed(self, translation: Translation, one: _Started) -> tuple[Translation, tuple[bytes, bytes]]:
        output = compose(translation)
        checked = _read_back(translation, output, self.tools)
        return checked, render_review(checked, output, one.reviews[str(checked.locale)], self.tools.glossary)

    def _written(self, translation: Translation, files: tuple[bytes, bytes], one: _Started) -> Result:
        job, earlier = one.job, one.reviews[str(translation.locale)]
        where = job.where(translation.locale)
        key, ours = key_of(where[0], job.out), frozenset[str]()
        if self.store:
            ours = self.store.ours(key)
            self.store.intend(key, hashlib.sha256(files[0]).hexdigest())
        written = write(files, where, earlier, ours)
        result = _result(translation, written)
        self.meter.count("segments", result.counts.segments)
        if self.store:
            self.store.record(_record(result, job, translation.post.sha256, self.knew), key)
        return result


def _chunks(jobs: Sequence[Job]) -> Iterator[list[Job]]:
    """Yield jobs in chunks of about `_CHUNK_BYTES`."""
    chunk: list[Job] = []
    size = 0
    for job in jobs:
        chunk.append(job)
        size += weight(job)
        if size >= _CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _review(job: Job, locale: Locale) -> Review:
    """Return the earlier review file of a job. Raises `TranslateError` where its outputs could not be written."""
    path, review = job.where(locale)
    check_writable(path)
    check_writable(review)
    if path.exists() and path.resolve() == job.path.resolve():
        raise InputError("the output would replace the post itself: use another --out", path=job.path)
    return read_review(review)


def _read_back(translation: Translation, output: str, tools: Tools) -> Translation:
    """Return the translation, with a finding where its output would not have the source's structure."""
    difference = structure_differs(translation.post, output)
    if not difference:
        return translation
    finding = Finding(check="structure", severity=Severity.ERROR, message=f"the page's structure changed: {difference}")
    return replace(translation, findings=(*translation.findings, *graded((finding,), tools.levels)))


def _unexpected(job: Job, error: Exception) -> TranslateError:
    """Return what to say of a fault of ours, with the place, so that it can be found."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    place = f"{Path(at.tb_frame.f_code.co_filename).name}:{at.tb_lineno}" if at else "?"
    first = (str(error).splitlines() or [""])[0]
    wrong = InputError(f"unexpected {type(error).__name__} at {place} ({first}): please report it", path=job.path)
    wrong.__cause__ = error
    return wrong


def _result(translation: Translation, written: Written) -> Result:
    return Result(
        locale=translation.locale,
        source_locale=translation.source_locale,
        encoding=translation.post.encoding,
        counts=count(translation),
        findings=translation.findings,
        signature=translation.signature,
        written=written,
    )


def _record(result: Result, job: Job, source_sha256: str, knew: int) -> Record:
    return Record(
        review=key_of(result.written.review, job.out),
        job=job_digest(job, result.locale, source_sha256),
        source_sha256=source_sha256,
        post_sha256=result.written.post_sha256,
        review_sha256=result.written.review_sha256,
        report=asdict(result.counts) | {"memory": knew},
    )


def translate_lines(source: Iterable[str], locale: Locale, tools: Tools) -> Iterator[tuple[Translation, list[str]]]:
    """Translate texts of one line each, some thousand at a time: yield their translation and as many lines as came in."""
    rest = iter(source)
    while some := list(islice(rest, _LINES_AT_ONCE)):
        text = "\n".join(some)
        post = Post(path=Path("standard input"), format="text", source=text, encoding="UTF-8", blocks=line_blocks(text))
        (translation,) = translate_post(post, [locale], tools)
        yield translation, compose(translation).split("\n")
