import { openEncoder } from "../../src/index.ts";
import { openBareLoop } from "./bare-loop.ts";
import { classifyVariant } from "./classify-variant.ts";
import { measureInTurn, secondsOf } from "./in-turn.ts";
import { findPublicSet } from "./public-texts.ts";
import type { Answer, Question, Skipped } from "./result.ts";

const rounds = 5;
const mostTexts = 1000;

export const againstOnnxruntime: Question = {
  name: "onnxruntime",
  title: "How much of the speed of onnxruntime alone does classify reach?",
  answer,
};

async function answer(): Promise<Answer | Skipped> {
  const set = findPublicSet("banking77");
  if ("skipped" in set) return set;
  const texts = set.test.slice(0, mostTexts).map(({ text }) => text);
  const encoder = await openEncoder();
  const run = await openBareLoop(texts);
  await run();
  const bare = {
    name: "bare onnxruntime, same batches",
    unit: "texts/s",
    measure: async () => texts.length / (await secondsOf(run)),
  };
  const figures = await measureInTurn([await classifyVariant(set.prompts, texts, encoder), bare], rounds);
  await encoder.dispose();
  const value = figures[0].median / figures[1].median;
  return {
    figures,
    verdicts: [{ name: "classify / bare onnxruntime", value, bound: "at least", aim: 0.95 }],
    notes: [`${texts.length} test rows of Banking77; tokens and tensors of the bare loop made beforehand.`],
  };
}
