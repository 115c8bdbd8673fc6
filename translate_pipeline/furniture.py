"""Page furniture: the words around an article (`7 분 읽기`, `Photo by …`), recognised as whole lines, said in any locale.

`locales/<tag>/messages.po` is a gettext catalog. Its `msgstr` is what sites of that locale write; a comment `# also: … | …`
adds forms that are recognised and never written. `match` and `say` undo each other, and a test holds them to it.

What a line may be is narrow on purpose: a sentence taken for furniture is lost, furniture taken for a sentence is only
translated by the model. So the name in `By {name}` must look like one: few words, each capitalised or CJK, and no clause.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from io import StringIO
from pathlib import Path
from unicodedata import normalize

from babel.messages.catalog import Message
from babel.messages.pofile import PoFileError, read_po

from translate_pipeline.errors import CatalogError, LocaleError
from translate_pipeline.locales import babel_locale, fallbacks, parse_locale
from translate_pipeline.model import Locale, Span

_SPECIFIC = 20  # a form with so many characters of its own lets any words stand in its slots
_UPPER, _CJK = "A-ZÀ-ÖØ-ÞΑ-ΩА-Я", "\u2e80-\U0003ffff"
_NO_WIDTH = dict.fromkeys(map(ord, "\u200b\u2060\ufeff"))
_CLUSTER = re.compile("[\\s\\S][\u0300-\u036f\u1160-\u11ff\u3099\u309a\uff9e\uff9f]*")
_DRESS = re.compile(r"\s*((?:[【\[←«‹<↑▲▶]\s*)*)([\s\S]*?)((?:\s*(?:[】\]→»›>↑↓▲▼▶:：…⋯]|\.{3}))*)\s*")
_SLOT = re.compile(r"\{([a-z]+)\}")
_GAP = rf"(?-i: |(?<![^\W{_CJK}])|(?![^\W{_CJK}]))"  # Latin words are parted by a space, CJK need none
_HEAD = (
    rf"(?-i:[\"'“‘(\[@]?(?:[{_UPPER}{_CJK}]|[a-z]{{1,3}}[A-Z]))"  # Reuters, 新华社, “The Verge”, iStock
    r"|(?:https?://)?[a-z][\w-]*(?:\.[\w-]+)*\.[a-z]{2,}(?![\w.])"  # scmp.com
)
_WORD = re.compile(rf"{_HEAD}|\d|[^\w\s]+$|(?:an?|and|at|by|de[lnr]?|d[aiou]|e|for|in|la|le|of|on|the|v[ao]n|y)$")
_STOP = re.compile(r"[。;\n]|(?<!yahoo)!|\?(?!\w)|\.$", re.IGNORECASE)
_CLAUSE = re.compile(
    rf"(?<![A-Z])\.\s|:(?!//)|[{_CJK}]{{21}}|(?<=[一-鿿]),|[を的了の]|根[据據]|[通透][过過]|ました|ます|です|でし|した|して|する|てい[るた]"
    "|(?:[을를는은가한된]|에서|으로| 및) |(?:니|했|한|됐|된|이|었|았|있|없)다$|[어아해세죠에]요$"
)
_DATE = re.compile(
    r"(?=.*\d)(?:[\d\s:/.,()+–-]|[年月火水木金土日一二三四五六曜週周時分秒년월화수목금토일시분초]|요일|星期|午[前後]|[上下]午|오[전후]"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)[a-z]*|[ap]\.?m\b|(?:at|of)\b"
    r"|(?:st|nd|rd|th|utc|gmt|[jkep][sd]?t)\b|[tz])+",
    re.IGNORECASE,
)
_LINE = re.compile(r'(?:(?:msgctxt|msgid(?:_plural)?|msgstr(?:\[\d+\])?)\s*)?"(?:[^"\\]|\\.)*"|#.*|')


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotSpan:
    """Where the text of a slot stands in the text that was matched."""

    slot: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """A line that a catalog knows. To translate a name in it, `replace` the slot's text before `say`."""

    message: str
    """The msgid, in English: `Photo by {name} on {place}`; the singular one where there is a plural."""
    slots: Mapping[str, str]
    """Slot to its text: `n` a number, `date` a date, any other a name."""
    locale: Locale
    """Language of the form that matched; English for Latin text that several locales write alike."""
    spans: tuple[SlotSpan, ...] = ()
    lead: str = ""
    tail: str = ""
    """Ornament before and after the words, as it stands: `← `, `【`, `】`, `…`, a colon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:  # one way to write a message in a locale
    message: str
    locale: Locale
    pieces: Sequence[str]  # what stands around the slots; one piece where there is none
    pattern: str
    weight: int  # how many characters of its own it has: the more, the more specific
    rank: tuple[int, int]  # later roots first, then the order in the files

    def preference(self, prior: Locale | None, *, latin: bool) -> tuple[int, bool, bool, tuple[int, int]]:
        return (-self.weight, latin and self.locale.language != "en", self.locale != prior, self.rank)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogs:
    """The message catalogs of all locales, ready to match and to say. `load_catalogs` makes it."""

    says: Mapping[str, Mapping[str, tuple[str, ...]]]  # locale tag to msgid to the form for each plural
    forms: Mapping[str, list[_Form]]  # without slots under their text, with slots under the empty string
    bare: frozenset[str] = field(init=False)  # of the forms without slots
    ends: Mapping[str, Sequence[tuple[str, str]]] = field(init=False)  # of those with slots, by their first character

    def __post_init__(self) -> None:
        ends: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for first, last in {(_bare(form.pieces[0]), _bare(form.pieces[-1])) for form in self.forms.get("", ())}:
            ends[first[:1]].append((first, last))
        object.__setattr__(self, "bare", frozenset(map(_bare, self.forms)))
        object.__setattr__(self, "ends", dict(ends))

    def _may_match(self, text: str) -> bool:
        """Whether a look at the ends leaves it open that `text` is furniture: most sentences are told from it so."""
        bare = _bare(text)
        slotted = (*self.ends.get(bare[:1], ()), *self.ends.get("", ()))
        return bare in self.bare or any(bare.startswith(first) and bare.endswith(last) for first, last in slotted)

    def match(self, text: str, prior: Locale | None = None) -> Furniture | None:
        """Return what `text`, all of it, is as page furniture; `prior` decides between locales that write it alike."""
        dress = _DRESS.fullmatch(text) if len(text) <= 400 else None  # none is longer
        if dress is None or not dress[2] or not self._may_match(dress[2]):
            return None
        shadow, places = _shadow(text, *dress.span(2))
        low, latin = shadow.casefold(), shadow.isascii()
        slotted = (f for f in self.forms.get("", ()) if low.startswith(f.pieces[0]) and low.endswith(f.pieces[-1]))
        hits = [(form, _slot_spans(form, shadow, places, text)) for form in self.forms.get(low) or slotted]
        fits = [(form, spans) for form, spans in hits if spans is not None]
        if not fits:
            return None
        form, spans = min(fits, key=lambda fit: fit[0].preference(prior, latin=latin))
        values = {place.slot: place.span.of(text) for place in spans}
        slots = {slot: normalize("NFKC", value) if slot == "n" else value for slot, value in values.items()}
        lead, _, tail = dress.groups()
        return Furniture(message=form.message, slots=slots, locale=form.locale, spans=spans, lead=lead, tail=tail)

    def say(self, furniture: Furniture, locale: Locale) -> str | None:
        """Return the furniture as `locale` writes it; None where its catalog has no such message."""
        for tag in fallbacks(locale):
            if forms := self.says.get(tag, {}).get(furniture.message):
                form = forms[_plural(locale, furniture.slots["n"], len(forms)) if len(forms) > 1 else 0]
                said = _SLOT.sub(lambda slot: furniture.slots[slot[1]], form)
                wide = any("：" in form for forms in self.says[tag].values() for form in forms)
                tail = re.sub(r"\s*[:：]", "：" if wide else ":", re.sub(r"\.{3}|⋯", "…", furniture.tail))
                return furniture.lead + (said.removesuffix("…") if tail.startswith("…") else said) + tail
        return None


def _bare(text: str) -> str:
    """Return a text as it is roughly compared: compatible forms and cases made one, without any space."""
    return "".join(normalize("NFKC", text).casefold().translate(_NO_WIDTH).split())


def _shadow(text: str, start: int, end: int) -> tuple[str, list[Span]]:
    """Return `text[start:end]` in NFKC, spaces only between Latin words, and where each character comes from.

    >>> _shadow("７ 분　읽기", 0, 6)[0], _shadow("7  min read", 0, 11)[0]
    ('7분읽기', '7 min read')
    """
    kept: list[tuple[str, Span]] = []
    blank = False
    for cluster in _CLUSTER.finditer(text, start, end):
        span = Span(start=cluster.start(), end=cluster.end())
        for char in normalize("NFKC", cluster[0]):
            if char.isspace() or char in "\u200b\u2060\ufeff":
                blank = True
                continue
            if blank and kept and all(side.isalnum() and side < "\u2e80" for side in (kept[-1][0], char)):
                kept.append((" ", span))
            blank = False
            kept.append((char, span))
    return "".join(char for char, _ in kept), [span for _, span in kept]


def _slot_spans(form: _Form, shadow: str, places: list[Span], text: str) -> tuple[SlotSpan, ...] | None:
    """Return where the slots of `form` stand in `text`; None where it does not fit or a value is no such thing."""
    found = re.fullmatch(form.pattern, shadow, re.IGNORECASE)
    if found is None:
        return None
    spans = tuple(
        SlotSpan(slot=slot, span=Span(start=places[found.start(slot)].start, end=places[found.end(slot) - 1].end))
        for slot in found.groupdict()
    )
    return spans if all(_fits(place.slot, place.span.of(text), sure=form.weight >= _SPECIFIC) for place in spans) else None


def _fits(slot: str, text: str, *, sure: bool) -> bool:
    """Tell whether `text` may stand in a slot: a name is no clause, a date is nothing but a date.

    >>> _fits("name", "The Wall Street Journal", sure=False), _fits("name", "Monday the shares had fallen", sure=False)
    (True, False)
    """
    value = normalize("NFKC", text)
    if slot in {"n", "date"}:
        return slot == "n" or _DATE.fullmatch(value) is not None
    words = value.split()
    name = len(words) <= 6 and all(_WORD.match(word) for word in words) and not _CLAUSE.search(value)
    return (sure or name) and len(value) <= 80 and not _STOP.search(value)


def _plural(locale: Locale, number: str, count: int) -> int:
    """Return which of the `count` plural forms of `locale` goes with a number, whatever parts its thousands."""
    value = Decimal(re.sub(r"[.,](?=\d{3}\b)", "", number).replace(",", "."))
    rule = babel_locale(locale).plural_form
    tags: list[str] = [tag for tag in ("zero", "one", "two", "few", "many", "other") if tag in {*rule.tags, "other"}]
    return min(tags.index(rule(value)), count - 1)


def load_catalogs(*roots: Path) -> Catalogs:
    """Read `<tag>/messages.po` in each root: later roots say a message over, and every root's forms are recognised."""
    says: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    forms: dict[str, list[_Form]] = defaultdict(list)
    for number, root in enumerate(roots):
        if not root.is_dir():
            raise CatalogError("no such folder; expected one that holds <tag>/messages.po", path=root)
        for path in sorted(root.glob("*/messages.po")):
            locale, messages = _read_catalog(path)
            for place, message in enumerate(messages):
                msgid, said, also = _entry(message, path)
                says[str(locale)][msgid] = said
                for text in dict.fromkeys(text for form in (*said, *also) for text in (form, form.rstrip(".。"))):
                    form = _form(msgid, locale, text, (-number, place))
                    forms["" if len(form.pieces) > 1 else form.pieces[0]].append(form)
    return Catalogs(says=says, forms=forms)


