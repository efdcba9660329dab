import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The built command, from `npm run build`. */
export const builtCommand = join(import.meta.dirname, "../../dist/cli/main.js");

/** Runs Node with these arguments and waits until it ends. */
export function nodeProcess(words: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  return run(process.execPath, words, { maxBuffer: 64 * 1024 ** 2 });
}
