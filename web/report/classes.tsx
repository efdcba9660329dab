import { useCallback } from "preact/hooks";
import type { ClassScores } from "../../src/evaluation/class-scores.ts";
import type { ReportData } from "../../src/report/report-data.ts";
import { classBars } from "../plots/class-bars.ts";
import { count, percent } from "../shared/numbers.ts";
import { Plotted } from "../shared/plotted.tsx";
import { type Column, DataTable } from "./data-table.tsx";
import { percentRange } from "./ranges.ts";
import { ClassName } from "./visible.tsx";

const columns: readonly Column<ClassScores>[] = [
  {
    title: "class",
    value: ({ label }) => label ?? "",
    cell: ({ label }) => <ClassName label={label} />,
    isWide: true,
  },
  { title: "F1", value: ({ f1 }) => f1, cell: ({ f1 }) => percent(f1), isNumber: true },
  {
    title: "95 % interval",
    value: ({ intervals }) => intervals?.f1?.lower,
    cell: ({ intervals }) => percentRange(intervals?.f1),
    isNumber: true,
  },
  {
    title: "precision",
    value: ({ precision, predicted }) => (predicted === 0 ? undefined : precision),
    cell: ({ precision, predicted }) => (predicted === 0 ? "–" : percent(precision)),
    isNumber: true,
  },
  {
    title: "recall",
    value: ({ recall, support }) => (support === 0 ? undefined : recall),
    cell: ({ recall, support }) => (support === 0 ? "–" : percent(recall)),
    isNumber: true,
  },
  { title: "rows", value: ({ support }) => support, cell: ({ support }) => count(support), isNumber: true },
];

const searched = ({ label }: ClassScores): string => label ?? "(none)";

/** Precision, recall and F1 per class: bars and a table of the same page. */
export function Classes({ data: { evaluation, confusion } }: { readonly data: ReportData }) {
  const { classes } = evaluation;
  const all = confusion.labels.length;
  return (
    <>
      <p>
        <strong>Precision</strong>: of the texts that are called X, how many are X. <strong>Recall</strong>:
        of the texts that are X, how many are called X. <strong>F1</strong> is their harmonic mean.
        {classes.length < all &&
          ` Shown are the ${count(classes.length)} of ${count(all)} classes with the lowest F1.`}
      </p>
      <p class="legend">
        <span>
          <i class="sign-bar" /> F1 with its 95 % interval
        </span>
        <span>
          <i class="sign-circle" /> precision
        </span>
        <span>
          <i class="sign-diamond" /> recall
        </span>
      </p>
      <DataTable
        caption="Precision, recall and F1 per class"
        rows={classes}
        columns={columns}
        searched={searched}
        sortedBy={1}
        above={(rows) => <Bars classes={rows} />}
      />
    </>
  );
}

function Bars({ classes }: { readonly classes: readonly ClassScores[] }) {
  const draw = useCallback((width: number) => classBars(classes, { width }), [classes]);
  return classes.length > 0 ? <Plotted draw={draw} /> : null;
}
