"""`translate memory`: import, export, count, search and prune what people decided."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from contextlib import contextmanager
from datetime import date
from itertools import chain
from pathlib import Path  # typer reads the annotations at run time
from typing import TYPE_CHECKING, Annotated

import typer

from translate_pipeline.commands import Group, app
from translate_pipeline.commands.run import From, Out, To
from translate_pipeline.commands.tables import table
from translate_pipeline.commands.tools import settings_from
from translate_pipeline.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from translate_pipeline.memory import Chosen, Entry, Match, Memory
    from translate_pipeline.model import Locale
    from translate_pipeline.settings import Settings

memory_app = typer.Typer(cls=Group, no_args_is_help=True, rich_markup_mode=None, help="Look after the translation memory.")
app.add_typer(memory_app, name="memory")

Where = Annotated[
    str | None,
    typer.Option("--memory", metavar="FILE|URL", help="The memory. [default: .translate/memory.sqlite3 in --out]"),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")]
_FORMATS = ("tmx", "po", "csv", "tsv")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LEFT_OUT = 5
"""Units left out that are named one by one."""


@memory_app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="TMX, review files (.po), CSV or TSV.")],
    kind: Annotated[str, typer.Option("--format", help=f"{', '.join(_FORMATS)}. [default: by the file's name]")] = "",
    drafts: Annotated[bool, typer.Option("--drafts", help="The drafts of review files too, as drafts.")] = False,
    out: Out = None,
    memory: Where = None,
) -> None:
    """Put the units of files into the memory. What is there already stays as it is; importing twice changes nothing."""
    from translate_pipeline.memory import Put  # noqa: PLC0415

    total = Put()
    with _opened(settings_from(out=out, memory=memory)) as opened:
        for file in files:
            left_out: list[str] = []
            done = opened.put(_parsed(file, kind or _guess(file), left_out, drafts=drafts))
            total += done
            for line in left_out[:_LEFT_OUT]:
                sys.stderr.write(f"left out: {line}\n")
            if len(left_out) > _LEFT_OUT:
                sys.stderr.write(f"left out: {file}: {len(left_out) - _LEFT_OUT:,} units more\n")
    typer.echo(f"{total.added:,} units added, {total.changed:,} changed, {total.same:,} there already")


def _parsed(file: Path, kind: str, left_out: list[str], *, drafts: bool) -> Iterator[Entry]:
    from translate_pipeline.formats import memory_table, reviewed, tmx  # noqa: PLC0415

    if kind == "tmx":
        return tmx.parse_tmx(file, left_out)
    if kind == "po":
        return reviewed.parse_reviewed(file, date.today().isoformat(), drafts=drafts)
    if kind in {"csv", "tsv"}:
        return memory_table.parse_table(file, left_out)
    raise SettingsError(f"--format: found {kind!r}, expected one of {', '.join(_FORMATS)}")


@memory_app.command("export")
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The TMX, CSV or TSV file to write; - for standard output.")],
    kind: Annotated[str, typer.Option("--format", help="tmx, csv, tsv. [default: by the file's name]")] = "",
    source: From = None,
    to: To = None,
    post: Annotated[str, typer.Option("--post", help="Only what stands in this post.")] = "",
    drafts: Annotated[bool, typer.Option("--drafts", help="Drafts too.")] = False,
    out: Out = None,
    memory: Where = None,
) -> None:
    """Write the reviewed units to a file. The same units make the same bytes."""
    from translate_pipeline.files import write_atomic  # noqa: PLC0415

    kind = kind or _guess(file)
    settings = settings_from(from_=source, to=to, out=out, memory=memory)
    with _opened(settings) as opened:
        count: Counter[str] = Counter()
        entries = chain.from_iterable(opened.entries(one) for one in _chosen(settings, post, drafts=drafts))
        data = b"".join(_serialized(_counted(entries, count), kind))
    if str(file) == "-":
        sys.stdout.buffer.write(data)
        return
    write_atomic(file, data)
    sys.stderr.write(f"{file}: {count['units']:,} units\n")


def _chosen(settings: Settings, post: str, *, drafts: bool) -> list[Chosen]:
    """Return what `--from` and `--to` mean: the pair with each of the targets, in order of their tags."""
    from translate_pipeline.memory import Chosen  # noqa: PLC0415

    wanted = None if drafts else False
    targets: list[Locale | None] = [*sorted(settings.to, key=str)] or [None]
    return [Chosen(source=settings.source, target=target, post=post, drafts=wanted) for target in targets]


def _counted(entries: Iterator[Entry], count: Counter[str]) -> Iterator[Entry]:
    for entry in entries:
        count["units"] += 1
        yield entry


def _serialized(entries: Iterator[Entry], kind: str) -> Iterator[bytes]:
    from translate_pipeline.formats import memory_table, tmx  # noqa: PLC0415

    if kind == "tmx":
        return tmx.serialize_tmx(entries)
    if kind in {"csv", "tsv"}:
        return memory_table.serialize_table(entries, "\t" if kind == "tsv" else ",")
    raise SettingsError(f"--format: found {kind!r}, expected tmx, csv or tsv")


@memory_app.command("stats")
def stats(as_json: Json = False, out: Out = None, memory: Where = None) -> None:
    """Count the units of each pair of locales."""
    with _opened(settings_from(out=out, memory=memory)) as opened:
        counted, where = opened.store.count(), opened.store.where
    if as_json:
        from dataclasses import asdict  # noqa: PLC0415

        typer.echo(json.dumps({"memory": where, "pairs": [asdict(one) for one in counted]}, ensure_ascii=False, indent=2))
        return
    from rich.console import Console  # noqa: PLC0415

    shown = table("pair", "reviewed", "drafts", "posts", "oldest", "newest")
    for one in counted:
        numbers = (f"{number:,}" for number in (one.reviewed, one.drafts, one.posts))
        shown.add_row(f"{one.source} → {one.target}", *numbers, one.oldest, one.newest)
    console = Console()
    if counted:
        console.print(shown)
    console.print(f"{where}: {sum(one.reviewed for one in counted):,} reviewed units", highlight=False, soft_wrap=True)


@memory_app.command("search")
def search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A sentence; with --contains a word or a piece of one.")],
    source: From = None,
    to: To = None,
    contains: Annotated[bool, typer.Option("--contains", help="Find the sentences that have TEXT in them.")] = False,
    least: Annotated[int, typer.Option("--least", metavar="PERCENT", min=1, max=100, help="How alike at least.")] = 75,
    most: Annotated[int, typer.Option("--most", metavar="N", min=1, help="How many at most.")] = 10,
    as_json: Json = False,
    out: Out = None,
    memory: Where = None,
) -> None:
    """Show the remembered translations of a sentence and of those like it (TSV): per cent, locale, source, target, where.

    101 is the same sentence between the same sentences, 100 the same sentence.

    Exit code: 0 found, 1 nothing found, 2 usage.
    """
    from translate_pipeline.detect import detect  # noqa: PLC0415
    from translate_pipeline.memory import Query  # noqa: PLC0415

    settings = settings_from(from_=source, to=to, out=out, memory=memory)
    locale = settings.source or detect(text).locale
    if locale is None or not settings.to:
        raise SettingsError("name the languages, as in --from ja --to en,ko")
    found: list[tuple[str, Match]] = []
    with _opened(settings) as opened:
        for target in settings.to:
            if contains:
                matches = opened.containing(text, locale, target, most)
            else:
                matches = opened.fuzzy(Query(text=text, source=locale, target=target), least=least / 100, most=most)
            found += [(str(target), match) for match in matches]
    if as_json:
        typer.echo(json.dumps({"matches": [_said(tag, match) for tag, match in found]}, ensure_ascii=False, indent=2))
    else:
        for tag, match in found:
            typer.echo("\t".join(_line(tag, match)))
    raise typer.Exit(0 if found else 1)


def _said(tag: str, match: Match) -> dict[str, object]:
    return {
        "score": match.score,
        "locale": tag,
        "source": match.source,
        "target": match.target,
        "how": match.how,
        "posts": match.posts,
        "reviewed": match.reviewed,
        "figures_put": match.put,
        "figures_missed": match.missed,
    }


def _line(tag: str, match: Match) -> list[str]:
    score = f"{100 * match.score:.0f}" if match.score else ""
    where = " ".join([*match.posts, match.reviewed, "" if match.how == "direct" else f"({match.how})"])
    return [" ".join(cell.split()) for cell in (score, tag, match.source, match.target, where)]


@memory_app.command("prune")
def prune(
    source: From = None,
    to: To = None,
    post: Annotated[str, typer.Option("--post", help="What stands in this post.")] = "",
    origin: Annotated[str, typer.Option("--origin", help="What is of this origin: review, import.")] = "",
    before: Annotated[str, typer.Option("--before", metavar="DAY", help="What was reviewed before, as in 2026-01-31.")] = "",
    drafts: Annotated[bool, typer.Option("--drafts", help="Only drafts.")] = False,
    keep: Annotated[str, typer.Option("--keep", metavar="SIGNATURE", help="Only drafts of any other signature.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say how many.")] = False,
    out: Out = None,
    memory: Where = None,
) -> None:
    """Forget the units that fit every option. Without --dry-run they are gone: export first."""
    from translate_pipeline.memory import Chosen  # noqa: PLC0415

    if before and not _DAY.fullmatch(before):
        raise SettingsError(f"--before: found {before!r}, expected a day such as 2026-01-31")
    if not any((source, to, post, origin, before, drafts, keep)):
        raise SettingsError("name what to forget, with --post, --origin, --before, --drafts, --keep, --from or --to")
    settings = settings_from(from_=source, to=to, out=out, memory=memory)
    targets = settings.to if to else (None,)
    chosen = [
        Chosen(
            source=settings.source if source else None,
            target=target,
            post=post,
            origin=origin,
            before=before,
            drafts=True if drafts else None,
            not_signed=keep,
        )
        for target in targets
    ]
    with _opened(settings) as opened:
        number = sum(opened.store.prune(one, pretend=dry_run) for one in chosen)
    typer.echo(f"{number:,} units {'would be forgotten' if dry_run else 'forgotten'}")


@contextmanager
def _opened(settings: Settings) -> Iterator[Memory]:
    """Open the memory of the settings for as long as a block lasts."""
    from translate_pipeline.memory import open_memory  # noqa: PLC0415

    memory = open_memory(settings.memory, settings.out)
    if memory is None:
        raise SettingsError("memory is off: name a file or an address with --memory, or take it out of translate.toml")
    try:
        yield memory
    finally:
        memory.close()


def _guess(path: Path) -> str:
    """Return the format that a file's name suggests."""
    kind = path.suffix.lower().removeprefix(".")
    if kind not in _FORMATS:
        raise SettingsError(f"{path}: name the format with --format, one of {', '.join(_FORMATS)}")
    return kind
