/**
 * Trains the public sets with trees as trees and as flat lists, answers their test sides, and writes results.md and
 * results.json. Figures of other sets and settings are kept, so that a run can be continued.
 * npm run bench:hierarchy [-- --sets naics,clinc150] [--rows 0,8,32] [--seeds 1,2]
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openEncoder, withCache } from "../../src/index.ts";
import { datasetsFolder } from "../accuracy/public-sets.ts";
import { measureTree, type TreeMeasurement } from "./measure.ts";
import { treeTable } from "./table.ts";
import { readTreeSet, treeSets } from "./tree-sets.ts";

const { values } = parseArgs({
  options: {
    sets: { type: "string", default: treeSets.join(",") },
    rows: { type: "string", default: "0,8,32" },
    seeds: { type: "string", default: "1" },
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
  const encoder = withCache(await openEncoder(), { folder: join(import.meta.dirname, "../.cache") });
  const file = join(values.output, "results.json");
  let all: TreeMeasurement[] = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
  for (const rowsPerClass of values.rows.split(",").map(Number)) {
    for (const name of values.sets.split(",")) {
      const set = readTreeSet(name);
      // ESCO has about four rows per class, so the setting of 8 uses all of them.
      if (name === "esco_occupations" && rowsPerClass > 8) continue;
      for (const seed of rowsPerClass === 0 ? [0] : values.seeds.split(",").map(Number)) {
        const found = await measureTree(set, rowsPerClass, seed, encoder);
        console.log(JSON.stringify(found));
        all = all.filter(
          (each) => each.set !== name || each.rowsPerClass !== rowsPerClass || each.seed !== seed,
        );
        all.push(found);
        writeFileSync(file, `${JSON.stringify(all, null, 1)}\n`);
        writeFileSync(join(values.output, "results.md"), treeTable(all));
      }
    }
  }
  await encoder.dispose();
}
