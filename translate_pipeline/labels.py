"""Say what no model should see: page furniture in a locale's words, its names and dates with it, and hashtags."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from translate_pipeline.codes import HASHTAG_SPLIT
from translate_pipeline.detect import detect
from translate_pipeline.figures.moments import said_moments
from translate_pipeline.figures.numerals import FigureKind, find_figures, say
from translate_pipeline.model import Shield, ShieldKind
from translate_pipeline.protect import convert, form_in

if TYPE_CHECKING:
    from translate_pipeline.furniture import Catalogs, Furniture
    from translate_pipeline.glossary import Glossary
    from translate_pipeline.model import Locale


@dataclass(slots=True)
class Labels:
    """Says furniture and hashtags of one segment, and notes the terms that the glossary decided."""

    catalogs: Catalogs
    glossary: Glossary
    main: Locale | None
    """The post's own language."""
    target: Locale

    def furniture(self, found: Furniture) -> tuple[str | None, tuple[Shield, ...]]:
        """Return a line of furniture in the target's words, and its terms; None where no catalog says it."""
        terms: list[Shield] = []
        return self.catalogs.say(self._filled(found, terms), self.target), tuple(terms)

    def hashtags(self, line: str) -> tuple[str, tuple[Shield, ...]]:
        """Return a line of hashtags with those said in the target that the glossary or a catalog knows, and the terms."""
        terms: list[Shield] = []
        pieces = HASHTAG_SPLIT.split(line)
        wide = any(" " in piece.strip() for piece in pieces)
        return "".join(self._tag(piece, terms, spaced=wide) for piece in pieces), tuple(terms)

    def _filled(self, found: Furniture, terms: list[Shield]) -> Furniture:
        slots = {slot: self._slot(slot, value, found.locale, terms) for slot, value in found.slots.items()}
        return replace(found, slots=slots, label=self._filled(found.label, terms) if found.label else None)

    def _slot(self, slot: str, value: str, locale: Locale, terms: list[Shield]) -> str:
        if slot == "n":
            return value
        return restated(value, locale, self.target) if slot == "date" else self._name(value, locale, terms)

    def _name(self, value: str, locale: Locale, terms: list[Shield]) -> str:
        """Return a name in a slot as the glossary has it; names that it does not know stay."""
        out, at = [], 0
        for match in self.glossary.find(value, self.main or locale):
            form = match.text if match.concept.dnt else form_in(match.concept, self.target)
            if form is None:
                continue
            out += [value[at : match.span.start], form]
            at = match.span.end
            terms.append(Shield(kind=ShieldKind.TERM, source=match.text, target=form, concept=match.concept.id, word=form))
        return "".join([*out, value[at:]])

    def _tag(self, piece: str, terms: list[Shield], *, spaced: bool) -> str:
        body = piece.strip().lstrip("#＃").strip()
        locale = detect(body, prior=self.main).locale or self.main
        concept = self.glossary.lookup(body, locale) if body and locale else None
        form = None if concept is None or concept.dnt else form_in(concept, self.target)
        if form is None and locale is not None and locale.language == self.target.language:
            return convert(piece, self.target)
        form = form or self._topic(body)
        if form is None:
            return piece
        word = form if spaced else "".join(form.split())
        terms.append(
            Shield(kind=ShieldKind.TERM, source=body, target=word, concept=concept.id if concept else None, word=word)
        )
        start = piece.index(body)
        return piece[:start] + word + piece[start + len(body) :]

    def _topic(self, body: str) -> str | None:
        """Return a tag that is a topic of the catalogs, 반도체 or 投資, in the target's words."""
        found = self.catalogs.match(body, self.main)
        return self.catalogs.say(found, self.target) if found and found.message in self.catalogs.topics else None


def restated(text: str, source: Locale, target: Locale) -> str:
    """Return a text that is a date, or dates, with these said as another locale says them; others stay.

    >>> from translate_pipeline.locales import parse_locale
    >>> restated("2025年11月30日（日）", parse_locale("ja"), parse_locale("en"))
    'Sunday, November 30, 2025'
    """
    said = [(span.start, span.end, words) for span, words in said_moments(text, source, target)]
    taken = {at for start, end, _ in said for at in range(start, end)}
    for figure in find_figures(text, source):
        words = say(figure, target) if figure.kind is FigureKind.DATE else None
        if words is not None and taken.isdisjoint(range(figure.span.start, figure.span.end)):
            said.append((figure.span.start, figure.span.end, words))
    for start, end, words in sorted(said, reverse=True):
        text = text[:start] + words + text[end:]
    return text
