/**
 * Trains and scores on the public sets, and writes results.md and results.json.
 * npm run bench:accuracy [-- --sets ag_news,trec6] [--settings prompts,8,32]
 */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openEncoder, withCache } from "../../src/index.ts";
import { type Measurement, measure, type Setting } from "./measure.ts";
import { allSets, datasetsFolder, readPublicSet } from "./public-sets.ts";
import { toMarkdown } from "./table.ts";

const fiveSeeds = [1, 2, 3, 4, 5];
const settings: readonly Setting[] = [
  { name: "prompts", rowsPerClass: 0, seeds: [0] },
  { name: "8", rowsPerClass: 8, seeds: fiveSeeds },
  { name: "32", rowsPerClass: 32, seeds: fiveSeeds },
];

const { values } = parseArgs({
  options: {
    sets: { type: "string", default: allSets.join(",") },
    settings: { type: "string", default: settings.map(({ name }) => name).join(",") },
    output: { type: "string", default: import.meta.dirname },
  },
});

if (!existsSync(datasetsFolder())) {
  console.log(
    `Skipped: the public sets are not at ${datasetsFolder()}; PILESORT_DATASETS names another folder.`,
  );
} else {
  await run();
}

async function run(): Promise<void> {
  const bundled = await openEncoder();
  const encoder = withCache(bundled, { folder: join(import.meta.dirname, "../.cache") });
  const chosen = settings.filter(({ name }) => values.settings.split(",").includes(name));
  const measurements: Measurement[] = [];
  for (const name of values.sets.split(",")) {
    const set = readPublicSet(name);
    // ESCO has four or so rows a class: eight are all of them.
    const fitting = chosen.filter(({ rowsPerClass }) => name !== "esco_occupations" || rowsPerClass <= 8);
    for (const setting of fitting) {
      for (const seed of setting.seeds) {
        const found = await measure(set, setting, seed, encoder);
        measurements.push(found);
        console.log(JSON.stringify(found));
      }
    }
  }
  writeFileSync(join(values.output, "results.json"), `${JSON.stringify(measurements, null, 1)}\n`);
  writeFileSync(join(values.output, "results.md"), toMarkdown(measurements));
  await encoder.dispose();
}
