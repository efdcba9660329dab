import { type Comparison, type Explanation, InputError, type NamedClasses, type Problem } from "../index.ts";
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
  /** Groups of similar classes, for example those of a model card. Default: none. A hierarchy needs none. */
  readonly groups?: readonly NamedClasses[];
  /** Problems that diagnose() found. Default: not known. */
  readonly problems?: readonly Problem[];
}

/** @throws InputError if an option is invalid */
export function checkReportOptions(options: ReportOptions): void {
  const isObject = typeof options === "object" && options !== null;
  if (!isObject) throw new InputError("The options of a report must be an object.");
  const { title, made, sample, explanations, groups, problems } = options;
  if (title !== undefined && typeof title !== "string") throw optionError("title", "a string");
  if (made !== undefined && !(made instanceof Date && !Number.isNaN(made.getTime()))) {
    throw optionError("made", "a valid Date");
  }
  if (sample !== undefined && !(sample instanceof RowSample)) throw optionError("sample", "a RowSample");
  if (explanations !== undefined && !Array.isArray(explanations)) {
    throw optionError("explanations", "a list of explanations");
  }
  if (groups !== undefined && !Array.isArray(groups)) throw optionError("groups", "a list of groups");
  if (problems !== undefined && !Array.isArray(problems)) throw optionError("problems", "a list of problems");
}

function optionError(name: string, wanted: string): InputError {
  return new InputError(`The option ${name} must be ${wanted}.`);
}
