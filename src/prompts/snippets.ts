import { lastPart } from "../hierarchy/paths.ts";
import type { ClassDefinition, Example } from "../task/task.ts";
import { cutClausesOf } from "./clauses-in-other-languages.ts";
import { listItems } from "./list-items.ts";
import { cutNegativeTails, isNegative } from "./negation.ts";
import { languageWordsOf } from "./other-languages.ts";
import { readableName } from "./readable-name.ts";
import { cutClauses, cutSegments, cutSentences } from "./sentences.ts";
import { countWords, squashSpaces, trimPunctuation } from "./words.ts";

/**
 * What a snippet consists of. The mean over all kinds classifies better than any single kind.
 * - "name": the class name. "about": a sentence about the class name
 * - "whole": the description. "named": the class name and the description
 * - "clause", "item", "quote": a clause, an item of a list, or a quotation of the description
 */
export type SnippetKind = "name" | "about" | "whole" | "named" | "clause" | "item" | "quote";

/** A text that is cut from the name and description of a class. The training report counts snippets as `pieces`. */
export interface Snippet extends Example {
  readonly origin: "prompt";
  readonly kind: SnippetKind;
}

/**
 * Quotations of 2 to 200 characters: a single letter says nothing of the class, and a longer one is a text of its own.
 */
const quotation = /["“]([^"“”]{2,200})["”]/g;

/**
 * Cuts the descriptions of classes into snippets. A class without a description has no snippets.
 * @param options.arePaths whether names are paths of a hierarchy; then the last part names the class. Default: false
 * @example
 * cutPrompts([{ name: "refund", prompt: "Money back, not exchanges." }]).map(({ kind, text }) => `${kind}: ${text}`);
 * // ["name: refund", "about: This is about refund.", "whole: Money back, not exchanges.",
 * //  "named: refund: Money back, not exchanges.", "clause: Money back"]
 */
export function cutPrompts(
  classes: readonly ClassDefinition[],
  { arePaths = false }: { readonly arePaths?: boolean } = {},
): Snippet[] {
  return classes.flatMap(({ name, prompt }) => {
    if (prompt === undefined) return [];
    const snippets = cutPrompt(arePaths ? lastPart(name) : name, prompt);
    return arePaths ? snippets.map((snippet) => ({ ...snippet, label: name })) : snippets;
  });
}

/** Returns the snippets of one class, each kind and text once. */
function cutPrompt(name: string, prompt: string): Snippet[] {
  const readable = readableName(name);
  const whole = squashSpaces(prompt);
  const cut: [SnippetKind, string][] = [
    ["name", readable],
    ["about", `This is about ${readable}.`],
    ["whole", whole],
    ["named", `${readable}: ${whole}`],
    ...clausesAndItems(whole),
    ...[...whole.matchAll(quotation)].map(([, quoted]): [SnippetKind, string] => [
      "quote",
      trimPunctuation(quoted),
    ]),
  ];
  const distinct = new Map(
    cut.filter(([, text]) => countWords(text) > 0).map((snippet) => [snippet.join("\n"), snippet]),
  );
  return [...distinct.values()].map(([kind, text]) => ({
    label: name,
    text,
    origin: "prompt",
    kind,
  }));
}

/** Returns the clauses and list items of a description in any language. */
function clausesAndItems(description: string): [SnippetKind, string][] {
  const words = languageWordsOf(description);
  if (words === undefined) return cutSentences(description).flatMap(snippetsOfSentence);
  const { clauses, items } = cutClausesOf(description, words);
  return [
    ...clauses.map((text): [SnippetKind, string] => ["clause", text]),
    ...items.map((text): [SnippetKind, string] => ["item", text]),
  ];
}

/** Returns the clauses and list items of an English sentence, without those that say what the class is not. */
function snippetsOfSentence(sentence: string): [SnippetKind, string][] {
  const clauses = cutClauses(sentence).filter((clause) => !isNegative(clause));
  const items = cutSegments(sentence)
    .map((segment) => cutNegativeTails(segment)[0])
    .filter((head) => countWords(head) > 0 && !isNegative(head))
    .flatMap(listItems);
  return [
    ...clauses.map((text): [SnippetKind, string] => ["clause", text]),
    ...items.map((text): [SnippetKind, string] => ["item", text]),
  ];
}
