"""`translate eval`: measure a model on a test set, and a glossary on sentences that it must win."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path  # typer reads the annotations at run time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from translate_pipeline.commands import app
from translate_pipeline.commands.run import From, Model, Threads, To
from translate_pipeline.commands.tables import table
from translate_pipeline.commands.tools import make_tools, settings_from
from translate_pipeline.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from translate_pipeline.evaluate import Report
    from translate_pipeline.evaluate_terms import TermResult, TermScores
    from translate_pipeline.plan import Tools
    from translate_pipeline.settings import Settings


@app.command("eval")
def evaluate(
    folder: Annotated[Path | None, typer.Option("--set", metavar="DIR", help="Aligned files NAME.ja, NAME.en, …")] = None,
    terms: Annotated[Path | None, typer.Option("--terms", metavar="FILE", help="A term test set (TSV).")] = None,
    memory: Annotated[
        bool, typer.Option("--memory", help="Measure on the site's own reviewed sentences: review files and memory.")
    ] = False,
    source: From = None,
    to: To = None,
    glossary: Annotated[
        bool, typer.Option("--glossary/--no-glossary", help="Glossary in force for --set and --memory.")
    ] = False,
    glossary_file: Annotated[
        list[str] | None, typer.Option("--glossary-file", metavar="FILE", help="A glossary CSV over the others; repeatable.")
    ] = None,
    against: Annotated[
        list[Path] | None,
        typer.Option("--against", metavar="FILE", help="Another system's output for --set: paired bootstrap; repeatable."),
    ] = None,
    lines: Annotated[
        int | None, typer.Option("--lines", metavar="N", min=1, help="Only the first N lines of --set or --memory.")
    ] = None,
    model: Model = None,
    threads: Threads = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")] = False,
) -> None:
    """Measure a model or a glossary.

    --set: BLEU and chrF2 with their signatures, terms, marks, flaws. --memory: the same on what reviewers of the site
    decided. --terms: term success with the glossary and without.
    """
    settings = settings_from(from_=source, to=to, glossaries=glossary_file, model=model, threads=threads)
    if [folder is not None, terms is not None, memory].count(True) != 1:
        raise SettingsError(
            "name a test set with --set DIR, or a term test set with --terms FILE, or the site's own with --memory"
        )
    tools = replace(make_tools(settings), levels={})  # flaws are counted alike on every site
    if memory:
        _own(settings, tools if glossary else _without_glossary(tools), lines, as_json=as_json)
    elif folder is not None:
        _set(folder, settings, tools if glossary else _without_glossary(tools), against or [], lines, as_json=as_json)
    elif terms is not None:
        _terms(terms, settings, tools, as_json=as_json)


def _without_glossary(tools: Tools) -> Tools:
    from translate_pipeline.glossary import Glossary  # noqa: PLC0415

    return replace(tools, glossary=Glossary(), repair=False)


def _set(folder: Path, settings: Settings, tools: Tools, against: list[Path], lines: int | None, *, as_json: bool) -> None:
    from translate_pipeline.evaluate import evaluate, read_outputs, read_set  # noqa: PLC0415

    if settings.source is None or not settings.to:
        raise SettingsError("--set: name the direction, as in --from ja --to en")
    others = {path.name: read_outputs(path) for path in against}
    reports = [evaluate(read_set(folder, settings.source, target, lines), target, tools, others) for target in settings.to]
    _say(reports, tools, as_json=as_json)


def _own(settings: Settings, tools: Tools, lines: int | None, *, as_json: bool) -> None:
    """Measure the model on what the site's reviewers decided, direction by direction."""
    from translate_pipeline.commands.remembering import remembering  # noqa: PLC0415
    from translate_pipeline.edits import read_edits, remembered, review_files  # noqa: PLC0415
    from translate_pipeline.evaluate import evaluate  # noqa: PLC0415
    from translate_pipeline.learn import own_sets  # noqa: PLC0415

    edits = list(read_edits(review_files(settings.out)).edits) if settings.out.is_dir() else []
    with remembering(settings) as memory:
        edits += remembered(memory) if memory else ()
    sets = [
        (source, target, replace(test, sources=test.sources[:lines], references=test.references[:lines]))
        for source, target, test in own_sets(edits)
        if target in (settings.to or (target,)) and source == (settings.source or source)
    ]
    if not sets:
        raise SettingsError(f"--memory: no reviewed sentence in {settings.out} in the direction that was asked for")
    _say([evaluate(test, target, replace(tools, source=source)) for source, target, test in sets], tools, as_json=as_json)


def _say(reports: Sequence[Report], tools: Tools, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps([_set_report(report) for report in reports], ensure_ascii=False, indent=2))
    for report in reports if not as_json else []:
        _show_set(report, tools)


def _set_report(report: Report) -> dict[str, Any]:
    from dataclasses import asdict  # noqa: PLC0415

    found = asdict(report)
    found.pop("outputs")
    return {**found, "source": str(report.source), "target": str(report.target)}


