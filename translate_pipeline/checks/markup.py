"""Does the markup still work? How much there is, addresses, code, emphasis, tags, anchors. These read the raw texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from translate_pipeline.checks import Context, code_of, left_alone
from translate_pipeline.formats.emphasis import closes, opens
from translate_pipeline.formats.markdown import close_strong, slugify
from translate_pipeline.model import Finding, SegmentKind, Severity, Span, Unit

_CODE_SPAN = re.compile(r"(?<![`\\])(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_CODE = re.compile(rf"{_CODE_SPAN.pattern}|<(code|pre)\b[^>]*>.*?</\2>", re.DOTALL)
_IMAGE = re.compile(r"(?<!\\)!\[")
_LINK = re.compile(r"(?<!\\)\]\(|(?<![\\\]])\]\[[^\[\]]*\]")
_TARGET = re.compile(
    r"(?<!\\)\]\(\s*<?([^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*)|<((?:https?|mailto):[^<>\s]+)>", re.IGNORECASE
)
_BARE = re.compile(r"(?:https?://|www\.)[!-~]+", re.IGNORECASE)
_HREF = re.compile(r"\b(?:href|src)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>]+)", re.IGNORECASE)
_TRAIL = ".,;:!?)]}'\"*_~>"
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)(?=[\s/>])((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_EMPHASIS = frozenset({"<em>", "</em>", "<strong>", "</strong>", "<del>", "</del>"})
"""What stands for asterisks that would not close in the target."""
_VOID = frozenset(["br", "hr", "img", "input", "wbr", "source", "track", "area", "col", "embed", "link", "meta"])
_UNSAFE_TAG = frozenset(
    [
        "script",
        "iframe",
        "object",
        "embed",
        "form",
        "style",
        "base",
        "meta",
        "link",
        "svg",
        "math",
        "frame",
        "frameset",
        "applet",
    ]
)
_HANDLER = re.compile(r"(?:^|[\s/\"'])(on[a-z]{3,})\s*=", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?:\]\(\s*<?|\b(?:href|src|action)\s*=\s*[\"']?)\s*(?:javascript:|vbscript:|data:text/html)", re.IGNORECASE
)
_RUN = re.compile(r"(?<![\\*])(\*{1,3})(?!\*)")
_FRAGMENT = re.compile(r"(?:\]\(\s*<?|\bhref\s*=\s*[\"']?)#([^\s()<>\"']+)")
_ID = re.compile(r"\b(?:id|name)\s*=\s*[\"']?([^\s\"'>]+)|\{#([^\s}]+)\}")


def markup(unit: Unit, context: Context) -> Iterator[Finding]:  # noqa: ARG001 (every check has the same shape)
    """Find links, images, code or tags that are more or fewer than in the source."""
    found, expected = _count_markup(unit.target), _count_markup(unit.source)
    for what in sorted(found.keys() | expected.keys()):
        more = found[what] > expected[what]
        if found[what] != expected[what] and not (more and what in _EMPHASIS):
            yield Finding(
                check="markup",
                severity=Severity.ERROR,
                message=f"found {found[what]} × {what}, expected {expected[what]} as in the source",
            )


def link(unit: Unit, context: Context) -> Iterator[Finding]:  # noqa: ARG001 (every check has the same shape)
    """Find addresses of links and images that are missing, new or changed."""
    if left_alone(unit):
        return
    found, expected = Counter(_addresses(unit.target)), Counter(_addresses(unit.source))
    missing, extra = list((expected - found).elements()), list((found - expected).elements())
    if len(missing) == len(extra) == 1:
        span = _only(unit.target, extra[0])
        yield _error("link", f"found {extra[0]}, expected {missing[0]}", span, missing[0] if span else None)
        return
    for address in dict.fromkeys(extra):
        yield _error("link", f"found {address}, which is not in the source", _only(unit.target, address))
    for address in dict.fromkeys(missing):
        yield _error("link", f"expected {address} of the source")


def code(unit: Unit, context: Context) -> Iterator[Finding]:  # noqa: ARG001
    """Find code that does not stand as it stands in the source."""
    if left_alone(unit):
        return
    found, expected = Counter(code_of(unit.target)), Counter(code_of(unit.source))
    missing, extra = list((expected - found).elements()), list((found - expected).elements())
    if len(missing) == len(extra) == 1:
        span = _only(unit.target, extra[0])
        yield _error("code", f"found {extra[0]}, expected {missing[0]}", span, missing[0] if span else None)
    elif missing and len(found) == len(expected):
        yield _error("code", f"expected {missing[0]} of the source")


def emphasis(unit: Unit, context: Context) -> Iterator[Finding]:  # noqa: ARG001
    """Find asterisks that a reader would see: emphasis that does not open or close where it stands."""
    if left_alone(unit):
        return
    loose = _loose(unit.target)
    if loose is None or _loose(unit.source) is not None:
        return
    before, after = unit.target[max(0, loose.start() - 6) : loose.start()], unit.target[loose.end() : loose.end() + 6]
    closed = close_strong(unit.target)
    mended = closed != unit.target and _loose(closed) is None
    span = Span(start=0, end=len(unit.target)) if mended else Span(start=loose.start(), end=loose.end())
    yield Finding(
        check="emphasis",
        severity=Severity.WARNING,
        message=f"found {loose[0]} that does not open and close where it stands: {before}{loose[0]}{after}",
        span=span,
        suggestion=closed if mended else None,
    )


def tags(unit: Unit, context: Context) -> Iterator[Finding]:  # noqa: ARG001
    """Find HTML tags that open and do not close, or close what is not open."""
    if left_alone(unit):
        return
    wrong = _unbalanced(unit.target)
    if wrong is not None and _unbalanced(unit.source) is None:
        span = Span(start=wrong.start(), end=wrong.end())
        yield _error("tags", f"found {wrong[0]} without its partner, expected pairs that nest", span)


def unsafe_html(unit: Unit, context: Context) -> Iterator[Finding]:  # noqa: ARG001
    """Find HTML that runs or loads something, which the source does not have."""
    if left_alone(unit):
        return
    known = {what for what, _ in _unsafe(unit.source)}
    for what, span in _unsafe(unit.target):
        if what not in known:
            known.add(what)
            yield _error("unsafe-html", f"found {what}, expected none: the source has none", span)


def anchor(units: tuple[Unit, ...], context: Context) -> Iterator[Finding]:  # noqa: ARG001 (as the others)
    """Find links into the post that lead to no heading of it."""
    headings = [unit for unit in units if unit.segment.kind is SegmentKind.HEADING]
    known = {slugify(unit.plain_source) for unit in headings} | {slugify(unit.plain) for unit in headings}
    known |= {one or other for unit in units for one, other in _ID.findall(unit.target + unit.source)}
    for number, unit in enumerate(units):
        theirs = set(_FRAGMENT.findall(unit.source))
        for match in _FRAGMENT.finditer(unit.target):
            if match[1] not in known and match[1] not in theirs:
                yield Finding(
                    check="anchor",
                    severity=Severity.WARNING,
                    message=f"found a link to #{match[1]}, expected a heading of that name",
                    segment=number,
                    span=Span(start=match.start(1), end=match.end(1)),
                )


def _count_markup(text: str) -> Counter[str]:
    """Count what a reader's browser would make something of; what stands in code spans is only code."""
    rest, code = _CODE_SPAN.subn(" ", text)
    images = len(_IMAGE.findall(rest))
    links = len(_LINK.findall(rest)) - images
    counts = Counter(f"<{slash}{name.lower()}>" for slash, name, _ in _TAG.findall(rest))
    counts.update({"code span": code, "image": images, "link": max(links, 0)})
    return counts


