import { z } from "zod";
import { type LinearName, linearNames } from "../encoder/transformer/encoder-weights.ts";
import { ModelFileError } from "../errors.ts";
import { fromFloat16, toFloat16 } from "../math/float16.ts";
import type { Matrix } from "../math/matrix.ts";
import { sum } from "../math/vector.ts";
import { isPlainObject } from "../model-file/json.ts";
import type { SavedAdapter, Tensor } from "../model-file/model.ts";
import type { JsonObject } from "../task/task.ts";
import type { Adapter } from "../tuning/adapter/adapter.ts";

const configSchema = z.strictObject({
  rank: z.int().positive(),
  scale: z.number().positive(),
  report: z.custom<JsonObject>(isPlainObject),
});

const sides = ["down", "up"] as const;
type Side = (typeof sides)[number];
type Block = Adapter["blocks"][number];

/**
 * Encodes an adapter as named half floats and JSON. Nothing is lost if its numbers are half floats, as they are after
 * fine-tuning.
 * @param report JSON that restoreAdapter returns again
 */
export function storeAdapter({ rank, scale, blocks }: Adapter, report: JsonObject): SavedAdapter {
  const tensors = new Map<string, Tensor>();
  for (const [i, block] of blocks.entries()) {
    for (const name of linearNames) {
      for (const side of sides) {
        const { rows, columns, data } = block[name][side];
        const tensor: Tensor = { dtype: "F16", shape: [rows, columns], data: toFloat16(data) };
        tensors.set(tensorName(i, name, side), tensor);
      }
    }
  }
  return { config: { rank, scale, report }, tensors };
}

/**
 * Decodes what storeAdapter returned. The caller checks the report, and whether the adapter belongs to an encoder.
 * @throws ModelFileError if numbers are missing or have unexpected shapes
 */
export function restoreAdapter(
  { config, tensors }: SavedAdapter,
  path: string,
): { adapter: Adapter; report: JsonObject } {
  const parsed = configSchema.safeParse(config);
  if (!parsed.success)
    throw new ModelFileError(
      path,
      "The values of the adapter in model.json are not in the form that pilesort writes; the model is damaged.",
    );
  const { rank, scale, report } = parsed.data;
  const blockCount = tensors.size / (linearNames.length * sides.length);
  if (!Number.isInteger(blockCount) || blockCount === 0)
    throw new ModelFileError(
      path,
      `The adapter has ${tensors.size} tensors, but every block needs 12; the model is damaged.`,
    );
  const data = new Float32Array(sum([...tensors.values()].map(({ data }) => data.length)));
  let end = 0;
  const take = (block: number, linear: LinearName, side: Side): Matrix => {
    const name = tensorName(block, linear, side);
    const tensor = tensors.get(name);
    const [rows, columns] = tensor?.shape ?? [];
    const thin = side === "down" ? columns : rows;
    if (tensor?.dtype !== "F16" || tensor.shape.length !== 2 || thin !== rank)
      throw new ModelFileError(
        path,
        `The tensor ${name} is missing, or is not a matrix of half floats of rank ${rank}; the model is damaged.`,
      );
    const start = end;
    end += rows * columns;
    data.set(fromFloat16(tensor.data), start);
    return { rows, columns, data: data.subarray(start, end) };
  };
  const takeBlock = (i: number) =>
    linearNames.map((name) => [name, { down: take(i, name, "down"), up: take(i, name, "up") }]);
  // All tensors are used: their number is that of the blocks, and each block takes its own.
  const blocks = Array.from({ length: blockCount }, (_, i) => Object.fromEntries(takeBlock(i)) as Block);
  return { adapter: { rank, scale, blocks, data }, report };
}

function tensorName(block: number, name: LinearName, side: Side): string {
  return `block.${block}.${name}.${side}`;
}
