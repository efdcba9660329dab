import { openAtomicFile } from "../files/atomic-file.ts";
import type {
  Classifier,
  Comparison,
  Evaluation,
  Explanation,
  LabelSetComparison,
  LabelSetEvaluation,
  LabelSetExplanation,
} from "../index.ts";
import type { RowSample } from "../report/index.ts";
import { type Context, writeLine } from "./context.ts";
import { ProgressBar } from "./progress-bar.ts";

/** Maximum number of shortened texts that are classified to explain one error. More find more words and take longer. */
const removalsPerError = 60;
/** Number of examples among which the nearest ones are searched. More take longer. */
const searchedExamples = 500;
const nearestExamples = 3;

/** What is evaluated, for the title of a report. */
export interface ReportSubject {
  readonly load: string;
  readonly predictions?: string;
  readonly none?: boolean;
}

/** The file of --html, which is written when the evaluation is finished. */
export interface ReportFile {
  /** Random sample of the rows; the evaluated rows are added to it. */
  readonly sample: RowSample;
  /** @param classifier explains wrong answers; undefined if there is none that gave them */
  write(evaluation: Evaluation, comparison?: Comparison, classifier?: Classifier): Promise<void>;
  /** The same for several labels per text. */
  writeLabelSets(
    evaluation: LabelSetEvaluation,
    comparison?: LabelSetComparison,
    classifier?: Classifier,
  ): Promise<void>;
  /** Leaves an older file of this name as it is. */
  abandon(): Promise<void>;
}

/**
 * Opens the file of --html, so that no evaluation is lost because its report cannot be written.
 * @param path value of --html
 * @returns undefined if there is no such flag
 * @throws InputError if the file cannot be written; PilesortError if the page of reports is not built
 */
export async function openReport(
  path: string | undefined,
  subject: ReportSubject,
  context: Context,
): Promise<ReportFile | undefined> {
  if (path === undefined) return undefined;
  const report = await import("../report/index.ts");
  await report.checkReportPage();
  const file = await openAtomicFile(path);
  const sample = new report.RowSample();
  const finish = async (page: string) => {
    await file.write(page);
    await file.finish();
    writeLine(context.stderr, `Wrote the report to ${path}.`);
  };
  return {
    sample,
    abandon: () => file.abandon(),
    async write(evaluation, comparison, classifier) {
      const errors = classifier ? report.instructiveErrors(evaluation) : [];
      const texts = errors.map(({ text }) => text);
      const explanations = classifier ? await explain(classifier, texts, subject, context) : [];
      const options = { title: titleOf(subject), made: new Date(), sample, explanations, comparison };
      await finish(await report.htmlReport(evaluation, options));
    },
    async writeLabelSets(evaluation, comparison, classifier) {
      const errors = classifier ? report.instructiveLabelErrors(evaluation) : [];
      const explanations = classifier ? await explainLabels(classifier, errors, context) : [];
      const options = { title: titleOf(subject), made: new Date(), explanations, comparison };
      await finish(await report.htmlLabelSetReport(evaluation, options));
    },
  };
}

function titleOf({ load, predictions }: ReportSubject): string {
  return `Evaluation of ${predictions ?? load}`;
}

/** How errors are explained. */
const explaining = {
  nearest: nearestExamples,
  maxRemovals: removalsPerError,
  maxExamples: searchedExamples,
} as const;

function explain(
  classifier: Classifier,
  texts: readonly string[],
  { none }: ReportSubject,
  context: Context,
): Promise<Explanation[]> {
  const { signal } = context;
  return inTurn(texts, context, (text) => classifier.explain(text, { none, ...explaining, signal }));
}

/** Explains the labels that are forgotten or added. Labels that the model does not know cannot be explained. */
function explainLabels(
  classifier: Classifier,
  errors: readonly (LabelSetEvaluation["wrongAnswers"][number] & { readonly text: string })[],
  context: Context,
): Promise<LabelSetExplanation[]> {
  const known = new Set(Object.keys(classifier.labelThresholds ?? {}));
  return inTurn(errors, context, ({ text, forgotten, added }) => {
    const labels = [...forgotten, ...added].map(({ label }) => label).filter((label) => known.has(label));
    return classifier.explainLabels(text, { labels, ...explaining, signal: context.signal });
  });
}

/** Explains one error after the other, and shows how far that is. */
async function inTurn<Item, Found>(
  items: readonly Item[],
  context: Context,
  explainOne: (item: Item) => Promise<Found>,
): Promise<Found[]> {
  const bar = new ProgressBar(context);
  const found: Found[] = [];
  try {
    for (const [done, item] of items.entries()) {
      const total = items.length;
      bar.update({ label: "Explaining errors", done, total, unit: "errors", share: done / total });
      found.push(await explainOne(item));
    }
  } finally {
    bar.clear();
  }
  return found;
}
