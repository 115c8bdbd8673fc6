"""Every value that flows through the pipeline. All are frozen; change means `dataclasses.replace`.

Offsets are code points into `Post.source`, half-open. Nothing here reads a file or imports a sibling.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Locale:
    """A BCP 47 locale: `str()` gives the tag, as in `zh-Hant` or `pt-BR`."""

    language: str
    """ISO 639 code, lower case."""
    script: str | None = None
    """ISO 15924 code in title case, only where it tells locales apart (`zh-Hans`, `zh-Hant`)."""
    territory: str | None = None
    """ISO 3166 code in upper case, only when it was asked for."""

    def __str__(self) -> str:
        return "-".join(part for part in (self.language, self.script, self.territory) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A half-open range of code points of the source: `source[start:end]`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the piece of `text` that this span covers."""
        return text[self.start : self.end]


class Role(StrEnum):
    """What one inline piece of a block is."""

    TEXT = "text"
    """Words; the only role that is ever translated."""
    OPEN = "open"
    """The opening half of inline markup: `**`, `[`, `<b>`."""
    CLOSE = "close"
    """The closing half: `**`, `](https://…)`, `</b>`."""
    CODE = "code"
    """Something that stands as it is and reads as a word: a code span, an image, a footnote mark, an autolink."""
    BREAK = "break"
    """A soft line break with the container prefix of the next line (`\\n> `); worth a space or nothing."""
    HARD = "hard"
    """A hard line break; always ends a segment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inline:
    """One piece of a block. The inlines of a block cover its span with no gap and no overlap."""

    role: Role
    span: Span
    pair: int | None = None
    """Same number on the OPEN and the CLOSE that belong together, unique in the block."""
    rewrite: str = ""
    """What to write instead of the source once the words around have changed (`][label]` for a shortcut reference)."""
    literal: bool = False
    """Emphasis that CommonMark does not see (`formats.emphasis`)."""


class BlockKind(StrEnum):
    """What a block is on the page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CELL = "cell"
    CAPTION = "caption"
    META = "meta"
    """A front matter value."""
    ATTRIBUTE = "attribute"
    """An attribute that people read: `alt`, `title`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A stretch of the source that holds words: a paragraph's inline content, a table cell, a front matter value.

    What lies between blocks is skeleton and comes out byte for byte.
    """

    kind: BlockKind
    span: Span
    inlines: tuple[Inline, ...]
    syntax: str = "text"
    """How words are written there: `text`, `markdown`, `html` or `scalar` (a front matter value)."""
    style: str = ""
    """How the format wrote the value, where it matters for writing it back (`'`, `"`, `|`, `>` for YAML scalars)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A heading that a link of the same document points to. Its anchor must outlive the translation of its text."""

    slug: str
    span: Span
    """The heading's inline content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A source file: its whole text, and the blocks in it that hold words, in order of position, none overlapping."""

    path: Path
    format: str
    """`markdown`, `text` or `html`."""
    source: str
    encoding: str
    blocks: tuple[Block, ...]
    sha256: str = ""
    """Of the file's bytes; empty where there is no file."""
    declared: Locale | None = None
    """Language that the post itself declares (front matter `lang`, `<html lang>`)."""
    declared_span: Span | None = None
    """Where it is declared, so that a translation can declare its own."""
    anchors: tuple[Anchor, ...] = ()


class SegmentKind(StrEnum):
    """How a segment is treated."""

    SENTENCE = "sentence"
    HEADING = "heading"
    FURNITURE = "furniture"
    """Page furniture: a whole segment that a message catalog knows."""
    HASHTAGS = "hashtags"
    """A line of nothing but hashtags."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A piece of a block that is translated as one: a sentence, a heading, a hashtag line.

    The segments of a block, with the `lead` and `trail` that each keeps for itself, cover the block exactly.
    """

    block: int
    """Number of its block in `Post.blocks`."""
    kind: SegmentKind
    span: Span
    """All of it, outer white space and line breaks included."""
    core: Span
    """Without the outer white space; empty where the segment is nothing but white space."""
    inlines: tuple[Inline, ...]
    """The block's inlines, clipped to `core`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detected:
    """A language, how sure, and why."""

    locale: Locale | None
    """None where there is nothing to tell a language by."""
    confidence: float
    """0 to 1."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch inside a text that is in another language than its surroundings. Offsets count from the text's start."""

    span: Span
    text: str
    detected: Detected


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """One row of a term base: a thing and what it is called in every locale."""

    id: str
    kind: str
    domain: str
    status: str
    dnt: bool
    """Do not translate: stands in every locale as it stands in the source."""
    case: str
    """`exact` or `any`."""
    match: str
    """`exact`, `prefix` or `word`."""
    forms: dict[str, str]
    """Locale tag to the form to use there."""
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Locale tag to other forms that are recognised in sources of that locale."""
    forbidden: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Locale tag to forms that must not come out."""
    note: str = ""
    source_url: str = ""
    updated: str = ""


