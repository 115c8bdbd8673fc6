"""What language a text is in, and which runs inside it are in another one, always with a reason.

By evidence, in this order: declared > script (Hangul, kana, Bopomofo, characters that only one repertoire has) > the
language of the document around > langdetect, seeded, among the candidates. langdetect answers `ko` for 半導体制裁 and
`nl` for DeepSeekの衝撃, so it is asked only where script and document say nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from translate_pipeline.locales import facts, parse_locale
from translate_pipeline.model import Detected, Locale, Run, Span
from translate_pipeline.scripts import (
    CJK,
    LATIN,
    daily_in_japanese,
    fits,
    foreign_to,
    has_letters,
    script_of,
    simplified_only,
    traditional_only,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

JA, KO, EN = parse_locale("ja"), parse_locale("ko"), parse_locale("en")
HANS, HANT = parse_locale("zh-Hans"), parse_locale("zh-Hant")

CANDIDATES = (JA, KO, HANS, HANT, EN)
_HAN_READERS = (JA, HANS, HANT)
_SEED = 20251128
_SURE, _LIKELY, _GUESS = 0.99, 0.9, 0.6
_COMPOUND = 6
"""Han characters up to which a text without kana is likelier a Japanese compound than a Chinese sentence."""

_MIN_STATISTICS = 20
"""Letters below which statistics on Latin text say nothing."""

_LANGDETECT = {"zh-cn": "zh-Hans", "zh-tw": "zh-Hant"}
_LATIN_RUN = re.compile(rf"[{LATIN}][{LATIN}0-9'’&+./\-\u2010\u2011]*(?: [{LATIN}0-9][{LATIN}0-9'’&+./\-\u2010\u2011]*)*")
_CJK_RUN = re.compile(f"[{CJK}0-9，。、！？：；“”‘’《》（）…]+")
_TRIM = "，。、！？：；“”‘’《》（）…0123456789"
_LATIN_TRIM = "'’&+./-\u2010\u2011"


def detect(text: str, *, prior: Locale | None = None, declared: Locale | None = None) -> Detected:
    """Return the language of a text.

    `prior` is the language of the document around it; `declared` overrules everything but a script that contradicts it.

    >>> str(detect("DeepSeekの衝撃").locale), str(detect("半導体制裁").locale), str(detect("댓글 남기기").locale)
    ('ja', 'ja', 'ko')
    """
    counts = Counter(script for script in map(script_of, text) if script)
    if not counts:
        if has_letters(text):
            return Detected(locale=None, confidence=0.0, reason="letters of a script that is not handled")
        return Detected(locale=None, confidence=0.0, reason="no letters")
    found = _by_script(text, counts, prior or declared)
    if declared is not None and (found.locale is None or _may_be(declared, counts)):
        return Detected(locale=declared, confidence=_SURE, reason="declared")
    return found


def _may_be(declared: Locale, counts: Counter[str]) -> bool:
    """Whether a text could be in the declared language: its main script is one that language is written in."""
    main, _ = counts.most_common(1)[0]
    scripts = facts(declared).scripts
    if declared.language in {"ja", "zh"} and set(counts) <= {"Latn"}:
        return False
    return main in scripts and not (set(counts) & {"Hira", "Kana"} and declared.language != "ja" and main == "Han")


def _by_script(text: str, counts: Counter[str], prior: Locale | None) -> Detected:
    hangul, kana = counts["Hang"], counts["Hira"] + counts["Kana"]
    han, latin = counts["Han"], counts["Latn"]
    if hangul and hangul >= kana and (hangul * 2 >= han or not kana):
        sure = _SURE if not kana else _LIKELY
        return Detected(locale=KO, confidence=sure, reason=f"Hangul ({hangul} of {_total(counts)} letters)")
    if kana:
        if not counts["Hira"] and prior is not None and prior.language == "zh" and han > 4 * kana:
            return Detected(locale=prior, confidence=_LIKELY, reason="Han characters; the kana stand in a run of their own")
        return Detected(locale=JA, confidence=_SURE, reason=f"kana ({kana} of {_total(counts)} letters)")
    if counts["Bopo"]:
        return Detected(locale=HANT, confidence=_SURE, reason="Bopomofo")
    if han and (han * 4 >= latin or prior is None or prior.language in {"ja", "zh"}):
        return _han_only(text, prior)
    return _latin(text, latin, prior)


def _total(counts: Counter[str]) -> int:
    return sum(counts.values())


def _han_only(text: str, prior: Locale | None) -> Detected:
    """Tell Japanese, Simplified and Traditional Chinese apart in a text without kana."""
    han = [char for char in text if script_of(char) == "Han"]
    simplified = [char for char in han if simplified_only(char) and not fits(char, "ja")]
    if simplified:
        return Detected(locale=HANS, confidence=_SURE, reason=f"only Simplified Chinese writes {_some(simplified)}")
    possible = [locale for locale in _HAN_READERS if all(fits(char, str(locale)) for char in han)]
    if len(possible) == 1:
        odd = [char for char in han if sum(fits(char, str(locale)) for locale in _HAN_READERS) == 1]
        why = f": only there stands {_some(odd)}" if odd else ""
        return Detected(locale=possible[0], confidence=_LIKELY, reason=f"its Han characters fit {possible[0]} alone{why}")
    if not possible:
        return _closest_han(han)
    if prior is not None and prior in possible:
        return Detected(locale=prior, confidence=_LIKELY, reason="Han characters that fit; the document's language")
    hinted = _by_hints(text, possible)
    if hinted is None and not all(map(daily_in_japanese, han)):
        possible = [locale for locale in possible if locale != JA] or possible
    return hinted or _by_statistics(text, possible)


def _closest_han(han: list[str]) -> Detected:
    scores = {locale: sum(fits(char, str(locale)) for char in han) for locale in _HAN_READERS}
    best = max(scores, key=lambda locale: scores[locale])
    return Detected(
        locale=best, confidence=scores[best] / len(han) * _LIKELY, reason=f"most of its Han characters fit {best}"
    )


def _some(chars: Iterable[str]) -> str:
    return "".join(list(dict.fromkeys(chars))[:5])


def _by_hints(text: str, possible: Sequence[Locale]) -> Detected | None:
    """Decide by words that give a language away (`hints` in `locale.toml`)."""
    hits = {locale: [word for word in facts(locale).hints if word in text] for locale in possible}
    scores = {locale: sum(map(len, words)) for locale, words in hits.items()}
    best = max(scores, key=lambda locale: scores[locale])
    if scores[best] == 0 or list(scores.values()).count(scores[best]) > 1:
        return None
    return Detected(locale=best, confidence=_LIKELY, reason=f"Han characters; {hits[best][0]} is {best}")


def _by_statistics(text: str, possible: Sequence[Locale]) -> Detected:
    for tag, probability in _langdetect(text):
        locale = next((locale for locale in possible if str(locale) == _LANGDETECT.get(tag, tag)), None)
        if locale is not None:
            confidence = min(probability, _GUESS)
            return Detected(locale=locale, confidence=round(confidence, 2), reason=f"langdetect among {_names(possible)}")
    short = JA in possible and sum(script_of(char) == "Han" for char in text) <= _COMPOUND
    best = JA if short else next((locale for locale in (HANS, HANT) if locale in possible), possible[0])
    if len(possible) == 1:
        return Detected(locale=best, confidence=_GUESS, reason=f"Han characters that are usual in {best}")
    return Detected(locale=best, confidence=0.4, reason=f"Han characters only; could be {_names(possible)}")


def _names(locales: Sequence[Locale]) -> str:
    return ", ".join(map(str, locales))


def _latin(text: str, letters: int, prior: Locale | None) -> Detected:
    if prior is not None and prior.language not in {"ja", "ko", "zh"}:
        return Detected(locale=prior, confidence=_LIKELY, reason="Latin letters; the document's language")
    if letters < _MIN_STATISTICS:
        return Detected(locale=EN, confidence=_GUESS, reason="Latin letters, too few for statistics")
    for tag, probability in _langdetect(text):
        if tag == "en":
            return Detected(locale=EN, confidence=round(max(probability, _GUESS), 2), reason="Latin letters; langdetect")
    return Detected(locale=EN, confidence=0.5, reason="Latin letters; English is the candidate in that script")


@cache
def _factory() -> Any:
    from langdetect import detector_factory  # noqa: PLC0415  (reads 55 profiles: only when statistics are asked)

    detector_factory.DetectorFactory.seed = _SEED
    detector_factory.init_factory()
    return detector_factory._factory  # noqa: SLF001  (the public functions hide the probabilities' seed)


@lru_cache(maxsize=4096)
def _langdetect(text: str) -> tuple[tuple[str, float], ...]:
    """Return langdetect's answers, likeliest first; nothing where it finds no features.

    It takes milliseconds, and is asked of a text as a block, as a segment and as a part of a segment.
    """
    from langdetect.lang_detect_exception import LangDetectException  # noqa: PLC0415

    detector = _factory().create()
    detector.seed = _SEED
    detector.append(text[:5000])
    try:
        answers = detector.get_probabilities()
    except LangDetectException:
        return ()
    return tuple((answer.lang, answer.prob) for answer in answers)


def foreign_runs(text: str, locale: Locale) -> tuple[Run, ...]:
    """Return the runs inside a text of `locale` that are in another language, in order, none overlapping.

    >>> [(run.text, str(run.detected.locale)) for run in foreign_runs("ディープシーク(딥시크)は中国の深度求索发布了と", JA)]
    [('딥시크', 'ko'), ('深度求索发布了', 'zh-Hans')]
    """
    runs = [*_cjk_runs(text, locale)]
    if locale.language in {"ja", "ko", "zh"}:
        runs += _latin_runs(text)
    return tuple(sorted(runs, key=lambda run: run.span.start))


def _latin_runs(text: str) -> Iterator[Run]:
    for match in _LATIN_RUN.finditer(text):
        run = match.group().rstrip(_LATIN_TRIM)
        yield Run(
            span=Span(start=match.start(), end=match.start() + len(run)),
            text=run,
            detected=Detected(locale=EN, confidence=_GUESS, reason="Latin letters in CJK text"),
        )


def _cjk_runs(text: str, locale: Locale) -> Iterator[Run]:
    for match in _CJK_RUN.finditer(text):
        for start, end in _same_script(match.group()):
            piece = match.group()[start:end]
            run = piece.strip(_TRIM)
            if not run or not foreign_to(run, locale):
                continue
            at = match.start() + start + piece.index(run)
            detected = detect(run)
            if detected.locale is None or detected.locale == locale:
                continue
            reason = f"inside {locale} text: {detected.reason}"
            yield Run(
                span=Span(start=at, end=at + len(run)),
                text=run,
                detected=Detected(locale=detected.locale, confidence=detected.confidence, reason=reason),
            )


def _same_script(text: str) -> Iterator[tuple[int, int]]:
    """Yield ranges of one script family (Hangul, kana, Han); punctuation and digits go with what stands before."""
    start, current = 0, ""
    for index, char in enumerate(text):
        script = {"Hira": "Kana"}.get(script_of(char), script_of(char))
        if script and current and script != current:
            yield start, index
            start = index
        current = script or current
    yield start, len(text)


def main_language(texts: Iterable[str], declared: Locale | None = None) -> Locale | None:
    """Return the language most letters of a document are in; `declared` where its letters do not say otherwise."""
    weights: Counter[Locale] = Counter()
    for text in texts:
        found = detect(text, declared=declared)
        if found.locale is not None:
            weights[found.locale] += sum(map(str.isalpha, text)) * (1 if found.locale == EN else 3)
    if not weights:
        return declared
    return weights.most_common(1)[0][0]


def has_variant_conflict(text: str) -> bool:
    """Whether a Chinese text mixes characters that only Simplified and only Traditional have."""
    return any(map(simplified_only, text)) and any(map(traditional_only, text))
