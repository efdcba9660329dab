"""Tunes the base encoder on written classification tasks, and averages tuned weights with the ones before.

    python tools/encoder/tune.py train --source DIR --tasks PIECES.jsonl --background assets/encoder/background.f32 --output tuned.npz
    python tools/encoder/tune.py average --source DIR --tuned A.npz B.npz --share 0.5 --output OTHER_DIR

DIR holds the two files named in `source.py`. PIECES.jsonl comes from `scripts/write-task-pieces.ts`: one task per
line, {"classes": [{"pieces", "examples"}]}, with the descriptions cut as the classifier cuts them. OTHER_DIR can be a source of `calibrate.py`
and `build.py`. Results: docs/decisions/2026-11-24-base-encoder.md.

The loss of a step, over a few tasks, is the sum of: the cross-entropy of each text against the means of the snippets of its task's classes; the
same against the means of the classes' other texts, times --siblings; the distance (1 - cosine) of the vectors from those of the original
encoder, for the same texts times --keep, and for long texts joined from all tasks times --keep-long. Vectors are centered and whitened as in
the classifier. All randomness comes from --seed; products in bfloat16 and threads make two runs equal to about three digits only.
"""

from __future__ import annotations

import argparse
import math
import time
from dataclasses import dataclass
from pathlib import Path

import numpy
import onnx
import torch
from torch.nn import functional

from bert import WIDTH, Bert, read_weights, replace_weights
from source import SOURCE_MODEL, SOURCE_TOKENIZER
from texts import batches, open_tokenizer, read_rows, token_ids

LONG_TEXTS = 600
"""Number of long texts. Each step uses a few of them."""
TEXTS_AT_A_TIME = 1024
WARM_UP_STEPS = 30
LEAST_RATE = 0.05
"""Share of the learning rate that is reached at the end."""


@dataclass
class Background:
    """Space statistics of the encoder; see src/encoder/background.ts."""

    text_center: torch.Tensor
    prompt_center: torch.Tensor
    whitener: torch.Tensor


@dataclass
class Drawn:
    """A class in a step: indices of its texts and of its snippets among all texts of the step."""

    texts: list[int]
    pieces: list[int]


class TextEncoder:
    """A Bert that takes texts."""

    def __init__(self, source: Path, max_tokens: int) -> None:
        self.bert = Bert(read_weights(onnx.load(source / SOURCE_MODEL)))
        self.tokenizer = open_tokenizer(source / SOURCE_TOKENIZER)
        self.tokenizer.enable_truncation(max_tokens)

    def embed(self, texts: list[str]) -> torch.Tensor:
        """Unit vectors [texts, 384], with gradients if they are enabled."""
        places: list[int] = []
        parts: list[torch.Tensor] = []
        for some, batch in batches(token_ids(self.tokenizer, texts)):
            places += some
            with torch.autocast("cpu", dtype=torch.bfloat16):
                parts.append(self.bert(torch.from_numpy(batch["input_ids"]), torch.from_numpy(batch["attention_mask"])))
        order = torch.empty(len(places), dtype=torch.long)
        order[torch.tensor(places)] = torch.arange(len(places))
        return torch.cat(parts)[order]

    def embed_as_it_is(self, texts: list[str]) -> dict[str, torch.Tensor]:
        """Each text's vector, without gradients and dropout."""
        self.bert.eval()
        with torch.no_grad():
            parts = [self.embed(texts[start : start + TEXTS_AT_A_TIME]) for start in range(0, len(texts), TEXTS_AT_A_TIME)]
        self.bert.train()
        return dict(zip(texts, torch.cat(parts)))


