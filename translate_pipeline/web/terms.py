"""Add a term to the site's glossary from what a reviewer marked."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from translate_pipeline.concepts import merge, proposed, read_text
from translate_pipeline.errors import GlossaryError
from translate_pipeline.files import write_atomic
from translate_pipeline.glossary_check import check_text
from translate_pipeline.locales import parse_locale
from translate_pipeline.lock import briefly

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from translate_pipeline.glossary import Glossary
    from translate_pipeline.model import Concept

KINDS = ("term", "company", "product", "model", "chip", "person", "place", "press")
_LONGEST = 200
_LINE = re.compile(r":\d+(?=[:)])")


def add_term(wanted: Mapping[str, Any], path: Path, glossary: Glossary) -> Concept:
    """Write a concept into a glossary file. `wanted` has `forms` (locale tag to form), `kind` and `note`.

    Raises `GlossaryError` or `LocaleError`; then nothing is written.
    """
    forms = wanted.get("forms")
    if not isinstance(forms, dict) or len(forms) > 10:
        raise GlossaryError("found no forms, expected a form in each of two locales")
    said = {str(parse_locale(str(tag))): _line(form) for tag, form in forms.items() if _line(form)}
    if not said:
        raise GlossaryError("found no form, expected at least one: mark a word first")
    kind = str(wanted.get("kind") or "term")
    if kind not in KINDS:
        raise GlossaryError(f"found kind {kind!r}, expected one of {', '.join(KINDS)}")
    with briefly(path):
        before = read_text(path) if path.exists() else ""
        concept = proposed(said, glossary.by_id.keys(), note=_line(wanted.get("note", "")))
        dated = not before.strip() or "updated" in before.splitlines()[0]
        concept = replace(concept, kind=kind, updated=date.today().isoformat() if dated else "")
        merged = merge(before, [concept], path)
        old = {_LINE.sub("", one) for one in (check_text(before, path) if before.strip() else ())}
        new = [one for one in check_text(merged.text, path) if _LINE.sub("", one) not in old]
        if new:
            raise GlossaryError(f"not written: {new[0]}")
        write_atomic(path, merged.text.encode("utf-8"))
    return concept


def _line(text: object) -> str:
    said = " ".join(str(text).split())
    if len(said) > _LONGEST:
        raise GlossaryError(f"found {len(said)} characters, expected at most {_LONGEST}: mark a name, not a sentence")
    return said
