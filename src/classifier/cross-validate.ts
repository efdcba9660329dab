import type { Encoder } from "../encoder/encoder.ts";
import { cleanExamples } from "../task/clean/clean-text.ts";
import type { Example } from "../task/task.ts";
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
import { answerFolds, type CrossValidateOptions, type CrossValidation } from "./cross-validation.ts";
import { describedTask } from "./described-task.ts";
import { classifyOptionNames } from "./option-names.ts";
import { checkClassifyOptions } from "./settings.ts";
import { hasLabelSets } from "./single-label-only.ts";
import {
  planValidation,
  untunedNote,
  type ValidatedTask,
  type ValidationFold,
  type ValidationPlan,
} from "./validation-plan.ts";

/** @param learnt what the encoder of the last training has learnt */
export async function crossValidate(
  parts: ClassifierParts,
  learnt: LearntAdapter | undefined,
  options: CrossValidateOptions,
): Promise<CrossValidation> {
  checkWorkOptions(options, classifyOptionNames);
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
  const work: FoldWork = {
    ...options,
    ...settings,
    tree: task.tree,
    learnt: used,
    seenByEncoder: used && seenByEncoder,
  };
  return {
    basis: plan.basis,
    count: plan.rows,
    rows: answerFolds(
      parts,
      {
        folds: plan.folds,
        learnt: used,
        otherTexts: (task.tree?.innerSnippets ?? []).map(({ text }) => text),
        trainFold: (fold, encoder) => fitFold(fold, encoder, work),
      },
      options,
    ),
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
