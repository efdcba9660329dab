import type { Context } from "./context.ts";

/**
 * One command as data: the parser, the help and the reference page are made from it.
 *
 * `Options` is what the flags become: `--text-field` is `textField`.
 */
export interface Command<Options extends object = object> {
  readonly name: string;
  /** One sentence for lists of commands. */
  readonly summary: string;
  /** What else a reader should know, in a paragraph or two. */
  readonly details?: string;
  readonly arguments: readonly ArgumentSpec[];
  readonly options: readonly OptionSpec[];
  readonly examples: readonly Example[];
  /** Does the work. Writes to the context's streams only, and throws what goes wrong. */
  run(values: readonly string[], options: Options, context: Context): Promise<void>;
}

/** Commands under a common word: `pilesort encoders list`. */
export interface CommandGroup {
  readonly name: string;
  /** Another name that is understood but not shown. */
  readonly alias?: string;
  readonly summary: string;
  readonly commands: readonly Command[];
}

export interface ArgumentSpec {
  /** As help shows it: "<name>" is needed, "[texts...]" may be none or several. */
  readonly name: string;
  readonly description: string;
  /** What it can be, for completion. */
  readonly choices?: readonly string[];
}

export interface OptionSpec {
  /** "-v, --verbose" is a switch, "--load <folder>" takes a value, "--class <pairs...>" takes several, repeated or not. */
  readonly flags: string;
  readonly description: string;
  readonly defaultValue?: string;
  readonly isRequired?: boolean;
  readonly choices?: readonly string[];
  /** Turns the value given into what the command works with; throws a UsageError. */
  readonly parse?: (value: string) => unknown;
  /** Another spelling that is understood but not shown. */
  readonly alias?: string;
  /** Understood but not shown. */
  readonly hidden?: boolean;
}

interface Example {
  readonly line: string;
  readonly meaning: string;
}

/** A mistake on the command line itself; the library never sees it. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
