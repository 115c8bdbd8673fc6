"""Where posts lie in what site generators read, and which names may stand in an archive."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath

LAYOUTS = {
    "plain": "posts/{post}",
    "hugo": "content/{tag}/posts/{post}",
    "docusaurus": "i18n/{tag}/docusaurus-plugin-content-blog/{post}",
    "astro": "src/content/blog/{tag}/{post}",
}
"""Layout to the path of a post: `tag` is the locale, `post` its path below `<locale>/posts`."""

LANGUAGE_KEY = {"plain": "lang", "hugo": "language", "docusaurus": "lang", "astro": "lang"}
"""Layout to the front matter key that a post says its language with, where it has none yet.

No generator takes a page's language from it: they go by the folder. Themes and collection schemas read it.
"""

REFUSED_KEYS = {"hugo": frozenset({"lang"})}
"""Layout to keys that its generator refuses: Hugo warns of `lang` since 0.144 and later does not build."""

NO_TOML = {"docusaurus"}
"""Layouts whose generator shows front matter in TOML as text."""

COUNTED = {"hugo"}
"""Layouts whose generator counts words and cuts summaries otherwise where `isCJKLanguage` says so."""

_UNSEEN = {"Cc", "Cs", "Zl", "Zp"}
"""Categories of control characters, halves of characters (a name that is not UTF-8), and line ends."""


def place(layout: str, tag: str, post: str) -> str:
    """Return where a post lies.

    >>> place("hugo", "zh-Hant", "2025/r1.md"), place("plain", "ko", "r1.md")
    ('content/zh-Hant/posts/2025/r1.md', 'posts/r1.md')
    """
    return str(PurePosixPath(LAYOUTS[layout].format(tag=tag, post=post)))


def unsafe(name: str) -> str:
    """Return why a file of this name may not stand in an archive; empty where it may.

    >>> unsafe("posts/第 1 回.md"), unsafe("posts/../../x"), unsafe("C:x")
    ('', 'leads out of the folder it is unpacked in', 'has a character that parts folders or drives on Windows')
    """
    if any(unicodedata.category(char) in _UNSEEN for char in name):
        return "has characters that cannot be seen or are not UTF-8"
    if set(name) & {"\\", ":"}:
        return "has a character that parts folders or drives on Windows"
    if {"", ".", ".."} & set(name.split("/")):
        return "leads out of the folder it is unpacked in"
    return ""


def shown(name: str) -> str:
    """Return a name as it may be printed: one line, and nothing in it that a terminal obeys.

    >>> shown("r1.md"), shown(chr(27) + "[31mr1.md").isprintable()
    ('r1.md', True)
    """
    return name if name.isprintable() else repr(name)
