"""Ten million posts: a simulation that first has to reproduce what this machine does with a few.

python benchmarks/scaling.py [--posts 10000000] [--nodes 20] [--cores 16] [--price 0.04] [--sample 40]

It runs `translate batch` on a sample with one and with two batches at once, and once more with all drafts kept, which shows
what the driver's own stages cost. The simulation gets the costs of a sentence (driver, model) from the first and the last
run and has to tell the time of the second within a quarter; otherwise it exits with 1 and says no more.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
BATCH = (sys.executable, "-c", "from translate_pipeline.commands import main; main()", "batch")
CHUNK = 600
"""Sentences that are drafted together."""
IN_FLIGHT = 2
TOLERANCE = 0.25
YEAR = 365 * 24.0
sys.path.insert(0, str(ROOT))


@dataclass(frozen=True, kw_only=True)
class Costs:
    """What was measured, for a sentence, in seconds of one core."""

    driver: float
    model: float


def run(posts: Path, out: Path, jobs: int) -> tuple[float, dict[str, Any]]:
    """Return the seconds of a batch without its start-up, and what it says of itself."""
    words = [*BATCH, str(posts), "--to", "en", "--out", str(out), "--jobs", str(jobs), "--json"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode not in {0, 1}:
        raise SystemExit(done.stderr)
    said = json.loads(done.stdout)
    return said["seconds"], said


def simulate(sentences: int, costs: Costs, *, workers: int, cores: int, in_flight: int = IN_FLIGHT) -> float:
    """Return the seconds that a driver and its workers take for some sentences.

    A chunk is planned by the driver, decoded by all workers that are free, and finished by the driver, one chunk at a time
    at the driver, `in_flight` at once in all. `cores` are shared by the driver and the workers: on a cluster there are as
    many as there are threads, on one machine fewer. Work flows evenly; what is uneven within a chunk is left out.
    """
    clock, begun, chunks = 0.0, 0, []
    while begun < sentences or chunks:
        while begun < sentences and len(chunks) < in_flight:
            size = min(CHUNK, sentences - begun)
            chunks.append([costs.driver * size / 2, costs.model * size, costs.driver * size / 2])
            begun += size
        at_driver = next((chunk for chunk in chunks if chunk[0] > 0 or chunk[1] <= 0), None)
        decoding = [chunk for chunk in chunks if chunk[0] <= 0 < chunk[1]]
        threads = (at_driver is not None) + (workers if decoding else 0)
        speed = min(1.0, cores / threads)
        flows: list[tuple[list[float], int, float]] = []
        if at_driver is not None:
            flows.append((at_driver, 0 if at_driver[0] > 0 else 2, speed))
        flows += [(chunk, 1, speed * workers / len(decoding)) for chunk in decoding]
        step = min(chunk[stage] / rate for chunk, stage, rate in flows)
        clock += step
        for chunk, stage, rate in flows:
            chunk[stage] = max(0.0, chunk[stage] - rate * step)
            if chunk[stage] < 1e-9:
                chunk[stage] = 0.0
        chunks = [chunk for chunk in chunks if any(chunk)]
    return clock


def measure(sample: int, home: Path) -> tuple[Costs, dict[str, float], bool]:
    """Return the costs of a sentence, what a post takes on the disk, and whether the simulation holds."""
    from benchmarks.corpus import make_posts

    posts = make_posts(home / "posts", sample, 30)
    one, said = run(posts, home / "one", 1)
    two, _ = run(posts, home / "two", 2)
    shutil.copytree(home / "one" / ".translate", home / "kept" / ".translate")
    with sqlite3.connect(home / "kept" / ".translate" / "state.sqlite3") as state:
        drafts = state.execute("SELECT count(*) FROM drafts").fetchone()[0]
        size = state.execute("SELECT sum(length(key) + length(drafts) + 8) FROM drafts").fetchone()[0]
        state.execute("DELETE FROM outputs")
    kept, _ = run(posts, home / "kept", 1)
    sentences = said["locales"]["en"]["segments"]
    cores = len(os.sched_getaffinity(0))
    costs = Costs(driver=kept / sentences, model=_fitted(sentences, one, kept / sentences, cores))
    written = sum(path.stat().st_size for path in (home / "one" / "en").rglob("*") if path.is_file())
    figures = {
        "sentences": sentences / sample,
        "tokens": said["counts"]["source_tokens"] / sample,
        "written": written / sample,
        "drafts": drafts / sample,
        "draft": size / drafts,
    }
    told = simulate(sentences, costs, workers=2, cores=cores)
    per = f"driver {1e3 * costs.driver:.2f} ms, model {1e3 * costs.model:.2f} ms each"
    print(f"sample: {sample} posts, {sentences} sentences; {per}")
    print(f"one batch at once   measured {one:6.2f} s")
    print(f"two batches at once measured {two:6.2f} s, simulated {told:6.2f} s")
    return costs, figures, abs(told / two - 1) <= TOLERANCE


def _fitted(sentences: int, seconds: float, driver: float, cores: int) -> float:
    """Return the model's cost with which the simulation takes so many seconds with one worker."""
    low, high = 0.0, seconds * cores / sentences
    for _ in range(50):
        middle = (low + high) / 2
        told = simulate(sentences, Costs(driver=driver, model=middle), workers=1, cores=cores)
        low, high = (middle, high) if told < seconds else (low, middle)
    return (low + high) / 2


