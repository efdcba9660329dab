import { ModelFileError } from "../errors.ts";
import type { Tensor } from "../model-file/model.ts";
import { Vocabulary } from "../words/vocabulary.ts";
import type { WordScores } from "./fit.ts";

/** Returns the word scores of a fit as named numbers. Hashes are unsigned; they are stored as the same 32 bits. */
export function storeWords({ vocabulary, head }: WordScores): [string, Tensor][] {
  const [{ hashes, weights }] = vocabulary.kinds;
  const { rows, columns, data } = head.weights;
  return [
    ["words.hashes", { dtype: "I32", shape: [rows], data: new Int32Array(hashes) }],
    ["words.idf", { dtype: "F32", shape: [rows], data: weights }],
    ["words.weights", { dtype: "F32", shape: [rows, columns], data }],
    ["words.bias", { dtype: "F32", shape: [columns], data: head.bias }],
  ];
}

/**
 * The inverse of storeWords.
 * @returns undefined if there are no word scores
 * @throws ModelFileError if the numbers do not fit together
 */
export function restoreWords(
  tensors: ReadonlyMap<string, Tensor>,
  classes: number,
  path: string,
): WordScores | undefined {
  const hashes = tensors.get("words.hashes");
  if (hashes === undefined) return undefined;
  const rows = hashes.shape[0];
  const take = (name: string, shape: readonly number[]): Float32Array => {
    const tensor = tensors.get(name);
    if (tensor?.dtype === "F32" && tensor.shape.join() === shape.join()) return tensor.data;
    throw new ModelFileError(
      path,
      `The numbers ${name} are missing or not of the shape [${shape.join(", ")}].`,
    );
  };
  if (hashes.dtype !== "I32" || hashes.shape.length !== 1 || !isAscending(new Uint32Array(hashes.data)))
    throw new ModelFileError(path, "The numbers words.hashes are not ascending hashes.");
  const kind = {
    kind: "words",
    hashes: new Uint32Array(hashes.data),
    weights: take("words.idf", [rows]),
  } as const;
  const weights = { rows, columns: classes, data: take("words.weights", [rows, classes]) };
  return { vocabulary: new Vocabulary([kind]), head: { weights, bias: take("words.bias", [classes]) } };
}

function isAscending(values: Uint32Array): boolean {
  return values.every((value, i) => i === 0 || value > values[i - 1]);
}
