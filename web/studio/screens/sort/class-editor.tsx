import { useEffect, useId, useRef } from "preact/hooks";
import type { StudioClass } from "../../../../src/studio/contract.ts";
import { ClassKey } from "../../parts/class-name.tsx";
import { Icon } from "../../parts/icon.tsx";
import type { ClassDraft } from "../../state/class-draft.ts";
import { attempt, connection } from "../../state/connection.ts";
import { notify } from "../../state/notices.ts";
import { possibleParents } from "../../state/possible-parents.ts";
import type { OpenProject } from "../../state/project.ts";
import { Findings, problemsOf } from "./findings.tsx";

interface ClassEditorProps {
  readonly project: OpenProject;
  readonly stored: StudioClass;
  readonly index: number;
  readonly draft: ClassDraft;
  readonly onClose: () => void;
}

const states = {
  stored: "Stored",
  typing: "…",
  storing: "Storing …",
  unsent: "Not stored yet; it is stored when the studio answers again.",
  invalid: "Not stored.",
} as const;

/** Edits one class. What is typed is stored after a pause, and the texts are answered again. */
export function ClassEditor({ project, stored, index, draft, onClose }: ClassEditorProps) {
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
  return (
    <div class="class-card is-open">
      <div class="class-line">
        <ClassKey index={index} />
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
      <Findings problems={problemsOf(project.findings.value, stored.name)} />
      <ParentChoice project={project} stored={stored} draft={draft} />
      <ClassActions project={project} stored={stored} index={index} />
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
        {choices.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function ClassActions({ project, stored, index }: PartProps & { readonly index: number }) {
  const { api, classes, orderVersion } = project;
  const all = classes.value;
  const move = async (by: number) => {
    const ids = all.map(({ id }) => id);
    ids.splice(index, 1);
    ids.splice(index + by, 0, stored.id);
    await attempt(() => api.orderClasses({ orderVersion: orderVersion.value, ids }));
  };
  const remove = async () => {
    if ((await attempt(() => api.removeClass(stored.id, stored.version))) === undefined) return;
    notify(`The class “${stored.name}” and its labels were removed.`, {
      action: { label: "Undo", run: () => void attempt(() => api.undo()) },
    });
  };
  return (
    <div class="row class-actions">
      <button type="button" class="button quiet" disabled={index === 0} onClick={() => move(-1)}>
        Move up
      </button>
      <button type="button" class="button quiet" disabled={index === all.length - 1} onClick={() => move(1)}>
        Move down
      </button>
      <button type="button" class="button quiet danger" onClick={remove}>
        <Icon name="trash" />
        Remove
      </button>
    </div>
  );
}
