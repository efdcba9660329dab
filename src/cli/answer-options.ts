import { count } from "../files/readable-numbers.ts";
import type { Classifier, ClassifyOptions, HeldOutAnswers } from "../index.ts";
import { type OptionSpec, UsageError } from "./command.ts";
import { type Context, writeLine } from "./context.ts";
import { describeDial } from "./describe-dial.ts";
import { parseNumberPairs } from "./number-pairs.ts";
import { type ReadingFlags, readOptions } from "./reading-options.ts";
import { share } from "./shared-options.ts";

/** Flags that say when a text is answered, and how. */
export const answerOptions: readonly OptionSpec[] = [
  {
    flags: "--threshold <share>",
    description:
      "answer unsure if the probability is below this number from 0 to 1; in a hierarchy: answer with the deepest node that reaches it",
    parse: share("--threshold"),
  },
  {
    flags: "--precision <share>",
    description:
      'answer unsure unless at least this share of the answers will be correct, for example 0.95; or a share per class: "refund=0.99,praise=0.9" or a JSON object',
    parse: parsePrecision,
  },
  {
    flags: "--costs <file>",
    description:
      "give the answer with the smallest expected cost: a .csv or .tsv table (one row per true class, one column per answer, a column unsure), or a .json or .yaml object {true class: {answer: cost}}",
  },
  {
    flags: "--coverage <share>",
    description: "add the set of classes that contains the true one with this probability, for example 0.95",
    parse: openShare("--coverage"),
  },
  {
    flags: "--calibrate <file>",
    description:
      "labeled examples that the model was not trained on, for --precision and --coverage (default: the model's own held-out answers)",
  },
  {
    flags: "--review <file>",
    description: "file for the rows that are answered unsure; the output then has only the others",
  },
  { flags: "--none", description: 'allow the answer "none of these classes"' },
];

/** Values of these flags. */
export interface AnswerFlags {
  readonly threshold?: number;
  readonly precision?: number | Readonly<Record<string, number>>;
  readonly costs?: string;
  readonly coverage?: number;
  readonly calibrate?: string;
  readonly review?: string;
  readonly none?: boolean;
}

/** @throws UsageError if flags do not fit together */
export function checkAnswerFlags({
  threshold,
  precision,
  costs,
  coverage,
  calibrate,
  review,
  output,
}: AnswerFlags & { readonly output?: string }): void {
  if (review === "-" || (review !== undefined && review === output)) {
    throw new UsageError("The option --review must name a file of its own, other than --output.");
  }
  const canBeUnsure = [threshold, precision, costs].some((each) => each !== undefined);
  if (review !== undefined && !canBeUnsure) {
    throw new UsageError(
      "The option --review needs --precision, --threshold or --costs; without them no answer is unsure.",
    );
  }
  if (calibrate !== undefined && precision === undefined && coverage === undefined) {
    throw new UsageError("The option --calibrate needs --precision or --coverage.");
  }
  if (costs !== undefined && (threshold !== undefined || precision !== undefined)) {
    throw new UsageError(
      'The option --costs cannot be used with --threshold or --precision; give the answer "unsure" a cost in the file instead.',
    );
  }
}

/**
 * Returns the library's options for these flags. Reads the files, answers the rows of --calibrate, and says on the standard
 * error what --precision leaves.
 * @throws InputError if a file cannot be used or there is too little evidence
 */
export async function readAnswerOptions(
  flags: AnswerFlags & ReadingFlags,
  classifier: Classifier,
  context: Context,
): Promise<ClassifyOptions> {
  const { threshold, none, precision, coverage } = flags;
  if (classifier.multiLabel) return { threshold, precision };
  const { readCosts } = await import("../index.ts");
  const costs = flags.costs === undefined ? undefined : await readCosts(flags.costs);
  const heldOut =
    flags.calibrate === undefined
      ? undefined
      : await answerFile(flags.calibrate, classifier, readOptions(flags, context), context);
  await announceDials(precision, heldOut ?? classifier.heldOut, context);
  return { threshold, none, precision, costs, coverage, heldOut };
}

async function answerFile(
  path: string,
  classifier: Classifier,
  reading: ReturnType<typeof readOptions>,
  { stderr, signal }: Context,
): Promise<HeldOutAnswers> {
  const { answerHeldOut, checkLabels, readExamples } = await import("../index.ts");
  // The flags for the fields of the input need not fit this file.
  const { format: _, ...options } = reading;
  const classes = classifier.classNames;
  const { rows } = checkLabels(await readExamples(path, options), { classes, announceNewClasses: false });
  const { heldOut, known, repeated } = await answerHeldOut(classifier, rows, { signal });
  const left = [
    known > 0 && `${count(known)} that the model was trained on`,
    repeated > 0 && `${count(repeated)} that repeat another row`,
  ].filter((each) => each !== false);
  const without = left.length > 0 ? `, without ${left.join(" and ")}` : "";
  writeLine(stderr, `Thresholds are chosen with ${count(heldOut.truth.length)} rows of ${path}${without}.`);
  return heldOut;
}

async function announceDials(
  precision: AnswerFlags["precision"],
  heldOut: HeldOutAnswers | undefined,
  { stderr }: Context,
): Promise<void> {
  if (precision === undefined) return;
  const { precisionDial } = await import("../index.ts");
  const dials =
    typeof precision === "number"
      ? [precisionDial(heldOut, precision)]
      : Object.entries(precision).map(([label, asked]) => precisionDial(heldOut, asked, label));
  for (const dial of dials) writeLine(stderr, describeDial(dial));
}

function parsePrecision(value: string): number | Readonly<Record<string, number>> {
  const number = Number(value);
  if (value.trim() !== "" && number > 0 && number < 1) return number;
  const pairs = /[={]/.test(value) ? parseNumberPairs(value, "--precision") : [];
  const areShares = pairs.every(
    ([name, each]) => name !== "" && typeof each === "number" && each > 0 && each < 1,
  );
  if (pairs.length > 0 && areShares) return Object.fromEntries(pairs) as Record<string, number>;
  throw new UsageError(
    `The option --precision must be a number above 0 and below 1, or such a number per class, as in "refund=0.99,praise=0.9"; got ${JSON.stringify(value)}.`,
  );
}

function openShare(option: string): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (value.trim() !== "" && number > 0 && number < 1) return number;
    throw new UsageError(
      `The option ${option} must be a number above 0 and below 1; got ${JSON.stringify(value)}.`,
    );
  };
}
