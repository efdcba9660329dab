import type { HierarchyScores, LevelScores, NodeThreshold } from "../../src/evaluation/hierarchy-scores.ts";
import { count, percent } from "../shared/numbers.ts";
import { type Column, DataTable } from "./data-table.tsx";

/** A number as it arrives in JSON, which has none for "no value". */
type Share = number | null | undefined;

const levelColumns: readonly Column<LevelScores>[] = [
  {
    title: "level",
    value: ({ level }) => level,
    cell: ({ level }) => (level === 1 ? "1 (top)" : String(level)),
  },
  share("correct", ({ accuracy }) => accuracy),
  share("mean probability", ({ meanProbability }) => meanProbability),
  { title: "nodes", value: ({ nodes }) => nodes, cell: ({ nodes }) => count(nodes), isNumber: true },
  { title: "rows", value: ({ rows }) => rows, cell: ({ rows }) => count(rows), isNumber: true },
];

const thresholdColumns: readonly Column<NodeThreshold>[] = [
  {
    title: "threshold",
    value: ({ threshold }) => threshold,
    cell: ({ threshold }) => threshold.toFixed(2),
    isNumber: true,
  },
  share("texts answered", ({ answered }) => answered),
  share("correct among them", ({ correct }) => correct),
  share("answers that are classes", ({ classes }) => classes),
];

/** How good the answers are at each level of the tree of classes. */
export function Levels({ scores }: { readonly scores: HierarchyScores }) {
  const { levels, thresholds } = scores;
  return (
    <>
      <p>
        An answer is correct at a level if it is in the true node of this level. The last level has the
        classes themselves.
      </p>
      <DataTable caption="Accuracy per level" rows={levels} columns={levelColumns} />
      {thresholds.length > 0 && (
        <>
          <h3>With a threshold</h3>
          <p>
            Each text is answered with the deepest node that reaches the threshold. A higher threshold gives
            more answers above the classes, and more of them are correct.
          </p>
          <DataTable caption="Answers per threshold" rows={thresholds} columns={thresholdColumns} />
        </>
      )}
    </>
  );
}

function share<Row>(title: string, shareOf: (row: Row) => Share): Column<Row> {
  return {
    title,
    value: (row) => shareOf(row) ?? undefined,
    cell: (row) => {
      const value = shareOf(row);
      return value === null || value === undefined ? "–" : percent(value);
    },
    isNumber: true,
  };
}
