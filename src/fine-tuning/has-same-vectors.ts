import type { Encoder } from "../encoder/encoder.ts";
import { rowOf } from "../math/matrix.ts";
import { dot } from "../math/vector.ts";
import type { TunableBase } from "../tuning/adapter/tunable-base.ts";
import { tuningTokens } from "../tuning/loop/token-batch.ts";
import { TuningEngine } from "../tuning/loop/tuning-engine.ts";

/** Texts of different lengths that every vocabulary has tokens for. */
const probes = [
  "a parcel",
  "The parcel has not come.",
  "two red shirts and a blue one, but the blue one is torn",
];

/**
 * Cosine from which two vectors are the same but for quantization. int8 measures 0.995 and more; another position of the
 * first token, another activation or another number of attention heads 0.9 and less.
 */
const sameFrom = 0.98;

/** Returns whether tuning computes the vectors that an encoder returns. */
export async function hasSameVectors(base: TunableBase, encoder: Encoder): Promise<boolean> {
  if (base.isCertain) return true;
  const expected = await encoder.embed(probes);
  const engine = await TuningEngine.open(base.weights);
  try {
    const found = await engine.embed(probes.map((text) => tuningTokens(base, text)));
    return probes.every((_, i) => dot(rowOf(found, i), rowOf(expected, i)) >= sameFrom);
  } finally {
    await engine.release();
  }
}
