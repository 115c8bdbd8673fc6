"""A small site for tests: posts, what a scripted model made of them, and reviewers at work in the review files."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.pofile import escape, unescape

from translate_pipeline.batch import run_jobs
from translate_pipeline.jobs import Job
from translate_pipeline.locales import parse_locale

HBM = """\
---
title: HBMの話
date: 2025-11-30
source: https://wallstreetcn.com/articles/1  # the relay's own key
lang: ja
tags: [AI, chips]
---

# DeepSeekとHBM

7 분 읽기

华尔街见闻が報じた。価格は**下がります**。

```python
print("価格")
```
"""
NOTE = "性能は同じです。\n\n[記事](https://example.org/a)を読んだ。\n"
TOML = "+++\ntitle = '価格'\nweight = 3\n\n[params]\nauthor = 'Kim'\n+++\n\n性能は同じです。\n"
SAID = {
    "ko": {
        "HBMの話": "HBM 이야기",
        "DeepSeekとHBM": "딥시크와 HBM",
        "华尔街见闻が報じた。": "월스트리트견문이 보도했다.",
        "価格は**下がります**。": "가격은 **내려갑니다**.",
        "性能は同じです。": "성능은 같습니다.",
        "[記事](https://example.org/a)を読んだ。": "[기사](https://example.org/a)를 읽었다.",
        "価格": "가격",
    },
    "zh-Hant": {
        "HBMの話": "HBM 的故事",
        "DeepSeekとHBM": "DeepSeek 與 HBM",
        "华尔街见闻が報じた。": "華爾街見聞報導。",
        "価格は**下がります**。": "價格**下跌**。",
        "性能は同じです。": "性能相同。",
        "[記事](https://example.org/a)を読んだ。": "讀了[文章](https://example.org/a)。",
        "価格": "價格",
    },
}
"""What reviewers decide."""


def lay_out(folder: Path, tools, posts=None) -> None:
    """Write posts and translate them into Korean and Traditional Chinese, with the engine of `tools`."""
    posts = posts or {"2025/hbm.ja.md": HBM, "note.ja.md": NOTE, "toml.ja.md": TOML}
    jobs = []
    for name, text in posts.items():
        path = folder / "posts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
        locales = tuple(map(parse_locale, SAID))
        jobs.append(Job(path=path, locales=locales, out=folder / "locales", folder=Path(name).parent))
    for outcome in run_jobs(jobs, tools):
        assert outcome.error is None, outcome.error


def entries(review: Path) -> dict[str, str]:
    """Return source to target of a review file."""
    text = review.read_text(encoding="utf-8")
    return {unescape(one): unescape(two) for one, two in re.findall(r'^msgid (".+")\nmsgstr (".*")$', text, re.MULTILINE)}


def decide(review: Path, said: dict[str, str], reviewer: str = "") -> None:
    """Write what a person decided into a review file, as Poedit does: new texts, no flags, a name in the header."""
    text = review.read_text(encoding="utf-8")
    for source, target in said.items():
        place = re.compile(rf"(?:^#, fuzzy\n)?(^msgid {re.escape(escape(source))}\n)msgstr .*$", re.MULTILINE)
        text, count = place.subn(lambda match, new=target: f"{match[1]}msgstr {escape(new)}", text)
        assert count == 1, source
    if reviewer:
        text = text.replace('"MIME-Version', f'"Last-Translator: {reviewer} <someone@example.org>\\n"\n"MIME-Version', 1)
    review.write_text(text, encoding="utf-8")


def review_all(folder: Path, reviewer: str = "", locales=tuple(SAID)) -> None:
    """Decide every sentence of every post."""
    for tag in locales:
        for review in (folder / "locales" / tag / "posts").rglob("*.po"):
            known = entries(review)
            decide(review, {source: target for source, target in SAID[tag].items() if source in known}, reviewer)


def tree(folder: Path) -> dict[str, str]:
    """Return the files below a folder, the signature in them shortened: it names versions."""
    return {
        path.relative_to(folder).as_posix(): re.sub(
            r'engine:scripted[^\s"]*', "engine:scripted…", path.read_bytes().decode()
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
