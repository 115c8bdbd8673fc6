"""Write a checkpoint as a model package: the folder that `translate run --model OUT` reads, and OUT.argosmodel.

    export.py CHECKPOINT TOKENIZER OUT/ [--version 0.4] [--argos ja-en]...

The package serves every direction with one model. Stock Argos Translate has one direction a package, so --argos writes
another archive, OUT-ja_en.argosmodel, for that one.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import tomllib
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ctranslate2.specs import common_spec, transformer_spec
from numpy.typing import NDArray

# isort: split
from model import MAX_LENGTH, Size, sinusoids
from prepare import LANGUAGES, TAGS, load_tokenizer
from train import load

_STAMP = (1980, 1, 1, 0, 0, 0)
"""Time of every file in an archive, so that the same package gives the same archive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a package says of itself."""

    name: str
    version: str
    licence: str
    notes: str = ""
    """Markdown for the model card: scores, known failures."""


def convert(size: Size, weights: Mapping[str, NDArray[Any]], pieces: Sequence[str]) -> transformer_spec.TransformerSpec:
    """Return the model as CTranslate2 describes it; `pieces` are the vocabulary, in order."""
    shape: dict[str, Any] = {"pre_norm": True, "activation": common_spec.Activation.RELU}
    encoder = transformer_spec.TransformerEncoderSpec(size.encoder, size.heads, **shape)
    # One head of the last layer is returned as alignment: the first, which guided alignment trained.
    guided = {"alignment_layer": -1, "alignment_heads": 1}
    decoder = transformer_spec.TransformerDecoderSpec(size.decoder, size.heads, **shape, **guided)
    spec = transformer_spec.TransformerSpec(encoder, decoder)
    positions = sinusoids(MAX_LENGTH, size.width).numpy()
    encoder.embeddings[0].weight = decoder.embeddings.weight = decoder.projection.weight = weights["embed.weight"]
    encoder.position_encodings.encodings = decoder.position_encodings.encodings = positions
    encoder.scale_embeddings = decoder.scale_embeddings = True
    for side, stack in (("encoder", encoder), ("decoder", decoder)):
        _norm(stack.layer_norm, weights, f"{side}_norm")
        for number, layer in enumerate(stack.layer):
            _layer(layer, weights, f"{side}.{number}", cross=side == "decoder")
    spec.register_source_vocabulary(list(pieces))
    spec.register_target_vocabulary(list(pieces))
    config = spec.config
    config.bos_token, config.eos_token, config.unk_token, config.decoder_start_token = "<s>", "</s>", "<unk>", "<s>"
    config.add_source_eos, config.layer_norm_epsilon = True, 1e-5
    return spec


def _layer(spec: Any, weights: Mapping[str, NDArray[Any]], name: str, *, cross: bool) -> None:
    _norm(spec.self_attention.layer_norm, weights, f"{name}.attend.norm")
    _linear(spec.self_attention.linear[0], weights, f"{name}.attend.qkv")
    _linear(spec.self_attention.linear[1], weights, f"{name}.attend.out")
    if cross:
        _norm(spec.attention.layer_norm, weights, f"{name}.cross.norm")
        for linear, part in zip(spec.attention.linear, ("query", "keyvalue", "out"), strict=True):
            _linear(linear, weights, f"{name}.cross.{part}")
    _norm(spec.ffn.layer_norm, weights, f"{name}.ffn.norm")
    _linear(spec.ffn.linear_0, weights, f"{name}.ffn.up")
    _linear(spec.ffn.linear_1, weights, f"{name}.ffn.down")


def _linear(spec: Any, weights: Mapping[str, NDArray[Any]], name: str) -> None:
    spec.weight, spec.bias = weights[f"{name}.weight"], weights[f"{name}.bias"]


def _norm(spec: Any, weights: Mapping[str, NDArray[Any]], name: str) -> None:
    spec.gamma, spec.beta = weights[f"{name}.weight"], weights[f"{name}.bias"]


def write_model(checkpoint: Mapping[str, Any], tokenizer: Path, out: Path, quantization: str) -> None:
    """Write the folder `model` and `sentencepiece.model` of a package."""
    size = Size(**checkpoint["size"])
    vocabulary = load_tokenizer(tokenizer)
    pieces = [vocabulary.id_to_piece(number) for number in range(vocabulary.get_piece_size())]
    if len(pieces) != size.vocab:
        raise SystemExit(f"{tokenizer}: has {len(pieces)} pieces, expected the {size.vocab} that the model was trained with")
    spec = convert(size, {key: value.float().numpy() for key, value in checkpoint["weights"].items()}, pieces)
    spec.validate()
    spec.optimize(quantization=quantization)
    (out / "model").mkdir(parents=True, exist_ok=True)
    spec.save(str(out / "model"))
    shutil.copyfile(tokenizer, out / "sentencepiece.model")


def metadata(about: About, source: str = "ja", target: str = "en", *, single: bool = False) -> dict[str, Any]:
    """Return metadata.json: for all directions, or for a `single` one, which is all that stock Argos Translate reads."""
    listed = [{"code": code, "name": name} for code, name in LANGUAGES.items()]
    many = {"source_languages": listed, "target_languages": listed, "target_prefixes": TAGS}
    return {
        "package_version": about.version,
        "argos_version": "1.11",
        "code": f"{about.name}-{source}_{target}" if single else about.name,
        "license": about.licence,
        "from_code": source,
        "from_name": LANGUAGES[source],
        "to_code": target,
        "to_name": LANGUAGES[target],
        "target_prefix": TAGS[target],
        "marks": "brackets",
        **({} if single else many),
    }


def card(about: About, checkpoint: Mapping[str, Any], model: Path, corpora: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the model card: what the model is, the caller's notes, and the licences of its training text."""
    size, names = Size(**checkpoint["size"]), checkpoint.get("corpora", [])
    parameters = sum(value.numel() for value in checkpoint["weights"].values())
    unknown = [name for name in names if name not in corpora]
    if unknown:
        raise SystemExit(f"corpora.toml: lacks {', '.join(unknown)}, which the model was trained on; add source and licence")
    rows = [f"| {name} | {corpora[name]['source']} | {corpora[name]['licence']} |" for name in names]
    lines = [
        f"# {about.name} {about.version}",
        "",
        f"A many-to-many Transformer for {', '.join(LANGUAGES.values())}, made with the recipe in `training/`.",
        f"Licence: {about.licence}",
        "",
        "| | |",
        "|---|---|",
        f"| size | {parameters / 1e6:.1f} M parameters; {size.encoder} encoder and {size.decoder} decoder layers, "
        f"width {size.width}, feed-forward {size.ffn}; {size.vocab:,} SentencePiece pieces with byte fallback |",
        f"| format | CTranslate2, {model.stat().st_size / 1e6:.1f} MB; target prefixes `{' '.join(TAGS.values())}` |",
        "| marks | `⟦0⟧` to `⟦9⟧`, trained in names, numbers and phrases |",
        f"| training | {checkpoint['step']:,} steps |",
        f"| sha256 | `{hashlib.sha256(model.read_bytes()).hexdigest()}` (model.bin) |",
        "",
        *([about.notes.strip(), ""] if about.notes else []),
        "## Training text",
        "| corpus | source | licence as stated |",
        "|---|---|---|",
        *rows,
    ]
    return "\n".join(lines) + "\n"


