import type { Correct, StudioText, TextSelection } from "../../../src/studio/contract.ts";
import { count } from "../../shared/numbers.ts";
import { RequestError } from "../api/request.ts";
import { attempt, report } from "./connection.ts";
import { notify, say } from "./notices.ts";
import type { OpenProject } from "./project.ts";
import type { TextList } from "./text-list.ts";

/** What to do with the labels of texts: give one, confirm the answer, or take the correction away. */
export type Correction = Pick<Correct, "label" | "confirm" | "clear">;

/**
 * Corrects the selected texts, or the active one if none is selected.
 * @param isSuggested marks the labels as hard cases
 */
export async function correctTexts(
  project: OpenProject,
  list: TextList,
  correction: Correction,
  isSuggested = false,
): Promise<void> {
  const common = { ...correction, isSuggested };
  if (list.allSelected.value) await correctMany(project, list, { ...common, selection: selectionOf(list) });
  else if (list.selected.value.size > 0)
    await correctMany(project, list, { ...common, ids: [...list.selected.value] });
  else if (list.activeText !== undefined) await correctOne(project, list, list.activeText, common);
}

/** Corrects one text and goes to the next one. If another tab labeled it meanwhile, it shows that label instead. */
async function correctOne(
  { api }: OpenProject,
  list: TextList,
  text: StudioText,
  correction: Omit<Correct, "ids" | "selection">,
): Promise<void> {
  try {
    const { changed } = await api.correct({ ...correction, ids: [text.id], version: text.version });
    list.put(changed);
    if (list.activeText?.id === text.id) list.moveTo(list.active.value + 1);
    say(`${correctionInWords(correction, changed[0])}. Next text: ${list.activeText?.text ?? "none left"}`);
  } catch (error) {
    if (!(error instanceof RequestError && error.isConflict)) return report(error);
    const current = error.current as StudioText;
    list.put([current]);
    const label = current.correction === undefined ? "" : `, now “${nameOfLabel(current.correction)}”`;
    notify(`This text was changed in another tab${label}. Press the key again to change it.`);
  }
}

async function correctMany({ api }: OpenProject, list: TextList, correction: Correct): Promise<void> {
  const done = await attempt(() => api.correct(correction));
  if (done === undefined) return;
  list.put(done.changed);
  list.clearSelection();
  const texts = done.texts === 1 ? "1 text" : `${count(done.texts)} texts`;
  notify(`${texts}: ${correctionInWords(correction)}.`, {
    action: { label: "Undo", run: () => void attempt(() => api.undo()) },
  });
}

function selectionOf(list: TextList): TextSelection {
  const { filter, class: classId, from, to, search } = list.query.value;
  return { filter, class: classId, from, to, search };
}

function correctionInWords({ label, confirm, clear }: Correction, text?: StudioText): string {
  if (clear) return "correction removed";
  if (confirm)
    return text ? `answer “${nameOfLabel(text.correction ?? null)}” confirmed` : "answers confirmed";
  return `corrected to “${nameOfLabel(label ?? null)}”`;
}

/** Returns the name that people see of a label; null is "none of these". */
export function nameOfLabel(label: string | null): string {
  return label ?? "none of these";
}

/** Takes back the latest change, or does it again. */
export async function undoOrRedo({ api }: OpenProject, which: "undo" | "redo"): Promise<void> {
  const done = await attempt(() => api[which]());
  if (done !== undefined) notify(`${which === "undo" ? "Undone" : "Done again"}: ${done.action}`);
}
