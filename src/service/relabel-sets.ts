import type { InputRow, Row } from "../index.ts";

/** What an accepted finding changes in the labels of a row. */
export interface LabelSetChange {
  /** The labels that the row had, and that it gets, as one cell each. */
  readonly label: string;
  readonly proposal: string;
}

/** How the labels of a row are written. */
export interface LabelSetForm {
  /** Separator of labels in one cell. */
  readonly separator: string;
  /** Name of the field with the labels. Default: the only field with these labels, or else a column of 0 and 1 per label. */
  readonly labelField?: string;
}

/**
 * Adds and removes labels of a row in its own form: a list, a cell with a separator, or a column of 0 and 1 per label. Several
 * changes add up.
 * @returns undefined if the labels of the row are not those that the changes begin with, or a label has no column
 */
export function relabelSet(
  row: Row,
  changes: readonly LabelSetChange[],
  { separator, labelField }: LabelSetForm,
): InputRow | undefined {
  const { raw: _, fields, ...rest } = row;
  const steps = changes.map(({ label, proposal }) => ({
    from: namesIn(label, separator),
    to: namesIn(proposal, separator),
  }));
  const added = steps.flatMap(({ from, to }) => to.filter((name) => !from.includes(name)));
  const removed = new Set(steps.flatMap(({ from, to }) => from.filter((name) => !to.includes(name))));
  const before = steps[0].from;
  const name = fieldOf(fields, before, separator, labelField);
  if (name === undefined) {
    const columns = columnChanges(fields, { before, added, removed });
    return columns && { ...rest, fields: { ...fields, ...columns } };
  }
  const names = namesIn(fields[name], separator).filter((each) => !removed.has(each));
  const all = [...new Set([...names, ...added])];
  return { ...rest, fields: { ...fields, [name]: written(fields[name], all, separator) } };
}

/** Returns the field whose value is the given labels. */
function fieldOf(
  fields: Row["fields"],
  labels: readonly string[],
  separator: string,
  labelField: string | undefined,
): string | undefined {
  const isSame = (name: string): boolean => {
    if (!(name in fields)) return false;
    const found = namesIn(fields[name], separator);
    return found.length === labels.length && labels.every((label) => found.includes(label));
  };
  const usual = [labelField, "labels", "label"].find((name) => name !== undefined && isSame(name));
  if (usual !== undefined || labels.length === 0) return usual;
  const others = Object.keys(fields).filter(isSame);
  return others.length === 1 ? others[0] : undefined;
}

/** Returns the values of the columns of labels that change. */
function columnChanges(
  fields: Row["fields"],
  labels: {
    readonly before: readonly string[];
    readonly added: readonly string[];
    readonly removed: ReadonlySet<string>;
  },
): Record<string, unknown> | undefined {
  const { before, added, removed } = labels;
  const isOne = (name: string) => ["1", "1.0", "true"].includes(String(fields[name]).trim().toLowerCase());
  const all = [...before, ...added];
  if (!all.every((name) => name in fields) || !before.every(isOne)) return undefined;
  const cellOf = (name: string, isThere: boolean) =>
    typeof fields[name] === "number"
      ? Number(isThere)
      : typeof fields[name] === "boolean"
        ? isThere
        : isThere
          ? "1"
          : "0";
  return Object.fromEntries([
    ...added.map((name) => [name, cellOf(name, true)]),
    ...[...removed].map((name) => [name, cellOf(name, false)]),
  ]);
}

/** Returns the labels in a value: a list, a list in JSON, or names with a separator. */
function namesIn(value: unknown, separator: string): string[] {
  if (value === null || value === undefined) return [];
  const list = Array.isArray(value) ? value : (listInJson(value) ?? String(value).split(separator));
  return list.map((name) => String(name).trim()).filter((name) => name !== "");
}

function listInJson(value: unknown): unknown[] | undefined {
  if (typeof value !== "string" || !value.trim().startsWith("[")) return undefined;
  try {
    const list: unknown = JSON.parse(value);
    return Array.isArray(list) ? list : undefined;
  } catch {
    return undefined;
  }
}

/** Writes labels in the form that they had. */
function written(before: unknown, labels: readonly string[], separator: string): unknown {
  if (Array.isArray(before) || before === null) return labels;
  return listInJson(before) === undefined ? labels.join(separator) : JSON.stringify(labels);
}
