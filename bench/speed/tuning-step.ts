import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EncoderWeights } from "../../src/encoder/transformer/encoder-weights.ts";
import type { Matrix } from "../../src/math/matrix.ts";
import { createRandom } from "../../src/math/random.ts";
import { startingAdapter } from "../../src/tuning/adapter/adapter.ts";
import { openTunableBase } from "../../src/tuning/adapter/tunable-base.ts";
import { AdamW } from "../../src/tuning/loop/adam-w.ts";
import { labeledBatch, type TuningRow } from "../../src/tuning/loop/labeled-rows.ts";
import { TuningEngine } from "../../src/tuning/loop/tuning-engine.ts";
import { measureInTurn, secondsOf } from "./in-turn.ts";
import { hasPythonModules } from "./python.ts";
import type { Answer, Question, Skipped } from "./result.ts";
import { type StepsTaken, torchSteps, writeForTorch } from "./torch-step.ts";

const rounds = 5;
/** Threads and steps of a measurement. One step before it is not measured. */
const work = { threads: 2, steps: 2 };
const rate = 1e-3;
const classNames = ["a", "b", "c", "d", "e", "f"];
/** Rows of a step, and tokens per row. */
const shapes = [
  [32, 24],
  [32, 128],
] as const;

export const tuningStep: Question = {
  name: "step",
  title: "How long does a step of fine-tuning take, compared with PyTorch in float32?",
  answer,
};

async function answer(): Promise<Answer | Skipped> {
  if (!(await hasPythonModules("torch")))
    return { skipped: "there is no python3 with PyTorch; PILESORT_PYTHON names another" };
  const { weights } = await openTunableBase();
  const engine = await TuningEngine.open(weights, { threads: work.threads });
  const folder = mkdtempSync(join(tmpdir(), "pilesort-bench-"));
  try {
    writeForTorch(folder, weights, startOf(weights), startingClasses(weights));
    const answers: Answer[] = [];
    for (const [rows, tokens] of shapes) answers.push(await compare(engine, folder, rows, tokens));
    return {
      figures: answers.flatMap(({ figures }) => figures),
      verdicts: answers.flatMap(({ verdicts }) => verdicts),
      notes: [
        "Forward, loss, backward and AdamW on LoRA of rank 8 on all linear maps; ours with the merging of the adapter into the weights. Same weights, same start, same tokens; two threads each that do not spin while they wait; one step to warm up.",
        "The last block: ours works on the first token of each text, which is all that the loss reads, where PyTorch does all tokens.",
      ],
    };
  } finally {
    await engine.release();
    rmSync(folder, { recursive: true });
  }
}

async function compare(engine: TuningEngine, folder: string, rows: number, tokens: number): Promise<Answer> {
  const name = `${rows} x ${tokens}`;
  const batch = randomRows(rows, tokens);
  const ids = batch.map((row) => row.ids);
  const labels = batch.map(({ label }) => classNames.indexOf(label));
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ ids, labels, rate }));
  const losses: Record<"ours" | "theirs", readonly number[]> = { ours: [], theirs: [] };
  const measured = (side: "ours" | "theirs", take: () => Promise<StepsTaken>) => async () => {
    const taken = await take();
    losses[side] = taken.losses;
    return taken.seconds;
  };
  const ours = measured("ours", () => ourSteps(engine, batch));
  const theirs = measured("theirs", () => torchSteps(folder, name, work));
  const figures = await measureInTurn(
    [
      { name: `pilesort, ${name}`, unit: "s", measure: ours },
      { name: `PyTorch, ${name}`, unit: "s", measure: theirs },
    ],
    rounds,
  );
  const value = figures[1].median / figures[0].median;
  const apart = Math.max(...losses.ours.map((loss, i) => Math.abs(loss - losses.theirs[i])));
  return {
    figures,
    verdicts: [
      { name: `PyTorch's seconds / ours, ${name} tokens`, value, bound: "at least", aim: 1 },
      { name: `loss of each step, apart at most, ${name}`, value: apart, bound: "at most", aim: 0.001 },
    ],
  };
}

/** Runs some steps of fine-tuning. The first one is not measured. */
async function ourSteps(engine: TuningEngine, rows: readonly TuningRow[]): Promise<StepsTaken> {
  const batch = labeledBatch(rows, classNames);
  const adapter = startOf(engine.weights);
  const classes = startingClasses(engine.weights);
  const adapterSteps = new AdamW(adapter.data.length);
  const classSteps = new AdamW(classes.data.length);
  const losses: number[] = [];
  const step = async () => {
    const gradients = await engine.step(batch, classes);
    losses.push(gradients.loss);
    adapterSteps.step(adapter.data, gradients.adapter.data, rate);
    classSteps.step(classes.data, gradients.classes.data, rate);
    await engine.useAdapter(adapter);
  };
  await engine.useAdapter(adapter);
  await step();
  const seconds = await secondsOf(async () => {
    for (let i = 0; i < work.steps; i++) await step();
  });
  return { seconds: seconds / work.steps, losses };
}

function startOf(weights: EncoderWeights) {
  return startingAdapter(weights, createRandom(1));
}

function startingClasses({ words: { columns } }: EncoderWeights): Matrix {
  const random = createRandom(2);
  const rows = classNames.length;
  const data = Float32Array.from({ length: rows * columns }, () => random.nextFloat() - 0.5);
  return { rows, columns, data };
}

function randomRows(rows: number, tokens: number): (TuningRow & { readonly ids: number[] })[] {
  const random = createRandom(3);
  return Array.from({ length: rows }, (_, i) => ({
    ids: Array.from({ length: tokens }, () => 1000 + random.nextInt(19000)),
    label: classNames[i % classNames.length],
  }));
}
