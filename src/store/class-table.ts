import { InputError } from "../index.ts";
import { act, nextId, type RowChange } from "./change-log.ts";
import { pathsOf, requirePlainName } from "./class-paths.ts";
import type { Database, Statement } from "./database.ts";
import { LabelCodes } from "./label-codes.ts";
import { ConflictError, found, requireVersion } from "./refusals.ts";
import { readSettings, setSettings } from "./settings.ts";
import type { ClassFields, StoredClass } from "./stored-class.ts";

/** A class with its path and the numbers of its texts. */
export interface CountedClass extends StoredClass {
  /** Its name; of a class below others "Food > Dairy > Milk". */
  readonly path: string;
  readonly texts: number;
  readonly labels: number;
  readonly examples: number;
}

/** Maximum number of classes of a project. More make a training take minutes. */
const maxClasses = 5000;

/** Returns the classes in their order. */
export function listClasses(database: Database): Promise<StoredClass[]> {
  return database.read(
    "SELECT id, version, name, description, parent, place FROM class WHERE deleted = 0 ORDER BY place, id",
  );
}

/** Returns the classes in their order, with the numbers of texts that are answered with them and that have their label. */
export async function countClasses(database: Database): Promise<CountedClass[]> {
  const codes = await LabelCodes.read(database);
  const count = async (sql: string) => {
    const counts = new Map<number, number>();
    for (const { code, n } of await database.read<{ code: number; n: number }>(sql))
      for (const id of codes.idsOf(code)) counts.set(id, (counts.get(id) ?? 0) + n);
    return counts;
  };
  const [classes, texts, labels, examples] = await Promise.all([
    listClasses(database),
    count(
      "SELECT prediction AS code, count(*) AS n FROM text WHERE deleted = 0 AND prediction IS NOT NULL GROUP BY 1",
    ),
    count(
      "SELECT coalesce(correction, label) AS code, count(*) AS n FROM text WHERE deleted = 0 AND (label IS NOT NULL OR correction IS NOT NULL) GROUP BY 1",
    ),
    count("SELECT label AS code, count(*) AS n FROM example WHERE deleted = 0 GROUP BY label"),
  ]);
  const paths = pathsOf(classes);
  return classes.map((each) => ({
    ...each,
    path: paths.get(each.id)!,
    texts: texts.get(each.id) ?? 0,
    labels: labels.get(each.id) ?? 0,
    examples: examples.get(each.id) ?? 0,
  }));
}

/** Adds a class at the end. @throws InputError if there is one of this name */
export async function addClass(database: Database, fields: ClassFields) {
  const { revision, action } = await act(database, async () => {
    const classes = await listClasses(database);
    requireFreeName(classes, fields.name, fields.parent);
    requirePlainName(classes, fields.name, fields.parent);
    requireParent(classes, undefined, fields.parent);
    if (fields.parent !== null) await requireSingleLabel(database);
    const { changes, inserts } = await newClasses(database, classes, [fields]);
    return { what: `Added the class ${quoted(fields.name)}.`, changes, inserts, id: changes[0].id };
  });
  return { revision, id: action.id };
}

/** Changes a class. @throws ConflictError, NotFoundError; InputError if there is another one of this name */
export function changeClass(database: Database, id: number, version: number, fields: Partial<ClassFields>) {
  return act(database, async () => {
    const { classes, old } = await currentClass(database, id, version);
    const changed = (Object.keys(fields) as (keyof ClassFields)[]).filter(
      (key) => fields[key] !== undefined && fields[key] !== old[key],
    );
    const { name, parent } = { ...old, ...fields };
    if (changed.includes("parent")) requireParent(classes, id, parent);
    if (parent !== null) await requireSingleLabel(database);
    if (changed.includes("name") || changed.includes("parent")) {
      const others = classes.filter((each) => each.id !== id);
      requireFreeName(others, name, parent);
      requirePlainName(classes, name, parent);
    }
    const [before, after] = [old, fields].map((from) =>
      Object.fromEntries(changed.map((key) => [key, from[key]!])),
    );
    const changes: RowChange[] = changed.length === 0 ? [] : [{ table: "class", id, before, after }];
    return { what: describeChange(old, fields, changed), changes };
  });
}

