import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planBatches } from "../../src/encoder/batches.ts";
import { bundledEncoderFolder } from "../../src/encoder/bundled-encoder.ts";
import { openTokenizer, sequenceOf } from "../../src/encoder/tokenizer.ts";
import { openEncoder } from "../../src/index.ts";
import { classifyVariant } from "./classify-variant.ts";
import { measureInTurn } from "./in-turn.ts";
import { findPublicSet } from "./public-texts.ts";
import { hasPythonModules, runPython } from "./python.ts";
import type { Answer, Question, Skipped } from "./result.ts";

const rounds = 5;
const maxTexts = 300;
/** Larger batches were slower for the original graph too. */
const batchLimits = { rows: 32, tokens: 32 * 512 };

export const againstPython: Question = {
  name: "python",
  title:
    "How fast is classify, compared with the stock int8 graph in Python's onnxruntime with its default options?",
  answer,
};

async function answer(): Promise<Answer | Skipped> {
  const set = findPublicSet("banking77");
  if ("skipped" in set) return set;
  const stock = process.env.PILESORT_STOCK_MODEL;
  if (stock === undefined || !existsSync(stock)) {
    return { skipped: "PILESORT_STOCK_MODEL names no stock int8 graph; see bench/speed/README.md" };
  }
  if (!(await hasPythonModules("onnxruntime", "numpy"))) {
    return { skipped: "there is no python3 with onnxruntime; PILESORT_PYTHON names another" };
  }
  const texts = set.test.slice(0, maxTexts).map(({ text }) => text);
  const folder = mkdtempSync(join(tmpdir(), "pilesort-bench-"));
  const encoder = await openEncoder();
  try {
    const file = join(folder, "batches.json");
    writeFileSync(file, JSON.stringify(batchesOf(texts)));
    const python = {
      name: "stock int8 graph, Python, default options",
      unit: "texts/s",
      measure: async () => {
        const { seconds } = (await runPython("run-onnxruntime.py", [stock, file])) as { seconds: number };
        return texts.length / seconds;
      },
    };
    const ours = await classifyVariant(set.prompts, texts, encoder);
    // Two rounds before the measurement start the worker threads.
    for (let i = 0; i < 2; i++) await ours.measure();
    const figures = await measureInTurn([ours, python], rounds);
    const value = figures[0].median / figures[1].median;
    return {
      figures,
      verdicts: [{ name: "classify / stock int8 graph in Python", value, bound: "at least", aim: 1.1 }],
      notes: [
        `${texts.length} test rows of Banking77. classify does everything from the text to the answer; Python's tokens and tensors are made beforehand, sorted by length, 32 rows per batch.`,
      ],
    };
  } finally {
    await encoder.dispose();
    rmSync(folder, { recursive: true });
  }
}

function batchesOf(texts: readonly string[]): number[][][] {
  const definition = JSON.parse(readFileSync(join(bundledEncoderFolder, "tokenizer.json"), "utf8"));
  const tokenizer = openTokenizer(definition);
  const rows = texts.map((text) => sequenceOf(tokenizer, tokenizer.encode(text)));
  const lengths = rows.map((row) => row.length);
  return planBatches(lengths, batchLimits).map((batch) => {
    const longest = Math.max(...batch.map((i) => lengths[i]));
    return batch.map((i) => [...rows[i], ...Array<number>(longest - lengths[i]).fill(tokenizer.padding)]);
  });
}
