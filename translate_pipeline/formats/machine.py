"""What a review file keeps of the machine's drafts, so that it can be told what reviewers change.

`draft:` is a digest of the text as the last run wrote it: by it a reviewer's edit is told from a draft. `machine:` is the
draft itself and stays when it is edited, with the checks that had `flagged:` it. Files of older versions have no such
comments; what the machine wrote is known there as long as it stands.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from translate_pipeline.formats.po_entries import escape, unescape
from translate_pipeline.model import Origin, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from translate_pipeline.formats.po_entries import Entry

_MACHINE, _FLAGGED = "machine: ", "flagged: "
MADE = frozenset({Origin.MODEL, Origin.CONVERTED, Origin.GLOSSARY})
"""Origins of texts that a machine made for this one sentence."""

_DRAFT_LINE = re.compile(r"^#\. draft: [0-9a-f]{12}\n", re.MULTILINE)


def digest(text: str) -> str:
    """Return the 12 hex digits that tell a machine's draft from a reviewer's edit."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def machine_comments(text: str, checks: Sequence[str] = ()) -> str:
    r"""Return the lines that keep a draft and the checks that found something in it.

    >>> machine_comments("a\tb", ["markup"])
    '#. machine: "a\\tb"\n#. flagged: markup\n'
    """
    flagged = f"#. {_FLAGGED}{', '.join(checks)}\n" if checks else ""
    return f"#. {_MACHINE}{escape(text)}\n{flagged}"


def with_machine(text: str, lines: Sequence[str]) -> str:
    """Return a PO text with such lines behind the digests of its entries, in turn: Babel would wrap them."""
    if len(_DRAFT_LINE.findall(text)) != len(lines):
        return text  # a finding quotes such a line: rather say nothing than something false
    rest = iter(lines)
    return _DRAFT_LINE.sub(lambda match: match.group() + next(rest), text)


def machine_of(entry: Entry) -> str | None:
    """Return what the machine made of an entry's source; None where nobody knows."""
    if _made(entry) and digest(entry.target) == entry.said.get("draft"):
        return entry.target  # `translate check --fix` may have mended it
    for one in entry.comments:
        if one.startswith(f'{_MACHINE}"') and one.endswith('"') and len(one) > len(_MACHINE) + 1:
            return unescape(one[len(_MACHINE) + 1 : -1])
    return None


def flagged_in(entry: Entry) -> tuple[str, ...]:
    """Return the checks that found something in the machine's draft."""
    kept = entry.said.get(_FLAGGED.removesuffix(": "), "")
    if kept or not _made(entry):
        return tuple(kept.split(", ")) if kept else ()
    found = (one.split(": ", 2) for one in entry.comments)
    return tuple(dict.fromkeys(parts[1] for parts in found if len(parts) == 3 and parts[0] in set(Severity)))


def _made(entry: Entry) -> bool:
    return entry.said.get("origin", "").split(" ", 1)[0] in MADE
