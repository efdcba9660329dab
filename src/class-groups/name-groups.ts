import { tokensOf } from "../words/tokens.ts";

/** Number of words of a name. */
const nameWords = 3;
/** Shorter words are mostly grammar. */
const minLength = 3;
/** Words that say nothing about a class, in the language in which most names of classes are. Other languages rely on the shares alone. */
const grammar = new Set(["and", "are", "for", "from", "how", "not", "the", "what", "with", "you", "your"]);
/** A word of a name is in at least this share of the names of the group's classes. Larger: fewer words. */
const minShare = 0.12;

/**
 * Names groups of classes by words that are common in the names of their classes and rare in those of others. A group
 * without such words is named after its most typical class.
 * @param groups names of classes, the most typical of each group first
 * @returns one name per group; no two are equal
 */
export function nameGroups(groups: readonly (readonly string[])[]): string[] {
  const wordsOf = groups.map((classes) => classes.map(wordsOfName));
  const total = new Map<string, number>();
  for (const words of wordsOf.flat(2)) total.set(words, (total.get(words) ?? 0) + 1);
  const classes = wordsOf.flat().length;
  const taken = new Set<string>();
  return groups.map((members, g) => {
    const words = tellingWords(wordsOf[g], total, classes);
    // One word is often shared by several groups, so an example goes with it.
    const base = words.length > 1 ? words.join(", ") : [...words, members[0]].join(": ");
    let name = taken.has(base) ? `${words.join(", ")}: ${members[0]}` : base;
    for (let number = 2; taken.has(name); number++) name = `${base} (${number})`;
    taken.add(name);
    return name;
  });
}

/** Returns the words of a name, each once; "card_payment" has two. */
function wordsOfName(name: string): string[] {
  const words = tokensOf(name.replaceAll("_", " "));
  return [...new Set(words)].filter(isTelling);
}

function isTelling(word: string): boolean {
  return word.length >= minLength && /^\p{L}/u.test(word) && !grammar.has(word);
}

function tellingWords(
  members: readonly (readonly string[])[],
  total: ReadonlyMap<string, number>,
  classes: number,
): string[] {
  const counts = new Map<string, number>();
  for (const word of members.flat()) counts.set(word, (counts.get(word) ?? 0) + 1);
  const others = classes - members.length;
  return [...counts]
    .filter(([, count]) => count >= Math.max(2, minShare * members.length))
    .map(([word, count]) => {
      // Half a class is added, so that a rare word that others lack by chance is not overrated.
      const outside = (total.get(word)! - count + 0.5) / (others + 1);
      const inside = (count + 0.5) / (members.length + 1);
      return { word, gain: (count / members.length) * Math.log(inside / outside) };
    })
    .filter(({ gain }) => gain > 0)
    .sort((a, b) => b.gain - a.gain || (a.word < b.word ? -1 : 1))
    .slice(0, nameWords)
    .map(({ word }) => word);
}
