import { withCache } from "../../encoder/embedding-cache.ts";
import { evaluateLabelSets } from "../../evaluation/label-sets/evaluate-label-sets.ts";
import { rowOf } from "../../math/matrix.ts";
import type { Example, NoneExample } from "../../task/task.ts";
import { groupTexts } from "../../task/text-groups.ts";
import { channelsOf } from "../../trained-model/channels.ts";
import { predictTexts } from "../../trained-model/predict.ts";
import { fitLabelSets, type LabelSetsInput } from "../../training/label-sets/fit-label-sets.ts";
import { labelSetRows } from "../../training/label-sets/label-set-rows.ts";
import { type Candidate, type EvaluatedCandidate, minProbability } from "../choose-share.ts";
import type { LabelSetSplit } from "./split-label-sets.ts";

/** A task whose texts are split into those that fine-tuning learned from and those held out. */
export interface SplitLabelSets
  extends Omit<LabelSetsInput, "encoder" | "examples" | "noneExamples" | "seenByEncoder">,
    LabelSetSplit {}

const unlimited = { memoryBytes: Number.POSITIVE_INFINITY, streamBytes: Number.POSITIVE_INFINITY };

type Work = Pick<LabelSetsInput, "onProgress" | "signal">;

/**
 * Evaluates a classifier with each candidate on the held-out texts, each half of them by a classifier fitted on all other
 * texts: as evaluateCandidates, for several labels per text. The loss of a text is the sum of the log losses of its labels;
 * the accuracy is the micro-F1 of texts whose labels are all known.
 * @throws CancelledError
 */
export async function evaluateLabelSetCandidates(
  candidates: readonly Candidate[],
  task: SplitLabelSets,
  work: Work,
): Promise<EvaluatedCandidate[]> {
  const evaluated: EvaluatedCandidate[] = [];
  for (const candidate of candidates) evaluated.push(await evaluate(candidate, task, work));
  return evaluated;
}

/**
 * Leaves out candidates whose held-out micro-F1 is lower than before fine-tuning. Their log loss may be lower nevertheless, if
 * few held-out texts give worse thresholds than all texts do.
 * @param evaluated the candidates, the encoder before fine-tuning first
 */
export function withoutLowerF1(evaluated: readonly EvaluatedCandidate[]): EvaluatedCandidate[] {
  return evaluated.filter(({ accuracy }) => accuracy >= evaluated[0].accuracy);
}

async function evaluate(
  candidate: Candidate,
  { tuningExamples, heldOut, tuningNone, heldOutNone, ...task }: SplitLabelSets,
  work: Work,
): Promise<EvaluatedCandidate> {
  if (heldOut.length + heldOutNone.length === 0) return { ...candidate, losses: [], accuracy: 0 };
  const seen = [...tuningExamples, ...tuningNone];
  // Both halves embed nearly the same texts and sentences.
  const encoder = withCache(candidate.encoder, unlimited);
  const answered: AnsweredHalf[] = [];
  for (const [half, others] of halvesOf(heldOut, heldOutNone)) {
    if (half.examples.length + half.none.length === 0) continue;
    const fit = await fitLabelSets({
      ...task,
      ...work,
      encoder,
      examples: [...tuningExamples, ...others.examples],
      noneExamples: [...tuningNone, ...others.none],
      ...(candidate.adapter && { seenByEncoder: new Set(seen) }),
    });
    const { texts, truths, isComplete } = labelSetRows(fit.classes, half.examples, half.none);
    const predictor = { channels: channelsOf(encoder, fit), link: "sigmoid" } as const;
    const { probabilities } = await predictTexts(predictor, texts);
    const { thresholds } = fit.labelSets!;
    for (const [i, isKnown] of isComplete.entries()) {
      const [row, truth] = [rowOf(probabilities, i), rowOf(truths, i)];
      const namesWhere = (isThere: (c: number) => boolean) => fit.classes.filter((_, c) => isThere(c));
      answered.push({
        loss: lossOf(row, truth, isKnown),
        ...(isKnown && {
          truth: namesWhere((c) => truth[c] === 1),
          labels: namesWhere((c) => row[c] >= thresholds[c]),
        }),
      });
    }
  }
  const known = answered.filter((each) => each.truth !== undefined);
  const microF1 =
    known.length === 0
      ? 0
      : evaluateLabelSets(
          known.map(({ truth }) => truth!),
          known.map(({ labels }) => ({ labels: labels! })),
        ).microF1;
  return { ...candidate, losses: answered.map(({ loss }) => loss), accuracy: microF1 };
}

interface AnsweredHalf {
  readonly loss: number;
  /** Absent if not all labels of the text are known. */
  readonly truth?: readonly string[];
  readonly labels?: readonly string[];
}

interface Half {
  readonly examples: readonly Example[];
  readonly none: readonly NoneExample[];
}

/** Returns both halves of the held-out texts, each with the other one. Nearly equal texts are in one half. */
function halvesOf(heldOut: readonly Example[], heldOutNone: readonly NoneExample[]): [Half, Half][] {
  const { groups } = groupTexts([...heldOut, ...heldOutNone].map(({ text }) => text));
  const halfOf = (parity: number): Half => ({
    examples: heldOut.filter((_, i) => groups[i] % 2 === parity),
    none: heldOutNone.filter((_, i) => groups[heldOut.length + i] % 2 === parity),
  });
  const [even, odd] = [halfOf(0), halfOf(1)];
  return [
    [even, odd],
    [odd, even],
  ];
}

/** Returns the log losses of a text's labels, summed; of a text that may have other labels too, those of its labels alone. */
function lossOf(probabilities: Float32Array, truth: Float32Array, isKnown: boolean): number {
  return truth.reduce((sum, isTrue, c) => {
    if (isTrue === 0 && !isKnown) return sum;
    const own = isTrue === 1 ? probabilities[c] : 1 - probabilities[c];
    return sum - Math.log(Math.max(own, minProbability));
  }, 0);
}
