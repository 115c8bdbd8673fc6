"""`translate init`: lay out a new site."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from translate_pipeline.commands import app
from translate_pipeline.errors import OutputError

_SETTINGS = """\
# Settings of this site. Environment variables (TRANSLATE_TO, …) and flags overrule them.
[translate]
to = ["en", "ko", "zh-Hans", "zh-Hant"]
from = "auto"                      # or the language of all posts: "ja"
out = "locales"                    # LOCALE/posts/SLUG.md and SLUG.po are written there
glossaries = ["glossaries/*.csv"]  # in force over the shipped glossaries
first_mention = []                 # locales in which a name first stands with its English form: 딥시크(DeepSeek)
# memory = "postgresql://…"         # a memory for a team; or a file, or "off"; else .translate/memory.sqlite3 in `out`
model = "starter"                  # starter, echo, argos, an installed package, or a package folder
beam = 2                           # width of the search: 1 is fastest, 4 takes nearly twice as long for little
repair = true                      # decode again what fails a hard check: takes about a third longer

[checks]                           # how bad each finding is: off, note, warning or error (docs/checks.md)
# length = "off"

[publish]                          # docs/publishing.md
layout = "plain"                   # plain, hugo, docusaurus or astro
policy = "reviewed"                # posts not wholly reviewed are withheld; mark: published with a warning; all
# out = "site"                     # folder of the site generator
# source = "posts"                 # folder of the posts that are translated
# reviewer = ["Kim", "Lee"]
"""
_HEADER = (
    "id,kind,domain,status,dnt,case,match,ja,ko,zh-Hans,zh-Hant,en,"
    "aliases_ja,aliases_ko,aliases_zh-Hans,aliases_zh-Hant,aliases_en,"
    "forbidden_ja,forbidden_ko,forbidden_zh-Hans,forbidden_zh-Hant,forbidden_en,note,source_url,updated\n"
)
_MESSAGES = """\
# Page furniture of this site that the shipped catalogs do not know, or say otherwise.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: {tag}\\n"
"""


@app.command("init")
def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where the site is.")] = Path(),
) -> None:
    """Lay out the folders and files of a new site.

    Files that are there already stay as they are.
    """
    for path, made in lay_out(folder):
        typer.echo(f"{'made' if made else 'kept'}  {path}")
    typer.echo("Next: translate run POST.md")


def lay_out(folder: Path) -> list[tuple[Path, bool]]:
    """Write what a site needs and is not there yet; return each file and whether it was made."""
    from translate_pipeline.files import write_atomic  # noqa: PLC0415

    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder}: is a file, expected a folder for the site")
    texts = {Path("translate.toml"): _SETTINGS, Path("glossaries/site.csv"): _HEADER}
    for tag in ("en", "ja", "ko", "zh-Hans", "zh-Hant"):
        texts[Path("locales") / tag / "messages.po"] = _MESSAGES.format(tag=tag.replace("-", "_"))
    done = []
    for name, text in texts.items():
        path = folder / name
        made = not path.exists()
        if made:
            write_atomic(path, text.encode("utf-8"))
        done.append((path, made))
    return done
