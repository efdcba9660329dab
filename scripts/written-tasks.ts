import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** A written classification task: what the encoder is measured and tuned on. */
export interface WrittenTask {
  readonly classes: readonly {
    readonly name: string;
    readonly prompt: string;
    readonly examples: readonly string[];
  }[];
}

/** Reads TASKS.jsonl.gz, one task a line. */
export function readWrittenTasks(file: string): WrittenTask[] {
  const lines = gunzipSync(readFileSync(file)).toString("utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line));
}
