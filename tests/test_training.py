"""The recipe of the starter model: marks, word alignment, sampling, shards; and, where PyTorch is, training and export."""

from __future__ import annotations

import json
import random
import sys
import tomllib
from argparse import Namespace
from collections import Counter
from dataclasses import replace
from pathlib import Path

import ctranslate2
import numpy as np
import pytest
import sentencepiece
from hypothesis import given
from hypothesis import strategies as st

from translate_pipeline.engines.ctranslate import CTranslateEngine
from translate_pipeline.engines.packages import install_archive, read_package

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "training"))

import align  # noqa: E402  (the recipe is a folder of scripts, not a package)
import evaluate  # noqa: E402
import marks  # noqa: E402
import prepare  # noqa: E402
import shards  # noqa: E402

WORDS = {chr(0x4E00 + 2 * n) + chr(0x4E01 + 2 * n): "".join(random.Random(n).sample("bcdfghklmnprst", 6)) for n in range(60)}


# ---- marks


def pairings(text_a, text_b):
    span = [st.tuples(st.integers(0, len(t) - 1), st.integers(1, 5)).map(lambda p: (p[0], sum(p))) for t in (text_a, text_b)]
    inside = [side.map(lambda s, t=t: (s[0], min(s[1], len(t)))) for side, t in zip(span, (text_a, text_b), strict=True)]
    return st.lists(st.builds(marks.Pairing, *inside), max_size=8)


@st.composite
def marked_pairs(draw):
    alphabet = st.sampled_from("aB1 0.,%-新型サムー⟧가는X")
    a, b = (draw(st.text(alphabet, min_size=1, max_size=30)) for _ in range(2))
    return a, b, draw(pairings(a, b)), draw(st.integers(0, 2**32))


@given(marked_pairs())
def test_putting_marked_text_back_gives_the_pair(case):
    a, b, phrases, seed = case
    placed = marks.place(a, b, marks.equal_names(a, b), phrases, random.Random(seed))
    assert marks.restore(placed) == (a, b)
    assert len(placed.replaced) <= marks.MOST
    assert all(side.count(mark) == 1 for mark in placed.replaced for side in (placed.source, placed.target))
    assert bool(placed.replaced) == bool(phrases or marks.equal_names(a, b))


def test_text_that_has_marks_gets_no_others():
    names = marks.equal_names("⟦3⟧とOpenAI", "⟦3⟧ and OpenAI")
    assert names
    assert not marks.place("⟦3⟧とOpenAI", "⟦3⟧ and OpenAI", names, [], random.Random(0)).replaced


@pytest.mark.parametrize(
    ("source", "target", "names"),
    [
        ("OpenAIは10日、GPT-5を公開した", "On the 10th, OpenAI released GPT-5", ["OpenAI", "GPT-5"]),
        ("価格は1,000円、40%引き", "It costs 1,000 yen, 40% off", ["1,000", "40%"]),
        ("NvidiaはNvidiaだ", "Nvidia is Nvidia", []),
        ("2025年", "in 12025", []),
    ],
)
def test_names_are_equal_whole_and_alone(source, target, names):
    found = marks.equal_names(source, target)
    assert [source[slice(*pairing.source)] for pairing in found] == names
    assert [target[slice(*pairing.target)] for pairing in found] == names


def phrase(source, target, at_source, at_target):
    """The phrases found where the spans, as code points, are one piece a side and linked, and all else is not."""
    sides = []
    for text, (start, end) in ((source, at_source), (target, at_target)):
        sides.append([(n, n + 1) for n in range(start)] + [(start, end)] + [(n, n + 1) for n in range(end, len(text))])
    forward, backward = np.full(len(sides[1]), -1), np.full(len(sides[0]), -1)
    forward[at_target[0]], backward[at_source[0]] = at_source[0], at_target[0]
    found = marks.equal_phrases(source, target, (sides[0], sides[1]), align.Alignment(forward=forward, backward=backward))
    return [(source[slice(*pairing.source)], target[slice(*pairing.target)]) for pairing in found]


