"""What was found in files, for machines: JSON, SARIF 2.1.0 (code scanning), GitHub's workflow commands."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from translate_pipeline import __version__
from translate_pipeline.formats import po
from translate_pipeline.grades import descriptions
from translate_pipeline.model import Severity
from translate_pipeline.recheck import Place, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from translate_pipeline.model import Finding, Unit
    from translate_pipeline.recheck import Checked

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_COMMAND = {Severity.NOTE: "notice", Severity.WARNING: "warning", Severity.ERROR: "error"}
"""Severity to GitHub's word for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A finding with all that is said of it."""

    checked: Checked
    finding: Finding
    place: Place
    unit: Unit | None
    """None where the finding is of the whole post."""

    @property
    def file(self) -> str:
        """Its file, as it was named."""
        return self.checked.target.path.as_posix()

    @property
    def old(self) -> str | None:
        """What stands where the finding is; None where that is not known."""
        return self.finding.span.of(self.unit.target) if self.finding.span and self.unit else None


def rows(files: Sequence[Checked]) -> Iterator[Row]:
    """Yield every finding in the order of the files and of their lines."""
    for checked in files:
        some = [_row(checked, finding) for finding in checked.findings]
        yield from sorted(some, key=lambda row: (row.place.line, row.place.column))


def _row(checked: Checked, finding: Finding) -> Row:
    unit = None if finding.segment is None else checked.units[finding.segment]
    return Row(checked=checked, finding=finding, place=place_of(checked, finding), unit=unit)


def as_json(files: Sequence[Checked], notes: Sequence[str], errors: Sequence[str]) -> str:
    """Return one JSON object: the findings, and what could not be checked."""
    found = list(rows(files))
    counts = Counter(row.finding.severity for row in found)
    said = {
        "files": [
            {"file": one.target.path.as_posix(), "locale": str(one.target.locale), "segments": len(one.units)}
            for one in files
        ],
        "findings": [_object(row) for row in found],
        "counts": {str(level): counts[level] for level in Severity},
        "notes": list(notes),
        "errors": list(errors),
    }
    return json.dumps(said, ensure_ascii=False, indent=2)


def _object(row: Row) -> dict[str, Any]:
    finding, place = row.finding, row.place
    return {
        "file": row.file,
        "line": place.line,
        "column": place.column or None,
        "segment": finding.segment,
        "check": finding.check,
        "severity": str(finding.severity),
        "message": finding.message,
        "span": [finding.span.start, finding.span.end] if finding.span else None,
        "suggestion": finding.suggestion,
        "source": row.unit.source if row.unit and row.checked.target.po else None,
        "target": row.unit.target if row.unit else None,
    }


def as_sarif(files: Sequence[Checked], errors: Sequence[str]) -> str:
    """Return a SARIF 2.1.0 log of one run."""
    said = descriptions()
    found = list(rows(files))
    known = list(dict.fromkeys([*said, *(row.finding.check for row in found)]))
    rules = [
        {"id": name, "shortDescription": {"text": said.get(name, name)}, "helpUri": f"docs/checks.md#{name}"}
        for name in known
    ]
    marks = _fingerprints(found)
    results = [
        {**_result(row), "ruleIndex": known.index(row.finding.check), "partialFingerprints": {"translateFinding/v1": mark}}
        for row, mark in zip(found, marks, strict=True)
    ]
    told = [{"level": "error", "message": {"text": error}} for error in errors]
    run = {
        "tool": {"driver": {"name": "translate_pipeline", "version": __version__, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": not errors, "toolExecutionNotifications": told}],
        "results": results,
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _result(row: Row) -> dict[str, Any]:
    artifact = {"uri": _uri(row.checked.target.path)}
    location = {"physicalLocation": {"artifactLocation": artifact, "region": _region(row.place)}}
    result = {
        "ruleId": row.finding.check,
        "level": str(row.finding.severity),
        "message": {"text": row.finding.message},
        "locations": [location],
    }
    if row.finding.span is None or row.finding.suggestion is None:
        return result
    new = po.escape(row.finding.suggestion) if row.checked.target.po else row.finding.suggestion
    change = {
        "artifactLocation": artifact,
        "replacements": [{"deletedRegion": _region(row.place), "insertedContent": {"text": new}}],
    }
    said = f"{row.old} → {row.finding.suggestion}"
    return {**result, "fixes": [{"description": {"text": said}, "artifactChanges": [change]}]}


def _region(place: Place) -> dict[str, int]:
    if not place.column:
        return {"startLine": place.line}
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def _uri(path: Path) -> str:
    """Return a file's URI, relative to where we are if it lies below."""
    whole = path.absolute()
    here = Path.cwd()
    return quote(whole.relative_to(here).as_posix()) if whole.is_relative_to(here) else whole.as_uri()


def _fingerprints(found: Sequence[Row]) -> list[str]:
    """Return for each finding what it is known by from one time to the next, wherever its line moves."""
    seen: Counter[tuple[str, ...]] = Counter()
    marks = []
    for row in found:
        source = row.unit.source if row.unit else ""
        key = (_uri(row.checked.target.path), row.finding.check, source, row.old or "")
        seen[key] += 1
        marks.append(hashlib.sha256("\0".join([*key, str(seen[key])]).encode("utf-8", "surrogatepass")).hexdigest()[:32])
    return marks


def as_github(files: Sequence[Checked], errors: Sequence[str]) -> str:
    """Return one workflow command a line, which GitHub shows beside the file."""
    lines = [f"::error ::{_data(error)}" for error in errors]
    for row in rows(files):
        finding, place = row.finding, row.place
        fields = {"file": _plain_path(row.checked.target.path), "line": str(place.line)}
        if place.column:
            fields |= {"endLine": str(place.end_line), "col": str(place.column)}
            fields |= {"endColumn": str(place.end_column)} if place.end_line == place.line else {}
        fields["title"] = finding.check
        said = ",".join(f"{name}={_property(value)}" for name, value in fields.items())
        lines.append(f"::{_COMMAND[finding.severity]} {said}::{_data(finding.message)}")
    return "\n".join(lines)


def _plain_path(path: Path) -> str:
    whole, here = path.absolute(), Path.cwd()
    return (whole.relative_to(here) if whole.is_relative_to(here) else whole).as_posix()


def _data(text: str) -> str:
    r"""Return a message as a workflow command takes it.

    >>> _data("100%\nmore")
    '100%25%0Amore'
    """
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Return the value of a field of a workflow command.

    >>> _property("a:b,c")
    'a%3Ab%2Cc'
    """
    return _data(text).replace(":", "%3A").replace(",", "%2C")
