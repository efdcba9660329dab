import { sha256 } from "../files/sha256.ts";
import { InputError } from "../index.ts";
import { act, nextId, type RowChange } from "./change-log.ts";
import { classesFor, LabelFinder } from "./class-paths.ts";
import { listClasses, newClasses } from "./class-table.ts";
import type { Database, Statement } from "./database.ts";
import { LabelCodes } from "./label-codes.ts";
import { found } from "./refusals.ts";
import { readSettings } from "./settings.ts";
import { fold } from "./text-query.ts";

/** A text to import. */
export interface NewText {
  readonly text: string;
  /** Name of a class, null for none, undefined for no label. A list: several labels, or none. */
  readonly label?: string | null | readonly string[];
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
    const { findClass, added } = await classesOf(database, texts, options);
    const codes = await LabelCodes.read(database);
    const { fresh, repeated } = await withoutKnown(database, texts, codeReader(findClass, codes));
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
        ...codes.inserts,
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

/** Returns what finds the classes of labels, new ones included. */
async function classesOf(database: Database, texts: readonly NewText[], { newLabels }: ImportOptions) {
  const classes = await listClasses(database);
  const finder = new LabelFinder(classes);
  const names = new Set<string>();
  for (const name of texts.flatMap(({ label }) => label ?? []))
    if (finder.find(name) === undefined) names.add(name);
  if (newLabels === "ignore" || names.size === 0)
    return { findClass: (name: string) => finder.find(name), added: { changes: [], inserts: [], names: [] } };
  const { kind } = await readSettings(database);
  const isTree = kind === "multi-label" ? false : undefined;
  const { fields, ids } = classesFor([...names], classes, await nextId(database, "class"), isTree);
  return {
    findClass: (name: string) => finder.find(name) ?? ids.get(name),
    added: { ...(await newClasses(database, classes, fields)), names: [...names] },
  };
}

/** Returns the function that makes the code of a label; null for a text without one. */
function codeReader(findClass: (name: string) => number | undefined, codes: LabelCodes) {
  return (label: NewText["label"]): number | null => {
    if (label === undefined) return null;
    if (label === null) return 0;
    if (typeof label === "string") return findClass(label) ?? null;
    const known = label.flatMap((name) => findClass(name) ?? []);
    // Of labels that are left out nothing is known, so they are not "no label".
    return known.length === 0 && label.length > 0 ? null : codes.codeOf(known);
  };
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
  codeOf: (label: NewText["label"]) => number | null,
): Promise<{ readonly fresh: FreshText[]; readonly repeated: number }> {
  const rows = await database.read<{ key: string; label: number | null }>(
    "SELECT key, label FROM text WHERE deleted = 0",
  );
  const known = new Set(rows.map(({ key, label }) => `${key} ${label}`));
  const fresh: FreshText[] = [];
  for (const { text, label } of texts) {
    const key = sha256(text).slice(0, 16);
    const id = codeOf(label);
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
