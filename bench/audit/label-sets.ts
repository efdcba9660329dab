// How many missing and wrong labels does the audit find, with several labels per text? See README.md.
// npx tsx bench/audit/label-sets.ts --python PYTHON [--sets cooking_tags,reuters90 --rows 2000]
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findLabelSetErrors } from "../../src/evaluation/label-sets/label-set-errors.ts";
import { type Example, openEncoder, withCache } from "../../src/index.ts";
import type { Matrix } from "../../src/math/matrix.ts";
import { createRandom } from "../../src/math/random.ts";
import { predictLabelSetsOutOfFold } from "../../src/training/label-sets/out-of-fold-label-sets.ts";
import { measureAndKeep } from "../kept-results.ts";
import { readPublicLabelSet } from "../label-sets/public-label-sets.ts";

const cache = join(import.meta.dirname, "../.cache");
const { values } = parseArgs({
  options: {
    sets: { type: "string", default: "cooking_tags,reuters90" },
    rows: { type: "string", default: "2000" },
    python: { type: "string", default: "python3" },
  },
});

/** Shares of the rows whose labels are made wrong: one label of each is removed, or one is added. */
const shares = [0.05, 0.1] as const;
const kinds = ["removed", "added", "both"] as const;

/** Labels of rows made wrong in one way. */
interface Result {
  readonly set: string;
  readonly rows: number;
  readonly labels: number;
  readonly kind: (typeof kinds)[number];
  readonly share: number;
  /** Number of labels that were removed or added. */
  readonly changed: number;
  /** Share of changed pairs of row and label among the first missing and the first wrong ones, as many as were changed. */
  readonly precision: number;
  /** The same for the pairs that the audit reports. */
  readonly reported: number;
  readonly reportedPrecision: number;
  /** The same for cleanlab's rankings on the same probabilities: of all pairs together, and of rows. */
  readonly cleanlab: Readonly<Record<string, number>>;
}

const encoder = withCache(await openEncoder(), { folder: cache });
const file = join(import.meta.dirname, "label-sets.json");
await measureAndKeep(file, values.sets.split(","), (name) => measure(name, Number(values.rows)));

async function measure(name: string, most: number): Promise<Result[]> {
  const { train } = readPublicLabelSet(name);
  const texts = [...new Map(train.map((row) => [row.text.trim(), row])).values()];
  const rows = createRandom(1).sampleWithoutReplacement(texts, Math.min(most, texts.length));
  const names = [...new Set(rows.flatMap(({ labels }) => labels))].sort();
  const results: Result[] = [];
  for (const kind of kinds) {
    for (const share of shares) {
      const changes = changesOf(rows, names, kind, share);
      const sets = rows.map(({ labels }, i) => changed(labels, changes.get(i)));
      results.push(await measureChanges(name, rows, names, sets, { kind, share, changes }));
      console.log(JSON.stringify(results.at(-1)));
    }
  }
  return results;
}

type Changes = ReadonlyMap<number, string>;

/** Chooses one label per changed row: one of its own to remove, or another to add. Common labels are added more often. */
function changesOf(
  rows: readonly { readonly labels: readonly string[] }[],
  names: readonly string[],
  kind: Result["kind"],
  share: number,
): Changes {
  const random = createRandom(7);
  const all = rows.flatMap(({ labels }) => labels);
  const chosen = random.sampleWithoutReplacement([...rows.keys()], Math.round(share * rows.length));
  const found = new Map<number, string>();
  for (const [k, i] of chosen.entries()) {
    const { labels } = rows[i];
    const removes = kind === "removed" || (kind === "both" && k % 2 === 0);
    if (removes && labels.length > 0) found.set(i, labels[Math.floor(random.nextFloat() * labels.length)]);
    if (removes) continue;
    const others = all.filter((label) => !labels.includes(label) && names.includes(label));
    found.set(i, others[Math.floor(random.nextFloat() * others.length)]);
  }
  return found;
}

function changed(labels: readonly string[], change: string | undefined): readonly string[] {
  if (change === undefined) return labels;
  return labels.includes(change) ? labels.filter((label) => label !== change) : [...labels, change];
}

async function measureChanges(
  set: string,
  rows: readonly { readonly text: string; readonly labels: readonly string[] }[],
  names: readonly string[],
  sets: readonly (readonly string[])[],
  {
    kind,
    share,
    changes,
  }: { readonly kind: Result["kind"]; readonly share: number; readonly changes: Changes },
): Promise<Result> {
  const origin = "real" as const;
  const examples = rows.flatMap(({ text }, i): Example[] =>
    sets[i].map((label) => ({ text, label, origin })),
  );
  const noneExamples = rows.flatMap(({ text }, i) => (sets[i].length === 0 ? [{ text, origin }] : []));
  const classes = names.map((each) => ({ name: each }));
  const found = await predictLabelSetsOutOfFold({
    ...{ classes, snippets: [], examples, noneExamples, encoder, seed: 0 },
  });
  const places = new Map(rows.map(({ text }, i) => [text, i]));
  // Texts without labels come last in the prediction.
  const rowOfText = found.rows.texts.map((text) => places.get(text)!);
  const isChanged = (at: number): boolean =>
    changes.get(rowOfText[Math.floor(at / names.length)]) === names[at % names.length];
  const { truths } = found.rows;
  const { probabilities } = found;
  const errors = findLabelSetErrors(truths, probabilities);
  const hitsIn = (pairs: readonly { readonly row: number; readonly column: number }[]) =>
    pairs.filter(({ row, column }) => isChanged(row * names.length + column)).length;
  const removed = [...changes].filter(([i, label]) => rows[i].labels.includes(label)).length;
  const hits =
    firstOf(truths, probabilities, 0, removed).filter(isChanged).length +
    firstOf(truths, probabilities, 1, changes.size - removed).filter(isChanged).length;
  const reported = errors.missing.length + errors.wrong.length;
  return {
    ...{ set, rows: rows.length, labels: names.length, kind, share, changed: changes.size },
    precision: hits / changes.size,
    reported,
    reportedPrecision: (hitsIn(errors.missing) + hitsIn(errors.wrong)) / Math.max(reported, 1),
    cleanlab: cleanlab(truths, probabilities, isChanged),
  };
}

/** Returns the first pairs of the ranking of missing (truth 0) or of wrong labels (truth 1), as the audit ranks them. */
function firstOf(truths: Matrix, { data }: Matrix, truth: number, count: number): number[] {
  const direction = truth === 0 ? -1 : 1;
  return Array.from(data.keys())
    .filter((at) => truths.data[at] === truth)
    .sort((a, b) => direction * (data[a] - data[b]))
    .slice(0, count);
}

/** Ranks pairs and rows with cleanlab and returns its precision per method. */
function cleanlab(truths: Matrix, { data }: Matrix, isChanged: (at: number) => boolean) {
  const folder = join(cache, "audit-label-sets");
  mkdirSync(folder, { recursive: true });
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  writeFileSync(join(folder, "probabilities.f32"), bytes);
  const changedPairs = Array.from(data.keys()).filter(isChanged);
  writeFileSync(
    join(folder, "truths.json"),
    JSON.stringify({ truths: [...truths.data], columns: truths.columns, changed: changedPairs }),
  );
  const script = join(import.meta.dirname, "rank_label_sets_cleanlab.py");
  return JSON.parse(execFileSync(values.python, [script, folder]).toString());
}
