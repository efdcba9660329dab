import { useMemo } from "preact/hooks";
import type { WrongLabelRow } from "../../../src/report/label-set-report-data.ts";
import type { ReportedRows } from "../../../src/report/report-data.ts";
import { count } from "../../shared/numbers.ts";
import { type Column, DataTable } from "../data-table.tsx";
import { rowColumns } from "../row-columns.tsx";
import { LabelMarks } from "./label-marks.tsx";

const searched = ({ row, id, text, correct, forgotten, added }: WrongLabelRow): string =>
  [row, id, text, ...correct, ...forgotten, ...added].join(" ");

/** All rows whose labels are not exactly right, the surest errors first. */
export function WrongLabelRows({
  wrongRows: { rows, of },
}: {
  readonly wrongRows: ReportedRows<WrongLabelRow>;
}) {
  const columns = useMemo(() => columnsOf(rows), [rows]);
  if (of === 0) return <p>There are none.</p>;
  return (
    <>
      <p>
        {rows.length < of
          ? `The ${count(rows.length)} surest of ${count(of)} errors; pilesort evaluate --errors FILE writes all.`
          : `All ${count(of)} rows, the surest errors first.`}{" "}
        A minus marks a label that is forgotten, a plus one that is added wrongly.
      </p>
      <DataTable caption="Wrong rows" rows={rows} columns={columns} searched={searched} pageSize={25} />
    </>
  );
}

function columnsOf(rows: readonly WrongLabelRow[]): Column<WrongLabelRow>[] {
  return [
    ...rowColumns(rows),
    {
      title: "labels",
      value: ({ forgotten, added }) => forgotten.length + added.length,
      cell: (row) => <LabelMarks {...row} />,
    },
  ];
}
