import type { Model } from "../model-file/model.ts";
import type { Example } from "../task/task.ts";
import { type FitReport, withTuning } from "./fit.ts";
import { RememberedRows } from "./remembered-rows.ts";
import { restoreAdapter, storeAdapter } from "./stored-adapter.ts";
import { restoreFit, storeFit } from "./stored-fit.ts";
import { restoreWords, storeWords } from "./stored-words.ts";
import type { TrainedParts } from "./trained-model.ts";
import { restoreTuningReport } from "./tuning-report.ts";

/** Turns a trained model into the parts of a model folder that belong to its training. */
export function storeTrained({
  fit,
  base,
  learnt,
  report,
}: TrainedParts): Pick<Model, "encoder" | "fit" | "adapter" | "words"> {
  const adapter = learnt && storeAdapter(learnt.adapter, { ...learnt.report });
  const stored = storeFit({ fit, ...(adapter === undefined && { tuning: report.tuning }) });
  const words = fit.words && storeWords(fit.words);
  return { encoder: base, fit: stored, ...(adapter && { adapter }), ...(words && { words }) };
}

/**
 * The inverse of storeTrained.
 * @param path the model, for messages
 * @returns undefined for a model that was saved before training
 * @throws ModelFileError if the numbers do not fit together
 */
export function restoreTrained(
  { encoder: base, fit: storedFit, adapter, words, examples }: Model,
  path: string,
): TrainedParts | undefined {
  if (base === undefined || storedFit === undefined) return undefined;
  const learnt = adapter && restoreLearnt(adapter, path);
  const { fit: vectors, tuning } = restoreFit(storedFit, base.dimensions, path);
  const fit = words ? { ...vectors, words: restoreWords(words, vectors.classes.length, path) } : vectors;
  const report = withTuning(fit.report, learnt?.report ?? tuning);
  const remembered = new RememberedRows(realRowsOf(examples, report));
  return { fit, base, learnt, report, remembered };
}

function restoreLearnt(saved: NonNullable<Model["adapter"]>, path: string): TrainedParts["learnt"] {
  const { adapter, report } = restoreAdapter(saved, path);
  return { adapter, report: restoreTuningReport(report, path) };
}

/** The real rows that a saved model was trained on; rows that were added after the training come after them. */
function realRowsOf(examples: readonly Example[], { real }: FitReport): Example[] {
  return examples.filter(({ origin }) => origin === "real").slice(0, real);
}
