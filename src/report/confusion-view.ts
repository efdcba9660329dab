import type { ConfusionCell } from "../index.ts";
import { orderByConfusion } from "./confusion-order.ts";
import type { ConfusedBlock, ConfusionView } from "./report-data.ts";

/** Maximum number of classes of a block. More make the matrix of a block hard to read. */
const maxBlock = 12;
/** Maximum number of cells. More make the report larger; a cell takes about 15 bytes. */
const maxCells = 20_000;

/**
 * Orders the classes of a confusion matrix so that confused classes are neighbors, and finds the blocks with the most
 * errors. The rarest cells are left out if there are more than 20,000.
 * @example confusionView(evaluation.confusion).blocks[0]; // { start: 0, end: 3, errors: 12 }
 */
export function confusionView(confusion: readonly ConfusionCell[]): ConfusionView {
  const names = [...new Set(confusion.flatMap(({ truth, prediction }) => [truth, prediction]))];
  const numbers = new Map(names.map((name, i) => [name, i]));
  const cells = confusion.map(
    ({ truth, prediction, count }) => [numbers.get(truth)!, numbers.get(prediction)!, count] as const,
  );
  const support = names.map(() => 0);
  for (const [truth, , count] of cells) support[truth] += count;
  const { order, blocks } = orderByConfusion(names.length, confusedPairs(cells, support), maxBlock);
  const places = new Map(order.map((number, place) => [number, place]));
  const placed = cells.map(([truth, prediction, count]): ConfusionView["cells"][number] => [
    places.get(truth)!,
    places.get(prediction)!,
    count,
  ]);
  const kept = placed.toSorted((a, b) => b[2] - a[2]).slice(0, maxCells);
  const countOf = (some: ConfusionView["cells"]): number => some.reduce((sum, [, , count]) => sum + count, 0);
  return {
    labels: order.map((number) => names[number]),
    support: order.map((number) => support[number]),
    cells: kept.sort((a, b) => a[0] - b[0] || a[1] - b[1]),
    blocks: countErrors(blocks, placed),
    leftOut: countOf(placed) - countOf(kept),
  };
}

type Cells = readonly (readonly [number, number, number])[];

/** Returns each confused pair with the share of the rows of both classes that are taken for the other one. */
function confusedPairs(cells: Cells, support: readonly number[]) {
  const errors = new Map<number, number>();
  for (const [truth, prediction, count] of cells) {
    if (truth === prediction) continue;
    const key = Math.min(truth, prediction) * support.length + Math.max(truth, prediction);
    errors.set(key, (errors.get(key) ?? 0) + count);
  }
  return [...errors].map(([key, count]) => {
    const [a, b] = [Math.floor(key / support.length), key % support.length];
    return { a, b, similarity: count / (support[a] + support[b]) };
  });
}

function countErrors(
  blocks: readonly { readonly start: number; readonly end: number }[],
  cells: Cells,
): ConfusedBlock[] {
  const blockOf = new Map<number, number>();
  for (const [i, { start, end }] of blocks.entries()) for (let k = start; k < end; k++) blockOf.set(k, i);
  const errors = blocks.map(() => 0);
  for (const [truth, prediction, count] of cells) {
    const block = blockOf.get(truth);
    if (truth !== prediction && block !== undefined && block === blockOf.get(prediction))
      errors[block] += count;
  }
  return blocks
    .map((block, i) => ({ ...block, errors: errors[i] }))
    .sort((a, b) => b.errors - a.errors || a.start - b.start);
}
