import { fitTemperature, type JudgedScores, meanSpread } from "../calibration/temperature.ts";
import type { LeaveOneOut } from "../head/leave-one-out.ts";
import type { LinearHead } from "../head/linear-head.ts";
import { usualPromptRows } from "../head/mean-prior.ts";
import { type Matrix, zeros } from "../math/matrix.ts";
import { addScaled, sum } from "../math/vector.ts";

/** Rows of a class that its prompt may count as. */
export const promptRowChoices = [1.5, 3, 6, 12, 24, 48] as const;

/** How strongly the rows speak for and against a choice: less than fully, since neighboring scores go together. */
const evidenceShare = 0.3;

/** Choices that count for less than this cost time and change nothing. */
const leastShare = 1e-4;

export interface PromptWeight {
  /** How much each choice counts, in their order; they sum to 1. */
  readonly shares: readonly number[];
  /** Leave-one-out scores under that mixture. */
  readonly scores: Matrix;
}

/**
 * Weighs how many rows a prompt counts as, by how well leave-one-out scores under each choice tell the rows' classes,
 * with a log-normal prior around the usual number. Good prompts count more, bad ones hardly at all.
 */
export async function weighPrompts(
  leaveOneOut: LeaveOneOut,
  judged: Omit<JudgedScores, "scores">,
  expectedTemperature: (spread: number) => number,
): Promise<PromptWeight> {
  const candidates: Matrix[] = [];
  const evidence: number[] = [];
  for (const promptRows of promptRowChoices) {
    const scores = await leaveOneOut.scores(promptRows);
    const { loss } = fitTemperature({ ...judged, scores }, expectedTemperature(meanSpread(scores)));
    candidates.push(scores);
    evidence.push(-evidenceShare * loss - Math.log2(promptRows / usualPromptRows) ** 2 / 2);
  }
  const highest = Math.max(...evidence);
  const raw = evidence.map((value) => Math.exp(value - highest));
  const total = sum(raw);
  const shares = raw.map((value) => value / total);
  return { shares, scores: mixMatrices(candidates, shares) };
}

/** The choices that count in a mixture, with their shares. */
export function countingChoices(shares: readonly number[]) {
  return promptRowChoices
    .map((promptRows, i) => ({ promptRows, share: shares[i] }))
    .filter(({ share }) => share >= leastShare);
}

/** Leave-one-out scores under a mixture found before. */
export async function mixScores(leaveOneOut: LeaveOneOut, shares: readonly number[]): Promise<Matrix> {
  const counting = countingChoices(shares);
  const scores: Matrix[] = [];
  for (const { promptRows } of counting) scores.push(await leaveOneOut.scores(promptRows));
  return mixMatrices(
    scores,
    counting.map(({ share }) => share),
  );
}

export function mixMatrices(matrices: readonly Matrix[], shares: readonly number[]): Matrix {
  const mixed = zeros(matrices[0].rows, matrices[0].columns);
  matrices.forEach(({ data }, m) => {
    addScaled(mixed.data, data, shares[m]);
  });
  return mixed;
}

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
