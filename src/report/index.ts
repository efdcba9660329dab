// Reports of an evaluation, as one HTML page

export {
  instructiveLabelErrors,
  type LabelSetReportOptions,
  labelSetReportData,
} from "./build-label-set-report.ts";
export { reportData } from "./build-report.ts";
// The data of a report, and parts of it for other pages
export { confusionView } from "./confusion-view.ts";
export { checkReportPage, htmlLabelSetReport, htmlReport } from "./html-report.ts";
export { instructiveErrors } from "./instructive-errors.ts";
export type {
  ExplainedLabelError,
  ExplainedWrongLabel,
  LabelSetReportData,
  ReportedLabelComparison,
  WrongLabelRow,
} from "./label-set-report-data.ts";
export type {
  ConfusedBlock,
  ConfusionView,
  ExplainedError,
  MapPoint,
  Places,
  ReportData,
  ReportedComparison,
  ReportedEvaluation,
  ReportedRows,
  ShownText,
  TextMap,
  WrongRow,
} from "./report-data.ts";
export type { ReportOptions } from "./report-options.ts";
// What goes into a report: a sample of the rows for the map, errors that are worth an explanation
export { RowSample, type SampledRow } from "./row-sample.ts";
