"""`translate review report`: what reviewers change most."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path  # typer reads the annotations at run time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from translate_pipeline.commands.review import review_app
from translate_pipeline.commands.run import Glossaries
from translate_pipeline.commands.tables import table
from translate_pipeline.commands.tools import settings_from

if TYPE_CHECKING:
    from translate_pipeline.learn import Learnt


@review_app.command("report")
def report(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR|REVIEW]", help="Folder of the locales. [default: --out of run]")
    ] = None,
    glossary: Glossaries = None,
    least: Annotated[int, typer.Option("--least", metavar="N", min=1, help="Sentences that a change must be made in.")] = 2,
    top: Annotated[int, typer.Option("--top", metavar="N", min=1, help="Rows of each table.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object with every row.")] = False,
) -> None:
    """Say what reviewers make of the drafts: how many they approve untouched, how much they change, and what.

    By locale, by what the checks had found, by concept, and name by name. `translate glossary suggest` makes rows of it.
    """
    from translate_pipeline.edits import read_edits, review_files  # noqa: PLC0415
    from translate_pipeline.glossary import load_glossary  # noqa: PLC0415
    from translate_pipeline.learn import learn  # noqa: PLC0415

    settings = settings_from(glossaries=glossary)
    found = learn(read_edits(review_files(folder or settings.out)), load_glossary(settings.all_glossaries()), least)
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
    else:
        _show(found, top)


def _show(found: Learnt, top: int) -> None:
    from rich.console import Console  # noqa: PLC0415

    console = Console()
    if not found.locales:
        typer.echo("no drafts and no reviewed sentences")
        return
    console.print(_efforts(found))
    for head, rows in (_checks(found), _concepts(found), _changes(found)):
        if not rows:
            continue
        shown = table(*head)
        for row in rows[:top]:
            shown.add_row(*row)
        console.print(shown)
        if len(rows) > top:
            console.print(f"  {len(rows) - top} more: see --top", highlight=False)
    unknown = sum(one.unknown for one in found.locales)
    if unknown:
        console.print(_UNKNOWN.format(unknown), highlight=False, soft_wrap=True)


_Table = tuple[Sequence[str], Sequence[Sequence[str]]]
"""The names of the columns, and the rows."""

_UNKNOWN = (
    "{} reviewed sentences are in no table but the first: nobody knows what the machine had made of them (they come from "
    "another post, or were edited in a review file that an older version wrote)"
)


def _efforts(found: Learnt) -> Any:
    shown = table(
        "locale", "drafts\nleft", "approved\nuntouched", "edited", "characters\nchanged", "chrF2", "draft\nunknown"
    )
    for one in found.locales:
        changed = f"{100 * one.changed:.0f} %" if one.approved + one.edited else ""
        chrf = "" if one.chrf is None else f"{one.chrf:.1f}"
        shown.add_row(one.locale, str(one.drafts), str(one.approved), str(one.edited), changed, chrf, str(one.unknown))
    return shown


def _checks(found: Learnt) -> _Table:
    rows = [(one.check, str(one.decided), str(one.edited), _percent(one.edited, one.decided)) for one in found.checks]
    return ("found in the draft", "reviewed", "edited", "share"), rows


def _concepts(found: Learnt) -> _Table:
    rows = [
        (f"{one.concept} ({one.locale}: {one.form})", str(one.sentences), str(one.put_in), str(one.taken_out))
        for one in found.concepts
    ]
    return ("concept", "sentences", "put in", "taken out"), rows


def _changes(found: Learnt) -> _Table:
    rows = [(f"{one.locale}: {one.old} → {one.new}", str(one.sentences)) for one in found.changes]
    return ("changed the same way", "sentences"), rows


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else ""
