"""`translate detect`: what language each line is in, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from translate_pipeline.commands import app
from translate_pipeline.commands.lines import read_lines
from translate_pipeline.commands.run import From

if TYPE_CHECKING:
    from translate_pipeline.model import Locale


@app.command("detect")
def detect(
    source: From = None,
    runs: Annotated[bool, typer.Option("--runs", help="A fourth column: foreign runs inside the line.")] = False,
) -> None:
    """Tell the language of each line of input.

    Prints LANGUAGE, CONFIDENCE and REASON, tab-separated.
    --runs adds START-END LANGUAGE TEXT for each foreign run, parted by '; '.
    """
    from translate_pipeline.locales import parse_locale  # noqa: PLC0415

    prior = parse_locale(source) if source not in {None, "auto"} else None
    for line in read_lines():
        typer.echo("\t".join(describe(line, prior, runs=runs)))


def describe(line: str, prior: Locale | None, *, runs: bool) -> list[str]:
    """Return the columns for a line."""
    from translate_pipeline.detect import detect as detect_text  # noqa: PLC0415
    from translate_pipeline.detect import foreign_runs  # noqa: PLC0415

    found = detect_text(line, prior=prior)
    columns = [str(found.locale or "und"), f"{found.confidence:.2f}", found.reason]
    if runs:
        inside = foreign_runs(line, found.locale) if found.locale else ()
        columns.append("; ".join(f"{run.span.start}-{run.span.end} {run.detected.locale} {run.text}" for run in inside))
    return columns
