import { lastPart, nodesAbove } from "../../hierarchy/paths.ts";
import { areNearKeys, labelKey } from "./near-labels.ts";

/** An index of class names that finds a name exactly, by spelling, or as a typing error. */
export class ClassNames {
  readonly #names = new Set<string>();
  readonly #byKey = new Map<string, string>();
  readonly #byLetters = new Map<string, string>();
  /** Keys that may be typing errors of each other: those with the same digits and the same number of words. */
  readonly #groups = new Map<string, string[]>();
  #numbers = 0;
  /** Last part of a path -> the class; undefined if several classes have it. Empty if names are not paths. */
  readonly #byLastPart = new Map<string, string | undefined>();
  /** The nodes above the classes. Empty if names are not paths. */
  readonly #inner = new Set<string>();
  readonly #arePaths: boolean;

  /** @param options.arePaths whether the names are paths of a hierarchy. Default: false */
  constructor(names: Iterable<string> = [], { arePaths = false }: { readonly arePaths?: boolean } = {}) {
    this.#arePaths = arePaths;
    for (const name of names) this.add(name);
  }

  add(name: string): void {
    if (this.#names.has(name)) return;
    this.#names.add(name);
    if (isNumberLabel(name)) this.#numbers++;
    if (this.#arePaths) this.#addPath(name);
    const key = labelKey(name);
    if (this.#byKey.has(key)) return;
    this.#byKey.set(key, name);
    if (!this.#byLetters.has(lettersOf(key))) this.#byLetters.set(lettersOf(key), name);
    const group = this.#groups.get(groupOf(key));
    if (group) group.push(key);
    else this.#groups.set(groupOf(key), [key]);
  }

  get size(): number {
    return this.#names.size;
  }

  /** Whether there is at least one class and no class is a number. */
  get areWords(): boolean {
    return this.#names.size > 0 && this.#numbers === 0;
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  [Symbol.iterator](): Iterator<string> {
    return this.#names.values();
  }

  /** Whether a name is that of a node above classes. */
  isInnerNode(name: string): boolean {
    return this.#inner.has(name) && !this.#names.has(name);
  }

  /** Returns the only class whose path ends with a name. */
  withLastPart(name: string): string | undefined {
    return this.#byLastPart.get(name);
  }

  /** Returns the class whose name is another spelling of a name. */
  spelling(name: string): string | undefined {
    return this.#byKey.get(labelKey(name));
  }

  /** Returns a class of whose name a name may be a typing error. */
  nearest(name: string): string | undefined {
    const key = labelKey(name);
    const joined = this.#byLetters.get(lettersOf(key));
    if (joined !== undefined) return joined;
    const near = this.#groups.get(groupOf(key))?.find((other) => areNearKeys(key, other));
    return near === undefined ? undefined : this.#byKey.get(near);
  }

  #addPath(name: string): void {
    const last = lastPart(name);
    this.#byLastPart.set(last, this.#byLastPart.has(last) ? undefined : name);
    for (const above of nodesAbove(name)) this.#inner.add(above);
  }
}

/** Whether a label is a whole number, which may be the position of a class in a list. */
export function isNumberLabel(name: string): boolean {
  return /^[+-]?\d+(\.0*)?$/.test(name);
}

function lettersOf(key: string): string {
  return key.replaceAll(" ", "");
}

function groupOf(key: string): string {
  return `${key.split(" ").length} ${key.replace(/\P{N}/gu, "")}`;
}
