import { type HeldOutAnswer, type HeldOutAnswers, sortHeldOut } from "../calibration/held-out-answers.ts";
import { argumentError, InputError, isOptions } from "../errors.ts";
import { groupTexts } from "../task/text-groups.ts";
import { workOptions } from "./check-arguments.ts";
import type { Classifier } from "./classifier.ts";
import type { LabeledText } from "./correction-options.ts";
import type { WorkOptions } from "./options.ts";

/** Held-out answers to given rows, and the number of rows that do not count. */
export interface AnsweredRows {
  readonly heldOut: HeldOutAnswers;
  /** Rows whose text is equal or nearly equal to an example of the classifier. */
  readonly known: number;
  /** Rows whose text is equal or nearly equal to an earlier row. */
  readonly repeated: number;
}

/** Seed of the sample of rows: the same rows give the same answers. */
const seed = 0;

/**
 * Answers labeled rows that the classifier was not trained on, so that thresholds can be chosen with them. Rows that are
 * equal or nearly equal to an example of the classifier, or to an earlier row, are left out. Give rows like the texts that
 * will be classified, at random: if only the easy ones are labeled, the thresholds are too low.
 * @throws InputError if no row is left, or a label is not a class; as Classifier.classify
 * @example
 * const { heldOut } = await answerHeldOut(classifier, await readExamples("labeled.csv"));
 * await classifier.classify(texts, { precision: 0.95, heldOut });
 */
export async function answerHeldOut(
  classifier: Classifier,
  rows: readonly LabeledText[],
  options: WorkOptions = {},
): Promise<AnsweredRows> {
  if (!isOptions(classifier) || typeof classifier.classify !== "function") {
    throw argumentError("classifier", "a trained Classifier", classifier);
  }
  const { signal, onProgress } = workOptions(options);
  const classes = classifier.classes.map(({ name }) => name);
  const numbers = new Map(classes.map((name, c) => [name, c]));
  checkRows(rows, numbers);
  const { fresh, known, repeated } = freshRows(classifier, rows);
  if (fresh.length === 0) {
    throw new InputError(
      `None of the ${rows.length} rows can be used: the classifier was trained on them or on nearly equal ones. Give rows that it was not trained on.`,
    );
  }
  const found = await classifier.classify(
    fresh.map(({ text }) => text),
    { signal, onProgress },
  );
  const answers = found.map(({ scores: [best], probabilities }, i): HeldOutAnswer => {
    const { label } = fresh[i];
    return {
      probability: best.probability,
      predicted: numbers.get(best.label)!,
      truthProbability: probabilities[label],
      truth: numbers.get(label)!,
    };
  });
  return { heldOut: sortHeldOut(classes, answers, seed), known, repeated };
}

function checkRows(rows: readonly LabeledText[], classes: ReadonlyMap<string, number>): void {
  if (!Array.isArray(rows)) throw argumentError("rows", "a list of { text, label }", rows);
  for (let i = 0; i < rows.length; i++) {
    const row: unknown = rows[i];
    if (!isOptions(row) || typeof (row as LabeledText).text !== "string") {
      throw new InputError(`Row ${i + 1} of the list must be an object { text, label }.`);
    }
    const { label } = row as LabeledText;
    if (typeof label !== "string" || !classes.has(label)) {
      throw new InputError(
        `Row ${i + 1} of the list has the label ${JSON.stringify(String(label))}, which is not a class of the classifier.`,
      );
    }
  }
}

function freshRows(
  { examples }: Classifier,
  rows: readonly LabeledText[],
): { readonly fresh: readonly LabeledText[]; readonly known: number; readonly repeated: number } {
  const { groups } = groupTexts([...examples, ...rows].map(({ text }) => text));
  const trained = new Set(groups.subarray(0, examples.length));
  const earlier = new Set<number>();
  const fresh: LabeledText[] = [];
  let known = 0;
  for (const [i, row] of rows.entries()) {
    const group = groups[examples.length + i];
    if (trained.has(group)) known++;
    else if (!earlier.has(group)) fresh.push(row);
    earlier.add(group);
  }
  return { fresh, known, repeated: rows.length - known - fresh.length };
}