class ShieldKind(StrEnum):
    """Why a piece of a segment is kept away from the model."""

    TERM = "term"
    FIGURE = "figure"
    NAME = "name"
    """A foreign run that is kept as a name."""
    RUN = "run"
    """A foreign run that is translated from its own language."""
    CODE = "code"
    MARKUP = "markup"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shield:
    """A piece of a segment that stands behind a mark while the model works."""

    kind: ShieldKind
    source: str
    """As it stands in the source, markup and all."""
    target: str
    """What takes the mark's place: raw text of the output format."""
    concept: str | None = None
    """Id of the concept, for terms."""
    word: str = ""
    """What is read at this place in the target, for particles and articles; empty for pure markup."""
    common: bool = False
    """Whether it is a common noun: it takes a capital where it begins a sentence."""
    proper: str = ""
    """Kind of what it is a name of, where no English article stands before such names: `company`, `person`, `model`."""
    opens: tuple[int, ...] = ()
    """Pairs whose opening half is in this shield and whose closing half is not."""
    closes: tuple[int, ...] = ()
    """Pairs whose closing half is in this shield and whose opening half is not."""


Parts = tuple[str | Shield, ...]
"""Words and shields in turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Protected:
    """A segment as the model will see it. `join` of the sources gives the segment back."""

    parts: Parts

    @property
    def shields(self) -> tuple[Shield, ...]:
        """Only the shields, in order; a mark's number is a shield's place here."""
        return tuple(part for part in self.parts if isinstance(part, Shield))


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One text for an engine, and its languages by the codes that models use: `ja`, `ko`, `zh`, `en`."""

    text: str
    source: str
    target: str
    hold: str = ""
    """Shape of the marks that must be in the answer as often as in the text, at any cost; empty: some may be lost."""
    pairs: tuple[tuple[str, str], ...] = ()
    """Numbers of marks that open and close, to be put in afterwards by what the words between them became."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One hypothesis of an engine, and its mean log-probability per token; 0 where the engine has none."""

    text: str
    score: float
    held: bool = False
    """Whether the model had left marks out, or said some twice, and was made not to."""


class Origin(StrEnum):
    """Where a target comes from. `CONVERTED`: Chinese script conversion only; `SOURCE`: left alone on purpose."""

    MEMORY = "memory"
    """A reviewer decided it."""
    GLOSSARY = "glossary"
    """Nothing but terms and markup; no model was asked."""
    CATALOG = "catalog"
    """Page furniture from a message catalog."""
    CONVERTED = "converted"
    MODEL = "model"
    SOURCE = "source"


class Severity(StrEnum):
    """How bad a finding is. Only `error` changes the exit code."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Doubt about one unit, as a value: which check, how bad, and one line for the reviewer."""

    check: str
    severity: Severity
    message: str
    segment: int | None = None
    """Number of the unit in the translation; None for the whole post."""
    span: Span | None = None
    """Where in `Unit.target`, in code points of the raw text; None: nowhere in particular."""
    suggestion: str | None = None
    """What may stand at `span` instead, without anybody looking; None where a person must decide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A segment with its translation, as a reviewer sees it."""

    segment: Segment
    source: str
    """Raw source text of the segment's core."""
    target: str
    """Raw target text, ready to stand in the output at the core's place."""
    origin: Origin
    detected: Detected
    reason: str = ""
    """Why the unit was left alone or kept, or through what it went (`through en`)."""
    terms: tuple[Shield, ...] = ()
    """The glossary terms that were expected in the target."""
    plain: str = ""
    """The target without markup: what the checks read."""
    plain_source: str = ""
    """The source without markup."""
    reviewed: bool = False
    score: float | None = None
    """The model's mean log-probability per token; None where no model was asked."""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What made an output: enough to make it again and to give its licence."""

    engine: str
    model: str
    model_sha256: str
    licence: str
    glossary: str
    """Digest of the glossary that was in force, 12 hex digits."""
    version: str
    """Of this package."""

    def __str__(self) -> str:
        said = {"engine": self.engine, "model": self.model, "sha256": self.model_sha256[:12], "licence": self.licence}
        said |= {"glossary": self.glossary, "version": self.version}
        return "|".join(f"{key}:{value}" for key, value in said.items() if value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """A post in one locale."""

    post: Post
    locale: Locale
    source_locale: Locale | None
    """The language of most of the post."""
    units: tuple[Unit, ...]
    findings: tuple[Finding, ...]
    """All findings: those of the units, numbered, and those of the whole post."""
    signature: Signature
