import type { Encoder } from "../../encoder/encoder.ts";
import { InputError } from "../../errors.ts";
import { normalizeRows, project } from "../../head/projection.ts";
import { type Matrix, rowRange } from "../../math/matrix.ts";
import { createRandom } from "../../math/random.ts";
import { cutPrompts } from "../../prompts/snippets.ts";
import { cleanExamples } from "../../task/clean/clean-text.ts";
import type { Example } from "../../task/task.ts";
import { groupTexts } from "../../task/text-groups.ts";
import { cleaningEncoder } from "../../trained-model/cleaned-texts.ts";
import { withKnownVectors } from "../../trained-model/known-vectors.ts";
import { noLabelProbabilities } from "../../trained-model/label-sets/label-set-answers.ts";
import type { TrainedModel } from "../../trained-model/trained-model.ts";
import { requireTrained } from "../check-arguments.ts";
import type { ClassifierParts } from "../classifier-parts.ts";
import type { StreamItem } from "../classify-stream.ts";
import { checkDriftArguments } from "./check-drift.ts";
import { drawTexts } from "./draw-texts.ts";
import type { DriftOptions, DriftReport } from "./drift.ts";
import { driftSentence } from "./drift-sentence.ts";
import { driftSigns, type FoundSigns, type PooledTexts } from "./drift-signs.ts";
import { newGroups } from "./new-groups.ts";
import { fitProbes, randomFolds, scoreByProbes, topOf } from "./probes.ts";

/** Maximum number of reference texts. More notice smaller changes and take longer to embed and fit. */
const maxReference = 1000;
/** Fewer reference texts do not show what is usual. Smaller: hardly any change can be noticed. */
const minReference = 50;
/** Fewer texts of now show hardly any change. */
const minTexts = 20;

/** Compares texts with those of the training; see Classifier.detectDrift. */
export async function detectDrift(
  parts: ClassifierParts,
  items: Iterable<StreamItem> | AsyncIterable<StreamItem>,
  options: DriftOptions,
): Promise<DriftReport> {
  const { level, sampleSize } = checkDriftArguments(items, options);
  const trained = requireTrained(parts.last.trained);
  if (trained.parts.fit.labelSets && options.reference === undefined) {
    throw new InputError(
      "A classifier with several labels per text cannot compare texts with its own examples, since texts without labels are among them; give texts of a time when all was well as the option reference (--reference).",
    );
  }
  const { seed } = parts.settings;
  const now = await drawTexts(items, sampleSize, seed, options.signal);
  const before = await referenceOf(parts, options, seed);
  const { pooled, source } = await poolTexts(parts, trained, before, now.texts, options);
  const found = await driftSigns(pooled, seed);
  const groups = await newGroups(pooled);
  const stream = pooled.isStream.filter(Boolean).length;
  const report = {
    verdict: verdictOf(found, level),
    pValue: found.pValue,
    level,
    read: now.read,
    texts: stream,
    reference: { source, texts: pooled.texts.length - stream },
    signs: found.signs,
    classes: found.classes,
    newWords: found.newWords,
    newGroups: groups,
  };
  return { ...report, sentence: driftSentence(report) };
}

function verdictOf({ signs, pValue }: FoundSigns, level: number): DriftReport["verdict"] {
  if (pValue > level) return "same";
  return signs.some(({ kind, pValue: p }) => kind !== "classes" && p <= level) ? "different" : "mix";
}

/** Reference texts; with labels if they are examples of the classifier. */
type Reference =
  | { readonly source: "real examples"; readonly examples: readonly Example[] }
  | { readonly source: "reference texts"; readonly texts: readonly string[] };

async function referenceOf(
  { draft, settings }: ClassifierParts,
  { reference, signal }: DriftOptions,
  seed: number,
): Promise<Reference> {
  if (reference !== undefined) {
    const { texts } = await drawTexts(reference, maxReference, seed, signal);
    return { source: "reference texts", texts };
  }
  const real = draft.examples.filter(({ origin }) => origin === "real");
  const examples = createRandom(seed).sampleWithoutReplacement(real, maxReference);
  return { source: "real examples", examples: cleanExamples(examples, settings.clean) };
}

