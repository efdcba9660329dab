import { areaUnderRoc, Classifier, type Encoder, type Example, evaluate } from "../../src/index.ts";
import { drawRows } from "./draw-rows.ts";
import type { LabeledRow, PublicSet } from "./public-sets.ts";
import type { Training } from "./variants.ts";

/** Examples given in addition to descriptions: recorded generated examples, real rows per class, both or neither. */
export interface Setting {
  readonly name: string;
  readonly rowsPerClass: number;
  readonly generated?: true;
  /** Whether the texts of the train side are given too, without their labels. */
  readonly unlabeled?: true;
  /** Whether the encoder is fine-tuned on them too. Held-out examples decide how much of the change is kept. */
  readonly tuned?: true;
  /** Whether classes are expected as often as in the rows. Default: equally often. */
  readonly observed?: true;
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
  /** Share of the change that was kept: 1, 0.5 or 0. */
  readonly tunedShare?: number;
  /** Bytes of the word model in the model folder, if words are used. */
  readonly wordBytes?: number;
  /** Seconds of training, with cached embeddings. */
  readonly seconds: number;
}

/**
 * Trains on a public set and evaluates on its test side.
 * @param generated the recorded examples of the set, which are used if the setting includes them
 * @param vary changes the training data for a variant
 */
export async function measure(
  set: PublicSet,
  setting: Setting,
  seed: number,
  encoder: Encoder,
  generated: readonly Example[],
  vary: (training: Training) => Training,
): Promise<Measurement> {
  const classifier = new Classifier({ encoder, seed, priors: setting.observed ? "observed" : "balanced" });
  const rows = drawRows(set.train, setting.rowsPerClass, seed);
  const real = rows.map(({ text, label }): Example => ({ text, label, origin: "real" }));
  const { classes, examples, words } = vary({
    classes: Object.entries(set.prompts).map(([name, prompt]) => ({ name, prompt })),
    examples: setting.generated ? [...generated, ...real] : real,
  });
  for (const definition of classes) classifier.defineClass(definition);
  for (const { label, text, origin } of examples)
    classifier.addDataToClass(label, text, origin === "generated" ? origin : "real");
  if (setting.unlabeled) classifier.addUnlabeled(set.train.map(({ text }) => text));
  const started = performance.now();
  const { tuning, words: used } = await classifier.train({ tune: setting.tuned ?? false, words });
  const seconds = (performance.now() - started) / 1000;
  const predictions = await classifyRows(classifier, set.test);
  const {
    accuracy,
    macroF1,
    expectedCalibrationError = Number.NaN,
  } = evaluate(
    set.test.map(({ label }) => label),
    predictions,
  );
  const noneAuroc = await measureNone(classifier, predictions, set.outOfScope);
  // This closes only the fine-tuned encoder, which the classifier opened itself.
  await classifier.dispose();
  return {
    set: set.name,
    setting: setting.name,
    seed,
    accuracy,
    macroF1,
    expectedCalibrationError,
    noneAuroc,
    ...(used && { wordBytes: used.bytes }),
    ...(tuning && { tunedShare: tuning.share }),
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
