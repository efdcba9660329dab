import type { Evaluation } from "./evaluation.ts";

/** Below this number of rows the verdict says how far the accuracy may be off. */
const fewRows = 1000;
/** Probabilities count as too high or too low if their mean is this far from the accuracy, and outside its interval. */
const clearGap = 0.03;

/**
 * Says in plain words how good the answers are, which classes are confused, and what sure answers are worth.
 * @returns for example 'Correct 9 times in 10. It confuses "refund" with "delivery". ...'
 */
export function verdictOf(evaluation: Omit<Evaluation, "verdict">): string {
  if (evaluation.basis?.source === "descriptions")
    return [unknownAccuracy, ...lookAlikeSentence(evaluation)].join(" ");
  return [
    ...estimateSentence(evaluation),
    accuracySentence(evaluation),
    ...confusionSentence(evaluation),
    ...sureSentence(evaluation),
    ...gapSentence(evaluation),
  ].join(" ");
}

/**
 * The verdict without a real or generated text: the share of parts of descriptions that are recognized says less about the
 * accuracy on real texts than a fixed guess (bench/estimates).
 */
export const unknownAccuracy = "How often real texts are answered correctly is not known.";

function lookAlikeSentence({ mostConfused: [pair] }: Omit<Evaluation, "verdict">): string[] {
  if (pair === undefined || pair.truth === null || pair.prediction === null) return [];
  return [`Parts of the description of ${named(pair.truth)} look like ${named(pair.prediction)} most.`];
}

function accuracySentence({ rows, wrong, accuracy, intervals }: Omit<Evaluation, "verdict">): string {
  const interval = intervals?.accuracy;
  const range =
    interval && rows < fewRows
      ? ` (between ${hundredths(interval.lower)} and ${hundredths(interval.upper)} in 100, by ${rows === 1 ? "1 row" : `${rows} rows`})`
      : "";
  if (wrong === 0) return `Correct on ${allRows(rows)}${range}.`;
  if (wrong === rows) return `Wrong on ${allRows(rows)}${range}.`;
  return `Correct ${times(accuracy)}${range}.`;
}

function estimateSentence({ basis }: Omit<Evaluation, "verdict">): string[] {
  return basis?.source === "generated examples" ? ["An estimate from generated texts."] : [];
}

function allRows(rows: number): string {
  return rows === 1 ? "the only row" : `all ${rows} rows`;
}

function confusionSentence({ mostConfused }: Omit<Evaluation, "verdict">): string[] {
  if (mostConfused.length === 0) return [];
  const [{ truth, prediction }] = mostConfused;
  if (prediction === null) return [`It most often gives no class to ${named(truth)}.`];
  if (truth === null) return [`It most often takes out-of-scope texts for ${named(prediction)}.`];
  return [`It confuses ${named(truth)} with ${named(prediction)} most.`];
}

function sureSentence({ sure, rows }: Omit<Evaluation, "verdict">): string[] {
  if (sure === undefined || rows === 1) return [];
  const from = `${hundredths(sure.threshold)} %`;
  if (sure.coverage === 0) return [`No answer is sure (has a probability of ${from} or more).`];
  if (sure.accuracy === 1) return [`All sure answers (${hundredths(sure.coverage)} % of texts) are correct.`];
  if (sure.accuracy === 0) return [`All sure answers (${hundredths(sure.coverage)} % of texts) are wrong.`];
  return [`Sure answers (${hundredths(sure.coverage)} % of texts) are correct ${times(sure.accuracy)}.`];
}

function gapSentence({ meanProbability, accuracy, intervals }: Omit<Evaluation, "verdict">): string[] {
  const interval = intervals?.accuracy;
  if (meanProbability === undefined || interval === undefined) return [];
  if (Math.abs(meanProbability - accuracy) < clearGap) return [];
  const shown = `${hundredths(meanProbability)} % on average`;
  if (meanProbability > interval.upper) return [`Its probabilities are too high (${shown}).`];
  if (meanProbability < interval.lower) return [`Its probabilities are too low (${shown}).`];
  return [];
}

/** "9 times in 10", "87 times in 100", "once in 10". A share that is not exactly 0 or 1 is not called "0 times" or "100 times". */
function times(share: number): string {
  const rounded = Math.round(share * 100);
  if (rounded % 10 === 0 && rounded > 0 && rounded < 100) return `${timesWord(rounded / 10)} in 10`;
  if (rounded === 100 || rounded === 0) {
    const thousandths = Math.min(999, Math.max(1, Math.round(share * 1000)));
    return `${timesWord(thousandths)} in 1,000`;
  }
  return `${timesWord(rounded)} in 100`;
}

function timesWord(number: number): string {
  return number === 1 ? "once" : `${number} times`;
}

function hundredths(share: number): number {
  return Math.round(share * 100);
}

function named(label: string | null): string {
  return label === null ? "none" : JSON.stringify(label);
}
