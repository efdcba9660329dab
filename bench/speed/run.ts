/**
 * Measures the speed of pilesort, compared with its parts and with other tools. Writes results.json and results.md. Results of
 * questions that are not measured in this run stay.
 * npm run bench:speed [-- --only onnxruntime,start] [--rows 1000000] [--tuning-rows 200,1200,16000]
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { againstOnnxruntime } from "./against-onnxruntime.ts";
import { againstPython } from "./against-python.ts";
import { againstSetFit } from "./against-setfit.ts";
import { againstTransformers } from "./against-transformers.ts";
import { headFit } from "./head-fit.ts";
import { peakMemory } from "./peak-memory.ts";
import { startUp } from "./start-up.ts";
import { type Answered, measuredOn, toMarkdown } from "./table.ts";
import { trainingShare } from "./training-share.ts";
import { tunedModel } from "./tuned-model.ts";
import { tuningRun } from "./tuning-run.ts";
import { tuningStep } from "./tuning-step.ts";

const questions = [
  againstOnnxruntime,
  againstPython,
  againstTransformers,
  trainingShare,
  headFit,
  startUp,
  peakMemory,
  tuningStep,
  tuningRun,
  againstSetFit,
  tunedModel,
];
const names = questions.map(({ name }) => name);
const resultsFile = join(import.meta.dirname, "results.json");

const { values } = parseArgs({
  options: {
    only: { type: "string", default: names.join(",") },
    rows: { type: "string", default: "100000" },
    "tuning-rows": { type: "string", default: "200,1200" },
  },
});
const chosen = values.only.split(",");
const rows = Number(values.rows);
const tuningRows = values["tuning-rows"].split(",").map(Number);

if (chosen.some((name) => !names.includes(name)) || ![rows, ...tuningRows].every(isCount)) {
  console.error(
    `--only takes some of ${names.join(",")}; --rows takes a whole number, 1 or more, and --tuning-rows some of them.`,
  );
  process.exitCode = 2;
} else {
  await run();
}

async function run(): Promise<void> {
  for (const question of questions.filter(({ name }) => chosen.includes(name))) {
    const answered: Answered = {
      answer: await question.answer({ rows, tuningRows }),
      measuredOn: measuredOn(new Date()),
    };
    console.log(toMarkdown([question], { [question.name]: answered }));
    keep(question.name, answered);
  }
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}

/** Writes the results after each question, so that an interrupted run keeps them. A skipped question keeps its old result. */
function keep(name: string, answered: Answered): void {
  const known: Record<string, Answered> = existsSync(resultsFile)
    ? JSON.parse(readFileSync(resultsFile, "utf8"))
    : {};
  const kept = "skipped" in answered.answer ? { [name]: answered, ...known } : { ...known, [name]: answered };
  writeFileSync(resultsFile, `${JSON.stringify(kept, null, 1)}\n`);
  writeFileSync(join(import.meta.dirname, "results.md"), toMarkdown(questions, kept));
}
