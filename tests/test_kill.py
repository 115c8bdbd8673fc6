"""Killed at any moment and run again, a batch ends in the files of an undisturbed run, and does nothing twice."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from . import batches

POSTS, LENGTH, LOCALES = 6, 2, "en,zh-Hant"
KILLS = 6
"""In each of three tests: eighteen in all."""

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and namespaces of POSIX")


@pytest.fixture(scope="module")
def posts(tmp_path_factory):
    return batches.make_posts(tmp_path_factory.mktemp("posts"), POSTS, LENGTH)


@pytest.fixture(scope="module")
def undisturbed(posts, tmp_path_factory):
    """An undisturbed run: its files, what it drafted, and the seconds it took."""
    out = tmp_path_factory.mktemp("undisturbed")
    began = time.monotonic()
    said = batches.report(posts, "--to", LOCALES, "--out", out)
    return batches.tree(out), said["counts"]["sentences_drafted"], time.monotonic() - began


def killed(process, after):
    """Kill a process and its children after some seconds; False where it had ended before."""
    try:
        process.communicate(timeout=after)
        return False
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return True


@pytest.mark.parametrize("seed", range(3))
def test_kill_9_at_random_moments(posts, undisturbed, tmp_path, seed):
    files, drafted, seconds = undisturbed
    chance, kills, rounds = random.Random(seed), 0, 0
    words = (posts, "--to", LOCALES, "--quiet")
    while kills < KILLS:
        rounds += 1
        out, done = tmp_path / f"out-{rounds}", {}
        while kills < KILLS and killed(batches.start(*words, "--out", out), chance.uniform(0.25, seconds)):
            kills += 1
            now = batches.outputs(out)
            assert now.items() <= files.items()  # what is there is whole, and what it is to be
            assert done.items() <= now.items()  # and stays
            done = now
        before = batches.kept_drafts(out)
        said = batches.report(posts, "--to", LOCALES, "--out", out)
        assert batches.tree(out) == files  # the same bytes, nothing lost, nothing left over
        assert said["counts"].get("sentences_drafted", 0) == batches.kept_drafts(out) - before  # no draft is made twice
        assert batches.kept_drafts(out) == drafted
        shutil.rmtree(out)


def test_finished_posts_are_not_written_again(tmp_path_factory, tmp_path):
    posts = batches.make_posts(tmp_path_factory.mktemp("many"), 40, 1)
    process = batches.start(posts, "--to", "en", "--out", tmp_path, "--quiet")
    while process.poll() is None and len(list(tmp_path.rglob("*.po"))) < 3:
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    due = {Path(one["post"]).name for one in batches.report(posts, "--to", "en", "--out", tmp_path, "--dry-run")["due"]}
    finished = [path for path in tmp_path.rglob("*.po") if f"{path.stem}.ja.md" not in due]
    assert finished
    assert due
    written = {path: path.stat().st_mtime_ns for path in finished}
    assert batches.run(posts, "--to", "en", "--out", tmp_path, "--quiet").returncode in {0, 1}
    assert {path: path.stat().st_mtime_ns for path in finished} == written


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted_it_ends_clean_and_soon(posts, undisturbed, tmp_path, number, code):
    files, _, seconds = undisturbed
    process = batches.start(posts, "--to", LOCALES, "--out", tmp_path)
    while process.poll() is None and not batches.kept_drafts(tmp_path):
        time.sleep(0.02)
    time.sleep(seconds / 10)
    began = time.monotonic()
    process.send_signal(number)
    _, errors = process.communicate(timeout=60)
    took = time.monotonic() - began
    assert process.returncode == code
    assert "run the same command again to go on" in errors
    assert "Traceback" not in errors
    assert not list(tmp_path.rglob("*.part"))
    assert took < 10, f"took {took:.1f} s"  # two seconds on a machine that is not busy with other tests
    assert batches.outputs(tmp_path).items() <= files.items()
    batches.report(posts, "--to", LOCALES, "--out", tmp_path)
    assert batches.tree(tmp_path) == files


NAMESPACE = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-ec")


def namespaces():
    if shutil.which("unshare") is None:
        return False
    probe = 'mount -t tmpfs -o size=64k none "$1"'
    folder = Path(os.environ.get("TMPDIR", "/tmp"))  # noqa: S108  (seen changed by nobody else)
    return subprocess.run([*NAMESPACE, probe, "sh", folder], capture_output=True, check=False).returncode == 0


needs_mounts = pytest.mark.skipif(not namespaces(), reason="this system lets nobody mount in a namespace of their own")


@needs_mounts
def test_a_full_disk(posts, undisturbed, tmp_path):
    """On a disk that is too small it says so and stops; with room made, it ends in the same files."""
    out, saved = tmp_path / "disk", tmp_path / "saved"
    out.mkdir()
    script = """
        mount -t tmpfs -o size=280k none "$1"
        shift_out=$1; saved=$2; shift 2
        "$@" && exit 99
        echo "code $?"
        mount -o remount,size=64m "$shift_out"
        "$@" || [ $? = 1 ]
        cp -r "$shift_out" "$saved"
    """
    words = batches.command(posts, "--to", LOCALES, "--out", out, "--quiet")
    done = subprocess.run([*NAMESPACE, script, "sh", out, saved, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "code 2" in done.stdout
    said = done.stderr.splitlines()
    assert [line for line in said if "no space left on the disk" in line] == said, said
    assert len(said) == 1
    assert batches.tree(saved) == undisturbed[0]


@needs_mounts
def test_a_read_only_output(posts, tmp_path):
    script = 'mount -t tmpfs -o ro,size=1m none "$1"; shift; exec "$@"'
    words = batches.command(posts, "--to", "en", "--out", tmp_path / "locales")
    done = subprocess.run([*NAMESPACE, script, "sh", tmp_path, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "Read-only file system" in done.stderr
    assert "--out" in done.stderr


def test_sixty_four_open_files_are_enough(posts, undisturbed, tmp_path):
    code = "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))\n" + batches.TRANSLATE[-1]
    words = (posts, "--to", LOCALES, "--out", tmp_path, "--quiet")
    done = subprocess.run(
        [sys.executable, "-c", code, "batch", *map(str, words)], capture_output=True, text=True, check=False
    )
    assert done.returncode in {0, 1}, done.stderr
    assert done.stderr == ""
    assert batches.tree(tmp_path) == undisturbed[0]


def test_a_thousand_posts_in_the_memory_of_a_hundred(tmp_path):
    peaks = []
    for number in (100, 1000):
        folder = batches.make_posts(tmp_path / f"posts-{number}", number, 1)
        process = batches.start(folder, "--to", "en", "--model", "echo", "--out", tmp_path / f"out-{number}", "--quiet")
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        process.communicate()
        assert process.returncode in {0, 1}
        assert len(list((tmp_path / f"out-{number}").rglob("*.po"))) == number
        peaks.append(used.ru_maxrss)
    assert peaks[1] < 1.2 * peaks[0], peaks
