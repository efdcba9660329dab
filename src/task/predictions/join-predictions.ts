import { argumentError, InputError, type InputPlace, isOptions } from "../../errors.ts";
import { quote } from "../../files/quote.ts";
import type { PredictionRow, TruthRow } from "./read-predictions.ts";

/** What rows are joined by. */
interface IdentifiedRow extends InputPlace {
  readonly id?: string;
  readonly text?: string;
}

/** A prediction with the true label of its row. */
export interface JoinedRow<Truth = TruthRow, Prediction = PredictionRow> {
  /** Position of the row among the true labels, from 0. */
  readonly position: number;
  readonly truth: Truth;
  readonly prediction: Prediction;
}

/**
 * Joins predictions with true labels: by their ids if both have ids, else by order. By order, the numbers of rows must be
 * equal, and so must the texts of a row if both have texts. Predictions whose id has no true label are left out.
 * @param truths all true labels
 * @param predictions read as a stream, so that not all of them are kept
 * @returns the rows in the order of the predictions
 * @throws InputError with file and line, if an id occurs twice, a true label has no prediction, or the rows do not match
 * @example
 * const truths = await readTruths("truth.csv");
 * for await (const { truth, prediction } of joinPredictions(truths, readPredictions("answers.csv"))) {
 *   console.log(truth.label === prediction.prediction);
 * }
 */
export async function* joinPredictions<Truth extends IdentifiedRow, Prediction extends IdentifiedRow>(
  truths: readonly Truth[],
  predictions: AsyncIterable<Prediction>,
): AsyncGenerator<JoinedRow<Truth, Prediction>, void, undefined> {
  if (!Array.isArray(truths) || truths.some((row) => !isOptions(row))) {
    throw argumentError("truths", "a list of objects, as readTruths returns", truths);
  }
  if (!(isOptions(predictions) && Symbol.asyncIterator in predictions)) {
    throw argumentError("predictions", "an async iterable, as readPredictions returns", predictions);
  }
  const byId = truths.every(({ id }) => id !== undefined) ? truths : undefined;
  let positions: Map<string, number> | undefined;
  const done = new Uint8Array(truths.length);
  let count = 0;
  for await (const prediction of predictions) {
    if (count === 0 && byId && prediction.id !== undefined) positions = positionsById(truths);
    const position = positions ? positions.get(idOf(prediction)) : count;
    count++;
    if (position === undefined) continue;
    if (position >= truths.length) continue;
    if (done[position] === 1) throw idTwice(prediction);
    done[position] = 1;
    if (!positions) checkSameText(truths[position], prediction);
    yield { position, truth: truths[position], prediction };
  }
  if (positions) rejectMissing(truths, done);
  else if (count !== truths.length) throw differentCounts(truths, count);
}

function positionsById(truths: readonly IdentifiedRow[]): Map<string, number> {
  const positions = new Map<string, number>();
  for (const [position, row] of truths.entries()) {
    if (positions.has(row.id!)) throw idTwice(row);
    positions.set(row.id!, position);
  }
  return positions;
}

function idOf({ id, source, line }: IdentifiedRow): string {
  if (id !== undefined) return id;
  throw new InputError("has no id, but the rows before it have one.", { source, line });
}

function idTwice({ id = "", source, line }: IdentifiedRow): InputError {
  const sentence = `has the id ${quote(id)}, which an earlier row has, too; give each row an id of its own, or name another field of ids.`;
  return new InputError(sentence, { source, line });
}

function checkSameText(truth: IdentifiedRow, { text, source, line }: IdentifiedRow): void {
  if (truth.text === undefined || text === undefined || truth.text.trim() === text.trim()) return;
  const place = `${truth.source}, line ${truth.line}`;
  throw new InputError(
    `has another text than the row at the same position of the true labels (${place}); bring both files into one order, or give both a field of ids.`,
    { source, line },
  );
}

function rejectMissing(truths: readonly IdentifiedRow[], done: Uint8Array): void {
  const missing = truths.filter((_, position) => done[position] === 0);
  if (missing.length === 0) return;
  const [{ id = "", source, line }] = missing;
  const others = missing.length === 1 ? "" : `, nor have ${missing.length - 1} other rows`;
  throw new InputError(`has the id ${quote(id)}, which no prediction has${others}; predict every row.`, {
    source,
    line,
  });
}

function differentCounts(truths: readonly IdentifiedRow[], count: number): InputError {
  return new InputError(
    `There are ${truths.length} true labels but ${count} predictions, and not both files have ids; give one prediction per row, in the same order.`,
  );
}
