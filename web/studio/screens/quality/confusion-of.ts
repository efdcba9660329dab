import type { Evaluation } from "../../../../src/index.ts";
import type { ConfusionView } from "../../../../src/report/report-data.ts";

/** Maximum number of classes of the matrix. More do not fit with their names. */
const maxClasses = 16;

/** Makes the confusion matrix of an evaluation: of all classes, or of those with the most wrong answers. */
export function confusionOf({ confusion, classes }: Evaluation): ConfusionView {
  const errors = new Map<string | null, number>();
  for (const { truth, prediction, count } of confusion) {
    if (truth === prediction) continue;
    for (const label of [truth, prediction]) errors.set(label, (errors.get(label) ?? 0) + count);
  }
  const all = classes.map(({ label }) => label);
  const chosen = new Set(
    [...all].sort((one, other) => (errors.get(other) ?? 0) - (errors.get(one) ?? 0)).slice(0, maxClasses),
  );
  const labels = all.filter((label) => chosen.has(label));
  const placeOf = new Map(labels.map((label, place) => [label, place]));
  const support = new Map(classes.map((each) => [each.label, each.support]));
  const inside = confusion.flatMap(({ truth, prediction, count }) => {
    const [row, column] = [placeOf.get(truth), placeOf.get(prediction)];
    return row === undefined || column === undefined ? [] : [[row, column, count] as const];
  });
  const sum = (counts: readonly number[]) => counts.reduce((total, each) => total + each, 0);
  return {
    labels,
    support: labels.map((label) => support.get(label) ?? 0),
    cells: inside,
    blocks: [],
    leftOut: sum(confusion.map(({ count }) => count)) - sum(inside.map(([, , count]) => count)),
  };
}
