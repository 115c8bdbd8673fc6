"""The shadow of a text that names are looked for in, with a map back to the text.

Two names are the same name when their shadows are: compatible forms (NFKC) and cases are one, half-width kana join their
voicing marks, every hyphen is one hyphen, every dot between Han characters one dot (埃隆·马斯克), and the dot between two
katakana words (ディープ・シーク) is gone. In the tight
shadow, which only names of letters and digits are looked for in, the hyphens and spaces between these are gone too:
GPT-4o, GPT 4o and GPT4o.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_HYPHENS = frozenset("\u2010\u2011\u2012\u2013\u2014\u2212\ufe58\ufe63\uff0d")
_VOICING = frozenset("\uff9e\uff9f\u3099\u309a")
_DOTS = frozenset("·・‧•．∙⋅")
_SPECIAL = re.compile(f"[{''.join(map(re.escape, sorted(_HYPHENS | _VOICING | _DOTS)))}]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_KANA = re.compile(r"[ァ-ヺーｦ-ﾝ]")
_JOINT = re.compile(r"(?<=[a-z])[-  ](?=[0-9])|(?<=[0-9a-z])[-  ](?=[a-z0-9])")
VERSIONED = re.compile(r"(?=.*[a-z])(?=.*[0-9])[a-z0-9][a-z0-9. -]*")
"""What the shadow of a name looks like that is looked for in the tight shadow: letters and digits."""


@dataclass(frozen=True, slots=True)
class Shadow:
    """Shape: three of one length; behind `text[i]` stands `source[starts[i]:ends[i]]`."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def shadow(text: str) -> Shadow:
    """Return the shadow of a text.

    >>> [shadow(text).text for text in ("ＧＰＴ‑４ｏ", "ﾃﾞｰﾀ", "ディープ・シーク", "ソニー・", "唐納．川普")]
    ['gpt-4o', 'データ', 'ディープシーク', 'ソニー・', '唐納·川普']
    """
    folded = text.casefold()
    if len(folded) == len(text) and not _SPECIAL.search(text) and unicodedata.is_normalized("NFKC", text):
        return Shadow(folded, tuple(range(len(text))), tuple(range(1, len(text) + 1)))  # nothing but cases to make one
    found: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    index = 0
    while index < len(text):
        end = index + 1
        while end < len(text) and text[end] in _VOICING:
            end += 1
        dot = index > 0 and text[index] in _DOTS
        if dot and _KANA.match(text[index - 1]) and _KANA.match(text[end : end + 1]):
            index = end
            continue
        if text[index] in _HYPHENS:
            cluster = "-"
        elif dot and _HAN.match(text[index - 1]) and _HAN.match(text[end : end + 1]):
            cluster = "·"
        else:
            cluster = _folded(text[index:end])
        found += cluster
        starts += [index] * len(cluster)
        ends += [end] * len(cluster)
        index = end
    return Shadow("".join(found), tuple(starts), tuple(ends))


@lru_cache(maxsize=16384)
def _folded(cluster: str) -> str:
    return unicodedata.normalize("NFKC", cluster).casefold()


def tight(loose: Shadow) -> Shadow:
    """Return a shadow without the hyphens and spaces inside names of letters and digits.

    >>> [tight(shadow(text)).text for text in ("GPT 4o", "HBM‑3E", "Llama 3.1 405B", "at 5 pm")]
    ['gpt4o', 'hbm3e', 'llama3.1405b', 'at5pm']
    """
    gone = {match.start() for match in _JOINT.finditer(loose.text)}
    if not gone:
        return loose
    kept = [at for at in range(len(loose.text)) if at not in gone]
    return Shadow(
        "".join(loose.text[at] for at in kept),
        tuple(loose.starts[at] for at in kept),
        tuple(loose.ends[at] for at in kept),
    )
