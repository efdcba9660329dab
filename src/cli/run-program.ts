import { CommanderError } from "commander";
import { terminalSafe } from "../files/terminal-text.ts";
import { UsageError } from "./command.ts";
import { commands } from "./commands.ts";
import { type Context, writeLine, writeLines } from "./context.ts";
import { OutputFailures } from "./output-failures.ts";
import { createProgram } from "./program.ts";

/** Exit statuses. docs/cli.md describes them. */
const exitStatus = { done: 0, failure: 1, invalidInput: 2, interrupted: 130, terminated: 143 } as const;

/**
 * Runs one command line. All errors are handled here: each becomes one sentence on the standard error and an exit status
 * for its kind (invalid input, failure, interruption).
 * @returns the exit status
 */
export async function runProgram(
  words: readonly string[],
  version: string,
  context: Context,
): Promise<number> {
  const output = new OutputFailures(context);
  const outcome = await runCommand(words, version, context);
  await output.settle();
  if (output.isClosed && outcome.status !== exitStatus.invalidInput) return exitStatus.done;
  const { status, sentence } =
    output.sentence === undefined ? outcome : { status: exitStatus.failure, sentence: output.sentence };
  if (sentence) writeLine(context.stderr, sentence);
  if (sentence && isVerbose(words) && outcome.error instanceof Error) {
    writeLines(context.stderr, stackOf(outcome.error));
  }
  return status;
}

async function runCommand(words: readonly string[], version: string, context: Context): Promise<Outcome> {
  try {
    await createProgram(commands, version, context).parseAsync(words, { from: "user" });
    return { status: exitStatus.done };
  } catch (error) {
    return { ...(await outcomeOf(error, context)), error };
  }
}

interface Outcome {
  readonly status: number;
  readonly sentence?: string;
  readonly error?: unknown;
}

async function outcomeOf(error: unknown, { signal }: Context): Promise<Outcome> {
  if (error instanceof CommanderError) return parsingOutcome(error);
  if (error instanceof UsageError) return { status: exitStatus.invalidInput, sentence: error.message };
  // The library is imported only when needed, so that help and usage errors are fast.
  const library = await import("../index.ts");
  if (error instanceof library.CancelledError) {
    const status = signal.reason === "SIGTERM" ? exitStatus.terminated : exitStatus.interrupted;
    return { status, sentence: error.message };
  }
  const { InputError, ModelFileError, NotTrainedError, PilesortError } = library;
  const sentence = withFlags(error instanceof Error ? error.message : String(error));
  if ([InputError, ModelFileError, NotTrainedError].some((kind) => error instanceof kind)) {
    return { status: exitStatus.invalidInput, sentence };
  }
  if (error instanceof PilesortError) return { status: exitStatus.failure, sentence };
  return {
    status: exitStatus.failure,
    sentence: `An unexpected error occurred: ${sentence.replace(/\s+/g, " ")} (--verbose shows where).`,
  };
}

/**
 * Names flags only: "the option reference (--reference)" of a message of the library becomes "--reference".
 * @internal Exported for tests.
 */
export function withFlags(sentence: string): string {
  return sentence
    .replace(/\bThe option \w+ \((--[a-z -]+)\)/g, "The option $1")
    .replace(/\bthe option \w+ \((--[a-z -]+)\)/g, "$1")
    .replace(/\b[a-z]+[A-Z]\w* \((--[a-z -]+)\)/g, "$1");
}

/** Returns the outcome for the parser's errors. Help and version arrive here too, with exit code 0. */
function parsingOutcome(error: CommanderError): Outcome {
  if (error.exitCode === 0) return { status: exitStatus.done };
  // For a group without a command, the parser has already printed the help.
  if (error.code === "commander.help") return { status: exitStatus.invalidInput };
  return { status: exitStatus.invalidInput, sentence: usageSentence(error.message) };
}

function isVerbose(words: readonly string[]): boolean {
  return words.includes("-v") || words.includes("--verbose");
}

/** Returns the stack trace. The message is put on one line, because line breaks in its data could imitate our output. */
function stackOf(error: Error): string {
  const { name, message, stack = "" } = error;
  const start = stack.indexOf(message);
  const frames = start < 0 ? stack : stack.slice(start + message.length);
  const cause = error.cause instanceof Error ? `\nCaused by: ${stackOf(error.cause)}` : "";
  return `${name}: ${terminalSafe(message)}${frames.replace(/^(?!\n|$)/, "\n")}${cause}`;
}

/**
 * Converts an error message of the parser to one sentence: "error: unknown option '--lod'\n(Did you mean --load?)" becomes
 * "Unknown option '--lod'; did you mean --load?"
 * @internal Exported for tests.
 */
export function usageSentence(message: string): string {
  const [problem, hint] = message.replace(/^error: /, "").split(/\n\(Did you mean /);
  const said = capitalized(
    problem.replace(/\.$/, "").replace(/\. ([A-Z])/g, (_, letter) => `; ${letter.toLowerCase()}`),
  );
  if (hint) return `${said}; did you mean ${hint.replace(/\?\)$/, "")}?`;
  return `${said}; --help shows the usage.`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
