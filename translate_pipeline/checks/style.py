"""Is it written as the locale writes? Particles, quotes, spaces beside Latin, capitals, endings, odd characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from translate_pipeline.checks import Context, code_of, left_alone, place
from translate_pipeline.korean import final_sound, fix_particle
from translate_pipeline.model import Finding, Origin, SegmentKind, Severity, Span, Unit

_KO_END = r"(?![\uac00-\ud7af])"
_SPELLED = re.compile(
    rf"(?<![A-Za-z0-9])((?:[A-Z]{{2,}}|[A-Za-z-]*[0-9])%?|[0-9.,]+%)(은|는|이|가|을|를|과|와|으로|로){_KO_END}"
)
"""What is read letter by letter or as a number: nobody can doubt how it ends."""
_HANGUL = re.compile(rf"([가-힣]{{2,}})(을|를|와|으로){_KO_END}")
_TOPIC = re.compile(rf"([가-힣]{{3,}})(은|는){_KO_END}")
_STEMS = frozenset(
    "있없않받먹찾잡듣걷묻믿잃얻맞넘남담닮앉읽적막박벗빗뺏씻웃잇짓낫붓젓굽눕돕줍뽑씹업입접집깎닦묶섞겪낚꺾볶낳넣놓쌓좋끊앓뚫끓굶삶옮밟읊핥훑갖꽂늦맺빚잊젖짖찢쫓좇같맡"
    "뱉붙흩갚높덮싶엎짚닫돋뜯뻗쏟겠었였했됐갔왔났섰졌켰쳤췄탔팠폈뤘렸렀랐혔꿨렵뀌깨얹훔심감품숨참춤굴길들살알울줄졸풀"
)
"""Last syllables of verbs that take 는 themselves: 있는, 받는."""
_OPEN_STEMS = frozenset("나지이부그저")
"""Last syllables of verbs that take 은 after a vowel: 나은, 지은."""
_NO_PARTICLE = re.compile(
    r"(?:마을|가을|노을|고을|개울|아을|저을|도와|나와|와와|다와|스와|러와|려와|져와|해와|어와|아와|르와|하와|쿠와|으와|이와|우와)$"
)
_QUOTES: dict[str, dict[str, str]] = {
    "en": {"「": "“", "」": "”", "『": "‘", "』": "’", "《": "“", "》": "”", "„": "“", "«": "“", "»": "”"},
    "ja": {"“": "「", "”": "」", "„": "「", "«": "「", "»": "」"},
    "ko": {"„": "“", "«": "“", "»": "”", "《": "‘", "》": "’"},
    "zh-Hans": {"「": "“", "」": "”", "『": "‘", "』": "’"},
    "zh-Hant": {"“": "「", "”": "」", "‘": "『", "’": "』"},
}
"""Locale to quotation marks that its press does not use, and what it has instead."""
_CJK = r"[\u3040-\u30ff\u3400-\u9fff]"
_GAP = re.compile(rf"(?<={_CJK})[ \u00a0]+(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%])[ \u00a0]+(?={_CJK})")
_NO_GAP = re.compile(rf"(?<={_CJK})(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%])(?={_CJK})")
_ENDED = re.compile(r"[.。．!?！？…:：;；」』”\"’'）)\]】》>*_~`⟧|\d]\s*$")
_FULL_STOP = re.compile(r"(?<![.。．…])[.。．][」』”\"’'）)\]*_]*\s*$")
_SMALL = re.compile(r"[\s*_“‘\"'(\[]*([a-z]+)(?=[\s,;:.!?'’]|$)")
_INVISIBLE = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff\u00ad")
_BROKEN = re.compile(r"\ufffd|⁇|<unk>|▁|[\ue000-\uf8ff]|[ÃÂ][\u0080-\u00bf]|â€[\u0080-\u2122]?|&(?:amp;)+#?\w+;")


def particle(unit: Unit, context: Context) -> Iterator[Finding]:
    """Find Korean particles that do not fit the sound before them: 회사을, AI을, IBM는."""
    if left_alone(unit) or context.target.language != "ko":
        return
    for match in _SPELLED.finditer(unit.plain):
        yield from _misfit(unit, match, match[1])
    for match in _TOPIC.finditer(unit.plain):
        final, last = final_sound(match[1]), match[1][-1]
        if (match[2] == "는" and final and last not in _STEMS) or (
            match[2] == "은" and final == 0 and last not in _OPEN_STEMS
        ):
            yield from _misfit(unit, match, match[1])
    for word in dict.fromkeys(term.word for term in unit.terms if term.word[-1:].isalnum()):
        for match in re.finditer(
            rf"(?<![가-힣A-Za-z0-9]){re.escape(word)}(은|는|이|가|을|를|과|와|으로|로){_KO_END}", unit.plain
        ):
            if _certain(word) and not _HANGUL.fullmatch(match[0]) and not _TOPIC.fullmatch(match[0]):
                yield from _misfit(unit, match, word)
    for match in _HANGUL.finditer(unit.plain):
        final = final_sound(match[1])
        wrong = {"을": final == 0, "를": bool(final), "와": bool(final), "으로": final in {0, 8}}[match[2]]
        if wrong and not _NO_PARTICLE.search(match[1] + match[2]) and len(match[1]) >= (3 if match[2] == "와" else 2):
            yield from _misfit(unit, match, match[1])


def quotes(unit: Unit, context: Context) -> Iterator[Finding]:
    """Find quotation marks of another locale."""
    foreign = _QUOTES.get(str(context.target))
    if left_alone(unit) or foreign is None:
        return
    code = "".join(code_of(unit.target))
    for at, char in enumerate(unit.plain):
        if char not in foreign or char in code or _is_apostrophe(unit.plain, at):
            continue
        yield Finding(
            check="quotes",
            severity=Severity.NOTE,
            message=f"found {char}, expected {foreign[char]} in {context.target}",
            span=place(unit, at, at + 1),
            suggestion=foreign[char],
        )


def gap(unit: Unit, context: Context) -> Iterator[Finding]:
    """Find spaces between Chinese or Japanese and Latin letters, or where the house wants them, missing ones."""
    if left_alone(unit) or context.target.language not in {"ja", "zh"}:
        return
    wanted = context.facts.latin_gap
    for match in (_NO_GAP if wanted else _GAP).finditer(unit.plain):
        where = unit.plain[max(0, match.start() - 4) : match.end() + 4]
        yield Finding(
            check="gap",
            severity=Severity.NOTE,
            message=f"found {where}, expected {'a' if wanted else 'no'} space beside Latin letters",
            span=_around(unit, match.start(), match.end()),
            suggestion=" " if wanted else "",
        )


def ending(unit: Unit, context: Context) -> Iterator[Finding]:
    """Find a sentence that ends in the middle: its source has a full stop, and it has none."""
    if left_alone(unit) or unit.segment.kind is not SegmentKind.SENTENCE or len(unit.plain_source) < 8:
        return
    if _FULL_STOP.search(unit.plain_source) and unit.plain.strip() and not _ENDED.search(unit.plain):
        stop = "。" if context.target.language in {"ja", "zh"} else "."
        yield Finding(
            check="ending",
            severity=Severity.WARNING,
            message=f"found {unit.plain.rstrip()[-6:]} at the end, expected {stop} as in the source: is it all there?",
        )


def capital(unit: Unit, context: Context) -> Iterator[Finding]:
    """Find an English sentence that begins with a small letter."""
    if left_alone(unit) or context.target.language != "en" or unit.origin is Origin.CATALOG:
        return
    first = _SMALL.match(unit.plain)
    if first is None or first[1] in unit.plain_source or not _FULL_STOP.search(unit.plain):
        return
    if not _SMALL.match(unit.target):
        return  # code stands before it, which the words are without
    yield Finding(
        check="capital",
        severity=Severity.NOTE,
        message=f"found {first[1]} at the beginning, expected {first[1].capitalize()}",
        span=place(unit, first.start(1), first.start(1) + 1),
        suggestion=first[1][0].upper(),
    )


def characters(unit: Unit, context: Context) -> Iterator[Finding]:  # noqa: ARG001 (every check has the same shape)
    """Find characters that nobody typed: replacement signs, bytes read wrongly, invisible and control characters."""
    if left_alone(unit):
        return
    for match in _BROKEN.finditer(unit.target):
        if match[0] not in unit.source:
            span = Span(start=match.start(), end=match.end())
            message = f"found {match[0]}, expected the character that was lost"
            yield Finding(check="characters", severity=Severity.WARNING, message=message, span=span)
    for at, char in enumerate(unit.target):
        odd = char in _INVISIBLE or (unicodedata.category(char) == "Cc" and char not in "\n\r\t")
        if odd and char not in unit.source:
            message = f"found an invisible character, U+{ord(char):04X}, expected none"
            span = Span(start=at, end=at + 1)
            yield Finding(check="characters", severity=Severity.WARNING, message=message, span=span, suggestion="")


def _misfit(unit: Unit, match: re.Match[str], word: str) -> Iterator[Finding]:
    found, last = match[match.lastindex or 0], match.lastindex or 0
    fitting = fix_particle(word, found)
    if fitting != found:
        yield Finding(
            check="particle",
            severity=Severity.WARNING,
            message=f"found {word[-8:]}{found}, expected {word[-8:]}{fitting}",
            span=_around(unit, match.start(last), match.end(last)),
            suggestion=fitting,
        )


def _certain(word: str) -> bool:
    """Whether nobody can doubt how a word ends when it is read: Hangul, capitals, digits; not a Latin word."""
    return word[-1].isdigit() or "가" <= word[-1] <= "힣" or re.search(r"(?<![a-z])[A-Z]+$", word) is not None


def _around(unit: Unit, start: int, end: int) -> Span | None:
    """Return where a short stretch stands in the raw target, told by what stands around it."""
    left, right = max(0, start - 4), min(len(unit.plain), end + 4)
    wide = place(unit, left, right)
    if wide is None:
        return None
    return Span(start=wide.start + start - left, end=wide.end - (right - end))


def _is_apostrophe(text: str, at: int) -> bool:
    return text[at] == "’" and text[at - 1 : at].isascii() and text[at - 1 : at].isalpha()
