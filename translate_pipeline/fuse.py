"""Make fewer shields of many: every mark is one more that a model may lose."""

from __future__ import annotations

from dataclasses import replace

from translate_pipeline.model import Shield, ShieldKind


def bracketed(parts: list[str | Shield]) -> list[str | Shield]:
    """Take brackets right around a link into its markup: `[[Bug #1]]`, where the outer ones are words to Markdown."""
    closing = {pair: at for at, part in enumerate(parts) if isinstance(part, Shield) for pair in part.closes}
    out = list(parts)
    for at, part in enumerate(parts[:-1]):
        if not isinstance(part, Shield) or len(part.opens) != 1 or not part.source.startswith("[") or not at:
            continue
        end = closing.get(part.opens[0], -1)
        before, after = out[at - 1], out[end + 1] if 0 < end < len(parts) - 1 else ""
        close = out[end]
        if not (isinstance(before, str) and isinstance(after, str) and isinstance(close, Shield)):
            continue
        if before.endswith("[") and after.startswith("]"):
            out[at - 1], out[end + 1] = before[:-1], after[1:]
            out[at] = replace(part, source=f"[{part.source}", target=f"[{part.target}")
            out[end] = replace(close, source=f"{close.source}]", target=f"{close.target}]")
    return [part for part in out if part != ""]


def fuse(parts: list[str | Shield]) -> list[str | Shield]:
    """Make one shield of markup and the single shield it encloses (`**DeepSeek**`): fewer marks survive better."""
    fused: list[str | Shield] = []
    for part in parts:
        fused.append(part)
        if len(fused) >= 3 and fused[-2] == " " and _one_name(fused[-3], fused[-1]):
            fused[-3:] = [_joined(fused[-3], fused[-1])]
        while len(fused) >= 3 and _encloses(fused[-3:]):
            before, inner, after = fused[-3:]
            assert isinstance(before, Shield)  # noqa: S101
            assert isinstance(inner, Shield)  # noqa: S101
            assert isinstance(after, Shield)  # noqa: S101
            whole = replace(
                inner,
                source=before.source + inner.source + after.source,
                target=before.target + inner.target + (after.source if inner.target == inner.source else after.target),
            )
            fused[-3:] = [whole]
    return fused


def _one_name(one: str | Shield, other: str | Shield) -> bool:
    """Whether two neighbours make one name; two terms are two."""
    terms = [isinstance(part, Shield) and part.kind is ShieldKind.TERM for part in (one, other)]
    return _verbatim(one) and _verbatim(other) and not all(terms)


def _verbatim(part: str | Shield) -> bool:
    """Whether a part is a Latin name, code word or term, which with its neighbour makes one name: `Bitcoin Core`."""
    if not isinstance(part, Shield) or not part.word:
        return False
    if part.kind is ShieldKind.TERM:
        return part.source.isascii() and not part.opens and not part.closes
    return part.kind in {ShieldKind.NAME, ShieldKind.CODE} and part.target == part.source


def _joined(one: str | Shield, other: str | Shield) -> Shield:
    """Make one shield of two, with the space between them. The concept of a term in it stays the term's."""
    assert isinstance(one, Shield)  # noqa: S101
    assert isinstance(other, Shield)  # noqa: S101
    return Shield(
        kind=ShieldKind.TERM if ShieldKind.TERM in {one.kind, other.kind} else ShieldKind.NAME,
        source=f"{one.source} {other.source}",
        target=f"{one.target} {other.target}",
        concept=one.concept or other.concept,
        word=f"{one.word} {other.word}".strip(),
    )


def _encloses(parts: list[str | Shield]) -> bool:
    before, inner, after = parts
    if not (isinstance(before, Shield) and isinstance(inner, Shield) and isinstance(after, Shield)):
        return False
    return bool(before.opens) and before.opens == after.closes and not inner.opens and not inner.closes