@pytest.mark.parametrize(
    ("source", "target", "at_source", "at_target", "found"),
    [
        ("新しい人工知能だ", "new artificial intelligence is", (3, 7), (3, 27), [("人工知能", "artificial intelligence")]),
        ("인공지능은 좋다", "人工知能は良い", (0, 5), (0, 4), [("인공지능", "人工知能")]),  # the particle stays outside
        ("これは重要です", "this is important", (0, 3), (0, 4), []),  # no content in これは
        ("スカーフを買う", "buy a scarf", (1, 3), (6, 11), []),  # half a katakana word
        ("調査を行う", "investigations", (0, 2), (0, 11), []),  # half a Latin word
        ("八千円でした", "It was 8,000 yen", (1, 3), (9, 16), []),  # half a number
        ("機能（新型）だ", "the (new) function", (2, 5), (4, 8), []),  # a bracket inside
        ("人工知能", "artificial intelligence", (0, 4), (0, 23), []),  # nothing would be left
    ],
)
def test_phrases_are_whole_words_with_content(source, target, at_source, at_target, found):
    assert phrase(source, target, at_source, at_target) == found


# ---- align


def toy(number, seed=0):
    """Sentences of known words with the verb, the second word, moved to the end; pieces are numbers, target = source + 100."""
    rng = random.Random(seed)
    sources = [[rng.randrange(1, 40) for _ in range(rng.randint(2, 9))] for _ in range(number)]
    order = [[0, *range(2, len(s)), 1] for s in sources]
    targets = [[s[i] + 100 for i in o] for s, o in zip(sources, order, strict=True)]
    return sources, targets, [{(i, j) for j, i in enumerate(o)} for o in order]


def test_alignment_finds_the_words_of_a_toy_corpus(tmp_path):
    sources, targets, _ = toy(600)
    aligner = align.learn(sources, targets)
    new, new_targets, new_truth = toy(100, seed=1)
    found = [set(align.links(one)) for one in aligner.align(new, new_targets)]
    distinct = [n for n in range(100) if len(set(new[n])) == len(new[n])]
    assert len(distinct) > 40
    right = sum(len(found[n] & new_truth[n]) for n in distinct)
    assert right / sum(len(found[n]) for n in distinct) > 0.99
    assert right / sum(len(new_truth[n]) for n in distinct) > 0.98

    aligner.save(tmp_path / "a.npz")
    loaded = align.load(tmp_path / "a.npz")
    for one, other in zip(aligner.align(new, new_targets), loaded.align(new, new_targets), strict=True):
        assert np.array_equal(one.forward, other.forward)
        assert np.array_equal(one.backward, other.backward)


def test_empty_sentences_align_with_nothing():
    sources, targets, _ = toy(50)
    found = align.learn([*sources, [], [1]], [*targets, [101], []]).align([[], [1]], [[101], []])
    assert [one.forward.tolist() for one in found] == [[-1], []]
    assert [one.backward.tolist() for one in found] == [[], [-1]]


def test_marks_link_to_themselves_though_never_seen():
    sources, targets, _ = toy(300)
    found = align.learn(sources, targets).align([[500, 7, 501]], [[501, 107, 500]])
    assert align.links(found[0]) == [(0, 2), (1, 1), (2, 0)]


def test_a_name_of_several_pieces_is_found_whole():
    # pieces サム スン は / Samsung: both halves come from Samsung, the particle from nowhere.
    found = align.Alignment(forward=np.array([0]), backward=np.array([0, 0, -1]))
    assert align.phrases(found, 6) == [(0, 1, 0, 0)]
    assert align.phrases(found, 1) == []
    other_way = align.Alignment(forward=np.array([0, 0, -1]), backward=np.array([0]))
    assert align.phrases(other_way, 6) == [(0, 0, 0, 1)]


def test_links_are_what_both_directions_say():
    found = align.Alignment(forward=np.array([1, 0, 0]), backward=np.array([1, 2]))
    assert align.links(found) == [(0, 1)]


# ---- prepare: sampling


COUNTS = {("ja", "en"): 900.0, ("en", "ja"): 900.0, ("ko", "en"): 100.0, ("en", "ko"): 100.0}


