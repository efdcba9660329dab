import type { Comparison, Evaluation, RowWriter } from "../index.ts";

/** Opens the file of --errors or --changes. Returns undefined if there is no such flag. */
export async function openFile(path: string | undefined): Promise<RowWriter | undefined> {
  const { createRowWriter } = await import("../index.ts");
  return path === undefined ? undefined : createRowWriter(path);
}

/** Writes all wrong answers, the surest first. */
export async function writeErrors(
  writer: RowWriter | undefined,
  { wrongAnswers }: Evaluation,
): Promise<void> {
  for (const answer of wrongAnswers) {
    const { row, id = null, text = "", truth, prediction, probability = null } = answer;
    const { truthProbability = null, noneProbability = null } = answer;
    await writer?.write(
      { text, fields: { row, id, text, truth, prediction, probability } },
      { truth_probability: truthProbability, none_probability: noneProbability },
    );
  }
  await writer?.finish();
}

/** Writes all rows whose answer differs from that of the baseline. */
export async function writeChanges(
  writer: RowWriter | undefined,
  comparison: Comparison | undefined,
): Promise<void> {
  for (const changed of comparison?.changedRows ?? []) {
    const { row, id = null, text = "", truth, prediction, probability = null, baseline, change } = changed;
    await writer?.write(
      { text, fields: { row, id, text, truth, prediction, probability, baseline, change } },
      {},
    );
  }
  await writer?.finish();
}
