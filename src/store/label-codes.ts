import type { Database, Statement } from "./database.ts";

/**
 * Turns the labels of a text into one number, and back, so that columns, filters and the log of changes hold one label or
 * several in the same way: 0 means "no label", a positive number is the id of a class, and a negative one a set of several classes.
 */
export class LabelCodes {
  readonly #sets: Map<number, readonly number[]>;
  readonly #codes: Map<string, number>;
  readonly #added: [number, string][] = [];

  private constructor(rows: readonly { readonly id: number; readonly classes: string }[]) {
    this.#sets = new Map(rows.map(({ id, classes }) => [id, JSON.parse(classes)]));
    this.#codes = new Map(rows.map(({ id, classes }) => [classes, id]));
  }

  /** Reads the known sets. To make codes for new ones, read them inside of the write that stores `inserts`. */
  static async read(database: Pick<Database, "read">): Promise<LabelCodes> {
    return new LabelCodes(await database.read("SELECT id, classes FROM label_set"));
  }

  /** Returns the code of a set of classes, in any order. */
  codeOf(ids: readonly number[]): number {
    if (ids.length < 2) return ids[0] ?? 0;
    const classes = [...new Set(ids)].sort((one, other) => one - other);
    if (classes.length === 1) return classes[0];
    const key = JSON.stringify(classes);
    const known = this.#codes.get(key);
    if (known !== undefined) return known;
    const code = -(this.#sets.size + 1);
    this.#sets.set(code, classes);
    this.#codes.set(key, code);
    this.#added.push([code, key]);
    return code;
  }

  /** Returns the ids of the classes of a code; empty for no label. */
  idsOf(code: number): readonly number[] {
    if (code > 0) return [code];
    return this.#sets.get(code) ?? [];
  }

  /** Returns the codes of the sets that have a class, without the code of the class alone. */
  setsWith(id: number): number[] {
    return [...this.#sets].flatMap(([code, ids]) => (ids.includes(id) ? [code] : []));
  }

  /** The statements that store the sets that are new. */
  get inserts(): Statement[] {
    if (this.#added.length === 0) return [];
    const sql = "INSERT INTO label_set (id, classes) SELECT value->>0, value->>1 FROM json_each(?)";
    return [{ sql, args: [JSON.stringify(this.#added)] }];
  }
}
