"""One-vs-rest logistic regression on the same vectors or on tf-idf, with the same rows: python rival.py SET VECTORS_FOLDER [--on train] [--texts N] [--rows 8]

VECTORS_FOLDER holds SET.train.f32 and SET.test.f32: float32, rows x 384, in the order of the rows. numpy, scikit-learn.
--on train and --texts are those of run.ts. --rows measures one number of rows per label, in one draw.
"""
import argparse
import gzip
import json
import os
import warnings

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, average_precision_score, f1_score

warnings.filterwarnings("ignore")
arguments = argparse.ArgumentParser()
arguments.add_argument("name")
arguments.add_argument("vectors")
arguments.add_argument("--on")
arguments.add_argument("--texts", type=int)
arguments.add_argument("--rows", type=int)
options = arguments.parse_args()
name, vectors = options.name, options.vectors
folder = os.path.join(os.environ["PILESORT_DATASETS"], name)
classes = list(json.load(open(os.path.join(folder, "prompts.json"))))


def read(side):
    rows = [json.loads(line) for line in gzip.open(os.path.join(folder, f"{side}.jsonl.gz"))]
    truth = np.array([[c in row["labels"] for c in classes] for row in rows], int)
    x = np.fromfile(os.path.join(vectors, f"{name}.{side}.f32"), "<f4").reshape(len(rows), -1)
    return rows, truth, x


def draw(rows, per_label, number):
    start = number * len(rows) // 3
    counts, drawn = {}, []
    for i in [*range(start, len(rows)), *range(start)]:
        some = False
        for label in rows[i]["labels"]:
            some = some or counts.get(label, 0) < per_label
            counts[label] = counts.get(label, 0) + 1
        if some:
            drawn.append(i)
    return drawn


def fit(x, y, test, c):
    if y.sum() == 0:
        return np.zeros(test.shape[0])
    if y.all():
        return np.ones(test.shape[0])
    return LogisticRegression(C=c, max_iter=500).fit(x, y).predict_proba(test)[:, 1]


def error(p, y):
    bins = np.clip(np.ceil(p * 15) - 1, 0, 14).astype(int)
    return sum(abs(y[bins == b].sum() - p[bins == b].sum()) for b in range(15)) / len(y)


train, truth, x = read("train")
if options.on == "train":
    rest, trial = [i for i in range(len(train)) if i % 3], range(0, len(train), 3)
    test, test_truth, test_x = [train[i] for i in trial], truth[trial], x[trial]
    train, truth, x = [train[i] for i in rest], truth[rest], x[rest]
else:
    test, test_truth, test_x = read("test")
test, test_truth, test_x = test[: options.texts], test_truth[: options.texts], test_x[: options.texts]
for kind in ("vectors", "tf-idf"):
    for per_label in (options.rows,) if options.rows else (8, 32, None):
        figures = []
        for number in range(3 if per_label and not options.rows else 1):
            rows = draw(train, per_label, number) if per_label else list(range(len(train)))
            if kind == "vectors":
                a, b = x[rows], test_x
            else:
                words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=1 if per_label else 2)
                a = words.fit_transform([train[i]["text"] for i in rows])
                b = words.transform([row["text"] for row in test])
            p = np.stack([fit(a, truth[rows, c], b, 10) for c in range(len(classes))], 1)
            answer = p >= 0.5
            occurs = (test_truth.sum(0) + answer.sum(0)) > 0
            figures.append([
                f1_score(test_truth, answer, average="micro"),
                f1_score(test_truth, answer, average="macro", zero_division=np.nan),
                accuracy_score(test_truth, answer),
                np.mean([average_precision_score(test_truth[:, c], p[:, c]) for c in range(len(classes)) if test_truth[:, c].any()]),
                np.mean([error(p[:, c], test_truth[:, c]) for c in range(len(classes))]),
            ])
        print("|", " | ".join([name, kind, str(per_label or "all"), *(f"{100 * v:.1f}" for v in np.mean(figures, 0))]), "|", flush=True)
