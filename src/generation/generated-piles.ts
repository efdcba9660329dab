import type { Caps } from "../llm/call.ts";
import type { ClassDefinition } from "../task/task.ts";
import type { KeptText } from "./drop-texts.ts";
import { type DroppedText, type GeneratedText, labelsOfText } from "./generated-text.ts";

/** The result of a generation. */
export interface GeneratedPiles {
  /** In the order of the classes; a class without an example has an empty pile. */
  readonly piles: readonly Pile[];
  /** Generated texts that are out of scope. */
  readonly outOfScope: readonly GeneratedText[];
  readonly dropped: readonly DroppedText[];
  readonly short: readonly ShortClass[];
  readonly unusable: readonly UnusableReply[];
}

/** A reply without an example. It stays in the file of replies, and the next run makes its call again. */
export interface UnusableReply {
  /** The class of the call; null for out-of-scope texts. */
  readonly label: string | null;
  /** The key of the call's line in the file of replies. */
  readonly call: string;
  /**
   * "empty": the reply is empty. "unreadable": no texts were found in it. "no example": its texts are refusals or are
   * about the request.
   */
  readonly reason: "empty" | "unreadable" | "no example";
}

interface Pile {
  readonly label: string;
  readonly examples: readonly GeneratedText[];
}

/** A class with fewer examples than requested. */
export interface ShortClass {
  readonly label: string;
  readonly examples: number;
  readonly wanted: number;
  /** The cap that was reached, if one was. If both cap and error are absent, too many texts were dropped. */
  readonly cap?: keyof Caps;
  /** The error of a call that failed after all retries. */
  readonly error?: Error;
}

/** The share of the requested examples whose absence starts a refill. A smaller share makes calls for a few texts; a larger one leaves classes short. */
export const minMissingShare = 0.15;

/** Returns the classes with clearly fewer examples than requested, with the cap or the error that is the reason. */
export function shortClasses(
  classes: readonly ClassDefinition[],
  kept: readonly KeptText[],
  wanted: number,
  troubles: ReadonlyMap<string, Pick<ShortClass, "cap" | "error">>,
): ShortClass[] {
  const counts = countByLabel(kept);
  return classes
    .map(({ name }) => ({ label: name, examples: counts.get(name) ?? 0, wanted, ...troubles.get(name) }))
    .filter(({ examples }) => examples < wanted * (1 - minMissingShare));
}

/** Returns the kept texts by class, in the order of the classes. A text of several classes is in the pile of each. */
export function toPiles(classes: readonly ClassDefinition[], kept: readonly KeptText[]): Pile[] {
  const piles = new Map<string, GeneratedText[]>(classes.map(({ name }) => [name, []]));
  const added = new Set<string>();
  for (const { text, generator, call, ...each } of kept) {
    for (const label of labelsOfText(each)) {
      const key = JSON.stringify([label, text]);
      if (!added.has(key)) piles.get(label)!.push({ label, text, generator, call });
      added.add(key);
    }
  }
  return [...piles].map(([label, examples]) => ({ label, examples }));
}

/** Returns the number of kept texts of each class. */
export function countByLabel(kept: readonly KeptText[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const each of kept) {
    for (const label of labelsOfText(each)) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return counts;
}

/** Returns texts by their labels. */
export function byLabel(texts: readonly GeneratedText[]): Map<string | null, GeneratedText[]> {
  const piles = new Map<string | null, GeneratedText[]>();
  for (const text of texts) {
    const pile = piles.get(text.label);
    if (pile === undefined) piles.set(text.label, [text]);
    else pile.push(text);
  }
  return piles;
}
