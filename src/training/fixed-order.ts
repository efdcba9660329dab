import { sha256 } from "../files/sha256.ts";
import type { Example, NoneExample } from "../task/task.ts";

/**
 * Returns examples in an order that depends on themselves only: by the check sums of their texts, so that it is like a
 * random one. Folds, samples and groups of nearly equal texts depend on the order of the examples, so that a fit would
 * otherwise change with the order of the rows in a file.
 */
export function inFixedOrder<Item extends Example | NoneExample>(examples: readonly Item[]): Item[] {
  return examples
    .map((example) => ({ example, key: keyOf(example) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ example }) => example);
}

function keyOf(example: Example | NoneExample): string {
  const { text, ...rest } = example;
  return `${sha256(text)} ${JSON.stringify(rest)}`;
}
