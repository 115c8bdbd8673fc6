"""Translates with CTranslate2 + SentencePiece packages, with no network.

A package of Argos serves one pair; the starter serves many, told apart by a target prefix. Where no package serves a pair,
two hops through English do.
"""

from __future__ import annotations

import hashlib
import threading
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from translate_pipeline.engines import USUAL, Search
from translate_pipeline.engines.constrain import BOUNDARY, Question, constrain
from translate_pipeline.engines.decode import MAX_PIECES, Batch, LocalDecoder, cut, default_fit
from translate_pipeline.engines.packages import Package, model_sha256
from translate_pipeline.engines.project import Lifted, lift, project
from translate_pipeline.errors import NoPairError, PackageError
from translate_pipeline.meter import Meter
from translate_pipeline.model import Draft, Request
from translate_pipeline.shapes import EXPECTED, MAX_MARKS, SHAPES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from translate_pipeline.engines.decode import Decoder, Hypothesis

PIVOT = "en"
BEAM = 2
"""Width of the search where none is set. Measured in docs/models.md: 2 reads like 4 and takes three quarters of its time."""

_DECODING = "1"
"""Goes up when the same model, text and beam would give another draft: kept drafts are then no longer found."""

_HELD_AT_ONCE = 64
"""Sentences whose marks are held at once: what is done of a large job is kept."""

_UNTRAINED, _WORTH = 0.3, 0.5
"""Survival of other shapes in a model that was trained with one; survival from which another shape is worth a try."""


class Drafts(Protocol):
    """Drafts of earlier runs, by a digest of all that they depend on."""

    def get(self, keys: Sequence[bytes]) -> Mapping[bytes, list[Draft]]:
        """Return what is known."""
        ...

    def put(self, found: Iterable[tuple[bytes, list[Draft]]]) -> None:
        """Keep drafts."""
        ...


def _survival(package: Package | None, pair: tuple[str, str], shape: str) -> float:
    """Return how often a mark of a shape comes through a model: trained with, measured by the probe, or expected."""
    if package is None or package.marks == shape:
        return 1.0
    return package.probed.get(pair, {}).get(shape, _UNTRAINED if package.marks else EXPECTED[shape])


