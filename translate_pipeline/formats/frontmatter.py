"""Front matter: YAML between `---` lines or TOML between `+++` lines, and which of its values people read.

Values are spliced by position like everything else; keys, order, comments and quoting style stay.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from translate_pipeline.errors import ReadError
from translate_pipeline.formats.emphasis import pair_literal_strong
from translate_pipeline.model import Block, BlockKind, Inline, Role, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

READ_ALOUD = frozenset(
    {
        *("title", "subtitle", "short_title", "linktitle", "headline", "subheading", "tagline"),
        *("description", "desc", "summary", "excerpt", "abstract", "lead", "teaser", "caption"),
        *("meta_title", "meta_description", "seo_title", "seo_description", "og_title", "og_description"),
        *("image_alt", "imagealt", "cover_alt", "alt"),
    }
)
"""Keys whose values are words for readers."""

LANGUAGE_KEYS = ("lang", "language", "locale")

_YAML_OPEN = re.compile(r"\ufeff?---[ \t]*(?:\r\n|\n|\r)")
_YAML_CLOSE = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_TOML_OPEN = re.compile(r"\ufeff?\+\+\+[ \t]*(?:\r\n|\n|\r)")
_TOML_CLOSE = re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)
_TOML_PAIR = re.compile(r"""^(\w[\w-]*)[ \t]*=[ \t]*("(?:[^"\\\n]|\\.)*"|'[^'\n]*')[ \t]*(?:#.*)?$""", re.MULTILINE)
_KEY_LINE = re.compile(r"[A-Za-z_][\w-]*[ \t]*:(?:[ \t]|$)")
_BREAKS = re.compile(r"[ \t]*(?:\r\n|\n|\r)(?:[ \t]*(?:\r\n|\n|\r))*[ \t]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """What stands at the head of a post. `end` is where the body begins; 0 where there is no front matter."""

    end: int = 0
    blocks: tuple[Block, ...] = ()
    declared: str | None = None
    declared_span: Span | None = None


def parse(source: str) -> FrontMatter:
    """Find the front matter of a post. Raises `ReadError`, with the line, where it is broken."""
    opened = _YAML_OPEN.match(source)
    if opened:
        closed = _close(_YAML_CLOSE, source, opened.end())
        if closed is None:
            if _KEY_LINE.match(source, opened.end()):
                raise ReadError("front matter opens here and never closes: expected a line '---' after it", line=1)
            return FrontMatter()
        return _yaml(source, opened.end(), closed.start(), closed.end())
    opened = _TOML_OPEN.match(source)
    closed = _close(_TOML_CLOSE, source, opened.end()) if opened else None
    if opened and closed:
        return _toml(source, opened.end(), closed.start(), closed.end())
    return FrontMatter()


def _close(pattern: re.Pattern[str], source: str, start: int) -> re.Match[str] | None:
    """Find the closing line; `$` does not see a lone or preceding carriage return, so look at the text without them."""
    return pattern.search(source.replace("\r", "\n"), start)


def _yaml(source: str, start: int, stop: int, end: int) -> FrontMatter:
    text = source[start:stop]
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 2 if mark else None
        problem = error.problem or error.context or "not YAML"
        raise ReadError(
            f"broken front matter: {problem}; expected YAML (quote values with ':' or '#')", line=line
        ) from error
    except yaml.YAMLError as error:
        raise ReadError(f"broken front matter: {str(error).splitlines()[0]}; expected YAML", line=1) from error
    if root is None:
        return FrontMatter(end=end)
    if not isinstance(root, yaml.MappingNode):
        if not _KEY_LINE.match(text.lstrip()):
            return FrontMatter()  # two thematic breaks with prose between them
        raise ReadError("broken front matter: expected 'key: value' lines", line=2)
    blocks: list[Block] = []
    declared, declared_span = None, None
    for key, value in root.value:
        if not isinstance(value, yaml.ScalarNode) or not value.value.strip():
            continue
        span = Span(start=start + value.start_mark.index, end=start + value.end_mark.index)
        if key.value in LANGUAGE_KEYS and declared is None:
            declared, declared_span = value.value, _inside(span, value.style or "")
        elif str(key.value).lower().replace("-", "_") in READ_ALOUD and value.tag == "tag:yaml.org,2002:str":
            blocks += _scalar(source, span, value.style or "")
    return FrontMatter(end=end, blocks=tuple(blocks), declared=declared, declared_span=declared_span)


def _inside(span: Span, style: str) -> Span:
    return Span(start=span.start + 1, end=span.end - 1) if style in {"'", '"'} else span


def _scalar(source: str, span: Span, style: str) -> Iterator[Block]:
    """Yield the block of one YAML scalar: its words without quotes, header or indentation."""
    start, end = span.start, span.end
    if style in {"'", '"'}:
        start, end = start + 1, end - 1
    elif style in {"|", ">"}:
        header = re.compile(r"[|>][^\r\n]*(?:\r\n|\n|\r)[ \t\r\n]*").match(source, start, end)
        start = header.end() if header else end
    else:
        trimmed = span.of(source)
        if trimmed.startswith(("&", "!")):
            return  # an anchor or a tag: not worth the risk
    words = source[start:end]
    start, end = start + len(words) - len(words.lstrip()), end - (len(words) - len(words.rstrip()))
    if start >= end or ("\\" in source[start:end] and style == '"' and "\n" in source[start:end]):
        return
    inlines = pair_literal_strong(tuple(_lines(source, start, end, style)), source)
    yield Block(
        kind=BlockKind.META, span=Span(start=start, end=end), inlines=inlines, syntax="scalar", style=style or "plain"
    )


def _lines(source: str, start: int, end: int, style: str) -> Iterator[Inline]:
    at = start
    for match in _BREAKS.finditer(source, start, end):
        many = len(re.findall(r"\r\n|\n|\r", match.group())) > 1 or style == "|"
        yield Inline(role=Role.TEXT, span=Span(start=at, end=match.start()))
        yield Inline(role=Role.HARD if many else Role.BREAK, span=Span(start=match.start(), end=match.end()))
        at = match.end()
    yield Inline(role=Role.TEXT, span=Span(start=at, end=end))


def _toml(source: str, start: int, stop: int, end: int) -> FrontMatter:
    try:
        tomllib.loads(source[start:stop].replace("\r\n", "\n").replace("\r", "\n"))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise ReadError(f"broken front matter: {error}; expected TOML", line=int(line[1]) + 1 if line else 1) from error
    blocks, declared, declared_span = [], None, None
    top = re.search(r"^[ \t]*\[", source[start:stop], re.MULTILINE)
    for match in _TOML_PAIR.finditer(source, start, start + top.start() if top else stop):
        span = Span(start=match.start(2) + 1, end=match.end(2) - 1)
        if match[1] in LANGUAGE_KEYS:
            declared, declared_span = span.of(source), span
        elif match[1].lower().replace("-", "_") in READ_ALOUD and span.of(source).strip():
            inline = Inline(role=Role.TEXT, span=span)
            style = f"toml{match[2][0]}"
            blocks.append(Block(kind=BlockKind.META, span=span, inlines=(inline,), syntax="scalar", style=style))
    return FrontMatter(end=end, blocks=tuple(blocks), declared=declared, declared_span=declared_span)


def unescape(raw: str, style: str) -> str:
    r"""Return the words behind a raw piece of a scalar.

    >>> unescape("it''s", "'"), unescape(r"a \"b\"", '"')
    ("it's", 'a "b"')
    """
    if style == "'":
        return raw.replace("''", "'")
    if style in {'"', 'toml"'} and "\\" in raw:
        try:
            return str(yaml.safe_load(f'"{raw}"'))
        except yaml.YAMLError:
            return raw
    return raw


def escape(text: str, style: str) -> str:
    """Return the raw piece that reads as `text` inside a scalar of this style; `finish` completes a plain one."""
    if style == "'":
        return text.replace("'", "''")
    if style in {'"', 'toml"'}:
        return json.dumps(text, ensure_ascii=False)[1:-1]
    if style == "toml'":
        return text.replace("'", "’")
    return text


def finish(raw: str, style: str) -> str:
    """Return a whole value ready to be spliced: a plain YAML scalar that is no longer safe gets double quotes.

    >>> finish("Chips: a race", "plain"), finish("Chips and a race", "plain")
    ('"Chips: a race"', 'Chips and a race')
    """
    if style != "plain":
        return raw
    try:
        value = yaml.safe_load(f"k: {raw}")
    except yaml.YAMLError:
        value = None
    safe = isinstance(value, dict) and isinstance(value.get("k"), str) and value["k"] == re.sub(r"\s*\n\s*", " ", raw)
    return raw if safe else json.dumps(re.sub(r"\s*\n\s*", " ", raw), ensure_ascii=False)
