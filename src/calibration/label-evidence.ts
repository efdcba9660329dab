import { InputError } from "../errors.ts";
import type { Matrix } from "../math/matrix.ts";
import { createRandom } from "../math/random.ts";
import { precisionThreshold } from "./precision-dial.ts";

/**
 * Held-out probabilities of labels, of which thresholds for a wanted precision are chosen: parallel lists with one entry per
 * pair of text and label, sorted by probability, highest first. Pairs with a low probability are left out.
 */
export interface LabelEvidence {
  /** Number of the label. */
  readonly label: Int32Array;
  /** Calibrated probability of the label, 0 to 1. */
  readonly probability: Float32Array;
  /** 1 if the text has the label, else 0. */
  readonly isTrue: Int32Array;
}

/** Pairs with a lower probability are left out. Smaller: a larger model file. Larger: low precisions cannot be asked for. */
const minProbability = 0.1;
/** Maximum number of pairs that are kept. More make thresholds a little more exact and a saved model larger (12 bytes each). */
const maxPairs = 20_000;

/**
 * Collects the evidence. Of too many pairs a sample is kept.
 * @param probabilities calibrated and held out: [rows, labels]
 * @param truths 1 if the row has the label, else 0: [rows, labels]
 */
export function labelEvidence(probabilities: Matrix, truths: Matrix, seed: number): LabelEvidence {
  const { columns: labels, data } = probabilities;
  const counting = Array.from(data.keys()).filter((at) => data[at] >= minProbability);
  const kept =
    counting.length <= maxPairs ? counting : createRandom(seed).sampleWithoutReplacement(counting, maxPairs);
  kept.sort((a, b) => data[b] - data[a] || a - b);
  return {
    label: Int32Array.from(kept, (at) => at % labels),
    probability: Float32Array.from(kept, (at) => data[at]),
    isTrue: Int32Array.from(kept, (at) => truths.data[at]),
  };
}

/**
 * Chooses the threshold of every label above which a wanted share of its answers is correct; see precisionDial for the test. A
 * label with too few held-out answers gets the threshold that all labels together need.
 * @param evidence undefined if there are no held-out rows
 * @param precision above 0 and below 1: for all labels, or by name for some of them
 * @param usual thresholds of the labels that `precision` does not name: [labels]
 * @throws InputError if there is too little evidence for all labels together, or if a name is not a label
 */
export function precisionThresholds(
  classes: readonly string[],
  evidence: LabelEvidence | undefined,
  precision: number | Readonly<Record<string, number>>,
  usual: Float32Array,
): Float32Array {
  const asked = (name: string): number | undefined =>
    typeof precision === "number" ? precision : Object.hasOwn(precision, name) ? precision[name] : undefined;
  const unknown =
    typeof precision === "number"
      ? undefined
      : Object.keys(precision).find((name) => !classes.includes(name));
  if (unknown !== undefined) {
    throw new InputError(
      `The option precision names ${JSON.stringify(unknown)}, which is not a class of the model.`,
    );
  }
  const shared = new Map<number, number>();
  return Float32Array.from(classes, (name, c) => {
    const wanted = asked(name);
    if (wanted === undefined) return usual[c];
    const own = thresholdOf(evidence, wanted, c);
    if (own !== undefined) return own;
    if (!shared.has(wanted)) shared.set(wanted, thresholdOf(evidence, wanted) ?? tooLittle(evidence, wanted));
    return shared.get(wanted)!;
  });
}

/** @param c the label; undefined for all labels together */
function thresholdOf(evidence: LabelEvidence | undefined, precision: number, c?: number): number | undefined {
  if (evidence === undefined) return undefined;
  const pairs = Array.from(evidence.label.keys()).filter((k) => c === undefined || evidence.label[k] === c);
  return precisionThreshold(
    Float32Array.from(pairs, (k) => evidence.probability[k]),
    pairs.map((k) => evidence.isTrue[k] === 1),
    precision,
  );
}

function tooLittle(evidence: LabelEvidence | undefined, precision: number): never {
  const there =
    evidence === undefined
      ? "there are no held-out answers to real labeled texts"
      : `the ${evidence.label.length} held-out labels of real texts are too few or not correct often enough`;
  throw new InputError(
    `A precision of ${Number((100 * precision).toFixed(2))} % cannot be promised: ${there}. Ask for less, or add labeled examples and train again.`,
  );
}
