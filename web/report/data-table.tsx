import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useId, useMemo } from "preact/hooks";
import { count } from "../shared/numbers.ts";
import { ordered, type SortOrder } from "./ordered.ts";

/** A column of a table. */
export interface Column<Row> {
  readonly title: string;
  /** What the column is sorted by. A missing value is last. */
  readonly value: (row: Row) => string | number | undefined;
  /** What a cell shows. Default: the value. */
  readonly cell?: (row: Row) => ComponentChildren;
  readonly isNumber?: boolean;
  /** Takes the width that the other columns leave. */
  readonly isWide?: boolean;
}

interface DataTableProps<Row> {
  readonly caption: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  /** The text in which the search finds a row. Default: there is no search. */
  readonly searched?: (row: Row) => string;
  readonly pageSize?: number;
  /** Number of the column that the table is sorted by at first, in ascending order. Default: the order of the rows. */
  readonly sortedBy?: number;
  /** Is called with the rows of the page that is shown, to draw them above the table. */
  readonly above?: (rows: readonly Row[]) => ComponentChildren;
}

/** A table that can be sorted by its columns, searched, and turned page by page. */
export function DataTable<Row>({
  caption,
  rows,
  columns,
  searched,
  pageSize = 20,
  sortedBy,
  above,
}: DataTableProps<Row>) {
  const wanted = useSignal("");
  const order = useSignal<SortOrder | undefined>(
    sortedBy === undefined ? undefined : { column: sortedBy, isDescending: false },
  );
  const page = useSignal(0);
  const id = useId();
  const texts = useMemo(() => searched && rows.map((row) => searched(row).toLowerCase()), [rows, searched]);
  const found = useMemo(() => {
    const needle = wanted.value.trim().toLowerCase();
    const some =
      needle === "" || texts === undefined ? rows : rows.filter((_, i) => texts[i].includes(needle));
    return order.value === undefined ? some : ordered(some, columns[order.value.column].value, order.value);
  }, [rows, columns, texts, wanted.value, order.value]);
  const pages = Math.max(1, Math.ceil(found.length / pageSize));
  const current = Math.min(page.value, pages - 1);
  const shown = found.slice(current * pageSize, (current + 1) * pageSize);
  const sort = (column: number) => {
    const isAgain = order.value?.column === column;
    const first = columns[column].isNumber === true;
    order.value = { column, isDescending: isAgain ? !order.value!.isDescending : first };
    page.value = 0;
  };
  return (
    <div class="data-table">
      {searched && (
        <div class="search">
          <label for={id}>Search</label>
          <input
            id={id}
            type="search"
            value={wanted.value}
            onInput={(event) => {
              wanted.value = event.currentTarget.value;
              page.value = 0;
            }}
          />
          <span class="muted" role="status">
            {count(found.length)} of {count(rows.length)}
          </span>
        </div>
      )}
      {above?.(shown)}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard. */}
      <section class="table-scroll" tabIndex={0} aria-label={`Table: ${caption}`}>
        <table>
          <caption class="visually-hidden">{caption}</caption>
          <thead>
            <tr>
              {columns.map((column, i) => (
                <th key={column.title} scope="col" class={classOf(column)} aria-sort={sortOf(order.value, i)}>
                  <button type="button" onClick={() => sort(i)}>
                    {column.title}
                    <span class="sort-sign" aria-hidden="true">
                      {order.value?.column === i ? (order.value.isDescending ? "▼" : "▲") : ""}
                    </span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, i) => (
              <tr key={current * pageSize + i}>
                {columns.map((column) => (
                  <td key={column.title} class={classOf(column)}>
                    {column.cell ? column.cell(row) : column.value(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {found.length === 0 && <p class="muted">No row matches.</p>}
      {pages > 1 && (
        <nav class="pages" aria-label={`Pages: ${caption}`}>
          <button type="button" disabled={current === 0} onClick={() => (page.value = current - 1)}>
            Previous
          </button>
          <span>
            Page {count(current + 1)} of {count(pages)}
          </span>
          <button type="button" disabled={current === pages - 1} onClick={() => (page.value = current + 1)}>
            Next
          </button>
        </nav>
      )}
    </div>
  );
}

function classOf({ isNumber, isWide }: Pick<Column<never>, "isNumber" | "isWide">): string | undefined {
  return isNumber ? "number" : isWide ? "wide" : undefined;
}

function sortOf(order: SortOrder | undefined, column: number): "ascending" | "descending" | "none" {
  if (order?.column !== column) return "none";
  return order.isDescending ? "descending" : "ascending";
}
