/** A JSON value in a text. Numbers, booleans and null are all null here, since they are never an example. */
export type LenientValue = string | null | readonly LenientValue[] | { readonly [key: string]: LenientValue };

/** A value and the position of its end. */
interface Found {
  readonly value: LenientValue;
  readonly end: number;
}

/** Maximum depth of nesting. Deeper values are not answers; a higher maximum takes more time on broken replies. */
const maxDepth = 32;

const closersOf: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  "`": "`",
  "“": "”",
  "‘": "’",
  "«": "»",
  "„": "“",
};
/** Further closing quotes in loose mode: models mix straight and curly quotes. */
const looseClosersOf: Readonly<Record<string, string>> = { '"': '"”', "“": '”“"', "‘": "’‘'", "„": '“”"' };
const literal = /^(?:[+-]?[\d.][\w.+-]*|true|false|null|none|undefined|nan|\.\.\.|…)$/i;

interface Frame {
  readonly isObject: boolean;
  readonly items: LenientValue[];
  readonly fields: Record<string, LenientValue>;
  key?: string;
  hasField: boolean;
}

/** Reads one value. In strict mode, the first unescaped quote ends a string; in loose mode, a quote that looks like an end. */
export class LenientJsonReader {
  readonly #text: string;
  readonly #isStrict: boolean;
  #at: number;
  readonly #stack: Frame[] = [];
  readonly #lastPlaces = new Map<string, number>();

  constructor(text: string, at: number, isStrict: boolean) {
    this.#text = text;
    this.#at = at;
    this.#isStrict = isStrict;
  }

