"""English articles before names, by how these are read; places as adjectives; prepositions before dates and times.

How a name is read is a heuristic, with the cases it was made for as doctests.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

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

ADJECTIVES: Mapping[str, tuple[str, ...]] = {
    "Africa": ("African",),
    "Argentina": ("Argentine", "Argentinian"),
    "Asia": ("Asian",),
    "Australia": ("Australian",),
    "Austria": ("Austrian",),
    "Bangladesh": ("Bangladeshi",),
    "Belarus": ("Belarusian",),
    "Belgium": ("Belgian",),
    "Brazil": ("Brazilian",),
    "Canada": ("Canadian",),
    "Chile": ("Chilean",),
    "China": ("Chinese",),
    "Czech Republic": ("Czech",),
    "Denmark": ("Danish",),
    "East Asia": ("East Asian",),
    "Eastern Europe": ("Eastern European",),
    "Europe": ("European",),
    "Finland": ("Finnish",),
    "France": ("French",),
    "Germany": ("German",),
    "Hungary": ("Hungarian",),
    "Iceland": ("Icelandic",),
    "India": ("Indian",),
    "Indonesia": ("Indonesian",),
    "Iran": ("Iranian",),
    "Ireland": ("Irish",),
    "Israel": ("Israeli",),
    "Italy": ("Italian",),
    "Japan": ("Japanese",),
    "Latin America": ("Latin American",),
    "Malaysia": ("Malaysian",),
    "Mexico": ("Mexican",),
    "Netherlands": ("Dutch",),
    "New Zealand": ("New Zealand",),
    "North America": ("North American",),
    "North Korea": ("North Korean",),
    "Norway": ("Norwegian",),
    "Pakistan": ("Pakistani",),
    "Philippines": ("Philippine", "Filipino"),
    "Poland": ("Polish",),
    "Portugal": ("Portuguese",),
    "Qatar": ("Qatari",),
    "Russia": ("Russian",),
    "Saudi Arabia": ("Saudi", "Saudi Arabian"),
    "Singapore": ("Singaporean", "Singapore"),
    "South Africa": ("South African",),
    "South America": ("South American",),
    "South Korea": ("South Korean", "Korean"),
    "Southeast Asia": ("Southeast Asian",),
    "Spain": ("Spanish",),
    "Sweden": ("Swedish",),
    "Switzerland": ("Swiss",),
    "Taiwan": ("Taiwanese",),
    "Thailand": ("Thai",),
    "Turkey": ("Turkish",),
    "UK": ("British", "U.K."),
    "Ukraine": ("Ukrainian",),
    "United States": ("U.S.", "US", "American"),
    "Venezuela": ("Venezuelan",),
    "Vietnam": ("Vietnamese",),
    "Western Europe": ("Western European",),
}
"""Places as the glossary names them, to the adjectives that say the same; the first is the one that is written."""

_TITLES = {
    **{word: word.title() for word in ("chairman", "chairwoman", "chairperson", "chair", "president", "vice chairman")},
    **{word: word.title() for word in ("vice president", "professor", "minister", "prime minister", "governor", "senator")},
    **{word: word for word in ("CEO", "CFO", "CTO", "COO", "founder", "co-founder", "analyst", "researcher", "director")},
}
"""What people are, as it stands before a name."""
_TITLE = re.compile(
    rf" ({'|'.join(sorted(map(re.escape, _TITLES), key=len, reverse=True))})(?![\w-])"
    r"(?! (?:of|at|and|for|in|since|until|after|under|the|an?|this|that)\b)",
    re.IGNORECASE,
)
_WITH_THE = frozenset({"Czech Republic", "Netherlands", "Philippines", "UK", "United States"})
"""Places that an article stands before."""
_MODIFIED = frozenset(
    """
    AI app apps artificial authorities automaker automakers bank batteries battery brand brands buyer buyers car
    carmaker carmakers cars chip chipmaker chipmakers chipmaking chips cloud companies company competitor
    competitors consumer consumers counterpart counterparts court currency customer customers developer developers
    display domestic economic economy electric engineers entrepreneur entrepreneurs equipment executive executives
    exporter exporters fab fabs factories factory financial firm firms founder founders foundries foundry giant
    giants government hardware industrial industries industry internet investor investors lab labs language maker
    makers manufacturer manufacturers manufacturing market media memory model models newspaper newspapers official
    officials open-source open-weight open-weights outlet outlets people platform platforms player players product
    products publisher publishers reader readers regulator regulators researcher researchers rival rivals robot
    robots semiconductor semiconductors shipbuilder shipbuilders side smartphone smartphones software start-up
    start-ups startup startups state-owned steelmaker steelmakers stocks supplier suppliers tech technical
    technological technologies technology text translation universities university user users vehicle vehicles
    vendor vendors yen yuan
    """.split()  # noqa: SIM905  (nobody reads a list of these)
)
"""What a place before it belongs to. What may be a verb (plans, shares, exports) or is said of others' trade there (sales,
operations, experts) is not here."""
_NEXT_WORD = re.compile(r" ?([A-Za-z-]+)(?! up\b)\b")
_PLACES = "|".join(sorted(map(re.escape, ADJECTIVES), key=len, reverse=True))
_WITHIN = re.compile(
    r"(?:\b(?:in|across|inside|outside|throughout|within|entering|entered|leaving|visiting|visited)"
    r"(?: (?:mainland|northern|southern|eastern|western|central|all of|parts of|much of))?"
    r"|['’]s|(?-i:\b[A-Z][\w’'-]*) of(?: the)?|(?-i:[a-z,] (?!\w+day |U\.S)[A-Z][\w&]+)) $|\w[-–/]$",
    re.IGNORECASE,
)
"""In China companies compete; Nvidia's China business; a Bank of Japan official; said Apple China executives; US-China."""
_GIVEN = re.compile(
    r"\b(?:s(?:ell|old|end|ent|hip)|giv(?:e|es|ing)|gave|given|den(?:y|ies|ied|ying)|offer|lend|lent|grant|hand|cost|leave|left"
    r"|make|made|keep|kept)(?:s|ed|ing|ping|ped)? (?:the )?$",
    re.IGNORECASE,
)
"""Selling China AI chips is not selling Chinese ones."""
_JOINED = re.compile(rf"(?:(?:the )?(?:{_PLACES}),? (?:and|or) )+(?:the )?$")
_JOINS = re.compile(rf"^(?: (?:and|or) (?:the )?(?:{_PLACES})\b)+")
_ABOUT = re.compile(
    r" ?(?:(?:AI|car|chip|chipmaking|cloud|equipment|hardware|market|semiconductor|smartphone|software|tech|technology"
    r"|vehicle) )+"
    r"(?:access|bans?|controls?|curbs?|entry|exports?|exposure|restrictions?|revenue|rules?|sales|sanctions|shipments?|tariffs?"
    r"|team|unit|war)\b"
)
"""China chip curbs are not China's."""
_VERB = re.compile(
    r" ?(?:bank|court|engineers|market|models?|rivals?|side|stocks) "
    rf"(?:the|an?|its|their|his|her|our|this|that|these|those|ahead|back|out|over|{_PLACES})\b"
)
"""China rivals the United States."""
_NAMED = re.compile(r" ?AI [A-Z]")
"""India AI Impact Summit."""
_THE = re.compile(r"(?<![\w'’-])the $", re.IGNORECASE)
_HEAD = re.compile(
    r"['’]s\b|\s*(?:[.;:!?)\]”]|$)|\s*,(?! (?:[A-Z][\w.&-]*,? )+(?:and|or) )| (?:and|or) (?=[a-z]+\b)"
    r"| (?:is|are|was|were|has|have|had|will|would|can|could|may|might|should|must|do|does|did"
    r"|in|on|at|to|for|from|with|by|as|not|also|said|says)\b(?!-)"
    r"| (?!(?:bed|breed|feed|need|seed|shed|speed)\b)[a-z]+ed(?=[.,;:]|$| (?:the|an?|its|their|his|her|our|it|them"
    r"|that|to|in|on|at|by|for|from|with|up|out|off|over|about|more|nearly)\b| [“\"$A-Z\d])"
)
"""What follows a name that is no attribute of another noun: not the Apple designed chip, the Apple and Google app stores."""
_MADE = re.compile(
    r"\b(?:nam(?:e|es|ed|ing)|appoint(?:s|ed|ing)?|(?:re-?)?elect(?:s|ed|ing)?|mak(?:e|es|ing)|made|declar(?:e|es|ed|ing)"
    r"|call(?:s|ed|ing)?|choos(?:e|es|ing)|chose|chosen|pick(?:s|ed|ing)?|install(?:s|ed|ing)?|keep(?:s|ing)?|kept"
    r"|Mr\.|Mrs\.|Ms\.|Dr\.) (?:the )?$",
    re.IGNORECASE,
)
"""The board named Lisa Su CEO."""


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


