import { cutPrompts, type PromptPiece } from "../prompts/prompt-pieces.ts";
import { countWords } from "../prompts/words.ts";
import type { ClassDefinition } from "../task/task.ts";

/** What one text is asked to be like, so that a pile covers its class instead of repeating its middle. */
export interface RequestedExample {
  /** A part of the prompt that the text is about; left out where the prompt has no parts. */
  readonly about?: string;
  readonly length: string;
  readonly style: string;
}

/** Lengths, and the tokens that a text of that length takes, roughly. */
const lengths = [
  { ask: "one sentence", tokens: 18 },
  { ask: "a few words", tokens: 8 },
  { ask: "one long sentence", tokens: 32 },
  { ask: "two or three sentences", tokens: 50 },
  { ask: "one short sentence", tokens: 12 },
] as const;

/** Register, noise and point of view; a pile that holds all of them fits real texts better than one that is all neat. */
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

/** Parts of a prompt longer than this are sentences that say too much for one text. */
const maxWordsPerPart = 14;

/**
 * What the texts of a class are asked to be like: text i gets part, length and style i, each list begun again when it
 * ends. Lengths and styles are of two prime numbers, so that in the end every part meets every length in every style.
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
 * A list whose end falls together with the end of the parts would meet them in the same places each time, so it begins
 * somewhere else with every turn of theirs: three further on, for one or two repeats pairs of length and style sooner.
 */
function pick<Item>(list: readonly Item[], i: number, parts: number): Item {
  const turn = parts > 0 && parts % list.length === 0 ? Math.floor(i / parts) : 0;
  return list[(i + 3 * turn) % list.length];
}

/** Tokens that texts for these slots take, roughly, with the marks of a list around each. */
export function expectedTokens(slots: readonly Pick<RequestedExample, "length">[]): number {
  const marks = 4;
  return slots.reduce((sum, { length }) => {
    const tokens = lengths.find(({ ask }) => ask === length)?.tokens ?? lengths[0].tokens;
    return sum + tokens + marks;
  }, 0);
}

function partsOf(definition: ClassDefinition): string[] {
  const kinds: readonly PromptPiece["kind"][] = ["item", "quote", "clause"];
  const parts = cutPrompts([definition])
    .filter(({ kind, text }) => kinds.includes(kind) && countWords(text) <= maxWordsPerPart)
    .map(({ text }) => text);
  return [...new Set(parts)];
}
