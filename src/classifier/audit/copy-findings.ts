import type { Example } from "../../task/task.ts";
import type { Finding } from "./audit.ts";
import type { FindingMaker } from "./finding-maker.ts";

/**
 * Finds copies of one text: with the same label they are duplicates, with different labels contradictions. Of
 * contradicting labels, the one with the largest sum of probabilities over all copies is proposed.
 * @param copies examples with the same number are copies of one text
 */
export function copyFindings(
  examples: readonly Example[],
  copies: Int32Array,
  maker: FindingMaker,
): Finding[] {
  const contradictions: Finding[] = [];
  const duplicates: Finding[] = [];
  for (const rows of rowsOfCopies(copies)) {
    const labels = [...new Set(rows.map((row) => examples[row].label))];
    const proposal = labels.length === 1 ? labels[0] : bestLabel(rows, labels, examples, maker);
    const seen = new Set<string>();
    for (const row of rows) {
      const { label } = examples[row];
      const probability = maker.probabilityOf(row, proposal);
      if (label !== proposal) {
        const reason = `A copy of the text has the label ${JSON.stringify(proposal)}.`;
        contradictions.push(
          maker.make("contradiction", row, { action: "relabel", proposal, probability, reason }),
        );
      } else if (seen.has(label)) {
        const reason = "An earlier row has the same text and label.";
        duplicates.push(maker.make("duplicate", row, { action: "remove", probability, reason }));
      }
      seen.add(label);
    }
  }
  return [...contradictions.sort((a, b) => b.probability - a.probability), ...duplicates];
}

/** Returns the label that most rows have; among equals, the more probable one. */
function bestLabel(
  rows: readonly number[],
  labels: readonly string[],
  examples: readonly Example[],
  maker: FindingMaker,
): string {
  const scores = labels.map((label) =>
    rows.reduce(
      (sum, row) => sum + (examples[row].label === label ? 1 : 0) + maker.probabilityOf(row, label),
      0,
    ),
  );
  return labels[scores.indexOf(Math.max(...scores))];
}

/** Returns the rows of every text with more than one copy, in the order of the first ones. */
function rowsOfCopies(copies: Int32Array): number[][] {
  const found = new Map<number, number[]>();
  for (const [row, copy] of copies.entries()) {
    const known = found.get(copy);
    if (known === undefined) found.set(copy, [row]);
    else known.push(row);
  }
  return [...found.values()].filter(({ length }) => length > 1);
}
