// How many wrong labels does the audit find? See README.md. npm run bench:audit [-- --sets trec6,sms_spam --rows 3000]
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findLabelErrors } from "../../src/evaluation/label-errors.ts";
import { openEncoder, withCache } from "../../src/index.ts";
import { type Matrix, rowOf } from "../../src/math/matrix.ts";
import { createRandom } from "../../src/math/random.ts";
import { type OutOfFoldInput, predictOutOfFold } from "../../src/training/out-of-fold.ts";
import { predictTwiceOutOfFold } from "../../src/training/twice-out-of-fold.ts";
import { type LabeledRow, readPublicSet } from "../accuracy/public-sets.ts";
import { measureAndKeep } from "../kept-results.ts";
import { type FlipKind, flipLabels } from "./flips.ts";

const cache = join(import.meta.dirname, "../.cache");
const { values } = parseArgs({
  options: {
    sets: { type: "string", default: "sms_spam,trec6,banking77" },
    rows: { type: "string", default: "2000" },
    python: { type: "string", default: "python3" },
  },
});

/** One measurement: labels of one set made wrong in one way. */
interface Result {
  readonly set: string;
  readonly rows: number;
  readonly classes: number;
  /** Out-of-fold accuracy with the labels as they are. */
  readonly accuracy: number;
  readonly kind: FlipKind;
  readonly share: number;
  readonly flipped: number;
  /** Share of wrong labels among the first rows of the ranking, as many rows as labels were made wrong. */
  readonly precision: number;
  /** Number of rows that the audit reports, and the share of wrong labels among them. */
  readonly reported: number;
  readonly reportedPrecision: number;
  /** The same precision for rankings of cleanlab on the same probabilities. */
  readonly cleanlab: Readonly<Record<string, number>>;
}

const encoder = withCache(await openEncoder(), { folder: cache });
const file = join(import.meta.dirname, "results.json");
await measureAndKeep(
  file,
  values.sets.split(","),
  (name) => measure(name, Number(values.rows)),
  (results) => writeFileSync(join(import.meta.dirname, "results.md"), table(results)),
);

async function measure(name: string, most: number): Promise<Result[]> {
  const { train } = readPublicSet(name);
  const rows = createRandom(1).sampleWithoutReplacement([...train], Math.min(most, train.length));
  const names = [...new Set(train.map(({ label }) => label))].sort();
  const truths = Int32Array.from(rows, ({ label }) => names.indexOf(label));
  const { probabilities: clean } = await predictOutOfFold(inputOf(rows, names, truths));
  const accuracy = precisionOf(truths, truths.length, (i) => topOf(rowOf(clean, i)) === truths[i]);
  const found: Result[] = [];
  for (const kind of ["random", "confusable"] as const) {
    for (const share of [0.05, 0.1]) {
      const labels = flipLabels(truths, clean, share, kind, createRandom(7));
      const isWrong = (i: number): boolean => labels[i] !== truths[i];
      const flipped = truths.filter((_, i) => isWrong(i)).length;
      const { probabilities, neighborLabels } = await predictTwiceOutOfFold(inputOf(rows, names, labels));
      const { rows: reported, doubts } = findLabelErrors(labels, probabilities, { neighborLabels });
      const ranked = Int32Array.from(labels.keys()).sort((a, b) => doubts[b] - doubts[a] || a - b);
      found.push({
        set: name,
        rows: rows.length,
        classes: names.length,
        accuracy,
        kind,
        share,
        flipped,
        precision: precisionOf(ranked, flipped, (place) => isWrong(ranked[place])),
        reported: reported.length,
        reportedPrecision: reported.filter(isWrong).length / Math.max(reported.length, 1),
        cleanlab: cleanlab(labels, truths, probabilities),
      });
      console.log(JSON.stringify(found.at(-1)));
    }
  }
  return found;
}

function inputOf(rows: readonly LabeledRow[], names: readonly string[], labels: Int32Array): OutOfFoldInput {
  const examples = rows.map(({ text }, i) => ({ text, label: names[labels[i]], origin: "real" as const }));
  const classes = names.map((name) => ({ name }));
  return { classes, snippets: [], examples, encoder, seed: 0 };
}

function precisionOf(values: Int32Array, count: number, isRight: (place: number) => boolean): number {
  return values.subarray(0, count).filter((_, place) => isRight(place)).length / count;
}

function topOf(row: Float32Array): number {
  return row.indexOf(row.reduce((a, b) => Math.max(a, b)));
}

/** Ranks the rows with cleanlab and returns its precision per method. */
function cleanlab(labels: Int32Array, truths: Int32Array, { data, columns }: Matrix): Record<string, number> {
  const folder = join(cache, "audit");
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "probabilities.f32"),
    new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  );
  writeFileSync(
    join(folder, "labels.json"),
    JSON.stringify({ labels: [...labels], truths: [...truths], columns }),
  );
  const output = execFileSync(values.python, [join(import.meta.dirname, "rank_cleanlab.py"), folder]);
  return JSON.parse(output.toString());
}

function table(all: readonly Result[]): string {
  const methods = Object.keys(all[0].cleanlab);
  const head = [
    "set",
    "rows",
    "accuracy",
    "wrong labels",
    "share",
    "pilesort",
    ...methods,
    "reported",
    "of these wrong",
  ];
  const percent = (value: number): string => (100 * value).toFixed(1);
  const lines = all.map((each) => [
    each.set,
    each.rows,
    percent(each.accuracy),
    each.kind,
    `${100 * each.share} %`,
    percent(each.precision),
    ...methods.map((method) => percent(each.cleanlab[method])),
    each.reported,
    percent(each.reportedPrecision),
  ]);
  const mean = (figureOf: (each: Result) => number): string =>
    percent(all.reduce((sum, each) => sum + figureOf(each), 0) / all.length);
  const means = [
    "mean",
    "",
    "",
    "",
    "",
    mean((each) => each.precision),
    ...methods.map((method) => mean((each) => each.cleanlab[method])),
    "",
    "",
  ];
  const rows = [head, head.map(() => "---"), ...lines, means];
  return `${rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}\n`;
}
