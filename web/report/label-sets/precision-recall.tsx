import { useSignal } from "@preact/signals";
import { useCallback, useId } from "preact/hooks";
import type {
  LabelFigures,
  PrecisionRecallPoint,
} from "../../../src/evaluation/label-sets/label-set-evaluation.ts";
import type { LabelSetReportData } from "../../../src/report/label-set-report-data.ts";
import { nameOf } from "../../plots/draw.ts";
import { precisionRecallPlot } from "../../plots/precision-recall.ts";
import { percent } from "../../shared/numbers.ts";
import { Plotted } from "../../shared/plotted.tsx";
import { type Column, DataTable } from "../data-table.tsx";
import { visible } from "../visible.tsx";

const columns: readonly Column<PrecisionRecallPoint>[] = [
  {
    title: "threshold",
    value: ({ threshold }) => threshold,
    cell: ({ threshold }) => threshold.toFixed(3),
    isNumber: true,
  },
  {
    title: "precision",
    value: ({ precision }) => precision,
    cell: ({ precision }) => percent(precision),
    isNumber: true,
  },
  { title: "recall", value: ({ recall }) => recall, cell: ({ recall }) => percent(recall), isNumber: true },
];

/** Maximum number of characters of a name in the list of labels. */
const listedCharacters = 60;

/** Precision against recall for all thresholds: of all labels together, and of one that is chosen. */
export function PrecisionRecall({ evaluation }: Pick<LabelSetReportData, "evaluation">) {
  const { curve, microPrecision, microRecall } = evaluation;
  const id = useId();
  const chosen = useSignal("");
  const labels = evaluation.labels.filter((each) => each.curve.length > 0);
  const label = chosen.value === "" ? undefined : labels[Number(chosen.value)];
  const draw = useCallback(
    (width: number) => {
      const all = { points: curve, now: { precision: microPrecision, recall: microRecall } };
      return precisionRecallPlot(all, label && { points: label.curve, now: nowOf(label) }, { width });
    },
    [curve, microPrecision, microRecall, label],
  );
  return (
    <>
      <p>
        A lower threshold finds more of the true labels, and more of the answered ones are wrong. The dot is
        where the thresholds in use are.
      </p>
      <div class="dial">
        <label for={id}>Label</label>
        <select
          id={id}
          value={chosen.value}
          onChange={(event) => {
            chosen.value = event.currentTarget.value;
          }}
        >
          <option value="">all labels together</option>
          {labels.map(({ label: name }, i) => (
            <option key={name} value={String(i)}>
              {visible(nameOf(name)).slice(0, listedCharacters)}
            </option>
          ))}
        </select>
        {label && <output for={id}>{sentenceOf(label)}</output>}
      </div>
      <Plotted draw={draw} />
      <details>
        <summary>The same as a table</summary>
        <DataTable
          caption="Precision and recall per threshold"
          rows={(label ?? evaluation).curve}
          columns={columns}
        />
      </details>
      <p class="muted">
        <code>pilesort classify --precision</code> chooses thresholds for a wanted precision with 90 %
        confidence.
      </p>
    </>
  );
}

function nowOf({ precision, recall }: LabelFigures) {
  return precision === null || recall === null ? undefined : { precision, recall };
}

function sentenceOf({ threshold, precision, recall }: LabelFigures): string {
  const from = threshold === undefined ? "" : `The threshold is ${threshold.toFixed(3)}. `;
  const shown = (value: number | null) => (value === null ? "not defined" : percent(value));
  return `${from}Precision ${shown(precision)}, recall ${shown(recall)}.`;
}
