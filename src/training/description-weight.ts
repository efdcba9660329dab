import type { HeldOutScores } from "../calibration/held-out-scores.ts";
import { fitTemperature } from "../calibration/temperature.ts";
import { meanSpread } from "../calibration/temperature-rule.ts";
import type { LeaveOneOut } from "../head/leave-one-out.ts";
import type { LinearHead } from "../head/linear-head.ts";
import { usualPromptRows } from "../head/mean-prior.ts";
import { type Matrix, zeros } from "../math/matrix.ts";
import { softmaxInto } from "../math/softmax.ts";
import { addScaled } from "../math/vector.ts";

/** Candidates for the number of rows that a description counts as. Larger ones trust descriptions more. */
export const descriptionRowChoices = [1.5, 3, 6, 12, 24, 48] as const;

/**
 * Weight of the evidence of the rows, below 1 because the scores of neighboring candidates are correlated. If it is
 * larger, the mixture depends more on the rows and less on the prior.
 */
const evidenceShare = 0.3;

/** Candidates with a smaller share are left out. A larger number saves time and changes scores more. */
const minShare = 1e-4;

export interface DescriptionWeight {
  /** The share of each candidate, in the order of `descriptionRowChoices`; they sum to 1. */
  readonly shares: readonly number[];
  /** Leave-one-out scores under that mixture. */
  readonly scores: Matrix;
}

/**
 * Mixes candidates for the number of rows that a description counts as. The share of a candidate follows from the log
 * loss of its leave-one-out scores and from a log-normal prior around the usual number. So good descriptions get a large
 * weight and bad ones hardly any.
 * @param evaluated labels and weights of the rows
 * @param expectedTemperature the temperature to expect of scores with a given spread
 */
export async function weighDescriptions(
  leaveOneOut: LeaveOneOut,
  evaluated: Omit<HeldOutScores, "scores">,
  expectedTemperature: (spread: number) => number,
): Promise<DescriptionWeight> {
  const candidates: Matrix[] = [];
  const evidence: number[] = [];
  for (const promptRows of descriptionRowChoices) {
    const scores = await leaveOneOut.scores(promptRows);
    const { loss } = fitTemperature({ ...evaluated, scores }, expectedTemperature(meanSpread(scores)));
    candidates.push(scores);
    evidence.push(-evidenceShare * loss - Math.log2(promptRows / usualPromptRows) ** 2 / 2);
  }
  const shares = new Float64Array(evidence.length);
  softmaxInto(evidence, shares);
  return { shares: [...shares], scores: mixMatrices(candidates, [...shares]) };
}

/** Returns the candidates that have a share in a mixture. */
export function countingChoices(shares: readonly number[]) {
  return descriptionRowChoices
    .map((promptRows, i) => ({ promptRows, share: shares[i] }))
    .filter(({ share }) => share >= minShare);
}

/** Returns leave-one-out scores under a given mixture, [rows, classes]. */
export async function mixScores(leaveOneOut: LeaveOneOut, shares: readonly number[]): Promise<Matrix> {
  const counting = countingChoices(shares);
  const scores: Matrix[] = [];
  for (const { promptRows } of counting) scores.push(await leaveOneOut.scores(promptRows));
  return mixMatrices(
    scores,
    counting.map(({ share }) => share),
  );
}

/** Returns the weighted sum of matrices. */
export function mixMatrices(matrices: readonly Matrix[], shares: readonly number[]): Matrix {
  const mixed = zeros(matrices[0].rows, matrices[0].columns);
  matrices.forEach(({ data }, m) => {
    addScaled(mixed.data, data, shares[m]);
  });
  return mixed;
}

/** Returns the weighted sum of heads. */
export function mixHeads(heads: readonly LinearHead[], shares: readonly number[]): LinearHead {
  const bias = new Float32Array(heads[0].bias.length);
  heads.forEach((head, h) => {
    addScaled(bias, head.bias, shares[h]);
  });
  return {
    weights: mixMatrices(
      heads.map(({ weights }) => weights),
      shares,
    ),
    bias,
  };
}
