import { useEffect, useId, useRef } from "preact/hooks";
import type { StudioClass } from "../../../../src/studio/contract.ts";
import { ClassKey } from "../../parts/class-name.tsx";
import { Icon } from "../../parts/icon.tsx";
import { attemptChange } from "../../state/change-order.ts";
import type { ClassDraft } from "../../state/class-draft.ts";
import { attempt, connection } from "../../state/connection.ts";
import { undoAction } from "../../state/corrections.ts";
import { notify } from "../../state/notices.ts";
import { possibleParents } from "../../state/possible-parents.ts";
import type { OpenProject } from "../../state/project.ts";
import { plural } from "../../state/words.ts";
import { Findings, problemsOf } from "./findings.tsx";

interface ClassEditorProps {
  readonly project: OpenProject;
  readonly stored: StudioClass;
  /** Place among the classes that texts are answered with; undefined for a class above others. */
  readonly keyIndex: number | undefined;
  readonly draft: ClassDraft;
  readonly onClose: () => void;
  /** Called with the id of a class that was added below. */
  readonly onAdded: (id: number) => void;
}

const states = {
  stored: "Stored",
  typing: "…",
  storing: "Storing …",
  unsent: "Not stored yet; it is stored when the studio answers again.",
  invalid: "Not stored.",
} as const;

/** Edits one class. What is typed is stored after a pause, and the texts are answered again. */
export function ClassEditor({ project, stored, keyIndex, draft, onClose, onAdded }: ClassEditorProps) {
  const id = useId();
  const description = useRef<HTMLTextAreaElement>(null);
  useEffect(() => draft.follow(stored), [draft, stored]);
  useEffect(() => description.current?.focus(), []);
  useEffect(() => () => void draft.store(), [draft]);
  const isConnected = connection.value === "open";
  useEffect(() => {
    if (isConnected && draft.state.peek() === "unsent") void draft.store();
  }, [isConnected, draft]);
  const { name, description: text } = draft.fields.value;
  const isTreePossible = project.state.value.kind === "single-label";
  return (
    <div class="class-card is-open">
      <div class="class-line">
        {keyIndex !== undefined && <ClassKey index={keyIndex} />}
        <input
          class="field class-name-field"
          aria-label="Name of the class"
          maxLength={200}
          value={name}
          onInput={(event) => draft.type({ name: event.currentTarget.value })}
        />
        <button
          type="button"
          class="button quiet square"
          aria-label="Close"
          title="Close (Esc)"
          onClick={onClose}
        >
          <Icon name="check" />
        </button>
      </div>
      <textarea
        ref={description}
        class="field"
        rows={5}
        aria-label={`Description of ${name}`}
        aria-describedby={`${id}state`}
        placeholder="What belongs here? Write as you would tell a new colleague, with a few typical words."
        maxLength={20_000}
        value={text}
        onInput={(event) => draft.type({ description: event.currentTarget.value })}
        onKeyDown={(event) => event.key === "Escape" && onClose()}
      />
      <p id={`${id}state`} class={draft.problem.value ? "bad small" : "muted small class-state"}>
        {draft.problem.value ?? states[draft.state.value]}
      </p>
      <Conflict draft={draft} />
      <Findings problems={problemsOf(project.findings.value, stored.path)} />
      {stored.labels > 0 && keyIndex === undefined && (
        <p class="small warning">
          {plural(stored.labels, "label")} of this class itself are not learned from; give these texts one of
          the classes below.
        </p>
      )}
      {isTreePossible && <ParentChoice project={project} stored={stored} draft={draft} />}
      <ClassActions
        project={project}
        stored={stored}
        draft={draft}
        onAdded={isTreePossible ? onAdded : undefined}
      />
    </div>
  );
}

function Conflict({ draft }: { readonly draft: ClassDraft }) {
  const stored = draft.conflict.value;
  if (stored === undefined) return null;
  return (
    <div class="conflict" role="alert">
      <p>Another tab changed this class. What you typed is still above; this is stored:</p>
      <blockquote>
        <strong>{stored.name}</strong> {stored.description}
      </blockquote>
      <div class="row">
        <button type="button" class="button" onClick={() => draft.resolve("typed")}>
          Store mine
        </button>
        <button type="button" class="button quiet" onClick={() => draft.resolve("stored")}>
          Take the stored one
        </button>
      </div>
    </div>
  );
}

type PartProps = Pick<ClassEditorProps, "project" | "stored">;

function ParentChoice({ project, stored, draft }: PartProps & Pick<ClassEditorProps, "draft">) {
  const choices = possibleParents(project.classes.value, stored.id);
  return (
    <label class="parent-choice small">
      <span>Part of</span>
      <select
        class="field"
        value={draft.fields.value.parent ?? ""}
        onChange={(event) => draft.type({ parent: Number(event.currentTarget.value) || null })}
      >
        <option value="">no other class</option>
        {choices.map(({ id, path }) => (
          <option key={id} value={id}>
            {path}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Returns the classes that are part of the same class, this one included. */
function siblingsOf(classes: readonly StudioClass[], { parent }: StudioClass): readonly StudioClass[] {
  return classes.filter((each) => each.parent === parent);
}

/** @param onAdded absent if no class can be below another one */
function ClassActions({
  project,
  stored,
  draft,
  onAdded,
}: PartProps & Pick<ClassEditorProps, "draft"> & Partial<Pick<ClassEditorProps, "onAdded">>) {
  const { api, classes, orderVersion, reload, readClasses } = project;
  const siblings = siblingsOf(classes.value, stored);
  const place = siblings.findIndex(({ id }) => id === stored.id);
  // The order is read when the move is sent, so that a second click moves the class once more.
  const move = (by: number) =>
    attemptChange(async () => {
      const others = siblingsOf(classes.value, stored);
      const other = others[others.findIndex(({ id }) => id === stored.id) + by];
      if (other === undefined) return;
      const swapped = new Map([
        [stored.id, other.id],
        [other.id, stored.id],
      ]);
      const ids = classes.value.map(({ id }) => swapped.get(id) ?? id);
      await api.orderClasses({ orderVersion: orderVersion.value, ids });
      await readClasses();
    });
  const addBelow = async () => {
    const taken = new Set(classes.value.filter(({ parent }) => parent === stored.id).map(({ name }) => name));
    let name = "New class";
    for (let number = 2; taken.has(name); number++) name = `New class ${number}`;
    const added = await attemptChange(() => api.addClass({ name, parent: stored.id }));
    if (added === undefined) return;
    await attempt(reload);
    onAdded?.(added.class.id);
  };
  const remove = async () => {
    // What was typed last is stored first, so that undo brings it back, too.
    await draft.store();
    if ((await attemptChange(() => api.removeClass(stored.id, draft.version))) === undefined) return;
    notify(`The class “${stored.name}” and its labels were removed.`, { action: undoAction(project) });
  };
  return (
    <div class="row class-actions">
      {onAdded && (
        <button type="button" class="button quiet" onClick={addBelow}>
          <Icon name="plus" />
          Class below
        </button>
      )}
      <button type="button" class="button quiet" disabled={place === 0} onClick={() => move(-1)}>
        Move up
      </button>
      <button
        type="button"
        class="button quiet"
        disabled={place === siblings.length - 1}
        onClick={() => move(1)}
      >
        Move down
      </button>
      <button type="button" class="button quiet danger" onClick={remove}>
        <Icon name="trash" />
        Remove
      </button>
    </div>
  );
}
