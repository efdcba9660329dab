import { act, type RowChange } from "./change-log.ts";
import type { Database } from "./database.ts";
import { LabelCodes } from "./label-codes.ts";
import { readSettings, type Settings, setSettings } from "./settings.ts";
import { forgetAnswers } from "./text-table.ts";

/** Values of the columns of one row. The first is the id. */
type SnapshotRow = readonly (number | string | null)[];

/** The part of a project that a model is made of, at one time: rows that are not deleted. */
export interface Snapshot {
  readonly class: readonly SnapshotRow[];
  /** Texts with a label or a correction. */
  readonly text: readonly SnapshotRow[];
  readonly example: readonly SnapshotRow[];
  readonly pin: readonly SnapshotRow[];
  /** The last id of a text at that time. Later texts keep their imported labels. */
  readonly lastText: number;
  /** Default: "single-label". */
  readonly kind?: Settings["kind"];
}

const columns = {
  class: ["name", "description", "parent", "place"],
  text: ["label", "correction", "corrected_at", "corrected_by", "hard"],
  example: ["label", "text", "edited"],
  pin: ["label"],
} as const;

type Table = keyof typeof columns;
const tables = Object.keys(columns) as Table[];

/** Reads the present state. */
export async function takeSnapshot(database: Database): Promise<Snapshot> {
  const [classes, texts, examples, pins] = await Promise.all(tables.map((table) => rowsOf(database, table)));
  const { id } = await database.readOne<{ id: number }>("SELECT coalesce(max(id), 0) AS id FROM text");
  const { kind } = await readSettings(database);
  return { class: classes, text: texts, example: examples, pin: pins, lastText: id, kind };
}

/**
 * Makes the state of a version the present one, as one action that can be undone. Texts that were imported later stay,
 * without their later corrections.
 * @param id of the version. @param name of the version, for the history
 */
export function restoreSnapshot(database: Database, id: number, name: string, snapshot: Snapshot) {
  return act(database, async () => {
    const codes = await LabelCodes.read(database);
    const changed = tables.map((table) => changesOf(database, table, snapshot, codes));
    const changes = (await Promise.all(changed)).flat();
    const { kind = "single-label" } = snapshot;
    const isOtherKind = kind !== (await readSettings(database)).kind;
    const { revision } = await database.readOne<{ revision: number }>(
      "SELECT revision FROM version WHERE id = ?",
      [id],
    );
    return {
      what: `Went back to the version ${JSON.stringify(name)}.`,
      changes,
      others: [
        ...setSettings({ version: id, versionRevision: revision, kind }),
        ...(isOtherKind ? forgetAnswers : []),
      ],
    };
  });
}

/** The rows of a table that a snapshot holds. Of texts those with a label only. */
async function rowsOf(database: Database, table: Table): Promise<SnapshotRow[]> {
  const condition = table === "text" ? " AND (label IS NOT NULL OR correction IS NOT NULL)" : "";
  const names: readonly string[] = ["id", ...columns[table]];
  const rows = await database.read<Record<string, number | string | null>>(
    `SELECT ${names.join(", ")} FROM ${table} WHERE deleted = 0${condition} ORDER BY id`,
  );
  return rows.map((row) => names.map((name) => row[name]));
}

async function changesOf(
  database: Database,
  table: Table,
  snapshot: Snapshot,
  codes: LabelCodes,
): Promise<RowChange[]> {
  const names: readonly string[] = columns[table];
  const present = new Map((await rowsOf(database, table)).map((row) => [row[0] as number, row]));
  const wanted = new Map(snapshot[table].map((row) => [row[0] as number, row]));
  const values = (row: SnapshotRow) => Object.fromEntries(names.map((name, i) => [name, row[i + 1]]));
  const changes: RowChange[] = [];
  for (const [id, row] of wanted) {
    const old = present.get(id);
    if (old === undefined) changes.push(...(await revived(database, table, id, values(row))));
    else if (old.some((value, i) => value !== row[i]))
      changes.push({ table, id, before: values(old), after: values(row) });
  }
  for (const [id, old] of present) {
    if (wanted.has(id)) continue;
    if (table !== "text") changes.push({ table, id, before: { deleted: 0 }, after: { deleted: 1 } });
    else {
      const label = id > snapshot.lastText ? keptLabel(snapshot, old[1] as number | null, codes) : null;
      const after = { label, correction: null, corrected_at: null, corrected_by: null, hard: 0 };
      changes.push({ table, id, before: values(old), after });
    }
  }
  return changes;
}

/** A label of a class that the snapshot lacks goes with the class. */
function keptLabel(snapshot: Snapshot, label: number | null, codes: LabelCodes): number | null {
  if (label === null) return null;
  const known = new Set(snapshot.class.map(([id]) => id));
  const isOneOfKind = label >= 0 || snapshot.kind === "multi-label";
  return isOneOfKind && codes.idsOf(label).every((id) => known.has(id)) ? label : null;
}

/** Brings a row back that was deleted, or that has no label now. */
async function revived(
  database: Database,
  table: Table,
  id: number,
  after: Readonly<Record<string, number | string | null>>,
): Promise<RowChange[]> {
  const names = [...columns[table], "deleted"];
  const [row] = await database.read<Record<string, number | string | null>>(
    `SELECT ${names.join(", ")} FROM ${table} WHERE id = ?`,
    [id],
  );
  // Texts of a removed import stay removed.
  if (row === undefined || (table === "text" && row.deleted === 1)) return [];
  const before = Object.fromEntries(names.map((name) => [name, row[name]]));
  return [{ table, id, before, after: { ...after, deleted: 0 } }];
}
