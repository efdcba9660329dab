import type { Measurement } from "./measure.ts";
import { meanSets } from "./public-sets.ts";

type Figure = "accuracy" | "macroF1" | "expectedCalibrationError" | "noneAuroc" | "seconds";

const figures: readonly {
  readonly name: Figure;
  readonly title: string;
  readonly show: (value: number) => string;
}[] = [
  { name: "accuracy", title: "Accuracy, percent", show: percent },
  { name: "macroF1", title: "Macro-F1, percent", show: percent },
  { name: "expectedCalibrationError", title: "Expected calibration error, percentage points", show: percent },
  {
    name: "noneAuroc",
    title: "None: area under ROC, out-of-scope against in-scope texts",
    show: (x) => x.toFixed(3),
  },
  {
    name: "seconds",
    title: "Training, seconds, including the embedding of texts that were not embedded before",
    show: (x) => x.toFixed(2),
  },
];

/** Returns one table per figure: one row per set, one column per setting; mean over seeds ± standard deviation. */
export function toMarkdown(measurements: readonly Measurement[]): string {
  const sets = [...new Set(measurements.map(({ set }) => set))];
  const settings = [...new Set(measurements.map(({ setting }) => setting))];
  const tables = figures.map(({ name, title, show }) => {
    const rows = sets
      .map((set) => [
        set,
        ...settings.map((setting) => cell(valuesOf(measurements, name, setting, [set]), show)),
      ])
      .filter((row) => row.slice(1).some((each) => each !== ""));
    const mean = [
      "mean of the ten sets, or of as many as are measured",
      ...settings.map((setting) => meanCell(measurements, name, setting, sets, show)),
    ];
    const head = [
      "set",
      ...settings.map((setting) => (/^\d+$/.test(setting) ? `${setting} rows per class` : setting)),
    ];
    const lines = [head, head.map(() => "---"), ...rows, ...(rows.length > 1 ? [mean] : [])];
    return `## ${title}\n\n${lines.map((row) => `| ${row.join(" | ")} |`).join("\n")}\n`;
  });
  return `# Accuracy on public sets\n\nWritten by \`npm run bench:accuracy\`; raw values in results.json, method in README.md.\n\n${tables.join("\n")}`;
}

function valuesOf(
  measurements: readonly Measurement[],
  figure: Figure,
  setting: string,
  sets: readonly string[],
): number[] {
  return measurements
    .filter((each) => each.setting === setting && sets.includes(each.set))
    .map((each) => each[figure])
    .filter((value) => value !== undefined);
}

function cell(values: readonly number[], show: (value: number) => string): string {
  if (values.length === 0) return "";
  const mean = average(values);
  if (values.length === 1) return show(mean);
  const deviation = Math.sqrt(average(values.map((value) => (value - mean) ** 2)));
  return `${show(mean)} ± ${show(deviation)}`;
}

function meanCell(
  measurements: readonly Measurement[],
  figure: Figure,
  setting: string,
  sets: readonly string[],
  show: (value: number) => string,
): string {
  const means = sets
    .filter((set) => (meanSets as readonly string[]).includes(set))
    .map((set) => valuesOf(measurements, figure, setting, [set]))
    .filter((values) => values.length > 0)
    .map(average);
  if (means.length === 0) return "";
  const mean = show(average(means));
  return means.length === meanSets.length ? mean : `${mean} (${means.length})`;
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}
