import type { InputPlace } from "../../errors.ts";
import type { ReadOptions } from "../../files/read-text.ts";
import type { BadRow, BadRowPolicy } from "../../files/records.ts";
import type { RowFormat } from "./row-format.ts";

/** One text, with everything that came with it. */
export interface InputRow extends InputPlace {
  readonly text: string;
  /** All fields by name, the text's own among them. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** The names of the fields in the file's order, if an object may not keep it (CSV). */
  readonly columns?: readonly string[];
  /** The row as it was written, if it is JSON: numbers, spacing and repeated keys survive in it. */
  readonly raw?: string;
}

/** A row of a file: it knows where it came from. */
export interface Row extends InputRow {
  readonly source: string;
  /** The line on which it begins, from 1. */
  readonly line: number;
  /** What its field of the label holds, as it was read; undefined if there is none. A string in labeled rows. */
  readonly label?: unknown;
}

/** A row of labeled data. */
export interface LabeledRow extends Row {
  readonly label: string;
  /** Whether the label is null in a JSON file, which says that the text belongs to none of the classes. */
  readonly isOutOfScope?: boolean;
}

export interface ReadRowsOptions extends ReadOptions {
  /** Told by the file's name if not given. */
  readonly format?: RowFormat;
  /**
   * The field or column that holds the text, or several that are joined by a line break (default: "text", else one of a
   * similar name, which is reported to `onNotice`).
   */
  readonly textField?: string | readonly string[];
  /** The field or column that holds the label (default: "label", else one of a similar name). */
  readonly labelField?: string;
  /** What stands between two cells of CSV (default: detected among comma, semicolon, tab and pipe). */
  readonly delimiter?: string;
  /** What stands between several labels in one cell. A row with several labels cannot be used. */
  readonly labelSeparator?: string;
  /** Names of classes: of several labels, the only one among these is taken. */
  readonly classes?: readonly string[];
  /** Whether a row that cannot be used is an error, or is left out and given to `onBadRowSkipped` (default: "stop"). */
  readonly onBadRow?: BadRowPolicy;
  /** Called with each row that was left out. Reading waits for it. */
  readonly onBadRowSkipped?: (row: BadRow) => void | Promise<void>;
}
