import type { RowDetails } from "../evaluated-row.ts";
import type { LabelSetAnswer, LabelWithProbability, WrongLabelSet } from "./label-set-evaluation.ts";

/**
 * Returns the rows whose answer is not exactly the true labels, the surest errors first: those with an added label of a high
 * probability, or a forgotten one of a low probability.
 */
export function wrongLabelSets(
  truths: readonly ReadonlySet<string>[],
  answers: readonly LabelSetAnswer[],
  details: readonly RowDetails[],
): WrongLabelSet[] {
  return truths
    .flatMap((truth, i) => {
      const answered = new Set(answers[i].labels);
      const forgotten = [...truth].filter((label) => !answered.has(label));
      const added = [...answered].filter((label) => !truth.has(label));
      if (forgotten.length + added.length === 0) return [];
      const { id, text } = details[i] ?? {};
      const wrong: WrongLabelSet = {
        row: i + 1,
        ...(id !== undefined && { id }),
        ...(text !== undefined && { text }),
        truth: [...truth],
        labels: [...answered],
        forgotten: forgotten.map((label) => withProbability(answers[i], label)),
        added: added.map((label) => withProbability(answers[i], label)),
      };
      return [{ wrong, sureness: surenessOf(wrong) }];
    })
    .sort((a, b) => b.sureness - a.sureness || a.wrong.row - b.wrong.row)
    .map(({ wrong }) => wrong);
}

function withProbability({ probabilities = {} }: LabelSetAnswer, label: string): LabelWithProbability {
  return Object.hasOwn(probabilities, label) ? { label, probability: probabilities[label] } : { label };
}

function surenessOf({ forgotten, added }: WrongLabelSet): number {
  return Math.max(
    ...added.map(({ probability = 0 }) => probability),
    ...forgotten.map(({ probability = 1 }) => 1 - probability),
  );
}
