import { readFileSync } from "node:fs";
import {
  type BlockWeights,
  type EncoderWeights,
  linearNames,
  type NormWeights,
  normNames,
} from "../../src/encoder/transformer/encoder-weights.ts";
import { type Matrix, zeros } from "../../src/math/matrix.ts";
import { type Adapter, zeroAdapter } from "../../src/tuning/adapter/adapter.ts";
import type { LabeledBatch } from "../../src/tuning/loop/tuning-engine.ts";
import { matrixOf } from "../math/matrices.ts";

interface StoredNorm {
  readonly weight: number[];
  readonly bias: number[];
}

interface StoredLinear {
  readonly weight: number[][];
  readonly bias: number[];
  readonly down: number[][];
  readonly up: number[][];
}

type StoredBlock = Record<string, StoredLinear & StoredNorm>;

/** What PyTorch computes. */
interface TinyResults {
  readonly vectors: number[][];
  readonly scores: number[][];
  readonly loss: number;
  readonly gradients: Record<string, number[][]>;
  readonly classGradient: number[][];
}

/** The output of `fixtures/make_tiny_bert.py`: a random BERT in float64, and PyTorch's gradients. */
export interface TinyBert extends TinyResults {
  readonly heads: number;
  readonly epsilon: number;
  readonly rank: number;
  readonly scale: number;
  readonly model: {
    readonly words: number[][];
    readonly positions: number[][];
    readonly embeddingNorm: StoredNorm;
    readonly blocks: StoredBlock[];
  };
  readonly classes: number[][];
  readonly texts: number[][];
  readonly labels: number[];
  readonly smoothing: number;
  readonly rowWeights: number[];
  /** The same with the mean of the tokens' vectors instead of the first one. */
  readonly mean: TinyResults;
}

export const tinyBert: TinyBert = JSON.parse(
  readFileSync(new URL("./fixtures/tiny-bert.json", import.meta.url), "utf8"),
);

/** The fixture's weights, without its adapter. */
export function tinyWeights(): EncoderWeights {
  const { model, heads, epsilon } = tinyBert;
  return {
    heads,
    epsilon,
    words: matrixOf(model.words),
    positions: matrixOf(model.positions),
    embeddingNorm: normOf(model.embeddingNorm),
    blocks: model.blocks.map((block) => {
      const linears = linearNames.map((name) => {
        const { weight, bias } = block[name];
        return [name, { weight: matrixOf(weight), bias: Float32Array.from(bias) }];
      });
      const norms = normNames.map((name) => [name, normOf(block[name])]);
      return Object.fromEntries([...linears, ...norms]) as BlockWeights;
    }),
  };
}

/** The fixture's adapter. */
export function tinyAdapter(): Adapter {
  const adapter = zeroAdapter(tinyWeights(), tinyBert);
  for (const [i, block] of adapter.blocks.entries()) {
    for (const name of linearNames) {
      block[name].down.data.set(tinyBert.model.blocks[i][name].down.flat());
      block[name].up.data.set(tinyBert.model.blocks[i][name].up.flat());
    }
  }
  return adapter;
}

/** The fixture's rows. */
export function tinyBatch(): LabeledBatch {
  const { texts, labels, smoothing, rowWeights, classes } = tinyBert;
  const targets: Matrix = zeros(texts.length, classes.length);
  targets.data.fill(smoothing / classes.length);
  for (const [i, label] of labels.entries()) targets.data[i * classes.length + label] += 1 - smoothing;
  return { texts, targets, rowWeights: Float32Array.from(rowWeights) };
}

function normOf({ weight, bias }: StoredNorm): NormWeights {
  return { weight: Float32Array.from(weight), bias: Float32Array.from(bias) };
}
