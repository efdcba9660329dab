import type { SparseHead } from "../head/sparse-softmax.ts";
import { type Matrix, rowOf, zeros } from "../math/matrix.ts";
import { sparseRow } from "../math/sparse.ts";
import { Vocabulary } from "../words/vocabulary.ts";

/** A linear model on the words of a text, kept small: one byte per weight. */
export interface WordModel {
  readonly vocabulary: Vocabulary;
  /** Weight of each gram for each class, as a multiple of the gram's scale, -127 to 127: [grams, classes]. */
  readonly steps: Int8Array;
  /** Scale of each gram: [grams]. */
  readonly scales: Float32Array;
  /** [classes]. */
  readonly bias: Float32Array;
}

/** The largest multiple of a scale. */
const maxStep = 127;

/**
 * Returns a small model whose scores are `factor` times those of a head, with weights rounded to 8 bits.
 * @param head fitted on features of the vocabulary
 */
export function compressWords(vocabulary: Vocabulary, head: SparseHead, factor: number): WordModel {
  const classes = head.bias.length;
  const steps = new Int8Array(vocabulary.size * classes);
  const scales = new Float32Array(vocabulary.size);
  for (let gram = 0; gram < vocabulary.size; gram++) {
    const row = rowOf(head.weights, gram);
    const scale = row.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / maxStep;
    if (scale === 0) continue;
    scales[gram] = scale * factor;
    for (let c = 0; c < classes; c++) steps[gram * classes + c] = Math.round(row[c] / scale);
  }
  return { vocabulary, steps, scales, bias: head.bias.map((value) => value * factor) };
}

/** Returns the model whose scores are `factor` times those of the first model plus those of the second. */
export function addWords(first: WordModel, factor: number, second: WordModel): WordModel {
  const steps = new Int8Array(first.steps.length + second.steps.length);
  steps.set(first.steps);
  steps.set(second.steps, first.steps.length);
  return {
    vocabulary: new Vocabulary([...first.vocabulary.kinds, ...second.vocabulary.kinds]),
    steps,
    scales: Float32Array.from([...first.scales.map((scale) => scale * factor), ...second.scales]),
    bias: first.bias.map((value, c) => value * factor + second.bias[c]),
  };
}

/** Returns the logits of texts: [texts, classes]. Those of a text depend on it only, to the last bit. */
export function scoreWords({ vocabulary, steps, scales, bias }: WordModel, texts: readonly string[]): Matrix {
  const classes = bias.length;
  const features = vocabulary.features(texts);
  const scores = zeros(texts.length, classes);
  const sums = new Float64Array(classes);
  for (let i = 0; i < texts.length; i++) {
    sums.set(bias);
    const { indices, values } = sparseRow(features, i);
    for (const [entry, gram] of indices.entries()) {
      const factor = values[entry] * scales[gram];
      const start = gram * classes;
      for (let c = 0; c < classes; c++) sums[c] += factor * steps[start + c];
    }
    rowOf(scores, i).set(sums);
  }
  return scores;
}

/** Returns the number of bytes of a word model in a model folder, without the header of its file. */
export function bytesOfWords({ vocabulary, steps, scales, bias }: WordModel): number {
  // A gram has a hash and a weight of four bytes each.
  return 8 * vocabulary.size + steps.byteLength + scales.byteLength + bias.byteLength;
}
