import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The Python that runs the scripts of this folder. */
const python = process.env.PILESORT_PYTHON ?? "python3";

/** Tells whether Python can import all of these modules. */
export function hasPythonModules(...names: readonly string[]): Promise<boolean> {
  return run(python, ["-c", `import ${names.join(", ")}`]).then(
    () => true,
    () => false,
  );
}

/** Runs a script of this folder in a separate process. @returns the last line that it prints, parsed as JSON */
export async function runPython(script: string, words: readonly string[]): Promise<unknown> {
  // Threads that spin while they wait are up to 60 times slower if other programs use the cores. pilesort does not spin either.
  const env = { ...process.env, OMP_WAIT_POLICY: "PASSIVE" };
  const { stdout } = await run(python, [join(import.meta.dirname, script), ...words], { env });
  return JSON.parse(stdout.trimEnd().split("\n").at(-1)!);
}
