import { counted } from "../files/readable-numbers.ts";
import type {
  Classifier,
  ClassNames,
  EvaluationBasis,
  EvaluationRow,
  ReadPredictionsOptions,
  RowDetails,
  ScoredPrediction,
  TruthRow,
} from "../index.ts";
import { type BaselineAnswers, openBaseline } from "./baseline.ts";
import { UsageError } from "./command.ts";
import { type Context, writeLine, writeWarning } from "./context.ts";
import { type EvaluateFlags, fieldsOf, renamed } from "./evaluation-flags.ts";
import { type LabelFlags, mappingText, readLabelMap } from "./label-map.ts";
import { flagNaming, readOptions } from "./reading-options.ts";
import { Rejects, rejectsBeside } from "./rejects.ts";
import type { WorkProgress } from "./work-progress.ts";

/** A row with its answers. */
interface AnsweredRow {
  readonly truth: string | null;
  readonly answer: ScoredPrediction;
  /** Present if there is a baseline. */
  readonly baseline?: ScoredPrediction;
  readonly details: RowDetails;
}

/** Rows to evaluate, with their answers. */
export interface AnsweredRows {
  readonly basis: EvaluationBasis;
  /** Number of rows. */
  readonly count: number;
  /** Names of the classes; undefined if they are not known. */
  readonly classes?: readonly string[];
  /** Whether the classes are those of a hierarchy. */
  readonly hierarchy: boolean;
  /** The rows, which can be read once. */
  readonly rows: AsyncIterable<AnsweredRow>;
}

type Library = typeof import("../index.ts");

/** Number of texts that are classified at once, as in classify. */
const batchSize = 512;

/** Opens labeled rows that the model answers. */
export async function answersOfModel(
  files: readonly string[],
  classifier: Classifier,
  flags: EvaluateFlags,
  context: Context,
  library: Library,
): Promise<AnsweredRows> {
  const classes = classifier.classes.map(({ name }) => name);
  const read = await readData(files, classes, flags, context, library);
  const labelMap = await readLabelMap(flags.labelMap);
  const numbered = read.map((row, position) => ({ ...row, position }));
  const rules = { ...flags, classes: classifier.classNames, labelMap };
  const labeled = checkedTruths(numbered, rules, context, library);
  const examples = classifier.examples.filter(({ origin }) => origin === "real");
  const { groups, copies } = library.groupTexts([...examples, ...labeled].map(({ text }) => text));
  const seen = new Set(copies.subarray(0, examples.length));
  const known = copies.subarray(examples.length).filter((copy) => seen.has(copy)).length;
  const rows = labeled.map((row, i) => ({ ...row, group: groups[examples.length + i] }));
  const baseline = await openBaseline(flags, read, context, library);
  return {
    basis: { source: "test rows", notes: known === 0 ? [] : [knownSentence(known, rows.length)] },
    count: rows.length,
    classes,
    hierarchy: classifier.hierarchy !== undefined,
    rows: classified(rows, classifier, baseline, flags, context),
  };
}

function knownSentence(known: number, rows: number): string {
  const which = known === rows ? "All" : `${known} of ${rows}`;
  return `${which} rows ${which === "All" || known > 1 ? "have" : "has"} the text of an example that the model was trained on, which makes these figures too good.`;
}

async function* classified(
  rows: readonly (EvaluationRow & { readonly position: number; readonly group: number })[],
  classifier: Classifier,
  baseline: BaselineAnswers | undefined,
  { none }: EvaluateFlags,
  context: Context,
): AsyncGenerator<AnsweredRow> {
  let long = 0;
  try {
    for (let start = 0; start < rows.length; start += batchSize) {
      const batch = rows.slice(start, start + batchSize);
      const texts = batch.map(({ text }) => text);
      const found = await classifier.classify(texts, { none, signal: context.signal });
      const others = await baseline?.answer(batch);
      long += found.filter(({ charactersRead }) => charactersRead !== undefined).length;
      for (const [i, { label, id, text, group }] of batch.entries()) {
        yield { truth: label, answer: found[i], baseline: others?.[i], details: { id, text, group } };
      }
    }
  } finally {
    await baseline?.dispose();
  }
  if (long === 0) return;
  const which = counted(long, "text is", "texts are");
  writeWarning(
    `${which} too long and read only in part; --max-windows sets how much of a text is read.`,
    context,
  );
}

