import { InputError, type InputPlace } from "../errors.ts";

/**
 * Splits JSON text, which arrives in chunks, into the texts of its values. It looks at strings and brackets only and parses
 * nothing; JSON.parse checks each value afterwards. One value and one chunk are in memory.
 */
export class JsonValueScanner {
  readonly #pieces: AsyncIterator<string>;
  #text = "";
  #at = 0;

  constructor(
    pieces: AsyncIterable<string>,
    private readonly place: InputPlace,
    /** Maximum length of a value in UTF-16 units. Longer values need more memory, and strings of V8 end at 2^29. */
    private readonly maxLength: number,
  ) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /** Returns the next character that is not a blank, without taking it; undefined at the end. */
  async peek(): Promise<string | undefined> {
    for (;;) {
      while (this.#at < this.#text.length && isBlank(this.#text.charCodeAt(this.#at))) this.#at++;
      if (this.#at < this.#text.length) return this.#text[this.#at];
      if (!(await this.#fill())) return undefined;
    }
  }

  /** Takes the next character that is not a blank, if it is this one. */
  async take(character: string): Promise<boolean> {
    if ((await this.peek()) !== character) return false;
    this.#at++;
    return true;
  }

  /**
   * Takes the text of the next value.
   * @throws InputError if it is cut short or longer than the maximum
   */
  async takeValue(): Promise<string> {
    const first = await this.peek();
    if (first === undefined) throw this.#cutShort();
    return first === '"' || first === "{" || first === "[" ? this.#takeNested() : this.#takeScalar();
  }

  /** Frees the source. */
  async close(): Promise<void> {
    await this.#pieces.return?.();
  }

  /** Takes a string, a list or an object that begins here. */
  async #takeNested(): Promise<string> {
    const parts: string[] = [];
    let length = 0;
    let depth = 0;
    let isString = false;
    let isEscaped = false;
    for (let at = this.#at; ; at++) {
      if (at === this.#text.length) {
        length += this.#keepRest(parts);
        if (length > this.maxLength) throw this.#tooLong();
        if (!(await this.#fill())) throw this.#cutShort();
        at = 0;
      }
      const code = this.#text.charCodeAt(at);
      if (isEscaped) isEscaped = false;
      else if (isString && code === backslash) isEscaped = true;
      else if (code === quoteMark) isString = !isString;
      else if (isString) continue;
      else if (code === openList || code === openObject) depth++;
      else if (code === closeList || code === closeObject) depth--;
      if (depth === 0 && !isString) return this.#takeUntil(at + 1, parts);
    }
  }

  /** Takes a number, true, false or null that begins here. Anything else is taken as one character, which JSON.parse then rejects. */
  async #takeScalar(): Promise<string> {
    const parts: string[] = [];
    for (let at = this.#at; ; at++) {
      if (at === this.#text.length) {
        this.#keepRest(parts);
        if (!(await this.#fill())) return parts.join("");
        at = 0;
      }
      const isEnd = isBlank(this.#text.charCodeAt(at)) || ',]}[{":'.includes(this.#text[at]);
      if (isEnd) return this.#takeUntil(parts.length === 0 ? Math.max(at, this.#at + 1) : at, parts);
    }
  }

  #takeUntil(end: number, parts: string[]): string {
    parts.push(this.#text.slice(this.#at, end));
    this.#at = end;
    return parts.join("");
  }

  /** Keeps the rest of this chunk in a list, so that a long text is joined only once. */
  #keepRest(parts: string[]): number {
    const rest = this.#text.slice(this.#at);
    parts.push(rest);
    this.#at = this.#text.length;
    return rest.length;
  }

  #tooLong(): InputError {
    const sentence = `holds a value of more than ${this.maxLength} characters; write a list of smaller objects.`;
    return new InputError(sentence, this.place);
  }

  #cutShort(): InputError {
    return new InputError("ends in the middle of a value; the file is cut short.", this.place);
  }

  /** Goes to the next chunk that is not empty. @returns false at the end */
  async #fill(): Promise<boolean> {
    for (;;) {
      const { done, value } = await this.#pieces.next();
      if (done) return false;
      if (value === "") continue;
      this.#text = value;
      this.#at = 0;
      return true;
    }
  }
}

const backslash = 0x5c;
const quoteMark = 0x22;
const openList = 0x5b;
const closeList = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;

/** Returns whether a character is a blank of JSON or the byte order mark. */
function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09 || code === 0xfeff;
}
