import { useState } from "preact/hooks";
import { Icon } from "../../parts/icon.tsx";
import { attemptChange } from "../../state/change-order.ts";
import { attempt } from "../../state/connection.ts";
import { notify } from "../../state/notices.ts";
import type { OpenProject } from "../../state/project.ts";
import { useOneAtATime } from "../../state/use-one-at-a-time.ts";

interface AddClassProps {
  readonly project: OpenProject;
  readonly onAdded: (id: number) => void;
}

/** Adds a class by its name, or classes from a file. */
export function AddClass({ project: { api, reload }, onAdded }: AddClassProps) {
  const [name, setName] = useState("");
  const [add, isAdding] = useOneAtATime(async () => {
    const added = await attemptChange(() => api.addClass({ name }));
    if (added === undefined) return;
    setName("");
    await attempt(reload);
    onAdded(added.class.id);
  });
  const importFile = async (file: File | undefined) => {
    if (file === undefined) return;
    const source = await file.text();
    if ((await attemptChange(() => api.importClasses({ source }))) === undefined) return;
    await attempt(reload);
    notify(`The classes of “${file.name}” were added.`);
  };
  return (
    <form
      class="add-class"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <input
        class="field"
        aria-label="Name of a new class"
        placeholder="Name of a new class"
        maxLength={200}
        value={name}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <button type="submit" class="button" disabled={name.trim() === "" || isAdding}>
        <Icon name="plus" />
        Add
      </button>
      <label
        class="button quiet file-button"
        title="A file of classes: YAML or JSON with names and descriptions"
      >
        Add from a file
        <input
          type="file"
          class="visually-hidden"
          accept=".yaml,.yml,.json"
          onChange={(event) => importFile(event.currentTarget.files?.[0])}
        />
      </label>
    </form>
  );
}
