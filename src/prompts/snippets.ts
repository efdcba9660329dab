import type { ClassDefinition, Example } from "../task/task.ts";
import { listItems } from "./list-items.ts";
import { cutNegativeTails, isNegative } from "./negation.ts";
import { readableName } from "./readable-name.ts";
import { cutClauses, cutSegments, cutSentences } from "./sentences.ts";
import { countWords, squashSpaces, trimPunctuation } from "./words.ts";

/** What a piece shows of its class; the mean over several kinds tells more than any one kind alone. */
export type SnippetKind = "name" | "about" | "whole" | "named" | "clause" | "item" | "quote";

/** One text cut from a class's name and prompt. */
export interface Snippet extends Example {
  readonly origin: "prompt";
  readonly kind: SnippetKind;
}

const quotation = /["“]([^"“”]{2,200})["”]/g;

/** Cuts every class's name and prompt into pieces; a class without a prompt gives none. */
export function cutPrompts(classes: readonly ClassDefinition[]): Snippet[] {
  return classes.flatMap(({ name, prompt }) => (prompt === undefined ? [] : cutPrompt(name, prompt)));
}

/** The pieces of one prompt, none twice; at least its name, as it stands where it holds no letter or digit. */
function cutPrompt(name: string, prompt: string): Snippet[] {
  const readable = readableName(name);
  const whole = squashSpaces(prompt);
  const cut: [SnippetKind, string][] = [
    ["name", readable],
    ["about", `This is about ${readable}.`],
    ["whole", whole],
    ["named", `${readable}: ${whole}`],
    ...cutSentences(whole).flatMap(piecesOfSentence),
    ...[...whole.matchAll(quotation)].map(([, quoted]): [SnippetKind, string] => [
      "quote",
      trimPunctuation(quoted),
    ]),
  ];
  const distinct = new Map(
    cut.filter(([, text]) => countWords(text) > 0).map((piece) => [piece.join("\n"), piece]),
  );
  return [...distinct.values()].map(([kind, text]) => ({
    label: name,
    text,
    origin: "prompt",
    kind,
  }));
}

/** Clauses and list items; those that say what the class is not are left out. */
function piecesOfSentence(sentence: string): [SnippetKind, string][] {
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
