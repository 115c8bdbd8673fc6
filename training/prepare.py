"""Turn parallel text into a SentencePiece model, word aligners and token shards.

    prepare.py tokenizer OUT.model --vocab 32000 FILE...
    prepare.py align     DIR --tokenizer M.model FILE...
    prepare.py encode    DIR --tokenizer M.model [--aligners DIR] [--stage last] FILE...

Each FILE is named SRC-TGT[.part].tsv[.xz], one pair a line: corpus<TAB>source<TAB>target. `align` writes one aligner a
language pair, `encode` one shard a file; both pass over what is there already, so a call that was cut off is called again.
"""

from __future__ import annotations

import argparse
import lzma
import random
import sys
import tomllib
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import sentencepiece

# isort: split
import align
from marks import MARKS, equal_names, equal_phrases, place
from shards import Writer

LANGUAGES = {"en": "English", "ja": "Japanese", "ko": "Korean", "zh": "Chinese"}
TAGS = {language: f"<2{language}>" for language in LANGUAGES}

_CHUNK = 50_000
_HELD_OUT = 400
"""One pair in so many is held out, in every stage and direction the same."""
_ALIGNED = 60
"""Most pieces of a side that an aligner learns from: long pairs cost most and teach least."""


class Pair(NamedTuple):
    """One line of a text file."""

    corpus: str
    source: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What `encode` makes of text."""

    tokenizer: Path
    aligners: Path | None = None
    """Folder of `align`; without it no marks on phrases and no links."""
    weights: Mapping[str, float]
    """Corpus to how often a pair of it is taken."""
    rates: Mapping[tuple[str, str], float]
    """Direction to how often a pair of it is taken, from `sampling_rates`."""
    share: float = 0.125
    """Of the pairs that get marks."""
    aligned: float = 1.0
    """Share of the pairs that are aligned, which takes most of the time; the others have neither links nor marks."""
    longest: int = 200
    """Most pieces of a side."""
    seed: int = 1


def languages(path: Path) -> tuple[str, str]:
    """Return source and target language, from the file's name."""
    found = path.name.split(".")[0].split("-")
    if len(found) != 2 or not set(found) <= set(LANGUAGES):
        raise SystemExit(f"{path}: expected a name like ja-en.tsv.xz, of two of {', '.join(LANGUAGES)}")
    return found[0], found[1]


def read(path: Path) -> Iterator[Pair]:
    """Yield the pairs of a text file that have both sides."""
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            columns = line.rstrip("\n").split("\t")
            if len(columns) != 3:
                raise SystemExit(f"{path}:{number}: found {len(columns)} columns, expected corpus<TAB>source<TAB>target")
            if columns[1] and columns[2]:
                yield Pair(*columns)


def load_tokenizer(path: Path) -> Any:
    """Return the SentencePiece model, whose marks and tags must each be one piece."""
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(path))
    lacking = [symbol for symbol in (*TAGS.values(), *MARKS) if pieces.piece_to_id(symbol) == pieces.unk_id()]
    if lacking:
        raise SystemExit(f"{path}: lacks {' '.join(lacking)}; make one with prepare.py tokenizer")
    return pieces


# ---- tokenizer


def train_tokenizer(out: Path, files: Sequence[Path], vocab: int, limit: int) -> None:
    """Write a unigram model with byte fallback, from at most `limit` bytes or so of each language.

    Tags are control symbols: no text spells them, and they decode to nothing. Marks are symbols that text can spell.
    """
    texts: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for path in files:
        source, target = languages(path)
        for pair in read(path):
            texts[source].append(pair.source)
            texts[target].append(pair.target)
    sample = out.with_suffix(".txt")
    with sample.open("w", encoding="utf-8") as file:
        for language, lines in texts.items():
            random.Random(language).shuffle(lines)
            taken = 0
            for line in lines:
                taken += len(line.encode())
                if taken > limit:
                    break
                file.write(line + "\n")
    try:
        sentencepiece.SentencePieceTrainer.train(
            input=str(sample),
            model_prefix=str(out.with_suffix("")),
            vocab_size=vocab,
            model_type="unigram",
            character_coverage=0.9995,
            byte_fallback=True,
            split_digits=True,
            normalization_rule_name="identity",
            control_symbols=list(TAGS.values()),
            user_defined_symbols=list(MARKS),
            pad_id=0,
            bos_id=1,
            eos_id=2,
            unk_id=3,
            pad_piece="<pad>",
            max_sentence_length=8000,
            input_sentence_size=1_500_000,
            shuffle_input_sentence=True,
            minloglevel=1,
        )
    except RuntimeError as error:
        raise SystemExit(f"{out}: {error}") from None
    finally:
        sample.unlink()


# ---- align


