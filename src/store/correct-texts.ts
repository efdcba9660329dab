import { InputError } from "../index.ts";
import { act, nextId, type RowChange } from "./change-log.ts";
import { classesFor, LabelFinder } from "./class-paths.ts";
import { listClasses, newClasses } from "./class-table.ts";
import type { Database, Statement } from "./database.ts";
import { LabelCodes } from "./label-codes.ts";
import { found, requireVersion } from "./refusals.ts";
import { readSettings } from "./settings.ts";
import type { TextFilter } from "./text-query.ts";
import { type StoredText, selectIds, textsById } from "./text-table.ts";

type Label = string | null | readonly string[];

/** A correction of one text or several. */
export interface Correction {
  readonly ids?: readonly number[];
  /** Corrects all texts that a filter selects, instead of `ids`. */
  readonly selection?: TextFilter;
  /** The version of the only text that the caller has seen. */
  readonly version?: number;
  /** Name or path of a class, or null for none. A new name becomes a class. A list: several labels, or none. */
  readonly label?: Label;
  /** A label that all texts get beside their others. If all have it already, it is taken from them. */
  readonly toggle?: string;
  /** Takes corrections away. */
  readonly clear?: boolean;
  /** Takes the answers as labels. A corrected text keeps its label. */
  readonly confirm?: boolean;
  /** With `confirm` or `toggle`: the labels that the caller has seen of texts. They count instead of the present answers. */
  readonly shown?: readonly { readonly id: number; readonly label: Label }[];
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
    const { idOf, inserts, added } = await classesOf(database, correction);
    const codes = await LabelCodes.read(database);
    const now = new Date().toISOString();
    const by = { at: now, author: correction.author ?? "studio", isHard: correction.isSuggested === true };
    const labelFor = newLabels(correction, idOf, texts, codes);
    const changes = texts.flatMap((text) => changeOf(text, labelFor(text), by));
    // A class that no text needs is not added.
    const isUsed = changes.length > 0;
    return {
      what: sentence(correction, changes.length),
      author: by.author,
      changes: [...(isUsed ? added : []), ...changes],
      inserts: isUsed ? [...inserts, ...codes.inserts] : [],
      ids: changes.map(({ id }) => id),
    };
  });
  return { revision, ids: action.ids };
}

/** Finds the classes that a correction names. New ones are added. */
async function classesOf(
  database: Database,
  { label, shown = [], toggle }: Correction,
): Promise<{
  readonly idOf: (name: string) => number;
  readonly inserts: readonly Statement[];
  readonly added: readonly RowChange[];
}> {
  const seen = [...new Set(shown.flatMap(({ label: each }) => namesOf(each)))];
  const names = [...namesOf(label), ...namesOf(toggle), ...seen];
  const classes = await listClasses(database);
  const finder = new LabelFinder(classes);
  const unknown = names.filter((name) => finder.find(name) === undefined);
  const gone = seen.find((name) => unknown.includes(name));
  if (gone !== undefined)
    throw new InputError(
      `The class ${JSON.stringify(gone)} of the answer does not exist any more; look at the present answer, then correct the text again.`,
    );
  const { kind } = await readSettings(database);
  if (
    kind === "single-label" &&
    (toggle !== undefined || [label, ...shown.map((each) => each.label)].some(Array.isArray))
  )
    throw new InputError("A text of this project has one label; give it one.");
  const isTree = kind === "multi-label" ? false : undefined;
  const made = classesFor(unknown, classes, await nextId(database, "class"), isTree);
  const { changes, inserts } =
    unknown.length === 0 ? { changes: [], inserts: [] } : await newClasses(database, classes, made.fields);
  const above = new Set(classes.map(({ parent }) => parent));
  const idOf = (name: string) => finder.find(name) ?? made.ids.get(name)!;
  const inner = names.find((name) => above.has(idOf(name)));
  if (inner !== undefined)
    throw new InputError(`${JSON.stringify(inner)} has classes below it; choose one of these as the label.`);
  return { idOf, inserts, added: changes };
}

function namesOf(label: Label | undefined): readonly string[] {
  return [label ?? []].flat();
}

/** Returns the function that says which label a text gets; undefined for a text that keeps its label. */
function newLabels(
  { clear, confirm, shown = [], toggle, label }: Correction,
  idOf: (name: string) => number,
  texts: readonly StoredText[],
  codes: LabelCodes,
): (text: StoredText) => number | null | undefined {
  if (clear) return () => null;
  const codeOf = (each: Label) => codes.codeOf(namesOf(each).map(idOf));
  const seen = new Map(shown.map((each) => [each.id, codeOf(each.label)]));
  if (confirm)
    return ({ id, correction, prediction }) => seen.get(id) ?? correction ?? prediction ?? undefined;
  if (toggle === undefined) {
    const code = label === undefined ? undefined : codeOf(label);
    return () => code;
  }
  const labelsOf = ({ id, correction, prediction }: StoredText) =>
    codes.idsOf(correction ?? seen.get(id) ?? prediction ?? 0);
  const toggled = idOf(toggle);
  const isTaken = texts.every((text) => labelsOf(text).includes(toggled));
  return (text) => {
    const others = labelsOf(text).filter((each) => each !== toggled);
    return codes.codeOf(isTaken ? others : [...others, toggled]);
  };
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

function sentence({ label, toggle, clear, confirm }: Correction, texts: number): string {
  const many = texts === 1 ? "1 text" : `${texts} texts`;
  if (clear) return `Took the correction of ${many} away.`;
  if (confirm) return `Confirmed the answer to ${many}.`;
  if (toggle !== undefined) return `Changed the label ${JSON.stringify(toggle)} of ${many}.`;
  return `Corrected ${many} to ${labelInWords(label)}.`;
}

function labelInWords(label: Correction["label"]): string {
  if (label === null || label === undefined) return "none of the classes";
  if (typeof label === "string") return JSON.stringify(label);
  return label.length === 0 ? "no label" : label.map((name) => JSON.stringify(name)).join(", ");
}
