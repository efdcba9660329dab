import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Duplex } from "node:stream";

/**
 * Length of all arguments, in bytes, above which they are passed through a pipe. onnxruntime runs a recursive regular
 * expression over the command line of the process (/proc/self/cmdline). About 25,000 characters cause a segmentation
 * fault, and about half of that in a worker thread. A larger value risks the fault; a smaller one starts a second
 * process more often.
 */
const maxBytes = 8000;

/** Environment variable that makes a process read its arguments from file descriptor 3. */
const variable = "PILESORT_ARGUMENTS_BY_PIPE";

/** Returns the arguments, from the command line or from the pipe. */
export function commandLineWords(): readonly string[] {
  if (process.env[variable] !== "1") return process.argv.slice(2);
  delete process.env[variable];
  return JSON.parse(readFileSync(3, "utf8"));
}

/** Returns whether the arguments are too long for a process that loads onnxruntime. */
export function areTooLong(words: readonly string[]): boolean {
  return (
    process.platform === "linux" && process.argv.length > 2 && Buffer.byteLength(words.join(" ")) > maxBytes
  );
}

/**
 * Runs the same program in a child process that reads its arguments from a pipe.
 * @returns the exit status of the child
 */
export function runWithPipedArguments(words: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1]], {
    stdio: ["inherit", "inherit", "inherit", "pipe"],
    env: { ...process.env, [variable]: "1" },
  });
  const forward = (signal: NodeJS.Signals) => void child.kill(signal);
  process.on("SIGTERM", forward);
  // A terminal sends SIGINT to both processes. The parent then only waits for the child.
  process.on("SIGINT", process.stderr.isTTY ? () => {} : forward);
  const pipe = child.stdio[3] as Duplex;
  // If the child ends before it has read its arguments, its exit status reports that.
  pipe.on("error", () => {});
  pipe.end(JSON.stringify(words));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status, signal) => resolve(status ?? (signal === "SIGTERM" ? 143 : 1)));
  });
}
