import { sha256 } from "../files/sha256.ts";
import { InputError } from "../index.ts";
import { act, nextId, type RowChange } from "./change-log.ts";
import { type ClassFields, listClasses, newClasses } from "./class-table.ts";
import type { Database, Statement } from "./database.ts";
import { found } from "./refusals.ts";
import { fold } from "./text-query.ts";

/** A text to import. */
export interface NewText {
  readonly text: string;
  /** Name of a class, null for none, undefined for no label. */
  readonly label?: string | null;
}

export interface ImportOptions {
  /** Where the texts come from, for the history. */
  readonly name: string;
  /** Whether labels that are no classes become classes, or are left out. */
  readonly newLabels: "add" | "ignore";
  readonly author?: string;
}

/** Maximum number of texts of a project. */
const maxTexts = 1_000_000;
/** Number of texts that one statement adds. */
const textsPerStatement = 2000;

/**
 * Adds texts, all of them or none. Texts that are there already with the same label are left out.
 * @throws InputError if they are too many
 */
export async function importTexts(database: Database, texts: readonly NewText[], options: ImportOptions) {
  const { revision, action } = await act(database, async () => {
    const { classIds, added } = await classesOf(database, texts, options);
    const { fresh, repeated } = await withoutKnown(database, texts, classIds);
    const [id, first] = [await nextId(database, "import"), await nextId(database, "text")];
    const { count } = await database.readOne<{ count: number }>(
      "SELECT count(*) AS count FROM text WHERE deleted = 0",
    );
    if (count + fresh.length > maxTexts)
      throw new InputError(`A project has at most ${maxTexts.toLocaleString("en")} texts; import fewer.`);
    const many = fresh.length === 1 ? "1 text" : `${fresh.length} texts`;
    return {
      what: `Imported ${many} from ${JSON.stringify(options.name)}.`,
      author: options.author,
      changes: [
        ...added.changes,
        ...fresh.map(
          (_, i): RowChange => ({
            table: "text",
            id: first + i,
            before: { deleted: 1 },
            after: { deleted: 0 },
          }),
        ),
      ],
      inserts: [
        ...added.inserts,
        { sql: "INSERT INTO import VALUES (?, ?, ?)", args: [id, options.name, new Date().toISOString()] },
        ...insertTexts(fresh, first, id),
      ],
      result: {
        import: id,
        texts: fresh.length,
        repeated,
        labels: fresh.filter(({ label }) => label !== null).length,
        newClasses: added.names,
      },
    };
  });
  return { revision, ...action.result };
}

/** Removes the texts of an import. @throws NotFoundError */
export function removeImport(database: Database, id: number) {
  return act(database, async () => {
    const [row] = await database.read<{ name: string }>("SELECT name FROM import WHERE id = ?", [id]);
    const { name } = found(row, "import", id);
    const { first, last } = await database.readOne<{ first: number | null; last: number | null }>(
      "SELECT min(id) AS first, max(id) AS last FROM text WHERE import = ? AND deleted = 0",
      [id],
    );
    return {
      what: `Removed the texts of ${JSON.stringify(name)}.`,
      changes: first === null || last === null ? [] : [rangeOf(first, last, { deleted: 0 }, { deleted: 1 })],
    };
  });
}

/** The texts of an import have consecutive ids. */
function rangeOf(
  id: number,
  through: number,
  before: { readonly deleted: number },
  after: { readonly deleted: number },
): RowChange {
  return { table: "text", id, through, before, after };
}

/** Returns the ids of the classes by name, new ones included. */
async function classesOf(database: Database, texts: readonly NewText[], { newLabels }: ImportOptions) {
  const classes = await listClasses(database);
  const classIds = new Map<string | null, number>(classes.map(({ id, name }) => [name, id]));
  classIds.set(null, 0);
  const names = new Set<string>();
  for (const { label } of texts) if (typeof label === "string" && !classIds.has(label)) names.add(label);
  const fields: ClassFields[] =
    newLabels === "add" ? [...names].map((name) => ({ name, description: "", parent: null })) : [];
  const first = await nextId(database, "class");
  for (const [i, { name }] of fields.entries()) classIds.set(name, first + i);
  const made =
    fields.length === 0 ? { changes: [], inserts: [] } : await newClasses(database, classes, fields);
  return { classIds, added: { ...made, names: fields.map(({ name }) => name) } };
}

interface FreshText {
  readonly text: string;
  readonly key: string;
  readonly label: number | null;
}

/** Leaves out texts that the project has with the same label, and repeated ones. */
async function withoutKnown(
  database: Database,
  texts: readonly NewText[],
  classIds: ReadonlyMap<string | null, number>,
): Promise<{ readonly fresh: FreshText[]; readonly repeated: number }> {
  const rows = await database.read<{ key: string; label: number | null }>(
    "SELECT key, label FROM text WHERE deleted = 0",
  );
  const known = new Set(rows.map(({ key, label }) => `${key} ${label}`));
  const fresh: FreshText[] = [];
  for (const { text, label } of texts) {
    const key = sha256(text).slice(0, 16);
    const id = label === undefined ? null : (classIds.get(label) ?? null);
    if (known.has(`${key} ${id}`)) continue;
    known.add(`${key} ${id}`);
    fresh.push({ text, key, label: id });
  }
  return { fresh, repeated: texts.length - fresh.length };
}

function insertTexts(texts: readonly FreshText[], first: number, importId: number): Statement[] {
  const statements: Statement[] = [];
  for (let start = 0; start < texts.length; start += textsPerStatement) {
    const rows = texts.slice(start, start + textsPerStatement).map(({ text, key, label }, i) => {
      const folded = fold(text);
      return [first + start + i, text, folded === text ? null : folded, key, label];
    });
    statements.push({
      sql: `INSERT INTO text (id, version, import, text, folded, key, label, deleted)
        SELECT value->>0, 0, ?, value->>1, value->>2, value->>3, value->>4, 1 FROM json_each(?)`,
      args: [importId, JSON.stringify(rows)],
    });
  }
  return statements;
}
