"""Page furniture: the words around an article (`7 분 읽기`, `Photo by …`), recognised as whole lines, said in any locale.

`locales/<tag>/messages.po` is a gettext catalog. Its `msgstr` is what sites of that locale write; a comment `# also: … | …`
adds forms that are recognised and never written; `<本稿|本記事|>` in one stands for any of these words, or none where one is
empty. `match` and `say` undo each other, and a test holds them to it.

What a line may be is narrow on purpose: a sentence taken for furniture is lost, furniture taken for a sentence is only
translated by the model. So the name in `By {name}` must look like one: few words, each capitalised or CJK, and no clause.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from io import StringIO
from pathlib import Path
from unicodedata import normalize

from babel.messages.catalog import Message
from babel.messages.pofile import PoFileError, read_po

from translate_pipeline.errors import CatalogError, LocaleError
from translate_pipeline.furniture_forms import (
    CHOICE,
    CJK,
    HEAD,
    HOLE,
    SLOT,
    SPECIFIC,
    Form,
    bared,
    make_form,
    pattern_of,
    shadowed,
)
from translate_pipeline.locales import babel_locale, fallbacks, parse_locale
from translate_pipeline.model import Locale, Span

_DRESS = re.compile(r"\s*((?:[【\[←«‹<↑▲▶※＊*]\s*)*)([\s\S]*?)((?:\s*(?:[】\]→»›>↑↓▲▼▶:：…⋯]|\.{3}))*)\s*")
_JOINED = re.compile(r"\s*(\S[^\n]{0,60}?)(\s*[:：]\s*|\s*[·|｜•∙]\s*|\s+[/／–—-]\s+)(\S[\s\S]*)")
_DATED = "{date}"
_WORD = re.compile(rf"{HEAD}|\d|[^\w\s]+$|(?:an?|and|at|by|de[lnr]?|d[aiou]|e|for|in|la|le|of|on|the|v[ao]n|y)$")
_STOP = re.compile(r"[。;\n]|(?<!yahoo)!|\?(?!\w)|\.$", re.IGNORECASE)
_CLAUSE = re.compile(
    rf"(?<![A-Z])\.\s|:(?!//)|[{CJK}]{{21}}|(?<=[一-鿿]),|[を的了の]|根[据據]|[通透][过過]|ました|ます|です|でし|した|して|する|てい[るた]"
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
    label: Furniture | None = None
    """What stands before it in the same line: `免責事項: 投資は自己責任でお願いします。`, `에디터 · 5분 읽기`."""
    joint: str = ""
    """What parts the two, as it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogs:
    """The message catalogs of all locales, ready to match and to say. `load_catalogs` makes it."""

    says: Mapping[str, Mapping[str, tuple[str, ...]]]  # locale tag to msgid to the form for each plural
    forms: Mapping[str, list[Form]]  # without slots under their text, with slots under the empty string
    topics: frozenset[str] = frozenset()  # msgids that say what a post is about: `#. topic` in the catalog
    bare: frozenset[str] = field(init=False)  # of the forms without slots
    starts: Mapping[str, Sequence[Form]] = field(init=False)  # the others, by a character that they begin with

    def __post_init__(self) -> None:
        starts: dict[str, list[Form]] = defaultdict(list)
        for form in self.forms.get("", ()):
            for char in sorted({first[:1] for first in form.firsts}):
                starts[char].append(form)
        object.__setattr__(self, "bare", frozenset(map(bared, self.forms)))
        object.__setattr__(self, "starts", dict(starts))

    def _candidates(self, text: str) -> list[Form]:
        """Return the forms that `text` may be, by a look at its ends: none, for nearly every sentence."""
        bare = bared(text)
        if bare in self.bare:
            low = shadowed(text, 0, len(text))[0].casefold()
            if low in self.forms:
                return self.forms[low]
        begun = (*self.starts.get(bare[:1], ()), *self.starts.get("", ()))
        some = (form for form in begun if bare.startswith(form.firsts) and bare.endswith(form.lasts))
        return [form for form in some if form.anchor.replace(" ", "") in bare]

    def match(self, text: str, prior: Locale | None = None) -> Furniture | None:
        """Return what `text`, all of it, is as page furniture; `prior` decides between locales that write it alike."""
        dress = _DRESS.fullmatch(text) if len(text) <= 400 else None  # none is longer
        if dress is None or not dress[2]:
            return None
        candidates = self._candidates(dress[2])
        if not candidates:
            return self._labelled(text, prior)
        shadow, places = shadowed(text, *dress.span(2))
        latin = shadow.isascii()
        hits = [(form, _slot_spans(form, shadow, places, text)) for form in candidates]
        fits = [(form, spans) for form, spans in hits if spans is not None]
        if not fits:
            return self._labelled(text, prior)
        form, spans = min(fits, key=lambda fit: fit[0].preference(prior, latin=latin))
        values = {place.slot: place.span.of(text) for place in spans}
        slots = {slot: normalize("NFKC", value) if slot == "n" else value for slot, value in values.items()}
        lead, _, tail = dress.groups()
        return Furniture(message=form.message, slots=slots, locale=form.locale, spans=spans, lead=lead, tail=tail)

    def says_notice(self, text: str, locale: Locale, prior: Locale | None = None) -> bool:
        """Whether a sentence is a notice that `locale` has words for: no model should be trusted with what it denies."""
        found = self.match(text, prior)
        return found is not None and found.message.endswith(".") and self.say(found, locale) is not None

    def _labelled(self, text: str, prior: Locale | None) -> Furniture | None:
        """Return what `text` is where it is several pieces of furniture in a line; a label with a colon has no slot."""
        parted = _JOINED.fullmatch(text)
        if parted is None:
            return None
        first, joint, rest = parted.groups()
        colon = joint.strip() in {":", "："}
        if colon and bared(first) not in self.bare:
            return None
        label, line = (self.match(part, prior) or (None if colon else _dated(part, prior)) for part in (first, rest))
        if label is None or line is None or {label.message, line.message} == {_DATED} or (colon and line.slots):
            return None
        return _behind(label, joint, _moved(line, parted.start(3)))

    def say(self, furniture: Furniture, locale: Locale) -> str | None:
        """Return the furniture as `locale` writes it; None where its catalog has no such message."""
        if furniture.message == _DATED:
            return self._joined(furniture, furniture.slots["date"], locale, ":")
        for tag in fallbacks(locale):
            if forms := self.says.get(tag, {}).get(furniture.message):
                form = forms[_plural(locale, furniture.slots["n"], len(forms)) if len(forms) > 1 else 0]
                said = SLOT.sub(lambda slot: furniture.slots[slot[1]], form)
                wide = any("：" in form for forms in self.says[tag].values() for form in forms)
                tail = re.sub(r"\s*[:：]", "：" if wide else ":", re.sub(r"\.{3}|⋯", "…", furniture.tail))
                said = furniture.lead + (said.removesuffix("…") if tail.startswith("…") else said) + tail
                return self._joined(furniture, said, locale, "：" if wide else ": ")
        return None

    def _joined(self, furniture: Furniture, said: str, locale: Locale, colon: str) -> str | None:
        """Return what is said of a piece of furniture behind what is said of those before it."""
        if furniture.label is None:
            return said
        before = self.say(furniture.label, locale)
        return (
            None
            if before is None
            else before + (colon if ":" in furniture.joint or "：" in furniture.joint else furniture.joint) + said
        )