  /** Returns undefined if the text is not JSON. */
  read(): Found | undefined {
    for (;;) {
      this.#skipSpaceAndComments();
      const letter = this.#text[this.#at];
      if (letter === undefined) return this.#cut();
      if (letter === "{" || letter === "[") {
        if (this.#stack.length >= maxDepth) return undefined;
        this.#stack.push(newFrame(letter === "{"));
        this.#at++;
      } else if (letter === "}" || letter === "]") {
        this.#at++;
        const root = this.#close(letter === "}");
        if (root !== undefined) return { value: root, end: this.#at };
      } else if (letter === ",") {
        this.#endField();
        this.#at++;
      } else if (letter in closersOf) {
        const string = this.#readString(letter);
        if (string === undefined)
          return this.#isStrict || this.#at >= this.#text.length ? this.#cut() : undefined;
        if (!this.#take(string, true)) return undefined;
      } else if (!this.#readWord()) return undefined;
    }
  }

  #skipSpaceAndComments(): void {
    const text = this.#text;
    for (;;) {
      while (this.#at < text.length && /\s/.test(text[this.#at])) this.#at++;
      if (text[this.#at] === "#" || text.startsWith("//", this.#at)) this.#at = endOf(text, "\n", this.#at);
      else if (text.startsWith("/*", this.#at)) this.#at = endOf(text, "*/", this.#at + 2);
      else return;
    }
  }

  /** Takes a string as a key or as a value. */
  #take(value: LenientValue, isString: boolean): boolean {
    const frame = this.#stack[this.#stack.length - 1];
    if (!frame.isObject) {
      frame.items.push(value);
      return true;
    }
    if (frame.key !== undefined) {
      frame.fields[frame.key] = value;
      frame.key = undefined;
      frame.hasField = true;
      return true;
    }
    if (!isString) return false;
    this.#skipSpaceAndComments();
    if (this.#text[this.#at] === ":") {
      this.#at++;
      frame.key = value as string;
    } else if (this.#at < this.#text.length) frame.items.push(value);
    return true;
  }

  /** Drops a key without a value before a comma. */
  #endField(): void {
    const frame = this.#stack[this.#stack.length - 1];
    frame.key = undefined;
  }

  /** Closes the innermost value. Returns the value if it is the outermost one. */
  #close(isObject: boolean): LenientValue | undefined {
    const parent = this.#stack[this.#stack.length - 2];
    // A bracket is missing: this one closes two values.
    if (this.#stack[this.#stack.length - 1].isObject !== isObject && parent?.isObject === isObject)
      this.#pop();
    return this.#pop();
  }

  #pop(): LenientValue | undefined {
    const value = valueOfFrame(this.#stack.pop()!);
    if (this.#stack.length === 0) return value;
    this.#take(value, false);
    return undefined;
  }

  /** Returns the complete part of the value at the end of the text. */
  #cut(): Found {
    let root: LenientValue | undefined;
    while (root === undefined) root = this.#pop();
    return { value: root, end: this.#text.length };
  }

  /** Reads a key without quotes, a number or another literal. */
  #readWord(): boolean {
    const [word] = /^[^\s,:[\]{}"'`“‘«„]{1,100}/.exec(this.#text.slice(this.#at, this.#at + 100)) ?? [""];
    if (word === "") return false;
    const start = this.#at;
    this.#at += word.length;
    const frame = this.#stack[this.#stack.length - 1];
    if (frame.isObject && frame.key === undefined) {
      this.#skipSpaceAndComments();
      if (this.#text[this.#at] !== ":") return this.#at >= this.#text.length && start > 0;
      this.#at++;
      frame.key = word;
      return true;
    }
    return (literal.test(word) || this.#at >= this.#text.length) && this.#take(null, false);
  }

  /** Reads a string. Returns undefined if it has no end. */
  #readString(quote: string): string | undefined {
    const text = this.#text;
    const closers = this.#isStrict ? closersOf[quote] : (looseClosersOf[quote] ?? closersOf[quote]);
    for (let end = this.#at + 1; end < text.length; end++) {
      if (text[end] === "\\") end++;
      else if (closers.includes(text[end]) && (this.#isStrict || this.#looksLikeAnEnd(end + 1))) {
        const inside = text.slice(this.#at + 1, end);
        this.#at = end + 1;
        return unescaped(inside);
      }
    }
    this.#at = text.length;
    return undefined;
  }

  /** Returns whether the quote before this position can end a string: a comma with a value, a colon or a bracket follows. */
  #looksLikeAnEnd(from: number): boolean {
    const text = this.#text;
    const next = skipSpace(text, from);
    if (next >= text.length || text[next] === ":") return true;
    const hasLineFeed = text.slice(from, Math.min(next, from + 200)).includes("\n");
    if (text[next] === ",") return startsValue(text, skipSpace(text, next + 1));
    if (text[next] === "]" || text[next] === "}") {
      const after = skipSpace(text, next + 1);
      if (after >= text.length || /[,\]}`<;)]/.test(text[after]) || text.slice(next, after).includes("\n"))
        return true;
      // The last string of the text may be followed by talk.
      return this.#lastOf(text[from - 1]) < from;
    }
    return hasLineFeed && startsValue(text, next);
  }

  /** Returns the last position of a letter. It is searched for once, so that the time stays linear. */
  #lastOf(letter: string): number {
    const place = this.#lastPlaces.get(letter) ?? this.#text.lastIndexOf(letter);
    this.#lastPlaces.set(letter, place);
    return place;
  }
}

function newFrame(isObject: boolean): Frame {
  // Without a prototype, because a key may be "__proto__".
  return { isObject, items: [], fields: Object.create(null), hasField: false };
}

/** Returns the value of a frame; braces around values without keys are a list. */
function valueOfFrame({ isObject, items, fields, hasField }: Frame): LenientValue {
  return isObject && (hasField || items.length === 0) ? fields : items;
}

function endOf(text: string, sign: string, from: number): number {
  const end = text.indexOf(sign, from);
  return end < 0 ? text.length : end + sign.length;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text[at])) at++;
  return at;
}

/** Returns whether a value, a key or a closing bracket begins here. */
function startsValue(text: string, at: number): boolean {
  if (at >= text.length) return true;
  return /^(?:[{[\]}"'“‘„«`#]|\/\/|\/\*|[\w$-]{1,40}\s{0,5}:|-?\d|(?:true|false|null|none)\b|\.\.\.)/i.test(
    text.slice(at, at + 50),
  );
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };

/** Resolves the escapes in a string. A backslash that escapes nothing stays. */
function unescaped(inside: string): string {
  return inside.replace(
    /\\(?:u([\da-fA-F]{4})|([\s\S]))/g,
    (whole, code: string | undefined, letter: string) => {
      if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
      if (letter in escapes) return escapes[letter];
      return /["'`\\/“”‘’\n]/.test(letter) ? letter : whole;
    },
  );
}
