import { readFileSync } from "node:fs";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { planBatches } from "../../src/encoder/batches.ts";
import { bundledEncoderFolder } from "../../src/encoder/bundled-encoder.ts";
import { batchLimits } from "../../src/encoder/onnx-encoder.ts";
import { openTokenizer } from "../../src/encoder/tokenizer.ts";
import { int8ProductsOverflow } from "../../src/onnx/int8-overflow.ts";
import { onnxruntimeOptions } from "../../src/onnx/session.ts";

/**
 * Measures onnxruntime alone. The batches that the encoder would make are prepared as tensors, and run through the
 * encoder's graph with the encoder's session settings.
 */
export async function openBareLoop(texts: readonly string[]): Promise<() => Promise<void>> {
  const tokenizer = openTokenizer(
    JSON.parse(readFileSync(join(bundledEncoderFolder, "tokenizer.json"), "utf8")),
  );
  const bare = texts.map((text) => tokenizer.encode(text));
  const batches = planBatches(
    bare.map((ids) => ids.length),
    batchLimits,
  );
  const feeds = batches.map((batch) =>
    feedsOf(
      batch.map((i) => [...tokenizer.before, ...bare[i], ...tokenizer.after]),
      tokenizer.padding,
    ),
  );
  const session = await InferenceSession.create(
    join(bundledEncoderFolder, "model.onnx"),
    onnxruntimeOptions({ exactInt8Products: await int8ProductsOverflow() }),
  );
  return async () => {
    for (const feed of feeds) await session.run(feed);
  };
}

function feedsOf(rows: readonly (readonly number[])[], padding: number): Record<string, Tensor> {
  const length = Math.max(...rows.map((row) => row.length));
  const cells = rows.flatMap((row) => Array.from({ length }, (_, j) => row[j] ?? padding));
  const used = rows.flatMap((row) => Array.from({ length }, (_, j) => Number(j < row.length)));
  const sizes = [rows.length, length];
  return {
    input_ids: new Tensor("int64", BigInt64Array.from(cells, BigInt), sizes),
    attention_mask: new Tensor("int64", BigInt64Array.from(used, BigInt), sizes),
  };
}
