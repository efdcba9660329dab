import { useState } from "preact/hooks";
import type { StudioExample } from "../../../../src/studio/contract.ts";
import { RequestError } from "../../api/request.ts";
import { ClassName } from "../../parts/class-name.tsx";
import { Icon } from "../../parts/icon.tsx";
import { afterLastChange } from "../../state/change-order.ts";
import { report } from "../../state/connection.ts";
import { notify } from "../../state/notices.ts";
import type { OpenProject } from "../../state/project.ts";

interface ExampleRowProps {
  readonly project: OpenProject;
  readonly example: StudioExample;
  readonly onRemove: () => void;
}

/** One generated example. A click edits it. */
export function ExampleRow({ project, example, onRemove }: ExampleRowProps) {
  const [typed, setTyped] = useState<string>();
  const [shown, setShown] = useState(example);
  const newest = example.version > shown.version ? example : shown;
  const store = async () => {
    if (typed === undefined || typed.trim() === newest.text) return setTyped(undefined);
    try {
      const change = { version: newest.version, text: typed.trim() };
      setShown(await afterLastChange(() => project.api.changeExample(newest.id, change)));
      setTyped(undefined);
    } catch (error) {
      if (!(error instanceof RequestError && error.isConflict)) return report(error);
      setShown(error.current as StudioExample);
      notify("Another tab changed this example. What you typed is still here; store it again to replace it.");
    }
    return undefined;
  };
  return (
    <li>
      <span class="row">
        <ClassName label={newest.label} />
        {newest.isEdited && <span class="muted small">edited</span>}
      </span>
      {typed === undefined ? (
        <button
          type="button"
          class="example-text"
          title="Edit"
          dir="auto"
          onClick={() => setTyped(newest.text)}
        >
          {newest.text}
        </button>
      ) : (
        <textarea
          class="field"
          aria-label="Text of the example"
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onBlur={store}
          onKeyDown={(event) => {
            if (event.key === "Escape") setTyped(undefined);
            else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void store();
          }}
        />
      )}
      <button
        type="button"
        class="button quiet square"
        aria-label={`Delete the example “${newest.text.slice(0, 60)}”`}
        onClick={onRemove}
      >
        <Icon name="trash" />
      </button>
    </li>
  );
}
