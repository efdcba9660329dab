import type { ShownText } from "../../src/report/report-data.ts";
import { count } from "../shared/numbers.ts";
import type { Column } from "./data-table.tsx";
import { shownText } from "./visible.tsx";

/** A row of the evaluated data. */
interface IdentifiedRow extends ShownText {
  readonly row: number;
  readonly id?: string;
}

/** Returns the columns that say which row it is: its number, and its id and text if some row has one. */
export function rowColumns<Row extends IdentifiedRow>(rows: readonly Row[]): Column<Row>[] {
  const all: (Column<Row> & { readonly isUsed: boolean })[] = [
    { title: "row", value: ({ row }) => row, isNumber: true, isUsed: true },
    {
      title: "id",
      value: ({ id }) => id,
      cell: ({ id }) =>
        id !== undefined && <span class={id.length <= 16 ? "unbroken" : undefined}>{shownText(id)}</span>,
      isUsed: rows.some(({ id }) => id !== undefined),
    },
    {
      title: "text",
      value: ({ text }) => text,
      cell: (row) => <RowText row={row} />,
      isWide: true,
      isUsed: rows.some(({ text }) => text !== undefined),
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
