import { precisionThresholds } from "../../calibration/label-evidence.ts";
import { usualThreshold } from "../../calibration/label-thresholds.ts";
import { InputError } from "../../errors.ts";
import { type Matrix, rowOf } from "../../math/matrix.ts";
import { isBlank } from "../../task/visible-text.ts";
import { mostProbable, probabilitiesByName } from "../answers.ts";
import type { Classification, ClassifyOptions } from "../classification.ts";
import type { Prediction } from "../predict.ts";
import type { LabelSetFit } from "./label-set-fit.ts";

/**
 * Turns independent probabilities into answers with several labels each. A text has every label whose probability reaches
 * the threshold: that of the option `threshold`, of the option `precision`, or the one that was fitted to the label.
 * @param classes names, in the order of the columns of the prediction
 * @throws InputError if there is too little evidence for the option precision, or for an option that needs one class per text
 */
export function labelSetAnswers(
  texts: readonly string[],
  classes: readonly string[],
  { probabilities, charactersRead }: Prediction,
  fit: LabelSetFit,
  options: ClassifyOptions,
): Classification[] {
  rejectOtherOptions(options);
  const { top = classes.length } = options;
  const thresholds = thresholdsOf(classes, fit, options);
  return texts.map((text, i) => {
    const row = isBlank(text) ? new Float32Array(classes.length) : rowOf(probabilities, i);
    const scores = mostProbable(row, top).map((c) => ({ label: classes[c], probability: row[c] }));
    const chosen = chosenLabels(row, thresholds);
    const noneProbability = noLabelProbability(row);
    const byName = probabilitiesByName(scores);
    return {
      text,
      labels: chosen.map((c) => classes[c]),
      ...(chosen.length > 0
        ? { prediction: classes[chosen[0]], outcome: "class", probability: row[chosen[0]] }
        : { prediction: null, outcome: "none", probability: noneProbability }),
      noneProbability,
      scores,
      get probabilities() {
        return byName();
      },
      ...(charactersRead[i] !== undefined && { charactersRead: charactersRead[i] }),
    };
  });
}

/** Returns the probability that a text has no label, if labels are independent: [texts]. */
export function noLabelProbabilities(probabilities: Matrix): Float64Array {
  return Float64Array.from({ length: probabilities.rows }, (_, i) =>
    noLabelProbability(rowOf(probabilities, i)),
  );
}

function noLabelProbability(row: Float32Array): number {
  return row.reduce((product, value) => product * (1 - value), 1);
}

/** Returns the columns of the labels whose probability reaches their threshold, the most probable first. */
export function chosenLabels(row: Float32Array, thresholds: Float32Array): number[] {
  const chosen: number[] = [];
  for (let c = 0; c < row.length; c++) if (row[c] >= thresholds[c]) chosen.push(c);
  return chosen.sort((a, b) => row[b] - row[a] || a - b);
}

/** Returns the fitted threshold of every class; classes that only corrections know have the usual one. */
export function usualThresholds(classes: readonly string[], { thresholds }: LabelSetFit): Float32Array {
  return Float32Array.from(classes, (_, c) => thresholds[c] ?? usualThreshold);
}

/**
 * Returns the probability from which a text has a label, for every class.
 * @throws InputError if there is too little evidence for the option precision
 */
export function thresholdsOf(
  classes: readonly string[],
  fit: LabelSetFit,
  { threshold, precision }: Pick<ClassifyOptions, "threshold" | "precision">,
): Float32Array {
  // A probability of zero never counts as a label.
  if (threshold !== undefined)
    return new Float32Array(classes.length).fill(Math.max(threshold, Number.MIN_VALUE));
  const usual = usualThresholds(classes, fit);
  return precision === undefined ? usual : precisionThresholds(classes, fit.evidence, precision, usual);
}

function rejectOtherOptions({ none, costs, coverage, heldOut, threshold, precision }: ClassifyOptions): void {
  const unfit = Object.entries({ none: none || undefined, costs, coverage, heldOut }).find(
    ([, value]) => value !== undefined,
  );
  if (unfit !== undefined) {
    throw new InputError(
      `The option ${unfit[0]} is for one class per text, and this classifier gives several labels per text; leave it out. A text without labels is answered with an empty list.`,
    );
  }
  if (threshold !== undefined && precision !== undefined) {
    throw new InputError(
      "Give either the option threshold or the option precision; each sets when a text has a label.",
    );
  }
}
