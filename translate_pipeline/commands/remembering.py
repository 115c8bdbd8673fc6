"""What `translate batch` does with the translation memory."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from translate_pipeline.memory import Memory
    from translate_pipeline.schedule import Schedule
    from translate_pipeline.settings import Settings
    from translate_pipeline.store import Record, Store


@contextmanager
def remembering(settings: Settings) -> Iterator[Memory | None]:
    """Yield the translation memory; None where it is off."""
    from translate_pipeline.memory import open_memory  # noqa: PLC0415

    memory = open_memory(settings.memory, settings.out)
    try:
        yield memory
    finally:
        if memory:
            memory.close()


def learned(look: Callable[[Mapping[str, Record]], Schedule], store: Store, memory: Memory | None) -> Schedule:
    """Return what is to be done once what people decided since is in the memory: that may concern other posts."""
    records = store.records()
    schedule = look(records)
    if memory is None:
        return schedule
    if schedule.jobs:
        from translate_pipeline.remember import remember  # noqa: PLC0415

        done = remember(memory, schedule.jobs, date.today().isoformat(), records)
        if done.added or done.changed:
            schedule = look(records)
    revision = memory.revision()
    behind = [record.review for _, record in schedule.fresh if record.report.get("memory", 0) != revision]
    if behind:
        store.saw(behind, revision)
    return schedule
