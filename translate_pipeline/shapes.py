"""What a mark looks like to a model, and how it is found again in an answer.

Models that were trained with `⟦0⟧`..`⟦9⟧` get those. Others get the shape that a probe found to survive best for the model
and the pair: upper-case letters with a digit, like a product's code, mostly do; underscores, `[[ ]]`, emoji and private-use
characters do not (Argos' own tokenizer turns every underscore into a space).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_MARKS = 10
"""Marks that a model knows apart: 0 to 9."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A way to write marks; the pattern finds them whatever a model did to their spaces and case."""

    form: str
    pattern: re.Pattern[str]
    spaced: bool = False
    """Whether it must be kept apart from letters and digits beside it."""


SHAPES = {
    "brackets": Shape("⟦{}⟧", re.compile(r"⟦\s?([0-9])\s?⟧")),
    "codes": Shape("XQ{}", re.compile(r"(?<![A-Za-z])X\s?Q\s?([0-9])(?![0-9])", re.IGNORECASE), spaced=True),
    "letters": Shape("ZB{}", re.compile(r"(?<![A-Za-z])Z\s?B\s?([0-9])(?![0-9])", re.IGNORECASE), spaced=True),
    "hashes": Shape("#A{}#", re.compile(r"#\s?A\s?([0-9])\s?#", re.IGNORECASE)),
    "quotes": Shape('"A{}"', re.compile(r"[\"“”「『«]\s?A\s?([0-9])\s?[\"“”」』»]", re.IGNORECASE)),
}
"""Every shape, by name."""

EXPECTED = {"brackets": 0.2, "codes": 0.9, "letters": 0.8, "hashes": 0.5, "quotes": 0.5}
"""Survival to expect of a model that nobody probed; 0 to 1."""
