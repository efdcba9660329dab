import { argumentError, InputError, isOptions, optionError } from "../../errors.ts";
import { type OptionNames, requireOptions } from "../../options/known-options.ts";
import { type BootstrapOptions, usualResamplesOf } from "../bootstrap.ts";
import { binCount, binOf, expectedCalibrationError, reliabilityBins } from "../calibration-error.ts";
import { checkEvaluateOptions, type EvaluateOptions } from "../evaluate-options.ts";
import { rowGroups } from "../row-columns.ts";
import type { PartCounts } from "../sums.ts";
import { averagePrecision } from "./average-precision.ts";
import { labelMistakes } from "./label-mistakes.ts";
import { countLabelSets, figuresOfCounts, type LabelSetCounts, labelSetColumns } from "./label-set-counts.ts";
import type { LabelFigures, LabelSetAnswer, LabelSetEvaluation } from "./label-set-evaluation.ts";
import { type LabelSetIntervals, labelSetIntervals } from "./label-set-intervals.ts";
import { labelSetVerdict } from "./label-set-verdict.ts";
import { precisionRecallCurve } from "./precision-recall-curve.ts";
import { wrongLabelSets } from "./wrong-label-sets.ts";

export interface EvaluateLabelSetsOptions
  extends BootstrapOptions,
    Pick<EvaluateOptions, "basis" | "details" | "maxWrongAnswers"> {
  /** Names of the classes, also of those that no row has. Default: the labels of truths and answers, as they occur. */
  readonly classes?: readonly string[];
  /** Probability from which a text is answered with a label, by name. Copied to the figures of the labels. */
  readonly thresholds?: Readonly<Record<string, number>>;
}

const evaluateOptionNames = {
  ...{ resamples: true, seed: true, basis: true, details: true, maxWrongAnswers: true },
  ...{ classes: true, thresholds: true },
} satisfies OptionNames<EvaluateLabelSetsOptions>;

/** Default of `maxWrongAnswers`. */
const usualWrongAnswers = 100;
/** Maximum number of points of the curve of all labels, and of one. More make an evaluation larger. */
const maxPoints = 100;
const maxPointsOfLabel = 25;

/**
 * Evaluates answers with several labels per text. It takes truths and answers only, so it can evaluate any classifier.
 *
 * Micro- and macro-F1, exact match and average precision are those of scikit-learn with `zero_division=np.nan`: a label
 * that neither occurs nor is answered does not count in macro-F1. A probability that is missing counts as zero.
 * @param truths the labels of each row; an empty list is a row without labels
 * @param answers one per row, in the same order
 * @throws InputError if the lists differ in length, or are empty
 * @example
 * evaluateLabelSets([["refund", "delivery"], []], [{ labels: ["refund"] }, { labels: [] }]).microF1; // 0.667
 */
export function evaluateLabelSets(
  truths: readonly (readonly string[])[],
  answers: readonly LabelSetAnswer[],
  options: EvaluateLabelSetsOptions = {},
): LabelSetEvaluation {
  requireOptions(options, evaluateOptionNames);
  checkLabelSetLists(truths, answers, options);
  const { details = [], basis, maxWrongAnswers = usualWrongAnswers, seed = 0 } = options;
  const names = [...new Set([...(options.classes ?? []), ...truths.flat(), ...answers.flatMap(namesIn)])];
  const truthSets = truths.map((labels) => new Set(labels));
  const columns = labelSetColumns(
    names,
    truthSets,
    answers.map(({ labels }) => new Set(labels)),
  );
  const counts = countLabelSets(columns);
  const { resamples = usualResamplesOf(truths.length) } = options;
  const groups = rowGroups(truths.map((_, i) => details[i]?.group));
  const intervals = resamples > 0 ? labelSetIntervals(columns, groups, { resamples, seed }) : undefined;
  const scored = answers.every(({ probabilities }) => probabilities !== undefined)
    ? scoredLabels(names, truthSets, answers)
    : undefined;
  const labels = names.map((label, c): LabelFigures => {
    const threshold = Object.hasOwn(options.thresholds ?? {}, label) ? options.thresholds![label] : undefined;
    return {
      label,
      ...labelFigures(counts, c),
      averagePrecision: scored?.labels[c].averagePrecision ?? null,
      calibrationError: scored?.labels[c].calibrationError ?? null,
      ...(threshold !== undefined && { threshold }),
      ...ofIntervals(intervals, c),
      curve: scored?.labels[c].curve ?? [],
    };
  });
  const wrong = wrongLabelSets(truthSets, answers, details);
  const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
  const evaluation = {
    kind: "multi-label" as const,
    ...(basis && { basis }),
    count: truths.length,
    labelsPerRow: total(counts.support) / truths.length,
    answeredPerRow: total(counts.answered) / truths.length,
    ...figuresOfCounts(counts),
    meanAveragePrecision: meanOf(labels.map((each) => each.averagePrecision)),
    calibrationError: meanOf(labels.map(({ calibrationError }) => calibrationError)),
    labels,
    reliability: scored?.reliability ?? [],
    curve: scored?.curve ?? [],
    ...labelMistakes(columns),
    wrong: wrong.length,
    wrongAnswers: wrong.slice(0, maxWrongAnswers),
    ...(intervals && { intervals: intervals.figures, bootstrap: intervals.bootstrap }),
  };
  return { verdict: labelSetVerdict(evaluation), ...evaluation };
}

