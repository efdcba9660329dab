import type { Classifier } from "../index.ts";

/** A class of a model, with the number of its examples. */
export interface ClassView {
  readonly name: string;
  readonly description?: string;
  /** Number of the user's own examples. */
  readonly examples: number;
  /** Number of generated examples. */
  readonly generated: number;
}

/** Returns the classes of a classifier with the numbers of their examples. */
export function classViews(classifier: Classifier): ClassView[] {
  const counts = new Map<string, { examples: number; generated: number }>();
  for (const { label, origin } of classifier.examples) {
    const count = counts.get(label) ?? { examples: 0, generated: 0 };
    count[origin === "generated" ? "generated" : "examples"]++;
    counts.set(label, count);
  }
  return classifier.classes.map(({ name, prompt }) => ({
    name,
    ...(prompt !== undefined && { description: prompt }),
    ...(counts.get(name) ?? { examples: 0, generated: 0 }),
  }));
}
