import type { LabelMistake } from "../../../src/evaluation/label-sets/label-set-evaluation.ts";
import type { LabelSetReportData } from "../../../src/report/label-set-report-data.ts";
import { count, percent } from "../../shared/numbers.ts";
import { type Column, DataTable } from "../data-table.tsx";
import { ClassName } from "../visible.tsx";

function columnsOf(title: string, among: string): readonly Column<LabelMistake>[] {
  return [
    { title, value: ({ label }) => label, cell: ({ label }) => <ClassName label={label} />, isWide: true },
    {
      title: "in rows with",
      value: (each) => each.with ?? "",
      cell: (each) => (each.with === null ? <em>no label</em> : <ClassName label={each.with} />),
    },
    { title: "times", value: (each) => each.count, cell: (each) => count(each.count), isNumber: true },
    { title: among, value: ({ of }) => of, cell: ({ of }) => count(of), isNumber: true },
    {
      title: "share",
      value: (each) => each.count / Math.max(each.of, 1),
      cell: (each) => percent(each.count / Math.max(each.of, 1)),
      isNumber: true,
    },
  ];
}

const forgottenColumns = columnsOf("forgotten label", "rows with both");
const addedColumns = columnsOf("added label", "rows without it");
const searched = (each: LabelMistake): string => `${each.label} ${each.with ?? "(no label)"}`;

/** Labels that are forgotten, and labels that are added wrongly, by the true labels of the same rows. */
export function LabelMistakes({ evaluation: { forgotten, added } }: Pick<LabelSetReportData, "evaluation">) {
  return (
    <>
      <h3>Forgotten</h3>
      <p>Labels that are true and not answered, in rows that also have another label.</p>
      <Mistakes caption="Forgotten labels" rows={forgotten} columns={forgottenColumns} />
      <h3>Added</h3>
      <p>Labels that are answered and not true, by the true labels of the row.</p>
      <Mistakes caption="Added labels" rows={added} columns={addedColumns} />
    </>
  );
}

interface MistakesProps {
  readonly caption: string;
  readonly rows: readonly LabelMistake[];
  readonly columns: readonly Column<LabelMistake>[];
}

function Mistakes(props: MistakesProps) {
  if (props.rows.length === 0) return <p class="muted">There are none.</p>;
  return <DataTable {...props} searched={searched} pageSize={10} />;
}
