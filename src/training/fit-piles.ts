import type { ProgressListener } from "../async/progress.ts";
import type { Encoder } from "../encoder/encoder.ts";
import { throwIfCancelled } from "../errors.ts";
import { type PileVectors, projectPiles } from "../head/pile-vectors.ts";
import { normalizeRows, project } from "../head/projection.ts";
import { classCounts } from "../math/class-counts.ts";
import { type Matrix, rowRange } from "../math/matrix.ts";
import type { ClassDefinition, Example, NoneExample } from "../task/task.ts";
import { copyKey, groupTexts } from "../task/text-groups.ts";
import type { UnlabeledSample } from "../task/unlabeled-texts.ts";
import type { Fit } from "../trained-model/fit.ts";
import { bytesOfWords } from "../trained-model/word-model.ts";
import { calibrationWeight } from "./calibration-row-weights.ts";
import type { Priors } from "./class-priors.ts";
import { chooseEmbedded, takeGroups, usualMaxEmbedded } from "./embedded-examples.ts";
import { type FittedChannels, fitChannels } from "./fit-channels.ts";
import type { HeadInput } from "./fit-head.ts";
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
import { rowsOfWords } from "./word-rows.ts";

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
export async function fitAndLabel(input: PilesInput): Promise<{ fit: Fit; labels?: SoftLabels }> {
  const { classes, onProgress, signal } = input;
  const labels = labelsOf(input.examples, classes);
  const allGroups = groupTexts(input.examples.map(({ text }) => text));
  const chosen = chooseEmbedded(input.examples, allGroups, labels, input.maxEmbedded ?? usualMaxEmbedded);
  const examples = Array.from(chosen.embedded, (i) => input.examples[i]);
  const groups = takeGroups(allGroups, chosen.embedded);
  const { piles, outOfScope } = await embedPiles(input, examples);
  throwIfCancelled(signal);
  onProgress?.({ stage: "fit", done: 0, total: 1, unit: "steps" });

  const names = classes.map(({ name }) => name);
  const weights = Float64Array.from(examples, calibrationWeight);
  const { rows, members } = mergeNearDuplicates(piles.rows, groups, weights);
  const counts = classCounts(labels, classes.length);
  const seenGroups = input.seenByEncoder && groupsOf(examples, groups.groups, input.seenByEncoder);
  const seenByEncoder = seenGroups && members.map(([first]) => seenGroups.has(groups.groups[first]));
  const headInput = {
    classes: names,
    snippets: piles.pieces,
    prompts: input.tree ? await sharedPrompts(piles, input, input.tree) : piles.prompts,
    rows,
    observed: counts,
    outOfScope: normalizeRows(outOfScope),
    calibrationWeights: Float64Array.from(members, (some) => Math.max(...some.map((i) => weights[i]))),
    seenByEncoder,
    priors: input.priors,
    seed: input.seed,
  };
  const texts = members.map((some) => firstText(some.map((i) => examples[i].text)));
  const supervised = await fitChannels(
    headInput,
    input.words === false
      ? undefined
      : {
          texts,
          groups: Int32Array.from(members, ([first]) => groups.groups[first]),
          others: rowsOfWords(input.examples, chosen.others, labels, allGroups),
        },
    signal,
  );
  throwIfCancelled(signal);
  const learned = await learn(input, piles.center, headInput, texts, supervised);
  const fitted = { ...supervised, ...learned };
  const isReal = members.map((some) => some.some((i) => examples[i].origin === "real"));
  // The held-out answers are those of the fit before it learned from texts without labels.
  const isChanged = learned !== undefined && learned.report.unused === undefined;
  const heldOut =
    isChanged || supervised.heldOut === undefined
      ? undefined
      : heldOutOfReal(names, supervised.heldOut, rows.labels, isReal, input.seed);
  throwIfCancelled(signal);
  onProgress?.({ stage: "fit", done: 1, total: 1, unit: "steps" });
  const fit: Fit = {
    classes: names,
    center: piles.center,
    head: fitted.head,
    none: fitted.none,
    ...(heldOut && { heldOut }),
    ...(fitted.words && { words: fitted.words }),
    report: {
      classes: classes.length,
      pieces: input.snippets.length,
      generated: input.examples.filter(({ origin }) => origin === "generated").length,
      real: input.examples.filter(({ origin }) => origin === "real").length,
      ...(chosen.others.length > 0 && { embedded: examples.length }),
      calibratedOn:
        examples.length === 0
          ? { basis: "rule" }
          : {
              basis: "held-out rows",
              rows: seenByEncoder?.filter((isSeen) => !isSeen).length || members.length,
            },
      ...(fitted.heldOutAccuracy !== undefined && { heldOutAccuracy: fitted.heldOutAccuracy }),
      ...(fitted.words && {
        words: { grams: fitted.words.vocabulary.size, bytes: bytesOfWords(fitted.words) },
      }),
      ...(learned && { unlabeled: learned.report }),
      ...(input.tree && { hierarchy: treeSize(names) }),
      warnings: [
        ...languageWarnings(input.encoder, input),
        ...contradictionWarnings(input.examples, allGroups.copies),
        ...(await trainingWarnings(classes, piles.prompts, counts)),
      ],
    },
  };
  return { fit, ...(learned?.labels && { labels: learned.labels }) };
}

/** Embeds and projects the piles. The vectors of the encoder are not needed afterwards. */
async function embedPiles(
  { classes, snippets, encoder, onProgress, signal, ...input }: PilesInput,
  examples: readonly Example[],
): Promise<{ readonly piles: PileVectors; readonly outOfScope: Matrix }> {
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
  { classes, rows, calibrationWeights }: HeadInput,
  rowTexts: readonly string[],
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

/** Returns the text that comes first by its characters, whatever the order of the texts. */
function firstText(texts: readonly string[]): string {
  return texts.toSorted()[0];
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
