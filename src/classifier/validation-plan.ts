import { InputError } from "../errors.ts";
import type { EvaluationBasis } from "../evaluation/evaluation.ts";
import { cutPrompts, type Snippet } from "../prompts/snippets.ts";
import type { ClassDefinition, Example, NoneExample } from "../task/task.ts";
import { groupTexts } from "../task/text-groups.ts";
import { allRowFolds } from "../training/row-folds.ts";
import type { DescribedTree } from "../training/shared-descriptions.ts";

/** A text that cross-validation answers. */
export interface ValidationRow {
  readonly text: string;
  /** Name of the class, or null if the text is out of scope. */
  readonly label: string | null;
  /** Only of a classifier with several labels per text: all labels. `label` is then the first of them, or null. */
  readonly labels?: readonly string[];
  /** Equal for texts that are equal or nearly equal. */
  readonly group: number;
}

/** What one fold is trained on, and the rows that are answered. */
export interface ValidationFold {
  readonly classes: readonly ClassDefinition[];
  readonly snippets: readonly Example[];
  readonly examples: readonly Example[];
  readonly noneExamples: readonly NoneExample[];
  readonly heldOut: readonly ValidationRow[];
  /** With several labels per text: the texts that the encoder was fine-tuned on. */
  readonly seenByEncoder?: ReadonlySet<Example | NoneExample>;
}

/** What is gathered for training. */
export interface ValidatedTask {
  readonly classes: readonly ClassDefinition[];
  readonly examples: readonly Example[];
  readonly noneExamples: readonly NoneExample[];
  readonly seed: number;
  /** The examples that the encoder was fine-tuned on. They are not scored. Default: it was not fine-tuned. */
  readonly seenByEncoder?: ReadonlySet<Example>;
  /** Present if the names of the classes are paths. */
  readonly tree?: DescribedTree;
}

export interface ValidationPlan {
  readonly basis: EvaluationBasis;
  /** Number of rows in all folds. */
  readonly rows: number;
  readonly folds: readonly ValidationFold[];
}

/**
 * Plans a cross-validation on the real examples; if there are none, on the generated ones; if there are none either, on
 * parts of the descriptions. Near duplicates of a held-out text are left out of its fold's training, whatever their origin.
 * @returns undefined if no example can be scored, because the encoder was fine-tuned on all of them
 * @throws InputError if there is no text to hold out
 */
export function planValidation(task: ValidatedTask): ValidationPlan | undefined {
  const origin = (["real", "generated"] as const).find((each) =>
    task.examples.some((example) => example.origin === each),
  );
  return origin === undefined ? planOnDescriptions(task) : planOnExamples(task, origin);
}

function planOnExamples(task: ValidatedTask, origin: "real" | "generated"): ValidationPlan | undefined {
  const { classes, examples, noneExamples, seenByEncoder } = task;
  const all = [...examples, ...noneExamples];
  const { groups } = groupTexts(all.map(({ text }) => text));
  const seenGroups = new Set(examples.flatMap((each, i) => (seenByEncoder?.has(each) ? [groups[i]] : [])));
  const scored = [...all.keys()].filter((i) => all[i].origin === origin && !seenGroups.has(groups[i]));
  if (scored.every((i) => i >= examples.length)) return undefined;
  const rows = scored.map((i): ValidationRow => {
    const label = i < examples.length ? examples[i].label : null;
    return { text: all[i].text, label, group: groups[i] };
  });
  const snippets = cutPrompts(classes, { arePaths: task.tree !== undefined });
  const folds = dealt(rows, task).map((heldOut) => {
    const held = new Set(heldOut.map(({ group }) => group));
    const fold = {
      examples: examples.filter((_, i) => !held.has(groups[i])),
      noneExamples: noneExamples.filter((_, i) => !held.has(groups[examples.length + i])),
    };
    const known = new Set(fold.examples.map(({ label }) => label));
    const trainable = classes.filter(({ name, prompt }) => prompt !== undefined || known.has(name));
    return { ...fold, classes: checkedClasses(trainable), snippets, heldOut };
  });
  const notes = [
    validationSentences[origin](rows.length),
    ...lostClasses(classes, folds),
    ...tunedNote(examples, rows, seenByEncoder),
  ];
  return {
    basis: validationBasis(origin, folds.length, notes),
    rows: rows.length,
    folds,
  };
}

/** Returns the basis of a cross-validation on examples. */
export function validationBasis(
  origin: "real" | "generated",
  folds: number,
  notes: readonly string[],
): EvaluationBasis {
  return {
    source: `${origin} examples`,
    folds,
    ...(origin === "generated" && { isEstimate: true }),
    notes,
  };
}

/** Kinds of snippets that are held out: parts of a description. */
const heldOutKinds = new Set(["clause", "item", "quote"]);

/**
 * Holds out parts of the descriptions. The snippets without the held-out part are trained on; of a description with a
 * single part, these are the name of the class and a sentence about it.
 */
