"""Set keys in the front matter of a post, and leave every other byte of it as it is.

A value is a text, a switch, a number, a list of texts, or a table of these. A key that is there gets the new value in its
place; one that is not stands at the end of YAML and at the head of TOML (a table at the end). A post without front matter
gets one, in YAML.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from typing import TYPE_CHECKING

import yaml

from translate_pipeline.errors import ReadError
from translate_pipeline.formats import frontmatter

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

Scalar = str | bool | float
Value = Scalar | tuple[str, ...] | Mapping[str, Scalar | tuple[str, ...]]

_OPEN = re.compile(r"(\ufeff?)(---|\+\+\+)[ \t]*(\r\n|\n|\r)")
_UNSEEN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_TOML_HEADER = re.compile(r"^[ \t]*\[", re.MULTILINE)


def sign(source: str) -> str:
    """Return what front matter opens with: `---`, `+++`, or nothing where there is none."""
    return _place(source)[0]


def top_keys(source: str) -> tuple[str, ...]:
    r"""Return the keys that stand at the top of a post's front matter, in order.

    >>> top_keys("---\ntitle: A\nmenu:\n  lang: x\n---\n")
    ('title', 'menu')
    """
    kind, start, stop, _ = _place(source)
    if kind == "+++":
        return tuple(tomllib.loads(_unix(source[start:stop])))
    return tuple(str(key.value) for key, _ in _root(source[start:stop]))


def set_keys(source: str, values: Mapping[str, Value], drop: Collection[str] = ()) -> str:
    r"""Return a post with these keys in its front matter and those of `drop` gone.

    >>> set_keys("---\ntitle: A  # mine\n---\nHi\n", {"lang": "ko"})
    '---\ntitle: A  # mine\nlang: ko\n---\nHi\n'
    >>> set_keys("+++\ntitle = 1\n+++\n", {"lang": "ko", "translation": {"reviewed": True}})
    '+++\nlang = "ko"\ntitle = 1\n\n[translation]\nreviewed = true\n+++\n'
    >>> set_keys("Hi\n", {"lang": "ko"})
    '---\nlang: ko\n---\n\nHi\n'
    """
    kind, start, stop, end = _place(source)
    if not kind:
        mark = "\ufeff" if source.startswith("\ufeff") else ""
        lines = "".join(f"{line}{end}" for key, value in values.items() for line in _yaml_lines(key, value))
        return f"{mark}---{end}{lines}---{end}{end}{source.removeprefix(mark)}"
    splice = _toml if kind == "+++" else _yaml
    return source[:start] + splice(source[start:stop], values, drop, end) + source[stop:]


def _place(source: str) -> tuple[str, int, int, str]:
    """Return the sign that front matter opens with, where it begins and stops, and how lines end; no sign for none."""
    opened = _OPEN.match(source)
    first = re.search(r"\r\n|\n|\r", source)
    if opened is None or not frontmatter.parse(source).end:
        return "", 0, 0, first.group() if first else "\n"
    close = r"^\+\+\+[ \t]*$" if opened[2] == "+++" else r"^(?:---|\.\.\.)[ \t]*$"
    closed = re.compile(close, re.MULTILINE).search(source.replace("\r", "\n"), opened.end())
    return opened[2], opened.end(), closed.start() if closed else opened.end(), opened[3]


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


# -- YAML ----------------------------------------------------------------------------------------------------------


def _root(text: str) -> list[tuple[yaml.Node, yaml.Node]]:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    return list(root.value) if isinstance(root, yaml.MappingNode) else []


def _yaml(text: str, values: Mapping[str, Value], drop: Collection[str], end: str) -> str:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if isinstance(root, yaml.MappingNode) and root.flow_style:
        raise ReadError("the front matter is one pair of braces, expected 'key: value' lines: write it so", line=2)
    pairs = _root(text)
    indent = " " * (pairs[0][0].start_mark.column if pairs else 0)
    edits: list[tuple[int, int, str]] = []
    left = dict(values)
    for key, value in pairs:
        start, stop = key.start_mark.index, _end(value)
        if key.value in drop:
            edits.append((*_whole_lines(text, start, stop), ""))
        elif key.value in left:
            lines = _yaml_lines(key.value, left.pop(key.value))
            tail = end if text[stop - 1 : stop] in {"\n", "\r"} else ""  # a block scalar has its line end in it
            edits.append((start, stop, f"{end}{indent}".join(lines) + tail))
    for start, stop, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[stop:]
    return text + "".join(f"{indent}{line}{end}" for key, value in left.items() for line in _yaml_lines(key, value))


def _end(node: yaml.Node) -> int:
    """Return where a value ends; a block collection's own mark stands behind the comments that follow it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)


