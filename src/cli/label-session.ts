/** A key of the terminal: its name if it has one ("return", "escape", "backspace"), and the characters that it types. */
export interface Key {
  readonly name?: string;
  readonly text?: string;
  readonly ctrl?: boolean;
}

/** What a key asks for. Absent: the key changed nothing but the search. */
export type LabelAction =
  | { readonly kind: "label"; readonly label: string }
  | { readonly kind: "skip" | "undo" | "quit" };

/** Keys of classes, in their order. The letters s, u, q and n have other meanings. */
const classKeys = "123456789abcdefghijklmoprtvwxyz";
/**
 * With more classes, the keys 1 to 9 are the most probable classes of each text.
 * @internal Exported for tests.
 */
export const maxKeyed = classKeys.length;
const matchesShown = 9;

/**
 * Turns keys into actions while one text is shown.
 *
 * With up to 31 classes each class has the same key for every text. With more, the digits are the most probable ones.
 * "/" searches all classes by name, "n" begins a new class.
 */
export class LabelPrompt {
  readonly #classes: readonly string[];
  readonly #keyed: readonly string[];
  /** What is typed; undefined if no name is being typed. */
  #typed: string | undefined;
  #isNew = false;

  /** @param probable the most probable classes of the text, the most probable first */
  constructor(classes: readonly string[], probable: readonly string[]) {
    this.#classes = classes;
    this.#keyed = classes.length <= maxKeyed ? classes : probable.slice(0, matchesShown);
  }

  /** The keys and their classes, for a menu. */
  get menu(): readonly (readonly [string, string])[] {
    return this.#keyed.map((name, i) => [classKeys[i], name]);
  }

  /** The line that the user types into; undefined if there is none. */
  get input(): string | undefined {
    if (this.#typed === undefined) return undefined;
    if (this.#isNew) return `New class: ${this.#typed}`;
    const found = this.#matches();
    const listed = found.slice(0, matchesShown).join(", ");
    return `Search: ${this.#typed} -> ${found.length === 0 ? "no class" : listed}`;
  }

  press(key: Key): LabelAction | undefined {
    if (key.ctrl && (key.name === "c" || key.name === "d")) return { kind: "quit" };
    return this.#typed === undefined ? this.#command(key) : this.#type(key, this.#typed);
  }

  #command({ text = "" }: Key): LabelAction | undefined {
    if (text === "s") return { kind: "skip" };
    if (text === "u") return { kind: "undo" };
    if (text === "q") return { kind: "quit" };
    if (text === "/" || text === "n") {
      this.#typed = "";
      this.#isNew = text === "n";
      return undefined;
    }
    const place = text === "" ? -1 : classKeys.indexOf(text);
    const label = this.#keyed[place];
    return label === undefined ? undefined : { kind: "label", label };
  }

  #type({ name, text = "", ctrl }: Key, typed: string): LabelAction | undefined {
    if (name === "escape") this.#typed = undefined;
    else if (name === "backspace") this.#typed = Array.from(typed).slice(0, -1).join("");
    else if (name === "return" || name === "enter") {
      const label = this.#isNew ? typed.trim() : this.#matches()[0];
      if (label !== undefined && label !== "") return { kind: "label", label };
    } else if (!ctrl && /^[^\p{Cc}]+$/u.test(text)) this.#typed = typed + text;
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
