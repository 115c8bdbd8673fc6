"""Measure a model, or the whole pipeline, on a parallel test set.

A test set is a folder with one file a language, aligned line by line: `NAME.ja`, `NAME.en`. Corpus scores are sacrebleu's
and carry its signatures; what is measured without a reference comes from the checks that every translation goes through.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from translate_pipeline.batch import translate_lines
from translate_pipeline.errors import ReadError
from translate_pipeline.locales import model_language
from translate_pipeline.model import Origin, Request, Shield
from translate_pipeline.plan import Planner
from translate_pipeline.restore import mark, unmark
from translate_pipeline.shapes import SHAPES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from translate_pipeline.model import Locale, Translation
    from translate_pipeline.plan import Tools

MOST_MARKS = 4
"""Marks in one sentence up to which survival is measured: what models were trained to carry."""

_FLAWS = ("empty", "untranslated", "script", "repetition", "length", "mark-lost")
_SAMPLES = 1000
"""Resamples of a paired bootstrap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TestSet:
    """Aligned lines of two languages."""

    name: str
    sources: tuple[str, ...]
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Corpus scores of one system, 0 to 100, with what they were computed with."""

    chrf: float
    bleu: float
    signatures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """A system beside ours: the p-value of its difference in each metric, by paired bootstrap resampling."""

    system: str
    scores: Scores
    p_chrf: float
    p_bleu: float


class Survived(NamedTuple):
    """Sentences with marks, and how many had each exactly once."""

    sentences: int
    first: int
    """In the first draft."""
    held: int
    """In the first draft, or in the one that was asked for with marks held where the first had lost some."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was measured of one direction."""

    source: Locale
    target: Locale
    name: str
    lines: int
    seconds: float
    scores: Scores
    terms_expected: int
    terms_honoured: int
    marks: Mapping[int, Survived]
    """By the number of marks in a sentence."""
    flaws: Mapping[str, int]
    """Check to how many segments it fired on."""
    segments: int
    length_ratio: float
    """Characters of the outputs over characters of the references."""
    outputs: tuple[str, ...] = ()
    others: tuple[Paired, ...] = ()


def read_set(folder: Path, source: Locale, target: Locale, lines: int | None = None) -> TestSet:
    """Return the lines of a test set, at most `lines` of them. Raises `ReadError` where a file is missing or not aligned."""
    sides = []
    for locale in (source, target):
        tags = dict.fromkeys([str(locale), locale.language])
        found = [path for tag in tags for path in sorted(folder.glob(f"*.{tag}")) if path.is_file()]
        if not found:
            raise ReadError(f"no file for {locale}: expected one whose name ends in .{locale}", path=folder)
        sides.append((found[0], read_outputs(found[0])))
    (one, sources), (other, references) = sides
    if len(sources) != len(references):
        raise ReadError(f"found {len(references)} lines, expected {len(sources)} as in {one.name}", path=other)
    return TestSet(name=one.stem, sources=sources[:lines], references=references[:lines])


def read_outputs(path: Path) -> tuple[str, ...]:
    """Return the lines of a file, one segment each. Raises `ReadError`."""
    try:
        return tuple(path.read_text(encoding="utf-8").removesuffix("\n").split("\n"))
    except OSError as error:
        raise ReadError(f"cannot be read: {error.strerror}", path=path) from error
    except UnicodeDecodeError as error:
        raise ReadError("not UTF-8", path=path) from error


def evaluate(test: TestSet, target: Locale, tools: Tools, others: Mapping[str, Sequence[str]] | None = None) -> Report:
    """Translate a test set and measure it, beside the outputs of other systems by name. `tools.source` must be set."""
    if tools.source is None:
        raise ReadError("the language of the sources is not known: name it with --from", path=test.name)
    began = time.monotonic()
    translations, outputs = translate_all(test.sources, target, tools)
    seconds = time.monotonic() - began
    units = [unit for translation in translations for unit in translation.units if unit.source]
    fired = Counter(check for unit in units for check in {finding.check for finding in unit.findings})
    missed = sum(finding.check == "term-missing" for unit in units for finding in unit.findings)
    expected = sum(len(unit.terms) for unit in units)
    return Report(
        source=tools.source,
        target=target,
        name=test.name,
        lines=len(test.sources),
        seconds=seconds,
        scores=score(outputs, test.references, target),
        terms_expected=expected,
        terms_honoured=expected - missed,
        marks=mark_survival(translations, tools),
        flaws={flaw: fired[flaw] for flaw in _FLAWS},
        segments=len(units),
        length_ratio=sum(map(len, outputs)) / max(1, sum(map(len, test.references))),
        outputs=tuple(outputs),
        others=tuple(_paired(name, lines, outputs, test, target) for name, lines in (others or {}).items()),
    )