function planOnDescriptions(task: ValidatedTask): ValidationPlan {
  const { classes, noneExamples } = task;
  const snippets = cutPrompts(classes, { arePaths: task.tree !== undefined });
  const parts = smallestParts(snippets);
  const { groups } = groupTexts(parts.map(({ text }) => text));
  const rows = parts.map(({ text, label }, i) => ({ text, label, group: groups[i] }));
  const folds = dealt(rows, task).map((heldOut) => ({
    classes: checkedClasses(classes),
    snippets: snippets.filter((snippet) => !heldOut.some((part) => reveals(snippet, part))),
    examples: [],
    noneExamples,
    heldOut,
  }));
  if (rows.length === 0) {
    throw new InputError(
      "There is nothing to evaluate on: no examples, and no description with a clause of two words or more. Add labeled examples, or evaluate on labeled rows.",
    );
  }
  const basis = {
    source: "descriptions",
    isEstimate: true,
    folds: folds.length,
    notes: [validationSentences.descriptions(rows.length)],
  } as const;
  return { basis, rows: rows.length, folds };
}

/** Returns the parts that contain no other part. */
function smallestParts(snippets: readonly Snippet[]): Snippet[] {
  const ofClass = new Map<string, Snippet[]>();
  for (const snippet of snippets) {
    if (!heldOutKinds.has(snippet.kind)) continue;
    ofClass.set(snippet.label, [...(ofClass.get(snippet.label) ?? []), snippet]);
  }
  return [...ofClass.values()].flatMap((parts) => {
    const distinct = [...new Map(parts.map((part) => [part.text.toLowerCase(), part])).values()];
    return distinct.filter(
      (part) => !distinct.some((other) => other !== part && contains(part.text, other.text)),
    );
  });
}

/** Returns whether a snippet contains a held-out part, or is contained in it. */
function reveals({ label, text, kind }: Snippet, part: ValidationRow): boolean {
  if (label !== part.label || kind === "name" || kind === "about") return false;
  return contains(text, part.text) || contains(part.text, text);
}

function contains(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}

/** Deals rows to folds by class; out-of-scope rows are dealt like a class. Empty folds are left out. */
function dealt(rows: readonly ValidationRow[], { classes, seed }: ValidatedTask): ValidationRow[][] {
  const numbers = new Map<string | null, number>(classes.map(({ name }, c) => [name, c]));
  numbers.set(null, classes.length);
  const labels = Int32Array.from(rows, ({ label }) => numbers.get(label)!);
  const groups = Int32Array.from(rows, ({ group }) => group);
  return allRowFolds(labels, classes.length + 1, seed, groups)
    .map(({ heldOut }) => Array.from(heldOut, (i) => rows[i]))
    .filter((heldOut) => heldOut.length > 0);
}

/** @throws InputError if fewer than two classes can be trained */
export function checkedClasses(classes: readonly ClassDefinition[]): readonly ClassDefinition[] {
  if (classes.length >= 2) return classes;
  throw new InputError(
    "There are too few examples for a cross-validation: without the held-out ones, fewer than two classes are left. Add examples or descriptions, or evaluate on labeled rows.",
  );
}

/** Says that a cross-validation was done with another encoder than that of the model. */
export const untunedNote =
  "The encoder was fine-tuned on all of these examples, so the figures are those of the encoder before fine-tuning. The model itself is probably better.";

/** Sentences that say what the figures of a cross-validation stand for. */
export const validationSentences = {
  real: (rows: number) =>
    `Cross-validation on the model's own ${rows} real rows: each was answered by a model trained without it and its near duplicates.`,
  generated: (rows: number) =>
    `There are no real rows: these are estimates from ${rows} generated texts of the pile, by cross-validation. Generated texts are usually easier than real ones.`,
  descriptions: (rows: number) =>
    `There are no real rows. ${rows} parts of the descriptions were answered by cross-validation; the share of correct ones is not shown, because it does not tell the accuracy on real texts: on 11 public data sets it was off by 15 points on average and by up to 50, more than a fixed guess. Label some texts and evaluate on them.`,
  tuned: (seen: number, all: number, scored: number) =>
    `The encoder was fine-tuned on ${seen} of the ${all} examples, so only the other ${scored} are scored. Some of these decided when fine-tuning ended, so the figures may be slightly too good.`,
};

/** Says that the only rows of some classes were held out, so that no model knew these classes. */
function lostClasses(classes: readonly ClassDefinition[], folds: readonly ValidationFold[]): string[] {
  const lost = classes.filter(({ name }) =>
    folds.some(
      ({ classes: known, heldOut }) =>
        heldOut.some(({ label }) => label === name) && !known.some((each) => each.name === name),
    ),
  );
  if (lost.length === 0) return [];
  const which = lost.length === 1 ? "1 class has" : `${lost.length} classes have`;
  return [
    `${which} neither a description nor a second example. Their examples count as errors, since no model could know the class.`,
  ];
}

function tunedNote(
  examples: readonly Example[],
  rows: readonly ValidationRow[],
  seenByEncoder: ReadonlySet<Example> | undefined,
): string[] {
  if (seenByEncoder === undefined || seenByEncoder.size === 0) return [];
  return [validationSentences.tuned(seenByEncoder.size, examples.length, rows.length)];
}
