"""`translate publish`: reviewed posts to where a site generator looks for them."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import replace
from enum import StrEnum
from functools import cache
from pathlib import Path  # typer reads the annotations at run time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from translate_pipeline.commands import app
from translate_pipeline.commands.bundle import Layout
from translate_pipeline.commands.tools import make_tools, settings_from
from translate_pipeline.errors import InputError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from translate_pipeline.bundle_posts import Ready
    from translate_pipeline.publish import Order, Published, Publisher
    from translate_pipeline.publish_settings import Publishing
    from translate_pipeline.settings import Settings


class Unreviewed(StrEnum):
    """What becomes of a post that is not reviewed throughout."""

    REVIEWED = "reviewed"
    MARK = "mark"
    ALL = "all"


class Notice(StrEnum):
    """Where readers are told that a post is machine-translated."""

    ABOVE = "above"
    BELOW = "below"
    NONE = "none"


@app.command("publish")
def publish(
    what: Annotated[
        list[str] | None,
        typer.Argument(metavar="[POST|LOCALE]...", help="Locales, outputs or posts. [default: all]"),
    ] = None,
    dest: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Folder of the site to publish into.")] = None,
    layout: Annotated[Layout | None, typer.Option("--layout", help="Whose paths and keys. [default: plain]")] = None,
    policy: Annotated[
        Unreviewed | None,
        typer.Option("--policy", help="Posts not wholly reviewed: withheld, marked, as any other. [default: reviewed]"),
    ] = None,
    notice: Annotated[
        Notice | None, typer.Option("--notice", help="Where the notice stands. [default: below; above where it warns]")
    ] = None,
    source: Annotated[
        Path | None, typer.Option("--source", metavar="DIR", help="Folder of the posts that were translated.")
    ] = None,
    locales: Annotated[
        Path | None, typer.Option("--locales", metavar="DIR", help="Folder of the locales. [default: locales]")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Publish posts with findings at error level too.")] = False,
    dry: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and write nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but what is not published.")] = False,
) -> None:
    """Write reviewed posts where a site generator looks for them, with what they are in their front matter and a notice.

    Exit code: 0 all published, 1 a post is withheld, 2 a post cannot be read or made, usage or input.
    """
    from translate_pipeline.publish_settings import load_publishing  # noqa: PLC0415

    settings, site = settings_from(out=locales), load_publishing(Path.cwd())
    order = replace(_order(site, dest, layout, policy, notice), force=force, dry=dry)
    publisher = _publisher(settings, order, source or site.source or Path())
    done = _publish(publisher, settings.out, what or [])
    if as_json:
        typer.echo(json.dumps({"posts": [_report(one) for one in done]}, ensure_ascii=False, indent=2))
    else:
        _show(done, quiet=quiet, dry=dry)
    raise typer.Exit(_code(done))


def _order(
    site: Publishing, dest: Path | None, layout: Layout | None, policy: Unreviewed | None, notice: Notice | None
) -> Order:
    """Return what the site's settings say, flags over them."""
    from translate_pipeline.publish import Order, Policy  # noqa: PLC0415

    out = dest or site.out
    if out is None:
        raise SettingsError("--out: name the folder of the site to publish into, as in --out site")
    return Order(
        dest=out,
        layout=layout.value if layout else site.layout,
        policy=Policy(policy.value if policy else site.policy),
        notice=notice.value if notice else site.notice,
        reviewers=site.reviewers,
    )


def _publisher(settings: Settings, order: Order, source: Path) -> Publisher:
    from translate_pipeline.engines.echo import EchoEngine  # noqa: PLC0415
    from translate_pipeline.publish import Publisher  # noqa: PLC0415
    from translate_pipeline.sources import find_sources  # noqa: PLC0415

    if not source.is_dir():
        raise InputError("no such folder; expected that of the posts that were translated: see --source", path=source)
    return Publisher(
        order=order,
        tools=make_tools(settings, EchoEngine()),
        sources=cache(lambda: find_sources(source, settings.out, order.dest)),
    )


def _publish(publisher: Publisher, out: Path, what: Sequence[str]) -> list[Published]:
    """Publish what was named. Raises `InputError` for a name that is neither a locale's nor a post's."""
    from translate_pipeline.bundle_posts import collect, locales_in  # noqa: PLC0415
    from translate_pipeline.publish import Published, Verdict  # noqa: PLC0415

    locales, errors = locales_in(out)
    if errors:
        raise errors[0]
    if not locales:
        raise SettingsError(f"{out}: found no locale with posts: run translate batch first, or name it with --locales")
    tags = [str(locale) for locale in locales]
    names = [name for name in what if name not in tags]
    found = [collect(out, locale) for locale in locales if str(locale) in what or not set(tags) & set(what)]
    for name in names:
        if not any(_is(post, name) for one in found for post in one.posts):
            raise InputError(f"no such locale or post in {out}: expected {', '.join(tags)}, or a post", path=name)
    done = []
    for one in found:
        chosen = [post for post in one.posts if not names or any(_is(post, name) for name in names)]
        done += [publisher.publish(post, one.locale) for post in chosen]
        for error in one.errors if not names else ():
            done.append(Published(locale=one.locale, post=one.folder, verdict=Verdict.FAILED, reason=str(error)))
    return done


def _is(post: Ready, name: str) -> bool:
    said = post.said
    return name in {said["slug"], post.name} or Path(name).name == said["source"]["name"] or Path(name) == post.path


def _code(done: Sequence[Published]) -> int:
    from translate_pipeline.publish import Verdict  # noqa: PLC0415

    verdicts = {one.verdict for one in done}
    return 2 if Verdict.FAILED in verdicts else int(Verdict.WITHHELD in verdicts)


def _show(done: Sequence[Published], *, quiet: bool, dry: bool) -> None:
    from translate_pipeline.publish import Verdict  # noqa: PLC0415

    for one in done:
        if one.verdict is Verdict.FAILED:
            sys.stderr.write(f"error: {one.reason}\n")
        elif one.verdict is Verdict.WITHHELD:
            sys.stderr.write(f"withheld: {one.post}: {one.reason}\n")
        elif not quiet:
            said = [str(one.verdict)] if one.verdict is Verdict.UNCHANGED else []
            said += ["composed from its review file"] if one.recomposed else []
            said += ["not wholly reviewed"] if not one.whole else []
            said += ["edited by hand since it was written"] if one.edited else []
            typer.echo(f"{one.path}  ({', '.join(said)})" if said else str(one.path))
    if not quiet:
        counts = Counter(one.verdict for one in done)
        said = [f"{counts[verdict]} {verdict}" for verdict in Verdict if counts[verdict]]
        typer.echo(f"{', '.join(said) or 'no posts'}{' (dry run: nothing was written)' if dry else ''}")


def _report(one: Published) -> dict[str, Any]:
    return {
        "locale": str(one.locale),
        "post": str(one.post),
        "verdict": str(one.verdict),
        "path": str(one.path) if one.path else None,
        "reason": one.reason,
        "recomposed": one.recomposed,
        "edited": one.edited,
        "reviewed": one.whole,
    }
