import { Classifier, type Encoder, evaluate } from "../../src/index.ts";
import { drawRows, sampleRows } from "./draw-rows.ts";
import { allSets, type LabeledRow, type PublicSet } from "./public-sets.ts";

/** Held-out accuracy that one training reported, and its accuracy on test rows. */
export interface HeldOutMeasurement {
  readonly set: string;
  readonly rowsPerClass: number;
  readonly seed: number;
  /** Held-out accuracy that the training reported, 0 to 1. */
  readonly heldOut: number;
  /** Share of test rows that were classified correctly. */
  readonly accuracy: number;
  /** Mean of the recalls of the classes. The drawn rows are balanced too. */
  readonly balancedAccuracy: number;
}

/** Test rows per set. With more, a run is slower and more exact; 1,000 give a standard error of at most 1.6 points. */
const testRows = 1000;
const seeds = [1, 2, 3, 4, 5];
/** Wanted maximum difference between held-out and test accuracy. */
const aim = 0.03;

/** Trains untuned with 8 and 32 rows per class, five draws each; ESCO has about four rows per class. */
export async function measureHeldOut(
  set: PublicSet,
  encoder: Encoder,
  listen: (found: HeldOutMeasurement) => void,
): Promise<void> {
  const test = sampleRows(set.test, testRows);
  for (const rowsPerClass of set.name === "esco_occupations" ? [8] : [8, 32]) {
    for (const seed of seeds) {
      const classifier = new Classifier({ encoder, seed });
      for (const [name, prompt] of Object.entries(set.prompts)) classifier.defineClass({ name, prompt });
      for (const { label, text } of drawRows(set.train, rowsPerClass, seed)) {
        classifier.addDataToClass(label, text);
      }
      const { heldOutAccuracy } = await classifier.train({ tune: false });
      const onTest = await evaluateOn(classifier, test);
      listen({
        set: set.name,
        rowsPerClass,
        seed,
        heldOut: heldOutAccuracy ?? Number.NaN,
        accuracy: onTest.accuracy,
        balancedAccuracy: onTest.balanced,
      });
    }
  }
}

async function evaluateOn(
  classifier: Classifier,
  rows: readonly LabeledRow[],
): Promise<{ readonly accuracy: number; readonly balanced: number }> {
  const predictions = await classifier.classify(rows.map(({ text }) => text));
  const { accuracy, classes } = evaluate(
    rows.map(({ label }) => label),
    predictions,
  );
  const recalls = classes.filter(({ support }) => support > 0).map(({ recall }) => recall);
  return { accuracy, balanced: mean(recalls) };
}

const columns = [
  "set",
  "rows per class",
  "held out",
  "test",
  "difference",
  "test, classes alike",
  "difference",
  "held out less test, classes alike, each draw",
];

/** Returns one line per set and number of rows: means over the draws, and differences with their standard errors. */
export function heldOutTable(measurements: readonly HeldOutMeasurement[]): string {
  const lines = [...allSets].flatMap((set) =>
    [8, 32].flatMap((rowsPerClass) => {
      const some = measurements.filter((each) => each.set === set && each.rowsPerClass === rowsPerClass);
      return some.length === 0 ? [] : [cellsOf(set, rowsPerClass, some)];
    }),
  );
  const table = [columns, columns.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`);
  return `# Held-out accuracy against test accuracy\n\nWritten by \`npm run bench:accuracy -- --held-out\`; raw values in held-out.json, method in README.md. Percent, means of five draws; ± is the standard error of a mean difference; differences beyond ${100 * aim} points are bold.\n\n${table.join("\n")}\n`;
}

type Figure = "accuracy" | "balancedAccuracy";

function cellsOf(set: string, rowsPerClass: number, some: readonly HeldOutMeasurement[]): string[] {
  const meanOf = (figure: Figure | "heldOut") => percent(mean(some.map((each) => each[figure])));
  const differences = (figure: Figure) => some.map((each) => each.heldOut - each[figure]);
  return [
    set,
    String(rowsPerClass),
    meanOf("heldOut"),
    ...(["accuracy", "balancedAccuracy"] as const).flatMap((figure) => [
      meanOf(figure),
      withError(differences(figure)),
    ]),
    differences("balancedAccuracy").map(points).join(", "),
  ];
}

function withError(differences: readonly number[]): string {
  const center = mean(differences);
  const variance = mean(differences.map((each) => (each - center) ** 2));
  const error = Math.sqrt(variance / Math.max(differences.length - 1, 1));
  const shown = `${points(center)} ± ${percent(error)}`;
  return Math.abs(center) > aim ? `**${shown}**` : shown;
}

function points(difference: number): string {
  const shown = percent(difference);
  return difference > 0 ? `+${shown}` : shown;
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
