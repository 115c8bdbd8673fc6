"""Pages and parts of pages as HTML, from templates that escape everything."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from translate_pipeline.web.messages import NAMES, TAGS, Messages

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from translate_pipeline.web.matches import MatchView
    from translate_pipeline.web.views import PageView, UnitView

_HERE = Path(__file__).resolve().parent
ASSETS = {
    "review.js": "text/javascript; charset=utf-8",
    "review.css": "text/css; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
"""The files that pages load, and nothing else is served."""
_NOWHERE = "base-uri 'none'; form-action 'none'"
_SCRIPT_WORDS = (
    "Saving…", "Saved", "Not saved: {reason}", "Not saved, trying again…", "Nothing to undo", "Undone", "Approved",
    "Back to draft", "Fixed: {check}", "No more findings", "No suggestion here", "Comment added", "Comment removed",
    "Remove the comment",
    "Added to the glossary: {id}", "Not added: {reason}", "Somebody else changed this sentence.", "Changed by somebody else",
    "{n} of {total} reviewed", "{n} shown", "Mark a word first", "{n} edits in this browser", "draft", "edited", "approved",
    "given", "Write a translation first", "Nothing was edited yet",
)  # fmt: skip


@cache
def _templates() -> Environment:
    found = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True}
    return found


def _render(name: str, say: Messages, **values: Any) -> str:
    values = {"say": say, "tags": TAGS, "names": NAMES, "static": False, **values}
    return _templates().get_template(name).render(**values)


def asset(name: str) -> str:
    """Return the text of a file of `ASSETS`."""
    return (_HERE / "static" / name).read_text(encoding="utf-8")


def index_page(rows: Sequence[Mapping[str, Any]], say: Messages) -> str:
    """Return the list of documents."""
    return _render("index.html", say, rows=rows)


def review_page(page: PageView, say: Messages, kinds: Sequence[str], *, several: bool) -> str:
    """Return the page of a document."""
    data = {"doc": page.id, "words": _words(say), "lang": page.target}
    return _render("review.html", say, page=page, data=data, kinds=kinds, several=several)


def unit_part(unit: UnitView, page_source: str, page_target: str, say: Messages) -> str:
    """Return one sentence, as it stands on the page."""
    tags = {"source": page_source, "target": page_target}
    return _render("unit.html", say, unit=unit, page=tags)


def matches_part(found: Sequence[MatchView], tag: str, say: Messages) -> str:
    """Return what the memory has for a sentence."""
    return _render("matches.html", say, found=found, tag=tag)


def preview_page(body: str, tag: str, say: Messages) -> tuple[str, str]:
    """Return the preview of a post and the policy to serve it under: nothing runs in it, whatever it holds.

    `body` is HTML that was made safe. In its sandbox it could load no stylesheet of ours, so it has it inside.
    """
    style = asset("review.css")
    policy = f"default-src 'none'; style-src '{_hash(style)}'; sandbox; {_NOWHERE}; frame-ancestors 'self'"
    safe = Markup(body)  # noqa: S704  (only what `preview.sanitised` lets through)
    return _render("preview.html", say, body=safe, style=Markup(style), tag=tag), policy  # noqa: S704


def static_page(page: PageView, say: Messages, head: Mapping[str, str], body: str) -> str:
    """Return the page of a document as one file that needs no server. Edits are kept by the browser and downloaded.

    `head` is what the header of the downloaded PO file says; `body` the preview.
    """
    script, style = asset("review.js"), asset("review.css")
    policy = f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; {_NOWHERE}"
    units = [cell.unit for block in page.blocks for cell in block.cells if cell.unit]
    data = {"doc": page.id, "words": _words(say), "lang": page.target, "static": True, "head": dict(head)}
    data["sources"] = {one.key: one.raw_source for one in units}
    return _render(
        "review.html",
        say,
        page=page,
        data=data,
        kinds=(),
        several=False,
        static=True,
        policy=policy,
        script=Markup(script),  # noqa: S704  (our own)
        style=Markup(style),  # noqa: S704  (our own)
        preview=Markup(body),  # noqa: S704  (only what `preview.sanitised` lets through)
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _words(say: Messages) -> dict[str, str]:
    return {message: say.words.get(message, message) for message in _SCRIPT_WORDS}
