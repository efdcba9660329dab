import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Example, readGenerated } from "../../src/index.ts";

/** Where recorded generated examples lie: beside the checkout unless PILESORT_RECORDINGS says otherwise. */
export function recordingsFolder(): string {
  return process.env.PILESORT_RECORDINGS ?? join(import.meta.dirname, "../../../shared/recordings");
}

/** What a language model wrote for a set's classes from their prompts alone; undefined where nothing was recorded. */
export async function readRecording(set: string): Promise<Example[] | undefined> {
  const file = join(recordingsFolder(), `${set}.jsonl`);
  return existsSync(file) ? readGenerated(file) : undefined;
}
