"""The Ray decoder on a real cluster: two nodes, each with its own processes and object store, on this machine."""

from __future__ import annotations

import os
import shutil
import signal
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from translate_pipeline.commands.tools import STARTER
from translate_pipeline.engines.cluster import RayDecoder
from translate_pipeline.engines.ctranslate import CTranslateEngine
from translate_pipeline.engines.decode import Batch, Fit, LocalDecoder, cut
from translate_pipeline.engines.packages import read_package
from translate_pipeline.errors import ModelError, PackageError
from translate_pipeline.model import Request

from . import batches

ray = pytest.importorskip("ray", reason="the extra `ray` is not installed")

pytestmark = [
    pytest.mark.xdist_group("ray"),
    pytest.mark.filterwarnings("ignore"),  # Ray leaves files and sockets to the garbage collector
]

NODE = {"num_cpus": 1, "object_store_memory": 80_000_000}


@pytest.fixture(scope="module")
def cluster():
    from ray.cluster_utils import Cluster

    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    made = Cluster(initialize_head=True, head_node_args=NODE | {"include_dashboard": False})
    made.add_node(**NODE)
    yield made
    ray.shutdown()
    made.shutdown()


@pytest.fixture
def decoder(cluster):
    made = RayDecoder(cluster.address)
    made._looked = 0.0
    yield made
    made.close()


@pytest.fixture(scope="module")
def package():
    return read_package(STARTER)


@pytest.fixture(scope="module")
def lines():
    """Sentences that two CPUs need some seconds for."""
    return [f"{number}番目は、{one}"[:150] for number in range(2) for one in batches.sentences()]


@pytest.fixture(scope="module")
def expected(package, lines):
    return ask(CTranslateEngine([package]), lines)


def ask(engine, lines, progress=None):
    return engine.translate([Request(text=line, source="ja", target="en") for line in lines], progress=progress)


def kill(node):
    """Kill all processes of a node at once, as a power cut does."""
    for processes in list(node.all_processes.values()):
        for info in processes:
            os.kill(info.process.pid, signal.SIGKILL)


def test_the_answers_are_those_of_one_machine(decoder, package, lines, expected):
    assert ask(CTranslateEngine([package], decoder=decoder), lines) == expected
    assert len(decoder.nodes()) == 2


def test_two_threads_may_share_it(decoder, package, lines, expected):
    engine = CTranslateEngine([package], decoder=decoder)
    found = {}
    half = len(lines) // 2
    threads = [
        threading.Thread(target=lambda at=at: found.update({at: ask(engine, lines[at : at + half])})) for at in (0, half)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found[0] + found[half] == expected[: 2 * half]


def test_every_batch_comes_once_and_both_nodes_work(decoder, package):
    import sentencepiece

    tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(STARTER / "sentencepiece.model"))
    pieces = tokenizer.encode(batches.sentences(), out_type=str)
    some = [
        Batch(texts=tuple(tuple(pieces[i]) for i in one), prefixes=("<2ko>",) * len(one), beam=2, hypotheses=2)
        for one in cut(list(map(len, pieces)), 64)
    ]
    nodes, sent = decoder.nodes(), []
    for name, node in nodes.items():
        node.actor = Watched(node.actor, name, sent)
    decoder._nodes = nodes
    found = list(decoder.decode(package, some))
    assert sorted(number for number, _ in found) == list(range(len(some)))
    assert dict(found) == dict(LocalDecoder(Fit(workers=2)).decode(package, some))
    assert {sent.count(name) > 0 for name in nodes} == {True}


class Watched:
    """An actor that notes what is sent to it."""

    def __init__(self, actor, name, sent):
        self.actor, self.name, self.sent = actor, name, sent
        self.decode = self

    def remote(self, *words):
        self.sent.append(self.name)
        return self.actor.decode.remote(*words)


