import { argumentError, InputError } from "../errors.ts";
import { quote } from "../files/quote.ts";
import { labelKey } from "./labels/near-labels.ts";

/** The name of a class with its description or an example, as given on a command line. */
export interface InlinePair {
  readonly name: string;
  readonly text: string;
}

/**
 * Parses "name: text". If the pair begins with the name of a known class and a colon, the longest such name is used.
 * Otherwise the pair is split at its first colon. Name and text are trimmed.
 * @param flag the flag that the pair was given with, for messages
 * @param classes the names of the known classes, which may contain colons
 * @throws InputError if the colon, the name or the text is missing
 * @example
 * parseInlinePair("billing: refund: Pay it back.", "--train", ["billing: refund"]);
 * // { name: "billing: refund", text: "Pay it back." }
 */
export function parseInlinePair(pair: string, flag: string, classes: readonly string[] = []): InlinePair {
  if (typeof pair !== "string") throw argumentError("pair", 'a string "name: text"', pair);
  if (!Array.isArray(classes)) throw argumentError("classes", "a list of names", classes);
  const reject = (what: string): InputError =>
    new InputError(`${quote(pair)} ${what}; write "name: text".`, { source: flag });
  const colons = [...pair.matchAll(/:/g)].map(({ index }) => index);
  if (colons.length === 0) throw reject("has no colon");
  const colon = colons.length === 1 ? colons[0] : splittingColon(pair, colons, classes);
  const name = pair.slice(0, colon).trim();
  const text = pair.slice(colon + 1).trim();
  if (name === "") throw reject("has an empty name before the colon");
  if (text === "") throw reject("has an empty text after the colon");
  return { name, text };
}

/** Returns the last colon after the name of a known class, else after another spelling of one, else the first colon. */
function splittingColon(pair: string, colons: readonly number[], classes: readonly string[]): number {
  const names = new Set(classes);
  const keys = new Set(classes.map(labelKey));
  const nameAt = (colon: number): string => pair.slice(0, colon).trim();
  return (
    colons.findLast((colon) => names.has(nameAt(colon))) ??
    colons.findLast((colon) => keys.has(labelKey(nameAt(colon)))) ??
    colons[0]
  );
}
