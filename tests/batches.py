"""Folders of posts for the tests of `translate batch`, and the command as a process of its own."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from .conftest import DATA

TRANSLATE = (sys.executable, "-c", "from translate_pipeline.commands import main; main()")


def sentences():
    """Return the Japanese sentences of the posts in tests/data."""
    text = "".join(path.read_text(encoding="utf-8") for path in sorted((DATA / "posts").glob("*.ja.*")))
    found = [one.strip() for one in re.findall(r"[^。\n#<>|]{8,}。", text)]
    return list(dict.fromkeys(found))


def make_posts(folder, number, length, seed=1):
    """Write posts of so many sentences each, put together from clauses, so that hardly any two sentences are equal."""
    clauses = [clause for one in sentences() for clause in re.findall(r"[^、。]+[、。]", one)]
    ends = [clause for clause in clauses if clause.endswith("。")]
    starts = [clause for clause in clauses if clause.endswith("、")]
    chance = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(number):
        said = [chance.choice(starts) + chance.choice(ends) for _ in range(length)]
        body = "\n\n".join("".join(said[at : at + 3]) for at in range(0, length, 3))
        (folder / f"post-{index:04}.ja.md").write_text(f"# {index}番目の記事\n\n7 분 읽기\n\n{body}\n", encoding="utf-8")
    return folder


def command(*words):
    return [*TRANSLATE, "batch", *map(str, words)]


def start(*words, **more):
    """Start `translate batch` in a process group of its own."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command(*words), start_new_session=True, **pipes | more)


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
