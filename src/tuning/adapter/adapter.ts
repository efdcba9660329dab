import {
  type EncoderWeights,
  type LinearName,
  linearNames,
} from "../../encoder/transformer/encoder-weights.ts";
import type { Matrix } from "../../math/matrix.ts";
import type { Random } from "../../math/random.ts";

/** The change of one linear map: W' = W + scale * down * up. */
interface LowRank {
  /** [inputs, rank] */
  readonly down: Matrix;
  /** [rank, outputs] */
  readonly up: Matrix;
}

/**
 * The change that fine-tuning makes to an encoder: a pair of low-rank matrices for each linear map (LoRA: Hu et al.,
 * "LoRA: Low-Rank Adaptation of Large Language Models", 2022; down and up are their A and B, transposed).
 */
export interface Adapter {
  readonly rank: number;
  readonly scale: number;
  readonly blocks: readonly Readonly<Record<LinearName, LowRank>>[];
  /** All numbers, block by block in the order of `linearNames`, down before up. The matrices are views of it. */
  readonly data: Float32Array;
}

/** Size and scale of an adapter. */
export interface AdapterOptions {
  /** Columns of down and rows of up. Default: 8. */
  readonly rank?: number;
  /** Factor of down * up. Default: 2. */
  readonly scale?: number;
}

/** Creates an adapter of zeros, which does not change the encoder. */
export function zeroAdapter(weights: EncoderWeights, { rank = 8, scale = 2 }: AdapterOptions = {}): Adapter {
  const sizes = weights.blocks.map((block) => linearNames.map((name) => block[name].weight));
  const length = sizes.flat().reduce((sum, { rows, columns }) => sum + rank * (rows + columns), 0);
  const data = new Float32Array(length);
  let offset = 0;
  const take = (rows: number, columns: number): Matrix => {
    offset += rows * columns;
    return { rows, columns, data: data.subarray(offset - rows * columns, offset) };
  };
  const blocks = sizes.map(
    (block) =>
      Object.fromEntries(
        linearNames.map((name, i) => {
          const { rows, columns } = block[i];
          return [name, { down: take(rows, rank), up: take(rank, columns) }];
        }),
      ) as Record<LinearName, LowRank>,
  );
  return { rank, scale, blocks, data };
}

/**
 * Creates an adapter to start tuning from. down is normally distributed with variance 1 / inputs. up is zero, so that the
 * adapter does not change the encoder yet.
 */
export function startingAdapter(
  weights: EncoderWeights,
  random: Random,
  options: AdapterOptions = {},
): Adapter {
  const adapter = zeroAdapter(weights, options);
  for (const block of adapter.blocks) {
    for (const name of linearNames) {
      const { rows, data } = block[name].down;
      for (let i = 0; i < data.length; i++) data[i] = nextNormal(random) / Math.sqrt(rows);
    }
  }
  return adapter;
}

/**
 * Creates an adapter that makes the same change as another one, at a given scale.
 * @param from an adapter of the same encoder and rank, of any scale
 * @throws RangeError if it has another rank or size
 */
export function continuedAdapter(
  weights: EncoderWeights,
  from: Adapter,
  options: AdapterOptions = {},
): Adapter {
  const adapter = zeroAdapter(weights, options);
  if (from.rank !== adapter.rank || from.data.length !== adapter.data.length) {
    throw new RangeError(
      `An adapter of rank ${from.rank} cannot be continued at rank ${adapter.rank}; both must have the same rank and encoder.`,
    );
  }
  adapter.data.set(from.data);
  const factor = from.scale / adapter.scale;
  for (const block of adapter.blocks) {
    for (const name of linearNames) {
      const { data } = block[name].up;
      for (let i = 0; i < data.length; i++) data[i] *= factor;
    }
  }
  return adapter;
}

/** Draws a standard normal number by the method of Box and Muller (1958). */
function nextNormal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.nextFloat()));
  return radius * Math.cos(2 * Math.PI * random.nextFloat());
}
