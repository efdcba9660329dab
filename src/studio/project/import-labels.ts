import type { InputRow } from "../../index.ts";
import type { NewText } from "../../store/import-texts.ts";
import type { Settings } from "../../store/settings.ts";
import { storable, studioLimits } from "../contract.ts";

/** A row with the value of its label, as it stands in the file. */
interface LabeledRow extends InputRow {
  readonly label?: unknown;
}

/** Names of columns that are taken for the label, if the first rows have none. */
export const usualLabelColumn = /^(labels?|class(es)?|categor(y|ies)|tags?|topics?|intents?)$/i;

/** Returns a row with the label of its column, also if the first row of the file has no such field. */
export function withLabelOf<Read extends LabeledRow>(row: Read, column: string | null): Read {
  return column === null ? row : { ...row, label: row.label ?? row.fields[column] };
}

/** Maximum length of a label, which may be a path. */
export const longestLabel = 5 * studioLimits.nameLength;

/** Returns the label of a row; null or an empty list if it belongs to no class, undefined if that is not known. */
export function labelOf(row: LabeledRow, column: string, kind: Settings["kind"]): NewText["label"] {
  if (kind === "multi-label") return labelsIn(row)?.map(storable);
  const label = labelIn(row);
  if (label !== undefined) return storable(label);
  return row.fields[column] === null ? null : undefined;
}

/** Separates several labels in one cell. */
const labelSeparator = ";";

/** Returns all labels of a row: of a list, or of a cell. Undefined for an empty cell, since nothing is known of its text. */
export function labelsIn({ label }: LabeledRow): string[] | undefined {
  if (label === undefined) return undefined;
  if (label === null) return [];
  const list = typeof label === "string" ? listIn(label) : label;
  if (typeof list === "string" && list.trim() === "") return undefined;
  const names = Array.isArray(list) ? list : String(list).split(labelSeparator);
  return [...new Set(names.map((name) => String(name).trim()).filter((name) => name !== ""))];
}

/** Returns a cell that is a list in JSON as a list. */
function listIn(cell: string): unknown {
  if (!cell.trim().startsWith("[")) return cell;
  try {
    return JSON.parse(cell);
  } catch {
    // A name that begins with a bracket.
    return cell;
  }
}

/** Returns the label as it stands in the file, to find its column. */
export function labelCell({ label }: LabeledRow): string | undefined {
  if (label === undefined) return undefined;
  return typeof label === "string" ? label.trim() : JSON.stringify(label);
}

/** Returns the label of a row as a string; undefined if it has none. */
export function labelIn({ label }: LabeledRow): string | undefined {
  if (typeof label === "string") return label.trim() === "" ? undefined : label.trim();
  return typeof label === "number" || typeof label === "boolean" ? String(label) : undefined;
}
