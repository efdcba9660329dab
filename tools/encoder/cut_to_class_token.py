"""Changes the graph so that its output is one unit vector per text instead of the hidden states of every token.

The fp32 export takes `input_ids`, `attention_mask`, `token_type_ids` (int64 [batch, length]) and gives
`last_hidden_state` (float32 [batch, length, 384]). Only the row of the class token is used, so everything after the
keys and values of the last layer is computed for that row only. The result takes `input_ids` and `attention_mask`
and gives `embedding` (float32 [batch, 384], unit length).
"""

from __future__ import annotations

import numpy
import onnx
from onnx import helper

from graph_edit import constant, node_named, remove_unused, replace_constant, replace_input

LAST_LAYER = "/encoder/layer.11"
LAST_LAYER_INPUT = "/encoder/layer.10/output/LayerNorm/Add_1_output_0"
TOKEN_TYPE_SUM = "/embeddings/Add"
OUTPUT_NAME = "embedding"
DIMENSIONS = 384


def cut_to_class_token(model: onnx.ModelProto) -> onnx.ModelProto:
    """Changes `model` in place: two inputs, one unit vector per text as output, no computation of unused rows."""
    fold_token_type(model.graph)
    keep_class_token_in_last_layer(model.graph)
    pool_and_normalise(model.graph)
    remove_unused(model.graph)
    return model


def fold_token_type(graph: onnx.GraphProto) -> None:
    """Adds the row of token type 0 to every position's embedding and drops the input `token_type_ids`.

    Each sequence contains one text, so every token has type 0, and its row [384] is a constant of the position table [512, 384].
    """
    types = constant(graph, "embeddings.token_type_embeddings.weight")
    positions = "embeddings.position_embeddings.weight"
    replace_constant(graph, positions, constant(graph, positions) + types[0])

    type_sum = node_named(graph, TOKEN_TYPE_SUM)
    replace_input_everywhere(graph, type_sum.output[0], type_sum.input[0])
    remove_input(graph, "token_type_ids")


def keep_class_token_in_last_layer(graph: onnx.GraphProto) -> None:
    """Feeds the last layer's query and residual with row 0 of its input: [batch, length, 384] -> [batch, 1, 384].

    Keys and values still use every row. The shapes of later nodes are read from the query, so they become smaller too.
    """
    class_row = "class_token"
    for name, value in (("first_row", 0), ("second_row", 1), ("row_axis", 1)):
        replace_constant(graph, name, numpy.array([value], dtype=numpy.int64))
    slice_rows = helper.make_node(
        "Slice", [LAST_LAYER_INPUT, "first_row", "second_row", "row_axis"], [class_row], name="/class_token/Slice"
    )
    query = node_named(graph, f"{LAST_LAYER}/attention/self/query/MatMul")
    residual = node_named(graph, f"{LAST_LAYER}/attention/output/Add")
    for node in (query, residual):
        replace_input(node, LAST_LAYER_INPUT, class_row)
    graph.node.insert(list(graph.node).index(query), slice_rows)


def pool_and_normalise(graph: onnx.GraphProto) -> None:
    """`last_hidden_state` [batch, 1, 384] -> `embedding` [batch, 384] of unit length."""
    hidden = graph.output[0].name
    graph.node.extend(
        [
            helper.make_node("Squeeze", [hidden], ["class_vector"], name="/pooling/Squeeze", axes=[1]),
            helper.make_node("ReduceL2", ["class_vector"], ["class_length"], name="/pooling/ReduceL2", axes=[1], keepdims=1),
            helper.make_node("Div", ["class_vector", "class_length"], [OUTPUT_NAME], name="/pooling/Div"),
        ]
    )
    del graph.output[:]
    graph.output.append(helper.make_tensor_value_info(OUTPUT_NAME, onnx.TensorProto.FLOAT, ["batch", DIMENSIONS]))
    for value in graph.input:
        shape = ["batch", "length"]
        value.CopyFrom(helper.make_tensor_value_info(value.name, onnx.TensorProto.INT64, shape))


def replace_input_everywhere(graph: onnx.GraphProto, old: str, new: str) -> None:
    """Replaces the input `old` by `new` in all nodes of the graph."""
    for node in graph.node:
        replace_input(node, old, new)


def remove_input(graph: onnx.GraphProto, name: str) -> None:
    """Removes a graph input by name."""
    kept = [value for value in graph.input if value.name != name]
    del graph.input[:]
    graph.input.extend(kept)
