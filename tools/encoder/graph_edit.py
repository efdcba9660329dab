"""Small changes of an ONNX graph, used by all steps."""

from __future__ import annotations

import numpy
import onnx
from onnx import numpy_helper


def node_named(graph: onnx.GraphProto, name: str) -> onnx.NodeProto:
    """Returns the node called `name`. A KeyError means that the export differs from the expected one."""
    found = [node for node in graph.node if node.name == name]
    if len(found) != 1:
        raise KeyError(f"The graph must have one node {name}; found {len(found)}. Use the export named in README.md.")
    return found[0]


def constant(graph: onnx.GraphProto, name: str) -> numpy.ndarray:
    """A writable copy of an initializer's values."""
    return numpy_helper.to_array(next(tensor for tensor in graph.initializer if tensor.name == name)).copy()


def replace_constant(graph: onnx.GraphProto, name: str, values: numpy.ndarray) -> None:
    """Replaces the values of the initializer `name`, or adds it."""
    tensor = numpy_helper.from_array(numpy.ascontiguousarray(values), name)
    for present in graph.initializer:
        if present.name == name:
            present.CopyFrom(tensor)
            return
    graph.initializer.append(tensor)


def replace_input(node: onnx.NodeProto, old: str, new: str) -> None:
    """Replaces the input `old` of `node` by `new`."""
    for position, name in enumerate(node.input):
        if name == old:
            node.input[position] = new


def remove_unused(graph: onnx.GraphProto) -> None:
    """Removes all nodes and initializers that no output needs, and keeps the order of the rest."""
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
