/**
 * Types that all readers of data files share. A reader turns a file into records; `task/rows/` chooses the fields with text and
 * label, and turns records into rows. An invalid record is a value, not an exception, so that reading continues after it.
 */

/** One record of a data file, before the fields with text and label are chosen. */
export interface DataRecord {
  /** Line on which it begins, from 1. The number of the record if the file has no lines. */
  readonly line: number;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Names of the fields in the order of the file, for records whose objects may not keep it. All records share the list. */
  readonly columns?: readonly string[];
  /** The text of the record in the file, if it is one JSON object on one line. */
  readonly raw?: string;
  /** The text of the record in the file, in any format. */
  readonly written?: string;
}

/** A record or row that is invalid. */
export interface BadRow {
  /** Name of the file in messages. */
  readonly source: string;
  /** Line on which it begins, from 1. */
  readonly line: number;
  /** A sentence that follows the place: "is not valid JSON (...)." */
  readonly reason: string;
  /** Text of the row in the file. A byte that is invalid in the file's encoding is U+DC00 plus its value. */
  readonly raw: string;
}

/** What a reader of records yields. */
export type RecordResult = DataRecord | BadRow;

export function isBadRow(result: object): result is BadRow {
  return "reason" in result;
}

/** What happens with an invalid row: reading stops with an error, or skips the row. */
export type BadRowPolicy = "stop" | "skip";

/** Receives a sentence about what was detected in a file, so that a person can check it. */
export type NoticeListener = (sentence: string) => void;

/**
 * Names an option in messages: "the option textField" in the library, "the option --text-field" on the command line. With
 * `begins`, the name begins with a capital letter.
 */
export type OptionNaming = (option: string, begins?: boolean) => string;

export const libraryNaming: OptionNaming = (option, begins) => `${begins ? "The" : "the"} option ${option}`;
