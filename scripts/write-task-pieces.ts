/**
 * Cuts the prompts of written classification tasks as the classifier does, for tools/encoder/tune.py:
 * tsx scripts/write-task-pieces.ts TASKS.jsonl.gz > PIECES.jsonl
 * One task a line: {"classes": [{"name", "prompt", "examples"}]} in, {"classes": [{"pieces", "examples"}]} out.
 */
import { cutPrompts } from "../src/prompts/snippets.ts";
import { readWrittenTasks } from "./written-tasks.ts";

for (const { classes } of readWrittenTasks(process.argv[2])) {
  const cut = classes.map((each) => ({
    pieces: [...new Set(cutPrompts([each]).map(({ text }) => text))],
    examples: each.examples,
  }));
  process.stdout.write(`${JSON.stringify({ classes: cut })}\n`);
}
