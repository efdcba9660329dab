import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { bundledEncoderFolder } from "../../src/encoder/bundled-encoder.ts";
import { openEncoder } from "../../src/index.ts";
import { classifyVariant } from "./classify-variant.ts";
import { measureInTurn, type Variant } from "./in-turn.ts";
import { nodeProcess } from "./node-process.ts";
import { findPublicSet } from "./public-texts.ts";
import type { Answer, Question, Skipped } from "./result.ts";

const rounds = 5;
const mostTexts = 500;

export const againstTransformers: Question = {
  name: "transformers",
  title: "How fast is classify, compared with feature extraction with transformers.js?",
  answer,
};

async function answer(): Promise<Answer | Skipped> {
  const { PILESORT_TRANSFORMERS: installed, PILESORT_STOCK_MODEL: stock } = process.env;
  if (installed === undefined)
    return { skipped: "PILESORT_TRANSFORMERS names no folder where @huggingface/transformers is installed" };
  const set = findPublicSet("banking77");
  if ("skipped" in set) return set;
  const texts = set.test.slice(0, mostTexts).map(({ text }) => text);
  const folder = mkdtempSync(join(tmpdir(), "pilesort-bench-"));
  const encoder = await openEncoder();
  try {
    const rivals = [
      transformersVariant("graph", join(bundledEncoderFolder, "model.onnx"), texts, installed, folder),
    ];
    if (stock !== undefined)
      rivals.push(transformersVariant("pipeline", resolve(stock), texts, installed, folder));
    const figures = await measureInTurn(
      [await classifyVariant(set.prompts, texts, encoder), ...rivals],
      rounds,
    );
    return {
      figures,
      verdicts: figures.slice(1).map(({ name, median }) => ({
        name: `classify / ${name}`,
        value: figures[0].median / median,
        bound: "at least",
        aim: 1.5,
      })),
      notes: [
        `${texts.length} test rows of Banking77, 32 at a time in their order, warm, in a process of its own.`,
      ],
    };
  } finally {
    await encoder.dispose();
    rmSync(folder, { recursive: true });
  }
}

function transformersVariant(
  how: "graph" | "pipeline",
  graph: string,
  texts: readonly string[],
  installed: string,
  folder: string,
): Variant {
  const models = layOutModel(join(folder, how), graph);
  const textsFile = join(folder, "texts.json");
  writeFileSync(textsFile, JSON.stringify(texts));
  const script = join(import.meta.dirname, "embed-with-transformers.ts");
  return {
    name: how === "graph" ? "transformers.js, same graph" : "transformers.js pipeline, stock int8 file",
    unit: "texts/s",
    async measure() {
      const words = ["--import", "tsx", script, resolve(installed), models, how, textsFile];
      const { stdout } = await nodeProcess(words);
      return texts.length / JSON.parse(stdout).seconds;
    },
  };
}

/** The layout that transformers.js reads, with the tokenizer of the bundled encoder. */
function layOutModel(models: string, graph: string): string {
  const folder = join(models, "encoder");
  mkdirSync(join(folder, "onnx"), { recursive: true });
  writeFileSync(join(folder, "config.json"), JSON.stringify({ model_type: "bert" }));
  const settings = { tokenizer_class: "BertTokenizer", pad_token: "[PAD]", model_max_length: 512 };
  writeFileSync(join(folder, "tokenizer_config.json"), JSON.stringify(settings));
  symlinkSync(join(bundledEncoderFolder, "tokenizer.json"), join(folder, "tokenizer.json"));
  symlinkSync(graph, join(folder, "onnx", "model.onnx"));
  return models;
}
