"""The command line. typer and rich live only here; each command is a few lines over a function that returns a value."""

from __future__ import annotations

import sys
from typing import Any

import typer
from typer.core import TyperGroup

from translate_pipeline.errors import TranslateError


class Group(TyperGroup):
    """Turns trouble into one line on stderr and exit code 2."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was named."""
        try:
            return super().invoke(ctx)
        except TranslateError as error:
            sys.stderr.write(f"error: {error}\n")
            raise typer.Exit(2) from None
        except BrokenPipeError:
            # The reader of a pipe went away (`translate lines … | head`): nothing is wrong with us.
            sys.stderr.close()
            raise typer.Exit(0) from None


app = typer.Typer(
    cls=Group,
    name="translate",
    help="Offline translation and localisation of posts: Japanese, Korean, Chinese, English.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    if wanted:
        from translate_pipeline import __version__  # noqa: PLC0415

        typer.echo(f"translate_pipeline {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Show the version and exit."),
) -> None:
    """Offline translation and localisation of posts: Japanese, Korean, Chinese, English."""


def main() -> None:
    """Run the command line."""
    from translate_pipeline.commands import (  # noqa: F401, PLC0415  (each registers itself)
        batch,
        bundle,
        check,
        detect,
        evaluate,
        exchange,
        glossary,
        init,
        learning,
        lines,
        memory,
        models,
        publish,
        review,
        review_page,
        run,
        status,
    )

    app()
