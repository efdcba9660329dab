#!/usr/bin/env node
import { version } from "../version.ts";
import { writeWarning } from "./context.ts";
import { areTooLong, commandLineWords, runWithPipedArguments } from "./long-arguments.ts";
import { runProgram } from "./run-program.ts";

/** Time, in milliseconds, that an interrupted process usually has to stop its work before it is ended. */
const stopTimeout = 1000;

// Node prints warnings with a process number and advice for developers. Users need only the message.
process.removeAllListeners("warning");
process.on("warning", ({ name, message }) => {
  const text = name === "PilesortWarning" ? message : `${name}: ${message}`;
  writeWarning(text, process);
});

const words = commandLineWords();
// process.exit would lose output that is not flushed yet.
process.exitCode = await (areTooLong(words) ? runWithPipedArguments(words) : run());

async function run(): Promise<number> {
  const stop = new AbortController();
  let stopMilliseconds = stopTimeout;
  // Each handler runs once, so a second signal ends a process that does not stop by itself.
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      stop.abort(signal);
      // Ctrl-C during fine-tuning keeps the best model so far, which takes time. It gets no timeout.
      if (signal === "SIGTERM") setTimeout(endBy, stopMilliseconds, signal).unref();
    });
  }
  const status = await runProgram(words, version, {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    now: () => performance.now(),
    signal: stop.signal,
    allowToStop: (milliseconds) => {
      stopMilliseconds = milliseconds;
    },
  });
  // A stopped process may still wait for something that never ends, such as a pipe without a writer.
  if (stop.signal.aborted) setTimeout(endBy, stopTimeout, stop.signal.reason).unref();
  return status;
}

/** Ends the process by the signal, even if a system call never returns. Files on disk are complete at this point. */
function endBy(signal: NodeJS.Signals): void {
  process.kill(process.pid, signal);
  // Process 1 of a container ignores a signal that it sends to itself.
  process.exit(signal === "SIGTERM" ? 143 : 130);
}
