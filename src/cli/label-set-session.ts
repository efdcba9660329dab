import { isInterrupt, type SessionAction, sessionAction } from "./label-session.ts";
import { classKeys, isReturn, type Key, keyedClasses, NameSearch } from "./name-search.ts";

/** What a key asks for. Absent: the key changed nothing but the chosen labels or the search. */
export type LabelSetAction = { readonly kind: "labels"; readonly labels: readonly string[] } | SessionAction;

/**
 * Turns keys into actions while one text is shown that may have several labels. The keys of the classes, a search and a new
 * class choose a label or take it back. "=" chooses the labels that the model gives. Enter takes the chosen labels, of which
 * there may be none. See LabelPrompt for the keys.
 */
export class LabelSetPrompt {
  readonly #classes: readonly string[];
  readonly #keyed: readonly string[];
  readonly #given: readonly string[];
  readonly #chosen = new Set<string>();
  readonly #search: NameSearch;

  /**
   * @param probable the most probable classes of the text, the most probable first
   * @param given the labels that the model gives to the text
   */
  constructor(classes: readonly string[], probable: readonly string[], given: readonly string[]) {
    this.#classes = classes;
    this.#keyed = keyedClasses(classes, probable);
    this.#given = given;
    this.#search = new NameSearch(classes);
  }

  /** The keys and their classes, for a menu. */
  get menu(): readonly (readonly [string, string])[] {
    return this.#keyed.map((name, i) => [classKeys[i], name]);
  }

  /** The chosen labels in the order of the classes, new ones last. */
  get chosen(): readonly string[] {
    const known = this.#classes.filter((name) => this.#chosen.has(name));
    return [...known, ...Array.from(this.#chosen).filter((name) => !this.#classes.includes(name))];
  }

  /** The line that the user types into; undefined if there is none. */
  get input(): string | undefined {
    return this.#search.line;
  }

  press(key: Key): LabelSetAction | undefined {
    if (isInterrupt(key)) return { kind: "quit" };
    if (this.#search.isOpen) {
      const label = this.#search.press(key);
      if (label === undefined) return undefined;
      this.#search.close();
      this.#toggle(label);
      return undefined;
    }
    if (isReturn(key)) return { kind: "labels", labels: this.chosen };
    this.#search.openBy(key);
    const { text = "" } = key;
    const label = text === "" ? undefined : this.#keyed[classKeys.indexOf(text)];
    if (label !== undefined) this.#toggle(label);
    if (text === "=") this.#chooseGiven();
    return sessionAction(key);
  }

  #toggle(label: string): void {
    if (!this.#chosen.delete(label)) this.#chosen.add(label);
  }

  #chooseGiven(): void {
    this.#chosen.clear();
    for (const label of this.#given) this.#chosen.add(label);
  }
}
