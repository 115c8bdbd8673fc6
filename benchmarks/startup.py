"""Start-up of the command line, as a ratio to a bare Python and to stock Argos Translate's own command, in one run.

python benchmarks/startup.py [RUNS]
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path
from shutil import which

BIN = Path(sys.executable).parent


def seconds(words: list[str], runs: int) -> float:
    """Return the median wall-clock seconds of a command."""
    taken = []
    for _ in range(runs):
        began = time.perf_counter()
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    bare = seconds([sys.executable, "-c", "pass"], runs)
    print(f"python -c pass          {bare:.3f} s")
    for name, words in (
        ("translate --help", [str(BIN / "translate"), "--help"]),
        ("argospm --help", [str(BIN / "argospm"), "--help"]),
    ):
        if which(words[0]):
            took = seconds(words, runs)
            print(f"{name:22}  {took:.3f} s  {took / bare:.1f} × python")


if __name__ == "__main__":
    main()
