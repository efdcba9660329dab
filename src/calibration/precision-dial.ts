import { argumentError, InputError, optionError } from "../errors.ts";
import { binomialCdf, clopperPearson, type ShareInterval } from "../math/binomial.ts";
import { type HeldOutAnswers, isHeldOutAnswers } from "./held-out-answers.ts";

/** A threshold above which a wanted share of the answers is correct, and the evidence for it. */
export interface PrecisionDial {
  /** The wanted share of correct answers, 0 to 1. */
  readonly asked: number;
  /** The class whose answers it is about. Absent: the answers of all classes. */
  readonly label?: string;
  /** An answer is given if the probability of its class is at least this. */
  readonly threshold: number;
  /** Number of held-out answers that the threshold was chosen with. */
  readonly rows: number;
  /** Number of them with at least this probability. */
  readonly answered: number;
  /** Number of those that are correct. */
  readonly correct: number;
  /** Confidence interval of the share of correct answers; each end holds with 90 % confidence. */
  readonly precision: ShareInterval;
  /** Confidence interval of the share of texts that are answered; each end holds with 90 % confidence. */
  readonly coverage: ShareInterval;
}

/** Probability of choosing a threshold that does not reach the wanted precision. Smaller: safer, and fewer answers. */
const risk = 0.1;
/**
 * The sequence begins at the test that is expected to succeed most clearly, if its expected p-value is at most this; else
 * at the most certain answers. Smaller: it begins there more often, and stops early more often.
 */
const clearChance = 0.01;
/** Each number of answers that is tested is larger than the one before by at least this factor. Smaller: slower, more exact. */
const growth = 1.05;
/** The smallest share of the answers that counts in the estimate of how many rows would do. */
const minCoverage = 0.1;
/** More rows than this are not suggested. */
const maxSuggestedRows = 1_000_000;

/**
 * Chooses the lowest threshold above which at least the wanted share of the answers is correct, with a confidence of 90 %
 * for texts like the held-out ones.
 *
 * The most certain k answers are tested for several k: their errors must be so few that, at the wanted share of correct
 * answers, as few occur with a probability of at most one tenth (exact binomial test, Clopper and Pearson 1934). The tests
 * follow a fixed sequence and stop at the first that fails, so all of them together have the risk of one ("Learn then
 * Test", Angelopoulos et al. 2021). Where the sequence begins depends on the probabilities alone; it goes on to less certain
 * answers.
 * @param heldOut for example of Classifier.heldOut; undefined if there are none
 * @param precision the wanted share of correct answers, above 0 and below 1
 * @param label counts only the answers with this class
 * @throws InputError if there is too little evidence; it says how many labeled rows would do
 * @example
 * precisionDial(classifier.heldOut, 0.95).threshold; // 0.83
 */
export function precisionDial(
  heldOut: HeldOutAnswers | undefined,
  precision: number,
  label?: string,
): PrecisionDial {
  checkArguments(heldOut, precision, label);
  const { probability, isCorrect } = answersOf(heldOut, label);
  const rows = probability.length;
  const errors = countErrors(isCorrect);
  const answered = mostAnswered(probability, errors, precision);
  if (answered === 0) throw tooThin(probability, errors, precision, label);
  const correct = answered - errors[answered];
  const interval = (successes: number, trials: number) => clopperPearson(successes, trials, 1 - 2 * risk);
  return {
    asked: precision,
    ...(label !== undefined && { label }),
    threshold: probability[answered - 1],
    rows,
    answered,
    correct,
    precision: interval(correct, answered),
    coverage: interval(answered, rows),
  };
}

/**
 * Returns the lowest threshold of which the answers show, with a confidence of 90 %, that the wanted share is correct.
 * @param probability of each answer, highest first
 * @param isCorrect whether each answer is correct
 * @returns undefined if there is too little evidence
 */
export function precisionThreshold(
  probability: Float32Array,
  isCorrect: readonly boolean[],
  precision: number,
): number | undefined {
  const answered = mostAnswered(probability, countErrors(isCorrect), precision);
  return answered === 0 ? undefined : probability[answered - 1];
}

function checkArguments(heldOut: unknown, precision: unknown, label: unknown): void {
  if (heldOut !== undefined && !isHeldOutAnswers(heldOut)) {
    throw argumentError(
      "heldOut",
      "held-out answers, as Classifier.heldOut or answerHeldOut returns them",
      heldOut,
    );
  }
  if (!(typeof precision === "number" && precision > 0 && precision < 1)) {
    throw optionError("precision", "a number above 0 and below 1", precision);
  }
  if (label !== undefined && typeof label !== "string") {
    throw argumentError("label", "the name of a class", label);
  }
}

interface OrderedAnswers {
  readonly probability: Float32Array;
  readonly isCorrect: readonly boolean[];
}

/** Returns the answers that count, most certain first. */
function answersOf(heldOut: HeldOutAnswers | undefined, label: string | undefined): OrderedAnswers {
  if (heldOut === undefined) return { probability: new Float32Array(0), isCorrect: [] };
  const { classes, probability, predicted, truth } = heldOut;
  const wanted = label === undefined ? undefined : classes.indexOf(label);
  if (wanted === -1) {
    throw new InputError(
      `The option precision names ${JSON.stringify(label)}, which is not a class of the model.`,
    );
  }
  const counting = Int32Array.from(truth.keys()).filter(
    (i) => wanted === undefined || predicted[i] === wanted,
  );
  return {
    probability: Float32Array.from(counting, (i) => probability[i]),
    isCorrect: Array.from(counting, (i) => predicted[i] === truth[i]),
  };
}

