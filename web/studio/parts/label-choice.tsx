import type { Label } from "../../../src/studio/contract.ts";
import { classNames, type OpenProject } from "../state/project.ts";
import { Icon } from "./icon.tsx";

interface LabelChoiceProps {
  readonly project: OpenProject;
  /** What is chosen, for screen readers. */
  readonly name: string;
  readonly label: Label;
  readonly onChange: (label: Label) => void;
}

/** Stands for "none of these" in the choice of a class; no class has an empty name. */
const noneChoice = "";

/** Chooses a label: one class or none, or several classes if texts may have several. */
export function LabelChoice({ project, name, label, onChange }: LabelChoiceProps) {
  const names = classNames.value;
  const chosen = Array.isArray(label) ? label : undefined;
  const isMany = project.state.value.kind === "multi-label";
  return (
    <>
      {isMany &&
        chosen?.map((each) => (
          <button
            key={each}
            type="button"
            class="chip chip-button"
            aria-label={`Remove “${each}”`}
            onClick={() => onChange(chosen.filter((other) => other !== each))}
          >
            {each}
            <Icon name="close" />
          </button>
        ))}
      <select
        class="field select"
        aria-label={name}
        value={isMany ? noneChoice : ((label as string | null) ?? noneChoice)}
        onChange={(event) => {
          const { value } = event.currentTarget;
          if (!isMany) return onChange(value === noneChoice ? null : value);
          event.currentTarget.value = noneChoice;
          return value === noneChoice ? undefined : onChange([...(chosen ?? []), value]);
        }}
      >
        {isMany && <option value={noneChoice}>{chosen?.length ? "Add a label …" : "No label"}</option>}
        {names
          .filter((each) => !chosen?.includes(each))
          .map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        {!isMany && <option value={noneChoice}>none of these</option>}
      </select>
    </>
  );
}
