import { InputError } from "../index.ts";
import type { Database } from "./database.ts";
import type { ClassFields, StoredClass } from "./stored-class.ts";

/** Separates the parts of the path of a class in a tree, as in "Food > Dairy > Milk". */
export const pathSeparator = " > ";

type Placed = Pick<StoredClass, "id" | "name" | "parent">;

/** Returns the name of each class by its id; of a class below others its path: "Food > Dairy > Milk". */
export function pathsOf(classes: readonly Placed[]): Map<number, string> {
  const byId = new Map(classes.map((each) => [each.id, each]));
  const paths = new Map<number, string>();
  const pathOf = (each: Placed, depth: number): string => {
    const known = paths.get(each.id);
    if (known !== undefined) return known;
    const above = each.parent === null || depth > maxDepth ? undefined : byId.get(each.parent);
    const path = above === undefined ? each.name : pathOf(above, depth + 1) + pathSeparator + each.name;
    paths.set(each.id, path);
    return path;
  };
  for (const each of classes) pathOf(each, 0);
  return paths;
}

/** Maximum number of levels of a tree. It ends the way up in a damaged tree, too. */
const maxDepth = 50;

/** Returns the paths of all classes by id, those of deleted ones too. */
export async function classPaths(database: Pick<Database, "read">): Promise<Map<number, string>> {
  return pathsOf(await database.read<Placed>("SELECT id, name, parent FROM class"));
}

/** Finds the classes of labels: by their path, or by the last part of it if only one class has it. */
export class LabelFinder {
  readonly #paths: Map<string, number>;
  /** Undefined: several classes have this name. */
  readonly #names = new Map<string, number | undefined>();

  constructor(classes: readonly Placed[]) {
    this.#paths = new Map([...pathsOf(classes)].map(([id, path]) => [path, id]));
    for (const { id, name } of classes) this.#names.set(name, this.#names.has(name) ? undefined : id);
  }

  /** Returns the id of the class; undefined if there is none, or if several have this name. */
  find(label: string): number | undefined {
    return this.#paths.get(label) ?? this.#names.get(label);
  }

  /** @throws InputError if there is no such class */
  require(label: string): number {
    const found = this.find(label);
    if (found !== undefined) return found;
    throw new InputError(
      this.#names.has(label)
        ? `Several classes have the name ${JSON.stringify(label)}; write the whole path.`
        : `The class ${JSON.stringify(label)} does not exist; add it first.`,
    );
  }
}

/** Share of new names that must be paths so that they are read as paths. Smaller: names such as "speed > 100" become trees. */
const minPathShare = 0.5;

/** Whether names are paths: most have the separator, and two of them are below the same class. */
function arePaths(names: readonly string[]): boolean {
  const above = names.flatMap((name) => {
    const end = name.lastIndexOf(pathSeparator);
    return end < 0 ? [] : [name.slice(0, end)];
  });
  return above.length >= minPathShare * names.length && new Set(above).size < above.length;
}

/**
 * Returns the classes that names need: one per name, or, if the names are paths or the classes are a tree already, one per
 * part of a path that no class has yet.
 * @param first the id of the first new class. @param isTree whether the names are paths for sure
 * @returns the new classes in the order of their ids, and the id of each name
 */
export function classesFor(
  names: readonly string[],
  classes: readonly Placed[],
  first: number,
  isTree = classes.some(({ parent }) => parent !== null) || arePaths(names),
): { readonly fields: ClassFields[]; readonly ids: ReadonlyMap<string, number> } {
  const known = new Map([...pathsOf(classes)].map(([id, path]) => [path, id]));
  const fields: ClassFields[] = [];
  const place = (path: string): number => {
    const found = known.get(path);
    if (found !== undefined) return found;
    const end = isTree ? path.lastIndexOf(pathSeparator) : -1;
    const parent = end < 0 ? null : place(path.slice(0, end));
    const name = end < 0 ? path : path.slice(end + pathSeparator.length);
    fields.push({ name: requirePart(name, path), description: "", parent });
    const id = first + fields.length - 1;
    known.set(path, id);
    return id;
  };
  return { ids: new Map(names.map((name) => [name, place(name)])), fields };
}

function requirePart(name: string, path: string): string {
  if (name.trim() !== "") return name;
  throw new InputError(
    `The path ${JSON.stringify(path)} has an empty part; write a name before and after each ">".`,
  );
}

/** @throws InputError if a name in a tree has the separator of paths */
export function requirePlainName(classes: readonly Placed[], name: string, parent: number | null): void {
  const isTree = parent !== null || classes.some((each) => each.parent !== null);
  if (isTree && name.includes(pathSeparator))
    throw new InputError(
      `The name ${JSON.stringify(name)} has " > ", which separates the levels of a tree; write it without blanks around ">", or choose the class above instead.`,
    );
}
