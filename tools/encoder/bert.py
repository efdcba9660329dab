"""The encoder in PyTorch. Weights come from the fp32 ONNX export and can be written back after tuning."""

from __future__ import annotations

import numpy
import onnx
import torch
from onnx import numpy_helper
from torch import nn
from torch.nn import functional

LAYERS, WIDTH, HEADS, EPSILON, DROPOUT = 12, 384, 12, 1e-12, 0.1
MAPS = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)

Weights = dict[str, numpy.ndarray]


def initializer_names(graph: onnx.GraphProto) -> dict[str, str]:
    """Returns readable name -> name in the graph, for every weight.

    Matrices of linear maps have no readable name in the export. They are found by the node that uses them, and are stored as
    [inputs, outputs].
    """
    names = {each.name: each.name for each in graph.initializer if each.dims and each.data_type == onnx.TensorProto.FLOAT}
    matrices = {
        f"/encoder/layer.{layer}/{part.replace('.', '/')}/MatMul_output_0": f"encoder.layer.{layer}.{part}.matrix"
        for layer in range(LAYERS)
        for part in MAPS
    }
    for node in graph.node:
        if node.op_type == "MatMul" and node.output[0] in matrices:
            names[matrices.pop(node.output[0])] = names.pop(node.input[1])
    if matrices:
        raise SystemExit(f"The ONNX export lacks the linear map {next(iter(matrices.values()))}; take the one that README.md names.")
    return names


def read_weights(model: onnx.ModelProto) -> Weights:
    """Every weight by its readable name."""
    arrays = {each.name: numpy_helper.to_array(each) for each in model.graph.initializer}
    return {readable: arrays[name] for readable, name in initializer_names(model.graph).items()}


def replace_weights(model: onnx.ModelProto, weights: Weights) -> None:
    """Replaces some weights, given by readable name. The rest of the graph stays unchanged."""
    names = initializer_names(model.graph)
    initializers = {each.name: each for each in model.graph.initializer}
    for readable, values in weights.items():
        initializer = initializers[names[readable]]
        initializer.CopyFrom(numpy_helper.from_array(values.astype(numpy.float32), initializer.name))


class Bert(nn.Module):
    """Layer norm after each part, exact GELU. The output is the last state of the class token, scaled to unit length. All weights except the embeddings are trained."""

    def __init__(self, weights: Weights) -> None:
        super().__init__()
        self.places = {name: place for place, name in enumerate(weights)}
        self.values = nn.ParameterList(
            [nn.Parameter(torch.tensor(values), requires_grad=not name.startswith("embeddings.")) for name, values in weights.items()]
        )

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Token ids and attention mask, both [texts, length] -> unit vectors [texts, 384]."""
        states = self.weight("embeddings.word_embeddings.weight")[ids] + self.weight("embeddings.token_type_embeddings.weight")[0]
        states = self.norm(states + self.weight("embeddings.position_embeddings.weight")[: ids.shape[1]], "embeddings")
        visible = mask[:, None, None, :].bool()
        for layer in range(LAYERS):
            # Only the class token of the last layer is used.
            queries = states[:, :1] if layer == LAYERS - 1 else states
            states = self.layer(f"encoder.layer.{layer}.", queries, states, visible)
        return functional.normalize(states[:, 0].float(), dim=-1)

    def layer(self, name: str, queries: torch.Tensor, states: torch.Tensor, visible: torch.Tensor) -> torch.Tensor:
        def split(values: torch.Tensor) -> torch.Tensor:
            return values.view(len(values), -1, HEADS, WIDTH // HEADS).transpose(1, 2)

        query = split(self.linear(queries, f"{name}attention.self.query"))
        key, value = (split(self.linear(states, f"{name}attention.self.{part}")) for part in ("key", "value"))
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=visible)
        seen = self.linear(seen.transpose(1, 2).reshape(queries.shape), f"{name}attention.output.dense")
        attended = self.norm(self.drop(seen) + queries, f"{name}attention.output")
        inner = functional.gelu(self.linear(attended, f"{name}intermediate.dense"))
        return self.norm(self.drop(self.linear(inner, f"{name}output.dense")) + attended, f"{name}output")

    def linear(self, values: torch.Tensor, name: str) -> torch.Tensor:
        return functional.linear(values, self.weight(f"{name}.matrix").T, self.weight(f"{name}.bias"))

    def norm(self, values: torch.Tensor, name: str) -> torch.Tensor:
        scale, shift = self.weight(f"{name}.LayerNorm.weight"), self.weight(f"{name}.LayerNorm.bias")
        return functional.layer_norm(values.float(), (WIDTH,), scale, shift, EPSILON)

    def drop(self, values: torch.Tensor) -> torch.Tensor:
        return functional.dropout(values, DROPOUT, self.training)

    def weight(self, name: str) -> nn.Parameter:
        return self.values[self.places[name]]

    def trained_weights(self) -> Weights:
        """Copies of the trained weights, by readable name."""
        return {name: self.weight(name).detach().numpy().copy() for name in self.places if self.weight(name).requires_grad}