/** Orders the classes. @throws ConflictError if the order or the classes changed in the meantime */
export function orderClasses(database: Database, orderVersion: number, ids: readonly number[]) {
  return act(database, async () => {
    const classes = await listClasses(database);
    const { orderVersion: present } = await readSettings(database);
    const places = new Map(ids.map((id, i) => [id, i + 1]));
    const isComplete = places.size === classes.length && classes.every(({ id }) => places.has(id));
    if (present !== orderVersion || !isComplete) throw new ConflictError("The order of the classes", 0);
    const changes = classes.flatMap(({ id, place }): RowChange[] => {
      const after = places.get(id)!;
      return after === place ? [] : [{ table: "class", id, before: { place }, after: { place: after } }];
    });
    const others = changes.length === 0 ? [] : setSettings({ orderVersion: present + 1 });
    return { what: "Changed the order of the classes.", changes, others };
  });
}

/** Returns the changes and statements that add classes at the end. Call it inside of an action. */
export async function newClasses(
  database: Database,
  classes: readonly StoredClass[],
  added: readonly ClassFields[],
): Promise<{ readonly changes: RowChange[]; readonly inserts: Statement[] }> {
  if (classes.length + added.length > maxClasses) {
    throw new InputError(`A project has at most ${maxClasses} classes; remove some, or import fewer.`);
  }
  const first = await nextId(database, "class");
  const place = Math.max(0, ...classes.map((each) => each.place)) + 1;
  return {
    changes: added.map((_, i) => ({
      table: "class",
      id: first + i,
      before: { deleted: 1 },
      after: { deleted: 0 },
    })),
    inserts: added.map(({ name, description, parent }, i) => ({
      sql: "INSERT INTO class (id, version, name, description, parent, place, deleted) VALUES (?, 0, ?, ?, ?, ?, 1)",
      args: [first + i, name, description, parent, place + i],
    })),
  };
}

/** Returns all classes, and the one that a change is about. @throws NotFoundError; ConflictError if it has another version */
export async function currentClass(
  database: Database,
  id: number,
  version: number,
): Promise<{ readonly classes: readonly StoredClass[]; readonly old: StoredClass }> {
  const classes = await listClasses(database);
  const old = found(
    classes.find((each) => each.id === id),
    "class",
    id,
  );
  requireVersion(version, old, `The class ${quoted(old.name)}`);
  return { classes, old };
}

/** @throws InputError if there is a class of this name at the same place of the tree */
export function requireFreeName(classes: readonly StoredClass[], name: string, parent: number | null): void {
  if (!classes.some((each) => each.name === name && each.parent === parent)) return;
  throw new InputError(`There is a class ${quoted(name)} already; choose another name.`);
}

/** @throws InputError if the class above does not exist, or is the class itself or below it */
function requireParent(classes: readonly StoredClass[], id: number | undefined, parent: number | null): void {
  if (parent === null) return;
  const above = new Map(classes.map((each) => [each.id, each.parent]));
  if (!above.has(parent))
    throw new InputError(`The class ${parent} does not exist; choose another class above.`);
  for (let each: number | null | undefined = parent; each != null; each = above.get(each)) {
    if (each === id) throw new InputError("A class cannot be below itself; choose another class above.");
  }
}

/** @throws InputError if texts may have several labels, whose classes are no tree */
export async function requireSingleLabel(database: Database): Promise<void> {
  const { kind } = await readSettings(database);
  if (kind === "multi-label")
    throw new InputError("Classes of texts with several labels are no tree; leave out the class above.");
}

function describeChange(old: StoredClass, fields: Partial<ClassFields>, changed: readonly string[]): string {
  if (changed.includes("name")) return `Renamed the class ${quoted(old.name)} to ${quoted(fields.name!)}.`;
  if (changed.includes("description")) return `Changed the description of ${quoted(old.name)}.`;
  return `Moved the class ${quoted(old.name)}.`;
}

function quoted(name: string): string {
  return JSON.stringify(name);
}
