/**
 * The common ground of all readers of data files. A reader turns a file into records; `task/rows/` chooses the fields that
 * hold text and label and turns records into rows. A record that cannot be used is a value of its own, not an exception,
 * so that reading continues behind it.
 */

/** One record of a data file, before it is known which of its fields holds the text. */
export interface DataRecord {
  /** The line on which it begins, from 1; the number of the record if the file has no lines. */
  readonly line: number;
  readonly fields: Readonly<Record<string, unknown>>;
  /** The names of the fields in the file's order, if an object may not keep it. The same list for each record. */
  readonly columns?: readonly string[];
  /** The record as it was written, if it is one JSON object on one line. */
  readonly raw?: string;
  /** The record as it was written, whatever it is. */
  readonly written?: string;
}

/** A record or row that cannot be used. */
export interface BadRow {
  /** What messages call the file. */
  readonly source: string;
  /** The line on which it begins, from 1. */
  readonly line: number;
  /** A sentence that follows the place: "is not valid JSON (...)." */
  readonly reason: string;
  /** The row as it was written. A byte that is invalid in the file's encoding is U+DC00 plus its value. */
  readonly raw: string;
}

/** What a reader of records yields. */
export type RecordResult = DataRecord | BadRow;

export function isBadRow(result: object): result is BadRow {
  return "reason" in result;
}

/** What to do about a row that cannot be used. */
export type BadRowPolicy = "stop" | "skip";

/** Called with one sentence on what was detected in a file, for a person to check. */
export type NoticeListener = (sentence: string) => void;

/**
 * Says how messages name an option: "the option textField" in the library, "the option --text-field" on the command
 * line. With `begins`, the first letter of a sentence is a capital.
 */
export type OptionNaming = (option: string, begins?: boolean) => string;

export const libraryNaming: OptionNaming = (option, begins) => `${begins ? "The" : "the"} option ${option}`;
