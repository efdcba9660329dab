import type { Correct, StudioText, TextSelection, Undone } from "../../../src/studio/contract.ts";
import { count } from "../../shared/numbers.ts";
import { RequestError } from "../api/request.ts";
import { afterLastChange, attemptChange } from "./change-order.ts";
import { attempt, report } from "./connection.ts";
import { hasLabel, labelShown, labelsShown, nameOfLabel, toggled } from "./labels.ts";
import { type Notice, notify, say, undoLabel } from "./notices.ts";
import type { OpenProject } from "./project.ts";
import type { TextList } from "./text-list.ts";

/** What to do with the labels of texts: give one, toggle one of several, confirm the answer, or take the correction away. */
export type Correction = Pick<Correct, "label" | "toggle" | "confirm" | "clear">;

/**
 * Corrects the selected texts, or the active one if none is selected.
 * @param isSuggested marks the labels as hard cases
 * @param since when the user began to choose the label, as performance.now() says it
 */
export async function correctTexts(
  project: OpenProject,
  list: TextList,
  correction: Correction,
  isSuggested = false,
  since = performance.now(),
): Promise<void> {
  const common = { ...correction, isSuggested };
  const problem = problemOf(list, since);
  if (problem !== undefined) notify(problem);
  else if (list.allSelected.value)
    await correctMany(project, list, {
      ...common,
      ...shownOf(correction, list.texts),
      selection: selectionOf(list),
    });
  else if (list.selected.value.size > 0) {
    const selected = list.selected.value;
    const texts = list.texts.filter(({ id }) => selected.has(id));
    await correctMany(project, list, { ...common, ...shownOf(correction, texts), ids: [...selected] });
  } else if (list.activeText !== undefined) await correctActive(project, list, list.activeText, common);
}

/** Says why nothing can be corrected: the texts that the user means may not be those that are there. */
function problemOf(list: TextList, since: number): string | undefined {
  const isOne = !list.allSelected.value && list.selected.value.size === 0;
  if (list.isWaiting.value || (isOne && list.activeText === undefined && list.total.value !== 0))
    return "Nothing was corrected: the texts are still being read. Try again when they are shown.";
  if (isOne && list.isReplacedSince(since))
    return "Nothing was corrected: another text has just come to this row. Try again if you mean this one.";
  return undefined;
}

/**
 * Returns the labels that texts show, for a correction that builds on them: the stored answers may be newer than what the user
 * sees. Of texts that were never read, the stored answers count.
 */
function shownOf({ confirm, toggle }: Correction, texts: readonly StudioText[]): Pick<Correct, "shown"> {
  if (!confirm && toggle === undefined) return {};
  return { shown: texts.filter(hasLabel).map((text) => ({ id: text.id, label: labelShown(text) })) };
}

/** Corrects one text. */
function correctActive(
  project: OpenProject,
  list: TextList,
  text: StudioText,
  correction: Omit<Correct, "ids" | "selection">,
): Promise<void> {
  if (!correction.confirm || hasLabel(text))
    return correctOne(project, list, text, { ...correction, ...shownOf(correction, [text]) });
  notify("This text has no answer yet. Confirm it once it has one.");
  return Promise.resolve();
}

/**
 * Gives a class to the selected texts, or to the active one. If texts may have several labels, the class is put beside the
 * others or taken from them, and the active text stays, so that more labels can follow.
 */
export function giveClass(
  project: OpenProject,
  list: TextList,
  name: string,
  isSuggested: boolean,
  since?: number,
): Promise<void> {
  const isOne = project.state.value.kind === "single-label";
  return correctTexts(project, list, isOne ? { label: name } : { toggle: name }, isSuggested, since);
}

/** Says of the selected texts, or of the active one, that they belong to no class. */
export function giveNone(project: OpenProject, list: TextList, isSuggested: boolean): Promise<void> {
  const label = project.state.value.kind === "single-label" ? null : [];
  return correctTexts(project, list, { label }, isSuggested);
}

/** When the answer to the last undo or redo came. It gave texts versions that are known once they are read again. */
let lastUndo = Number.NEGATIVE_INFINITY;

/** Number of corrections of each text that are not stored yet. */
const unstored = new Map<number, number>();

