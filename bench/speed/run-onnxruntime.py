"""Runs an ONNX graph on batches of token ids with onnxruntime's default options, and prints the seconds as JSON.

    python run-onnxruntime.py model.onnx batches.json

batches.json is a list of batches, each a list of rows of token ids of one length; 0 is padding.
"""

import json
import sys
import time

import numpy
import onnxruntime

model, file = sys.argv[1:]
session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
names = [value.name for value in session.get_inputs()]
with open(file, encoding="utf8") as stream:
    batches = [numpy.array(batch, dtype=numpy.int64) for batch in json.load(stream)]


def feeds(ids):
    made = {"input_ids": ids, "attention_mask": (ids != 0).astype(numpy.int64), "token_type_ids": numpy.zeros_like(ids)}
    return {name: made[name] for name in names}


made = [feeds(ids) for ids in batches]
for batch in made[:: max(1, len(made) // 4)]:
    session.run(None, batch)
start = time.perf_counter()
for batch in made:
    session.run(None, batch)
print(json.dumps({"seconds": time.perf_counter() - start}))
