"""`translate review export` and `import`: review files for CAT tools, and what comes back of them."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path  # typer reads the annotations at run time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from translate_pipeline.commands import Group, app
from translate_pipeline.commands.run import To
from translate_pipeline.commands.tools import settings_from
from translate_pipeline.errors import InputError, TranslateError
from translate_pipeline.formats import FORMATS

if TYPE_CHECKING:
    from translate_pipeline.review_files import Imported


class ReviewGroup(Group):
    """Takes `translate review POST` for `translate review serve POST`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put in the command that was meant where none was named."""
        if args and args[0] not in {*self.commands, "--help"}:
            args = ["serve", *args]
        return super().parse_args(ctx, args)


review_app = typer.Typer(
    cls=ReviewGroup,
    help="Review drafts in a browser; take review files out to CAT tools and back. review POST|DIR: see serve.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(review_app, name="review")


class Format(StrEnum):
    """What review files are exported as."""

    XLIFF = "xliff"
    PO = "po"


@review_app.command("export")
def export(
    paths: Annotated[
        list[Path], typer.Argument(metavar="POST|REVIEW|DIR...", help="Posts, review files, or folders: all below.")
    ],
    to: To = None,
    kind: Annotated[Format, typer.Option("--format", help="XLIFF 1.2, or the PO file as it is.")] = Format.XLIFF,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE|DIR", help="[default: beside the review file]")
    ] = None,
) -> None:
    """Write review files for a CAT tool: drafts to be reviewed, with what was found in them, the glossary and alternatives.

    In a folder each has the place that it has below the folder of locales: ko/posts/r1.xlf.
    """
    from translate_pipeline.files import write_atomic  # noqa: PLC0415
    from translate_pipeline.review_files import export_xliff, original_of, reviews_in  # noqa: PLC0415
    from translate_pipeline.web.documents import find_documents  # noqa: PLC0415

    settings = settings_from(to=to)
    root, wanted = settings.out, settings.to if to else ()
    found: list[Path] = []
    for path in paths:
        of_post = wanted or path.suffix.lower() in FORMATS
        found += [one.path for one in find_documents([path], root, wanted)] if of_post else reviews_in(path)
    single = output is not None and output.suffix.lower() in {".xlf", ".xliff", ".po"} and not output.is_dir()
    if single and len(found) > 1:
        raise InputError(f"one file cannot hold {len(found)} review files: name a folder with -o", path=output)
    for review in found:
        suffix = ".xlf" if kind is Format.XLIFF else ".po"
        below = output / original_of(review, root) if output and not single else review
        target = output if output and single else below.with_suffix(suffix)
        if target.resolve() == review.resolve():
            raise InputError("is the review file itself: name another place with -o", path=target)
        write_atomic(target, export_xliff(review, root) if kind is Format.XLIFF else review.read_bytes())
        typer.echo(str(target))


@review_app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="XLIFF or PO files that came back.")],
    into: Annotated[
        Path | None, typer.Option("--into", metavar="DIR|REVIEW", help="Folder of locales, or the review file itself.")
    ] = None,
    dry: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and write nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Take what translators decided into the review files. What cannot be placed goes to REVIEW.unplaced.po.

    The next run puts it into the posts.

    Exit code: 0 all placed, 1 something was refused, 2 a file cannot be read or has no review file.
    """
    from translate_pipeline.review_files import incoming_of, take  # noqa: PLC0415

    root, code = into or settings_from().out, 0
    done: list[Imported] = []
    errors: list[str] = []
    for file in files:
        try:
            for review, incoming in incoming_of(file, root):
                done.append(take(file, review, incoming, dry=dry))
                if not as_json:
                    _show(done[-1])
        except TranslateError as error:
            sys.stderr.write(f"error: {error}\n")
            errors.append(str(error))
            code = 2
    if as_json:
        typer.echo(json.dumps({"imports": [_report(one) for one in done], "errors": errors}, ensure_ascii=False, indent=2))
    raise typer.Exit(code or int(any(one.merged.refused for one in done)))


def _counts(one: Imported) -> dict[str, int]:
    from translate_pipeline.review import Verdict  # noqa: PLC0415

    return {str(verdict): sum(placed.verdict is verdict for placed in one.merged.placed) for verdict in Verdict}


def _show(one: Imported) -> None:
    always = {"approved", "edited", "unchanged", "refused"}
    counts = [f"{number} {verdict}" for verdict, number in _counts(one).items() if number or verdict in always]
    typer.echo(f"{one.review}: {', '.join(counts)}")
    for placed in one.merged.refused:
        source = " ".join(placed.incoming.source.split())
        shown = source if len(source) <= 40 else f"{source[:39]}…"
        typer.echo(f"  refused: {shown}: {placed.reason}")
    if one.unplaced:
        typer.echo(f"  kept in {one.unplaced}")


def _report(one: Imported) -> dict[str, Any]:
    refused = [
        {"source": placed.incoming.source, "target": placed.incoming.target, "reason": placed.reason}
        for placed in one.merged.refused
    ]
    kept = str(one.unplaced) if one.unplaced else None
    return {"file": str(one.came), "review": str(one.review), **_counts(one), "refused_units": refused, "unplaced": kept}
