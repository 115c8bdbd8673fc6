"""Token shards: what prepare.py writes and train.py reads. One .npz of flat arrays, no pickles.

`src`, `tgt` are the pieces of all pairs one after the other, `n_src`, `n_tgt` how many each pair has, `tag` the piece that
names the target language, `dev` 1 for pairs held out. `links` (k, 2) are the source and target positions that word
alignment agrees on, `n_links` how many each pair has. `vocab` is the tokenizer's size, `corpora` the names of the text's.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

PAD, BOS, EOS = 0, 1, 2
IGNORED = -100
"""Label of a place without a label, as PyTorch's cross-entropy has it."""

Array = NDArray[Any]

_FLAT = {"src": "H", "tgt": "H", "links": "B"}
_COUNTS = {"n_src": "H", "n_tgt": "H", "tag": "H", "dev": "B", "n_links": "B"}
"""Arrays of a shard, by pieces and by pairs, with the codes of their unsigned integers."""


class Batch(NamedTuple):
    """Padded arrays of n pairs: S source places, T target places."""

    source: Array
    """(n, S): pieces and EOS."""
    target: Array
    """(n, T): BOS, language tag, pieces."""
    labels: Array
    """(n, T): what follows each place of `target`; `IGNORED` after BOS, where the tag is given."""
    links: Array
    """(k, 3): row, place in `labels`, place in `source`."""


class Writer:
    """Collects pairs and writes them as one shard; no side has more than `longest` pieces, at most 255."""

    def __init__(self, *, vocab: int, longest: int = 200):
        if longest > 255:
            raise SystemExit(f"shards: sides of {longest} pieces, expected at most 255, which is what a link can say")
        self.vocab, self.longest, self.corpora = vocab, longest, set[str]()
        self._rows = {key: array(code) for key, code in (_FLAT | _COUNTS).items()}

    def __len__(self) -> int:
        return len(self._rows["tag"])

    def add(
        self, source: Sequence[int], target: Sequence[int], tag: int, links: Sequence[tuple[int, int]], *, dev: bool
    ) -> bool:
        """Take a pair unless it is empty, too long or too lopsided to be a translation; return whether it was taken."""
        short, long = sorted((len(source), len(target)))
        if not 0 < short or long > self.longest or long > 3 * short + 12:
            return False
        rows = self._rows
        rows["src"].extend(source)
        rows["tgt"].extend(target)
        rows["links"].extend(place for link in links for place in link)
        for key, value in zip(_COUNTS, (len(source), len(target), tag, int(dev), len(links)), strict=True):
            rows[key].append(value)
        return True

    def save(self, path: Path) -> None:
        """Write the shard; it is there complete or not at all."""
        arrays: dict[str, Any] = {key: np.array(row) for key, row in self._rows.items()}
        arrays["links"] = arrays["links"].reshape(-1, 2)
        part = path.with_suffix(".part")
        with part.open("wb") as file:
            np.savez(file, vocab=np.array(self.vocab), corpora=np.array(sorted(self.corpora), np.str_), **arrays)
        part.replace(path)


class Corpus:
    """The pairs of several shards, and batches of them."""

    def __init__(self, paths: Sequence[Path]):
        parts = [np.load(path) for path in paths]
        rows = {key: np.concatenate([part[key] for part in parts]) for key in _FLAT | _COUNTS}
        sizes = {int(part["vocab"]) for part in parts}
        if len(sizes) != 1:
            raise SystemExit(f"shards: made with tokenizers of {sorted(sizes)} pieces, expected one; encode them again")
        self.vocab = sizes.pop()
        self.corpora = sorted({str(name) for part in parts for name in part["corpora"]})
        self.src, self.tgt, self.links, self.tag = rows["src"], rows["tgt"], rows["links"], rows["tag"]
        self.n_src, self.n_tgt = rows["n_src"].astype(np.int64), rows["n_tgt"].astype(np.int64)
        self.at_src, self.at_tgt = _starts(self.n_src), _starts(self.n_tgt)
        self.at_links = _starts(rows["n_links"].astype(np.int64))
        self.dev, self.train = np.flatnonzero(rows["dev"] == 1), np.flatnonzero(rows["dev"] == 0)
        if not len(self.train):
            raise SystemExit("shards: no pairs to train on; check the files and corpora.toml, and encode again")

    def __len__(self) -> int:
        return len(self.tag)

    def pair(self, number: int) -> tuple[Array, Array, Array]:
        """Return the source pieces, target pieces and links (k, 2) of one pair."""
        parts = ((self.src, self.at_src), (self.tgt, self.at_tgt), (self.links, self.at_links))
        source, target, links = (flat[starts[number] : starts[number + 1]] for flat, starts in parts)
        return source, target, links

    def batches(self, pairs: Array, tokens: int, rng: np.random.Generator | None = None) -> list[Array]:
        """Return the numbers of pairs of like length, at most `tokens` padded places a side; in an order of `rng`'s."""
        pairs = rng.permutation(pairs) if rng else pairs
        out: list[Array] = []
        for chunk in np.array_split(pairs, -(-len(pairs) // 400_000) or 1):
            places = _eights(np.maximum(self.n_src[chunk] + 1, self.n_tgt[chunk] + 2))
            order = np.lexsort((self.n_src[chunk], places))
            start, widths = 0, places[order].tolist()
            for end in range(1, len(order) + 1):
                if end == len(order) or (end - start + 1) * widths[end] > tokens:
                    out.append(chunk[order[start:end]])
                    start = end
        return [out[number] for number in rng.permutation(len(out))] if rng else out

    def batch(self, pairs: Array) -> Batch:
        """Return the padded arrays of a batch; both sides' places are multiples of eight, which fast kernels like."""
        rows, ours, theirs = np.arange(len(pairs)), self.n_src[pairs], self.n_tgt[pairs]
        shape = len(pairs), int(_eights(theirs.max() + 2))
        source = np.full((len(pairs), int(_eights(ours.max() + 1))), PAD, np.int64)
        target, labels = np.full(shape, PAD, np.int64), np.full(shape, IGNORED, np.int64)
        row, place, pieces = _ragged(self.src, self.at_src, pairs)
        source[row, place], source[rows, ours] = pieces, EOS
        row, place, pieces = _ragged(self.tgt, self.at_tgt, pairs)
        target[rows, 0], target[rows, 1], target[row, place + 2] = BOS, self.tag[pairs], pieces
        labels[row, place + 1], labels[rows, theirs + 1] = pieces, EOS
        row, _, links = _ragged(self.links, self.at_links, pairs)
        return Batch(source, target, labels, np.column_stack([row, links[:, 1].astype(np.int64) + 1, links[:, 0]]))


def _ragged(flat: Array, starts: Array, pairs: Array) -> tuple[Array, Array, Array]:
    """Return what `flat` holds of the pairs: row and place of each item, and the items."""
    counts = starts[pairs + 1] - starts[pairs]
    rows = np.repeat(np.arange(len(pairs)), counts)
    places = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    return rows, places, flat[starts[pairs][rows] + places]


def _starts(counts: Array) -> Array:
    return np.concatenate([[0], np.cumsum(counts)])


def _eights(counts: Array) -> Array:
    return -(-counts // 8) * 8
