"""`translate review POST|DIR`: the review page, on this machine or as one file."""

from __future__ import annotations

import os
import sys
from pathlib import Path  # typer reads the annotations at run time
from typing import TYPE_CHECKING, Annotated

import typer

from translate_pipeline.commands.remembering import remembering
from translate_pipeline.commands.review import review_app
from translate_pipeline.commands.run import Glossaries, To
from translate_pipeline.commands.tools import check_levels, settings_from
from translate_pipeline.errors import InputError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from translate_pipeline.memory import Memory
    from translate_pipeline.settings import Settings
    from translate_pipeline.web.desk import Desk
    from translate_pipeline.web.documents import Document


@review_app.command("serve")
def serve(
    paths: Annotated[list[Path], typer.Argument(metavar="POST|DIR...", help="Posts, review files or folders of them.")],
    to: To = None,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="[default: any that is free]")] = 0,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")] = False,
    static: Annotated[bool, typer.Option("--static", help="Write the page as one HTML file that needs no server.")] = False,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE|DIR", help="Of --static. [default: SLUG.LOCALE.html here]")
    ] = None,
    lang: Annotated[str | None, typer.Option("--lang", metavar="TAG", help="Language of the page of --static.")] = None,
    glossary: Glossaries = None,
) -> None:
    """Review drafts in a browser. Only this machine can connect, and only with the address that is printed.

    "translate review POST" is the same. Ctrl-C ends it; everything is saved as it is decided.
    """
    from translate_pipeline.web.documents import find_documents  # noqa: PLC0415

    settings = settings_from(to=to, glossaries=glossary)
    wanted = settings.to if to else ()
    documents = find_documents(paths, settings.out, wanted)
    if (output or lang) and not static:
        raise SettingsError(f"{'--output' if output else '--lang'} goes with --static: add it, or leave that out")
    with remembering(settings) as memory:
        desk = _desk(documents, settings, memory)
        if static:
            _write(desk, documents, output, lang)
            return
        from translate_pipeline.web import serve as server  # noqa: PLC0415

        typer.echo(f"{len(documents)} review file{'' if len(documents) == 1 else 's'}; Ctrl-C ends it")
        server.serve(desk, port, _say, show=not no_open)


def _say(address: str) -> None:
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()


def _desk(documents: Sequence[Document], settings: Settings, memory: Memory | None) -> Desk:
    from translate_pipeline.furniture import load_catalogs  # noqa: PLC0415
    from translate_pipeline.glossary import load_glossary  # noqa: PLC0415
    from translate_pipeline.web.desk import Desk  # noqa: PLC0415

    return Desk(
        documents={one.id: one for one in documents},
        glossary=load_glossary(settings.all_glossaries()),
        catalogs=load_catalogs(*settings.catalog_roots()),
        levels=check_levels(settings),
        memory=memory,
        terms=settings.glossaries[0] if settings.glossaries else Path("glossaries") / "site.csv",
    )


def _write(desk: Desk, documents: Sequence[Document], output: Path | None, lang: str | None) -> None:
    from translate_pipeline.files import write_atomic  # noqa: PLC0415
    from translate_pipeline.web.messages import TAGS, chosen  # noqa: PLC0415
    from translate_pipeline.web.serve import one_file  # noqa: PLC0415

    if lang is not None and lang not in TAGS:
        raise SettingsError(f"--lang: found {lang!r}, expected one of {', '.join(TAGS)}")
    single = output is not None and output.suffix.lower() in {".html", ".htm"} and not output.is_dir()
    if single and len(documents) > 1:
        raise InputError(f"one file cannot hold {len(documents)} review files: name a folder with -o", path=output)
    shown = os.environ.get("LANG", "").split(".")[0].replace("_", "-")
    for one in documents:
        name = f"{one.path.stem}.{one.locale}.html"
        target = output if single and output else (output or Path()) / name
        write_atomic(target, one_file(desk, one, chosen([lang], shown)).encode("utf-8"))
        typer.echo(str(target))
