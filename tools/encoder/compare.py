"""Measures an encoder against the fp32 export (cosine, speed) and against the stock int8 quantisation (speed).

    python tools/encoder/compare.py --source DIR --texts FILE... [--model assets/encoder/model.onnx]

Every FILE is JSONL (or .jsonl.gz) with rows {"text"}. Speeds are ratios of alternating runs, so that other work on the
machine affects both sides.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import numpy
import onnx
import onnxruntime

from quantize import quantize_stock
from source import SOURCE_MODEL, SOURCE_TOKENIZER
from texts import Batch, batches, open_tokenizer, sample_texts, token_ids

DEFAULT_MODEL = Path(__file__).parents[2] / "assets" / "encoder" / "model.onnx"


class Encoder:
    """An ONNX encoder, whether it gives unit vectors or the hidden states of every token."""

    def __init__(self, path: Path, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self.inputs = [value.name for value in self.session.get_inputs()]

    def run(self, batch: Batch) -> numpy.ndarray:
        """input_ids, attention_mask [batch, length] -> unit vectors [batch, 384]."""
        fed = {name: batch[name] if name in batch else numpy.zeros_like(batch["input_ids"]) for name in self.inputs}
        result = self.session.run(None, fed)[0]
        vectors = result[:, 0] if result.ndim == 3 else result
        return vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)

    def embed(self, rows: list[list[int]], together: bool = True) -> numpy.ndarray:
        """Token rows -> unit vectors [rows, 384]; in padded batches, or each row alone."""
        groups = batches(rows) if together else [group for row in range(len(rows)) for group in one(rows, row)]
        vectors = numpy.zeros((len(rows), 384), numpy.float32)
        for places, batch in groups:
            vectors[places] = self.run(batch)
        return vectors


def one(rows: list[list[int]], place: int) -> list[tuple[list[int], Batch]]:
    """A batch with only the row at `place`."""
    return [([place], batch) for _, batch in batches([rows[place]])]


def cosines(left: numpy.ndarray, right: numpy.ndarray) -> numpy.ndarray:
    """The cosine of each pair of unit rows: [rows, 384] twice -> [rows]."""
    return (left * right).sum(axis=1)


def time_ratio(first: Encoder, second: Encoder, groups: list[Batch], rounds: int) -> float:
    """How many times faster `first` is than `second` on the same batches: the median over alternating rounds."""

    def seconds(encoder: Encoder) -> float:
        start = time.perf_counter()
        for batch in groups:
            encoder.run(batch)
        return time.perf_counter() - start

    seconds(first), seconds(second)
    ratios = []
    for number in range(rounds):
        # The order alternates, so that neither side always runs on a machine warmed up by the other.
        if number % 2:
            own, other = seconds(first), seconds(second)
        else:
            other, own = seconds(second), seconds(first)
        ratios.append(other / own)
    return statistics.median(ratios)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("--texts", type=Path, nargs="+", required=True)
    parser.add_argument("--model", type=Path, default=DEFAULT_MODEL)
    parser.add_argument("--count", type=int, default=100, help="texts per file (100)")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()

    tokenizer = open_tokenizer(options.source / SOURCE_TOKENIZER)
    exact = Encoder(options.source / SOURCE_MODEL, options.threads)
    own = Encoder(options.model, options.threads)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "stock.onnx")
        onnx.save(quantize_stock(onnx.load(options.source / SOURCE_MODEL)), path)
        stock = Encoder(path, options.threads)

    every_row: list[list[int]] = []
    means = {"own": [], "stock": [], "alone": []}
    print(f"{'texts':<28}{'cosine':>9}{'worst':>9}{'stock':>9}{'alone':>9}")
    for file in options.texts:
        rows = token_ids(tokenizer, sample_texts(file, options.count))
        every_row += rows
        reference, vectors = exact.embed(rows), own.embed(rows)
        own_cosines = cosines(vectors, reference)
        means["own"].append(own_cosines.mean())
        means["stock"].append(cosines(stock.embed(rows), reference).mean())
        few = rows[:: max(1, len(rows) // 25)]
        means["alone"].append(cosines(own.embed(few, together=False), vectors[:: max(1, len(rows) // 25)]).mean())
        name = f"{file.parent.name}/{file.name.split('.')[0]}"
        print(f"{name:<28}{means['own'][-1]:>9.5f}{own_cosines.min():>9.5f}{means['stock'][-1]:>9.5f}{means['alone'][-1]:>9.5f}")
    print(f"{'mean':<28}{numpy.mean(means['own']):>9.5f}{'':>9}{numpy.mean(means['stock']):>9.5f}{numpy.mean(means['alone']):>9.5f}")

    for title, wanted in (("short texts", lambda length: length <= 64), ("long texts", lambda length: length > 64)):
        chosen = [row for row in every_row if wanted(len(row))]
        groups = [batch for _, batch in batches(chosen[:: max(1, len(chosen) // 200)])]
        print(
            f"{title}: {time_ratio(own, stock, groups, options.rounds):.3f} times the speed of the stock int8 graph,"
            f" {time_ratio(own, exact, groups, max(3, options.rounds // 3)):.2f} times fp32"
        )


if __name__ == "__main__":
    main()
