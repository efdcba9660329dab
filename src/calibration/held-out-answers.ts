import { isOptions } from "../errors.ts";
import { type Matrix, rowOf } from "../math/matrix.ts";
import { createRandom } from "../math/random.ts";
import { softmax } from "../math/softmax.ts";

/**
 * Answers of a model to texts whose class is known and that the model was not trained on. Thresholds are chosen with them.
 * The lists are parallel, one entry per text, sorted by `probability`, highest first.
 */
export interface HeldOutAnswers {
  /** Names of the classes. Class numbers are places in this list. */
  readonly classes: readonly string[];
  /** Probability of the most probable class, 0 to 1. */
  readonly probability: Float32Array;
  /** Number of the most probable class. */
  readonly predicted: Int32Array;
  /** Probability of the true class, 0 to 1. */
  readonly truthProbability: Float32Array;
  /** Number of the true class. */
  readonly truth: Int32Array;
}

/** Returns whether a value has the form of held-out answers. */
export function isHeldOutAnswers(value: unknown): value is HeldOutAnswers {
  if (!isOptions(value)) return false;
  const { classes, truth, predicted, probability, truthProbability } = value as Partial<HeldOutAnswers>;
  return (
    Array.isArray(classes) &&
    [truth, predicted].every((each) => each instanceof Int32Array && each.length === truth?.length) &&
    [probability, truthProbability].every(
      (each) => each instanceof Float32Array && each.length === truth?.length,
    )
  );
}

/** Maximum number of answers that are kept. More make thresholds a little more exact and a saved model larger (16 bytes each). */
const maxAnswers = 5000;

/** One entry of HeldOutAnswers. */
export interface HeldOutAnswer {
  readonly probability: number;
  readonly predicted: number;
  readonly truthProbability: number;
  readonly truth: number;
}

/**
 * Sorts held-out answers. Of more than 5,000 a sample is kept.
 * @param seed of the sample
 */
export function sortHeldOut(
  classes: readonly string[],
  answers: readonly HeldOutAnswer[],
  seed: number,
): HeldOutAnswers {
  const all = Array.from(answers.keys());
  const kept = all.length <= maxAnswers ? all : createRandom(seed).sampleWithoutReplacement(all, maxAnswers);
  kept.sort((a, b) => answers[b].probability - answers[a].probability || a - b);
  return {
    classes,
    probability: Float32Array.from(kept, (i) => answers[i].probability),
    predicted: Int32Array.from(kept, (i) => answers[i].predicted),
    truthProbability: Float32Array.from(kept, (i) => answers[i].truthProbability),
    truth: Int32Array.from(kept, (i) => answers[i].truth),
  };
}

/**
 * Makes held-out answers of logits.
 * @param logits from fits without the row: [rows, classes]
 * @param truth number of the true class of each row
 * @param seed of the sample
 */
export function heldOutOfLogits(
  classes: readonly string[],
  logits: Matrix,
  truth: Int32Array,
  seed: number,
): HeldOutAnswers {
  const probabilities = softmax(logits);
  const answers = Array.from(truth, (label, i): HeldOutAnswer => {
    const row = rowOf(probabilities, i);
    const probability = row.reduce((a, b) => Math.max(a, b));
    return { probability, predicted: row.indexOf(probability), truthProbability: row[label], truth: label };
  });
  return sortHeldOut(classes, answers, seed);
}
