"""Average the weights of checkpoints: `average.py OUT.pt last-*.pt`, of those that train.py --keep N left.

A checkpoint of train.py already holds a running mean of its weights; this is the other way to smooth them. Keep whichever
scores better. With one checkpoint and --half it only makes it small: no optimizer, half precision, fit to be carried away.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

# isort: split
from train import load


def average(paths: Sequence[Path], *, half: bool = False) -> dict[str, Any]:
    """Return a checkpoint with the mean of the weights, in single or half precision, and what they were trained on."""
    saved = [load(path) for path in paths]
    sizes = {tuple(one["size"].items()) for one in saved}
    if len(sizes) != 1:
        raise SystemExit(f"average: {len(sizes)} different sizes, expected checkpoints of one training")
    weights = {key: torch.stack([one["weights"][key].float() for one in saved]).mean(0) for key in saved[0]["weights"]}
    return {
        "size": saved[0]["size"],
        "weights": {key: value.half() if half else value for key, value in weights.items()},
        "step": max(one["step"] for one in saved),
        "corpora": sorted({name for one in saved for name in one.get("corpora", [])}),
    }


def main() -> None:
    """Average, and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("checkpoints", nargs="+", type=Path)
    parser.add_argument("--half", action="store_true", help="half precision")
    options = parser.parse_args()
    torch.save(average(options.checkpoints, half=options.half), options.out)


if __name__ == "__main__":
    main()
