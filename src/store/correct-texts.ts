import { InputError } from "../index.ts";
import { act, nextId, type RowChange } from "./change-log.ts";
import { listClasses, newClasses } from "./class-table.ts";
import type { Database } from "./database.ts";
import { found, requireVersion } from "./refusals.ts";
import type { TextFilter } from "./text-query.ts";
import { type StoredText, selectIds, textsById } from "./text-table.ts";

/** A correction of one text or several. */
export interface Correction {
  readonly ids?: readonly number[];
  /** Corrects all texts that a filter selects, instead of `ids`. */
  readonly selection?: TextFilter;
  /** The version of the only text that the caller has seen. */
  readonly version?: number;
  /** Name of a class, or null for none. A new name becomes a class. */
  readonly label?: string | null;
  /** Takes corrections away. */
  readonly clear?: boolean;
  /** Takes the present answers as labels. */
  readonly confirm?: boolean;
  readonly isSuggested?: boolean;
  readonly author?: string;
}

/**
 * Corrects the label of texts, or takes their correction away.
 * @returns the new state and the ids of the texts whose label changed
 * @throws NotFoundError; ConflictError if the only text was changed since the given version
 */
export async function correctTexts(database: Database, correction: Correction) {
  const { revision, action } = await act(database, async () => {
    const ids = correction.ids ?? (await selectIds(database, correction.selection ?? {}));
    const texts = await textsById(database, ids);
    if (correction.ids !== undefined) {
      const known = new Set(texts.map(({ id }) => id));
      found(ids.every((id) => known.has(id)) || undefined, "text", ids.find((id) => !known.has(id)) ?? 0);
    }
    if (correction.version !== undefined) {
      if (texts.length !== 1) throw new InputError("The version of a text can be given for one text only.");
      requireVersion(correction.version, texts[0], "The label of this text");
    }
    const { label, inserts, added } = await labelOf(database, correction);
    const now = new Date().toISOString();
    const by = { at: now, author: correction.author ?? "studio", isHard: correction.isSuggested === true };
    const changes = texts.flatMap((text) => changeOf(text, newLabel(text, correction, label), by));
    const ids_ = changes.map(({ id }) => id);
    const what = sentence(correction, ids_.length);
    // A class that no text needs is not added.
    const isUsed = changes.length > 0;
    return {
      what,
      author: by.author,
      changes: [...(isUsed ? added : []), ...changes],
      inserts: isUsed ? inserts : [],
      ids: ids_,
    };
  });
  return { revision, ids: action.ids };
}

/** Returns the id of the label: that of a class, which is added if it is new, or 0 for none. */
async function labelOf(database: Database, { label }: Correction) {
  if (label === undefined || label === null)
    return { label: label === null ? 0 : undefined, inserts: [], added: [] };
  const classes = await listClasses(database);
  const known = classes.find(({ name }) => name === label);
  if (known !== undefined) return { label: known.id, inserts: [], added: [] };
  const id = await nextId(database, "class");
  const made = await newClasses(database, classes, [{ name: label, description: "", parent: null }]);
  return { label: id, inserts: made.inserts, added: made.changes };
}

/** @returns undefined for a text that keeps its label */
function newLabel(
  text: StoredText,
  { clear, confirm }: Correction,
  label: number | undefined,
): number | null | undefined {
  if (clear) return null;
  return confirm ? (text.prediction ?? undefined) : label;
}

function changeOf(
  { id, correction, corrected_at, corrected_by, hard }: StoredText,
  label: number | null | undefined,
  { at, author, isHard }: { readonly at: string; readonly author: string; readonly isHard: boolean },
): RowChange[] {
  if (label === undefined || label === correction) return [];
  const after =
    label === null
      ? { correction: null, corrected_at: null, corrected_by: null, hard: 0 }
      : { correction: label, corrected_at: at, corrected_by: author, hard: isHard || hard === 1 ? 1 : 0 };
  return [{ table: "text", id, before: { correction, corrected_at, corrected_by, hard }, after }];
}

function sentence({ label, clear, confirm }: Correction, texts: number): string {
  const many = texts === 1 ? "1 text" : `${texts} texts`;
  if (clear) return `Took the correction of ${many} away.`;
  if (confirm) return `Confirmed the answer to ${many}.`;
  return `Corrected ${many} to ${label === null || label === undefined ? "none of the classes" : JSON.stringify(label)}.`;
}
