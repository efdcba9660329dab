import { argumentError, InputError } from "../errors.ts";
import { quote } from "./quote.ts";

/** A class and a text that belongs to it or describes it, as a command line gives them. */
export interface InlinePair {
  readonly name: string;
  readonly text: string;
}

/**
 * Parses "name: text": the first colon parts them, blanks around both are dropped.
 * @param flag the flag that carried the pair, for messages
 * @throws InputError where the colon, the name or the text is missing
 */
export function parseInlinePair(pair: string, flag: string): InlinePair {
  if (typeof pair !== "string") throw argumentError("pair", 'a string "name: text"', pair);
  const mistake = (what: string): InputError =>
    new InputError(`${quote(pair)} ${what}; write "name: text".`, { source: flag });
  const colon = pair.indexOf(":");
  if (colon === -1) throw mistake("has no colon");
  const name = pair.slice(0, colon).trim();
  const text = pair.slice(colon + 1).trim();
  if (name === "") throw mistake("has an empty name before the colon");
  if (text === "") throw mistake("has an empty text after the colon");
  return { name, text };
}
