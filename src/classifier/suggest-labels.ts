import { argumentError, NotTrainedError, optionError, throwIfCancelled } from "../errors.ts";
import { densities, diverseRows } from "../head/diverse-rows.ts";
import { normalizeRows, project } from "../head/projection.ts";
import { type Matrix, rowOf } from "../math/matrix.ts";
import { createRandom } from "../math/random.ts";
import { logit, sigmoid } from "../math/sigmoid.ts";
import type { OptionNames } from "../options/known-options.ts";
import { copyKey } from "../task/text-groups.ts";
import { isBlank } from "../task/visible-text.ts";
import { noLabelProbabilities, usualThresholds } from "../trained-model/label-sets/label-set-answers.ts";
import type { TrainedModel } from "../trained-model/trained-model.ts";
import { checkWorkOptions } from "./check-arguments.ts";
import type { ClassifierParts } from "./classifier-parts.ts";
import type { StreamItem } from "./classify-stream.ts";
import { missingClasses, type SuggestedClass } from "./missing-classes.ts";
import { workOptionNames } from "./option-names.ts";
import type { WorkOptions } from "./options.ts";

/** How to suggest texts to label. */
export interface SuggestOptions extends WorkOptions {
  /** Number of texts to suggest. Default: 20. */
  readonly count?: number;
  /**
   * Maximum number of texts that are compared, drawn at random from all that are read. Default: 3,000. Larger: better
   * suggestions from a large input; time and memory grow with its square.
   */
  readonly sampleSize?: number;
}

const suggestOptionNames = {
  ...workOptionNames,
  ...{ count: true, sampleSize: true },
} satisfies OptionNames<SuggestOptions>;

/** A text that is worth a label. */
export interface SuggestedText<Item extends StreamItem = StreamItem> {
  readonly item: Item;
  readonly text: string;
  /** The most probable classes, at most nine, with their probabilities. */
  readonly scores: readonly { readonly label: string; readonly probability: number }[];
  readonly noneProbability: number;
}

/** What to label next. The texts are hard ones: accuracy on them is not the quality of the model. */
export interface LabelSuggestions<Item extends StreamItem = StreamItem> {
  readonly suggestions: readonly SuggestedText<Item>[];
  readonly missingClasses: readonly SuggestedClass[];
  /** Number of texts that were read. */
  readonly read: number;
  /** Number of those that were compared: different, not blank, without a label in the model, and drawn for the sample. */
  readonly compared: number;
}

const shownScores = 9;

/** Suggests texts to label; see Classifier.suggestLabels. */
export async function suggestLabels<Item extends StreamItem>(
  { last: { trained }, slot, settings, draft }: ClassifierParts,
  items: Iterable<Item> | AsyncIterable<Item>,
  options: SuggestOptions,
): Promise<LabelSuggestions<Item>> {
  checkArguments(items, options);
  const { count = 20, sampleSize = 3000, ...work } = options;
  if (trained === undefined)
    throw new NotTrainedError("This classifier is not trained yet; call train() or promptTrain() first.");
  const model = await slot.openFor(trained);
  const labeled = new Set([...draft.examples, ...draft.noneExamples].map(({ text }) => copyKey(text)));
  for (const { text, undone } of trained.parts.corrections?.history ?? [])
    if (undone === undefined) labeled.add(copyKey(text));
  const { sample, read } = await drawSample(items, labeled, sampleSize, settings.seed, work.signal);
  const texts = sample.map(textOf);
  if (texts.length === 0) return { suggestions: [], missingClasses: [], read, compared: 0 };
  const found = await model.predict(texts, work);
  const vectors = await projectedVectors(model, texts);
  const { labelSets } = model.parts.fit;
  const weights = labelSets
    ? labelUncertainties(found.probabilities, usualThresholds(model.classes, labelSets))
    : uncertainties(found.probabilities);
  const none = labelSets ? noLabelProbabilities(found.probabilities) : found.none;
  for (const [i, density] of (await densities(vectors)).entries()) weights[i] *= density;
  const suggestions = diverseRows(vectors, weights, count).map((i) => ({
    item: sample[i],
    text: texts[i],
    scores: topScores(model.classes, rowOf(found.probabilities, i)),
    noneProbability: none[i],
  }));
  return {
    suggestions,
    missingClasses: (await missingClasses(texts, vectors, none)).map(({ members: _, ...each }) => each),
    read,
    compared: texts.length,
  };
}

