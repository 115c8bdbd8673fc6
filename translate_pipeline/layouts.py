"""Where posts lie in what site generators read."""

from __future__ import annotations

from pathlib import PurePosixPath

LAYOUTS = {
    "plain": "posts/{post}",
    "hugo": "content/{tag}/posts/{post}",
    "docusaurus": "i18n/{tag}/docusaurus-plugin-content-blog/{post}",
    "astro": "src/content/blog/{tag}/{post}",
}
"""Layout to the path of a post: `tag` is the locale, `post` its path below `<locale>/posts`."""


def place(layout: str, tag: str, post: str) -> str:
    """Return where a post lies.

    >>> place("hugo", "zh-Hant", "2025/r1.md"), place("plain", "ko", "r1.md")
    ('content/zh-Hant/posts/2025/r1.md', 'posts/r1.md')
    """
    return str(PurePosixPath(LAYOUTS[layout].format(tag=tag, post=post)))
