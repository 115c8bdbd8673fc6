"""`translate models`: the model packages on this machine, and those that could be."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from translate_pipeline.commands import Group, app
from translate_pipeline.commands.tools import STARTER
from translate_pipeline.errors import PackageError

if TYPE_CHECKING:
    from translate_pipeline.engines.argos import Available
    from translate_pipeline.engines.decode import Fit
    from translate_pipeline.engines.packages import Package

models = typer.Typer(cls=Group, help="List, install and remove model packages.", no_args_is_help=True)
app.add_typer(models, name="models")

Name = Annotated[str, typer.Argument(metavar="NAME", help="starter, or a package as 'translate models list' names it.")]


def _packages() -> tuple[tuple[Package, ...], tuple[tuple[Path, str], ...]]:
    from translate_pipeline.engines import argos  # noqa: PLC0415
    from translate_pipeline.engines.packages import read_package  # noqa: PLC0415

    found, broken = argos.installed()
    return (read_package(STARTER), *found), broken


def _named(name: str) -> Package:
    packages, _ = _packages()
    for package in packages:
        if package.name == name:
            return package
    raise PackageError(f"no installed package is called {name!r}; found {', '.join(p.name for p in packages)}")


def _pairs(package: Package) -> str:
    return " ".join(f"{source}→{target}" for source, target in package.pairs)


def _best_shapes(package: Package) -> str:
    best = {pair: max(shapes, key=lambda shape: shapes[shape]) for pair, shapes in package.probed.items() if shapes}
    return ", ".join(f"{shape} for {source}→{target}" for (source, target), shape in best.items())


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"


@models.command("list")
def list_() -> None:
    """List the packages on this machine."""
    from rich.console import Console  # noqa: PLC0415
    from rich.markup import escape  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    packages, broken = _packages()
    table = Table("name", "version", "pairs", "size", "licence")
    for package in packages:
        row = (package.name, package.version, _pairs(package), _megabytes(package.size), package.licence or "not stated")
        table.add_row(*row)
    console = Console()
    console.print(table)
    for path, reason in broken:
        console.print(f"[yellow]not usable:[/yellow] {escape(f'{path}: {reason}')}", soft_wrap=True)


@models.command("info")
def info(name: Name) -> None:
    """Show all that is known of a package, its model card too."""
    from translate_pipeline.engines.packages import model_sha256  # noqa: PLC0415

    package = _named(name)
    rows = {
        "name": package.name,
        "version": package.version,
        "path": package.path,
        "pairs": _pairs(package),
        "marks": package.marks or _best_shapes(package) or "none trained, not probed: codes are used",
        "size": _megabytes(package.size),
        "licence": package.licence or "not stated",
        "sha256": model_sha256(package),
    }
    for key, value in rows.items():
        typer.echo(f"{key:8} {value}")
    card = package.path / "README.md"
    if card.is_file():
        typer.echo("\n" + card.read_text(encoding="utf-8", errors="replace"))


@models.command("available")
def available() -> None:
    """List the packages that the index offers. Opens a connection."""
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    from translate_pipeline.engines import argos  # noqa: PLC0415

    here = {package.name: package.version for package in _packages()[0]}
    table = Table("name", "version", "installed")
    for entry in argos.fetch_index():
        table.add_row(entry.name, entry.version, here.get(entry.name, ""))
    Console().print(table)


@models.command("install")
def install(
    package: Annotated[str, typer.Argument(metavar="FILE|NAME", help="A file, its address, or a name from the index.")],
    sha256: Annotated[
        str | None, typer.Option("--sha256", metavar="HEX", help="What the archive's SHA-256 must be.")
    ] = None,
    probe_it: Annotated[
        bool, typer.Option("--probe/--no-probe", help="Find the mark shape that the model carries best.")
    ] = True,
) -> None:
    """Install a package from a file, or from the index by its name (ja_en). Only the index needs a network."""
    from translate_pipeline.engines import argos  # noqa: PLC0415
    from translate_pipeline.engines.packages import install_archive  # noqa: PLC0415

    into = argos.packages_dir()
    address = package.startswith(("https://", "http://"))
    if not address and (Path(package).is_file() or package.endswith((".argosmodel", ".zip")) or "/" in package):
        done = install_archive(Path(package), into, sha256=sha256)
    else:
        with tempfile.TemporaryDirectory(prefix="translate-") as folder:
            archive, stated = _downloaded(package, Path(folder))
            done = install_archive(archive, into, sha256=sha256 or stated)
    typer.echo(f"installed {done.name} {done.version} ({_megabytes(done.size)}) in {done.path}")
    if probe_it and not done.marks:
        _probe(done)


def _downloaded(name: str, folder: Path) -> tuple[Path, str | None]:
    from translate_pipeline.engines import argos  # noqa: PLC0415

    if name.startswith(("https://", "http://")):
        return _fetched(name, name, folder), None
    entry = next((entry for entry in argos.fetch_index() if entry.name == name), None)
    if entry is None:
        raise PackageError(f"the index offers no package {name!r}: see 'translate models available'")
    return _fetched(entry, name, folder), entry.sha256 or None


def _fetched(what: str | Available, name: str, folder: Path) -> Path:
    """Download an archive with a progress bar."""
    from rich.progress import DownloadColumn, Progress, TextColumn, TransferSpeedColumn  # noqa: PLC0415

    from translate_pipeline.engines import argos  # noqa: PLC0415

    with Progress(TextColumn("{task.description}"), DownloadColumn(), TransferSpeedColumn(), transient=True) as progress:
        task: Any = progress.add_task(name, total=None)

        def report(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total or None)

        return argos.download(what, folder / "package.argosmodel", report)


@models.command("probe")
def probe(name: Name) -> None:
    """Find the mark shape that a model carries best for each pair, and store it beside the model."""
    _probe(_named(name))


def _probe(package: Package) -> None:
    from translate_pipeline.commands.progress import Bar  # noqa: PLC0415
    from translate_pipeline.engines.ctranslate import CTranslateEngine  # noqa: PLC0415
    from translate_pipeline.engines.packages import store_probe  # noqa: PLC0415
    from translate_pipeline.engines.probe import probe as measure  # noqa: PLC0415

    engine = CTranslateEngine([package])
    with Bar(quiet=False) as bar:
        measured = {pair: measure(engine, *pair, bar.advance) for pair in package.pairs}
    for (source, target), shapes in measured.items():
        ranked = sorted(shapes, key=lambda shape: -shapes[shape])
        said = ", ".join(f"{shape} {100 * shapes[shape]:.0f} %" for shape in ranked)
        typer.echo(f"{source}→{target}  {said or 'no sentences for this language: the usual shapes are used'}")
    if any(measured.values()):
        store_probe(package, {pair: shapes for pair, shapes in measured.items() if shapes})


@models.command("calibrate")
def calibrate(name: Name = "starter") -> None:
    """Measure how a model runs fastest on this machine, and remember it. It changes the speed, never what comes out."""
    from translate_pipeline.engines import calibrate as fitting  # noqa: PLC0415
    from translate_pipeline.engines.probe import SENTENCES  # noqa: PLC0415

    package = _named(name)
    source, target = next((pair for pair in package.pairs if pair[0] in SENTENCES), package.pairs[0])
    some = [text.replace("{}", "GPT-4") for text in SENTENCES.get(source, SENTENCES["en"])]
    texts = [one + other for one in some for other in some]

    def report(fit: Fit, rate: float) -> None:
        threads = "thread" if fit.threads == 1 else "threads"
        typer.echo(f"{fit.workers} × {fit.threads} {threads}, {fit.tokens:5} pieces a batch  {rate:9,.0f} pieces a second")

    best, _ = fitting.calibrate(package, texts, target, report)
    fitting.store((package,), best)
    typer.echo(f"from now on: {best.workers} × {best.threads}, {best.tokens} pieces a batch")


@models.command("remove")
def remove(name: Name) -> None:
    """Remove an installed package. The starter stays: it is part of the program."""
    from translate_pipeline.engines import argos  # noqa: PLC0415
    from translate_pipeline.engines.packages import remove_package  # noqa: PLC0415

    package = _named(name)
    if package.path == STARTER:
        raise PackageError("the starter is part of the program and cannot be removed")
    remove_package(package, argos.packages_dir())
    typer.echo(f"removed {package.name}")
