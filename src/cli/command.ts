import type { Context } from "./context.ts";

/**
 * Describes one command as data. The parser, the help and docs/cli.md are made from it.
 *
 * `Options` holds the values of the flags in camel case: `--text-field` becomes `textField`.
 */
export interface Command<Options extends object = object> {
  readonly name: string;
  /** One sentence for lists of commands. */
  readonly summary: string;
  /** One or two paragraphs that only the help of the command shows. */
  readonly details?: string;
  readonly arguments: readonly ArgumentSpec[];
  readonly options: readonly OptionSpec[];
  readonly examples: readonly Example[];
  /** Runs the command. It writes only to the streams of the context, and throws errors. */
  run(values: readonly string[], options: Options, context: Context): Promise<void>;
}

/** Groups commands under a common word, for example `pilesort encoders list`. */
export interface CommandGroup {
  readonly name: string;
  /** Another name that is understood but not shown. */
  readonly alias?: string;
  readonly summary: string;
  readonly commands: readonly Command[];
}

export interface ArgumentSpec {
  /** Name as the help shows it: "<name>" is required, "[texts...]" takes zero or more values. */
  readonly name: string;
  readonly description: string;
  /** Possible values, for shell completion. */
  readonly choices?: readonly string[];
}

export interface OptionSpec {
  /** "-v, --verbose" takes no value, "--load <folder>" takes one, "--class <pairs...>" takes one or more and can be repeated. */
  readonly flags: string;
  readonly description: string;
  readonly defaultValue?: string;
  readonly isRequired?: boolean;
  readonly choices?: readonly string[];
  /** Converts the given value. Throws a UsageError if the value is invalid. */
  readonly parse?: (value: string) => unknown;
  /** Another spelling of the flag that works but is not shown. */
  readonly alias?: string;
  /** Works but is not shown in help and completion. */
  readonly hidden?: boolean;
}

interface Example {
  readonly line: string;
  readonly meaning: string;
}

/** Invalid usage that is found before the library is called. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
