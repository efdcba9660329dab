import type { Interval } from "../../src/evaluation/interval.ts";
import type { OutOfScopeScores } from "../../src/evaluation/out-of-scope.ts";
import { count, percent } from "../shared/numbers.ts";
import { type Column, DataTable } from "./data-table.tsx";
import { percentRange } from "./ranges.ts";

interface Line {
  readonly title: string;
  readonly value: number;
  readonly interval?: Interval;
}

const columns: readonly Column<Line>[] = [
  { title: "figure", value: ({ title }) => title, isWide: true },
  { title: "value", value: ({ value }) => value, cell: ({ value }) => percent(value), isNumber: true },
  {
    title: "95 % interval",
    value: ({ interval }) => interval?.lower,
    cell: ({ interval }) => percentRange(interval),
    isNumber: true,
  },
];

/** How well texts that belong to no class are recognized. */
export function OutOfScope({ scores }: { readonly scores: OutOfScopeScores }) {
  const { rows, inScopeRows, threshold } = scores;
  const by =
    threshold === undefined ? "no class is predicted" : `the probability of none is at least ${threshold}`;
  return (
    <>
      <p>
        {count(rows)} {rows === 1 ? "row belongs" : "rows belong"} to none of the classes,{" "}
        {count(inScopeRows)} to one. A row is taken as none if {by}.
      </p>
      <DataTable caption="Recognition of out-of-scope texts" rows={linesOf(scores)} columns={columns} />
    </>
  );
}

function linesOf({
  areaUnderRoc,
  recall,
  falseAlarmRate,
  precision,
  intervals = {},
}: OutOfScopeScores): Line[] {
  const line = (title: string, value: number | undefined, interval?: Interval): Line[] =>
    value === undefined ? [] : [{ title, value, interval }];
  return [
    ...line("separated by the probability of none (AUROC)", areaUnderRoc, intervals.areaUnderRoc),
    ...line("out-of-scope rows recognized", recall, intervals.recall),
    ...line("in-scope rows taken as none", falseAlarmRate, intervals.falseAlarmRate),
    ...line("rows taken as none that are", precision, intervals.precision),
  ];
}
