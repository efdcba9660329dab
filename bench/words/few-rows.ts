/**
 * Does a word model ever harm with few rows? Trains with and without words on draws of the training side and evaluates on
 * other rows of it. See README.md.
 *
 *     npx tsx bench/words/few-rows.ts [--rows 8,32] [--seeds 1,2,3] [--evaluated 1000] [set ...]
 */
import { parseArgs } from "node:util";
import { Classifier, evaluate, openEncoder, withCache } from "../../src/index.ts";
import { drawRows } from "../accuracy/draw-rows.ts";
import { type LabeledRow, readPublicSet } from "../accuracy/public-sets.ts";

const { values, positionals: sets } = parseArgs({
  options: {
    rows: { type: "string", default: "8,32" },
    seeds: { type: "string", default: "1,2,3" },
    evaluated: { type: "string", default: "1000" },
  },
  allowPositionals: true,
});
const encoder = withCache(await openEncoder(), { folder: "bench/.cache", memoryBytes: 2 ** 29 });

/** Returns accuracy and calibration error in percent, and whether words were used. */
async function measure(
  prompts: Readonly<Record<string, string>>,
  rows: readonly LabeledRow[],
  others: readonly LabeledRow[],
  words: boolean,
): Promise<readonly [accuracy: number, calibrationError: number, usesWords: boolean]> {
  const classifier = new Classifier({ encoder });
  for (const [name, prompt] of Object.entries(prompts)) classifier.defineClass({ name, prompt });
  classifier.addExamples(
    rows.map((row) => ({ ...row, origin: "real" })),
    { acceptNewLabels: true },
  );
  const report = await classifier.train({ tune: false, words });
  const answers = await classifier.classify(others.map(({ text }) => text));
  const found = evaluate(
    others.map(({ label }) => label),
    answers,
  );
  return [100 * found.accuracy, 100 * found.expectedCalibrationError!, report.words !== undefined];
}

for (const name of sets) {
  const { train, prompts } = readPublicSet(name);
  for (const perClass of values.rows.split(",").map(Number)) {
    for (const seed of values.seeds.split(",").map(Number)) {
      const rows = drawRows(train, perClass, seed);
      const taken = new Set(rows.map(({ text }) => text));
      const others = drawRows(train, Number.POSITIVE_INFINITY, seed + 100)
        .filter(({ text }) => !taken.has(text))
        .slice(0, Number(values.evaluated));
      const without = await measure(prompts, rows, others, false);
      const [accuracy, calibrationError, usesWords] = await measure(prompts, rows, others, true);
      console.log(
        [
          name,
          perClass,
          `draw ${seed}`,
          `without ${without[0].toFixed(1)} / ${without[1].toFixed(1)}`,
          `with ${accuracy.toFixed(1)} / ${calibrationError.toFixed(1)}`,
          usesWords ? "used" : "not used",
        ].join(", "),
      );
    }
  }
}
await encoder.dispose();
