import type { ProgressListener } from "../async/progress.ts";
import type { HeldOutAnswers } from "../calibration/held-out-answers.ts";
import type { Encoder } from "../encoder/encoder.ts";
import { throwIfCancelled } from "../errors.ts";
import { type PileVectors, projectPiles } from "../head/pile-vectors.ts";
import { normalizeRows, project } from "../head/projection.ts";
import { classCounts } from "../math/class-counts.ts";
import { type Matrix, rowRange } from "../math/matrix.ts";
import type { ClassDefinition, Example, NoneExample } from "../task/task.ts";
import { copyKey, groupTexts, type TextGroups } from "../task/text-groups.ts";
import type { UnlabeledSample } from "../task/unlabeled-texts.ts";
import type { Fit, FitReport } from "../trained-model/fit.ts";
import { bytesOfWords } from "../trained-model/word-model.ts";
import { calibrationWeight } from "./calibration-row-weights.ts";
import type { Priors } from "./class-priors.ts";
import { chooseEmbedded, takeGroups, usualMaxEmbedded } from "./embedded-examples.ts";
import { type FittedChannels, fitChannels } from "./fit-channels.ts";
import type { HeadInput } from "./fit-head.ts";
import { inFixedOrder } from "./fixed-order.ts";
import { heldOutOfReal } from "./held-out-of-real.ts";
import { mergeNearDuplicates } from "./merge-near-duplicates.ts";
import { product } from "./row-weights.ts";
import { type DescribedTree, sharedPrompts, treeSize } from "./shared-descriptions.ts";
import {
  type LearnedScorers,
  learnFromUnlabeled,
  type SoftLabels,
} from "./unlabeled/learn-from-unlabeled.ts";
import { contradictionWarnings, languageWarnings, trainingWarnings } from "./warnings.ts";
import { rowsOfWords, usualText } from "./word-rows.ts";

