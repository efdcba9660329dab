import { stat } from "node:fs/promises";
import type { Classifier, ScoredPrediction, TruthRow } from "../index.ts";
import { UsageError } from "./command.ts";
import type { Context } from "./context.ts";
import { type EvaluateFlags, fieldsOf, renamed } from "./evaluation-flags.ts";
import { readLabelMap } from "./label-map.ts";
import { openClassifier } from "./open-classifier.ts";
import { readOptions } from "./reading-options.ts";

/** A row that a baseline answers. */
interface BaselineRow {
  /** Position among the true labels. */
  readonly position: number;
  readonly text?: string;
}

/** Answers of the classifier that the evaluated one is compared with. */
export interface BaselineAnswers {
  /** Returns one answer per row. */
  answer(rows: readonly BaselineRow[]): Promise<ScoredPrediction[]>;
  dispose(): Promise<void>;
}

type Library = typeof import("../index.ts");

/**
 * Opens the value of --baseline: the folder of a model, or a file of predictions.
 * @param truths the rows that are evaluated, in the order of their file
 * @returns undefined if there is no such flag
 */
export async function openBaseline(
  flags: EvaluateFlags,
  truths: readonly TruthRow[],
  context: Context,
  library: Library,
): Promise<BaselineAnswers | undefined> {
  const { baseline } = flags;
  if (baseline === undefined) return undefined;
  if (await isFile(baseline)) return answersOfFile(baseline, flags, truths, context, library);
  if (truths.some(({ text }) => text === undefined)) {
    throw new UsageError(
      "The option --baseline names a model, which needs texts, but some rows have none; name a file of predictions.",
    );
  }
  return answersOfModel(await openClassifier(baseline, flags), flags, context);
}

function answersOfModel(model: Classifier, { none }: EvaluateFlags, { signal }: Context): BaselineAnswers {
  return {
    answer: (rows) =>
      model.classify(
        rows.map(({ text = "" }) => text),
        { none, signal },
      ),
    dispose: () => model.dispose(),
  };
}

async function answersOfFile(
  file: string,
  flags: EvaluateFlags,
  truths: readonly TruthRow[],
  context: Context,
  { joinPredictions, readPredictions }: Library,
): Promise<BaselineAnswers> {
  const labelMap = await readLabelMap(flags.labelMap);
  // The format of the data is not that of the predictions.
  const reading = { ...readOptions(flags, context), format: undefined, ...fieldsOf(flags) };
  const found = new Map<number, ScoredPrediction>();
  for await (const { position, prediction } of joinPredictions(truths, readPredictions(file, reading))) {
    found.set(position, renamed(prediction, labelMap));
  }
  return {
    answer: async (rows) => rows.map(({ position }) => found.get(position)!),
    dispose: async () => {},
  };
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}
