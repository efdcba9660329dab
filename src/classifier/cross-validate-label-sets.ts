import type { Encoder } from "../encoder/encoder.ts";
import { rowOf } from "../math/matrix.ts";
import { cutPrompts } from "../prompts/snippets.ts";
import { cleanExamples } from "../task/clean/clean-text.ts";
import type { ClassDefinition, Example, NoneExample } from "../task/task.ts";
import { sentencesOf } from "../trained-model/label-sets/sentences.ts";
import { RememberedRows, textKey } from "../trained-model/remembered-rows.ts";
import { TrainedModel } from "../trained-model/trained-model.ts";
import type { LearntAdapter } from "../trained-model/tuning-report.ts";
import { fitLabelSets } from "../training/label-sets/fit-label-sets.ts";
import { labelSetRows, rarestLabels } from "../training/label-sets/label-set-rows.ts";
import { allRowFolds } from "../training/row-folds.ts";
import { checkDraft } from "./check-draft.ts";
import type { ClassifierParts } from "./classifier-parts.ts";
import { answerFolds, type CrossValidateOptions, type CrossValidation, textsOf } from "./cross-validation.ts";
import {
  checkedClasses,
  planValidation,
  untunedNote,
  type ValidationFold,
  type ValidationPlan,
  type ValidationRow,
  validationBasis,
  validationSentences,
} from "./validation-plan.ts";

interface Task {
  readonly classes: readonly ClassDefinition[];
  readonly examples: readonly Example[];
  readonly noneExamples: readonly NoneExample[];
  readonly seed: number;
}

/**
 * Answers the texts of a classifier with several labels per text, each by a model that was trained without it and its near
 * duplicates; see Classifier.crossValidate.
 * @param learnt what the encoder of the last training has learnt
 */
export async function crossValidateLabelSets(
  parts: ClassifierParts,
  learnt: LearntAdapter | undefined,
  options: CrossValidateOptions,
): Promise<CrossValidation> {
  const { draft, settings } = parts;
  const task: Task = {
    classes: checkDraft(draft),
    examples: cleanExamples(draft.examples, settings.clean),
    noneExamples: cleanExamples(draft.noneExamples, settings.clean),
    seed: settings.seed,
  };
  const seen = learnt && (await seenByTuning(task, learnt));
  const onUnseen = planLabelSets(task, seen);
  const plan = onUnseen ?? untuned(task);
  const rows = answerFolds(
    parts,
    {
      folds: plan.folds,
      learnt: onUnseen && learnt,
      otherTexts: sentencesOf([...new Set(textsOf(plan.folds))]).texts,
      trainFold: (fold, encoder) => fitFold(fold, encoder, settings.seed, options),
    },
    options,
  );
  return { basis: plan.basis, count: plan.rows, rows };
}

async function seenByTuning(
  { examples, noneExamples }: Task,
  { report }: LearntAdapter,
): Promise<ReadonlySet<Example | NoneExample>> {
  const { tunedExamples, tunedNoneExamples } = await import("../fine-tuning/tuning-examples.ts");
  return new Set([...tunedExamples(examples, report), ...tunedNoneExamples(noneExamples, report)]);
}

function untuned(task: Task): ValidationPlan {
  const plan = planLabelSets(task)!;
  return { ...plan, basis: { ...plan.basis, notes: [...plan.basis.notes, untunedNote] } };
}

/**
 * Plans folds of whole groups of equal and nearly equal texts, with the rarest labels spread over the folds.
 * @param seenByEncoder the texts that the encoder was fine-tuned on; their groups are not scored
 * @returns undefined if no text can be scored, because the encoder was fine-tuned on all of them
 */
function planLabelSets(
  task: Task,
  seenByEncoder: ReadonlySet<Example | NoneExample> = new Set(),
): ValidationPlan | undefined {
  const { classes, examples, noneExamples, seed } = task;
  const all = [...examples, ...noneExamples];
  const origin = (["real", "generated"] as const).find((each) => examples.some((one) => one.origin === each));
  if (origin === undefined) return planOnDescriptions(task);
  const names = classes.map(({ name }) => name);
  const rows = labelSetRows(names, examples, noneExamples);
  const { texts, truths, groups } = rows;
  const groupOf = new Map(texts.map((text, i) => [textKey(text), groups[i]]));
  const ofOrigin = new Set(all.filter((each) => each.origin === origin).map(({ text }) => textKey(text)));
  const seen = new Set(Array.from(seenByEncoder, ({ text }) => textKey(text)));
  const seenGroups = new Set([...seen].map((key) => groupOf.get(key)));
  const isScored = (i: number) => ofOrigin.has(textKey(texts[i])) && !seenGroups.has(groups[i]);
  const rowAt = (i: number): ValidationRow => {
    const labels = names.filter((_, c) => rowOf(truths, i)[c] === 1);
    return { text: texts[i], label: labels[0] ?? null, labels, group: groups[i] };
  };
  const snippets = cutPrompts(classes);
  const folds = allRowFolds(rarestLabels(rows), names.length + 1, seed, groups)
    .map(({ heldOut }): ValidationFold => {
      const held = new Set(Array.from(heldOut, (i) => groups[i]));
      const isKept = ({ text }: { readonly text: string }) => !held.has(groupOf.get(textKey(text))!);
      const kept = { examples: examples.filter(isKept), noneExamples: noneExamples.filter(isKept) };
      const known = new Set(kept.examples.map(({ label }) => label));
      const trainable = classes.filter(({ name, prompt }) => prompt !== undefined || known.has(name));
      const scored = Array.from(heldOut).filter(isScored);
      const fold = { ...kept, snippets, classes: checkedClasses(trainable) };
      return { ...fold, heldOut: scored.map(rowAt), seenByEncoder };
    })
    .filter(({ heldOut }) => heldOut.length > 0);
  const count = folds.reduce((sum, { heldOut }) => sum + heldOut.length, 0);
  if (count === 0) return undefined;
  const notes = [
    validationSentences[origin](count),
    ...(origin === "generated" ? [onlyOneLabel] : []),
    ...(seen.size > 0 ? [validationSentences.tuned(seen.size, texts.length, count)] : []),
  ];
  return { basis: validationBasis(origin, folds.length, notes), rows: count, folds };
}

const onlyOneLabel =
  "Each of them counts as having the label that it was made for and no other, so answers with more labels count as errors.";

function planOnDescriptions(task: Task): ValidationPlan {
  const plan = planValidation({ ...task, examples: [] })!;
  const folds = plan.folds.map((fold) => ({
    ...fold,
    heldOut: fold.heldOut.map((row) => ({ ...row, labels: row.label === null ? [] : [row.label] })),
  }));
  return { ...plan, folds, basis: { ...plan.basis, notes: [...plan.basis.notes, onlyOneLabel] } };
}

/** Trains the model of one fold by the code that trains the whole model. */
async function fitFold(
  { heldOut: _, ...fold }: ValidationFold,
  encoder: Encoder,
  seed: number,
  { onProgress, signal }: CrossValidateOptions,
): Promise<TrainedModel> {
  const fit = await fitLabelSets({ ...fold, encoder, seed, onProgress, signal });
  const remembered = new RememberedRows(fold.examples);
  // The texts of the folds are clean already.
  const parts = { fit, base: encoder.identity, report: fit.report, remembered, clean: [] };
  return new TrainedModel(parts, encoder);
}
