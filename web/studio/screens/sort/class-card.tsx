import { count } from "../../../shared/numbers.ts";
import { ClassKey } from "../../parts/class-name.tsx";
import { Icon } from "../../parts/icon.tsx";
import type { ClassDraft } from "../../state/class-draft.ts";
import type { TreeRow } from "../../state/class-tree.ts";
import { partsOfPath } from "../../state/labels.ts";
import type { OpenProject } from "../../state/project.ts";
import { plural } from "../../state/words.ts";
import { ClassEditor } from "./class-editor.tsx";
import { problemsOf } from "./findings.tsx";

interface ClassCardProps {
  readonly project: OpenProject;
  readonly row: TreeRow;
  /** Place among the classes that texts are answered with; undefined for a class above others. */
  readonly keyIndex: number | undefined;
  /** Whether the classes above are named, because they are not in view. */
  readonly showsPath: boolean;
  /** Present if the class is open for editing. */
  readonly draft: ClassDraft | undefined;
  readonly onOpen: () => void;
  readonly onClose: () => void;
  /** Shows or hides the classes below. */
  readonly onToggle: () => void;
  /** Called with the id of a class that was added below. */
  readonly onAdded: (id: number) => void;
}

/** One class: its key, name, number of texts and description. A click opens it for editing. */
export function ClassCard(props: ClassCardProps) {
  const { project, row, keyIndex, showsPath, draft, onOpen, onClose, onAdded } = props;
  const { stored, texts } = row;
  if (draft !== undefined)
    return (
      <ClassEditor
        project={project}
        stored={stored}
        keyIndex={keyIndex}
        draft={draft}
        onClose={onClose}
        onAdded={onAdded}
      />
    );
  const problems = problemsOf(project.findings.value, stored.path);
  const { above } = partsOfPath(stored.path);
  return (
    <div class={row.below > 0 ? "class-branch" : undefined}>
      <Chevron {...props} />
      <button type="button" class="class-card" aria-expanded="false" onClick={onOpen}>
        <span class="class-line">
          {keyIndex !== undefined && <ClassKey index={keyIndex} />}
          <strong>{stored.name}</strong>
          {above !== undefined && <span class="visually-hidden">, part of {above}</span>}
          {problems.length > 0 && (
            <span class="warning" title={problems[0].message}>
              <Icon name="warning" />
              <span class="visually-hidden">{problems.length} findings</span>
            </span>
          )}
          <span class="class-count">
            {count(texts)}
            <span class="visually-hidden"> texts</span>
          </span>
        </span>
        <span class="class-description">
          {showsPath && above !== undefined && <span class="class-above">{above}: </span>}
          {stored.description || missingDescription(row)}
        </span>
      </button>
    </div>
  );
}

function missingDescription({ below }: TreeRow): string {
  if (below === 0) return "No description yet. Say in a sentence what belongs here.";
  return `${plural(below, "class", "classes")} below. A description here helps all of them.`;
}

function Chevron({ row: { stored, below, isOpen }, onToggle }: ClassCardProps) {
  if (below === 0) return null;
  return (
    <button
      type="button"
      class={isOpen ? "chevron" : "chevron is-closed"}
      aria-expanded={isOpen}
      aria-label={`Classes below “${stored.name}”`}
      onClick={onToggle}
    >
      <Icon name="chevron" />
    </button>
  );
}