def _slot_spans(form: Form, shadow: str, places: list[Span], text: str) -> tuple[SlotSpan, ...] | None:
    """Return where the slots of `form` stand in `text`; None where it does not fit or a value is no such thing."""
    found = pattern_of(form.text).fullmatch(shadow)
    if found is None:
        return None
    spans = tuple(
        SlotSpan(slot=slot, span=Span(start=places[found.start(slot)].start, end=places[found.end(slot) - 1].end))
        for slot in found.groupdict()
    )
    return spans if all(_fits(place.slot, place.span.of(text), sure=form.weight >= SPECIFIC) for place in spans) else None


def _fits(slot: str, text: str, *, sure: bool) -> bool:
    """Tell whether `text` may stand in a slot: a name is no clause, a date is nothing but a date.

    >>> _fits("name", "The Wall Street Journal", sure=False), _fits("name", "Monday the shares had fallen", sure=False)
    (True, False)
    """
    value = normalize("NFKC", text)
    if value.startswith(":"):
        return False
    if slot in {"n", "date"}:
        return slot == "n" or _DATE.fullmatch(value) is not None
    words = value.split()
    name = len(words) <= 6 and all(_WORD.match(word) for word in words) and not _CLAUSE.search(value)
    return (sure or name) and len(value) <= 80 and not _STOP.search(value)


