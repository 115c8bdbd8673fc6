"""`translate bundle`: one archive per locale, and a look into archives."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path  # typer reads the annotations at run time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from translate_pipeline.commands import Group, app
from translate_pipeline.commands.run import Out, To
from translate_pipeline.commands.tools import settings_from
from translate_pipeline.errors import SettingsError, TranslateError

if TYPE_CHECKING:
    from translate_pipeline.bundle import Bundle
    from translate_pipeline.settings import Settings

bundles = typer.Typer(cls=Group, help="Make one archive per locale, and look into archives.", rich_markup_mode=None)
app.add_typer(bundles, name="bundle")


class Layout(StrEnum):
    """Whose paths posts are laid out in."""

    PLAIN = "plain"
    HUGO = "hugo"
    DOCUSAURUS = "docusaurus"
    ASTRO = "astro"


Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@bundles.callback(invoke_without_command=True)
def bundle(
    context: typer.Context,
    to: To = None,
    reviewed_only: Annotated[bool, typer.Option("--reviewed-only", help="Only posts that are reviewed throughout.")] = False,
    layout: Annotated[Layout, typer.Option("--layout", help="Whose paths posts are laid out in.")] = Layout.PLAIN,
    out: Out = None,
    dest: Annotated[Path, typer.Option("--dest", metavar="DIR", help="Folder for the archives.")] = Path("bundles"),
    as_json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
) -> None:
    """Make one archive per locale: posts, review files, catalogs and a manifest. The same files make the same bytes.

    Exit code: 0 clean, 1 a review file has decisions that are not in its post yet, 2 a post cannot be read, usage or input.
    """
    if context.invoked_subcommand is not None:
        return
    settings = settings_from(to=to, out=out)
    made = _make(settings, dest, layout, reviewed_only=reviewed_only)
    if as_json:
        report = {"bundles": [_report(one) for one in made.bundles], "errors": list(made.errors)}
        typer.echo(json.dumps(report, ensure_ascii=False, indent=2))
    elif not quiet:
        for one in made.bundles:
            _show(one)
    raise typer.Exit(made.code)


def make_bundles(settings: Settings, *, quiet: bool) -> int:
    """Make the bundles that `translate batch --bundle` asks for; return the exit code."""
    made = _make(settings, Path("bundles"), Layout.PLAIN, reviewed_only=False)
    for one in made.bundles if not quiet else ():
        _show(one)
    return made.code


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    bundles: tuple[Bundle, ...]
    errors: tuple[str, ...]
    """A line each; they were printed."""

    @property
    def code(self) -> int:
        return 2 if self.errors else int(any(one.stale for one in self.bundles))


def _make(settings: Settings, dest: Path, layout: Layout, *, reviewed_only: bool) -> _Made:
    from translate_pipeline.bundle import Order, make_bundle  # noqa: PLC0415
    from translate_pipeline.bundle_posts import collect, locales_in  # noqa: PLC0415
    from translate_pipeline.glossary import load_glossary  # noqa: PLC0415

    locales, errors = (settings.to, []) if settings.to else locales_in(settings.out)
    if not locales and not errors:
        raise SettingsError(f"{settings.out}: found no locale with posts: run translate batch first, or name one with --to")
    order = Order(layout=layout.value, reviewed_only=reviewed_only, roots=settings.catalog_roots())
    glossary = load_glossary(settings.all_glossaries())
    made = []
    for locale in locales:
        found = collect(settings.out, locale, glossary)
        errors += found.errors
        try:
            made.append(make_bundle(found, dest, order))
        except TranslateError as error:
            errors.append(error)
    for wrong in errors:
        sys.stderr.write(f"error: {wrong}\n")
    return _Made(bundles=tuple(made), errors=tuple(map(str, errors)))


def _report(one: Bundle) -> dict[str, Any]:
    return {
        "path": str(one.path),
        "locale": str(one.locale),
        **one.manifest["totals"],
        "left_out": one.left_out,
        "stale": [str(path) for path in one.stale],
        "edited": [str(path) for path in one.edited],
    }


def _posts(count: int) -> str:
    return f"{count} post{'s' if count != 1 else ''}"


def _show(one: Bundle) -> None:
    totals = one.manifest["totals"]
    left = f", {one.left_out} not reviewed and left out" if one.left_out else ""
    # Rounded down: 100 % is all.
    typer.echo(f"{one.path}  {_posts(totals['posts'])}, {int(100 * totals['reviewed_share'])} % reviewed{left}")
    for path in one.stale:
        typer.echo(f"  {path}: its review file has decisions that are not in it yet: run translate batch or run again")
    for path in one.edited:
        typer.echo(f"  {path}: was edited by hand after it was written; it is bundled as it is")


@bundles.command("verify")
def verify(files: Annotated[list[Path], typer.Argument(metavar="FILE...")], as_json: Json = False) -> None:
    """Check that bundles are whole: every file there, none more, each with its digest, every catalog readable.

    Exit code: 0 whole, 1 damaged, 2 no bundle at all.
    """
    from translate_pipeline.bundle_check import verify as look  # noqa: PLC0415

    code, said = 0, []
    for file in files:
        try:
            manifest, faults = look(file)
        except TranslateError as error:
            sys.stderr.write(f"error: {error}\n")
            code = 2
            said.append({"path": str(file), "ok": False, "error": str(error)})
            continue
        code = max(code, int(bool(faults)))
        totals = {"locale": manifest["locale"], "posts": len(manifest["posts"]), "version": manifest["version"]}
        said.append({"path": str(file), "ok": not faults, **totals, "faults": list(faults)})
        if not as_json:
            for fault in faults:
                typer.echo(f"{file}: {fault}")
            if not faults:
                typer.echo(f"{file}  OK: {_posts(len(manifest['posts']))} in {manifest['locale']}")
    if as_json:
        typer.echo(json.dumps({"bundles": said}, ensure_ascii=False, indent=2))
    raise typer.Exit(code)


@bundles.command("diff")
def diff(
    one: Annotated[Path, typer.Argument(metavar="A")],
    other: Annotated[Path, typer.Argument(metavar="B")],
    as_json: Json = False,
) -> None:
    """Say what changed from one bundle to another. Exit code: 0 nothing, 1 something, 2 not two whole bundles."""
    from dataclasses import asdict  # noqa: PLC0415

    from translate_pipeline.bundle_check import diff as differences  # noqa: PLC0415

    changes = differences(one, other)
    if as_json:
        report = {"equal": not changes, "changes": [asdict(change) for change in changes]}
        typer.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        for change in changes:
            typer.echo(str(change))
    raise typer.Exit(int(bool(changes)))
