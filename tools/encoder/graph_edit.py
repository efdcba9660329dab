"""Small edits of an ONNX graph that every step of the tool needs."""

from __future__ import annotations

import numpy
import onnx
from onnx import numpy_helper


def node_named(graph: onnx.GraphProto, name: str) -> onnx.NodeProto:
    """The only node called `name`; a KeyError says that the export is not the one this tool knows."""
    found = [node for node in graph.node if node.name == name]
    if len(found) != 1:
        raise KeyError(f"The graph must have one node {name}; found {len(found)}. Use the export named in README.md.")
    return found[0]


def constant(graph: onnx.GraphProto, name: str) -> numpy.ndarray:
    """A writable copy of an initializer's values."""
    return numpy_helper.to_array(next(tensor for tensor in graph.initializer if tensor.name == name)).copy()


def replace_constant(graph: onnx.GraphProto, name: str, values: numpy.ndarray) -> None:
    """Gives the initializer `name` other values; adds it where there is none."""
    tensor = numpy_helper.from_array(numpy.ascontiguousarray(values), name)
    for present in graph.initializer:
        if present.name == name:
            present.CopyFrom(tensor)
            return
    graph.initializer.append(tensor)


def replace_input(node: onnx.NodeProto, old: str, new: str) -> None:
    """Lets `node` read `new` wherever it read `old`."""
    for position, name in enumerate(node.input):
        if name == old:
            node.input[position] = new


def remove_unused(graph: onnx.GraphProto) -> None:
    """Drops every node and initializer that no output needs; the order of the rest stays."""
    needed = {value.name for value in graph.output}
    kept = []
    for node in reversed(graph.node):
        if needed.intersection(node.output):
            needed.update(node.input)
            kept.append(node)
    tensors = [tensor for tensor in graph.initializer if tensor.name in needed]
    del graph.node[:]
    graph.node.extend(reversed(kept))
    del graph.initializer[:]
    graph.initializer.extend(tensors)
    del graph.value_info[:]
