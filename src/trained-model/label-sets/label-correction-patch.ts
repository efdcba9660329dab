import { usualThreshold } from "../../calibration/label-thresholds.ts";
import type { Encoder } from "../../encoder/encoder.ts";
import { type Matrix, rowOf } from "../../math/matrix.ts";
import { logit, sigmoid } from "../../math/sigmoid.ts";
import {
  type CorrectionPatch,
  meanDirection,
  newClassFrom,
  newClassSlope,
  projectedUnits,
  reachOf,
  similarityTo,
  widen,
} from "../correction-patch.ts";
import { type Corrections, labelsOf, openInEffect } from "../corrections.ts";
import type { Fit } from "../fit.ts";
import { usualThresholds } from "./label-set-answers.ts";

/**
 * Lead, in nats, that every label of a corrected text gets over its threshold, and every other label below it. If it is
 * larger, more other answers change.
 */
const lead = 0.5;
/** Passes over the corrections. More passes resolve more corrections that compete with each other. */
const rounds = 3;

/**
 * Makes the patch of the open corrections of a model with several labels per text. The fit stays as it is.
 *
 * Every label is corrected on its own: its logit moves by step x reach(similarity) towards the side of its threshold that
 * the correction says. The steps are the smallest that put every corrected text on the right side with a lead, so a label
 * that was right already does not move. For similarity and reach, see correctionPatch.
 */
export async function labelCorrectionPatch(
  corrections: Corrections,
  fit: Fit,
  encoder: Encoder,
): Promise<CorrectionPatch> {
  const open = openInEffect(corrections);
  const labels = open.corrections.map((each) => new Set(labelsOf(each)));
  const classes = [...new Set([...fit.classes, ...labels.flatMap((each) => [...each])])];
  const projected = (vectors: Matrix) => projectedUnits(vectors, fit, encoder);
  const texts = await projected(open.vectors);
  const similarities = await similarityTo(texts, meanDirection(fit.labelSets!.competition.directions));
  const reach = reachOf(fit.classes.length);
  const known = {
    similar: await similarities(texts),
    scores: open.scores,
    limits: usualThresholds(fit.classes, fit.labelSets!).map(logit),
  };
  const steps = fit.classes.map((name, c) =>
    stepsOf(
      known,
      c,
      labels.map((each) => each.has(name)),
      reach,
    ),
  );
  const newLabels = classes.slice(fit.classes.length).map((name) => labels.map((each) => each.has(name)));
  return {
    classes,
    async apply(vectors, { probabilities, none }) {
      const near = await similarities(await projected(vectors));
      const widened = widen(probabilities, classes.length);
      for (let i = 0; i < near.rows; i++) {
        const [row, similar] = [rowOf(widened, i), rowOf(near, i)];
        for (const [c, ofLabel] of steps.entries()) {
          const moved = ofLabel.reduce((sum, step, k) => sum + step * reach(similar[k]), 0);
          // A probability that does not move stays as it is, to the last bit.
          if (moved !== 0) row[c] = sigmoid(logit(row[c]) + moved);
        }
        for (const [n, hasLabel] of newLabels.entries()) {
          row[fit.classes.length + n] = newLabelProbability(similar, hasLabel);
        }
      }
      return { probabilities: widened, none };
    },
  };
}

interface KnownTexts {
  /** Similarity of each corrected text to each other: [corrections, corrections]. */
  readonly similar: Matrix;
  /** Logits of the corrected texts by the fit: [corrections, labels]. */
  readonly scores: Matrix;
  /** The logit from which a text has the label: [labels]. */
  readonly limits: Float32Array;
}

/** Returns the signed step of each correction for one label. @param has whether each corrected text has the label */
function stepsOf(
  { similar, scores, limits }: KnownTexts,
  c: number,
  has: readonly boolean[],
  reach: (similarity: number) => number,
): Float64Array {
  const steps = new Float64Array(has.length);
  const logits = Float64Array.from(has, (_, k) => rowOf(scores, k)[c]);
  for (let round = 0; round < rounds; round++) {
    for (const [k, hasLabel] of has.entries()) {
      const wanted = limits[c] + (hasLabel ? lead : -lead);
      const gap = wanted - logits[k];
      if (hasLabel ? gap <= 1e-6 : gap >= -1e-6) continue;
      steps[k] += gap;
      for (let j = 0; j < has.length; j++) logits[j] += gap * reach(rowOf(similar, j)[k]);
    }
  }
  return steps;
}

/** Returns the probability of a label that only corrections know: high if the nearest corrected text has it. */
function newLabelProbability(similar: Float32Array, hasLabel: readonly boolean[]): number {
  const nearest = (wanted: boolean) =>
    similar.reduce((best, value, k) => (hasLabel[k] === wanted ? Math.max(best, value) : best), 0);
  const [own, other] = [nearest(true), nearest(false)];
  return sigmoid(logit(usualThreshold) + newClassSlope * ((own > other ? own : 0) - newClassFrom));
}
