import { type ClassDefinition, Classifier, type Encoder, evaluate } from "../../src/index.ts";
import { drawRows, sampleRows } from "../accuracy/draw-rows.ts";
import type { LabeledRow } from "../accuracy/public-sets.ts";
import type { TreeSet } from "./tree-sets.ts";

/** The same rows answered by vectors alone, by the classes as a tree and as a flat list. */
export interface TreeMeasurement {
  readonly set: string;
  readonly rowsPerClass: number;
  readonly seed: number;
  readonly flat: Answered;
  readonly tree: Answered & {
    /** From the top down; the last one is the accuracy of the classes. */
    readonly levels: readonly { readonly accuracy: number; readonly meanProbability: number }[];
    readonly threshold: Threshold;
  };
}

interface Answered {
  readonly accuracy: number;
  /** Accuracy of the answer's node of the top level. */
  readonly top: number;
  /** Seconds of training with cached embeddings. */
  readonly seconds: number;
  /** Milliseconds per 1,000 answers with cached embeddings. */
  readonly milliseconds: number;
}

/** The answers with `threshold: 0.9`, all shares of 0 to 1. */
interface Threshold {
  readonly answered: number;
  readonly correct: number;
  readonly meanProbability: number;
  readonly classes: number;
  /** Answers with a probability from 0.85 to 0.95, if there are at least 50: share that is correct. */
  readonly correctNear?: number;
}

/** Maximum number of test rows of a measurement. */
const maxTestRows = 2500;

export async function measureTree(
  set: TreeSet,
  rowsPerClass: number,
  seed: number,
  encoder: Encoder,
): Promise<TreeMeasurement> {
  const rows = drawRows(set.train, rowsPerClass, seed);
  const test = set.test.length > maxTestRows ? sampleRows(set.test, maxTestRows) : set.test;
  const flat = await answerFlat(set, rows, test, seed, encoder);
  const tree = await answerTree(set, rows, test, seed, encoder);
  return { set: set.name, rowsPerClass, seed, flat, tree };
}

async function answerFlat(
  { flatNames, prompts }: TreeSet,
  rows: readonly LabeledRow[],
  test: readonly LabeledRow[],
  seed: number,
  encoder: Encoder,
): Promise<Answered> {
  const paths = new Map([...flatNames].map(([path, flat]) => [flat, path]));
  const classes = [...flatNames].map(([path, name]) => ({ name, prompt: prompts[path] }));
  const examples = rows.map(({ text, label }) => ({ text, label: flatNames.get(label)! }));
  const { classifier, seconds } = await trained(classes, examples, { encoder, seed, hierarchy: false });
  const { found, milliseconds } = await answered(classifier, test);
  const isCorrect = found.map(({ prediction }, i) => paths.get(prediction!) === test[i].label);
  const isTop = found.map(({ prediction }, i) => topOf(paths.get(prediction!)!) === topOf(test[i].label));
  return { accuracy: share(isCorrect), top: share(isTop), seconds, milliseconds };
}

async function answerTree(
  { prompts, inner }: TreeSet,
  rows: readonly LabeledRow[],
  test: readonly LabeledRow[],
  seed: number,
  encoder: Encoder,
): Promise<TreeMeasurement["tree"]> {
  const classes = Object.entries({ ...inner, ...prompts }).map(([name, prompt]) => ({ name, prompt }));
  const { classifier, seconds } = await trained(classes, rows, { encoder, seed, hierarchy: true });
  const truths = test.map(({ label }) => label);
  const { found } = await answered(classifier, test);
  const { accuracy, hierarchy } = evaluate(truths, found, { hierarchy: true, resamples: 0 });
  const sure = await answered(classifier, test, 0.9);
  const near = sure.found.flatMap(({ prediction, probability }, i) =>
    prediction !== null && probability >= 0.85 && probability < 0.95
      ? [`${truths[i]} > `.startsWith(`${prediction} > `)]
      : [],
  );
  const { threshold: _, ...at90 } = hierarchy!.thresholds.find(({ threshold }) => threshold === 0.9)!;
  const levels = hierarchy!.levels.map(({ accuracy, meanProbability = Number.NaN }) => ({
    accuracy,
    meanProbability,
  }));
  return {
    accuracy,
    top: levels[0].accuracy,
    levels,
    threshold: { ...at90, ...(near.length >= 50 && { correctNear: share(near) }) },
    seconds,
    milliseconds: sure.milliseconds,
  };
}

async function trained(
  classes: readonly ClassDefinition[],
  examples: readonly LabeledRow[],
  options: { readonly encoder: Encoder; readonly seed: number; readonly hierarchy: boolean },
) {
  const classifier = new Classifier(options);
  for (const definition of classes) classifier.defineClass(definition);
  classifier.addExamples(examples.map(({ text, label }) => ({ text, label, origin: "real" })));
  const started = performance.now();
  await classifier.train({ tune: false, words: false });
  return { classifier, seconds: (performance.now() - started) / 1000 };
}

async function answered(classifier: Classifier, test: readonly LabeledRow[], threshold?: number) {
  const started = performance.now();
  const found = await classifier.classify(
    test.map(({ text }) => text),
    { threshold },
  );
  return { found, milliseconds: ((performance.now() - started) / test.length) * 1000 };
}

function topOf(path: string): string {
  return path.split(" > ")[0];
}

function share(values: readonly boolean[]): number {
  return values.filter(Boolean).length / values.length;
}
