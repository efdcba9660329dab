import { promptSharpness } from "../calibration/prompt-sharpness.ts";
import { meanSpread, usualTemperature } from "../calibration/temperature-rule.ts";
import { discriminant } from "../head/discriminant.ts";
import type { LabeledVectors } from "../head/labeled-vectors.ts";
import { type LinearHead, scoreVectors } from "../head/linear-head.ts";
import { type MeanPrior, type PromptMeans, promptScale } from "../head/mean-prior.ts";
import { usualSpread } from "../head/within-covariance.ts";
import { type Matrix, takeRows } from "../math/matrix.ts";

/** Maximum number of rows on which the spread of the descriptions' own scores is measured. More rows take more time. */
const spreadRows = 2000;

/** The discriminant of the descriptions alone, and its temperature. */
export interface DescriptionHead {
  readonly head: LinearHead;
  readonly temperature: number;
}

/** What of a task decides the temperature of its descriptions and the one to expect of its rows. */
interface DescribedRows {
  readonly classes: readonly string[];
  readonly snippets: LabeledVectors;
  readonly prompts: PromptMeans;
  readonly rows: LabeledVectors;
  readonly seenByEncoder?: readonly boolean[];
}

/**
 * Returns the discriminant of the descriptions alone, with the usual spread of texts, and its temperature.
 * @param metric inverse of the covariance to expect within a class
 */
export async function descriptionHead(
  input: DescribedRows,
  prior: MeanPrior,
  metric: Matrix,
): Promise<DescriptionHead> {
  const scale = metric.rows / usualSpread;
  const scaledMetric = { ...metric, data: metric.data.map((value) => value * scale) };
  return { head: await discriminant(prior.plain, scaledMetric), temperature: temperatureOf(input) };
}

function temperatureOf({ snippets, prompts, classes }: DescribedRows): number {
  const prompted = Math.max(prompts.known.filter(Boolean).length, 1);
  const sharpness = promptSharpness(classes.length, Math.max(snippets.vectors.rows / prompted, 1));
  return (promptScale * snippets.vectors.columns) / usualSpread / sharpness;
}

/**
 * Returns the factor by which the expected temperature is larger for a fine-tuned encoder. Measured on the training parts
 * of five public data sets with four and eight rows per class and with generated examples: the best temperature was about
 * 3.8 times the expected one for two or three classes, 3.2 times for four, and twice for six.
 */
function tunedSoftening(classes: number): number {
  return Math.max(6 * classes ** -0.6, 1.4);
}

/**
 * Returns the temperature to expect of scores with a given spread: probabilities are then as sharp as those that the
 * descriptions alone give for the same rows.
 */
export async function expectedTemperature(
  input: DescribedRows,
  descriptions: DescriptionHead,
): Promise<(spread: number) => number> {
  const softening = input.seenByEncoder ? tunedSoftening(input.classes.length) : 1;
  // With one description every class is expected at the same mean, so the scores of the descriptions have no spread.
  const prompted = input.prompts.known.filter(Boolean).length;
  if (prompted < 2) return (spread) => softening * usualTemperature(input.classes.length, spread);
  const some = Int32Array.from({ length: Math.min(spreadRows, input.rows.vectors.rows) }, (_, i) => i);
  const ownSpread = meanSpread(await scoreVectors(descriptions.head, takeRows(input.rows.vectors, some)));
  return (spread) => (softening * descriptions.temperature * spread) / ownSpread + 1e-9;
}
