"""Find what is wrong with glossary files, row by row and between rows, with every file and line named.

An error is something that makes the glossary contradict itself, or a row that is not read at all; a warning is something
that a translator should look at. Files are named as they are layered: the first is in force over the later ones.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from translate_pipeline.concepts import parse_rows, read_rows
from translate_pipeline.errors import GlossaryError
from translate_pipeline.model import Concept, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_KINDS = ("company", "model", "product", "chip", "person", "place", "institution", "press", "term", "event", "technology")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong, in one line."""

    severity: Severity
    message: str
    """With file, line and column before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """A concept and where it stands; `layer` 0 is in force over the others."""

    concept: Concept
    path: Path
    line: int
    layer: int


def check_files(paths: Iterable[Path]) -> tuple[Problem, ...]:
    """Return all problems of glossary files, in order of file and line."""
    placed: list[_Placed] = []
    found: list[tuple[int, int, Problem]] = []
    for layer, path in enumerate(paths):
        try:
            for row in read_rows(path):
                if row.error:
                    found.append((layer, row.line, Problem(severity=Severity.ERROR, message=str(row.error))))
                elif row.concept:
                    placed.append(_Placed(concept=row.concept, path=path, line=row.line, layer=layer))
        except GlossaryError as error:
            found.append((layer, error.line or 0, Problem(severity=Severity.ERROR, message=str(error))))
    checks = (_overruled, _shared, _forbidden, _own, _dnt, _plain)
    found += [(one.layer, one.line, problem) for check in checks for one, problem in check(placed)]
    return tuple(problem for _, _, problem in sorted(found, key=lambda item: item[:2]))


def check_text(text: str, path: Path) -> tuple[str, ...]:
    """Return what the errors of one file would be if it held `text`."""
    placed: list[_Placed] = []
    found: list[str] = []
    for row in parse_rows(text, path):
        if row.error:
            found.append(str(row.error))
        elif row.concept:
            placed.append(_Placed(concept=row.concept, path=path, line=row.line, layer=0))
    for check in (_shared, _forbidden):
        found += [problem.message for _, problem in check(placed) if problem.severity is Severity.ERROR]
    return tuple(found)


def _problem(one: _Placed, severity: Severity, message: str, field: str = "") -> tuple[_Placed, Problem]:
    error = GlossaryError(message, path=one.path, line=one.line, field=field or None)
    return one, Problem(severity=severity, message=str(error))


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _forms(concept: Concept) -> Iterator[tuple[str, str, str]]:
    """Yield the tag, the column and the text of each form and alias."""
    for tag, form in concept.forms.items():
        yield tag, tag, form
    for tag, aliases in concept.aliases.items():
        for alias in aliases:
            yield tag, f"aliases_{tag}", alias


def _overruled(placed: list[_Placed]) -> Iterator[tuple[_Placed, Problem]]:
    """Tell where a file says another thing of a concept than the file that is in force over it."""
    first: dict[str, _Placed] = {}
    for one in placed:
        over = first.setdefault(one.concept.id, one)
        if over is one:
            continue
        differing = [tag for tag, form in one.concept.forms.items() if over.concept.forms.get(tag, form) != form]
        if differing:
            said = ", ".join(f"{one.concept.forms[tag]} ({tag})" for tag in differing)
            message = f"{one.concept.id!r} is overruled by {over.path}:{over.line}: not used here: {said}"
            yield _problem(one, Severity.NOTE, message)


def _in_force(placed: list[_Placed]) -> list[_Placed]:
    first: dict[str, _Placed] = {}
    for one in placed:
        first.setdefault(one.concept.id, one)
    return [one for one in first.values() if one.concept.status != "obsolete"]


def _shared(placed: list[_Placed]) -> Iterator[tuple[_Placed, Problem]]:
    """Find a form or an alias that two concepts have: a source with it could mean either."""
    owner: dict[tuple[str, str], tuple[_Placed, str]] = {}
    for one in _in_force(placed):
        for tag, field, text in _forms(one.concept):
            exact = one.concept.case == "exact"
            key = (tag, unicodedata.normalize("NFKC", text) if exact else _fold(text))
            other, said = owner.setdefault(key, (one, text))
            if other.concept.id != one.concept.id:
                where = f"{other.path}:{other.line}"
                message = f"{text!r} is {said!r} of {other.concept.id!r} too ({where}): take it from one of them"
                yield _problem(one, Severity.ERROR if other.layer == one.layer else Severity.WARNING, message, field)


def _forbidden(placed: list[_Placed]) -> Iterator[tuple[_Placed, Problem]]:
    """Find a form to use that another concept, or the concept itself, forbids."""
    bad: dict[tuple[str, str], _Placed] = {}
    for one in _in_force(placed):
        for tag, forms in one.concept.forbidden.items():
            bad.update({(tag, form): one for form in forms})
    for one in _in_force(placed):
        for tag, form in one.concept.forms.items():
            by = bad.get((tag, form))
            if by is not None:
                message = f"{form!r} is to be used here and forbidden by {by.concept.id!r} ({by.path}:{by.line})"
                yield _problem(one, Severity.ERROR, message, tag)


def _own(placed: list[_Placed]) -> Iterator[tuple[_Placed, Problem]]:
    """Find aliases that add nothing, and lists for a locale in which there is no form to use instead."""
    for one in _in_force(placed):
        concept = one.concept
        for tag, aliases in concept.aliases.items():
            twice = [alias for alias in aliases if alias == concept.forms.get(tag) or aliases.count(alias) > 1]
            for alias in dict.fromkeys(twice):
                yield _problem(one, Severity.WARNING, f"{alias!r} stands twice: take it out", f"aliases_{tag}")
        for tag in concept.forbidden:
            if tag not in concept.forms:
                message = f"forms are forbidden and none is given to use instead: fill in column {tag!r}"
                yield _problem(one, Severity.WARNING, message, f"forbidden_{tag}")


def _dnt(placed: list[_Placed]) -> Iterator[tuple[_Placed, Problem]]:
    """Find a concept that is not to be translated and yet has another form somewhere."""
    for one in _in_force(placed):
        forms = dict.fromkeys(one.concept.forms.values())
        if one.concept.dnt and len(forms) > 1:
            said = " and ".join(list(forms)[:2])
            yield _problem(one, Severity.WARNING, f"'yes', but the forms differ: {said}", "dnt")


def _plain(placed: list[_Placed]) -> Iterator[tuple[_Placed, Problem]]:
    """Find what a row should say and does not, or says in no usual way."""
    for one in _in_force(placed):
        concept = one.concept
        if concept.kind not in _KINDS:
            found = concept.kind or "nothing"
            yield _problem(one, Severity.WARNING, f"found {found!r}, expected one of {', '.join(_KINDS)}", "kind")
        if concept.updated and not _DATE.fullmatch(concept.updated):
            yield _problem(one, Severity.WARNING, f"found {concept.updated!r}, expected a date as in 2025-11-29", "updated")
        if len(concept.forms) == 1 and not concept.dnt and not concept.note:
            (tag,) = concept.forms
            message = f"only {tag!r} has a form: no other locale is served; say why in the note, or fill them in"
            yield _problem(one, Severity.WARNING, message)
