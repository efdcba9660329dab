import type { Classification, Classifier, ClassifyOptions, InputRow, RowWriter } from "../index.ts";
import { batched } from "./batched.ts";

/** Rows classified at a time: enough to keep the encoder busy, few enough to keep memory flat. */
const batchRows = 512;

/** Characters of a batch's texts, after which it is full: long texts take long, and answers are not to wait for many of them. */
const batchCharacters = 500_000;

/** What became of the rows. */
export interface Tally {
  readonly rows: number;
  readonly none: number;
  readonly unsure: number;
}

export interface ClassifyRowsOptions extends ClassifyOptions {
  /** Tell all that is known. */
  readonly json?: boolean;
  readonly signal: AbortSignal;
  /** Called with each row whose text is too long to be read whole. */
  readonly onLongText: (row: InputRow, charactersRead: number) => void;
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
    for await (const batch of batched(rows, batchRows, {
      of: ({ text }) => text.length,
      maximum: batchCharacters,
    })) {
      const found = await classifier.classify(
        batch.map(({ text }) => text),
        options,
      );
      for (const [i, row] of batch.entries()) {
        const { charactersRead } = found[i];
        if (charactersRead !== undefined) options.onLongText(row, charactersRead);
      }
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
  { none, threshold, json }: ClassifyRowsOptions,
): Record<string, unknown> {
  const { prediction, probability, probabilities, outcome, noneProbability } = found;
  const answer = { prediction, probability, probabilities };
  return none || json || threshold !== undefined
    ? { ...answer, outcome, none_probability: noneProbability }
    : answer;
}