function checkArguments(items: unknown, options: SuggestOptions): void {
  const isStream =
    typeof items === "object" &&
    items !== null &&
    (Symbol.asyncIterator in items || Symbol.iterator in items);
  if (!isStream) throw argumentError("items", "an iterable or async iterable of texts", items);
  checkWorkOptions(options, suggestOptionNames);
  for (const name of ["count", "sampleSize"] as const) {
    const value = options[name];
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 1))
      throw optionError(name, "a whole number, 1 or more", value);
  }
}

/** Draws a random sample of the different texts without a label (reservoir sampling: Vitter 1985, algorithm R). */
async function drawSample<Item extends StreamItem>(
  items: Iterable<Item> | AsyncIterable<Item>,
  labeled: ReadonlySet<string>,
  size: number,
  seed: number,
  signal: AbortSignal | undefined,
): Promise<{ readonly sample: Item[]; readonly read: number }> {
  const random = createRandom(seed);
  const sample: Item[] = [];
  const keys: string[] = [];
  const inSample = new Set<string>();
  let [read, seen] = [0, 0];
  for await (const item of items) {
    if (read++ % 1024 === 0) throwIfCancelled(signal);
    const key = copyKey(textOf(item));
    if (isBlank(textOf(item)) || labeled.has(key) || inSample.has(key)) continue;
    const place = seen++ < size ? sample.length : random.nextInt(seen);
    if (place >= size) continue;
    if (place < sample.length) inSample.delete(keys[place]);
    sample[place] = item;
    keys[place] = key;
    inSample.add(key);
  }
  return { sample, read };
}

function textOf(item: StreamItem): string {
  const text: unknown = typeof item === "string" ? item : item?.text;
  if (typeof text === "string") return text;
  throw argumentError("items", "texts, or objects with a string in the field text", text);
}

async function projectedVectors({ reader, parts }: TrainedModel, texts: readonly string[]): Promise<Matrix> {
  const vectors = await reader.embed(texts);
  const { center } = parts.fit;
  return normalizeRows(await project(vectors, { center, whitener: reader.background?.whitener }));
}

/** Returns 1 - (probability of the best class - that of the second) for each text. */
function uncertainties(probabilities: Matrix): Float64Array {
  return Float64Array.from({ length: probabilities.rows }, (_, i) => {
    let [first, second] = [0, 0];
    for (const value of rowOf(probabilities, i)) {
      if (value > first) [first, second] = [value, first];
      else if (value > second) second = value;
    }
    return 1 - (first - second);
  });
}

/**
 * Returns the uncertainty of each text that may have several labels, 0 to 1: that of its most uncertain label (BinMin;
 * Brinker 2006). A label is most uncertain at its threshold.
 */
function labelUncertainties(probabilities: Matrix, thresholds: Float32Array): Float64Array {
  const limits = thresholds.map(logit);
  return Float64Array.from({ length: probabilities.rows }, (_, i) =>
    rowOf(probabilities, i).reduce(
      (most, value, c) => Math.max(most, 2 * sigmoid(-Math.abs(logit(value) - limits[c]))),
      0,
    ),
  );
}

function topScores(classes: readonly string[], row: Float32Array) {
  const order = Array.from(row.keys()).sort((a, b) => row[b] - row[a] || a - b);
  return order.slice(0, shownScores).map((c) => ({ label: classes[c], probability: row[c] }));
}
