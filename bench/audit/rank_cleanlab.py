"""Ranks rows with cleanlab by probabilities that pilesort computed, and prints the precision per method as JSON."""

import json
import sys

import numpy as np
from cleanlab.filter import find_label_issues
from cleanlab.rank import get_label_quality_scores

folder = sys.argv[1]
given = json.load(open(f"{folder}/labels.json"))
labels, truths = np.array(given["labels"]), np.array(given["truths"])
probabilities = np.fromfile(f"{folder}/probabilities.f32", dtype=np.float32).astype(float)
probabilities = probabilities.reshape(-1, given["columns"])
probabilities /= probabilities.sum(axis=1, keepdims=True)
is_wrong = labels != truths
count = is_wrong.sum()

found = {}
for method in ["self_confidence", "normalized_margin", "confidence_weighted_entropy"]:
    scores = get_label_quality_scores(labels, probabilities, method=method)
    found[method] = is_wrong[np.argsort(scores, kind="stable")[:count]].mean()
for method in ["self_confidence", "normalized_margin"]:
    scores = get_label_quality_scores(labels, probabilities, method=method)
    scores[find_label_issues(labels, probabilities, return_indices_ranked_by=method, n_jobs=1)] -= 10
    found[f"find_label_issues, {method}"] = is_wrong[np.argsort(scores, kind="stable")[:count]].mean()
print(json.dumps({method: float(value) for method, value in found.items()}))
