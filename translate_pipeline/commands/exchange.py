"""`translate glossary import` and `export`: other tools' files."""

from __future__ import annotations

import sys
from pathlib import Path  # typer reads the annotations at run time
from typing import TYPE_CHECKING, Annotated

import typer

from translate_pipeline.commands.glossary import Into, glossary_app, load, write
from translate_pipeline.commands.run import From, Glossaries, To
from translate_pipeline.commands.tools import settings_from
from translate_pipeline.errors import GlossaryError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from translate_pipeline.model import Concept, Locale
    from translate_pipeline.settings import Settings

_FORMATS = ("tbx", "omegat", "deepl", "google", "google-set", "amazon", "csv")


@glossary_app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A TBX, TSV or CSV file of another tool.")],
    kind: Annotated[str, typer.Option("--format", help=f"{', '.join(_FORMATS)}. [default: by the file's name]")] = "",
    source: From = None,
    to: To = None,
    into: Into = None,
) -> None:
    """Add the concepts of another tool's glossary. Rows that are there already stay as they are."""
    write(_parse(file, kind or _guess(file), source, to), into, strict=False)


@glossary_app.command("export")
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write; - for standard output.")],
    kind: Annotated[str, typer.Option("--format", help=f"{', '.join(_FORMATS)}. [default: by the file's name]")] = "",
    source: From = None,
    to: To = None,
    glossary: Glossaries = None,
    status: Annotated[str, typer.Option("--status", help="Only concepts of this status.")] = "",
) -> None:
    """Write the glossary in force for another tool. What the format cannot hold is counted on standard error."""
    from translate_pipeline.files import write_atomic  # noqa: PLC0415

    settings = settings_from(from_=source, to=to, glossaries=glossary)
    concepts = [concept for concept in load(settings).concepts if status in {"", concept.status}]
    data, left_out = _serialize(concepts, kind or _guess(file), settings)
    for name, reason in left_out:
        sys.stderr.write(f"left out: {name}: {reason}\n")
    if str(file) == "-":
        sys.stdout.buffer.write(data)
    else:
        write_atomic(file, data)
        sys.stderr.write(f"{file}: {len(concepts)} concepts, {len(left_out)} left out\n")


def _guess(path: Path) -> str:
    """Return the format that a file's name suggests."""
    kind = {".tbx": "tbx", ".tsv": "omegat", ".utf8": "omegat", ".csv": "csv"}.get(path.suffix.lower())
    if kind is None:
        raise SettingsError(f"{path}: name the format with --format, one of {', '.join(_FORMATS)}")
    return kind


def _pair(source: Locale | None, targets: Sequence[Locale], kind: str) -> tuple[Locale, Locale]:
    if source is None or len(targets) != 1:
        raise SettingsError(f"--format {kind} holds one language pair: name it, as in --from ja --to en")
    return source, targets[0]


def _parse(file: Path, kind: str, source: str | None, to: str | None) -> tuple[Concept, ...]:
    from translate_pipeline.concepts import read_concepts  # noqa: PLC0415
    from translate_pipeline.formats import tbx, termlists, termsets  # noqa: PLC0415

    try:
        data = file.read_bytes()
    except OSError as error:
        raise GlossaryError(f"cannot be read: {error.strerror}", path=file) from error
    wide = {"tbx": tbx.parse_tbx, "google-set": termsets.parse_google_set, "amazon": termsets.parse_amazon}
    if kind == "csv":
        return tuple(read_concepts(file))
    if kind in wide:
        return wide[kind](data, file)
    bilingual = {
        "omegat": termlists.parse_omegat,
        "deepl": termlists.parse_deepl,
        "google": termlists.parse_google,
    }
    if kind not in bilingual:
        raise SettingsError(f"--format: found {kind!r}, expected one of {', '.join(_FORMATS)}")
    settings = settings_from(from_=source, to=to)
    return bilingual[kind](data, file, *_pair(settings.source, settings.to, kind))


def _serialize(concepts: Sequence[Concept], kind: str, settings: Settings) -> tuple[bytes, Sequence[tuple[str, str]]]:
    from translate_pipeline.concepts import SHIPPED_LOCALES, write_concepts  # noqa: PLC0415
    from translate_pipeline.formats import tbx, termlists, termsets  # noqa: PLC0415
    from translate_pipeline.locales import parse_locale  # noqa: PLC0415

    if kind == "csv":
        return write_concepts(concepts).encode("utf-8"), ()
    if kind == "tbx":
        return tbx.serialize_tbx(concepts), ()
    if kind in {"google-set", "amazon"}:
        every = [parse_locale(tag) for tag in SHIPPED_LOCALES]
        locales = [settings.source, *settings.to] if settings.source and settings.to else every
        made = termsets.serialize_google_set(concepts, locales) if kind == "google-set" else None
        made = made or termsets.serialize_amazon(concepts, locales)
        return made.data, made.left_out
    bilingual = {
        "omegat": termlists.serialize_omegat,
        "deepl": termlists.serialize_deepl,
        "google": termlists.serialize_google,
    }
    if kind not in bilingual:
        raise SettingsError(f"--format: found {kind!r}, expected one of {', '.join(_FORMATS)}")
    done = bilingual[kind](concepts, *_pair(settings.source, settings.to, kind))
    return done.data, done.left_out
