import { useEffect, useId, useRef } from "preact/hooks";
import { say } from "../state/notices.ts";
import { openProject } from "../state/project.ts";
import { rowHeight } from "../state/row-height.ts";
import type { ListQuery, TextList } from "../state/text-list.ts";
import { TextRow } from "./text-row.tsx";
import { useVirtualRows } from "./virtual-rows.ts";

interface TextTableProps {
  readonly list: TextList;
  /** Opens the explanation of the active text. */
  readonly onOpen: () => void;
}

/** Shows texts and their answers. Only the rows in view exist in the page. */
export function TextTable({ list, onOpen }: TextTableProps) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const total = list.total.value ?? 0;
  const rows = useVirtualRows({ count: total, rowHeight: rowHeight.value, scroller: () => scroller.current });
  const items = rows.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => list.show(first, last), [list, first, last]);
  useFollowActive(list, (index) => rows.scrollToIndex(index, { align: "auto" }));
  return (
    <div
      ref={scroller}
      class={openProject.value?.state.value.kind === "multi-label" ? "text-table has-chips" : "text-table"}
      role="grid"
      tabIndex={0}
      aria-label="Texts and answers"
      aria-rowcount={total + 1}
      aria-multiselectable="true"
      aria-activedescendant={total > 0 ? `${id}${list.active.value}` : undefined}
    >
      <HeadRow list={list} />
      <div class="spacer" role="rowgroup" style={{ height: `${rows.getTotalSize()}px` }}>
        {items.map(({ index, start }) => (
          <TextRow
            key={index}
            id={`${id}${index}`}
            list={list}
            index={index}
            start={start}
            onOpen={() => {
              list.moveTo(index);
              onOpen();
            }}
          />
        ))}
      </div>
      {list.total.value === 0 && <p class="muted no-texts">No text is like this. Choose another filter.</p>}
    </div>
  );
}

/** Scrolls to the active row when it changes, but not when the table opens. */
function useFollowActive(list: TextList, scrollTo: (index: number) => void): void {
  const active = list.active.value;
  const isFirst = useRef(true);
  useEffect(() => {
    if (!isFirst.current) scrollTo(active);
    isFirst.current = false;
  }, [active]);
}

type Sort = NonNullable<ListQuery["sort"]>;

const columns: readonly { readonly name: string; readonly sort: Sort }[] = [
  { name: "Text", sort: "text" },
  { name: "Answer", sort: "prediction" },
  { name: "Probability", sort: "probability" },
  { name: "Runner-up", sort: "margin" },
];

function HeadRow({ list }: { readonly list: TextList }) {
  const { sort, descending } = list.query.value;
  const sortBy = (next: Sort) => {
    // The third click on a column returns to the order of import.
    if (sort !== next) list.ask({ sort: next, descending: false });
    else if (!descending) list.ask({ descending: true });
    else list.ask({ sort: "number", descending: false });
    say("The texts are sorted.");
  };
  return (
    <div class="text-row text-head" role="row" aria-rowindex={1}>
      <span role="columnheader" class="cell-check">
        <span class="visually-hidden">Selected</span>
      </span>
      {columns.map((column) => (
        <span
          key={column.sort}
          role="columnheader"
          class={`cell-${column.sort}`}
          aria-sort={sort !== column.sort ? "none" : descending ? "descending" : "ascending"}
        >
          <button type="button" onClick={() => sortBy(column.sort)}>
            {column.name}
            {sort === column.sort && <span aria-hidden="true">{descending ? " ↓" : " ↑"}</span>}
          </button>
        </span>
      ))}
    </div>
  );
}
