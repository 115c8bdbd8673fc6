"""Decode on a Ray cluster: one actor a node holds the models, and batches of sentences go to whoever is free.

Ray starts the actors, carries batches and answers, restarts what crashes and says which nodes are gone. What is left to do
here is small, because an answer depends on its question alone: a batch whose node is gone is given to another, and one
that takes very long is given to a second node as well; whichever answer comes first counts.
"""

from __future__ import annotations

import logging
import os
import statistics
import threading
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate_pipeline.engines.decode import Fit, LocalDecoder, cpus
from translate_pipeline.engines.packages import model_sha256, read_package
from translate_pipeline.errors import ModelError, PackageError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from translate_pipeline.engines.decode import Batch, Hypothesis
    from translate_pipeline.engines.packages import Package

_TOKENS = 512
_AHEAD = 2
"""Batches that wait at a node for each that is decoded there: enough to hide the way, few to lose with a node."""
_LOOK = 1.0
"""Seconds between two looks at which nodes there are."""
_SLOW = 4.0
"""Times the usual, after which a batch is given to a second node."""
_TRIES = 5
"""Nodes that may be lost with one batch before it is given up."""
_PATIENCE = 60.0
"""Seconds without any node before the work is given up."""


class _Worker:
    """Runs on a node. It finds the package where the driver has it, or its own copy of the starter."""

    def __init__(self, workers: int | None):
        self._decoder = LocalDecoder(Fit(workers=workers or cpus(), tokens=_TOKENS))
        self._packages: dict[tuple[str, str], Package] = {}
        self._lock = threading.Lock()

    def decode(self, path: str, name: str, sha256: str, batch: Batch) -> list[list[Hypothesis]]:
        """Decode one batch with the package of that digest."""
        package = self._package(path, name, sha256)
        ((_, hypotheses),) = self._decoder.decode(package, [batch])
        return hypotheses

    def _package(self, path: str, name: str, sha256: str) -> Package:
        with self._lock:
            if (path, sha256) not in self._packages:
                self._packages[path, sha256] = self._found(path, name, sha256)
            return self._packages[path, sha256]

    @staticmethod
    def _found(path: str, name: str, sha256: str) -> Package:
        own = Path(__file__).resolve().parent.parent / "starter"
        places = [Path(path), own] if name == "starter" else [Path(path)]
        here = os.uname().nodename if hasattr(os, "uname") else "a node"
        for place in places:
            if not place.is_dir():
                continue
            package = read_package(place)
            if model_sha256(package) == sha256:
                return package
        found = "another model there" if any(place.is_dir() for place in places) else "nothing there"
        raise PackageError(
            f"{here}: {path}: found {found}, expected {name} {sha256[:12]}: install the same package on every node"
        )


@dataclass(slots=True)
class _Node:
    actor: Any
    limit: int
    """Batches that may be on their way to it."""


@dataclass(slots=True)
class _Sent:
    """A batch on its way."""

    number: int
    node: str
    began: float = field(default_factory=time.monotonic)


class RayDecoder:
    """Decodes on the nodes of a Ray cluster. Threads may share it."""

    tokens = _TOKENS

    def __init__(self, address: str | None = None, *, workers: int | None = None):
        """Connect to a cluster: the named one, else the one that RAY_ADDRESS names or that runs here, else a new one here.

        `workers` is how many batches a node decodes at once; None: one on each of its CPUs.
        """
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is told to anybody outside
        try:
            import ray  # noqa: PLC0415  (an extra, and heavy)
        except ImportError as error:
            raise SettingsError("--runner ray needs an extra: pip install 'translate-pipeline[ray]'") from error
        self.ray: Any = ray
        self._workers = workers
        self._nodes: dict[str, _Node] = {}
        self._lock = threading.Lock()
        self._looked = 0.0
        address = address or os.environ.get("RAY_ADDRESS")
        more = {"address": address} if address else {"include_dashboard": False}
        try:
            ray.init(log_to_driver=False, logging_level=logging.ERROR, ignore_reinit_error=True, **more)
        except Exception as error:
            first = (str(error).splitlines() or [type(error).__name__])[0]
            raise ModelError(f"Ray at {address or 'this machine'}: cannot be reached ({first}): see 'ray status'") from error

    def decode(self, package: Package, batches: Sequence[Batch]) -> Iterator[tuple[int, list[list[Hypothesis]]]]:
        """Yield the number of each batch and the hypotheses of its texts, as they come."""
        return _Work(self, package, batches).run()

    def nodes(self) -> dict[str, _Node]:
        """Return the nodes that are alive, an actor on each."""
        with self._lock:
            if time.monotonic() - self._looked > _LOOK:
                self._looked = time.monotonic()
                alive = {node["NodeID"]: node for node in self.ray.nodes() if node["Alive"] and node["Resources"].get("CPU")}
                for gone in set(self._nodes) - set(alive):
                    with suppress(Exception):
                        self.ray.kill(self._nodes.pop(gone).actor)
                    self._nodes.pop(gone, None)
                for name in set(alive) - set(self._nodes):
                    self._nodes[name] = self._start(name, int(alive[name]["Resources"]["CPU"]))
            return dict(self._nodes)

    def _start(self, name: str, count: int) -> _Node:
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy  # noqa: PLC0415

        workers = self._workers or count
        made = self.ray.remote(_Worker).options(
            scheduling_strategy=NodeAffinitySchedulingStrategy(node_id=name, soft=False),
            num_cpus=0,  # it is placed by name; CPUs may be taken by an actor of a run before that is just ending
            max_restarts=-1,
            max_task_retries=3,
            max_concurrency=2 * workers,
        )
        return _Node(actor=made.remote(workers), limit=workers * (1 + _AHEAD))

    def close(self) -> None:
        """Let the nodes go."""
        with self._lock:
            for node in self._nodes.values():
                with suppress(Exception):
                    self.ray.kill(node.actor)
            self._nodes.clear()
            self._looked = 0.0


