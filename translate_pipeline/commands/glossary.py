"""`translate glossary`: check, look up, extend, count and exchange glossaries; find what they lack."""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path  # typer reads the annotations at run time
from typing import TYPE_CHECKING, Annotated

import typer

from translate_pipeline.commands import Group, app
from translate_pipeline.commands.run import From, Glossaries, Out, To
from translate_pipeline.commands.tables import table
from translate_pipeline.commands.tools import settings_from
from translate_pipeline.errors import GlossaryError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from translate_pipeline.glossary import Glossary
    from translate_pipeline.model import Concept
    from translate_pipeline.settings import Settings
    from translate_pipeline.suggest import Decided

glossary_app = typer.Typer(cls=Group, no_args_is_help=True, rich_markup_mode=None, help="Look after glossaries.")
app.add_typer(glossary_app, name="glossary")

Into = Annotated[
    Path | None, typer.Option("--into", metavar="FILE", help="The glossary CSV to write. [default: the site's first]")
]
Files = Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...", help="Glossary files. [default: all in force]")]
_LINE = re.compile(r":\d+(?=[:)])")


@glossary_app.command("check")
def check(files: Files = None) -> None:
    """Find what is wrong with glossary files, row by row and between rows.

    Exit code: 0 nothing wrong, 1 errors, 2 usage.
    """
    from translate_pipeline.glossary_check import check_files  # noqa: PLC0415
    from translate_pipeline.model import Severity  # noqa: PLC0415

    paths = files or list(settings_from().all_glossaries())
    problems = check_files(paths)
    for problem in problems:
        typer.echo(f"{problem.severity}: {problem.message}")
    count = {level: sum(problem.severity is level for problem in problems) for level in Severity}
    said = ", ".join(f"{number} {level}s" for level, number in reversed(count.items()) if number) or "nothing wrong"
    typer.echo(f"{len(paths)} file{'s' if len(paths) > 1 else ''}: {said}")
    raise typer.Exit(int(bool(count[Severity.ERROR])))


@glossary_app.command("find")
def find(
    text: Annotated[list[str] | None, typer.Argument(metavar="[TEXT]...", help="Text. [default: standard input]")] = None,
    source: From = None,
    to: To = None,
    glossary: Glossaries = None,
) -> None:
    """Show the concepts in a text: line, column, form as it stands, id, and the form in each target locale (TSV)."""
    from translate_pipeline.detect import detect  # noqa: PLC0415
    from translate_pipeline.protect import form_in  # noqa: PLC0415

    settings = settings_from(from_=source, to=to, glossaries=glossary)
    known = load(settings)
    typer.echo("\t".join(["line", "column", "found", "id", *map(str, settings.to)]))
    for number, line in enumerate(text or (raw.rstrip("\n") for raw in sys.stdin), start=1):
        locale = settings.source or detect(line).locale
        for match in known.find(line, locale) if locale else ():
            forms = [match.text if match.concept.dnt else form_in(match.concept, target) or "" for target in settings.to]
            typer.echo("\t".join([str(number), str(match.span.start + 1), match.text, match.concept.id, *forms]))


