import { type OptionSpec, UsageError } from "./command.ts";

/** Default folder of a model, relative to the current folder. */
export const defaultModelFolder = "models/my_model";

export const verboseOption: OptionSpec = {
  flags: "-v, --verbose",
  description: "show the time of each step, and the stack trace of an error",
};

export const loadOption: OptionSpec = {
  flags: "--load <folder>",
  description: "folder of the model",
  defaultValue: defaultModelFolder,
};

export const encoderOption: OptionSpec = {
  flags: "--encoder <encoder>",
  description:
    "encoder to use: a folder, the name of a pulled encoder, or in a training auto, auto:speed or auto:accuracy, which choose among the " +
    "encoders on this machine by the language of the texts (default: the encoder of the loaded model, else the bundled one)",
};

export const storeOption: OptionSpec = {
  flags: "--store <folder>",
  description: "the folder with the pulled encoders (default: pilesort/models in the user's cache folder)",
};

export const maxWindowsOption: OptionSpec = {
  flags: "--max-windows <number>",
  description:
    "maximum number of windows of 256 tokens to read per text; the rest of a longer text is ignored (default: the value of the loaded model, else 16)",
  parse: wholeNumber("--max-windows", 1),
};

export const cacheOption: OptionSpec = {
  flags: "--cache <folder>",
  description: "folder that keeps embeddings, so that later runs are faster",
};

/** Values of these flags. */
export interface SharedOptions {
  readonly verbose?: boolean;
  readonly encoder?: string;
  readonly store?: string;
  readonly cache?: string;
  readonly maxWindows?: number;
}

/** Returns a parser for whole numbers from `least` up. */
export function wholeNumber(
  option: string,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): (value: string) => number {
  const range = most === Number.MAX_SAFE_INTEGER ? `, ${least} or more` : ` from ${least} to ${most}`;
  return (value) => {
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= least && number <= most) return number;
    throw new UsageError(
      `The option ${option} must be a whole number${range}; got ${JSON.stringify(value)}.`,
    );
  };
}

/** Returns a parser for numbers from 0 to 1. */
export function share(option: string): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (value.trim() !== "" && number >= 0 && number <= 1) return number;
    throw new UsageError(`The option ${option} must be a number from 0 to 1; got ${JSON.stringify(value)}.`);
  };
}
