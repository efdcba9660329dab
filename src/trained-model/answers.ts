import { rowOf } from "../math/matrix.ts";
import { isBlank } from "../task/visible-text.ts";
import type { Classification, ClassifyOptions } from "./classification.ts";
import type { DecisionRule } from "./decision-rule.ts";
import type { Prediction } from "./predict.ts";

/**
 * Turns probabilities into answers.
 * @param classes names, in the order of the columns of the prediction
 */
export function answers(
  texts: readonly string[],
  classes: readonly string[],
  { probabilities, none, charactersRead }: Prediction,
  decide: DecisionRule,
  { top = classes.length }: ClassifyOptions = {},
): Classification[] {
  return texts.map((text, i) => {
    // A text without visible characters has no class: all classes get the same probability, and P(none) is 1.
    const hasNothing = isBlank(text);
    const row = hasNothing ? uniform(classes.length) : rowOf(probabilities, i);
    const noneProbability = hasNothing ? 1 : none[i];
    const order = mostProbable(row, top);
    const scores = order.map((c) => ({ label: classes[c], probability: row[c] }));
    return {
      text,
      ...decide(row, order, noneProbability),
      scores,
      probabilities: Object.fromEntries(scores.map(({ label, probability }) => [label, probability])),
      ...(charactersRead[i] !== undefined && { charactersRead: charactersRead[i] }),
    };
  });
}

function uniform(classes: number): Float32Array {
  return new Float32Array(classes).fill(1 / classes);
}

/** Up to this number of columns are found by one pass over the row, which is faster than sorting it. */
const maxSelected = 8;

/** Returns the first `count` columns by descending probability. Of equal ones, the earlier class comes first. */
export function mostProbable(row: Float32Array, wanted: number): number[] {
  const count = Math.max(1, wanted);
  if (count > maxSelected) {
    const order = Array.from(row.keys()).sort((a, b) => row[b] - row[a] || a - b);
    return order.slice(0, count);
  }
  const best: number[] = [];
  for (let c = 0; c < row.length; c++) {
    if (best.length === count && row[c] <= row[best.at(-1)!]) continue;
    const place = best.findIndex((each) => row[c] > row[each]);
    best.splice(place < 0 ? best.length : place, 0, c);
    if (best.length > count) best.pop();
  }
  return best;
}
