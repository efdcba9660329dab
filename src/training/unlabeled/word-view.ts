import { fitSparseSoftmax, type SparseHead, scoreSparse } from "../../head/sparse-softmax.ts";
import { type Matrix, rowOf, takeRows, zeros } from "../../math/matrix.ts";
import { type SparseMatrix, takeSparseRows } from "../../math/sparse.ts";
import { takeValues } from "../row-weights.ts";
import { type TextFold, textFolds } from "./text-folds.ts";

/** L2 penalty of the word head. Larger: rare words have less influence. */
const penalty = 0.3;
/** L2 penalty of its biases, so that a class that no text belongs to keeps a finite score. */
const biasPenalty = 0.01;
/** L-BFGS steps of a fit. Soft labels change from round to round, so that more exact fits gain nothing. */
const steps = 15;

/** The texts that the view learns from. */
interface WordTexts {
  readonly features: SparseMatrix;
  readonly weights: Float64Array;
  readonly groups: Int32Array;
}

/** Scores texts by their words, with logistic regression on soft labels. */
export class WordView {
  readonly #texts: WordTexts;
  readonly #folds: readonly TextFold[];
  /** The head of each fold in the round before, from which the next fit starts. */
  readonly #heads: (SparseHead | undefined)[] = [];

  constructor(texts: WordTexts) {
    this.#texts = texts;
    this.#folds = textFolds(texts.groups);
  }

  /** Returns the scores of each text by a head that was fitted without its group: [texts, classes]. */
  async heldOutScores(targets: Matrix): Promise<Matrix> {
    const scores = zeros(targets.rows, targets.columns);
    for (const [k, { held, others }] of this.#folds.entries()) {
      const head = await this.#fit(targets, others, this.#heads[k]);
      this.#heads[k] = head;
      const found = scoreSparse(head, takeSparseRows(this.#texts.features, held));
      for (const [h, i] of held.entries()) rowOf(scores, i).set(rowOf(found, h));
    }
    return scores;
  }

  /** Fits a head on all texts. */
  fit(targets: Matrix): Promise<SparseHead> {
    return this.#fit(
      targets,
      Int32Array.from({ length: targets.rows }, (_, i) => i),
      this.#heads.at(-1),
    );
  }

  #fit(targets: Matrix, rows: Int32Array, start: SparseHead | undefined): Promise<SparseHead> {
    const { features, weights } = this.#texts;
    const problem = {
      features: takeSparseRows(features, rows),
      targets: takeRows(targets, rows),
      classes: targets.columns,
      weights: takeValues(weights, rows),
    };
    return fitSparseSoftmax(problem, { penalty, biasPenalty, steps, start });
  }
}
