"""Makes the bundled encoder: fp32 ONNX export + tokenizer -> assets/encoder.

    python tools/encoder/build.py --source DIR --output assets/encoder

DIR contains the two files that `source.py` names. The measured ranges are read from calibration.json. Two runs give
byte-identical files. For other weights (`tune.py average`), --any-source skips the check of their checksums.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

import onnx

from calibrate import CALIBRATION_FILE, Calibration, read_calibration, tame
from cut_to_class_token import DIMENSIONS, OUTPUT_NAME, cut_to_class_token
from plain_json import plain_json
from quantize import quantize
from source import EXPECTED_SHA256, SOURCE_MODEL, SOURCE_TOKENIZER
from texts import MAX_TOKENS

LICENCE_TEXT = Path(__file__).with_name("LICENSE-bge.txt")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--calibration", type=Path, default=CALIBRATION_FILE)
    parser.add_argument("--any-source", action="store_true")
    options = parser.parse_args()
    if not options.any_source:
        check_source(options.source)
    build(options.source, options.output, read_calibration(options.calibration))


def check_source(source: Path) -> None:
    """Rejects source files whose checksums differ from source.py."""
    for name, expected in EXPECTED_SHA256.items():
        found = sha256(source / name)
        if found != expected:
            raise SystemExit(f"{name} must have the SHA-256 {expected}; got {found}. Take it from the artifact in README.md.")


def build(source: Path, output: Path, calibration: Calibration) -> None:
    """Writes model.onnx, tokenizer.json, LICENSE and encoder.json into `output`."""
    output.mkdir(parents=True, exist_ok=True)
    model = cut_to_class_token(onnx.load(source / SOURCE_MODEL))
    tame(model.graph, calibration)
    model = quantize(model, calibration.ranges)
    onnx.checker.check_model(model)
    write(output / "model.onnx", model.SerializeToString(deterministic=True))
    write(output / "tokenizer.json", (source / SOURCE_TOKENIZER).read_bytes())
    write(output / "LICENSE", LICENCE_TEXT.read_bytes())
    write(output / "encoder.json", plain_json(description(output)).encode())


def description(output: Path) -> dict:
    """Contents of encoder.json: what a caller needs to use the files, and their checksums."""
    return {
        "name": "bge-small-en-v1.5-int8",
        "dimensions": DIMENSIONS,
        "pooling": "cls",
        "normalised": True,
        "maxTokens": MAX_TOKENS,
        "prefix": "",
        "languages": ["en"],
        "inputs": ["input_ids", "attention_mask"],
        "output": OUTPUT_NAME,
        "files": {
            name: {"bytes": (output / name).stat().st_size, "sha256": sha256(output / name)}
            for name in ("model.onnx", "tokenizer.json")
        },
    }


def write(path: Path, content: bytes) -> None:
    """Writes a temporary file next to the target and renames it, so that no reader sees an incomplete file."""
    beside = path.with_name(path.name + ".part")
    beside.write_bytes(content)
    beside.replace(path)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
