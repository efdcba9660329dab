// pilesort/io: reading task files and data files, checking labels, and writing predictions

export type { ReadOptions, TextSource } from "./files/read-text.ts";
export type { BadRow, BadRowPolicy, NoticeListener, OptionNaming } from "./files/records.ts";
export {
  type CheckedLabels,
  type CheckLabelsOptions,
  checkLabels,
  type LabelOptions,
} from "./task/check-labels.ts";
export { type EvaluationRow, readEvaluationRows } from "./task/evaluation-rows.ts";
export { placeOfExample } from "./task/example-places.ts";
export { readExamples, readGenerated, readNoneExamples } from "./task/examples.ts";
export { type InlinePair, parseInlinePair } from "./task/inline.ts";
export type { NewLabel } from "./task/judge-labels.ts";
export { type OutputFormat, outputFormatOf, writtenAs } from "./task/output-format.ts";
export { readTaskFile } from "./task/read-classes.ts";
export { readNameMap } from "./task/read-name-map.ts";
export { formatOf, type RowFormat } from "./task/row-format.ts";
export { type InputRow, type ReadRowsOptions, type Row, readRows } from "./task/rows.ts";
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
export {
  createRowWriter,
  type GainedFields,
  type RowWriter,
  type RowWriterOptions,
} from "./task/write-rows.ts";
