import type { Signal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { type Correction, correctTexts, giveClass, giveNone } from "./corrections.ts";
import { useShortcuts } from "./keys.ts";
import { classNames, type OpenProject } from "./project.ts";
import type { TextList } from "./text-list.ts";

/** What the keys of a table of texts act on. */
interface TextKeys {
  readonly list: TextList;
  readonly isSuggested: boolean;
  readonly isPicking: Signal<boolean>;
  readonly isExplaining: Signal<boolean>;
}

/** Rows that Page Up and Page Down move by. */
const rowsPerPage = 15;

/** Puts the keys of a table of texts in effect. */
export function useTextShortcuts(project: OpenProject, keys: TextKeys): void {
  const current = useRef(keys);
  const isMany = project.state.value.kind === "multi-label";
  current.current = keys;
  const correct = (correction: Correction) => {
    const { list, isSuggested } = current.current;
    void correctTexts(project, list, correction, isSuggested);
  };
  const move = (by: number) => () => current.current.list.moveTo(current.current.list.active.value + by);
  const extend = (by: number) => () => {
    const { list } = current.current;
    const from = list.active.value;
    list.moveTo(from + by);
    list.selectRange(from, list.active.value);
  };
  useShortcuts("Texts", [
    { keys: ["arrowdown", "j"], does: "Next text", run: move(1) },
    { keys: ["arrowup", "k"], does: "Previous text", run: move(-1) },
    { keys: ["pagedown"], does: "A page down", run: move(rowsPerPage) },
    { keys: ["pageup"], does: "A page up", run: move(-rowsPerPage) },
    { keys: ["home"], does: "First text", run: move(Number.NEGATIVE_INFINITY) },
    { keys: ["end"], does: "Last text", run: move(Number.POSITIVE_INFINITY) },
    {
      keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9"],
      shown: "1 – 9",
      does: isMany
        ? "Give the label with this number, or take it away"
        : "Correct to the class with this number",
      run: ({ key }) => {
        const { list, isSuggested } = current.current;
        const label = classNames.value[Number(key) - 1];
        if (label !== undefined) void giveClass(project, list, label, isSuggested);
      },
    },
    {
      keys: ["0"],
      does: isMany ? "Correct to no label" : "Correct to “none of these”",
      run: () => void giveNone(project, current.current.list, current.current.isSuggested),
    },
    {
      keys: ["c"],
      does: isMany ? "Give or take away a label by its name" : "Correct to a class by its name",
      run: () => {
        current.current.isPicking.value = true;
      },
    },
    { keys: ["a"], does: "Confirm the answer as correct", run: () => correct({ confirm: true }) },
    { keys: ["backspace", "delete"], does: "Take the correction away", run: () => correct({ clear: true }) },
    {
      keys: ["space", "x"],
      does: "Select the text",
      run: () => {
        const { list } = current.current;
        if (list.activeText !== undefined) list.toggle(list.activeText.id);
      },
    },
    { keys: ["shift+arrowdown"], does: "Select downwards", run: extend(1) },
    { keys: ["shift+arrowup"], does: "Select upwards", run: extend(-1) },
    {
      keys: ["enter", "e"],
      does: "Explain the answer",
      run: () => {
        current.current.isExplaining.value = !current.current.isExplaining.value;
      },
    },
    { keys: ["/"], does: "Search", run: () => document.getElementById("text-search")?.focus() },
    {
      keys: ["escape"],
      does: "Close the explanation, end the selection",
      run: () => {
        if (current.current.isExplaining.value) current.current.isExplaining.value = false;
        else current.current.list.clearSelection();
      },
    },
  ]);
}
