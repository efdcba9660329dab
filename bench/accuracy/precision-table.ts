import type { PrecisionMeasurement } from "./precision.ts";

/** Returns a table of the precision dial and one of conformal sets, a line per set and number of rows. */
export function precisionTable(measurements: readonly PrecisionMeasurement[]): string {
  const tables = ([32, "all"] as const).flatMap((rowsPerClass) => {
    const some = measurements.filter((each) => each.rowsPerClass === rowsPerClass);
    if (some.length === 0) return [];
    const rows = rowsPerClass === "all" ? "all rows, 5,000 at most" : `${rowsPerClass} rows per class`;
    return [
      `## Precision dial, ${rows}\n\n${tableOf(some, "precision", precisionCell)}`,
      `## Sets of classes, ${rows}\n\n${tableOf(some, "coverage", coverageCell)}`,
    ];
  });
  return `# Precision dial and sets of classes on test rows\n\nWritten by \`npm run bench:accuracy -- --precision\`; raw values in precision.json, method in README.md.\nPrecision: in how many of the trainings with enough evidence the precision was reached, the mean precision, and the mean share of rows that were answered. Sets: mean share that contain the true class, mean number of classes, and mean share of the worst class.\n\n${tables.join("\n\n")}\n`;
}

type Cell = (some: readonly PrecisionMeasurement[]) => string;

function tableOf(
  all: readonly PrecisionMeasurement[],
  kind: PrecisionMeasurement["kind"],
  cell: Cell,
): string {
  const measured = all.filter((each) => each.kind === kind);
  const asked = [...new Set(measured.map((each) => each.asked))];
  const sets = [...new Set(measured.map(({ set }) => set))];
  const lineOf = (name: string, some: readonly PrecisionMeasurement[]) => [
    name,
    ...asked.map((share) => cell(some.filter((each) => each.asked === share))),
  ];
  const lines = [
    ["set", ...asked.map((share) => `${100 * share} %`)],
    ["---", ...asked.map(() => "---")],
    ...sets.map((set) =>
      lineOf(
        set,
        measured.filter((each) => each.set === set),
      ),
    ),
    lineOf("all", measured),
  ];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** For example "4 of 5 given, 4 reached; 96.1 % correct, 71.0 % answered". */
function precisionCell(some: readonly PrecisionMeasurement[]): string {
  const given = some.filter(({ isGiven }) => isGiven);
  if (given.length === 0) return `0 of ${some.length} given`;
  const reached = given.filter((each) => each.reached === undefined || each.reached >= each.asked).length;
  const correct = percent(given.flatMap((each) => (each.reached === undefined ? [] : [each.reached])));
  return `${given.length} of ${some.length} given, ${reached} reached; ${correct} correct, ${percent(given.map((each) => each.given))} answered`;
}

/** For example "95.4 %, 1.32 classes, worst class 91.0 %". */
function coverageCell(some: readonly PrecisionMeasurement[]): string {
  const classes = mean(some.map(({ given }) => given)).toFixed(2);
  const worst = percent(some.map(({ worstClass = 1 }) => worstClass));
  return `${percent(some.map(({ reached = 1 }) => reached))}, ${classes} classes, worst class ${worst}`;
}

function percent(shares: readonly number[]): string {
  return `${(100 * mean(shares)).toFixed(1)} %`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
