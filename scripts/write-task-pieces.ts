/**
 * Cuts the descriptions of written classification tasks into snippets, as the classifier does, for tools/encoder/tune.py:
 *
 *     tsx scripts/write-task-pieces.ts [TASKS.jsonl.gz] > PIECES.jsonl
 *
 * Input and output have one task per line. Input: {"classes": [{"name", "prompt", "examples"}]}. Output: {"classes":
 * [{"pieces", "examples"}]}.
 */

import { readWrittenTasks } from "../src/hub/written-tasks.ts";
import { cutPrompts } from "../src/prompts/snippets.ts";

for (const { classes } of await readWrittenTasks(process.argv[2])) {
  const cut = classes.map((each) => ({
    pieces: [...new Set(cutPrompts([each]).map(({ text }) => text))],
    examples: each.examples,
  }));
  process.stdout.write(`${JSON.stringify({ classes: cut })}\n`);
}
