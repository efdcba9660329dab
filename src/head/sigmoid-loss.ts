import { fastExp } from "../math/softmax.ts";

/**
 * Returns the weighted log loss of independent labels, sum_c w (log(1 + exp(s_c)) - t_c s_c), and replaces the scores by its
 * gradient, w (sigmoid(s_c) - t_c).
 * @param scores of one row or of several, replaced in place
 * @param targets the probability of each label, 0 to 1
 * @param from where the targets of the first score begin
 */
export function replaceBySigmoidGradient(
  scores: Float64Array | Float32Array,
  targets: Float32Array,
  from: number,
  weight: number,
): number {
  let loss = 0;
  for (let c = 0; c < scores.length; c++) {
    const score = scores[c];
    const target = targets[from + c];
    const small = fastExp(-Math.abs(score));
    loss += Math.max(score, 0) + Math.log1p(small) - target * score;
    scores[c] = weight * ((score >= 0 ? 1 : small) / (1 + small) - target);
  }
  return weight * loss;
}
