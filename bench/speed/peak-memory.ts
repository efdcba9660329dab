import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { builtCommand, nodeProcess } from "./node-process.ts";
import { figureOf, type Question } from "./result.ts";
import { withSmallModel } from "./small-model.ts";

/** Makes a process print its peak memory in KiB (getrusage) when it ends. */
export const tellPeak =
  "data:text/javascript,process.on('exit',()=>process.stderr.write('\\npeak '+process.resourceUsage().maxRSS))";

export const peakMemory: Question = {
  name: "memory",
  title: "Does memory stay constant while the command classifies many rows?",
  answer: ({ rows }) =>
    withSmallModel(async (model, folder) => {
      const figures = [];
      for (const count of [Math.ceil(rows / 5), rows]) {
        const peak = await peakOf(model, join(folder, `${count}.jsonl`), count);
        figures.push(figureOf(`${count} rows`, "MiB", [peak]));
      }
      const value = figures[1].median / figures[0].median;
      return {
        figures,
        verdicts: [{ name: "peak with five times the rows / peak", value, bound: "at most", aim: 1.15 }],
        notes: [
          "The memory of embeddings of a stream (8 MiB at most) is full after some 5,500 different texts.",
        ],
      };
    }),
};

async function peakOf(model: string, input: string, count: number): Promise<number> {
  await pipeline(Readable.from(shortRows(count)), createWriteStream(input));
  const words = ["--import", tellPeak, builtCommand, "classify", "--load", model];
  const { stderr } = await nodeProcess([...words, "--input", input, "--output", `${input}.out.jsonl`]);
  return Number(/peak (\d+)/.exec(stderr)![1]) / 1024;
}

/** Makes short, different texts as JSON lines. */
function* shortRows(count: number): Generator<string> {
  for (let i = 0; i < count; i++) yield `${JSON.stringify({ text: `ball ${i}` })}\n`;
}
