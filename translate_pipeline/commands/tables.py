"""Tables as every command prints them."""

from __future__ import annotations

from typing import Any


def table(*columns: str) -> Any:
    """Return an empty rich table: the first column to the left, the others to the right, cells never wrapped."""
    from rich import box  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    made = Table(box=box.SIMPLE_HEAD, padding=(0, 1), pad_edge=False, collapse_padding=True)
    for number, name in enumerate(columns):
        made.add_column(name, justify="right" if number else "left", no_wrap=True)
    return made
