import {
  InputError,
  type LabelSetComparison,
  type LabelSetEvaluation,
  type LabelSetExplanation,
} from "../index.ts";
import { version } from "../version.ts";
import { withinBytes } from "./inert-json.ts";
import type {
  ExplainedLabelError,
  ExplainedWrongLabel,
  LabelSetReportData,
  ReportedLabelComparison,
  WrongLabelRow,
} from "./label-set-report-data.ts";
import { checkReportOptions, type ReportOptions } from "./report-options.ts";
import { shortName, shortText } from "./shorten.ts";

type WrongAnswer = LabelSetEvaluation["wrongAnswers"][number];

/** What a report on several labels per text shows besides the evaluation. */
export interface LabelSetReportOptions extends Pick<ReportOptions, "title" | "made"> {
  /** Explanations of some wrong rows, for example of those that instructiveLabelErrors() chooses. Default: none. */
  readonly explanations?: readonly LabelSetExplanation[];
  /** Comparison with a baseline. Default: none. */
  readonly comparison?: LabelSetComparison;
}

/** Bytes that parts of a report take at most, so that it stays below 5 MB. */
const maxBytes = { labels: 1_800_000, wrongRows: 1_200_000, changedRows: 400_000 };
/** Number of characters that are shown: of a wrong row, of a changed row, of an explained text, of a nearest example. */
const maxCharacters = { wrong: 2000, changed: 500, explained: 1000, neighbor: 300, verdict: 1000 };
/** Number of characters of a name that are shown, if there are few labels and if there are many. */
const [maxName, minName] = [200, 40];
/** Bytes that the names of all labels take at most. */
const maxNameBytes = 400_000;
const maxListed = 100;
const maxExplained = 30;
const maxWords = 12;
/** Maximum number of labels of a row that are shown. */
const maxLabelsOfRow = 30;

/**
 * Collects what a report on several labels per text shows, as plain data of a bounded size.
 * @throws InputError if an option is invalid
 * @example
 * const data = labelSetReportData(evaluateLabelSets(truths, answers));
 * data.wrongRows.of; // number of rows whose labels are not exactly right
 */
export function labelSetReportData(
  evaluation: LabelSetEvaluation,
  options: LabelSetReportOptions = {},
): LabelSetReportData {
  checkReportOptions(options as ReportOptions);
  if (evaluation?.kind !== "multi-label")
    throw new InputError(
      "The evaluation must be one of several labels per text, as evaluateLabelSets returns.",
    );
  const { title = "Evaluation", made, explanations = [], comparison } = options;
  const characters = Math.floor(maxNameBytes / Math.max(1, evaluation.labels.length));
  const most = Math.min(maxName, Math.max(minName, characters));
  return {
    title: shortName(title, maxName),
    version,
    ...(made && { made: made.toISOString() }),
    evaluation: shownEvaluation(evaluation, most),
    labelCount: evaluation.labels.length,
    wrongRows: {
      rows: withinBytes(
        evaluation.wrongAnswers.map((answer) => wrongRow(answer, most, maxCharacters.wrong)),
        maxBytes.wrongRows,
      ),
      of: evaluation.wrong,
    },
    explained: explainedErrors(explanations, evaluation.wrongAnswers, most),
    ...(comparison && { comparison: shownComparison(comparison, most) }),
  };
}

/** Chooses wrong rows from which one learns most: of each label the surest error, then the surest others. Each has a text. */
export function instructiveLabelErrors(
  { wrongAnswers }: Pick<LabelSetEvaluation, "wrongAnswers">,
  max = 12,
): (WrongAnswer & { readonly text: string })[] {
  const known = wrongAnswers.filter(
    (answer): answer is WrongAnswer & { readonly text: string } =>
      answer.text !== undefined && answer.text.trim() !== "",
  );
  const seen = new Set<string>();
  const ofLabels = known.filter(({ forgotten, added }) => {
    const [first] = [...added, ...forgotten];
    const isNew = !seen.has(first.label);
    seen.add(first.label);
    return isNew;
  });
  return [...new Set([...ofLabels, ...known])].slice(0, max);
}

