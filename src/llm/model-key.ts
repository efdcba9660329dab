import { InputError } from "../errors.ts";

/** An API key and the environment variable that contains it. */
export interface Key {
  readonly variable: string;
  readonly value: string;
}

/** The option's name in messages. */
export const keyOption = "the option keyVariable (--llm-key-env)";

/**
 * Reads the key from an environment variable.
 * @param model the model's name, for messages
 * @param alternative what the user can do without a key, for messages
 * @returns undefined if no variable is named
 * @throws InputError if the variable is not set or its value cannot be sent in a header
 */
export function findKey(
  variable: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  model: string,
  alternative: string,
): Key | undefined {
  if (variable === undefined) return undefined;
  // A user may give the key instead of the variable's name, so the value is not quoted. (POSIX: names of variables
  // consist of capitals, digits and underscores.)
  if (!/^[A-Z_][A-Z0-9_]*$/.test(variable)) {
    throw new InputError(
      `${keyOption.replace("the", "The")} must be the name of an environment variable, such as MY_KEY, not the key itself.`,
    );
  }
  const value = environment[variable]?.trim() ?? "";
  if (value === "") {
    throw new InputError(
      `No key for ${model}: set ${variable}, or name another variable with ${keyOption}; ${alternative}.`,
    );
  }
  if (!/^[\x21-\x7e]+$/.test(value)) {
    throw new InputError(
      `The key in ${variable} contains a space, a line break or a character that keys do not have; copy it again.`,
    );
  }
  return { variable, value };
}
