import { useSignal } from "@preact/signals";
import { useState } from "preact/hooks";
import { giveClass } from "../state/corrections.ts";
import { classNames, type OpenProject } from "../state/project.ts";
import type { TextList } from "../state/text-list.ts";
import { useTextShortcuts } from "../state/text-shortcuts.ts";
import { ClassPicker } from "./class-picker.tsx";
import { SelectionBar } from "./selection-bar.tsx";
import { TextDetail } from "./text-detail.tsx";
import { TextTable } from "./text-table.tsx";

interface TextWorkProps {
  readonly project: OpenProject;
  readonly list: TextList;
  /** Whether the texts were suggested, so that their labels are marked as hard cases. Default: false. */
  readonly isSuggested?: boolean;
}

/** A table of texts with all that can be done with them: correct, select, explain, pin. */
export function TextWork({ project, list, isSuggested = false }: TextWorkProps) {
  const isPicking = useSignal(false);
  const isExplaining = useSignal(false);
  const set = (which: typeof isPicking, to: boolean) => () => {
    which.value = to;
  };
  useTextShortcuts(project, { list, isSuggested, isPicking, isExplaining });
  const shared = { project, list, isSuggested, onPick: set(isPicking, true) };
  return (
    <>
      <SelectionBar {...shared} />
      <div class="text-area">
        <TextTable list={list} onOpen={set(isExplaining, true)} />
        {isExplaining.value && <TextDetail {...shared} onClose={set(isExplaining, false)} />}
      </div>
      {isPicking.value && <LabelPicker {...shared} onClose={set(isPicking, false)} />}
    </>
  );
}

function LabelPicker({
  project,
  list,
  isSuggested,
  onClose,
}: Required<TextWorkProps> & { readonly onClose: () => void }) {
  // The dialog covers the rows, which can move below it.
  const [opened] = useState(() => performance.now());
  return (
    <ClassPicker
      title={project.state.value.kind === "multi-label" ? "Which label?" : "Correct to which class?"}
      names={classNames.value}
      onClose={onClose}
      onPick={(label) => {
        onClose();
        void giveClass(project, list, label, isSuggested, opened);
      }}
    />
  );
}
