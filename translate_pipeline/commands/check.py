"""`translate check`: what is wrong in translations that lie on the disk, reviewed ones included."""

from __future__ import annotations

import sys
from collections import Counter
from enum import StrEnum
from pathlib import Path  # typer reads the annotations at run time
from typing import TYPE_CHECKING, Annotated

import typer

from translate_pipeline.commands import app
from translate_pipeline.commands.run import Glossaries
from translate_pipeline.commands.tables import table
from translate_pipeline.commands.tools import check_levels, settings_from
from translate_pipeline.errors import LocaleError, SettingsError, TranslateError
from translate_pipeline.model import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from translate_pipeline.glossary import Glossary
    from translate_pipeline.grades import Levels
    from translate_pipeline.model import Locale
    from translate_pipeline.recheck import Checked
    from translate_pipeline.recheck.reports import Row
    from translate_pipeline.recheck.targets import Found, Target

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_SHOWN = 32
"""Columns of a source in the table."""


class Format(StrEnum):
    """How findings are printed."""

    TABLE = "table"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


@app.command("check")
def check(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Review files, translated posts, or folders of them.")
    ],
    fail_on: Annotated[Severity, typer.Option("--fail-on", help="Exit with 1 from this level up.")] = Severity.ERROR,
    form: Annotated[Format, typer.Option("--format", help="How findings are printed.")] = Format.TABLE,
    fix: Annotated[bool, typer.Option("--fix", help="Put in every suggestion that is safe.")] = False,
    only: Annotated[list[str] | None, typer.Option("--check", metavar="ID", help="Only this check; repeatable.")] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="LOCALE", help="Only this locale; that of lone posts.")] = None,
    glossary: Glossaries = None,
) -> None:
    """Check translations: review files, the posts beside them, or posts alone.

    Exit code: 0 nothing at --fail-on or above, 1 findings, 2 usage or input.
    """
    from translate_pipeline.glossary import load_glossary  # noqa: PLC0415
    from translate_pipeline.grades import only as only_these  # noqa: PLC0415
    from translate_pipeline.recheck.targets import find_targets  # noqa: PLC0415

    settings = settings_from(glossaries=glossary)
    levels: Levels = check_levels(settings)
    levels = only_these(only, levels) if only else levels
    terms = load_glossary(settings.all_glossaries())
    found = find_targets(paths, _locale(to))
    files = [one for target in found.targets if (one := _checked(target, terms, levels, found, fix=fix))]
    for note in found.notes:
        sys.stderr.write(f"note: {note}\n")
    for error in dict.fromkeys(found.errors):
        sys.stderr.write(f"error: {error}\n")
    _print(files, found, form)
    worst = [level for level in Severity if any(one.severity is level for file in files for one in file.findings)]
    ranks = list(Severity)
    failed = bool(worst) and ranks.index(worst[-1]) >= ranks.index(fail_on)
    raise typer.Exit(2 if found.errors else int(failed))


def _locale(tag: str | None) -> Locale | None:
    from translate_pipeline.locales import parse_locale  # noqa: PLC0415

    try:
        return parse_locale(tag) if tag else None
    except LocaleError as error:
        raise SettingsError(f"--to: {error}") from error


def _checked(target: Target, terms: Glossary, levels: Levels, found: Found, *, fix: bool) -> Checked | None:
    """Check one file, and mend it where that is asked for; None where it cannot be, which is noted among the errors."""
    from translate_pipeline.recheck import check_target  # noqa: PLC0415

    try:
        checked = check_target(target, terms, levels)
        return check_target(_mend(checked, levels), terms, levels) if fix else checked
    except TranslateError as error:
        found.errors.append(str(error))
        return None


def _mend(checked: Checked, levels: Levels) -> Target:
    """Write what can be mended, and say it on stderr."""
    from translate_pipeline.formats.po import escape  # noqa: PLC0415
    from translate_pipeline.recheck.fix import fixed, reread, write_fixed  # noqa: PLC0415

    done = fixed(checked, levels)
    if not done.changes:
        return checked.target
    write_fixed(done)
    for change in done.changes:
        sys.stderr.write(f"fixed: {checked.target.path}:{change.line}: {escape(change.old)} -> {escape(change.new)}\n")
    post = checked.target.post
    left = sum(not change.in_post for change in done.changes)
    if post is not None and left:
        what = "one of them is" if left == 1 else f"{left} of them are"
        sys.stderr.write(f"note: {post.path}: {what} not in it: run translate again to bring it into the post\n")
    return reread(checked, done)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _seen(text: str) -> str:
    """Return a text so that white space at its ends is seen, and that there is none."""
    return "∅" if not text else text if text == text.strip() else repr(text)


def _print(files: Sequence[Checked], found: Found, form: Format) -> None:
    from translate_pipeline.recheck.reports import as_github, as_json, as_sarif  # noqa: PLC0415

    errors = list(dict.fromkeys(found.errors))
    match form:
        case Format.JSON:
            typer.echo(as_json(files, found.notes, errors))
        case Format.SARIF:
            typer.echo(as_sarif(files, errors))
        case Format.GITHUB:
            said = as_github(files, errors)
            if said:
                typer.echo(said)
        case Format.TABLE:
            _show(files)


def _show(files: Sequence[Checked]) -> None:
    """Print a table for each file with findings, how many there are of each check, and of all."""
    from rich.console import Console  # noqa: PLC0415
    from rich.markup import escape  # noqa: PLC0415

    from translate_pipeline.recheck.reports import rows  # noqa: PLC0415

    console = Console()
    for file in files:
        if not file.findings:
            continue
        path = escape(str(file.target.path))
        console.print(
            f"[bold]{path}[/bold] ({file.target.locale}, {len(file.units)} segments)", highlight=False, soft_wrap=True
        )
        some = [_row(row) for row in rows([file])]
        columns = ["line", "source", "severity", "check", "message"] + ["suggestion"] * any(row[-1] for row in some)
        shown = table(*columns)
        for column in shown.columns:
            column.justify = "left"
        for column in shown.columns[4:]:
            column.no_wrap, column.overflow = False, "fold"
        shown.columns[0].justify, shown.columns[1].max_width = "right", min(_SHOWN, console.width // 5)
        for row in some:
            shown.add_row(*row[: len(columns)])
        console.print(shown)
    counts = Counter((one.check, one.severity) for file in files for one in file.findings)
    for (name, level), number in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        console.print(f"  {number:>5} [{_COLOURS[level]}]{level:<8}[/] {name}", highlight=False)
    console.print(_summary(files, Counter(one.severity for file in files for one in file.findings)), highlight=False)


def _row(row: Row) -> list[str]:
    from rich.markup import escape  # noqa: PLC0415

    finding = row.finding
    source = _one_line(row.unit.source) if row.unit else ""
    known = finding.suggestion is not None and row.old is not None
    suggestion = f"{_seen(row.old or '')} -> {_seen(finding.suggestion or '')}" if known else ""
    colour = _COLOURS[finding.severity]
    level = f"[{colour}]{finding.severity}[/{colour}]"
    return [str(row.place.line), escape(source), level, finding.check, escape(finding.message), escape(suggestion)]


def _summary(files: Sequence[Checked], counts: Counter[Severity]) -> str:
    segments = sum(len(file.units) for file in files)
    said = [f"{counts[level]} {level}{'s' if counts[level] > 1 else ''}" for level in reversed(Severity) if counts[level]]
    what = ", ".join(said) or "nothing found"
    return f"{len(files)} file{'' if len(files) == 1 else 's'}, {segments} segment{'' if segments == 1 else 's'}: {what}"
