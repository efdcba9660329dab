import type { Model } from "../model-file/model.ts";
import type { Example } from "../task/task.ts";
import { type FitReport, withTuning } from "./fit.ts";
import { RememberedRows } from "./remembered-rows.ts";
import { restoreAdapter, storeAdapter } from "./stored-adapter.ts";
import { restoreFit, storeFit } from "./stored-fit.ts";
import { restoreWords, storeWords } from "./stored-words.ts";
import type { TrainedParts } from "./trained-model.ts";
import { restoreTuningReport } from "./tuning-report.ts";

/** Encodes a trained model as parts of a model folder. */
export function storeTrained({
  fit,
  base,
  learnt,
  report,
  clean,
}: TrainedParts): Pick<Model, "encoder" | "fit" | "adapter" | "words"> {
  const adapter = learnt && storeAdapter(learnt.adapter, { ...learnt.report });
  const stored = storeFit({ fit, clean, ...(adapter === undefined && { tuning: report.tuning }) });
  const words = fit.words && storeWords(fit.words);
  return { encoder: base, fit: stored, ...(adapter && { adapter }), ...(words && { words }) };
}

/**
 * Decodes what storeTrained returned.
 * @param path of the model, for messages
 * @returns undefined for a model that was saved before training
 * @throws ModelFileError if numbers are missing or have unexpected shapes
 */
export function restoreTrained(
  { encoder: base, fit: storedFit, adapter, words, examples }: Model,
  path: string,
): TrainedParts | undefined {
  if (base === undefined || storedFit === undefined) return undefined;
  const learnt = adapter && restoreLearnt(adapter, path);
  const { fit: vectors, tuning, clean } = restoreFit(storedFit, base.dimensions, path);
  const fit = words ? { ...vectors, words: restoreWords(words, vectors.classes.length, path) } : vectors;
  const report = withTuning(fit.report, learnt?.report ?? tuning);
  const remembered = new RememberedRows(realRowsOf(examples, report));
  return { fit, base, learnt, report, remembered, clean };
}

function restoreLearnt(saved: NonNullable<Model["adapter"]>, path: string): TrainedParts["learnt"] {
  const { adapter, report } = restoreAdapter(saved, path);
  return { adapter, report: restoreTuningReport(report, path) };
}

/** Returns the real examples that a saved model was trained on. Examples that were added later come after them. */
function realRowsOf(examples: readonly Example[], { real }: FitReport): Example[] {
  return examples.filter(({ origin }) => origin === "real").slice(0, real);
}