/** Puts both groups of texts together, one of nearly equal texts each, and lets fits that have not seen them answer. */
async function poolTexts(
  parts: ClassifierParts,
  trained: TrainedModel,
  reference: Reference,
  now: readonly string[],
  options: DriftOptions,
): Promise<{ readonly pooled: PooledTexts; readonly source: Reference["source"] }> {
  const { source } = reference;
  const before = source === "real examples" ? reference.examples.map(({ text }) => text) : reference.texts;
  const all = [...before, ...now];
  const kept = onePerGroup(all, parts.settings.seed);
  const counts = [
    kept.filter((i) => i < before.length).length,
    kept.filter((i) => i >= before.length).length,
  ];
  rejectFew(source, onePerGroup(before, parts.settings.seed).length, counts);
  const texts = kept.map((i) => all[i]);
  const isStream = kept.map((i) => i >= before.length);
  const shared = { texts, isStream };
  if (source === "reference texts")
    return { source, pooled: await answeredByModel(parts, trained, shared, options) };
  const examples = kept.filter((i) => i < before.length).map((i) => reference.examples[i]);
  return { source, pooled: await answeredByProbes(parts, trained, examples, shared, options) };
}

/** Returns the numbers of the texts, of nearly equal ones a random one, those of the reference first. */
function onePerGroup(texts: readonly string[], seed: number): number[] {
  const { groups } = groupTexts(texts);
  const seen = new Set<number>();
  const order = createRandom(seed + 1).shuffle([...texts.keys()]);
  return order.filter((i) => !seen.has(groups[i]) && seen.add(groups[i])).sort((a, b) => a - b);
}

/**
 * @param distinct number of distinct reference texts
 * @param counts numbers of distinct texts to compare: of the reference texts, of those of now
 */
function rejectFew(
  source: Reference["source"],
  distinct: number,
  [reference, stream]: readonly number[],
): void {
  if (distinct >= minReference && reference < minReference)
    throw new InputError(
      `Too many of the texts are ${source} themselves: of ${distinct} of these only ${reference} are left to compare with, and ${minReference} are needed. Give texts that arrived later.`,
    );
  if (reference < minReference && source === "real examples") {
    throw new InputError(
      `The classifier has only ${distinct} distinct real examples, too few to compare with: ${minReference} are needed. Give texts of a time when all was well as the option reference (--reference).`,
    );
  }
  if (reference < minReference)
    throw new InputError(
      `There are only ${distinct} distinct reference texts; ${minReference} or more are needed.`,
    );
  if (stream < minTexts)
    throw new InputError(
      `There are only ${stream} distinct texts to compare; ${minTexts} or more are needed, and hundreds to notice small changes.`,
    );
}

type Pool = Pick<PooledTexts, "texts" | "isStream">;

/** Neither group of texts is known to the model, so the model itself can answer both. */
async function answeredByModel(
  { slot }: ClassifierParts,
  trained: TrainedModel,
  { texts, isStream }: Pool,
  { onProgress, signal }: DriftOptions,
): Promise<PooledTexts> {
  const model = await slot.openFor(trained);
  const { probabilities, none } = await model.predictAsNew(texts, { onProgress, signal });
  const projection = { center: model.parts.fit.center, whitener: model.reader.background?.whitener };
  const vectors = normalizeRows(await project(await model.reader.embed(texts, { signal }), projection));
  const { classes } = model;
  const outside = model.parts.fit.labelSets ? noLabelProbabilities(probabilities) : none;
  return { texts, isStream, vectors, classes, none: outside, ...topOf(probabilities, classes.length) };
}

/**
 * The model has learnt its examples, and so has a fine-tuned encoder. So the encoder before fine-tuning embeds the texts, and
 * fits without them answer.
 */
async function answeredByProbes(
  { slot, draft, settings: { seed, clean } }: ClassifierParts,
  trained: TrainedModel,
  examples: readonly Example[],
  { texts, isStream }: Pool,
  { onProgress, signal }: DriftOptions,
): Promise<PooledTexts> {
  const encoder: Encoder = withKnownVectors(cleaningEncoder(await slot.open(), clean), trained.parts.known);
  const labels = new Set(examples.map(({ label }) => label));
  const classes = draft.classes.filter(({ name, prompt }) => prompt !== undefined || labels.has(name));
  const names = classes.map(({ name }) => name);
  const snippets = cutPrompts(classes);
  const vectors = await encoder.embed([...snippets.map(({ text }) => text), ...texts], {
    onProgress,
    signal,
  });
  const textVectors = rowRange(vectors, snippets.length, vectors.rows);
  const probes = await fitProbes({
    classes: names,
    snippets,
    snippetVectors: rowRange(vectors, 0, snippets.length),
    examples,
    vectors: rowRange(textVectors, 0, examples.length),
    background: encoder.background,
    seed,
  });
  const projected: Matrix = await probes.project(textVectors);
  const streamFolds = randomFolds(texts.length - examples.length, createRandom(seed + 2));
  const fitOf = Int32Array.from([...probes.foldOf, ...streamFolds]);
  const scores = await scoreByProbes(probes, projected, fitOf);
  return { texts, isStream, vectors: projected, classes: names, fitOf, ...scores };
}
