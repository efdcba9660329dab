// pilesort/io: reading task files and data files, checking labels, and writing predictions

export type { ReadOptions, TextSource } from "./files/read-text.ts";
export type { BadRow, BadRowPolicy, NoticeListener, OptionNaming } from "./files/records.ts";
export { placeOfExample } from "./task/example-places.ts";
export {
  type EvaluationRow,
  readEvaluationRows,
  readExamples,
  readGenerated,
  readNoneExamples,
} from "./task/examples.ts";
export { type InlinePair, parseInlinePair } from "./task/inline.ts";
export {
  type CheckedLabels,
  type CheckLabelsOptions,
  checkLabels,
  type LabelOptions,
} from "./task/labels/check-labels.ts";
export type { NewLabel } from "./task/labels/resolve-labels.ts";
export { readNameMap } from "./task/read-name-map.ts";
export { readTaskFile } from "./task/read-task-file.ts";
export { type OutputFormat, outputFormatOf, writtenAs } from "./task/rows/output-format.ts";
export { readRows } from "./task/rows/read-rows.ts";
export type { InputRow, ReadRowsOptions, Row } from "./task/rows/row.ts";
export { formatOf, type RowFormat } from "./task/rows/row-format.ts";
export {
  createRowWriter,
  type GainedFields,
  type RowWriter,
  type RowWriterOptions,
} from "./task/rows/write-rows.ts";
export type {
  ClassDefinition,
  Example,
  ExampleSource,
  JsonObject,
  JsonValue,
  NoneExample,
  Origin,
  Task,
} from "./task/task.ts";
