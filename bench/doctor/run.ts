// Does doctor foresee which classes are confused? See README.md. npm run bench:doctor [-- --sets banking77,clinc150]
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { diagnose, openEncoder, train, withCache } from "../../src/index.ts";
import { readPublicSet } from "../accuracy/public-sets.ts";

/** Number of pairs that are predicted, and of the pairs that are really confused most. */
const [predicted, real] = [10, 20];

interface Result {
  readonly set: string;
  readonly classes: number;
  readonly rows: number;
  readonly accuracy: number;
  /** Number of the predicted pairs that are among the pairs that are really confused most. */
  readonly hits: number;
  readonly pairs: readonly {
    readonly classes: readonly string[];
    /** Estimated and real share of the texts of both classes that get the other one. */
    readonly estimate: number;
    readonly share: number;
    /** Place among all pairs by the number of confused rows, from 1. */
    readonly place: number;
  }[];
}

const { values } = parseArgs({ options: { sets: { type: "string", default: "banking77,clinc150" } } });
const encoder = withCache(await openEncoder(), { folder: join(import.meta.dirname, "../.cache") });
const file = join(import.meta.dirname, "results.json");
const results: Result[] = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
for (const name of values.sets.split(",")) {
  const found = await measure(name);
  console.log(name, found.hits);
  const others = results.filter(({ set }) => set !== name);
  results.splice(0, results.length, ...others, found);
  writeFileSync(file, `${JSON.stringify(results, undefined, 1)}\n`);
}

async function measure(name: string): Promise<Result> {
  const { prompts, test } = readPublicSet(name);
  const classes = Object.entries(prompts).map(([className, prompt]) => ({ name: className, prompt }));
  const { problems } = await diagnose(classes, { encoder });
  const classifier = await train({ classes, encoder, tune: false });
  const answers = await classifier.predict(test.map(({ text }) => text));
  const rows = new Map<string, number>();
  const counts = new Map<string, number>();
  for (const [i, { label }] of test.entries()) {
    rows.set(label, (rows.get(label) ?? 0) + 1);
    const key = keyOf(label, answers[i]);
    if (label !== answers[i]) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const ranked = [...counts].sort(([, a], [, b]) => b - a).map(([key]) => key);
  const pairs = problems
    .filter(({ kind }) => kind === "overlap")
    .slice(0, predicted)
    .map(({ classes: [one, other], estimate }) => ({
      classes: [one, other],
      estimate: estimate!,
      share: (counts.get(keyOf(one, other)) ?? 0) / ((rows.get(one) ?? 0) + (rows.get(other) ?? 0)),
      place: ranked.indexOf(keyOf(one, other)) + 1 || ranked.length + 1,
    }));
  const hits = pairs.filter(({ place }) => place <= real).length;
  const accuracy = test.filter(({ label }, i) => label === answers[i]).length / test.length;
  return { set: name, classes: classes.length, rows: test.length, accuracy, hits, pairs };
}

function keyOf(one: string, other: string): string {
  return JSON.stringify([one, other].sort());
}
