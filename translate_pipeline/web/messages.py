"""What the page says, in the language of whoever looks at it: `locales/<tag>/messages.po` beside this module.

A message is its English text. What a catalog lacks is said in English.
"""

from __future__ import annotations

import re
from functools import cache
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from translate_pipeline.errors import CatalogError, LocaleError
from translate_pipeline.locales import parse_locale

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FOLDER = Path(__file__).resolve().parent / "locales"
TAGS = ("en", "ja", "ko", "zh-Hans", "zh-Hant")
NAMES = {"en": "English", "ja": "日本語", "ko": "한국어", "zh-Hans": "简体中文", "zh-Hant": "繁體中文"}
_SLOT = re.compile(r"\{(\w+)\}")


@cache
def catalog(tag: str) -> Mapping[str, str]:
    """Return English message to what is said in a language."""
    from babel.messages.pofile import PoFileError, read_po  # noqa: PLC0415  (heavy)

    path = FOLDER / tag / "messages.po"
    try:
        found = read_po(StringIO(path.read_text(encoding="utf-8")), abort_invalid=True)
    except (OSError, PoFileError, UnicodeDecodeError) as error:
        raise CatalogError(f"cannot be read: {error}", path=path) from error
    return {str(one.id): str(one.string) for one in found if one.id and one.string and not one.fuzzy}


class Messages:
    """Says messages in one language: `say("{n} left", n=3)`."""

    def __init__(self, tag: str):
        self.tag = tag if tag in TAGS else "en"
        self.words = catalog(self.tag)

    def __call__(self, message: str, **slots: object) -> str:
        """Return a message, its slots filled."""
        said = self.words.get(message, message)
        return _SLOT.sub(lambda slot: str(slots.get(slot[1], slot[0])), said)


def chosen(asked: Iterable[str | None], accepted: str = "") -> str:
    """Return the language to show a page in: the first that was asked for and there is, else by `Accept-Language`.

    >>> chosen([None, "ko"]), chosen(["xx"], "fr, zh-TW;q=0.8, en;q=0.5"), chosen([], "")
    ('ko', 'zh-Hant', 'en')
    """
    for said in asked:
        if said in TAGS:
            return said
    wanted = sorted(enumerate(accepted.split(",")[:20]), key=lambda item: (-_weight(item[1]), item[0]))
    for _, one in wanted:
        if tag := _tag(one.split(";", 1)[0].strip()):
            return tag
    return "en"


def _tag(said: str) -> str:
    try:
        locale = parse_locale(said)
    except LocaleError:
        return ""
    bare = f"{locale.language}-{locale.script}" if locale.script else locale.language
    return next((tag for tag in (str(locale), bare, locale.language) if tag in TAGS), "")


def _weight(one: str) -> float:
    match = re.search(r";\s*q=([01](?:\.\d{0,3})?)\s*$", one)
    return float(match[1]) if match else 1.0
