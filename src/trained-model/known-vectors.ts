import type { EmbedOptions, Encoder } from "../encoder/encoder.ts";
import { fromFloat16, toFloat16 } from "../math/float16.ts";
import { type Matrix, rowOf, zeros } from "../math/matrix.ts";
import type { Example } from "../task/task.ts";

/**
 * Maximum number of examples whose vectors are kept with a model, the latest ones. More make the model larger (768 bytes
 * each with the bundled encoder) and corrections slower.
 */
const maxKept = 1000;
/** Vectors of fewer examples are not kept, since embedding them takes about a tenth of a second. */
const minKept = 32;

/** Vectors of the latest examples of a training, rounded to half floats. */
export interface KnownVectors {
  /** Number of the first of these examples among all. */
  readonly start: number;
  readonly examples: readonly Example[];
  /** [examples, dimensions]. */
  readonly halves: Uint16Array;
  /** The fingerprint of the encoder that made them. */
  readonly fingerprint: string;
}

/**
 * Returns the vectors of the latest examples. After a training the cache of the encoder has them.
 * @returns undefined if there are too few examples
 */
export async function keepVectors(
  encoder: Encoder,
  examples: readonly Example[],
  options?: EmbedOptions,
): Promise<KnownVectors | undefined> {
  if (examples.length < minKept) return undefined;
  const start = Math.max(0, examples.length - maxKept);
  const latest = examples.slice(start);
  const { data } = await encoder.embed(
    latest.map(({ text }) => text),
    options,
  );
  return { start, examples: latest, halves: toFloat16(data), fingerprint: encoder.identity.fingerprint };
}

/** Returns vectors of the latest examples of now: those that are known, or new ones if examples were added since. */
export async function refreshVectors(
  encoder: Encoder,
  known: KnownVectors | undefined,
  examples: readonly Example[],
  options?: EmbedOptions,
): Promise<KnownVectors | undefined> {
  const isFresh = known !== undefined && known.start + known.examples.length === examples.length;
  return isFresh ? known : keepVectors(withKnownVectors(encoder, known), examples, options);
}

/** Returns the latest examples, as many as a model keeps vectors of. */
export function latestExamples(examples: readonly Example[]): readonly Example[] {
  return examples.slice(-maxKept);
}

/** Returns an encoder that takes the vectors of known examples as they are, and embeds all other texts. */
export function withKnownVectors(encoder: Encoder, known: KnownVectors | undefined): Encoder {
  if (known === undefined || known.fingerprint !== encoder.identity.fingerprint) return encoder;
  const { dimensions } = encoder.identity;
  const places = new Map(known.examples.map(({ text }, i) => [text, i]));
  return {
    identity: encoder.identity,
    background: encoder.background,
    async embed(texts, options) {
      const missing = texts.filter((text) => !places.has(text));
      const embedded: Matrix =
        missing.length === 0 ? zeros(0, dimensions) : await encoder.embed(missing, options);
      const vectors = zeros(texts.length, dimensions);
      let next = 0;
      for (const [i, text] of texts.entries()) {
        const place = places.get(text);
        const vector =
          place === undefined
            ? rowOf(embedded, next++)
            : fromFloat16(known.halves.subarray(place * dimensions, (place + 1) * dimensions));
        rowOf(vectors, i).set(vector);
      }
      return vectors;
    },
    async dispose() {},
  };
}
