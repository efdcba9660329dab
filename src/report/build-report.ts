import type { ClassScores, Comparison, Evaluation, Explanation, WrongAnswer } from "../index.ts";
import { version } from "../version.ts";
import { adviceOf } from "./advice.ts";
import { classTreeView } from "./class-tree-view.ts";
import { confusionView } from "./confusion-view.ts";
import { explainedLevels } from "./explained-levels.ts";
import { withinBytes } from "./inert-json.ts";
import type {
  ConfusionView,
  ExplainedError,
  ReportData,
  ReportedComparison,
  ReportedEvaluation,
  ReportedRows,
  WrongRow,
} from "./report-data.ts";
import { checkReportOptions, type ReportOptions } from "./report-options.ts";
import { shortName, shortText } from "./shorten.ts";
import { textMap } from "./text-map.ts";

/** Bytes that parts of a report take at most. Together with page, matrix and map they keep a report below 5 MB. */
const maxBytes = { classes: 1_300_000, names: 400_000, wrongRows: 1_200_000, changedRows: 400_000 };
/** Number of characters of a text that are shown: of a wrong row, of a changed row, of an explained text. */
const maxCharacters = { wrong: 2000, changed: 500, explained: 1000, neighbor: 300, verdict: 1000 };
/** Number of characters of a name of a class that are shown, if there are few classes and if there are many. */
const [maxName, minName] = [200, 40];
/** Number of names in lists, and of explained errors. */
const maxListed = 100;
const maxExplained = 30;
const maxWords = 12;

/**
 * Collects what a report shows, as plain data of a bounded size: long lists are shortened, and their full length is kept.
 * @throws InputError if an option is invalid
 * @example
 * const data = reportData(evaluate(truths, predictions));
 * data.confusion.blocks; // groups of classes that are confused with one another
 */
export function reportData(evaluation: Evaluation, options: ReportOptions = {}): ReportData {
  checkReportOptions(options);
  const {
    title = "Evaluation",
    made,
    sample,
    explanations = [],
    comparison,
    groups = [],
    problems,
  } = options;
  const characters = Math.floor(maxBytes.names / Math.max(1, evaluation.classes.length));
  const most = Math.min(maxName, Math.max(minName, characters));
  const view = confusionView(evaluation.confusion);
  const map = sample && textMap(sample, view.labels);
  const tree = classTreeView(evaluation, groups, most);
  const named = (labels: readonly (string | null)[]) => labels.map((label) => shortName(label, most));
  return {
    title: shortName(title, maxName),
    version,
    ...(made && { made: made.toISOString() }),
    evaluation: shownEvaluation(evaluation, most),
    confusion: { ...view, labels: named(view.labels) },
    ...(tree && { tree }),
    ...(problems && { advice: adviceOf(evaluation, problems, most) }),
    wrongRows: wrongRows(evaluation, view),
    ...(map && { map: { ...map, labels: named(map.labels) } }),
    explained: explainedErrors(explanations, evaluation.wrongAnswers, most),
    ...(comparison && { comparison: shownComparison(comparison, most) }),
  };
}

function shownEvaluation(evaluation: Evaluation, most: number): ReportedEvaluation {
  const { confusion: _cells, wrongAnswers: _answers, ...figures } = evaluation;
  return {
    ...figures,
    verdict: shortName(evaluation.verdict, maxCharacters.verdict),
    classes: shownClasses(evaluation.classes, most),
    mostConfused: evaluation.mostConfused.map((cell) => withShortNames(cell, most)),
    unknownLabels: evaluation.unknownLabels.slice(0, maxListed).map((label) => shortName(label, most)),
  };
}

/** Returns as many classes as fit, those with the lowest F1 first if they do not all fit. */
function shownClasses(classes: readonly ClassScores[], most: number): readonly ClassScores[] {
  const shortened = classes.map((scores) => ({ ...scores, label: shortName(scores.label, most) }));
  const fitting = withinBytes(shortened, maxBytes.classes);
  if (fitting.length === classes.length) return fitting;
  return withinBytes(
    shortened.sort((a, b) => a.f1 - b.f1),
    maxBytes.classes,
  );
}

