"""English articles before names, by how these are read; prepositions before dates and times.

How a name is read is a heuristic, with the cases it was made for as doctests.
"""

from __future__ import annotations

import re

_ARTICLE = re.compile(r"(?<![\w'’-])(a|an|A|An)(?=[ “\"(]*$)")
_PREPOSITION = re.compile(r"(?<![\w'’-])(in|on|at|In|On|At) ?$")
_ANY_ARTICLE = re.compile(r"(?<![\w'’-])(?:an?|the) ?$", re.IGNORECASE)
_OWN_WORDS = re.compile(r"(?:the|about|at least|at most|more than|less than|up to|under|over) ")
_MONTHS = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_TIMES = (
    ("at", re.compile(r"the end of|noon$|\d{1,2}(?::\d\d)? [ap]\.m\.|\d{1,2} o'clock")),
    ("on", re.compile(rf"{_MONTHS} \d{{1,2}}(?!\d)|\w+day, |the \d+(?:st|nd|rd|th) (?:at|of) ")),
    (
        "in",
        re.compile(
            rf"(?:early|mid-|late )|{_MONTHS}(?: \d{{4}}| \w+ year|$)|the \w+ (?:half|quarter) of |the [12]\d{{2}}0s"
        ),
    ),
)
"""What stands before a time that is said so."""
_VOWEL_LETTERS = frozenset("AEFHILMNORSX")
"""Letters whose own names begin with a vowel."""
_YOU = re.compile(r"(?:eu|uni|use|usu|ut[ie]|ubi|one\b|once|ura)", re.IGNORECASE)
_VOWEL_READ = re.compile(r"(?:hour|hono|heir|honest|nvidia)", re.IGNORECASE)
"""Words read with a vowel though they begin with a consonant."""
_READ_AS_WORDS = re.compile(r"(?:NASA|NATO|NAND|RAM|ROM|SAP|SaaS|LoRA|LiDAR|RISC|RAG|MoE|SIM|SUV)\b")
"""Abbreviations that are said as words though they begin with a letter that is not."""


def takes_an(word: str) -> bool:
    """Whether a word is read with a vowel at its start.

    >>> [word for word in ("OpenAI", "HBM", "SK hynix", "NVIDIA", "LG", "hour", "xAI", "8-core", "11") if not takes_an(word)]
    []
    >>> [word for word in ("Samsung", "European", "MediaTek", "U.S.", "one-off", "NAND", "3nm", "80") if takes_an(word)]
    ['80']
    """
    core = re.sub(r"^\W+", "", word)
    if not core:
        return False
    if core[0].isdigit():
        number = re.match(r"\d+", core)
        return core[0] == "8" or (number is not None and number[0] in {"11", "18"})
    if _READ_AS_WORDS.match(core) or _YOU.match(core):
        return False
    if _VOWEL_READ.match(core):
        return True
    first = re.split(r"[^A-Za-z]", core, maxsplit=1)[0]
    spelled = len(first) == 1 or (first.isupper() and len(first) <= 5) or re.match(r"x[A-Z]", core) is not None
    if spelled:
        return core[0].upper() in _VOWEL_LETTERS
    return core[0].lower() in "aeiou"


def fix_article(before: str, word: str) -> str:
    """Return the text before a name with the article that ends it in the form that fits the name.

    >>> fix_article("It is a ", "OpenAI"), fix_article("An", "Samsung"), fix_article("via ", "OpenAI")
    ('It is an ', 'A', 'via ')
    """
    match = _ARTICLE.search(before)
    if match is None or not word:
        return before
    said = "an" if takes_an(word) else "a"
    said = said.capitalize() if match[1][0] == "A" else said
    return before[: match.start()] + said + before[match.end() :]


def drop_article(before: str, said: str) -> str:
    """Return the text before a figure without the article that ends it, where the figure begins with words of its own.

    >>> drop_article("by the ", "the end of March"), drop_article("An ", "about 12,000"), drop_article("a ", "20%")
    ('by ', '', 'a ')
    """
    return _ANY_ARTICLE.sub("", before) if _OWN_WORDS.match(said) else before


def fix_preposition(before: str, said: str) -> str:
    """Return the text before a time with the preposition that ends it in the form that fits: a model saw a mark only.

    >>> fix_preposition("It opens in ", "the end of March"), fix_preposition("At ", "Saturday, November 29")
    ('It opens at ', 'On ')
    >>> fix_preposition("on ", "early 2026"), fix_preposition("by ", "noon"), fix_preposition("in ", "November 2025")
    ('in ', 'by ', 'in ')
    """
    match = _PREPOSITION.search(before)
    fitting = next((word for word, time in _TIMES if time.match(said)), None) if match else None
    if match is None or fitting is None:
        return before
    fitting = fitting.capitalize() if match[1][0].isupper() else fitting
    return before[: match.start()] + fitting + before[match.end(1) :]
