import { rowOf } from "../math/matrix.ts";
import { isBlank } from "../task/visible-text.ts";
import type { Classification, ClassifyOptions } from "./classification.ts";
import type { Prediction } from "./predict.ts";

/** From this probability on, "none of these" is the likelier truth. */
export const noneFrom = 0.5;

/**
 * Turns probabilities into answers.
 * @param classes names, in the order of the columns of the prediction
 */
export function answers(
  texts: readonly string[],
  classes: readonly string[],
  { probabilities, none, charactersRead }: Prediction,
  options: ClassifyOptions,
): Classification[] {
  return texts.map((text, i) => {
    // A text without a visible character tells nothing: every class alike, and none of them.
    const hasNothing = isBlank(text);
    const row = hasNothing ? uniform(classes.length) : rowOf(probabilities, i);
    const noneProbability = hasNothing ? 1 : none[i];
    const order = mostProbable(row, options.top ?? classes.length);
    const scores = order.map((c) => ({ label: classes[c], probability: row[c] }));
    return {
      text,
      ...decide(classes[order[0]], row[order[0]], noneProbability, options),
      scores,
      probabilities: Object.fromEntries(scores.map(({ label, probability }) => [label, probability])),
      ...(charactersRead[i] !== undefined && { charactersRead: charactersRead[i] }),
    };
  });
}

function decide(name: string, classProbability: number, noneProbability: number, options: ClassifyOptions) {
  if (options.none && noneProbability >= noneFrom) {
    return { prediction: null, outcome: "none", probability: noneProbability, noneProbability } as const;
  }
  const probability = options.none ? classProbability * (1 - noneProbability) : classProbability;
  if (probability < (options.threshold ?? 0)) {
    return { prediction: null, outcome: "unsure", probability, noneProbability } as const;
  }
  return { prediction: name, outcome: "class", probability, noneProbability } as const;
}

function uniform(classes: number): Float32Array {
  return new Float32Array(classes).fill(1 / classes);
}

/** Columns by descending probability, the first `count` of them; of equals the earlier class comes first. */
function mostProbable(row: Float32Array, count: number): number[] {
  const order = Array.from(row.keys()).sort((a, b) => row[b] - row[a] || a - b);
  return order.slice(0, Math.max(1, count));
}
