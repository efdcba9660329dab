import { argumentError, throwIfCancelled } from "../errors.ts";
import { sha256 } from "../files/sha256.ts";
import { rowOf, zeros } from "../math/matrix.ts";
import type { OpenedEncoder } from "./encoder.ts";
import { scaleRowsToUnitLength } from "./unit-length.ts";
import { wellFormed } from "./well-formed.ts";

/**
 * Creates an encoder that needs no files. It hashes words and their character trigrams, with signs, into a vector
 * (Weinberger et al. 2009). Its vectors depend on spelling, not on meaning, so it is meant for tests and examples.
 * @param dimensions length of a vector. Default: 256
 * @throws InputError if dimensions is not a whole number, 1 or more
 * @example
 * const classifier = await train({
 *   encoder: createHashingEncoder(),
 *   classes: { refund: "The customer wants money back.", praise: "The customer is happy." },
 * });
 */
export function createHashingEncoder(dimensions = 256): OpenedEncoder {
  if (!Number.isSafeInteger(dimensions) || dimensions < 1) {
    throw argumentError("dimensions", "a whole number, 1 or more", dimensions);
  }
  return {
    identity: {
      name: `hashing-${dimensions}`,
      dimensions,
      fingerprint: sha256(`hashing ${dimensions}`),
    },
    async embed(texts, { onProgress, signal } = {}) {
      throwIfCancelled(signal);
      const vectors = zeros(texts.length, dimensions);
      for (const [i, text] of texts.entries()) {
        for (const feature of featuresOf(text)) addFeature(rowOf(vectors, i), feature);
      }
      scaleRowsToUnitLength(vectors);
      onProgress?.({ stage: "embed", done: texts.length, total: texts.length, unit: "texts" });
      return vectors;
    },
    async dispose() {},
    async [Symbol.asyncDispose]() {},
  };
}

function featuresOf(text: string): string[] {
  const words =
    wellFormed(text)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.flatMap((word) => {
    const padded = ` ${word} `;
    const trigrams = Array.from({ length: Math.max(padded.length - 2, 0) }, (_, i) => padded.slice(i, i + 3));
    return [`word ${word}`, ...trigrams];
  });
}

function addFeature(vector: Float32Array, feature: string): void {
  // FNV-1a, 32 bits.
  let hash = 0x811c9dc5;
  for (let i = 0; i < feature.length; i++) hash = Math.imul(hash ^ feature.charCodeAt(i), 0x01000193) >>> 0;
  vector[hash % vector.length] += hash & 0x80000000 ? 1 : -1;
}
