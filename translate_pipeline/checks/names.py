"""Did the names that no glossary knows come through? Latin names, product codes, handles: they stand in any language."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator

from translate_pipeline.checks import CJK_LANGUAGES, Context, code_of, language_of, left_alone, place, without
from translate_pipeline.model import Finding, Severity, Unit

_NAME = re.compile(r"(?<![\w.@#/%-])[A-Za-z][A-Za-z0-9]*(?:[-.+&][A-Za-z0-9]+)*(?![\w@]|\.\w)", re.ASCII)
_CODE = re.compile(
    r"(?<![\w.@#/%-])(?=[A-Za-z0-9.-]*[0-9])(?=[A-Za-z0-9.-]*[A-Z])[A-Za-z][A-Za-z0-9]*(?:[-.][A-Za-z0-9]+)*(?![\w@]|\.\w)",
    re.ASCII,
)
"""Letters first: 100MW and 671B are figures."""
_HANDLE = re.compile(r"(?<![\w/.])@[A-Za-z0-9_]{2,}|[\w.+-]+@[\w-]+\.[\w.]+")
_HASHTAG = re.compile(r"(?<![\w/&])#[A-Za-z][\w]+")
_URL = re.compile(r"(?:https?://|www\.)\S+")
_ORDINAL = re.compile(
    r"\d+(?:ST|ND|RD|TH|S|nd|rd|st|th|s)|[0-9.]+[KMBT]?|[QH][1-4]|[1-4][QH]|FY\d+|[A-Za-z]{1,2}", re.IGNORECASE
)
_ALIKE = 0.74


def name_missing(unit: Unit, context: Context) -> Iterator[Finding]:
    """Find product codes, handles and addresses of the source, such as H100 or @openai, that the target lacks."""
    if left_alone(unit):
        return
    said = _fold(unit.plain + " " + " ".join(code_of(unit.target)))
    for name in dict.fromkeys(_kept(unit)):
        if _fold(name).removesuffix("s") not in said and not _respelled(name, unit, context):
            yield Finding(
                check="name-missing", severity=Severity.WARNING, message=f"expected {name}, which stands in any language"
            )


def name_altered(unit: Unit, context: Context) -> Iterator[Finding]:
    """Find a Latin name that is spelled almost, but not quite, as in the source or the glossary."""
    if left_alone(unit):
        return
    for expected, found, start in _respellings(unit, context):
        yield Finding(
            check="name-altered",
            severity=Severity.WARNING,
            message=f"found {found}, expected {expected}",
            span=place(unit, start, start + len(found)),
        )


def _kept(unit: Unit) -> Iterator[str]:
    text = without(_URL.sub(" ", unit.plain_source), tuple(term.source for term in unit.terms))
    for pattern in (_HANDLE, _CODE):
        for match in pattern.finditer(text):
            if not _ORDINAL.fullmatch(match[0]):
                yield match[0]


def _respelled(name: str, unit: Unit, context: Context) -> bool:
    return any(expected == name for expected, _, _ in _respellings(unit, context))


def _respellings(unit: Unit, context: Context) -> Iterator[tuple[str, str, int]]:
    """Yield names as expected, as found, and where in `plain`."""
    language = language_of(unit, context)
    source = unicodedata.normalize("NFKC", unit.plain_source)
    forms = [word for term in unit.terms for word in _NAME.findall(term.word)]
    known = {_fold(name) for name in (*_NAME.findall(source), *forms)}
    names = _NAME.findall(_URL.sub(" ", source)) if language and language.language in CJK_LANGUAGES else []
    said = list(_NAME.finditer(_URL.sub(lambda match: " " * len(match[0]), unit.plain)))
    present = {_fold(match[0]) for match in said}
    lost = [
        name for name in dict.fromkeys([*names, *_codes(source), *forms]) if len(name) >= 4 and _fold(name) not in present
    ]
    for match in said:
        word = match[0]
        if len(word) < 4 or _fold(word) in known or not (word[0].isupper() or any(map(str.isdigit, word))):
            continue
        close = [name for name in lost if _alike(name, word)]
        if close:
            yield close[0], word, match.start()


def _codes(text: str) -> list[str]:
    return [match[0] for match in _CODE.finditer(text) if not _ORDINAL.fullmatch(match[0])]


def _alike(one: str, other: str) -> bool:
    if one.casefold() == other.casefold():
        return False
    plain = one.casefold().removesuffix("s"), other.casefold().removesuffix("s")
    return plain[0] != plain[1] and difflib.SequenceMatcher(None, *plain).ratio() >= _ALIKE


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