def _form(message: str, locale: Locale, text: str, rank: tuple[int, int]) -> _Form:
    """Make a form ready to match."""
    words = _SLOT.split(text)
    template = "\ue000".join(words[::2]).removesuffix("…")
    pieces = _shadow(template, 0, len(template))[0].split("\ue000")
    weight = sum(map(len, pieces))
    pattern = re.escape(pieces[0])
    for slot, piece in zip(words[1::2], pieces[1:], strict=True):
        lead = "" if weight >= _SPECIFIC or slot == "date" else f"(?={_HEAD})"
        name = rf"{_GAP}(?P<{slot}>{lead}\S(?:.{{0,78}}?\S)?){_GAP}"
        pattern += (r" ?(?P<n>\d+(?:[.,]\d{3})*(?:[.,]\d+)?) ?" if slot == "n" else name) + re.escape(piece)
    pieces = [piece.casefold() for piece in pieces]
    return _Form(message=message, locale=locale, pieces=pieces, pattern=pattern, weight=weight, rank=rank)


def _read_catalog(path: Path) -> tuple[Locale, list[Message]]:
    """Return a catalog's locale, and its messages that are translated and not fuzzy."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        before = "msgst"
        for number, line in enumerate(text.splitlines(), 1):  # babel reads over open quotes and a msgstr too many
            kind = line[:5] if line.startswith(("msgid ", "msgstr ", "msgstr[0]")) else ""
            if kind == before or not _LINE.fullmatch(line.strip()):
                advice = "expected a comment, or msgid and msgstr in turn, each with a quoted text"
                raise CatalogError(f"unexpected {line.strip()[:40]!r}; {advice}", path=path, line=number)
            before = kind or before
        catalog = read_po(StringIO(text), abort_invalid=True)
        locale, header = parse_locale(path.parent.name), parse_locale(str(catalog.locale_identifier))
    except UnicodeDecodeError as error:
        place = error.object[: error.start].count(b"\n") + 1
        raise CatalogError("not UTF-8; save the catalog as UTF-8", path=path, line=place) from error
    except (PoFileError, ValueError, LookupError, LocaleError) as error:
        place = error.lineno + 1 if isinstance(error, PoFileError) else 1
        raise CatalogError(f"broken: {str(error).removesuffix(f' on {place - 1}')}", path=path, line=place) from error
    if header != locale:
        raise CatalogError(f"the header says Language {header}, the folder {locale}", path=path, line=1)
    return locale, [message for message in catalog if message.id and not message.fuzzy and any(message.string)]


def _entry(message: Message, path: Path) -> tuple[str, tuple[str, ...], list[str]]:
    """Return a message's msgid, what it says for each plural, and what else is recognised; all with the same slots."""
    ids, said = ((part,) if isinstance(part, str) else tuple(part) for part in (message.id, message.string))
    also = [form.strip() for row in message.user_comments if row.startswith("also:") for form in row[5:].split(" | ")]
    wanted = sorted(_SLOT.findall(ids[0]))
    for form in (*ids, *said, *also):
        slots, rest = sorted(_SLOT.findall(form)), _SLOT.sub("", form)
        if slots != wanted or len(set(slots)) < len(slots) or set("{}") & set(rest) or not re.search(r"\w", rest):
            advice = f"expected words and, each once, the slots of the msgid: {wanted or 'none'}"
            raise CatalogError(f"{form!r} is no form of this message; {advice}", path=path, line=message.lineno)
    return ids[0], said, also
