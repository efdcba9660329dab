#!/usr/bin/env node
import { version } from "../version.ts";
import { writeWarning } from "./context.ts";
import { areTooLong, commandLineWords, runWithPipedArguments } from "./long-arguments.ts";
import { runProgram } from "./run-program.ts";

/** How long a process that was asked to end may take to stop its work, in milliseconds. */
const patience = 1000;

// Node would print a warning with the number of the process and advice for developers.
process.removeAllListeners("warning");
process.on("warning", ({ name, message }) => {
  const text = name === "PilesortWarning" ? message : `${name}: ${message}`;
  writeWarning(text, process);
});

const words = commandLineWords();
// The exit status is set, not forced, so that all output is flushed first.
process.exitCode = await (areTooLong(words) ? runWithPipedArguments(words) : run());

async function run(): Promise<number> {
  const stop = new AbortController();
  // Once each: a second signal ends a process that does not stop by itself.
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      stop.abort(signal);
      // Ctrl-C may ask for the best model so far, which takes a while.
      if (signal === "SIGTERM") setTimeout(endBy, patience, signal).unref();
    });
  }
  const status = await runProgram(words, version, {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    now: () => performance.now(),
    signal: stop.signal,
  });
  // Whatever keeps a stopped process now, such as a pipe that nobody writes to, will not end by itself.
  if (stop.signal.aborted) setTimeout(endBy, patience, stop.signal.reason).unref();
  return status;
}

/** Ends the process as the signal would have done, also if a system call never returns. All files on disk are safe. */
function endBy(signal: NodeJS.Signals): void {
  process.kill(process.pid, signal);
  // Process 1 of a container does not end by a signal of its own.
  process.exit(signal === "SIGTERM" ? 143 : 130);
}
