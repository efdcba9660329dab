import { count } from "../../shared/numbers.ts";
import { correctTexts, giveNone } from "../state/corrections.ts";
import type { OpenProject } from "../state/project.ts";
import type { TextList } from "../state/text-list.ts";
import { plural } from "../state/words.ts";

interface SelectionBarProps {
  readonly project: OpenProject;
  readonly list: TextList;
  readonly isSuggested: boolean;
  /** Opens the choice of a class. */
  readonly onPick: () => void;
}

/** Says how many texts are selected and what can be done with them. Absent if none is selected. */
export function SelectionBar({ project, list, isSuggested, onPick }: SelectionBarProps) {
  const isAll = list.allSelected.value;
  const total = list.total.value ?? 0;
  const selected = isAll ? total : list.selected.value.size;
  if (selected === 0) return null;
  const isMany = project.state.value.kind === "multi-label";
  const correct = (what: { confirm?: boolean; clear?: boolean }) => () =>
    void correctTexts(project, list, what, isSuggested);
  return (
    <div class="selection-bar" role="region" aria-label="Selection">
      <strong>{plural(selected, "text")} selected</strong>
      {!isAll && selected < total && !isSuggested && (
        <button
          type="button"
          class="button quiet"
          onClick={() => {
            list.allSelected.value = true;
          }}
        >
          Select all {count(total)}
        </button>
      )}
      <button type="button" class="button primary" onClick={onPick}>
        {isMany ? "Add or take a label …" : "Correct to …"}
      </button>
      <button type="button" class="button" onClick={correct({ confirm: true })}>
        Confirm the answers
      </button>
      <button type="button" class="button" onClick={() => giveNone(project, list, isSuggested)}>
        {isMany ? "No label" : "None of these"}
      </button>
      <button type="button" class="button quiet" onClick={correct({ clear: true })}>
        Remove corrections
      </button>
      <button type="button" class="button quiet" onClick={() => list.clearSelection()}>
        Cancel
      </button>
    </div>
  );
}