@glossary_app.command("add")
def add(
    name: Annotated[str, typer.Argument(metavar="ID", help="The concept's id: small letters, digits, hyphens.")],
    forms: Annotated[list[str], typer.Argument(metavar="LOCALE=FORM...", help="ja=サムスン ko=삼성 en=Samsung")],
    kind: Annotated[
        str, typer.Option("--kind", help="company, model, product, chip, person, place, press, term …")
    ] = "term",
    domain: Annotated[str, typer.Option("--domain", help="ai, chips, cloud …")] = "",
    alias: Annotated[list[str] | None, typer.Option("--alias", metavar="LOCALE=FORM", help="Repeatable.")] = None,
    forbid: Annotated[list[str] | None, typer.Option("--forbid", metavar="LOCALE=FORM", help="Repeatable.")] = None,
    dnt: Annotated[bool, typer.Option("--dnt", help="Do not translate.")] = False,
    status: Annotated[str, typer.Option("--status", help="approved, proposed or obsolete.")] = "approved",
    case: Annotated[str, typer.Option("--case", help="any or exact.")] = "any",
    match: Annotated[str, typer.Option("--match", help="word, prefix or exact.")] = "word",
    note: Annotated[str, typer.Option("--note", help="For people.")] = "",
    url: Annotated[str, typer.Option("--source", metavar="URL", help="Where the forms are from.")] = "",
    into: Into = None,
) -> None:
    """Add a concept to a glossary, at its place in the order of ids."""
    from translate_pipeline.concepts import CASES, MATCHES, STATUSES  # noqa: PLC0415
    from translate_pipeline.model import Concept  # noqa: PLC0415

    for option, value, allowed in (("status", status, STATUSES), ("case", case, CASES), ("match", match, MATCHES)):
        if value not in allowed:
            raise SettingsError(f"--{option}: found {value!r}, expected {' or '.join(allowed)}")
    concept = Concept(
        id=name,
        kind=kind,
        domain=domain,
        status=status,
        dnt=dnt,
        case=case,
        match=match,
        forms={tag: found[-1] for tag, found in _by_locale(forms).items()},
        aliases=_by_locale(alias or []),
        forbidden=_by_locale(forbid or []),
        note=note,
        source_url=url,
        updated=date.today().isoformat(),
    )
    write([concept], into, strict=True)


@glossary_app.command("stats")
def stats(files: Files = None) -> None:
    """Count concepts by kind, and how many have a form in each locale."""
    from collections import Counter  # noqa: PLC0415

    from rich.console import Console  # noqa: PLC0415

    from translate_pipeline.glossary import load_glossary  # noqa: PLC0415

    concepts = load_glossary(files or settings_from().all_glossaries()).concepts
    tags = list(dict.fromkeys(tag for concept in concepts for tag in concept.forms))
    counted = table("kind", "concepts", "proposed", "obsolete", "dnt", *tags)
    kinds = [kind for kind, _ in Counter(concept.kind for concept in concepts).most_common()]
    for kind in [*kinds, "all"]:
        some = [concept for concept in concepts if kind in {concept.kind, "all"}]
        by_status = Counter(concept.status for concept in some)
        counts = [len(some), *(by_status[status] for status in ("proposed", "obsolete"))]
        counts += [sum(concept.dnt for concept in some), *(sum(tag in concept.forms for concept in some) for tag in tags)]
        counted.add_row(kind, *map(str, counts))
    Console().print(counted)


@glossary_app.command("coverage")
def coverage(
    posts: Annotated[list[Path], typer.Argument(metavar="POST...", help="Posts: .md, .txt or .html files.")],
    source: From = None,
    glossary: Glossaries = None,
    least: Annotated[int, typer.Option("--least", metavar="N", min=1, help="Only names that stand N times.")] = 1,
    top: Annotated[int, typer.Option("--top", metavar="N", min=1, help="The first N names.")] = 50,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print rows for a glossary, to be filled in.")] = False,
) -> None:
    """List the names in posts that no concept covers, with their contexts: the most frequent first."""
    from translate_pipeline.concepts import write_concepts  # noqa: PLC0415
    from translate_pipeline.coverage import rows_for, uncovered  # noqa: PLC0415
    from translate_pipeline.read import read_post  # noqa: PLC0415

    settings = settings_from(from_=source, glossaries=glossary)
    found = uncovered((read_post(path) for path in posts), load(settings), settings.source)
    names = [name for name in found if name.count >= least][:top]
    if as_csv:
        sys.stdout.write(write_concepts(rows_for(names)))
        return
    for name in names:
        where = f"in {name.posts} posts" if name.posts > 1 else name.kind
        typer.echo(f"{name.count:4d}  {name.text}  ({name.locale}, {where})")
        for context in name.contexts:
            typer.echo(f"        {context}")
    rest = len(found) - len(names)
    typer.echo(f"{len(names)} names" + (f", {rest} more: see --top and --least" if rest else ""))


