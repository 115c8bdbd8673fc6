"""Set a translation: script, spaces, stops, quotation marks, particles and capitals as the locale writes them.

`finish` works on the words that a model or a glossary gave, `settle` on the same once the markup around them is back.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from translate_pipeline.english import as_adjective, bare_name, drop_article, fix_article, fix_preposition, person_title
from translate_pipeline.korean import fix_particle, is_particle
from translate_pipeline.locales import facts
from translate_pipeline.model import Shield, ShieldKind
from translate_pipeline.protect import convert
from translate_pipeline.restore import legible
from translate_pipeline.scripts import is_cjk, is_suffix, is_wide, opencc
from translate_pipeline.wide import COMMAS, close_up, edge_of, widen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from translate_pipeline.model import Locale, Parts

_SPACES = re.compile(r"\s+")
_BEFORE_STOP = re.compile(r"\s+(?=[,.;:!?%)\]’”、。，！？」』）]|['’]s\b)")
_FIRST_WORD = re.compile(r"[^\w@#/.]*([a-z])[a-z'’-]*(?![\w.@/])")
"""A word of small letters with nothing that makes a name or an address of it."""
_PLURAL = re.compile(r"^s(?=[\s.,;:!?)]|$)")
"""The s that a model puts after a mark as if it were a noun: `South Koreas`."""
_CLOSING_QUOTES = re.compile(r"['’”\"」』]+")
_QUOTED_PARTICLE = re.compile(r"(([\w가-힣]+)['’”\"」』]+)((?:은|는|이|가|을|를|와|과|으로|로)(?![가-힣]))")
_WIDE_DASHES = re.compile(r"(?<=[\u3400-\u9fff]) ?(?:--|—|–)(?![—-]) ?(?=[\u3400-\u9fff])")
_DASHES = re.compile(r"\s*[—―]{2,}\s*")
_TWO_STOPS = re.compile(r"([!?])\.(?=\s|$)")
_STOPS = str.maketrans(
    {"。": ".", "、": ", ", "，": ", ", "！": "!", "？": "?", "：": ": ", "；": "; ", "（": " (", "）": ") ", "・": ", "}
)


def finish(parts: Parts, locale: Locale, *, converted: bool = False) -> Parts:
    """Return target parts with script, spacing, particles, articles and stops put right for the locale.

    `converted`: the words are in the locale's script already.
    """
    out: list[str | Shield] = []
    parts = _as_adjectives(_with_titles(parts)) if locale.language == "en" else parts
    for index, part in enumerate(parts):
        if isinstance(part, Shield):
            out.append(part)
            continue
        text = _SPACES.sub(" ", part if converted else _in_script(part, locale))
        before = _word(parts, index - 1)
        if locale.language == "ko":
            lead = _CLOSING_QUOTES.match(text)
            head, tail = (text[: lead.end()], text[lead.end() :]) if lead and before else ("", text)
            text = head + fix_particle(before or _read_before(parts[:index]), tail)
            text = _QUOTED_PARTICLE.sub(lambda match: match[1] + fix_particle(match[2], match[3]), text)
        if locale.language == "en":
            text = fix_article(_bare(parts, index, text), _word(parts, index + 1))
            text = fix_preposition(drop_article(text, _figure(parts, index + 1)), _figure(parts, index + 1))
            text = text.removeprefix(".") if before.endswith(".") and not text.startswith("..") else text  # 3 p.m.
            text = _PLURAL.sub("", text) if before and not _common(parts[index - 1]) else text
        text = _quotes(text, locale)
        out.append(
            _WIDE_DASHES.sub("——", text) if locale.language == "zh" else text if locale.language == "ja" else _narrow(text)
        )
    out = widen(out, locale) if locale.language in COMMAS else out
    return _trimmed(_space(out, locale))


def _with_titles(parts: Parts) -> Parts:
    """Return English parts with what people are before their names: Chairman Lei Jun."""
    out: list[str | Shield] = []
    waiting = list(parts)
    while waiting:
        part = waiting.pop(0)
        before = out[-1] if out and isinstance(out[-1], str) else ""
        after = waiting[0] if waiting and isinstance(waiting[0], str) else ""
        if isinstance(part, Shield) and part.proper == "person" and (moved := person_title(before, after)):
            out[-1:] = [moved[0]] if before else [*out[-1:], moved[0]]
            waiting[0] = moved[1]
        out.append(part)
    return tuple(part for part in out if part)


def _as_adjectives(parts: Parts) -> Parts:
    """Return English parts with places as adjectives before what belongs to them."""
    out: list[str | Shield] = []
    for index, part in enumerate(parts):
        said = ""
        if isinstance(part, Shield) and part.kind is ShieldKind.TERM and part.target == part.word:
            said = part.word if _owned(out) else as_adjective(part.word, _precedes(out), _follows(parts, index))
        out.append(replace(part, word=said, target=said) if isinstance(part, Shield) and said else part)
    return tuple(out)


def _bare(parts: Parts, index: int, text: str) -> str:
    """Return an English text without the article that ends it, where a name comes that takes none."""
    part = parts[index + 1] if index + 1 < len(parts) else ""
    if not isinstance(part, Shield) or not part.word:
        return text
    return bare_name(text, part.word, _follows(parts, index + 1), proper=bool(part.proper))


def _owned(parts: Sequence[str | Shield]) -> bool:
    """Whether a company stands right before what comes: Tesla China."""
    named = [part for part in parts[-2:] if isinstance(part, Shield) or part.strip()]
    return bool(named) and isinstance(named[-1], Shield) and named[-1].proper == "company"


def _precedes(parts: Sequence[str | Shield]) -> str:
    """Return the words before a part."""
    words = "".join(part.word if isinstance(part, Shield) else part for part in parts[-4:])
    return _SPACES.sub(" ", words)


def _follows(parts: Parts, index: int) -> str:
    """Return the words behind a part."""
    return _SPACES.sub(
        " ", "".join(part.word if isinstance(part, Shield) else part for part in parts[index + 1 : index + 4])
    )


def settle(parts: Parts, locale: Locale) -> Parts:
    """Return a whole target, markup and all, with its spaces where the locale has them and on the right side of markup."""
    hugged = _hug(parts, locale)
    return _trimmed(close_up(hugged, locale) if locale.language in COMMAS else hugged)


def _in_script(text: str, locale: Locale) -> str:
    """Return what a model that writes Simplified Chinese wrote, in the script of the locale; strays put right."""
    if locale.language != "zh":
        return text
    if locale.script == "Hant":
        return convert(text, locale)
    simplified, words = str(opencc("t2s").convert(text)), facts(locale).regional
    return _any_of(tuple(words)).sub(lambda word: words[word[0]], simplified) if words else simplified


@lru_cache(maxsize=8)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds any of some words, the longer before the shorter."""
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))


