"""The finished post, to be read before it is one: rendered, and then nothing kept of it but text and its structure.

A post may hold anything. Only elements and attributes that are named here come through; no script, no style, no form, no
picture (that would ask the network), no address but that of a link.
"""

from __future__ import annotations

import html
import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from translate_pipeline.formats import frontmatter
from translate_pipeline.model import Detected, Origin, Signature, Translation, Unit
from translate_pipeline.write import compose

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from translate_pipeline.model import Post, Segment
    from translate_pipeline.recheck.targets import Target
    from translate_pipeline.web.layout import Laid

_TAGS = frozenset(
    re.findall(
        r"\w+",
        "p h1 h2 h3 h4 h5 h6 ul ol li blockquote pre code em strong b i u s del ins sub sup table thead tbody tr th td "
        "hr br a dl dt dd figure figcaption span div section article main small mark ruby rt rp abbr cite q",
    )
)
_GONE = frozenset(
    re.findall(
        r"\w+",
        "script style iframe object embed template noscript svg math head form input button textarea select",
    )
)
"""Elements whose content goes with them; of others only the tags go."""
_VOID = frozenset({"br", "hr"})
_ATTRIBUTES = {"a": ("href",), "ol": ("start",), "th": ("colspan", "rowspan"), "td": ("colspan", "rowspan")}
_LINK = re.compile(r"(?:https?://|mailto:|#)[^\s\x00-\x1f]*", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,4}")
_DEEP = 100


def render(target: Target, post: Post | None, laid: Sequence[Laid], units: Mapping[str, Unit]) -> str:
    """Return a post as safe HTML: made of its source and the targets, or as it lies beside its review file."""
    if post is not None:
        return to_html(compose(_translation(target, post, laid, units)), post.format)
    return to_html(target.post.source, target.post.format) if target.post else ""


def _translation(target: Target, post: Post, laid: Sequence[Laid], units: Mapping[str, Unit]) -> Translation:
    placed = [_unit(place.segment, post, units.get(place.key)) for block in laid for place in block.places if place.segment]
    nothing = Signature(engine="", model="", model_sha256="", licence="", glossary="", version="")
    return Translation(
        post=post, locale=target.locale, source_locale=target.main, units=tuple(placed), findings=(), signature=nothing
    )


def _unit(segment: Segment, post: Post, unit: Unit | None) -> Unit:
    raw = segment.core.of(post.source)
    if unit is not None:
        return replace(unit, segment=segment, target=unit.target or raw)
    alone = Detected(locale=None, confidence=0, reason="")
    return Unit(segment=segment, source=raw, target=raw, origin=Origin.SOURCE, detected=alone, plain=raw)


def to_html(text: str, kind: str) -> str:
    """Return a post of a format as safe HTML.

    >>> to_html("# Hi <b onclick='x()'>you</b> ![cat](http://a.b/c.png)", "markdown")
    '<h1>Hi <b>you</b> [cat]</h1>'
    """
    if kind == "html":
        return sanitised(text)
    if kind == "text":
        return "\n".join(f"<p>{_lines(part)}</p>" for part in re.split(r"\n\s*\n", text) if part.strip())
    front = frontmatter.parse(text)
    body = text[front.end :] if front.end else text
    return sanitised(str(_marko().convert(body)))


@cache
def _marko() -> Any:
    from marko import Markdown  # noqa: PLC0415  (heavy)

    return Markdown(extensions=["gfm", "footnote"])


def _lines(text: str) -> str:
    return "<br>".join(html.escape(line) for line in text.strip().splitlines())


def sanitised(page: str) -> str:
    """Return HTML with nothing in it but what is named above."""
    from lxml import etree  # noqa: PLC0415  (heavy)
    from lxml import html as parser  # noqa: PLC0415

    if not page.strip():
        return ""
    try:
        root = parser.document_fromstring(page.replace("\0", ""), parser=parser.HTMLParser(huge_tree=False, no_network=True))
    except (etree.ParserError, ValueError):
        return f"<p>{html.escape(page)}</p>"
    bodies = root.findall(".//body")
    return "".join(part for body in bodies or [root] for part in _inside(body, 0)).strip()


def _inside(element: Any, depth: int) -> Iterator[str]:
    yield html.escape(element.text or "")
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _GONE:
            yield from _element(child, depth + 1)
        yield html.escape(child.tail or "")


def _element(element: Any, depth: int) -> Iterator[str]:
    tag = element.tag.lower()
    if tag == "img":
        yield html.escape(f"[{element.get('alt') or '–'}]")
    elif depth > _DEEP:
        yield html.escape("".join(element.itertext()))
    elif tag not in _TAGS:
        yield from _inside(element, depth)
    else:
        said = "".join(f' {name}="{html.escape(value)}"' for name, value in _attributes(tag, element))
        yield f"<{tag}{said}>"
        if tag not in _VOID:
            yield from _inside(element, depth)
            yield f"</{tag}>"


def _attributes(tag: str, element: Any) -> Iterator[tuple[str, str]]:
    for name in _ATTRIBUTES.get(tag, ()):
        value = (element.get(name) or "").strip()
        if (_LINK if name == "href" else _NUMBER).fullmatch(value):
            yield name, value
