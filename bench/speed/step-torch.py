"""Times one optimisation step of a LoRA-tuned BERT of the bundled encoder's size in PyTorch, float32; prints seconds a step.

Arguments: rows, tokens a row, threads, steps. The weights are random: time does not depend on them.
"""

import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional

HIDDEN, INNER, HEADS, LAYERS, RANK, SCALE, CLASSES = 384, 1536, 12, 12, 8, 2.0, 6
rows, length, threads, steps = map(int, sys.argv[1:])
torch.set_num_threads(threads)
torch.manual_seed(0)


class LoraLinear(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.frozen = nn.Linear(inputs, outputs).requires_grad_(False)
        self.down = nn.Parameter(torch.randn(inputs, RANK) / inputs**0.5)
        self.up = nn.Parameter(torch.zeros(RANK, outputs))

    def forward(self, x):
        return self.frozen(x) + SCALE * (x @ self.down @ self.up)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.query, self.key, self.value, self.out = (LoraLinear(HIDDEN, HIDDEN) for _ in range(4))
        self.inner, self.outer = LoraLinear(HIDDEN, INNER), LoraLinear(INNER, HIDDEN)
        self.norms = nn.ModuleList(nn.LayerNorm(HIDDEN, eps=1e-12).requires_grad_(False) for _ in range(2))

    def forward(self, x):
        heads = [map_(x).unflatten(-1, (HEADS, -1)).transpose(1, 2) for map_ in (self.query, self.key, self.value)]
        attended = functional.scaled_dot_product_attention(*heads).transpose(1, 2).flatten(-2)
        x = self.norms[0](x + self.out(attended))
        return self.norms[1](x + self.outer(functional.gelu(self.inner(x))))


blocks = nn.Sequential(*(Block() for _ in range(LAYERS)))
classes = nn.Parameter(torch.randn(CLASSES, HIDDEN))
words = torch.randn(30522, HIDDEN)
parameters = [p for p in blocks.parameters() if p.requires_grad] + [classes]
optimizer = torch.optim.AdamW(parameters, lr=1e-3)
ids = torch.randint(1000, 20000, (rows, length))
labels = torch.arange(rows) % CLASSES


def step():
    vectors = functional.normalize(blocks(words[ids])[:, 0], dim=-1)
    scores = 20 * vectors @ functional.normalize(classes, dim=-1).T
    loss = functional.cross_entropy(scores, labels, label_smoothing=0.1)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


step()
started = time.perf_counter()
for _ in range(steps):
    step()
print(json.dumps({"seconds": (time.perf_counter() - started) / steps}))
