import { useMemo } from "preact/hooks";
import type { ConfusionCell } from "../../src/evaluation/confusion.ts";
import type { ConfusionView } from "../../src/report/report-data.ts";
import { count, percent } from "../shared/numbers.ts";
import { type Column, DataTable } from "./data-table.tsx";
import { ClassName } from "./visible.tsx";

/** A true class and a wrong answer. */
interface Pair {
  readonly truth: string | null;
  readonly prediction: string | null;
  readonly rows: number;
  /** Share of the rows of the true class. */
  readonly share: number;
  /** Known for the most costly pairs only. */
  readonly cost?: number;
}

const columns: readonly Column<Pair>[] = [
  {
    title: "true class",
    value: ({ truth }) => truth ?? "",
    cell: ({ truth }) => <ClassName label={truth} />,
  },
  {
    title: "predicted class",
    value: ({ prediction }) => prediction ?? "",
    cell: ({ prediction }) => <ClassName label={prediction} />,
  },
  { title: "rows", value: ({ rows }) => rows, cell: ({ rows }) => count(rows), isNumber: true },
  {
    title: "of the true class",
    value: ({ share }) => share,
    cell: ({ share }) => percent(share),
    isNumber: true,
  },
];

const costColumn: Column<Pair> = {
  title: "cost",
  value: ({ cost }) => cost,
  cell: ({ cost }) => cost !== undefined && String(Number(cost.toFixed(3))),
  isNumber: true,
};

const searched = ({ truth, prediction }: Pair): string => `${truth ?? "(none)"} ${prediction ?? "(none)"}`;

/** All pairs of classes that are confused, the most frequent or the most costly ones first. */
export function ConfusedPairs({
  view,
  mostConfused,
}: {
  readonly view: ConfusionView;
  readonly mostConfused: readonly ConfusionCell[];
}) {
  const hasCosts = mostConfused.some(({ cost }) => cost !== undefined);
  const pairs = useMemo(() => pairsOf(view, mostConfused), [view, mostConfused]);
  return (
    <DataTable
      caption="Confused classes"
      rows={pairs}
      columns={hasCosts ? [...columns, costColumn] : columns}
      searched={searched}
    />
  );
}

function pairsOf({ labels, cells, support }: ConfusionView, mostConfused: readonly ConfusionCell[]): Pair[] {
  const key = (truth: string | null, prediction: string | null): string =>
    JSON.stringify([truth, prediction]);
  const costs = new Map(mostConfused.map(({ truth, prediction, cost }) => [key(truth, prediction), cost]));
  return cells
    .filter(([truth, prediction]) => truth !== prediction)
    .map(([truth, prediction, rows]) => ({
      truth: labels[truth],
      prediction: labels[prediction],
      rows,
      share: rows / support[truth],
      cost: costs.get(key(labels[truth], labels[prediction])),
    }))
    .sort((a, b) => (b.cost ?? 0) - (a.cost ?? 0) || b.rows - a.rows);
}
