import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bundledEncoderFolder } from "../../src/encoder/bundled-encoder.ts";
import { int8ProductsOverflow } from "../../src/onnx/int8-overflow.ts";
import { openSession } from "../../src/onnx/runtime.ts";
import { Tensor } from "../../src/onnx/tensor.ts";
import { cosine } from "../encoder/contract.ts";

/** The bundled encoder's vector of a row of tokens, with default or exact products. */
async function vectorWith(exactInt8Products: boolean): Promise<Float32Array> {
  const session = await openSession(join(bundledEncoderFolder, "model.onnx"), { exactInt8Products });
  const ids = BigInt64Array.from([
    101n,
    2129n,
    2079n,
    1045n,
    25141n,
    1996n,
    20786n,
    1997n,
    2026n,
    4070n,
    1029n,
    102n,
  ]);
  const { embedding } = await session.run({
    input_ids: new Tensor("int64", ids, [1, ids.length]),
    attention_mask: new Tensor("int64", new BigInt64Array(ids.length).fill(1n), [1, ids.length]),
  });
  await session.release();
  return embedding.data as Float32Array;
}

describe("the probe of int8 products", () => {
  it("finds an overflow if and only if it changes the bundled encoder's vectors", async () => {
    const changed = cosine(await vectorWith(false), await vectorWith(true)) < 0.999;
    expect(await int8ProductsOverflow()).toBe(changed);
  });
});
