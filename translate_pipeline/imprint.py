"""What a published post says of itself: keys of its front matter, `meta` elements of a page, a notice for its readers."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from translate_pipeline.errors import ReadError
from translate_pipeline.formats import escapes, frontmatter, frontmatter_keys, markdown
from translate_pipeline.layouts import COUNTED, LANGUAGE_KEY, NO_TOML, REFUSED_KEYS
from translate_pipeline.locales import babel_locale
from translate_pipeline.model import Locale

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from translate_pipeline.formats.frontmatter_keys import Value
    from translate_pipeline.furniture import Catalogs

TABLE = "translation"
"""Key of the front matter under which all stands but the language: `source` and `reviewed` may be a post's own keys."""

PLACES = ("above", "below", "none")
"""Where a notice may stand."""

_BY = "This post was machine-translated and reviewed by {name}."
_REVIEWED = "This post was machine-translated and reviewed by a person."
_PARTLY = "This post was machine-translated; not all of it has been reviewed."
_UNREVIEWED = "This post was machine-translated; it has not been reviewed."
"""Messages of the catalogs."""

_TITLE = re.compile(r"[ \t\r\n]*(?:# [^\r\n]*|[^\s\r\n][^\r\n]*(?:\r\n|\n|\r)=+[ \t]*)(?=[\r\n]|\Z)")
"""A title at the head of a Markdown body. Docusaurus takes it for the post's only where nothing stands above it."""
_ABOVE = tuple(re.compile(one, re.IGNORECASE) for one in (r"</h1\s*>", r"<(?:article|main)\b[^>]*>", r"<body\b[^>]*>"))
_BELOW = tuple(re.compile(one, re.IGNORECASE) for one in (r"</article\s*>", r"</main\s*>", r"</body\s*>"))
_HEAD = re.compile(r"</head\s*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """What is said of a post."""

    locale: Locale
    translator: str
    """The model."""
    source: str
    """File name of the post that it was made from."""
    source_language: str
    entries: int
    reviewed: int
    """Entries of its review file that are reviewed."""
    reviewers: tuple[str, ...]
    signature: str

    @property
    def whole(self) -> bool:
        """Whether all of it is reviewed."""
        return self.reviewed == self.entries

    def table(self) -> dict[str, str | bool | float | tuple[str, ...]]:
        """Return what stands under `translation`."""
        return {
            "translator": self.translator,
            "source": self.source,
            "source_language": self.source_language,
            "reviewed": self.whole,
            "reviewed_share": self.reviewed * 100 // self.entries / 100 if self.entries else 1.0,
            "reviewers": self.reviewers,
            "signature": self.signature,
        }


def with_imprint(text: str, kind: str, imprint: Imprint, layout: str) -> str:
    """Return a post of a format with its language and the table in its front matter; a page gets `meta` elements.

    Plain text has no place for either and stays as it is. Raises `ReadError` for front matter that cannot be spliced, or
    that the layout's generator does not read.
    """
    if kind == "markdown":
        if layout in NO_TOML and frontmatter_keys.sign(text) == "+++":
            raise ReadError(f"its front matter is TOML, which {layout} does not read: write it in YAML")
        refused = REFUSED_KEYS.get(layout, frozenset())
        there = frontmatter_keys.top_keys(text)
        known = [key for key in frontmatter.LANGUAGE_KEYS if key in there and key not in refused]
        values: dict[str, Value] = {(known or [LANGUAGE_KEY[layout]])[0]: str(imprint.locale)}
        if layout in COUNTED:
            values["isCJKLanguage"] = imprint.locale.language in {"ja", "ko", "zh"}
        return frontmatter_keys.set_keys(text, {**values, TABLE: imprint.table()}, refused)
    head = _HEAD.search(text) if kind == "html" else None
    return f"{text[: head.start()]}{_meta(imprint.table())}{text[head.start() :]}" if head else text


def _meta(table: Mapping[str, object]) -> str:
    said = {key: ", ".join(one) if isinstance(one, tuple) else str(one) for key, one in table.items()}
    said = {key: one.lower() if key == "reviewed" else one for key, one in said.items()}
    return "".join(f'<meta name="{TABLE}:{key}" content="{html.escape(one)}">\n' for key, one in said.items())


def notice(imprint: Imprint, catalogs: Catalogs) -> str:
    """Return what readers are told, in the post's locale; in English where no catalog says it there."""
    from translate_pipeline.furniture import Furniture  # noqa: PLC0415  (heavy)

    message = _PARTLY if imprint.reviewed else _UNREVIEWED
    if imprint.whole:
        message = _BY if imprint.reviewers else _REVIEWED
    english = Locale(language="en")
    for locale in (imprint.locale, english):
        slots = {"name": listed(imprint.reviewers, locale)} if imprint.reviewers else {}
        said = catalogs.say(Furniture(message=message, slots=slots, locale=english), locale)
        if said:
            return said
    return message.format(name=listed(imprint.reviewers, english))


def listed(names: Sequence[str], locale: Locale) -> str:
    """Return names as a locale lists them.

    >>> listed(["Kim", "Lee"], Locale(language="en")), listed(["金", "李"], Locale(language="ja"))
    ('Kim and Lee', '金、李')
    """
    from babel.lists import format_list  # noqa: PLC0415

    return format_list(list(names), locale=babel_locale(locale))


def with_notice(text: str, kind: str, words: str, where: str) -> str:
    """Return a post with a notice above its body, though below its title, or at its end."""
    if where == "none":
        return text
    if kind == "html":
        return _in_page(text, f'<p class="translation-notice">{html.escape(words)}</p>\n', where)
    first = re.search(r"\r\n|\n|\r", text)
    end = first.group() if first else "\n"
    if kind != "markdown":
        return f"{words}{end}{end}{text}" if where == "above" else _below(text, words, end)
    quoted = "> " + re.sub(r"(?<!\\)[{}]", r"\\\g<0>", escapes.escape(words))  # MDX takes braces for code
    if where == "below":
        placed = _below(text, quoted, end)
        at = placed.rindex(quoted)
        if any(block.span.start >= at for block in markdown.parse(placed).blocks):
            return placed  # else an open code fence has swallowed it
    at = frontmatter.parse(text).end
    title = _TITLE.match(text, at)
    at = title.end() if title else at
    before, after = text[:at].rstrip("\r\n"), text[at:].lstrip("\r\n")
    return f"{before}{end + end if before else ''}{quoted}{end}{end}{after}"


def _below(text: str, words: str, end: str) -> str:
    rest = text.rstrip("\r\n")
    return f"{rest}{end}{end}{words}{end}"


def _in_page(text: str, element: str, where: str) -> str:
    for pattern in _ABOVE if where == "above" else _BELOW:
        found = list(pattern.finditer(text))
        if found:
            at = found[0].end() if where == "above" else found[-1].start()
            gap = "\n" if where == "above" and text[at : at + 1] != "\n" else ""
            at += where == "above" and text[at : at + 1] == "\n"
            return f"{text[:at]}{gap}{element}{text[at:]}"
    return element + text if where == "above" else f"{text.rstrip()}\n{element}"