def train_aligners(folder: Path, files: Sequence[Path], tokenizer: Path, most: int) -> None:
    """Write one aligner a language pair, learnt from `most` of its pairs at random, unless it is there."""
    pieces = load_tokenizer(tokenizer)
    folder.mkdir(parents=True, exist_ok=True)
    for names in sorted({languages(path) for path in files}):
        out = folder / f"{'-'.join(names)}.npz"
        if out.exists():
            continue
        pairs = [pair for path in files if languages(path) == names for pair in read(path)]
        pairs = random.Random(0).sample(pairs, min(most, len(pairs)))
        sources, targets = pieces.encode([p.source for p in pairs]), pieces.encode([p.target for p in pairs])
        short = [n for n in range(len(pairs)) if max(len(sources[n]), len(targets[n])) <= _ALIGNED]
        align.learn([sources[n] for n in short], [targets[n] for n in short]).save(out)
        print(f"{out.name}: learnt from {len(short)} pairs", file=sys.stderr, flush=True)


# ---- encode


def read_mix(path: Path, stage: str) -> dict[str, float]:
    """Return corpus to weight in the stage, `main` or `last`."""
    key = {"main": "weight", "last": "last"}[stage]
    return {name: float(corpus.get(key, 0.0)) for name, corpus in tomllib.loads(path.read_text(encoding="utf-8")).items()}


def count_pairs(files: Sequence[Path], weights: Mapping[str, float]) -> dict[tuple[str, str], float]:
    """Return how many weighted pairs there are in each direction."""
    counts: Counter[tuple[str, str]] = Counter()
    for path in files:
        source, target = languages(path)
        for corpus, number in Counter(pair.corpus for pair in read(path)).items():
            if corpus not in weights:
                raise SystemExit(f"{path}: corpus {corpus!r} is not in corpora.toml; add it with its weight and licence")
            counts[source, target] += number * weights[corpus]  # type: ignore[assignment]
            counts[target, source] += number * weights[corpus]  # type: ignore[assignment]
    return {direction: number for direction, number in counts.items() if number}


def sampling_rates(
    counts: Mapping[tuple[str, str], float], temperature: float = 2.0, doubled: str = "ja"
) -> dict[tuple[str, str], float]:
    """Return how often a pair of each direction is taken, so that small directions are not drowned by large ones.

    A direction's share is its count ^ (1 / temperature), twice that out of the language `doubled`; the sum of pairs stays.
    """
    wish = {d: number ** (1 / temperature) * (2 if d[0] == doubled else 1) for d, number in counts.items()}
    total = sum(counts.values()) / sum(wish.values())
    return {direction: total * wish[direction] / number for direction, number in counts.items()}


def encode(out: Path, files: Sequence[Path], recipe: Recipe, jobs: int) -> None:
    """Write a shard for each file into the folder `out`, unless it is there."""
    out.mkdir(parents=True, exist_ok=True)
    wanted = [path for path in files if not shard_path(out, path).exists()]
    if jobs == 1:
        reports = map(partial(encode_file, out, recipe), wanted)
        for report in reports:
            print(report, file=sys.stderr, flush=True)
        return
    with ProcessPoolExecutor(jobs) as pool:
        for report in pool.map(partial(encode_file, out, recipe), wanted):
            print(report, file=sys.stderr, flush=True)


def shard_path(out: Path, text: Path) -> Path:
    """Return where the shard of a text file lies."""
    return out / f"{text.name.removesuffix('.xz').removesuffix('.tsv')}.npz"


def encode_file(out: Path, recipe: Recipe, path: Path) -> str:
    """Write the shard of one file; return what it holds in one line."""
    pieces = load_tokenizer(recipe.tokenizer)
    names = languages(path)
    aligner = align.load(recipe.aligners / f"{'-'.join(names)}.npz") if recipe.aligners else None
    writer = Writer(vocab=pieces.get_piece_size(), longest=recipe.longest)
    encoder = _Encoder(recipe, pieces, names, aligner, random.Random(f"{recipe.seed} {path.name}"), writer)
    pairs = [pair for pair in read(path) if recipe.weights[pair.corpus] > 0]
    for start in range(0, len(pairs), _CHUNK):
        encoder.run(pairs[start : start + _CHUNK])
    writer.corpora |= {pair.corpus for pair in pairs}
    if len(writer):
        writer.save(shard_path(out, path))
    return f"{path.name}: {len(pairs)} pairs, {len(writer)} taken in both directions, {encoder.marked} with marks"


