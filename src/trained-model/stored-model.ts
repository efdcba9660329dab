import type { Model } from "../model-file/model.ts";
import type { Example } from "../task/task.ts";
import { withoutSuperseded } from "./corrections.ts";
import { type FitReport, withTuning } from "./fit.ts";
import { RememberedRows } from "./remembered-rows.ts";
import { restoreAdapter, storeAdapter } from "./stored-adapter.ts";
import { restoreCorrections, restoreVectors, storeCorrections, storeVectors } from "./stored-corrections.ts";
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
  withoutWords,
  corrections,
  known,
}: TrainedParts): Pick<Model, "encoder" | "fit" | "adapter" | "words" | "corrections" | "vectors"> {
  const adapter = learnt && storeAdapter(learnt.adapter, { ...learnt.report });
  const stored = storeFit({
    fit,
    clean,
    withoutWords,
    ...(adapter === undefined && { tuning: report.tuning }),
  });
  return {
    encoder: base,
    fit: stored,
    ...(adapter && { adapter }),
    ...(fit.words && { words: storeWords(fit.words) }),
    ...(corrections && { corrections: storeCorrections(corrections) }),
    ...(known && { vectors: storeVectors(known) }),
  };
}

/**
 * Decodes what storeTrained returned.
 * @param path of the model, for messages
 * @returns undefined for a model that was saved before training
 * @throws ModelFileError if numbers are missing or have unexpected shapes
 */
export function restoreTrained(model: Model, path: string): TrainedParts | undefined {
  const { encoder: base, fit: storedFit, adapter, words, examples } = model;
  if (base === undefined || storedFit === undefined) return undefined;
  const learnt = adapter && restoreLearnt(adapter, path);
  const { fit: vectors, tuning, clean, withoutWords } = restoreFit(storedFit, base.dimensions, path);
  const fit = words ? { ...vectors, words: restoreWords(words, vectors.classes.length, path) } : vectors;
  const report = withTuning(fit.report, learnt?.report ?? tuning);
  const sizes = { dimensions: base.dimensions, classes: fit.classes.length };
  const corrections = model.corrections && restoreCorrections(model.corrections, sizes, path);
  const trainedOn = corrections ? withoutSuperseded(examples, corrections.history) : examples;
  const remembered = new RememberedRows(realRowsOf(trainedOn, report));
  const known = model.vectors && restoreVectors(model.vectors, examples, base.dimensions, path);
  return {
    fit,
    base,
    learnt,
    report,
    remembered,
    clean,
    ...(withoutWords && { withoutWords }),
    ...(corrections && { corrections }),
    ...(known && { known }),
  };
}

function restoreLearnt(saved: NonNullable<Model["adapter"]>, path: string): TrainedParts["learnt"] {
  const { adapter, report } = restoreAdapter(saved, path);
  return { adapter, report: restoreTuningReport(report, path) };
}

/** Returns the real examples that a saved model was trained on. Examples that were added later come after them. */
function realRowsOf(examples: readonly Example[], { real }: FitReport): Example[] {
  return examples.filter(({ origin }) => origin === "real").slice(0, real);
}