function shownEvaluation(
  { wrongAnswers: _, ...evaluation }: LabelSetEvaluation,
  most: number,
): LabelSetReportData["evaluation"] {
  const labels = evaluation.labels.map((each) => ({ ...each, label: shortName(each.label, most) }));
  const fitting = withinBytes(labels, maxBytes.labels);
  const byF1 = () => labels.toSorted((a, b) => (a.f1 ?? 1) - (b.f1 ?? 1));
  const named = (mistakes: LabelSetEvaluation["forgotten"]) =>
    mistakes.map((each) => ({
      ...each,
      label: shortName(each.label, most),
      with: shortName(each.with, most),
    }));
  return {
    ...evaluation,
    verdict: shortName(evaluation.verdict, maxCharacters.verdict),
    labels: fitting.length === labels.length ? labels : withinBytes(byF1(), maxBytes.labels),
    forgotten: named(evaluation.forgotten),
    added: named(evaluation.added),
  };
}

function wrongRow(answer: WrongAnswer, most: number, characters: number): WrongLabelRow {
  const { row, id, text, truth, labels } = answer;
  const names = (all: readonly string[]) =>
    all.slice(0, maxLabelsOfRow).map((label) => shortName(label, most));
  return {
    row,
    ...(id !== undefined && { id: shortName(id, maxName) }),
    ...shortText(text, characters),
    correct: names(truth.filter((label) => labels.includes(label))),
    forgotten: names(answer.forgotten.map(({ label }) => label)),
    added: names(answer.added.map(({ label }) => label)),
  };
}

function explainedErrors(
  explanations: readonly LabelSetExplanation[],
  wrongAnswers: readonly WrongAnswer[],
  most: number,
): ExplainedLabelError[] {
  const byText = new Map(wrongAnswers.map((answer) => [answer.text, answer]));
  return explanations.slice(0, maxExplained).flatMap((found): ExplainedLabelError[] => {
    const answer = byText.get(found.text);
    if (answer === undefined) return [];
    const row = wrongRow(answer, most, maxCharacters.explained);
    const wrong = new Set([...answer.forgotten, ...answer.added].map(({ label }) => label));
    const labels = found.labels.filter(({ label }) => wrong.has(label));
    return [{ ...row, labels: labels.map((label) => shownReasons(label, most, row.text?.length ?? 0)) }];
  });
}

/** @param end number of characters of the text that are shown */
function shownReasons(
  {
    label,
    probability,
    threshold,
    isGiven,
    words,
    nearest,
    changedBy,
  }: LabelSetExplanation["labels"][number],
  most: number,
  end: number,
): ExplainedWrongLabel {
  return {
    label: shortName(label, most),
    probability,
    threshold,
    isGiven,
    words: words.slice(0, maxWords).map(({ part, change, places }) => ({
      part: shortName(part, maxName),
      change,
      places: places.filter((place) => place.end <= end).slice(0, maxWords),
    })),
    nearest: nearest.slice(0, maxWords).map(({ text, origin, similarity }) => ({
      text: shortName(text, maxCharacters.neighbor),
      origin,
      similarity,
    })),
    ...(changedBy && { changedBy: changedBy.words.map((word) => shortName(word, maxName)) }),
  };
}

function shownComparison(comparison: LabelSetComparison, most: number): ReportedLabelComparison {
  const { changedRows, changed, labels } = comparison;
  const names = (all: readonly string[]) =>
    all.slice(0, maxLabelsOfRow).map((label) => shortName(label, most));
  const rows = changedRows.map((row) => ({
    ...row,
    ...shortText(row.text, maxCharacters.changed),
    ...(row.id !== undefined && { id: shortName(row.id, maxName) }),
    truth: names(row.truth),
    labels: names(row.labels),
    baseline: names(row.baseline),
  }));
  return {
    ...comparison,
    labels: labels.slice(0, maxListed).map((each) => ({ ...each, label: shortName(each.label, most) })),
    changedRows: { rows: withinBytes(rows, maxBytes.changedRows), of: changed },
  };
}