def test_temperature_flattens_directions_and_doubles_those_out_of_japanese():
    rates = prepare.sampling_rates(COUNTS)
    taken = {direction: rates[direction] * number for direction, number in COUNTS.items()}
    assert sum(taken.values()) == pytest.approx(sum(COUNTS.values()))
    assert taken["en", "ja"] / taken["en", "ko"] == pytest.approx(3.0)  # the root of 9
    assert taken["ja", "en"] / taken["en", "ja"] == pytest.approx(2.0)
    assert rates["ko", "en"] > 1 > rates["en", "ja"]


def test_temperature_one_keeps_the_text_as_it_is():
    assert prepare.sampling_rates(COUNTS, 1.0, doubled="") == dict.fromkeys(COUNTS, pytest.approx(1.0))


def test_high_temperature_makes_directions_equal():
    rates = prepare.sampling_rates(COUNTS, 1e9, doubled="")
    assert {round(rates[d] * COUNTS[d], 3) for d in COUNTS} == {500.0}


def test_the_mix_names_a_licence_for_every_corpus():
    for stage in ("main", "last"):
        assert sum(prepare.read_mix(ROOT / "training" / "corpora.toml", stage).values()) > 1
    corpora = tomllib.loads((ROOT / "training" / "corpora.toml").read_text(encoding="utf-8"))
    assert all(c["licence"] and c["source"] and c["weight"] > 0 for c in corpora.values())
    assert all(set(c) <= {"licence", "source", "weight", "last"} for c in corpora.values())


# ---- prepare: text to shards


@pytest.fixture(scope="session")
def text(tmp_path_factory):
    """A folder with a text file, a tokenizer and an aligner of it."""
    folder = tmp_path_factory.mktemp("text")
    rng, lines = random.Random(0), []
    for number in range(3000):
        words = rng.sample(sorted(WORDS), rng.randint(3, 7))
        year = 2000 + number % 30
        source = f"{year}年に" + "と".join(words) + "。"
        target = f"In {year}, " + " and ".join(WORDS[word] for word in words) + "."
        lines.append(f"{'news' if number % 2 else 'docs'}\t{source}\t{target}\n")
    (folder / "ja-en.tsv").write_text("".join(lines), encoding="utf-8")
    (folder / "corpora.toml").write_text(
        '[news]\nweight = 1\nlast = 2\nsource = "N"\nlicence = "CC0"\n[docs]\nweight = 1\nsource = "D"\nlicence = "MIT"\n'
    )
    prepare.train_tokenizer(folder / "t.model", [folder / "ja-en.tsv"], 480, 10_000_000)
    prepare.train_aligners(folder / "aligners", [folder / "ja-en.tsv"], folder / "t.model", 1000)
    return folder


def recipe(text, stage="main", **more):
    weights = prepare.read_mix(text / "corpora.toml", stage)
    rates = prepare.sampling_rates(prepare.count_pairs([text / "ja-en.tsv"], weights))
    made = {"tokenizer": text / "t.model", "aligners": text / "aligners", "weights": weights, "rates": rates}
    return prepare.Recipe(**(made | more))


def test_tags_and_marks_are_one_piece_and_tags_cannot_be_spelt(text):
    pieces = prepare.load_tokenizer(text / "t.model")
    assert "⟦3⟧" in pieces.encode("は⟦3⟧年", out_type=str)
    tags = set(prepare.TAGS.values())
    assert not tags & set(pieces.encode("<2en> and", out_type=str))
    assert pieces.decode_pieces(["<2en>", *pieces.encode("And so", out_type=str)]) == "And so"


