import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { createRandom } from "../../src/math/random.ts";
import { AdamW } from "../../src/tuning/adam-w.ts";
import { startingAdapter } from "../../src/tuning/adapter.ts";
import { labeledBatch } from "../../src/tuning/labeled-rows.ts";
import { openTunableBase } from "../../src/tuning/tunable-base.ts";
import { TuningEngine } from "../../src/tuning/tuning-engine.ts";
import { measureInTurn, secondsOf } from "./in-turn.ts";
import type { Answer, Question, Skipped } from "./result.ts";

const run = promisify(execFile);
const rounds = 5;
const threads = 2;
const steps = 2;
/** Rows and tokens a row of a step. */
const shapes = [
  [32, 24],
  [32, 128],
] as const;

export const tuningStep: Question = {
  name: "step",
  title: "How long is a step of tuning, against PyTorch in float32?",
  answer,
};

async function answer(): Promise<Answer | Skipped> {
  const python = process.env.PILESORT_PYTHON ?? "python3";
  const hasTorch = await run(python, ["-c", "import torch"]).then(
    () => true,
    () => false,
  );
  if (!hasTorch) return { skipped: "there is no python3 with PyTorch; PILESORT_PYTHON names another" };
  const { weights } = await openTunableBase();
  const engine = await TuningEngine.open(weights, { threads });
  const answers: Answer[] = [];
  for (const [rows, tokens] of shapes) {
    const figures = await measureInTurn(
      [
        { name: `pilesort, ${rows} x ${tokens}`, unit: "s", measure: await ourSteps(engine, rows, tokens) },
        {
          name: `PyTorch, ${rows} x ${tokens}`,
          unit: "s",
          async measure() {
            const words = [join(import.meta.dirname, "step-torch.py"), rows, tokens, threads, steps].map(
              String,
            );
            return JSON.parse((await run(python, words)).stdout).seconds;
          },
        },
      ],
      rounds,
    );
    const value = figures[1].median / figures[0].median;
    const name = `PyTorch's seconds / ours, ${rows} x ${tokens} tokens`;
    answers.push({ figures, verdicts: [{ name, value, bound: "at least", aim: 1 }] });
  }
  await engine.release();
  return {
    figures: answers.flatMap(({ figures }) => figures),
    verdicts: answers.flatMap(({ verdicts }) => verdicts),
    notes: [
      "Forward, loss, backward and AdamW on LoRA of rank 8 on all linear maps; ours with the merging of the adapter into the weights. Two threads each, one step to warm up.",
    ],
  };
}

/** Takes some steps of tuning, one before the clock runs. */
async function ourSteps(engine: TuningEngine, rows: number, tokens: number): Promise<() => Promise<number>> {
  const random = createRandom(1);
  const names = ["a", "b", "c", "d", "e", "f"];
  const batch = labeledBatch(
    Array.from({ length: rows }, (_, i) => ({
      ids: Array.from({ length: tokens }, () => 1000 + random.nextInt(19000)),
      label: names[i % names.length],
    })),
    names,
  );
  const adapter = startingAdapter(engine.weights, random);
  const columns = engine.weights.words.columns;
  const data = Float32Array.from({ length: names.length * columns }, () => random.nextFloat() - 0.5);
  const classes = { rows: names.length, columns, data };
  const adapterSteps = new AdamW(adapter.data.length);
  const classSteps = new AdamW(data.length);
  const step = async () => {
    const gradients = await engine.step(batch, classes);
    adapterSteps.step(adapter.data, gradients.adapter.data, 1e-3);
    classSteps.step(data, gradients.classes.data, 1e-3);
    await engine.putOn(adapter);
  };
  return async () => {
    await engine.putOn(adapter);
    await step();
    const seconds = await secondsOf(async () => {
      for (let i = 0; i < steps; i++) await step();
    });
    return seconds / steps;
  };
}
