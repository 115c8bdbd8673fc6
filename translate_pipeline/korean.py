"""Korean particles that depend on how the word before them ends; sentences in the polite style made of plain ones.

Sources: Hangul Syllables block arithmetic (Unicode chapter 3.12); 하십시오 style beside 해라 style as in school grammar. How
Korean readers say Latin names is a heuristic, with the cases it was made for as doctests, and so is what is a stem
(필요하다) and what a noun (문제다) where a vowel stands before 다.
"""

from __future__ import annotations

import re

PAIRS = (
    ("은", "는"),
    ("이", "가"),
    ("을", "를"),
    ("과", "와"),
    ("이란", "란"),
    ("이라는", "라는"),
    ("이나", "나"),
    ("이며", "며"),
)
"""(after a final consonant, after a vowel)"""

_RO = re.compile(r"^(으로|로)(?=(?:는|도|서|써|의|부터|까지|만)?(?![\uac00-\ud7af]))")
_PARTICLE = re.compile(
    rf"^({'|'.join(sorted((form for pair in PAIRS for form in pair), key=len, reverse=True))})(?![\uac00-\ud7af])"
)
_ANY_PARTICLE = re.compile(
    r"(?:은|는|이|가|을|를|과|와|의|에|에게|에서|으로|로|도|만|부터|까지|이란|란|이라는|라는|이나|나|이며|며|입니다|이다|이었다|였다)"
    r"(?:는|도|의|만)?(?![\uac00-\ud7af])"
)
_RIEUL = 8
_DIGITS = {"0": 21, "1": 8, "2": 0, "3": 16, "4": 0, "5": 0, "6": 1, "7": 8, "8": 8, "9": 0}
_GLOSS = re.compile(r"(?<=[가-힣A-Za-z0-9])[(（][^()（）]*[)）]$")
_UNITS = {
    "%": 0,
    "％": 0,
    "km": 0,
    "kg": 16,
    "nm": 0,
    "mm": 0,
    "cm": 0,
    "GB": 0,
    "TB": 0,
    "MB": 0,
    "GW": 0,
    "MW": 0,
    "Hz": 0,
}
"""Final consonants of units as they are read: 퍼센트, 킬로그램."""
_UNIT = re.compile(r"[0-9] ?(%|％|km|kg|nm|mm|cm|GB|TB|MB|GW|MW|Hz)$")
_LETTERS = {"L": 8, "M": 16, "N": 4, "R": 8}

_STOP = r"([.!?]+)$"
_POLITE = re.compile(r"(?:(?<!아)니다|시다|니까|요|죠|시오)[.!?]+$")
_PLAIN = re.compile(r"[가-힣]다[.!]+$")
_STEMS = re.compile(
    r"하$|(?:다|빠|이|모|푸|가파|서투)르$|(?:아|슬|고)프$|(?:나|바|기|예|가)쁘$|(?<![가-힣])크$|(?<![가-힣])뜨$|비싸$|느리$|어리$|아니$|흐리$|드물$"
)
"""Stems that end in a vowel; what else does is a noun."""
_NOUNS = re.compile(
    r"(?<![가-힣])(?:이하|지하|산하|휘하|영하)$|(?:차이|사이|아이|나이|길이|높이|깊이|넓이|놀이|먹이|어린이)$"
)
_NIEUN, _PIEUP = 4, 17


def final_sound(word: str) -> int | None:
    """Return the number of the final consonant a word is read with: 0 none, 8 ㄹ, other numbers other consonants.

    None where it cannot be told.

    >>> [final_sound(word) for word in ("삼성전자", "엔비디아", "오픈AI", "IBM", "DeepSeek", "Google", "GPT-4o", "H100")]
    [0, 0, 0, 16, 0, 8, 0, 21]
    >>> [final_sound(word) for word in ("60%", "3nm", "16 GB", "70kg")]
    [0, 0, 0, 16]
    >>> [bool(final_sound(word)) for word in ("Sidekiq", "Bob", "GitHub", "Meta")]
    [True, True, False, False]
    """
    word = _GLOSS.sub("", word) or word  # 계약(CMTC)은: what is in brackets is not read
    unit = _UNIT.search(word)
    if unit:
        return _UNITS[unit[1]]
    core = re.sub(r"[^\w가-힣]+$", "", word)
    if not core:
        return None
    last = core[-1]
    if "가" <= last <= "힣":
        return (ord(last) - 0xAC00) % 28
    if last.isdigit() and last.isascii():
        return _DIGITS[last]
    latin = re.search(r"[A-Za-z]+$", core)
    if latin is None:
        return None
    spelled = latin.group().isupper() or len(latin.group()) == 1
    return _LETTERS.get(last.upper(), 0) if spelled else _latin_final(latin.group().lower())


