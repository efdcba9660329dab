import { type Matrix, rowOf } from "../math/matrix.ts";
import { logSumExp } from "../math/softmax.ts";
import { multiply, type Product } from "../onnx/product.ts";
import type { PromptMeans } from "./mean-prior.ts";

/**
 * How labels compete: the score of a label is lowered by how well the text fits the other descriptions, or none,
 *
 *     score_c(x) = w_c . x + b_c - share_c log(exp(none) + sum_{k != c} exp(direction_k . x))
 *
 * A text that is like many descriptions is then not given all of their labels. With a share of 0 labels are independent;
 * with a share of 1 and w_c = direction_c the scores are the log odds of the classes of a softmax that can answer "none".
 */
export interface LabelCompetition {
  /** Scaled vectors of the descriptions: [labels, dimensions]. A label without a description has a row of zeros. */
  readonly directions: Matrix;
  /** Share of each label, from 0: [labels]. */
  readonly shares: Float32Array;
  /** What direction . x would be for none of the labels, the same for every text. */
  readonly none: number;
}

/**
 * Slope of a label's logit by the cosine of text and description, share of the competition, cosine of none, and bias. They
 * were fitted to the train sides of public sets with several labels (bench/label-sets), each with texts of other sets that
 * have no label. Larger slope: more extreme probabilities. Larger share: fewer labels per text. Larger cosine: texts that are
 * unlike all descriptions get fewer labels, above all if labels are few. Larger bias: more labels per text.
 */
const slope = 22.5;
const share = 0.93;
const noneCosine = 0.11;
const bias = -0.4;
/** Bias of a label that competes with no other: the logit of a text is zero at a cosine of 8 / 22.5. */
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
      // Rounded as it is stored, so that a loaded model answers the same.
      none: Math.fround(slope * noneCosine),
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
  { directions, shares, none }: LabelCompetition,
  scores: Matrix,
  vectors: Matrix,
  product: Product = multiply,
): Promise<Matrix> {
  const described = Array.from(shares.keys()).filter((c) =>
    rowOf(directions, c).some((value) => value !== 0),
  );
  if (described.length === 0 || shares.every((value) => value === 0)) return scores;
  const fits = await product(vectors, directions, { transposeB: true });
  // The entry after those of the descriptions is none.
  const row = new Float64Array(described.length + 1).fill(none);
  const totals = new Float64Array(row.length);
  for (let i = 0; i < scores.rows; i++) {
    const [score, fit] = [rowOf(scores, i), rowOf(fits, i)];
    for (const [k, c] of described.entries()) row[k] = fit[c];
    othersLogSumExp(row, totals);
    for (const [k, c] of described.entries()) score[c] -= shares[c] * totals[k];
  }
  return scores;
}

/**
 * Computes log sum_{j != k} exp(row[j]) for every k. For the largest entry the others are added up, for the rest the entry is
 * subtracted from the sum of all: so nothing is lost however much larger the largest entry is.
 * @param totals takes the results, as long as the row
 */
function othersLogSumExp(row: Float64Array, totals: Float64Array): void {
  const largest = row.reduce((best, value, k) => (value > row[best] ? k : best), 0);
  const rest = logSumExp(row.filter((_, k) => k !== largest));
  const all = row[largest] + Math.log1p(Math.exp(rest - row[largest]));
  for (let k = 0; k < row.length; k++)
    totals[k] = k === largest ? rest : all + Math.log1p(-Math.exp(row[k] - all));
}
