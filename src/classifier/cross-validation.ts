import { embedBeforehand } from "../encoder/embed-beforehand.ts";
import type { Encoder } from "../encoder/encoder.ts";
import { throwIfCancelled } from "../errors.ts";
import type { EvaluationBasis } from "../evaluation/evaluation.ts";
import type { Classification, ClassifyOptions } from "../trained-model/classification.ts";
import type { TrainedModel } from "../trained-model/trained-model.ts";
import type { LearntAdapter } from "../trained-model/tuning-report.ts";
import type { ClassifierParts } from "./classifier-parts.ts";
import type { WorkOptions } from "./options.ts";
import type { ValidationFold, ValidationRow } from "./validation-plan.ts";

export interface CrossValidateOptions extends ClassifyOptions, WorkOptions {}

/** A text with the answer of a model that was trained without it. */
export interface CrossValidatedRow extends ValidationRow {
  readonly answer: Classification;
}

/** The answers of a cross-validation. */
export interface CrossValidation {
  /** What the texts are, and what figures on them stand for. */
  readonly basis: EvaluationBasis;
  /** Number of rows. */
  readonly count: number;
  /** The rows, fold by fold. They can be read once; each fold is trained when its rows are read. */
  readonly rows: AsyncIterable<CrossValidatedRow>;
}

/** Number of texts that are answered at once. More take more memory. */
const batchSize = 512;

/** How the folds of a cross-validation are trained and answered. */
export interface FoldsToAnswer {
  readonly folds: readonly ValidationFold[];
  /** What the encoder has learnt. Default: the encoder before fine-tuning */
  readonly learnt: LearntAdapter | undefined;
  /** Texts that the fits use besides those of the folds. */
  readonly otherTexts?: readonly string[];
  readonly trainFold: (fold: ValidationFold, encoder: Encoder) => Promise<TrainedModel>;
}

/** Trains the model of each fold and answers its held-out rows. Each fold is trained when its rows are read. */
export async function* answerFolds(
  { slot, work }: Pick<ClassifierParts, "slot" | "work">,
  { folds, learnt, otherTexts = [], trainFold }: FoldsToAnswer,
  options: CrossValidateOptions,
): AsyncGenerator<CrossValidatedRow> {
  const { onProgress, signal } = options;
  const encoder = await work.run(async () => {
    const opened = await (learnt ? slot.openTuned(learnt.adapter) : slot.open());
    return embedBeforehand(opened, [...textsOf(folds), ...otherTexts], { onProgress, signal });
  });
  for (const fold of folds) {
    const model = await work.run(() => trainFold(fold, encoder));
    for (let start = 0; start < fold.heldOut.length; start += batchSize) {
      throwIfCancelled(signal);
      const rows = fold.heldOut.slice(start, start + batchSize);
      const texts = rows.map(({ text }) => text);
      const found = await model.classify(texts, options);
      for (const [i, row] of rows.entries()) yield { ...row, answer: found[i] };
    }
  }
}

/** Returns all texts that folds are trained on or answer. A text may occur several times. */
export function textsOf(folds: readonly ValidationFold[]): string[] {
  const all = folds.flatMap(({ snippets, examples, noneExamples, heldOut }) => [
    ...snippets,
    ...examples,
    ...noneExamples,
    ...heldOut,
  ]);
  return all.map(({ text }) => text);
}
