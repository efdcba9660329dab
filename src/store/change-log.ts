import type { Database, Statement } from "./database.ts";
import { nextRevision, readSettings } from "./settings.ts";

/** Tables and columns whose changes can be undone. */
const undoable = {
  class: ["name", "description", "parent", "place", "deleted"],
  text: ["label", "correction", "corrected_at", "corrected_by", "hard", "deleted"],
  example: ["label", "text", "edited", "deleted"],
  pin: ["label", "deleted"],
} as const;

type Table = keyof typeof undoable;
type Columns = Readonly<Record<string, string | number | null>>;

/** The change of a row: some columns before and after. A new row has `deleted` 1 before and 0 after. */
export interface RowChange {
  readonly table: Table;
  readonly id: number;
  /** The last id, if all rows from `id` to it change in the same way. */
  readonly through?: number;
  readonly before: Columns;
  readonly after: Columns;
}

/** A change that somebody made. */
export interface Action {
  /** What was done, as a sentence for the history: 'Changed the description of "refund".' */
  readonly what: string;
  readonly author?: string;
  readonly changes: readonly RowChange[];
  /** Statements that run before the changes: they insert the new rows. They are not undone. */
  readonly inserts?: readonly Statement[];
  /** Statements that run with the changes and are not undone. */
  readonly others?: readonly Statement[];
}

export interface LoggedAction {
  readonly id: number;
  readonly time: string;
  readonly author: string;
  readonly what: string;
}

/** Author of changes that name none. */
const defaultAuthor = "studio";

/**
 * Stores a change with its entry in the log, all or nothing.
 * @param plan reads what it needs and returns the change; no other write runs meanwhile. If there is
 * nothing to change, nothing is stored
 * @returns the number of the new state, and what the plan returned
 */
export function act<T extends Action>(
  database: Database,
  plan: () => Promise<T>,
): Promise<{ readonly revision: number; readonly action: T }> {
  return database.write(async (write) => {
    const action = await plan();
    const { revision } = await readSettings(database);
    const { what, author = defaultAuthor, changes, inserts = [], others = [] } = action;
    if (changes.length + inserts.length + others.length === 0) return { revision, action };
    write(...inserts, ...updates(changes, "after"), ...others, nextRevision);
    write("UPDATE action SET undone = 2 WHERE undone = 1", {
      sql: "INSERT INTO action (revision, time, author, what, changes) VALUES (?, ?, ?, ?, ?)",
      args: [revision + 1, new Date().toISOString(), author, what, JSON.stringify(changes)],
    });
    return { revision: revision + 1, action };
  });
}

/**
 * Takes back the latest action, or does the latest one that was taken back again.
 * @returns undefined if there is none
 */
export function undo(
  database: Database,
  way: "undo" | "redo",
): Promise<{ readonly revision: number; readonly action: string } | undefined> {
  return database.write(async (write) => {
    const [found] = await database.read<LoggedAction & { changes: string }>(
      way === "undo"
        ? "SELECT * FROM action WHERE undone = 0 ORDER BY id DESC LIMIT 1"
        : "SELECT * FROM action WHERE undone = 1 ORDER BY id LIMIT 1",
    );
    if (found === undefined) return undefined;
    write(...updates(JSON.parse(found.changes), way === "undo" ? "before" : "after"), nextRevision);
    write({ sql: "UPDATE action SET undone = ? WHERE id = ?", args: [way === "undo" ? 1 : 0, found.id] });
    const { revision } = await readSettings(database);
    return { revision: revision + 1, action: found.what };
  });
}

/** Takes back all actions after the given one, the latest first, at once. @returns their number, and the new state */
export function undoAllAfter(
  database: Database,
  id: number,
): Promise<{ readonly revision: number; readonly actions: number }> {
  return database.write(async (write) => {
    const { revision } = await readSettings(database);
    const found = await database.read<{ id: number; changes: string }>(
      "SELECT id, changes FROM action WHERE undone = 0 AND id > ? ORDER BY id DESC",
      [id],
    );
    if (found.length === 0) return { revision, actions: 0 };
    for (const { changes } of found) write(...updates(JSON.parse(changes), "before"));
    write({ sql: "UPDATE action SET undone = 1 WHERE undone = 0 AND id > ?", args: [id] }, nextRevision);
    return { revision: revision + 1, actions: found.length };
  });
}

