import { useState } from "preact/hooks";
import type { Evaluation } from "../../../../src/index.ts";
import { count, percent } from "../../../shared/numbers.ts";
import { TableFrame } from "../../parts/table-frame.tsx";
import { nameOfLabel } from "../../state/labels.ts";

/** Rows that are shown at first; with thousands of classes a longer table is slow. */
const firstRows = 25;

/** Lists the figures of each class, the lowest F1 first. */
export function ClassTable({ evaluation }: { readonly evaluation: Evaluation }) {
  const [isAll, setAll] = useState(false);
  const sorted = [...evaluation.classes].sort((one, other) => one.f1 - other.f1);
  const shown = isAll ? sorted : sorted.slice(0, firstRows);
  return (
    <section class="card stack">
      <h2>Classes</h2>
      <TableFrame label="Figures of the classes">
        <table class="numbers">
          <thead>
            <tr>
              <th scope="col">Class</th>
              <th scope="col" title="Texts with this label">
                Texts
              </th>
              <th scope="col" title="Share of the answers with this class that are right">
                Precision
              </th>
              <th scope="col" title="Share of the texts of this class that are answered with it">
                Recall
              </th>
              <th scope="col" title="The harmonic mean of precision and recall">
                F1
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ label, support, precision, recall, f1 }) => (
              <tr key={label}>
                <th scope="row">{nameOfLabel(label)}</th>
                <td>{count(support)}</td>
                <td>{percent(precision)}</td>
                <td>{percent(recall)}</td>
                <td>{percent(f1)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      <p class="muted small">
        Precision: share of the answers with a class that are right. Recall: share of the texts of a class
        that are answered with it. F1 is high only if both are.
      </p>
      {!isAll && sorted.length > firstRows && (
        <div>
          <button type="button" class="button" onClick={() => setAll(true)}>
            Show all {count(sorted.length)} classes
          </button>
        </div>
      )}
    </section>
  );
}