class CTranslateEngine:
    """Translates with one or more packages. Nothing is loaded before it is needed."""

    translates = True

    def __init__(
        self,
        packages: Sequence[Package],
        *,
        threads: int | None = None,
        decoder: Decoder | None = None,
        beam: int | None = None,
        drafts: Drafts | None = None,
        meter: Meter | None = None,
    ):
        if not packages:
            raise NoPairError("no translation model is installed: see 'translate models available', or use --model starter")
        self.packages = tuple(packages)
        self.decoder = decoder or LocalDecoder(default_fit(threads))
        self.beam = beam or BEAM
        self._drafts = drafts
        self._meter = meter or Meter()
        self._tokenizers: dict[str, Any] = {}
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """Engine and width of the search: both decide what comes out."""
        return f"ctranslate-beam{self.beam}"

    @property
    def hypotheses(self) -> int:
        """How many hypotheses one question yields at no extra cost."""
        return self.beam

    @cached_property
    def model(self) -> str:
        """Names and versions of the packages."""
        return ",".join(f"{package.name}-{package.version}" for package in self.packages)

    @cached_property
    def _digests(self) -> dict[str, str]:
        return {package.name: model_sha256(package) for package in self.packages}

    @cached_property
    def model_sha256(self) -> str:
        """SHA-256 of the model, or of the models' digests joined where there are several."""
        digests = [self._digests[package.name] for package in self.packages]
        return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()

    @cached_property
    def licence(self) -> str:
        """Licences of the models, as their packages state them."""
        return ", ".join(dict.fromkeys(package.licence or "not stated" for package in self.packages))

    def _direct(self, source: str, target: str) -> Package | None:
        return next((package for package in self.packages if (source, target) in package.pairs), None)

    def route(self, source: str, target: str) -> tuple[str, ...]:
        """Return the languages a text passes: direct where a package serves the pair, else through English."""
        if self._direct(source, target):
            return (source, target)
        if self._direct(source, PIVOT) and self._direct(PIVOT, target):
            return (source, PIVOT, target)
        served = ", ".join(sorted({f"{a}→{b}" for package in self.packages for a, b in package.pairs}))
        pivot = "" if PIVOT in {source, target} else f", nor both {source}→{PIVOT} and {PIVOT}→{target}"
        raise NoPairError(
            f"no installed model translates {source}→{target}{pivot}; found {served}: see 'translate models available'"
        )

    def shapes(self, source: str, target: str) -> tuple[str, ...]:
        """Return the mark shapes that are worth trying on this way: what the weakest hop carries decides."""
        hops = list(pairwise(self.route(source, target)))
        survival = {shape: prod(_survival(self._direct(*hop), hop, shape) for hop in hops) for shape in EXPECTED}
        best, *others = sorted(survival, key=lambda shape: -survival[shape])
        return (best, *(shape for shape in others if survival[shape] >= _WORTH))

    def translate(
        self,
        requests: Sequence[Request],
        *,
        hypotheses: int = 1,
        search: Search = USUAL,
        progress: Callable[[int], None] | None = None,
    ) -> list[list[Draft]]:
        """Return up to `hypotheses` drafts for each request, best first."""
        drafts: list[list[Draft]] = [[] for _ in requests]
        direct: dict[str, list[int]] = {}
        pivoted: list[int] = []
        for index, request in enumerate(requests):
            if not request.text.strip():
                drafts[index] = [Draft(text="", score=0.0)]
            elif len(self.route(request.source, request.target)) > 2:
                pivoted.append(index)
            else:
                package = self._direct(request.source, request.target)
                direct.setdefault(package.name if package else "", []).append(index)
        if pivoted:
            firsts = [replace(requests[i], target=PIVOT) for i in pivoted]
            middle = self.translate(firsts, search=search)
            seconds = [
                replace(requests[i], text=found[0].text, source=PIVOT) for i, found in zip(pivoted, middle, strict=True)
            ]
            ends = self.translate(seconds, hypotheses=hypotheses, search=search, progress=progress)
            for index, found in zip(pivoted, ends, strict=True):
                drafts[index] = found
        for name, indexes in direct.items():
            package = next(package for package in self.packages if package.name == name)
            found_all = self._hop(package, [requests[i] for i in indexes], hypotheses, search, progress)
            for index, found in zip(indexes, found_all, strict=True):
                drafts[index] = found
        return drafts

    def _hop(
        self,
        package: Package,
        requests: Sequence[Request],
        hypotheses: int,
        search: Search,
        progress: Callable[[int], None] | None,
    ) -> list[list[Draft]]:
        """Translate with one package: what is kept from earlier, and then the rest in batches, kept as they are done."""
        keys = [self._key(package, request, hypotheses, search) for request in requests]
        known = dict(self._drafts.get(keys)) if self._drafts else {}
        missing = {key: request for key, request in zip(keys, requests, strict=True) if key not in known}
        self._meter.count("requests", len(requests))
        self._meter.count("drafts_reused", len(requests) - len(missing))
        if progress and len(missing) < len(requests):
            progress(len(requests) - len(missing))
        for found in self._decoded(package, missing, hypotheses, search):
            known.update(found)
            if self._drafts:
                self._drafts.put(found.items())
            if progress:
                progress(len(found))
        return [known[key] for key in keys]

    def _decoded(
        self, package: Package, requests: Mapping[bytes, Request], hypotheses: int, search: Search
    ) -> Iterable[dict[bytes, list[Draft]]]:
        """Yield the drafts of each batch as it is done."""
        if not requests:
            return
        keys = list(requests)
        tokenizer = self._tokenizer(package)
        encoded = tokenizer.encode([request.text for request in requests.values()], out_type=str)
        lifted = [self._lifted(line[:MAX_PIECES], request) for line, request in zip(encoded, requests.values(), strict=True)]
        pieces = [line for line, _ in lifted]
        numbers = cut(list(map(len, pieces)), self.decoder.tokens)
        batches = [
            Batch(
                texts=tuple(tuple(pieces[i]) for i in batch),
                prefixes=tuple(package.prefixes.get(requests[keys[i]].target, "") for i in batch),
                beam=search.beam or self.beam,
                hypotheses=hypotheses,
                repetition_penalty=search.repetition_penalty,
                no_repeat_ngram=search.no_repeat_ngram,
                attention=any(requests[keys[i]].hold for i in batch),
            )
            for batch in numbers
        ]
        wanting: list[_Wanting] = []
        for done, answers in self.decoder.decode(package, batches):
            self._meter.count("source_tokens", sum(map(len, batches[done].texts)))
            self._meter.count("target_tokens", sum(len(found[0].pieces) for found in answers if found))
            self._meter.count("sentences_drafted", len(answers))
            drafted: dict[bytes, list[Draft]] = {}
            for i, found in zip(numbers[done], answers, strict=True):
                question = self._question(package, tuple(pieces[i]), requests[keys[i]])
                pairs = lifted[i][1]
                faults = [question.faults(one.pieces) if question else 0 for one in found]
                if question and all(faults):
                    wanting.append(_Wanting(keys[i], question, found, pairs))
                else:  # those without a fault come first
                    ranked = sorted(range(len(found)), key=lambda rank: faults[rank] > 0)
                    best = [found[rank] for rank in ranked]
                    drafted[keys[i]] = _read(tokenizer, _projected(best, pairs, question))
            yield drafted
        yield from self._constrained(package, wanting, hypotheses, search)

    @staticmethod
    def _lifted(pieces: list[str], request: Request) -> tuple[list[str], list[Lifted]]:
        """Return what a model is asked of a request, and the pairs that are to be put in afterwards."""
        return lift(pieces, request.pairs, SHAPES[request.hold].pattern) if request.hold and request.pairs else (pieces, [])

    def _question(self, package: Package, pieces: tuple[str, ...], request: Request) -> Question | None:
        """Return what a request that holds its marks asks for; None for others."""
        if not request.hold:
            return None
        shape = SHAPES[request.hold]
        numbers = [str(number) for number in range(MAX_MARKS)]
        encoded = self._tokenizer(package).encode([shape.form.format(number) for number in numbers], out_type=str)
        return Question(
            pieces=pieces,
            prefix=package.prefixes.get(request.target, ""),
            marks=shape.pattern,
            spelled={number: tuple(mark[mark[0] == BOUNDARY :]) for number, mark in zip(numbers, encoded, strict=True)},
        )

    def _constrained(
        self,
        package: Package,
        wanting: Sequence[_Wanting],
        hypotheses: int,
        search: Search,
    ) -> Iterable[dict[bytes, list[Draft]]]:
        """Yield drafts in which every mark is held, some at a time; the plain ones where there are none."""
        tokenizer = self._tokenizer(package)
        for at in range(0, len(wanting), _HELD_AT_ONCE):
            some = wanting[at : at + _HELD_AT_ONCE]
            held = constrain(
                [one.question for one in some],
                [one.found for one in some],
                lambda batches: dict(self.decoder.decode(package, batches)),
                search.beam or self.beam,
            )
            self._meter.count("sentences_constrained", len(some))
            for one, better in zip(some, held, strict=True):
                best = _projected(better[:hypotheses] or one.found, one.pairs, one.question)
                yield {one.key: _read(tokenizer, best, held=bool(better))}

    def _key(self, package: Package, request: Request, hypotheses: int, search: Search) -> bytes:
        """Return the digest of all that a draft depends on."""
        prefix = package.prefixes.get(request.target, "")
        asked = str(hypotheses)
        if (search.repetition_penalty, search.no_repeat_ngram) != (USUAL.repetition_penalty, USUAL.no_repeat_ngram):
            asked += f",{search.repetition_penalty},{search.no_repeat_ngram}"
        beam = str(search.beam or self.beam)
        if request.hold:
            asked += f",{request.hold}{request.pairs or ''}"
        whole = "\0".join([_DECODING, self._digests[package.name], prefix, beam, asked, request.text])
        return hashlib.blake2b(whole.encode("utf-8", "surrogatepass"), digest_size=16).digest()

    def _tokenizer(self, package: Package) -> Any:
        import sentencepiece  # noqa: PLC0415  (heavy: only where a model is used)

        with self._lock:
            if package.name not in self._tokenizers:
                path = package.path / "sentencepiece.model"
                try:
                    self._tokenizers[package.name] = sentencepiece.SentencePieceProcessor(model_file=str(path))
                except (RuntimeError, ValueError, OSError) as error:
                    first = str(error).splitlines()[0]
                    raise PackageError(f"{path}: does not load ({first}); install the package again") from error
            return self._tokenizers[package.name]


class _Wanting(NamedTuple):
    """A question whose plain answers lost marks."""

    key: bytes
    question: Question
    found: list[Hypothesis]
    pairs: list[Lifted]


def _projected(found: list[Hypothesis], pairs: list[Lifted], question: Question | None) -> list[Hypothesis]:
    """Return answers with the markup that was lifted put in; as they are where nothing was, or it has no place."""
    if not pairs or question is None:
        return found
    return [one for one in (project(one, pairs, question.spelled) for one in found) if one] or found


def _read(tokenizer: Any, found: Sequence[Hypothesis], *, held: bool = False) -> list[Draft]:
    return [Draft(text=str(tokenizer.decode(one.pieces)).strip(), score=one.score, held=held) for one in found]
