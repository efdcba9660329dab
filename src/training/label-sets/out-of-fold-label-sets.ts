import { calibratedProbabilities, calibrateLabels } from "../../calibration/label-calibration.ts";
import { throwIfCancelled } from "../../errors.ts";
import { type Matrix, zeros } from "../../math/matrix.ts";
import { allRowFolds } from "../row-folds.ts";
import { embedPiles, type LabelSetsInput } from "./fit-label-sets.ts";
import { fitLabelVectors } from "./fit-label-vectors.ts";
import { fitLabelWords } from "./fit-label-words.ts";
import { type LabelSetRows, labelSetRows, rarestLabels } from "./label-set-rows.ts";

/** Texts with the probability of each label by fits that have not seen them. */
export interface LabelSetsOutOfFold {
  /** Each text once, with the labels of all its examples. */
  readonly rows: LabelSetRows;
  /** [texts, labels]. */
  readonly probabilities: Matrix;
}

/**
 * Predicts the labels of every text by a fit on other folds, as fitLabelSets does to calibrate: from the whole text, by
 * vectors, and by words if they clearly help. Equal and nearly equal texts are in one fold. The descriptions are in every fit.
 * @throws CancelledError, RemoteError (remote encoders)
 */
export async function predictLabelSetsOutOfFold(input: LabelSetsInput): Promise<LabelSetsOutOfFold> {
  const { classes, examples, noneExamples, seed, signal, onProgress } = input;
  const names = classes.map(({ name }) => name);
  const rows = labelSetRows(names, examples, noneExamples);
  const { prompts, rows: piles } = await embedPiles(input, rows);
  onProgress?.({ stage: "fit", done: 0, total: 1, unit: "steps" });
  const { truths, isComplete, texts } = rows;
  const folds = allRowFolds(rarestLabels(rows), names.length + 1, seed, rows.groups);
  const sentences = { vectors: zeros(0, piles.vectors.columns), starts: new Int32Array(texts.length + 1) };
  const { vectors } = piles;
  const fit = await fitLabelVectors({ prompts, vectors, truths, isComplete, folds, sentences });
  throwIfCancelled(signal);
  const evaluated = Int32Array.from(texts.keys());
  const words = await fitLabelWords({ ...fit, truths, texts, evaluated, folds, signal });
  throwIfCancelled(signal);
  const logits = (words ?? fit).heldOut;
  const probabilities = calibratedProbabilities(logits, await calibrateLabels({ logits, truths }));
  onProgress?.({ stage: "fit", done: 1, total: 1, unit: "steps" });
  return { rows, probabilities };
}
