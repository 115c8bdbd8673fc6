"""Train a translation model on token shards of prepare.py: a part of a schedule a call, on a CPU or one GPU.

    train.py SHARD... --out last.pt --size small --minutes 60 --plan-minutes 600 --resume

The learning rate follows the share of the plan that is spent, in minutes or in --steps. `--out` is written every
--save-minutes, and at the end, whole or not at all; with --resume a call goes on from it where it stands, so a call that
was cut off is called again. Going on with other shards (the last stage) starts at their beginning, in the same schedule.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

# isort: split
from model import MAX_LENGTH, SIZES, Size, Translator
from shards import IGNORED, Array, Corpus

_DEV_PAIRS = 2000
_LOG_SECONDS = 15


class Tensors(NamedTuple):
    """A `shards.Batch` on the device."""

    source: Tensor
    target: Tensor
    labels: Tensor
    links: Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a model is trained; all but `seed` as in the README's table."""

    rate: float = 1e-3
    """Peak learning rate."""
    warmup: float = 0.06
    """Share of the plan in which the rate rises."""
    smoothing: float = 0.1
    guidance: float = 0.05
    """Weight of the guided-alignment loss."""
    optimizer: str = "adamw"
    """Of the layers' matrices, `adamw` or `muon`; everything else is AdamW's."""
    mean: float = 0.9995
    """Share of the running mean of the weights that a step keeps."""
    seed: int = 0


class Losses(NamedTuple):
    """Mean cross-entropies in nats: of the labels, and of the linked source places."""

    labels: Tensor
    links: Tensor


def rate_at(progress: float, settings: Settings) -> float:
    """Return the learning rate when `progress`, 0 to 1, of the plan is done: up in a line, down in a half cosine to 2 %."""
    done, warmup = min(1.0, progress), settings.warmup
    if done < warmup:
        return settings.rate * done / warmup
    return settings.rate * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * (done - warmup) / (1 - warmup))))


def optimizers(net: Translator, name: str, *, fused: bool) -> list[torch.optim.Optimizer]:
    """Return the optimizers of a model: AdamW, or Muon (Jordan 2024) for the layers' matrices and AdamW for the rest.

    Muon's steps are scaled to the size of AdamW's (Liu et al. 2025, "Muon is scalable for LLM training"), so both take the
    same rates.
    """
    inner = [weight for key, weight in net.named_parameters() if weight.dim() == 2 and not key.startswith("embed")]
    plain = [weight for weight in net.parameters() if weight.dim() != 2]
    tables = [net.embed.weight]
    if name == "adamw":
        tables, muon = [*tables, *inner], []
    else:
        muon = [torch.optim.Muon(inner, weight_decay=0.1, adjust_lr_fn="match_rms_adamw")]
    groups = [{"params": tables, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}]
    return [torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-9, fused=fused), *muon]


def cross_entropy(states: Tensor, embeddings: Tensor, labels: Tensor, smoothing: float) -> Tensor:
    """Return the mean cross-entropy in nats of labels (n,), given states (n, D) and embeddings (V, D)."""
    logits = F.linear(states, embeddings).float()
    return F.cross_entropy(logits, labels, ignore_index=IGNORED, label_smoothing=smoothing)


