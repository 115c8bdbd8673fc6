"""`translate status`: how posts stand in each locale."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path  # typer reads the annotations at run time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from translate_pipeline.commands import app
from translate_pipeline.commands.run import To
from translate_pipeline.commands.tables import table
from translate_pipeline.commands.tools import settings_from
from translate_pipeline.errors import InputError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from translate_pipeline.model import Locale
    from translate_pipeline.settings import Settings
    from translate_pipeline.status import Standing, Status


class Failing(StrEnum):
    """What a post may be so that the exit code is 1."""

    STALE = "stale"
    UNTRANSLATED = "untranslated"
    ORPHANED = "orphaned"
    UNREVIEWED = "unreviewed"
    FINDINGS = "findings"


@app.command("status")
def status(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="Folder of the posts: each is expected in every locale.")
    ] = None,
    to: To = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder of the locales. [default: locales]")
    ] = None,
    fail_on: Annotated[
        list[Failing] | None,
        typer.Option("--fail-on", help="Exit with 1 where a post is so (findings: errors); repeatable."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")] = False,
) -> None:
    """Say of each post and locale: up to date, stale, untranslated or orphaned; the reviewed share, findings, edits by hand.

    A post is stale where its source holds something else than what was translated. Without DIR, sources are looked for
    below this folder, and posts are expected that have an output in one locale.

    Exit code: 0, 1 with --fail-on where a post is so, 2 an output cannot be read, usage or input.
    """
    from translate_pipeline.sources import find_sources  # noqa: PLC0415
    from translate_pipeline.status import look  # noqa: PLC0415

    settings = settings_from(to=to, out=out)
    if folder is not None and not folder.is_dir():
        raise InputError("no such folder; expected that of the posts", path=folder)
    locales = _locales(settings, only=to is not None)
    sources = find_sources(folder or _source() or Path(), settings.out)
    found = look(settings.out, locales, sources, all_sources=folder is not None)
    for error in found.errors:
        sys.stderr.write(f"error: {error}\n")
    if as_json:
        report = {"posts": list(map(_report, found.posts)), "totals": found.totals(), "errors": list(map(str, found.errors))}
        typer.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        _show(found)
    failing = any(_is(one, kind) for one in found.posts for kind in fail_on or ())
    raise typer.Exit(2 if found.errors else int(failing))


def _source() -> Path | None:
    """Return the folder of the posts, where the site's settings say."""
    from translate_pipeline.publish_settings import load_publishing  # noqa: PLC0415

    return load_publishing(Path.cwd()).source


def _locales(settings: Settings, *, only: bool) -> Sequence[Locale]:
    """Return the locales to look at: those that were named; else the site's, and all that have posts."""
    from translate_pipeline.bundle_posts import locales_in  # noqa: PLC0415

    found, errors = locales_in(settings.out)
    if errors and not only:
        raise errors[0]
    locales = settings.to if only else tuple(dict.fromkeys((*settings.to, *found)))
    if not locales:
        raise SettingsError(f"{settings.out}: found no locale with posts: run translate batch first, or name one with --to")
    return locales


def _is(one: Standing, kind: Failing) -> bool:
    if kind is Failing.UNREVIEWED:
        return one.unreviewed > 0
    return one.errors > 0 if kind is Failing.FINDINGS else one.state.value == kind.value


def _report(one: Standing) -> dict[str, Any]:
    from translate_pipeline.bundle_posts import share  # noqa: PLC0415

    return {
        "post": one.name,
        "locale": str(one.locale),
        "state": str(one.state),
        "source": str(one.source) if one.source else None,
        "output": str(one.output) if one.output else None,
        "entries": one.entries,
        "reviewed": one.reviewed,
        "reviewed_share": share(one.reviewed, one.entries) if one.output else 0.0,
        "findings": dict(one.findings),
        "edited": one.edited,
        "pending": one.pending,
    }


def _show(found: Status) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    from translate_pipeline.layouts import shown  # noqa: PLC0415
    from translate_pipeline.status import State  # noqa: PLC0415

    colours = {State.STALE: "yellow", State.UNTRANSLATED: "red", State.ORPHANED: "red", State.UNKNOWN: "yellow"}
    rows = table("post", "locale", "state", "reviewed", "findings", "")
    for number in (1, 2, 5):
        rows.columns[number].justify = "left"
    before = ""
    for one in found.posts:
        post = "" if one.name == before else shown(one.name)
        before = one.name
        state = Text(str(one.state), style=colours.get(one.state, ""))
        rows.add_row(Text(post), str(one.locale), state, *_numbers(one), _remarks(one))
    console = Console()
    console.print(rows)
    console.print(_summary(found), highlight=False, soft_wrap=True)


def _numbers(one: Standing) -> tuple[str, str]:
    if one.output is None:
        return "", ""
    levels = [f"{count} {level}{'s' if count > 1 else ''}" for level, count in reversed(list(one.findings.items())) if count]
    return f"{one.reviewed}/{one.entries}", ", ".join(levels)


def _remarks(one: Standing) -> str:
    said = ["edited by hand"] if one.edited else []
    return ", ".join([*said, "decisions not in it yet"] if one.pending else said)


def _summary(found: Status) -> str:
    from translate_pipeline.status import State  # noqa: PLC0415

    totals = found.totals()
    states = [f"{totals[state]} {state}" for state in State if totals[state]]
    percent = int(100 * totals["reviewed_share"])  # rounded down: 100 % is all
    return f"{', '.join(states) or 'no posts'}; {totals['reviewed']} of {totals['entries']} sentences reviewed ({percent} %)"
