import { InputError } from "../errors.ts";

/** A key, and the environment variable that it comes from. */
export interface Key {
  readonly variable: string;
  readonly value: string;
}

/** How messages name the option. */
export const keyOption = "the option keyVariable (--llm-key-env)";

/**
 * The key in an environment variable; none where there is no variable to look in.
 * @param model the model's name, and `alternative` what can be done without, for messages
 * @throws InputError where the variable is not set, or holds what no header can carry
 */
export function findKey(
  variable: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  model: string,
  alternative: string,
): Key | undefined {
  if (variable === undefined) return undefined;
  // Whoever gives the key in the place of its variable's name must not find it in a message. (POSIX: such names are
  // of capitals, digits and underscores.)
  if (!/^[A-Z_][A-Z0-9_]*$/.test(variable)) {
    throw new InputError(
      `${keyOption.replace("the", "The")} must be the name of an environment variable, as MY_KEY, and not the key itself.`,
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
      `The key in ${variable} holds a space, a line break or a letter that no key has: copy it anew.`,
    );
  }
  return { variable, value };
}
