"""Find the posts that outputs were made from: by name, and by what they hold where a name is not enough."""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from translate_pipeline.files import file_sha256, is_set_aside
from translate_pipeline.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SKIPPED = {"node_modules", "__pycache__", "public", "build", "dist"}
"""Folders of a site that hold what programs made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The files below a folder that may be posts."""

    root: Path
    by_name: Mapping[str, Sequence[Path]]

    def find(self, name: str, folder: Path, sha256: str = "") -> Path | None:
        """Return the source of an output: the file of this name, and where several have it, the likeliest.

        That is the one with the contents that were translated; else the one whose folder ends as the output's does; else
        the one that lies highest.
        """
        found = self.by_name.get(name, ())
        if len(found) < 2:
            return found[0] if found else None

        def rank(path: Path) -> tuple[bool, bool, int, str]:
            home = path.parent.relative_to(self.root)
            same_folder = home.parts[len(home.parts) - len(folder.parts) :] == folder.parts
            return (not sha256 or file_sha256(path) != sha256, not same_folder, len(home.parts), str(path))

        return min(found, key=rank)


def find_sources(root: Path, *without: Path) -> Sources:
    """Return what may be posts below a folder; hidden folders, those `without`, and what programs made are left out."""
    found: defaultdict[str, list[Path]] = defaultdict(list)
    left_out = {path.resolve() for path in without}
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not _is_skipped(Path(folder) / name, left_out))
        for name in sorted(files):
            path = Path(folder) / name
            if path.suffix.lower() in FORMATS and not name.startswith(".") and not is_set_aside(path):
                found[name].append(path)
    return Sources(root=root, by_name=found)


def _is_skipped(folder: Path, left_out: set[Path]) -> bool:
    return folder.name.startswith(".") or folder.name in _SKIPPED or folder.resolve() in left_out
