import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { bundledEncoderFolder } from "../encoder/bundled-encoder.ts";

/** A written classification task. The space statistics of encoders are measured on such tasks. */
export interface WrittenTask {
  readonly classes: readonly {
    readonly name: string;
    readonly prompt: string;
    readonly examples: readonly string[];
  }[];
}

/** The tasks in the package. */
export const writtenTasksFile = join(dirname(bundledEncoderFolder), "written-tasks", "tasks.jsonl.gz");

/** Reads a file with one task per line, compressed with gzip. Default: the tasks in the package. */
export async function readWrittenTasks(file = writtenTasksFile): Promise<WrittenTask[]> {
  const lines = gunzipSync(await readFile(file))
    .toString("utf8")
    .trim()
    .split("\n");
  return lines.map((line) => JSON.parse(line));
}
