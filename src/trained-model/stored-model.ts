import type { Model } from "../model-file/model.ts";
import type { Example } from "../task/task.ts";
import { withoutSuperseded } from "./corrections.ts";
import { type FitReport, withTuning } from "./fit.ts";
import { RememberedRows } from "./remembered-rows.ts";
import { restoreAdapter, storeAdapter } from "./stored-adapter.ts";
import { restoreCorrections, restoreVectors, storeCorrections, storeVectors } from "./stored-corrections.ts";
import { restoreFit, storeFit } from "./stored-fit.ts";
import type { TrainedParts } from "./trained-model.ts";
import { restoreTuningReport } from "./tuning-report.ts";

/** Turns a trained model into the parts of a model folder that belong to its training. */
export function storeTrained({
  fit,
  base,
  learnt,
  report,
  corrections,
  known,
}: TrainedParts): Pick<Model, "encoder" | "fit" | "adapter" | "corrections" | "vectors"> {
  const adapter = learnt && storeAdapter(learnt.adapter, { ...learnt.report });
  const stored = storeFit({ fit, ...(adapter === undefined && { tuning: report.tuning }) });
  return {
    encoder: base,
    fit: stored,
    ...(adapter && { adapter }),
    ...(corrections && { corrections: storeCorrections(corrections) }),
    ...(known && { vectors: storeVectors(known) }),
  };
}

/**
 * The inverse of storeTrained.
 * @param path the model, for messages
 * @returns undefined for a model that was saved before training
 * @throws ModelFileError if the numbers do not fit together
 */
export function restoreTrained(model: Model, path: string): TrainedParts | undefined {
  const { encoder: base, fit: storedFit, adapter, examples } = model;
  if (base === undefined || storedFit === undefined) return undefined;
  const learnt = adapter && restoreLearnt(adapter, path);
  const { fit, tuning } = restoreFit(storedFit, base.dimensions, path);
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
    ...(corrections && { corrections }),
    ...(known && { known }),
  };
}

function restoreLearnt(saved: NonNullable<Model["adapter"]>, path: string): TrainedParts["learnt"] {
  const { adapter, report } = restoreAdapter(saved, path);
  return { adapter, report: restoreTuningReport(report, path) };
}

/** The real rows that a saved model was trained on; rows that were added after the training come after them. */
function realRowsOf(examples: readonly Example[], { real }: FitReport): Example[] {
  return examples.filter(({ origin }) => origin === "real").slice(0, real);
}
