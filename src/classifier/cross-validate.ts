import { embedBeforehand } from "../encoder/embed-beforehand.ts";
import type { Encoder } from "../encoder/encoder.ts";
import { throwIfCancelled } from "../errors.ts";
import type { EvaluationBasis } from "../evaluation/evaluation.ts";
import { cleanExamples } from "../task/clean/clean-text.ts";
import type { Example } from "../task/task.ts";
import type { Classification, ClassifyOptions } from "../trained-model/classification.ts";
import { RememberedRows } from "../trained-model/remembered-rows.ts";
import { TrainedModel } from "../trained-model/trained-model.ts";
import type { LearntAdapter } from "../trained-model/tuning-report.ts";
import type { Priors } from "../training/class-priors.ts";
import { fitPiles } from "../training/fit-piles.ts";
import type { DescribedTree } from "../training/shared-descriptions.ts";
import { checkWorkOptions } from "./check-arguments.ts";
import { checkDraft } from "./check-draft.ts";
import type { ClassifierParts } from "./classifier-parts.ts";
import { crossValidateLabelSets } from "./cross-validate-label-sets.ts";
import { describedTask } from "./described-task.ts";
import type { WorkOptions } from "./options.ts";
import { checkClassifyOptions } from "./settings.ts";
import { hasLabelSets } from "./single-label-only.ts";
import {
  planValidation,
  untunedNote,
  type ValidatedTask,
  type ValidationFold,
  type ValidationPlan,
  type ValidationRow,
} from "./validation-plan.ts";

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

/** @param learnt what the encoder of the last training has learnt */
export async function crossValidate(
  parts: ClassifierParts,
  learnt: LearntAdapter | undefined,
  options: CrossValidateOptions,
): Promise<CrossValidation> {
  checkWorkOptions(options);
  checkClassifyOptions(options);
  const { draft, settings } = parts;
  if (hasLabelSets(parts)) return crossValidateLabelSets(parts, learnt, options);
  const task = {
    classes: checkDraft(draft),
    tree: describedTask(draft).tree,
    examples: cleanExamples(draft.examples, settings.clean),
    noneExamples: cleanExamples(draft.noneExamples, settings.clean),
    ...settings,
  };
  const seenByEncoder = learnt && (await seenExamples(task.examples, learnt));
  const onUnseen = planValidation({ ...task, ...(seenByEncoder && { seenByEncoder }) });
  const plan = onUnseen ?? untuned(task);
  const used = onUnseen && learnt;
  return {
    basis: plan.basis,
    count: plan.rows,
    rows: answers(parts, plan, {
      ...options,
      ...settings,
      tree: task.tree,
      learnt: used,
      seenByEncoder: used && seenByEncoder,
    }),
  };
}

async function seenExamples(examples: readonly Example[], { report }: LearntAdapter) {
  const { tunedExamples } = await import("../fine-tuning/tuning-examples.ts");
  return tunedExamples(examples, report);
}

/** Plans a cross-validation of the encoder before it was fine-tuned, because it has seen all examples. */
function untuned(task: ValidatedTask): ValidationPlan {
  const plan = planValidation(task)!;
  return { ...plan, basis: { ...plan.basis, notes: [...plan.basis.notes, untunedNote] } };
}

interface FoldWork extends CrossValidateOptions {
  readonly priors: Priors;
  readonly seed: number;
  readonly learnt?: LearntAdapter;
  readonly tree?: DescribedTree;
  readonly seenByEncoder?: ReadonlySet<Example>;
}

async function* answers(
  { slot, work }: ClassifierParts,
  { folds }: ValidationPlan,
  options: FoldWork,
): AsyncGenerator<CrossValidatedRow> {
  const { onProgress, signal, learnt, tree } = options;
  const encoder = await work.run(async () => {
    const opened = await (learnt ? slot.openTuned(learnt.adapter) : slot.open());
    return embedBeforehand(opened, textsOf(folds, tree), { onProgress, signal });
  });
  for (const fold of folds) {
    const model = await work.run(() => fitFold(fold, encoder, options));
    for (let start = 0; start < fold.heldOut.length; start += batchSize) {
      throwIfCancelled(signal);
      const rows = fold.heldOut.slice(start, start + batchSize);
      const texts = rows.map(({ text }) => text);
      const found = await model.classify(texts, options);
      for (const [i, row] of rows.entries()) yield { ...row, answer: found[i] };
    }
  }
}

/** Trains the model of one fold by the code that trains the whole model. */
async function fitFold(
  { heldOut: _, ...fold }: ValidationFold,
  encoder: Encoder,
  { priors, seed, seenByEncoder, learnt, tree, onProgress, signal }: FoldWork,
): Promise<TrainedModel> {
  const ofFold = typeof priors === "object" ? priorsOf(fold, priors) : priors;
  const fit = await fitPiles({
    ...fold,
    encoder,
    priors: ofFold,
    seed,
    seenByEncoder,
    tree,
    onProgress,
    signal,
  });
  const remembered = new RememberedRows(fold.examples);
  // The texts of the folds are clean already.
  const parts = { fit, base: encoder.identity, learnt, report: fit.report, remembered, clean: [] };
  return new TrainedModel(parts, encoder);
}

function priorsOf({ classes }: Pick<ValidationFold, "classes">, priors: Readonly<Record<string, number>>) {
  return Object.fromEntries(classes.map(({ name }) => [name, priors[name]]));
}

function textsOf(folds: readonly ValidationFold[], tree: DescribedTree | undefined): string[] {
  const ofFolds = folds.flatMap(({ snippets, examples, noneExamples, heldOut }) => [
    ...snippets,
    ...examples,
    ...noneExamples,
    ...heldOut,
  ]);
  return [...ofFolds, ...(tree?.innerSnippets ?? [])].map(({ text }) => text);
}
