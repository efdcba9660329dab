import type { HeldOutAnswers } from "../calibration/held-out-answers.ts";
import { ModelFileError } from "../errors.ts";
import { isHeldOutTensor } from "../model-file/layout.ts";
import type { Tensor } from "../model-file/model.ts";

const names = {
  probability: "heldOut.probability",
  predicted: "heldOut.predicted",
  truthProbability: "heldOut.truthProbability",
  truth: "heldOut.truth",
} as const;

/** Returns held-out answers as tensors. */
export function storeHeldOut(heldOut: HeldOutAnswers): [string, Tensor][] {
  const shape = [heldOut.truth.length];
  return [
    [names.probability, { dtype: "F32", shape, data: heldOut.probability }],
    [names.predicted, { dtype: "I32", shape, data: heldOut.predicted }],
    [names.truthProbability, { dtype: "F32", shape, data: heldOut.truthProbability }],
    [names.truth, { dtype: "I32", shape, data: heldOut.truth }],
  ];
}

/**
 * The inverse of storeHeldOut.
 * @returns undefined if the model has no held-out answers
 * @throws ModelFileError if the lists do not fit together
 */
export function restoreHeldOut(
  tensors: ReadonlyMap<string, Tensor>,
  classes: readonly string[],
  path: string,
): HeldOutAnswers | undefined {
  if (![...tensors.keys()].some(isHeldOutTensor)) return undefined;
  const [probability, truthProbability] = [names.probability, names.truthProbability].map((name) =>
    tensors.get(name),
  );
  const [predicted, truth] = [names.predicted, names.truth].map((name) => tensors.get(name));
  if (
    probability?.dtype === "F32" &&
    truthProbability?.dtype === "F32" &&
    predicted?.dtype === "I32" &&
    truth?.dtype === "I32" &&
    [probability, truthProbability, predicted, truth].every(
      ({ shape }) => shape.length === 1 && shape[0] === truth.shape[0],
    ) &&
    isDescending(probability.data) &&
    [...probability.data, ...truthProbability.data].every((each) => each >= 0 && each <= 1) &&
    [...predicted.data, ...truth.data].every((c) => c >= 0 && c < classes.length)
  ) {
    return {
      classes,
      probability: probability.data,
      predicted: predicted.data,
      truthProbability: truthProbability.data,
      truth: truth.data,
    };
  }
  throw new ModelFileError(path, "The held-out answers of the fit do not fit together.");
}

function isDescending(values: Float32Array): boolean {
  return values.every((value, i) => i === 0 || value <= values[i - 1]);
}