def as_adjective(place: str, before: str, after: str) -> str:
    """Return what is said for a place between two texts: the adjective where it stands before what belongs to it.

    >>> as_adjective("China", "moved by ", " makers"), as_adjective("South Korea", "", " companies,")
    ('Chinese', 'South Korean')
    >>> as_adjective("China", "In ", " companies"), as_adjective("China", "", " plans"), as_adjective("Seoul", "", " media")
    ('China', 'China', 'Seoul')
    """
    before, after = _JOINED.sub("", before), _JOINS.sub("", after)
    before = _THE.sub("", before) if place in _WITH_THE else before
    word = _NEXT_WORD.match(after)
    if place not in ADJECTIVES or word is None or word[1] not in _MODIFIED:
        return place
    stays = _WITHIN.search(before) or _GIVEN.search(before) or any(one.match(after) for one in (_ABOUT, _VERB, _NAMED))
    return place if stays else ADJECTIVES[place][0]


def adjectives(word: str) -> tuple[str, ...]:
    """Return the adjectives that say an English name of a place; none for other words."""
    return ADJECTIVES.get(word, ())


def bare_name(before: str, name: str, after: str, *, proper: bool) -> str:
    """Return the text before a name without the article that ends it, where the name stands by itself.

    `proper`: it is of a kind that has no article, as companies, people and models are.

    >>> bare_name("The ", "SK hynix", " is running", proper=True), bare_name("when the ", "OpenAI", " launched", proper=True)
    ('', 'when ')
    >>> bare_name("the ", "OpenAI", " models", proper=True), bare_name("is the ", "China", "'s walk", proper=False)
    ('the ', 'is ')
    >>> bare_name("the ", "United States", "'s", proper=False), bare_name("the ", "iPhone", " is", proper=False)
    ('the ', 'the ')
    """
    proper = proper or (name in ADJECTIVES and name not in _WITH_THE)
    return _THE.sub("", before) if proper and _HEAD.match(after) else before


def person_title(before: str, after: str) -> tuple[str, str] | None:
    """Return the texts around a person's name with the title that stands behind the name before it; None without one.

    >>> person_title("The ", " chairman said"), person_title("said ", " CEO, who"), person_title("", " chairman of Xiaomi")
    (('Chairman ', ' said'), ('said CEO ', ', who'), None)
    """
    title = _TITLE.match(after)
    if title is None or _MADE.search(before) or (_THE.search(before) and not _HEAD.match(after[title.end() :])):
        return None  # the Elon Musk CEO pay package
    said = next(said for word, said in _TITLES.items() if word.casefold() == title[1].casefold())
    return f"{_THE.sub('', before)}{said} ", after[title.end() :]


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
