import type { AddedExamples, GenerationReport, TrainingReport } from "../index.ts";
import { type Context, writeLine, writeWarning } from "./context.ts";
import { describeGeneration, toJsonReport } from "./describe-generation.ts";
import { calibratedOn, rowsLeftOut, trainedFrom, tunedTo } from "./describe-training.ts";
import type { GatheredTask } from "./gather-task.ts";
import { counted } from "./readable-numbers.ts";

/** What became of a training. */
export interface TrainingOutcome {
  readonly report: TrainingReport;
  readonly rows: AddedExamples;
  readonly generated: GenerationReport | undefined;
  readonly milliseconds: number;
  readonly target: string;
  readonly takesDefaults: boolean;
  readonly skippedRows: GatheredTask["skippedRows"];
  readonly asJson: boolean;
}

/** Prints what a training came to, as sentences or as JSON. */
export function printTraining(
  { report, rows, generated, milliseconds, target, takesDefaults, skippedRows, asJson }: TrainingOutcome,
  { stdout, stderr, env }: Context,
): void {
  if (asJson) {
    writeLine(
      stdout,
      JSON.stringify({
        ...report,
        rows,
        ...(generated && { writing: toJsonReport(generated) }),
        seconds: milliseconds / 1000,
        saved: target,
        ...(skippedRows && { skippedRows }),
      }),
    );
    return;
  }
  if (takesDefaults) writeLine(stdout, "No classes given, so these are the default ones: cat and dog.");
  const written = generated && describeGeneration(generated);
  for (const line of written?.lines ?? []) writeLine(stdout, line);
  for (const line of rowsLeftOut(rows)) writeLine(stdout, line);
  writeLine(stdout, trainedFrom(report, milliseconds));
  if (report.tuning) writeLine(stdout, tunedTo(report.tuning));
  writeLine(stdout, calibratedOn(report));
  const warnings = [
    ...(written?.warnings ?? []),
    ...longExamples(report),
    ...report.warnings.map(({ message }) => message),
  ];
  for (const message of warnings) writeWarning(message, { stderr, env });
  writeLine(stdout, `Saved to ${target}. Try: pilesort classify --load ${quoted(target)} "some text"`);
}

/** Examples that are not read whole, as a sentence for a reader. */
function longExamples({ longExamples: number = 0 }: TrainingReport): string[] {
  if (number === 0) return [];
  return [
    `${counted(number, "example is", "examples are")} too long to be read whole; --max-windows sets how much of a text is read.`,
  ];
}

/** A path as a shell takes it for one word. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
