"""`translate lines`: a filter, one line in, one line out."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from translate_pipeline.commands import app
from translate_pipeline.commands.run import From, Glossaries, Model, Repair, Threads, To
from translate_pipeline.commands.tools import make_tools, settings_from
from translate_pipeline.errors import ReadError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator


@app.command("lines")
def lines(
    to: To = None,
    source: From = None,
    glossary: Glossaries = None,
    model: Model = None,
    threads: Threads = None,
    repair: Repair = None,
) -> None:
    """Translate standard input line by line.

    As many lines come out as go in, in their order, and nothing else.
    """
    from translate_pipeline.batch import translate_lines  # noqa: PLC0415

    settings = settings_from(to=to, from_=source, glossaries=glossary, model=model, threads=threads, repair=repair)
    if len(settings.to) != 1:
        raise SettingsError("--to: name the one locale to translate into, as in --to en")
    tools = make_tools(settings)
    for _, done in translate_lines(read_lines(), settings.to[0], tools):
        for line in done:
            sys.stdout.buffer.write(f"{line}\n".encode("utf-8", "surrogatepass"))
    sys.stdout.buffer.flush()


def read_lines() -> Iterator[str]:
    """Yield the lines of standard input without their line ends. Raises `ReadError` where one is not UTF-8."""
    for number, raw in enumerate(sys.stdin.buffer, start=1):
        try:
            yield raw.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise ReadError("not UTF-8", path="standard input", line=number) from error
