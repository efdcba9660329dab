import type { WordModel } from "../trained-model/word-model.ts";
import { scaled } from "./calibrated-head.ts";
import { type FittedHead, fitHead, type HeadInput } from "./fit-head.ts";
import { fitWords } from "./fit-words.ts";
import { heldOutAccuracyOf } from "./held-out-logits.ts";
import { product } from "./row-weights.ts";
import { type RowsOfWords, withRowsOfWords } from "./word-rows.ts";

/** The head of the vectors, and the word model whose logits are added to those of the head. */
export interface FittedChannels extends FittedHead {
  /** Absent if words do not clearly help. */
  readonly words?: WordModel;
}

/** What the word model learns from. */
export interface WordTexts {
  /** Text of each row with a vector. */
  readonly texts: readonly string[];
  /** Group of each row with a vector, also if each is alone. */
  readonly groups: Int32Array;
  /** Rows without vectors. */
  readonly others: RowsOfWords;
}

/**
 * Fits the head of the vectors, then the word model beside it. The held-out logits are those of both together.
 * @param words undefined if words are not wanted
 * @throws CancelledError
 */
export async function fitChannels(
  input: HeadInput,
  words: WordTexts | undefined,
  signal?: AbortSignal,
): Promise<FittedChannels> {
  const fitted = await fitHead(input);
  const { head, heldOut, weights } = fitted;
  if (words === undefined || heldOut === undefined || weights === undefined) return fitted;
  const { rows, classes, seed, calibrationWeights = new Float64Array(rows.labels.length).fill(1) } = input;
  const shares = rows.weights ? product(rows.weights, calibrationWeights) : calibrationWeights;
  const own = { ...words, labels: rows.labels, shares, rows, weights };
  const found = await fitWords({
    ...withRowsOfWords(own, words.others, classes.length),
    classes: classes.length,
    heldOut,
    seed,
    signal,
  });
  if (found === undefined) return fitted;
  return {
    ...fitted,
    head: scaled(head, 1 / found.vectorFactor),
    words: found.words,
    heldOut: found.heldOut,
    heldOutAccuracy: heldOutAccuracyOf(found.heldOut, rows.labels, rows.weights),
  };
}
