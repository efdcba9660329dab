/** How a table is sorted. */
export interface SortOrder {
  readonly column: number;
  readonly isDescending: boolean;
}

/** Sorts rows by a value. Rows without a value are last, and rows with equal values keep their order. */
export function ordered<Row>(
  rows: readonly Row[],
  sortedBy: (row: Row) => string | number | undefined,
  { isDescending }: Pick<SortOrder, "isDescending">,
): Row[] {
  const sign = isDescending ? -1 : 1;
  return rows
    .map((row) => ({ row, value: sortedBy(row) }))
    .sort((a, b) => {
      if (a.value === undefined || b.value === undefined) {
        return Number(a.value === undefined) - Number(b.value === undefined);
      }
      return sign * compare(a.value, b.value);
    })
    .map(({ row }) => row);
}

const collator = new Intl.Collator("en", { numeric: true });

function compare(a: string | number, b: string | number): number {
  return typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a), String(b));
}
