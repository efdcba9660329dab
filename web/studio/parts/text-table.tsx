import { useEffect, useId, useRef } from "preact/hooks";
import { say } from "../state/notices.ts";
import { openProject } from "../state/project.ts";
import { rowHeight } from "../state/row-height.ts";
import type { ListQuery, TextList } from "../state/text-list.ts";
import { showsBefore, TextRow } from "./text-row.tsx";
import { useVirtualRows } from "./virtual-rows.ts";

interface TextTableProps {
  readonly list: TextList;
  /** Opens the explanation of the active text. */
  readonly onOpen: () => void;
}

/** Height in pixels of the head row, which covers the rows below it. It must equal the height in text-table.css. */
const headHeight = 34;

/** Shows texts and their answers. Only the rows in view exist in the page. */
export function TextTable({ list, onOpen }: TextTableProps) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const total = list.total.value ?? 0;
  const rows = useVirtualRows({
    count: total,
    rowHeight: rowHeight.value,
    scroller: () => scroller.current,
    headHeight,
  });
  const items = rows.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => list.show(first, last), [list, first, last]);
  const scrollTo = (index: number) => rows.scrollToIndex(index, { align: "auto" });
  useEffectOfChange(list.active.value, () => scrollTo(list.active.value));
  useEffectOfChange(list.query.value, () => scrollTo(0));
  return (
    <div
      ref={scroller}
      class={tableClass(list)}
      role="grid"
      tabIndex={0}
      aria-label="Texts and answers"
      aria-rowcount={total + 1}
      aria-multiselectable="true"
      aria-busy={list.isWaiting.value}
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

function tableClass(list: TextList): string {
  const { kind, isTree } = openProject.value?.state.value ?? {};
  return [
    "text-table",
    list.isWaiting.value && "is-waiting",
    kind === "multi-label" && "has-chips",
    isTree && "is-tree",
    showsBefore(list) && "shows-before",
  ]
    .filter(Boolean)
    .join(" ");
}

/** Runs an effect when a value changes, but not when the table opens. */
function useEffectOfChange(value: unknown, effect: () => void): void {
  const isFirst = useRef(true);
  useEffect(() => {
    if (!isFirst.current) effect();
    isFirst.current = false;
  }, [value]);
}

type Sort = NonNullable<ListQuery["sort"]>;

const columns: readonly { readonly name: string; readonly sort: Sort }[] = [
  { name: "Text", sort: "text" },
  { name: "Answer", sort: "prediction" },
  { name: "Probability", sort: "probability" },
];
const runnerUp: (typeof columns)[number] = { name: "Runner-up", sort: "margin" };

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
      {[...columns, ...(showsBefore(list) ? [] : [runnerUp])].map((column) => (
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
      {showsBefore(list) && (
        <span role="columnheader" class="cell-margin">
          Before
        </span>
      )}
    </div>
  );
}
