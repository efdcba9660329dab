import { InputError } from "../errors.ts";
import { enumerateNames } from "../files/list-names.ts";
import { quote } from "../files/quote.ts";
import type { OptionNaming } from "../files/records.ts";

/** Which fields of a file hold what. */
export interface ChosenFields {
  /** Their texts are joined by a line break, in this order. */
  readonly text: readonly string[];
  readonly label?: string;
  /** Whether a name other than "text" and "label" was found, so that a person should check it. */
  readonly isGuess: boolean;
}

export interface FieldWishes {
  readonly textField?: string | readonly string[];
  readonly labelField?: string;
  /** Whether the rows must have labels. */
  readonly needsLabel?: boolean;
  readonly naming: OptionNaming;
}

/**
 * Names under which texts are kept, the best first. Names on one line are equally good: if two of them are there, the user
 * must choose. Blanks, case, hyphens and underscores do not count.
 */
const textNames: readonly (readonly string[])[] = [
  ["text"],
  ["texts", "sentence", "utterance", "message", "messagetext", "textcontent", "fulltext", "rawtext"],
  ["body", "content", "messagebody", "emailbody", "mailbody", "bodytext"],
  ["comment", "commenttext", "review", "reviewtext", "reviewbody", "tweet", "feedback", "query", "question"],
  ["description", "document", "input", "inputtext", "prompt", "emailtext", "tickettext", "transcript"],
  ["title", "subject", "headline", "summary"],
];

/** Columns that say in short what the main text says at length: they are read together, the short one first. */
const shortTextNames: readonly string[] = ["subject", "title", "headline", "summary"];

const labelNames: readonly (readonly string[])[] = [
  ["label"],
  ["labels", "labelname", "labeltext", "classlabel"],
  ["category", "class", "classname", "intent", "topic", "categoryname", "intentname", "target", "goldlabel"],
  ["tag", "tags", "categories", "classes", "topics"],
  ["type", "kind", "sentiment", "department", "queue", "group", "output", "answer"],
];

const pluralLabelNames: readonly string[] = ["labels", "tag", "tags", "categories", "classes", "topics"];

const knownNames = new Set([...textNames, ...labelNames].flat());

/** A name without what people write in different ways, and without the number of a column that is there again. */
function plainName(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/ \(\d+\)$/, "")
    .replace(/[\s_.\-"'\u200b\ufeff]/g, "");
}

/** Whether text or labels are looked for under this name. */
export function isKnownName(name: string): boolean {
  return knownNames.has(plainName(name));
}

/** Whether a field of labels is named as if it held several per row. */
export function isPluralLabel(name: string | undefined): boolean {
  return name !== undefined && pluralLabelNames.includes(plainName(name));
}

/**
 * Chooses the fields that hold text and label: those the user names, else by their names. If only one field is left
 * beside the other, it is taken.
 * @param what "column" or "field", for messages
 * @throws InputError without a place, but with the names there are, if none fits or several fit equally well
 */
export function chooseFields(
  names: readonly string[],
  wishes: FieldWishes,
  what: "column" | "field",
): ChosenFields {
  return new FieldChooser(names, wishes, what).choose();
}

class FieldChooser {
  constructor(
    private readonly names: readonly string[],
    private readonly wishes: FieldWishes,
    private readonly what: "column" | "field",
  ) {}

  choose(): ChosenFields {
    const { textField, labelField, needsLabel = false, naming } = this.wishes;
    const wished = textField === undefined ? [] : [textField].flat();
    const given = wished.map((name) => this.#named(name, "textField"));
    const known = this.#wishedLabel() ?? this.#bestLabel(without(this.names, given));
    const candidates = without(this.names, known === undefined ? [] : [known]);
    const text = given.length > 0 ? given : this.#bestText(candidates);
    if (text.length === 0 && candidates.length === 1) text.push(candidates[0]);
    if (text.length === 0) {
      throw this.#error(
        `has no ${this.what} "text"; name the one that holds the text with ${naming("textField")}.`,
      );
    }
    const others = without(this.names, text);
    const label = known ?? (others.length === 1 ? others[0] : undefined);
    if (needsLabel && label === undefined) {
      throw this.#error(
        `has no ${this.what} "label"; name the one that holds the label with ${naming("labelField")}.`,
      );
    }
    const isTextGuessed = wished.length === 0 && (text.length > 1 || text[0] !== "text");
    const isLabelGuessed = needsLabel && labelField === undefined && label !== "label";
    return { text, ...(label !== undefined && { label }), isGuess: isTextGuessed || isLabelGuessed };
  }

  #wishedLabel(): string | undefined {
    const { labelField, needsLabel = false } = this.wishes;
    if (labelField === undefined) return undefined;
    return needsLabel ? this.#named(labelField, "labelField") : find(labelField, this.names);
  }

  #bestLabel(candidates: readonly string[]): string | undefined {
    const found = best(candidates, labelNames);
    if (found.length > 1 && this.wishes.needsLabel) {
      const choice = `choose one with ${this.wishes.naming("labelField")}`;
      throw this.#error(`has several ${this.what}s that may hold the label (${list(found)}); ${choice}.`);
    }
    return found[0];
  }

  #bestText(candidates: readonly string[]): string[] {
    const found = best(candidates, textNames);
    if (found.length === 1 && found[0] === "text") return found;
    const short = candidates.filter((name) => shortTextNames.includes(plainName(name)));
    const all = short.includes(found[0]) ? found : [...short, ...found];
    if (found.length <= 1 && short.length <= 1) return all;
    const choice = `choose one or more with ${this.wishes.naming("textField")}`;
    throw this.#error(`has several ${this.what}s that may hold the text (${list(all)}); ${choice}.`);
  }

  #named(name: string, option: string): string {
    const found = find(name, this.names);
    if (found !== undefined) return found;
    throw this.#error(`has no ${this.what} ${quote(name)}, which ${this.wishes.naming(option)} names.`);
  }

  #error(sentence: string): InputError {
    return new InputError(`${sentence} ${shownNames(this.names, this.what)}`);
  }
}

function without(names: readonly string[], others: readonly string[]): string[] {
  const left = new Set(others);
  return names.filter((name) => !left.has(name));
}

/** The names of the best kind that are there. */
function best(names: readonly string[], kinds: readonly (readonly string[])[]): string[] {
  for (const kind of kinds) {
    const [usual, ...others] = kind;
    const isTwice = names.some((name) => name.startsWith(`${usual} (`) && plainName(name) === usual);
    if (others.length === 0 && names.includes(usual) && !isTwice) return [usual];
    const found = names.filter((name) => kind.includes(plainName(name)));
    if (found.length > 0) return found;
  }
  return [];
}

/** A name as the user gives it, or the only one that differs from it in blanks and case. */
function find(name: string, names: readonly string[]): string | undefined {
  if (names.includes(name)) return name;
  const alike = names.filter((each) => plainName(each) === plainName(name));
  return alike.length === 1 ? alike[0] : undefined;
}

/** More names than this are not shown. */
const mostShown = 20;

/** "Its columns: "id", "body"." */
export function shownNames(names: readonly string[], what: "column" | "field"): string {
  if (names.length === 0) return `It has no ${what}s.`;
  return `Its ${what}s: ${enumerateNames(names.map(quote), mostShown)}.`;
}

function list(names: readonly string[]): string {
  return names.map(quote).join(", ");
}
