import { type HeldOutAnswers, sortHeldOut } from "../../src/calibration/held-out-answers.ts";
import { createRandom } from "../../src/math/random.ts";

/** Held-out answers of two classes that are correct with their probability, times a factor. */
export function drawAnswers(rows: number, seed: number, trueShare = 1): HeldOutAnswers {
  const random = createRandom(seed);
  const answers = Array.from({ length: rows }, () => {
    const probability = Math.fround(0.5 + random.nextFloat() / 2);
    const predicted = random.nextFloat() < 0.5 ? 0 : 1;
    const isCorrect = random.nextFloat() < probability * trueShare;
    return {
      probability,
      predicted,
      truthProbability: isCorrect ? probability : 1 - probability,
      truth: isCorrect ? predicted : 1 - predicted,
    };
  });
  return sortHeldOut(["refund", "praise"], answers, 0);
}