def _whole_lines(text: str, start: int, stop: int) -> tuple[int, int]:
    """Return a place extended to the lines that it is on."""
    flat = _unix_same_length(text)
    first = flat.rfind("\n", 0, start) + 1
    if flat[stop - 1 : stop] == "\n":
        return first, stop
    last = re.compile(r"\r\n|\n|\r|\Z").search(text, stop)
    return first, last.end() if last else stop


def _unix_same_length(text: str) -> str:
    return text.replace("\r\n", " \n").replace("\r", "\n")


def _yaml_lines(key: str, value: Value) -> list[str]:
    if isinstance(value, Mapping):
        return [f"{key}:", *(f"  {name}: {_yaml_scalar(one)}" for name, one in value.items())]
    return [f"{key}: {_yaml_scalar(value)}"]


def _yaml_scalar(value: Scalar | tuple[str, ...]) -> str:
    if isinstance(value, str):
        plain = frontmatter.finish(value, "plain") if value.isprintable() and value == value.strip() else ""
        return plain if plain and not plain.startswith('"') else _quoted(value)
    return _literal(value)


def _literal(value: Scalar | tuple[str, ...]) -> str:
    """Return a value as YAML and TOML both read it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return f"[{', '.join(map(_quoted, value))}]"
    return _quoted(value) if isinstance(value, str) else str(value)


def _quoted(text: str) -> str:
    """Return a text in double quotes: JSON's, with what YAML or TOML cannot hold escaped too."""
    whole = json.dumps(text, ensure_ascii=False)
    return _UNSEEN.sub(lambda match: f"\\u{ord(match.group()):04x}", whole)


# -- TOML ----------------------------------------------------------------------------------------------------------


def _toml(text: str, values: Mapping[str, Value], drop: Collection[str], end: str) -> str:
    before = tomllib.loads(_unix(text))
    for key in [*drop, *values]:
        text = _without(text, key) if key in before else text
    head = "".join(f"{key} = {_literal(one)}{end}" for key, one in values.items() if not isinstance(one, Mapping))
    gap = end if text.strip() or head else ""
    text = head + text + "".join(f"{gap}[{key}]{end}{table}" for key, table in _tables(values, end))
    after = tomllib.loads(_unix(text))
    ours = {*values, *drop}
    if {key: one for key, one in before.items() if key not in ours} != {k: v for k, v in after.items() if k not in ours}:
        raise ReadError("the front matter cannot be taken apart safely: move its table [translation] away", line=1)
    return text


def _tables(values: Mapping[str, Value], end: str) -> Iterator[tuple[str, str]]:
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield key, "".join(f"{name} = {_literal(one)}{end}" for name, one in value.items())


def _without(text: str, key: str) -> str:
    """Return TOML without a key of one line at the top, or without a table of that name."""
    flat = _unix_same_length(text)
    top = _TOML_HEADER.search(flat)
    line = re.compile(rf"^[ \t]*{re.escape(key)}[ \t]*=[^\n]*(?:\n|\Z)", re.MULTILINE)
    found = line.search(flat, 0, top.start() if top else len(flat))
    if found is None:
        table = rf"(?:^[ ]*\n)?^[ \t]*\[{re.escape(key)}\][^\n]*(?:\n(?![ \t]*\[)[^\n]*)*(?:\n|\Z)"
        found = re.compile(table, re.MULTILINE).search(flat)
    return text[: found.start()] + text[found.end() :] if found else text
