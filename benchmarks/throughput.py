"""Many posts, one model, the same texts, one run: ours, Argos Translate, LibreTranslate and bare CTranslate2.

python benchmarks/throughput.py [--sizes 1,10,100] [--locales en] [--argos PYTHON] [--libretranslate PYTHON]

`ours` is `translate batch` as it is called, start-up counted, into an empty folder; `again` is the same command once more.
`argos` is its public API in a loop over the posts, with its own settings; `argos, 1 thread` is the same with
ARGOS_INTRA_THREADS=1, which suits small machines better. `raw` is `ctranslate2.Translator.translate_batch` on the posts'
sentences, tokenised beforehand, at the best setting of a sample: only the decoding is timed, so nothing can be faster.
`raw, asked` is the same on what ours asks the model: sentences with marks, and those asked again because a mark was lost.
What ours takes beyond that is the cost of everything around the engine. Each system runs in a process of its own.

PYTHON is an interpreter that has the peer: `pip install argostranslate==1.11.0`, `pip install libretranslate`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import product
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
STARTER = ROOT / "translate_pipeline" / "starter"
OURS = (sys.executable, "-c", "from translate_pipeline.commands import main; main()", "batch")
SENTENCES = 30
sys.path.insert(0, str(ROOT))


def timed(words: list[str], **environment: str) -> tuple[float, float, str]:
    """Run a command; return its wall-clock seconds, its peak memory in MB and what it printed."""
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(words, stdout=output, env=os.environ | environment, cwd=ROOT)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        took = time.perf_counter() - began
        if process.returncode not in {0, 1}:
            raise SystemExit(f"{' '.join(words)[:200]} ended with {process.returncode}")
        output.seek(0)
        return took, used.ru_maxrss / 1024, output.read()


def child(python: str, what: str, *more: str, **environment: str) -> tuple[float, float, dict[str, Any]]:
    took, memory, printed = timed([python, __file__, "--child", what, *more], **environment)
    return took, memory, json.loads(printed.strip().splitlines()[-1])


# ---------------------------------------------------------------- the systems


def ours(posts: Path, locales: str, home: Path, beam: int) -> list[dict[str, Any]]:
    out = home / "out"
    shutil.rmtree(out, ignore_errors=True)
    words = [*OURS, str(posts), "--to", locales, "--out", str(out), "--json"]
    took, memory, printed = timed(words, TRANSLATE_BEAM=str(beam))
    said = json.loads(printed)
    again, _, _ = timed(words, TRANSLATE_BEAM=str(beam))
    counts = said["counts"]
    return [
        {
            "seconds": took,
            "startup": took - said["seconds"],
            "memory": memory,
            "note": f"{counts['requests']:,} asked, {counts['sentences_drafted']:,} decoded",
        },
        {"seconds": again, "note": f"{took / again:,.0f} × as fast as the first run"},
    ]


def plain_sentences(posts: Path) -> tuple[list[Any], Any, list[str]]:
    """Return the posts as the pipeline plans them, its tools, and all their sentences as raw text."""
    from translate_pipeline.commands.tools import make_tools
    from translate_pipeline.locales import parse_locale
    from translate_pipeline.pipeline import prepare
    from translate_pipeline.read import read_post
    from translate_pipeline.settings import Settings

    tools = make_tools(Settings())
    locales = [parse_locale(tag) for tag in os.environ["LOCALES"].split(",")]
    planned = [prepare(read_post(path), locales, tools) for path in sorted(posts.iterdir())]
    units = [plan.unit for one in planned for plan in one.plans[0][1]]
    return planned, tools, [unit.plain_source for unit in units if any(map(str.isalpha, unit.plain_source))]


def raw(posts: Path) -> dict[str, Any]:
    """Decode the sentences of posts with nothing around it."""
    import ctranslate2
    import sentencepiece

    _, _, texts = plain_sentences(posts)
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(STARTER / "sentencepiece.model")).encode(
        texts, out_type=str
    )
    pieces = [line[:400] for line in pieces]
    prefixes = dict.fromkeys(f"<2{tag.split('-')[0]}>" for tag in os.environ["LOCALES"].split(","))
    beam, cpus = int(os.environ["BEAM"]), len(os.sched_getaffinity(0))

    def decode(lines: list[list[str]], setting: tuple[int, int, int]) -> float:
        workers, threads, tokens = setting
        model = ctranslate2.Translator(str(STARTER / "model"), inter_threads=workers, intra_threads=threads)
        began = time.perf_counter()
        model.translate_batch(
            lines * len(prefixes),
            target_prefix=[[prefix] for prefix in prefixes for _ in lines],
            beam_size=beam,
            max_batch_size=tokens,
            batch_type="tokens",
            max_input_length=0,
            repetition_penalty=1.1,
        )
        return time.perf_counter() - began

    layouts = sorted({(cpus, 1), (1, cpus)})
    settings = [(*layout, tokens) for layout, tokens in product(layouts, (512, 1024, 2048, 4096))]
    sample = pieces[:600]
    best = min(settings, key=lambda setting: decode(sample, setting)) if len(pieces) > 100 else (cpus, 1, 1024)
    note = f"{best[0]} × {best[1]} threads, {best[2]} tokens a batch"
    return {"seconds": decode(pieces, best), "sentences": len(texts), "tokens": sum(map(len, pieces)), "note": note}


def raw_asked(posts: Path) -> dict[str, Any]:
    """Decode what our pipeline asks its model, with nothing around it: the calls in their order, tokenised beforehand."""
    from dataclasses import replace

    from translate_pipeline.engines.decode import Batch, LocalDecoder, cut, default_fit
    from translate_pipeline.pipeline import draft

    planned, tools, _ = plain_sentences(posts)
    calls: list[tuple[list[Any], int]] = []
    engine = tools.engine
    engine.beam = int(os.environ["BEAM"])
    translate = engine.translate

    def recorded(requests: list[Any], *, hypotheses: int = 1, **_: Any) -> Any:
        calls.append((list(requests), hypotheses))
        return translate(requests, hypotheses=hypotheses)

    engine.translate = recorded
    draft(planned, engine)
    package, decoder = engine.packages[0], LocalDecoder(replace(default_fit(), tokens=512))
    work = []
    for requests, hypotheses in calls:
        texts = [tuple(line[:400]) for line in engine._tokenizer(package).encode([r.text for r in requests], out_type=str)]
        for numbers in cut(list(map(len, texts)), 512):
            prefixes = tuple(package.prefixes[requests[i].target] for i in numbers)
            some = tuple(texts[i] for i in numbers)
            work.append(Batch(texts=some, prefixes=prefixes, beam=engine.beam, hypotheses=hypotheses))
    began = time.perf_counter()
    for _ in decoder.decode(package, work):
        pass
    return {"seconds": time.perf_counter() - began, "note": f"{sum(len(batch.texts) for batch in work):,} texts"}


def _cut_at_stops(api: Any) -> list[str]:
    """Let Argos cut at full stops: its own splitters download their models when they are first used. Returns the targets."""

    class AtStops:
        def split_sentences(self, text: str) -> list[str]:
            return [part + "。" for part in text.split("。") if part.strip()]

    targets = list(dict.fromkeys(tag.split("-")[0] for tag in os.environ["LOCALES"].split(",")))
    for target in targets:
        way = api.get_translation_from_codes("ja", target)
        while not isinstance(way, api.PackageTranslation):
            way = way.underlying
        way.sentencizer = AtStops()
    return targets


def argos(posts: Path) -> dict[str, Any]:
    """Translate posts with Argos Translate, as its users do."""
    began = time.perf_counter()
    import argostranslate.translate as api

    targets = _cut_at_stops(api)
    for path in sorted(posts.iterdir()):
        text = path.read_text(encoding="utf-8")
        for target in targets:
            api.translate(text, "ja", target)
    return {"seconds": time.perf_counter() - began}


def argos_packages(home: Path, locales: str) -> Path:
    """Return a folder where Argos Translate finds the starter for each target; LibreTranslate looks for two at least."""
    folder = home / "argos"
    for tag in dict.fromkeys([*(tag.split("-")[0] for tag in locales.split(",")), "en", "ko"]):
        package = folder / f"starter_{tag}"
        if not package.exists():
            shutil.copytree(STARTER, package)
            data = json.loads((STARTER / "metadata.json").read_text(encoding="utf-8"))
            data |= {"from_code": "ja", "to_code": tag, "to_name": tag, "target_prefix": f"<2{tag}>", "code": f"ja_{tag}"}
            (package / "metadata.json").write_text(json.dumps(data), encoding="utf-8")
    return folder


def libretranslate(posts: Path) -> dict[str, Any]:
    """Translate posts with LibreTranslate's own application, through its HTTP interface, many texts a request."""
    from argostranslate import translate as api
    from libretranslate.app import create_app
    from libretranslate.main import get_args

    targets = _cut_at_stops(api)
    sys.argv = ["libretranslate", "--disable-web-ui", "--disable-files-translation"]
    client = create_app(get_args()).test_client()
    began = time.perf_counter()
    for path in sorted(posts.iterdir()):
        texts = [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
        for target in targets:
            answer = client.post("/translate", json={"q": texts, "source": "ja", "target": target})
            if answer.status_code != 200:
                raise SystemExit(f"LibreTranslate answered {answer.status_code}: {answer.data[:200]!r}")
    return {"seconds": time.perf_counter() - began}


# ---------------------------------------------------------------- the run


def measure(size: int, locales: str, options: argparse.Namespace, home: Path) -> list[dict[str, Any]]:
    from benchmarks.corpus import make_posts

    posts = make_posts(home / f"posts-{size}", size, SENTENCES)
    environment = {"LOCALES": locales, "BEAM": str(options.beam)}
    rows: list[dict[str, Any]] = []
    tries = options.repeats if size <= 10 else 1
    both = sorted((ours(posts, locales, home, options.beam) for _ in range(tries)), key=lambda one: one[0]["seconds"])
    first, again = both[len(both) // 2]
    _, _, bare = child(sys.executable, "raw", str(posts), **environment)
    _, _, asked = child(sys.executable, "raw_asked", str(posts), **environment)
    rows += [{"system": "ours", **first}, {"system": "ours, again", **again}]
    if options.beam != 4:
        wide, _ = ours(posts, locales, home, 4)
        rows.append({"system": "ours, beam 4", **wide})
    one_thread = {"ARGOS_INTRA_THREADS": "1"}
    for name, python, tuned in (
        ("argos", options.argos, {}),
        ("argos, 1 thread", options.argos, one_thread),
        ("libretranslate", options.libretranslate, one_thread),
    ):
        if python is None or size > options.peers_up_to:
            rows.append(
                {"system": name, "note": "not run: no interpreter named" if python is None else "not run at this size"}
            )
            continue
        what, more = name.partition(",")[0], environment | tuned | {"ARGOS_PACKAGES_DIR": str(argos_packages(home, locales))}
        found = [child(python, what, str(posts), **more) for _ in range(tries)]
        took = statistics.median(one[0] for one in found)
        rows.append({"system": name, "seconds": took, "memory": found[0][1], "note": "beam 4"})
    rows += [{"system": "raw", **bare}, {"system": "raw, asked", **asked}]
    return [
        {"posts": size, "locales": locales, **row, "sentences": bare["sentences"], "tokens": bare["tokens"]} for row in rows
    ]


def show(rows: list[dict[str, Any]]) -> None:
    argos_seconds = next((row["seconds"] for row in rows if row["system"] == "argos" and "seconds" in row), None)
    first = rows[0]
    targets = len(first["locales"].split(","))
    print(f"\n{first['posts']} posts, {first['sentences']:,} sentences, {first['tokens']:,} tokens, into {first['locales']}")
    print(f"{'':16}{'seconds':>9}{'sent./s':>9}{'tokens/s':>10}{'start-up':>10}{'MB':>7}{'× argos':>9}")
    for row in rows:
        if "seconds" not in row:
            print(f"{row['system']:16}{'':54}{row['note']}")
            continue
        cells = [f"{row['seconds']:.2f}", f"{targets * row['sentences'] / row['seconds']:,.0f}"]
        cells.append(f"{targets * row['tokens'] / row['seconds']:,.0f}")
        cells += [f"{row['startup']:.2f}" if "startup" in row else "", f"{row['memory']:.0f}" if "memory" in row else ""]
        cells.append(f"{argos_seconds / row['seconds']:.1f}" if argos_seconds else "")
        widths = (9, 9, 10, 10, 7, 9)
        line = "".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
        print(f"{row['system']:16}{line}   {row.get('note', '')}")
    by = {row["system"]: row for row in rows}
    work = by["ours"]["seconds"] - by["ours"]["startup"]
    plain, asked = by["raw"]["seconds"] / work, by["raw, asked"]["seconds"] / work
    print(f"ours without start-up: {plain:.2f} of raw, {asked:.2f} of raw, asked")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--child", nargs=2)
    parser.add_argument("--sizes", default="1,10,100")
    parser.add_argument("--locales", action="append")
    parser.add_argument("--beam", type=int, default=2)
    parser.add_argument("--argos")
    parser.add_argument("--libretranslate")
    parser.add_argument("--peers-up-to", type=int, default=100)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if options.child:
        what, posts = options.child
        print(
            json.dumps(
                {"raw": raw, "raw_asked": raw_asked, "argos": argos, "libretranslate": libretranslate}[what](Path(posts))
            )
        )
        return
    found = []
    with tempfile.TemporaryDirectory() as home:
        for locales in options.locales or ["en"]:
            for size in map(int, options.sizes.split(",")):
                rows = measure(size, locales, options, Path(home))
                show(rows)
                found += rows
    if options.json:
        options.json.write_text(json.dumps(found, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