def train(options: argparse.Namespace) -> None:
    """Writes the tuned weights to --output."""
    torch.manual_seed(options.seed)
    random = numpy.random.default_rng(options.seed)
    tasks = [row["classes"] for place, row in enumerate(read_rows(options.tasks)) if is_learnt(place, options.hold_out_every)]
    background = read_background(options.background)
    encoder = TextEncoder(options.source, options.max_tokens)
    long_texts = join_texts(tasks, random)
    before = encoder.embed_as_it_is(list(dict.fromkeys([*all_texts(tasks), *long_texts])))

    weights = [weight for weight in encoder.bert.values if weight.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=options.rate, weight_decay=0.0, betas=(0.9, 0.98))
    queue: list[int] = []
    started, reported = time.monotonic(), []
    for step in range(options.steps):
        for group in optimizer.param_groups:
            group["lr"] = options.rate * min(1.0, (step + 1) / WARM_UP_STEPS) * max(LEAST_RATE, 1 - step / options.steps)
        if len(queue) < options.tasks_a_step:
            queue += random.permutation(len(tasks)).tolist()
        picked, queue = queue[: options.tasks_a_step], queue[options.tasks_a_step :]
        texts, drawn = draw([tasks[task] for task in picked], options, random)
        far = [long_texts[place] for place in random.integers(len(long_texts), size=options.long_texts)]
        parts = losses(encoder, texts, drawn, far, before, background, options.scale)
        loss = parts @ torch.tensor([1.0, options.siblings, options.keep, options.keep_long])
        if not math.isfinite(loss.item()):
            raise SystemExit(f"The loss of step {step + 1} is not finite; lower --rate.")
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        reported.append(parts.detach())
        if step % 20 == 19:
            pieces, siblings, near, long = torch.stack(reported[-20:]).mean(0).tolist()
            seconds = time.monotonic() - started
            print(f"step {step + 1}, {seconds:.0f} s: pieces {pieces:.3f}, siblings {siblings:.3f}, moved {near:.4f}, long texts {long:.4f}", flush=True)
    numpy.savez(options.output, **encoder.bert.trained_weights())


def is_learnt(place: int, hold_out_every: int) -> bool:
    """Whether the task at this place of the file is used for training. The same for every seed."""
    return hold_out_every == 0 or place % hold_out_every != 0


def read_background(path: Path) -> Background:
    values = torch.from_numpy(numpy.fromfile(path, "<f4"))
    return Background(values[:WIDTH], values[WIDTH : 2 * WIDTH], values[2 * WIDTH :].view(WIDTH, WIDTH))


def all_texts(tasks: list[list[dict]]) -> list[str]:
    return [text for classes in tasks for each in classes for text in (*each["examples"], *each["pieces"])]


def join_texts(tasks: list[list[dict]], random: numpy.random.Generator) -> list[str]:
    """Long texts: a third of one class each, a third of one task, a third of eight tasks."""
    joined = []
    for number in range(LONG_TEXTS):
        classes = tasks[random.integers(len(tasks))]
        if number % 3 == 0:
            pool = classes[random.integers(len(classes))]["examples"]
        elif number % 3 == 1:
            pool = all_texts([classes])
        else:
            pool = [text for task in random.integers(len(tasks), size=8) for each in tasks[task][:2] for text in each["examples"][:2]]
        joined.append(" ".join(pool[place] for place in random.permutation(len(pool))[: random.integers(3, 12)]))
    return joined


def draw(tasks: list[list[dict]], options: argparse.Namespace, random: numpy.random.Generator) -> tuple[list[str], list[list[Drawn]]]:
    """Samples classes of each task, and texts and snippets of each class. Returns them in one list, with their indices."""
    texts: list[str] = []

    def take(pool: list[str], count: int) -> list[int]:
        start = len(texts)
        texts.extend(pool[place] for place in random.permutation(len(pool))[:count])
        return list(range(start, len(texts)))

    drawn = []
    for classes in tasks:
        some = random.permutation(len(classes))[: options.classes]
        drawn.append([Drawn(take(classes[c]["examples"], options.texts), take(classes[c]["pieces"], options.pieces)) for c in some])
    return texts, drawn


def losses(
    encoder: TextEncoder,
    texts: list[str],
    drawn: list[list[Drawn]],
    long_texts: list[str],
    before: dict[str, torch.Tensor],
    background: Background,
    scale: float,
) -> torch.Tensor:
    """The four parts of the loss, as described at the top of this file."""
    near, far = encoder.embed(texts), encoder.embed(long_texts)
    of_tasks = [task_losses(near, classes, background, scale) for classes in drawn]
    against_pieces, against_siblings = torch.stack(of_tasks).mean(0)
    return torch.stack([against_pieces, against_siblings, moved(near, texts, before), moved(far, long_texts, before)])