function ofIntervals(intervals: LabelSetIntervals | undefined, c: number): Pick<LabelFigures, "intervals"> {
  const found = intervals?.labels[c];
  return found && Object.keys(found).length > 0 ? { intervals: found } : {};
}

function labelFigures({ support, answered, correct }: LabelSetCounts, c: number) {
  const [there, given, right] = [support[c], answered[c], correct[c]];
  return {
    support: there,
    answered: given,
    correct: right,
    precision: given === 0 ? null : right / given,
    recall: there === 0 ? null : right / there,
    f1: there + given === 0 ? null : (2 * right) / (there + given),
  };
}

/** Returns what follows from the probabilities: per label, and of all pairs of row and label. */
function scoredLabels(
  names: readonly string[],
  truths: readonly ReadonlySet<string>[],
  answers: readonly LabelSetAnswer[],
) {
  const [allScores, allTruths] = [new Float64Array(names.length * truths.length), [] as boolean[]];
  const labels = names.map((label, c) => {
    const scores = Float64Array.from(answers, (answer) => probabilityOf(answer, label));
    const truth = truths.map((set) => set.has(label));
    allScores.set(scores, c * truths.length);
    for (const each of truth) allTruths.push(each);
    return {
      averagePrecision: averagePrecision(scores, truth),
      calibrationError: expectedCalibrationError(binCounts(scores, truth)),
      curve: precisionRecallCurve(scores, truth, maxPointsOfLabel),
    };
  });
  return {
    labels,
    reliability: reliabilityBins(binCounts(allScores, allTruths)),
    curve: precisionRecallCurve(allScores, allTruths, maxPoints),
  };
}

function binCounts(scores: Float64Array, truth: readonly boolean[]): PartCounts {
  const [count, probability, correct] = [0, 1, 2].map(() => new Float64Array(binCount));
  for (const [i, score] of scores.entries()) {
    const bin = binOf(score);
    count[bin]++;
    probability[bin] += score;
    if (truth[i]) correct[bin]++;
  }
  return { count, probability, correct };
}

function namesIn({ labels, probabilities = {} }: LabelSetAnswer): string[] {
  return [...labels, ...Object.keys(probabilities)];
}

function probabilityOf({ probabilities = {} }: LabelSetAnswer, label: string): number {
  return Object.hasOwn(probabilities, label) ? probabilities[label] : 0;
}

/** Returns the mean of the values that are known; null if none is. */
function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** @throws InputError if an argument is invalid, or the lists differ in length or are empty */
export function checkLabelSetLists(
  truths: unknown,
  answers: unknown,
  options: EvaluateLabelSetsOptions,
): void {
  const { classes, thresholds, ...others } = options;
  if (classes !== undefined && !isNames(classes)) throw optionError("classes", "a list of names", classes);
  if (thresholds !== undefined && !isOptions(thresholds))
    throw optionError("thresholds", "an object { name: probability }", thresholds);
  checkEvaluateOptions(others);
  if (!Array.isArray(truths) || !truths.every(isNames)) {
    throw argumentError("truths", "a list with a list of names per row", truths);
  }
  if (
    !Array.isArray(answers) ||
    !answers.every((each) => isOptions(each) && isNames((each as LabelSetAnswer).labels))
  ) {
    throw argumentError("answers", "a list of objects, each with a list of labels", answers);
  }
  if (truths.length !== answers.length) {
    throw new InputError(
      `There are ${truths.length} truths and ${answers.length} answers; give one answer per truth, in the same order.`,
    );
  }
  if (truths.length === 0) throw new InputError("There are no rows to evaluate; give at least one.");
}

function isNames(value: unknown): boolean {
  return Array.isArray(value) && value.every((name) => typeof name === "string");
}