def _error(check: str, message: str, span: Span | None = None, suggestion: str | None = None) -> Finding:
    return Finding(check=check, severity=Severity.ERROR, message=message, span=span, suggestion=suggestion)


def _only(text: str, piece: str) -> Span | None:
    """Return where a piece stands, if it stands there once."""
    at = text.find(piece) if piece else -1
    return Span(start=at, end=at + len(piece)) if at >= 0 and text.find(piece, at + 1) < 0 else None


def _addresses(raw: str) -> list[str]:
    text = _CODE.sub(" ", raw)
    found = [one or other for one, other in _TARGET.findall(text)]
    found += [match.strip("\"'") for match in _HREF.findall(text)]
    rest = _HREF.sub(" ", _TARGET.sub("](", text))
    return [address for address in found if address] + [match.rstrip(_TRAIL) for match in _BARE.findall(rest)]


def _loose(raw: str) -> re.Match[str] | None:
    """Return the first run of asterisks that CommonMark would show, or take for another half; None where all are fine.

    >>> [bool(_loose(text)) for text in ("これは**「重要」**です", "**「甲」**と**乙**だ", "これは**重要**です", "2 * 3")]
    [True, True, False, False]
    """
    text = _CODE.sub(lambda match: "x" * len(match[0]), raw)
    open_runs: list[re.Match[str]] = []
    for run in _RUN.finditer(text):
        before, after = text[run.start() - 1 : run.start()] if run.start() else "", text[run.end() : run.end() + 1]
        starts, ends = opens(before, after), closes(before, after)
        partner = next((at for at in range(len(open_runs) - 1, -1, -1) if open_runs[at][1] == run[1]), None)
        if ends and partner is not None:
            if any(one[1] == run[1] for one in open_runs[:partner]):
                return open_runs[partner]  # strong inside strong: what was to close has opened
            del open_runs[partner:]
        elif starts:
            open_runs.append(run)
        elif (before.strip() or after.strip()) and not (before.isspace() and after.isspace()):
            return run
    return open_runs[0] if open_runs and any(len(run[1]) > 1 for run in open_runs) else None


def _unbalanced(raw: str) -> re.Match[str] | None:
    stack: list[re.Match[str]] = []
    for tag in _TAG.finditer(_CODE.sub(lambda match: " " * len(match[0]), raw)):
        name = tag[2].lower()
        if name in _VOID or tag[3].rstrip().endswith("/"):
            continue
        if not tag[1]:
            stack.append(tag)
        elif stack and stack[-1][2].lower() == name:
            stack.pop()
        else:
            return tag
    return stack[0] if stack else None


def _unsafe(raw: str) -> Iterator[tuple[str, Span]]:
    text = _CODE.sub(lambda match: " " * len(match[0]), raw)
    for tag in _TAG.finditer(text):
        span = Span(start=tag.start(), end=tag.end())
        if tag[2].lower() in _UNSAFE_TAG:
            yield f"<{tag[2].lower()}>", span
        for handler in _HANDLER.finditer(tag[3]):
            yield f"{handler[1].lower()}=", span
    for match in _ADDRESS.finditer(text):
        yield match[0].split("(")[-1].split("=")[-1].strip("\"' <"), Span(start=match.start(), end=match.end())
