import { fitTemperature } from "../../calibration/temperature.ts";
import { type Matrix, takeRows } from "../../math/matrix.ts";
import { softmaxInto } from "../../math/softmax.ts";
import { sum } from "../../math/vector.ts";
import { addScores, gained } from "./co-training.ts";
import { meanConfidence, temperatureFor } from "./confidence.ts";

/** Candidates for the share of the views in the answers. More candidates take more time. */
const shares = [0, 0.25, 0.5, 0.75, 1] as const;
/**
 * Weight of the evidence of the rows, below 1 because their labels reached the views through the model. Larger: few rows
 * change the share more.
 */
const evidenceShare = 0.5;
/** Nats that the full share is ahead of none before any row is seen. Larger: more rows are needed to lower it. */
const priorNats = 2;

/**
 * Points of agreement beyond chance, and the share of the remaining doubt that they justify giving up. Fitted on the train
 * sides of public sets, see docs/decisions/2026-11-28-unlabeled-text.md.
 */
const agreementAtNone = 0.58;
const slope = 2;
const leastGain = -0.15;
const mostGain = 0.45;
/**
 * Share of the doubt that is added if the encoder was fine-tuned and no row can show how certain it may be. A fine-tuned
 * encoder separates the descriptions that it has learned from more clearly than texts. Larger: answers are less certain.
 */
const tunedLoss = 0.4;
/** Minimum mean probability of the answers, as a share of that of the model. Smaller: unsure models become unsure of all. */
const leastConfidence = 0.75;

/** Logits of a trained model, and the scores that are to be added to them. */
interface Sides {
  /** [rows, classes]. */
  readonly logits: Matrix;
  /** [rows, classes]. */
  readonly scores: Matrix;
}

/** What decides the share of the views and the temperature. */
export interface ShareInput {
  readonly texts: Sides;
  /** Held-out rows with labels. Absent if there are none. */
  readonly rows?: Sides & { readonly labels: Int32Array; readonly weights: Float64Array };
  /** Share of the texts on which both views agree, 0 to 1. */
  readonly agreement: number;
  /** Whether the encoder was fine-tuned. */
  readonly isTuned?: boolean;
}

/** The answers are softmax((logits + share * scores) / temperature). */
export interface ChosenShare {
  readonly share: number;
  readonly temperature: number;
}

/**
 * Chooses how much the views count, and the temperature of the sum. Without rows they count in full, and the temperature
 * follows from the confidence of the model and from the agreement of the views. With rows the share is averaged over
 * candidates, weighted by their log loss, and the temperature is fitted.
 */
export function chooseShare({ texts, rows, agreement, isTuned }: ShareInput): ChosenShare {
  const weights = new Float64Array(texts.logits.rows).fill(1);
  const confidence = meanConfidence(texts.logits, weights);
  const loss = isTuned && rows === undefined ? tunedLoss : 0;
  const gain = justifiedGain(agreement, texts.logits.columns) - loss;
  const expected = (share: number) =>
    share === 0
      ? 1
      : temperatureFor(
          addScores(texts.logits, texts.scores, share),
          weights,
          Math.min(Math.max(gained(confidence, share * gain), leastConfidence * confidence), 0.999),
        );
  const fitted = (share: number) =>
    fitTemperature({ ...rows!, scores: addScores(rows!.logits, rows!.scores, share) }, expected(share));
  if (rows === undefined) return { share: 1, temperature: expected(1) };
  const evidence = shares.map((share) => priorNats * share - evidenceShare * fitted(share).loss);
  const beliefs = new Float64Array(shares.length);
  softmaxInto(evidence, beliefs);
  const share = sum(beliefs.map((belief, i) => belief * shares[i]));
  return { share, temperature: fitted(share).value };
}

/** Returns the share of the remaining doubt that the agreement of both views justifies giving up; negative for little. */
function justifiedGain(agreement: number, classes: number): number {
  const beyondChance = (agreement - 1 / classes) / (1 - 1 / classes);
  return Math.min(Math.max(slope * (beyondChance - agreementAtNone), leastGain), mostGain);
}

/** Returns the rows with these numbers of both. */
export function takeSides({ logits, scores }: Sides, rows: ArrayLike<number>): Sides {
  return { logits: takeRows(logits, rows), scores: takeRows(scores, rows) };
}
