"""Where words stand in Chinese and Japanese text, from dictionaries: a veto on names that are only a part of a word.

Han characters have no edges: 领英 (LinkedIn) stands in 带领英伟达, 高通 (Qualcomm) in 高通量, 中国 in 中国語. With the extra
`words` installed, jieba (Chinese) and SudachiPy (Japanese) cut the text, and a name is none where a word of theirs reaches
over its edge. Without it nothing is vetoed, and the guard rows of the glossary do what they can.

Only names of two characters are looked at: in running text (8,000 matches of the shipped glossary in parallel text) vetoes
on these were nearly all right, vetoes on longer ones wrong as often as not.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from translate_pipeline.model import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff々]+")
_SHORT = 2
_AROUND = 12
"""Characters on each side that are cut together with a name: words are shorter."""


def is_part_of_word(text: str, span: Span, language: str, *, whole: bool = True) -> bool:
    """Whether a Han name at `span` is cut out of two words, or (where `whole` is asked) is a part of a longer one.

    False where no dictionary is installed. Words that are made of a place and what is there (美国政府) hold the place's
    name by right: for those `whole` is not to be asked.

    >>> is_part_of_word("Han and Latin: Meta", Span(start=15, end=19), "zh")
    False
    """
    if span.end - span.start > _SHORT or not _HAN.fullmatch(text, span.start, span.end):
        return False
    cut = _cutter(language)
    if cut is None:
        return False
    run = _run(text, span)
    for word in cut(text[run.start : run.end], run.start):
        over_start, over_end = word.start < span.start < word.end, word.start < span.end < word.end
        if (over_start and word.end < span.end) or (over_end and word.start > span.start):
            return True
        if whole and (over_start or over_end):
            return True
    return False


def _run(text: str, span: Span) -> Span:
    """Return the stretch of Han and kana around a name, short enough to be cut for each name anew."""
    start, end = max(0, span.start - _AROUND), min(len(text), span.end + _AROUND)
    while start < span.start and not _wordish(text[start : span.start]):
        start += 1
    while end > span.end and not _wordish(text[span.end : end]):
        end -= 1
    return Span(start=start, end=end)


def _wordish(text: str) -> bool:
    return all("\u3041" <= char <= "\u30ff" or _HAN.match(char) for char in text)


@cache
def _cutter(language: str) -> Callable[[str, int], Sequence[Span]] | None:
    """Return what cuts a text of a language into words of more than one character; None where there is nothing."""
    try:
        return {"zh": _chinese, "ja": _japanese}[language]()
    except (KeyError, ImportError):
        return None


def _chinese() -> Callable[[str, int], Sequence[Span]]:
    import warnings  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its patterns are written with bare backslashes
        import jieba  # noqa: PLC0415  (a dictionary of megabytes)

    jieba.setLogLevel(60)

    def cut(text: str, at: int) -> Sequence[Span]:
        # Without its guesses at new words, every word of two characters or more is one of the dictionary.
        found = jieba.tokenize(text, HMM=False)
        return [Span(start=at + start, end=at + end) for _, start, end in found if end - start > 1]

    return cut


def _japanese() -> Callable[[str, int], Sequence[Span]]:
    from sudachipy import Dictionary, SplitMode  # noqa: PLC0415  (a dictionary of megabytes)

    dictionary: Any = Dictionary(dict="core")
    make = getattr(dictionary, "tokenizer", None) or dictionary.create  # `create` until 0.6.10
    tokenizer = make(mode=SplitMode.C)

    def cut(text: str, at: int) -> Sequence[Span]:
        words = [word for word in tokenizer.tokenize(text) if not word.is_oov()]
        return [Span(start=at + word.begin(), end=at + word.end()) for word in words if word.end() - word.begin() > 1]

    return cut
