"""Posts × locales: what is to be done, and why; and what is up to date."""

from __future__ import annotations

import glob
import hashlib
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from translate_pipeline.errors import InputError, TranslateError
from translate_pipeline.files import file_sha256, is_set_aside
from translate_pipeline.formats import FORMATS
from translate_pipeline.jobs import Job, Outcome, collisions, job_digest, key_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from translate_pipeline.model import Locale
    from translate_pipeline.news import News
    from translate_pipeline.store import Record

NEW = "new"
CHANGED = "the post changed"
TOOLS = "model, glossary, catalogs, settings or version changed"
REVIEWED = "the review file changed"
TOUCHED = "the output was changed or removed"
REMEMBERED = "the memory has reviewed sentences of the post"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A post: the locales that are to be done, each with the reason, and the records of those that are up to date."""

    job: Job
    """With the locales that are due; none where all is up to date."""
    reasons: Mapping[Locale, str]
    fresh: Mapping[Locale, Record]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """What a batch has before it."""

    due: tuple[Due, ...]
    failed: tuple[Outcome, ...] = ()
    """Posts that cannot even be read."""
    reasons: Counter[str] = field(default_factory=Counter)
    """How many outputs are due for each reason."""

    @property
    def jobs(self) -> list[Job]:
        """Return the jobs that have something to do."""
        return [due.job for due in self.due if due.job.locales]

    @property
    def fresh(self) -> list[tuple[Locale, Record]]:
        """Return the outputs that are up to date."""
        return [item for due in self.due for item in due.fresh.items()]


def find_posts(patterns: Sequence[str], out: Path) -> list[tuple[Path, Path]]:
    """Return the posts behind files, folders and patterns, each with the folder that it keeps below `<locale>/posts`.

    Folders are searched whole; hidden files, what lies in `out`, and posts that were set aside are left out.
    """
    found: dict[Path, tuple[Path, Path]] = {}
    for pattern in patterns:
        some = list(_posts(pattern, out.resolve()))
        if not some:
            expected = ", ".join(FORMATS)
            raise InputError(f"no posts there: expected files that end in {expected}", path=pattern)
        for path, folder in some:
            found.setdefault(path.resolve(), (path, folder))
    return list(found.values())


def _posts(pattern: str, out: Path) -> Iterator[tuple[Path, Path]]:
    path = Path(pattern)
    if path.is_dir():
        for one in sorted(path.rglob("*")):
            if _is_post(one, path, out):
                yield one, one.parent.relative_to(path)
    elif path.exists():
        yield path, Path()
    elif glob.has_magic(pattern):
        base = Path(*_plain_parts(path))
        for name in sorted(glob.glob(pattern, recursive=True)):  # noqa: PTH207  (Path.glob takes no absolute pattern)
            one = Path(name)
            if _is_post(one, base, out):
                yield one, one.parent.relative_to(base)
    else:
        raise InputError("no such file or folder", path=path)


def _plain_parts(path: Path) -> Iterator[str]:
    """Yield the parts of a pattern before the first that has a wildcard."""
    for part in path.parts[:-1]:
        if glob.has_magic(part):
            return
        yield part


def _is_post(path: Path, base: Path, out: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(base).parts)
    if hidden or path.suffix.lower() not in FORMATS or is_set_aside(path) or not path.is_file():
        return False
    return out not in path.resolve().parents


def schedule(
    posts: Sequence[tuple[Path, Path]],
    locales: Sequence[Locale],
    out: Path,
    tools: str,
    records: Mapping[str, Record],
    news: News | None = None,
) -> Schedule:
    """Return what is to be done. `tools` is the digest of all that translations are made with, but for the memory."""
    jobs = [Job(path=path, locales=tuple(locales), out=out, folder=folder, digest=tools) for path, folder in posts]
    clash = collisions(jobs)
    failed = [Outcome(job=job, error=clash[job.path]) for job in jobs if job.path in clash]
    due = []
    for job in jobs:
        if job.path in clash:
            continue
        try:
            due.append(_due(job, records, news))
        except TranslateError as error:
            failed.append(Outcome(job=job, error=error))
    reasons = Counter(reason for one in due for reason in one.reasons.values())
    return Schedule(due=tuple(due), failed=tuple(failed), reasons=reasons)


def _due(job: Job, records: Mapping[str, Record], news: News | None) -> Due:
    try:
        data = job.path.read_bytes()
        source = hashlib.sha256(data).hexdigest()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=job.path) from error
    reasons: dict[Locale, str] = {}
    fresh: dict[Locale, Record] = {}
    for locale in job.locales:
        record = records.get(key_of(job.where(locale)[1], job.out))
        reason = _reason(job, locale, source, record)
        if news and record and not reason and news.concern(data, job, locale, int(record.report.get("memory", 0))):
            reason = REMEMBERED
        if record is None or reason:
            reasons[locale] = reason
        else:
            fresh[locale] = record
    return Due(job=replace(job, locales=tuple(reasons)), reasons=reasons, fresh=fresh)


def _reason(job: Job, locale: Locale, source: str, record: Record | None) -> str:
    """Return why an output is due; empty where it is up to date."""
    path, review = job.where(locale)
    if record is None:
        return NEW
    if record.source_sha256 != source:
        return CHANGED
    if record.job != job_digest(job, locale, source):
        return TOOLS
    if file_sha256(review) != record.review_sha256:
        return REVIEWED
    if file_sha256(path) != record.post_sha256:
        return TOUCHED
    return ""
