import { createRandom } from "../../src/math/random.ts";

/** The parts of a request that the server uses. Requests of pilesort and of the earlier tool are JSON documents. */
export interface AskedFor {
  readonly description: string;
  readonly texts: number;
  /** Number of words of each text. */
  readonly words: readonly number[];
}

const wordsOfLength: Readonly<Record<string, number>> = {
  "a few words": 6,
  "one short sentence": 9,
  "one sentence": 13,
  "one long sentence": 24,
  "two or three sentences": 36,
};
const usualWords = 13;

const commonWords = (
  "please yesterday again could somebody about really morning because never still waiting since friday my sister " +
  "and then they told that nobody knows where it was again today which seems odd though we asked twice before lunch " +
  "maybe tomorrow someone else will look into this matter after all these weeks of going round in circles I wonder " +
  "whether your colleague with the green jacket remembers how long it took last spring when grandfather came along " +
  "honestly quite simply put there must be an answer somewhere between three o'clock and nine in the evening"
).split(" ");

/** Reads a request body of the chat completions interface. */
export function askedFor(messages: readonly { readonly role: string; readonly content: string }[]): AskedFor {
  const all = messages.map(({ content }) => content).join("\n");
  const data = JSON.parse(messages[messages.length - 1].content) as {
    class: { description: string };
    slots?: { length: string }[];
  };
  const texts = Number(/Write (\d+) text/.exec(all)?.[1] ?? 1);
  const words = Array.from({ length: texts }, (_, i) => {
    const asked = data.slots?.[i]?.length;
    return (asked === undefined ? undefined : wordsOfLength[asked]) ?? usualWords;
  });
  return { description: data.class.description, texts, words };
}

/** Makes texts of words of the description and common words, each in its own random order. */
export function madeTexts({ description, words }: AskedFor, seed: number): string[] {
  const random = createRandom(seed);
  const own = description.match(/\p{L}{4,}/gu) ?? [];
  return words.map((count) => {
    const ofClass = Math.max(2, Math.round(count / 3));
    const chosen = [
      ...random.sampleWithoutReplacement(own, ofClass),
      ...random.sampleWithoutReplacement(commonWords, count - ofClass),
    ];
    return `${random.shuffle(chosen).join(" ")}.`;
  });
}
