import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** A written classification task. The space statistics and the tuning of the bundled encoder are made from such tasks. */
export interface WrittenTask {
  readonly classes: readonly {
    readonly name: string;
    readonly prompt: string;
    readonly examples: readonly string[];
  }[];
}

/** Reads TASKS.jsonl.gz, one task per line. */
export function readWrittenTasks(file: string): WrittenTask[] {
  const lines = gunzipSync(readFileSync(file)).toString("utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line));
}
