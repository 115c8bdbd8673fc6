"""Posts to measure with: put together from clauses of the posts in tests/data, so that hardly two sentences are equal.

They read like nonsense, and have the names, figures, lengths and furniture of the real ones.

python benchmarks/corpus.py FOLDER POSTS [SENTENCES]
"""

from __future__ import annotations

import random
import re
import sys
from pathlib import Path

POSTS = Path(__file__).resolve().parent.parent / "tests" / "data" / "posts"


def sentences() -> list[str]:
    """Return the Japanese sentences of the posts in tests/data."""
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(POSTS.glob("*.ja.*")))
    found = [one.strip() for one in re.findall(r"[^。\n#<>|]{8,}。", text)]
    return list(dict.fromkeys(found))


def make_posts(folder: Path, number: int, length: int, seed: int = 1) -> Path:
    """Write posts of so many sentences each, in paragraphs of three. Returns the folder."""
    clauses = [clause for one in sentences() for clause in re.findall(r"[^、。]+[、。]", one)]
    ends = [clause for clause in clauses if clause.endswith("。")]
    starts = [clause for clause in clauses if clause.endswith("、")]
    chance = random.Random(seed)  # noqa: S311  (no secrets)
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(number):
        said = [_sentence(chance, starts, ends) for _ in range(length)]
        body = "\n\n".join("".join(said[at : at + 3]) for at in range(0, length, 3))
        page = f"# {index}番目の記事\n\n7 분 읽기\n\n{body}\n\n#AI #半導体\n\n댓글 남기기\n"
        (folder / f"post-{index:05}.ja.md").write_text(page, encoding="utf-8")
    return folder


def _sentence(chance: random.Random, starts: list[str], ends: list[str]) -> str:
    return "".join(chance.choice(starts) for _ in range(chance.choice((1, 1, 2)))) + chance.choice(ends)


def main() -> None:
    folder, number, *rest = sys.argv[1:]
    make_posts(Path(folder), int(number), int(rest[0]) if rest else 30)


if __name__ == "__main__":
    main()
