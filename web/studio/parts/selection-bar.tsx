import { count } from "../../shared/numbers.ts";
import { correctTexts } from "../state/corrections.ts";
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
  const correct = (what: { confirm?: boolean; clear?: boolean; label?: null }) => () =>
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
        Correct to …
      </button>
      <button type="button" class="button" onClick={correct({ confirm: true })}>
        Confirm the answers
      </button>
      <button type="button" class="button" onClick={correct({ label: null })}>
        None of these
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