/** What training takes: the task's piles and the encoder that embeds them. */
export interface PilesInput {
  readonly classes: readonly ClassDefinition[];
  /** Snippets of the descriptions. */
  readonly snippets: readonly Example[];
  /** Generated and real examples. */
  readonly examples: readonly Example[];
  /** Out-of-scope texts. */
  readonly noneExamples: readonly NoneExample[];
  /** Texts without labels. Default: none. */
  readonly unlabeled?: UnlabeledSample;
  readonly encoder: Encoder;
  /** The examples that the encoder was fine-tuned on. Default: the encoder was not fine-tuned. */
  readonly seenByEncoder?: ReadonlySet<Example>;
  readonly priors: Priors;
  /**
   * Maximum number of examples whose vectors are used, see chooseEmbedded. The word model learns from all. Default: 50,000,
   * or 20 per class if that is more.
   */
  readonly maxEmbedded?: number;
  /** Whether a word model may be fitted beside the vectors. Default: true. */
  readonly words?: boolean;
  /** The descriptions of the nodes above the classes. Present if the names of the classes are paths. */
  readonly tree?: DescribedTree;
  /** Seed of all randomness: samples and folds. */
  readonly seed: number;
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

/**
 * Embeds the piles and fits the head, its calibration and the none model. The same input and seed give the same fit.
 *
 * Equal or nearly equal texts count once, and are held out together, so that held-out accuracy is not measured on near
 * duplicates of training texts.
 * @throws CancelledError
 */
export async function fitPiles(input: PilesInput): Promise<Fit> {
  return (await fitAndLabel(input)).fit;
}

/**
 * Does the same as fitPiles, and returns the labels that it gave to the texts without labels too.
 * @throws CancelledError
 */
export async function fitAndLabel(given: PilesInput): Promise<{ fit: Fit; labels?: SoftLabels }> {
  const input = {
    ...given,
    examples: inFixedOrder(given.examples),
    noneExamples: inFixedOrder(given.noneExamples),
  };
  const { onProgress, signal } = input;
  const labels = labelsOf(input.examples, input.classes);
  const groups = groupTexts(input.examples.map(({ text }) => text));
  const chosen = chooseEmbedded(input.examples, groups, labels, input.maxEmbedded ?? usualMaxEmbedded);
  const examples = Array.from(chosen.embedded, (i) => input.examples[i]);
  const embedded = await embedPiles(input, examples);
  throwIfCancelled(signal);
  onProgress?.({ stage: "fit", done: 0, total: 1, unit: "steps" });

  const observed = classCounts(labels, input.classes.length);
  const rows = await mergedRows(input, examples, takeGroups(groups, chosen.embedded), embedded, observed);
  const others = rowsOfWords(input.examples, chosen.others, labels, groups);
  const supervised = await fitChannels(
    rows.headInput,
    input.words === false ? undefined : { texts: rows.texts, groups: rows.groups, others },
    signal,
  );
  throwIfCancelled(signal);
  const { piles } = embedded;
  const learned = await learn(input, piles.center, rows, supervised);
  throwIfCancelled(signal);
  onProgress?.({ stage: "fit", done: 1, total: 1, unit: "steps" });
  const heldOut = heldOutAnswers(rows, supervised, learned, input.seed);
  const { head, none, words, heldOutAccuracy } = { ...supervised, ...learned };
  const fit: Fit = {
    classes: rows.headInput.classes,
    center: piles.center,
    head,
    none,
    ...(heldOut && { heldOut }),
    ...(words && { words }),
    report: {
      ...countsOf(input),
      ...(chosen.others.length > 0 && { embedded: examples.length }),
      calibratedOn: calibratedOn(rows),
      ...(heldOutAccuracy !== undefined && { heldOutAccuracy }),
      ...(words && { words: { grams: words.vocabulary.size, bytes: bytesOfWords(words) } }),
      ...(learned && { unlabeled: learned.report }),
      ...(input.tree && { hierarchy: treeSize(rows.headInput.classes) }),
      warnings: [
        ...languageWarnings(input.encoder, input),
        ...contradictionWarnings(given.examples, inOrderOf(given.examples, input.examples, groups.copies)),
        ...(await trainingWarnings(input.classes, piles.prompts, observed)),
      ],
    },
  };
  return { fit, ...(learned?.labels && { labels: learned.labels }) };
}

/** Returns the numbers of examples in another order of the same examples. */
function inOrderOf(
  wanted: readonly Example[],
  examples: readonly Example[],
  numbers: Int32Array,
): Int32Array {
  const numberOf = new Map(examples.map((example, i) => [example, numbers[i]]));
  return Int32Array.from(wanted, (example) => numberOf.get(example)!);
}

/** The examples that are fitted on: equal and nearly equal ones are one row. */
interface MergedRows {
  readonly headInput: HeadInput;
  /** The most frequent text of each row. */
  readonly texts: readonly string[];
  /** The group of each row, see TextGroups. */
  readonly groups: Int32Array;
  /** Whether a row has a real example: [rows]. */
  readonly isReal: readonly boolean[];
}

async function mergedRows(
  input: PilesInput,
  examples: readonly Example[],
  groups: TextGroups,
  { piles, outOfScope }: EmbeddedPiles,
  observed: Float64Array,
): Promise<MergedRows> {
  const weights = Float64Array.from(examples, calibrationWeight);
  const { rows, members } = mergeNearDuplicates(piles.rows, groups, weights);
  const seenGroups = input.seenByEncoder && groupsOf(examples, groups.groups, input.seenByEncoder);
  return {
    headInput: {
      classes: input.classes.map(({ name }) => name),
      snippets: piles.pieces,
      prompts: input.tree ? await sharedPrompts(piles, input, input.tree) : piles.prompts,
      rows,
      observed,
      outOfScope: normalizeRows(outOfScope),
      calibrationWeights: Float64Array.from(members, (some) => Math.max(...some.map((i) => weights[i]))),
      seenByEncoder: seenGroups && members.map(([first]) => seenGroups.has(groups.groups[first])),
      priors: input.priors,
      seed: input.seed,
    },
    texts: members.map((some) => usualText(some.map((i) => examples[i].text))),
    groups: Int32Array.from(members, ([first]) => groups.groups[first]),
    isReal: members.map((some) => some.some((i) => examples[i].origin === "real")),
  };
}

/** Returns the held-out answers to store; undefined if texts without labels have changed the fit since. */
function heldOutAnswers(
  { headInput, isReal }: MergedRows,
  supervised: FittedChannels,
  learned: LearnedScorers | undefined,
  seed: number,
): HeldOutAnswers | undefined {
  const isChanged = learned !== undefined && learned.report.unused === undefined;
  if (isChanged || supervised.heldOut === undefined) return undefined;
  return heldOutOfReal(headInput.classes, supervised.heldOut, headInput.rows.labels, isReal, seed);
}

function countsOf({ classes, snippets, examples }: PilesInput) {
  return {
    classes: classes.length,
    pieces: snippets.length,
    generated: examples.filter(({ origin }) => origin === "generated").length,
    real: examples.filter(({ origin }) => origin === "real").length,
  };
}

function calibratedOn({ headInput, texts }: MergedRows): FitReport["calibratedOn"] {
  if (texts.length === 0) return { basis: "rule" };
  const unseen = headInput.seenByEncoder?.filter((isSeen) => !isSeen).length;
  return { basis: "held-out rows", rows: unseen || texts.length };
}

interface EmbeddedPiles {
  readonly piles: PileVectors;
  /** Vectors of out-of-scope texts, not scaled to unit length. */
  readonly outOfScope: Matrix;
}

/** Embeds and projects the piles. The vectors of the encoder are not needed afterwards. */
async function embedPiles(
  { classes, snippets, encoder, onProgress, signal, ...input }: PilesInput,
  examples: readonly Example[],
): Promise<EmbeddedPiles> {
  const noneExamples = withoutNearDuplicates(input.noneExamples);
  const all = [...snippets, ...examples, ...noneExamples].map(({ text }) => text);
  const vectors = await encoder.embed(all, { onProgress, signal });
  const rowsEnd = snippets.length + examples.length;
  const piles = await projectPiles(
    { vectors: rowRange(vectors, 0, snippets.length), labels: labelsOf(snippets, classes) },
    { vectors: rowRange(vectors, snippets.length, rowsEnd), labels: labelsOf(examples, classes) },
    classes.length,
    encoder.background,
  );
  const outOfScope = await project(rowRange(vectors, rowsEnd, all.length), {
    center: piles.center,
    whitener: encoder.background?.whitener,
  });
  return { piles, outOfScope };
}

/** Improves what was fitted with the texts without labels; undefined if there are none. */
async function learn(
  { unlabeled, encoder, seenByEncoder, words: mayUseWords = true, onProgress, signal }: PilesInput,
  center: Float32Array,
  { headInput: { classes, rows, calibrationWeights }, texts: rowTexts }: MergedRows,
  { head, words, none, heldOut, weights }: FittedChannels,
): Promise<LearnedScorers | undefined> {
  if (unlabeled === undefined) return undefined;
  const labeled = new Set(rowTexts.map(copyKey));
  const texts = unlabeled.texts.filter((text) => !labeled.has(copyKey(text)));
  const vectors = await encoder.embed(texts, { onProgress, signal });
  throwIfCancelled(signal);
  const projection = { center, whitener: encoder.background?.whitener };
  return learnFromUnlabeled({
    classes,
    head,
    words,
    mayUseWords,
    none,
    rows,
    rowTexts,
    evaluationWeights: product(weights ?? new Float64Array(), calibrationWeights ?? new Float64Array()),
    heldOut,
    texts,
    isTuned: seenByEncoder !== undefined,
    given: unlabeled.given,
    isPart: unlabeled.isPart,
    signal,
    vectors: normalizeRows(await project(vectors, projection)),
  });
}

/** Returns the groups that some of the examples belong to. */
function groupsOf(
  examples: readonly Example[],
  groups: Int32Array,
  some: ReadonlySet<Example>,
): ReadonlySet<number> {
  return new Set(groups.filter((_, i) => some.has(examples[i])));
}

/** Returns the first text of each group of equal or nearly equal texts. */
function withoutNearDuplicates(examples: readonly NoneExample[]): readonly NoneExample[] {
  const { groups } = groupTexts(examples.map(({ text }) => text));
  const seen = new Set<number>();
  return examples.filter((_, i) => !seen.has(groups[i]) && seen.add(groups[i]));
}

function labelsOf(examples: readonly Example[], classes: readonly ClassDefinition[]): Int32Array {
  const numbers = new Map(classes.map(({ name }, c) => [name, c]));
  return Int32Array.from(examples, ({ label }) => numbers.get(label)!);
}
