"""Trains scikit-learn's tf-idf and logistic regression on a public set: python scikit_learn.py FOLDER_OF_THE_SET ROWS"""

import gzip
import json
import resource
import sys
import time

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline


def read(side):
    with gzip.open(f"{sys.argv[1]}/{side}.jsonl.gz", "rt", encoding="utf8") as lines:
        rows = [json.loads(line) for line in lines]
    return [row["text"] for row in rows], [row["label"] for row in rows]


texts, labels = (values[: int(sys.argv[2])] for values in read("train"))
test_texts, truths = read("test")
started, used = time.perf_counter(), time.process_time()
words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2)
model = make_pipeline(words, LogisticRegression(C=10, max_iter=1000)).fit(texts, labels)
seconds, cpu = time.perf_counter() - started, time.process_time() - used
accuracy = sum(a == b for a, b in zip(model.predict(test_texts), truths)) / len(truths)
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": seconds, "cpuSeconds": cpu, "megabytes": memory, "accuracy": accuracy}))
