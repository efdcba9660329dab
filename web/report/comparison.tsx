import type { ComparedClass, ComparedFigure } from "../../src/evaluation/compare.ts";
import type { FigureName } from "../../src/evaluation/figures.ts";
import type { ReportedComparison } from "../../src/report/report-data.ts";
import { count, percent } from "../shared/numbers.ts";
import { type Column, DataTable } from "./data-table.tsx";
import { RowText } from "./row-columns.tsx";
import { ClassName, shownText } from "./visible.tsx";

const titles: Readonly<Record<FigureName, string>> = {
  accuracy: "accuracy",
  macroF1: "macro-F1",
  weightedF1: "weighted F1",
  meanCost: "mean cost per row",
  meanProbability: "mean probability",
  expectedCalibrationError: "calibration error",
  logLoss: "log loss",
  brierScore: "Brier score",
};
/** Figures that are not shares. */
const plainNumbers = new Set<FigureName>(["meanCost", "logLoss", "brierScore"]);

const figureColumns: readonly Column<ComparedFigure>[] = [
  { title: "figure", value: ({ name }) => titles[name] },
  {
    title: "model",
    value: ({ value }) => value,
    cell: ({ name, value }) => figure(name, value),
    isNumber: true,
  },
  {
    title: "baseline",
    value: ({ baseline }) => baseline,
    cell: ({ name, baseline }) => figure(name, baseline),
    isNumber: true,
  },
  {
    title: "difference",
    value: ({ difference }) => difference,
    cell: ({ name, difference }) => signed(name, difference),
    isNumber: true,
  },
  {
    title: "95 % interval",
    value: ({ interval }) => interval?.lower,
    cell: ({ name, interval }) =>
      interval && `${signed(name, interval.lower)} to ${signed(name, interval.upper)}`,
    isNumber: true,
  },
];

const classColumns: readonly Column<ComparedClass>[] = [
  {
    title: "class",
    value: ({ label }) => label ?? "",
    cell: ({ label }) => <ClassName label={label} />,
    isWide: true,
  },
  { title: "F1", value: ({ f1 }) => f1, cell: ({ f1 }) => percent(f1), isNumber: true },
  {
    title: "baseline",
    value: ({ baseline }) => baseline,
    cell: ({ baseline }) => percent(baseline),
    isNumber: true,
  },
  {
    title: "difference",
    value: difference,
    cell: (each) => signed("accuracy", difference(each)),
    isNumber: true,
  },
  { title: "rows", value: ({ support }) => support, cell: ({ support }) => count(support), isNumber: true },
];

type Changed = ReportedComparison["changedRows"]["rows"][number];

const rowColumns: readonly Column<Changed>[] = [
  {
    title: "change",
    value: ({ change }) => change,
    cell: ({ change }) => <span class={`change ${change}`}>{change}</span>,
  },
  {
    title: "id",
    value: ({ id, row }) => id ?? `row ${row}`,
    cell: ({ id, row }) => (id === undefined ? `row ${row}` : shownText(id)),
  },
  { title: "text", value: ({ text }) => text, cell: (row) => <RowText row={row} />, isWide: true },
  {
    title: "true class",
    value: ({ truth }) => truth ?? "",
    cell: ({ truth }) => <ClassName label={truth} />,
  },
  {
    title: "baseline",
    value: ({ baseline }) => baseline ?? "",
    cell: ({ baseline }) => <ClassName label={baseline} />,
  },
  {
    title: "answer",
    value: ({ prediction }) => prediction ?? "",
    cell: ({ prediction }) => <ClassName label={prediction} />,
  },
];

const searched = ({ id, text, truth, prediction, baseline, change }: Changed): string =>
  [change, id, text, truth, prediction, baseline].join(" ");

/** Two classifiers on the same rows: figures, classes and rows that changed. */
export function ComparisonSection({ comparison }: { readonly comparison: ReportedComparison }) {
  const { verdict, figures, mcNemar, changedRows } = comparison;
  const classes = comparison.classes.filter(({ f1, baseline }) => f1 !== baseline);
  return (
    <>
      <p class="lead">{shownText(verdict)}</p>
      <DataTable
        caption="Figures of the model and the baseline"
        rows={figures.filter(({ name }) => name !== "meanProbability")}
        columns={figureColumns}
      />
      <p class="muted">
        Both are right on {count(mcNemar.bothCorrect)} rows and wrong on {count(mcNemar.bothWrong)}; only the
        model is right on {count(mcNemar.fixed)}, only the baseline on {count(mcNemar.broken)}. McNemar's
        exact test: p {mcNemar.pValue < 0.001 ? "< 0.001" : `= ${mcNemar.pValue.toFixed(3)}`}.
      </p>
      {classes.length > 0 && (
        <details>
          <summary>Classes, the largest changes of F1 first</summary>
          <DataTable
            caption="F1 per class of the model and the baseline"
            rows={classes}
            columns={classColumns}
            pageSize={10}
          />
        </details>
      )}
      {changedRows.of > 0 && (
        <details>
          <summary>
            {changedRows.rows.length < changedRows.of
              ? `${count(changedRows.rows.length)} of ${count(changedRows.of)} rows whose answer changed`
              : `${count(changedRows.of)} rows whose answer changed`}
          </summary>
          <DataTable
            caption="Rows whose answer changed"
            rows={changedRows.rows}
            columns={rowColumns}
            searched={searched}
            pageSize={10}
          />
        </details>
      )}
    </>
  );
}

function figure(name: FigureName, value: number): string {
  return plainNumbers.has(name) ? value.toFixed(3) : percent(value);
}

function signed(name: FigureName, value: number): string {
  const size = plainNumbers.has(name) ? Math.abs(value).toFixed(3) : (100 * Math.abs(value)).toFixed(1);
  return `${value < 0 ? "−" : "+"}${size}`;
}

function difference({ f1, baseline }: ComparedClass): number {
  return f1 - baseline;
}
