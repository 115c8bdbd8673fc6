"""Put what people decided in review files into the translation memory, before posts are worked on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translate_pipeline.errors import InputError
from translate_pipeline.files import file_sha256
from translate_pipeline.formats.reviewed import parse_reviewed
from translate_pipeline.jobs import key_of
from translate_pipeline.memory.store import Put

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from translate_pipeline.jobs import Job
    from translate_pipeline.memory import Memory
    from translate_pipeline.store import Record


def remember(memory: Memory, jobs: Sequence[Job], today: str, records: Mapping[str, Record] | None = None) -> Put:
    """Put the decisions of the jobs' review files into a memory; what is new is dated `today`.

    Files that are as a record has them are left: they were read before. A file that cannot be read is left to its job, which
    says what is wrong with it.
    """
    done = Put()
    for job in jobs:
        for locale in job.locales:
            path = job.where(locale)[1]
            record = (records or {}).get(key_of(path, job.out))
            if not path.exists() or (record and record.review_sha256 == file_sha256(path)):
                continue
            try:
                entries = list(parse_reviewed(path, today))
            except InputError:
                continue
            done += memory.put(entries)
    return done