class _Work:
    """One call of `decode`: what is to be done, what is on its way, what has come."""

    def __init__(self, decoder: RayDecoder, package: Package, batches: Sequence[Batch]):
        self.decoder, self.package, self.batches, self.ray = decoder, package, batches, decoder.ray
        self.sha256 = model_sha256(package)
        self.waiting = deque(range(len(batches)))
        self.sent: dict[Any, _Sent] = {}
        self.done: set[int] = set()
        self.lost = [0] * len(batches)
        self.took: deque[float] = deque(maxlen=200)
        self.alone = time.monotonic()
        """When there was a node for the last time."""

    def run(self) -> Iterator[tuple[int, list[list[Hypothesis]]]]:
        while len(self.done) < len(self.batches):
            nodes = self.decoder.nodes()
            self._drop({sent.node for sent in self.sent.values()} - set(nodes))
            self._fill(nodes)
            if not self.sent:
                self._wait_for_nodes(nodes)
                continue
            ready, _ = self.ray.wait(list(self.sent), num_returns=1, timeout=_LOOK)
            for answer in ready:
                sent = self.sent.pop(answer)
                hypotheses = self._got(answer, sent)
                if hypotheses is not None and sent.number not in self.done:
                    self.done.add(sent.number)
                    self.took.append(time.monotonic() - sent.began)
                    yield sent.number, hypotheses

    def _got(self, answer: Any, sent: _Sent) -> list[list[Hypothesis]] | None:
        """Return a batch's hypotheses; None where its node was lost, and then it is to be done again."""
        errors = self.ray.exceptions
        try:
            found: list[list[Hypothesis]] = self.ray.get(answer)
        except errors.RayTaskError as error:
            cause = error.as_instanceof_cause() if hasattr(error, "as_instanceof_cause") else error
            if isinstance(error, PackageError) or isinstance(cause, PackageError):
                raise PackageError(str(getattr(error, "cause", cause))) from None
            first = (str(error).strip().splitlines() or ["?"])[-1]
            raise ModelError(f"a node failed at a batch ({first}): see its Ray log") from error
        except errors.RayError:  # the node or its actor is gone, or the answer went with it
            self._again(sent.number)
            return None
        return found

    def _again(self, number: int) -> None:
        self.lost[number] += 1
        if self.lost[number] >= _TRIES:
            raise ModelError(f"{_TRIES} nodes were lost with the same sentences: see 'ray status', or use --runner local")
        copies = any(sent.number == number for sent in self.sent.values())
        if number not in self.done and number not in self.waiting and not copies:
            self.waiting.appendleft(number)

    def _drop(self, gone: set[str]) -> None:
        """Take back what was sent to nodes that are gone."""
        for answer in [answer for answer, sent in self.sent.items() if sent.node in gone]:
            self._again(self.sent.pop(answer).number)

    def _fill(self, nodes: dict[str, _Node]) -> None:
        """Send batches to nodes that have room, those with the most room first."""
        while True:
            load = dict.fromkeys(nodes, 0)
            for sent in self.sent.values():
                load[sent.node] = load.get(sent.node, 0) + 1
            free = [name for name, node in nodes.items() if load[name] < node.limit]
            if not free:
                return
            name = min(free, key=lambda name: load[name] / nodes[name].limit)
            number = self.waiting.popleft() if self.waiting else self._straggler(name)
            if number is None:
                return
            batch = self.batches[number]
            actor = nodes[name].actor
            answer = actor.decode.remote(str(self.package.path), self.package.name, self.sha256, batch)
            self.sent[answer] = _Sent(number, name)

    def _straggler(self, name: str) -> int | None:
        """Return a batch that has been at another node for much longer than usual, and nowhere else."""
        if len(self.took) < 5:
            return None
        late = time.monotonic() - max(_LOOK, _SLOW * statistics.median(self.took))
        numbers = [sent.number for sent in self.sent.values()]
        single = (s for s in self.sent.values() if s.number not in self.done and numbers.count(s.number) == 1)
        slow = (sent for sent in single if sent.began < late and sent.node != name)
        oldest = min(slow, key=lambda sent: sent.began, default=None)
        return oldest.number if oldest else None

    def _wait_for_nodes(self, nodes: dict[str, _Node]) -> None:
        if nodes:
            self.alone = time.monotonic()
        elif time.monotonic() - self.alone > _PATIENCE:
            raise ModelError(f"Ray has had no node for {_PATIENCE:.0f} s: see 'ray status', or use --runner local")
        time.sleep(_LOOK / 10)
