import { type Matrix, rowOf } from "../math/matrix.ts";
import { logSumExp } from "../math/softmax.ts";
import { multiply, type Product } from "../onnx/product.ts";
import type { PromptMeans } from "./mean-prior.ts";

/**
 * How labels compete: the score of a label is lowered by a share of how well the text fits all descriptions,
 *
 *     score_c(x) = w_c . x + b_c - share_c log sum_k exp(direction_k . x)
 *
 * A text that is like many descriptions is then not given all of their labels. With a share of 0 labels are independent;
 * with a share of 1 and w_c = direction_c the scores are the logarithms of a softmax.
 */
export interface LabelCompetition {
  /** Scaled vectors of the descriptions: [labels, dimensions]. A label without a description has a row of zeros. */
  readonly directions: Matrix;
  /** Share of each label, from 0: [labels]. */
  readonly shares: Float32Array;
}

/**
 * Slope of a label's logit by the cosine of text and description, share of the competition, and bias. They were fitted to
 * the train sides of public sets with several labels (bench/label-sets). Larger slope: more extreme probabilities. Larger
 * share: fewer labels per text. Larger bias: more labels per text.
 */
const slope = 22;
const share = 0.84;
const bias = -0.8;
/** Bias of a label that competes with no other: the logit of a text is zero at a cosine of 8 / 22. */
const aloneBias = -8;
/** Logit of a label without a description: about one text in 20 has it. */
const undescribed = -3;

/** Returns the scores of labels by their descriptions alone: a linear head, and the competition. */
export function describedLabels({ means, known }: PromptMeans): {
  readonly head: { readonly weights: Matrix; readonly bias: Float32Array };
  readonly competition: LabelCompetition;
} {
  const directions = { ...means, data: means.data.map((value) => slope * value) };
  const competes = known.filter(Boolean).length > 1;
  const biasOf = (isKnown: boolean) => (isKnown ? (competes ? bias : aloneBias) : undescribed);
  return {
    head: { weights: directions, bias: Float32Array.from(known, biasOf) },
    competition: {
      directions,
      shares: Float32Array.from(known, (isKnown) => (isKnown && competes ? share : 0)),
    },
  };
}

/**
 * Lowers scores by the competition, in place, and returns them.
 * @param scores [texts, labels]
 * @param vectors [texts, dimensions]
 * @param product `multiplyRows` if a text's scores must not depend on the texts beside it
 */
export async function compete(
  { directions, shares }: LabelCompetition,
  scores: Matrix,
  vectors: Matrix,
  product: Product = multiply,
): Promise<Matrix> {
  const described = Array.from(shares.keys()).filter((c) =>
    rowOf(directions, c).some((value) => value !== 0),
  );
  if (described.length === 0 || shares.every((value) => value === 0)) return scores;
  const fits = await product(vectors, directions, { transposeB: true });
  const row = new Float64Array(described.length);
  for (let i = 0; i < scores.rows; i++) {
    const [score, fit] = [rowOf(scores, i), rowOf(fits, i)];
    for (const [k, c] of described.entries()) row[k] = fit[c];
    const total = logSumExp(row);
    for (let c = 0; c < score.length; c++) score[c] -= shares[c] * total;
  }
  return scores;
}
