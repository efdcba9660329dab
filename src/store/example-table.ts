import { type Example, InputError, type NoneExample } from "../index.ts";
import { act, nextId, type RowChange } from "./change-log.ts";
import type { Database, Statement } from "./database.ts";
import { found, requireVersion } from "./refusals.ts";
import { fold } from "./text-query.ts";

/** A generated example, as it is stored. The label is the id of a class; 0 is out of scope. */
export interface StoredExample {
  readonly id: number;
  readonly version: number;
  readonly label: number;
  readonly text: string;
  readonly generator: string;
  readonly call: string;
  readonly edited: number;
}

const columns = "id, version, label, text, generator, call, edited";

export interface ExamplesQuery {
  /** Id of a class; 0: out of scope. */
  readonly class?: number;
  readonly search?: string;
  readonly offset?: number;
  readonly limit?: number;
}

/** Returns a page of examples, the newest last. */
export async function pageOfExamples(
  database: Database,
  { class: label, search, offset = 0, limit = 100 }: ExamplesQuery,
): Promise<{ readonly total: number; readonly examples: StoredExample[] }> {
  const parts = ["deleted = 0"];
  const values: Record<string, string | number> = {};
  if (label !== undefined) {
    parts.push("label = :label");
    values.label = label;
  }
  if (search) {
    parts.push("instr(lower(text), :search) > 0");
    values.search = fold(search);
  }
  const where = parts.join(" AND ");
  const { total } = await database.readOne<{ total: number }>(
    `SELECT count(*) AS total FROM example WHERE ${where}`,
    values,
  );
  const examples = await database.read<StoredExample>(
    `SELECT ${columns} FROM example WHERE ${where} ORDER BY id LIMIT :limit OFFSET :offset`,
    { ...values, limit, offset },
  );
  return { total, examples };
}

/** Returns all examples, in the order in which training sees them. */
export function listExamples(database: Pick<Database, "read">): Promise<StoredExample[]> {
  return database.read(`SELECT ${columns} FROM example WHERE deleted = 0 ORDER BY id`);
}

/** Returns one example. @throws NotFoundError */
export async function exampleById(database: Database, id: number): Promise<StoredExample> {
  const [row] = await database.read<StoredExample>(
    `SELECT ${columns} FROM example WHERE id = ? AND deleted = 0`,
    [id],
  );
  return found(row, "example", id);
}

/**
 * Adds examples. Those that are there already, or were deleted by somebody, are left out.
 * @param labels ids of classes by name; null is out of scope. Examples of other classes are left out
 */
export function addExamples(
  database: Database,
  examples: readonly (Example | (NoneExample & { readonly label?: undefined }))[],
  labels: ReadonlyMap<string | null, number>,
  author?: string,
) {
  return act(database, async () => {
    const rows = await database.read<{ label: number; text: string }>("SELECT label, text FROM example");
    const known = new Set(rows.map(({ label, text }) => `${label} ${text}`));
    const first = await nextId(database, "example");
    const fresh = examples.flatMap(({ label = null, text, source }) => {
      const id = labels.get(label);
      const key = `${id} ${text}`;
      if (id === undefined || known.has(key)) return [];
      known.add(key);
      return [[id, text, source?.generator ?? "", source?.call ?? ""]];
    });
    const many = fresh.length === 1 ? "1 example" : `${fresh.length} examples`;
    return {
      what: `Added ${many}.`,
      author,
      changes: fresh.map(
        (_, i): RowChange => ({
          table: "example",
          id: first + i,
          before: { deleted: 1 },
          after: { deleted: 0 },
        }),
      ),
      inserts: fresh.length === 0 ? [] : [insert(fresh.map((row, i) => [first + i, ...row]))],
      ids: fresh.map((_, i) => first + i),
    };
  });
}

function insert(rows: readonly (readonly (string | number)[])[]): Statement {
  return {
    sql: `INSERT INTO example (id, version, label, text, generator, call, deleted)
      SELECT value->>0, 0, value->>1, value->>2, value->>3, value->>4, 1 FROM json_each(?)`,
    args: [JSON.stringify(rows)],
  };
}

/** Changes text or label of an example. @throws NotFoundError, ConflictError */
export function changeExample(
  database: Database,
  id: number,
  version: number,
  fields: { readonly text?: string; readonly label?: number },
) {
  return act(database, async () => {
    const old = await exampleById(database, id);
    requireVersion(version, old, "The example");
    const { text = old.text, label = old.label } = fields;
    if (text.trim() === "") throw new InputError("An example needs a text; delete it instead.");
    const isSame = text === old.text && label === old.label;
    const before = { text: old.text, label: old.label, edited: old.edited };
    const changes: RowChange[] = isSame
      ? []
      : [{ table: "example", id, before, after: { text, label, edited: 1 } }];
    return { what: "Changed an example.", changes };
  });
}

/** Deletes examples. Those that do not exist are left out. */
export function deleteExamples(database: Database, ids: readonly number[]) {
  return act(database, async () => {
    const rows = await database.read<{ id: number }>(
      "SELECT id FROM example WHERE deleted = 0 AND id IN (SELECT value FROM json_each(?))",
      [JSON.stringify(ids)],
    );
    const changes = rows.map(
      ({ id }): RowChange => ({ table: "example", id, before: { deleted: 0 }, after: { deleted: 1 } }),
    );
    return { what: `Deleted ${rows.length === 1 ? "1 example" : `${rows.length} examples`}.`, changes };
  });
}
