import { rowOf } from "../math/matrix.ts";
import { isBlank } from "../task/visible-text.ts";
import type { Classification, ClassifyOptions, ClassScore, ProbabilityOfClass } from "./classification.ts";
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
    const byName = probabilitiesByName(scores);
    return {
      text,
      ...decide(row, order, noneProbability),
      scores,
      get probabilities() {
        return byName();
      },
      ...(charactersRead[i] !== undefined && { charactersRead: charactersRead[i] }),
    };
  });
}

/**
 * Returns a function that gives probabilities by name. They are made when they are first asked for: with thousands of classes that
 * takes several times as long as the rest of the answer, and most callers read the scores.
 */
export function probabilitiesByName(scores: readonly ClassScore[]): () => ProbabilityOfClass {
  let made: ProbabilityOfClass | undefined;
  return () => {
    made ??= Object.fromEntries(scores.map(({ label, probability }) => [label, probability]));
    return made;
  };
}

function uniform(classes: number): Float32Array {
  return new Float32Array(classes).fill(1 / classes);
}

/** Up to this number of columns are found by one pass over the row, which is faster than sorting it. */
const maxSelected = 8;

/** Returns the first `wanted` columns, at least one, by descending probability. Of equal ones, the earlier class comes first. */
export function mostProbable(row: Float32Array, wanted: number): number[] {
  const count = Math.max(1, wanted);
  if (count > maxSelected) return sortedColumns(row, count);
  const best: number[] = [];
  for (let c = 0; c < row.length; c++) {
    if (best.length === count && row[c] <= row[best.at(-1)!]) continue;
    const place = best.findIndex((each) => row[c] > row[each]);
    best.splice(place < 0 ? best.length : place, 0, c);
    if (best.length > count) best.pop();
  }
  return best;
}

/** More columns than a row can have. Up to this number, the bits of a float and a column fit into one whole number of a double. */
const maxColumns = 2 ** 21;

/**
 * Sorts all columns. The bits of floats of at least 0 have the order of the floats, so a probability and its column make one
 * number, and numbers are sorted without a call per comparison, in a third of the time.
 */
function sortedColumns(row: Float32Array, count: number): number[] {
  const bits = new Uint32Array(row.buffer, row.byteOffset, row.length);
  const keys = new Float64Array(row.length);
  for (let c = 0; c < row.length; c++) keys[c] = (0xffffffff - bits[c]) * maxColumns + c;
  keys.sort();
  const order = new Array<number>(Math.min(count, row.length));
  for (let i = 0; i < order.length; i++) order[i] = keys[i] % maxColumns;
  return order;
}
