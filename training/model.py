"""A pre-norm encoder-decoder Transformer whose weights map one-to-one onto CTranslate2's TransformerSpec.

Shapes: B pairs, S source pieces, T target pieces, D model width, V vocabulary.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

MAX_LENGTH = 512
"""Rows of the table of positions: no sequence is longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """What a model is made of."""

    vocab: int = 32000
    width: int = 512
    ffn: int = 1536
    heads: int = 8
    encoder: int = 8
    decoder: int = 3
    dropout: float = 0.1

    def asdict(self) -> dict[str, int | float]:
        """Return the sizes, as a checkpoint keeps them."""
        return asdict(self)


SIZES = {
    "base": Size(),
    "small": Size(vocab=16000, width=256, ffn=1024, heads=4, encoder=6, decoder=2, dropout=0.0),
    "tiny": Size(vocab=1000, width=32, ffn=64, heads=2, encoder=1, decoder=1, dropout=0.0),
}
"""For one GPU, for a CPU, for trying the recipe out."""


def sinusoids(length: int, width: int) -> Tensor:
    """Return the encodings of positions (length, width): sines in the first half, cosines in the second."""
    half = width // 2
    freq = torch.exp(torch.arange(half) * (-math.log(10000.0) / (half - 1)))
    angle = torch.arange(length)[:, None] * freq[None]
    return torch.cat([angle.sin(), angle.cos()], dim=1)


class Attention(nn.Module):
    """Multi-head attention with its norm: of a sequence to itself, or of the decoder to the encoder (`cross`)."""

    def __init__(self, size: Size, *, cross: bool):
        super().__init__()
        self.heads, self.cross = size.heads, cross
        self.norm = nn.LayerNorm(size.width)
        if cross:
            self.query = nn.Linear(size.width, size.width)
            self.keyvalue = nn.Linear(size.width, 2 * size.width)
        else:
            self.qkv = nn.Linear(size.width, 3 * size.width)
        self.out = nn.Linear(size.width, size.width)

    def forward(
        self,
        x: Tensor,
        memory: Tensor | None = None,
        mask: Tensor | None = None,
        *,
        causal: bool = False,
        guide: bool = False,
    ) -> tuple[Tensor, Tensor | None]:
        """Return (B, T, D), and with `guide` the first head's log-weights (B, T, S); `mask` is (B, 1, 1, S)."""
        h = self.norm(x)
        if self.cross:
            q, (k, v) = self.query(h), self.keyvalue(memory).chunk(2, -1)
        else:
            q, k, v = self.qkv(h).chunk(3, -1)
        q, k, v = (part.unflatten(-1, (self.heads, -1)).transpose(1, 2) for part in (q, k, v))
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, is_causal=causal)
        weights = None
        if guide and mask is not None:
            scores = (q[:, 0] @ k[:, 0].transpose(1, 2)).float() / math.sqrt(q.shape[-1])
            weights = scores.masked_fill(~mask[:, 0], -torch.inf).log_softmax(-1)
        return self.out(y.transpose(1, 2).flatten(2)), weights


class FeedForward(nn.Module):
    """The two linear maps of a layer, with their norm."""

    def __init__(self, size: Size):
        super().__init__()
        self.norm = nn.LayerNorm(size.width)
        self.up = nn.Linear(size.width, size.ffn)
        self.down = nn.Linear(size.ffn, size.width)

    def forward(self, x: Tensor) -> Tensor:
        """Return (B, T, D)."""
        y: Tensor = self.down(F.relu(self.up(self.norm(x))))
        return y


class Layer(nn.Module):
    """A layer of the encoder or of the decoder."""

    def __init__(self, size: Size, *, decoder: bool):
        super().__init__()
        self.attend = Attention(size, cross=False)
        self.cross = Attention(size, cross=True) if decoder else None
        self.ffn = FeedForward(size)
        self.drop = nn.Dropout(size.dropout)

    def forward(
        self, x: Tensor, memory: Tensor | None = None, mask: Tensor | None = None, *, guide: bool = False
    ) -> tuple[Tensor, Tensor | None]:
        """Return (B, T, D), and with `guide` the log-weights of cross-attention (B, T, S)."""
        weights = None
        if self.cross is None:
            x = x + self.drop(self.attend(x, mask=mask)[0])
        else:
            x = x + self.drop(self.attend(x, causal=True)[0])
            y, weights = self.cross(x, memory, mask, guide=guide)
            x = x + self.drop(y)
        return x + self.drop(self.ffn(x)), weights


class Translator(nn.Module):
    """The whole model. Source, target and output embeddings are one matrix."""

    positions: Tensor

    def __init__(self, size: Size):
        super().__init__()
        self.size = size
        self.embed = nn.Embedding(size.vocab, size.width)
        self.register_buffer("positions", sinusoids(MAX_LENGTH, size.width), persistent=False)
        self.encoder = nn.ModuleList(Layer(size, decoder=False) for _ in range(size.encoder))
        self.decoder = nn.ModuleList(Layer(size, decoder=True) for _ in range(size.decoder))
        self.encoder_norm = nn.LayerNorm(size.width)
        self.decoder_norm = nn.LayerNorm(size.width)
        self.drop = nn.Dropout(size.dropout)
        self._initialise()

    def _initialise(self) -> None:
        """Draw the weights; what adds to the residual stream starts small, the smaller the deeper the model."""
        nn.init.normal_(self.embed.weight, std=self.size.width**-0.5)
        residual = (2 * (self.size.encoder + self.size.decoder)) ** -0.5
        for name, weight in self.named_parameters():
            if weight.dim() == 2 and "embed" not in name:
                nn.init.xavier_uniform_(weight, gain=residual if name.endswith(("out.weight", "down.weight")) else 1.0)
            elif name.endswith("bias"):
                nn.init.zeros_(weight)

    def _embed(self, ids: Tensor) -> Tensor:
        x = self.embed(ids) * math.sqrt(self.size.width) + self.positions[: ids.shape[1]]
        y: Tensor = self.drop(x)
        return y

    def forward(self, source: Tensor, target: Tensor, *, pad: int = 0, guide: bool = False) -> tuple[Tensor, Tensor | None]:
        """Return the logits (B, T, V) of what follows each target piece, and what `states` returns with `guide`."""
        y, weights = self.states(source, target, pad=pad, guide=guide)
        return F.linear(y, self.embed.weight), weights

    def states(self, source: Tensor, target: Tensor, *, pad: int = 0, guide: bool = False) -> tuple[Tensor, Tensor | None]:
        """Return the decoder's last states (B, T, D), whose products with the embeddings are the logits.

        With `guide`, also the log-weights (B, T, S) that the first head of the last decoder layer attends with: the head
        that CTranslate2 returns as alignment.
        """
        mask = (source != pad)[:, None, None, :]
        x = self._embed(source)
        for layer in self.encoder:
            x, _ = layer(x, mask=mask)
        memory = self.encoder_norm(x)
        y, weights = self._embed(target), None
        for number, layer in enumerate(self.decoder, 1):
            y, weights = layer(y, memory, mask, guide=guide and number == len(self.decoder))
        return self.decoder_norm(y), weights
