"""Texts to calibrate and to measure with: read, sampled with a seed, tokenised, put in batches."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterable
from pathlib import Path

import numpy
from tokenizers import Tokenizer

MAX_TOKENS = 512
TOKENS_A_BATCH = 4096
TEXTS_A_BATCH = 64

Batch = dict[str, numpy.ndarray]


def open_tokenizer(path: Path) -> Tokenizer:
    """The tokenizer without padding, truncating at 512 tokens."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def read_rows(path: Path) -> list[dict]:
    """The rows of a JSONL file, with or without gzip."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def sample_texts(path: Path, count: int, seed: int = 1) -> list[str]:
    """`count` texts of a JSONL file with rows {"text"}, always the same ones for a seed."""
    texts = [row["text"] for row in read_rows(path)]
    return random.Random(seed).sample(texts, min(count, len(texts)))


def token_ids(tokenizer: Tokenizer, texts: Iterable[str]) -> list[list[int]]:
    """One list of token ids per text, class token first."""
    return [encoding.ids for encoding in tokenizer.encode_batch(list(texts))]


def pad(rows: list[list[int]]) -> Batch:
    """Rows of different lengths -> input_ids and attention_mask, int64 [batch, length]."""
    shape = (len(rows), max(len(row) for row in rows))
    ids, mask = numpy.zeros(shape, numpy.int64), numpy.zeros(shape, numpy.int64)
    for number, row in enumerate(rows):
        ids[number, : len(row)], mask[number, : len(row)] = row, 1
    return {"input_ids": ids, "attention_mask": mask}


def batches(rows: list[list[int]]) -> list[tuple[list[int], Batch]]:
    """Batches of rows of similar length, each with the places of its rows in `rows`."""
    order = sorted(range(len(rows)), key=lambda place: (len(rows[place]), place))
    result: list[tuple[list[int], Batch]] = []
    current: list[int] = []
    for place in order:
        if current and (len(current) == TEXTS_A_BATCH or len(rows[place]) * (len(current) + 1) > TOKENS_A_BATCH):
            result.append((current, pad([rows[each] for each in current])))
            current = []
        current.append(place)
    if current:
        result.append((current, pad([rows[each] for each in current])))
    return result
