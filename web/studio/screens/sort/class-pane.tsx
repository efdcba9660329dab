import { useSignal } from "@preact/signals";
import { useMemo, useRef, useState } from "preact/hooks";
import type { StudioClass } from "../../../../src/studio/contract.ts";
import { Icon } from "../../parts/icon.tsx";
import { useVirtualRows } from "../../parts/virtual-rows.ts";
import { ClassDraft } from "../../state/class-draft.ts";
import { matchingNames } from "../../state/matching-names.ts";
import type { OpenProject } from "../../state/project.ts";
import { AddClass } from "./add-class.tsx";
import { AnswerSettings } from "./answer-settings.tsx";
import { ClassCard } from "./class-card.tsx";

/** Number of classes from which the list can be searched. */
const searchFrom = 12;
/** Height in pixels of a closed card, as a first estimate. */
const cardHeight = 78;

/** Lists the classes of the project and edits them. */
export function ClassPane({ project }: { readonly project: OpenProject }) {
  const opened = useSignal<number | undefined>(undefined);
  const [search, setSearch] = useState("");
  const [drafts] = useState(() => new Map<number, ClassDraft>());
  const scroller = useRef<HTMLDivElement>(null);
  const classes = project.classes.value;
  const shown = useMemo(() => classesNamed(classes, search), [classes, search]);
  const rows = useVirtualRows({
    count: shown.length,
    rowHeight: cardHeight,
    scroller: () => scroller.current,
    keyOf: (index) => shown[index]?.id ?? index,
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
              style={{ transform: `translateY(${start}px)` }}
            >
              <ClassCard
                project={project}
                stored={shown[index]}
                index={classes.indexOf(shown[index])}
                draft={opened.value === shown[index].id ? draftOf(shown[index]) : undefined}
                onOpen={() => openOnly(shown[index].id)}
                onClose={() => openOnly(undefined)}
              />
            </div>
          ))}
        </div>
        <AddClass
          project={project}
          onAdded={(id) => {
            setSearch("");
            openOnly(id);
          }}
        />
      </div>
    </section>
  );
}

function classesNamed(classes: readonly StudioClass[], search: string): readonly StudioClass[] {
  if (search.trim() === "") return classes;
  const byName = new Map(classes.map((each) => [each.name, each]));
  return matchingNames([...byName.keys()], search).flatMap((name) => byName.get(name) ?? []);
}