def _show_set(report: Report, tools: Tools) -> None:
    from rich.console import Console  # noqa: PLC0415

    console = Console()
    title = f"{report.name} {report.source}→{report.target}, {report.lines} lines, {report.seconds:.1f} s"
    console.print(f"[bold]{title}[/bold]  {tools.engine.model}", highlight=False)
    console.print(_score_table(report))
    console.print(_facts_table(report))
    for signature in report.scores.signatures:
        console.print(f"  [dim]{signature}[/dim]", highlight=False, soft_wrap=True)


def _score_table(report: Report) -> Any:
    shown = table("system", "chrF2", "BLEU", "p (chrF2)", "p (BLEU)")
    shown.add_row("ours", f"{report.scores.chrf:.1f}", f"{report.scores.bleu:.1f}", "", "")
    for other in report.others:
        scores = (other.scores.chrf, other.scores.bleu)
        shown.add_row(other.system, *(f"{value:.1f}" for value in scores), f"{other.p_chrf:.3f}", f"{other.p_bleu:.3f}")
    return shown


def _facts_table(report: Report) -> Any:
    shown = table("measured without a reference", "of", "share")
    if report.terms_expected:
        shown.add_row("terms honoured", *_share(report.terms_honoured, report.terms_expected))
    for number, kept in report.marks.items():
        said = f"each of {number} mark{'s' if number > 1 else ''} exactly once, first draft"
        shown.add_row(said, *_share(kept.first, kept.sentences))
    if report.marks:
        total, _, held = map(sum, zip(*report.marks.values(), strict=True))
        shown.add_row("each mark exactly once, first draft or held", *_share(held, total))
    for flaw, count in report.flaws.items():
        shown.add_row(f"segments with {flaw}", *_share(count, report.segments))
    shown.add_row("length, over the references'", "", f"{report.length_ratio:.2f}")
    return shown


def _share(part: int, whole: int) -> tuple[str, str]:
    return f"{part}/{whole}", f"{100 * part / whole:.1f} %" if whole else ""


def _terms(path: Path, settings: Settings, tools: Tools, *, as_json: bool) -> None:
    from translate_pipeline.evaluate_terms import evaluate_terms, read_terms  # noqa: PLC0415

    wanted = {str(locale) for locale in settings.to}
    sources = {str(settings.source)} if settings.source else set()
    cases = [
        case
        for case in read_terms(path)
        if (not wanted or str(case.target) in wanted) and (not sources or str(case.source) in sources)
    ]
    if not cases:
        raise SettingsError(f"--terms {path}: no sentence in the direction that was asked for")
    forced, free = evaluate_terms(cases, tools), evaluate_terms(cases, tools, glossary=False)
    if as_json:
        typer.echo(json.dumps(_terms_report(forced, free), ensure_ascii=False, indent=2))
    else:
        _show_terms(forced, free, tools)


def _terms_report(forced: Sequence[TermResult], free: Sequence[TermResult]) -> dict[str, Any]:
    from dataclasses import asdict  # noqa: PLC0415

    from translate_pipeline.evaluate_terms import by_tag, term_scores  # noqa: PLC0415

    def report(results: Sequence[TermResult]) -> dict[str, Any]:
        tags = {tag: asdict(scores) for tag, scores in by_tag(results).items()}
        return {"all": asdict(term_scores(results)), "tags": tags}

    missed = [
        {"id": result.case.id, "source": result.case.text, "output": result.output, "flagged": result.flagged}
        for result in forced
        if result.exact < len(result.case.terms)
    ]
    return {"glossary": report(forced), "no_glossary": report(free), "missed": missed}


def _show_terms(forced: Sequence[TermResult], free: Sequence[TermResult], tools: Tools) -> None:
    from rich.console import Console  # noqa: PLC0415

    from translate_pipeline.evaluate_terms import by_tag, term_scores  # noqa: PLC0415

    console = Console()
    console = Console()
    names = ("tag", "terms", "exact\n%", "lenient\n%", "for-\nbidden", "un-\nflagged", "chrF2\noutside")
    shown = table(*names, "bare:\nexact", "\nchrF2")
    bare_by_tag = by_tag(free)
    rows: Mapping[str, tuple[TermScores, TermScores]] = {
        **{tag: (scores, bare_by_tag[tag]) for tag, scores in by_tag(forced).items()},
        "all": (term_scores(forced), term_scores(free)),
    }
    for tag, (ours, bare) in rows.items():
        shown.add_row(
            tag,
            str(ours.terms),
            f"{100 * ours.exact / max(1, ours.terms):.1f}",
            f"{100 * ours.lenient / max(1, ours.terms):.1f}",
            str(ours.forbidden),
            str(ours.unflagged),
            f"{ours.chrf_outside:.1f}",
            f"{100 * bare.exact / max(1, bare.terms):.1f}",
            f"{bare.chrf_outside:.1f}",
        )
    console.print(f"[bold]{tools.engine.model}[/bold]  glossary {tools.glossary.digest}", highlight=False)
    console.print(shown)
    console.print("  [dim]bare: the same without the glossary[/dim]")
    for result in forced:
        if result.exact < len(result.case.terms):
            expected = ", ".join(form for _, form in result.case.terms)
            console.print(f"  missed in {result.case.id}: expected {expected}; found {result.output}", soft_wrap=True)
