"""The same sentences on this machine alone and on a Ray cluster of one and two nodes, each of one CPU, in one run.

python benchmarks/nodes.py [SENTENCES] [--json FILE]

The nodes are processes of their own on this machine, so that two of them, the driver and Ray itself share its CPUs: it shows
what the way over Ray costs, not how fast many machines are. The peer is the same engine without Ray.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

NODE = {"num_cpus": 1, "object_store_memory": 80_000_000}


def texts(number: int) -> list[str]:
    from benchmarks.corpus import sentences

    some = sentences()
    return [f"{index}番目は、{some[index % len(some)]}"[:200] for index in range(number)]


def rate(decoder: Any, lines: list[str]) -> float:
    """Return sentences a second, the model loaded before."""
    from translate_pipeline.commands.tools import STARTER
    from translate_pipeline.engines.ctranslate import CTranslateEngine
    from translate_pipeline.engines.packages import read_package
    from translate_pipeline.model import Request

    engine = CTranslateEngine([read_package(STARTER)], decoder=decoder)
    requests = [Request(text=line, source="ja", target="en") for line in lines]
    engine.translate(requests[:50])
    began = time.perf_counter()
    engine.translate(requests)
    return len(requests) / (time.perf_counter() - began)


def main() -> None:
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    from ray.cluster_utils import Cluster

    from translate_pipeline.engines.cluster import RayDecoder
    from translate_pipeline.engines.decode import Fit, LocalDecoder

    words = [word for word in sys.argv[1:] if word != "--json"]
    saved = Path(words.pop()) if "--json" in sys.argv else None
    lines = texts(int(words[0]) if words else 1500)
    found = {"sentences": len(lines)}
    for workers in (1, 2):
        found[f"local {workers}"] = rate(LocalDecoder(Fit(workers=workers)), lines)
    cluster = Cluster(initialize_head=True, head_node_args=NODE | {"include_dashboard": False})
    decoder = RayDecoder(cluster.address)
    try:
        found["ray 1"] = rate(decoder, lines)
        cluster.add_node(**NODE)
        time.sleep(3)
        found["ray 2"] = rate(decoder, lines)
    finally:
        decoder.close()
        decoder.ray.shutdown()
        cluster.shutdown()
    print(f"{len(lines)} sentences           sentences/s")
    for name in ("local 1", "ray 1", "local 2", "ray 2"):
        peer = found[f"local {name[-1]}"]
        ratio = f"   {found[name] / peer:.2f} × without Ray" if name.startswith("ray") else ""
        print(f"{name + (' node' if 'ray' in name else ' worker'):28}{found[name]:8.0f}{ratio}")
    if saved:
        saved.write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
