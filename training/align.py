"""Word alignment of parallel text: IBM model 1 with a learnt prior over relative positions, both ways, by EM in NumPy.

Sentences are sequences of piece numbers. A direction says from which source piece, if any, each target piece comes:

    P(target | source) = prod_j sum_i prior(i, j) * table(target_j | source_i)

as in Dyer et al. 2013 ("A simple, fast, and effective reparameterization of IBM model 2"), whose diagonal prior becomes
a histogram here: Japanese and Korean put the verb last, so the diagonal of English does not fit them. Rare source pieces
would draw unrelated target pieces to themselves; add-n smoothing holds them back (Moore 2004, "Improving IBM word-alignment
model 1"). Two directions that agree make a link; see `links` and `phrases`.

Written here because what is on PyPI is copyleft (eflomal, sil-thot), not packaged (fast_align), or needs a large model.
Shapes: n pairs of one block, S source pieces, T target pieces.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ids = Sequence[int] | NDArray[Any]
Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

NULL = 0xFFFF
"""The empty word: the number of the source piece of target pieces that come from nowhere. Vocabularies are smaller."""

_ROUNDS, _BINS = 5, 32
_NULL_PRIOR = 0.1
_SMOOTH = 0.01
"""Count that every source piece has for every target piece, seen or not."""
_FLOOR, _SAME = 1e-7, 1e-2
"""Probability of two pieces that were not seen together, and of a piece with itself: marks and new names."""
_PRUNE = 1e-4
_CELLS = 1_000_000
"""Cells (n * T * S) of one block: bounds the memory of temporary arrays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Direction:
    """What EM learnt of one direction."""

    keys: NDArray[np.uint32]
    """Source piece * 2^16 + target piece, ascending."""
    chances: Floats
    """P(target piece | source piece), one for each key."""
    prior: Floats
    """Weight of a relative offset j/T - i/S, `_BINS` of them from -1 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """Where the pieces of one pair come from."""

    forward: Ints
    """(T,): position of the source piece that each target piece comes from, -1 for none."""
    backward: Ints
    """(S,): position of the target piece that each source piece comes from, -1 for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aligner:
    """Both directions of a language pair."""

    forward: Direction
    backward: Direction

    def align(self, sources: Sequence[Ids], targets: Sequence[Ids]) -> list[Alignment]:
        """Return the alignment of each pair, in order."""
        there, back = _best(self.forward, sources, targets), _best(self.backward, targets, sources)
        return [Alignment(forward=f, backward=b) for f, b in zip(there, back, strict=True)]

    def flipped(self) -> Aligner:
        """Return the aligner of the other direction of translation."""
        return Aligner(forward=self.backward, backward=self.forward)

    def save(self, path: Path) -> None:
        """Write both directions to an .npz file."""
        sides = {"forward": self.forward, "backward": self.backward}
        parts = {f"{side}_{name}": getattr(d, name) for side, d in sides.items() for name in ("keys", "chances", "prior")}
        np.savez(path, **parts)


def load(path: Path) -> Aligner:
    """Return the aligner that `Aligner.save` wrote."""
    with np.load(path) as saved:
        names = ("keys", "chances", "prior")
        forward, backward = ({name: saved[f"{side}_{name}"] for name in names} for side in ("forward", "backward"))
    return Aligner(forward=Direction(**forward), backward=Direction(**backward))


def learn(sources: Sequence[Ids], targets: Sequence[Ids], rounds: int = _ROUNDS) -> Aligner:
    """Return an aligner learnt from pairs of piece sequences; empty ones are passed over."""
    return Aligner(forward=_learn(sources, targets, rounds), backward=_learn(targets, sources, rounds))


def links(found: Alignment) -> list[tuple[int, int]]:
    """Return the (source, target) positions on which both directions agree, by source position."""
    pairs = ((int(i), j) for j, i in enumerate(found.forward) if i >= 0 and found.backward[i] == j)
    return sorted(pairs)


def phrases(found: Alignment, longest: int) -> list[tuple[int, int, int, int]]:
    """Return (first, last, first, last) positions of source and target phrases that translate one another.

    Grown from each agreed link until no piece inside, in either direction, comes from a piece outside; so a name of several
    pieces that all come from one word is found whole. At most `longest` pieces a side.
    """
    there = [(int(i), j) for j, i in enumerate(found.forward) if i >= 0]
    loose = there + [(i, int(j)) for i, j in enumerate(found.backward) if j >= 0]
    grown = (_grow(i, j, loose, longest) for i, j in links(found))
    return sorted({phrase for phrase in grown if phrase})


def _grow(i: int, j: int, loose: list[tuple[int, int]], longest: int) -> tuple[int, int, int, int] | None:
    i1, i2, j1, j2 = i, i, j, j
    while True:
        touching = [(s, t) for s, t in loose if i1 <= s <= i2 or j1 <= t <= j2]
        new = (
            min(i1, *(s for s, _ in touching)),
            max(i2, *(s for s, _ in touching)),
            min(j1, *(t for _, t in touching)),
            max(j2, *(t for _, t in touching)),
        )
        if new[1] - new[0] >= longest or new[3] - new[2] >= longest:
            return None
        if new == (i1, i2, j1, j2):
            return new
        i1, i2, j1, j2 = new


