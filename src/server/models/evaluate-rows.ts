import {
  type Classification,
  type Classifier,
  type ClassifyOptions,
  Evaluator,
  evaluateLabelSets,
  InputError,
} from "../../index.ts";

/** Labeled texts, and how to answer them. */
export interface EvaluationInput {
  readonly rows: readonly EvaluationRow[];
  readonly options: Pick<ClassifyOptions, "none" | "threshold">;
}

/** A text with its label, or with all its labels if texts may have several. */
interface EvaluationRow {
  readonly text: string;
  /** Null stands for a text that belongs to no class. */
  readonly label?: string | null;
  readonly labels?: readonly string[];
}

/**
 * Evaluates a model on labeled texts.
 * @param classify answers the texts
 * @throws InputError if the rows have the wrong kind of labels for this model
 */
export async function evaluateRows(
  classifier: Pick<Classifier, "classes" | "hierarchy" | "multiLabel">,
  { rows, options }: EvaluationInput,
  classify: (texts: readonly string[], options: EvaluationInput["options"]) => Promise<Classification[]>,
): Promise<object> {
  const classes = classifier.classes.map(({ name }) => name);
  requireLabels(rows, classifier.multiLabel);
  const basis = { source: "test rows", notes: [] } as const;
  const texts = rows.map(({ text }) => text);
  const found = await classify(texts, options);
  if (classifier.multiLabel) {
    const truths = rows.map(({ labels }) => labels!);
    const answers = found.map(({ labels = [], probabilities }) => ({ labels, probabilities }));
    const details = texts.map((text) => ({ text }));
    return { ...evaluateLabelSets(truths, answers, { classes, basis, details }) };
  }
  const hierarchy = classifier.hierarchy !== undefined;
  const evaluator = new Evaluator({ classes, hierarchy, basis });
  for (const [i, answer] of found.entries()) evaluator.add(rows[i].label ?? null, answer, { text: texts[i] });
  return evaluator.finish();
}

function requireLabels(rows: readonly EvaluationRow[], multiLabel: boolean): void {
  const wrong = rows.findIndex(({ labels }) => (labels !== undefined) !== multiLabel);
  if (wrong < 0) return;
  const [field, why] = multiLabel
    ? ["labels", "texts of this model may have several labels"]
    : ["label", "texts of this model have one label each"];
  throw new InputError(`Row ${wrong + 1} must have the field ${field}, because ${why}.`);
}
