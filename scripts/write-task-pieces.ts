/**
 * Cuts the prompts of written classification tasks as the classifier does, for tools/encoder/tune.py:
 * tsx scripts/write-task-pieces.ts TASKS.jsonl.gz > PIECES.jsonl
 * One task a line: {"classes": [{"name", "prompt", "examples"}]} in, {"classes": [{"pieces", "examples"}]} out.
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { cutPrompts } from "../src/piles/prompt-pieces.ts";

interface WrittenTask {
  readonly classes: readonly {
    readonly name: string;
    readonly prompt: string;
    readonly examples: readonly string[];
  }[];
}

const lines = gunzipSync(readFileSync(process.argv[2])).toString("utf8").trim().split("\n");
for (const line of lines) {
  const { classes }: WrittenTask = JSON.parse(line);
  const cut = classes.map((each) => ({
    pieces: [...new Set(cutPrompts([each]).map(({ text }) => text))],
    examples: each.examples,
  }));
  process.stdout.write(`${JSON.stringify({ classes: cut })}\n`);
}
