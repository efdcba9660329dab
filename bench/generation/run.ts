/**
 * Measures the speed of generation at a scripted server, compared with one call per example. Writes results.json and
 * results.md. Results that are not measured in this run stay.
 * npm run bench:generation [-- --classes 10,100 --concurrency 32 --time-scale 1 --token-seconds 0.005 --rate-limits 0.002]
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { measuredOn } from "../speed/table.ts";
import { mostClasses } from "./made-classes.ts";
import { measure } from "./measure.ts";
import { type Dated, toMarkdown } from "./table.ts";

const { values } = parseArgs({
  options: {
    classes: { type: "string", default: "10,100,1000" },
    concurrency: { type: "string", default: "32" },
    "time-scale": { type: "string", default: "0.1" },
    "token-seconds": { type: "string", default: "0.005" },
    "rate-limits": { type: "string", default: "0.002" },
  },
});
const numbers = values.classes.split(",").map(Number);
const concurrency = Number(values.concurrency);
const timeScale = Number(values["time-scale"]);
const secondsAToken = Number(values["token-seconds"]);
const rateLimits = Number(values["rate-limits"]);
const isCount = (number: number) => Number.isSafeInteger(number) && number >= 1;

if (
  !numbers.every((number) => isCount(number) && number >= 2 && number <= mostClasses) ||
  !isCount(concurrency) ||
  !(timeScale > 0) ||
  !(secondsAToken >= 0) ||
  !(rateLimits >= 0 && rateLimits < 1)
) {
  console.error(
    `--classes takes numbers from 2 to ${mostClasses}, --concurrency a whole number, --time-scale one above 0, --token-seconds one from 0, --rate-limits one from 0 to 1.`,
  );
  process.exitCode = 2;
} else {
  for (const classes of numbers) {
    const measured = await measure({ classes, concurrency, timeScale, secondsAToken, rateLimits });
    keep({ ...measured, measuredOn: measuredOn(new Date()) });
  }
}

function keep(fresh: Dated): void {
  const file = join(import.meta.dirname, "results.json");
  const known: Dated[] = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
  const all = [...known.filter((each) => !isSameQuestion(each, fresh)), fresh];
  all.sort((a, b) => a.classes - b.classes || a.rateLimits - b.rateLimits);
  writeFileSync(file, `${JSON.stringify(all, null, 1)}\n`);
  writeFileSync(join(import.meta.dirname, "results.md"), toMarkdown(all));
  console.log(toMarkdown([fresh]));
}

function isSameQuestion(a: Dated, b: Dated): boolean {
  return a.classes === b.classes && a.rateLimits === b.rateLimits;
}
