import { classKeys, type Key, keyedClasses, NameSearch } from "./name-search.ts";

/** What a key asks for, whatever is asked. */
export type SessionAction = { readonly kind: "skip" | "undo" | "quit" };
/** What a key asks for. Absent: the key changed nothing but the search. */
export type LabelAction = { readonly kind: "label"; readonly label: string } | SessionAction;

/** Returns what the keys of every session ask for: s skips, u undoes, q quits. */
export function sessionAction({ text }: Key): SessionAction | undefined {
  if (text === "s") return { kind: "skip" };
  if (text === "u") return { kind: "undo" };
  if (text === "q") return { kind: "quit" };
  return undefined;
}

/** Whether the key ends the session whatever is being typed: Ctrl-C and Ctrl-D. */
export function isInterrupt({ name, ctrl }: Key): boolean {
  return ctrl === true && (name === "c" || name === "d");
}

/**
 * Turns keys into actions while one text is shown.
 *
 * With up to 31 classes each class has the same key for every text. With more, the digits are the most probable ones.
 * "/" searches all classes by name, "n" begins a new class.
 */
export class LabelPrompt {
  readonly #keyed: readonly string[];
  readonly #search: NameSearch;

  /** @param probable the most probable classes of the text, the most probable first */
  constructor(classes: readonly string[], probable: readonly string[]) {
    this.#keyed = keyedClasses(classes, probable);
    this.#search = new NameSearch(classes);
  }

  /** The keys and their classes, for a menu. */
  get menu(): readonly (readonly [string, string])[] {
    return this.#keyed.map((name, i) => [classKeys[i], name]);
  }

  /** The line that the user types into; undefined if there is none. */
  get input(): string | undefined {
    return this.#search.line;
  }

  press(key: Key): LabelAction | undefined {
    if (isInterrupt(key)) return { kind: "quit" };
    const label = this.#search.isOpen ? this.#search.press(key) : this.#keyedBy(key);
    if (label !== undefined) return { kind: "label", label };
    if (this.#search.isOpen) return undefined;
    this.#search.openBy(key);
    return sessionAction(key);
  }

  #keyedBy({ text = "" }: Key): string | undefined {
    return text === "" ? undefined : this.#keyed[classKeys.indexOf(text)];
  }
}
