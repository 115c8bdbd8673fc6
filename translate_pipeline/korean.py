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

_STOP = re.compile(r"([.!?]+)$")
_PLAIN = re.compile(r"[가-힣]다[.!]+$")
_NIEUN, _PIEUP = 4, 17
_PIEUPS, _RIEULS = ("".join(chr(code) for code in range(0xAC00 + final, 0xD7A4, 28)) for final in (_PIEUP, _RIEUL))
"""Every syllable that ends in ㅂ, and in ㄹ."""
_POLITE = re.compile(rf"(?:[{_PIEUPS}](?:니다|시다|니까)|(?<![필중주수소강개동])요|죠|시오)[.!?]+$")
_NO_ENDING = re.compile(
    r"(?<=\S)(?:보|마)다[.!]+$"
    r"|(?<![가-힣])(?:캐나|혼|람|젤|소|바|우간|르완|베란|플로리|프라|스코|마쓰|어젠|아젠|프로파간|우에|기시|요시|다케|야마|후쿠"
    r"|이케|하네|미란|아만)다[.!]+$"
)
"""Words whose last syllable is 다, and particles: 캐나다, 예상보다."""
_STEMS = re.compile(
    r"(?:하|되|르|쁘)$|(?:아|슬|고|글|설|냘|고달|헤)프$|(?<![가-힣])(?:크|뜨|쓰|싸|짜|희|무디|여리|시리|쓰리|느리|어리)$"
    r"|(?:비싸|값싸|아니|흐리|쓰라리|더디|질기|눈부시|모자라|뛰어나|빼어나|엄청나|별나|못나|잘나|멋지|값지|기름지|다부지|야무지)$"
    r"|(?:거|드|굳|억)세$|(?:[이가도]|더|가장|훨씬|너무) 세$|(?<=[나가까] )보$"
)
"""Stems that end in a vowel: 필요하다, 빠르다, 비싸다."""
_NOUNS = re.compile(
    r"(?:장|카타|루브|티모|에)르$|(?<![가-힣])(?:이|지|산|휘|영|인|저|출|투|낙|은|부|폄)하$"
    r"|(?:[도균준반만개명원점위]이|과부|평가절|(?:금리|가격|요금)인|(?:성능|품질|기능)저)하$"
    r"|(?<![가-힣0-9])(?:차|사|아|나)이$|(?:여자|남자)아이$"
    r"|(?:깊|넓|놀|먹|어린|젊은|늙은|고양|호랑|원숭|쌍둥|지팡|떡볶|손잡|길잡|목걸|귀걸|돈벌|되풀|맞)이$"
    r"|(?:웨|(?:플|릴|딜|어|스프|블루)레|(?<!카)페|(?:타이|이)베|상하|두바|하와|와이파|스카|스파|사무라)이$"
)
"""Nouns that end like a stem, or in an 이 of their own: 장르, 인하, 차이, 화웨이."""
_DOUBTFUL = re.compile(
    r"(?<!\S)(?:차|비|주|피|파|키|기|가|오|나|보|서|두|지|치|세|시|내|매|배|테|게|자|사|꾸|타|펴|켜|쥐|쉬|뛰|띄|길이|높이|종이|천하)$"
    rf"|돼$|시키$|[{_RIEULS}]리$|[아어여져커려워뤄겨혀러]지$|어나$|(?:만|떠|끝|지|타|러|겨|긋|맛|겁)나$|[아어여]가$|[아어여져나]오$"
    r"|(?:앞|나|들어|넘어)서$|(?:건너|바뀌|사귀|나누|바꾸|가꾸|[갖낮늦맞멈감]추|[이미다]루|[치태세키채지배싸깨피비외]우|가리키"
    r"|일으키|지키|삼키|그리|내리|버리|누리|살피|펼치|거치|미치|넘치|고치|마치|바치|그치|합치|외치|지치|끼치|놓치|다치|삼가|다니|지니"
    r"|바라)$"
)
"""What may be a verb in its dictionary form, or a noun."""
_THING = re.compile(r"(?:(?<![가-힣])[이그저]?|는)거$")
"""거 for 것: 그런 거다."""


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

    >>> [is_polite(text) for text in ("빠릅니다.", "그렇죠.", "할까요?", "빠르다.", "도시다.", "새로운 발걸음.")]
    [True, True, True, False, False, False]
    """
    return _POLITE.search(text) is not None


def is_plain(text: str) -> bool:
    """Whether a sentence ends in the plain style.

    >>> [is_plain(text) for text in ("빠르다.", "했다.", "했습니다.", "새로운 발걸음.", "예상보다.")]
    [True, True, False, False, False]
    """
    return not is_polite(text) and _PLAIN.search(text) is not None and not _NO_ENDING.search(text)


def polite(text: str) -> str | None:
    """Return a plain sentence in the polite style; None where it is not plain, or nobody can tell a verb from a noun.

    >>> polite("남는다."), polite("한다."), polite("때문이다."), polite("문제다."), polite("빠르다."), polite("두 배다.")
    ('남습니다.', '합니다.', '때문입니다.', '문제입니다.', '빠릅니다.', None)
    """
    if not is_plain(text):
        return None
    body = _STOP.sub("", text)
    said = _polite(body.removesuffix("다"))
    return None if said is None else said + text[len(body) :]


def _polite(stem: str) -> str | None:
    """Return the polite form of what 다 stands behind."""
    if stem.endswith("는") and len(stem) > 1:
        return _progressive(stem[:-1])
    final = _final(stem[-1])
    if final in {_NIEUN, _RIEUL}:
        return f"{_with(stem, _PIEUP)}니다"  # 한다, 만든다, 길다
    if final:
        return f"{stem}습니다"  # 있다, 했다, 높다
    verb = f"{_with(stem, _PIEUP)}니다"
    if _NOUNS.search(stem):
        return f"{stem}입니다"
    if _THING.search(stem) or _STEMS.search(stem):
        return verb
    if _DOUBTFUL.search(stem):
        return None
    return verb if stem.endswith("이") else f"{stem}입니다"  # 때문이다, 문제다


def _progressive(stem: str) -> str | None:
    """Return the polite form of what 는다 stands behind: 남는다; 기다리는다, which is wrong, and 값이 는다."""
    if stem[-1].isspace():
        return f"{stem}늡니다"
    if _final(stem[-1]) not in {0, _RIEUL}:
        return f"{stem}습니다"
    return f"{_with(stem, _PIEUP)}니다" if "가" <= stem[-1] <= "힣" else None


def _final(syllable: str) -> int:
    """Return the number of a syllable's final consonant; 0: none."""
    return (ord(syllable) - 0xAC00) % 28 if "가" <= syllable <= "힣" else 0


def _with(text: str, final: int) -> str:
    """Return a text whose last syllable has another final consonant."""
    return text[:-1] + chr(ord(text[-1]) - _final(text[-1]) + final)
