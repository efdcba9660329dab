"""Takes steps of tuning in PyTorch, float32: LoRA on all linear maps, AdamW; prints {"seconds" a step, "losses"}.

Arguments: a folder as torch-step.ts writes it, the name of a batch in it, threads, steps. One more step, before the
clock runs, warms up; its loss comes first.
"""

import json
import math
import pathlib
import sys
import time

import torch
from torch.nn import functional

folder = pathlib.Path(sys.argv[1])
batch = json.loads((folder / f"{sys.argv[2]}.json").read_text())
threads, steps = map(int, sys.argv[3:])
torch.set_num_threads(threads)

encoder = json.loads((folder / "encoder.json").read_text())
shapes = encoder["shapes"]
sizes = [math.prod(shape) for shape in shapes.values()]
numbers = torch.from_file(str(folder / "tensors.f32"), size=sum(sizes)).split(sizes)
tensors = {name: part.reshape(shape).clone() for (name, shape), part in zip(shapes.items(), numbers)}
trained = [name for name in tensors if name == "classes" or name.endswith((".down", ".up"))]
for name in tensors.keys() - set(trained):
    if tensors[name].dim() == 2 and name.endswith(".weight"):
        tensors[name] = tensors[name].T.contiguous()
for name in trained:
    tensors[name].requires_grad_()
optimizer = torch.optim.AdamW([tensors[name] for name in trained], lr=batch["rate"], weight_decay=0.01)
ids = torch.tensor(batch["ids"])
labels = torch.tensor(batch["labels"])


def linear(x, name):
    change = x @ tensors[f"{name}.down"] @ tensors[f"{name}.up"]
    return functional.linear(x, tensors[f"{name}.weight"], tensors[f"{name}.bias"]) + encoder["scale"] * change


def norm(x, name):
    return functional.layer_norm(
        x, x.shape[-1:], tensors[f"{name}.weight"], tensors[f"{name}.bias"], encoder["epsilon"]
    )


def split(x):
    return x.unflatten(-1, (encoder["heads"], -1)).transpose(1, 2)


def block(x, i):
    heads = [split(linear(x, f"{i}.{name}")) for name in ("query", "key", "value")]
    context = functional.scaled_dot_product_attention(*heads).transpose(1, 2).flatten(-2)
    x = norm(x + linear(context, f"{i}.attentionOutput"), f"{i}.attentionNorm")
    inner = functional.gelu(linear(x, f"{i}.intermediate"))
    return norm(x + linear(inner, f"{i}.output"), f"{i}.outputNorm")


def step():
    x = norm(tensors["words"][ids] + tensors["positions"][: ids.shape[1]], "embeddingNorm")
    for i in range(encoder["blocks"]):
        x = block(x, i)
    vectors = functional.normalize(x[:, 0], dim=-1)
    scores = 20 * vectors @ functional.normalize(tensors["classes"], dim=-1).T
    loss = functional.cross_entropy(scores, labels, label_smoothing=0.1)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


losses = [step()]
started = time.perf_counter()
losses += [step() for _ in range(steps)]
print(json.dumps({"seconds": (time.perf_counter() - started) / steps, "losses": losses}))
