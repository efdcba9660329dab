import { optionError, requireOptions } from "../errors.ts";
import { accuracy } from "./accuracy.ts";
import { areaUnderRoc } from "./area-under-roc.ts";
import { expectedCalibrationError, type ReliabilityBin, reliabilityBins } from "./calibration-error.ts";
import { type ClassScores, classScores, macroF1 } from "./class-scores.ts";
import { type ConfusionCell, confusionMatrix, mostConfused } from "./confusion.ts";
import { type CoveragePoint, coverageCurve, thinnedCurve } from "./coverage-curve.ts";
import { type JudgedPrediction, type JudgedRow, judgedRows } from "./judged-row.ts";
import { compareLabels } from "./labels.ts";
import { brierScore, logLoss } from "./probability-scores.ts";
import { topKAccuracy } from "./top-k-accuracy.ts";

/** Everything that can be said of predictions whose truth is known; plain data, ready to be saved as JSON. */
export interface Evaluation {
  readonly rows: number;
  /** Those of them whose truth is null: texts that belong to none of the classes. */
  readonly outOfScopeRows: number;
  /** Share of rows that are right, 0 to 1. */
  readonly accuracy: number;
  /** Mean F1 over all labels that are true or predicted, 0 to 1. */
  readonly macroF1: number;
  /** Every label that is true or predicted, by name; null is "none of these classes". */
  readonly classes: readonly ClassScores[];
  /** Every pair of truth and prediction that occurs. */
  readonly confusion: readonly ConfusionCell[];
  /** The most frequent mistakes, at most 20. */
  readonly mostConfused: readonly ConfusionCell[];
  /** How far stated probabilities are from observed accuracy, 0 to 1. */
  readonly expectedCalibrationError: number;
  readonly reliability: readonly ReliabilityBin[];
  /** Accuracy against the share of rows answered, in steps of a hundredth. */
  readonly coverage: readonly CoveragePoint[];
  /** In nats; absent without the probabilities of all classes. */
  readonly logLoss?: number;
  /** 0 to 2; absent without the probabilities of all classes. */
  readonly brierScore?: number;
  /** Share of rows whose true class is among the k most probable; empty without probabilities. */
  readonly topK: readonly TopKAccuracy[];
  /**
   * How well noneProbability separates out-of-scope texts from the rest: the area under the ROC curve, 0.5 for chance and
   * 1 for perfect. Absent without both kinds of rows or without noneProbability.
   */
  readonly noneAreaUnderRoc?: number;
  /** True labels that are not among the classes of what is judged; no prediction of theirs can be right. */
  readonly unknownLabels: readonly string[];
}

export interface EvaluateOptions {
  /** The classes that could be predicted. Default: those that the probabilities mention. */
  readonly classes?: readonly string[];
}

export interface TopKAccuracy {
  readonly k: number;
  readonly accuracy: number;
}

const mostConfusedPairs = 20;
const topKs = [1, 3, 5];

/**
 * Judges predictions by the truth: one truth a prediction, in the same order; null is "none of these classes".
 *
 * It sees no model, so the predictions may be anyone's.
 * @throws InputError where there is nothing to judge, where the lists differ in length, or where a probability is not one.
 */
export function evaluate(
  truths: readonly (string | null)[],
  predictions: readonly JudgedPrediction[],
  options: EvaluateOptions = {},
): Evaluation {
  requireOptions(options);
  const { classes: knownClasses } = options;
  if (knownClasses !== undefined && !Array.isArray(knownClasses)) {
    throw optionError("classes", "a list of class names", knownClasses);
  }
  const rows = judgedRows(truths, predictions);
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
    mostConfused: mostConfused(confusion, mostConfusedPairs),
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

function noneAreaUnderRoc(rows: readonly JudgedRow[]): number | undefined {
  const positives: number[] = [];
  const negatives: number[] = [];
  for (const { truth, noneProbability } of rows) {
    if (noneProbability === undefined) return undefined;
    (truth === null ? positives : negatives).push(noneProbability);
  }
  return positives.length === 0 || negatives.length === 0 ? undefined : areaUnderRoc(positives, negatives);
}

function unknownLabels(rows: readonly JudgedRow[], classes: readonly string[] | undefined): string[] {
  const known = classes === undefined ? mentionedClasses(rows) : new Set(classes);
  if (known.size === 0) return [];
  const truths = new Set(rows.map(({ truth }) => truth).filter((truth) => truth !== null));
  return [...truths].filter((truth) => !known.has(truth)).sort(compareLabels);
}

/** Empty where no row has probabilities: then a class that was never predicted looks like a label that is none. */
function mentionedClasses(rows: readonly JudgedRow[]): Set<string> {
  const mentioned = new Set<string>();
  for (const { probabilities } of rows) {
    for (const name in probabilities) mentioned.add(name);
  }
  return mentioned;
}
