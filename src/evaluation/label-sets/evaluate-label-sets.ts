import { argumentError, InputError, isOptions, optionError, requireOptions } from "../../errors.ts";
import { binCount, binOf, expectedCalibrationError } from "../calibration-error.ts";
import { averagePrecision } from "./average-precision.ts";
import type { LabelFigures, LabelSetAnswer, LabelSetEvaluation } from "./label-set-evaluation.ts";

export interface EvaluateLabelSetsOptions {
  /** Names of the classes, also of those that no row has. Default: the labels of truths and answers, as they occur. */
  readonly classes?: readonly string[];
}

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
  checkArguments(truths, answers, options);
  const names = [...new Set([...(options.classes ?? []), ...truths.flat(), ...answers.flatMap(namesIn)])];
  const truthSets = truths.map((labels) => new Set(labels));
  const answerSets = answers.map(({ labels }) => new Set(labels));
  const hasProbabilities = answers.every(({ probabilities }) => probabilities !== undefined);
  const labels = names.map((label) => {
    const truth = truthSets.map((set) => set.has(label));
    const answered = answerSets.map((set) => set.has(label));
    const scores = hasProbabilities ? answers.map((answer) => probabilityOf(answer, label)) : undefined;
    return labelFigures(label, truth, answered, scores);
  });
  return { ...totals(labels, truths.length), exactMatch: exactMatch(truthSets, answerSets), labels };
}

function totals(
  labels: readonly LabelFigures[],
  count: number,
): Omit<LabelSetEvaluation, "exactMatch" | "labels"> {
  const sumOf = (read: (figures: LabelFigures) => number) =>
    labels.reduce((sum, each) => sum + read(each), 0);
  const [support, answered, correct] = [
    sumOf((each) => each.support),
    sumOf((each) => each.answered),
    sumOf((each) => each.correct),
  ];
  return {
    count,
    labelsPerRow: support / count,
    answeredPerRow: answered / count,
    microF1: support + answered === 0 ? 1 : (2 * correct) / (support + answered),
    microPrecision: answered === 0 ? 1 : correct / answered,
    microRecall: support === 0 ? 1 : correct / support,
    macroF1: meanOf(labels.map(({ f1 }) => f1)) ?? 1,
    meanAveragePrecision: meanOf(labels.map((each) => each.averagePrecision)),
    calibrationError: meanOf(labels.map(({ calibrationError }) => calibrationError)),
  };
}

function labelFigures(
  label: string,
  truth: readonly boolean[],
  isAnswered: readonly boolean[],
  scores: readonly number[] | undefined,
): LabelFigures {
  const support = truth.filter(Boolean).length;
  const answered = isAnswered.filter(Boolean).length;
  const correct = truth.filter((isTrue, i) => isTrue && isAnswered[i]).length;
  return {
    label,
    support,
    answered,
    correct,
    precision: answered === 0 ? null : correct / answered,
    recall: support === 0 ? null : correct / support,
    f1: support + answered === 0 ? null : (2 * correct) / (support + answered),
    averagePrecision: (scores && averagePrecision(scores, truth)) ?? null,
    calibrationError: scores === undefined ? null : calibrationErrorOf(scores, truth),
  };
}

function calibrationErrorOf(scores: readonly number[], truth: readonly boolean[]): number {
  const [count, probability, correct] = [0, 1, 2].map(() => new Float64Array(binCount));
  for (const [i, score] of scores.entries()) {
    const bin = binOf(score);
    count[bin]++;
    probability[bin] += score;
    if (truth[i]) correct[bin]++;
  }
  return expectedCalibrationError({ count, probability, correct });
}

function exactMatch(truths: readonly ReadonlySet<string>[], answers: readonly ReadonlySet<string>[]): number {
  const exact = truths.filter(
    (set, i) => set.size === answers[i].size && [...set].every((each) => answers[i].has(each)),
  );
  return exact.length / truths.length;
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

function checkArguments(truths: unknown, answers: unknown, options: unknown): void {
  requireOptions(options);
  const { classes } = options as EvaluateLabelSetsOptions;
  if (classes !== undefined && !isNames(classes)) throw optionError("classes", "a list of names", classes);
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