/** Opens the answers of any classifier, from a file. */
export async function answersOfFile(
  predictions: string,
  flags: EvaluateFlags,
  context: Context,
  library: Library,
): Promise<AnsweredRows> {
  const { truth = predictions } = flags;
  if (truth === "-" && predictions === "-") {
    throw new UsageError("Predictions and true labels cannot both come from the standard input.");
  }
  const reading: ReadPredictionsOptions = { ...readOptions(flags, context), ...fieldsOf(flags) };
  const labelMap = await readLabelMap(flags.labelMap);
  const truths = await library.readTruths(truth, reading);
  const numbered = truths.map((row, position) => ({ ...row, position }));
  const occurring = new Set(truths.map(({ label }) => label));
  const ofTruths = Object.entries(labelMap).filter(([label]) => occurring.has(label));
  const rules = { classes: [], labelMap: Object.fromEntries(ofTruths), acceptNewLabels: true };
  const labeled = checkedTruths(numbered, rules, context, library);
  const { groups } = library.groupTexts(labeled.map(({ text = "" }) => text));
  const rows = new Map(
    labeled.map((row, i) => [
      row.position,
      { ...row, group: row.text === undefined ? undefined : groups[i] },
    ]),
  );
  const baseline = await openBaseline(flags, truths, context, library);
  const stream = library.joinPredictions(truths, library.readPredictions(predictions, reading));
  async function* answered(): AsyncGenerator<AnsweredRow> {
    try {
      for await (const { position, prediction } of stream) {
        const row = rows.get(position);
        if (row === undefined) continue;
        const [other] = (await baseline?.answer([row])) ?? [];
        const { id, group, text = prediction.text } = row;
        yield {
          truth: row.label,
          answer: renamed(prediction, labelMap),
          baseline: other,
          details: { id, text, group },
        };
      }
    } finally {
      await baseline?.dispose();
    }
  }
  return {
    basis: { source: "predictions", notes: [] },
    count: labeled.length,
    hierarchy: flags.hierarchy === true,
    rows: answered(),
  };
}

/** Opens the model's own examples with the answers of a cross-validation. */
export async function answersOfExamples(
  classifier: Classifier,
  { none, baseline }: EvaluateFlags,
  progress: WorkProgress,
  context: Context,
): Promise<AnsweredRows> {
  if (baseline !== undefined) {
    throw new UsageError("The option --baseline needs labeled rows; give them with --data.");
  }
  const { basis, count, rows } = await classifier.crossValidate({
    none,
    signal: context.signal,
    onProgress: progress.listen,
  });
  async function* answered(): AsyncGenerator<AnsweredRow> {
    for await (const { label, answer, text, group } of rows) {
      yield { truth: label, answer, details: { text, group } };
    }
  }
  const classes = classifier.classes.map(({ name }) => name);
  return { basis, count, classes, hierarchy: classifier.hierarchy !== undefined, rows: answered() };
}

interface TruthRules extends Pick<LabelFlags, "acceptNewLabels"> {
  readonly classes: readonly string[] | ClassNames;
  readonly labelMap: Readonly<Record<string, string>>;
}

/** Returns the rows that have a label or are out of scope, in their order. The evaluation reports unknown labels. */
function checkedTruths<Row extends (EvaluationRow | TruthRow) & { readonly position: number }>(
  rows: readonly Row[],
  { classes, labelMap, acceptNewLabels }: TruthRules,
  context: Context,
  { checkLabels }: Library,
): readonly Row[] {
  // Inner nodes of a hierarchy are valid truths.
  const isNode = ({ label }: Row) =>
    !Array.isArray(classes) && (classes as ClassNames).isInnerNode(label ?? "");
  const nodes = rows.filter(isNode);
  const labeled = rows.filter((row) => row.label !== null && !isNode(row)) as (Row & {
    readonly label: string;
  })[];
  if (labeled.length === 0) return rows;
  const rules = { classes, labelMap, acceptNewLabels, naming: flagNaming, mappingText };
  const checked = checkLabels(labeled, { ...rules, announceNewClasses: false });
  for (const notice of checked.notices) writeLine(context.stderr, notice);
  for (const warning of checked.warnings) writeWarning(warning, context);
  const outOfScope = rows.filter(({ label }) => label === null);
  return [...checked.rows, ...nodes, ...outOfScope].sort((a, b) => a.position - b.position);
}

async function readData(
  files: readonly string[],
  classes: readonly string[],
  flags: EvaluateFlags,
  context: Context,
  { readEvaluationRows }: Library,
): Promise<EvaluationRow[]> {
  const rejects = new Rejects(flags.rejects ?? rejectsBeside(files[0]));
  const reading = { ...readOptions(flags, context), classes, onBadRowSkipped: rejects.add };
  const rows: EvaluationRow[] = [];
  try {
    for (const file of files) rows.push(...(await readEvaluationRows(file, reading)));
  } finally {
    await rejects.finish();
  }
  if (flags.onBadRow === "skip") await rejects.removeEarlier();
  rejects.report(context);
  return rows;
}
