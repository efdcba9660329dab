import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRandom } from "../../src/math/random.ts";
import { builtCommand, nodeProcess } from "./node-process.ts";
import { tellPeak } from "./peak-memory.ts";
import { findPublicSet } from "./public-texts.ts";
import {
  type Answer,
  type Figure,
  figureOf,
  type Question,
  type QuestionOptions,
  type Skipped,
} from "./result.ts";

export const tuningRun: Question = {
  name: "tuning",
  title: "How much time and memory does fine-tuning take?",
  answer,
};

async function answer({ tuningRows }: QuestionOptions): Promise<Answer | Skipped> {
  if (!existsSync(builtCommand)) return { skipped: "the command is not built; run npm run build" };
  const set = findPublicSet("emotion");
  if ("skipped" in set) return set;
  const folder = mkdtempSync(join(tmpdir(), "pilesort-bench-"));
  try {
    const figures: Figure[] = [];
    const shuffled = createRandom(1).shuffle([...set.train]);
    for (const count of tuningRows) {
      const rows = shuffled.slice(0, count);
      const data = join(folder, `${count}.jsonl`);
      writeFileSync(data, rows.map((row) => JSON.stringify(row)).join("\n"));
      const words = ["train", "--data", data, "--tune", "--json", "--save", join(folder, String(count))];
      const { stdout, stderr } = await nodeProcess(["--import", tellPeak, builtCommand, ...words]);
      figures.push(figureOf(`${rows.length} rows`, "s", [JSON.parse(stdout).seconds]));
      figures.push(
        figureOf(`${rows.length} rows, peak`, "MiB", [Number(/peak (\d+)/.exec(stderr)![1]) / 1024]),
      );
    }
    const peaks = figures.filter(({ unit }) => unit === "MiB").map(({ median }) => median);
    return {
      figures,
      verdicts: [{ name: "peak, MiB", value: Math.max(...peaks), bound: "at most", aim: 1024 }],
      notes: ["The whole command, with the fits that choose how much is kept; Emotion, rows alone."],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
