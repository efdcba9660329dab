import { cutPrompts, type Snippet } from "../prompts/snippets.ts";
import { countWords } from "../prompts/words.ts";
import type { ClassDefinition } from "../task/task.ts";

/** The requested topic, length and style of one text (a "slot" in requests), so that a pile covers its whole class. */
export interface RequestedExample {
  /** The part of the description that the text is about; absent if the description has no parts. */
  readonly about?: string;
  readonly length: string;
  readonly style: string;
}

/** Lengths, and the approximate tokens of a text of that length. */
const lengths = [
  { ask: "one sentence", tokens: 18 },
  { ask: "a few words", tokens: 8 },
  { ask: "one long sentence", tokens: 32 },
  { ask: "two or three sentences", tokens: 50 },
  { ask: "one short sentence", tokens: 12 },
] as const;

/** Styles: register, noise and point of view. A pile with all of them is closer to real texts than one in plain style. */
export const styles = [
  "plain",
  "first person, casual",
  "formal and exact",
  "a question, if such texts ask",
  "hurried: lower case, little punctuation",
  "somebody else's point of view",
  "with concrete names, numbers or dates",
  "emotional, if such texts are",
  "with a typo or two",
  "indirect: the point shows without its usual words",
  "starts in the middle, with no introduction",
] as const;

/** Maximum number of words of a part. Longer parts say too much for one text; with fewer, useful parts are skipped. */
const maxWordsPerPart = 14;

/**
 * Returns the requested texts of a class. Text i gets part i, length i and style i; each list starts again at its end. The
 * numbers of lengths and styles are different primes, so that every part is combined with every length and style.
 */
export function requestedExamples(
  definition: ClassDefinition,
  start: number,
  count: number,
): RequestedExample[] {
  const parts = partsOf(definition);
  return Array.from({ length: count }, (_, offset) => {
    const i = start + offset;
    return {
      ...(parts.length > 0 && { about: parts[i % parts.length] }),
      length: pick(lengths, i, parts.length).ask,
      style: pick(styles, i, parts.length),
    };
  });
}

/**
 * Picks item i of a list. If the number of parts is a multiple of the list's length, each part would always get the same
 * item, so the list is shifted by three with every repetition of the parts; one or two would repeat pairs sooner.
 */
function pick<Item>(list: readonly Item[], i: number, parts: number): Item {
  const turn = parts > 0 && parts % list.length === 0 ? Math.floor(i / parts) : 0;
  return list[(i + 3 * turn) % list.length];
}

/** Returns the approximate tokens of texts for these slots, including the punctuation of the list. */
export function expectedTokens(slots: readonly Pick<RequestedExample, "length">[]): number {
  const marks = 4;
  return slots.reduce((sum, { length }) => {
    const tokens = lengths.find(({ ask }) => ask === length)?.tokens ?? lengths[0].tokens;
    return sum + tokens + marks;
  }, 0);
}

function partsOf(definition: ClassDefinition): string[] {
  const kinds: readonly Snippet["kind"][] = ["item", "quote", "clause"];
  const parts = cutPrompts([definition])
    .filter(({ kind, text }) => kinds.includes(kind) && countWords(text) <= maxWordsPerPart)
    .map(({ text }) => text);
  return [...new Set(parts)];
}
