import { useState } from "preact/hooks";
import type { Version } from "../../../../src/studio/contract.ts";
import { count, percent } from "../../../shared/numbers.ts";
import { Icon } from "../../parts/icon.tsx";
import { attemptChange } from "../../state/change-order.ts";
import type { OpenProject } from "../../state/project.ts";
import { bytes, dateAndTime, plural } from "../../state/words.ts";

interface VersionRowProps {
  readonly project: OpenProject;
  readonly version: Version;
  /** Whether it is chosen to be compared. */
  readonly isChosen: boolean;
  readonly onChoose: () => void;
  readonly onRestore: () => void;
  readonly onRemove: () => void;
  readonly onRenamed: () => void;
}

/** One version: its name, what it was made from, and what can be done with it. */
export function VersionRow(props: VersionRowProps) {
  const { project, version, isChosen, onChoose, onRestore, onRemove, onRenamed } = props;
  const { id, name, isCurrent } = version;
  const [typed, setTyped] = useState<string>();
  const rename = async () => {
    if (typed === undefined) return;
    const wanted = typed.trim();
    setTyped(undefined);
    if (wanted === "" || wanted === name) return;
    await attemptChange(() => project.api.renameVersion(id, wanted));
    onRenamed();
  };
  return (
    <li class="version">
      <input type="checkbox" aria-label={`Compare “${name}”`} checked={isChosen} onChange={onChoose} />
      <div class="version-body">
        <div class="row">
          {typed === undefined ? (
            <button type="button" class="version-name" title="Rename" onClick={() => setTyped(name)}>
              {name}
            </button>
          ) : (
            <input
              class="field"
              aria-label="Name of the version"
              value={typed}
              onInput={(event) => setTyped(event.currentTarget.value)}
              onBlur={rename}
              onKeyDown={(event) => {
                if (event.key === "Enter") void rename();
                else if (event.key === "Escape") setTyped(undefined);
              }}
            />
          )}
          {isCurrent && <span class="badge">current</span>}
          {version.isTuned && <span class="badge">fine-tuned</span>}
        </div>
        <p class="muted small">{detailsOf(version)}</p>
        {version.verdict && <p class="small">{version.verdict}</p>}
      </div>
      <div class="version-actions">
        <a class="button" href={project.api.exportAddress("model.zip", id)} download>
          <Icon name="download" />
          Model
        </a>
        {!isCurrent && (
          <>
            <button type="button" class="button" onClick={onRestore}>
              Return to it
            </button>
            <button
              type="button"
              class="button quiet square"
              aria-label={`Delete the version “${name}”`}
              onClick={onRemove}
            >
              <Icon name="trash" />
            </button>
          </>
        )}
      </div>
    </li>
  );
}

function detailsOf({ created, classes, labels, examples, heldOutAccuracy, bytes: size }: Version): string {
  return [
    dateAndTime(created),
    plural(classes, "class", "classes"),
    `${count(labels)} labels`,
    examples > 0 && `${count(examples)} generated examples`,
    heldOutAccuracy !== undefined && `${percent(heldOutAccuracy)} right on held-out texts`,
    bytes(size),
  ]
    .filter(Boolean)
    .join(" · ");
}
