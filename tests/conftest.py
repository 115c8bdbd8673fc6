"""Shared tools of the tests: engines that need no model, a small glossary, the shipped catalogs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import settings

from translate_pipeline.engines.echo import EchoEngine
from translate_pipeline.errors import NoPairError
from translate_pipeline.furniture import load_catalogs
from translate_pipeline.glossary import Glossary, load_glossary
from translate_pipeline.locales import parse_locale
from translate_pipeline.model import Draft
from translate_pipeline.pipeline import Tools
from translate_pipeline.read import parse_post

settings.register_profile("untimed", deadline=None)  # how fast it is is for benchmarks; machines are busy
settings.load_profile("untimed")

DATA = Path(__file__).parent / "data"
ROOT = Path(__file__).parent.parent

GLOSSARY = """\
id,kind,domain,status,dnt,case,match,ja,ko,zh-Hans,zh-Hant,en,aliases_ja,forbidden_en
samsung,company,chips,approved,no,any,word,サムスン,삼성,三星,三星,Samsung,,
samsung-electronics,company,chips,approved,no,any,word,サムスン電子,삼성전자,三星电子,三星電子,Samsung Electronics,,
deepseek,company,ai,approved,no,any,word,DeepSeek,딥시크,DeepSeek,DeepSeek,DeepSeek,ディープシーク,Deep Seek
wallstreetcn,press,press,approved,no,any,word,华尔街见闻,월스트리트견문,华尔街见闻,華爾街見聞,Wallstreetcn,,Wall St Experience
gpt-4o,model,ai,approved,yes,any,word,GPT-4o,GPT-4o,GPT-4o,GPT-4o,GPT-4o,,
us,place,politics,approved,no,any,word,アメリカ,미국,美国,美國,United States,,
amd,company,chips,approved,no,any,word,AMD,AMD,AMD,AMD,AMD,Advanced Micro Devices,
"""


class ScriptedEngine:
    """Answers from a function of the text; without one, says TARGET: and keeps the marks where they were."""

    name, model, model_sha256, licence, translates = "scripted", "scripted-1", "0" * 64, "none", True
    hypotheses = 3

    def __init__(self, answer=None, pairs=None, shape="brackets"):
        self.answer, self.pairs, self.calls, self._shape = answer, pairs, [], shape

    def route(self, source, target):
        if self.pairs is not None and (source, target) not in self.pairs:
            raise NoPairError(f"no {source}→{target}")
        return (source, target)

    def shapes(self, *_):
        return (self._shape,)

    def translate(self, requests, *, progress=None, **_):
        self.calls.append(list(requests))
        drafts = []
        for request in requests:
            found = self.answer(request) if self.answer else translated(request)
            drafts.append([Draft(text=text, score=-1.0) for text in ([found] if isinstance(found, str) else found)])
        if progress:
            progress(len(requests))
        return drafts


def translated(request):
    """A made-up translation in the target's script that keeps every mark."""
    words = {"en": "some words", "ko": "어떤 말", "zh": "一些话语", "ja": "ある言葉"}[request.target]
    marks = re.findall(r"⟦\d⟧", request.text)
    gap = " " if request.target in {"en", "ko"} else ""
    stop = "." if request.target in {"en", "ko"} else "。"
    return f"{gap}{words}{gap}".join(["", *marks, ""]).strip() + stop


@pytest.fixture(scope="session")
def catalogs():
    return load_catalogs(ROOT / "locales")


@pytest.fixture(scope="session")
def glossary(tmp_path_factory):
    path = tmp_path_factory.mktemp("glossary") / "small.csv"
    path.write_text(GLOSSARY, encoding="utf-8")
    return load_glossary([path])


@pytest.fixture
def tools(glossary, catalogs):
    """Make tools with a scripted engine: `tools(answer)`."""

    def make(answer=None, *, source=None, pairs=None, terms=True):
        engine = ScriptedEngine(answer, pairs)
        return Tools(engine=engine, glossary=glossary if terms else Glossary(), catalogs=catalogs, source=source)

    return make


@pytest.fixture
def echo(glossary, catalogs):
    return Tools(engine=EchoEngine(), glossary=glossary, catalogs=catalogs)


@pytest.fixture
def locale():
    return parse_locale


@pytest.fixture
def markdown():
    return lambda text: parse_post(text, Path("post.md"), "markdown")
