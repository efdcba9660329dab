import type { Encoder } from "../encoder/encoder.ts";
import { projectPiles } from "../head/pile-vectors.ts";
import { type Matrix, takeRows } from "../math/matrix.ts";
import { cutPrompts } from "../prompts/prompt-pieces.ts";
import type { ClassDefinition, Example } from "../task/task.ts";
import { dropByWords } from "./drop-by-words.ts";
import type { DroppedText, GeneratedText } from "./generated-text.ts";
import { nearDuplicates, nearestCosines } from "./near-duplicates.ts";
import { type Standing, standings } from "./pile-scores.ts";

export interface DropInput {
  readonly classes: readonly ClassDefinition[];
  /** Real rows: generated texts that repeat them are dropped. */
  readonly examples: readonly Example[];
  /** In an order that does not depend on which call ended first. */
  readonly written: readonly GeneratedText[];
  readonly encoder: Encoder;
  /** What the whole task is about. */
  readonly task?: string;
  readonly signal?: AbortSignal;
}

export interface DropResult {
  /** Good texts of classes, in the order given. */
  readonly kept: readonly KeptText[];
  /** Good texts that belong to none of the classes. */
  readonly outOfScope: readonly GeneratedText[];
  readonly dropped: readonly DroppedText[];
}

export interface KeptText extends GeneratedText {
  readonly label: string;
  readonly standing: Standing;
}

/** A text is nearer to another class where that class has this probability without it, and its own has nearly none. */
const minRivalProbability = 0.9;
const maxOwnProbability = 0.03;
/** A text asked to belong to none that is so near to a text of a class belongs to that class. */
const minClassCosine = 0.92;

/**
 * Looks at what was written and keeps what makes a good pile: each text by its words first, then by its vector against
 * those before it and against the classes. The same texts in the same order give the same piles.
 */
export async function dropTexts(input: DropInput): Promise<DropResult> {
  const byWords = dropByWords(input.classes, input.examples, input.written, input.task);
  const dropped: DroppedText[] = [...byWords.dropped];
  const texts = byWords.kept;
  const vectors = await input.encoder.embed(
    texts.map(({ text }) => text),
    { signal: input.signal },
  );
  const repeats = nearDuplicates(
    vectors,
    texts.map(({ label }) => label),
  );
  for (const [i, isRepeat] of repeats.entries()) {
    if (isRepeat) dropped.push({ ...texts[i], reason: "near duplicate" });
  }
  const distinct = [...texts.keys()].filter((i) => !repeats[i]);
  const ofClasses = distinct.filter((i) => texts[i].label !== null);
  const ofNone = distinct.filter((i) => texts[i].label === null);

  const kept: KeptText[] = [];
  const found = await standingsOf(input, ofClasses, texts, vectors);
  for (const [position, i] of ofClasses.entries()) {
    const text = texts[i] as GeneratedText & { readonly label: string };
    const standing = found[position];
    const isForeign = standing.own <= maxOwnProbability && standing.rivalProbability >= minRivalProbability;
    if (isForeign) dropped.push({ ...text, reason: "nearer to another class" });
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

async function standingsOf(
  { classes, encoder, signal }: DropInput,
  rows: readonly number[],
  texts: readonly GeneratedText[],
  vectors: Matrix,
): Promise<Standing[]> {
  if (rows.length === 0) return [];
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
  return standings(piles, classes.length);
}
