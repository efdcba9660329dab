import { useSignal } from "@preact/signals";
import { useMemo, useRef, useState } from "preact/hooks";
import type { StudioClass } from "../../../../src/studio/contract.ts";
import { Icon } from "../../parts/icon.tsx";
import { useVirtualRows } from "../../parts/virtual-rows.ts";
import { ClassDraft } from "../../state/class-draft.ts";
import { closedAtFirst, idsAbove, type TreeRow, treeRows } from "../../state/class-tree.ts";
import { matchingNames } from "../../state/matching-names.ts";
import { answerClasses, type OpenProject, openProject } from "../../state/project.ts";
import { AddClass } from "./add-class.tsx";
import { AnswerSettings } from "./answer-settings.tsx";
import { ClassCard } from "./class-card.tsx";

/** Number of classes from which the list can be searched. */
const searchFrom = 12;
/** Height in pixels of a closed card, as a first estimate. */
const cardHeight = 78;
/** Pixels that each level of the tree is moved to the right, and the level from which it is not moved further. */
const [indent, deepestIndent] = [16, 6];

/** Lists the classes of the project and edits them. */
export function ClassPane({ project }: { readonly project: OpenProject }) {
  const opened = useSignal<number | undefined>(undefined);
  const [search, setSearch] = useState("");
  const [drafts] = useState(() => new Map<number, ClassDraft>());
  const scroller = useRef<HTMLDivElement>(null);
  const classes = project.classes.value;
  const tree = useClosedClasses(classes);
  const shown = useMemo(
    () => (search.trim() === "" ? treeRows(classes, tree.closed) : rowsNamed(classes, search)),
    [classes, search, tree.closed],
  );
  const keys = useMemo(
    () => new Map(answerClasses.value.map(({ id }, index) => [id, index])),
    [answerClasses.value],
  );
  const rows = useVirtualRows({
    count: shown.length,
    rowHeight: cardHeight,
    scroller: () => scroller.current,
    keyOf: (index) => shown[index]?.stored.id ?? index,
  });
  const draftOf = (each: StudioClass) => {
    const draft = drafts.get(each.id) ?? new ClassDraft(project.api, each);
    drafts.set(each.id, draft);
    return draft;
  };
  const openOnly = (id: number | undefined) => {
    if (opened.value !== undefined) void drafts.get(opened.value)?.store();
    opened.value = id;
  };
  const openAdded = (id: number) => {
    setSearch("");
    tree.reveal(id);
    openOnly(id);
  };
  return (
    <section class="pane left-pane" aria-label="Classes">
      <header class="pane-head">
        <h2>Classes</h2>
        <AnswerSettings project={project} />
      </header>
      {classes.length >= searchFrom && (
        <div class="search class-search">
          <Icon name="search" />
          <input
            class="field"
            type="search"
            aria-label="Search classes"
            placeholder={`Search ${classes.length} classes`}
            value={search}
            onInput={(event) => setSearch(event.currentTarget.value)}
          />
        </div>
      )}
      <div ref={scroller} class="class-scroller">
        {classes.length === 0 && (
          <p class="muted hint-text">
            A class is one of the answers, for example “Refund”. Write two or more, each with a sentence or a
            paragraph that says what belongs to it.
          </p>
        )}
        <div class="spacer" role="list" style={{ height: `${rows.getTotalSize()}px` }}>
          {rows.getVirtualItems().map(({ index, start, key }) => (
            <div
              key={key}
              ref={(element) => rows.measureElement(element)}
              data-index={index}
              class="virtual"
              role="listitem"
              style={{
                transform: `translateY(${start}px)`,
                paddingLeft: `${Math.min(shown[index].level, deepestIndent) * indent}px`,
              }}
            >
              <ClassCard
                project={project}
                row={shown[index]}
                keyIndex={keys.get(shown[index].stored.id)}
                showsPath={search.trim() !== ""}
                draft={opened.value === shown[index].stored.id ? draftOf(shown[index].stored) : undefined}
                onOpen={() => openOnly(shown[index].stored.id)}
                onClose={() => openOnly(undefined)}
                onToggle={() => tree.toggle(shown[index].stored.id)}
                onAdded={openAdded}
              />
            </div>
          ))}
        </div>
        <AddClass project={project} onAdded={openAdded} />
      </div>
    </section>
  );
}

/** Which classes of the tree are closed. They are kept while the project is open. */
function useClosedClasses(classes: readonly StudioClass[]) {
  const [closed, setClosed] = useState<ReadonlySet<number>>(() => closedAtFirst(classes));
  const toggle = (id: number) =>
    setClosed((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  const reveal = (id: number) => {
    const above = idsAbove(openProject.value?.classes.value ?? [], id);
    setClosed((before) => new Set([...before].filter((each) => !above.includes(each))));
  };
  return { closed, toggle, reveal };
}

/** Lists the classes whose path has what was typed, without their tree. */
function rowsNamed(classes: readonly StudioClass[], search: string): readonly TreeRow[] {
  const byPath = new Map(classes.map((each) => [each.path, each]));
  return matchingNames([...byPath.keys()], search).flatMap((path) => {
    const stored = byPath.get(path);
    return stored === undefined ? [] : [{ stored, level: 0, below: 0, isOpen: true, texts: stored.texts }];
  });
}
