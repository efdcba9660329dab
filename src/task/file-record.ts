/** One record of a data file, before its text and its label are looked for. */
export interface FileRecord {
  /** The number of the record in its file, from 1. In a spreadsheet it is the number of the row. */
  readonly line: number;
  readonly fields: Readonly<Record<string, unknown>>;
  /** The names of the fields in the file's order, if an object may not keep it. */
  readonly columns?: readonly string[];
  /** The record as it was written, if the file is JSON. */
  readonly raw?: string;
}

/** How the readers of whole files report what they chose. */
export interface RecordReadOptions {
  /** Called with one sentence for each choice that the reader made, for instance which sheet it reads. */
  readonly onNotice?: (sentence: string) => void;
}