def translate_all(texts: Sequence[str], target: Locale, tools: Tools) -> tuple[list[Translation], list[str]]:
    """Return the translations of lines, and the lines that came out."""
    done = list(translate_lines(texts, target, tools))
    return [translation for translation, _ in done], [line for _, lines in done for line in lines]


def _metrics(target: Locale) -> tuple[Any, Any]:
    """Return chrF2 and BLEU as the field computes them for a language (characters where words are not spaced)."""
    from sacrebleu.metrics.bleu import BLEU  # noqa: PLC0415  (slow to import; only measuring needs it)
    from sacrebleu.metrics.chrf import CHRF  # noqa: PLC0415

    return CHRF(), BLEU(tokenize={"zh": "zh", "ja": "char", "ko": "char"}.get(target.language, "13a"))


def score(outputs: Sequence[str], references: Sequence[str], target: Locale) -> Scores:
    """Return the corpus scores of outputs. Raises `ReadError` where there are not as many as references."""
    if len(outputs) != len(references):
        raise ReadError(f"found {len(outputs)} lines of output, expected {len(references)} as in the references")
    chrf, bleu = _metrics(target)
    points = [metric.corpus_score(list(outputs), [list(references)]).score for metric in (chrf, bleu)]
    signatures = (f"chrF2 {chrf.get_signature()}", f"BLEU {bleu.get_signature()}")
    return Scores(chrf=points[0], bleu=points[1], signatures=signatures)


def _paired(name: str, lines: Sequence[str], ours: Sequence[str], test: TestSet, target: Locale) -> Paired:
    from sacrebleu.significance import PairedTest  # noqa: PLC0415

    if len(lines) < len(ours):
        raise ReadError(f"found {len(lines)} lines, expected {len(ours)} as in the test set", path=name)
    lines = list(lines)[: len(ours)]
    chrf, bleu = _metrics(target)
    systems: list[tuple[str, Sequence[str]]] = [("ours", list(ours)), (name, lines)]
    references = [list(test.references)]
    paired = PairedTest(systems, {"chrF2": chrf, "BLEU": bleu}, references, test_type="bs", n_samples=_SAMPLES)
    _, results = paired()
    return Paired(
        system=name,
        scores=score(lines, test.references, target),
        p_chrf=_p_value(results["chrF2"]),
        p_bleu=_p_value(results["BLEU"]),
    )


def _p_value(results: Sequence[Any]) -> float:
    """Return the p-value of the second of two results; 1 where the scores are equal, which sacrebleu counts as rare."""
    ours, theirs = results
    return 1.0 if math.isclose(ours.score, theirs.score) else float(theirs.p_value)


def mark_survival(translations: Sequence[Translation], tools: Tools) -> dict[int, Survived]:
    """Ask the model once more for every sentence with one to four marks, and count where each comes back exactly once.

    Only the engine's answers count, whatever the rest of the enforcement ladder makes of them afterwards.
    """
    asked: list[tuple[Request, tuple[Shield, ...]]] = []
    for translation in translations:
        planner = Planner(translation.post, translation.locale, translation.source_locale, tools, {})
        for unit in translation.units:
            task = planner.plan(unit.segment, unit.detected).task if unit.origin is Origin.MODEL else None
            if task is None:
                continue
            source, target = model_language(task.source), model_language(task.target)
            shape = tools.engine.shapes(source, target)[0]
            text, shields = mark(task.parts, SHAPES[shape])
            if 1 <= len(shields) <= MOST_MARKS:
                loose = tuple(replace(shield, opens=(), closes=()) for shield in shields)  # nesting is another question
                asked.append((Request(text=text, source=source, target=target, hold=shape), loose))
    firsts = tools.engine.translate([replace(request, hold="") for request, _ in asked])
    kept = [_survived(*one, drafts[0].text) for one, drafts in zip(asked, firsts, strict=True)]
    lost = [one for one, survived in zip(asked, kept, strict=True) if not survived]
    seconds = tools.engine.translate([request for request, _ in lost])
    held = [one for one, drafts in zip(lost, seconds, strict=True) if _survived(*one, drafts[0].text)]
    sentences = Counter(len(shields) for _, shields in asked)
    first = Counter(len(shields) for (_, shields), survived in zip(asked, kept, strict=True) if survived)
    then = first + Counter(len(shields) for _, shields in held)
    return {number: Survived(sentences[number], first[number], then[number]) for number in sorted(sentences)}


def _survived(request: Request, shields: Sequence[Shield], answer: str) -> bool:
    return unmark(answer, shields, SHAPES[request.hold]) is not None
