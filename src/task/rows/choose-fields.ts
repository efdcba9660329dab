import { InputError } from "../../errors.ts";
import { enumerateNames } from "../../files/list-names.ts";
import { quote } from "../../files/quote.ts";
import type { OptionNaming } from "../../files/records.ts";

/** The fields of text and label in a file. */
export interface ChosenFields {
  /** Names of the fields with the text, which are joined by line breaks in this order. */
  readonly text: readonly string[];
  readonly label?: string;
  /** Whether a field was chosen by a name other than "text" or "label", so that a person should check it. */
  readonly isGuess: boolean;
}

/** The fields that the user names, and what is needed. */
export interface FieldOptions {
  readonly textField?: string | readonly string[];
  readonly labelField?: string;
  /** Whether the rows must have labels. */
  readonly needsLabel?: boolean;
  readonly naming: OptionNaming;
}

/**
 * Usual names of text fields, the most likely first. Names on one line are equally likely: if a file has two of them, the
 * user must choose. Blanks, case, hyphens and underscores are ignored.
 */
const textNames: readonly (readonly string[])[] = [
  ["text"],
  ["texts", "sentence", "utterance", "message", "messagetext", "textcontent", "fulltext", "rawtext"],
  ["body", "content", "messagebody", "emailbody", "mailbody", "bodytext"],
  ["comment", "commenttext", "review", "reviewtext", "reviewbody", "tweet", "feedback", "query", "question"],
  ["description", "document", "input", "inputtext", "prompt", "emailtext", "tickettext", "transcript"],
  ["title", "subject", "headline", "summary"],
];

/** Columns with a short version of the main text. They are put before the main text. */
const shortTextNames: readonly string[] = ["subject", "title", "headline", "summary"];

export const labelNames: readonly (readonly string[])[] = [
  ["label"],
  ["labels", "labelname", "labeltext", "classlabel"],
  ["category", "class", "classname", "intent", "topic", "categoryname", "intentname", "target", "goldlabel"],
  ["tag", "tags", "categories", "classes", "topics"],
  ["type", "kind", "sentiment", "department", "queue", "group", "output", "answer"],
];

const pluralLabelNames: readonly string[] = ["labels", "tag", "tags", "categories", "classes", "topics"];

const knownNames = new Set([...textNames, ...labelNames].flat());

/** Returns a name in lower case without blanks, hyphens and the like, and without the number of a repeated column. */
function plainName(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/ \(\d+\)$/, "")
    .replace(/[\s_.\-"'\u200b\ufeff]/g, "");
}

/** Whether a name is one of the usual names of text or label fields. */
export function isKnownName(name: string): boolean {
  return knownNames.has(plainName(name));
}

/** Whether the name of a label field is a plural, such as "tags". */
export function isPluralLabel(name: string | undefined): boolean {
  return name !== undefined && pluralLabelNames.includes(plainName(name));
}

/**
 * Chooses the fields of text and label: those that the user names, else those with usual names. If only one field is left
 * beside the label, it holds the text.
 * @param what "column" or "field", for messages
 * @throws InputError without a place, with the names of all fields, if none fits or several fit equally well
 */
export function chooseFields(
  names: readonly string[],
  options: FieldOptions,
  what: "column" | "field",
): ChosenFields {
  return new FieldChooser(names, options, what).choose();
}

class FieldChooser {
  constructor(
    private readonly names: readonly string[],
    private readonly options: FieldOptions,
    private readonly what: "column" | "field",
  ) {}

  choose(): ChosenFields {
    const { textField, labelField, needsLabel = false, naming } = this.options;
    const named = textField === undefined ? [] : [textField].flat();
    const given = named.map((name) => this.#named(name, "textField"));
    const known = this.#namedLabel() ?? this.#bestLabel(without(this.names, given));
    const candidates = without(this.names, known === undefined ? [] : [known]);
    const text = given.length > 0 ? given : this.#bestText(candidates);
    if (text.length === 0 && candidates.length === 1) text.push(candidates[0]);
    if (text.length === 0) {
      throw this.#error(
        `has no ${this.what} "text"; name the one that holds the text with ${naming("textField")}.`,
      );
    }
    // No other field is taken for the label: the numbers of rows would become classes.
    const label = known;
    if (needsLabel && label === undefined) {
      throw this.#error(
        `has no ${this.what} "label"; name the one that holds the label with ${naming("labelField")}.`,
      );
    }
    const isTextGuessed = named.length === 0 && (text.length > 1 || text[0] !== "text");
    const isLabelGuessed = needsLabel && labelField === undefined && label !== "label";
    return { text, ...(label !== undefined && { label }), isGuess: isTextGuessed || isLabelGuessed };
  }

  #namedLabel(): string | undefined {
    const { labelField, needsLabel = false } = this.options;
    if (labelField === undefined) return undefined;
    return needsLabel ? this.#named(labelField, "labelField") : find(labelField, this.names);
  }

  #bestLabel(candidates: readonly string[]): string | undefined {
    const found = best(candidates, labelNames);
    if (found.length > 1 && this.options.needsLabel) {
      const choice = `choose one with ${this.options.naming("labelField")}`;
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
    const choice = `choose one or more with ${this.options.naming("textField")}`;
    throw this.#error(`has several ${this.what}s that may hold the text (${list(all)}); ${choice}.`);
  }

  #named(name: string, option: string): string {
    const found = find(name, this.names);
    if (found !== undefined) return found;
    throw this.#error(`has no ${this.what} ${quote(name)}, which ${this.options.naming(option)} names.`);
  }

  #error(sentence: string): InputError {
    return new InputError(`${sentence} ${shownNames(this.names, this.what)}`);
  }
}

function without(names: readonly string[], others: readonly string[]): string[] {
  const left = new Set(others);
  return names.filter((name) => !left.has(name));
}

/** Returns the names that are of the first kind that occurs. */
export function best(names: readonly string[], kinds: readonly (readonly string[])[]): string[] {
  for (const kind of kinds) {
    const [usual, ...others] = kind;
    const isRepeated = names.some((name) => name.startsWith(`${usual} (`) && plainName(name) === usual);
    if (others.length === 0 && names.includes(usual) && !isRepeated) return [usual];
    const found = names.filter((name) => kind.includes(plainName(name)));
    if (found.length > 0) return found;
  }
  return [];
}

/** Returns the given name, or the only one that differs from it in blanks, case and the like. */
export function find(name: string, names: readonly string[]): string | undefined {
  if (names.includes(name)) return name;
  const alike = names.filter((each) => plainName(each) === plainName(name));
  return alike.length === 1 ? alike[0] : undefined;
}

/** Maximum number of names in a message. */
const maxShown = 20;

/** Returns the sentence 'Its columns: "id", "body".' */
export function shownNames(names: readonly string[], what: "column" | "field"): string {
  if (names.length === 0) return `It has no ${what}s.`;
  return `Its ${what}s: ${enumerateNames(names.map(quote), maxShown)}.`;
}

function list(names: readonly string[]): string {
  return names.map(quote).join(", ");
}