function wrongRows({ wrong, wrongAnswers }: Evaluation, { labels }: ConfusionView): ReportedRows<WrongRow> {
  const numbers = new Map(labels.map((label, i) => [label, i]));
  const rows = wrongAnswers.map(({ text, noneProbability: _none, ...answer }) => ({
    ...answer,
    ...shortText(text, maxCharacters.wrong),
    ...(answer.id !== undefined && { id: shortName(answer.id, maxName) }),
    truth: numbers.get(answer.truth)!,
    prediction: numbers.get(answer.prediction)!,
  }));
  return { rows: withinBytes(rows, maxBytes.wrongRows), of: wrong };
}

function explainedErrors(
  explanations: readonly Explanation[],
  wrongAnswers: readonly WrongAnswer[],
  most: number,
): ExplainedError[] {
  const byText = new Map(wrongAnswers.map((answer) => [answer.text, answer]));
  return explanations.slice(0, maxExplained).flatMap((found): ExplainedError[] => {
    const answer = byText.get(found.text);
    if (answer === undefined) return [];
    const { row, id, truth, prediction, probability } = answer;
    const shown = shortText(found.text, maxCharacters.explained);
    const { label, probability: ofExplained } = found.explained;
    return [
      {
        row,
        truth: shortName(truth, most),
        prediction: shortName(prediction, most),
        ...(id !== undefined && { id: shortName(id, maxName) }),
        ...(probability !== undefined && { probability }),
        ...shown,
        explained: { label: shortName(label, most), probability: ofExplained },
        ...shownReasons(found, most, shown.text!.length),
      },
    ];
  });
}

type Reasons = Pick<ExplainedError, "words" | "nearest" | "runnerUp" | "changedBy" | "levels">;

/** @param end number of characters of the text that are shown */
function shownReasons(
  { words, nearest, runnerUp, changedBy, levels }: Explanation,
  most: number,
  end: number,
): Reasons {
  return {
    words: words.slice(0, maxWords).map(({ part, change, places }) => ({
      part: shortName(part, maxName),
      change,
      places: places.filter((place) => place.end <= end).slice(0, maxWords),
    })),
    nearest: nearest.slice(0, maxWords).map(({ label, text, origin, similarity }) => ({
      label: shortName(label, most),
      text: shortName(text, maxCharacters.neighbor),
      origin,
      similarity,
    })),
    runnerUp: { label: shortName(runnerUp.label, most), probability: runnerUp.probability },
    ...(changedBy && {
      changedBy: {
        words: changedBy.words.map((word) => shortName(word, maxName)),
        prediction: shortName(changedBy.prediction, most),
      },
    }),
    ...(levels && { levels: explainedLevels(levels, most) }),
  };
}

function shownComparison(comparison: Comparison, most: number): ReportedComparison {
  const { changedRows, changed, classes } = comparison;
  const rows = changedRows.map((row) => ({
    ...withShortNames(row, most),
    ...shortText(row.text, maxCharacters.changed),
    ...(row.id !== undefined && { id: shortName(row.id, maxName) }),
    baseline: shortName(row.baseline, most),
  }));
  return {
    ...comparison,
    classes: classes.slice(0, maxListed).map((each) => ({ ...each, label: shortName(each.label, most) })),
    changedRows: { rows: withinBytes(rows, maxBytes.changedRows), of: changed },
  };
}

interface Answer {
  readonly truth: string | null;
  readonly prediction: string | null;
}

function withShortNames<Given extends Answer>(given: Given, most: number): Given {
  return {
    ...given,
    truth: shortName(given.truth, most),
    prediction: shortName(given.prediction, most),
  };
}