class _Encoder:
    """Turns pairs into rows of a shard, each as often as the recipe says, some with marks."""

    def __init__(
        self,
        recipe: Recipe,
        pieces: Any,
        names: tuple[str, str],
        aligner: align.Aligner | None,
        rng: random.Random,
        writer: Writer,
    ):
        self.recipe, self.pieces, self.names, self.aligner = recipe, pieces, names, aligner
        self.rng, self.writer, self.marked, self._owed = rng, writer, 0, 0.0

    def run(self, pairs: Sequence[Pair]) -> None:
        """Add the rows of some pairs."""
        sides = self.pieces.encode([p.source for p in pairs]), self.pieces.encode([p.target for p in pairs])
        found = self._align(*sides)
        marked: list[tuple[str, str, bool]] = []
        for pair, source, target, alignment in zip(pairs, *sides, found, strict=True):
            links = align.links(alignment) if alignment else []
            dev = zlib.crc32(f"{pair.source}\t{pair.target}".encode()) % _HELD_OUT == 0
            for flip in (False, True):
                for _ in range(1 if dev else self._times(pair.corpus, flip=flip)):
                    new = (
                        None if dev or not self._owes() or (self.aligner and not alignment) else self._mark(pair, alignment)
                    )
                    if new:
                        marked.append((*new, flip))
                    else:
                        self._add(source, target, links, flip=flip, dev=dev)
        self._add_marked(marked)

    def _align(self, sources: Sequence[list[int]], targets: Sequence[list[int]]) -> list[align.Alignment | None]:
        found: list[align.Alignment | None] = [None] * len(sources)
        if self.aligner:
            chosen = [n for n in range(len(found)) if self.recipe.aligned >= 1 or self.rng.random() < self.recipe.aligned]
            alignments = self.aligner.align([sources[n] for n in chosen], [targets[n] for n in chosen])
            for number, alignment in zip(chosen, alignments, strict=True):
                found[number] = alignment
        return found

    def _times(self, corpus: str, *, flip: bool) -> int:
        often = self.recipe.weights[corpus] * self.recipe.rates[self.names[::-1] if flip else self.names]
        return int(often) + (self.rng.random() < often % 1)

    def _owes(self) -> bool:
        """Whether this pair should get marks: those that could not are made up for by later ones, a few."""
        self._owed = min(self._owed + self.recipe.share, 10.0)
        return self._owed > self.rng.random()

    def _mark(self, pair: Pair, alignment: align.Alignment | None) -> tuple[str, str] | None:
        offsets = [self.pieces.encode(text, return_type="offset_mapping")["offsets"] for text in pair[1:]]
        phrases = equal_phrases(pair.source, pair.target, (offsets[0], offsets[1]), alignment) if alignment else []
        placed = place(pair.source, pair.target, equal_names(pair.source, pair.target), phrases, self.rng)
        if not placed.replaced:
            return None
        self._owed -= 1
        return placed.source, placed.target

    def _add_marked(self, marked: Sequence[tuple[str, str, bool]]) -> None:
        sides = self.pieces.encode([row[0] for row in marked]), self.pieces.encode([row[1] for row in marked])
        found = self.aligner.align(*sides) if self.aligner else [None] * len(marked)
        for (_, _, flip), source, target, alignment in zip(marked, *sides, found, strict=True):
            links = align.links(alignment) if alignment else []
            self.marked += self._add(source, target, links, flip=flip, dev=False)

    def _add(self, source: list[int], target: list[int], links: list[tuple[int, int]], *, flip: bool, dev: bool) -> bool:
        if flip:
            source, target, links = target, source, [(j, i) for i, j in links]
        tag = self.pieces.piece_to_id(TAGS[self.names[0 if flip else 1]])
        return self.writer.add(source, target, tag, links, dev=dev)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    tokenizer, aligner, encoder = (verbs.add_parser(name) for name in ("tokenizer", "align", "encode"))
    tokenizer.add_argument("--vocab", type=int, default=32000)
    tokenizer.add_argument("--limit", type=int, default=60_000_000, help="bytes of each language")
    aligner.add_argument("--pairs", type=int, default=200_000, help="pairs of each language pair to learn from")
    encoder.add_argument("--aligners", type=Path, help="folder that `align` wrote")
    encoder.add_argument("--stage", choices=("main", "last"), default="main")
    encoder.add_argument("--corpora", type=Path, default=Path(__file__).with_name("corpora.toml"))
    encoder.add_argument("--share", type=float, default=0.125, help="of the pairs that get marks")
    encoder.add_argument("--aligned", type=float, default=1.0, help="share of the pairs that are aligned")
    encoder.add_argument("--temperature", type=float, default=2.0)
    encoder.add_argument("--max-tokens", type=int, default=200, help="pieces of a side, at most 255")
    encoder.add_argument("--scale", type=float, default=1.0, help="of all weights: 0.1 takes a tenth of the text")
    encoder.add_argument("--jobs", type=int, default=1, help="files at a time")
    for verb in (tokenizer, aligner, encoder):
        verb.add_argument("out", type=Path)
        verb.add_argument("files", nargs="+", type=Path)
    for verb in (aligner, encoder):
        verb.add_argument("--tokenizer", type=Path, required=True)
    options = parser.parse_args()
    if options.verb == "tokenizer":
        train_tokenizer(options.out, options.files, options.vocab, options.limit)
    elif options.verb == "align":
        train_aligners(options.out, options.files, options.tokenizer, options.pairs)
    else:
        mix = {name: weight * options.scale for name, weight in read_mix(options.corpora, options.stage).items()}
        recipe = Recipe(
            tokenizer=options.tokenizer,
            aligners=options.aligners,
            weights=mix,
            rates=sampling_rates(count_pairs(options.files, mix), options.temperature),
            share=options.share,
            aligned=options.aligned,
            longest=options.max_tokens,
        )
        encode(options.out, options.files, recipe, options.jobs)


if __name__ == "__main__":
    main()
