"""What batches do to answers: texts of one length together against texts padded to the longest, and one by one.

python benchmarks/batching.py [FILE...]

FILE has a text a line; without one, sentences of the posts in tests/data. Every way is compared with the texts decoded one
by one: how many best answers, how many lists of four hypotheses and how many scores come out differently, and how fast.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def padded(lengths: list[int], tokens: int) -> list[list[int]]:
    """Return batches as most programs make them: sorted by length, padded to the longest, of so many pieces."""
    batches: list[list[int]] = [[]]
    for number in sorted(range(len(lengths)), key=lambda number: -lengths[number]):
        batch = batches[-1]
        if batch and lengths[batch[0]] * (len(batch) + 1) > tokens:
            batches.append([])
        batches[-1].append(number)
    return batches


def main() -> None:
    import sentencepiece

    from benchmarks.corpus import sentences
    from translate_pipeline.commands.tools import STARTER
    from translate_pipeline.engines.decode import Batch, collect, cut, default_fit, submit, translator
    from translate_pipeline.engines.packages import read_package

    lines = [line.strip() for name in sys.argv[1:] for line in Path(name).read_text(encoding="utf-8").splitlines()]
    lines = lines or [f"{number}番目は、{one}"[:200] for number in range(5) for one in sentences()]
    encoded = sentencepiece.SentencePieceProcessor(model_file=str(STARTER / "sentencepiece.model")).encode(
        lines, out_type=str
    )
    texts = [(tuple(line), target) for line in encoded if line for target in ("<2en>", "<2ko>")]
    model = translator(read_package(STARTER), default_fit())
    lengths = [len(text) for text, _ in texts]

    def run(groups: list[list[int]]) -> tuple[dict[int, Any], float]:
        began, found = time.perf_counter(), {}
        made = [
            Batch(texts=tuple(texts[i][0] for i in one), prefixes=tuple(texts[i][1] for i in one), beam=4, hypotheses=4)
            for one in groups
        ]
        waiting = [submit(model, batch) for batch in made]
        for one, batch, results in zip(groups, made, waiting, strict=True):
            found.update(zip(one, collect(results, batch), strict=True))
        return found, time.perf_counter() - began

    alone, seconds = run([[number] for number in range(len(texts))])
    total = sum(lengths)
    print(f"{len(texts)} texts, {total} pieces; beam 4; differences from one by one")
    print(f"{'':24}{'batches':>9}{'pieces/s':>10}{'best':>7}{'lists':>7}{'scores':>8}")
    print(f"{'one by one':24}{len(texts):9}{total / seconds:10,.0f}{0:7}{0:7}{0:8}")
    for name, make in (("one length", cut), ("padded", padded)):
        for tokens in (256, 512, 1024, 2048):
            groups = make(lengths, tokens)
            found, seconds = run(groups)
            best = sum(found[i][0][0] != alone[i][0][0] for i in alone)
            lists = sum([one.pieces for one in found[i]] != [one.pieces for one in alone[i]] for i in alone)
            scores = sum([one.score for one in found[i]] != [one.score for one in alone[i]] for i in alone)
            print(f"{f'{name}, {tokens} pieces':24}{len(groups):9}{total / seconds:10,.0f}{best:7}{lists:7}{scores:8}")


if __name__ == "__main__":
    main()
