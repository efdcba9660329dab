import { type OptionSpec, UsageError } from "./command.ts";

/** Where a model is saved and looked for unless the user names a place; relative to the current folder. */
export const defaultModelFolder = "models/my_model";

export const verboseOption: OptionSpec = {
  flags: "-v, --verbose",
  description: "say what is being done, and show where an error came from",
};

export const loadOption: OptionSpec = {
  flags: "--load <folder>",
  description: "the model's folder",
  defaultValue: defaultModelFolder,
};

export const encoderOption: OptionSpec = {
  flags: "--encoder <encoder>",
  description:
    "another encoder than the bundled one: a folder, or the name of a pulled one (default: the model's own, if there is one)",
};

export const storeOption: OptionSpec = {
  flags: "--store <folder>",
  description: "the folder with the pulled encoders (default: pilesort/models in the user's cache folder)",
};

export const maxWindowsOption: OptionSpec = {
  flags: "--max-windows <number>",
  description:
    "maximum number of windows of 256 tokens that are read per text; the rest of a longer text is not read (default: 16, or what the model was trained with)",
  parse: wholeNumber("--max-windows", 1),
};

export const cacheOption: OptionSpec = {
  flags: "--cache <folder>",
  description: "keep embeddings in this folder from run to run",
};

/** The options that these flags become. */
export interface SharedOptions {
  readonly verbose?: boolean;
  readonly encoder?: string;
  readonly store?: string;
  readonly cache?: string;
  readonly maxWindows?: number;
}

/** A parser for whole numbers from `least` up. */
export function wholeNumber(option: string, least: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (/^\d+$/.test(value) && Number.isSafeInteger(number) && number >= least) return number;
    throw new UsageError(
      `The option ${option} must be a whole number, ${least} or more; got ${JSON.stringify(value)}.`,
    );
  };
}

/** A parser for numbers from 0 to 1. */
export function share(option: string): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (value.trim() !== "" && number >= 0 && number <= 1) return number;
    throw new UsageError(`The option ${option} must be a number from 0 to 1; got ${JSON.stringify(value)}.`);
  };
}
