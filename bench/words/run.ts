/**
 * Trains pilesort and scikit-learn on the same rows, each in a fresh process, in turn.
 * tsx bench/words/run.ts [--sets trec6,sms_spam] [--rows 20000] [--python python3]
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { datasetsFolder } from "../accuracy/public-sets.ts";

const { values } = parseArgs({
  options: {
    sets: { type: "string", default: "sms_spam,trec6,financial_phrasebank,banking77,clinc150,emotion" },
    rows: { type: "string", default: "20000" },
    python: { type: "string", default: "python3" },
  },
});

for (const set of values.sets.split(",")) {
  const contestants = {
    "scikit-learn": [
      values.python,
      join(import.meta.dirname, "scikit_learn.py"),
      join(datasetsFolder(), set),
    ],
    pilesort: [process.execPath, "--import", "tsx", join(import.meta.dirname, "pilesort.ts"), set],
  };
  for (const [name, [command, ...args]] of Object.entries(contestants)) {
    const printed = execFileSync(command, [...args, values.rows], { encoding: "utf8" });
    console.log(JSON.stringify({ set, name, ...JSON.parse(printed) }));
  }
}
