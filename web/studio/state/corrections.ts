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

/** Corrections of single texts are sent one after the other, so that each knows the version that the last one made. */
let lastSent: Promise<void> = Promise.resolve();

/** Shows the label of one text and goes to the next one at once, while the studio stores it. */
function correctOne(
  project: OpenProject,
  list: TextList,
  text: StudioText,
  correction: Omit<Correct, "ids" | "selection">,
): Promise<void> {
  const shown = withCorrection(text, correction);
  list.put([shown]);
  list.moveTo(list.active.value + 1);
  say(`${correctionInWords(correction, shown)}. Next text: ${list.activeText?.text ?? "none left"}`);
  lastSent = lastSent.then(() => storeOne(project, list, text, correction));
  return lastSent;
}

/** Stores the label of one text. If another tab labeled it meanwhile, it shows that label instead. */
async function storeOne(
  { api }: OpenProject,
  list: TextList,
  text: StudioText,
  correction: Omit<Correct, "ids" | "selection">,
): Promise<void> {
  try {
    const { version } = list.find(text.id) ?? text;
    const { changed } = await api.correct({ ...correction, ids: [text.id], version });
    list.put(changed);
  } catch (error) {
    list.put([text]);
    if (!(error instanceof RequestError && error.isConflict)) return report(error);
    const current = error.current as StudioText;
    list.put([current]);
    const label = current.correction === undefined ? "" : `, now “${nameOfLabel(current.correction)}”`;
    notify(
      `The text “${current.text.slice(0, 60)}” was changed in another tab${label}. Correct it again to change it.`,
    );
  }
}

function withCorrection(text: StudioText, { label, confirm, clear }: Correction): StudioText {
  const { correction: _, ...uncorrected } = text;
  if (clear) return uncorrected;
  return { ...text, correction: confirm ? answerOf(text) : (label ?? null) };
}

/** Returns the class that a text is answered with; null for "none of these". */
function answerOf({ outcome, prediction }: StudioText): string | null {
  return outcome === "none" ? null : prediction;
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
