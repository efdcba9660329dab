import { useMemo } from "preact/hooks";
import type { ReportedRows, ShownText, WrongRow } from "../../src/report/report-data.ts";
import { count, percent } from "../shared/numbers.ts";
import { type Column, DataTable } from "./data-table.tsx";
import { ClassName, shownText } from "./visible.tsx";

interface WrongRowsProps {
  readonly wrongRows: ReportedRows<WrongRow>;
  readonly labels: readonly (string | null)[];
}

/** All wrong answers with id and text, the surest first. */
export function WrongRows({ wrongRows: { rows, of }, labels }: WrongRowsProps) {
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
          ? `The ${count(rows.length)} surest of ${count(of)} wrong answers; pilesort evaluate --errors FILE writes all.`
          : `All ${count(of)} wrong answers, the surest first.`}
      </p>
      <DataTable caption="Wrong answers" rows={rows} columns={columns} searched={searched} pageSize={25} />
    </>
  );
}

function columnsOf(rows: readonly WrongRow[], labels: readonly (string | null)[]): Column<WrongRow>[] {
  const all: (Column<WrongRow> & { readonly isUsed: boolean })[] = [
    { title: "row", value: ({ row }) => row, isNumber: true, isUsed: true },
    {
      title: "id",
      value: ({ id }) => id,
      cell: ({ id }) => id !== undefined && shownText(id),
      isUsed: rows.some(({ id }) => id !== undefined),
    },
    {
      title: "text",
      value: ({ text }) => text,
      cell: (row) => <RowText row={row} />,
      isWide: true,
      isUsed: rows.some(({ text }) => text !== undefined),
    },
    {
      title: "true class",
      value: ({ truth }) => labels[truth] ?? "",
      cell: ({ truth }) => <ClassName label={labels[truth]} />,
      isUsed: true,
    },
    {
      title: "answer",
      value: ({ prediction }) => labels[prediction] ?? "",
      cell: ({ prediction }) => <ClassName label={labels[prediction]} />,
      isUsed: true,
    },
    {
      title: "probability",
      value: ({ probability }) => probability,
      cell: ({ probability }) => probability !== undefined && percent(probability),
      isNumber: true,
      isUsed: rows.some(({ probability }) => probability !== undefined),
    },
  ];
  return all.filter(({ isUsed }) => isUsed);
}

/** Number of characters of a text that are shown before it is opened. */
const shortLength = 240;

/** A text of a row. A long one is opened on demand. */
export function RowText({ row: { text = "", cut = 0 } }: { readonly row: ShownText }) {
  const rest = cut > 0 ? ` … (${count(cut)} more characters)` : "";
  if (text.length <= shortLength) {
    return (
      <>
        {shownText(text)}
        {rest}
      </>
    );
  }
  return (
    <details class="long-text">
      <summary>
        {shownText(text.slice(0, shortLength))}
        <span class="muted"> … ({count(text.length + cut)} characters)</span>
      </summary>
      {shownText(text.slice(shortLength))}
      {rest}
    </details>
  );
}
