import { type Matrix, rowOf } from "../math/matrix.ts";

/**
 * How much a label's score by one sentence of a text is lowered, per logarithm of the number of sentences: the best of many
 * sentences fits a label by chance. Measured on the train sides of public sets (bench/label-sets). Larger: sentences give
 * a text fewer labels.
 */
export const sentenceDiscount = 0.75;

/**
 * Raises the scores of texts to those of their best sentences: a text has a label if one of its sentences has it,
 *
 *     score_c = max(score_c(text), max_s score_c(sentence s) - discount_c ln n)
 *
 * for n sentences. A text without sentences keeps its scores.
 * @param scores [texts, labels]
 * @param sentenceScores [sentences, labels]
 * @param starts the sentences of text i are the rows starts[i] to starts[i + 1] - 1: [texts + 1]
 * @param discounts [labels]
 * @returns [texts, labels]
 */
export function raiseToSentences(
  scores: Matrix,
  sentenceScores: Matrix,
  starts: ArrayLike<number>,
  discounts: ArrayLike<number>,
): Matrix {
  const raised = { ...scores, data: scores.data.slice() };
  for (let i = 0; i < scores.rows; i++) {
    const row = rowOf(raised, i);
    const logCount = Math.log(starts[i + 1] - starts[i]);
    for (let s = starts[i]; s < starts[i + 1]; s++) {
      const sentence = rowOf(sentenceScores, s);
      for (let c = 0; c < row.length; c++) row[c] = Math.max(row[c], sentence[c] - discounts[c] * logCount);
    }
  }
  return raised;
}
