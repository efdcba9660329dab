import { InputError, type InputPlace } from "../../errors.ts";
import { enumerateNames } from "../../files/list-names.ts";
import { quote } from "../../files/quote.ts";
import { lastPart, nodesAbove, parentPath } from "../../hierarchy/paths.ts";
import type { ClassDefinition } from "../task.ts";
import { pathBelow } from "./find-hierarchy.ts";

type PlaceOf = (position: number) => InputPlace | undefined;

/**
 * Turns classes that name their `parent` into classes whose names are paths. A parent is a class of the list, or a known
 * node, by its whole name or by the last part of its path. Classes without a parent keep their names.
 * @param known names of nodes that are defined elsewhere
 * @param placeOf returns the file and line of the class at a position
 * @throws InputError if a parent does not exist or several classes have its name, or if a class is its own parent, directly
 * or through others
 * @example
 * resolveParents([{ name: "Food" }, { name: "Dairy", parent: "Food" }]);
 * // [{ name: "Food" }, { name: "Food > Dairy", parent: "Food" }]
 */
export function resolveParents(
  definitions: readonly ClassDefinition[],
  known: Iterable<string> = [],
  placeOf: PlaceOf = () => undefined,
): ClassDefinition[] {
  if (definitions.every(({ parent }) => parent === undefined)) return [...definitions];
  const resolver = new ParentResolver(definitions, known, placeOf);
  return definitions.map((definition, position) => {
    if (definition.parent === undefined || isWhole(definition)) return definition;
    const parent = resolver.parentOf(position);
    return { ...definition, name: pathBelow(parent, definition.name.trim()), parent };
  });
}

class ParentResolver {
  readonly #definitions: readonly ClassDefinition[];
  readonly #placeOf: PlaceOf;
  /** Name, or last part of a name -> places of the definitions that have it. */
  readonly #byName = new Map<string, number[]>();
  readonly #known = new Map<string, string[]>();
  readonly #paths = new Map<number, string>();

  constructor(definitions: readonly ClassDefinition[], known: Iterable<string>, placeOf: PlaceOf) {
    this.#definitions = definitions;
    this.#placeOf = placeOf;
    for (const [position, { name }] of definitions.entries()) {
      for (const key of namesOf(name)) append(this.#byName, key, position);
    }
    const nodes = new Set([...known].flatMap((name) => [...nodesAbove(name), name]));
    for (const name of nodes) for (const key of namesOf(name)) append(this.#known, key, name);
  }

  /** Returns the path of the parent of the definition at a position. */
  parentOf(position: number, below: readonly number[] = []): string {
    const { name, parent = "" } = this.#definitions[position];
    const wanted = parent.trim();
    const chain = [...below, position];
    const reject = (message: string) => new InputError(message, this.#placeOf(position));
    if (wanted === "") throw reject(`The parent of the class ${quote(name)} is empty; name a class.`);
    const places = this.#byName.get(wanted) ?? [];
    if (places.length === 0) return this.#knownNode(name, wanted, position);
    if (places.length > 1) {
      throw reject(
        `The parent ${quote(wanted)} of the class ${quote(name)} is the name of ${places.length} classes; write its whole path.`,
      );
    }
    const [place] = places;
    if (place === position) {
      throw reject(
        `The class ${quote(name)} is its own parent; name another class, or leave the parent out.`,
      );
    }
    if (chain.includes(place)) {
      const names = [...chain.slice(chain.indexOf(place)), place].map((each) =>
        quote(this.#definitions[each].name),
      );
      throw reject(
        `The parents form a circle (${names.join(" below ")}); leave out the parent of the topmost class.`,
      );
    }
    return this.#pathOf(place, chain);
  }

  #pathOf(place: number, chain: readonly number[]): string {
    const found = this.#paths.get(place);
    if (found !== undefined) return found;
    const { name, parent } = this.#definitions[place];
    const path =
      parent === undefined || isWhole(this.#definitions[place])
        ? name.trim()
        : pathBelow(this.parentOf(place, chain), name.trim());
    this.#paths.set(place, path);
    return path;
  }

  #knownNode(name: string, parent: string, position: number): string {
    const found = this.#known.get(parent) ?? [];
    if (found.length === 1) return found[0];
    const what =
      found.length === 0
        ? "does not exist; define it as a class of its own, with or without a description"
        : `may be ${enumerateNames(found.map(quote))}; write its whole path`;
    throw new InputError(
      `The parent ${quote(parent)} of the class ${quote(name)} ${what}.`,
      this.#placeOf(position),
    );
  }
}

/** Whether a name is the whole path already, as the classes of a classifier have it. */
function isWhole({ name, parent }: ClassDefinition): boolean {
  return parent !== undefined && parentPath(name) === parent;
}

/** The names by which a class can be named as a parent. */
function namesOf(name: string): Set<string> {
  return new Set([name.trim(), lastPart(name.trim())]);
}

function append<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
