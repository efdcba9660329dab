"""Measures activations on texts and writes what `build.py` needs to calibration.json.

    python tools/encoder/calibrate.py --source DIR --texts FILE

FILE is JSONL (or .jsonl.gz) with rows {"classes": [{"prompt", "examples"}]}. The result is checked in, so that a build
needs no texts and does not depend on the processor on which the fp32 network runs.
"""

from __future__ import annotations

import argparse
import json
import random
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy
import onnx
import onnxruntime
from onnx import helper

from cut_to_class_token import OUTPUT_NAME, cut_to_class_token
from plain_json import plain_json
from quantize import Ranges, constant_products
from source import SOURCE_MODEL, SOURCE_TOKENIZER
from tame_outliers import (
    MARKER_LEVEL,
    LargeChannels,
    MarkerNeuron,
    calm_marker_neuron,
    divide_large_channels,
    feed_forward_input,
    feed_forward_sum,
)
from texts import batches, open_tokenizer, read_rows, token_ids

CALIBRATION_FILE = Path(__file__).with_name("calibration.json")
LAYERS = 12
LARGE_CHANNELS = 4
"""Rank of the channel that limits the channels of a feed-forward input: larger ones are scaled down to it."""
RANGE_QUANTILE = 0.00001
"""Share of values clipped at each end. Larger: finer steps for most values, but more clipped extremes."""
RATIO_TO_CALM = 1.5
"""A neuron is rescaled if its marker value is at least this multiple of `MARKER_LEVEL`."""

Activations = dict[str, numpy.ndarray]
"""Tensor name -> its values over the calibration tokens, float32 [tokens, channels]."""


@dataclass
class Calibration:
    """Measurements of the activations that the build needs."""

    markers: list[MarkerNeuron]
    large: list[LargeChannels]
    ranges: Ranges


def tame(graph: onnx.GraphProto, calibration: Calibration) -> None:
    """Applies all changes of `tame_outliers`."""
    for marker in calibration.markers:
        calm_marker_neuron(graph, marker)
    for large in calibration.large:
        divide_large_channels(graph, large)


def read_calibration(path: Path) -> Calibration:
    """Measurements as `main` writes them."""
    fields = json.loads(path.read_text())
    return Calibration(
        [MarkerNeuron(**marker) for marker in fields["markers"]],
        [LargeChannels(row["layer"], {int(key): value for key, value in row["divisors"].items()}) for row in fields["large"]],
        {name: (low, high) for name, (low, high) in fields["ranges"].items()},
    )


def calibrate(model: onnx.ModelProto, rows: list[list[int]]) -> Calibration:
    """Two passes, because the ranges are those of the tamed network. Changes `model` in place."""
    found = activations(model, rows, [name for layer in range(LAYERS) for name in (feed_forward_sum(layer), feed_forward_input(layer))])
    markers = [marker for layer in range(LAYERS) if (marker := marker_neuron(layer, found[feed_forward_sum(layer)]))]
    # The last layer is left out: it has only one row per text, so nothing is gained.
    large = [large_channels(layer, found[feed_forward_input(layer)]) for layer in range(LAYERS - 1)]
    calibration = Calibration(markers, large, {})
    tame(model.graph, calibration)

    sources = list(dict.fromkeys(node.input[0] for node in constant_products(model.graph)))
    for name, values in activations(model, rows, sources).items():
        low, high = numpy.quantile(values, [RANGE_QUANTILE, 1 - RANGE_QUANTILE])
        calibration.ranges[name] = (round(min(0.0, float(low)), 4), round(max(0.0, float(high)), 4))
    return calibration


def activations(model: onnx.ModelProto, rows: list[list[int]], names: list[str]) -> Activations:
    """Runs the fp32 network over token rows and keeps the values of some tensors, without the padding."""
    watched = onnx.ModelProto()
    watched.CopyFrom(model)
    watched.graph.output.extend(helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in names)
    session = onnxruntime.InferenceSession(watched.SerializeToString(), providers=["CPUExecutionProvider"])
    kept: dict[str, list[numpy.ndarray]] = {name: [] for name in names}
    for _, batch in batches(rows):
        real = batch["attention_mask"].astype(bool)
        for name, values in zip(names, session.run([OUTPUT_NAME, *names], batch)[1:]):
            # The last layer has only the row of the class token.
            kept[name].append(values[real] if values.shape[1] == real.shape[1] else values[:, 0])
    return {name: numpy.concatenate(parts) for name, parts in kept.items()}


def marker_neuron(layer: int, sums: numpy.ndarray) -> MarkerNeuron | None:
    """Finds the neuron of a layer that is active only on [CLS] and [SEP], from the inputs of its GELU [tokens, 1536]."""
    neuron = int(sums.max(axis=0).argmax())
    values = sums[:, neuron]
    firing = values > values.max() / 2
    # Not the maximum of the other tokens, because a single unusual token would determine it.
    high, low = float(values[firing].mean()), float(numpy.quantile(values[~firing], 0.999))
    if high < MARKER_LEVEL * RATIO_TO_CALM or high - low < high / 2:
        return None
    return MarkerNeuron(layer, neuron, round(high, 3), round(low, 3))


def large_channels(layer: int, inputs: numpy.ndarray) -> LargeChannels:
    """Finds the outlier channels of a feed-forward input [tokens, 384], and by which factor they are too large."""
    largest = numpy.abs(inputs).max(axis=0)
    limit = numpy.sort(largest)[-LARGE_CHANNELS]
    return LargeChannels(layer, {int(channel): round(float(largest[channel] / limit), 3) for channel in numpy.flatnonzero(largest > limit)})


def calibration_texts(path: Path, count: int = 400) -> list[str]:
    """Returns descriptions and examples of written tasks, and long texts of eight of them each. It is always the same sample."""
    classes = [each for row in read_rows(path) for each in row["classes"]]
    generator = random.Random(3)
    texts = generator.sample([text for each in classes for text in (*each["examples"], each["prompt"])], count)
    return texts + [" ".join(generator.sample(texts, 8)) for _ in range(count // 20)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--output", type=Path, default=CALIBRATION_FILE)
    options = parser.parse_args()

    rows = token_ids(open_tokenizer(options.source / SOURCE_TOKENIZER), calibration_texts(options.texts))
    calibration = calibrate(cut_to_class_token(onnx.load(options.source / SOURCE_MODEL)), rows)
    options.output.write_text(plain_json(asdict(calibration)))


if __name__ == "__main__":
    main()
