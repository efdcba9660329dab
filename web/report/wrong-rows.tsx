import { useMemo } from "preact/hooks";
import type { ReportedRows, WrongRow } from "../../src/report/report-data.ts";
import { count, percent } from "../shared/numbers.ts";
import { type Column, DataTable } from "./data-table.tsx";
import { rowColumns } from "./row-columns.tsx";
import { ClassName } from "./visible.tsx";

interface WrongRowsProps {
  readonly wrongRows: ReportedRows<WrongRow>;
  readonly labels: readonly (string | null)[];
  /** What the rows are, in words. */
  readonly what: string;
}

/** All wrong answers with id and text, the surest first. */
export function WrongRows({ wrongRows: { rows, of }, labels, what }: WrongRowsProps) {
  const columns = useMemo(() => columnsOf(rows, labels), [rows, labels]);
  const searched = useMemo(
    () =>
      ({ row, id, text, truth, prediction }: WrongRow): string =>
        [row, id, text, labels[truth] ?? "(none)", labels[prediction] ?? "(none)"].join(" "),
    [labels],
  );
  if (of === 0) return <p>There are none.</p>;
  return (
    <>
      <p>
        {rows.length < of
          ? `The ${count(rows.length)} surest of ${count(of)} ${what}; pilesort evaluate --errors FILE writes all.`
          : `All ${count(of)} ${what}, the surest first.`}
      </p>
      <DataTable caption={what} rows={rows} columns={columns} searched={searched} pageSize={25} />
    </>
  );
}

const probabilityColumn: Column<WrongRow> = {
  title: "probability",
  value: ({ probability }) => probability,
  cell: ({ probability }) => probability !== undefined && percent(probability),
  isNumber: true,
};

function columnsOf(rows: readonly WrongRow[], labels: readonly (string | null)[]): Column<WrongRow>[] {
  const hasProbabilities = rows.some(({ probability }) => probability !== undefined);
  return [
    ...rowColumns(rows),
    {
      title: "true class",
      value: ({ truth }) => labels[truth] ?? "",
      cell: ({ truth }) => <ClassName label={labels[truth]} />,
    },
    {
      title: "answer",
      value: ({ prediction }) => labels[prediction] ?? "",
      cell: ({ prediction }) => <ClassName label={labels[prediction]} />,
    },
    ...(hasProbabilities ? [probabilityColumn] : []),
  ];
}
