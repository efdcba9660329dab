"""Fits scikit-learn's LogisticRegression on vectors and prints {"seconds", "accuracy"}.

Argument: a folder with train.f32, test.f32 (float32, row after row), train.i32, test.i32 (labels) and shape.json.
"""

import json
import pathlib
import sys
import time

import numpy as np
from sklearn.linear_model import LogisticRegression

folder = pathlib.Path(sys.argv[1])
dimensions = json.loads((folder / "shape.json").read_text())["dimensions"]


def read(side):
    vectors = np.fromfile(folder / f"{side}.f32", dtype=np.float32).reshape(-1, dimensions)
    return vectors, np.fromfile(folder / f"{side}.i32", dtype=np.int32)


vectors, labels = read("train")
test_vectors, test_labels = read("test")
model = LogisticRegression(max_iter=1000, C=10)
started = time.perf_counter()
model.fit(vectors, labels)
seconds = time.perf_counter() - started
print(json.dumps({"seconds": seconds, "accuracy": float(model.score(test_vectors, test_labels))}))