def _read_before(parts: Sequence[str | Shield]) -> str:
    """Return the word that stands before some markup, where nothing but markup parts it from what follows."""
    for part in reversed(parts):
        if isinstance(part, str):
            return part.rstrip("'’”\"」』") if part == part.rstrip() else ""
        if part.word or part.kind is ShieldKind.CODE:
            return part.word
    return ""


def _common(part: str | Shield) -> bool:
    return isinstance(part, Shield) and part.common


def _figure(parts: Sequence[str | Shield], index: int) -> str:
    part = parts[index] if index < len(parts) else ""
    return part.word if isinstance(part, Shield) and part.kind is ShieldKind.FIGURE else ""


def _word(parts: Sequence[str | Shield], index: int) -> str:
    part = parts[index] if 0 <= index < len(parts) else ""
    return part.word if isinstance(part, Shield) else ""


def _quotes(text: str, locale: Locale) -> str:
    """Return a text with the quotation marks of the locale in place of East Asian and curly ones."""
    opening, closing = facts(locale).quotes
    if locale.language == "en":
        text = text.translate({**dict.fromkeys(map(ord, "《〈"), opening), **dict.fromkeys(map(ord, "》〉"), closing)})
    return text.translate({**dict.fromkeys(map(ord, "「『“"), opening), **dict.fromkeys(map(ord, "」』”"), closing)})


def _narrow(text: str) -> str:
    """Return a text with the stops of languages that write them narrow, with a space after."""
    text = _DASHES.sub(" — ", text)
    return _TWO_STOPS.sub(r"\1", _BEFORE_STOP.sub("", _SPACES.sub(" ", text.translate(_STOPS))))


def _space(parts: list[str | Shield], locale: Locale) -> Parts:
    """Return the parts with spaces between words where the locale has them, and none where it has none.

    A space goes outside markup: before what opens, after what closes.
    """
    spaced = locale.language not in COMMAS
    out: list[str | Shield] = []
    last, joint, opened = "", 0, False
    for part in parts:
        first = edge_of(part, 0)
        # In Korean what follows a name, or markup that closes, may be its particle; what follows a bracket is none.
        particle = isinstance(part, str) and not opened and (locale.language != "ko" or is_suffix(part))
        plural = isinstance(part, str) and _PLURAL.match(part) is not None
        if last and first and not plural and _needs_space(last, first, locale, particle=particle):
            out.insert(joint, " ")
        elif last and first and not spaced:
            part = _solid(out, part, last)  # noqa: PLW2901
        out.append(part)
        if first:
            last, joint, opened = edge_of(part, -1) or last, len(out), False
        elif isinstance(part, Shield):
            opened = opened or bool(part.opens)
            joint = len(out) if part.closes and joint == len(out) - 1 else joint
    return tuple(part for part in out if part)


