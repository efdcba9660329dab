import { useSignal } from "@preact/signals";
import { useCallback, useId } from "preact/hooks";
import type { CoveragePoint } from "../../src/evaluation/coverage-curve.ts";
import { coveragePlot } from "../plots/coverage.ts";
import { percent } from "../shared/numbers.ts";
import { Plotted } from "../shared/plotted.tsx";
import { type Column, DataTable } from "./data-table.tsx";
import { pointOfPrecision } from "./precision-cost.ts";
import { percentRange } from "./ranges.ts";

/** Precisions of the table. */
const precisions = [0.8, 0.85, 0.9, 0.95, 0.97, 0.98, 0.99, 1];

interface Price {
  readonly precision: number;
  readonly point: CoveragePoint | undefined;
}

const columns: readonly Column<Price>[] = [
  {
    title: "wanted precision",
    value: (price) => price.precision,
    cell: (price) => `${Math.round(100 * price.precision)} %`,
    isNumber: true,
  },
  {
    title: "texts answered",
    value: ({ point }) => point?.coverage,
    cell: ({ point }) => (point ? percent(point.coverage) : "cannot be reached"),
    isNumber: true,
  },
  {
    title: "correct among them",
    value: ({ point }) => point?.accuracy,
    cell: ({ point }) => point && percent(point.accuracy),
    isNumber: true,
  },
  {
    title: "95 % interval",
    value: ({ point }) => point?.interval?.lower,
    cell: ({ point }) => percentRange(point?.interval),
    isNumber: true,
  },
  {
    title: "threshold",
    value: ({ point }) => point?.threshold,
    cell: ({ point }) => point?.threshold.toFixed(3),
    isNumber: true,
  },
];

/** The precision of the answers against the share of texts that get one, with a dial. */
export function Coverage({ points }: { readonly points: readonly CoveragePoint[] }) {
  const wanted = useSignal(95);
  const id = useId();
  const point = pointOfPrecision(points, wanted.value / 100);
  const threshold = point?.threshold;
  const draw = useCallback(
    (width: number) => coveragePlot(points, { width, threshold }),
    [points, threshold],
  );
  return (
    <>
      <p>
        If only answers with a probability of at least a threshold are given, fewer texts get an answer, and
        more of the answers are correct.
      </p>
      <div class="dial">
        <label for={id}>Wanted precision</label>
        <input
          id={id}
          type="range"
          min="50"
          max="100"
          step="1"
          value={wanted.value}
          onInput={(event) => {
            wanted.value = Number(event.currentTarget.value);
          }}
        />
        <output for={id}>
          <strong>{wanted.value} %</strong>{" "}
          {point
            ? `costs ${percent(1 - point.coverage)} of the texts: ${percent(point.coverage)} get an answer (threshold ${point.threshold.toFixed(2)}).`
            : "cannot be reached with any threshold."}
        </output>
      </div>
      <Plotted draw={draw} />
      <details>
        <summary>The same as a table</summary>
        <DataTable
          caption="What a precision costs"
          rows={precisions.map((precision) => ({ precision, point: pointOfPrecision(points, precision) }))}
          columns={columns}
        />
      </details>
      <p class="muted">
        The thresholds are chosen on these rows, so new texts may fall a little short of the precision.{" "}
        <code>pilesort classify --precision</code> chooses one with 90 % confidence.
      </p>
    </>
  );
}
