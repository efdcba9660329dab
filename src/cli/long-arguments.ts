import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Duplex } from "node:stream";

/**
 * Bytes of all arguments from which they are handed on by a pipe. onnxruntime runs a regular expression over the
 * process's command line (/proc/self/cmdline) that recurses for each character: with about 25,000 characters, half of
 * that in a worker thread, it ends the process with a segmentation fault.
 */
const maxBytes = 8000;

/** The variable that tells a process to read its arguments from the file descriptor 3. */
const variable = "PILESORT_ARGUMENTS_BY_PIPE";

/** Returns the words of the command line, wherever they come from. */
export function commandLineWords(): readonly string[] {
  if (process.env[variable] !== "1") return process.argv.slice(2);
  delete process.env[variable];
  return JSON.parse(readFileSync(3, "utf8"));
}

/** Whether the words are too long for a process that opens onnxruntime. */
export function areTooLong(words: readonly string[]): boolean {
  return (
    process.platform === "linux" && process.argv.length > 2 && Buffer.byteLength(words.join(" ")) > maxBytes
  );
}

/**
 * Runs the same program in a process of its own, with its arguments in a pipe.
 * @returns its exit status
 */
export function runWithPipedArguments(words: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1]], {
    stdio: ["inherit", "inherit", "inherit", "pipe"],
    env: { ...process.env, [variable]: "1" },
  });
  const forward = (signal: NodeJS.Signals) => void child.kill(signal);
  process.on("SIGTERM", forward);
  // A terminal sends this one to both processes by itself: then this one only has to outlive the other.
  process.on("SIGINT", process.stderr.isTTY ? () => {} : forward);
  const pipe = child.stdio[3] as Duplex;
  // A child that ends before it has read its arguments says so by its exit status.
  pipe.on("error", () => {});
  pipe.end(JSON.stringify(words));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status, signal) => resolve(status ?? (signal === "SIGTERM" ? 143 : 1)));
  });
}
