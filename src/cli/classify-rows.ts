import type { Classification, Classifier, ClassifyOptions, InputRow, RowWriter } from "../index.ts";
import { batched } from "./batched.ts";

/** Rows classified at a time: enough to keep the encoder busy, few enough to keep memory flat. */
const batchRows = 512;

/** What became of the rows. */
export interface Tally {
  readonly rows: number;
  readonly none: number;
  readonly unsure: number;
}

export interface ClassifyRowsOptions extends ClassifyOptions {
  /** Tell all that is known. */
  readonly json?: boolean;
  /** The classes, if each has a column of its own for its probability. */
  readonly columns?: readonly string[];
  readonly signal: AbortSignal;
  /** Called after each batch with the number of rows written so far. */
  readonly onRows: (rows: number) => void;
}

/**
 * Classifies rows as a stream: in their order, in bounded memory, the next rows being read while the last are classified.
 * The output is finished only when all went well, and abandoned otherwise.
 */
export async function classifyRows(
  rows: AsyncIterable<InputRow>,
  classifier: Classifier,
  writer: RowWriter,
  options: ClassifyRowsOptions,
): Promise<Tally> {
  const tally = { rows: 0, none: 0, unsure: 0 };
  try {
    for await (const batch of batched(rows, batchRows)) {
      const found = await classifier.classify(
        batch.map(({ text }) => text),
        options,
      );
      for (const [i, row] of batch.entries()) await writer.write(row, answerFields(found[i], options));
      tally.rows += batch.length;
      tally.none += found.filter(({ outcome }) => outcome === "none").length;
      tally.unsure += found.filter(({ outcome }) => outcome === "unsure").length;
      options.onRows(tally.rows);
    }
    await writer.finish();
    return tally;
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}

/** What a row gains. How likely it is that none of the classes fits is told where that could change the answer, or to machines. */
function answerFields(
  found: Classification,
  { none, threshold, json, columns }: ClassifyRowsOptions,
): Record<string, unknown> {
  const { prediction, probability, probabilities, outcome, noneProbability } = found;
  const spread = columns?.map((name) => [`probability_${name}`, probabilities[name]] as const);
  const answer = { prediction, probability, ...(spread ? Object.fromEntries(spread) : { probabilities }) };
  return none || json || threshold !== undefined
    ? { ...answer, outcome, none_probability: noneProbability }
    : answer;
}
