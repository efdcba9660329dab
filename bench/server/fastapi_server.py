"""Serves a classifier over HTTP: FastAPI, the encoder in onnxruntime, logistic regression of scikit-learn.

Arguments: the folder of the encoder, a JSON file with the training rows [{"text", "label"}], a port.
Default options, except that waiting threads do not spin, which would slow all down if other programs use the cores.
"""

import json
import pathlib
import sys

import numpy as np
import onnxruntime
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from sklearn.linear_model import LogisticRegression
from tokenizers import Tokenizer

folder = pathlib.Path(sys.argv[1])
rows = json.loads(pathlib.Path(sys.argv[2]).read_text())
tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
tokenizer.enable_truncation(max_length=256)
tokenizer.enable_padding()
options = onnxruntime.SessionOptions()
options.add_session_config_entry("session.intra_op.allow_spinning", "0")
session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
inputs = {each.name for each in session.get_inputs()}


def embed(texts):
    found = tokenizer.encode_batch(texts)
    ids = np.array([each.ids for each in found], dtype=np.int64)
    mask = np.array([each.attention_mask for each in found], dtype=np.int64)
    feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    vectors = session.run(None, {name: value for name, value in feeds.items() if name in inputs})[0]
    if vectors.ndim == 3:
        vectors = vectors[:, 0]
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


texts = [row["text"] for row in rows]
vectors = np.concatenate([embed(texts[i : i + 32]) for i in range(0, len(texts), 32)])
model = LogisticRegression(max_iter=1000, C=10).fit(vectors, [row["label"] for row in rows])
app = FastAPI()


class Request(BaseModel):
    text: str


@app.get("/readyz")
def ready():
    return {"status": "ready"}


@app.post("/classify")
def classify(request: Request):
    probabilities = model.predict_proba(embed([request.text]))[0]
    order = np.argsort(-probabilities)
    scores = [{"label": model.classes_[i], "probability": float(probabilities[i])} for i in order]
    return {"answer": {"prediction": scores[0]["label"], "scores": scores}}


uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[3]), log_level="warning")
