"""Makes activations easier to quantise without changing what the fp32 network computes (or hardly).

Nearly all error of the int8 encoder comes from quantising activations (with int8 weights alone the cosine to fp32 is
0.9998), and most of that from a few channels that are far larger than the rest, because one scale serves a whole tensor:

- In the feed-forward of the lower layers one neuron is active on [CLS] and [SEP] only, at about 20, while all other
  neurons stay below 7. See `calm_marker_neuron`.
- After the attention's layer norm two or three channels reach 10 to 35, the rest 5. See `divide_large_channels`.

The second is the idea of SmoothQuant (Xiao et al. 2022), for a network with the norm after the residual as in
Outlier Suppression (Wei et al. 2022): divide the channel, multiply the matrix that reads it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy
import onnx
from onnx import helper

from graph_edit import constant, node_named, replace_constant, replace_input

MARKER_LEVEL = 5.0
"""Level of a rescaled neuron on [CLS] and [SEP]: that of the largest other neurons."""
SILENT_LEVEL = -3.0
"""Level of its input on all other tokens: GELU(-3) is -0.004, practically zero."""


@dataclass
class MarkerNeuron:
    """A feed-forward neuron with two levels of input: about `high` on [CLS] and [SEP], at most `low` elsewhere."""

    layer: int
    neuron: int
    high: float
    low: float


@dataclass
class LargeChannels:
    """Channels of the feed-forward input, with the divisor of each."""

    layer: int
    divisors: dict[int, float]


def feed_forward_input(layer: int) -> str:
    """The tensor [batch, length, 384] that the layer's feed-forward and its residual read."""
    return f"/encoder/layer.{layer}/attention/output/LayerNorm/Add_1_output_0"


def feed_forward_sum(layer: int) -> str:
    """The tensor [batch, length, 1536] that the layer's GELU reads."""
    return f"/encoder/layer.{layer}/intermediate/dense/Add_output_0"


def calm_marker_neuron(graph: onnx.GraphProto, marker: MarkerNeuron) -> None:
    """Reduces the level of the neuron that marks [CLS] and [SEP].

    A neuron with input u adds GELU(u) w. If u has only two levels, silence and h >> 0, then a GELU(b u + c) w with
    b u + c = `MARKER_LEVEL` at h and `SILENT_LEVEL` at silence adds the same at both levels, and the values that are
    quantised before w are small. Only weights change; nothing is added to the graph.
    """
    slope = (MARKER_LEVEL - SILENT_LEVEL) / (marker.high - marker.low)
    offset = MARKER_LEVEL - slope * marker.high

    wide = f"/encoder/layer.{marker.layer}/intermediate/dense"
    narrow = f"/encoder/layer.{marker.layer}/output/dense"
    scale_part(graph, node_named(graph, f"{wide}/MatMul").input[1], (slice(None), marker.neuron), slope)
    scale_part(graph, node_named(graph, f"{wide}/Add").input[0], marker.neuron, slope, offset)
    scale_part(graph, node_named(graph, f"{narrow}/MatMul").input[1], marker.neuron, marker.high / MARKER_LEVEL)


def divide_large_channels(graph: onnx.GraphProto, large: LargeChannels) -> None:
    """Divides the few largest channels of the feed-forward's input, exactly.

    With h = s h': the layer norm gives h' [batch, length, 384] (its weight and bias divided by s), the matrix that
    reads it has its rows multiplied by s, and the residual is s h' again, the one multiplication that this costs.
    """
    name, layer = feed_forward_input(large.layer), f"/encoder/layer.{large.layer}"
    norm = f"{layer}/attention/output/LayerNorm"
    restore = numpy.ones(384, numpy.float32)
    for channel, divisor in large.divisors.items():
        restore[channel] = divisor
        for node in (node_named(graph, f"{norm}/Mul"), node_named(graph, f"{norm}/Add_1")):
            scale_part(graph, node.input[1], channel, 1 / divisor)
        scale_part(graph, node_named(graph, f"{layer}/intermediate/dense/MatMul").input[1], channel, divisor)

    restore_name, restored = f"layer.{large.layer}.divisors", f"layer.{large.layer}.residual"
    replace_constant(graph, restore_name, restore)
    residual = node_named(graph, f"{layer}/output/Add")
    replace_input(residual, name, restored)
    multiply = helper.make_node("Mul", [name, restore_name], [restored], name=f"{layer}/residual/Mul")
    graph.node.insert(list(graph.node).index(residual), multiply)


def scale_part(graph: onnx.GraphProto, name: str, part: object, factor: float, offset: float = 0.0) -> None:
    """values[part] = values[part] * factor + offset, in the initializer `name`."""
    values = constant(graph, name)
    values[part] = values[part] * numpy.float32(factor) + numpy.float32(offset)
    replace_constant(graph, name, values)