def _dated(text: str, prior: Locale | None) -> Furniture | None:
    """Return a part of a line that is nothing but a date."""
    words = text.strip()
    if prior is None or len(words) < 6 or not _DATE.fullmatch(normalize("NFKC", words)):
        return None
    start = text.index(words)
    place = SlotSpan(slot="date", span=Span(start=start, end=start + len(words)))
    return Furniture(message=_DATED, slots={"date": words}, locale=prior, spans=(place,))


def _moved(found: Furniture, by: int) -> Furniture:
    """Return a part of a line as it stands further on in the line."""
    spans = tuple(replace(one, span=Span(start=one.span.start + by, end=one.span.end + by)) for one in found.spans)
    return replace(found, spans=spans, label=_moved(found.label, by) if found.label else None)


def _behind(first: Furniture, joint: str, rest: Furniture) -> Furniture:
    """Return the rest of a line with what stands before all of it."""
    if rest.label is not None:
        return replace(rest, label=_behind(first, joint, rest.label))
    return replace(rest, label=first, joint=joint)


def _plural(locale: Locale, number: str, count: int) -> int:
    """Return which of the `count` plural forms of `locale` goes with a number, whatever parts its thousands."""
    value = Decimal(re.sub(r"[.,](?=\d{3}\b)", "", number).replace(",", "."))
    rule = babel_locale(locale).plural_form
    tags: list[str] = [tag for tag in ("zero", "one", "two", "few", "many", "other") if tag in {*rule.tags, "other"}]
    return min(tags.index(rule(value)), count - 1)


def load_catalogs(*roots: Path) -> Catalogs:
    """Read `<tag>/messages.po` in each root: later roots say a message over, and every root's forms are recognised."""
    says: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    topics: set[str] = set()
    forms: dict[str, list[Form]] = defaultdict(list)
    for number, root in enumerate(roots):
        if not root.is_dir():
            raise CatalogError("no such folder; expected one that holds <tag>/messages.po", path=root)
        for path in sorted(root.glob("*/messages.po")):
            locale, messages = _read_catalog(path)
            for place, message in enumerate(messages):
                msgid, said, also = _entry(message, path)
                topics |= {msgid} if "topic" in message.auto_comments else set()
                says[str(locale)][msgid] = said
                for text in dict.fromkeys(text for form in (*said, *also) for text in (form, form.rstrip(".。"))):
                    form = make_form(msgid, locale, text.removesuffix("…"), (-number, place))
                    forms["" if HOLE.search(text) else form.anchor].append(form)
    return Catalogs(says=says, forms=forms, topics=frozenset(topics))


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
    wanted = sorted(SLOT.findall(ids[0]))
    for form in (*ids, *said, *also):
        slots, rest = sorted(SLOT.findall(form)), SLOT.sub("", CHOICE.sub(r"\1", form) if form in also else form)
        if slots != wanted or len(set(slots)) < len(slots) or set("{}<>") & set(rest) or not re.search(r"\w", rest):
            advice = f"expected words and, each once, the slots of the msgid: {wanted or 'none'}"
            raise CatalogError(f"{form!r} is no form of this message; {advice}", path=path, line=message.lineno)
    return ids[0], said, also