def _solid(out: list[str | Shield], part: str | Shield, last: str) -> str | Shield:
    """Take the spaces away between two wide characters, one on each side of a joint."""
    if isinstance(part, str):
        return part.lstrip() if part[0] == " " and is_wide(part.lstrip()[:1]) and is_wide(last) else part
    tail = out[-1]
    if isinstance(tail, str) and tail.endswith(" ") and is_wide(edge_of(part, 0)) and is_wide(tail.rstrip()[-1:]):
        out[-1] = tail.rstrip()
    return part


def _needs_space(last: str, first: str, locale: Locale, *, particle: bool) -> bool:
    """Whether two neighbours would run into each other. In Korean what follows a name may be its particle."""
    if locale.language in COMMAS:
        return last.isascii() and first.isascii() and last.isalnum() and first.isalnum()
    if locale.language == "ko" and last.isdigit() and is_cjk(first):
        return False  # 10분, 20시간
    if not (last.isalnum() and first.isalnum()):
        solid = locale.language == "ko" and particle and last == "%"
        return (last in ",;:%" and first.isalnum() and not solid) or (last.isalnum() and first in "@#$" and not particle)
    return not (locale.language == "ko" and particle and is_cjk(first))


def _hug(parts: Parts, locale: Locale) -> Parts:
    """Return the parts with white space on the outer side of paired markup: asterisks beside a space do not close."""
    out: list[str | Shield] = []
    for at, part in enumerate(parts):
        if isinstance(part, Shield):
            out.append(part)
            continue
        text = part
        opened = _run(out, "opens")
        if opened and text != text.lstrip():
            out.insert(len(out) - opened, " ")
            text = text.lstrip()
        closed = _run(list(reversed(parts[at + 1 :])), "closes")
        if closed and text != text.rstrip() and (text.strip() or not opened):
            text = text.rstrip() + "\0"  # the space that goes behind what closes
        out.append(text)
    return _one_space(_moved(out, locale))


def _run(parts: Sequence[str | Shield], half: str) -> int:
    """Count the shields at the end that are halves of paired markup and nothing to read."""
    count = 0
    while count < len(parts) and isinstance(part := parts[-1 - count], Shield) and getattr(part, half) and not part.word:
        count += 1
    return count


def _moved(parts: Sequence[str | Shield], locale: Locale) -> list[str | Shield]:
    """Put a space behind the closing markup that it stood before; none where a Korean particle goes on there."""
    out: list[str | Shield] = []
    waiting = False
    for part in parts:
        if waiting and not (isinstance(part, Shield) and part.closes and not part.word):
            solid = isinstance(part, str) and locale.language == "ko" and is_particle(part)
            if solid and isinstance(part, str):
                part = fix_particle(_read(out), part)  # noqa: PLW2901
            else:
                out.append(" ")
            waiting = False
        if isinstance(part, str) and part.endswith("\0"):
            part, waiting = part[:-1], True  # noqa: PLW2901
        out.append(part)
    return [*out, " "] if waiting else out


def _read(parts: Sequence[str | Shield]) -> str:
    """Return the last words of some parts."""
    texts = (part.word if isinstance(part, Shield) else part for part in reversed(parts))
    return next((text.strip() for text in texts if text.strip()), "")


def _one_space(parts: list[str | Shield]) -> Parts:
    """Join texts that stand side by side, with one space between them and none before a stop."""
    out: list[str | Shield] = []
    for part in parts:
        if isinstance(part, str) and out and isinstance(out[-1], str):
            out[-1] = _TWO_STOPS.sub(r"\1", _BEFORE_STOP.sub("", _SPACES.sub(" ", out[-1] + part)))
        else:
            out.append(part)
    return tuple(part for part in out if part)


def _trimmed(parts: Parts) -> Parts:
    """Return the parts without white space at either end."""
    kept = list(parts)
    while kept and isinstance(kept[0], str) and kept[0] != (text := kept[0].lstrip()):
        kept[:1] = [text] if text else []
    while kept and isinstance(kept[-1], str) and kept[-1] != (text := kept[-1].rstrip()):
        kept[-1:] = [text] if text else []
    return tuple(kept)


def begin(parts: Parts) -> Parts:
    """Return a sentence that begins with a capital: a common noun of the glossary or a plain word does, a name never."""
    for index, part in enumerate(parts):
        if isinstance(part, Shield) and part.common and part.word.split()[0].islower() and part.word in part.target:
            said = part.word[0].upper() + part.word[1:]
            begun: str | Shield = replace(part, word=said, target=part.target.replace(part.word, said, 1))
            return (*parts[:index], begun, *parts[index + 1 :])
        if isinstance(part, str) and (word := _FIRST_WORD.match(part)):
            begun = part[: word.start(1)] + word[1].upper() + part[word.end(1) :]
            return (*parts[:index], begun, *parts[index + 1 :])
        if legible(part):
            break
    return parts
