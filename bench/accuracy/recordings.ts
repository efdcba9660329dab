import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Example, readGenerated } from "../../src/index.ts";

/** Folder of recorded generated examples (default: ../shared/recordings next to the checkout; PILESORT_RECORDINGS names another). */
export function recordingsFolder(): string {
  return process.env.PILESORT_RECORDINGS ?? join(import.meta.dirname, "../../../shared/recordings");
}

/** Reads the examples that a language model generated from the descriptions of a set. Undefined if none are recorded. */
export async function readRecording(set: string): Promise<Example[] | undefined> {
  const file = join(recordingsFolder(), `${set}.jsonl`);
  return existsSync(file) ? readGenerated(file) : undefined;
}
