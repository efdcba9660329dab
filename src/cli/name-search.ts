/** A key of the terminal: its name if it has one ("return", "escape", "backspace"), and the characters that it types. */
export interface Key {
  readonly name?: string;
  readonly text?: string;
  readonly ctrl?: boolean;
}

/** Keys of classes, in their order. The letters s, u, q and n have other meanings. */
export const classKeys = "123456789abcdefghijklmoprtvwxyz";
/**
 * With more classes, the keys 1 to 9 are the most probable classes of each text.
 * @internal Exported for tests.
 */
export const maxKeyed = classKeys.length;
const matchesShown = 9;

/** Returns the classes that have a key: all, or the most probable ones if there are many. */
export function keyedClasses(classes: readonly string[], probable: readonly string[]): readonly string[] {
  return classes.length <= maxKeyed ? classes : probable.slice(0, matchesShown);
}

export function isReturn({ name }: Key): boolean {
  return name === "return" || name === "enter";
}

/** The line in which the user types the name of a class: "/" searches all classes, "n" begins a new one. */
export class NameSearch {
  readonly #classes: readonly string[];
  /** What is typed; undefined if no name is being typed. */
  #typed: string | undefined;
  #isNew = false;

  constructor(classes: readonly string[]) {
    this.#classes = classes;
  }

  get isOpen(): boolean {
    return this.#typed !== undefined;
  }

  /** The line that the user types into; undefined if there is none. */
  get line(): string | undefined {
    if (this.#typed === undefined) return undefined;
    if (this.#isNew) return `New class: ${this.#typed}`;
    const found = this.#matches();
    const listed = found.slice(0, matchesShown).join(", ");
    return `Search: ${this.#typed} -> ${found.length === 0 ? "no class" : listed}`;
  }

  /** Opens the line if the key asks for it. */
  openBy({ text }: Key): void {
    if (text !== "/" && text !== "n") return;
    this.#typed = "";
    this.#isNew = text === "n";
  }

  close(): void {
    this.#typed = undefined;
  }

  /** Changes what is typed. @returns the name that the user takes with Enter; undefined if none is taken yet */
  press(key: Key): string | undefined {
    const typed = this.#typed ?? "";
    const { name, text = "", ctrl } = key;
    if (name === "escape") this.close();
    else if (name === "backspace") this.#typed = Array.from(typed).slice(0, -1).join("");
    else if (isReturn(key)) return (this.#isNew ? typed.trim() : this.#matches()[0]) || undefined;
    else if (!ctrl && /^[^\p{Cc}]+$/u.test(text)) this.#typed = typed + text;
    return undefined;
  }

  /** Classes whose names contain what is typed, those that begin with it first. */
  #matches(): string[] {
    const wanted = (this.#typed ?? "").normalize("NFC").toLowerCase();
    const form = (name: string) => name.normalize("NFC").toLowerCase();
    const found = this.#classes.filter((name) => form(name).includes(wanted));
    return [
      ...found.filter((name) => form(name).startsWith(wanted)),
      ...found.filter((name) => !form(name).startsWith(wanted)),
    ];
  }
}
