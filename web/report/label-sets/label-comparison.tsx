import type {
  ComparedLabel,
  ComparedLabelSetFigure,
} from "../../../src/evaluation/label-sets/compare-label-sets.ts";
import type { LabelSetFigureName } from "../../../src/evaluation/label-sets/label-set-evaluation.ts";
import type { ReportedLabelComparison } from "../../../src/report/label-set-report-data.ts";
import { count, percent } from "../../shared/numbers.ts";
import { type Column, DataTable } from "../data-table.tsx";
import { RowText } from "../row-columns.tsx";
import { ClassName, shownText } from "../visible.tsx";
import { LabelMarks } from "./label-marks.tsx";

const titles: Readonly<Record<LabelSetFigureName, string>> = {
  exactMatch: "exactly right",
  microF1: "micro-F1",
  microPrecision: "precision",
  microRecall: "recall",
  macroF1: "macro-F1",
};

const signed = (share: number): string => `${share < 0 ? "−" : "+"}${(100 * Math.abs(share)).toFixed(1)}`;
const shown = (share: number | null): string => (share === null ? "–" : percent(share));
const change = ({ f1, baseline }: ComparedLabel): number => (f1 ?? 0) - (baseline ?? 0);

const figureColumns: readonly Column<ComparedLabelSetFigure>[] = [
  { title: "figure", value: ({ name }) => titles[name] },
  { title: "model", value: ({ value }) => value, cell: ({ value }) => percent(value), isNumber: true },
  {
    title: "baseline",
    value: ({ baseline }) => baseline,
    cell: ({ baseline }) => percent(baseline),
    isNumber: true,
  },
  {
    title: "difference",
    value: ({ difference }) => difference,
    cell: ({ difference }) => signed(difference),
    isNumber: true,
  },
  {
    title: "95 % interval",
    value: ({ interval }) => interval?.lower,
    cell: ({ interval }) => interval && `${signed(interval.lower)} to ${signed(interval.upper)}`,
    isNumber: true,
  },
];

const labelColumns: readonly Column<ComparedLabel>[] = [
  {
    title: "label",
    value: ({ label }) => label,
    cell: ({ label }) => <ClassName label={label} />,
    isWide: true,
  },
  { title: "F1", value: ({ f1 }) => f1 ?? undefined, cell: ({ f1 }) => shown(f1), isNumber: true },
  {
    title: "baseline",
    value: ({ baseline }) => baseline ?? undefined,
    cell: ({ baseline }) => shown(baseline),
    isNumber: true,
  },
  { title: "difference", value: change, cell: (each) => signed(change(each)), isNumber: true },
  { title: "rows", value: ({ support }) => support, cell: ({ support }) => count(support), isNumber: true },
];

type Changed = ReportedLabelComparison["changedRows"]["rows"][number];

const rowColumns: readonly Column<Changed>[] = [
  {
    title: "change",
    value: (row) => row.change,
    cell: (row) => <span class={`change ${row.change}`}>{row.change}</span>,
  },
  {
    title: "id",
    value: ({ id, row }) => id ?? `row ${row}`,
    cell: ({ id, row }) => (id === undefined ? `row ${row}` : shownText(id)),
  },
  { title: "text", value: ({ text }) => text, cell: (row) => <RowText row={row} />, isWide: true },
  {
    title: "baseline",
    value: ({ baseline }) => baseline.join(" "),
    cell: ({ truth, baseline }) => <LabelMarks {...marksOf(truth, baseline)} />,
  },
  {
    title: "model",
    value: ({ labels }) => labels.join(" "),
    cell: ({ truth, labels }) => <LabelMarks {...marksOf(truth, labels)} />,
  },
];

function marksOf(truth: readonly string[], labels: readonly string[]) {
  return {
    correct: labels.filter((label) => truth.includes(label)),
    forgotten: truth.filter((label) => !labels.includes(label)),
    added: labels.filter((label) => !truth.includes(label)),
  };
}

const searched = (row: Changed): string =>
  [row.change, row.id, row.text, ...row.truth, ...row.labels, ...row.baseline].join(" ");

/** Two classifiers on the same rows: figures, labels and rows that changed. */
export function LabelComparison({ comparison }: { readonly comparison: ReportedLabelComparison }) {
  const { verdict, figures, changedRows } = comparison;
  const labels = comparison.labels.filter(({ f1, baseline }) => f1 !== baseline);
  return (
    <>
      <p class="lead">{shownText(verdict)}</p>
      <DataTable caption="Figures of the model and the baseline" rows={figures} columns={figureColumns} />
      {labels.length > 0 && (
        <details>
          <summary>F1 per label, the largest change first</summary>
          <DataTable caption="F1 per label" rows={labels} columns={labelColumns} />
        </details>
      )}
      {changedRows.of > 0 && (
        <details>
          <summary>{count(changedRows.of)} rows whose labels changed</summary>
          <DataTable
            caption="Changed rows"
            rows={changedRows.rows}
            columns={rowColumns}
            searched={searched}
          />
        </details>
      )}
    </>
  );
}