@glossary_app.command("suggest")
def suggest(
    reviews: Annotated[list[Path] | None, typer.Argument(metavar="[FILE.po]...", help="[default: all under --out]")] = None,
    out: Out = None,
    glossary: Glossaries = None,
    least: Annotated[int, typer.Option("--least", metavar="N", min=1, help="Sentences that a pair must stand in.")] = 2,
    into: Into = None,
) -> None:
    """Propose rows from reviewed translations: what reviewers keep calling a name that no concept covers.

    Prints CSV rows with status `proposed`, or adds them to --into. What reviewers say otherwise than the glossary is listed
    on standard error.
    """
    from translate_pipeline import suggest as finder  # noqa: PLC0415
    from translate_pipeline.concepts import write_concepts  # noqa: PLC0415
    from translate_pipeline.edits import review_files  # noqa: PLC0415

    settings = settings_from(out=out, glossaries=glossary)
    below = review_files(settings.out) if settings.out.is_dir() else []
    decided = list(_decided(reviews or below))
    known = load(settings)
    found = finder.suggest(decided, known, least)
    for one in finder.disputed(decided, known):
        sys.stderr.write(
            f"disputed: {one.concept.id}: {one.expected} ({one.locale}) is missing in {one.missing} of {one.of} "
            "reviewed sentences\n"
        )
    sys.stderr.write(f"{len(decided)} reviewed sentences, {len(found)} proposals\n")
    concepts = [one.concept for one in found]
    if into is not None:
        write(concepts, into, strict=False)
    elif concepts:
        sys.stdout.write(write_concepts(concepts))


def load(settings: Settings) -> Glossary:
    """Return the glossary in force."""
    from translate_pipeline.glossary import load_glossary  # noqa: PLC0415

    return load_glossary(settings.all_glossaries())


def _by_locale(pairs: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Read `LOCALE=FORM` arguments."""
    from translate_pipeline.locales import parse_locale  # noqa: PLC0415

    found: dict[str, tuple[str, ...]] = {}
    for pair in pairs:
        tag, sign, form = pair.partition("=")
        if not sign or not form.strip():
            raise SettingsError(f"found {pair!r}, expected LOCALE=FORM as in ja=サムスン")
        key = str(parse_locale(tag))
        found[key] = (*found.get(key, ()), form.strip())
    return found


def _target(into: Path | None) -> Path:
    if into is not None:
        return into
    site = settings_from().glossaries
    return site[0] if site else Path("glossaries") / "site.csv"


def write(concepts: Sequence[Concept], into: Path | None, *, strict: bool) -> None:
    """Add concepts to a file, unless that would make it contradict itself. `strict`: an id that is taken is an error."""
    from translate_pipeline.concepts import merge, read_text  # noqa: PLC0415
    from translate_pipeline.files import write_atomic  # noqa: PLC0415
    from translate_pipeline.glossary_check import check_text  # noqa: PLC0415

    path = _target(into)
    before = read_text(path) if path.exists() else ""
    merged = merge(before, concepts, path)
    if strict and (merged.same or merged.differing):
        raise GlossaryError(f"{(merged.same + merged.differing)[0]!r} is there already: edit its row", path=path)
    if merged.text != before:
        old = check_text(before, path) if before.strip() else ()
        known = {_LINE.sub("", error) for error in old}  # what was wrong before is no reason
        new = [error for error in check_text(merged.text, path) if _LINE.sub("", error) not in known]
        if new:
            raise GlossaryError(f"not written: {new[0]}")
        write_atomic(path, merged.text.encode("utf-8"))
    said = [f"{len(merged.added)} added"]
    said += [f"{len(merged.same)} there already"] if merged.same else []
    said += [f"{len(merged.differing)} there with other forms, left as they are: {', '.join(merged.differing[:5])}"] * bool(
        merged.differing
    )
    sys.stderr.write(f"{path}: {'; '.join(said)}\n")


def _decided(reviews: Iterable[Path]) -> Iterator[Decided]:
    """Yield what people decided in review files; the target locale is the folder's or the file's own."""
    from translate_pipeline.locales import parse_locale  # noqa: PLC0415
    from translate_pipeline.suggest import Decided  # noqa: PLC0415
    from translate_pipeline.write import read_review  # noqa: PLC0415

    for path in reviews:
        if not path.is_file():
            raise GlossaryError("no such review file", path=path)
        review = read_review(path)
        if review.source in {"", "und"} or not review.target:
            continue
        source, target = parse_locale(review.source), parse_locale(review.target)
        for text, said in review.decisions.items():
            made = review.machine.get(text)
            yield Decided(source=text, target=said, source_locale=source, target_locale=target, machine=made)
