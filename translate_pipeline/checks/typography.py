"""Do the signs stand as they should? End marks, brackets and quotes, spaces."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from translate_pipeline.checks import Context, left_alone, place
from translate_pipeline.model import Finding, Severity, Span, Unit

_CLOSERS = re.compile(r"[\s\"'”’»)\]}」』】〉》〕*_~]+$")
_ASKS_WITHOUT_MARK = {
    "ja": re.compile(r"(?:か|かな|かしら|の|でしょう|だろう)。?$"),
    "ko": re.compile(r"(?:까|나|가|는지|을지|ㄹ지)요?\.?$"),
}

_PAIRS = tuple(zip("([{「『【《〈〔“«", ")]}」』】》〉〕”»", strict=True))
_LONE = re.compile(r"(?:^|(?<=[\s,;。、]))\w{1,2}\)(?=\s|\w|$)|[:;=]-?[()]")
"""What looks like half a pair and is none: `a) …`, `:)`."""
_INCHES = re.compile(r'(?<=\d)"')

_WIDE = "。、，．！？：；"
_OPENING, _CLOSING = "「『（《〈【〔［｛", "」』）》〉】〕］｝"
_SPACES = "[ \t\u00a0\u3000]"
_DOUBLE = re.compile(rf"(?<=\S){_SPACES}{{2,}}(?=\S)")
_BEFORE_WIDE = re.compile(rf"(?<=\S){_SPACES}+[{_WIDE}]")
_INSIDE = re.compile(rf"[{_OPENING}]{_SPACES}+\S|\S{_SPACES}+[{_CLOSING}]")
_LETTER = r"[\u3040-\u30ff\u3400-\u9fff]"
_NARROW = re.compile(rf"{_LETTER}(?:[,;!?(]|:(?!//)|\.(?![\w.]))|[,(]{_LETTER}")
_WIDE_SIGNS = {",": "，", ";": "；", "!": "！", "?": "？", "(": "（", ":": "：", ".": "。"}
_BEFORE_NARROW = re.compile(r"(?<=[\w*_`)])[ \u00a0]+[,.;:!?](?=\s|$)")


def punctuation(unit: Unit, context: Context) -> Iterator[Finding]:
    """Find a question or exclamation that ends as neither."""
    if left_alone(unit):
        return
    marks = _end_marks(unit.plain_source)
    end = _CLOSERS.sub("", unicodedata.normalize("NFKC", unit.plain))
    if not marks or not end or _end_marks(unit.plain):
        return
    asks = _ASKS_WITHOUT_MARK.get(context.target.language)
    if "?" in marks and asks and asks.search(end):
        return
    expected = "?" if "?" in marks else "!"
    expected = {"?": "？", "!": "！"}[expected] if context.target.language in {"ja", "zh"} else expected
    yield Finding(
        check="punctuation",
        severity=Severity.NOTE,
        message=f"found {end[-1]} at the end, expected {expected}",
    )


def brackets(unit: Unit, context: Context) -> Iterator[Finding]:  # noqa: ARG001 (every check has the same shape)
    """Find brackets and quotes that do not come in pairs, where those of the source do."""
    if left_alone(unit) or _unpaired(unit.plain_source):
        return
    unpaired = _unpaired(unit.plain)
    if unpaired:
        yield Finding(
            check="brackets",
            severity=Severity.WARNING,
            message=f"found {unpaired}, expected pairs as in the source",
        )


def space(unit: Unit, context: Context) -> Iterator[Finding]:
    """Find double spaces, spaces before punctuation and spaces inside East Asian brackets."""
    if left_alone(unit):
        return
    rules = {"two spaces": _DOUBLE, "a space before punctuation": _BEFORE_WIDE, "a space inside brackets": _INSIDE}
    text = unit.plain.strip()
    # Code is left out of the text without markup: a space must also be wrong where the code stands.
    found = [(what, rule) for what, rule in rules.items() if rule.search(text)]
    # In French a space does stand before ; : ! ?
    if context.target.language != "fr" and _BEFORE_NARROW.search(text) and not _BEFORE_NARROW.search(unit.plain_source):
        found.append(("a space before punctuation", _BEFORE_NARROW))
    for what, rule in found:
        for match in rule.finditer(unit.target):
            if match[0] not in unit.source:
                yield Finding(
                    check="space",
                    severity=Severity.NOTE,
                    message=f"found {what} ({match[0].strip() or 'blank'}), expected {'one' if rule is _DOUBLE else 'none'}",
                    span=Span(start=match.start(), end=match.end()),
                    suggestion=" " if rule is _DOUBLE else re.sub(_SPACES, "", match[0]),
                )


def width(unit: Unit, context: Context) -> Iterator[Finding]:
    """Find narrow stops and brackets right beside the wide letters of Chinese or Japanese."""
    if left_alone(unit) or context.target.language not in {"ja", "zh"}:
        return
    # As in `space`: code is left out of the text without markup, and a stop beside it is no fault.
    signs = _WIDE_SIGNS | ({",": "、"} if context.target.language == "ja" else {})
    for match in _NARROW.finditer(unit.plain):
        if match[0] not in unit.target or match[0] in unit.plain_source:
            continue
        wide = "".join(signs.get(char, char) for char in match[0])
        gap = len(unit.plain) - len(unit.plain[match.end() :].lstrip(" ")) - match.end()  # a wide stop has its own
        yield Finding(
            check="width",
            severity=Severity.NOTE,
            message=f"found {match[0]}, expected {wide}",
            span=place(unit, match.start(), match.end() + (gap if wide[-1] in _WIDE else 0)),
            suggestion=wide if wide[-1] not in "（）" else None,  # one half of a pair alone would be worse
        )


def _end_marks(text: str) -> str:
    """Return the question and exclamation marks that a text ends with, quotes and brackets aside.

    >>> _end_marks("本当に？！」"), _end_marks("(why?)"), _end_marks("Yahoo! is fine.")
    ('?!', '?', '')
    """
    bare = _CLOSERS.sub("", unicodedata.normalize("NFKC", text))
    return bare[len(bare.rstrip("!?‼⁇⁈⁉؟")) :].translate({ord("‼"): "!", ord("؟"): "?"})


def _unpaired(text: str) -> str:
    """Return the signs that lack a partner, with spaces between.

    >>> _unpaired("a) 「見出し」"), _unpaired("（全角) :)"), _unpaired('a 27" screen')
    ('', '', '')
    """
    text = unicodedata.normalize("NFKC", text)
    text = text if text.count("(") == text.count(")") else _LONE.sub(" ", text)
    counts = Counter(text)
    unpaired = [left if counts[left] > counts[right] else right for left, right in _PAIRS if counts[left] != counts[right]]
    if counts['"'] % 2 and _INCHES.sub("", text).count('"') % 2:
        unpaired.append('"')
    return " ".join(unpaired)
