"""Make what a translation is made with, from the settings in force."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate_pipeline import __version__
from translate_pipeline.errors import PackageError, SettingsError

if TYPE_CHECKING:
    from translate_pipeline.engines import Engine
    from translate_pipeline.engines.ctranslate import Drafts
    from translate_pipeline.engines.decode import Decoder
    from translate_pipeline.engines.packages import Package
    from translate_pipeline.grades import Levels
    from translate_pipeline.memory import Memory
    from translate_pipeline.meter import Meter
    from translate_pipeline.pipeline import Tools
    from translate_pipeline.settings import Settings

STARTER = Path(__file__).resolve().parent.parent / "starter"


def settings_from(**flags: Any) -> Settings:
    """Return the settings for the folder we are in; flags that were not given (None, empty) count for nothing."""
    from translate_pipeline.settings import load_settings  # noqa: PLC0415

    given = {key.rstrip("_"): value for key, value in flags.items() if value not in (None, [], ())}
    return load_settings(Path.cwd(), os.environ, given)


def make_tools(settings: Settings, engine: Engine | None = None, memory: Memory | None = None) -> Tools:
    """Load glossary, catalogs and engine. The model itself is loaded when the first text is asked of it."""
    from translate_pipeline.furniture import load_catalogs  # noqa: PLC0415
    from translate_pipeline.glossary import load_glossary  # noqa: PLC0415
    from translate_pipeline.pipeline import Tools  # noqa: PLC0415

    return Tools(
        glossary=load_glossary(settings.all_glossaries()),
        catalogs=load_catalogs(*settings.catalog_roots()),
        engine=engine or make_engine(settings),
        source=settings.source,
        first_mention=settings.first_mention,
        levels=check_levels(settings),
        repair=settings.repair,
        memory=memory,
    )


def check_levels(settings: Settings) -> Levels:
    """Return how bad the site takes what each check finds to be. Raises `SettingsError` for what `[checks]` has wrong."""
    from translate_pipeline.grades import levels_of  # noqa: PLC0415

    return levels_of(settings.checks, f"{settings.file}: [checks]")


def make_engine(
    settings: Settings, *, decoder: Decoder | None = None, drafts: Drafts | None = None, meter: Meter | None = None
) -> Engine:
    """Return the engine behind `--model`: `starter`, `echo`, `argos`, an installed package's name, or a folder."""
    if settings.model == "echo":
        from translate_pipeline.engines.echo import EchoEngine  # noqa: PLC0415

        return EchoEngine()
    from translate_pipeline.engines.calibrate import fit_for  # noqa: PLC0415
    from translate_pipeline.engines.ctranslate import CTranslateEngine  # noqa: PLC0415
    from translate_pipeline.engines.decode import LocalDecoder  # noqa: PLC0415

    packages = find_packages(settings.model)
    if decoder is None:
        decoder = LocalDecoder(fit_for(packages, settings.threads))
    return CTranslateEngine(packages, decoder=decoder, beam=settings.beam, drafts=drafts, meter=meter)


def tools_digest(settings: Settings, engine: Engine) -> str:
    """Return the digest of all that translations are made with: whatever changes it makes outputs out of date.

    Files are taken as they lie on the disk, so nothing has to be loaded for it.
    """
    from translate_pipeline.locales import data_root  # noqa: PLC0415

    whole = hashlib.sha256()
    said = [__version__, engine.name, engine.model, engine.model_sha256, str(settings.source)]
    said += sorted(map(str, settings.first_mention))
    said += [f"{name}={level}" for name, level in sorted(settings.checks.items())]
    said += ["repair"] if settings.repair else []
    said += [f"{name} {_version(name)}" for name in _DECISIVE]
    said += [repr(sorted(package.probed.items())) for package in getattr(engine, "packages", ())]
    whole.update("\0".join(said).encode())
    profiles = sorted((data_root() / "locales").glob("*/locale.toml"))
    catalogs = [path for root in settings.catalog_roots() for path in sorted(root.glob("*/messages.po"))]
    for path in (*settings.all_glossaries(), *catalogs, *profiles):
        try:
            whole.update(hashlib.sha256(path.read_bytes()).digest())
        except OSError as error:
            raise SettingsError(f"{path}: cannot be read ({error.strerror})") from error
    return whole.hexdigest()


_DECISIVE = ("ctranslate2", "sentencepiece", "opencc", "marko", "babel", "sentencex", "langdetect", "jieba", "sudachipy")
"""Packages whose version may change what comes out."""


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def find_packages(model: str) -> tuple[Package, ...]:
    """Return the packages that `--model` names."""
    from translate_pipeline.engines import argos  # noqa: PLC0415
    from translate_pipeline.engines.packages import read_package  # noqa: PLC0415

    if model == "starter":
        return (read_package(STARTER),)
    installed, _ = argos.installed()
    if model == "argos":
        if not installed:
            raise PackageError(
                f"no package is installed in {argos.packages_dir()}: see 'translate models available', or use the starter"
            )
        return installed
    named = tuple(package for package in installed if package.name == model)
    if named:
        return named
    if Path(model).exists():
        return (read_package(Path(model)),)
    known = ", ".join(["starter", "echo", "argos", *(package.name for package in installed)])
    raise SettingsError(f"--model {model}: no such model or folder; expected one of {known}, or a package folder")
