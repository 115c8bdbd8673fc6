"""What reviewers put in the place of what: a draft beside the text that a person made of it, word by word."""

from __future__ import annotations

import difflib
import re
import unicodedata
from typing import TYPE_CHECKING

from translate_pipeline.model import Locale
from translate_pipeline.scripts import is_cjk

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(r"[A-Za-z0-9À-ɏ]+(?:[-.'’&][A-Za-z0-9À-ɏ]+)*|[가-힣]+|[ァ-ヺー]+(?:・[ァ-ヺー]+)*|[ぁ-ゖ]+|\s+|[\s\S]")
_HANGUL_END = re.compile(
    r"(?<=..)(?:은|는|이|가|을|를|와|과|의|에|에서|에게|으로|로|도|만|부터|까지|라는|이라는|라고|이라고)$"
)
_PRONOUN = re.compile(r"[가-힣][은는이가을를의도]")
"""A Korean syllable with a particle: more often `그는` than a name."""
_MARKUP = re.compile(r"!?\[|\]\([^)]*\)|`[^`]*`|[*_<>#]|https?://\S+")
_LONGEST = 24
"""Characters; what is longer is a sentence said anew, no name."""


def words_of(text: str) -> str:
    """Return raw text without its markup.

    >>> words_of("**Waymo** and [us](http://a.b)")
    'Waymo and us'
    """
    return " ".join(_MARKUP.sub(" ", text).split())


def share_changed(before: str, after: str) -> tuple[int, int]:
    """Return how many characters were changed, added or taken out, and of how many.

    >>> share_changed("abcd", "abXd"), share_changed("abc", "abc"), share_changed("", "ab")
    ((1, 4), (0, 3), (2, 2))
    """
    blocks = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    changed = sum(max(end - start, stop - begin) for kind, start, end, begin, stop in blocks if kind != "equal")
    return changed, max(len(before), len(after))


def replaced(before: str, after: str, locale: Locale) -> Iterator[tuple[str, str]]:
    """Yield what stood in a draft and what a reviewer put in its place, as far as either may be a name or a term.

    >>> list(replaced("Kim Jensen sells chips.", "Jensen Huang sells chips.", Locale(language="en")))
    [('Kim Jensen', 'Jensen Huang')]
    >>> list(replaced("인텔사는 웃었다.", "인텔은 웃었다.", Locale(language="ko")))
    [('인텔사', '인텔')]
    >>> list(replaced("黄仁熏表示乐观。", "黄仁勋表示乐观。", Locale(language="zh", script="Hans")))
    [('仁熏', '仁勋')]
    """
    left, right = _TOKEN.findall(words_of(before)), _TOKEN.findall(words_of(after))
    for run in _runs(left, right, most=2 if locale.language not in {"ja", "zh"} else 1):
        start, end, begin, stop = _widened(run, left, right)
        old, new = (_bare("".join(piece), locale) for piece in (left[start:end], right[begin:stop]))
        if _fits(old, locale) and _fits(new, locale) and _width(old) != _width(new):
            yield old, new


_Run = tuple[int, int, int, int]
"""From and to which token of the draft, and of the new text."""


def _runs(left: list[str], right: list[str], most: int) -> list[_Run]:
    """Return the stretches of tokens that differ; those with at most so many tokens between them are one."""
    runs: list[_Run] = []
    for kind, start, end, begin, stop in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        if runs and start - runs[-1][1] <= most:
            first, _, first_new, _ = runs.pop()
            runs.append((first, end, first_new, stop))
        else:
            runs.append((start, end, begin, stop))
    return runs


def _widened(run: _Run, left: list[str], right: list[str]) -> _Run:
    """Return a stretch with the character before it, where it is but one: a character is no word."""
    start, end, begin, stop = run
    single = min(len("".join(left[start:end])), len("".join(right[begin:stop]))) < 2
    if single and start and begin and is_cjk(left[start - 1]):
        return start - 1, end, begin - 1, stop
    return run


def _bare(text: str, locale: Locale) -> str:
    """Return a word without what stands around it and, in Korean, without its particle."""
    bare = re.sub(r"^[^\w]+|[^\w]+$", "", text)
    return _HANGUL_END.sub("", bare) if locale.language == "ko" else bare


def _fits(text: str, locale: Locale) -> bool:
    if not 2 <= len(text) <= _LONGEST or not any(map(str.isalpha, text)) or _PRONOUN.fullmatch(text):
        return False
    return locale.language != "en" or any(map(str.isupper, text))  # English gives names capitals


def _width(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