class Trainer:
    """A model with its optimizer, the running mean of its weights, and how far it has come."""

    def __init__(self, size: Size, settings: Settings, device: str = "cpu", *, compiled: bool = False):
        torch.manual_seed(settings.seed)
        self.size, self.settings, self.device = size, settings, device
        self.net = Translator(size).to(device)
        self.cross_entropy: Any = cross_entropy
        if compiled:
            # Layer by layer: the layers of a kind share what is compiled, which takes seconds and not minutes.
            for layer in (*self.net.encoder, *self.net.decoder):
                layer.compile(dynamic=True)
            self.cross_entropy = torch.compile(cross_entropy, dynamic=True)
        self.optimizers = optimizers(self.net, settings.optimizer, fused=device == "cuda")
        self.mean = self._weights()
        self.step = self.epoch = self.position = 0
        self.seconds = 0.0
        self.text = ""
        """Digest of the shards that `epoch` and `position` count in."""
        self.corpora: list[str] = []

    def _weights(self) -> dict[str, Tensor]:
        return {key: value.detach().clone().float() for key, value in self.net.state_dict().items()}

    def losses(self, batch: Tensors, smoothing: float) -> Losses:
        """Return the losses of a batch."""
        guided = self.settings.guidance > 0 and len(batch.links) > 0
        with torch.autocast(self.device, torch.bfloat16):
            states, weights = self.net.states(batch.source, batch.target, guide=guided)
            labels = self.cross_entropy(states.flatten(0, 1), self.net.embed.weight, batch.labels.flatten(), smoothing)
        row, target, source = batch.links.unbind(1)
        return Losses(labels, -weights[row, target, source].mean() if guided else torch.zeros_like(labels))

    def train(self, batch: Tensors, rate: float) -> Losses:
        """Take one step."""
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate
        losses = self.losses(batch, self.settings.smoothing)
        (losses.labels + self.settings.guidance * losses.links).backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        for optimizer in self.optimizers:
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        self.step += 1
        self.position += 1
        keep = min(self.settings.mean, (self.step + 1) / (self.step + 50))
        now = self.net.state_dict()
        with torch.no_grad():
            torch._foreach_lerp_([self.mean[key] for key in now], list(now.values()), 1 - keep)
        return Losses(losses.labels.detach(), losses.links.detach())

    @torch.no_grad()
    def evaluate(self, corpus: Corpus, tokens: int) -> float:
        """Return the mean weights' cross-entropy a piece, in nats, on held-out pairs; NaN where there are none."""
        kept = {key: value.clone() for key, value in self.net.state_dict().items()}
        self.net.load_state_dict(self.mean)
        self.net.eval()
        total = pieces = 0.0
        with torch.compiler.set_stance("force_eager"):  # what runs once is not worth compiling
            for pairs in corpus.batches(corpus.dev[:: -(-len(corpus.dev) // _DEV_PAIRS) or 1], max(tokens // 4, 512)):
                batch = on_device(corpus, pairs, self.device)
                number = int((batch.labels != IGNORED).sum())
                total, pieces = total + float(self.losses(batch, 0.0).labels) * number, pieces + number
        self.net.load_state_dict(kept)
        self.net.train()
        return total / pieces if pieces else math.nan

    def state(self) -> dict[str, Any]:
        """Return what a checkpoint holds: `weights` are the mean's, `raw` the model's own."""
        return {
            "size": self.size.asdict(),
            "weights": {key: value.cpu() for key, value in self.mean.items()},
            "raw": {key: value.cpu() for key, value in self.net.state_dict().items()},
            "optimizers": [optimizer.state_dict() for optimizer in self.optimizers],
            "step": self.step,
            "epoch": self.epoch,
            "position": self.position,
            "seconds": self.seconds,
            "text": self.text,
            "corpora": self.corpora,
        }

    def save(self, path: Path, keep: int = 0) -> None:
        """Write a checkpoint; with `keep`, also the model's own weights under a numbered name, of which so many are kept."""
        state = self.state()
        _write(state, path)
        if keep:
            light = {key: state[key] for key in ("size", "step", "corpora")}
            _write({**light, "weights": state["raw"]}, numbered(path, self.step))
            for old in sorted(path.parent.glob(f"{path.stem}-*{path.suffix}"))[:-keep]:
                old.unlink()

    def resume(self, path: Path) -> None:
        """Go on where `save` left off."""
        saved = load(path, self.device)
        self.net.load_state_dict(saved["raw"])
        for optimizer, state in zip(self.optimizers, saved["optimizers"], strict=True):
            optimizer.load_state_dict(state)
        self.mean = {key: value.to(self.device) for key, value in saved["weights"].items()}
        for name in ("step", "epoch", "position", "seconds", "text", "corpora"):
            setattr(self, name, saved[name])
        torch.manual_seed(self.settings.seed + self.step)

    def start_from(self, path: Path) -> None:
        """Take the weights of a checkpoint, with a fresh optimizer and schedule."""
        saved = load(path, self.device)
        self.net.load_state_dict({key: value.float() for key, value in saved["weights"].items()})
        self.mean, self.corpora = self._weights(), saved.get("corpora", [])


def load(path: Path, device: str = "cpu") -> dict[str, Any]:
    """Return a checkpoint; nothing in it is executed."""
    saved: dict[str, Any] = torch.load(path, map_location=device, weights_only=True)
    return saved


def numbered(path: Path, step: int) -> Path:
    """Return the name of a numbered checkpoint: last-00001200.pt."""
    return path.with_name(f"{path.stem}-{step:08}{path.suffix}")


def _write(state: dict[str, Any], path: Path) -> None:
    part = path.with_suffix(".part")
    torch.save(state, part)
    part.replace(path)


def on_device(corpus: Corpus, pairs: Array, device: str) -> Tensors:
    """Return a batch as tensors."""
    tensors = (torch.from_numpy(array) for array in corpus.batch(pairs))
    if device == "cuda":
        tensors = (tensor.pin_memory().to(device, non_blocking=True) for tensor in tensors)
    return Tensors(*tensors)


def ahead(corpus: Corpus, batches: Sequence[Array], device: str) -> Iterator[Tensors]:
    """Yield batches that other threads make while the last ones are trained on."""
    workers = 6 if device == "cuda" else 1
    pool, waiting = ThreadPoolExecutor(workers), deque[Future[Tensors]]()
    try:
        for pairs in batches:
            waiting.append(pool.submit(on_device, corpus, pairs, device))
            if len(waiting) > 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def stream(trainer: Trainer, corpus: Corpus, tokens: int, text: str) -> Iterator[Tensors]:
    """Yield batches without end, from where the trainer stands; every epoch has an order of its own."""
    if trainer.text != text:
        trainer.text, trainer.epoch, trainer.position = text, 0, 0
    trainer.corpora = sorted({*trainer.corpora, *corpus.corpora})
    while True:
        rng = np.random.default_rng([trainer.settings.seed, trainer.epoch])
        batches = corpus.batches(corpus.train, tokens, rng)
        yield from ahead(corpus, batches[trainer.position :], trainer.device)
        trainer.epoch, trainer.position = trainer.epoch + 1, 0


def digest(paths: Sequence[Path], tokens: int) -> str:
    """Return what tells one sequence of batches from another."""
    named = [(path.name, path.stat().st_size) for path in paths]
    return hashlib.sha256(json.dumps([named, tokens]).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long to train: a call `seconds`, the schedule `whole_seconds`, or both until `steps` where those are given."""

    seconds: float
    whole_seconds: float
    steps: int = 0
    until: float = 1.0
    """Share of the schedule after which to stop."""
    save_seconds: float = 600.0


def run(trainer: Trainer, corpus: Corpus, plan: Plan, *, text: str, tokens: int, out: Path, keep: int = 0) -> None:
    """Train until the call's time is up or the steps are done; save now and then, and at the end."""
    began, before = time.monotonic(), trainer.seconds
    saved = logged = began
    window: list[Losses] = []
    places = 0
    for batch in stream(trainer, corpus, tokens, text):
        now = time.monotonic()
        trainer.seconds = before + now - began
        done = trainer.step / plan.steps if plan.steps else trainer.seconds / plan.whole_seconds
        if now - began >= plan.seconds or done >= plan.until:
            break
        rate = rate_at((trainer.step + 1) / plan.steps if plan.steps else done, trainer.settings)
        window.append(trainer.train(batch, rate))
        places += batch.source.numel() + batch.target.numel()
        if now - logged > _LOG_SECONDS:
            print(_line(trainer, window, rate, places / (now - logged)), flush=True)
            logged, window, places = now, [], 0
        if now - saved > plan.save_seconds:
            print(f"  dev {trainer.evaluate(corpus, tokens):.4f}", flush=True)
            trainer.save(out, keep)
            saved = time.monotonic()
    print(f"step {trainer.step}  epoch {trainer.epoch}  dev {trainer.evaluate(corpus, tokens):.4f}", flush=True)
    trainer.save(out, keep)


def _line(trainer: Trainer, window: Sequence[Losses], rate: float, speed: float) -> str:
    labels, linked = (torch.stack(part).mean() for part in zip(*window, strict=True))
    return (
        f"{trainer.seconds / 60:7.2f} min  step {trainer.step}  epoch {trainer.epoch}  loss {labels:.3f}"
        f"  links {linked:.3f}  rate {rate:.2e}  {speed:.0f} places/s"
    )


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    usual = Settings()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shards", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="checkpoint")
    parser.add_argument("--size", default="base", help=f"{', '.join(SIZES)}, or JSON of what differs from base")
    parser.add_argument("--dropout", type=float, help="instead of the size's own")
    parser.add_argument("--tokens", type=int, default=2200, help="padded places of a batch, a side")
    parser.add_argument("--minutes", type=float, default=9.0, help="of this call")
    parser.add_argument("--plan-minutes", type=float, help="of the whole schedule (default: this call's)")
    parser.add_argument("--steps", type=int, default=0, help="length of the schedule in steps, instead of minutes")
    parser.add_argument("--last", nargs="+", type=Path, default=[], help="shards that the end of the schedule sees instead")
    parser.add_argument("--last-share", type=float, default=0.25, help="of the schedule, for --last")
    parser.add_argument("--resume", action="store_true", help="go on from --out where it stands")
    parser.add_argument("--init", type=Path, help="take the weights of a checkpoint, with a fresh schedule")
    parser.add_argument("--rate", type=float, default=usual.rate, help="peak learning rate")
    parser.add_argument("--warmup", type=float, default=usual.warmup, help="share of the schedule")
    parser.add_argument("--smoothing", type=float, default=usual.smoothing)
    parser.add_argument("--guidance", type=float, default=usual.guidance, help="weight of the guided-alignment loss")
    parser.add_argument("--optimizer", choices=("adamw", "muon"), default=usual.optimizer, help="of the layers' matrices")
    parser.add_argument("--mean", type=float, default=usual.mean, help="what a step keeps of the running mean")
    parser.add_argument("--seed", type=int, default=usual.seed)
    parser.add_argument("--save-minutes", type=float, default=10.0)
    parser.add_argument("--keep", type=int, default=0, help="numbered checkpoints to keep, for average.py")
    parser.add_argument("--compile", action="store_true")
    return parser.parse_args(arguments)


def sized(name: str, vocab: int, dropout: float | None = None) -> Size:
    """Return the size of that name, or of that JSON, with the tokenizer's vocabulary."""
    size = SIZES[name] if name in SIZES else Size(**json.loads(name))
    return replace(size, vocab=vocab, dropout=size.dropout if dropout is None else dropout)


def main() -> None:
    """Train."""
    options = parse()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.set_float32_matmul_precision("high")
    corpus = Corpus(options.shards)
    longest = int(max(corpus.n_src.max(), corpus.n_tgt.max()))
    if longest + 8 > MAX_LENGTH:
        raise SystemExit(f"shards: a side of {longest} pieces, expected at most {MAX_LENGTH - 8}; encode with --max-tokens")
    size = sized(options.size, corpus.vocab, options.dropout)
    names = ("rate", "warmup", "smoothing", "guidance", "optimizer", "mean", "seed")
    settings = Settings(**{name: getattr(options, name) for name in names})
    trainer = Trainer(size, settings, device, compiled=options.compile)
    millions = count(trainer.net) / 1e6
    print(f"{len(corpus)} pairs, {len(corpus.dev)} held out; {millions:.1f} M parameters on {device}", flush=True)
    if options.resume and options.out.exists():
        trainer.resume(options.out)
    elif options.init:
        trainer.start_from(options.init)
    whole = options.plan_minutes or trainer.seconds / 60 + options.minutes
    plan = Plan(
        seconds=options.minutes * 60, whole_seconds=whole * 60, steps=options.steps, save_seconds=options.save_minutes * 60
    )
    text = digest(options.shards, options.tokens)
    if options.last:
        end = Corpus(options.last)
        began = trainer.seconds
        first = replace(plan, until=1 - options.last_share)
        run(trainer, corpus, first, text=text, tokens=options.tokens, out=options.out)
        corpus, text = end, digest(options.last, options.tokens)
        plan = replace(plan, seconds=plan.seconds - (trainer.seconds - began))
    run(trainer, corpus, plan, text=text, tokens=options.tokens, out=options.out, keep=options.keep)


def count(net: torch.nn.Module) -> int:
    """Return how many parameters a model has."""
    return sum(weight.numel() for weight in net.parameters())


if __name__ == "__main__":
    main()
