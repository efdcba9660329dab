import type { Encoder } from "../../encoder/encoder.ts";
import { rowOf, zeros } from "../../math/matrix.ts";
import type { Snippet } from "../../prompts/snippets.ts";
import type { ClassDefinition, Example, NoneExample } from "../../task/task.ts";
import type { TuningReport } from "../../trained-model/tuning-report.ts";
import { type LabelSetRows, labelSetRows } from "../../training/label-sets/label-set-rows.ts";
import { labelTargets, scoresByDescriptions } from "../../training/label-sets/label-targets.ts";
import type { TunableBase } from "../../tuning/adapter/tunable-base.ts";
import type { TuningRow } from "../../tuning/loop/labeled-rows.ts";
import { tuningTokens } from "../../tuning/loop/token-batch.ts";
import { isShort, snippetWeights, splitExamples, type TuningData } from "../tuning-examples.ts";
import { shareToHoldOut, splitLabelSets } from "./split-label-sets.ts";

/** The part of a task with several labels per text that decides what is tuned on. */
interface LabelSetSource {
  readonly classes: readonly ClassDefinition[];
  readonly snippets: readonly Snippet[];
  readonly examples: readonly Example[];
  readonly noneExamples: readonly NoneExample[];
  /** The encoder without any adapter. */
  readonly base: Encoder;
  readonly before?: { readonly report: TuningReport };
  readonly seed: number;
}

/**
 * Splits and tokenizes the texts of a task with several labels per text. After an earlier fine-tuning the same texts are held
 * out as then. A snippet of a description has its label; its other labels, and those of texts that were generated for one
 * label, have the probability that the descriptions give.
 */
export async function labelSetTuningData(task: LabelSetSource, tunable: TunableBase): Promise<TuningData> {
  const { classes, before, examples } = task;
  const names = classes.map(({ name }) => name);
  const now = shareToHoldOut(examples.length, classes.length);
  const seed = before?.report.seed ?? task.seed;
  const isOfOneClass = before !== undefined && before.report.heldOutShare === undefined;
  const heldOutShare = Math.min(now, before?.report.heldOutShare ?? 1);
  const split = isOfOneClass
    ? { ...splitExamples(examples, before.report), tuningNone: task.noneExamples, heldOutNone: [] }
    : splitLabelSets(examples, task.noneExamples, { seed, share: heldOutShare });
  const learned = labelSetRows(names, split.tuningExamples, split.tuningNone);
  const heldOut = labelSetRows(names, split.heldOut, split.heldOutNone);
  const snippets = task.snippets.filter(isShort);
  const weights = snippetWeights(
    snippets.map(({ label }) => label),
    learned.texts.length / names.length,
  );
  return {
    ...split,
    seed,
    ...(isOfOneClass ? { grouped: before.report.grouped } : { grouped: true, heldOutShare }),
    rows: await rowsOf(withSnippets(learned, snippets, names), weights, task, tunable),
    heldOutRows: await rowsOf(heldOut, [], task, tunable),
  };
}

type KnownRows = Pick<LabelSetRows, "texts" | "truths" | "isComplete">;

function withSnippets(
  { texts, truths, isComplete }: KnownRows,
  snippets: readonly Snippet[],
  names: readonly string[],
): KnownRows {
  const all = zeros(texts.length + snippets.length, names.length);
  all.data.set(truths.data);
  for (const [k, { label }] of snippets.entries()) rowOf(all, texts.length + k)[names.indexOf(label)] = 1;
  return {
    texts: [...texts, ...snippets.map(({ text }) => text)],
    truths: all,
    isComplete: [...isComplete, ...snippets.map(() => false)],
  };
}

/** @param weights those of the last rows */
async function rowsOf(
  known: KnownRows,
  weights: readonly number[],
  { classes, snippets, base }: LabelSetSource,
  tunable: TunableBase,
): Promise<TuningRow[]> {
  const { texts, truths, isComplete } = known;
  const unsure = texts.filter((_, i) => !isComplete[i]);
  const offsets = zeros(texts.length, truths.columns);
  if (unsure.length > 0) {
    const scores = await scoresByDescriptions(unsure, { classes, snippets, encoder: base });
    let k = 0;
    for (const [i, isKnown] of isComplete.entries()) if (!isKnown) rowOf(offsets, i).set(rowOf(scores, k++));
  }
  const targets = labelTargets(known, offsets);
  return texts.map((text, i) => {
    const weight = weights[i - (texts.length - weights.length)];
    const target = rowOf(targets, i);
    return {
      label: classes[target.indexOf(Math.max(...target))].name,
      target,
      ids: tuningTokens(tunable, text),
      ...(weight !== undefined && { weight }),
    };
  });
}