def task_losses(vectors: torch.Tensor, classes: list[Drawn], background: Background, scale: float) -> torch.Tensor:
    """Cross-entropy of a task's texts against the means of snippets, and of the other texts, of its classes."""
    places = [place for each in classes for place in each.texts]
    own = torch.tensor([number for number, each in enumerate(classes) for _ in each.texts])
    texts = functional.normalize((vectors[places] - background.text_center) @ background.whitener, dim=-1)
    pieces = torch.stack([((vectors[each.pieces] - background.prompt_center) @ background.whitener).mean(0) for each in classes])
    against_pieces = functional.cross_entropy(scale * texts @ functional.normalize(pieces, dim=-1).T, own)
    member = functional.one_hot(own, len(classes)).float()
    # Sums over the texts of each class without the text itself: [texts, classes, 384]. Their lengths do not matter.
    others = (member.T @ texts)[None] - member[:, :, None] * texts[:, None]
    cosines = (texts[:, None] * functional.normalize(others, dim=-1)).sum(-1)
    return torch.stack([against_pieces, functional.cross_entropy(scale * cosines, own)])


def moved(vectors: torch.Tensor, texts: list[str], before: dict[str, torch.Tensor]) -> torch.Tensor:
    return (1 - (vectors * torch.stack([before[text] for text in texts])).sum(-1)).mean()


def average(options: argparse.Namespace) -> None:
    """Writes a source whose weights are (1 - share) times the original ones plus share times the mean of the tuned ones (Wortsman et al., 2022)."""
    model = onnx.load(options.source / SOURCE_MODEL)
    old = read_weights(model)
    tuned = [numpy.load(path) for path in options.tuned]
    mixed = {}
    for name in tuned[0].files:
        mean = numpy.mean([each[name].astype(numpy.float64) for each in tuned], axis=0)
        mixed[name] = (1 - options.share) * old[name].astype(numpy.float64) + options.share * mean
    replace_weights(model, mixed)
    onnx.checker.check_model(model)
    options.output.mkdir(parents=True, exist_ok=True)
    (options.output / SOURCE_MODEL).write_bytes(model.SerializeToString(deterministic=True))
    (options.output / SOURCE_TOKENIZER).write_bytes((options.source / SOURCE_TOKENIZER).read_bytes())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    training = commands.add_parser("train")
    training.set_defaults(run=train)
    training.add_argument("--source", type=Path, required=True)
    training.add_argument("--tasks", type=Path, required=True)
    training.add_argument("--background", type=Path, required=True)
    training.add_argument("--output", type=Path, required=True)
    training.add_argument("--hold-out-every", type=int, default=4, help="one of this number of tasks is held out for evaluation; 0: none")
    training.add_argument("--seed", type=int, default=1)
    training.add_argument("--steps", type=int, default=400)
    training.add_argument("--rate", type=float, default=4e-5)
    training.add_argument("--tasks-a-step", type=int, default=2)
    training.add_argument("--classes", type=int, default=8, help="maximum number of classes per task and step")
    training.add_argument("--texts", type=int, default=4, help="maximum number of texts per class and step")
    training.add_argument("--pieces", type=int, default=4, help="maximum number of snippets per class and step")
    training.add_argument("--long-texts", type=int, default=4, help="number per step")
    training.add_argument("--max-tokens", type=int, default=128)
    training.add_argument("--scale", type=float, default=20.0, help="factor of cosines, before the softmax")
    training.add_argument("--siblings", type=float, default=0.5)
    training.add_argument("--keep", type=float, default=2.0)
    training.add_argument("--keep-long", type=float, default=10.0)
    averaging = commands.add_parser("average")
    averaging.set_defaults(run=average)
    averaging.add_argument("--source", type=Path, required=True)
    averaging.add_argument("--tuned", type=Path, nargs="+", required=True)
    averaging.add_argument("--share", type=float, default=0.5)
    averaging.add_argument("--output", type=Path, required=True)
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
