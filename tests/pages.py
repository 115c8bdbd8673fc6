"""A site with a post under review, for the tests of the review page."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from translate_pipeline import grades
from translate_pipeline.batch import run_jobs
from translate_pipeline.concepts import read_concepts, write_concepts
from translate_pipeline.furniture import load_catalogs
from translate_pipeline.glossary import load_glossary
from translate_pipeline.jobs import Job
from translate_pipeline.locales import parse_locale
from translate_pipeline.memory import Memory
from translate_pipeline.memory.sqlite import SqliteStore
from translate_pipeline.memory.store import Entry
from translate_pipeline.web.app import make_app
from translate_pipeline.web.desk import Desk
from translate_pipeline.web.documents import find_documents
from translate_pipeline.web.security import Gate
from translate_pipeline.web.serve import _listen

from .conftest import GLOSSARY, ROOT

TOKEN = "a-token-for-tests"  # noqa: S105
POST = """\
---
title: 新モデルの登場
---

# 半導体の現在地

サムスン電子は**強い**。売上は1億2000万ドルで、性能は80%上がった。

- この記事は华尔街见闻の記事をもとに書きました。
- AMDも<script>alert(1)</script>続く。

| 会社 | 価格 |
|---|---|
| サムスン | 高い |

7 분 읽기

性能は同じです。性能は同じです。
"""
SAID = {
    "新モデルの登場": "새 모델의 등장",
    "半導体の現在地": "반도체의 현재 위치",
    "会社": "회사",
    "価格": "가격",
    "高い": "비싸다",
    "性能は同じです。": "성능은 같습니다.",
}
HOSTILE = """\
# <img src=x onerror="alert('heading')"> 見出し

これは<script>alert('script')</script>本文です。<svg onload=alert(1)>強い</svg>記事です。

[押す](javascript:alert('link')) <iframe src="javascript:alert('frame')"></iframe>終わりです。

</textarea><script>alert('textarea')</script>もう一つの文です。</script><script>alert('data')</script>
"""


def answer(request):
    """Say what is in the table, and for all else keep the words, in Hangul, and the marks."""
    said = request.text
    for ja, ko in SAID.items():
        if said.strip() == ja:
            return ko
    return "한국어 " + "".join(char for char in said if not ("぀" <= char <= "ヿ" or "一" <= char <= "鿿")) + " 번역입니다."


def site(folder, tools, text=POST, tags=("ko",)):
    """Write a post and its review files, as a run does; return the post."""
    post = folder / "post.ja.md"
    post.write_text(text, encoding="utf-8")
    job = Job(path=post, locales=tuple(map(parse_locale, tags)), out=folder / "locales")
    (outcome,) = run_jobs([job], tools(answer))
    assert outcome.error is None
    return post


def desk(folder, *paths, memory=None):
    """Return what the post is reviewed with; the site's glossary is the small one of the tests."""
    terms = folder / "glossaries" / "site.csv"
    terms.parent.mkdir(exist_ok=True)
    if not terms.exists():
        small = terms.with_name("small.csv")
        small.write_text(GLOSSARY, encoding="utf-8")
        terms.write_text(write_concepts(read_concepts(small)), encoding="utf-8")
    found = find_documents(paths or [folder / "post.ja.md"], folder / "locales")
    return Desk(
        documents={one.id: one for one in found},
        glossary=load_glossary([terms]),
        catalogs=load_catalogs(ROOT / "locales"),
        levels=grades.levels_of({}, "here"),
        terms=terms,
        memory=memory,
    )


@contextmanager
def served(one):
    """Serve a desk on a port that is free; give the address with the token."""
    listening = _listen(0)
    gate = Gate(token=TOKEN, port=listening.getsockname()[1])
    server = uvicorn.Server(
        uvicorn.Config(make_app(one, gate), log_level="error", lifespan="off", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{gate.port}/?token={TOKEN}"
    finally:
        server.should_exit = True
        thread.join(5)


def review_file(folder, tag="ko") -> Path:
    return folder / "locales" / tag / "posts" / "post.po"


def spoil(folder):
    """Put a space into a target that a check finds, and would take out."""
    path = review_file(folder)
    text = path.read_text("utf-8")
    assert '"성능은 같습니다."' in text
    path.write_text(text.replace('"성능은 같습니다."', '"성능은 같습니다 ."'), encoding="utf-8")


def remembered(folder):
    """Return a memory that has a sentence like one of the post."""
    found = Memory(SqliteStore(folder / "memory.sqlite3"))
    ja, ko = map(parse_locale, ("ja", "ko"))
    found.put(
        [
            Entry(
                source="性能はほぼ同じです。",
                target="성능은 거의 <같습니다>.",
                source_locale=ja,
                target_locale=ko,
                post="old.md",
            )
        ]
    )
    return found
