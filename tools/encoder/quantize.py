"""From fp32 to int8: signed weights with one scale per column, unsigned activations with fixed ranges.

Signed weights, because onnxruntime's kernels for unsigned ones are slower on x86. Fixed ranges (measured once, see
`calibrate.py`) instead of ranges found while running, because then the texts of a batch do not affect each other,
and the runtime need not search every tensor for its extremes.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy
import onnx
from onnx import helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from graph_edit import constant, remove_unused, replace_constant

Ranges = dict[str, tuple[float, float]]
"""Tensor name -> lowest and highest value that its uint8 form can express."""


def quantize(model: onnx.ModelProto, ranges: Ranges) -> onnx.ModelProto:
    """The same graph with int8 embedding tables and int8 matrices; same inputs and outputs."""
    model = run_quantize_dynamic(model, ["Gather"])
    quantize_matrices(model.graph, ranges)
    remove_unused(model.graph)
    # The product with its scales and bias in one step: the form into which onnxruntime itself fuses the standard
    # operators, except if the scale of the activations is a constant.
    model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    return model


def quantize_stock(model: onnx.ModelProto) -> onnx.ModelProto:
    """The result of onnxruntime's own tool, for comparison: signed int8, one scale per column, ranges computed at run time."""
    return run_quantize_dynamic(model, None)


def run_quantize_dynamic(model: onnx.ModelProto, operators: list[str] | None) -> onnx.ModelProto:
    """`onnxruntime.quantization.quantize_dynamic`, which works on files, on a model in memory."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "source.onnx"), Path(folder, "target.onnx")
        onnx.save(model, source)
        quantize_dynamic(source, target, op_types_to_quantize=operators, weight_type=QuantType.QInt8, per_channel=True)
        return onnx.load(target)


def constant_products(graph: onnx.GraphProto) -> list[onnx.NodeProto]:
    """The MatMul nodes whose right side is a constant matrix [inputs, outputs]."""
    constants = {tensor.name for tensor in graph.initializer}
    return [node for node in graph.node if node.op_type == "MatMul" and node.input[1] in constants]


def quantize_matrices(graph: onnx.GraphProto, ranges: Ranges) -> None:
    """Replaces MatMul and the Add of its bias by QuantizeLinear and MatMulIntegerToFloat."""
    products = {node.name: node for node in constant_products(graph)}
    bias_sums = {node.input[1]: node for node in graph.node if node.op_type == "Add"}
    replaced = {bias_sums[node.output[0]].name for node in products.values()}
    quantized: set[str] = set()
    nodes = []
    for node in graph.node:
        if node.name in products:
            source = node.input[0]
            if source not in quantized:
                nodes.append(quantize_activation(graph, source, *ranges[source]))
                quantized.add(source)
            nodes.append(integer_product(graph, node, bias_sums[node.output[0]]))
        elif node.name not in replaced:
            nodes.append(node)
    del graph.node[:]
    graph.node.extend(nodes)


def quantize_activation(graph: onnx.GraphProto, name: str, low: float, high: float) -> onnx.NodeProto:
    """The node that turns the tensor `name` into uint8, q = round(x / scale) + zero, cut to 0..255."""
    scale = numpy.float32((high - low) / 255)
    replace_constant(graph, f"{name}_scale", numpy.array(scale))
    replace_constant(graph, f"{name}_zero", numpy.array(round(-low / float(scale)), numpy.uint8))
    inputs = [name, f"{name}_scale", f"{name}_zero"]
    return helper.make_node("QuantizeLinear", inputs, [f"{name}_quantized"], name=f"{name}_quantize")


def integer_product(graph: onnx.GraphProto, product: onnx.NodeProto, bias_sum: onnx.NodeProto) -> onnx.NodeProto:
    """The node that gives x W + b as float32 from uint8 x and int8 W [inputs, outputs]."""
    source, matrix = product.input
    weights = constant(graph, matrix)
    scales = (numpy.abs(weights).max(axis=0) / 127).astype(numpy.float32)
    replace_constant(graph, f"{matrix}_quantized", numpy.rint(weights / scales).astype(numpy.int8))
    replace_constant(graph, f"{matrix}_scale", scales)
    inputs = [f"{source}_quantized", f"{matrix}_quantized", f"{source}_scale", f"{matrix}_scale", f"{source}_zero", ""]
    return helper.make_node(
        "MatMulIntegerToFloat",
        [*inputs, bias_sum.input[0]],
        [bias_sum.output[0]],
        name=product.name,
        domain="com.microsoft",
    )