/** Returns the number of errors among the first k answers, for each k from 0 on. */
function countErrors(isCorrect: readonly boolean[]): Int32Array {
  const errors = new Int32Array(isCorrect.length + 1);
  isCorrect.forEach((each, i) => {
    errors[i + 1] = errors[i] + (each ? 0 : 1);
  });
  return errors;
}

/** Returns the largest number of most certain answers that reach the precision; zero if none is known to. */
function mostAnswered(probability: Float32Array, errors: Int32Array, precision: number): number {
  const numbers = testedNumbers(probability, precision);
  let answered = 0;
  for (const k of numbers.slice(startOf(numbers, probability, precision))) {
    if (!reaches(errors[k], k, precision)) break;
    answered = k;
  }
  return answered;
}

/** Returns whether so few errors show that the precision is reached. */
function reaches(errors: number, answered: number, precision: number): boolean {
  return binomialCdf(errors, answered, 1 - precision) <= risk;
}

/** Returns the fewest answers, all of them correct, that show a precision. */
function fewestAnswers(precision: number): number {
  return Math.ceil(Math.log(risk) / Math.log(precision));
}

/** Returns the numbers of answers to test, ascending. Answers of the same probability are given together. */
function testedNumbers(probability: Float32Array, precision: number): number[] {
  const rows = probability.length;
  const numbers: number[] = [];
  let next = fewestAnswers(precision);
  while (next <= rows) {
    let k = next;
    while (k < rows && probability[k] === probability[k - 1]) k++;
    numbers.push(k);
    next = k === rows ? rows + 1 : Math.min(rows, Math.max(k + 1, Math.ceil(k * growth)));
  }
  return numbers;
}

/**
 * Returns the place of the number of answers to begin with: the one whose test succeeds most clearly if the probabilities are
 * right; zero if no test succeeds clearly. Correctness must not be looked at here.
 */
function startOf(numbers: readonly number[], probability: Float32Array, precision: number): number {
  let [start, lowest, expected, summed] = [0, clearChance, 0, 0];
  numbers.forEach((k, place) => {
    for (; summed < k; summed++) expected += 1 - probability[summed];
    const chance = binomialCdf(Math.round(expected), k, 1 - precision);
    if (chance < lowest) [start, lowest] = [place, chance];
  });
  return start;
}

/** Makes the error for too little evidence: what there is, and what would do. */
function tooThin(
  probability: Float32Array,
  errors: Int32Array,
  precision: number,
  label: string | undefined,
): InputError {
  const rows = probability.length;
  const wanted = `A precision of ${percent(precision)}${label === undefined ? "" : ` for ${JSON.stringify(label)}`}`;
  const needed = rowsNeeded(errors, precision);
  const answers = label === undefined ? "answers" : "answers with this class";
  const there =
    rows === 0
      ? `there are no held-out ${answers} to real labeled texts`
      : `${rows} held-out ${answers} to real labeled texts are too little evidence`;
  if (needed === undefined) {
    return new InputError(
      `${wanted} cannot be promised: of the ${rows} held-out ${answers}, even the most certain ones are not correct often enough. Ask for less, or make the model more accurate with more examples.`,
    );
  }
  return new InputError(
    `${wanted} cannot be promised: ${there}. About ${needed.toLocaleString("en-US")} would do; add labeled examples and train again, or give rows that the model was not trained on as the option heldOut (--calibrate). Generated examples do not count, because they are not like your texts.`,
  );
}

/** Estimates how many held-out answers would show the precision; undefined if more of the same would not. */
function rowsNeeded(errors: Int32Array, precision: number): number | undefined {
  const rows = errors.length - 1;
  const fewest = fewestAnswers(precision);
  if (rows === 0) return 2 * fewest;
  let needed = Number.POSITIVE_INFINITY;
  for (let k = Math.ceil(rows * minCoverage); k <= rows; k = Math.max(k + 1, Math.ceil(k * growth))) {
    const errorShare = (errors[k] + 0.5) / (k + 1);
    const answers = errors[k] === 0 && rows < fewest ? fewest : answersNeeded(errorShare, precision);
    needed = Math.min(needed, Math.ceil((answers * rows) / k));
  }
  return needed <= maxSuggestedRows ? roundedUp(Math.max(needed, rows + 1)) : undefined;
}

/** Returns the number of answers with this share of errors that show the precision. */
function answersNeeded(errorShare: number, precision: number): number {
  if (errorShare >= 1 - precision) return Number.POSITIVE_INFINITY;
  let answers = fewestAnswers(precision);
  while (answers < maxSuggestedRows && !reaches(Math.ceil(errorShare * answers), answers, precision)) {
    answers = Math.ceil(answers * growth);
  }
  return answers;
}

/** Rounds up to two digits. */
function roundedUp(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1);
  return Math.ceil(value / unit) * unit;
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(2))} %`;
}
