import { isAnswered, isTrue, type LabelSetColumns } from "./label-set-counts.ts";
import type { LabelMistake } from "./label-set-evaluation.ts";

/** Maximum number of mistakes in each list. */
const maxListed = 20;

/** Returns which labels are forgotten or added in rows with which true label. */
export function labelMistakes(columns: LabelSetColumns): {
  readonly forgotten: LabelMistake[];
  readonly added: LabelMistake[];
} {
  const [forgotten, added] = [new PairCounts(), new PairCounts()];
  const [rowsWith, rowsWithBoth] = [new PairCounts(), new PairCounts()];
  const { rows, starts, label, state } = columns;
  for (let i = 0; i < rows; i++) {
    const pairs = Array.from({ length: starts[i + 1] - starts[i] }, (_, k) => starts[i] + k);
    const truths = pairs.filter((at) => state[at] & isTrue).map((at) => label[at]);
    const others = truths.length === 0 ? [none] : truths;
    for (const other of others) {
      rowsWith.add(other, other);
      for (const own of truths) if (own !== other) rowsWithBoth.add(own, other);
      for (const at of pairs) {
        if (state[at] === isTrue && label[at] !== other) forgotten.add(label[at], other);
        if (state[at] === isAnswered) added.add(label[at], other);
      }
    }
  }
  const { names } = columns;
  return {
    forgotten: forgotten.listed(names, (own, other) => rowsWithBoth.of(own, other)),
    added: added.listed(names, (own, other) => rowsWith.of(other, other) - rowsWithBoth.of(own, other)),
  };
}

/** Number of no label. */
const none = -1;

class PairCounts {
  readonly #counts = new Map<string, { own: number; other: number; count: number }>();

  add(own: number, other: number): void {
    const key = `${own} ${other}`;
    const found = this.#counts.get(key);
    if (found === undefined) this.#counts.set(key, { own, other, count: 1 });
    else found.count++;
  }

  of(own: number, other: number): number {
    return this.#counts.get(`${own} ${other}`)?.count ?? 0;
  }

  listed(names: readonly string[], possible: (own: number, other: number) => number): LabelMistake[] {
    return [...this.#counts.values()]
      .sort((a, b) => b.count - a.count || a.own - b.own || a.other - b.other)
      .slice(0, maxListed)
      .map(({ own, other, count }) => ({
        label: names[own],
        with: other === none ? null : names[other],
        count,
        of: possible(own, other),
      }));
  }
}
