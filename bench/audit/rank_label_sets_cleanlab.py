"""Ranks pairs of row and label, and rows, with cleanlab's multi-label scores, and prints the precision as JSON."""

import json
import sys

import numpy as np
from cleanlab.multilabel_classification.rank import (
    get_label_quality_scores,
    get_label_quality_scores_per_class,
)

folder = sys.argv[1]
given = json.load(open(f"{folder}/truths.json"))
truths = np.array(given["truths"]).reshape(-1, given["columns"])
probabilities = np.fromfile(f"{folder}/probabilities.f32", dtype=np.float32).astype(float).reshape(truths.shape)
is_changed = np.zeros(truths.size, dtype=bool)
is_changed[given["changed"]] = True
is_changed = is_changed.reshape(truths.shape)
labels = [list(np.flatnonzero(row)) for row in truths]
count = is_changed.sum()

found = {}
for adjusted in [False, True]:
    options = {"method": "self_confidence", "adjust_pred_probs": adjusted}
    name = "self_confidence, adjusted" if adjusted else "self_confidence"
    scores = get_label_quality_scores_per_class(labels, probabilities, **options)
    first = np.argsort(scores.ravel(), kind="stable")[:count]
    found[f"pairs, {name}"] = is_changed.ravel()[first].mean()
    scores = get_label_quality_scores(labels, probabilities, **options)
    found[f"rows, {name}"] = is_changed.any(axis=1)[np.argsort(scores, kind="stable")[:count]].mean()
print(json.dumps({method: float(value) for method, value in found.items()}))
