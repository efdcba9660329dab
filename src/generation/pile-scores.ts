import { meanSpread, usualTemperature } from "../calibration/temperature-rule.ts";
import { classMeans, type LabeledVectors } from "../head/labeled-vectors.ts";
import { leaveOneOut } from "../head/leave-one-out.ts";
import { meanPrior } from "../head/mean-prior.ts";
import type { PileVectors } from "../head/pile-vectors.ts";
import { promptShape, withinCovariance } from "../head/within-covariance.ts";
import { cholesky, inverse } from "../math/cholesky.ts";
import { rowOf, rowRange } from "../math/matrix.ts";
import { softmaxInto } from "../math/softmax.ts";
import { toMatrix } from "../math/symmetric.ts";

/** Probabilities of a text by a fit without this text (leave-one-out). */
export interface Standing {
  /** Probability of the class that it was generated for. */
  readonly own: number;
  /** The number of the most probable other class, and its probability. */
  readonly rival: number;
  readonly rivalProbability: number;
}

/** Weight of a description in examples. High, because the description says what a pile should contain; a lower weight keeps more texts that do not match it. */
const promptWeightInRows = 24;
/** Number of scores computed at a time, texts x classes. More take more memory; fewer are slower. */
const maxScoresAtOnce = 4_000_000;

/** Returns the leave-one-out probabilities of every text of the piles. */
export async function standings(piles: PileVectors, classes: number): Promise<Standing[]> {
  const { rows, pieces, prompts } = piles;
  const means = classMeans(rows, classes);
  const prior = meanPrior(prompts, means);
  const shape = await promptShape(pieces, classMeans(pieces, classes).means);
  const { covariance, divisor } = await withinCovariance(rows, means, shape);
  const parts = { means, prior, inverseCovariance: toMatrix(inverse(cholesky(covariance))), divisor };
  const step = Math.max(Math.floor(maxScoresAtOnce / classes), 1);
  const found: Standing[] = [];
  for (let start = 0; start < rows.labels.length; start += step) {
    found.push(...(await standingsOf(slice(rows, start, start + step), parts)));
  }
  return found;
}

async function standingsOf(
  rows: LabeledVectors,
  parts: Parameters<typeof leaveOneOut>[1],
): Promise<Standing[]> {
  const scores = await (await leaveOneOut(rows, parts)).scores(promptWeightInRows);
  const temperature = usualTemperature(scores.columns, meanSpread(scores));
  return Array.from(rows.labels, (label, i) => standing(rowOf(scores, i), label, temperature));
}

function standing(scores: Float32Array, label: number, temperature: number): Standing {
  let rival = label === 0 ? 1 : 0;
  for (let c = 0; c < scores.length; c++) if (c !== label && scores[c] > scores[rival]) rival = c;
  const probabilities = new Float64Array(scores.length);
  softmaxInto(scores, probabilities, temperature);
  return { own: probabilities[label], rival, rivalProbability: probabilities[rival] };
}

function slice(rows: LabeledVectors, start: number, end: number): LabeledVectors {
  const last = Math.min(end, rows.labels.length);
  return { vectors: rowRange(rows.vectors, start, last), labels: rows.labels.subarray(start, last) };
}
