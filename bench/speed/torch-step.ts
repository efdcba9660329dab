import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type EncoderWeights,
  linearNames,
  normNames,
} from "../../src/encoder/transformer/encoder-weights.ts";
import type { Matrix } from "../../src/math/matrix.ts";
import type { Adapter } from "../../src/tuning/adapter/adapter.ts";
import { tensorName } from "../../src/tuning/graph/encoder-graphs.ts";
import { runPython } from "./python.ts";

/** Results of some steps of fine-tuning. */
export interface StepsTaken {
  /** Seconds per step, without the first one. */
  readonly seconds: number;
  /** Loss of each step, the first one included. */
  readonly losses: readonly number[];
}

/** Runs steps with `step-torch.py` in a separate process. */
export async function torchSteps(
  folder: string,
  batch: string,
  { threads, steps }: { readonly threads: number; readonly steps: number },
): Promise<StepsTaken> {
  return (await runPython("step-torch.py", [folder, batch, String(threads), String(steps)])) as StepsTaken;
}

/** Writes an encoder, an adapter and class vectors for `step-torch.py`: names with shapes, and the numbers in their order. */
export function writeForTorch(
  folder: string,
  weights: EncoderWeights,
  adapter: Adapter,
  classes: Matrix,
): void {
  const tensors = new Map<string, Matrix | Float32Array>([
    ["words", weights.words],
    ["positions", weights.positions],
    ["embeddingNorm.weight", weights.embeddingNorm.weight],
    ["embeddingNorm.bias", weights.embeddingNorm.bias],
    ["classes", classes],
  ]);
  for (const [i, block] of weights.blocks.entries()) {
    for (const name of linearNames) {
      tensors.set(tensorName(i, name, "weight"), block[name].weight);
      tensors.set(tensorName(i, name, "bias"), block[name].bias);
      tensors.set(tensorName(i, name, "down"), adapter.blocks[i][name].down);
      tensors.set(tensorName(i, name, "up"), adapter.blocks[i][name].up);
    }
    for (const name of normNames) {
      tensors.set(tensorName(i, name, "weight"), block[name].weight);
      tensors.set(tensorName(i, name, "bias"), block[name].bias);
    }
  }
  const entries = [...tensors];
  const shapes = Object.fromEntries(entries.map(([name, tensor]) => [name, shapeOf(tensor)]));
  const { heads, epsilon, blocks } = weights;
  const encoder = { heads, epsilon, blocks: blocks.length, scale: adapter.scale, shapes };
  writeFileSync(join(folder, "encoder.json"), JSON.stringify(encoder));
  const numbers = entries.map(([, tensor]) => bytesOf("data" in tensor ? tensor.data : tensor));
  writeFileSync(join(folder, "tensors.f32"), Buffer.concat(numbers));
}

function shapeOf(tensor: Matrix | Float32Array): number[] {
  return "rows" in tensor ? [tensor.rows, tensor.columns] : [tensor.length];
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
