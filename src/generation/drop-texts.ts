import type { Encoder } from "../encoder/encoder.ts";
import { projectPiles } from "../head/pile-vectors.ts";
import { type Matrix, takeRows } from "../math/matrix.ts";
import { cutPrompts } from "../prompts/snippets.ts";
import type { ClassDefinition, Example } from "../task/task.ts";
import { dropByWords } from "./drop-by-words.ts";
import { type DroppedText, type GeneratedText, labelsOfText } from "./generated-text.ts";
import { fitsLabels } from "./label-sets/fits-labels.ts";
import { nearDuplicates, nearestCosines } from "./near-duplicates.ts";
import { type Standing, standings } from "./pile-scores.ts";

export interface DropInput {
  readonly classes: readonly ClassDefinition[];
  /** Real examples: generated copies of them are dropped. */
  readonly examples: readonly Example[];
  /** The generated texts, in an order that does not depend on which call ended first. */
  readonly written: readonly GeneratedText[];
  readonly encoder: Encoder;
  /** What the whole task is about. */
  readonly task?: string;
  /** Whether a text may have several labels. Default: false. */
  readonly severalLabels?: boolean;
  readonly signal?: AbortSignal;
}

export interface DropResult {
  /** Kept texts of classes, in the given order. */
  readonly kept: readonly KeptText[];
  /** Kept out-of-scope texts, in the given order. */
  readonly outOfScope: readonly GeneratedText[];
  readonly dropped: readonly DroppedText[];
}

export interface KeptText extends GeneratedText {
  readonly label: string;
  readonly standing: Standing;
}

/** A text is nearer to another class if that class has at least this probability and its own at most the next one. Less strict values drop correct texts near a border; stricter ones keep wrong texts. */
const minRivalProbability = 0.9;
const maxOwnProbability = 0.03;
/** An out-of-scope text with at least this cosine to a text of a class is dropped. A lower value drops near misses, which are useful; a higher one keeps texts of classes. */
const minClassCosine = 0.92;

/**
 * Drops generated texts that would make poor examples: first by their words, then by their vectors, as near duplicates of
 * earlier texts or as nearer to another class. The same texts in the same order give the same result.
 */
export async function dropTexts(input: DropInput): Promise<DropResult> {
  const byWords = dropByWords(input.classes, input.examples, input.written, input.task, input.severalLabels);
  const dropped: DroppedText[] = [...byWords.dropped];
  const texts = byWords.kept;
  const vectors = await input.encoder.embed(
    texts.map(({ text }) => text),
    { signal: input.signal },
  );
  const repeats = nearDuplicates(
    vectors,
    texts.map(({ label, labels }) => (labels ? JSON.stringify(labels) : label)),
  );
  for (const [i, isRepeat] of repeats.entries()) {
    if (isRepeat) dropped.push({ ...texts[i], reason: "near duplicate" });
  }
  const distinct = [...texts.keys()].filter((i) => !repeats[i]);
  const ofClasses = distinct.filter((i) => texts[i].label !== null);
  const ofNone = distinct.filter((i) => texts[i].label === null);

  const kept: KeptText[] = [];
  const { found, fits } = await standingsOf(input, ofClasses, texts, vectors);
  for (const [position, i] of ofClasses.entries()) {
    const text = texts[i] as GeneratedText & { readonly label: string };
    const standing = found[position];
    const isForeign = standing.own <= maxOwnProbability && standing.rivalProbability >= minRivalProbability;
    // A text that is nearer to another class may have both as labels.
    if (fits === undefined && isForeign) dropped.push({ ...text, reason: "nearer to another class" });
    else if (fits?.[position] === false) dropped.push({ ...text, reason: "does not fit its labels" });
    else kept.push({ ...text, standing });
  }
  const outOfScope: GeneratedText[] = [];
  for (const [position, cosine] of (await nearestCosines(vectors, ofNone, ofClasses)).entries()) {
    const text = texts[ofNone[position]];
    if (cosine >= minClassCosine) dropped.push({ ...text, reason: "close to a class" });
    else outOfScope.push(text);
  }
  return { kept, outOfScope, dropped };
}

/** @returns with several labels per text, also whether each text fits its labels */
async function standingsOf(
  { classes, encoder, severalLabels, signal }: DropInput,
  rows: readonly number[],
  texts: readonly GeneratedText[],
  vectors: Matrix,
): Promise<{ readonly found: readonly Standing[]; readonly fits?: readonly boolean[] }> {
  if (rows.length === 0) return { found: [] };
  const pieces = cutPrompts(classes);
  const number = new Map<string | null, number>(classes.map(({ name }, c) => [name, c]));
  const labelsOf = (labels: readonly (string | null)[]) =>
    Int32Array.from(labels, (label) => number.get(label)!);
  const pieceVectors = await encoder.embed(
    pieces.map(({ text }) => text),
    { signal },
  );
  const piles = await projectPiles(
    { vectors: pieceVectors, labels: labelsOf(pieces.map(({ label }) => label)) },
    { vectors: takeRows(vectors, Int32Array.from(rows)), labels: labelsOf(rows.map((i) => texts[i].label)) },
    classes.length,
    encoder.background,
  );
  const found = await standings(piles, classes.length);
  if (!severalLabels) return { found };
  const labels = rows.map((i) => labelsOfText(texts[i]).map((label) => number.get(label)!));
  return { found, fits: await fitsLabels(piles, labels) };
}
