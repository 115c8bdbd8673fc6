"""Make what a translation is made with, from the settings in force."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate_pipeline.errors import PackageError, SettingsError

if TYPE_CHECKING:
    from translate_pipeline.engines import Engine
    from translate_pipeline.engines.packages import Package
    from translate_pipeline.pipeline import Tools
    from translate_pipeline.settings import Settings

STARTER = Path(__file__).resolve().parent.parent / "starter"


def settings_from(**flags: Any) -> Settings:
    """Return the settings for the folder we are in; flags that were not given (None, empty) count for nothing."""
    from translate_pipeline.settings import load_settings  # noqa: PLC0415

    given = {key.rstrip("_"): value for key, value in flags.items() if value not in (None, [], ())}
    return load_settings(Path.cwd(), os.environ, given)


def make_tools(settings: Settings) -> Tools:
    """Load glossary, catalogs and engine. The model itself is loaded when the first text is asked of it."""
    from translate_pipeline.furniture import load_catalogs  # noqa: PLC0415
    from translate_pipeline.glossary import load_glossary  # noqa: PLC0415
    from translate_pipeline.pipeline import Tools  # noqa: PLC0415

    return Tools(
        glossary=load_glossary(settings.all_glossaries()),
        catalogs=load_catalogs(*settings.catalog_roots()),
        engine=make_engine(settings),
        source=settings.source,
        first_mention=settings.first_mention,
    )


def make_engine(settings: Settings) -> Engine:
    """Return the engine behind `--model`: `starter`, `echo`, `argos`, an installed package's name, or a folder."""
    if settings.model == "echo":
        from translate_pipeline.engines.echo import EchoEngine  # noqa: PLC0415

        return EchoEngine()
    from translate_pipeline.engines.ctranslate import CTranslateEngine  # noqa: PLC0415

    return CTranslateEngine(find_packages(settings.model), threads=settings.threads, beam=settings.beam)


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
