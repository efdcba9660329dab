import type { Classifier } from "../index.ts";
import { type OptionSpec, UsageError } from "./command.ts";
import { flagNaming } from "./reading-options.ts";

export const multiLabelOption: OptionSpec = {
  flags: "--multi-label",
  description:
    "a text may have several labels, or none: {text, labels} in JSONL, a column labels or one 0/1 column per class in CSV",
};

/** The same for files of predictions. */
export const labelSetPredictionsOption: OptionSpec = {
  flags: "--multi-label",
  description:
    "the rows of --predictions have several labels each, or none: a list, or one cell with a separator (a model knows it itself)",
};

/** Rejects flags that need one class per text. @param flags the flags of the command, by the names of their values */
export function rejectOneClassFlags(
  flags: object,
  names: readonly string[],
  { multiLabel }: Pick<Classifier, "multiLabel">,
): void {
  if (!multiLabel) return;
  const given = Object.entries(flags).find(
    ([name, value]) => names.includes(name) && value !== undefined && value !== false,
  );
  if (given === undefined) return;
  throw new UsageError(
    `The option ${flagNaming(given[0])} is for one class per text, and this model gives several labels per text; leave it out.`,
  );
}

/** Whether a training is for several labels per text: by the flag, or by the key multiLabel of a task file. */
export async function asksForLabelSets(
  multiLabel: boolean | undefined,
  taskFile: string | undefined,
): Promise<boolean | undefined> {
  if (multiLabel || taskFile === undefined) return multiLabel;
  const { readTaskFile } = await import("../index.ts");
  return (await readTaskFile(taskFile)).multiLabel;
}
