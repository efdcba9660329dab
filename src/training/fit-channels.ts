import type { WordModel } from "../trained-model/word-model.ts";
import { scaled } from "./calibrated-head.ts";
import { type FittedHead, fitHead, type HeadInput } from "./fit-head.ts";
import { fitWords } from "./fit-words.ts";
import { heldOutAccuracyOf } from "./held-out-logits.ts";

/** The head of the vectors, and the word model whose logits are added to those of the head. */
export interface FittedChannels extends FittedHead {
  /** Absent if words do not clearly help. */
  readonly words?: WordModel;
}

/**
 * Fits the head of the vectors, then the word model beside it. The held-out logits are those of both together.
 * @param texts text of each row of `input.rows`; undefined if words are not wanted
 * @throws CancelledError
 */
export async function fitChannels(
  input: HeadInput,
  texts: readonly string[] | undefined,
  signal?: AbortSignal,
): Promise<FittedChannels> {
  const fitted = await fitHead(input);
  const { head, heldOut, weights } = fitted;
  if (texts === undefined || heldOut === undefined || weights === undefined) return fitted;
  const { rows, classes, seed } = input;
  const found = await fitWords({
    texts,
    labels: rows.labels,
    groups: rows.groups,
    classes: classes.length,
    weights,
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
