#!/usr/bin/env node
import { version } from "../version.ts";
import { runProgram } from "./run-program.ts";
import { writeWarning } from "./write-warning.ts";

const stop = new AbortController();
// Once each: the second signal ends a process that does not stop by itself.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort(signal));

for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    // Whoever read the output has seen enough, as `head` does.
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
}

// Node would print a warning with the number of the process and advice for developers.
process.removeAllListeners("warning");
process.on("warning", ({ name, message }) => {
  const text = name === "PilesortWarning" ? message : `${name}: ${message}`;
  writeWarning(text, process);
});

// The exit status is set, not forced, so that all output is flushed first.
process.exitCode = await runProgram(process.argv.slice(2), version, {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  now: () => performance.now(),
  signal: stop.signal,
});
