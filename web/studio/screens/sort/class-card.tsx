import type { StudioClass } from "../../../../src/studio/contract.ts";
import { count } from "../../../shared/numbers.ts";
import { ClassKey } from "../../parts/class-name.tsx";
import { Icon } from "../../parts/icon.tsx";
import type { ClassDraft } from "../../state/class-draft.ts";
import type { OpenProject } from "../../state/project.ts";
import { ClassEditor } from "./class-editor.tsx";
import { problemsOf } from "./findings.tsx";

interface ClassCardProps {
  readonly project: OpenProject;
  readonly stored: StudioClass;
  readonly index: number;
  /** Present if the class is open for editing. */
  readonly draft: ClassDraft | undefined;
  readonly onOpen: () => void;
  readonly onClose: () => void;
}

/** One class: its key, name, number of texts and description. A click opens it for editing. */
export function ClassCard({ project, stored, index, draft, onOpen, onClose }: ClassCardProps) {
  if (draft !== undefined)
    return <ClassEditor project={project} stored={stored} index={index} draft={draft} onClose={onClose} />;
  const problems = problemsOf(project.findings.value, stored.name);
  return (
    <button type="button" class="class-card" aria-expanded="false" onClick={onOpen}>
      <span class="class-line">
        <ClassKey index={index} />
        <strong>{stored.name}</strong>
        {problems.length > 0 && (
          <span class="warning" title={problems[0].message}>
            <Icon name="warning" />
            <span class="visually-hidden">{problems.length} findings</span>
          </span>
        )}
        <span class="class-count">
          {count(stored.texts)}
          <span class="visually-hidden"> texts</span>
        </span>
      </span>
      <span class="class-description">
        {stored.description || "No description yet. Say in a sentence what belongs here."}
      </span>
    </button>
  );
}