def _blocks(sources: Sequence[Ids], targets: Sequence[Ids]) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Yield pairs of equal lengths together: their numbers (n,), sources (n, 1 + S) after the empty word, targets (n, T)."""
    lengths = np.array([(len(s), len(t)) for s, t in zip(sources, targets, strict=True)]).reshape(-1, 2)
    order = np.lexsort(lengths.T)
    order = order[lengths[order].all(axis=1)]
    ends = np.flatnonzero(np.diff(lengths[order], axis=0).any(axis=1)) + 1
    for group in np.split(order, ends):
        if not len(group):
            continue
        most = max(1, _CELLS // int((lengths[group[0], 0] + 1) * lengths[group[0], 1]))
        for rows in np.array_split(group, -(-len(group) // most)):
            source = np.array([sources[row] for row in rows], np.int64)
            target = np.array([targets[row] for row in rows], np.int64)
            yield rows, np.pad(source, ((0, 0), (1, 0)), constant_values=NULL), target


def _keys(source: Ints, target: Ints) -> NDArray[np.uint32]:
    """Return the key of every cell (n, T, 1 + S)."""
    return ((source[:, None, :] << 16) | target[:, :, None]).astype(np.uint32)


def _bins(target: int, source: int) -> Ints:
    """Return the bin (T, S) of each cell's relative offset."""
    offset = (np.arange(target)[:, None] + 0.5) / target - (np.arange(source)[None] + 0.5) / source
    return np.minimum(((offset + 1) / 2 * _BINS).astype(np.int64), _BINS - 1)


def _prior(weights: Floats, target: int, source: int) -> Floats:
    """Return the prior (T, 1 + S) of every source position, the empty word's first; each row adds up to 1."""
    places = weights[_bins(target, source)]
    places *= (1 - _NULL_PRIOR) / places.sum(axis=1, keepdims=True)
    return np.pad(places, ((0, 0), (1, 0)), constant_values=_NULL_PRIOR)


def _seen_twice(blocks: Sequence[tuple[Ints, Ints, Ints]]) -> NDArray[np.uint32]:
    """Return the keys that occur more than once, ascending: what is seen together once teaches nothing."""
    keys, counts = np.empty(0, np.uint32), np.empty(0, np.int64)
    waiting: list[NDArray[np.uint32]] = []
    for number, (_, source, target) in enumerate(blocks, 1):
        waiting.append(_keys(source, target).ravel())
        if number == len(blocks) or sum(map(len, waiting)) > 20 * _CELLS:
            new, often = np.unique(np.concatenate(waiting), return_counts=True)
            both, where = np.unique(np.concatenate([keys, new]), return_inverse=True)
            keys, counts = both, np.bincount(where, np.concatenate([counts, often])).astype(np.int64)
            waiting = []
    return keys[counts > 1]


def _find(keys: NDArray[np.uint32], wanted: NDArray[np.uint32]) -> NDArray[np.int32]:
    """Return the place of each wanted key, `len(keys)` where it is not there."""
    where = np.searchsorted(keys, wanted.ravel()).astype(np.int32)
    there = np.append(keys, np.uint32(0))[where] == wanted.ravel()
    return np.where(there & (where < len(keys)), where, len(keys)).astype(np.int32).reshape(wanted.shape)


def _learn(sources: Sequence[Ids], targets: Sequence[Ids], rounds: int) -> Direction:
    blocks = list(_blocks(sources, targets))
    keys = _seen_twice(blocks)
    places = [_find(keys, _keys(source, target)) for _, source, target in blocks]
    types = len(np.unique(keys & 0xFFFF))
    chances, prior = np.ones(len(keys) + 1, np.float32), np.ones(_BINS, np.float32)
    for _ in range(rounds):
        counts, moved, cells = np.zeros(len(keys) + 1, np.float32), np.zeros(_BINS), np.zeros(_BINS)
        for (_, source, target), place in zip(blocks, places, strict=True):
            bins = _bins(target.shape[1], source.shape[1] - 1)
            share = chances[place] * _prior(prior, *bins.shape)
            share /= share.sum(axis=2, keepdims=True)
            np.add.at(counts, place.ravel(), share.ravel())
            np.add.at(moved, bins.ravel(), share[:, :, 1:].sum(axis=0, dtype=np.float64).ravel())
            np.add.at(cells, bins.ravel(), np.full(bins.size, float(len(source))))
        total = np.bincount(keys >> 16, counts[:-1], minlength=NULL + 1) + _SMOOTH * types
        chances = np.append((counts[:-1] + _SMOOTH) / total[keys >> 16], _FLOOR).astype(np.float32)
        prior = ((moved + 1) / (cells + 1)).astype(np.float32)
    kept = chances[:-1] > _PRUNE
    return Direction(keys=keys[kept], chances=chances[:-1][kept], prior=prior)


def _best(direction: Direction, sources: Sequence[Ids], targets: Sequence[Ids]) -> list[Ints]:
    """Return for each pair the likeliest source position (T,) of each target piece, -1 for the empty word."""
    found: list[Ints] = [np.full(len(target), -1, np.int64) for target in targets]
    chances = np.append(direction.chances, np.float32(_FLOOR))
    for rows, source, target in _blocks(sources, targets):
        table = chances[_find(direction.keys, _keys(source, target))]
        same = source[:, None, :] == target[:, :, None]
        weight = np.where(same, np.maximum(table, _SAME), table)
        best = (weight * _prior(direction.prior, target.shape[1], source.shape[1] - 1)).argmax(axis=2) - 1
        for row, line in zip(rows, best, strict=True):
            found[row] = line
    return found
