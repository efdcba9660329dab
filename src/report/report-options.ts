import { type Comparison, type Explanation, InputError } from "../index.ts";
import { RowSample } from "./row-sample.ts";

/** What a report shows besides the evaluation. */
export interface ReportOptions {
  /** Title of the page. Default: "Evaluation". */
  readonly title?: string;
  /** Time of the report. Default: none, so that the same evaluation gives the same file. */
  readonly made?: Date;
  /** Sample of the evaluated rows, for the map. Default: no map. */
  readonly sample?: RowSample;
  /** Explanations of some wrong answers, for example of those that instructiveErrors() chooses. Default: none. */
  readonly explanations?: readonly Explanation[];
  /** Comparison with a baseline. Default: none. */
  readonly comparison?: Comparison;
}

/** @throws InputError if an option is invalid */
export function checkReportOptions(options: ReportOptions): void {
  const isObject = typeof options === "object" && options !== null;
  if (!isObject) throw new InputError("The options of a report must be an object.");
  const { title, made, sample, explanations } = options;
  if (title !== undefined && typeof title !== "string") throw optionError("title", "a string");
  if (made !== undefined && !(made instanceof Date && !Number.isNaN(made.getTime()))) {
    throw optionError("made", "a valid Date");
  }
  if (sample !== undefined && !(sample instanceof RowSample)) throw optionError("sample", "a RowSample");
  if (explanations !== undefined && !Array.isArray(explanations)) {
    throw optionError("explanations", "a list of explanations");
  }
}

function optionError(name: string, wanted: string): InputError {
  return new InputError(`The option ${name} must be ${wanted}.`);
}
