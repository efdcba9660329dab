import { optionError, requireOptions } from "../errors.ts";
import { accuracy, topKAccuracy } from "./accuracy.ts";
import { areaUnderRoc } from "./area-under-roc.ts";
import { expectedCalibrationError, type ReliabilityBin, reliabilityBins } from "./calibration-error.ts";
import { type ClassScores, classScores, macroF1 } from "./class-scores.ts";
import { type ConfusionCell, compareLabels, confusionMatrix, mostConfused } from "./confusion.ts";
import { type CoveragePoint, coverageCurve, thinnedCurve } from "./coverage-curve.ts";
import { type EvaluatedRow, evaluatedRows, type ScoredPrediction } from "./evaluated-row.ts";
import { brierScore, logLoss } from "./probability-scores.ts";

/** The quality of predictions: all metrics, as plain data that can be saved as JSON. */
export interface Evaluation {
  /** Number of rows. */
  readonly rows: number;
  /** Number of rows whose truth is null: texts that are out of scope. */
  readonly outOfScopeRows: number;
  /** Share of rows that are classified correctly, 0 to 1. */
  readonly accuracy: number;
  /** Unweighted mean of F1 over all labels that are a truth or a prediction, 0 to 1. */
  readonly macroF1: number;
  /** Scores of every label that is a truth or a prediction, ordered by name. Null is "none of these classes". */
  readonly classes: readonly ClassScores[];
  /** The confusion matrix: every pair of truth and prediction that occurs. */
  readonly confusion: readonly ConfusionCell[];
  /** The most frequent pairs of truth and incorrect prediction, at most 20. */
  readonly mostConfused: readonly ConfusionCell[];
  /** Mean absolute difference between probability and accuracy over bins, weighted by their rows, 0 to 1. */
  readonly expectedCalibrationError: number;
  /** The reliability diagram: 15 bins of equal width over the probability. */
  readonly reliability: readonly ReliabilityBin[];
  /** Accuracy against the share of rows answered: at most one point per hundredth. */
  readonly coverage: readonly CoveragePoint[];
  /** Mean of -log p(true class), in nats. Absent if a row lacks the probabilities of some classes. */
  readonly logLoss?: number;
  /**
   * Mean squared distance between probabilities and truth, 0 to 2. Absent if a row lacks the probabilities of some
   * classes.
   */
  readonly brierScore?: number;
  /**
   * Share of rows whose true class is among the k most probable, for k = 1, 3 and 5. Empty if a row has no
   * probabilities.
   */
  readonly topK: readonly TopKAccuracy[];
  /**
   * How well `noneProbability` separates out-of-scope texts from the others: the area under the ROC curve, 0.5 for chance
   * and 1 for perfect. Absent if a row has no `noneProbability`, or if all texts or no texts are out of scope.
   */
  readonly noneAreaUnderRoc?: number;
  /** True labels that are not classes of the classifier. Their rows cannot be classified correctly. */
  readonly unknownLabels: readonly string[];
}

export interface EvaluateOptions {
  /** Names of the classes that the classifier can predict (default: all names in the probabilities). */
  readonly classes?: readonly string[];
}

export interface TopKAccuracy {
  readonly k: number;
  readonly accuracy: number;
}

/** Maximum of `mostConfused`. More make the report longer; `confusion` has all. */
const maxConfusedPairs = 20;
const topKs = [1, 3, 5];

/**
 * Evaluates predictions against their true labels: accuracy, F1, calibration, confusion and more. It needs no model, so
 * it can evaluate the predictions of any classifier.
 * @param truths one true label per prediction, in the same order; null is "none of these classes"
 * @throws InputError if there are no rows, if the lists differ in length, or if a probability is not between 0 and 1
 * @example
 * const { accuracy, mostConfused } = evaluate(
 *   ["cat", "dog", "dog"],
 *   [
 *     { prediction: "cat", probability: 0.9 },
 *     { prediction: "cat", probability: 0.6 },
 *     { prediction: "dog", probability: 0.8 },
 *   ],
 * );
 * // accuracy: 0.6666666666666666
 * // mostConfused: [{ truth: "dog", prediction: "cat", count: 1 }]
 */
export function evaluate(
  truths: readonly (string | null)[],
  predictions: readonly ScoredPrediction[],
  options: EvaluateOptions = {},
): Evaluation {
  requireOptions(options);
  const { classes: knownClasses } = options;
  if (knownClasses !== undefined && !Array.isArray(knownClasses)) {
    throw optionError("classes", "a list of class names", knownClasses);
  }
  const rows = evaluatedRows(truths, predictions);
  const confusion = confusionMatrix(rows);
  const classes = classScores(confusion);
  const reliability = reliabilityBins(rows);
  return {
    rows: rows.length,
    outOfScopeRows: rows.filter(({ truth }) => truth === null).length,
    accuracy: accuracy(rows),
    macroF1: macroF1(classes),
    classes,
    confusion,
    mostConfused: mostConfused(confusion, maxConfusedPairs),
    expectedCalibrationError: expectedCalibrationError(reliability),
    reliability,
    coverage: thinnedCurve(coverageCurve(rows)),
    logLoss: logLoss(rows),
    brierScore: brierScore(rows),
    topK: topKs.flatMap((k) => {
      const found = topKAccuracy(rows, k);
      return found === undefined ? [] : [{ k, accuracy: found }];
    }),
    noneAreaUnderRoc: noneAreaUnderRoc(rows),
    unknownLabels: unknownLabels(rows, knownClasses),
  };
}

function noneAreaUnderRoc(rows: readonly EvaluatedRow[]): number | undefined {
  const positives: number[] = [];
  const negatives: number[] = [];
  for (const { truth, noneProbability } of rows) {
    if (noneProbability === undefined) return undefined;
    (truth === null ? positives : negatives).push(noneProbability);
  }
  return positives.length === 0 || negatives.length === 0 ? undefined : areaUnderRoc(positives, negatives);
}

function unknownLabels(rows: readonly EvaluatedRow[], classes: readonly string[] | undefined): string[] {
  const known = classes === undefined ? mentionedClasses(rows) : new Set(classes);
  if (known.size === 0) return [];
  const truths = new Set(rows.map(({ truth }) => truth).filter((truth) => truth !== null));
  return [...truths].filter((truth) => !known.has(truth)).sort(compareLabels);
}

/** Returns the names in all probabilities. If there are none, the classes are unknown, so no label counts as unknown. */
function mentionedClasses(rows: readonly EvaluatedRow[]): Set<string> {
  const mentioned = new Set<string>();
  for (const { probabilities } of rows) {
    for (const name in probabilities) mentioned.add(name);
  }
  return mentioned;
}
