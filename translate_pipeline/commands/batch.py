"""`translate batch`: hundreds of posts into their locales; killed at any moment, it goes on where it was."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path  # typer reads the annotations at run time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from translate_pipeline.commands import app
from translate_pipeline.commands.remembering import learned, remembering
from translate_pipeline.commands.run import From, Glossaries, Model, Out, Repair, To
from translate_pipeline.commands.tools import make_engine, make_tools, settings_from, tools_digest
from translate_pipeline.errors import SettingsError, TranslateError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from translate_pipeline.engines import Engine
    from translate_pipeline.engines.decode import Decoder
    from translate_pipeline.memory import Memory
    from translate_pipeline.meter import Meter
    from translate_pipeline.model import Locale
    from translate_pipeline.schedule import Schedule
    from translate_pipeline.settings import Settings
    from translate_pipeline.store import Store
    from translate_pipeline.tally import Tally

_SCRAPE = 5.0
"""Seconds between two writings of the metrics."""
_GLANCE = 0.5
"""Seconds between two looks at the files that are watched."""
_SHOWN = 20
"""Posts that a dry run names."""


class Runner(StrEnum):
    """Where the model runs."""

    LOCAL = "local"
    RAY = "ray"


class Log(StrEnum):
    """How a batch speaks while it runs."""

    JSON = "json"


@app.command("batch")
def batch(
    posts: Annotated[list[str], typer.Argument(metavar="DIR|GLOB|POST...", help="Folders, patterns in quotes, or posts.")],
    to: To = None,
    source: From = None,
    out: Out = None,
    glossary: Glossaries = None,
    model: Model = None,
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", "-j", metavar="N", min=1, help="Batches decoded at once. [default: fitted to the machine]"),
    ] = None,
    repair: Repair = None,
    runner: Annotated[Runner, typer.Option("--runner", help="Run the model here, or on a Ray cluster.")] = Runner.LOCAL,
    bundle: Annotated[bool, typer.Option("--bundle", help="Make a bundle of each locale at the end.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done and why; do nothing.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Stay, and run again when posts or glossaries change.")] = False,
    metrics: Annotated[
        Path | None, typer.Option("--metrics", metavar="FILE", help="Keep figures there, in OpenMetrics text.")
    ] = None,
    log: Annotated[Log | None, typer.Option("--log", help="Speak in JSON lines on stderr instead of a board.")] = None,
    profile: Annotated[bool, typer.Option("--profile", help="Show the seconds of each stage.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
) -> None:
    """Translate many posts into locales: what is up to date is left, one broken post does not stop the others.

    Kill it at any moment and run it again: it ends in the same files, and does nothing twice.

    Exit code: 0 clean, 1 findings at error level, 2 a post failed, usage or input, 130 interrupted.
    """
    settings = settings_from(to=to, from_=source, out=out, glossaries=glossary, model=model, threads=jobs, repair=repair)
    if not settings.to:
        raise SettingsError("--to: name the locales to translate into, as in --to en,ko,zh-Hans,zh-Hant")
    run = _Batch(posts, settings, runner=runner, metrics=metrics, log=log)
    shown = _Shown(quiet=quiet, as_json=as_json, profile=profile)
    if dry_run:
        shown.plan(run.look())
        return
    code = run.interruptible(lambda: run.once(shown))
    if bundle:
        code = max(code, _bundle(settings, quiet=quiet or as_json))
    while watch:
        run.interruptible(lambda: run.wait(shown))
        code = run.interruptible(lambda: run.once(shown))
    raise typer.Exit(code)


class _Batch:
    """A batch as it was asked for."""

    def __init__(self, patterns: list[str], settings: Settings, *, runner: Runner, metrics: Path | None, log: Log | None):
        self.patterns, self.settings, self.runner, self.metrics, self.log = patterns, settings, runner, metrics, log
        self.store: Store | None = None
        self.tally: Tally | None = None
        self._decoder: Decoder | None = None

    def look(self) -> Schedule:
        """Return what is to be done, touching nothing."""
        from translate_pipeline.store import peek  # noqa: PLC0415

        with remembering(self.settings) as memory:
            return self._schedule(make_engine(self.settings), peek(self.settings.out), memory)

    def _schedule(self, engine: Engine, records: Any, memory: Memory | None) -> Schedule:
        from translate_pipeline.news import News  # noqa: PLC0415
        from translate_pipeline.schedule import find_posts, schedule  # noqa: PLC0415

        posts, news = find_posts(self.patterns, self.settings.out), News(memory) if memory else None
        return schedule(posts, self.settings.to, self.settings.out, tools_digest(self.settings, engine), records, news)

    def once(self, shown: _Shown) -> int:
        """Bring everything up to date. Returns the exit code."""
        from translate_pipeline.files import sweep  # noqa: PLC0415
        from translate_pipeline.lock import locked  # noqa: PLC0415
        from translate_pipeline.meter import Meter  # noqa: PLC0415
        from translate_pipeline.store import FOLDER, Store  # noqa: PLC0415

        meter = Meter()
        with locked(self.settings.out / FOLDER, "translate batch"):
            self.store = store = Store(self.settings.out)
            if store.moved:
                sys.stderr.write(f"warning: {store.moved}: was damaged and is put aside; what it knew is made again\n")
            for locale in self.settings.to:
                sweep(self.settings.out / str(locale))
            engine = make_engine(self.settings, decoder=self._decode(), drafts=store, meter=meter)
            with remembering(self.settings) as memory:
                return self._run(engine, store, meter, shown, memory)

    def _run(self, engine: Engine, store: Store, meter: Meter, shown: _Shown, memory: Memory | None) -> int:
        from translate_pipeline.tally import tally  # noqa: PLC0415

        schedule = learned(lambda records: self._schedule(engine, records, memory), store, memory)
        self.tally = counted = tally(schedule, self.settings.to)
        for _, error in counted.errors:
            if self.log is None:
                sys.stderr.write(f"error: {error}\n")
        try:
            if schedule.jobs or self.log:
                self._draft(schedule, engine, store, meter, shown, memory)
        finally:
            self._scrape(counted, meter, engine)
            store.close()
            self.store = None
        shown.summary(counted, meter, engine)
        return counted.exit_code

    def _draft(
        self, schedule: Schedule, engine: Engine, store: Store, meter: Meter, shown: _Shown, memory: Memory | None
    ) -> None:
        from translate_pipeline.batch import run_jobs  # noqa: PLC0415
        from translate_pipeline.commands.board import watcher  # noqa: PLC0415
        from translate_pipeline.commands.fit import fit_to_machine  # noqa: PLC0415

        counted = self.tally
        assert counted is not None  # noqa: S101  (set by the caller)
        if self.runner is Runner.LOCAL and schedule.jobs:
            fit_to_machine(engine, schedule.jobs, self.settings, say=not (shown.quiet or self.log))
        counted.began = scraped = time.monotonic()
        with watcher(counted, meter, quiet=shown.quiet or shown.as_json, log=self.log) as watched:
            if not schedule.jobs:
                return
            tools = make_tools(self.settings, engine, memory)
            for outcome in run_jobs(schedule.jobs, tools, store=store, meter=meter):
                counted.take(outcome)
                watched.saw(outcome)
                if time.monotonic() - scraped > _SCRAPE:
                    scraped = time.monotonic()
                    self._scrape(counted, meter, engine)

    def _decode(self) -> Decoder | None:
        if self.runner is Runner.RAY and self._decoder is None:
            from translate_pipeline.engines.cluster import RayDecoder  # noqa: PLC0415

            self._decoder = RayDecoder(workers=self.settings.threads)
        return self._decoder

    def _scrape(self, counted: Tally, meter: Meter, engine: Engine) -> None:
        if self.metrics is None:
            return
        from translate_pipeline.files import write_atomic  # noqa: PLC0415
        from translate_pipeline.metrics import openmetrics  # noqa: PLC0415

        model = {"engine": engine.name, "model": engine.model, "sha256": engine.model_sha256, "licence": engine.licence}
        write_atomic(self.metrics, openmetrics(meter, counted.outputs(), counted.findings(), model))

    def interruptible(self, work: Any) -> int:
        """Return what `work` does. Ctrl-C and SIGTERM end the process with what is done on the disk."""
        try:
            with _terminated():
                return int(work() or 0)
        except KeyboardInterrupt as error:
            code = 128 + (signal.SIGTERM if error.args else signal.SIGINT)
            if self.store:
                self.store.close(tidy=False)
            done = f"{self.tally.posts} posts done; " if self.tally else ""
            sys.stderr.write(f"\ninterrupted: {done}run the same command again to go on\n")
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)  # threads may wait for a model; nothing is left to be tidied

    def wait(self, shown: _Shown) -> int:
        """Return once a post, a review file, a glossary or a catalog is another than it was."""
        before = self._glance()
        if not shown.quiet:
            sys.stderr.write("watching for changes; Ctrl-C ends it\n")
        while self._glance() == before:
            time.sleep(_GLANCE)
        return 0

    def _glance(self) -> frozenset[tuple[str, int, int]]:
        from translate_pipeline.schedule import find_posts  # noqa: PLC0415

        try:
            posts = [path for path, _ in find_posts(self.patterns, self.settings.out)]
        except TranslateError:
            posts = []  # all gone for the moment; they may come back
        reviews = [path for locale in self.settings.to for path in (self.settings.out / str(locale)).rglob("*.po")]
        catalogs = [path for root in self.settings.catalog_roots() for path in root.glob("*/messages.po")]
        seen = set()
        for path in (*posts, *reviews, *catalogs, *self.settings.all_glossaries()):
            try:
                now = path.stat()
            except OSError:
                continue
            seen.add((str(path), now.st_mtime_ns, now.st_size))
        return frozenset(seen)


@contextmanager
def _terminated() -> Iterator[None]:
    """Make SIGTERM, with which services are stopped, the same as Ctrl-C."""

    def stop(number: int, _: object) -> None:
        raise KeyboardInterrupt(number)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class _Shown:
    """What is printed of a batch at its end."""

    def __init__(self, *, quiet: bool, as_json: bool, profile: bool):
        self.quiet, self.as_json, self.profile = quiet, as_json, profile

    def plan(self, schedule: Schedule) -> None:
        """Print what would be done."""
        due = [one for one in schedule.due if one.reasons]
        if self.as_json:
            said = [
                {"post": str(one.job.path), "due": {str(locale): reason for locale, reason in one.reasons.items()}}
                for one in due
            ]
            failed = [{"post": str(one.job.path), "error": str(one.error)} for one in schedule.failed]
            typer.echo(json.dumps({"due": said, "up_to_date": len(schedule.fresh), "failed": failed}, ensure_ascii=False))
            return
        for one in due[:_SHOWN]:
            typer.echo(f"{one.job.path}  {_reasons(one.reasons)}")
        if len(due) > _SHOWN:
            typer.echo(f"… and {len(due) - _SHOWN} posts more")
        for outcome in schedule.failed:
            sys.stderr.write(f"error: {outcome.error}\n")
        why = ", ".join(f"{number} {reason}" for reason, number in schedule.reasons.most_common())
        total = sum(schedule.reasons.values())
        typer.echo(f"{total} outputs to draft{f' ({why})' if why else ''}, {len(schedule.fresh)} up to date")

    def summary(self, counted: Tally, meter: Meter, engine: Engine) -> None:
        """Print what was done."""
        from translate_pipeline.commands.board import findings_of, measured, spell  # noqa: PLC0415

        if self.as_json:
            typer.echo(json.dumps(measured(counted, meter), ensure_ascii=False, indent=2))
            return
        if self.quiet:
            return
        drafted = sum(row.drafted for row in counted.rows.values())
        if not drafted and not counted.errors:  # quick: no rich
            typer.echo(f"{sum(row.fresh for row in counted.rows.values())} outputs, all up to date")
            return
        from rich.console import Console  # noqa: PLC0415

        from translate_pipeline.commands.tables import table  # noqa: PLC0415

        console = Console()
        shown = table("locale", "drafted", "up to\ndate", "failed", "segments", "findings")
        shown.columns[-1].justify = "left"
        for tag, row in counted.rows.items():
            cells = (row.drafted, row.fresh, row.failed, row.segments)
            shown.add_row(tag, *(f"{number:,}" for number in cells), findings_of(row))
        console.print(shown)
        counts = meter.counts()
        reused = counts.get("drafts_reused", 0)
        answered = counts.get("sentences_drafted", 0) + reused
        noun = "post" if counted.posts == 1 else "posts"
        rate = f"{answered / max(counted.seconds, 1e-3):,.0f} sentences a second"
        kept = f", {reused:,} answers known already" if reused else ""
        console.print(f"{counted.posts:,} {noun} in {spell(counted.seconds)}, {rate}{kept}", highlight=False)
        for path in counted.kept:
            console.print(f"[yellow]edited by hand since: moved to {path}[/yellow]", soft_wrap=True)
        if counted.errors:
            number = len(counted.errors)
            failed = "1 post failed" if number == 1 else f"{number:,} posts failed"
            console.print(f"[red]{failed}[/red]; run again once mended", highlight=False)
        if self.profile:
            self._profile(meter, console)
        console.print(f"[dim]{engine.name} {engine.model}[/dim]", highlight=False, soft_wrap=True)

    @staticmethod
    def _profile(meter: Meter, console: Any) -> None:
        from translate_pipeline.commands.tables import table  # noqa: PLC0415

        seconds = meter.seconds()
        shown = table("stage", "seconds", "share")
        for stage, took in sorted(seconds.items(), key=lambda item: -item[1]):
            shown.add_row(stage, f"{took:.2f}", f"{100 * took / sum(seconds.values()):.0f} %")
        console.print(shown)
        console.print("[dim]of two threads together; waiting for the other counts as work[/dim]", highlight=False)


def _reasons(reasons: Any) -> str:
    """Return why outputs are due, locales of one reason together: `en, ko: new`."""
    grouped: dict[str, list[Locale]] = {}
    for locale, reason in reasons.items():
        grouped.setdefault(reason, []).append(locale)
    return "; ".join(f"{', '.join(map(str, locales))}: {reason}" for reason, locales in grouped.items())


def _bundle(settings: Settings, *, quiet: bool) -> int:
    from translate_pipeline.commands.bundle import make_bundles  # noqa: PLC0415

    return make_bundles(settings, quiet=quiet)
