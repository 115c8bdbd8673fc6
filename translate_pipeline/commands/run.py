"""`translate run`: posts in, one reviewable version per locale out."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path  # typer reads the annotations at run time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from translate_pipeline.commands import app
from translate_pipeline.commands.tables import table
from translate_pipeline.commands.tools import make_tools, settings_from
from translate_pipeline.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from translate_pipeline.jobs import Outcome, Result

To = Annotated[str | None, typer.Option("--to", metavar="LOCALES", help="Target locales, as in en,ko,zh-Hans,zh-Hant.")]
From = Annotated[str | None, typer.Option("--from", metavar="LOCALE", help="Language of the posts; auto finds it out.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Folder to write into. [default: locales]")]
Glossaries = Annotated[
    list[str] | None,
    typer.Option("--glossary", metavar="FILE", help="A glossary CSV, in force over the shipped ones; repeatable."),
]
Model = Annotated[
    str | None, typer.Option("--model", metavar="NAME|DIR", help="starter, echo, argos, an installed package or a folder.")
]
Threads = Annotated[int | None, typer.Option("--threads", metavar="N", min=1, help="CPU threads of the model.")]
Repair = Annotated[
    bool | None,
    typer.Option("--repair/--no-repair", help="Decode again what fails a hard check. [default: repair]", show_default=False),
]


@app.command("run")
def run(
    posts: Annotated[list[Path], typer.Argument(metavar="POST...", help="Posts: .md, .txt or .html files.")],
    to: To = None,
    source: From = None,
    out: Out = None,
    glossary: Glossaries = None,
    model: Model = None,
    threads: Threads = None,
    repair: Repair = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
) -> None:
    """Translate posts into locales, for review.

    Writes LOCALE/posts/SLUG.md (or .txt, .html) and SLUG.po under --out.

    Exit code: 0 clean, 1 findings at error level, 2 usage or input.
    """
    from translate_pipeline.batch import run_jobs  # noqa: PLC0415
    from translate_pipeline.commands.progress import Bar  # noqa: PLC0415
    from translate_pipeline.jobs import Job, exit_code  # noqa: PLC0415
    from translate_pipeline.memory import open_memory  # noqa: PLC0415
    from translate_pipeline.remember import remember  # noqa: PLC0415

    settings = settings_from(to=to, from_=source, out=out, glossaries=glossary, model=model, threads=threads, repair=repair)
    if not settings.to:
        raise SettingsError("--to: name the locales to translate into, as in --to en,ko,zh-Hans,zh-Hant")
    memory = open_memory(settings.memory, settings.out)
    tools = make_tools(settings, memory=memory)
    jobs = [Job(path=path, locales=settings.to, out=settings.out) for path in posts]
    if memory:
        remember(memory, jobs, date.today().isoformat())
    with Bar(quiet=quiet or as_json) as bar:
        outcomes = sorted(run_jobs(jobs, tools, bar.advance), key=lambda outcome: posts.index(outcome.job.path))
    for outcome in outcomes:
        if outcome.error:
            sys.stderr.write(f"error: {outcome.error}\n")
    if as_json:
        typer.echo(json.dumps(report(outcomes), ensure_ascii=False, indent=2))
    elif not quiet:
        show(outcomes)
    raise typer.Exit(exit_code(outcomes))


def report(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return what `--json` prints: one post's object, or `{"posts": […]}` where several were named."""
    posts = [_post_report(outcome) for outcome in outcomes]
    return posts[0] if len(posts) == 1 else {"posts": posts}


def _post_report(outcome: Outcome) -> dict[str, Any]:
    found: dict[str, Any] = {"post": str(outcome.job.path), "error": str(outcome.error) if outcome.error else None}
    if outcome.results:
        first = outcome.results[0]
        found["from"] = str(first.source_locale or "und")
        found["encoding"] = first.encoding
        found["signature"] = str(first.signature)
    found["locales"] = {str(one.locale): _locale_report(one) for one in outcome.results}
    return found


def _locale_report(result: Result) -> dict[str, Any]:
    from dataclasses import asdict  # noqa: PLC0415

    from translate_pipeline.model import Origin  # noqa: PLC0415

    counts, written = result.counts, result.written
    return {
        "path": str(written.path),
        "review": str(written.review),
        "kept": str(written.kept) if written.kept else None,
        "segments": counts.segments,
        "left_alone": counts.origins[Origin.SOURCE],
        "origins": counts.origins,
        "terms_expected": counts.terms_expected,
        "terms_honoured": counts.terms_honoured,
        "repaired": counts.repaired,
        "findings": [
            {"check": f.check, "severity": f.severity, "segment": f.segment, "message": f.message} for f in result.findings
        ],
        "signature": asdict(result.signature),
    }


def show(outcomes: Sequence[Outcome]) -> None:
    """Print a table for each post: a row per locale."""
    from rich.console import Console  # noqa: PLC0415

    console = Console()
    for outcome in outcomes:
        if not outcome.results:
            continue
        first = outcome.results[0]
        encoding = "" if first.encoding == "UTF-8" else f", read as {first.encoding}"
        console.print(
            f"[bold]{outcome.job.path}[/bold] ({first.source_locale or 'und'}{encoding})", highlight=False, soft_wrap=True
        )
        shown = table("locale", "segments", "memory", "glossary", "model", "left\nalone", "terms", "findings")
        shown.columns[-1].justify = "left"
        for result in outcome.results:
            shown.add_row(*_row(result))
        console.print(shown)
        for written in (result.written for result in outcome.results):
            console.print(f"  {written.path}  [dim]review: {written.review}[/dim]", highlight=False, soft_wrap=True)
            if written.kept:
                console.print(f"  [yellow]edited by hand since: moved to {written.kept}[/yellow]", soft_wrap=True)
        console.print(f"  [dim]{first.signature}[/dim]", highlight=False, soft_wrap=True)


def _row(result: Result) -> list[str]:
    from translate_pipeline.model import Origin, Severity  # noqa: PLC0415

    counts = result.counts
    by_rule = counts.origins[Origin.GLOSSARY] + counts.origins[Origin.CATALOG] + counts.origins[Origin.CONVERTED]
    levels = [
        f"{number} {level}{'s' if number > 1 else ''}" for level in reversed(Severity) if (number := counts.findings[level])
    ]
    return [
        str(result.locale),
        str(counts.segments),
        str(counts.origins[Origin.MEMORY]),
        str(by_rule),
        str(counts.origins[Origin.MODEL]),
        str(counts.origins[Origin.SOURCE]),
        f"{counts.terms_honoured}/{counts.terms_expected}",
        ", ".join(levels) or "none",
    ]
