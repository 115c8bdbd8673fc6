"""Find what may be a name in a text, by how it is written: for people to look at, never for the model.

Japanese writes foreign names in katakana, English with capitals; in every CJK text Latin letters are a name more often than
not; titles stand in brackets of their own (『』《》); persons come before their title (氏, 회장, 董事长), companies end in
their kind (증권, 集团). Common words that look alike are in `locales/<tag>/common.txt`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from translate_pipeline.locales import common_words, parse_locale
from translate_pipeline.model import Locale, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = r"(?:(?:[A-Z][A-Za-z0-9+&]*|[a-z]{1,3}[A-Z][A-Za-z0-9+]*|[0-9]+[A-Z][A-Za-z0-9]*)(?:[-.'’](?!s\b)[A-Za-z0-9+]+)*)"
_NEXT = rf"(?:& )?(?:{_WORD}|[0-9]+(?:[.][0-9]+)*(?![A-Za-z0-9%年月日]))"
_LATIN = re.compile(rf"(?<![A-Za-z0-9@#/._-])(?:{_WORD} (?:of|de) )?{_WORD}(?: {_NEXT})*")
_KATAKANA = re.compile(r"[ァ-ヺー]+(?:[・=＝][ァ-ヺー]+)*")
_TITLE = re.compile(r"[『《〈]([^『』《》〈〉\n]{2,24})[』》〉]")
_HAN = r"\u3400-\u9fff"
_CHINESE_START = rf"(?<=[，。、；：“（\s])[{_HAN}]"
_PERSON = {
    "ja": re.compile(rf"(?<![{_HAN}])[{_HAN}]{{2,4}}(?=氏(?!名)|会長|社長|教授|首相|大統領|議員|最高経営責任者|CEO)"),
    "ko": re.compile(
        r"(?<![가-힣])[가-힣]{2,4}"
        r"(?= ?(?:대표|회장|부회장|사장|교수|의원|대통령|총리|장관|CEO|최고경영자)(?![가-힣]{2}))"
    ),
    "zh": re.compile(rf"{_CHINESE_START}{{2,3}}(?=先生|女士|总裁|總裁|董事长|董事長|教授|博士|CEO)"),
}
_COMPANY = {
    "ja": re.compile(rf"[{_HAN}]{{2,8}}(?:証券|銀行|電機|製作所|重工業|通信|新聞|大学|研究所)(?![{_HAN}])"),
    "ko": re.compile(
        r"(?<![가-힣])[가-힣]{2,8}"
        r"(?:전자|증권|은행|그룹|반도체|자동차|통신|대학교|연구원|연구소|신문|일보)(?![가-힣]{3})"
    ),
    "zh": re.compile(
        rf"{_CHINESE_START}{{2,6}}"
        r"(?:科技|集团|集團|证券|證券|银行|銀行|大学|大學|研究院|日报|日報)"
    ),
}
_STARTER = re.compile(
    r"(?:A|After|All|Although|An|And|As|At|Because|Before|But|By|Can|Even|For|From|Here|How|However|If|In|Is|Its?|Like|Many"
    r"|More|Most|No|Not|Now|On|Once|One|Or|Our|S?[Hh]e|Since|So|Some|Such|That|The|Their|Then|There|These|They|This|Those"
    r"|Through|To|Today|Under|Until|Was|We|What|When|Where|Which|While|Who|Why|With|Yes|Yesterday|Yet|Your?)"
)
"""English words that have a capital only because a sentence or a title begins with them."""
_SENTENCE_START = re.compile(r"(?:^|[.!?:]\s+|[\n\"“(]\s*)$")
KINDS = {"person": "person", "company": "company", "title": "product"}
"""By which sign a name was found, to the kind of concept that it most likely is; `term` for the others."""
EN, JA = parse_locale("en"), parse_locale("ja")


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """What may be a name."""

    text: str
    span: Span
    kind: str
    """`latin`, `katakana`, `title`, `person` or `company`: by which sign it was found."""


def find_names(text: str, locale: Locale) -> Iterator[Name]:
    """Yield what may be a name in a text of `locale`, in order of position and none inside another.

    >>> [name.text for name in find_names("半導体大手のブロードコムとOpenAIが、データセンターで提携した。", JA)]
    ['ブロードコム', 'OpenAI']
    >>> [name.text for name in find_names("Yesterday the company hired Jane Doe from Acme Robotics.", EN)]
    ['Jane Doe', 'Acme Robotics']
    """
    found = [*_latin(text, locale), *_katakana(text, locale)]
    found += [Name(text=m[1], span=Span(start=m.start(1), end=m.end(1)), kind="title") for m in _TITLE.finditer(text)]
    for kind, patterns in (("company", _COMPANY), ("person", _PERSON)):
        if locale.language in patterns:
            found += [_name(match, kind) for match in patterns[locale.language].finditer(text)]
    last = 0
    for name in sorted(found, key=lambda name: (name.span.start, -name.span.end)):
        if name.span.start >= last:
            yield name
            last = name.span.end


def _name(match: re.Match[str], kind: str) -> Name:
    return Name(text=match[0], span=Span(start=match.start(), end=match.end()), kind=kind)


def _latin(text: str, locale: Locale) -> Iterator[Name]:
    common = common_words(EN)
    for match in _LATIN.finditer(text):
        first, _, rest = match[0].partition(" ")
        start = match.start() + (len(first) + 1 if rest and _STARTER.fullmatch(first) else 0)
        name = Name(text=text[start : match.end()], span=Span(start=start, end=match.end()), kind="latin")
        words = name.text.split(" ")
        if _STARTER.fullmatch(name.text) or all(word in common or word.isdigit() for word in words):
            continue
        if locale.language != "en" or not _only_begins(text, start, words):
            yield name


def _only_begins(text: str, at: int, words: list[str]) -> bool:
    """Whether a single capitalised English word has its capital from the start of a sentence, as far as one can see."""
    plain = len(words) == 1 and words[0][:1].isupper() and words[0][1:].islower()
    return plain and _SENTENCE_START.search(text[:at]) is not None


def _katakana(text: str, locale: Locale) -> Iterator[Name]:
    if locale.language != "ja":
        return
    for match in _KATAKANA.finditer(text):
        if len(match[0]) >= 3 and not _is_common(match[0]):
            yield _name(match, "katakana")


@cache
def _is_common(run: str) -> bool:
    """Whether a katakana run is made of nothing but common words.

    >>> _is_common("データセンター"), _is_common("ブロードコム")
    (True, False)
    """
    common = common_words(JA)
    reach = [0]
    for end in range(1, len(run) + 1):
        if any(run[start:end] in common or run[start:end] in "・=＝" for start in reach):
            reach.append(end)
    return reach[-1] == len(run)
