"""Folders of posts for the tests of `translate batch`, and the command as a process of its own."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from benchmarks.corpus import make_posts, sentences

__all__ = ["make_posts", "sentences"]

TRANSLATE = (sys.executable, "-c", "from translate_pipeline.commands import main; main()")


def command(*words):
    return [*TRANSLATE, "batch", *map(str, words)]


def start(*words, **more):
    """Start `translate batch` in a process group of its own, with Ctrl-C in force even where the tests run in the background."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command(*words), start_new_session=True, preexec_fn=_heed_ctrl_c, **pipes | more)  # noqa: PLW1509


def _heed_ctrl_c():
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def run(*words, **more):
    return subprocess.run(command(*words), capture_output=True, text=True, check=False, **more)


def report(*words, **more):
    """Run to the end and return what `--json` says."""
    done = run(*words, "--json", **more)
    assert done.returncode in {0, 1}, done.stderr
    return json.loads(done.stdout)


def tree(out):
    """Return every file below a folder with its digest; the state that only saves time is left out."""
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in Path(out).rglob("*")
        if path.is_file() and ".translate" not in path.parts
    }


def outputs(out):
    """Return what is finished: posts and review files, no parts."""
    return {name: digest for name, digest in tree(out).items() if not name.endswith(".part")}


def kept_drafts(out):
    """Return how many drafts the state of a project holds."""
    path = Path(out) / ".translate" / "state.sqlite3"
    if not path.exists():
        return 0
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        try:
            return connection.execute("SELECT count(*) FROM drafts").fetchone()[0]
        except sqlite3.OperationalError:  # killed before there was a table
            return 0


def quiet_home(folder):
    """Return an environment in which nothing of the user's is read or written."""
    return os.environ | {"XDG_CACHE_HOME": str(folder / "cache"), "HOME": str(folder)}