def archive(folder: Path, path: Path, data: Mapping[str, Any]) -> None:
    """Write the package in `folder` as an .argosmodel file, with `data` as its metadata.json."""
    top = f"translate-{data['code']}-{str(data['package_version']).replace('.', '_')}"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = file.relative_to(folder).as_posix()
            content = _json(data).encode() if name == "metadata.json" else file.read_bytes()
            info = zipfile.ZipInfo(f"{top}/{name}", _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(info, content)


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def export(
    checkpoint: Path,
    tokenizer: Path,
    out: Path,
    about: About,
    *,
    corpora: Path,
    quantization: str = "int8",
    argos: Sequence[str] = (),
) -> None:
    """Write the package, its archive, and one more archive for each direction in `argos`."""
    saved = load(checkpoint)
    write_model(saved, tokenizer, out, quantization)
    known = tomllib.loads(corpora.read_text(encoding="utf-8"))
    (out / "README.md").write_text(card(about, saved, out / "model" / "model.bin", known), encoding="utf-8")
    (out / "metadata.json").write_text(_json(metadata(about)), encoding="utf-8")
    archive(out, out.with_name(f"{out.name}.argosmodel"), metadata(about))
    for direction in argos:
        source, target = direction.split("-")
        single = metadata(about, source, target, single=True)
        archive(out, out.with_name(f"{out.name}-{source}_{target}.argosmodel"), single)


def main() -> None:
    """Read the command line, and export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("tokenizer", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--name", default="starter")
    parser.add_argument("--version", default="0.1")
    parser.add_argument("--licence", default="CC BY-SA 4.0", help="of the model: what its training text allows")
    parser.add_argument("--notes", type=Path, help="Markdown that goes into the model card: scores, known failures")
    parser.add_argument("--corpora", type=Path, default=Path(__file__).with_name("corpora.toml"))
    parser.add_argument("--quantization", default="int8", help="int8, float16, float32, … as CTranslate2 has them")
    pairs = [f"{source}-{target}" for source in LANGUAGES for target in LANGUAGES if source != target]
    parser.add_argument("--argos", action="append", default=[], choices=pairs, metavar="SRC-TGT", help="as in ja-en")
    options = parser.parse_args()
    notes = options.notes.read_text(encoding="utf-8") if options.notes else ""
    about = About(name=options.name, version=options.version, licence=options.licence, notes=notes)
    export(
        options.checkpoint,
        options.tokenizer,
        options.out,
        about,
        corpora=options.corpora,
        quantization=options.quantization,
        argos=options.argos,
    )


if __name__ == "__main__":
    main()
