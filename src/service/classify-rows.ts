import type { BadRow, Classification, Classifier, ClassifyOptions, InputRow, RowWriter } from "../index.ts";

/** Counts the rows by outcome. */
export interface Tally {
  readonly rows: number;
  readonly none: number;
  readonly unsure: number;
  /** Rows without a text, such as empty lines of a spreadsheet. Their answers say nothing. */
  readonly empty: number;
}

export interface ClassifyRowsOptions extends ClassifyOptions {
  /** Add all fields to the answer, as for JSON output. */
  readonly json?: boolean;
  /** Joins the labels of a text in one cell, for tables. Default: the labels are a list. */
  readonly labelSeparator?: string;
  /** The classes, if the probability of each is written to its own column. */
  readonly columns?: readonly string[];
  /** Takes the rows that are answered "unsure", instead of the output. */
  readonly review?: { readonly writer: RowWriter; readonly incompleteName: string };
  readonly signal: AbortSignal;
  /** Called once if something about the texts makes their answers less reliable. */
  readonly onNotice: (message: string) => void;
  /** Called with each row whose text is too long to be read completely. */
  readonly onLongText: (row: InputRow, charactersRead: number) => void;
  /** Called with a row that cannot be written. Default: such a row is an error. */
  readonly onBadRowSkipped?: (row: BadRow) => Promise<void>;
  /** Name of the output if it ends at an invalid row. Absent if the output is a stream. */
  readonly incompleteName?: string;
  /** Called after each row with the number of rows written so far. */
  readonly onRows: (rows: number) => void;
}

/**
 * Classifies rows as a stream, in their order and in bounded memory. While rows are classified, the next ones are read.
 * At the end the output is finished. At an invalid row, the answers to the rows before it are kept under the name of an
 * incomplete output. After any other error the output is removed.
 */
export async function classifyRows(
  rows: AsyncIterable<InputRow>,
  classifier: Classifier,
  writer: RowWriter,
  options: ClassifyRowsOptions,
): Promise<Tally> {
  const tally = { rows: 0, none: 0, unsure: 0, empty: 0 };
  try {
    const { top, threshold, none, precision, costs, coverage, heldOut, review, signal } = options;
    const onNotice = once(options.onNotice);
    const answering = { top, threshold, none, precision, costs, coverage, heldOut, signal, onNotice };
    for await (const found of classifier.classifyStream(rows, answering)) {
      const { item: row, charactersRead, outcome } = found;
      const target = outcome === "unsure" ? (review?.writer ?? writer) : writer;
      if (!(await writeAnswer(row, found, target, options))) continue;
      if (charactersRead !== undefined) options.onLongText(row, charactersRead);
      tally.rows++;
      if (outcome === "none") tally.none++;
      if (outcome === "unsure") tally.unsure++;
      if (row.text.trim() === "") tally.empty++;
      options.onRows(tally.rows);
    }
    await writer.finish();
    await review?.writer.finish();
    return tally;
  } catch (error) {
    throw await keepAnswers(error, tally.rows, writer, options);
  }
}

/** Writes the answer to a row. @returns false if the row cannot be written and was skipped */
async function writeAnswer(
  row: InputRow,
  found: Classification,
  writer: RowWriter,
  options: ClassifyRowsOptions,
): Promise<boolean> {
  try {
    await writer.write(row, answerFields(found, options));
    return true;
  } catch (error) {
    const { InputError } = await import("../index.ts");
    const { onBadRowSkipped } = options;
    if (!(error instanceof InputError) || onBadRowSkipped === undefined) throw error;
    const { source = "", line = 0, fields, raw = JSON.stringify(fields) } = row;
    await onBadRowSkipped({
      source,
      line,
      reason: error.message.replace(`${source}, line ${line}: `, ""),
      raw,
    });
    return false;
  }
}

/** Finishes or removes the output after an error. @returns the error to throw, which says where kept answers are */
async function keepAnswers(
  error: unknown,
  rows: number,
  writer: RowWriter,
  { incompleteName, review }: ClassifyRowsOptions,
): Promise<unknown> {
  const { InputError } = await import("../index.ts");
  if (!(error instanceof InputError) || rows === 0) {
    await writer.abandon();
    await review?.writer.abandon();
    return error;
  }
  await writer.finish(incompleteName);
  await review?.writer.finish(review.incompleteName);
  const before = rows === 1 ? "the row before it is" : `the ${rows} rows before it are`;
  const kept =
    incompleteName === undefined
      ? ""
      : ` The answer${rows === 1 ? "" : "s"} to ${before} in ${review === undefined ? incompleteName : `${incompleteName} and ${review.incompleteName}`}.`;
  return new InputError(`${error.message}${kept}`, { cause: error });
}

/** Returns the fields to add to a row. P(none) is added if it can change the answer, or for JSON output. */
function answerFields(
  found: Classification,
  { none, threshold, precision, costs, json, columns, labelSeparator }: ClassifyRowsOptions,
): Record<string, unknown> {
  const { prediction, probability, probabilities, outcome, noneProbability, set, expectedCost } = found;
  const spread = columns?.map((name) => [`probability_${name}`, probabilities[name]] as const);
  if (found.labels !== undefined) {
    return {
      labels: cellOf(found.labels, labelSeparator),
      ...(spread ? Object.fromEntries(spread) : { probabilities }),
    };
  }
  const answer = { prediction, probability, ...(spread ? Object.fromEntries(spread) : { probabilities }) };
  const canBeOther = [threshold, precision, costs].some((each) => each !== undefined);
  return {
    ...answer,
    ...((none || json || canBeOther) && { outcome, none_probability: noneProbability }),
    ...(set && { set }),
    ...(expectedCost !== undefined && { expected_cost: expectedCost }),
  };
}

/** Returns labels as one cell; as a list if a label contains the separator, or without one. */
function cellOf(labels: readonly string[], separator: string | undefined): readonly string[] | string {
  if (separator === undefined || labels.some((label) => label.includes(separator))) return labels;
  return labels.join(separator);
}

function once(listen: (message: string) => void): (message: string) => void {
  let isDone = false;
  return (message) => {
    if (isDone) return;
    isDone = true;
    listen(message);
  };
}
