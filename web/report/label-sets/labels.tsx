import { useCallback } from "preact/hooks";
import type { LabelFigures } from "../../../src/evaluation/label-sets/label-set-evaluation.ts";
import type { LabelSetReportData } from "../../../src/report/label-set-report-data.ts";
import { labelBars } from "../../plots/label-bars.ts";
import { count, percent } from "../../shared/numbers.ts";
import { Plotted } from "../../shared/plotted.tsx";
import { type Column, DataTable } from "../data-table.tsx";
import { percentRange } from "../ranges.ts";
import { ClassName } from "../visible.tsx";

const share = (
  title: string,
  figureOf: (figures: LabelFigures) => number | null | undefined,
): Column<LabelFigures> => ({
  title,
  value: (figures) => figureOf(figures) ?? undefined,
  cell: (figures) => {
    const value = figureOf(figures) ?? undefined;
    return value === undefined ? "–" : percent(value);
  },
  isNumber: true,
});

const columns: readonly Column<LabelFigures>[] = [
  {
    title: "label",
    value: ({ label }) => label,
    cell: ({ label }) => <ClassName label={label} />,
    isWide: true,
  },
  share("F1", ({ f1 }) => f1),
  {
    title: "95 % interval",
    value: ({ intervals }) => intervals?.f1?.lower,
    cell: ({ intervals }) => percentRange(intervals?.f1),
    isNumber: true,
  },
  share("precision", ({ precision }) => precision),
  share("recall", ({ recall }) => recall),
  share("average precision", ({ averagePrecision }) => averagePrecision),
  share("calibration error", ({ calibrationError }) => calibrationError),
  share("threshold", ({ threshold }) => threshold),
  { title: "rows", value: ({ support }) => support, cell: ({ support }) => count(support), isNumber: true },
  {
    title: "answers",
    value: ({ answered }) => answered,
    cell: ({ answered }) => count(answered),
    isNumber: true,
  },
];

const searched = ({ label }: LabelFigures): string => label;

/** Figures per label: bars, and a table of the same page. */
export function Labels({ data: { evaluation, labelCount } }: { readonly data: LabelSetReportData }) {
  const { labels } = evaluation;
  const hasThresholds = labels.some(({ threshold }) => threshold !== undefined);
  const shown = columns.filter(({ title }) => hasThresholds || title !== "threshold");
  return (
    <>
      <p>
        <strong>Precision</strong>: of the texts that get the label, how many have it. <strong>Recall</strong>
        : of the texts that have the label, how many get it. <strong>F1</strong> is their harmonic mean.{" "}
        <strong>Average precision</strong> says how well the probability ranks the texts: if it is much higher
        than F1, another threshold would help.
        {labels.length < labelCount &&
          ` Shown are the ${count(labels.length)} of ${count(labelCount)} labels with the lowest F1.`}
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
        <span>
          <i class="sign-tick" /> average precision
        </span>
        {hasThresholds && (
          <span>
            <i class="sign-triangle" /> threshold
          </span>
        )}
      </p>
      <DataTable
        caption="Figures per label"
        rows={labels}
        columns={shown}
        searched={searched}
        sortedBy={1}
        above={(rows) => <Bars labels={rows} />}
      />
    </>
  );
}

function Bars({ labels }: { readonly labels: readonly LabelFigures[] }) {
  const draw = useCallback((width: number) => labelBars(labels, { width }), [labels]);
  return labels.length > 0 ? <Plotted draw={draw} /> : null;
}
