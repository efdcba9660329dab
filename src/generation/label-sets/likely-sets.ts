import type { ClassDefinition, Example } from "../../task/task.ts";

/** Minimum number of real texts with exactly this set of labels. Smaller: texts are requested of sets that occur by mistake. */
const minTexts = 2;

/**
 * Returns the sets of two and more classes to request texts of, at most as many as there are classes. They are the sets that
 * real texts have, the most frequent first; without such texts, pairs of classes that are alike, since these most often
 * occur together.
 * @param classes those with a description
 * @param alike pairs of similar classes, the most similar first
 */
export function likelySets(
  classes: readonly ClassDefinition[],
  examples: readonly Example[],
  alike: readonly (readonly [ClassDefinition, ClassDefinition])[],
): ClassDefinition[][] {
  const observed = observedSets(classes, examples);
  const sets = observed.length > 0 ? observed : distinctPairs(alike);
  return sets.slice(0, classes.length);
}

/** Returns the sets of labels that several real texts have, the most frequent first, in the order of the classes. */
function observedSets(
  classes: readonly ClassDefinition[],
  examples: readonly Example[],
): ClassDefinition[][] {
  const labelsOf = new Map<string, Set<string>>();
  for (const { text, label, origin } of examples) {
    if (origin === "real") labelsOf.set(text, (labelsOf.get(text) ?? new Set()).add(label));
  }
  const described = new Set(classes.map(({ name }) => name));
  const counts = new Map<string, { readonly set: ClassDefinition[]; texts: number }>();
  for (const labels of labelsOf.values()) {
    if (labels.size < 2 || ![...labels].every((label) => described.has(label))) continue;
    const set = classes.filter(({ name }) => labels.has(name));
    const key = JSON.stringify(set.map(({ name }) => name));
    const count = counts.get(key) ?? { set, texts: 0 };
    count.texts++;
    counts.set(key, count);
  }
  return [...counts.values()]
    .filter(({ texts }) => texts >= minTexts)
    .sort((a, b) => b.texts - a.texts)
    .map(({ set }) => set);
}

function distinctPairs(pairs: readonly (readonly [ClassDefinition, ClassDefinition])[]): ClassDefinition[][] {
  const found = new Map<string, ClassDefinition[]>();
  for (const pair of pairs) {
    const key = JSON.stringify(pair.map(({ name }) => name).sort());
    if (!found.has(key)) found.set(key, [...pair]);
  }
  return [...found.values()];
}
