import { unknownAccuracy } from "../verdict.ts";
import type { LabelFigures, LabelSetEvaluation } from "./label-set-evaluation.ts";

/** Below this number of rows the verdict says how far the share of exact answers may be off. */
const fewRows = 1000;
/** Maximum calibration error, mean over the labels, at which probabilities count as reliable. */
const smallError = 0.05;

/** Says in plain words how good the answers are, and which labels are forgotten or added most. */
export function labelSetVerdict(evaluation: Omit<LabelSetEvaluation, "verdict">): string {
  const source = evaluation.basis?.source;
  if (source === "descriptions") return unknownAccuracy;
  return [
    ...(source === "generated examples" ? ["An estimate from generated texts."] : []),
    exactSentence(evaluation),
    ...shareSentence(evaluation),
    ...mistakeSentences(evaluation.labels),
    ...calibrationSentence(evaluation),
  ].join(" ");
}

function exactSentence({ exactMatch, count, intervals }: Omit<LabelSetEvaluation, "verdict">): string {
  const rows = count === 1 ? "the only row" : `${hundredths(exactMatch)} of 100 texts`;
  const interval = intervals?.exactMatch;
  const range =
    interval && count > 1 && count < fewRows
      ? ` (between ${hundredths(interval.lower)} and ${hundredths(interval.upper)}, by ${count} rows)`
      : "";
  if (exactMatch === 1) return `All labels are correct on ${count === 1 ? rows : `all ${count} rows`}.`;
  if (count === 1) return "The labels of the only row are not all correct.";
  return `All labels are correct on ${rows}${range}.`;
}

function shareSentence({
  microPrecision,
  microRecall,
  labels,
}: Omit<LabelSetEvaluation, "verdict">): string[] {
  const [given, there] = [
    labels.some(({ answered }) => answered > 0),
    labels.some(({ support }) => support > 0),
  ];
  if (given && there)
    return [
      `Of 100 labels that it gives, ${hundredths(microPrecision)} are correct, and it finds ${hundredths(microRecall)} of 100 true labels.`,
    ];
  if (there) return ["It gives no labels."];
  return given ? ["No row has a label, so all labels that it gives are wrong."] : [];
}

function mistakeSentences(labels: readonly LabelFigures[]): string[] {
  const most = (of: (figures: LabelFigures) => number) => labels.toSorted((a, b) => of(b) - of(a))[0];
  const forgottenIn = ({ support, correct }: LabelFigures) => support - correct;
  const addedIn = ({ answered, correct }: LabelFigures) => answered - correct;
  if (labels.length === 0) return [];
  const [forgotten, added] = [most(forgottenIn), most(addedIn)];
  return [
    ...(forgottenIn(forgotten) > 0
      ? [
          `It forgets ${named(forgotten)} most often (${forgottenIn(forgotten)} of ${forgotten.support} times).`,
        ]
      : []),
    ...(addedIn(added) > 0
      ? [`It gives ${named(added)} wrongly most often (${addedIn(added)} of ${added.answered} times).`]
      : []),
  ];
}

function calibrationSentence({ calibrationError }: Omit<LabelSetEvaluation, "verdict">): string[] {
  if (calibrationError === null) return [];
  const error = `mean calibration error ${(100 * calibrationError).toFixed(1)} %`;
  return calibrationError <= smallError
    ? [`Its probabilities mean what they say (${error}).`]
    : [`Its probabilities are off (${error}).`];
}

function named({ label }: LabelFigures): string {
  return JSON.stringify(label);
}

function hundredths(share: number): number {
  return Math.round(share * 100);
}