def test_a_tokenizer_without_marks_is_refused(text, tmp_path):
    sentencepiece.SentencePieceTrainer.train(
        input=str(text / "ja-en.tsv"),
        model_prefix=str(tmp_path / "bare"),
        vocab_size=170,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    with pytest.raises(SystemExit, match=r"bare.model: lacks <2en>"):
        prepare.load_tokenizer(tmp_path / "bare.model")


def test_a_vocabulary_that_the_text_cannot_fill_is_refused_in_one_line(text, tmp_path):
    with pytest.raises(SystemExit, match=r"big.model: .*Vocabulary size too high"):
        prepare.train_tokenizer(tmp_path / "big.model", [text / "ja-en.tsv"], 5000, 10_000_000)
    assert not list(tmp_path.iterdir())


def test_encoded_shards_hold_marked_aligned_pairs(text, tmp_path):
    prepare.encode(tmp_path, [text / "ja-en.tsv"], recipe(text, share=0.125), 1)
    corpus = shards.Corpus([tmp_path / "ja-en.npz"])
    pieces = prepare.load_tokenizer(text / "t.model")
    marked = {pieces.piece_to_id(mark) for mark in marks.MARKS}
    having, phrases, right = 0, 0, Counter()
    for number in range(len(corpus)):
        source, target, links = corpus.pair(number)
        held = [sorted(int(piece) for piece in side if int(piece) in marked) for side in (source, target)]
        assert held[0] == held[1]
        assert len(set(held[0])) == len(held[0]) <= marks.MOST
        having += bool(held[0])
        said = [pieces.decode(side.tolist()) for side in (source, target)]
        phrases += bool(held[0]) and "20" in said[0]
        for i, j in links:
            if source[i] in marked or target[j] in marked:
                right[bool(source[i] == target[j])] += 1
    assert having / len(corpus) == pytest.approx(0.125, abs=0.02)
    assert phrases > having / 4, "some marks stand for phrases, not for the year"
    assert right[True] > 20 * right[False]
    share = np.bincount(corpus.tag)[[pieces.piece_to_id("<2en>"), pieces.piece_to_id("<2ja>")]]
    assert share[0] / share[1] == pytest.approx(2.0, rel=0.15)
    assert corpus.corpora == ["docs", "news"]
    assert corpus.vocab == pieces.get_piece_size()


def test_pairs_held_out_are_whole_and_the_same_in_both_stages(text, tmp_path):
    held = {}
    pieces = prepare.load_tokenizer(text / "t.model")
    for stage in ("main", "last"):
        prepare.encode(tmp_path / stage, [text / "ja-en.tsv"], recipe(text, stage), 1)
        corpus = shards.Corpus([tmp_path / stage / "ja-en.npz"])
        texts = [tuple(pieces.decode(side.tolist()) for side in corpus.pair(n)[:2]) for n in range(len(corpus))]
        held[stage] = {texts[n] for n in corpus.dev}
        assert len(held[stage]) == len(corpus.dev)
        assert {(b, a) for a, b in held[stage]} == held[stage]
        assert not held[stage] & {texts[n] for n in corpus.train}
        assert "⟦" not in "".join(map(str, held[stage]))
    assert held["last"]
    assert held["last"] < held["main"]
    assert 2 * 3000 / 400 / 3 < len(held["main"]) < 2 * 3000 / 400 * 3


def test_the_last_stage_takes_only_its_corpora(text, tmp_path):
    prepare.encode(tmp_path, [text / "ja-en.tsv"], recipe(text, "last"), 1)
    assert shards.Corpus([tmp_path / "ja-en.npz"]).corpora == ["news"]


def test_encoding_again_passes_over_what_is_there_and_is_reproducible(text, tmp_path):
    for out in (tmp_path / "a", tmp_path / "b"):
        prepare.encode(out, [text / "ja-en.tsv"], recipe(text), 1)
    first, second = (np.load(out / "ja-en.npz") for out in (tmp_path / "a", tmp_path / "b"))
    assert all(np.array_equal(first[key], second[key]) for key in first.files)
    before = (tmp_path / "a" / "ja-en.npz").stat().st_mtime_ns
    prepare.encode(tmp_path / "a", [text / "ja-en.tsv"], recipe(text), 1)
    assert (tmp_path / "a" / "ja-en.npz").stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("name", "line", "message"),
    [
        ("ja-en.tsv", "news\tonly\n", r"ja-en.tsv:1: found 2 columns, expected corpus<TAB>source<TAB>target"),
        ("ja-xx.tsv", "news\ta\tb\n", r"ja-xx.tsv: expected a name like ja-en.tsv.xz"),
        ("ja-en.tsv", "books\ta\tb\n", r"corpus 'books' is not in corpora.toml"),
    ],
)
def test_text_that_does_not_fit_is_refused(tmp_path, name, line, message):
    (tmp_path / name).write_text(line)
    with pytest.raises(SystemExit, match=message):
        prepare.count_pairs([tmp_path / name], {"news": 1.0})


