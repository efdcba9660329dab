import { useEffect, useState } from "preact/hooks";
import type { ProjectState, TextCounts, TextFilter } from "../../../../src/studio/contract.ts";
import { count } from "../../../shared/numbers.ts";
import { Icon } from "../../parts/icon.tsx";
import { treeRows } from "../../state/class-tree.ts";
import type { OpenProject } from "../../state/project.ts";
import type { ListQuery, TextList } from "../../state/text-list.ts";

const filters: readonly { readonly filter: TextFilter & keyof TextCounts; readonly name: string }[] = [
  { filter: "all", name: "All" },
  { filter: "unsure", name: "Unsure" },
  { filter: "inner", name: "Sure of a higher class only" },
  { filter: "none", name: "None of these" },
  { filter: "changed", name: "Changed" },
  { filter: "corrected", name: "Corrected" },
  { filter: "disagreeing", name: "Differs from label" },
  { filter: "unlabeled", name: "No label" },
  { filter: "hard", name: "Hard cases" },
];

/** Milliseconds without a key press after which a search starts. */
const searchPause = 150;

interface TextToolbarProps {
  readonly project: OpenProject;
  readonly list: TextList;
  readonly onImport: () => void;
  readonly onSuggest: () => void;
}

/** Search, filters and order of the texts. */
export function TextToolbar({ project, list, onImport, onSuggest }: TextToolbarProps) {
  const { counts, answers, kind } = project.state.value;
  const { filter = "all" } = list.query.value;
  return (
    <header class="text-toolbar">
      <div class="row">
        <Search list={list} />
        <ClassFilter project={project} list={list} />
        <Order list={list} />
        <span class="toolbar-end">
          <button
            type="button"
            class="button"
            title="Shows the texts whose labels teach the model most"
            onClick={onSuggest}
          >
            What to label next
          </button>
          <button type="button" class="button quiet" onClick={onImport}>
            <Icon name="plus" />
            Texts
          </button>
        </span>
      </div>
      <div class="filters" role="group" aria-label="Filter">
        {filters
          .filter((each) => counts[each.filter] > 0 || each.filter === filter || each.filter === "all")
          .map((each) => (
            <button
              key={each.filter}
              type="button"
              class="filter"
              aria-pressed={each.filter === filter}
              onClick={() => list.ask({ filter: each.filter })}
            >
              {nameOf(each, kind)} <span class="muted">{count(counts[each.filter])}</span>
            </button>
          ))}
      </div>
      {answers.problem && <p class="toolbar-note">{answers.problem}</p>}
    </header>
  );
}

function nameOf({ filter, name }: (typeof filters)[number], kind: ProjectState["kind"]): string {
  if (kind === "single-label") return name;
  return filter === "none" ? "No label given" : filter === "unlabeled" ? "Not labeled" : name;
}

function Search({ list }: { readonly list: TextList }) {
  const [typed, setTyped] = useState(list.query.value.search ?? "");
  useEffect(() => {
    if (typed === (list.query.peek().search ?? "")) return undefined;
    const timer = setTimeout(() => list.ask({ search: typed || undefined }), searchPause);
    return () => clearTimeout(timer);
  }, [typed, list]);
  return (
    <span class="search">
      <Icon name="search" />
      <input
        id="text-search"
        class="field"
        type="search"
        aria-label="Search texts"
        placeholder="Search texts  /"
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
      />
    </span>
  );
}

const noneClosed: ReadonlySet<number> = new Set();

function ClassFilter({ project, list }: Pick<TextToolbarProps, "project" | "list">) {
  return (
    <select
      class="field select"
      aria-label="Answered with the class"
      value={list.query.value.class ?? ""}
      onChange={(event) => list.ask({ class: Number(event.currentTarget.value) || undefined })}
    >
      <option value="">All classes</option>
      {treeRows(project.classes.value, noneClosed).map(({ stored: { id, name }, level, texts }) => (
        <option key={id} value={id}>
          {"\u2003".repeat(level)}
          {name} ({count(texts)})
        </option>
      ))}
    </select>
  );
}

const orders: readonly (Pick<ListQuery, "sort" | "descending"> & { readonly name: string })[] = [
  { name: "As imported", sort: "number", descending: false },
  { name: "Least certain first", sort: "probability", descending: false },
  { name: "Most certain first", sort: "probability", descending: true },
  { name: "Closest runner-up first", sort: "margin", descending: false },
  { name: "Most like none first", sort: "none", descending: true },
  { name: "By class", sort: "prediction", descending: false },
  { name: "By text", sort: "text", descending: false },
];

function Order({ list }: { readonly list: TextList }) {
  const { sort = "number", descending = false } = list.query.value;
  const chosen = orders.findIndex((each) => each.sort === sort && each.descending === descending);
  return (
    <select
      class="field select"
      aria-label="Order"
      value={chosen}
      onChange={(event) => {
        const { sort: next, descending: down } = orders[Number(event.currentTarget.value)];
        list.ask({ sort: next, descending: down });
      }}
    >
      {chosen < 0 && <option value={-1}>Other order</option>}
      {orders.map(({ name }, i) => (
        <option key={name} value={i}>
          {name}
        </option>
      ))}
    </select>
  );
}