def _latin_final(word: str) -> int:
    """Guess the final consonant of a Latin word as Korean says it."""
    if re.search(r"(?:[^aeiou]l|l)e?$", word):
        return _RIEUL
    if re.search(r"(?:m|n|ng|me|ne)$", word):
        return 4
    if re.search(r"(?<![aeiou])[aeiou][kptcq]k?$|(?<!h)[aeo]b$", word):
        return 1
    return 0


def fix_particle(word: str, following: str) -> str:
    """Return `following` with the particle at its head in the form that fits `word`.

    >>> fix_particle("DeepSeek", "은 새 모델을"), fix_particle("IBM", "는"), fix_particle("서울", "으로")
    ('는 새 모델을', '은', '로')
    >>> fix_particle("삼성전자", "이다"), fix_particle("삼성전자", " 이 회사")
    ('이다', ' 이 회사')
    """
    final = final_sound(word)
    if final is None:
        return following
    ro = _RO.match(following)
    if ro:
        return ("로" if final in {0, _RIEUL} else "으로") + following[ro.end() :]
    match = _PARTICLE.match(following)
    if match is None:
        return following
    pair = next(pair for pair in PAIRS if match[1] in pair)
    return pair[0 if final else 1] + following[match.end() :]


def is_particle(text: str) -> bool:
    """Whether a text begins with a particle and nothing else of a word.

    >>> is_particle("를 쓰고"), is_particle("에서는"), is_particle("를지"), is_particle("사용")
    (True, True, False, False)
    """
    return _ANY_PARTICLE.match(text) is not None


def is_polite(text: str) -> bool:
    """Whether a sentence ends in a polite style.

    >>> [is_polite(text) for text in ("빠릅니다.", "그렇죠.", "할까요?", "빠르다.", "새로운 발걸음.")]
    [True, True, True, False, False]
    """
    return _POLITE.search(text) is not None


def is_plain(text: str) -> bool:
    """Whether a sentence ends in the plain style.

    >>> [is_plain(text) for text in ("빠르다.", "했다.", "했습니다.", "새로운 발걸음.")]
    [True, True, False, False]
    """
    return not is_polite(text) and _PLAIN.search(text) is not None


def polite(text: str) -> str | None:
    """Return a plain sentence in the polite style; None where the sentence is not plain.

    >>> polite("남는다."), polite("한다."), polite("때문이다."), polite("문제다."), polite("빠르다.")
    ('남습니다.', '합니다.', '때문입니다.', '문제입니다.', '빠릅니다.')
    """
    if not is_plain(text):
        return None
    body = re.sub(_STOP, "", text)
    return _polite(body.removesuffix("다")) + text[len(body) :]


def _polite(stem: str) -> str:
    """Return the polite form of what 다 stands behind."""
    if stem.endswith("는") and len(stem) > 1:
        return (
            f"{stem[:-1]}습니다" if _final(stem[-2]) else f"{_with(stem[:-1], _PIEUP)}니다"
        )  # 남는다; 기다리는다, which is wrong
    final = _final(stem[-1])
    if final in {_NIEUN, _RIEUL}:
        return f"{_with(stem, _PIEUP)}니다"  # 한다, 만든다, 길다
    if final:
        return f"{stem}습니다"  # 있다, 했다, 높다
    known = (stem.endswith("이") or _STEMS.search(stem)) and not _NOUNS.search(stem)
    return f"{_with(stem, _PIEUP)}니다" if known else f"{stem}입니다"


def _final(syllable: str) -> int:
    """Return the number of a syllable's final consonant; 0: none."""
    return (ord(syllable) - 0xAC00) % 28 if "가" <= syllable <= "힣" else 0


def _with(text: str, final: int) -> str:
    """Return a text whose last syllable has another final consonant."""
    return text[:-1] + chr(ord(text[-1]) - _final(text[-1]) + final)
