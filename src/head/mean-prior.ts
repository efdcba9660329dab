import { type Matrix, rowOf, zeros } from "../math/matrix.ts";
import { addScaled, dot, sum } from "../math/vector.ts";
import type { ClassMeans } from "./labeled-vectors.ts";

/** Prompts of classes as unit vectors in projected space; a class without a prompt has a row of zeros. */
export interface PromptMeans {
  readonly means: Matrix;
  readonly known: readonly boolean[];
}

/**
 * Where class means of texts are expected before any row is seen, and how that moves with the rows.
 *
 * Prompts and texts of a class point the same way, but texts lie less far out (scale) and all share an offset, which
 * rows of any class tell. Where some classes have many rows and others few, the few follow the line on which the
 * means of the many were found to lie, so that they are neither starved nor favored.
 */
export interface MeanPrior {
  /** Expected means where a class has as many rows as the others, but for the common offset. */
  readonly plain: Matrix;
  /** The same, with classes that have fewer rows moved towards the line of those that have more. */
  readonly adjusted: Matrix;
  /** How much of the common offset each class takes part in. */
  readonly offsetShare: Float64Array;
  /** How much each class lacks rows that others have: from 0, as many or plenty, to 1, none where others have some. */
  readonly lack: Float64Array;
}

/** Share of a prompt vector's length that the mean of a class's texts keeps. */
export const promptScale = 0.7;
/** Classes' worth of evidence that the common offset is nought. */
const offsetWeight = 2;
/** Rows a class that a prompt counts as, where nothing better is known. */
export const usualPromptRows = 12;
const lineWeight = 0.5;
const scaleWeight = 0.3;

export function meanPrior(prompts: PromptMeans, { means, counts }: ClassMeans): MeanPrior {
  const plain = scaledPrompts(prompts, promptScale);
  const classes = counts.length;
  const even: MeanPrior = {
    plain,
    adjusted: plain,
    offsetShare: new Float64Array(classes).fill(1),
    lack: new Float64Array(classes),
  };
  const total = sum(counts);
  if (total === 0) return even;
  const usual = sum(counts.map((count) => count * count)) / total;
  const lacking = counts.map((count) => Math.min(Math.max(1 - count / usual, 0), 1));
  if (Math.max(...lacking) <= 0.01) return even;

  const found = posteriorMeans(even, { means, counts }, usualPromptRows).means;
  const { scale, offset } = fitLine(prompts, found, counts, usual);
  const onLine = scaledPrompts(prompts, scale);
  const adjusted = zeros(classes, plain.columns);
  for (let c = 0; c < classes; c++) {
    const [target, before, line] = [rowOf(adjusted, c), rowOf(plain, c), rowOf(onLine, c)];
    for (let j = 0; j < target.length; j++) {
      target[j] = (1 - lacking[c]) * before[j] + lacking[c] * (line[j] + offset[j]);
    }
  }
  return {
    plain,
    adjusted,
    offsetShare: lacking.map((share) => 1 - share),
    // A class that has many rows does without more of them.
    lack: lacking.map((share, c) => (share * usualPromptRows) / (usualPromptRows + counts[c])),
  };
}

/** Class means after the rows: the prior counts as `promptRows` rows of every class. */
export function posteriorMeans(
  prior: MeanPrior,
  { means, counts }: ClassMeans,
  promptRows: number,
): { readonly means: Matrix; readonly offset: Float64Array; readonly offsetDivisor: number } {
  const { offset, divisor } = commonOffset(prior, { means, counts }, promptRows);
  const posterior = zeros(means.rows, means.columns);
  for (let c = 0; c < means.rows; c++) {
    const share = promptRows / (promptRows + counts[c]);
    const [target, expected, seen] = [rowOf(posterior, c), rowOf(prior.adjusted, c), rowOf(means, c)];
    for (let j = 0; j < target.length; j++) {
      target[j] = share * (expected[j] + prior.offsetShare[c] * offset[j]) + (1 - share) * seen[j];
    }
  }
  return { means: posterior, offset, offsetDivisor: divisor };
}

function commonOffset(prior: MeanPrior, { means, counts }: ClassMeans, promptRows: number) {
  const offset = new Float64Array(means.columns);
  let divisor = offsetWeight;
  for (let c = 0; c < means.rows; c++) {
    const weight = counts[c] / (counts[c] + promptRows);
    if (weight === 0) continue;
    const [seen, expected] = [rowOf(means, c), rowOf(prior.plain, c)];
    for (let j = 0; j < offset.length; j++) offset[j] += weight * (seen[j] - expected[j]);
    divisor += weight;
  }
  return { offset: offset.map((value) => value / divisor), divisor };
}

/** Scale and offset that carry the prompts of well-seen classes to their means, by regularized least squares. */
function fitLine({ means: prompts, known }: PromptMeans, found: Matrix, counts: Float64Array, usual: number) {
  const dimensions = prompts.columns;
  const promptCenter = new Float64Array(dimensions);
  const foundCenter = new Float64Array(dimensions);
  let weights = lineWeight;
  let across = scaleWeight * promptScale;
  let along = scaleWeight;
  for (let c = 0; c < counts.length; c++) {
    if (counts[c] === 0 || !known[c]) continue;
    const weight = Math.min(1, counts[c] / usual);
    const [prompt, mean] = [rowOf(prompts, c), rowOf(found, c)];
    weights += weight;
    across += weight * dot(prompt, mean);
    along += weight * dot(prompt, prompt);
    addScaled(promptCenter, prompt, weight);
    addScaled(foundCenter, mean, weight);
  }
  const centered = (a: Float64Array, b: Float64Array) => dot(a, b) / weights;
  const slope =
    (across - centered(promptCenter, foundCenter)) / (along - centered(promptCenter, promptCenter));
  const scale = Math.min(Math.max(slope, 0.05), 1);
  return { scale, offset: foundCenter.map((value, j) => (value - scale * promptCenter[j]) / weights) };
}

/** Prompt vectors times a scale; a class without a prompt is expected at the mean of the others. */
function scaledPrompts({ means, known }: PromptMeans, scale: number): Matrix {
  const scaled = { ...means, data: means.data.map((value) => value * scale) };
  const withPrompt = known.filter(Boolean).length;
  if (withPrompt === 0 || withPrompt === known.length) return scaled;
  const mean = new Float64Array(means.columns);
  for (let i = 0; i < scaled.data.length; i++) mean[i % means.columns] += scaled.data[i] / withPrompt;
  known.forEach((isKnown, c) => {
    if (!isKnown) rowOf(scaled, c).set(mean);
  });
  return scaled;
}
