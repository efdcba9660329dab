import { InputError, type InputPlace } from "../../errors.ts";
import { sourceName, type TextSource } from "../../files/read-text.ts";
import type { DataRecord } from "../../files/records.ts";
import { requireOptions } from "../../options/known-options.ts";
import {
  answerRecords,
  identityOf,
  predictionOptionNames,
  probabilitiesOf,
  type ReadPredictionsOptions,
} from "../predictions/read-predictions.ts";
import { labelSetIn } from "./read-label-sets.ts";

export interface ReadLabelSetPredictionsOptions extends Omit<ReadPredictionsOptions, "withLabels"> {
  /** Separator of several labels in one cell. Default: ";" */
  readonly labelSeparator?: string;
}

/** A row of a file of predictions with several labels per text. Fields that the file lacks are absent. */
export interface LabelSetPredictionRow extends InputPlace {
  readonly id?: string;
  readonly text?: string;
  /** The predicted labels; empty if there are none. */
  readonly labels: readonly string[];
  readonly probabilities?: Readonly<Record<string, number>>;
}

/** A row of a file of true labels. */
export interface LabelSetTruthRow extends InputPlace {
  readonly id?: string;
  readonly text?: string;
  /** The true labels; empty if the text has none. */
  readonly labels: readonly string[];
}

/**
 * Reads predictions of any classifier with several labels per text as a stream: the output of `pilesort classify`, or JSONL,
 * CSV and other files of rows. The labels are a list, or one cell with a separator, in the field "prediction", "labels" or
 * one with a similar name. Probabilities are found as by readPredictions.
 * @param source a path, "-" for standard input, or bytes
 * @throws InputError with file and line, if a row is invalid or a field is missing
 * @example
 * // answers.csv: id,labels
 * //            7,refund;damage
 * for await (const { labels } of readLabelSetPredictions("answers.csv")) console.log(labels); // ["refund", "damage"]
 */
export async function* readLabelSetPredictions(
  source: TextSource,
  options: ReadLabelSetPredictionsOptions = {},
): AsyncGenerator<LabelSetPredictionRow, void, undefined> {
  requireOptions(options, predictionOptionNames);
  const needs = { prediction: true, label: false };
  for await (const { record, fields, place } of answerRecords(source, needs, options)) {
    const probabilities = probabilitiesOf(record, fields, place);
    yield {
      ...place,
      ...identityOf(record, fields),
      labels: labelsIn(record, fields.prediction, place, options),
      ...(probabilities && { probabilities }),
    };
  }
}

/**
 * Reads true labels, several per row, in the file's order, to join them with predictions. Unlike readLabelSets it needs no
 * texts.
 * @throws InputError as readLabelSetPredictions; if the file has no rows
 * @example
 * // truth.csv: id,labels
 * //            7,refund;damage
 * await readLabelSetTruths("truth.csv"); // [{ source: "truth.csv", line: 2, id: "7", labels: ["refund", "damage"] }]
 */
export async function readLabelSetTruths(
  source: TextSource,
  options: Omit<ReadLabelSetPredictionsOptions, "predictionField"> = {},
): Promise<LabelSetTruthRow[]> {
  requireOptions(options, predictionOptionNames);
  const rows: LabelSetTruthRow[] = [];
  const needs = { prediction: false, label: true };
  for await (const { record, fields, place } of answerRecords(source, needs, options)) {
    rows.push({
      ...place,
      ...identityOf(record, fields),
      labels: labelsIn(record, fields.label, place, options),
    });
  }
  if (rows.length === 0) throw new InputError("holds no rows.", { source: sourceName(source) });
  return rows;
}

function labelsIn(
  { fields }: DataRecord,
  field: string | undefined,
  place: InputPlace,
  options: ReadLabelSetPredictionsOptions,
): string[] {
  const found = labelSetIn(field === undefined ? undefined : fields[field], options);
  if (Array.isArray(found)) return found;
  throw new InputError(found.reason, place);
}