def extrapolate(costs: Costs, figures: dict[str, float], options: argparse.Namespace) -> None:
    sentences = options.posts * figures["sentences"]
    workers = options.nodes * options.cores
    per_driver = max(1, int(costs.model / costs.driver))
    drivers = -(-workers // per_driver)
    chunks = max(IN_FLIGHT, -(-2 * 20 * 3 * workers // drivers // CHUNK))
    share = int(min(sentences / drivers, 400_000))
    seconds = (
        simulate(share, costs, workers=workers // drivers, cores=workers, in_flight=chunks) * sentences / drivers / share
    )
    hours = seconds / 3600
    core_hours = (costs.driver + costs.model) * sentences / 3600
    lost = hours * options.nodes / (options.mtbf * YEAR)
    redone = lost * 3 * options.cores * 512 / (figures["tokens"] / figures["sentences"]) * costs.model / 3600
    print(f"\n{options.posts:,} posts into one locale on {options.nodes} nodes of {options.cores} cores")
    print(f"sentences              {sentences:,.0f}; source tokens {options.posts * figures['tokens']:,.0f}")
    share_of_drivers = 100 * costs.driver / (costs.driver + costs.model)
    print(f"core-hours             {core_hours:,.0f}, of them {share_of_drivers:.0f} % drivers")
    print(f"drivers                {drivers}, as one feeds {per_driver} cores; each with {chunks} chunks in flight")
    print(f"time                   {hours:,.1f} h")
    print(f"cost                   {core_hours * options.price:,.0f} at {options.price} a core-hour")
    again = f"{redone * 3600:.1f} core-seconds done again"
    print(f"nodes lost             {lost:.3f} at one loss in {options.mtbf} years each; {again}")
    print(f"outputs                {options.posts * figures['written'] / 1e9:,.0f} GB")
    drafts = options.posts * figures["drafts"] * figures["draft"] / 1e9
    print(f"kept drafts            {drafts:,.0f} GB, {figures['draft']:.0f} bytes each")
    print("memory                 that of a batch on each driver, and the model's on each node (benchmarks/throughput.py)")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--posts", type=int, default=10_000_000)
    parser.add_argument("--nodes", type=int, default=20)
    parser.add_argument("--cores", type=int, default=16)
    parser.add_argument("--price", type=float, default=0.04)
    parser.add_argument("--mtbf", type=float, default=2.0, help="years between two losses of a node")
    parser.add_argument("--sample", type=int, default=40)
    options = parser.parse_args()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as home:
        costs, figures, holds = measure(options.sample, Path(home))
    if not holds:
        raise SystemExit(
            f"the simulation is over {100 * TOLERANCE:.0f} % from what was measured: nothing is said of more posts"
        )
    extrapolate(costs, figures, options)
    print(f"\n({time.perf_counter() - began:.0f} s)")


if __name__ == "__main__":
    main()
