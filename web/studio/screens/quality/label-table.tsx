import type { LabelSetEvaluation } from "../../../../src/index.ts";
import { count, percent } from "../../../shared/numbers.ts";
import { TableFrame } from "../../parts/table-frame.tsx";

const share = (value: number | null) => (value === null ? "–" : percent(value));

/** Lists the figures of each label, the lowest F1 first. */
export function LabelTable({ evaluation }: { readonly evaluation: LabelSetEvaluation }) {
  const sorted = [...evaluation.labels].sort((one, other) => (one.f1 ?? 2) - (other.f1 ?? 2));
  return (
    <section class="card stack">
      <h2>Labels</h2>
      <TableFrame label="Figures of the labels">
        <table class="numbers">
          <thead>
            <tr>
              <th scope="col">Label</th>
              <th scope="col">Texts</th>
              <th scope="col">Precision</th>
              <th scope="col">Recall</th>
              <th scope="col">F1</th>
            </tr>
          </thead>
          <tbody>
            {sorted.map(({ label, support, precision, recall, f1 }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{count(support)}</td>
                <td>{share(precision)}</td>
                <td>{share(recall)}</td>
                <td>{share(f1)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      <p class="muted small">
        Precision: share of the answers with a label that are right. Recall: share of the texts with a label
        that are answered with it. F1 is high only if both are.
      </p>
    </section>
  );
}