/** Shows the label of one text and goes to the next one at once, while the studio stores it. */
function correctOne(
  project: OpenProject,
  list: TextList,
  text: StudioText,
  correction: Omit<Correct, "ids" | "selection">,
): Promise<void> {
  const shown = withCorrection(text, correction);
  list.put([shown]);
  // More labels may follow.
  const stays = Array.isArray(correction.label) || correction.toggle !== undefined;
  if (!stays) list.moveTo(list.active.value + 1);
  const next = stays ? "" : ` Next text: ${list.activeText?.text ?? "none left"}`;
  say(`${correctionInWords(correction, shown)}.${next}`);
  unstored.set(text.id, (unstored.get(text.id) ?? 0) + 1);
  list.hold(text.id);
  return afterLastChange(() => storeOne(project, list, text, correction));
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
    const known = list.isReadSince(lastUndo) && { version };
    const { changed } = await api.correct({ ...correction, ids: [text.id], ...known });
    putStored(list, changed, ({ id }) => (unstored.get(id) ?? 0) > 1);
  } catch (error) {
    list.put([text]);
    if (!(error instanceof RequestError && error.isConflict)) return report(error);
    const current = error.current as StudioText;
    list.put([current]);
    const label = current.correction === undefined ? "" : `, now “${nameOfLabel(current.correction)}”`;
    notify(
      `The text “${current.text.slice(0, 60)}” was changed in another tab${label}. Correct it again to change it.`,
    );
  } finally {
    unstored.set(text.id, (unstored.get(text.id) ?? 1) - 1);
    list.release(text.id);
  }
}

/** Shows stored texts, but keeps the shown correction of a text of which a later correction is still to be stored. */
function putStored(
  list: TextList,
  stored: readonly StudioText[],
  hasLaterCorrection: (text: StudioText) => boolean,
): void {
  list.put(
    stored.map((text) => {
      const shown = hasLaterCorrection(text) ? list.find(text.id) : undefined;
      return shown === undefined ? text : { ...text, correction: shown.correction };
    }),
  );
}

function withCorrection(text: StudioText, { label, toggle, confirm, clear }: Correction): StudioText {
  const { correction: _, ...uncorrected } = text;
  if (clear) return uncorrected;
  if (toggle !== undefined) return { ...text, correction: toggled(labelsShown(text), toggle) };
  return { ...text, correction: confirm ? labelShown(text) : (label ?? null) };
}

function correctMany(project: OpenProject, list: TextList, correction: Correct): Promise<void> {
  return afterLastChange(() => storeMany(project, list, correction));
}

async function storeMany(project: OpenProject, list: TextList, correction: Correct): Promise<void> {
  const done = await attempt(() => project.api.correct(correction));
  if (done === undefined) return;
  putStored(list, done.changed, ({ id }) => (unstored.get(id) ?? 0) > 0);
  // More labels may follow.
  if (correction.toggle === undefined) list.clearSelection();
  const texts = done.texts === 1 ? "1 text" : `${count(done.texts)} texts`;
  notify(`${texts}: ${correctionInWords(correction)}.`, {
    action: undoAction(project),
  });
}

function selectionOf(list: TextList): TextSelection {
  const { filter, class: classId, from, to, search } = list.query.value;
  return { filter, class: classId, from, to, search };
}

function correctionInWords({ label, toggle, confirm, clear }: Correction, text?: StudioText): string {
  if (clear) return "correction removed";
  if (toggle !== undefined) return `label “${toggle}” changed`;
  if (confirm)
    return text ? `answer “${nameOfLabel(text.correction ?? null)}” confirmed` : "answers confirmed";
  return `corrected to “${nameOfLabel(label ?? null)}”`;
}

/** Offers in a message to take back the change that it is about. */
export function undoAction({ api }: OpenProject): NonNullable<Notice["action"]> {
  return { label: undoLabel, run: () => void takeBack(() => api.undo()) };
}

/** Takes back the latest change, or does it again. */
export async function undoOrRedo({ api }: OpenProject, which: "undo" | "redo"): Promise<void> {
  const done = await takeBack(() => api[which]());
  if (done !== undefined) notify(`${which === "undo" ? "Undone" : "Done again"}: ${done.action}`);
}

/** Takes back all changes since the last accepted state. */
export async function undoAll({ api }: OpenProject): Promise<void> {
  const done = await takeBack(() => api.undoChanges());
  if (done !== undefined) notify(`Undone: ${done.action}`);
}

function takeBack(work: () => Promise<Undone>): Promise<Undone | undefined> {
  return attemptChange(async () => {
    const done = await work();
    lastUndo = performance.now();
    return done;
  });
}