/** Returns the actions in effect after the given one, the latest first, at most `limit`. */
export function actionsAfter(database: Database, id: number, limit: number): Promise<LoggedAction[]> {
  return database.read(
    "SELECT id, time, author, what FROM action WHERE undone = 0 AND id > ? ORDER BY id DESC LIMIT ?",
    [id, limit],
  );
}

/** Returns what undo and redo would do. */
export async function undoableActions(
  database: Database,
): Promise<{ readonly undo?: string; readonly redo?: string }> {
  const [last] = await database.read<LoggedAction>(
    "SELECT what FROM action WHERE undone = 0 ORDER BY id DESC LIMIT 1",
  );
  const [next] = await database.read<LoggedAction>(
    "SELECT what FROM action WHERE undone = 1 ORDER BY id LIMIT 1",
  );
  return { ...(last && { undo: last.what }), ...(next && { redo: next.what }) };
}

/** Number of rows that one statement changes. Larger: other requests wait longer. */
const rowsPerStatement = 5000;

/** Returns the statements that set the rows to their values before or after. Each raises the version of its rows. */
function updates(changes: readonly RowChange[], side: "before" | "after"): Statement[] {
  const groups = new Map<string, RowChange[]>();
  const ranges = changes.filter(({ through }) => through !== undefined);
  for (const change of changes) {
    if (change.through !== undefined) continue;
    const key = JSON.stringify([change.table, Object.keys(change[side])]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [change]);
    else group.push(change);
  }
  const updatesOfRows = [...groups.values()].flatMap((group) => {
    const [{ table, [side]: first }] = group;
    const columns = Object.keys(first);
    requireColumns(table, columns);
    const set = columns.map((column, i) => `${column} = v.c${i}`).join(", ");
    const list = columns.map((_, i) => `value->>${i + 1} AS c${i}`).join(", ");
    const sql = `UPDATE ${table} SET version = version + 1, ${set} FROM (SELECT value->>0 AS id, ${list} FROM json_each(?)) AS v WHERE ${table}.id = v.id`;
    const rows = group.map((change) => [change.id, ...columns.map((column) => change[side][column])]);
    return Array.from({ length: Math.ceil(rows.length / rowsPerStatement) }, (_, i) => ({
      sql,
      args: [JSON.stringify(rows.slice(i * rowsPerStatement, (i + 1) * rowsPerStatement))],
    }));
  });
  return [...updatesOfRows, ...ranges.map((range) => updateOfRange(range, range[side]))];
}

function updateOfRange({ table, id, through }: RowChange, values: Columns): Statement {
  const columns = Object.keys(values);
  requireColumns(table, columns);
  const set = columns.map((column) => `${column} = ?`).join(", ");
  return {
    sql: `UPDATE ${table} SET version = version + 1, ${set} WHERE id BETWEEN ? AND ?`,
    args: [...Object.values(values), id, through!],
  };
}

/** Names become part of the SQL, so they must be those of this file, also if they come from the log. */
function requireColumns(table: string, columns: readonly string[]): void {
  const known: readonly string[] = Object.hasOwn(undoable, table) ? undoable[table as Table] : [];
  if (columns.length === 0 || columns.some((column) => !known.includes(column))) {
    throw new Error(`The log names columns that cannot be changed: ${table} (${columns.join(", ")}).`);
  }
}

/** Returns the next free id of a table. Ids are never used again. */
export async function nextId(database: Pick<Database, "readOne">, table: Table | "import"): Promise<number> {
  const { id } = await database.readOne<{ id: number }>(
    `SELECT coalesce(max(id), 0) + 1 AS id FROM ${table}`,
  );
  return id;
}
