import { type LinearHead, scoreVectors } from "../../head/linear-head.ts";
import {
  addSums,
  type SoftPrior,
  type SoftSums,
  softDiscriminant,
  softSums,
  weightedGram,
} from "../../head/soft-discriminant.ts";
import { type Matrix, rowOf, takeRows, zeros } from "../../math/matrix.ts";
import { type SymmetricMatrix, symmetricZeros } from "../../math/symmetric.ts";
import { addScaled } from "../../math/vector.ts";
import { scaled } from "../calibrated-head.ts";
import { takeValues } from "../row-weights.ts";
import { temperatureFor } from "./confidence.ts";
import { type TextFold, textFolds } from "./text-folds.ts";

/** Number of texts per class that the first class means count as. Larger: later rounds change the means less. */
const priorRows = 12;
/** Number of texts that a covariance without direction counts as. Larger: the covariance is closer to it. */
const covarianceRows = 1000;
/**
 * Exponent of the shares of the classes. At 1, rare classes lose texts in each round until they have none; at 0, a class
 * that most texts belong to loses some.
 */
const shareExponent = 0.75;
/** Added to the number of texts of each class before its share is computed. Larger: the shares are more even. */
const addedRows = 1;

/** The texts that the view learns from. */
interface VectorTexts {
  readonly vectors: Matrix;
  readonly weights: Float64Array;
  /** Weights of the texts without labels; zero for rows with labels. */
  readonly ofTexts: Float64Array;
  readonly groups: Int32Array;
}

/** Vectors of a fold with what does not change from round to round. */
interface VectorFold extends TextFold {
  readonly vectors: Matrix;
  readonly second: SymmetricMatrix;
}

/** Scores texts by their vectors, with a discriminant on soft labels. */
export class VectorView {
  readonly #weights: Float64Array;
  readonly #ofTexts: Float64Array;
  readonly #confidence: number;
  readonly #folds: readonly VectorFold[];
  readonly #prior: SoftPrior;
  #temperature = 1;

  private constructor(
    { weights, ofTexts }: VectorTexts,
    confidence: number,
    folds: readonly VectorFold[],
    prior: SoftPrior,
  ) {
    this.#weights = weights;
    this.#ofTexts = ofTexts;
    this.#confidence = confidence;
    this.#folds = folds;
    this.#prior = prior;
  }

  /**
   * @param targets the first soft labels, whose class means later means are shrunk to: [texts, classes]
   * @param confidence mean confidence that the scores of the view are scaled to
   */
  static async open(texts: VectorTexts, targets: Matrix, confidence: number): Promise<VectorView> {
    const folds: VectorFold[] = [];
    for (const fold of textFolds(texts.groups)) {
      const vectors = takeRows(texts.vectors, fold.held);
      folds.push({
        ...fold,
        vectors,
        second: await weightedGram(vectors, takeValues(texts.weights, fold.held)),
      });
    }
    const sums = addSums(await foldSums(folds, targets, texts.weights));
    const prior = { means: meansOf(sums), rows: priorRows, covarianceRows, shareExponent, addedRows };
    return new VectorView(texts, confidence, folds, prior);
  }

  /** Returns the scores of each text by a discriminant that was fitted without its group: [texts, classes]. */
  async heldOutScores(targets: Matrix): Promise<Matrix> {
    const scores = zeros(targets.rows, targets.columns);
    const sums = await foldSums(this.#folds, targets, this.#weights);
    for (const [k, { held, vectors }] of this.#folds.entries()) {
      const head = await this.#fit(sums, (fold) => fold !== k);
      const found = await scoreVectors(head, vectors);
      for (const [h, i] of held.entries()) rowOf(scores, i).set(rowOf(found, h));
    }
    this.#temperature = temperatureFor(scores, this.#ofTexts, this.#confidence);
    return { ...scores, data: scores.data.map((value) => value / this.#temperature) };
  }

  /** Fits a discriminant on all texts, at the temperature of the last held-out scores. */
  async fit(targets: Matrix): Promise<LinearHead> {
    const head = await this.#fit(await foldSums(this.#folds, targets, this.#weights), () => true);
    return scaled(head, this.#temperature);
  }

  #fit(sums: readonly SoftSums[], isUsed: (fold: number) => boolean): Promise<LinearHead> {
    const second = symmetricZeros(this.#prior.means.columns);
    for (const [k, fold] of this.#folds.entries()) if (isUsed(k)) addScaled(second.data, fold.second.data);
    return softDiscriminant(addSums(sums.filter((_, k) => isUsed(k))), second, this.#prior);
  }
}

function foldSums(folds: readonly VectorFold[], targets: Matrix, weights: Float64Array): Promise<SoftSums[]> {
  return Promise.all(
    folds.map(({ held, vectors }) => {
      const shares = takeRows(targets, held);
      for (const [h, i] of held.entries()) {
        const row = rowOf(shares, h);
        for (let c = 0; c < row.length; c++) row[c] *= weights[i];
      }
      return softSums(vectors, shares);
    }),
  );
}

function meansOf({ counts, sums }: SoftSums): Matrix {
  const means = { ...sums, data: sums.data.slice() };
  for (let c = 0; c < means.rows; c++) {
    const mean = rowOf(means, c);
    for (let j = 0; j < mean.length; j++) mean[j] /= Math.max(counts[c], 1e-9);
  }
  return means;
}
