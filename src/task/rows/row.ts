import type { InputPlace } from "../../errors.ts";
import type { ReadOptions } from "../../files/read-text.ts";
import type { BadRow, BadRowPolicy } from "../../files/records.ts";
import type { OptionNames } from "../../options/known-options.ts";
import type { RowFormat } from "./row-format.ts";

/** A text with all fields of its row. */
export interface InputRow extends InputPlace {
  readonly text: string;
  /** All fields by name, including the field of the text. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Names of the fields in the file's order. Present in tables, since an object may order its keys differently. */
  readonly columns?: readonly string[];
  /** The JSON text of the row, if it is JSON. It keeps digits, spacing and repeated keys. */
  readonly raw?: string;
}

/** A row of a file, with its place. */
export interface Row extends InputRow {
  /** Name of the file, as in messages. */
  readonly source: string;
  /** Number of the line on which the row begins, from 1. */
  readonly line: number;
  /** Value of the label's field, as it was read; undefined if there is no such field. */
  readonly label?: unknown;
}

/** A row of labeled data. Its label is a string; "" if it is missing. */
export interface LabeledRow extends Row {
  readonly label: string;
  /** Whether the label is null in a JSON file, so that the text is out of scope. */
  readonly isOutOfScope?: boolean;
}

export interface ReadRowsOptions extends ReadOptions {
  /** Format of the file (default: by the extension of its name). */
  readonly format?: RowFormat;
  /**
   * Name of the field or column with the text, or of several that are joined by line breaks (default: "text", or a field
   * with a similar name, which is reported to `onNotice`).
   */
  readonly textField?: string | readonly string[];
  /**
   * Name of the field or column with the label (default: "label", or a field with a similar name, which is reported to
   * `onNotice`).
   */
  readonly labelField?: string;
  /** Separator of cells in CSV (default: detected among comma, semicolon, tab and pipe). */
  readonly delimiter?: string;
  /**
   * Separator of several labels in one cell (default: a cell is one label). A row with several labels is invalid; see
   * `classes`.
   */
  readonly labelSeparator?: string;
  /** Names of the classes. Of several labels, one is used if it alone is the name of a class. */
  readonly classes?: readonly string[];
  /** What happens on an invalid row (default: "stop"): "stop" throws an error; "skip" reports it to `onBadRowSkipped`. */
  readonly onBadRow?: BadRowPolicy;
  /** Called with each invalid row that is skipped. Reading waits until the returned promise resolves. */
  readonly onBadRowSkipped?: (row: BadRow) => void | Promise<void>;
}

/** Of all functions that read rows, so that one object of options serves several of them. */
export const rowOptionNames = {
  ...{ encoding: true, onNotice: true, naming: true, signal: true, onBytes: true, fileSystem: true },
  ...{ format: true, textField: true, labelField: true, delimiter: true, labelSeparator: true },
  ...{ classes: true, onBadRow: true, onBadRowSkipped: true },
} satisfies OptionNames<ReadRowsOptions>;
