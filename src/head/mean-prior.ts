import { type Matrix, rowOf, zeros } from "../math/matrix.ts";
import { addScaled, dot, sum } from "../math/vector.ts";
import type { ClassMeans } from "./labeled-vectors.ts";

/** Mean vectors of descriptions. */
export interface PromptMeans {
  /** Unit vectors in projected space: [classes, dimensions]. A class without a description has a row of zeros. */
  readonly means: Matrix;
  /** Whether a class has a description. */
  readonly known: readonly boolean[];
}

/**
 * The expected class means of texts before any row is seen, and how they change with the rows.
 *
 * Descriptions and texts of a class point in the same direction, but means of texts are shorter (scale) and share an
 * offset, which can be estimated from rows of any class. If some classes have many rows and others few, scale and offset
 * are fitted to the classes with many rows and used for those with few. Without this, classes with few rows would be
 * predicted too often or too rarely.
 */
export interface MeanPrior {
  /** Expected means, without the common offset, of classes with as many rows as the others. */
  readonly plain: Matrix;
  /** The same, but for classes with fewer rows moved towards the fitted scale and offset. */
  readonly adjusted: Matrix;
  /** Share of the common offset that is added to each class. */
  readonly offsetShare: Float64Array;
  /** How much each class lacks rows: 0 if it has as many as the others or plenty, 1 if it has none and others have some. */
  readonly lack: Float64Array;
}

/** Expected length of the mean of a class's texts; a description has length 1. Larger: classes are expected further apart. */
export const promptScale = 0.7;
/** Number of classes that the prior of a common offset of zero counts as. Larger: the offset is smaller. */
const offsetWeight = 2;
/** Default number of rows per class that a description counts as. Larger: rows change the class means less. */
export const usualPromptRows = 12;
/** Weights of the priors of the fitted offset and scale. Larger: they stay closer to zero and to `promptScale`. */
const lineWeight = 0.5;
const scaleWeight = 0.3;

/** Returns the prior of the class means. It depends on the rows only if their numbers differ between classes. */
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
    // A class with many rows does not need more.
    lack: lacking.map((share, c) => (share * usualPromptRows) / (usualPromptRows + counts[c])),
  };
}

/** Returns the class means with the rows; the prior counts as `promptRows` rows per class. */
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

/** Fits scale and offset from descriptions to the means of classes with rows, by regularized least squares. */
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

/** Returns description vectors times a scale. A class without a description gets the mean of the others. */
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
