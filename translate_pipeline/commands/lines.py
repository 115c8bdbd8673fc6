"""`translate lines`: a filter, one line in, one line out."""

from __future__ import annotations

import sys
from itertools import islice
from typing import TYPE_CHECKING

from translate_pipeline.commands import app
from translate_pipeline.commands.run import From, Glossaries, Model, Threads, To
from translate_pipeline.commands.tools import make_tools, settings_from
from translate_pipeline.errors import ReadError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from translate_pipeline.model import Locale
    from translate_pipeline.pipeline import Tools

_AT_ONCE = 2000
"""Lines that go to the engine together; also what is held in memory."""


@app.command("lines")
def lines(
    to: To = None,
    source: From = None,
    glossary: Glossaries = None,
    model: Model = None,
    threads: Threads = None,
) -> None:
    """Translate standard input line by line.

    As many lines come out as go in, in their order, and nothing else.
    """
    settings = settings_from(to=to, from_=source, glossaries=glossary, model=model, threads=threads)
    if len(settings.to) != 1:
        raise SettingsError("--to: name the one locale to translate into, as in --to en")
    tools = make_tools(settings)
    for line in translate_lines(read_lines(), settings.to[0], tools):
        sys.stdout.buffer.write(f"{line}\n".encode("utf-8", "surrogatepass"))
    sys.stdout.buffer.flush()


def read_lines() -> Iterator[str]:
    """Yield the lines of standard input without their line ends. Raises `ReadError` where one is not UTF-8."""
    for number, raw in enumerate(sys.stdin.buffer, start=1):
        try:
            yield raw.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise ReadError("not UTF-8", path="standard input", line=number) from error


def translate_lines(source: Iterable[str], locale: Locale, tools: Tools) -> Iterator[str]:
    """Yield the translation of each line."""
    from pathlib import Path  # noqa: PLC0415

    from translate_pipeline.formats.text import line_blocks  # noqa: PLC0415
    from translate_pipeline.model import Post  # noqa: PLC0415
    from translate_pipeline.pipeline import translate_post  # noqa: PLC0415
    from translate_pipeline.write import compose  # noqa: PLC0415

    rest = iter(source)
    while some := list(islice(rest, _AT_ONCE)):
        text = "\n".join(some)
        post = Post(path=Path("standard input"), format="text", source=text, encoding="UTF-8", blocks=line_blocks(text))
        (translation,) = translate_post(post, [locale], tools)
        yield from compose(translation).split("\n")
