"""Errors as translators and models make them, planted into correct translations: what `benchmarks/checks.py` measures with.

Each planter takes a sentence and its translation and returns the translation with one error in it, or None where there is
nothing to spoil. Random choices come from the generator that is handed in, so that a run can be repeated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from translate_pipeline.figures.amounts import read_amounts

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A sentence and its translation, correct as they stand."""

    source: str
    target: str
    source_tag: str
    target_tag: str
    terms: tuple[tuple[str, str], ...] = ()
    """Forms of the glossary's names in the source and in the target."""
    forbidden: tuple[str, ...] = ()
    """Forms that the glossary forbids for the names of this sentence."""
    other: str = ""
    """The translation of another sentence."""
    other_names: tuple[str, ...] = ()
    """Names of the glossary, as the target has them, that are not in this sentence."""
    plain: str = ""
    """The translation as a plain fact, where the sentence is second-hand."""

    @property
    def wide(self) -> bool:
        return self.target_tag in {"ja", "zh-Hans", "zh-Hant"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of error: who plants it, and which checks are to find it."""

    name: str
    plant: Callable[[Pair, random.Random], str | None]
    checks: frozenset[str]


_END = re.compile(
    r"(?<=[。！？])(?![」』）)”])|(?<![ap]\.m)(?<!Jan|Feb|Mar|Nov|Dec|Oct)(?<=[a-z가-힣0-9%)”][.!?])\s+|(?<=[.!?]”)\s+"
)
_FIGURE = re.compile(r"(?<![A-Za-z0-9.,-])\d[\d,]*(?:\.\d+)?(?![\d.,]*[A-Za-z0-9-])")
_SCALES = {
    "ja": ("億", "万"),
    "ko": ("억", "만"),
    "zh-Hans": ("亿", "万"),
    "zh-Hant": ("億", "萬"),
    "en": ("billion", "million"),
}
_CURRENCIES = {
    "ja": (r"(?<=[0-9億万兆])ドル", "円"),
    "ko": (r"(?<=[0-9억만조]) ?달러", "엔"),
    "zh-Hans": (r"(?<=[0-9亿万])美元", "欧元"),
    "zh-Hant": (r"(?<=[0-9億萬兆])美元", "歐元"),
    "en": (r"\$(?=\d)", "€"),
}
_STRAY = {"ja": "한국어", "ko": "価格は", "zh-Hans": "これは", "zh-Hant": "これは", "en": "価格は"}
_VARIANTS = {"zh-Hans": ("这国说开发", "這國說開發"), "zh-Hant": ("這國說開發", "这国说开发"), "ja": ("発売業", "发卖业")}
_LOOP = {
    "ja": "その結果、",
    "ko": "그 결과 ",
    "zh-Hans": "在这种情况下，",
    "zh-Hant": "在這種情況下，",
    "en": "as a result of this ",
}


def sentence_dropped(pair: Pair, rng: random.Random) -> str | None:
    """Leave out one of several sentences."""
    parts = [part for part in _END.split(pair.target) if part.strip()]
    if len(parts) < 2:
        return None
    del parts[rng.randrange(len(parts))]
    return _joined(parts, pair)


def sentence_added(pair: Pair, rng: random.Random) -> str | None:  # noqa: ARG001
    """Add the translation of another sentence."""
    if not pair.other or len(pair.other) < len(pair.target) * 0.5 or not re.search(r"[.。]$", pair.target):
        return None
    return _joined([pair.target, pair.other], pair)


def cut_short(pair: Pair, rng: random.Random) -> str | None:
    """Stop in the middle of a sentence, as a model does that runs out of room."""
    if len(pair.target) < 24 or not re.search(r"[.。]$", pair.target):
        return None
    at = int(len(pair.target) * rng.uniform(0.3, 0.6))
    cut = pair.target[:at].rstrip(" ,、，.。")
    return cut.rsplit(" ", 1)[0] if not pair.wide else cut


def blank(pair: Pair, rng: random.Random) -> str | None:  # noqa: ARG001
    return ""


def source_again(pair: Pair, rng: random.Random) -> str | None:  # noqa: ARG001
    return pair.source if len(pair.source) > 14 else None


def source_stretch(pair: Pair, rng: random.Random) -> str | None:
    """Leave a stretch of the source in the middle."""
    text = re.sub(r"`[^`]*`|\]\([^)]*\)|[*\[\]]", "", pair.source)
    stretch = text[len(text) // 3 : len(text) // 3 + (40 if pair.source_tag == "en" else 16)]
    if pair.source_tag == "en":
        words = stretch.split(" ")[1:-1]
        if sum(word.isalpha() and word.islower() and len(word) > 2 for word in words) < 4:
            return None
        stretch = " ".join(words)
    if not re.search(r"[\u3040-\u30ff가-힣]{3}" if pair.source_tag in {"ja", "ko"} else r".{12}", stretch):
        return None
    if re.search(r"[\[\]*`()<>]", stretch) or {pair.source_tag, pair.target_tag} <= {"ja", "zh-Hans", "zh-Hant"} - {"ja"}:
        return None
    return _inside(pair, stretch, rng)


def figure_changed(pair: Pair, rng: random.Random) -> str | None:
    found = _figure(pair, rng)
    if found is None:
        return None
    digits = found[0]
    place = rng.choice([at for at, char in enumerate(digits) if char.isdigit()])
    new = str((int(digits[place]) + rng.randint(3, 6)) % 9 + 1)
    changed = digits[:place] + new + digits[place + 1 :]
    return None if changed == digits else pair.target[: found.start()] + changed + pair.target[found.end() :]


def figure_dropped(pair: Pair, rng: random.Random) -> str | None:
    found = _figure(pair, rng)
    return None if found is None else pair.target[: found.start()] + pair.target[found.end() :].lstrip(" ")


def figure_scale(pair: Pair, rng: random.Random) -> str | None:  # noqa: ARG001
    """Take one scale for the other: 億 for 万."""
    one, other = _SCALES[pair.target_tag]
    pattern = re.compile(rf"(?<=\d){one}(?!\d)|(?<=\d ){one}")
    return pattern.sub(other, pair.target, count=1) if pattern.search(pair.target) else None


def figure_added(pair: Pair, rng: random.Random) -> str | None:
    return (
        None if len(pair.target) < 12 or pair.target.endswith("?") else _inside(pair, str(rng.randint(13, 97) * 10 + 7), rng)
    )


def currency(pair: Pair, rng: random.Random) -> str | None:  # noqa: ARG001
    pattern, other = _CURRENCIES[pair.target_tag]
    return re.sub(pattern, other, pair.target, count=1) if re.search(pattern, pair.target) else None


def percent_lost(pair: Pair, rng: random.Random) -> str | None:  # noqa: ARG001
    percent = re.search(r"[\d.]+(?=%)", pair.target)
    if (
        len(re.findall("%", pair.target)) != 1
        or not percent
        or pair.source.count(f"{percent[0]}%") != 1
        or re.search(r"percent|ポイント|포인트|百分|個百|个百", pair.target)
    ):
        return None
    return pair.target.replace("%", "")


def figure_format(pair: Pair, rng: random.Random) -> str | None:
    """Group digits wrongly."""
    found = _figure(pair, rng, r"(?<![\d.,A-Za-z])[1-9]\d{3}(?![\d.,A-Za-z年년])|(?<![\d,])\d{1,3},\d{3}(?![\d,])")
    if found is None:
        return None
    digits = found[0].replace(",", "")
    return pair.target[: found.start()] + f"{digits[:-2]},{digits[-2:]}" + pair.target[found.end() :]


def name_lost(pair: Pair, rng: random.Random) -> str | None:
    names = [name for _, name in pair.terms if pair.target.count(name) == 1]
    return pair.target.replace(rng.choice(names), "").replace("  ", " ") if names else None


def name_swapped(pair: Pair, rng: random.Random) -> str | None:
    names = [name for _, name in pair.terms if name in pair.target]
    if not names or not pair.other_names:
        return None
    return pair.target.replace(rng.choice(names), rng.choice(pair.other_names))


def name_misspelled(pair: Pair, rng: random.Random) -> str | None:
    names = [name for _, name in pair.terms if name in pair.target and len(name) >= 4]
    if not names:
        return None
    name = rng.choice(names)
    spots = [
        at for at in range(1, len(name) - 1) if name[at].isalpha() and name[at + 1].isalpha() and name[at] != name[at + 1]
    ]
    if not spots:
        return None
    at = rng.choice(spots)
    return pair.target.replace(name, name[:at] + name[at + 1] + name[at] + name[at + 2 :])


def code_number(pair: Pair, rng: random.Random) -> str | None:
    """Change a product code: H100 becomes H200."""
    codes = [
        code
        for code in re.findall(r"(?<![A-Za-z0-9/.`-])[A-Z]+-?\d[0-9A-Za-z.]*(?![\w`/])", pair.target)
        if code in pair.source
    ]
    if not codes:
        return None
    code = rng.choice(codes)
    return pair.target.replace(code, re.sub(r"\d", lambda match: str((int(match[0]) + 3) % 10), code, count=1))


def forbidden_form(pair: Pair, rng: random.Random) -> str | None:
    if not pair.forbidden or not pair.terms:
        return None
    names = [name for _, name in pair.terms if name in pair.target]
    return pair.target.replace(names[0], rng.choice(pair.forbidden)) if names else None


def wrong_script(pair: Pair, rng: random.Random) -> str | None:
    return _inside(pair, _STRAY[pair.target_tag], rng)


def wrong_variant(pair: Pair, rng: random.Random) -> str | None:  # noqa: ARG001
    """Write one character in the other Chinese form."""
    ours, theirs = _VARIANTS.get(pair.target_tag, ("", ""))
    found = next(
        (at for at, char in enumerate(ours) if char in pair.target and char not in "".join(n for _, n in pair.terms)), None
    )
    return None if found is None else pair.target.replace(ours[found], theirs[found])


def loop(pair: Pair, rng: random.Random) -> str | None:
    return _inside(pair, _LOOP[pair.target_tag] * 4, rng) if len(pair.target) > 20 else None


def word_doubled(pair: Pair, rng: random.Random) -> str | None:
    if pair.wide:
        words = re.findall(r"[\u4e00-\u9fff]{2}(?=[のはがをに的了在、，])", pair.target)
        word = rng.choice(words) if words else ""
        return pair.target.replace(word, word * 2, 1) if word else None
    words = re.findall(r"(?<![\w’])[a-z]{4,}(?= )|(?<![가-힣\w])[가-힣]{3,}(?= )", pair.target)
    word = rng.choice(words) if words else ""
    return re.sub(rf"(?<![\w’]){word}(?= )", f"{word} {word}", pair.target, count=1) if word else None


def link_changed(pair: Pair, rng: random.Random) -> str | None:  # noqa: ARG001
    changed = re.sub(r"(\]\([^()\s]*[a-z])([a-z])(?=[^()\s]*\))", r"\1x\2", pair.target, count=1)
    return changed if changed != pair.target else None


def link_lost(pair: Pair, rng: random.Random) -> str | None:  # noqa: ARG001
    lost = re.sub(r"\[([^\[\]]+)\]\([^()\s]*\)", r"\1", pair.target, count=1)
    return lost if lost != pair.target else None


def code_changed(pair: Pair, rng: random.Random) -> str | None:  # noqa: ARG001
    changed = re.sub(r"`([^`]*)([A-Za-z])`", r"`\1\2x`", pair.target, count=1)
    return changed if changed != pair.target else None


def emphasis_open(pair: Pair, rng: random.Random) -> str | None:  # noqa: ARG001
    """Put a bracket to the edge of strong emphasis beside letters, where it does not close."""
    if not pair.wide and pair.target_tag != "ko":
        return pair.target.replace("**", "", 1) if pair.target.count("**") == 2 else None
    opening, closing = ("「", "」") if pair.target_tag in {"ja", "zh-Hant"} else ("“", "”")
    pieces = re.split(r"\*\*", pair.target)
    for at in range(1, len(pieces) - 1, 2):
        if (pieces[at + 1][:1].isalpha() or pieces[at - 1][-1:].isalpha()) and not re.search("[「“」”]", pieces[at]):
            pieces[at] = opening + pieces[at] + closing
            return "**".join(pieces)
    return None


def tag_open(pair: Pair, rng: random.Random) -> str | None:
    return _inside(pair, "<b>", rng) if len(pair.target) > 14 else None


def unsafe(pair: Pair, rng: random.Random) -> str | None:
    ways = ['<img src="x" onerror="alert(1)">', "<script>alert(1)</script>", "[x](javascript:alert(1))"]
    return pair.target + rng.choice(ways)


def mark_left(pair: Pair, rng: random.Random) -> str | None:
    return _inside(pair, f"⟦{rng.randrange(4)}⟧", rng)


def wrong_particle(pair: Pair, rng: random.Random) -> str | None:
    if pair.target_tag != "ko":
        return None
    swaps = {"을": "를", "를": "을", "은": "는", "는": "은", "가": "이", "이": "가"}
    names = [re.escape(name) for _, name in pair.terms if name in pair.target and re.search(r"[가-힣A-Z0-9]$", name)]
    found = [match for name in names for match in re.finditer(rf"{name}([을를은는가이])(?![가-힣])", pair.target)]
    found += list(re.finditer(r"(?:[0-9]%|[A-Z]{2,}|[가-힣]{2,})([을를])(?![가-힣])", pair.target))
    if not found:
        return None
    match = rng.choice(found)
    return pair.target[: match.start(1)] + swaps[match[1]] + pair.target[match.end(1) :]


def bracket_open(pair: Pair, rng: random.Random) -> str | None:  # noqa: ARG001
    for closing in "”」）)":
        if pair.target.count(closing) == 1 and not re.search(r"\]\(", pair.target):
            return pair.target.replace(closing, "")
    return None


def foreign_quotes(pair: Pair, rng: random.Random) -> str | None:  # noqa: ARG001
    theirs = {"ja": "“”", "zh-Hant": "“”", "zh-Hans": "「」", "en": "「」"}.get(pair.target_tag)
    ours = {"ja": "「」", "zh-Hant": "「」", "zh-Hans": "“”", "en": "“”"}.get(pair.target_tag)
    if theirs is None or ours is None or ours[0] not in pair.target:
        return None
    return pair.target.translate(str.maketrans(ours, theirs))


def narrow_comma(pair: Pair, rng: random.Random) -> str | None:  # noqa: ARG001
    changed = re.sub(r"(?<=[\u3040-\u30ff\u4e00-\u9fff])[、，](?=[\u3040-\u30ff\u4e00-\u9fff])", ",", pair.target, count=1)
    return changed if pair.wide and changed != pair.target else None


def two_spaces(pair: Pair, rng: random.Random) -> str | None:
    spaces = [at for at, char in enumerate(pair.target) if char == " " and at > 0]
    if pair.wide or not spaces:
        return None
    at = rng.choice(spaces)
    return pair.target[:at] + " " + pair.target[at:]


def latin_gap(pair: Pair, rng: random.Random) -> str | None:  # noqa: ARG001
    changed = re.sub(r"(?<=[\u3040-\u30ff\u4e00-\u9fff])(?=[A-Z])", " ", pair.target, count=1)
    return changed if pair.wide and changed != pair.target else None


def hedge_lost(pair: Pair, rng: random.Random) -> str | None:  # noqa: ARG001
    """Make hearsay a fact: written by hand, `data/plain.tsv`."""
    return pair.plain or None


def question_lost(pair: Pair, rng: random.Random) -> str | None:  # noqa: ARG001
    stop = "。" if pair.wide else "."
    if (
        not re.search(r"[?？]$", pair.target)
        or not re.search(r"[?？]$", pair.source)
        or re.search(r"(?:か|の|[까가나]요?)[?？]$", pair.target)
    ):
        return None
    return pair.target[:-1] + stop


def small_capital(pair: Pair, rng: random.Random) -> str | None:  # noqa: ARG001
    first = re.match(r"(?:The|A|An|In|It|This|That|We|Its|But|If|When|At|One|No|Even)\b", pair.target)
    return (
        pair.target[0].lower() + pair.target[1:] if pair.target_tag == "en" and first and pair.target.endswith(".") else None
    )


def invisible(pair: Pair, rng: random.Random) -> str | None:
    return _inside(pair, "\u200b", rng)


def broken_character(pair: Pair, rng: random.Random) -> str | None:
    return _inside(pair, "\ufffd", rng)


def space_before_stop(pair: Pair, rng: random.Random) -> str | None:  # noqa: ARG001
    changed = re.sub(r"(?<=[\w」”])([、，。,.])(?=\s|$|[\u3040-\u9fff])", r" \1", pair.target, count=1)
    return changed if changed != pair.target else None


KINDS = tuple(
    Kind(name=plant.__name__.replace("_", " "), plant=plant, checks=frozenset(checks.split()))
    for plant, checks in (
        (blank, "empty"),
        (source_again, "untranslated script variant"),
        (source_stretch, "copied script variant"),
        (sentence_dropped, "sentences length figure-missing term-missing hedge markup"),
        (sentence_added, "sentences length"),
        (cut_short, "ending length sentences"),
        (figure_changed, "figure-changed figure-missing figure-extra"),
        (figure_dropped, "figure-missing figure-changed"),
        (figure_scale, "figure-changed figure-missing figure-extra"),
        (figure_added, "figure-extra"),
        (figure_format, "figure-format figure-changed"),
        (currency, "figure-changed"),
        (percent_lost, "figure-changed"),
        (name_lost, "term-missing"),
        (name_swapped, "term-missing term-invented"),
        (name_misspelled, "term-missing name-altered"),
        (code_number, "name-missing name-altered term-missing figure-changed"),
        (forbidden_form, "term-forbidden term-missing"),
        (wrong_script, "script"),
        (wrong_variant, "variant"),
        (loop, "repetition"),
        (word_doubled, "doubled"),
        (link_changed, "link"),
        (link_lost, "link markup"),
        (code_changed, "code"),
        (emphasis_open, "emphasis"),
        (tag_open, "tags markup"),
        (unsafe, "unsafe-html"),
        (mark_left, "mark-leaked"),
        (wrong_particle, "particle"),
        (bracket_open, "brackets"),
        (foreign_quotes, "quotes"),
        (narrow_comma, "width"),
        (two_spaces, "space"),
        (space_before_stop, "space width"),
        (latin_gap, "gap"),
        (hedge_lost, "hedge"),
        (question_lost, "punctuation"),
        (small_capital, "capital"),
        (invisible, "characters"),
        (broken_character, "characters"),
    )
)


def _joined(parts: Sequence[str], pair: Pair) -> str:
    return ("" if pair.wide else " ").join(part.strip() for part in parts)


def _figure(pair: Pair, rng: random.Random, pattern: str = "") -> re.Match[str] | None:
    """Choose a figure that the source has in digits too, and that is not part of a name, an address or code."""
    text = re.sub(r"`[^`]*`|\]\([^)]*\)|https?://\S+", lambda match: "\0" * len(match[0]), pair.target)
    for _, name in pair.terms:
        text = text.replace(name, "\0" * len(name))
    known = {one.digits for one in read_amounts(pair.source).written} | {
        re.sub(r"\D", "", n) for n in re.findall(r"[\d,]+", pair.source)
    }
    found = [match for match in re.finditer(pattern or _FIGURE, text) if match[0] not in {"0", "1"}]
    values = {
        match: next((a.digits for a in read_amounts(pair.target).written if a.span.start == match.start()), "")
        for match in found
    }
    found = [match for match in found if pattern or values[match] in known]
    return rng.choice(found) if found else None


def _inside(pair: Pair, piece: str, rng: random.Random) -> str:
    """Put a piece between two words, outside markup, names and figures."""
    taken = "".join(name for _, name in pair.terms)
    pattern = (
        r"(?<=[、，])"
        if pair.wide and re.search("[、，]", pair.target)
        else r"(?<=[\u3040-\u9fff])"
        if pair.wide
        else "(?<= )"
    )
    text = re.sub(r"`[^`]*`|\[[^\]]*\]\([^)]*\)|\*\*[^*]*\*\*|<[^>]*>", lambda match: "\0" * len(match[0]), pair.target)
    spots = [match.start() for match in re.finditer(pattern, text) if 0 < match.start() < len(text) - 1]
    spots = [at for at in spots if "\0" not in text[at - 1 : at + 1] and pair.target[at - 2 : at + 2] not in taken] or [0]
    at = rng.choice(spots)
    gap = "" if pair.wide or not piece[0].isalnum() else " "
    return pair.target[:at] + piece + gap + pair.target[at:]
