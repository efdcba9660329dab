import type { ProjectSummary } from "../../../../src/studio/contract.ts";
import { count } from "../../../shared/numbers.ts";
import { studioApi } from "../../api/studio-api.ts";
import { Icon } from "../../parts/icon.tsx";
import { addressOf } from "../../state/addresses.ts";
import { attempt } from "../../state/connection.ts";
import { notify } from "../../state/notices.ts";
import { dateAndTime, plural } from "../../state/words.ts";

interface ProjectCardProps {
  readonly project: ProjectSummary;
  readonly onChanged: () => Promise<void>;
}

/** One project of the list. */
export function ProjectCard({ project, onChanged }: ProjectCardProps) {
  const { id, name } = project;
  const remove = async () => {
    await attempt(() => studioApi.remove(id));
    await onChanged();
    notify(`“${name}” is in the bin.`, {
      action: { label: "Restore", run: () => void attempt(() => studioApi.restore(id)).then(onChanged) },
    });
  };
  return (
    <li class="card project-card">
      <a href={addressOf({ at: "project", project: id, screen: "sort" })}>
        <strong>{name}</strong>
        <span class="muted">
          {plural(project.texts, "text")} · {plural(project.classes, "class", "classes")} ·{" "}
          <span class="whole">{count(project.corrections)} corrected</span>
        </span>
        <span class="muted small">Changed {dateAndTime(project.changed)}</span>
      </a>
      <button
        type="button"
        class="button quiet square"
        aria-label={`Move “${name}” to the bin`}
        title="Move to the bin"
        onClick={remove}
      >
        <Icon name="trash" />
      </button>
    </li>
  );
}