def test_a_node_that_is_killed_in_the_middle_and_one_that_joins(cluster, decoder, package, lines, expected):
    node = cluster.add_node(**NODE)
    decoder._looked = 0.0
    deadline = time.monotonic() + 30
    while len(decoder.nodes()) < 3 and time.monotonic() < deadline:
        decoder._looked = 0.0
        time.sleep(0.2)
    assert len(decoder.nodes()) == 3
    seen = []

    def progress(number):
        seen.append(number)
        if len(seen) == 10:
            kill(node)

    assert ask(CTranslateEngine([package], decoder=decoder), lines, progress) == expected
    assert sum(seen) == len(set(lines))
    deadline = time.monotonic() + 60
    while len(decoder.nodes()) > 2 and time.monotonic() < deadline:
        decoder._looked = 0.0
        time.sleep(0.2)
    assert len(decoder.nodes()) == 2


def test_an_actor_that_dies_is_started_again(decoder, package, lines, expected):
    engine = CTranslateEngine([package], decoder=decoder)
    ask(engine, lines[:10])
    victim = next(iter(decoder.nodes().values())).actor
    seen = []

    def progress(number):
        seen.append(number)
        if len(seen) == 5:
            ray.kill(victim, no_restart=False)

    assert ask(engine, lines, progress) == expected


def test_a_batch_at_a_slow_node_is_given_to_another(decoder, package, lines, expected):
    nodes = decoder.nodes()
    slow = next(iter(nodes.values()))
    slow.actor = Never(slow.actor)
    decoder._nodes = nodes
    decoder._looked = time.monotonic() + 1000
    assert ask(CTranslateEngine([package], decoder=decoder), lines) == expected
    assert slow.actor.asked


class Never:
    """An actor whose answers take for ever."""

    def __init__(self, actor):
        self.actor, self.asked = actor, []
        self.decode = self

    def remote(self, *words):
        self.asked.append(words)

        @ray.remote(num_cpus=0)
        def sleep():
            time.sleep(60)

        return sleep.remote()


def test_another_model_on_a_node_is_one_line(decoder, package, tmp_path):
    folder = Path(shutil.copytree(STARTER, tmp_path / "copy"))
    other = replace(package, path=folder, name="other")
    batch = Batch(texts=(("▁a",),), prefixes=("<2en>",), beam=1, hypotheses=1)
    assert len(list(decoder.decode(other, [batch]))) == 1
    gone = replace(other, path=shutil.move(folder, tmp_path / "elsewhere"))
    moved = replace(gone, path=Path(gone.path))
    decode = decoder.decode(moved, [batch])
    assert len(list(decode)) == 1
    (Path(moved.path) / "model" / "model.bin").open("ab").write(b"x")
    with pytest.raises(PackageError, match=r"found another model there, expected other [0-9a-f]{12}: install the same"):
        _run_with_digest(decoder, moved, batch, "0" * 64)


def _run_with_digest(decoder, package, batch, digest):
    """Ask for a model that no node has."""
    from translate_pipeline.engines.cluster import _Work

    work = _Work(decoder, package, [batch])
    work.sha256 = digest
    list(work.run())


def test_a_cluster_that_is_not_there_is_one_line(monkeypatch):
    monkeypatch.setattr(ray, "init", lambda **_: (_ for _ in ()).throw(ConnectionError("refused\nand more")))
    with pytest.raises(ModelError, match=r"^Ray at 10\.0\.0\.9:1: cannot be reached \(refused\): see 'ray status'$"):
        RayDecoder("10.0.0.9:1")


def test_a_batch_on_the_cluster_writes_the_files_of_one_machine(cluster, decoder, tmp_path, monkeypatch):
    """The command, with its journal, on two nodes."""
    from typer.testing import CliRunner

    from translate_pipeline.commands import app
    from translate_pipeline.commands import batch as _  # noqa: F401

    monkeypatch.setenv("RAY_ADDRESS", cluster.address)
    posts = batches.make_posts(tmp_path / "posts", 4, 6)
    for runner in ("ray", "local"):
        words = ["batch", str(posts), "--to", "en,ko", "--out", str(tmp_path / runner), "--runner", runner, "--quiet"]
        done = CliRunner().invoke(app, words)
        assert done.exit_code in {0, 1}, done.output
    assert batches.tree(tmp_path / "ray") == batches.tree(tmp_path / "local")
    assert batches.kept_drafts(tmp_path / "ray") == batches.kept_drafts(tmp_path / "local") > 0
