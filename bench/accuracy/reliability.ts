import { Classifier, type Encoder, type Evaluation, evaluate } from "../../src/index.ts";
import { drawRows, sampleRows } from "./draw-rows.ts";
import type { PublicSet } from "./public-sets.ts";

/** The reliability bins of one training on one public set, evaluated on its test side. */
export interface ReliabilityMeasurement {
  readonly set: string;
  readonly rowsPerClass: number;
  readonly seed: number;
  readonly testRows: number;
  readonly accuracy: number;
  readonly expectedCalibrationError: number;
  readonly bins: Evaluation["reliability"];
}

/** The sets of the plot: few and many classes, well and poorly separated ones. */
export const reliabilitySets = ["ag_news", "banking77", "emotion", "trec6"];
const rowsPerClass = 8;
const seed = 1;
/** Maximum number of test rows per set. With fewer, single bins of the plot hold too few rows. */
const maxTestRows = 1000;

/** Trains on descriptions and 8 rows per class without fine-tuning, and returns the bins of the test rows. */
export async function measureReliability(set: PublicSet, encoder: Encoder): Promise<ReliabilityMeasurement> {
  const classifier = new Classifier({ encoder, seed });
  for (const [name, prompt] of Object.entries(set.prompts)) classifier.defineClass({ name, prompt });
  for (const { label, text } of drawRows(set.train, rowsPerClass, seed)) {
    classifier.addDataToClass(label, text);
  }
  await classifier.train({ tune: false });
  const test = sampleRows(set.test, maxTestRows);
  const {
    accuracy,
    expectedCalibrationError = Number.NaN,
    reliability,
  } = evaluate(
    test.map(({ label }) => label),
    await classifier.classify(test.map(({ text }) => text)),
  );
  return {
    set: set.name,
    rowsPerClass,
    seed,
    testRows: test.length,
    accuracy,
    expectedCalibrationError,
    bins: reliability,
  };
}
