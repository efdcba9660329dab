import { Classifier, type Encoder, InputError, precisionDial } from "../../src/index.ts";
import { drawRows, sampleRows } from "./draw-rows.ts";
import type { LabeledRow, PublicSet } from "./public-sets.ts";

/** One training, and what a wanted precision or coverage gave on test rows. */
export interface PrecisionMeasurement {
  readonly set: string;
  /** Rows per class; "all" is all rows, 5,000 at most. */
  readonly rowsPerClass: number | "all";
  readonly seed: number;
  readonly kind: "precision" | "coverage";
  /** The wanted share, 0 to 1. */
  readonly asked: number;
  /** Whether there was enough evidence. */
  readonly isGiven: boolean;
  /** Share of the answers that are correct, or of the sets that contain the true class. Absent if there is none. */
  readonly reached?: number;
  /** The same, with every class of the test side counting alike. */
  readonly balanced?: number;
  /** Share of test rows that were answered; for sets their mean number of classes. */
  readonly given: number;
  /** Share of sets with one class. */
  readonly single?: number;
  /** The share of the worst class with at least 20 test rows. */
  readonly worstClass?: number;
}

const askedPrecisions = [0.9, 0.95, 0.99];
const askedCoverages = [0.9, 0.95];
/** Test rows per set. More make a run slower and its figures surer. */
const maxTestRows = 3000;
const maxRows = 5000;
/** Classes with fewer test rows say little on their own. */
const minRowsOfWorst = 20;

/** Trains without tuning on 32 rows per class, and on all rows, and asks for precisions and coverages. */
export async function measurePrecision(
  set: PublicSet,
  encoder: Encoder,
  { seeds, words }: { readonly seeds: readonly number[]; readonly words: boolean },
  listen: (found: PrecisionMeasurement) => void,
): Promise<void> {
  const test = sampleRows(set.test, maxTestRows);
  for (const rowsPerClass of [32, "all"] as const) {
    for (const seed of seeds) {
      const rows =
        rowsPerClass === "all"
          ? drawRows(set.train, Number.POSITIVE_INFINITY, seed).slice(0, maxRows)
          : drawRows(set.train, rowsPerClass, seed);
      const classifier = new Classifier({ encoder, seed });
      for (const [name, prompt] of Object.entries(set.prompts)) classifier.defineClass({ name, prompt });
      for (const { label, text } of rows) classifier.addDataToClass(label, text);
      await classifier.train({ tune: false, words });
      for (const found of await evaluateOn(classifier, test)) {
        listen({ set: set.name, rowsPerClass, seed, ...found });
      }
    }
  }
}

type Found = Omit<PrecisionMeasurement, "set" | "rowsPerClass" | "seed">;

async function evaluateOn(classifier: Classifier, test: readonly LabeledRow[]): Promise<Found[]> {
  const texts = test.map(({ text }) => text);
  const found: Found[] = [];
  for (const asked of askedPrecisions) {
    if (tooThin(() => precisionDial(classifier.heldOut, asked))) {
      found.push({ kind: "precision", asked, isGiven: false, given: 0 });
      continue;
    }
    const answers = await classifier.classify(texts, { precision: asked, top: 1 });
    const answered = test
      .map(({ label }, i) => ({ label, ...answers[i] }))
      .filter(({ outcome }) => outcome === "class");
    const shares = sharesOf(
      answered.map(({ label, prediction }) => ({ label, isGood: label === prediction })),
    );
    found.push({
      kind: "precision",
      asked,
      isGiven: true,
      given: answered.length / test.length,
      ...(answered.length > 0 && { reached: shares.all, balanced: shares.balanced }),
    });
  }
  for (const asked of askedCoverages) {
    const answers = await classifier.classify(texts, { coverage: asked, top: 1 });
    const sizes = answers.map(({ set = [] }) => set.length);
    const shares = sharesOf(test.map(({ label }, i) => ({ label, isGood: answers[i].set!.includes(label) })));
    found.push({
      kind: "coverage",
      asked,
      isGiven: true,
      reached: shares.all,
      balanced: shares.balanced,
      worstClass: shares.worst,
      given: mean(sizes),
      single: mean(sizes.map((size) => (size === 1 ? 1 : 0))),
    });
  }
  return found;
}

function tooThin(choose: () => unknown): boolean {
  try {
    choose();
    return false;
  } catch (error) {
    if (error instanceof InputError) return true;
    throw error;
  }
}

function sharesOf(rows: readonly { readonly label: string; readonly isGood: boolean }[]) {
  const ofClass = new Map<string, number[]>();
  for (const { label, isGood } of rows) {
    const before = ofClass.get(label);
    if (before) before.push(Number(isGood));
    else ofClass.set(label, [Number(isGood)]);
  }
  const classes = [...ofClass.values()];
  const large = classes.filter((each) => each.length >= minRowsOfWorst).map(mean);
  return {
    all: mean(rows.map(({ isGood }) => Number(isGood))),
    balanced: mean(classes.map(mean)),
    worst: Math.min(1, ...large),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