# ---- shards


sides = st.lists(st.integers(0, 999), min_size=1, max_size=40)


@given(st.lists(st.tuples(sides, sides, st.booleans()), min_size=1, max_size=12))
def test_shards_round_trip(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("shards") / "one.npz"
    writer, kept = shards.Writer(vocab=1000, longest=30), []
    for source, target, dev in [*rows, ([1], [2], False)]:
        links = [(0, len(target) - 1)] if len(source) % 2 else []
        taken = writer.add(source, target, 4, links, dev=dev)
        short, long = sorted((len(source), len(target)))
        fits = long <= min(30, 3 * short + 12)
        assert taken == fits
        if taken:
            kept.append((source, target, links, dev))
    writer.save(path)
    corpus = shards.Corpus([path, path])
    assert len(corpus) == 2 * len(kept)
    for number in range(len(corpus)):
        source, target, links = corpus.pair(number)
        expected = kept[number % len(kept)]
        assert (source.tolist(), target.tolist(), [tuple(link) for link in links.tolist()]) == expected[:3]
        assert (number in corpus.dev) == expected[3]


@pytest.fixture
def corpus(tmp_path):
    rng = random.Random(0)
    writer = shards.Writer(vocab=50)
    for number in range(300):
        source = [rng.randrange(5, 50) for _ in range(rng.randint(1, 30))]
        writer.add(source, source[::-1], 4, [(0, len(source) - 1)], dev=number % 30 == 0)
    writer.save(tmp_path / "c.npz")
    return shards.Corpus([tmp_path / "c.npz"])


def test_batches_hold_every_pair_once_and_no_more_places_than_allowed(corpus):
    batches = corpus.batches(corpus.train, 256, np.random.default_rng(0))
    assert sorted(np.concatenate(batches)) == sorted(corpus.train)
    sizes = [max(array.size for array in corpus.batch(pairs)[:2]) for pairs in batches]
    assert max(sizes) <= 256
    assert sum(sizes) / len(sizes) > 160, "batches are full"
    again = corpus.batches(corpus.train, 256, np.random.default_rng(0))
    assert all(np.array_equal(one, other) for one, other in zip(batches, again, strict=True))
    other = corpus.batches(corpus.train, 256, np.random.default_rng(1))
    assert not all(np.array_equal(a, b) for a, b in zip(batches, other, strict=False))


def test_batch_layout(tmp_path):
    writer = shards.Writer(vocab=50)
    writer.add([10, 11], [20, 21, 22], 4, [(1, 2)], dev=False)
    writer.save(tmp_path / "c.npz")
    batch = shards.Corpus([tmp_path / "c.npz"]).batch(np.array([0]))
    assert batch.source.tolist() == [[10, 11, 2, 0, 0, 0, 0, 0]]
    assert batch.target.tolist() == [[1, 4, 20, 21, 22, 0, 0, 0]]
    assert batch.labels.tolist() == [[-100, 20, 21, 22, 2, -100, -100, -100]]
    row, place, source = batch.links[0]
    assert (batch.labels[row, place], batch.source[row, source]) == (22, 11)


def test_shards_of_different_tokenizers_are_refused(tmp_path):
    for vocab in (50, 60):
        writer = shards.Writer(vocab=vocab)
        writer.add([10], [20], 4, [], dev=False)
        writer.save(tmp_path / f"{vocab}.npz")
    with pytest.raises(SystemExit, match=r"tokenizers of \[50, 60\] pieces"):
        shards.Corpus(sorted(tmp_path.glob("*.npz")))


# ---- evaluate


def test_marked_test_sentences():
    texts = ["OpenAIは2025年にサムスンと提携した。", "何もない。", "GPT-5です。"]
    assert [len(evaluate.with_marks(texts, number)) for number in (1, 2, 3, 4)] == [2, 1, 1, 0]
    three = evaluate.with_marks(texts, 3)[0]
    assert evaluate._FOUND.sub("*", three) == "*は*年に*と提携した。"
    assert len(set(evaluate._FOUND.findall(three))) == 3


@pytest.mark.parametrize(
    ("output", "kept"),
    [("⟦2⟧ and ⟦ 7 ⟧", True), ("⟦2⟧", False), ("⟦2⟧⟦7⟧⟦7⟧", False), ("⟦2⟧⟦7⟧⟦1⟧", False), ("⟦7⟧⟦2⟧", True), ("", False)],
)
def test_marks_survive_only_exactly_once(output, kept):
    assert evaluate.survived("⟦7⟧と⟦2⟧", output) is kept


def test_intervals():
    assert evaluate.interval(95, 100) == pytest.approx((0.8883, 0.9785), abs=1e-4)  # Wilson's, as statsmodels gives it
    assert evaluate.interval(0, 0) == (0.0, 1.0)
    assert evaluate.interval(100, 100)[1] == 1.0


def test_evaluation_scores_what_the_engine_says():
    class Echo:
        def translate(self, requests):
            return [[Namespace(text=request.text)] for request in requests]

    texts = ["The price of OpenAI rose in 2025 by a lot.", "Nothing at all happened here today, they said."]
    assert evaluate.translate(Echo(), texts, "ja", "en") == texts
    assert evaluate.score(texts, texts, "en")[0].startswith("100.0")
    assert evaluate.survival(Echo(), texts, "ja", "en")[1] == (2, 2, 2)


def test_survival_counts_what_only_holding_keeps():
    class Lossy:
        def translate(self, requests):
            return [[Namespace(text=request.text if request.hold else "lost")] for request in requests]

    assert evaluate.survival(Lossy(), ["The price of OpenAI rose a lot."], "en", "ja")[1] == (1, 0, 1)


# ---- training and export, where PyTorch is


TINY = '{"width":32,"ffn":64,"heads":2,"encoder":1,"decoder":2,"dropout":0.0}'


@pytest.fixture
def torch():
    return pytest.importorskip("torch")


@pytest.fixture
def train(torch):
    return pytest.importorskip("train")


@pytest.fixture
def export(torch):
    return pytest.importorskip("export")


@pytest.fixture
def trainer(train, corpus):
    def make(**more):
        settings = train.Settings(rate=3e-3, **more)
        return train.Trainer(train.sized(TINY, corpus.vocab), settings)

    return make


def same(torch, one, other):
    return one.keys() == other.keys() and all(torch.equal(one[key], other[key]) for key in one)


def test_rate_rises_then_falls(train):
    rates = [train.rate_at(n / 100, train.Settings(rate=1.0, warmup=0.1)) for n in range(120)]
    assert rates[0] == 0
    assert max(rates) == rates[10] == 1
    assert rates[10:] == sorted(rates[10:], reverse=True)
    assert rates[-1] == pytest.approx(0.02)


@pytest.mark.parametrize("optimizer", ["adamw", "muon"])
def test_loss_falls_and_attention_learns_the_links(train, trainer, corpus, optimizer):
    one = trainer(guidance=0.5, optimizer=optimizer)
    batches = [train.on_device(corpus, pairs, "cpu") for pairs in corpus.batches(corpus.train, 256)]
    losses = [[one.train(batch, 3e-3) for batch in batches] for _ in range(6)]
    for place in range(2):
        first, last = (sum(float(loss[place]) for loss in epoch) for epoch in (losses[0], losses[-1]))
        assert last < 0.9 * first


def test_two_calls_train_the_same_as_one(torch, train, trainer, corpus, tmp_path, capsys):
    plan = train.Plan(seconds=600, whole_seconds=600, steps=6)
    straight, first, second = trainer(), trainer(), trainer()
    train.run(straight, corpus, plan, text="text", tokens=256, out=tmp_path / "straight.pt")
    batches = train.stream(first, corpus, 256, "text")
    for _ in range(2):
        first.train(next(batches), train.rate_at((first.step + 1) / plan.steps, first.settings))
    first.save(tmp_path / "cut.pt")
    second.resume(tmp_path / "cut.pt")
    assert (second.step, second.position) == (2, 2)
    train.run(second, corpus, plan, text="text", tokens=256, out=tmp_path / "resumed.pt")
    one, other = train.load(tmp_path / "straight.pt"), train.load(tmp_path / "resumed.pt")
    assert one["step"] == other["step"] == 6
    assert same(torch, one["raw"], other["raw"])
    assert same(torch, one["weights"], other["weights"])
    assert not list(tmp_path.glob("*.part"))
    assert "dev" in capsys.readouterr().out


def test_a_part_of_the_schedule_stops_where_the_last_stage_begins(train, trainer, corpus, tmp_path):
    plan = train.Plan(seconds=600, whole_seconds=600, steps=8)
    one, out = trainer(optimizer="muon"), tmp_path / "last.pt"
    train.run(one, corpus, replace(plan, until=0.75), text="main", tokens=256, out=out)
    assert (one.step, one.text) == (6, "main")
    other = trainer(optimizer="muon")
    other.resume(out)
    train.run(other, corpus, plan, text="last", tokens=256, out=out)
    assert (other.step, other.text, other.position) == (8, "last", 2)


def test_a_new_text_starts_at_its_beginning_in_the_same_schedule(train, trainer, corpus):
    one = trainer()
    for _, batch in zip(range(3), train.stream(one, corpus, 256, "main"), strict=False):
        one.train(batch, 1e-3)
    next(train.stream(one, corpus, 256, "last"))
    assert (one.step, one.position, one.text) == (3, 0, "last")


def test_numbered_checkpoints_are_kept_and_averaged(torch, train, trainer, corpus, tmp_path):
    average = pytest.importorskip("average")
    one, path = trainer(), tmp_path / "last.pt"
    raw = []
    for _, batch in zip(range(4), train.stream(one, corpus, 256, "text"), strict=False):
        one.train(batch, 1e-3)
        one.save(path, keep=2)
        raw.append({key: value.clone() for key, value in one.net.state_dict().items()})
    kept = sorted(tmp_path.glob("last-*.pt"))
    assert [path.name for path in kept] == ["last-00000003.pt", "last-00000004.pt"]
    mean = average.average(kept)
    for key, value in mean["weights"].items():
        assert torch.allclose(value, (raw[2][key] + raw[3][key]) / 2, atol=1e-6)
    assert average.average([path], half=True)["weights"]["embed.weight"].dtype == torch.float16
    fresh = trainer()
    fresh.start_from(path)
    assert fresh.step == 0
    assert same(torch, fresh.net.state_dict(), train.load(path)["weights"])


def test_sizes(train):
    base = train.sized("base", 32000)
    assert (base.encoder, base.decoder, base.width) == (8, 3, 512)
    assert train.count(train.Translator(base)) < 50e6, "int8 takes a byte a parameter"
    small = train.sized('{"width":64}', 100, 0.3)
    assert (small.width, small.vocab, small.dropout, small.encoder) == (64, 100, 0.3, 8)


@pytest.fixture
def package(train, export, text, tmp_path):
    """A tiny model trained on the text, its shards, and where its package lies."""
    prepare.encode(tmp_path, [text / "ja-en.tsv"], recipe(text), 1)
    corpus = shards.Corpus([tmp_path / "ja-en.npz"])
    one = train.Trainer(train.sized(TINY, corpus.vocab), train.Settings(rate=3e-3))
    for _, batch in zip(range(12), train.stream(one, corpus, 1500, "text"), strict=False):
        one.train(batch, 3e-3)
    one.mean = one._weights()
    one.save(tmp_path / "last.pt")

    def make(quantization="int8"):
        out = tmp_path / quantization
        about = export.About(name="toy", version="0.4", licence="CC0", notes="## Scores\nnone")
        settings = {"corpora": text / "corpora.toml", "quantization": quantization, "argos": ["ja-en"]}
        export.export(tmp_path / "last.pt", text / "t.model", out, about, **settings)
        return out

    return one, corpus, make


@pytest.mark.parametrize("quantization", ["float32", "int8"])
def test_exported_model_gives_the_same_log_probabilities(torch, package, quantization):
    one, corpus, make = package
    out = make(quantization)
    pieces = prepare.load_tokenizer(out / "sentencepiece.model")
    model = ctranslate2.Translator(str(out / "model"), compute_type=quantization)
    one.net.eval()
    pairs = corpus.train[:20]
    sides = [[side.tolist() for side in corpus.pair(number)[:2]] for number in pairs]
    words = [[[pieces.id_to_piece(n) for n in side] for side in pair] for pair in sides]
    tags = [pieces.id_to_piece(int(corpus.tag[number])) for number in pairs]
    found = model.score_batch([w[0] for w in words], [[tag, *w[1]] for tag, w in zip(tags, words, strict=True)])
    for number, result in zip(pairs, found, strict=True):
        batch = corpus.batch(np.array([number]))
        source, target, labels = (torch.from_numpy(array) for array in batch[:3])
        with torch.no_grad():
            logits, _ = one.net(source, target)
        length = int((labels >= 0).sum())
        expected = logits.log_softmax(-1)[0, torch.arange(1, 1 + length), labels[0, 1 : 1 + length]]
        apart = (torch.tensor(result.log_probs[1:]) - expected).abs()
        assert apart.max() < (0.001 if quantization == "float32" else 0.05)
        assert apart.mean() < 0.01


def test_exported_attention_is_the_guided_head(torch, package):
    one, corpus, make = package
    out = make("float32")
    pieces = prepare.load_tokenizer(out / "sentencepiece.model")
    source = [pieces.id_to_piece(int(n)) for n in corpus.pair(int(corpus.train[0]))[0]]
    model = ctranslate2.Translator(str(out / "model"), compute_type="float32")
    result = model.translate_batch(
        [source], target_prefix=[["<2en>"]], beam_size=1, return_attention=True, max_decoding_length=6
    )[0]
    written = [pieces.piece_to_id(piece) for piece in result.hypotheses[0]]
    one.net.eval()
    ids = torch.tensor([[pieces.piece_to_id(piece) for piece in source] + [shards.EOS]])
    with torch.no_grad():
        _, weights = one.net(ids, torch.tensor([[shards.BOS, *written]]), guide=True)
    theirs = torch.tensor(result.attention[0])
    ours = weights.exp()[0, 1 : len(theirs), : theirs.shape[1]]  # CTranslate2 leaves the end of the source out, and rescales
    assert torch.allclose(theirs[1:] / theirs[1:].sum(-1, keepdim=True), ours / ours.sum(-1, keepdim=True), atol=0.01)


def test_the_package_is_read_and_installed(package, tmp_path):
    _, _, make = package
    out = make()
    read = read_package(out)
    assert (read.name, read.version, read.licence, read.marks) == ("toy", "0.4", "CC0", "brackets")
    assert len(read.pairs) == 12
    assert read.prefixes["ko"] == "<2ko>"
    card = (out / "README.md").read_text(encoding="utf-8")
    assert "| docs | D | MIT |" in card
    assert "## Scores\nnone" in card
    installed = install_archive(out.with_name("int8.argosmodel"), tmp_path / "installed")
    assert installed.pairs == read.pairs
    single = install_archive(out.with_name("int8-ja_en.argosmodel"), tmp_path / "installed")
    assert (single.pairs, dict(single.prefixes)) == ((("ja", "en"),), {"en": "<2en>"})
    data = json.loads((single.path / "metadata.json").read_text(encoding="utf-8"))
    assert {key: data[key] for key in ("from_code", "to_code", "target_prefix")} == {
        "from_code": "ja",
        "to_code": "en",
        "target_prefix": "<2en>",
    }
    assert "source_languages" not in data


def test_the_engine_translates_with_the_package(package):
    _, _, make = package
    drafts = evaluate.translate(CTranslateEngine([read_package(make())], threads=1), ["2010年に語一。"], "ja", "en")
    assert len(drafts) == 1
    assert "<2" not in drafts[0]


def test_a_tokenizer_of_another_size_is_refused(package, export, text, tmp_path):
    assert package
    prepare.train_tokenizer(tmp_path / "other.model", [text / "ja-en.tsv"], 460, 10_000_000)
    about = export.About(name="toy", version="0.4", licence="CC0")
    with pytest.raises(SystemExit, match=r"other.model: has 460 pieces, expected the 480"):
        export.export(tmp_path / "last.pt", tmp_path / "other.model", tmp_path / "x", about, corpora=text / "corpora.toml")
