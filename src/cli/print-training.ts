import { counted } from "../files/readable-numbers.ts";
import type {
  AddedExamples,
  GenerationReport,
  PrecisionDial,
  TrainingReport,
  TrainingWarning,
} from "../index.ts";
import { type Context, writeLine, writeWarning } from "./context.ts";
import { offerDial } from "./describe-dial.ts";
import { describeGeneration, toJsonReport } from "./describe-generation.ts";
import { describeLabelSets } from "./describe-label-sets.ts";
import {
  calibratedOn,
  embeddedOf,
  rowsLeftOut,
  trainedFrom,
  treeOf,
  tunedTo,
  wordsBeside,
} from "./describe-training.ts";
import { learnedFromUnlabeled } from "./describe-unlabeled.ts";
import type { GatheredTask } from "./gather-task.ts";

/** Result of a training, to be printed. */
export interface TrainingOutcome {
  readonly report: TrainingReport;
  readonly rows: AddedExamples;
  readonly generated: GenerationReport | undefined;
  readonly milliseconds: number;
  readonly target: string;
  readonly takesDefaults: boolean;
  /** The precision dial that the model allows, if any. */
  readonly dial: PrecisionDial | undefined;
  readonly skippedRows: GatheredTask["skippedRows"];
  readonly asJson: boolean;
}

/** Prints the result of a training as sentences or as JSON. */
export function printTraining(
  {
    report,
    rows,
    generated,
    milliseconds,
    target,
    takesDefaults,
    dial,
    skippedRows,
    asJson,
  }: TrainingOutcome,
  { stdout, stderr, env }: Context,
): void {
  if (asJson) {
    writeLine(
      stdout,
      JSON.stringify({
        ...report,
        rows,
        ...(dial && { dial }),
        ...(generated && { writing: toJsonReport(generated) }),
        seconds: milliseconds / 1000,
        saved: target,
        ...(skippedRows && { skippedRows }),
      }),
    );
    return;
  }
  if (takesDefaults)
    writeLine(stdout, "No classes were given, so the default classes are used: cat and dog.");
  const written = generated && describeGeneration(generated);
  for (const line of written?.lines ?? []) writeLine(stdout, line);
  for (const line of rowsLeftOut(rows)) writeLine(stdout, line);
  writeLine(stdout, trainedFrom(report, milliseconds));
  if (report.hierarchy) writeLine(stdout, treeOf(report.hierarchy));
  if (report.labelSets) writeLine(stdout, describeLabelSets(report.labelSets));
  if (report.tuning) writeLine(stdout, tunedTo(report.tuning));
  const embedded = embeddedOf(report);
  if (embedded !== undefined) writeLine(stdout, embedded);
  if (report.words) writeLine(stdout, wordsBeside(report.words));
  writeLine(stdout, calibratedOn(report));
  if (dial) writeLine(stdout, offerDial(dial));
  if (report.unlabeled) writeLine(stdout, learnedFromUnlabeled(report.unlabeled));
  const warnings = [
    ...(written?.warnings ?? []),
    ...longExamples(report),
    ...report.warnings.map((warning) => withCommands(warning, target)),
  ];
  for (const message of warnings) writeWarning(message, { stderr, env });
  writeLine(stdout, `Saved to ${target}. Try: pilesort classify --load ${quoted(target)} "some text"`);
}

/** Returns a warning about examples that are longer than what is read. */
function longExamples({ longExamples: number = 0 }: TrainingReport): string[] {
  if (number === 0) return [];
  return [
    `${counted(number, "example is", "examples are")} too long and read only in part; --max-windows sets how much of a text is read.`,
  ];
}

/** Returns the message of a warning, with the commands that change a correction if it is about corrections. */
function withCommands({ kind, message }: TrainingWarning, target: string): string {
  if (kind !== "corrected-otherwise") return message;
  const command = `pilesort correct --load ${quoted(target)}`;
  return `${message} Commands: ${command} --text TEXT --label NAME, or ${command} --undo NUMBER.`;
}

/** Quotes a path for a shell, if necessary. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
