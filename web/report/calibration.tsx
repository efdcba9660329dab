import { useCallback } from "preact/hooks";
import type { ReliabilityBin } from "../../src/evaluation/calibration-error.ts";
import type { ReportedEvaluation } from "../../src/report/report-data.ts";
import { reliabilityPlot } from "../plots/reliability.ts";
import { count, percent } from "../shared/numbers.ts";
import { Plotted } from "../shared/plotted.tsx";
import { type Column, DataTable } from "./data-table.tsx";
import { percentRange } from "./ranges.ts";

const columns: readonly Column<ReliabilityBin>[] = [
  {
    title: "probability",
    value: ({ lower }) => lower,
    cell: ({ lower, upper }) => `${lower.toFixed(2)} to ${upper.toFixed(2)}`,
  },
  {
    title: "mean",
    value: (bin) => bin.meanProbability,
    cell: (bin) => percent(bin.meanProbability),
    isNumber: true,
  },
  { title: "correct", value: (bin) => bin.accuracy, cell: (bin) => percent(bin.accuracy), isNumber: true },
  {
    title: "95 % interval",
    value: (bin) => bin.interval?.lower,
    cell: (bin) => percentRange(bin.interval),
    isNumber: true,
  },
  { title: "answers", value: (bin) => bin.count, cell: (bin) => count(bin.count), isNumber: true },
];

/** The reliability diagram, with its table. */
export function Calibration({ evaluation }: { readonly evaluation: ReportedEvaluation }) {
  const { reliability, meanProbability, accuracy } = evaluation;
  return (
    <>
      <p>
        Of the answers with a probability of 80 %, 80 % should be correct: then the points lie on the dashed
        line. Points above it are better than they say, points below it worse.
        {meanProbability !== undefined &&
          ` Here the mean probability is ${percent(meanProbability)}, and ${percent(accuracy)} are correct.`}
      </p>
      <ReliabilityDiagram bins={reliability} />
    </>
  );
}

/** The diagram, and the same as a table. */
export function ReliabilityDiagram({ bins }: { readonly bins: readonly ReliabilityBin[] }) {
  const draw = useCallback((width: number) => reliabilityPlot(bins, { width }), [bins]);
  return (
    <>
      <Plotted draw={draw} />
      <details>
        <summary>The same as a table</summary>
        <DataTable
          caption="Calibration per probability"
          rows={bins.filter((bin) => bin.count > 0)}
          columns={columns}
        />
      </details>
    </>
  );
}
