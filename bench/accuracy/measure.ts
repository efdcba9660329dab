import { areaUnderRoc, Classifier, type Encoder, evaluate } from "../../src/index.ts";
import { drawRows } from "./draw-rows.ts";
import type { LabeledRow, PublicSet } from "./public-sets.ts";

/** How much real data a classifier is given: nothing but prompts, or some rows a class. */
export interface Setting {
  readonly name: string;
  readonly rowsPerClass: number;
  readonly seeds: readonly number[];
}

export interface Measurement {
  readonly set: string;
  readonly setting: string;
  readonly seed: number;
  readonly accuracy: number;
  readonly macroF1: number;
  readonly expectedCalibrationError: number;
  readonly noneAuroc?: number;
  /** Seconds of training, embeddings cached. */
  readonly seconds: number;
}

export async function measure(
  set: PublicSet,
  setting: Setting,
  seed: number,
  encoder: Encoder,
): Promise<Measurement> {
  const classifier = new Classifier({ encoder, seed });
  for (const [name, prompt] of Object.entries(set.prompts)) classifier.defineClass({ name, prompt });
  for (const { text, label } of drawRows(set.train, setting.rowsPerClass, seed))
    classifier.addDataToClass(label, text);
  const started = performance.now();
  await classifier.train();
  const seconds = (performance.now() - started) / 1000;
  const predictions = await classifyRows(classifier, set.test);
  const { accuracy, macroF1, expectedCalibrationError } = evaluate(
    set.test.map(({ label }) => label),
    predictions,
  );
  const noneAuroc = await measureNone(classifier, predictions, set.outOfScope);
  return {
    set: set.name,
    setting: setting.name,
    seed,
    accuracy,
    macroF1,
    expectedCalibrationError,
    noneAuroc,
    seconds,
  };
}

function classifyRows(classifier: Classifier, rows: readonly LabeledRow[]) {
  return classifier.classify(rows.map(({ text }) => text));
}

async function measureNone(
  classifier: Classifier,
  inScope: readonly { readonly noneProbability: number }[],
  outOfScope: readonly string[],
): Promise<number | undefined> {
  if (outOfScope.length === 0) return undefined;
  const outside = await classifier.classify(outOfScope, { top: 1 });
  return areaUnderRoc(
    outside.map(({ noneProbability }) => noneProbability),
    inScope.map(({ noneProbability }) => noneProbability),
  );
}
