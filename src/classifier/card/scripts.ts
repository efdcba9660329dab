import type { ClassDefinition } from "../../task/task.ts";
import type { ScriptShare } from "./model-card.ts";

/** Writing systems that are told apart. Letters of any other one count as "other". */
const scripts: readonly (readonly [name: string, letter: RegExp])[] = [
  ["Latin", /\p{sc=Latin}/gu],
  ["Cyrillic", /\p{sc=Cyrillic}/gu],
  ["Greek", /\p{sc=Greek}/gu],
  ["Arabic", /\p{sc=Arabic}/gu],
  ["Hebrew", /\p{sc=Hebrew}/gu],
  ["Devanagari", /\p{sc=Devanagari}/gu],
  ["Bengali", /\p{sc=Bengali}/gu],
  ["Thai", /\p{sc=Thai}/gu],
  ["Japanese", /[\p{sc=Hiragana}\p{sc=Katakana}]/gu],
  ["Korean", /\p{sc=Hangul}/gu],
  ["Chinese characters", /\p{sc=Han}/gu],
];
/** Number of texts that are looked at, evenly from first to last. More take longer. */
const maxTexts = 2000;
/** Number of characters that are read of a text. */
const maxCharacters = 2000;

/** Returns the writing systems of texts, or of the descriptions if there are no texts. */
export function scriptShares(given: readonly string[], classes: readonly ClassDefinition[]): ScriptShare[] {
  const all = given.length > 0 ? given : classes.flatMap(({ prompt }) => prompt ?? []);
  const taken = Math.min(all.length, maxTexts);
  const counts = new Map<string, number>();
  for (let i = 0; i < taken; i++) {
    const script = scriptOf(all[Math.floor((i * all.length) / taken)].slice(0, maxCharacters));
    if (script !== undefined) counts.set(script, (counts.get(script) ?? 0) + 1);
  }
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return [...counts]
    .sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1))
    .map(([script, count]) => ({ script, share: count / total }));
}

/** Returns the writing system of most letters of a text; undefined for a text without letters. */
function scriptOf(text: string): string | undefined {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (letters === 0) return undefined;
  const counts = scripts.map(([, letter]) => text.match(letter)?.length ?? 0);
  // Japanese mixes its own letters with Chinese ones.
  const [japanese, han] = [counts.length - 3, counts.length - 1];
  if (counts[japanese] > 0) counts[japanese] += counts[han];
  const most = Math.max(...counts);
  return most * 2 < letters ? "other" : scripts[counts.indexOf(most)][0];
}
